import pandas as pd
import pytest

from statusbok.show.nb import employment as text


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


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (text.residents("Moss", None, None, None), "Utgaven har ingen tall for sysselsatte bosatt i Moss."),
        (text.jobs("Moss", None, None, None), "Utgaven har ingen tall for arbeidsplasser i Moss."),
        (text.rate("Moss", None, None, None), "Utgaven har ingen tall for sysselsettingsandelen i Moss."),
        (text.population("Moss", None, None, None), "Utgaven har ingen tall for folketallet i Moss."),
        (text.working_age("Moss", None, None, None), "Utgaven har ikke folketallet etter alder for Moss."),
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
        (text.rank("Moss", 2022, None, None, 356), "Sysselsettingsandelen i Moss kan ikke plasseres blant kommunene."),
    ],
)
def test_missing(said, expected):
    assert said == expected


@pytest.mark.parametrize(
    ("to_value", "expected"),
    [
        (14261, "Fra 2015 til 2025 økte tallet på sysselsatte bosatt i Halden med 826, fra 13 435 til 14 261."),
        (13335, "Fra 2015 til 2025 falt tallet på sysselsatte bosatt i Halden med 100, fra 13 435 til 13 335."),
        (13440, "Tallet på sysselsatte bosatt i Halden var om lag det samme i 2025 som i 2015."),
    ],
)
def test_residents_over_time(to_value, expected):
    assert plain(text.residents_over_time("Halden", 2015, 13435, 2025, to_value)) == expected


def test_residents_over_a_single_year():
    assert text.residents_over_time("Halden", 2020, 1, 2020, 1) == ""


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        (
            13122,
            "I 2022 var det 1 104 færre arbeidsplasser i Halden enn sysselsatte bosatt der: 92 arbeidsplasser for hver "
            "100 sysselsatte bosatte.",
        ),
        (
            15000,
            "I 2022 var det 774 flere arbeidsplasser i Halden enn sysselsatte bosatt der: 105 arbeidsplasser for hver "
            "100 sysselsatte bosatte.",
        ),
        (14225, "I 2022 var det om lag like mange arbeidsplasser i Halden som sysselsatte bosatt der."),
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
    assert said == f"I 4. kvartal 2022 var 60,1 prosent av de bosatte i Halden i alderen 15–74 år sysselsatt{tail}."


def test_rate_against_larger_areas():
    said = plain(text.rate_against("Halden", 2022, 65.0, {"Østfold": 64.2, "landet": 68.7, "Viken": 65.04}))
    assert said == (
        "Sysselsettingsandelen i Halden (65,0 prosent) var i 2022 høyere enn i Østfold (64,2 prosent), lavere enn i landet "
        "(68,7 prosent) og den samme som i Viken (65,0 prosent)."
    )
    assert text.rate_against("Halden", 2022, 65.0, {}) == ""


def test_among():
    said = plain(text.among(2022, {"Halden": 60.1, "Hvaler": 66.0, "Moss": 65.0}))
    assert said == (
        "Av de 3 kommunene i sammenligningen hadde Hvaler den høyeste andelen i 2022 (66,0 prosent) og Halden den laveste "
        "(60,1 prosent)."
    )
    assert text.among(2022, {"Halden": 60.1}) == ""


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
        f"Sysselsettingsandelen i Halden var i 2022 {ordinal}."
    )


def test_largest_industry():
    assert plain(text.largest_industry("Halden", 2025, "86-88", 3192, 22.38)) == (
        "I 4. kvartal 2025 arbeidet 3 192 av de sysselsatte bosatt i Halden innen helse- og sosialtjenester, 22,4 prosent av "
        "alle."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"86-88": 274, "10-33": -10, "other": 0},
            "Fra 2015 til 2025 økte tallet på sysselsatte bosatte mest innen helse- og sosialtjenester (+274) og falt mest innen "
            "industri (−10).",
        ),
        (
            {"86-88": 274, "10-33": -2},
            "Fra 2015 til 2025 økte tallet på sysselsatte bosatte mest innen helse- og sosialtjenester (+274); ingen av "
            "næringsgruppene falt nevneverdig.",
        ),
        (
            {"86-88": 3, "10-33": -20},
            "Fra 2015 til 2025 falt tallet på sysselsatte bosatte mest innen industri (−20); ingen av næringsgruppene økte "
            "nevneverdig.",
        ),
        ({"86-88": 3, "10-33": -2}, "Fra 2015 til 2025 endret ingen av næringsgruppene seg nevneverdig."),
        ({}, ""),
    ],
    ids=["both", "rose", "fell", "unchanged", "missing"],
)
def test_industry_shift(changes, expected):
    assert plain(text.industry_shift(2015, 2025, changes)) == expected


SECTORS = pd.DataFrame(
    {
        "year": [2019, 2024],
        "private_jobs_persons": [8425, 8628],
        "public_jobs_persons": [4400, 4367],
        "jobs_persons": [12825, 12995],
        "public_pct": [34.3, 33.6],
    }
)


def test_sectors():
    last = (
        "Kommunens plan oppgir 8 628 private og 4 367 offentlige arbeidsplasser i Halden ved utgangen av 2024: 33,6 prosent "
        "var offentlige."
    )
    assert plain(text.sectors("Halden", SECTORS)) == (
        f"{last} Endringen fra 2019 til 2024 var +203 private og −33 offentlige."
    )
    assert plain(text.sectors("Halden", SECTORS.tail(1))) == last
    assert text.sectors("Moss", SECTORS.iloc[:0]) == (
        "Utgaven har ingen tall for private og offentlige arbeidsplasser i Moss. Slike tall kommer fra kommunenes egne "
        "planer, og utgaven har ingen plan for denne kommunen."
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
    assert plain(text.working_age("Halden", 2026, 18900, 58.9)) == "Av dem var 18 900, 58,9 prosent, i alderen 19–66 år."


def test_not_known():
    full = text.not_known("Halden", 2026, 2022, "2022-10", has_plan=True)
    assert "13563" in full[0]
    assert any("slutter i 2022" in item for item in full)
    assert plain(full[-1]) == "Hvor mange som har vært helt ledige etter oktober 2022, vises ikke her."
    least = text.not_known("Moss", 2021, 2020, None, has_plan=False)
    assert not any("13563" in item or "slutter i" in item for item in least)
    assert least[-1] == "Hvor mange som var helt ledige i Moss måned for måned, er ikke med i utgaven."
    assert text.not_known("Moss", 2021, None, None, has_plan=False) == least


def test_residents_texts_note_the_break_only_when_it_is_crossed():
    long = text.residents_texts("Halden", pd.Series({2008: 13623, 2015: 13435, 2025: 14261}))
    assert plain(long["title"]) == "Sysselsatte bosatt i Halden, 4. kvartal 2008–2025"
    assert plain(long["alt"]) == "Linjediagram. Sysselsatte bosatt i Halden: 13 623 i 2008 og 14 261 i 2025."
    assert "a-ordningen" in long["note"]
    assert text.residents_texts("Moss", pd.Series({2020: 1, 2025: 2}))["note"] is None


def test_bases_texts():
    bases = pd.DataFrame(
        {"year": [2019, 2020], "employed_residents_persons": [13634, 13720], "employed_workplace_persons": [12599, 12796]}
    )
    texts = text.bases_texts("Halden", bases)
    assert plain(texts["alt"]) == (
        "Linjediagram. Sysselsatte bosatt i Halden: 13 634 i 2019 og 13 720 i 2020. Arbeidsplasser i Halden: 12 599 i 2019 og "
        "12 796 i 2020."
    )
    assert texts["note"] == text.BREAK_2020
    assert text.bases_texts("Halden", bases.tail(1))["note"] is None


def test_rates_texts():
    rates = pd.DataFrame(
        {"year": [2021, 2022, 2022], "area": ["Halden", "Halden", "Landet"], "employment_rate_pct": [60.4, 60.1, 68.7]}
    )
    texts = text.rates_texts(rates)
    assert plain(texts["alt"]) == (
        "Linjediagram over sysselsettingsandelen: Halden 60,4 prosent i 2021 og 60,1 prosent i 2022; Landet 68,7 prosent i "
        "2022."
    )
    assert texts["note"] is None


def test_bars_are_read_from_the_largest():
    assert plain(text.rates_by_municipality_texts(2022, {"Halden": 60.1, "Hvaler": 66.04})["alt"]) == (
        "Stolpediagram. Hvaler 66,0 prosent og Halden 60,1 prosent."
    )
    assert plain(text.industries_texts("Halden", 2025, {"Industri": 16.0, "Undervisning": 9.8})["alt"]) == (
        "Stolpediagram. Industri 16,0 prosent og Undervisning 9,8 prosent."
    )
    assert plain(text.industry_change_texts("Halden", 2015, 2025, {"Industri": -10, "Undervisning": 74})["alt"]) == (
        "Stolpediagram. Undervisning +74 og Industri −10."
    )
    assert plain(text.working_age_texts(2026, {"Halden": 58.9})["alt"]) == "Stolpediagram. Halden 58,9 prosent."


def test_sectors_texts():
    texts = text.sectors_texts("Halden", SECTORS)
    assert plain(texts["alt"]) == (
        "Stablet stolpediagram. Private arbeidsplasser: 8 425 i 2019 og 8 628 i 2024. Offentlige arbeidsplasser: 4 400 i 2019 "
        "og 4 367 i 2024."
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
    assert plain(texts["title"]) == "Registrerte helt ledige i prosent av arbeidsstyrken, januar 2022 til februar 2022"
    assert plain(texts["alt"]) == (
        "Linjediagram over ledigheten: Halden 3,6 prosent i januar 2022 og 3,2 prosent i februar 2022."
    )


def test_population_texts():
    texts = text.population_texts("Halden", pd.Series({1986: 25844, 2026: 32082}))
    assert plain(texts["title"]) == "Folketallet i Halden, 1. januar 1986–2026"
    assert plain(texts["alt"]) == "Linjediagram over folketallet: 25 844 i 1986 og 32 082 i 2026."
