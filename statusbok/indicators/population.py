"""The population and those of working age (Statistics Norway, tables 07459 and 11618)."""

import pandas as pd

from statusbok.indicators.employment import share_pct

# The record's groups within working age. The youngest starts at 19: this is 19-66, not the 20-66 of the plan.
WORKING_AGE = ("19-34", "35-66")

EVERYBODY, ADULTS, WORKING = "all", "15-74", "19-66"


def working_age(population_age: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Residents of a municipality aged 19-66 and their share of the population, by year.

    Args:
        population_age: Table of that name: `year`, `municipality_code`, `age_group`, `population_persons`.
        municipality_code: Municipality code (2024).

    Returns:
        Indexed by `year`: `working_age_persons`, `population_persons` (all ages), `working_age_pct`. Years
        without both groups of working age are left out.
    """
    own = population_age[population_age["municipality_code"] == municipality_code]
    within = (
        own[own["age_group"].isin(WORKING_AGE)].groupby("year")["population_persons"].agg(["sum", "size"])
    )
    persons = within.loc[within["size"] == len(WORKING_AGE), "sum"].rename("working_age_persons")
    frame = persons.to_frame().join(own.groupby("year")["population_persons"].sum())
    return frame.assign(working_age_pct=share_pct(frame["working_age_persons"], frame["population_persons"]))


def development(everybody: pd.Series, adults: pd.Series, working: pd.Series) -> pd.DataFrame:
    """The population of all ages, 15-74 and 19-66, as one long table for a chart.

    Args:
        everybody: Population on 1 January by year (table 07459).
        adults: Residents aged 15-74 in the fourth quarter by year (table 11618).
        working: Residents aged 19-66 on 1 January by year; may be empty.

    Returns:
        `year`, `age_group` (`EVERYBODY`, `ADULTS`, `WORKING`), `population_persons`.
    """
    named = {EVERYBODY: everybody, ADULTS: adults, WORKING: working}
    frame = pd.concat(named, names=["age_group", "year"]).rename("population_persons").reset_index()
    return frame.astype({"year": int, "population_persons": int})[["year", "age_group", "population_persons"]]
