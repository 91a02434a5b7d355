import pandas as pd
import pytest

from statusbok.show.nb import employment as text


def test_later_classification_is_shown_by_its_code():
    table = pd.DataFrame({"industry_code": ["10-33", "05-08"]})
    assert list(text.named(table)["industry"]) == ["Industri", "Næring 05–08"]


def test_viken_stands_beside_the_municipalities_of_ostfold_only():
    assert text.unemployment_areas("Halden", "3101") == {"Halden": "3101", "Viken": "30", "Norge": "0"}
    assert text.unemployment_areas("Bergen", "4601") == {"Bergen": "4601", "Norge": "0"}


def test_who_is_counted_by_industry():
    assert text.who_is_counted(False).startswith("Tallene etter næring gjelder de som bor i kommunen")
    assert "De neste gjelder de som arbeider i kommunen." in text.who_is_counted(True)


def test_sectors_of_table_13472_are_not_the_plans():
    rows = [(2025, "private", 8700, 66.4), (2025, "public", 4400, 33.6)]
    by_year = pd.DataFrame(rows, columns=["year", "sector", "jobs_persons", "share_pct"])
    assert plain(text.sectors("Halden", by_year, published=True)) == (
        "I 4. kvartal 2025 var det 8 700 private og 4 400 offentlige arbeidsplasser i Halden: 33,6 prosent var offentlige."
    )
    note = text.sectors_texts("Halden", text.named(by_year), published=True)["note"]
    assert "plan" not in note and note.endswith("Kilden viser ikke offentlige foretak for seg.")


def test_public_enterprises_stand_apart():
    counts = {"private": (8400, 8500), "public": (4410, 4400), "enterprises": (90, 100)}
    rows = [(2024 + number, sector, count[number]) for number in (0, 1) for sector, count in counts.items()]
    by_year = pd.DataFrame(rows, columns=["year", "sector", "jobs_persons"])
    assert plain(text.sectors("Halden", by_year, published=True)) == (
        "I 4. kvartal 2025 var det 8 500 private arbeidsplasser i Halden, 4 400 i offentlig forvaltning og 100 i "
        "offentlige foretak: 33,8 prosent var i offentlig forvaltning. Fra 2024 til 2025 var endringen +100 i privat "
        "sektor, −10 i offentlig forvaltning og +10 i offentlige foretak."
    )
    named = text.named(by_year)
    assert named["sector"].to_list() == ["Private", "Offentlig forvaltning", "Offentlige foretak"] * 2
    assert text.sectors_texts("Halden", named, published=True)["note"].endswith("Offentlige foretak er vist for seg.")


def test_without_a_chapter_on_the_border_none_is_pointed_to():
    items = text.not_known("Bergen", 2026, 2025, "2026-10", has_plan=True, has_status=True, at_border=False)
    assert items[0].endswith("Sysselsettingsgraden er derfor noe for lav.") and "utlandet" in items[0]
    assert not [item for item in items if "grensearbeid" in item or "13563" in item]


WORKING = pd.DataFrame(
    {
        "working_age_persons": [18800, 18900],
        "population_persons": [32000, 32082],
        "working_age_pct": [58.8, 58.9],
    },
    index=pd.Index([2025, 2026], name="year"),
)


def plain(said: str) -> str:
    """Non-breaking spaces as spaces, so that the sentences can be read here."""
    return said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("earlier", "tail"),
    [
        (14295, ", 34 færre enn året før"),
        (14200, ", 61 flere enn året før"),
        (14263, ", om lag like mange som året før"),
        (None, ""),
    ],
    ids=["fell", "rose", "unchanged", "no earlier figure"],
)
def test_residents_and_jobs(earlier, tail):
    said = plain(text.residents("Halden", 2025, 14261, earlier))
    assert said == f"I 4. kvartal 2025 var det 14 261 sysselsatte bosatt i Halden{tail}."
    said = plain(text.jobs("Halden", 2025, 14261, earlier))
    assert said == f"I 4. kvartal 2025 var det 14 261 arbeidsplasser i Halden{tail}."
    said = plain(text.population("Halden", 2025, 14261, earlier))
    assert said == f"Ved inngangen til 2025 hadde Halden 14 261 innbyggere{tail}."
    said = plain(text.population_15_74("Halden", 2025, 14261, earlier))
    assert said == f"I 4. kvartal 2025 hadde Halden 14 261 bosatte i alderen 15–74 år{tail}."


def test_a_municipality_on_islands_takes_another_preposition():
    assert text.residents("Hvaler", 2025, 2000, None).endswith("sysselsatte bosatt på Hvaler.")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (text.residents("Moss", None, None, None), "Utgaven har ingen tall for sysselsatte bosatt i Moss."),
        (text.jobs("Moss", None, None, None), "Utgaven har ingen tall for arbeidsplasser i Moss."),
        (text.rate("Moss", None, None, None), "Utgaven har ingen tall for sysselsettingsgraden i Moss."),
        (text.population("Moss", None, None, None), "Utgaven har ingen tall for folketallet i Moss."),
        (text.working_age("Moss", WORKING.iloc[:0]), "Utgaven har ikke folketallet etter alder for Moss."),
        (
            text.population_15_74("Moss", None, None, None),
            "Utgaven har ingen tall for bosatte i Moss i alderen 15–74 år.",
        ),
        (
            text.largest_industry("Moss", None, None, None, None),
            "Utgaven har ingen tall for næringene der de bosatte i Moss arbeidet.",
        ),
        (
            text.unemployment("Moss", None, None, None, None),
            "Utgaven har ingen månedstall for registrerte helt ledige i Moss.",
        ),
        (
            text.rank("Moss", 2022, None, None, 356),
            "Sysselsettingsgraden i Moss kan ikke plasseres blant kommunene.",
        ),
    ],
)
def test_missing(said, expected):
    assert said == expected


@pytest.mark.parametrize(
    ("to_value", "expected"),
    [
        (
            14261,
            "Fra 2015 til 2025 økte tallet på sysselsatte bosatt i Halden med 826, fra 13 435 til 14 261.",
        ),
        (
            13335,
            "Fra 2015 til 2025 falt tallet på sysselsatte bosatt i Halden med 100, fra 13 435 til 13 335.",
        ),
        (13440, "Tallet på sysselsatte bosatt i Halden var om lag det samme i 2025 som i 2015."),
    ],
)
def test_residents_over_time(to_value, expected):
    assert plain(text.residents_over_time("Halden", pd.Series({2015: 13435, 2025: to_value}))) == expected


def test_residents_over_a_single_year():
    alone = text.residents_over_time("Halden", pd.Series({2020: 1}))
    assert plain(alone) == "I 4. kvartal 2020 var det 1 sysselsatte bosatt i Halden."
    none = text.residents_over_time("Halden", pd.Series(dtype=float))
    assert none == "Utgaven har ingen tall for sysselsatte bosatt i Halden."


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        (
            13122,
            "I 4. kvartal 2022 var det 1 104 færre arbeidsplasser i Halden enn sysselsatte bosatt der: 92 "
            "arbeidsplasser per 100 sysselsatte bosatte.",
        ),
        (
            15000,
            "I 4. kvartal 2022 var det 774 flere arbeidsplasser i Halden enn sysselsatte bosatt der: 105 "
            "arbeidsplasser per 100 sysselsatte bosatte.",
        ),
        (
            14225,
            "I 4. kvartal 2022 var det om lag like mange arbeidsplasser i Halden som sysselsatte bosatt der.",
        ),
    ],
)
def test_balance(jobs, expected):
    assert plain(text.balance("Halden", 2022, 14226, jobs)) == expected


@pytest.mark.parametrize(
    ("earlier", "tail"),
    [
        (60.38, ", ned fra 60,4 prosent året før"),
        (58.15, ", opp fra 58,2 prosent året før"),
        (60.11, ", samme andel som året før"),
        (None, ""),
    ],
)
def test_rate_compares_what_the_reader_sees(earlier, tail):
    said = plain(text.rate("Halden", 2022, 60.147, earlier))
    assert (
        said
        == f"I 4. kvartal 2022 var 60,1 prosent av de bosatte i Halden i alderen 15–74 år sysselsatt{tail}."
    )


def test_rate_against_larger_areas():
    said = plain(text.rate_against("Halden", 2022, 65.0, {"Østfold": 64.2, "landet": 68.7, "Viken": 65.04}))
    assert said == (
        "Sysselsettingsgraden i Halden (65,0 prosent) var i 2022 høyere enn i Østfold (64,2 prosent), "
        "lavere enn i landet (68,7 prosent) og den samme som i Viken (65,0 prosent)."
    )
    assert text.rate_against("Halden", 2022, 65.0, {}) == ""


def rates_of(values: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(values.items(), columns=["area", "employment_rate_pct"])


def test_among():
    said = plain(text.among(2022, rates_of({"Halden": 60.1, "Hvaler": 66.0, "Moss": 65.0})))
    assert said == (
        "Av de 3 kommunene i sammenligningen hadde Hvaler den høyeste andelen i 2022 (66,0 prosent) og "
        "Halden den laveste (60,1 prosent)."
    )
    assert text.among(2022, rates_of({"Halden": 60.1})) == ""


@pytest.mark.parametrize(
    ("place", "from_bottom", "ordinal"),
    [
        (1, 356, "den høyeste blant 356 kommuner i landet"),
        (12, 345, "den 12. høyeste blant 356 kommuner i landet"),
        (349, 8, "den 8. laveste blant 356 kommuner i landet (plass 349 regnet fra den høyeste)"),
        (356, 1, "den laveste blant 356 kommuner i landet (plass 356 regnet fra den høyeste)"),
    ],
)
def test_rank_counts_from_the_nearest_end(place, from_bottom, ordinal):
    assert plain(text.rank("Halden", 2022, place, from_bottom, 356)) == (
        f"Sysselsettingsgraden i Halden var i 2022 {ordinal}."
    )


def test_rank_before_municipalities_were_merged():
    assert plain(text.rank("Halden", 2018, 352, 7, 358)) == (
        "Sysselsettingsgraden i Halden var i 2018 den 7. laveste blant 358 kommuner i landet etter senere "
        "sammenslåinger (plass 352 regnet fra den høyeste)."
    )


def test_largest_industry():
    assert plain(text.largest_industry("Halden", 2025, "86-88", 3192, 22.38)) == (
        "Av næringsgruppene i tallene var helse- og sosialtjenester størst i 4. kvartal 2025, med 3 192 av "
        "de sysselsatte bosatt i Halden (22,4 prosent)."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"86-88": 274, "10-33": -10, "other": 0},
            "Fra 2015 til 2025 økte tallet på sysselsatte bosatte mest innen helse- og sosialtjenester "
            "(+274) og falt mest innen industri (−10).",
        ),
        (
            {"86-88": 274, "10-33": -10, "01-03": -10},
            "Fra 2015 til 2025 økte tallet på sysselsatte bosatte mest innen helse- og sosialtjenester "
            "(+274) og falt mest innen industri og innen jordbruk, skogbruk og fiske (−10 hver).",
        ),
        (
            {"86-88": 274, "10-33": -2},
            "Fra 2015 til 2025 økte tallet på sysselsatte bosatte mest innen helse- og sosialtjenester "
            "(+274); ingen av næringsgruppene falt nevneverdig.",
        ),
        (
            {"86-88": 3, "10-33": -20},
            "Fra 2015 til 2025 falt tallet på sysselsatte bosatte mest innen industri (−20); ingen av "
            "næringsgruppene økte nevneverdig.",
        ),
        ({"86-88": 3, "10-33": -2}, "Fra 2015 til 2025 endret ingen av næringsgruppene seg nevneverdig."),
        ({}, ""),
    ],
    ids=["both", "a tie", "rose", "fell", "unchanged", "missing"],
)
def test_industry_shift(changes, expected):
    columns = ["industry_code", "from_year", "to_year", "change_persons"]
    table = pd.DataFrame([(code, 2015, 2025, change) for code, change in changes.items()], columns=columns)
    assert plain(text.industry_shift(table)) == expected


SECTORS = pd.DataFrame(
    [(2019, "private", 8425), (2019, "public", 4400), (2024, "private", 8628), (2024, "public", 4367)],
    columns=["year", "sector", "jobs_persons"],
)


def test_sectors():
    last = (
        "Kommunens plan oppgir 8 628 private og 4 367 offentlige arbeidsplasser i Halden ved utgangen av "
        "2024: 33,6 prosent var offentlige."
    )
    assert plain(text.sectors("Halden", SECTORS)) == (
        f"{last} Fra 2019 til 2024 var endringen +203 i privat og −33 i offentlig sektor."
    )
    assert plain(text.sectors("Halden", SECTORS.tail(2))) == last
    assert text.sectors("Moss", SECTORS.iloc[:0]) == (
        "Utgaven har ingen tall for private og offentlige arbeidsplasser i Moss. Slike tall kommer fra "
        "kommunenes egne planer, og utgaven har ingen plan for denne kommunen."
    )


def test_unemployment():
    assert plain(text.unemployment("Halden", "2022-10", 361, 2.5, 1.6)) == (
        "I oktober 2022 var 361 bosatte i Halden registrert som helt ledige, 2,5 prosent av arbeidsstyrken. "
        "I landet var andelen 1,6 prosent."
    )
    assert plain(text.unemployment("Halden", "2022-10", None, 2.5, None)) == (
        "I oktober 2022 var 2,5 prosent av arbeidsstyrken i Halden registrert som helt ledige."
    )
    assert text.unemployment("Halden", "2022-10", None, None, 1.6).startswith("Utgaven har ingen månedstall")


def test_the_end_of_the_unemployment_record_is_said():
    assert plain(text.unemployment_end("2022-10", 2023)) == "Månedstallene i utgaven slutter i oktober 2022."
    assert "april 2025" in text.unemployment_end("2022-10", 2025)
    assert text.unemployment_end(None, 2026) == ""


def test_working_age():
    assert plain(text.working_age("Halden", WORKING)) == (
        "Ved inngangen til 2026 var 18 900 bosatte i Halden i alderen 19–66 år, 58,9 prosent av alle bosatte."
    )


def test_not_known():
    full = text.not_known("Halden", 2026, 2022, "2022-10", has_plan=True)
    assert "13563" in full[0]
    assert any("slutter i 2022" in item and "kommunens plan" in item for item in full)
    assert plain(full[-1]) == (
        "Månedstall for hvor mange som var helt ledige etter oktober 2022, er ikke med i utgaven."
    )
    assert "plan" not in "".join(text.not_known("Moss", 2026, 2022, "2022-10", has_plan=False))
    least = text.not_known("Moss", 2021, 2020, None, has_plan=False)
    assert not any("13563" in item or "slutter i" in item for item in least)
    assert least[-1] == "Hvor mange som var helt ledige i Moss måned for måned, er ikke med i utgaven."
    assert text.not_known("Moss", 2021, None, None, has_plan=False) == least


def test_residents_texts_note_the_break_only_when_it_is_crossed():
    long = text.residents_texts("Halden", pd.Series({2008: 13623, 2015: 13435, 2025: 14261}))
    assert plain(long["title"]) == "Sysselsatte bosatt i Halden, 4. kvartal 2008–2025"
    assert plain(long["alt"]) == (
        "Linjediagram. Sysselsatte bosatt i Halden: 13 623 i 2008 og 14 261 i 2025. Brudd mellom 2014 og "
        "2015."
    )
    assert "a-ordningen" in long["note"]
    short = text.residents_texts("Moss", pd.Series({2020: 1, 2025: 2}))
    assert short["note"] is None and "Brudd" not in short["alt"]


def test_bases_texts(by_hand):
    bases = pd.DataFrame(
        {
            "year": [2019, 2020],
            "employed_residents_persons": [13634, 13720],
            "employed_workplace_persons": [12599, 12796],
        }
    )
    texts = text.bases_texts("Halden", bases)
    assert plain(texts["alt"]) == (
        "Linjediagram. Sysselsatte bosatt i Halden: 13 634 i 2019 og 13 720 i 2020. Arbeidsplasser i "
        "Halden: 12 599 i 2019 og 12 796 i 2020. Brudd mellom 2019 og 2020."
    )
    assert texts["note"] == f"{text.BREAK_2020} {text.REVISED_IN_07984}"
    assert text.bases_texts("Halden", bases.tail(1))["note"] is None
    assert text.bases_texts("Halden", bases.head(1))["note"].startswith(text.FIRST_PUBLISHED)


def test_rates_texts():
    rates = pd.DataFrame(
        {
            "year": [2021, 2022, 2022],
            "area": ["Halden", "Halden", "Landet"],
            "employment_rate_pct": [60.4, 60.1, 68.7],
        }
    )
    texts = text.rates_texts(rates)
    assert plain(texts["alt"]) == (
        "Linjediagram over sysselsettingsgraden: Halden 60,4 prosent i 2021 og 60,1 prosent i 2022; Landet "
        "68,7 prosent i 2022."
    )
    assert texts["note"] is None


def test_bars_are_read_from_the_largest():
    texts = text.municipality_rates_texts(2022, rates_of({"Halden": 60.1, "Hvaler": 66.04}), 68.7)
    assert plain(texts["alt"]) == (
        "Liggende søyler, størst andel øverst: Hvaler 66,0 prosent og Halden 60,1 prosent. Landet er merket "
        "med en linje ved 68,7 prosent."
    )


def test_industries_texts():
    changes = pd.DataFrame(
        {
            "industry_code": ["10-33", "85"],
            "from_year": 2015,
            "to_year": 2025,
            "change_persons": [-10, 74],
            "from_pct": [17.1, 9.8],
            "to_pct": [16.0, 9.8],
        }
    )
    named = text.named(changes)
    assert list(named["industry"]) == ["Industri", "Undervisning"]
    texts = text.industries_texts("Halden", 2015, 2025, named)
    assert plain(texts["title"]).endswith("etter næring, prosent av alle, 4. kvartal 2015 og 2025")
    assert plain(texts["alt"]) == (
        "Punktdiagram med to år. I 2025: Industri 16,0 prosent og Undervisning 9,8 prosent. I 2015: "
        "Industri 17,1 prosent og Undervisning 9,8 prosent."
    )
    assert texts["labels"]["from_pct"] == "Andel 2015"


def test_sectors_texts():
    texts = text.sectors_texts("Halden", text.named(SECTORS))
    assert plain(texts["alt"]) == (
        "Liggende stablede søyler over arbeidsplasser, én for hvert år. Offentlige: 4 400 i 2019 og 4 367 i "
        "2024. Private: 8 425 i 2019 og 8 628 i 2024."
    )


def test_unemployment_texts():
    monthly = pd.DataFrame(
        {
            "month": ["2022-01", "2022-02", "2022-01"],
            "area": ["Halden", "Halden", "Norge"],
            "unemployment_rate_pct": [3.6, 3.2, None],
        }
    )
    texts = text.unemployment_texts(monthly)
    assert plain(texts["title"]) == "Registrerte helt ledige i prosent av arbeidsstyrken, januar–februar 2022"
    assert plain(texts["alt"]) == (
        "Linjediagram over ledigheten: Halden 3,6 prosent i januar 2022 og 3,2 prosent i februar 2022."
    )


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2022-01", "2022-10", "januar–oktober 2022"),
        ("2021-11", "2022-10", "november 2021–oktober 2022"),
        ("2022-10", "2022-10", "oktober 2022"),
    ],
)
def test_period_of_months(first, last, period):
    months = pd.DataFrame(
        {"month": [first, last], "area": ["Halden", "Norge"], "unemployment_rate_pct": [1.0, 2.0]}
    )
    assert text.unemployment_texts(months)["title"].endswith(period)


def test_population_texts():
    data = pd.DataFrame(
        [(1986, "all", 25844), (2026, "all", 32082), (2022, "15-74", 23652), (2026, "19-66", 18900)],
        columns=["year", "age_group", "population_persons"],
    )
    texts = text.population_texts("Halden", text.named(data))
    assert plain(texts["title"]) == "Bosatte i Halden etter alder, 1986–2026"
    assert plain(texts["alt"]) == (
        "Linjediagram. Bosatte i Halden: alle aldre 25 844 i 1986 og 32 082 i 2026; 15–74 år 23 652 i 2022; "
        "19–66 år 18 900 i 2026."
    )
    assert "ikke bekreftet" in texts["note"]
    assert "ikke bekreftet" not in text.population_texts("Halden", text.named(data.head(3)))["note"]


def test_points_table_writes_dates_for_the_reader():
    points = pd.DataFrame(
        [
            ("2020-03", "31", "Østfold", 1, 2.0, "Helt ledige"),
            ("2020-03-17", "3101", "Halden", 3, None, "Dagstelling"),
        ],
        columns=[
            "date",
            "area_code",
            "area_name",
            "unemployed_persons",
            "unemployment_rate_pct",
            "definition",
        ],
    )
    table = text.points_table(points, ["3101", "31"])
    assert [plain(date) for date in table["date"]] == ["mars 2020", "17. mars 2020"]
    assert "area_code" not in table
    assert text.points_table(points, ["0"]).empty
