"""What the Data Package declares, and what the user sees when a declaration is wrong."""

from __future__ import annotations

import pytest

from statusbok.catalogue import Catalogue, catalogue
from statusbok.errors import DataError, SourceError
from statusbok.sources.http import Client
from statusbok.sources.pxweb import PxWeb
from statusbok.update.declared import Label, declarations, parse_column
from tests.replica.server import Replica
from tests.sources import test_live

ISSUE = (
    "03321 11616 11618 07984 13472 06445 13563 07459 01222 07091 09594 05887 11612 TAB1828 TAB1830 TAB3200 TAB5663"
).split()


def test_the_record_declares_every_table_of_the_plan():
    declared = declarations(catalogue())
    assert set(ISSUE) <= {one.table for one in declared.values()}
    assert {one.service for one in declared.values()} == {"ssb", "scb", "klass", "nav", "norges_bank"}
    assert all(one.time_columns for one in declared.values() if one.service != "klass")


def test_every_column_of_a_table_from_a_table_service_is_filled():
    for name, declared in declarations(catalogue()).items():
        if declared.service in ("ssb", "scb"):
            columns = {field.name for field in catalogue().resource(name).fields}
            assert columns == {*declared.columns, *declared.bands}, name


def test_the_check_of_the_real_services_finds_a_code_that_is_gone_and_a_content_by_part_of_its_label(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("STATUSBOK_CACHE", str(tmp_path))
    declared = declarations(catalogue())
    with Replica() as replica:
        monkeypatch.setenv("STATUSBOK_SERVICES", replica.address)
        ssb = PxWeb("ssb")
        labels = replica.tables["ssb", "05887"].dimension("ContentsCode").labels
        labels |= {code: f"{label} (m²)" for code, label in labels.items()}
        test_live.check(ssb, declared["new_floor_area"])
        test_live.check(ssb, declared["labour_status_20_66"])
        replica.tables["ssb", "13563"].remove_code("HovArbStyrkStatus", "A.09")
        with pytest.raises(SourceError, match="HovArbStyrkStatus has no value 'A.09'"):
            test_live.check(PxWeb("ssb", Client("ssb", cache=tmp_path / "new")), declared["labour_status_20_66"])


def test_every_pattern_has_the_name_that_it_stands_for_now():
    for name, declared in declarations(catalogue()).items():
        for pattern in declared.patterns:
            assert declared.hints[pattern].name, f"{name}: {pattern}"


@pytest.mark.parametrize(
    ("text", "dimension", "content", "part"),
    [
        ("Region", "Region", None, None),
        ("Sektor.label", "Sektor", None, "label"),
        ("NACE*.name", "NACE*", None, "name"),
        ("Tid.quarter", "Tid", None, "quarter"),
        ("month", "month", None, None),
        ("ContentsCode=Bosatte", "ContentsCode", "Bosatte", None),
        ("ContentsCode=Virksomheter.status", "ContentsCode", "Virksomheter", "status"),
        ({"label": "Areal"}, "ContentsCode", Label(label="Areal"), None),
    ],
)
def test_where_a_column_comes_from_is_read(text, dimension, content, part):
    column = parse_column(text)
    assert (column.dimension, column.content, column.part) == (dimension, content, part)


@pytest.mark.parametrize("text", ["", 5, "Region=0301", "Region.status", "Region.month", "ContentsCode", {"code": "X"}])
def test_a_column_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        parse_column(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda fetch: fetch.update(service="ssbb"), "service: input should be"),
        (lambda fetch: fetch.update(colums={}), "colums is not known; did you mean columns?"),
        (lambda fetch: fetch.update(hints={"Regio": {}}), "hints: 'Regio' is in no selection; there are Region, "),
        (lambda fetch: fetch["checks"].update(jump_pc=3), "checks, jump_pc is not known; did you mean jump_pct?"),
        (lambda fetch: fetch.pop("table"), "a table of ssb needs 'table' and 'selections'"),
        (lambda fetch: fetch["selections"][0].pop("Tid"), "selections: Tid is missing"),
        (lambda fetch: fetch["selections"][0].update(Region="@all"), "'@all' is not known; use @municipalities"),
        (lambda fetch: fetch["selections"][0].pop("Region"), "Region is missing; the column 'municipality_code'"),
        (lambda fetch: fetch["columns"].update(age="Alder"), "'age' is not a column of the table"),
        (lambda fetch: fetch["columns"].pop("population_persons"), "nothing fills the column 'population_persons'"),
        (lambda fetch: fetch["columns"].update(year="Region"), "none is filled from Tid"),
        (lambda fetch: fetch["columns"].update(year="Tid=4"), "columns: 'Tid=4': expected"),
        (lambda fetch: fetch.update(bands={"age": {}}), "bands: 'age' is not a column"),
        (lambda fetch: fetch["checks"].update(totals=[{"column": "sex", "total": "0"}]), "totals: 'sex' is not"),
        (lambda fetch: fetch.update(selections={}), "expected a list of objects"),
    ],
)
def test_a_mistake_is_named(small, change, message):
    small.edit("population", lambda entry: change(entry["fetch"]))
    with pytest.raises(DataError) as caught:
        declarations(Catalogue(small.root / "data"))
    text = str(caught.value)
    assert text.startswith("data/datapackage.json, resource 'population', fetch") and message in text
