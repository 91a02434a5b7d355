"""The figures of the chapter on employment: each has its numbers, and none is drawn without any."""

import pandas as pd

from statusbok.indicators import employment
from statusbok.indicators.population import development
from statusbok.show import employment as figures


def html(component) -> str:
    return component._repr_html_().replace("\u00a0", " ")


def test_figures_that_the_record_may_lack_are_left_out():
    groups = pd.DataFrame(columns=["year", "industry_code", "employed_residents_persons", "share_pct"])
    assert figures.industries("Moss", employment.industry_change(groups)) == []
    assert figures.sectors("Moss", pd.DataFrame(columns=["year", "sector", "jobs_persons"])) == []
    months = pd.DataFrame(columns=["month", "area", "unemployed_persons", "unemployment_rate_pct"])
    assert figures.unemployment("Moss", months) == []
    points = pd.DataFrame(
        [("2020-03", "3101", "Halden", 1476, float("nan"), "Helt ledige")],
        columns=[
            "date",
            "area_code",
            "area_name",
            "unemployed_persons",
            "unemployment_rate_pct",
            "definition",
        ],
    )
    assert figures.unemployment_points(points, ["3103"]) == []
    assert len(figures.unemployment_points(points, ["3101"])) == 1


def test_residents_and_development_without_numbers_are_left_out():
    none, jobs = pd.Series(dtype=float), pd.Series({2020: 100, 2021: 110})
    assert figures.residents("Bergen", none) == []
    assert figures.development("Bergen", none, none, "municipality_totals") == []
    said = html(figures.development("Bergen", none, jobs, "municipality_totals")[0])
    assert "Arbeidsplasser i Bergen, 4. kvartal 2020–2021" in said
    assert "tabell 11618" in said and "tabell 07984" not in said


def test_bases_are_drawn_from_one_table():
    by_year = pd.DataFrame(
        {
            "year": [2021, 2022],
            "employed_residents_persons": [14191, 14226],
            "employed_workplace_persons": [13124, 13122],
        }
    )
    said = html(figures.bases("Halden", by_year))
    assert 'id="sysselsetting-to-tall"' in said
    assert "tabell 11618" in said
    assert "Arbeidsplasser i kommunen" in said
    assert "13 122" in said


def test_industries_name_their_years():
    change = pd.DataFrame(
        {
            "industry_code": ["10-33", "other"],
            "from_year": 2015,
            "to_year": 2025,
            "from_persons": [2295, 5904],
            "to_persons": [2285, 6142],
            "change_persons": [-10, 238],
            "from_pct": [17.1, 43.9],
            "to_pct": [16.0, 43.1],
        }
    )
    said = html(figures.industries("Halden", change)[0])
    assert "Andel 2015" in said
    assert "Andel 2025" in said
    assert "from_year" not in said


def test_population_without_groups_of_age_has_no_source_for_them():
    everybody, adults = pd.Series({2020: 31373, 2021: 31387}), pd.Series({2020: 23594})
    said = html(figures.population("Halden", development(everybody, adults, pd.Series(dtype=float))))
    assert "15–74 år" in said
    assert "19–66 år" not in said
