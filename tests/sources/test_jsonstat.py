"""json-stat2 to a tidy frame: every way the format may be written, and what is refused."""

from __future__ import annotations

import copy
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyjstat import pyjstat

from statusbok.errors import SourceError
from statusbok.sources.jsonstat import tidy

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "api" / "recorded"


@pytest.fixture
def dataset():
    """Two municipalities, two contents, three years; one figure is hidden and one is not there."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Sysselsatte, etter region og år",
        "source": "Eksempel",
        "updated": "2026-03-01T07:00:00Z",
        "note": ["Tall for 4. kvartal."],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [2, 2, 3],
        "dimension": {
            "Region": {"category": {"index": {"3103": 1, "3101": 0}, "label": {"3101": "Halden", "3103": "Moss"}}},
            "ContentsCode": {
                "category": {
                    "index": {"Bosatt": 0, "Prosent": 1},
                    "label": {"Bosatt": "Sysselsatte", "Prosent": "Andel"},
                    "unit": {"Bosatt": {"base": "personer"}, "Prosent": {"base": "prosent", "decimals": 1}},
                }
            },
            "Tid": {"category": {"index": ["2023", "2024", "2025"]}},
        },
        "value": [1, 2, 3, 60.5, None, 61.5, 7, 8, None, 62, 63, 64],
        "status": {"4": ":", "8": ".."},
    }


def test_tidy_has_a_row_for_each_cell_in_order(dataset):
    frame = tidy(dataset, where="table 1 (ssb)")
    assert list(frame) == [
        "Region", "Region.label", "ContentsCode", "ContentsCode.label", "Tid", "Tid.label", "value", "status", "unit"
    ]  # fmt: skip
    assert frame.iloc[3].tolist() == ["3101", "Halden", "Prosent", "Andel", "2023", "2023", 60.5, "", "prosent"]
    assert frame["Region"].tolist() == ["3101"] * 6 + ["3103"] * 6
    assert frame["Tid"].tolist() == ["2023", "2024", "2025"] * 4
    assert frame["value"].dtype == "float64" and frame["value"].isna().sum() == 2
    assert frame["status"].tolist() == ["", "", "", "", ":", "", "", "", "..", "", "", ""]
    assert frame["unit"].tolist() == (["personer"] * 3 + ["prosent"] * 3) * 2
    assert frame.attrs == {
        "updated": "2026-03-01T07:00:00Z",
        "label": "Sysselsatte, etter region og år",
        "source": "Eksempel",
        "notes": ["Tall for 4. kvartal."],
    }


def test_other_ways_to_write_the_same(dataset):
    expected = tidy(dataset, where="x")
    other = copy.deepcopy(dataset)
    other["value"] = {str(cell): value for cell, value in enumerate(dataset["value"]) if value is not None}
    other["status"] = [None, "", "", "", ":", "", "", "", "..", "", "", ""]
    other["dimension"]["Region"]["category"]["index"] = ["3101", "3103"]
    pd.testing.assert_frame_equal(tidy(other, where="x"), expected)


def test_status_may_be_one_symbol_for_all_or_none(dataset):
    assert set(tidy(dataset | {"status": "e"}, where="x")["status"]) == {"e"}
    del dataset["status"]
    assert set(tidy(dataset, where="x")["status"]) == {""}


def test_one_category_needs_no_index_and_no_unit(dataset):
    dataset["id"], dataset["size"] = ["Region", "ContentsCode", "Tid"], [2, 1, 3]
    dataset["dimension"]["ContentsCode"] = {"category": {"label": {"Bosatt": "Sysselsatte"}}}
    dataset["value"], dataset["status"] = [1, 2, 3, 4, 5, 6], {}
    frame = tidy(dataset, where="x")
    assert set(frame["ContentsCode.label"]) == {"Sysselsatte"} and set(frame["unit"]) == {""}
    del dataset["role"]
    assert set(tidy(dataset, where="x")["unit"]) == {""}


def test_a_dataset_without_cells(dataset):
    dataset["dimension"]["Tid"] = {"category": {"index": []}}
    frame = tidy(dataset | {"size": [2, 2, 0], "value": [], "status": {}}, where="x")
    assert len(frame) == 0 and "Tid.label" in frame


def read_by_another(dataset):
    dimensions = {name: {"label": name, **about} for name, about in dataset["dimension"].items()}  # pyjstat needs labels
    dataset = {**dataset, "dimension": dimensions}
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # pyjstat warns of itself
        return pyjstat.Dataset.read(json.dumps(dataset)).write("dataframe", naming="id")


def test_the_same_as_another_reader(dataset):
    frame = tidy(dataset, where="x")
    other = read_by_another(dataset)
    pd.testing.assert_frame_equal(
        frame[["Region", "ContentsCode", "Tid"]].astype(object), other[["Region", "ContentsCode", "Tid"]].astype(object)
    )
    np.testing.assert_array_equal(frame["value"], other["value"].astype("float64"))


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not here")
def test_a_recorded_answer_reads_the_same_with_another_reader():
    dataset = json.loads((RECORDED / "scb_v2_TAB6471_data.json").read_text(encoding="utf-8"))
    frame = tidy(dataset, where="table TAB6471 (scb)")
    assert len(frame) == 21 * 11 * 3 * 4 and set(frame["unit"]) == {"antal"}
    other = read_by_another(dataset)
    assert frame["Region"].tolist() == other["Region"].tolist() and frame["Tid"].tolist() == other["Tid"].tolist()
    np.testing.assert_array_equal(frame["value"], other["value"].astype("float64"))


def without(dataset, key):
    return {name: value for name, value in dataset.items() if name != key}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: [], "not a json-stat2 dataset"),
        (lambda d: d | {"class": "collection"}, "not a json-stat2 dataset"),
        (lambda d: d | {"version": "1.2"}, "json-stat version '1.2', not '2.0'"),
        (lambda d: d | {"size": [2, 2]}, "sizes .2, 2. do not fit together"),
        (lambda d: d | {"size": [2, 2, 4]}, "dimension Tid has 3 categories, but its size is given as 4"),
        (lambda d: d | {"dimension": without(d["dimension"], "Tid")}, "dimension Tid is missing"),
        (lambda d: d | {"value": d["value"][:-1]}, "11 values where there should be 12; the answer is cut off"),
        (lambda d: d | {"value": [*d["value"], 1]}, "13 values where there should be 12"),
        (lambda d: d | {"value": {"12": 1}}, "cell 12 does not exist, there are 12"),
        (lambda d: d | {"value": ["1"] * 12}, "value '1' of cell 0 is not a number"),
        (lambda d: without(d, "value"), "the answer has no values"),
        (lambda d: d | {"status": [""]}, "1 symbols where there should be 12"),
        (lambda d: d | {"status": {"x": "."}}, "cell x does not exist"),
        (
            lambda d: d | {"dimension": d["dimension"] | {"Tid": {"category": {"label": {"a": "A", "b": "B"}}}}},
            "dimension Tid has no index of its 2 categories",
        ),
    ],
)
def test_what_contradicts_itself_is_named(dataset, change, message):
    with pytest.raises(SourceError, match=f"table 1 .ssb.: .*{message}"):
        tidy(change(dataset), where="table 1 (ssb)")


@pytest.mark.parametrize(
    "change",
    [
        {"dimension": None}, {"dimension": []}, {"role": None}, {"note": 5}, {"status": 5}, {"value": {"²": 1}},
        {"value": [float("inf"), *range(11)]}, {"value": [10**400, *range(11)]}, {"updated": "soon"}, {"updated": 5},
    ],
)  # fmt: skip
def test_parts_of_another_kind_than_agreed_are_the_sources_fault(dataset, change):
    with pytest.raises(SourceError, match="^here: "):
        tidy(dataset | change, where="here")


def test_categories_that_are_not_numbered_from_zero_are_refused(dataset):
    dataset["dimension"]["Region"]["category"]["index"] = {"3103": 7, "3101": 7}
    with pytest.raises(SourceError, match="Region does not number its 2 categories from 0"):
        tidy(dataset, where="here")
