"""The replica: that it answers as the documented services do, and that its figures fit each other and the record."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import requests

from tests.replica import figures, sample
from tests.replica.server import (
    Altered,
    Busy,
    CutOff,
    Empty500,
    Html,
    Huge,
    Redirect,
    Replica,
    Reset,
    Slow,
    Status,
    Well,
    Wrong,
)

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT.parent / "shared" / "api" / "recorded"
SMALL = {"Region": ["0101"], "ContentsCode": ["SysselBosted"], "Tid": ["2017"]}


@pytest.fixture
def replica():
    with Replica() as replica:
        yield replica


@pytest.fixture
def ask(replica):
    """`ask(path, selection, lists)`: the answer to a GET, or to a POST where a selection is given."""
    with requests.Session() as session:

        def call(path, selection=None, lists=None, **options):
            url = f"{replica.address}{path}"
            if selection is None:
                return session.get(url, timeout=10, **options)
            body = [
                {"variableCode": name, "valueCodes": codes, "codelist": (lists or {}).get(name)}
                for name, codes in selection.items()
            ]
            return session.post(url, json={"selection": body}, timeout=10, **options)

        yield call


def cells(answer):
    """Codes of each dimension, and the values in their shape."""
    dataset = answer.json()
    codes = [list(dataset["dimension"][name]["category"]["index"]) for name in dataset["id"]]
    values = np.array([np.nan if value is None else value for value in dataset["value"]], "float64")
    return dict(zip(dataset["id"], codes)), values.reshape(dataset["size"])


@pytest.mark.parametrize("kind", ["metadata", "data"])
def test_answers_have_the_keys_of_a_recorded_one(ask, kind):
    path = RECORDED / f"scb_v2_TAB6471_{kind}.json"
    if not path.exists():
        pytest.skip("the recorded answers are not here")
    recorded = json.loads(path.read_text(encoding="utf-8"))
    ours = ask(f"/scb/tables/TAB1828/{kind}").json()
    assert list(ours) == list(recorded)
    assert set(ours["extension"]) == set(recorded["extension"])
    assert set(ours["extension"]["px"]) == set(recorded["extension"]["px"])
    for name in ("Region", "Kon", "ContentsCode", "Tid"):
        mine, theirs = ours["dimension"][name], recorded["dimension"][name]
        assert set(mine) == set(theirs), name
        assert set(mine["category"]) == set(theirs["category"]), name
        assert set(mine["extension"]) - {"eliminationValueCode"} == set(theirs["extension"]) - {"eliminationValueCode"}


def test_config_has_the_keys_and_limits_of_the_recorded_one(ask):
    path = RECORDED / "scb_v2_config.json"
    if not path.exists():
        pytest.skip("the recorded answers are not here")
    recorded, ours = json.loads(path.read_text(encoding="utf-8")), ask("/scb/config").json()
    assert list(ours) == list(recorded)
    for name in ("maxDataCells", "maxCallsPerTimeWindow", "timeWindow", "defaultLanguage", "dataFormats"):
        assert ours[name] == recorded[name]


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"Region": ["0101", "9"]}, "Non-existent value"),
        ({"Nowhere": ["1"]}, "Non-existent variable"),
        ({"Tid": None}, "Missing selection for mandantory variable"),
        ({"ContentsCode": None}, "Missing selection for mandantory variable"),
        ({"Tid": ["top(x)"]}, "Illegal selection expression"),
        ({"Tid": ["last(2)"]}, "Illegal selection expression"),
        ({"Tid": ["from(1900)"]}, "Non-existent value"),
    ],
)
def test_documented_errors(ask, change, title):
    selection = {name: codes for name, codes in (SMALL | change).items() if codes is not None}
    answer = ask("/ssb/tables/11618/data", selection)
    assert answer.status_code == 400
    assert answer.json() == {"type": "Parameter error", "title": title, "status": 400}


def test_an_unknown_table_and_list(ask):
    answer = ask("/ssb/tables/99999/metadata")
    assert answer.status_code == 400
    assert answer.json() == {"type": "Parameter error", "title": "Non-existent table", "status": 404}
    answer = ask("/ssb/tables/11618/data", SMALL, {"Region": "agg_Nothing"})
    assert answer.json()["title"] == "Non-existent codelist"


@pytest.mark.parametrize(("service", "id", "limit"), [("ssb", "03321", 800_000), ("scb", "TAB1830", 150_000)])
def test_too_many_cells(replica, ask, service, id, limit):
    table = replica.tables[service, id]
    if service == "scb":
        for year in range(2025, 2285):
            table.add_period(str(year))
    names = [dimension.id for dimension in table.dimensions]
    assert table.values.size > limit
    answer = ask(f"/{service}/tables/{id}/data", {name: ["*"] for name in names})
    assert (answer.status_code, answer.json()["title"]) == (400, "Too many cells selected")
    assert ask(f"/{service}/tables/{id}/data", {name: ["*"] for name in names} | {"Tid": ["top(1)"]}).ok


def test_a_long_address_gives_a_page_and_a_code_twice_an_empty_500(ask):
    codes = ",".join(figures.all_codes())
    answer = ask(f"/ssb/tables/11618/data?valueCodes[Region]={codes}&valueCodes[ContentsCode]=*&valueCodes[Tid]=*")
    assert answer.status_code == 404
    assert "text/html" in answer.headers["Content-Type"]
    answer = ask("/ssb/tables/11618/data", SMALL | {"Region": ["0101", "0101"]})
    assert (answer.status_code, answer.content) == (500, b"")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["*"], range(2015, 2026)),
        (["202?"], range(2020, 2026)),
        (["top(2)"], (2024, 2025)),
        (["bottom(2)"], (2015, 2016)),
        (["from(2023)"], (2023, 2024, 2025)),
        (["to(2016)"], (2015, 2016)),
        (["range(2017,2019)", "2025"], (2017, 2018, 2019, 2025)),
    ],
)
def test_expressions_in_post_and_get(ask, codes, expected):
    found, _ = cells(ask("/ssb/tables/11618/data", SMALL | {"Tid": codes}))
    assert found["Tid"] == [str(year) for year in expected]
    address = "/ssb/tables/11618/data?valueCodes[Region]=0101&valueCodes[ContentsCode]=SysselBosted"
    again, _ = cells(ask(f"{address}&valueCodes[Tid]={','.join(codes)}"))
    assert again["Tid"] == found["Tid"]


def test_a_plus_sign_in_an_address_must_be_encoded(ask):
    address = "/ssb/tables/13472/data?valueCodes[ContentsCode]=*&valueCodes[Tid]=2024&valueCodes[Sektor]="
    assert ask(f"{address}A+B+D+E.0-1+9").json()["title"] == "Non-existent value"
    assert ask(f"{address}A%2BB%2BD%2BE.0-1%2B9").ok


def test_lists_add_up_the_codes_of_all_years(ask):
    selection = SMALL | {"Region": ["K-3101", "K-3103"], "Tid": ["2017", "2020", "2024"]}
    found, values = cells(ask("/ssb/tables/11618/data", selection, {"Region": "agg_KommSummer"}))
    assert found["Region"] == ["K-3101", "K-3103"]
    codes = ["0101", "0104", "0136", "3001", "3101"]
    single, parts = cells(ask("/ssb/tables/11618/data", selection | {"Region": codes}))
    assert single["Region"] == codes
    parts, values = parts.squeeze(), values.squeeze()
    assert values[0].tolist() == [parts[0, 0], parts[3, 1], parts[4, 2]]
    assert values[1, 0] == parts[1, 0] + parts[2, 0]
    members = ask("/ssb/codelists/agg_KommSummer").json()["values"]
    assert {"code": "K-3101", "label": "Halden", "valueMap": ["3101", "3001", "0101"]} in members


def test_a_left_out_variable_is_summed_and_nothing_selected_gives_a_part(ask):
    years = {"ContentsCode": ["Personer1"], "Tid": ["2024"], "Region": ["3101"]}
    found, values = cells(ask("/ssb/tables/07459/data", years))
    assert list(found) == ["Region", "ContentsCode", "Tid"]
    assert values.sum() == 31935
    found, _ = cells(ask("/ssb/tables/07459/data"))
    assert len(found["Region"]) == 11


def test_symbols_stand_for_cells_without_a_number(replica, ask):
    answer = ask("/ssb/tables/06445/data", {
        "Region": ["0101", "3101"], "Kjonn": ["0"], "Alder": ["15-74"], "ContentsCode": ["*"], "Tid": ["2019", "2024"],
    }).json()  # fmt: skip
    assert answer["status"] == {"1": ".", "2": "."}
    assert answer["value"][1:3] == [None, None]
    assert answer["dimension"]["ContentsCode"]["category"]["unit"]["Sysselsatte"]["base"] == "prosent"
    replica.tables["ssb", "11616"].set(None, ":", Region="3101", Tid="2025")
    selection = {"Region": ["K-3101"], "ContentsCode": ["Innpendlere"], "Tid": ["2019", "2025"]}
    answer = ask("/ssb/tables/11616/data", selection, {"Region": "agg_KommSummer"}).json()
    assert answer["status"] == {"1": ":"}  # a hidden part hides the sum; "." does not


def test_a_table_can_be_edited_and_the_next_replica_does_not_know(replica, ask):
    table = replica.tables["ssb", "07984"]
    table.rename_dimension("NACE2007", "NACE2025")
    table.add_period("2026", 1.01)
    table.updated, table.discontinued = "2027-02-24T07:00:00Z", True
    table.remove_code("Region", "4601")
    table.set(-5, Region="3101", NACE2025="84", Kjonn="0", Alder="15-74", ContentsCode="Sysselsatte", Tid="2026")
    table.duplicate_code("Alder", "15-19")
    about = ask("/ssb/tables/07984").json()
    assert (about["lastPeriod"], about["discontinued"], about["updated"]) == ("2026", True, "2027-02-24T07:00:00Z")
    metadata = ask("/ssb/tables/07984/metadata").json()
    assert metadata["id"][1] == "NACE2025"
    assert metadata["dimension"]["Alder"]["category"]["index"].count("15-19") == 2
    selection = {"Region": ["3101"], "NACE2025": ["84"], "ContentsCode": ["Sysselsatte"], "Tid": ["2026"]}
    assert ask("/ssb/tables/07984/data", selection).json()["value"] == [-5]
    assert ask("/ssb/tables/07984/data", selection | {"Region": ["4601"]}).json()["title"] == "Non-existent value"
    assert sample.table("ssb", "07984").periods[-1] == "2025"
    assert not (sample.table("ssb", "07984").values < 0).any()


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        (Busy(7), 429, "Too many"),
        (Status(503), 503, ""),
        (Html(200), 200, "<!DOCTYPE html>"),
        (Empty500(), 500, ""),
        (Wrong("not json"), 200, "not json"),
        (Altered(lambda answer: answer | {"id": "other"}), 200, '"id": "other"'),
        (Redirect("http://127.0.0.2/"), 302, ""),
    ],
)
def test_faults_come_once(replica, ask, fault, status, text):
    replica.next("ssb", Well(), fault)
    assert ask("/ssb/tables/11612").ok
    answer = ask("/ssb/tables/11612", allow_redirects=False)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, "7" if status == 429 else None)
    assert text in answer.text
    assert ask("/ssb/tables/11612").json()["id"] == "11612"
    assert [asked.status for asked in replica.log] == [200, status, 200]


@pytest.mark.parametrize("fault", [CutOff(), Reset(), Huge(600_000_000)])
def test_faults_of_the_connection(replica, ask, fault):
    replica.next("ssb", fault)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask("/ssb/tables/11612")
    assert ask("/ssb/tables/11612").ok


def test_a_slow_answer_does_not_hold_up_the_end():
    start = time.monotonic()
    with Replica() as replica:
        replica.next("klass", Slow(30))
        with pytest.raises(requests.Timeout):
            requests.get(f"{replica.address}/klass/classifications/131/codesAt.json?date=2024-01-01", timeout=0.1)
    assert time.monotonic() - start < 5


def test_the_limit_is_stated_and_enforced(replica, ask):
    replica.policy = (2, 1)
    answers = [ask("/ssb/tables/11612") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["x-ratelimit-policy"] == "2;w=1s"
    assert answers[2].headers["Retry-After"] == "1"
    time.sleep(1.05)
    assert ask("/ssb/tables/11612").ok
    assert ask("/klass/classifications/131/changes.json?from=2024-01-01&to=2024-01-02").ok


def test_strict_notes_what_the_real_service_would_not_like(replica):
    replica.strict = True
    replica.next("ssb", *[Slow(0.3)] * 3)
    callers = [
        threading.Thread(target=requests.get, args=(f"{replica.address}/ssb/config",), kwargs={"timeout": 5})
        for _ in range(3)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert replica.violations == ["3 calls to ssb at once; two are allowed"]
    assert replica.connections == 3
    with requests.Session() as session:
        for _ in range(28):
            session.get(f"{replica.address}/ssb/config", timeout=5)
    assert replica.violations[1:] == ["31 calls to ssb within 60 seconds; 30 are allowed"]


def test_one_session_is_one_connection(replica, ask):
    for _ in range(3):
        ask("/ssb/config")
    assert replica.connections == 1
    assert [asked.path for asked in replica.calls("ssb")] == ["/config"] * 3


def test_klass(ask):
    answer = ask("/klass/classifications/131/codesAt.json?date=2019-06-01").json()
    codes = {row["code"]: row["name"] for row in answer["codes"]}
    assert codes["0101"] == "Halden"
    assert codes["5061"] == "Rindal"
    assert "3101" not in codes
    assert codes["9999"] == "Uoppgitt"
    assert set(codes) - {"9999"} == set(figures.codes_of(2019))
    address = "/klass/classifications/131/changes.json?from=2024-01-01&to=2024-01-02"
    changes = ask(address).json()["codeChanges"]
    halden = next(change for change in changes if change["oldCode"] == "3001")
    assert (halden["newCode"], halden["newName"], halden["changeOccurred"]) == ("3101", "Halden", "2024-01-01")
    assert ask("/klass/classifications/131/codesAt.json").status_code == 400


def test_the_other_services_are_there(ask):
    assert ask("/kartverket/kommuner/3101").json()["kommunenummer"] == "3101"
    assert ask("/nowhere/x").status_code == 404


def revised(year, *codes):
    """Whether a figure is one of those in Halden that SSB has revised since the record was made."""
    return year in figures.REVISED and "0101" in codes and {"0101", "0301"} >= set(codes)


def test_tables_give_the_record_for_the_years_that_it_has():
    flows, totals = sample.table("ssb", "03321"), sample.table("ssb", "11618")
    for row in figures.record("commuting_flows").sample(200, random_state=1).itertuples():
        cell = {"ArbstedKomm": row.work_code, "Bokommuen": row.residence_code, "Tid": str(row.year)}
        if revised(row.year, row.work_code, row.residence_code):
            continue
        assert flows.get(**cell, ContentsCode="Sysselsatte") == row.employed_persons
    for row in figures.record("municipality_totals").sample(200, random_state=1).itertuples():
        cell = {"Region": row.municipality_code, "Kjonn": "0", "Alder": "15-74", "Tid": str(row.year)}
        if revised(row.year, row.municipality_code):
            continue
        assert totals.get(**cell, ContentsCode="SysselBosted") == row.employed_residents_persons
        assert totals.get(**cell, ContentsCode="BefolkningBosted") == row.population_15_74_persons
    industry, people = sample.table("ssb", "07984"), sample.table("ssb", "07459")
    for row in figures.record("employed_by_industry").sample(200, random_state=1).itertuples():
        members = industry.dimension("Region").codelist("agg_KommSummerS").values[f"K.{row.municipality_code}"][1]
        cell = {"NACE2007": row.industry_code, "Kjonn": "0", "Alder": "15-74", "Tid": str(row.year)}
        counts = [industry.get(Region=code, **cell, ContentsCode="Sysselsatte") for code in members]
        assert np.nansum(counts) == row.employed_residents_persons
    codes = people.dimension("Region").codes
    for row in figures.record("population").query("municipality_code != '0'").sample(100, random_state=1).itertuples():
        members = people.dimension("Region").codelist("agg_KommSummer").values[f"K-{row.municipality_code}"][1]
        found = people.values[[codes.index(code) for code in members], ..., people.periods.index(str(row.year))]
        assert np.nansum(found) == row.population_persons


def test_no_flow_of_the_record_is_lost():
    table = sample.table("ssb", "03321")
    for year, rows in figures.record("commuting_flows").groupby("year"):
        codes = table.dimension("Bokommuen").codes
        assert set(rows["residence_code"]) | set(rows["work_code"]) <= set(codes)
        home, work = (rows[column].map(codes.index).to_numpy() for column in ("residence_code", "work_code"))
        found = table.values[work, home, 0, table.periods.index(str(year))]
        other = rows[found != rows["employed_persons"].to_numpy()]
        assert all(revised(year, *codes) for codes in zip(other["residence_code"], other["work_code"]))


@pytest.mark.parametrize(("year", "residents", "jobs"), [(2017, 13690, 12565), (2018, 13810, 12700), (2019, 13700, 12677)])
def test_halden_has_the_figures_that_ssb_has_revised(year, residents, jobs):
    cell = {"Region": "0101", "Kjonn": "0", "Alder": "15-74", "Tid": str(year)}
    totals = sample.table("ssb", "11618")
    assert totals.get(**cell, ContentsCode="SysselBosted") == residents
    assert totals.get(**cell, ContentsCode="SysselArbsted") == jobs


@pytest.mark.parametrize(("year", "jobs"), [("2023", 13123), ("2024", 12995)])
def test_halden_has_the_jobs_of_the_plan(year, jobs):
    cell = {"Region": "3001" if year == "2023" else "3101", "Kjonn": "0", "Alder": "15-74", "Tid": year}
    assert sample.table("ssb", "11618").get(**cell, ContentsCode="SysselArbsted") == jobs


@pytest.mark.parametrize("year", figures.YEARS)
def test_totals_fit_each_other(year):
    flows, totals, commuters = (sample.table("ssb", id) for id in ("03321", "11618", "11616"))
    number = flows.periods.index(str(year))
    codes = flows.dimension("Bokommuen").codes
    matrix = flows.values[: len(codes), :, 0, number]
    both = totals.values[1 : len(codes) + 1, 0, 0, :, number]
    assert (matrix.sum(axis=1) == both[:, 2]).all()  # every job is in the matrix
    assert (flows.values[:, :, 0, number].sum(axis=0) == both[:, 1]).all()  # work at sea and abroad included
    assert (matrix >= 0).all()
    rows = np.nan_to_num(commuters.values[..., number])
    own = np.diag(matrix)
    assert (rows[:, 0] == both[:, 2] - own).all()
    assert (rows[:, 1] == both[:, 1] - own).all()
    assert (totals.values[:, 0] == totals.values[:, 1:].sum(axis=1)).all()
    assert (totals.values[:, :, 0] == totals.values[:, :, 1:].sum(axis=2)).all()
    assert (both[:, 1] <= both[:, 0]).all()


@pytest.mark.parametrize(("content", "total"), [("Sysselsatte", "SysselBosted"), ("SysselsatteArb", "SysselArbsted")])
def test_country_by_industry_holds_the_municipalities_and_fits_its_total(content, total):
    industry, totals = sample.table("ssb", "07984"), sample.table("ssb", "11618")
    everyone = {"Kjonn": "0", "Alder": "15-74"}
    for year in ("2015", "2020", "2025"):
        whole = {"NACE2007": "00-99", **everyone, "Tid": year}
        same = totals.get(Region="0", **everyone, ContentsCode=total, Tid=year)
        assert industry.get(Region="0", **whole, ContentsCode=content) == same
        for group in sample.INDUSTRIES:
            cell = {"NACE2007": group, **everyone, "Tid": year, "ContentsCode": content}
            parts = [industry.get(Region=code, **cell) for code in industry.dimension("Region").codes[1:]]
            assert np.nansum(parts) < industry.get(Region="0", **cell)


def test_groups_add_up_to_their_totals():
    industry = sample.table("ssb", "07984").values
    for axis in (1, 2, 3):
        whole, parts = np.split(np.nan_to_num(industry), [1], axis)
        assert (whole == parts.sum(axis=axis, keepdims=True)).all()
    status = np.nan_to_num(sample.table("ssb", "13563").values)
    assert (status[:, 0] == status[:, 1:].sum(axis=1)).all()
    jobs = sample.table("ssb", "13472")
    place = {"Region": "3101", "Tid": "2024"}
    same = sample.table("ssb", "11618").get(Kjonn="0", Alder="15-74", ContentsCode="SysselArbsted", **place)
    assert jobs.get(NACE2007="00-99", Sektor="ALLE", ContentsCode="SysselEtterArbste", **place) == same
    people, quarters = sample.table("ssb", "07459"), sample.table("ssb", "01222")
    end = quarters.get(Region="3101", ContentsCode="Folketallet11", Tid="2024K4")
    assert end == people.values[people.dimension("Region").codes.index("3101"), ..., people.periods.index("2025")].sum()


@pytest.mark.parametrize(("id", "total"), [("13472", {"NACE2007": "00-99"}), ("07091", {"NACE2007": "01-99"})])
def test_few_persons_and_establishments_are_hidden_in_ostfold(id, total):
    table = sample.table("ssb", id)
    places = [[dimension.codes.index(total.get(dimension.id, dimension.codes[0]))] for dimension in table.dimensions]
    places[0] = [table.dimension("Region").codes.index(code) for code in figures.ostfold()]
    places[2], places[4] = range(len(table.dimensions[2].codes)), [table.periods.index("2024")]
    assert 0 < (table.status[np.ix_(*places)] == sample.HIDDEN).sum() < 20


@pytest.mark.parametrize("key", sample.KNOWN, ids="-".join)
def test_every_table_answers_with_the_size_that_it_says(ask, key):
    service, id = key
    metadata = ask(f"/{service}/tables/{id}/metadata").json()
    selection = {name: ["bottom(2)"] for name in metadata["id"]}
    found, values = cells(ask(f"/{service}/tables/{id}/data", selection))
    assert values.shape == tuple(min(2, size) for size in metadata["size"])
    assert list(found) == metadata["id"]
    about = ask(f"/{service}/tables/{id}").json()
    assert about["updated"] == metadata["updated"]
    assert about["lastPeriod"] == list(metadata["dimension"]["Tid"]["category"]["index"])[-1]


def test_the_tables_can_be_searched(ask):
    found = ask("/ssb/tables?query=pendling").json()
    assert [table["id"] for table in found["tables"]] == ["11616"]
    page = ask("/ssb/tables?pageSize=5&pageNumber=2").json()
    assert len(page["tables"]) == 5
    assert page["page"]["totalElements"] == 13


def test_the_command_says_how_to_point_at_it():
    command = [sys.executable, "-m", "tests.replica"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = [process.stdout.readline() for _ in range(5)]
            assert "export STATUSBOK_SERVICES=http://127.0.0.1:" in "".join(lines)
            address = lines[2].split("STATUSBOK_SERVICES=")[1].strip()
            assert requests.get(f"{address}/ssb/config", timeout=10).json()["maxDataCells"] == 800_000
        finally:
            process.terminate()
