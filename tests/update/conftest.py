"""A project with a record of a few rows, and sources that answer what a test tells them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from statusbok.catalogue import ROOT, Catalogue
from statusbok.sources.pxweb import About
from statusbok.update import tables, update
from statusbok.update.declared import declarations
from statusbok.update.fetch import Fetched

NOW = datetime(2026, 11, 22, 8, tzinfo=timezone.utc)
UPDATED = "2026-11-20T07:00:00Z"

TABLES = {
    "commuting_flows": """\
year,residence_code,work_code,employed_persons
2021,3001,0301,7
2021,3001,3001,1000
2021,3012,3001,100
2021,3012,3012,250
2022,3001,0301,8
2022,3001,3001,1010
2022,3012,3001,100
2022,3012,3012,250
""",
    "municipality_totals": """\
year,municipality_code,population_15_74_persons,employed_residents_persons,employed_workplace_persons
2021,3001,2000,1007,1100
2021,3012,600,350,250
2022,3001,2010,1018,1110
2022,3012,600,350,250
""",
    "population": """\
year,municipality_code,population_persons
2022,3101,3000
2022,3124,900
2023,0,5000000
2023,3101,3010
2023,3124,900
""",
    "employed_by_industry": """\
year,municipality_code,industry_code,employed_residents_persons,employed_workplace_persons
2022,3101,00-99,1018,1110
2022,3124,00-99,350,250
""",
    "population_age": "year,municipality_code,age_group,population_persons\n",
    "municipalities": """\
code,name,county_code,county,country,ostfold,borders_sweden
0301,Oslo,03,Oslo,NO,false,false
1438,Dals-Ed,14,Västra Götalands län,SE,false,false
3101,Halden,31,Østfold,NO,true,true
3124,Aremark,31,Østfold,NO,true,true
4601,Bergen,46,Vestland,NO,false,false
4602,Kinn,46,Vestland,NO,false,false
""",
    "municipality_code_changes": """\
changed_on,old_code,old_name,new_code,new_name
2020-01-01,0101,Halden,3001,Halden
2020-01-01,0118,Aremark,3012,Aremark
2024-01-01,3001,Halden,3101,Halden
2024-01-01,3012,Aremark,3124,Aremark
""",
}
CORE = ("commuting_flows", "municipality_totals", "population")
SERVED = ("commuting_flows", "municipality_totals", "population")


@dataclass
class Stub:
    """Sources that answer with frames, or raise what stands in a frame's place; `log` has each call."""

    answers: dict[str, pd.DataFrame | BaseException]
    updated: str = UPDATED
    discontinued: bool = False
    body: dict[str, Any] | None = None
    names: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    log: list[tuple[str, str]] = field(default_factory=list)

    def about(self, declaration):
        self.log.append(("about", declaration.name))
        return About(declaration.table, "", self.updated, "", "2024", self.discontinued)

    def fetch(self, declaration, schema, scope, before):
        self.log.append(("fetch", declaration.name))
        answer = self.answers[declaration.name]
        if isinstance(answer, BaseException):
            raise answer
        request = {"method": "POST", "url": "http://replica/data", "body": self.body}
        frame = tables.typed(answer, schema, where=declaration.source)
        return Fetched(frame, [request], self.updated, names=self.names)

    def newest(self, declaration):
        return "2024"

    def close(self):
        pass


class Small:
    """The project: its folder, and shorthands for what a test does with it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> dict[str, bytes]:
        """The record, byte for byte."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for folder in ("data", "geo")
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file()
        }

    def frame(self, name: str) -> pd.DataFrame:
        """A table as it stands, to be changed and given back by a stub."""
        return tables.read(self.root / f"data/tables/{name}.csv", self.entry(name)["schema"])

    def entry(self, name: str) -> dict[str, Any]:
        package = json.loads((self.root / "data/datapackage.json").read_text(encoding="utf-8"))
        return next(entry for entry in package["resources"] if entry["name"] == name)

    def edit(self, name: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change a resource of the Data Package."""
        path = self.root / "data/datapackage.json"
        package = json.loads(path.read_text(encoding="utf-8"))
        change(next(entry for entry in package["resources"] if entry["name"] == name))
        path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def declaration(self, name: str):
        return declarations(Catalogue(self.root / "data"))[name]

    def stub(self, **answers: pd.DataFrame | BaseException) -> Stub:
        """Sources with the record's own tables but for those given."""
        return Stub({name: self.frame(name) for name in SERVED} | answers)

    def update(self, stub: Stub, *datasets: str, **options: Any):
        """Run an update.

        Returns:
            The outcome, and all that was said as one text.
        """
        said: list[str] = []
        outcome = update(self.root, datasets=datasets, sources=stub, say=said.append, now=NOW, **options)
        return outcome, "\n".join(said)

    def states(self, outcome) -> dict[str, str]:
        return {result.name: result.state for result in outcome.results}


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A project with seven tables, three of them declared, whose record is in order."""
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    kept = []
    for entry in package["resources"]:
        if entry["name"] not in TABLES:
            continue
        entry = copy.deepcopy(entry) | {"core": entry["name"] in CORE, "recorded": "2026-11-01", "retrieved": None}
        for name in ("hash", "bytes", "asked", "requests", "updated"):
            entry.pop(name, None)
        if entry["name"] not in SERVED:
            entry.pop("fetch", None)
        kept.append(entry)
    (tmp_path / "data/tables").mkdir(parents=True)
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo/land.geojson").write_text("{}", encoding="utf-8")
    for name, text in TABLES.items():
        (tmp_path / f"data/tables/{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    package = package | {"resources": kept}
    package.pop("municipalities", None)
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (tmp_path / "data/datapackage.json").write_text(text, encoding="utf-8")
    Catalogue(tmp_path / "data").validate()
    return Small(tmp_path)
