"""Every branch of the sentences of the chapter on land for business, and the texts around its figures."""

import pandas as pd
import pytest

from statusbok.indicators import land
from statusbok.indicators.land import Development
from statusbok.show.component import checked
from statusbok.show.nb import land as text

NO_TRENDS = dict.fromkeys([*land.PROXIMITY, land.HOUSING_AREA])


def plain(said: str) -> str:
    """Non-breaking spaces as spaces, so that the sentences can be read here."""
    return said.replace("\u00a0", " ")


def shares(**by_name: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"year": 2024, "municipality": by_name.keys(), "share_pct": by_name.values(), "area_ha": 10.0}
    )


@pytest.mark.parametrize(
    ("rows", "tail"),
    [
        (shares(Halden=9.4, Moss=13.7), ", den laveste andelen blant 2 kommuner"),
        (shares(Halden=9.4, Moss=3.7), ", den høyeste andelen blant 2 kommuner"),
        (shares(Halden=9.4, Moss=13.7, Råde=3), ", nummer 2 blant 3 kommuner regnet fra den høyeste andelen"),
        (shares(Halden=9.4), ""),
    ],
    ids=["lowest", "highest", "between", "alone"],
)
def test_share_of_business_and_services(rows, tail):
    said = plain(text.business_share("Halden", rows))
    start = (
        "I 2024 var 9,4 prosent av det bebygde arealet i Halden i klassen «Næring, offentlig og "
        "privat tjenestyting»"
    )
    assert said == f"{start}{tail}."


def test_without_land_use_the_chapter_says_so():
    none = pd.DataFrame(columns=["year", "land_use_class", "share_pct", "area_ha"])
    missing = "Utgaven har ingen tall for hva det bebygde arealet på Hvaler ble brukt til."
    assert text.business_share("Hvaler", shares(Moss=3)) == missing
    assert text.largest_class("Hvaler", none) == missing
    assert text.area("Hvaler", none) == ""


USES = pd.DataFrame(
    {
        "year": 2024,
        "land_use_class": ["Veg", land.BUSINESS_AND_SERVICES],
        "share_pct": [90.6, 9.4],
        "area_ha": [2815.0, 293.0],
    }
)


def test_largest_class_and_reconstructed_area():
    assert plain(text.largest_class("Halden", USES)) == (
        "Den største arealklassen i Halden i 2024 var «Veg», med 90,6 prosent av det bebygde arealet."
    )
    said = plain(text.area("Halden", USES))
    assert said.startswith(
        "Andelen svarer til om lag 293 hektar av om lag 3 108 hektar bebygd areal i Halden."
    )
    assert "regnet tilbake" in said


@pytest.mark.parametrize(
    ("indicator", "found", "expected"),
    [
        (
            land.BUILDINGS,
            Development(2019, 3.0, 2024, 3.5),
            "Fra 2019 til 2024 økte avstanden fra næringsbygg i Halden til sentrumssone fra 3,0 til 3,5 "
            "kilometer.",
        ),
        (
            land.BUILDINGS,
            Development(2019, 3.5, 2024, 3.0),
            "Fra 2019 til 2024 falt avstanden fra næringsbygg i Halden til sentrumssone fra 3,5 til 3,0 "
            "kilometer.",
        ),
        (
            land.BUILDINGS,
            Development(2019, 2.95, 2024, 3.01),
            "Avstanden fra næringsbygg i Halden til sentrumssone var om lag uendret fra 2019 til 2024 og var "
            "3,0 kilometer i "
            "2024.",
        ),
        (
            land.BUILDINGS,
            Development(2019, 2.9, 2019, 2.9),
            "I 2019 var avstanden fra næringsbygg i Halden til sentrumssone 2,9 kilometer.",
        ),
        (
            land.BUILDINGS,
            None,
            "Utgaven har ingen tall for avstanden fra næringsbygg i Halden til sentrumssone.",
        ),
        (
            land.MAIN_CENTRE,
            Development(2019, 13.0, 2023, 12.3),
            "Fra 2019 til 2023 falt andelen i Halden som arbeidet i hovedsentrum i egen kommune, fra "
            "13,0 til 12,3 prosent.",
        ),
        (
            land.MAIN_CENTRE,
            None,
            "Utgaven har ingen tall for andelen i Halden som arbeidet i hovedsentrum i egen kommune.",
        ),
        (
            land.JOB_CLUSTERS,
            Development(2019, 0.917, 2024, 0.896),
            "Fra 2019 til 2024 falt avstanden fra boliger i Halden til arbeidsplassklynger fra 920 til "
            "900 meter.",
        ),
    ],
)
def test_over_time(indicator, found, expected):
    assert plain(text.over_time("Halden", indicator, NO_TRENDS | {indicator: found})) == expected


def compared(**by_name: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality": by_name.keys(),
            "first_year": 2019,
            "first": 2.0,
            "last_year": 2024,
            "last": by_name.values(),
        }
    ).astype({"last": float})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            compared(Fredrikstad=1.3, Halden=3.0, Aremark=20.5),
            "Blant de 3 kommunene med tall for 2024 var den kortest i Fredrikstad (1,3 kilometer) og lengst "
            "i Aremark (20,5 "
            "kilometer). Halden var nummer 2, regnet fra den med kortest avstand.",
        ),
        (
            compared(Halden=1.0, Hvaler=5.8),
            "Blant de 2 kommunene med tall for 2024 var den kortest i Halden (1,0 kilometer) og lengst på "
            "Hvaler (5,8 "
            "kilometer).",
        ),
        (
            compared(Moss=1.31, Råde=1.32, Halden=3.0),
            "Blant de 3 kommunene med tall for 2024 var den kortest i Moss og i Råde (1,3 kilometer) og "
            "lengst i Halden (3,0 kilometer).",
        ),
        (compared(Halden=1.0), ""),
        (compared(Moss=1.0, Råde=2.0, Halden=None), ""),
    ],
    ids=["between", "an end", "a tie", "alone", "no figure"],
)
def test_among(rows, expected):
    assert plain(text.among("Halden", land.BUILDINGS, rows)) == expected


def buildings(every: dict[int, float], new: dict[int, float]) -> pd.DataFrame:
    return text.buildings_table(pd.Series(every, dtype=float), pd.Series(new, dtype=float))


@pytest.mark.parametrize(
    ("every", "new", "tail"),
    [
        (
            {2024: 3.0},
            {2024: 5.5},
            "lenger fra sentrumssone enn næringsbyggene samlet: 5,5 mot 3,0 kilometer",
        ),
        ({2024: 3.0}, {2024: 1.0}, "nærmere sentrumssone enn næringsbyggene samlet: 1,0 mot 3,0 kilometer"),
        (
            {2024: 3.0},
            {2024: 2.91},
            "omtrent like langt fra sentrumssone som næringsbyggene samlet: 2,9 og 3,0 kilometer",
        ),
    ],
)
def test_new_buildings(every, new, tail):
    said = plain(text.new_buildings("Halden", buildings(every, new)))
    assert said == f"I 2024 lå næringsbygg i Halden som var igangsatt de fire siste årene, {tail}."


def test_new_buildings_take_the_newest_year_with_both():
    assert text.new_buildings("Aremark", buildings({2023: 20.0, 2024: 20.5}, {2023: 2.0})).startswith(
        "I 2023 lå"
    )


@pytest.mark.parametrize(("every", "new"), [({}, {}), ({2024: 3.0}, {}), ({2024: 3.0}, {2023: 2.0})])
def test_new_buildings_without_a_year_with_both(every, new):
    assert text.new_buildings("Moss", buildings(every, new)) == (
        "Utgaven har ikke tall for både nye næringsbygg og alle næringsbygg i Moss i samme år."
    )


def test_range_of_new_buildings():
    said = plain(text.new_buildings_range(buildings({}, {2019: 3.5, 2020: 5.8, 2024: 2.9})))
    assert said == (
        "I årene 2019–2024 var avstanden for nye næringsbygg lengst i 2020 (5,8 kilometer) og kortest i 2024 "
        "(2,9 kilometer)."
    )
    assert text.new_buildings_range(buildings({2024: 3.0}, {2024: 3.0})) == ""
    assert text.new_buildings_range(buildings({}, {2023: 3.0, 2024: 3.05})) == ""
    assert text.new_buildings_range(buildings({}, {})) == ""


AREAS = pd.DataFrame(
    {
        "name": ["Sletta", "Sletta", "Kaia"],
        "measure": ["Planområde", "Tiltenkt næringsareal", "Bare status"],
        "value": [1590.0, 380.0, None],
        "status": "Varslet",
        "year": [2020, 2020, 2011],
        "note": "",
        "publisher": "Halden kommune",
    }
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            AREAS,
            "Rapporten har publiserte opplysninger om to næringsområder i Halden, fra årene 2011–2020{}.",
        ),
        (AREAS.iloc[:2], "Rapporten har publiserte opplysninger om ett næringsområde i Halden, fra 2020{}."),
        (AREAS.iloc[:0], "Rapporten har ingen publiserte opplysninger om enkelte næringsområder i Halden."),
    ],
)
def test_published(rows, expected):
    assert text.published("Halden", rows) == expected.format(", men ikke om hvor mye areal som er ledig")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            AREAS,
            "Det største oppgitte arealet er 1 590 dekar, oppgitt av Halden kommune i 2020 som planområde "
            "for Sletta. Bare en "
            "del av et planområde blir næringsareal.",
        ),
        (
            AREAS.iloc[1:],
            "Det største oppgitte arealet er 380 dekar, oppgitt av Halden kommune i 2020 som tiltenkt "
            "næringsareal for Sletta.",
        ),
        (
            AREAS.iloc[:1].assign(value=8.7),
            "Det største oppgitte arealet er 8,7 dekar, oppgitt av Halden kommune i 2020 som planområde "
            "for Sletta. Bare en "
            "del av et planområde blir næringsareal.",
        ),
        (AREAS.iloc[2:], ""),
    ],
)
def test_largest_area(rows, expected):
    assert plain(text.largest_area(rows)) == expected


SPOTS = pd.DataFrame(
    {
        "name": ["Sletta", "Kaia"],
        "kind": ["area", "port"],
        "precision_m": [700, 100],
        "published": [["Sletta (plan)", "Sletta (næring)"], []],
        "source": "Kart",
        "note": "",
    }
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (SPOTS, "Kartet viser ett næringsområde og ett havneanlegg i Halden som punkter."),
        (pd.concat([SPOTS, SPOTS]), "Kartet viser to næringsområder og to havneanlegg i Halden som punkter."),
        (SPOTS.iloc[:1], "Kartet viser ett næringsområde i Halden som punkter."),
        (SPOTS.iloc[:0], "Rapporten har ingen punkter for næringsområder i Halden, og derfor ikke noe kart."),
    ],
)
def test_on_the_map(rows, expected):
    assert text.on_the_map("Halden", rows).startswith(expected)


def test_the_map_says_how_exact_it_is():
    assert "en nøyaktighet på 100–700 meter" in text.on_the_map("Halden", SPOTS)
    assert "en nøyaktighet på 700 meter" in text.on_the_map("Halden", SPOTS.iloc[:1])


def test_only_a_plan_of_the_edition_is_told_of():
    assert text.abc_plan("Halden", "3101", {"3101"}).startswith(
        "Nærings- og sysselsettingsplanen for Halden bygger på"
    )
    nothing = "Denne utgaven har ingen plan fra {} som sier om kommunen bruker prinsippet."
    assert text.abc_plan("Halden", "3101", set()) == nothing.format("Halden")
    assert text.abc_plan("Moss", "3103", {"3101"}) == nothing.format("Moss")


def test_not_known_follows_what_the_edition_has():
    whole = [
        plain(said) for said in text.not_known("Halden", USES, SPOTS, Development(2022, 1319, 2024, 686))
    ]
    assert "til boliger (686 dekar i 2024)" in whole[0]
    assert "skoler og sykehus" in whole[1] and "Punktene på kartet" in whole[-1]
    bare = text.not_known("Moss", USES.iloc[:0], SPOTS.iloc[:0], None)
    assert "boliger" not in bare[0] and "er ikke med i denne utgaven" in bare[1]
    assert bare[-1].startswith("Hvor næringsområdene i Moss ligger")
    assert len(whole) == len(bare) == 5


def test_findings_are_sentences_also_when_everything_is_missing():
    nothing = text.findings("Moss", shares(), NO_TRENDS, buildings({}, {}), AREAS.iloc[:0])
    assert len(nothing) == 5
    assert all(checked(said, "A finding").endswith(".") for said in nothing)


def test_names_instead_of_codes_come_first():
    rows = text.with_names(
        pd.DataFrame({"share_pct": [1.0], "municipality_code": ["3101"]}), {"3101": "Halden"}
    )
    assert rows.columns.tolist() == ["municipality", "share_pct"]
    assert rows["municipality"].tolist() == ["Halden"]


@pytest.mark.parametrize("indicator", land.PROXIMITY)
@pytest.mark.parametrize("years", [(2019, 2024), (2019, 2019)], ids=["two years", "one year"])
def test_the_figure_of_all_municipalities_takes_one_year_or_two(indicator, years):
    rows = compared(Halden=0.9, Moss=None).assign(first_year=years[0], last_year=years[1])
    texts, (kind, look) = text.compared_texts("Halden", indicator, rows), text.compared_chart(indicator, rows)
    columns = set(texts["data"].columns)
    assert {look[key] for key in ("start", "end", "value") if key in look} <= columns
    assert set(texts["labels"]) >= columns - {"municipality"}
    assert kind == ("dumbbell" if years[0] < years[1] else "bars")
    assert "Moss .." in texts["alt"] and checked(texts["title"], "title")


def test_texts_of_the_other_figures():
    uses, among = text.uses_texts("Halden", USES), text.shares_texts("Halden", shares(Halden=9.4, Moss=3))
    assert plain(uses["alt"]).endswith(
        "Veg 90,6 prosent og Næring, offentlig og privat tjenestyting 9,4 prosent."
    )
    assert plain(among["alt"]) == "Liggende søyler, Halden framhevet: Halden 9,4 prosent og Moss 3,0 prosent."
    lines = text.buildings_texts("Halden", buildings({2019: 3.0, 2024: 3.1}, {2019: 3.5, 2023: 5.5}))
    assert lines["title"] == "Avstand fra næringsbygg til sentrumssone i Halden, 2019–2024"
    assert plain(lines["alt"]).endswith(
        "2019–2024. Alle næringsbygg: 3,0 kilometer i 2019 og 3,1 kilometer i 2024. Nye næringsbygg: 3,5 "
        "kilometer i 2019 og 5,5 kilometer i 2023."
    )
    one = text.buildings_texts("Halden", buildings({2019: 3.0}, {}))
    assert plain(one["alt"]).endswith("Alle næringsbygg: 3,0 kilometer i 2019.")


def test_published_table_keeps_the_decimals_of_small_areas():
    table = text.published_texts("Halden", AREAS)["data"]
    assert table["stated_area"].tolist()[:2] == [1590.0, 380.0]
    assert table["status"].tolist()[-1] == "Varslet (2011)"
    assert "value" not in table


def test_overview_writes_small_numbers_with_two_decimals_and_leaves_the_missing_out():
    rows = pd.DataFrame(
        [(land.BUILDINGS, 2019, 2.945515, 2024, 0.896, 0.04, None)],
        columns=["indicator_id", *Development._fields, "lowest", "highest"],
    )
    definitions = pd.DataFrame({"indicator_id": [land.BUILDINGS], "label": ["Avstand"], "unit": ["km"]})
    row = text.overview_table(rows, definitions).iloc[0]
    assert row[["indicator", "first", "last", "lowest", "highest"]].tolist() == [
        "Avstand (km)",
        "2,9",
        "0,90",
        "0,04",
        None,
    ]


def test_map_points_are_in_words():
    points = text.map_points(SPOTS)
    assert points["category"].tolist() == ["Næringsområde", "Havneanlegg"]
    assert [plain(said) for said in points["precision"]] == ["om lag 700 meter", "om lag 100 meter"]
    assert points["published_text"].tolist() == ["Sletta (plan) og Sletta (næring)", ""]
    texts = text.map_texts("Halden", points, "Kartverket")
    assert texts["source"] == "Kilde: Kartverket. Beregninger: Statusbok."
    assert set(text.DETAILS) <= set(points.columns)
