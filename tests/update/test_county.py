"""A new county from end to end against the replica: from the services, and the same from answers saved by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests

from statusbok import edition as edition_module
from statusbok.catalogue import Catalogue, catalogue
from statusbok.edition import Edition
from statusbok.indicators import employment, registers
from statusbok.show import provenance
from statusbok.sources.http import ADDRESSES
from statusbok.update import update
from statusbok.update.declared import declarations
from tests.replica.server import Replica

BERGEN, FEDJE, HIDDEN = "4601", "4633", ("1265", "4633")  # Fedje has 500 inhabitants
TABLES = [name for name in declarations(catalogue()) if name != "unemployment_monthly"]  # that is a workbook
MISSING = re.compile(r"missing (\S+): save the answer to (GET|POST) (\S+)(?:\n  (\{.*\}))?")


@pytest.fixture(scope="module")
def replica(tmp_path_factory):
    """The services, when they hide some figures of a small municipality."""
    with Replica() as running, pytest.MonkeyPatch.context() as patched:
        patched.setenv("STATUSBOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        patched.setenv("STATUSBOK_SERVICES", running.address)
        tables = running.tables
        for code in HIDDEN:
            tables["ssb", "07984"].set(None, ":", Region=code, NACE2007=["05-09", "64-66"])
            tables["ssb", "07984"].set(None, ":", Region=code, Kjonn=["1", "2"], Alder="67-74")
            tables["ssb", "13563"].set(None, ":", Region=code, HovArbStyrkStatus="U.01", Tid=["2024", "2025"])
            tables["ssb", "06445"].set(None, "..", Region=code, Tid="2025")
            tables["ssb", "09594"].set(None, ":", Region=code, ArealKlasse="07", Tid="2026")
        yield running


@pytest.fixture(scope="module")
def fetched(replica, hand_made, tmp_path_factory) -> tuple[Path, dict[str, str], str]:
    """The record with all of Vestland from the services: its folder, the state of each dataset, what was said."""
    root, said = hand_made(tmp_path_factory.mktemp("services")).parent, []
    outcome = update(root, datasets=TABLES, municipality=BERGEN, accept=["commuting_flows"], say=said.append)
    return root, {result.name: result.state for result in outcome.results}, "\n".join(said)


def test_all_tables_of_a_new_county_come_in_though_some_figures_are_hidden(fetched):
    root, states, said = fetched
    assert states == dict.fromkeys(TABLES, "updated"), said
    record = Catalogue(root / "data")
    assert {"3101", BERGEN, FEDJE} <= set(record.package["municipalities"])
    hidden = record.table("employed_by_industry").query(f"municipality_code == '{FEDJE}' and industry_code == '05-09'")
    assert len(hidden) == 18 and hidden["employed_residents_persons"].isna().all()


@pytest.fixture
def opened(fetched, monkeypatch) -> Catalogue:
    record = Catalogue(fetched[0] / "data")
    for module in (edition_module, provenance):
        monkeypatch.setattr(module, "catalogue", lambda: record)
    return record


def test_an_edition_of_a_new_municipality_opens_with_its_county_to_compare_with(opened):
    edition = Edition(municipality=BERGEN)
    assert edition.name == "Bergen" and FEDJE in edition.compared and not edition.at_border
    assert edition.lacks(["employed_by_sector", "labour_status_20_66", "establishments"]) == []


def test_indicators_of_a_municipality_with_hidden_figures_leave_out_what_is_not_known(opened):
    edition = Edition(municipality=FEDJE)
    names = [name for name in edition.record.names if not edition.record.resource(name).empty]
    tables = edition.tables(names)
    by_industry = tables["employed_by_industry"]
    assert employment.industries(by_industry, [FEDJE]).empty  # a share of the rest would be of something else
    assert not employment.industries(by_industry, [BERGEN]).empty
    assert not employment.employed_residents(by_industry, FEDJE).empty
    labour = registers.labour(tables, by_industry, FEDJE, edition.year, pd.Series(dtype=float))
    assert labour.status["year"].max() == 2023 and labour.rate.year == 2024


def printed(said: list[str]) -> dict[str, tuple[str, str, dict[str, Any] | None]]:
    """Method, address and body of each request that an import asks for, by the name of the file."""
    found = MISSING.findall("\n".join(said))
    return {name: (method, url, json.loads(body) if body else None) for name, method, url, body in found}


def answer(replica: Replica, method: str, url: str, body: dict[str, Any] | None) -> requests.Response:
    """What the replica answers in the place of the real service."""
    [service] = [name for name, address in ADDRESSES.items() if url.startswith(address)]
    here = url.replace(ADDRESSES[service], f"{replica.address}/{service}")
    return requests.request(method, here, json=body, timeout=60)


@pytest.mark.parametrize("municipality", [None, BERGEN])
def test_every_printed_request_is_answered_and_the_answers_give_the_same_tables(
    fetched, replica, hand_made, tmp_path, municipality
):
    root, folder, said = hand_made(tmp_path / "record").parent, tmp_path / "answers", []
    folder.mkdir()
    update(root, folder=folder, municipality=municipality, say=said.append)
    wanted = printed(said)
    assert wanted.pop("unemployment_monthly.xlsx")[1].startswith("https://www.nav.no/")
    assert {"commuting_flows-1.json", "commuting_flows-1-2.json"} & set(wanted)
    for name, request in wanted.items():
        found = answer(replica, *request)
        assert found.status_code == 200, f"{name}: {request} {found.text[:200]}"
        (folder / name).write_bytes(found.content)
    if municipality is None:
        return
    said.clear()
    options = {"datasets": TABLES, "municipality": municipality, "accept": ["commuting_flows"]}
    outcome = update(root, folder=folder, say=said.append, **options)
    assert outcome.code == 0 and len(outcome.results) == len(TABLES), "\n".join(said)
    for name in TABLES:
        path = f"data/tables/{name}.csv"
        assert (root / path).read_bytes() == (fetched[0] / path).read_bytes(), name
    entries = {entry["name"]: entry for entry in Catalogue(root / "data").package["resources"]}
    for body in (request["body"] or {} for name in TABLES for request in entries[name]["requests"]):
        assert not [one for one in body.get("selection", []) if "*" in one["variableCode"]]
