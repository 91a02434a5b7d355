"""Every branch of the sentences on the tables that an update fetches."""

import pandas as pd
import pytest

from statusbok.indicators.registers import Quarter, RateBeside, TotalsBeside
from statusbok.indicators.targets import RATE_20_66, Target
from statusbok.show import registers as show
from statusbok.show.nb import registers as text


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "said",
    [
        text.largest_workplace("Halden", pd.DataFrame()),
        text.age_and_sex("Halden", pd.DataFrame()),
        text.rate_beside(None),
        text.status("Halden", pd.DataFrame()),
        text.establishments("Halden", pd.DataFrame(columns=["establishments"])),
        text.quarter("Halden", None),
        text.totals_beside("Halden", None),
        text.land("Halden", pd.DataFrame()),
        text.floor_area("Halden", pd.DataFrame()),
        text.non_residents("Østfold", pd.DataFrame()),
        text.swedish(pd.DataFrame()),
    ],
)
def test_nothing_is_said_of_a_table_without_figures(said):
    assert said == ""


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (RateBeside(2025, 61.0, None), "Rapporten har ikke tallene som trengs"),
        (RateBeside(2022, 60.1, 60.14), "med samme definisjon. Her er andelen regnet ut til 60,1 prosent."),
        (RateBeside(2022, 60.2, 60.14), "med samme definisjon. Her er andelen"),
        (RateBeside(2022, 60.3, 60.14), "Det er 0,2 prosentpoeng fra det som er regnet ut her (60,1 prosent)"),
    ],
)
def test_published_rate(found, said):
    assert said in plain(text.rate_beside(found))


STATUS = pd.DataFrame(
    {
        "year": [2024, 2025],
        "persons": [1.0, 1.0],
        "employed_pct": [66.0, 66.5],
        "unemployed_pct": [3.0, 2.5],
        "outside_pct": [31.0, 31.0],
    }
)


TARGET = Target(
    "rate", "level", RATE_20_66, "Andel", 2025, 2030, 70.0, 100.0, 2, "Kommunestyret", "2026-11-22", "4. Mål"
)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (None, "31,0 prosent utenfor arbeidsstyrken."),
        (TARGET, "Til planens mål om 70 prosent i 2030 manglet det 3,5 prosentpoeng."),
        (TARGET._replace(value=60.0), "Planens mål om 60 prosent i 2030 var nådd."),
    ],
)
def test_status_against_the_target(target, said):
    told = plain(text.status("Halden", STATUS, target))
    assert told.startswith("I 4. kvartal 2025 var 66,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt")
    assert told.endswith(said)
    assert "15–74" in text.status_texts("Halden", STATUS)["note"]


@pytest.mark.parametrize(
    ("earlier", "tail"),
    [
        (None, "innbyggere."),
        (32100.0, "om lag like mange som ett år før."),
        (32000.0, "102 flere enn ett år før."),
        (32200.0, "98 færre enn ett år før."),
    ],
)
def test_quarter(earlier, tail):
    said = plain(text.quarter("Halden", Quarter(2026, 3, 32102.0, earlier)))
    assert said.startswith("Ved utgangen av 3. kvartal 2026 hadde Halden 32 102 innbyggere") and said.endswith(tail)


@pytest.mark.parametrize(
    ("matrix", "tail"),
    [
        ((None, None), "Pendlingstabellen etter kommune (03321) er ikke hentet inn for det året."),
        ((3000.0, 4095.0), "Det er de samme som i pendlingstabellen etter kommune (03321)."),
        ((3000.0, 4080.0), "har 3 000 og 4 080. Den viser bare pendling mellom norske kommuner."),
    ],
)
def test_totals_beside_the_matrix(matrix, tail):
    assert plain(text.totals_beside("Halden", TotalsBeside(2022, 3000.0, 4100.0, *matrix))).endswith(tail)


def test_establishments_with_and_without_hidden_groups():
    by_size = pd.DataFrame(
        {"year": 2026, "size_label": ["Ingen ansatte", "1–4 ansatte", "250 ansatte og over"],
         "establishments": [75.0, 25.0, None], "status": [None, None, ":"], "all_establishments": 102.0}
    )  # fmt: skip
    said = plain(text.establishments("Halden", by_size))
    assert said.startswith("Ved inngangen til 2026 var det 102 virksomheter i Halden. 73,5 prosent av dem var i ")
    assert said.endswith("«ingen ansatte». Tallet for én av gruppene vises ikke av hensyn til personvern.")
    assert text.establishments_table(by_size)["establishments"].to_list() == [75.0, 25.0, ":"]
    assert plain(text.establishments("Halden", by_size.head(2))).endswith("«ingen ansatte».")


@pytest.mark.parametrize(
    ("status", "tail"),
    [
        (":", "vises ikke av hensyn til personvern."),
        ("..", "Tallet for én av gruppene mangler hos kilden."),
        (None, "Tallet for én av gruppene mangler hos kilden."),
    ],
)
def test_establishments_without_a_total_of_the_source(status, tail):
    by_size = pd.DataFrame(
        {"year": 2026, "size_label": ["1-4 ansatte", "100-249 ansatte"], "establishments": [25.0, None],
         "status": [None, status], "all_establishments": None}
    )  # fmt: skip
    said = plain(text.establishments("Halden", by_size))
    assert said.startswith("Ved inngangen til 2026 var «1–4 ansatte» den største av gruppene det er tall for, med 25 ")
    assert said.endswith(tail) and ("personvern" in said) == (status == ":")
    both = plain(text.establishments("Halden", pd.concat([by_size, by_size.tail(1)])))
    assert both.endswith(tail.replace("én", "noen"))


def test_labels_of_a_source_have_an_en_dash_between_numbers():
    by_size = pd.DataFrame(
        {"size_label": ["1-4 ansatte", "100-249 ansatte", "Ikke-vestlige"], "establishments": 1.0, "status": None}
    )
    shown = text.establishments_table(by_size)["size_label"].to_list()
    assert shown == ["1–4 ansatte", "100–249 ansatte", "Ikke-vestlige"]
    assert text.age("25-39") == "25–39 år"


@pytest.mark.parametrize(("count", "kind"), [(2, "Liggende søyler fra null."), (3, "Liggende"), (4, "Linjediagram.")])
def test_few_years_of_employees_are_bars_from_zero(count, kind, monkeypatch):
    drawn = []
    for name in ("bars", "lines"):
        monkeypatch.setattr(show.charts, name, lambda *_, kind=name, **__: drawn.append(kind))
    monkeypatch.setattr(show, "source", lambda *_, **__: "Kilde")
    by_year = pd.DataFrame({"year": range(2026 - count, 2026), "employees_persons": range(5000, 5000 + count)})
    show.non_residents("Østfold", by_year)
    assert drawn == ["lines" if count > 3 else "bars"]
    alt = plain(text.non_residents_texts("Østfold", by_year)["alt"])
    assert alt.startswith(kind) and (count > 3 or f"{5000 + count - 1:,} i 2025".replace(",", " ") in alt)


@pytest.mark.parametrize(
    ("values", "tail"),
    [
        ({2025: 5000}, "er ikke med."),
        ({2024: 5000, 2025: 5000}, "Tallet var det samme året før."),
        ({2024: 4900, 2025: 5000}, "Fra året før økte tallet med 100."),
        ({2024: 5100, 2025: 5000}, "Fra året før falt tallet med 100."),
        ({2023: 5100, 2025: 5000}, "er ikke med."),
    ],
)
def test_employees_not_registered_as_resident(values, tail):
    by_year = pd.DataFrame({"year": list(values), "employees_persons": list(values.values())})
    said = plain(text.non_residents("Østfold", by_year))
    assert said.endswith(tail) and "alle land" in said and "pendl" not in said


@pytest.mark.parametrize(
    ("rates", "start"),
    [
        ([None, None], "SCBs registre ser ikke arbeid i Norge"),
        ([7.1, None], "I september 2026 var arbeidsledigheten 7,1 prosent i Strömstad."),
        ([7.1, 5.0], "Av de 2 svenske kommunene nær grensen hadde Strömstad den høyeste"),
    ],
)
def test_swedish_registers_do_not_see_norway(rates, start):
    labour = pd.DataFrame({"name": ["Strömstad", "Tanum"], "unemployment_rate_pct": rates}, dtype=object)
    labour = labour.astype({"unemployment_rate_pct": float})
    labour.attrs = {"employed_year": None, "commuters_year": 2023, "month": "2026-09"}
    said = plain(text.swedish(labour))
    assert said.startswith(start) and text.NOT_NORWAY in text.swedish(labour)
    assert text.swedish_texts(labour)["note"].startswith("Pendlere: 2023. Arbeidsledighet: september 2026. SCBs")
