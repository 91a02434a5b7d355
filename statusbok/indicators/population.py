"""Population on 1 January and the population of working age (Statistics Norway, table 07459)."""

from collections.abc import Iterable

import pandas as pd

from statusbok.indicators.employment import share_pct

# The record's age groups that lie within working age. They start at 19, so this is 19-66 and not 20-66.
WORKING_AGE = ("19-34", "35-66")


def working_age(population_age: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Residents aged 19-66 and their share of the population, for each municipality and year.

    Args:
        population_age: Table `population_age`: `year`, `municipality_code`, `age_group`, `population_persons`.
        codes: Municipalities to keep.

    Returns:
        `year`, `municipality_code`, `working_age_persons`, `population_persons` (all ages), `working_age_pct`.
        Municipalities and years without both working-age groups are left out.
    """
    rows = population_age[population_age["municipality_code"].isin(set(codes))]
    keys = ["year", "municipality_code"]
    everyone = rows.groupby(keys)["population_persons"].sum()
    within = rows[rows["age_group"].isin(WORKING_AGE)].groupby(keys)["population_persons"].agg(["sum", "size"])
    within = within.loc[within["size"] == len(WORKING_AGE), "sum"]
    frame = pd.DataFrame({"working_age_persons": within}).join(everyone).reset_index()
    return frame.assign(working_age_pct=share_pct(frame["working_age_persons"], frame["population_persons"]))


def age_groups(population_age: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Residents of one municipality by age group: one row a group, one column a year.

    Returns:
        Index `age_group` in order of age, columns the years (int); empty where the record has none.
    """
    own = population_age[population_age["municipality_code"] == municipality_code]
    wide = own.pivot(index="age_group", columns="year", values="population_persons")
    return wide.loc[sorted(wide.index, key=lambda group: int(group.split("-")[0].rstrip("+")))]
