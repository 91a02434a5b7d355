"""The scratch project for benchmarks: what it fills in, and what it leaves missing."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from statusbok.publish.project import ROOT
from tests.bench import record


@pytest.fixture
def facts(tmp_path):
    """A few invented cells in the form of the published tables."""
    folder = tmp_path / "facts"
    folder.mkdir()
    flows = [("4601", "4601", 9), ("4601", "4624", 5), ("4624", "4601", 0)]
    frame = pd.DataFrame(flows, columns=["ArbstedKomm", "Bokommuen", "value"]).assign(ContentsCode="Sysselsatte", Tid=2022)
    frame.to_csv(folder / record.FLOWS, index=False)
    figures = {"BefolkningBosted": 20, "SysselBosted": 14, "SysselArbsted": 9}
    cells = [("4601", name, value) for name, value in figures.items()] + [("0000", name, 0) for name in figures]
    frame = pd.DataFrame(cells, columns=["Region", "ContentsCode", "value"]).assign(Tid=2022, Kjonn=0, Alder="15-74")
    frame.to_csv(folder / record.TOTALS, index=False)
    return folder


def test_two_tables_are_filled_and_nothing_else(facts, tmp_path):
    out = tmp_path / "out"
    record.make(facts, out)
    flows = (out / "data/tables/commuting_flows.csv").read_text(encoding="utf-8")
    assert flows == "year,residence_code,work_code,employed_persons\n2022,4601,4601,9\n2022,4624,4601,5\n"
    totals = (out / "data/tables/municipality_totals.csv").read_text(encoding="utf-8").splitlines()
    assert totals[1:] == ["2022,4601,20,14,9"]
    core = [entry["name"] for entry in json.loads((out / "data/datapackage.json").read_text(encoding="utf-8"))["resources"] if entry.get("core")]
    assert core == ["commuting_flows", "municipality_totals"]
    population = "data/tables/population.csv"
    assert (out / population).read_bytes() == (ROOT / population).read_bytes()
    assert (out / "statusbok/cli.py").is_file() and (out / "geo/municipalities.geojson").is_file()
    with pytest.raises(FileExistsError):
        record.make(facts, out)
