"""The figures of the chapter on employment and of the summary: what is drawn, how, and from which tables.

A figure that the record may lack comes as a list, empty without numbers: `display(say, *sectors(...))`.
"""

from collections.abc import Iterable

import pandas as pd

from statusbok.show import charts
from statusbok.show.component import Component
from statusbok.show.figures import figure
from statusbok.show.nb import employment as text
from statusbok.show.nb import summary
from statusbok.show.provenance import copied_by_hand, source
from statusbok.show.tables import table


def residents(name: str, by_year: pd.Series) -> list[Component]:
    """Employed residents over time (`indicators.employment.employed_residents`)."""
    if by_year.empty:
        return []
    data = by_year.rename_axis("year").reset_index()
    drawn = figure(
        charts.lines(
            data,
            "year",
            "employed_residents_persons",
            y_label=text.AXES["residents"],
            breaks=text.REGISTER_BREAK,
        ),
        name="sysselsetting-bosatte",
        source=source("employed_by_industry", calculated=False),
        data=data,
        **text.residents_texts(name, by_year),
    )
    return [drawn]


def bases(name: str, by_year: pd.DataFrame) -> Component:
    """Employed residents and jobs over time (`two_bases`)."""
    lines = by_year.rename(columns=text.LABELS).melt("year", var_name="basis", value_name="employed_persons")
    return figure(
        charts.lines(
            lines,
            "year",
            "employed_persons",
            "basis",
            y_label=text.AXES["persons"],
            breaks=text.REVISION_BREAK,
        ),
        name="sysselsetting-to-tall",
        source=source("municipality_totals", calculated=False),
        data=by_year,
        **text.bases_texts(name, by_year),
    )


def rates(name: str, by_area: pd.DataFrame) -> Component:
    """Employment rate of the municipality, the county and the country over time (`by_area`)."""
    return figure(
        charts.lines(
            by_area,
            "year",
            "employment_rate_pct",
            "area",
            y_label=text.AXES["rate"],
            highlight=name,
            breaks=text.REVISION_BREAK,
        ),
        name="sysselsettingsgrad-15-74",
        source=source("municipality_totals"),
        data=by_area,
        **text.rates_texts(by_area),
    )


def municipality_rates(name: str, year: int, rates: pd.DataFrame, country: tuple[float, str]) -> Component:
    """Employment rate of some municipalities in one year (`by_municipality`), the country as a line."""
    return figure(
        charts.bars(
            rates, "area", "employment_rate_pct", x_label=text.AXES["rate"], highlight=name, target=country
        ),
        name="sysselsettingsgrad-15-74-kommuner",
        source=source("municipality_totals"),
        data=rates,
        **text.municipality_rates_texts(year, rates, country[0]),
    )


def industries(name: str, changes: pd.DataFrame) -> list[Component]:
    """Shares of the industries in two years (`industry_change`)."""
    if changes.empty:
        return []
    first, last = int(changes["from_year"].iloc[0]), int(changes["to_year"].iloc[0])
    data = text.named(changes.drop(columns=["from_year", "to_year"]))
    chart = charts.dumbbell(
        data,
        "industry",
        "from_pct",
        "to_pct",
        x_label=text.AXES["industry"],
        start_label=str(first),
        end_label=str(last),
    )
    texts = text.industries_texts(name, first, last, data)
    return [
        figure(
            chart, name="sysselsetting-naeringer", source=source("employed_by_industry"), data=data, **texts
        )
    ]


def sectors(name: str, by_year: pd.DataFrame, *, published: bool = False) -> list[Component]:
    """Private and public jobs by year (`jobs_by_sector`), of the plan or of table 13472."""
    if by_year.empty:
        return []
    data = text.named(by_year)
    chart = charts.stacked(data, "year", "jobs_persons", "sector", x_label=text.AXES["jobs"])
    texts = text.sectors_texts(name, data, published=published)
    cited = source("employed_by_sector" if published else "plan_figures")
    return [figure(chart, name="sysselsetting-sektor", source=cited, data=data, **texts)]


def unemployment(name: str, by_month: pd.DataFrame) -> list[Component]:
    """Unemployment by month for some areas (`unemployment`)."""
    if by_month.empty:
        return []
    return [
        figure(
            charts.lines(
                by_month,
                "month",
                "unemployment_rate_pct",
                "area",
                y_label=text.AXES["unemployment"],
                highlight=name,
                zero=True,
            ),
            name="sysselsetting-ledige",
            source=source("unemployment_monthly", calculated=False),
            data=by_month,
            **text.unemployment_texts(by_month),
        )
    ]


def unemployment_points(points: pd.DataFrame, areas: Iterable[str]) -> list[Component]:
    """Single published figures on unemployment in some areas (table `unemployment_points`)."""
    data = text.points_table(points, areas)
    if data.empty:
        return []
    cited = source("unemployment_points", calculated=False)
    return [table(data, name="sysselsetting-ledige-enkelttall", source=cited, **text.points_texts())]


def population(name: str, by_age: pd.DataFrame) -> Component:
    """The population by groups of age over time (`indicators.population.development`)."""
    data = text.named(by_age)
    tables = [
        "population",
        "municipality_totals",
        *(["population_age"] if "19-66" in set(by_age["age_group"]) else []),
    ]
    return figure(
        charts.lines(
            data, "year", "population_persons", "age_group", y_label=text.AXES["population"], zero=True
        ),
        name="sysselsetting-befolkning",
        source=source(*tables),
        data=data,
        **text.population_texts(name, data, by_hand=copied_by_hand("population_age")),
    )


def development(name: str, residents: pd.Series, jobs: pd.Series, jobs_table: str) -> list[Component]:
    """Employed residents and jobs by year without a break (`since_break`, `comparable_jobs`).

    Args:
        name: Name of the municipality.
        residents: Employed residents by year.
        jobs: Jobs by year.
        jobs_table: The table that the jobs come from.
    """
    data = summary.development(name, residents, jobs)
    if data.empty:
        return []
    tables = {"employed_by_industry": residents, jobs_table: jobs}
    drawn = figure(
        charts.lines(data, "year", "employed_persons", "basis", y_label=text.AXES["persons"]),
        name="sammendrag-utvikling",
        source=source(*(table for table, series in tables.items() if len(series)), calculated=False),
        data=data,
        **summary.development_texts(name, data),
    )
    return [drawn]
