"""Make a scratch project whose record has commuting and totals for all of Norway.

    python -m tests.bench.record FACTS OUT

FACTS is a folder with the two published tables as they were saved: `ssb_03321_norway_2017_2022.csv.gz` (who lives and works
where) and `ssb_11618_norway_2017_2022.csv` (population 15-74 and employed). OUT becomes a project folder: the inputs of this
one, with the two tables in its record. Nothing else is filled in: what these tables do not hold, such as population by age or
employed by industry, is missing outside Østfold, and so the two tables of these are no longer core. Run the report from there:

    cd OUT && PYTHONPATH=. python -m statusbok build --all --year 2023
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pandas as pd

from statusbok.publish import manifest

ROOT = Path(__file__).resolve().parents[2]
FLOWS = "ssb_03321_norway_2017_2022.csv.gz"
TOTALS = "ssb_11618_norway_2017_2022.csv"
NOT_CORE = ("employed_by_industry", "population")
"""Tables that the facts do not hold: an edition has to do without them."""


def make(facts: Path, out: Path, root: Path = ROOT) -> None:
    """Write the project.

    Args:
        facts: folder with the two tables.
        out: folder to write to; must not be there.
        root: the project to copy.

    Raises:
        FileExistsError: `out` is there.
        FileNotFoundError: one of the two tables is not.
    """
    tables = {"commuting_flows": flows(facts / FLOWS), "municipality_totals": totals(facts / TOTALS)}
    out.mkdir(parents=True)
    for name in [*manifest.inputs(root, 2023), "editions.yml"]:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, out / name)
    for name, table in tables.items():
        table.to_csv(out / f"data/tables/{name}.csv", index=False, lineterminator="\n")
    described = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        if resource["name"] in NOT_CORE:
            resource["core"] = False
        if resource["name"] == "commuting_flows":
            resource["description"] = "Alle strømmer mellom kommuner i Norge. Tabellen har numrene slik de var i hvert år."
        if resource["name"] in tables:
            resource.pop("hash", None)
            resource.pop("bytes", None)
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (out / "data/datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def flows(path: Path) -> pd.DataFrame:
    """Table `commuting_flows` with the codes of each year, as the record keeps it."""
    saved = pd.read_csv(path, dtype={"ArbstedKomm": "str", "Bokommuen": "str"})
    names = {"Tid": "year", "Bokommuen": "residence_code", "ArbstedKomm": "work_code", "value": "employed_persons"}
    found = saved.rename(columns=names)[list(names.values())].query("employed_persons > 0")
    return found.sort_values(list(names.values())[:3])


def totals(path: Path) -> pd.DataFrame:
    """Table `municipality_totals` with the codes of each year, as the record keeps it."""
    saved = pd.read_csv(path, dtype={"Region": "str"})
    wide = saved.pivot(index=["Tid", "Region"], columns="ContentsCode", values="value").reset_index()
    names = {
        "Tid": "year",
        "Region": "municipality_code",
        "BefolkningBosted": "population_15_74_persons",
        "SysselBosted": "employed_residents_persons",
        "SysselArbsted": "employed_workplace_persons",
    }
    found = wide.rename(columns=names)[list(names.values())].rename_axis(columns=None)
    return found[found["population_15_74_persons"] > 0].astype(dict.fromkeys(list(names.values())[2:], "int64"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("facts", type=Path, help="folder with the two published tables")
    parser.add_argument("out", type=Path, help="project folder to make")
    options = parser.parse_args()
    make(options.facts, options.out)
