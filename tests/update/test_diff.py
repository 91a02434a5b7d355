"""What the user is shown: columns, coverage, revised values, new periods."""

from __future__ import annotations

import pandas as pd

from statusbok.update.declared import Checks
from statusbok.update.diff import compare, gaps, lines, refusals, spans

KEY, TIME = ["year", "code"], ["year"]


def table(*rows, columns=("year", "code", "persons")) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns)).astype({"persons": "Int64"})


OLD = table((2021, "3101", 100), (2021, "3124", 10), (2022, "3101", 110), (2022, "3124", 11))


def difference(after, before=OLD, **options):
    return compare(before, after, key=KEY, time=TIME, checks=Checks(), **options)


def test_the_same_table_has_no_difference():
    found = difference(OLD.copy())
    assert found.empty and lines(found) == ["no difference"] and refusals(found) == []


def test_the_order_is_columns_coverage_revised_new_periods():
    after = table((2022, "3101", 150), (2023, "3101", 152)).assign(jobs=1)
    text = lines(difference(after, OLD.assign(note="x"), renamed=[("NACE2007", "NACE2025")]))
    assert text == [
        "columns: - note",
        "columns: NACE2007 is now NACE2025",
        "columns: + jobs",
        "coverage: - 2021 (2 rows)",
        "coverage: - 1 row in periods that are kept",
        "  - 2022 3124",
        "revised: 1 values, 1 beyond the tolerance",
        "  2022 3101 persons: 110 -> 150, beyond the tolerance",
        "new periods: 2023 (1 row)",
    ]


def test_losses_must_be_accepted_and_gains_not():
    assert refusals(difference(table((2022, "3101", 150)))) == [
        "2021 would be gone",
        "1 row of earlier periods would be gone",
        "1 past values change by more than the dataset allows",
    ]
    gains = table(*OLD.itertuples(index=False), (2022, "3105", 9), (2023, "3101", 120))
    assert refusals(difference(gains)) == []
    assert "coverage: + 1 row in periods that were there" in lines(difference(gains))


def test_a_value_that_is_emptied_is_a_loss_and_one_that_is_filled_is_not():
    emptied = OLD.copy()
    emptied.loc[0, "persons"] = pd.NA
    assert refusals(difference(emptied)) == ["1 values of earlier periods would be gone"]
    assert lines(difference(emptied)) == ["coverage: - 1 values are now empty", "  - 2021 3101 persons: 100 -> empty"]
    filled = difference(OLD, emptied)
    assert refusals(filled) == [] and lines(filled)[0] == "revised: 1 values"


def test_a_revision_must_exceed_both_units_and_per_cent():
    assert refusals(difference(OLD.replace({"persons": {100: 105}}))) == []  # 5 per cent, 5 persons
    assert refusals(difference(OLD.replace({"persons": {100: 106}}))) != []
    large = OLD.replace({"persons": {100: 10_000}})
    assert refusals(difference(large.replace({"persons": {10_000: 10_090}}), large)) == []  # 90 persons, 0.9 per cent


def test_a_row_without_zeros_that_is_gone_has_become_zero_or_is_not_asked_for():
    after = OLD[OLD["code"] == "3101"]
    zero = difference(after, zeros_left_out=True, asked=["3101", "3124"])
    assert lines(zero)[:2] == [
        "revised: 2 values, 2 beyond the tolerance",
        "  2022 3124 persons: 11 -> 0, beyond the tolerance",
    ]
    not_asked = difference(after, zeros_left_out=True, asked=["3101"])
    assert refusals(not_asked) == ["2 rows of earlier periods would be gone"]


def test_long_lists_end_with_how_many_more():
    before = table(*((2021, f"{code}", 100) for code in range(3000, 3040)))
    text = lines(difference(before.replace({"persons": {100: 101}}), before))
    assert text[0] == "revised: 40 values" and text[-1] == "  and 34 more" and len(text) == 8


def test_a_table_without_periods_has_only_rows():
    before = pd.DataFrame({"code": ["3101", "3124"], "name": ["Halden", "Aremark"]})
    after = pd.DataFrame({"code": ["3101"], "name": ["Halden kommune"]})
    found = compare(before, after, key=["code"], time=[], checks=Checks())
    assert refusals(found) == ["1 row of earlier periods would be gone"]
    assert "  3101 name: Halden -> Halden kommune" in lines(found)


def test_years_in_a_row_are_one_span():
    assert spans(["2017", "2018", "2019", "2022"]) == "2017–2019, 2022"
    assert spans(["2022-01", "2022-02", "2022-03"]) == "2022-01 … 2022-03 (3)"


def test_a_new_period_that_lacks_a_municipality_is_a_gap():
    after = table((2022, "3101", 110), (2022, "3124", 11), (2023, "3101", 112))
    options = {"places": ["code"], "time": TIME, "today": lambda code: [code]}
    assert gaps(OLD, after, wanted=["3101", "3124"], **options) == ["2023 lacks code 3124, which 2022 has"]
    assert gaps(OLD, after, wanted=["3101"], **options) == []
