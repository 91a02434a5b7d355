"""Chains of municipality codes: renumbered, merged, split and reused."""

import pandas as pd
import pytest

from statusbok import codes
from statusbok.catalogue import catalogue
from statusbok.errors import DataError

NAMES = {"3101": "Halden", "3103": "Moss", "1508": "Ålesund", "1580": "Haram", "3226": "Aurskog-Høland"}


def changes(*rows):
    return pd.DataFrame(rows, columns=["changed_on", "old_code", "old_name", "new_code", "new_name"])


SMALL = changes(
    ("2017-01-01", "0714", "Hof (Vestfold)", "0714", "Hof"),
    ("2020-01-01", "0101", "Halden", "3001", "Halden"),
    ("2020-01-01", "0104", "Moss", "3002", "Moss"),
    ("2020-01-01", "0136", "Rygge", "3002", "Moss"),
    ("2020-01-01", "1534", "Haram", "1507", "Ålesund"),
    ("2024-01-01", "3001", "Halden", "3101", "Halden"),
    ("2024-01-01", "3002", "Moss", "3103", "Moss"),
    ("2024-01-01", "1507", "Ålesund", "1508", "Ålesund"),
    ("2024-01-01", "1507", "Ålesund", "1580", "Haram"),
)


@pytest.fixture
def chain():
    return codes.chain(SMALL)


def test_one_step(chain):
    assert chain["3001"] == "3101"


def test_two_steps(chain):
    assert chain["0101"] == "3101"


def test_merger(chain):
    assert chain["0104"] == chain["0136"] == "3103"


def test_codes_without_change_are_their_own(chain):
    assert chain["3101"] == "3101"
    assert chain["0301"] == "0301"
    assert chain["0714"] == "0714"


def test_split_is_refused(chain):
    with pytest.raises(codes.SplitError, match=r"1507 was split into 1508, 1580"):
        chain["1507"]
    assert issubclass(codes.SplitError, DataError)


def test_split_after_a_merger_is_refused_and_says_by_way_of_what(chain):
    with pytest.raises(codes.SplitError, match=r"1534 \(by way of 1507\)"):
        chain.current("1534")


def test_split_keeps_the_last_whole_code(chain):
    assert chain.comparable("1534") == "1507"
    assert chain.successors("1534") == ["1508", "1580"]


def test_reused_code_follows_the_year():
    chain = codes.chain(
        changes(
            ("2018-01-01", "0001", "Old", "0002", "Other"),
            ("2020-01-01", "0003", "Third", "0001", "New"),
            ("2024-01-01", "0001", "New", "0009", "Newest"),
        )
    )
    assert chain.current("0001", 2017) == "0002"
    assert chain.current("0001", 2021) == "0009"
    assert chain.current("0003") == "0009"


def test_reused_code_that_is_in_force_stays():
    chain = codes.chain(
        changes(
            ("2018-01-01", "0001", "Old", "0002", "Other"), ("2020-01-01", "0003", "Third", "0001", "New")
        )
    )
    assert chain.current("0001", 2022) == "0001"


def test_late_figure_under_a_code_that_had_gone():
    chain = codes.chain(changes(("2019-01-01", "1567", "Rindal", "5061", "Rindal")))
    assert chain.current("1567", 2019) == "5061"


def test_to_current_adds_merged_municipalities_and_keeps_split_ones(chain):
    flows = pd.DataFrame(
        {
            "year": [2019, 2019, 2019, 2022],
            "residence_code": ["0104", "0136", "1534", "3002"],
            "work_code": ["0101", "0101", "0101", "3001"],
            "employed_persons": [3, 4, 5, 6],
        }
    )
    result = codes.to_current(flows, ["residence_code", "work_code"], chain, counts=["employed_persons"])
    assert result.to_dict("list") == {
        "year": [2019, 2019, 2022],
        "residence_code": ["1507", "3103", "3103"],
        "work_code": ["3101", "3101", "3101"],
        "employed_persons": [5, 7, 6],
    }


def test_to_current_without_a_year(chain):
    frame = pd.DataFrame({"code": ["0104", "0136"], "persons": [1, 2]})
    result = codes.to_current(frame, ["code"], chain, counts=["persons"], year_column=None)
    assert result.to_dict("list") == {"code": ["3103"], "persons": [3]}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("3001", "3001 was Halden's code 2020-2023; use 3101"),
        ("0101", "0101 was Halden's code until 2019; use 3101"),
        ("0136", "0136 was Rygge's code until 2019; use 3103 (Moss)"),
        ("1507", "1507 was Ålesund's code 2020-2023; it was split, use one of 1508 (Ålesund), 1580 (Haram)"),
        ("3101", None),
        ("0714", None),
        ("9999", None),
    ],
)
def test_explain(code, expected):
    assert codes.explain(code, SMALL, NAMES) == expected


def test_the_record_chains_romskog_out_of_the_county():
    chain = catalogue().chain
    assert chain["0121"] == chain["3026"] == "3226"


@pytest.mark.parametrize("code", ["0720", "1850", "5012", "1507"])
def test_the_record_refuses_the_four_splits(code):
    with pytest.raises(codes.SplitError):
        catalogue().chain[code]


def test_every_code_of_the_record_ends_in_a_municipality_of_today():
    municipalities = catalogue().table("municipalities")
    today = set(municipalities.loc[municipalities["country"] == "NO", "code"])
    assert len(today) == 357
    changes = catalogue().table("municipality_code_changes")
    reached = {code for old in changes["old_code"] for code in catalogue().chain.successors(old)}
    assert reached <= today


def test_merged_municipality_without_the_figure_of_a_part_has_none(chain):
    cells = pd.array([10, None, 7], dtype="Int64")
    table = pd.DataFrame({"year": 2019, "code": ["0104", "0136", "0101"], "persons": cells})
    moved = codes.to_current(table, ["code"], chain, counts=["persons"]).set_index("code")["persons"]
    assert moved["3101"] == 7 and moved.isna()["3103"]
