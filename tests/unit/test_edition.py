import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from statusbok import edition as edition_module
from statusbok import frozen
from statusbok.catalogue import Catalogue
from statusbok.edition import Edition, editions_of
from statusbok.errors import EditionError

OSTFOLD = ["3101", "3103", "3105", "3107", "3110", "3112", "3114", "3116", "3118", "3120", "3122", "3124"]


def refused(**parameters) -> str:
    with pytest.raises(EditionError) as error:
        Edition(**parameters)
    return str(error.value)


def test_the_default_report_is_halden_2026_against_the_rest_of_ostfold():
    edition = Edition()
    assert (edition.name, edition.county, edition.year, edition.language) == ("Halden", "Østfold", 2026, "nb")
    assert edition.compared == OSTFOLD[1:]


@pytest.mark.parametrize("code", OSTFOLD)
def test_every_municipality_of_ostfold_has_a_report(code):
    edition = Edition(municipality=code)
    assert sorted([code, *edition.compared]) == OSTFOLD


def test_a_name_is_said_as_in_its_own_county():
    assert Edition(municipality="3114").name == "Våler"
    names = Edition().names
    assert (names["3114"], names["3419"]) == ("Våler", "Våler (Innlandet)")


def test_comparison_is_kept_in_the_order_given():
    assert Edition(comparison=["3107", "3105"]).compared == ["3107", "3105"]


def test_parameters_cell_is_the_model():
    scope: dict = {}
    exec(Edition.parameters_cell(), scope)
    assert {name: scope[name] for name in Edition.model_fields} == Edition().parameters


def test_an_edition_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        Edition().year = 2025


def test_first_and_last_edition_follow_the_record(hand_made, tmp_path, monkeypatch):
    record = Catalogue(hand_made(tmp_path))
    monkeypatch.setattr(edition_module, "catalogue", lambda: record)
    assert Edition().editions("3101") == list(range(2019, 2027))
    assert Edition().editions("3103")[0] == 2022  # Moss: industries from 2020 only, and two years to compare
    assert Edition().editions("0301") == []


def test_an_edition_reads_only_what_was_published_by_the_end_of_its_year():
    edition = Edition(year=2022)
    assert edition.table("commuting_flows")["year"].max() == 2021
    assert edition.table("employed_by_industry")["year"].max() == 2021
    assert edition.table("population")["year"].max() == 2022
    assert edition.table("exchange_rate_monthly")["month"].max() == "2022-12"
    assert edition.table("plan_figures").empty
    assert not Edition(year=2026).table("plan_figures").empty


@pytest.mark.parametrize(
    ("parameters", "parts"),
    [
        ({"municipality": "3001"}, ["3001 was Halden's code 2020-2023; use 3101"]),
        ({"municipality": "0101"}, ["0101 was Halden's code until 2019; use 3101"]),
        ({"municipality": "0136"}, ["Rygge", "use 3103 (Moss)"]),
        ({"municipality": "1507"}, ["Ålesund", "split", "1508", "1580"]),
        ({"municipality": "Haldn"}, ["'Haldn'", "use 3101 for Halden"]),
        ({"municipality": "3109"}, ["3109", "the nearest is 3"]),
        ({"municipality": "9999"}, ["9999", "data/tables/municipalities.csv"]),
        ({"municipality": "1486"}, ["Strömstad is not a Norwegian municipality"]),
        ({"municipality": "4601"}, ["Bergen (4601) are not in the record", "Halden (3101)", "book/oppdatere.md"]),
        ({"municipality": 3101}, ["four digits in quotes", "not 3101"]),
        ({"municipality": "<script>alert(1)</script>"}, ["not a municipality number"]),
        ({"municipality": "3101\n"}, ["not a municipality number"]),
        ({"year": 2099}, ["no 2099 edition for Halden", "{first}–{last}"]),
        ({"year": 2009}, ["no 2009 edition for Halden", "{first}–{last}"]),
        ({"municipality": "3103", "year": 2009}, ["no 2009 edition for Moss", "–{last}"]),
        ({"year": "2026"}, ["year: expected a whole number", "'2026'"]),
        ({"year": True}, ["year: expected a whole number"]),
        ({"language": "nn"}, ["language: 'nn' is not available; use 'nb'"]),
        ({"kommune": "3101"}, ["'kommune' is not a parameter", "municipality, year, language, comparison"]),
        ({"munisipality": "3101"}, ["did you mean municipality?"]),
        ({"comparison": "3107"}, ["comparison: expected a list"]),
        ({"comparison": [3107]}, ["comparison: expected a list"]),
        ({"comparison": ["3101"]}, ["comparison: Halden (3101) is the report's own municipality"]),
        ({"comparison": ["3107", "3107"]}, ["Fredrikstad (3107) is listed twice"]),
        ({"comparison": ["0106"]}, ["comparison: 0106", "Fredrikstad's code until 2019; use 3107"]),
        ({"comparison": ["0301"]}, ["comparison: the tables for Oslo (0301) are not in the record"]),
    ],
)
def test_what_cannot_be_made_is_refused_with_what_would_be_right(parameters, parts):
    message = refused(**parameters)
    editions = Edition().editions("3101")
    parts = [part.format(first=editions[0], last=editions[-1]) for part in parts]
    assert all(part in message for part in parts), message
    assert "pydantic" not in message and "Traceback" not in message


def test_a_frozen_record_cannot_be_updated_so_the_record_of_today_is_named():
    year = frozen.years()[0]
    with frozen.used(year):
        message = refused(municipality="4601", year=year)
    assert message.startswith(f"municipality: the record frozen for {year} (data/editions/{year}) does not have the tables for ")
    assert "Bergen (4601)" in message and "Halden (3101)" in message
    assert message.endswith("A frozen record never changes; `--today` reads data/ instead.")
    assert "statusbok update" not in message and "statusbok update --kommune 4601" in refused(municipality="4601", year=year)


def test_several_mistakes_are_told_at_once():
    message = refused(municipality=1, year="x", colour="red")
    assert [line.split(":")[0] for line in message.splitlines()[:2]] == ["municipality", "year"]
    assert "'colour'" in message


def test_making_an_edition_imports_neither_drawing_nor_papermill():
    code = "import sys; import statusbok.edition; print([m for m in ('matplotlib', 'geopandas', 'papermill') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize(("begins", "expected"), [(2025, "halden"), (2027, "halden"), (2031, "halden")])
def test_the_newest_plan_that_has_begun_counts_wherever_its_row_is(monkeypatch, begins, expected):
    known = Edition().table("plans")
    later = known[known["plan_id"] == "halden"].assign(plan_id="ny", first_year=begins)
    monkeypatch.setattr(Edition, "table", lambda self, name: pd.concat([known, later], ignore_index=True))
    assert Edition().plan == expected


def test_the_plan_counts_from_its_first_year():
    assert [Edition(year=year).plan for year in (2025, 2026)] == [None, "halden"]


def test_a_year_that_a_core_table_skips_has_no_edition(monkeypatch):
    tables = {"flows": {2017, 2018, 2020, 2021}, "totals": {2016, 2017, 2018, 2019, 2020, 2021, 2022}}
    monkeypatch.setattr("statusbok.edition._editions", lambda record, name: {"5061": tables[name]})
    record = SimpleNamespace(core=list(tables))
    assert editions_of(record, "5061") == [2018, 2020, 2021, 2022]  # the last is as old as its newest table
