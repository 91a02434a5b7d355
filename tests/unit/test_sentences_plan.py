"""Every branch of the sentences of Planens tall etterprøvd, read as a reader does."""

import pandas as pd
import pytest

from statusbok.indicators import plan
from statusbok.show.nb import plan as nb
from statusbok.show.numbers import NBSP

OWN = "9901"
NAMES = {OWN: "Bygd", "9902": "Nabo"}


def plain(text):
    return text.replace(NBSP, " ")


def figure(
    figure_id, value, check="", period="2020", precision="exact", unit="persons", area=OWN, basis=None
):
    return {
        "id": figure_id,
        "municipality_code": OWN,
        "kind": "figure",
        "label": "Størrelsen",
        "area_code": area,
        "value": float(value),
        "unit": unit,
        "period": period,
        "precision": precision,
        "basis": basis,
        "check": check or None,
        "check_year": int(period[-4:]) if period[-4:].isdigit() else None,
    }


def measured(**checks):
    rows = [
        (check, OWN, year, float(value))
        for check, by_year in checks.items()
        for year, value in by_year.items()
    ]
    return pd.DataFrame(rows, columns=["check", "area_code", "year", "value"])


def compared(*rows, **checks):
    return plan.compare(pd.DataFrame(list(rows)), measured(**checks))


def only(row, **checks):
    return next(compared(row, **checks).itertuples())


def test_the_chapter_falls_away_with_a_sentence_and_the_way_to_add_a_plan():
    assert (
        nb.no_plan("Bygd")
        == "Grunnlaget har ingen plan for Bygd i denne utgaven, og kapitlet faller derfor bort."
    )
    assert "data/tables/plan_figures.csv" in nb.how_to_add()
    assert nb.no_plan_here()
    assert (
        "Bygd kommune"
        in nb.not_known("Bygd", plan.compare(pd.DataFrame(columns=list(figure("a", 1))), measured()))[0]
    )


def test_the_rule_gives_the_tolerance_of_the_indicator():
    assert plain(nb.rule()).count(f"høyst {plan.TOLERANCE * 100:.0f} prosent") == 2


def test_the_counts_add_up():
    table = compared(
        figure("plan-pop-2020", 5, "population"),
        figure("plan-pop-2021", 6, "population", "2021"),
        figure("plan-pop-2022", 7, "population", "2022", "about"),
        figure("plan-pop-2030", 8, "population", "2030"),
        figure("plan-private-firms", 9),
        population={2020: 5, 2021: 5, 2022: 7},
    )
    assert nb.count(table) == (
        "Av planens 5 tall kunne 3 etterprøves: 1 var like, 1 lå innenfor planens forbehold og 1 avvek."
    )
    assert nb.unchecked(table) == (
        "I alt 2 tall kunne ikke etterprøves, 1 fordi grunnlaget ikke har noe slikt tall og 1 fordi "
        "grunnlaget ikke har tall for året."
    )
    assert nb.against_plan(table) == ""
    alt = nb.tally_alt(plan.tally(table))
    assert "Befolkning: 1 like, 1 innenfor, 1 avvik og 1 ikke etterprøvd" in alt
    assert set(nb.tally_table(plan.tally(table))["status"]) == set(nb.STATUS.values())


def test_everything_could_be_checked():
    assert nb.unchecked(compared(figure("plan-pop-2020", 5, "population"), population={2020: 5})) == (
        "Alle tallene i planen kunne etterprøves."
    )


def test_figures_checked_against_the_plan_itself_are_told_apart():
    table = compared(
        figure("plan-jobs-private-2020", 3),
        figure("plan-jobs-public-2020", 2),
        figure("plan-jobs-total-2020", 5),
    )
    assert "kunne 1 etterprøves, 0 mot offentlig statistikk og 1 mot andre tall i planen: 1 var" in nb.count(
        table
    )
    assert nb.against_plan(table).startswith("Å kontrollere mot andre tall i planen")


def jobs(**register):
    years = {"2019": 9, "2020": 10}
    rows = [figure(f"plan-jobs-total-{year}", value, "jobs_workplace", year) for year, value in years.items()]
    return nb.jobs(
        "Bygd", compared(*rows, jobs_workplace={int(key[1:]): value for key, value in register.items()})
    )


def test_jobs_the_same_some_the_same_none_the_same_and_not_checked(by_hand):
    assert (
        jobs(y2019=9, y2020=10)
        == "Planens tall for arbeidsplasser i Bygd var de samme som SSBs i 2019 og 2020."
    )
    revised = ", men før 2020 har grunnlaget bare SSBs først publiserte tall."
    assert jobs(y2019=7, y2020=10).endswith(f"de samme som SSBs i 2020; forskjellen var 2 i 2019{revised}")
    assert jobs(y2019=7, y2020=11).endswith(f"forskjellen var 2 i 2019 og 1 i 2020{revised}")
    assert jobs(y2019=9, y2020=11).endswith("de samme som SSBs i 2019; forskjellen var 1 i 2020.")
    assert jobs() == "Planen har ingen tall for arbeidsplasser i Bygd som grunnlaget kan etterprøve."


def rate(first, second):
    rows = [
        figure("plan-emprate-1574-2020", 50, "employment_rate_15_74", unit="percent"),
        figure("plan-emprate-1574-2021", 50, "employment_rate_15_74", "2021", unit="percent"),
        figure("plan-emprate-1574-no-2020", 1, "employment_rate_15_74", unit="percent", area="0"),
    ]
    values = {} if first is None else {2020: first, 2021: second}
    return plain(nb.rate(compared(*rows, employment_rate_15_74=values)))


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (50, 50, "Planens sysselsettingsgrad var den samme som graden etter SSBs tall i 2020–2021."),
        (
            51,
            52,
            "Planens sysselsettingsgrad var 1,0–2,0 prosentpoeng lavere enn graden etter SSBs tall i "
            "2020–2021.",
        ),
        (
            51,
            51,
            "Planens sysselsettingsgrad var 1,0 prosentpoeng lavere enn graden etter SSBs tall i 2020–2021.",
        ),
        (
            47,
            49,
            "Planens sysselsettingsgrad var 1,0–3,0 prosentpoeng høyere enn graden etter SSBs tall i "
            "2020–2021.",
        ),
        (
            49,
            52,
            "Planens sysselsettingsgrad avvek fra graden etter SSBs tall i 2020–2021, fra −1,0 til +2,0 "
            "prosentpoeng.",
        ),
        (None, None, "Planens sysselsettingsgrad kunne ikke etterprøves."),
    ],
)
def test_employment_rate(first, second, text):
    assert rate(first, second) == text


def growth(value, **population):
    row = figure("plan-pop-growth-10y", value, "population_growth", "2015–2025")
    return plain(
        nb.growth(compared(row, population={int(key[1:]): number for key, number in population.items()}))
    )


def test_growth_of_the_population():
    assert growth(70, y2015=100, y2016=130, y2025=200) == (
        "Planens befolkningsvekst på 70 er veksten fra 2016 til 2025; fra 2015 til 2025 var den 100."
    )
    assert (
        growth(71, y2015=100, y2025=200) == "Planens befolkningsvekst avvek fra SSBs folketall i 1 av 1 tall."
    )
    assert growth(100, y2015=100, y2025=200) == "Planens befolkningsvekst stemte med SSBs folketall."
    assert growth(100, y2025=200) == "Planens befolkningsvekst kunne ikke etterprøves fullt ut."
    assert nb.growth(compared(figure("plan-pop-2020", 5))) == "Planen oppgir ingen befolkningsvekst."


def bases(**values):
    rate_pct = values.pop("rate", None)
    table = pd.DataFrame(values.items(), columns=["basis", "employed_persons"]).assign(year=2024)
    implied = 100 * table["employed_persons"] / rate_pct if rate_pct else float("nan")
    return table.assign(implied_population_persons=implied)


ALL = bases(plan_employed=14393, register_residents=14295, commuting=14295, plan_jobs=12995, rate=59.3)
POPULATION = pd.Series({2021: 23503.0, 2022: 23652.0})


def test_three_numbers_for_the_same_year():
    assert plain(nb.bases("Bygd", ALL)) == (
        "For 2024 oppga planen både 14 393 «ansatte» og 12 995 arbeidsplasser i Bygd; SSB hadde 14 295 "
        "sysselsatte bosatt i kommunen."
    )
    assert plain(nb.bases("Bygd", ALL.iloc[:2])) == (
        "For 2024 oppga planen 14 393 «ansatte»; SSB hadde 14 295 sysselsatte bosatt i Bygd."
    )
    assert (
        nb.bases("Bygd", ALL.head(0))
        == "Planen og grunnlaget har ingen felles tall for sysselsatte bosatt i Bygd."
    )


def test_what_the_numbers_mean():
    commuting, implied = map(plain, nb.bases_meaning("Bygd", ALL, POPULATION))
    assert commuting.endswith("gir 14 295 sysselsatte bosatt i Bygd, det samme som SSBs tall på bosatte.")
    assert (
        "24 272 for «ansatte» i planen, 24 106 for sysselsatte bosatt i Bygd (SSB, tabell 07984) og 21 914"
        in implied
    )
    assert "SSB hadde 23 652 bosatte i denne alderen i 2022." in implied
    assert implied.endswith("Lengst fra dette ligger tallet for arbeidsplasser i Bygd i planen.")


def test_what_the_numbers_mean_when_commuting_does_not_fit_and_parts_are_missing():
    off = ALL.assign(employed_persons=[14393, 14295, 14290, 12995])
    assert "5 fra SSBs tall på bosatte" in plain(nb.bases_meaning("Bygd", off, POPULATION)[0])
    no_rate = bases(plan_employed=10, register_residents=9)
    assert nb.bases_meaning("Bygd", no_rate, POPULATION) == []
    assert nb.bases_meaning("Bygd", ALL.head(0), POPULATION) == []
    assert len(nb.bases_meaning("Bygd", ALL, POPULATION.head(0))) == 1


def test_table_of_the_three_numbers():
    table = nb.bases_table(ALL, "Bygd")
    assert list(table["basis"])[1] == "Sysselsatte bosatt i Bygd (SSB, tabell 07984)"
    assert "implied_population_persons" not in nb.bases_table(bases(plan_employed=10), "Bygd")
    assert "2024" in nb.bases_title(ALL) and nb.bases_title(ALL.head(0))


def splits(private, public):
    table = pd.DataFrame({"part": ["private", "public", "total"], "year": 2024})
    return table.assign(change_persons=[private, public, private + public])


NO_SECTORS = pd.DataFrame(columns=["employed_persons", "stated_pct"])


@pytest.mark.parametrize(
    ("private", "public", "part"),
    [
        (
            431,
            967,
            "1 398 flere «ansatte» enn den andre har arbeidsplasser; i offentlig sektor er forskjellen 967.",
        ),
        (-5, -1, "6 færre «ansatte»"),
        (0, 0, "De to tabellene har de samme tallene."),
        (3, -3, "Summen er den samme, men ikke delingen"),
    ],
)
def test_two_splits(private, public, part):
    (text,) = nb.sums(splits(private, public), NO_SECTORS, ALL)
    assert part in plain(text) and text.startswith("Planen deler arbeidslivet i 2024")


def test_sum_of_the_sectors():
    sectors = pd.DataFrame({"employed_persons": [14000.0, 393.0], "stated_pct": [97.0, 3.0]})
    assert plain(nb.sums(splits(0, 0).head(0), sectors, ALL)[0]) == (
        "Tallene i næringstabellen summerer seg til 14 393, det samme tallet som planen ellers oppgir for "
        "«ansatte». Prosentene summerer seg til 100."
    )
    other = sectors.assign(employed_persons=[1.0, 2.0], stated_pct=float("nan"))
    assert nb.sums(splits(0, 0).head(0), other, ALL) == ["Tallene i næringstabellen summerer seg til 3."]
    assert nb.sums(splits(0, 0).head(0), NO_SECTORS, ALL) == []


CASES = [
    (figure("plan-pop-2020", 5, "population"), {"population": {2020: 5}}, "Samme tall."),
    (
        figure("plan-pop-q", 5, "population", "2. kvartal 2020"),
        {"population": {2020: 5}},
        "Planen skriver 2. kvartal 2020; tallet er folketallet 1. januar 2020.",
    ),
    (
        figure("plan-pop-2020", 5, "population", precision="about", basis="«ca. 5»"),
        {"population": {2020: 5.1}},
        "Oppgitt som «ca. 5». Nær nok etter regelen.",
    ),
    (figure("plan-pop-2020", 5, "population"), {"population": {2020: 6}}, "Grunnlaget viser mer enn planen."),
    (
        figure("plan-pop-2020", 5, "population"),
        {"population": {2020: 4}},
        "Grunnlaget viser mindre enn planen.",
    ),
    (
        figure("plan-pop-growth", 70, "population_growth", "2015–2025"),
        {"population": {2015: 100, 2016: 130, 2025: 200}},
        "Planens tall er veksten fra 2016, altså ni år.",
    ),
    (
        figure("plan-jobs-total-2019", 5, "jobs_workplace", "2019"),
        {"jobs_workplace": {2019: 4}},
        "Grunnlaget har det først publiserte tallet; SSB har senere revidert det.",
    ),
    (
        figure("plan-jobs-total-2020", 5, "jobs_workplace"),
        {"jobs_workplace": {2020: 4}},
        "Grunnlaget viser mindre enn planen.",
    ),
    (
        figure("plan-employed-2020", 5, "employed_residents"),
        {"employed_residents": {2020: 4}},
        "Planen sier ikke hvem «ansatte» omfatter.",
    ),
    (
        figure("plan-emprate-1574-2020", 5, "employment_rate_15_74", unit="percent"),
        {"employment_rate_15_74": {2020: 6}},
        "Planen oppgir ikke kilde for andelen.",
    ),
    (
        figure("plan-netcommute-15y", 9, "net_out_commuting", "2009–2024", "at_least", basis="«drøyt 9»"),
        {"net_out_commuting": {2017: 9, 2018: 9.5}},
        "Oppgitt som «drøyt 9». Gjennomsnitt av årene i grunnlaget, 2017–2018.",
    ),
    (
        figure("plan-unemployment-level", 3, "unemployment_rate", "lang periode", "about", unit="percent"),
        {"unemployment_rate": {2022: 2.9}},
        "Gjennomsnitt av månedene i grunnlaget, 2022.",
    ),
    (
        figure("plan-emprate-1574-2024", 5, "employment_rate_15_74", "2024", unit="percent"),
        {"employment_rate_15_74": {2022: 60.14}},
        "Grunnlaget slutter i 2022 (60,1 %).",
    ),
    (
        figure("plan-incommute-2024", 5, "in_commuters", "2024"),
        {"in_commuters": {2022: 3082}},
        "Grunnlaget slutter i 2022 (3 082).",
    ),
    (
        figure("plan-jobs-growth-10y", 5, "jobs_growth", "2015–2025", unit="jobs"),
        {"jobs_workplace": {2022: 5}},
        "Grunnlaget har ikke begge årene; det slutter i 2022.",
    ),
    (figure("plan-jobs-share", 5), {}, "Grunnlaget skiller ikke mellom privat og offentlig."),
    (figure("plan-private-firms", 5, unit="firms"), {}, "Grunnlaget har ikke tall for bedrifter."),
    (figure("plan-basis-growth", 5), {}, "Grunnlaget har ikke tall etter denne inndelingen."),
    (figure("plan-pop-2020", 5), {}, "Grunnlaget har ikke noe slikt tall."),
]


@pytest.mark.parametrize(("row", "checks", "text"), CASES)
def test_why_a_figure_came_out_as_it_did(by_hand, row, checks, text):
    assert plain(nb.why(only(row, **checks))) == text


def test_why_a_sum_goes_up_or_not():
    parts = [figure("plan-jobs-private-2020", 3), figure("plan-jobs-public-2020", 2)]
    table = compared(*parts, figure("plan-jobs-total-2020", 5)).set_index("id", drop=False)
    assert nb.why(table.loc["plan-jobs-total-2020"]) == "Går opp med andre tall i planen."
    table = compared(*parts, figure("plan-jobs-total-2020", 6)).set_index("id", drop=False)
    assert nb.why(table.loc["plan-jobs-total-2020"]) == "Går ikke opp med andre tall i planen."


def test_theme_table_has_words_and_shapes_and_names_other_areas():
    table = compared(
        figure("plan-emprate-1574-2020", 50, "employment_rate_15_74", unit="percent"),
        figure("plan-emprate-1574-no-2020", 60, "employment_rate_15_74", unit="percent", area="0"),
        figure("plan-emprate-1574-nabo-2020", 60, "employment_rate_15_74", unit="percent", area="9902"),
        employment_rate_15_74={2020: 50.04},
    )
    shown = nb.theme_table(table, "rate", NAMES)
    assert list(shown["figure"]) == [
        "Størrelsen, 2020 (prosent)",
        "Størrelsen, Norge, 2020 (prosent)",
        "Størrelsen, Nabo, 2020 (prosent)",
    ]
    assert list(shown["status"])[0] == "● Likt" and list(shown["computed"])[0] == 50.0
    assert nb.theme_sources(table, "rate") == ["plan_figures", "municipality_totals"]
    assert nb.theme_note(table, "rate").endswith("(SSB, tabell 11618).")
    assert nb.theme_title("rate").startswith("Sysselsettingsgrad")


def test_private_and_public_jobs_are_left_to_their_own_table():
    table = compared(
        figure("plan-jobs-private-2020", 3),
        figure("plan-jobs-public-2020", 2),
        figure("plan-jobs-total-2020", 5),
    )
    assert len(nb.theme_table(table, "jobs", NAMES)) == 1
    assert nb.theme_note(table, "jobs") == (
        "Kontrolltallene er regnet ut av andre tall i planen. Private og offentlige arbeidsplasser står "
        "bare i "
        "tabellen år for år."
    )
    both = compared(
        figure("plan-jobs-private-2021", 3),
        figure("plan-jobs-public-2021", 2),
        figure("plan-jobs-total-2021", 5, "jobs_workplace", "2021"),
        figure("plan-jobs-total-2020", 5, "jobs_workplace"),
        jobs_workplace={2020: 5},
    )
    assert "(SSB, tabell 11618), eller regnet ut av andre tall i planen der" in nb.theme_note(both, "jobs")
    assert nb.theme_table(table, "rate", NAMES).empty


def test_every_status_and_theme_has_words():
    assert set(nb.STATUS) == set(plan.STATUSES)
    assert set(nb.THEMES) == {*plan.THEMES.values(), "trades"}


def test_what_is_not_known_follows_the_outcome():
    few = nb.not_known("Bygd", compared(figure("plan-pop-2020", 5, "population"), population={2020: 5}))
    many = nb.not_known(
        "Bygd",
        compared(
            figure("plan-pop-2030", 5, "population", "2030"),
            figure("plan-basis-growth", 1),
            population={2020: 5},
        ),
    )
    assert len(few) == 2 and len(many) == 4
