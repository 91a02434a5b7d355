"""Figures of the tables that an update fetches: lists, empty without figures, so that a chapter can leave them out."""

from __future__ import annotations

import pandas as pd

from statusbok.indicators.registers import Across, Area, Commuters, Labour
from statusbok.indicators.targets import Target
from statusbok.show import charts
from statusbok.show.component import Component
from statusbok.show.figures import figure
from statusbok.show.nb import employment as words
from statusbok.show.nb import registers as text
from statusbok.show.provenance import source
from statusbok.show.tables import table
from statusbok.show.text import say


def workplace_industries(name: str, changes: pd.DataFrame) -> list[Component]:
    """Jobs by industry at the workplace in two years (`industry_change`)."""
    if changes.empty:
        return []
    data = words.named(changes)
    texts = text.workplace_texts(name, data)
    first, last = str(int(data["from_year"].iloc[0])), str(int(data["to_year"].iloc[0]))
    chart = charts.dumbbell(
        data, "industry", "from_pct", "to_pct", x_label=text.AXES["workplace"], start_label=first, end_label=last
    )
    shown = data.drop(columns=["from_year", "to_year"])
    return [
        say(text.largest_workplace(name, data)),
        figure(
            chart,
            name="sysselsetting-naeringer-arbeidssted",
            source=source("employed_by_industry"),
            data=shown,
            **texts,
        ),
    ]


def around(name: str, found: Labour) -> list[Component]:
    """Who the employed residents are, and the establishments that the jobs are in."""
    return [*age_and_sex(name, found.ages), *establishments(name, found.establishments)]


def age_and_sex(name: str, by_age: pd.DataFrame) -> list[Component]:
    """Employed men and women by age (`registers.age_and_sex`)."""
    if by_age.empty:
        return []
    data = by_age.drop(columns="year").assign(age_group=by_age["age_group"].map(text.age))
    chart = charts.dumbbell(
        data, "age_group", "men_persons", "women_persons", x_label=text.AXES["age"],
        start_label="Menn", end_label="Kvinner",
    )
    return [
        say(text.age_and_sex(name, by_age)),
        figure(
            chart, name="sysselsetting-alder", source=source("employed_by_age_sex"), data=data,
            **text.age_texts(name, by_age),
        ),
    ]


def status(name: str, shares: pd.DataFrame, target: Target | None) -> list[Component]:
    """Employment rate at ages 20-66 over time, with the plan's target as a line (`status_shares`)."""
    if shares.empty:
        return []
    line = None if target is None else (target.value, text.TARGET)
    chart = charts.lines(shares, "year", "employed_pct", y_label=text.AXES["status"], target=line)
    return [
        say(text.status(name, shares, target)),
        figure(
            chart,
            name="sysselsettingsgrad-20-66",
            source=source("labour_status_20_66"),
            data=shares,
            **text.status_texts(name, shares),
        ),
    ]


def establishments(name: str, by_size: pd.DataFrame) -> list[Component]:
    """Establishments by number of employees (`registers.establishments`)."""
    if by_size["establishments"].dropna().empty:
        return []
    shown = text.establishments_table(by_size)
    cited = source("establishments", calculated=False)
    return [
        say(text.establishments(name, by_size)),
        table(shown, name="sysselsetting-virksomheter", source=cited, **text.establishments_texts(name, by_size)),
    ]


def commuters(name: str, found: Commuters) -> list[Component]:
    """Commuters in total by year (`registers.commuters`)."""
    if found.by_year.empty:
        return []
    cited, texts = source("commuter_totals", calculated=False), text.commuters_texts(name, found.by_year)
    by_year = table(found.by_year, name="pendling-i-alt", source=cited, **texts)
    return [say(text.totals_beside(name, found.beside)), by_year]


def area(name: str, found: Area) -> list[Component]:
    """All land of the municipality and what has been built on it (`registers.area`)."""
    return [*land(name, found.land), *floor_area(name, found.floor_area)]


def land(name: str, by_class: pd.DataFrame) -> list[Component]:
    """The municipality's area by class (`land_by_class`)."""
    if by_class.empty:
        return []
    by_class = by_class.assign(land_use_class=by_class["land_use_class"].map(text.ranges))
    cited = source("land_use", calculated=False)
    return [say(text.land(name, by_class)), table(source=cited, **text.land_texts(name, by_class))]


def floor_area(name: str, by_type: pd.DataFrame) -> list[Component]:
    """New floor area by type of building (`new_floor_area`)."""
    if by_type.empty:
        return []
    by_type = by_type.assign(building_type=by_type["building_type"].map(text.ranges))
    chart = charts.bars(by_type, "building_type", "floor_area_m2", x_label=text.AXES["floor"])
    return [
        say(text.floor_area(name, by_type)),
        figure(chart, source=source("new_floor_area"), **text.floor_area_texts(name, by_type)),
    ]


def non_residents(county: str, by_year: pd.DataFrame) -> list[Component]:
    """Employees not registered as resident in the county, by year; a figure of its own, never with commuting."""
    if by_year.empty:
        return []
    if len(by_year) < text.FEWEST_IN_LINE:
        chart = charts.bars(by_year, "year", "employees_persons", x_label=text.AXES["employees"])
    else:
        chart = charts.lines(by_year, "year", "employees_persons", y_label=text.AXES["employees"])
    cited = source("non_resident_employees", calculated=False)
    texts = text.non_residents_texts(county, by_year)
    return [
        say(text.non_residents(county, by_year)),
        figure(chart, name="grensearbeid-ikke-bosatte", source=cited, data=by_year, **texts),
    ]


def swedish(found: Across) -> list[Component]:
    """The Swedish municipalities near the border in Statistics Sweden's registers (`registers.across`)."""
    labour, flows, parts = found.labour, found.flows, []
    if not labour.empty:
        shown, cited = labour.dropna(axis=1, how="all"), source(*found.tables, calculated=False)
        texts = text.swedish_texts(labour)
        parts = [say(text.swedish(labour)), table(shown, name="grensearbeid-sverige", source=cited, **texts)]
    if not flows.empty:
        cited = source("swedish_commuting", calculated=False)
        data = flows.drop(columns="year")
        parts.append(table(data, name="grensearbeid-sverige-pendling", source=cited, **text.swedish_flows_texts(flows)))
    return parts
