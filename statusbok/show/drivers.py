"""The figures of the chapter on what lies behind the growth: lists, empty without figures."""

from collections.abc import Mapping

import pandas as pd

from statusbok.indicators.drivers import Growth, PlanKinds, Workplaces
from statusbok.indicators.peers import Group
from statusbok.show import charts
from statusbok.show.component import Component
from statusbok.show.figures import figure
from statusbok.show.nb import drivers as text
from statusbok.show.provenance import source
from statusbok.show.tables import table
from statusbok.show.text import say


def growth(name: str, code: str, county: str, found: Growth | None, names: Mapping[str, str]) -> list[Component]:
    """Growth of one basis in three parts: for each municipality, and for each base year (`drivers.growth`)."""
    if found is None:
        return []
    said = [text.change(found.basis, name, found, county), text.parts(name, found, code, county)]
    if found.by_municipality.empty:
        return [say(*said)]
    data, slug = text.parts_table(found, names), text.SLUG[found.basis]
    cited, texts = source("employed_by_industry"), text.parts_texts(found, data, county)
    chart = charts.diverging(
        data, "name", text.parts_labels(found, county), "change_pct", x_label=text.parts_axis(found),
        total_label=text.CHANGE, highlight=name,
    )
    by_base = found.by_base_year.drop(columns=["from_persons", "change_pct", "reference_pct", "mix_pct"])
    parts = [say(*said), figure(chart, name=f"drivkrefter-delt-{slug}", source=cited, data=data, **texts)]
    if not text.steady(found):
        return parts
    base_years = table(
        by_base, name=f"drivkrefter-basisaar-{slug}", source=cited, **text.base_year_texts(name, found, county)
    )
    return [*parts, say(text.steady(found)), base_years]


def industries(name: str, found: Growth | None) -> list[Component]:
    """What each industry added to the growth of one basis (`drivers.contributions`)."""
    if found is None:
        return []
    data = text.industries_table(found)
    chart = charts.bars(data, "industry", "change_persons", x_label=text.AXES["change"])
    texts = text.industries_texts(name, found, data)
    cited, slug = source("employed_by_industry"), f"drivkrefter-naeringer-{text.SLUG[found.basis]}"
    return [say(text.contributions(name, found)), figure(chart, name=slug, source=cited, data=data, **texts)]


def kinds(name: str, jobs: Growth | None, plan: PlanKinds | None) -> list[Component]:
    """Telemarksforsking's kinds: as far as the published groups go (`drivers.kinds`), and as the plan gives them."""
    parts = []
    if jobs is not None and not jobs.kinds.empty:
        cited, texts = source("employed_by_industry"), text.kinds_texts(name, jobs)
        parts.append(say(text.kinds(name, jobs)))
        parts.append(table(text.kinds_table(jobs.kinds), name="drivkrefter-typer", source=cited, **texts))
    if plan is not None:
        data = plan.table.assign(kind=plan.table["kind"].map(text.KIND_LABELS))
        cited = source("plan_figures", calculated=False)
        parts.append(say(*text.plan_kinds(plan)))
        parts.append(table(data, name="drivkrefter-typer-i-planen", source=cited, **text.plan_kinds_texts(plan)))
    return parts


def workplaces(name: str, found: Workplaces | None, names: Mapping[str, str]) -> list[Component]:
    """Change in employed residents by place of work (`drivers.workplaces`)."""
    said = say(text.workplaces(name, found), text.workplace_most(found, names))
    if found is None:
        return [said]
    data = text.workplaces_table(found, name, names)
    chart = charts.bars(data, "work", "change_persons", x_label=text.AXES["change"], highlight=name)
    cited, texts = source("commuting_flows", "municipality_totals"), text.workplaces_texts(name, found, data)
    return [said, figure(chart, name="drivkrefter-arbeidssted", source=cited, data=data, **texts)]


def peers(name: str, found: Group | None, names: Mapping[str, str]) -> list[Component]:
    """The rule of the comparison group, who is in it, and how near each municipality is (`peers.group`)."""
    parts = [say(*text.rule(found, name))]
    if found is None:
        return parts
    texts = text.candidates_texts(name, found)
    centrality = ["municipality_centrality"] if found.centrality_class else []
    cited = source("employed_by_industry", "population", *centrality)
    candidates = text.candidates_table(found, names)
    chosen = table(candidates, name="drivkrefter-sammenligningsgruppe", source=cited, **texts)
    return [*parts, say(text.members(found, name, names)), chosen]


def standing(name: str, county: str, development: pd.DataFrame, standings: pd.DataFrame) -> list[Component]:
    """Own development and position (`peers.development`, `peers.standings`)."""
    parts = []
    if not development.empty:
        texts = text.development_texts(name, development)
        label = texts["labels"]["employed_index"]
        chart = charts.lines(development, "year", "employed_index", "area", y_label=label, highlight=name)
        cited = source("employed_by_industry")
        parts.append(figure(chart, name="drivkrefter-utvikling", source=cited, data=development, **texts))
    parts += [say(sentence) for sentence in text.standings(name, standings)]
    if not standings.empty:
        cited = source("employed_by_industry", "municipality_totals", "commuting_flows")
        data = text.standings_table(standings)
        texts = text.standings_texts(name, county, data)
        parts.append(table(data, name="drivkrefter-plassering", source=cited, **texts))
    return parts
