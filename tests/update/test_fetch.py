"""Fetching from files: nothing is trusted more than a service, and what is missing comes with the request for it."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pandas as pd
import pytest

from statusbok.catalogue import Catalogue, catalogue
from statusbok.errors import SourceError, StatusbokError
from statusbok.sources.kartverket import Kartverket
from statusbok.update import scope, tables
from statusbok.update.declared import declarations
from statusbok.update.fetch import Files, MissingFile, wanted

TODAY = date(2026, 11, 22)


def dataset(values, regions=("K-3101", "K-3124"), years=("2024",), content="Personer1", updated="2026-02-20T07:00:00Z"):
    """An answer of table 07459 as json-stat2."""
    dimension = {
        "Region": list(regions), "ContentsCode": [content], "Tid": list(years),
    }  # fmt: skip
    return {
        "version": "2.0", "class": "dataset", "label": "Befolkning", "source": "SSB", "updated": updated,
        "id": list(dimension), "size": [len(codes) for codes in dimension.values()], "value": values,
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "dimension": {
            name: {"label": name, "category": {"index": codes, "label": {code: code for code in codes}}}
            for name, codes in dimension.items()
        },
    }  # fmt: skip


def in_scope(small):
    record = Catalogue(small.root / "data")
    return scope.within(scope.covered(record), record)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "answers"
    path.mkdir()
    return path


@pytest.fixture
def fetch(small, folder):
    """Fetch the population from the folder."""

    def fetch(**files):
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / f"{name.replace('_', '-')}.json").write_text(text, encoding="utf-8")
        covered = in_scope(small)
        schema = small.entry("population")["schema"]
        return Files(folder, TODAY).fetch(small.declaration("population"), schema, covered, small.frame("population"))

    return fetch


def test_a_table_from_two_files(fetch):
    found = fetch(population_1=dataset([3050, 910]), population_2=dataset([5_000_000], regions=["0"]))
    assert found.frame.to_numpy().tolist() == [[2024, "0", 5_000_000], [2024, "3101", 3050], [2024, "3124", 910]]
    assert found.updated == "2026-02-20T07:00:00Z"
    assert [request["file"] for request in found.requests] == ["population-1.json", "population-2.json"]


def test_a_file_may_hold_more_than_was_asked_for_but_not_less(fetch):
    more = dataset([9, 3050, 910], regions=["K-0301", "K-3101", "K-3124"])
    country = dataset([5_000_000], regions=["0"])
    assert len(fetch(population_1=more, population_2=country).frame) == 3
    with pytest.raises(SourceError, match="population-1.json: Region has no code for 3124"):
        fetch(population_1=dataset([9], regions=["K-3101"]), population_2=country)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE html><title>404</title>", "population-1.json is not JSON but a web page"),
        ('{"version": "2.0", "class": "data', "population-1.json is not JSON; save the answer as json-stat2"),
        (dataset([1]), "1 values where there should be 2; the answer is cut off"),
        (dataset([1, 2], content="Folketall"), "ContentsCode has no value 'Personer1'"),
        (dataset([1, 2], years=["1980"]), "selects nothing"),
        ({"title": "Too many cells selected"}, "the answer is not a json-stat2 dataset"),
        (dataset([1.5, 2]), "population_persons: 1.5 is not a whole number"),
    ],
)
def test_a_file_that_is_wrong_is_named(fetch, content, message):
    with pytest.raises(SourceError, match=message):
        fetch(population_1=content, population_2=dataset([5], regions=["0"]))


def test_files_of_different_times_are_not_joined(fetch):
    new, old = dataset([3050, 910]), dataset([5_000_000], regions=["0"], updated="2025-02-20T07:00:00Z")
    times = r"\(2025-02-20T07:00:00Z, 2026-02-20T07:00:00Z\); save population-1.json, population-2.json again"
    with pytest.raises(SourceError, match=f"SSB 07459: the answers are of different times {times}"):
        fetch(population_1=new, population_2=old)
    longer = dataset([5_000_000, 5_010_000], regions=["0"], years=["2024", "2025"])
    with pytest.raises(SourceError, match="only some of the answers have 2025; save population-1.json, population-2"):
        fetch(population_1=new, population_2=longer)


def test_what_is_missing_comes_with_the_request_that_gives_it(fetch):
    with pytest.raises(MissingFile, match="population-2.json not in") as caught:
        fetch(population_1=dataset([3050, 910]))
    [(name, request)] = caught.value.wanted
    assert name == "population-2.json" and request["method"] == "POST"
    assert request["url"] == "https://data.ssb.no/api/pxwebapi/v2/tables/07459/data?lang=no&outputFormat=json-stat2"
    assert {"variableCode": "Region", "valueCodes": ["0"]} in request["body"]["selection"]


def test_requests_are_written_without_metadata(small):
    covered = in_scope(small)
    [(_, first), _] = wanted(small.declaration("population"), covered, TODAY)
    region = {"variableCode": "Region", "valueCodes": ["K-3101", "K-3124"], "codelist": "agg_KommSummer"}
    assert region in first["body"]["selection"]
    [(name, request)] = wanted(small.declaration("municipality_totals"), covered, TODAY)
    assert name == "municipality_totals.json"
    assert {"variableCode": "Region", "valueCodes": ["????"]} in request["body"]["selection"]
    [(_, flows), _] = wanted(small.declaration("commuting_flows"), covered, TODAY)
    assert flows["body"]["selection"][0]["valueCodes"] == ["0101", "0118", "3001", "3012", "3101", "3124"]


def test_a_request_that_would_be_too_large_is_divided_between_files(small):
    small.edit("commuting_flows", lambda entry: entry["fetch"]["hints"]["Bokommuen"].update(size=20_000))
    asked = wanted(small.declaration("commuting_flows"), in_scope(small), TODAY)
    assert [name for name, _ in asked] == ["commuting_flows-1-1.json", "commuting_flows-1-2.json", "commuting_flows-2.json"]
    codes = [request["body"]["selection"][0]["valueCodes"] for _, request in asked]
    assert codes == [["0101", "3001", "3101"], ["0118", "3012", "3124"], ["*"]]


def test_what_was_asked_for_is_noted_with_the_name_that_the_file_has(small, folder):
    small.edit("population", lambda entry: entry.update(fetch=_by_pattern(entry["fetch"])))
    text = json.dumps(dataset([3050, 910], regions=["K-3101", "K-3124"])).replace("Region", "RegionX")
    (folder / "population.json").write_text(text, encoding="utf-8")
    schema, declaration = small.entry("population")["schema"], small.declaration("population")
    found = Files(folder, TODAY).fetch(declaration, schema, in_scope(small), small.frame("population"))
    assert found.requests[0]["body"]["selection"][0]["variableCode"] == "RegionX"
    [(_, request)] = wanted(declaration, in_scope(small), TODAY)
    assert request["body"]["selection"][0]["variableCode"] == "RegionNow"
    assert request["body"]["selection"][0]["codelist"] == "agg_KommSummerX"


def _by_pattern(fetch):
    first = {"Region*": "@municipalities", **fetch["selections"][0]}
    first.pop("Region")
    hints = {"Region*": {"name": "RegionNow", "codelist": "agg_KommSummerX"}}
    columns = {**fetch["columns"], "municipality_code": "Region*"}
    return {**fetch, "selections": [first], "columns": columns, "hints": hints}


def test_an_import_updates_what_it_has_files_for_and_lists_the_rest(small, folder):
    values = [3000, 3010, 3050, 900, 900, 910]  # region by region
    (folder / "population-1.json").write_text(json.dumps(dataset(values, years=["2022", "2023", "2024"])))
    country = dataset([4_990_000, 5_000_000, 5_010_000], regions=["0"], years=["2022", "2023", "2024"])
    (folder / "population-2.json").write_text(json.dumps(country))
    outcome, said = small.update(None, folder=folder)
    assert outcome.code == 0 and small.states(outcome)["population"] == "updated"
    assert small.states(outcome)["municipality_totals"] == "left alone"
    assert "missing municipality_totals.json: save the answer to POST https://data.ssb.no/" in said
    files = small.files()
    assert small.states(small.update(None, folder=folder)[0])["population"] == "nothing new"
    assert small.files() == files
    assert small.update(None, "municipality_totals", folder=folder)[0].code == 1  # asked for by name


def test_a_folder_that_is_not_there_is_named(small, folder):
    with pytest.raises(StatusbokError, match="--from: .*nowhere.* is not a folder"):
        small.update(None, folder=folder / "nowhere")


@pytest.fixture
def renumbered(small, folder):
    """Klass, when Halden has become 3130 in 2026."""
    rows = [
        ("2020-01-01", "0101", "Halden", "3001"), ("2020-01-01", "0118", "Aremark", "3012"),
        ("2024-01-01", "3001", "Halden", "3101"), ("2024-01-01", "3012", "Aremark", "3124"),
        ("2026-01-01", "3101", "Halden", "3130"),
    ]  # fmt: skip
    changes = [
        {"oldCode": old, "oldName": name, "newCode": new, "newName": name, "changeOccurred": day}
        for day, old, name, new in rows
    ]
    names = {"0301": "Oslo", "3130": "Halden", "3124": "Aremark", "4601": "Bergen", "4602": "Kinn", "9999": "Uoppgitt"}
    (folder / "changes.json").write_text(json.dumps({"codeChanges": changes}), encoding="utf-8")
    codes = [{"code": code, "name": name} for code, name in names.items()]
    (folder / "codesAt.json").write_text(json.dumps({"codes": codes}), encoding="utf-8")
    for name in ("municipalities", "municipality_code_changes"):
        small.edit(name, lambda entry: entry.update(fetch=catalogue().resource(entry["name"]).fetch))
    return small


def test_a_renumbered_municipality_keeps_what_the_record_knows_of_it(renumbered, folder):
    small, files = renumbered, Files(folder, TODAY)
    changes = files.fetch(
        small.declaration("municipality_code_changes"), small.entry("municipality_code_changes")["schema"], None, None
    )  # fmt: skip
    before = small.frame("municipalities")
    covered = scope.Scope(("3130",), before, changes.frame)
    found = files.fetch(small.declaration("municipalities"), small.entry("municipalities")["schema"], covered, before)
    halden = found.frame.set_index("code").loc["3130"]
    assert (halden["county"], halden["ostfold"], halden["borders_sweden"]) == ("Østfold", True, True)
    assert list(found.frame["code"]) == ["0301", "1438", "3124", "3130", "4601", "4602"]


def test_new_numbers_enter_only_with_all_tables_that_stand_on_them(renumbered, folder):
    small, before = renumbered, renumbered.files()
    names = ["municipality_code_changes", "municipalities"]
    outcome, said = small.update(None, *names, folder=folder, accept=["municipalities"])
    assert set(small.states(outcome).values()) == {"failed"} and small.files() == before
    assert "employed_by_industry.csv, row 2, column municipality_code: '3101' is not known" in said
    outcome, said = small.update(None, names[0], folder=folder)
    assert "leads to 3130, which is not in municipalities; the two are updated together" in said
    assert small.files() == before


def test_classes_of_centrality_come_for_the_municipalities_of_today(folder):
    declaration = declarations(catalogue())["municipality_centrality"]
    covered = scope.within(["3101"], catalogue())
    [(name, request)] = wanted(declaration, covered, TODAY)
    assert name == "corresponds.json"
    assert request["url"].endswith(f"131/corresponds.json?targetClassificationId=128&from=2024-01-01&to={TODAY}")
    items = [{"sourceCode": code, "targetCode": "03", "validFrom": "2024-01-01"} for code in ("3001", "3101")]
    (folder / name).write_text(json.dumps({"correspondenceItems": items}), encoding="utf-8")
    found = Files(folder, TODAY).fetch(declaration, catalogue().resource(declaration.name).schema, covered, None)
    assert found.frame[["municipality_code", "centrality_class"]].to_numpy().tolist() == [["3101", 3]]


def test_a_new_county_must_be_written_down_first(small, folder):
    (folder / "codesAt.json").write_text(json.dumps({"codes": [{"code": "5801", "name": "Nyby"}]}), encoding="utf-8")
    small.edit("municipalities", lambda entry: entry.update(fetch=catalogue().resource("municipalities").fetch))
    outcome, said = small.update(None, "municipalities", folder=folder)
    assert outcome.code == 1 and "the new municipality 5801 Nyby in a county 58 that the record does not know" in said


def test_unemployment_from_navs_workbook_keeps_the_months_that_it_does_not_have(small, folder):
    entry = next(one for one in catalogue().package["resources"] if one["name"] == "unemployment_monthly")
    book = openpyxl.Workbook()
    sheets = {"Antall": [(70_000, 71_000), (517, 520), (14, 13)], "Prosent": [(2.6, 2.7), (3.5, 3.6), (2.1, 2.0)]}
    for sheet, figures in sheets.items():
        page = book.create_sheet(sheet)
        page.append(["Helt ledige. Januar - februar 2026"])
        page.append([None, "Januar", "Februar"])
        for name, values in zip(["I alt", "3101 Halden", "0301 Oslo"], figures):
            page.append([name, *values])
    del book["Sheet"]
    book.save(folder / "unemployment_monthly.xlsx")
    before = tables.typed(
        pd.DataFrame({
            "month": ["2025-12", "2026-01"], "area_code": ["3101", "3101"],
            "unemployed_persons": [500, 1], "unemployment_rate_pct": [3.4, 0.1],
        }), entry["schema"], where="before",
    )  # fmt: skip
    declaration = declarations(catalogue())["unemployment_monthly"]
    found = Files(folder, TODAY).fetch(declaration, entry["schema"], in_scope(small), before).frame
    assert found.to_numpy().tolist() == [
        ["2025-12", "3101", 500, 3.4],
        ["2026-01", "0", 70_000, 2.6],
        ["2026-01", "3101", 517, 3.5],
        ["2026-02", "0", 71_000, 2.7],
        ["2026-02", "3101", 520, 3.6],
    ]


def test_exchange_rates_from_norges_banks_file(small, folder):
    entry = next(one for one in catalogue().package["resources"] if one["name"] == "exchange_rate_norges_bank")
    rows = ["BASE_CUR;QUOTE_CUR;UNIT_MULT;TIME_PERIOD;OBS_VALUE"]
    rows += ["SEK;NOK;2;2026-09-01;98.5", "SEK;NOK;2;2026-09-02;98.7"]
    (folder / "exchange_rate_norges_bank.csv").write_text("\n".join(rows), encoding="utf-8")
    declaration = declarations(catalogue())["exchange_rate_norges_bank"]
    found = Files(folder, TODAY).fetch(declaration, entry["schema"], in_scope(small), None).frame
    assert found.to_numpy().tolist() == [["2026-09", 98.6, 2]]


def test_boundaries_are_read_from_files_or_asked_for(folder):
    files = Files(folder, TODAY)
    with pytest.raises(MissingFile) as caught:
        files.boundaries(["4601"])
    assert [name for name, _ in caught.value.wanted] == ["4601.json", "4601.geojson"]
    assert caught.value.wanted[1][1]["url"].endswith("/kommuner/4601/omrade?utkoordsys=4258")
    box = {"type": "Polygon", "coordinates": [[[5.2, 60.3], [5.4, 60.3], [5.4, 60.5], [5.2, 60.5], [5.2, 60.3]]]}
    said = {"kommunenummer": "4601", "kommunenavn": "Bergen", "omrade": box}
    (folder / "4601.geojson").write_text(json.dumps(said), encoding="utf-8")
    point = {"type": "Point", "coordinates": [5.3, 60.4]}
    (folder / "4601.json").write_text(
        json.dumps({"kommunenummer": "4601", "kommunenavn": "Bergen", "fylkesnavn": "Vestland", "punktIOmrade": point})
    )
    kartverket = Kartverket(files.boundaries(["4601"]))
    assert kartverket.municipality("4601").name == "Bergen" and kartverket.area("4601").bounds == (5.2, 60.3, 5.4, 60.5)


def test_a_standard_that_is_new_before_the_first_fetch_shows_in_its_figures(small):
    """What a copy made by hand called the variable is not known, so a new name alone says nothing."""
    small.edit("employed_by_industry", lambda entry: entry.update(fetch=catalogue().resource(entry["name"]).fetch))
    path = small.root / "data/tables/employed_by_industry.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0]

    def table(*groups: tuple[str, int]) -> str:
        rows = [f"2022,3101,{code},{count},{count}" for code, count in [("00-99", 1018), *groups]]
        return "\n".join([head, *rows]) + "\n"

    def run(*groups: tuple[str, int]) -> tuple[int, str]:
        frame = pd.read_csv(io.StringIO(table(*groups)), dtype={"municipality_code": str, "industry_code": str})
        stub = small.stub(employed_by_industry=frame)
        stub.names = {"NACE*": "NACE2025"}
        outcome, said = small.update(stub, "employed_by_industry", dry_run=True)
        return outcome.code, said

    path.write_text(table(("84", 118), ("85", 900)), encoding="utf-8", newline="\n")
    code, said = run(("84", 218), ("85", 800))
    assert code == 1 and "refused: 4 past values change" in said, said
    code, said = run(("84-85", 1018))
    assert code == 1 and "refused: " in said and "2022 3101 85" in said, said
    assert run(("84", 118), ("85", 900))[0] == 0
