"""Every branch of the sentences of Grensearbeid, read as a reader does."""

import pandas as pd
import pytest

from statusbok.indicators.border import Bound, Coverage, RateChange
from statusbok.show.nb import border as nb
from statusbok.show.numbers import NBSP


def plain(text):
    return text.replace(NBSP, " ")


def rows(*records):
    columns = ["year", "measure", "value", "unit", "precision", "source", "definition", "remark"]
    return pd.DataFrame(records, columns=columns).astype({"year": "Int64"})


@pytest.mark.parametrize(
    ("value", "unit", "precision", "text"),
    [
        (13433, "persons", "exact", "13 433"),
        (28000, "persons", "rounded", "om lag 28 000"),
        (100, "persons", "about", "om lag 100"),
        (790, "persons", "over", "over 790"),
        (22700, "persons", "under", "nesten 22 700"),
        (6, "percent", "over", "over 6 prosent"),
        (15, "percentage_points", "exact", "15 prosentpoeng"),
    ],
)
def test_a_figure_keeps_the_reservation_of_its_source(value, unit, precision, text):
    assert plain(nb.amount(value, unit, precision)) == text


def test_definitions_are_named_and_a_second_one_is_told_apart():
    assert nb.definition_title("press", "to_norway") == "Tall gjengitt i pressen: fra Sverige til Norge"
    assert nb.definition_title("ssb_nonresident", "to_norway").endswith("til Norge, ikke bare fra Sverige")
    assert nb.definition_title("statnord_2", "to_sweden") == (
        "Annen definisjon fra samme kilde (SCB og StatNord): fra Norge til Sverige"
    )
    assert nb.slug("statnord_2", "to_norway") == "grensearbeid-to-norway-statnord-2"
    assert nb.definition_note(pd.DataFrame({"definition": ["A.", "A."]})) == "Hva tallene teller: A."


def test_figures_come_newest_first_with_their_remarks():
    table = nb.figures_table(
        rows(
            (2007, "Gammelt", 5, "persons", "exact", "NRK", "", None),
            (2015, "Nytt", 6, "persons", "over", "SSB", "", "Antatt."),
            (None, "Uten år", 7, "persons", "about", "Avis", "", None),
        )
    )
    assert list(table["measure"]) == ["Nytt. Antatt.", "Gammelt", "Uten år"]
    assert list(table["figure"]) == ["over 6", "5", "om lag 7"]
    assert table["year"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("count", "part"),
    [
        (0, "ingen tall for pendling fra Norge til Sverige i denne utgaven"),
        (1, "etter én definisjon."),
        (6, "etter seks definisjoner. De teller ulike personer og kan ikke settes sammen"),
        (20, "etter 20 definisjoner"),
    ],
)
def test_definitions_stay_apart(count, part):
    assert part in nb.apart(count, "to_sweden")


def test_nordic_figures():
    assert nb.nordic(0) == "Alle tallene i denne utgaven gjelder bare Norge og Sverige."
    assert "ikke bare Norge og Sverige" in nb.nordic(2)


def test_local_figures_none_one_and_two():
    assert nb.local("Bygd", rows()).startswith("Ingen av kildene gir tall for Bygd alene")
    one = rows((2007, "Pendlere fra Sverige til Bygd", 30, "persons", "exact", "NRK", "", None))
    assert (
        nb.local("Bygd", one)
        == "For Bygd har kildene ett tall: 30 i 2007 (pendlere fra Sverige til Bygd; NRK)."
    )
    two = rows(
        (2007, "A", 30, "persons", "exact", "NRK", "", None),
        (None, "B", 9, "persons", "about", "Avis", "", None),
    )
    assert (
        nb.local("Bygd", two)
        == "For Bygd har kildene to tall: 30 i 2007 (a; NRK) og om lag 9, uten årstall (b; Avis)."
    )


ORIGINS = pd.DataFrame(
    {
        "year": [2023, 2023, 2023],
        "residence": ["By A", "By B", "Län C"],
        "share_pct": [6.0, 5.0, 27.0],
        "precision": ["over", "about", "rounded"],
        "county": [False, False, True],
    }
)
TOWNS, COUNTIES = ORIGINS[~ORIGINS["county"]], ORIGINS[ORIGINS["county"]]


def test_origins():
    assert plain(nb.origins(TOWNS)) == (
        "I 4. kvartal 2023 bodde flest av pendlerne med svensk bakgrunn i By A: over 6 prosent av dem."
    )
    tie = TOWNS.assign(share_pct=5.0, precision="about")
    assert plain(nb.origins(tie)).endswith("i By A og By B: om lag 5 prosent av dem hvert sted.")
    assert nb.origins(TOWNS.head(0)) == "Denne utgaven har ingen tall for hvor i Sverige pendlerne bodde."


def test_origins_by_county_rest_and_alt():
    assert (
        plain(nb.origin_counties(COUNTIES))
        == "Regnet etter svenske län bodde om lag 27 prosent i Län C i 2023."
    )
    assert nb.origin_counties(COUNTIES.head(0)) == ""
    assert plain(nb.origins_rest(TOWNS)).startswith(
        "Til sammen bodde om lag 11 prosent av pendlerne i de to kommunene"
    )
    assert plain(nb.origins_alt(TOWNS)).endswith("By A over 6 prosent og By B om lag 5 prosent.")
    assert plain(nb.origins_title(TOWNS)).endswith("4. kvartal 2023")


def test_origins_as_bars_and_table_say_over_and_about():
    bars = nb.origins_bars(TOWNS)
    assert list(bars["place"]) == ["By A (over)", "By B (om lag)"] and list(bars["share"]) == [6, 5]
    assert list(nb.origins_bars(TOWNS.assign(precision="exact"))["place"]) == ["By A", "By B"]
    table = nb.origins_table(ORIGINS)
    assert list(table["kind"]) == ["Kommune", "Kommune", "Län"]
    assert [plain(text) for text in table["stated"]] == [
        "over 6 prosent",
        "om lag 5 prosent",
        "om lag 27 prosent",
    ]


COUNT = pd.Series({"year": 2003, "value": 1153.0, "unit": "persons", "precision": "exact"})


def covered(bound=Bound(4.87, True), count=COUNT):
    return Coverage(2022, 60.147, bound, count)


def test_coverage_says_what_the_rate_leaves_out():
    assert plain(nb.coverage("Bygd", covered())) == (
        "I 4. kvartal 2022 var 60,1 prosent av de bosatte i Bygd i alderen 15–74 år registrert som "
        "sysselsatte; de som bare arbeidet i Sverige, er ikke med."
    )


def test_bound_is_an_upper_bound_and_not_an_estimate():
    assert plain(nb.bound("Bygd", covered())) == (
        "Om alle de 1 153 bosatte i Norge som arbeidet i Sverige i 2003, hadde bodd i Bygd, ville andelen "
        "sysselsatte i 2022 vært høyst 4,9 prosentpoeng høyere."
    )
    limits = plain(nb.bound_limits(covered()))
    assert limits.startswith("Dette er en øvre grense og ikke et anslag: de 1 153 bodde i hele Norge")
    assert "fra 2003" in limits and "nyere telling kan gi et høyere tall" in limits


def test_bound_that_says_nothing_and_bound_without_a_count():
    empty = covered(Bound(33.8, False))
    assert plain(nb.bound("Bygd", empty)).startswith(
        "Landstallet setter ingen grense for Bygd: de 1 153 bosatte"
    )
    assert "33,8" not in nb.bound("Bygd", empty)
    missing = covered(None, None)
    assert "i alderen 20–66 år uten" in nb.bound("Bygd", empty, "20–66")
    assert "ingen landstall" in nb.bound("Bygd", missing)
    for found in (empty, missing):
        assert (
            nb.bound_limits(found)
            == "Tallet for 2022 kan derfor være for lavt, men grunnlaget viser ikke hvor mye."
        )


WEAKER = RateChange(2020, 2019, 100.0, 80.0, -20.0, 25.0)
STRONGER = RateChange(2020, 2019, 80.0, 100.0, 25.0, -20.0)
SAME = RateChange(2020, 2019, 100.01, 100.0, -0.01, 0.01)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (
            WEAKER,
            "100,00 norske kroner, mot 80,00 i 2019. Den norske kronen var altså svakere mot den svenske",
        ),
        (
            STRONGER,
            "80,00 norske kroner, mot 100,00 i 2019. Den norske kronen var altså sterkere mot den svenske",
        ),
        (SAME, "Kursen var så godt som uendret."),
        (None, "ikke to hele år med valutakurser å sammenligne"),
    ],
)
def test_exchange_rate(change, part):
    assert part in plain(nb.exchange(change))


def test_a_weaker_krone_is_worth_less_in_sweden_and_a_swedish_wage_more_in_norway():
    text = plain(nb.exchange_wage(WEAKER))
    assert (
        "lønn i norske kroner, var den samme lønnen i 2020 verdt 20,0 prosent mindre i svenske kroner enn i "
        "2019" in text
    )
    assert "lønn i svenske kroner, var den verdt 25,0 prosent mer i norske kroner" in text
    assert text.endswith("Det sier ikke om flere eller færre pendlet.")


def test_a_stronger_krone_is_the_other_way_round():
    text = plain(nb.exchange_wage(STRONGER))
    assert "25,0 prosent mer i svenske kroner" in text and "20,0 prosent mindre i norske kroner" in text


def test_a_wage_without_change_or_without_two_years():
    assert "omtrent like mye" in nb.exchange_wage(SAME)
    assert nb.exchange_wage(None).startswith("Uten to hele år")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (WEAKER, "20,0 prosent mindre"),
        (STRONGER, "25,0 prosent mer"),
        (SAME, "omtrent like mye"),
        (None, "ikke to hele år"),
    ],
)
def test_exchange_finding(change, part):
    assert part in plain(nb.exchange_finding(change))


@pytest.mark.parametrize(
    ("rate", "part"),
    [
        (110.0, "var svakere enn i oktober 2025 (100,00)"),
        (90.0, "var sterkere enn i"),
        (100.0, "var omtrent like sterk som i"),
    ],
)
def test_exchange_month(rate, part):
    text = plain(nb.exchange_month(RateChange("2026-10", "2025-10", rate, 100.0, 0.0, 0.0)))
    assert part in text and text.startswith("Siste måned i denne utgaven er oktober 2026")
    assert nb.exchange_month(None) == ""


def test_exchange_extremes_title_and_alt():
    low = pd.Series({"year": 2002.0, "nok_per_100_sek": 81.97})
    high = pd.Series({"year": 2025.0, "nok_per_100_sek": 105.9})
    assert plain(nb.exchange_extremes(low, high, 1999, 2025)) == (
        "Av årene 1999–2025 var den norske kronen sterkest i 2002 (81,97 norske kroner for 100 svenske) og "
        "svakest i 2025 (105,90)."
    )
    months = pd.DataFrame({"month": ["2020-01", "2020-02", "2020-03"], "nok_per_100_sek": [95.0, 90.0, 99.0]})
    assert nb.exchange_title(months).endswith("januar 2020 til mars 2020")
    assert "Lavest var den i februar 2020 (90,00), høyest i mars 2020 (99,00)." in plain(
        nb.exchange_alt(months)
    )


def test_rates_table_has_the_ten_newest_years():
    rates = pd.DataFrame({"year": range(2020, 2000, -1), "wage_sek": 1.0, "wage_change_pct": 2.0})
    table = nb.rates_table(rates)
    assert len(table) == 10 and {"worth", "change_pct"} <= set(table)
    assert "2011–2020" in nb.rates_title(table)


def test_crossings_map_and_its_source():
    table = pd.DataFrame({"name": ["Brua", "Veien"], "distance_km": [7.4, 20.5]})
    assert plain(nb.crossings("Bygd", table)) == (
        "Fra administrasjonssenteret i Bygd er det om lag 7 kilometer i luftlinje til den nærmeste "
        "grenseovergangen på kartet, Brua."
    )
    assert plain(nb.crossings_alt("Bygd", table)).endswith("Brua 7 kilometer og Veien 21 kilometer.")
    assert "Bygd" in nb.map_title("Bygd") and "luftlinje" in nb.map_note()
    assert list(nb.crossings_table(table)) == ["crossing", "distance_km"]
    source = nb.map_source({"centres": {"attribution": "X"}, "stations": {"attribution": "Y"}})
    assert source == "Kilde: Administrasjonssenter: X. Jernbanestasjon: Y. Beregninger: Statusbok."


def test_what_is_not_known_names_the_municipality():
    assert nb.not_known("Bygd", False)[0].endswith("Ingen kilde i grunnlaget teller dem.")
    assert nb.not_known("Bygd", True)[0].endswith("Det som finnes i grunnlaget, er eldre enkelttall.")


def test_municipality_without_a_centre_on_the_map():
    nothing = pd.DataFrame(columns=["name", "distance_km"])
    assert "ikke regnet ut" in nb.crossings("Bygd", nothing)
    assert nb.crossings_alt("Bygd", nothing, "Innlandet") == (
        "Kart over Innlandet og de nærmeste kommunene i Sverige, med Bygd framhevet."
    )
    assert nb.map_note("Innlandet").endswith("resten av Innlandet.")
