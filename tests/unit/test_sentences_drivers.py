import pandas as pd
import pytest

from statusbok.indicators.drivers import JOBS, RESIDENTS, Growth, PlanKinds, Window, Workplaces
from statusbok.indicators.peers import Group
from statusbok.show.nb import drivers as text

CODE = "3101"


def plain(said: str) -> str:
    """Non-breaking spaces as spaces, so that the sentences can be read here."""
    return said.replace("\u00a0", " ")


def parts(change=543.0, reference=840.0, mix=-25.0, local=-272.0, reference_pct=6.12) -> pd.DataFrame:
    row = {
        "municipality_code": CODE, "from_persons": 13718.0, "change_persons": change, "reference_persons": reference,
        "mix_persons": mix, "local_persons": local, "change_pct": 3.96, "reference_pct": reference_pct, "mix_pct": -0.18,
        "local_pct": -1.98,
    }  # fmt: skip
    return pd.DataFrame([row])


def base_years(*local: float) -> pd.DataFrame:
    return pd.DataFrame({"since_year": range(2020, 2020 + len(local)), "local_persons": local})


def industries(**changes: float) -> pd.DataFrame:
    rows = [(code[1:].replace("_", "-"), 1000.0, 1000.0 + value, value, value / 10) for code, value in changes.items()]
    columns = ["industry_code", "from_persons", "to_persons", "change_persons", "change_points"]
    return pd.DataFrame(rows, columns=columns)


def growth(
    basis=RESIDENTS, reference="county", groups=None, split=None, local=(-272.0, -304.0), kinds=None
) -> Growth:
    groups = industries(i86_88=194, i85=-14, iother=123) if groups is None else groups
    split = parts() if split is None else split
    kinds = pd.DataFrame() if kinds is None else kinds
    return Growth(basis, reference, Window(2020, 2025), groups, kinds, split, base_years(*local))


NOTHING = pd.DataFrame()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (growth(), "Fra 2020 til 2025 økte tallet på sysselsatte bosatt i Halden med 303 (10,1 prosent), mot 6,1 prosent i Østfold."),
        (growth(JOBS, "country"), "Fra 2020 til 2025 økte tallet på arbeidsplasser i Halden med 303 (10,1 prosent), mot 6,1 prosent i landet."),
        (growth(groups=industries(i85=-100)), "Fra 2020 til 2025 falt tallet på sysselsatte bosatt i Halden med 100 (10,0 prosent), mens det økte med 6,1 prosent i Østfold."),
        (growth(groups=industries(i85=-100), split=parts(reference_pct=-2.0)), "Fra 2020 til 2025 falt tallet på sysselsatte bosatt i Halden med 100 (10,0 prosent), mot 2,0 prosent i Østfold."),
        (growth(groups=industries(i85=100), split=parts(reference_pct=0.04)), "Fra 2020 til 2025 økte tallet på sysselsatte bosatt i Halden med 100 (10,0 prosent), mens det var uendret i Østfold."),
        (growth(groups=industries(i85=5)), "Tallet på sysselsatte bosatt i Halden var om lag det samme i 2025 som i 2020, mens det økte med 6,1 prosent i Østfold."),
        (growth(groups=industries(i85=5), split=parts(reference_pct=0.0)), "Tallet på sysselsatte bosatt i Halden var om lag det samme i 2025 som i 2020, mens det var uendret i Østfold."),
        (growth(groups=industries(i85=6), split=NOTHING), "Fra 2020 til 2025 økte tallet på sysselsatte bosatt i Halden med 6 (0,6 prosent)."),
        (None, "Utgaven har ikke sysselsatte bosatt i Halden etter næring for to år som kan sammenlignes."),
    ],
)  # fmt: skip
def test_change(found, expected):
    basis = RESIDENTS if found is None else found.basis
    assert plain(text.change(basis, "Halden", found, "Østfold")) == expected


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (parts(), "ha økt med 840; næringssammensetningen trakk ned med 25, og den lokale delen trakk ned med 272."),
        (parts(reference=-840.0, mix=5.0, local=6.0), "ha falt med 840; næringssammensetningen betydde lite, og den lokale delen trakk opp med 6."),
        (parts(reference=5.0, mix=25.0, local=-5.0), "ha vært om lag uendret; næringssammensetningen trakk opp med 25, og den lokale delen betydde lite."),
    ],
)  # fmt: skip
def test_parts(split, expected):
    said = plain(text.parts("Halden", growth(split=split), CODE, "Østfold"))
    assert said == f"Med samme vekst som i Østfold ville tallet på sysselsatte bosatt i Halden {expected}"


def test_parts_without_a_reference():
    assert text.parts("Halden", None, CODE, "Østfold") == ""
    assert text.parts("Halden", growth(split=NOTHING), CODE, "Østfold") == ""


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ((-29.0, -304.4), "var negativ med hvert av de 2 årene som kan være basisår, fra −304 til −29."),
        ((29.0, 304.0), "var positiv med hvert av de 2 årene som kan være basisår, fra +29 til +304."),
        ((-40.0, 6.0, 1.0), "avhenger av basisåret: den var positiv med 2 og negativ med 1 av de 3 årene som kan være basisår, fra −40 til +6."),
        ((0.4, -0.4), "var null med hvert av de 2 årene som kan være basisår."),
        ((-5.0, 0.0, -3.0), "var negativ eller null med hvert av de 3 årene som kan være basisår, fra −5 til 0."),
        ((5.0, 0.0), "var positiv eller null med hvert av de 2 årene som kan være basisår, fra 0 til +5."),
    ],
)  # fmt: skip
def test_steady(local, expected):
    assert plain(text.steady(growth(local=local))) == f"Den lokale delen for sysselsatte bosatte {expected}"


def test_steady_needs_two_years():
    assert text.steady(None) == text.steady(growth(local=(3.0,))) == text.steady(growth(local=())) == ""


NO_JOBS = "Utgaven har ikke arbeidsplasser etter næring, så kapitlet deler bare opp sysselsatte bosatte."


def test_reference_and_what_is_lacking():
    assert text.reference({JOBS: None, RESIDENTS: growth()}, "Østfold") == [
        NO_JOBS,
        "Fylket er brukt som sammenligning, for landstall etter næring er ikke med i utgaven. Østfold er her summen av "
        "kommunene, også kommunen selv.",
    ]
    assert text.reference({JOBS: growth(JOBS, "country"), RESIDENTS: growth(reference="country")}, "Østfold") == [
        "Landet er brukt som sammenligning."
    ]
    assert text.reference({JOBS: None, RESIDENTS: growth(split=NOTHING)}, "Østfold") == [
        NO_JOBS,
        "Den har verken landstall etter næring eller tall for alle kommunene i fylket i to år som kan sammenlignes, så "
        "veksten er ikke delt i tre.",
    ]
    assert text.reference({JOBS: None, RESIDENTS: None}, "Østfold") == [
        "Utgaven har ikke tall etter næring for to år som kan sammenlignes, så veksten kan ikke deles opp."
    ]


def test_few_groups_are_coarse():
    assert text.coarse([None, growth()]).startswith("Tallene har 2 næringsgrupper og én for alle de andre næringene")
    assert text.coarse([growth(groups=industries(i85=1))]) == text.coarse([None]) == ""


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (industries(i86_88=194, i85=-14, iother=123), "økte tallet på sysselsatte bosatt i Halden mest innen helse- og sosialtjenester (+194) og falt mest innen undervisning (−14). De andre næringene endret seg til sammen med +123."),
        (industries(i86_88=6, i85=-5), "økte tallet på sysselsatte bosatt i Halden mest innen helse- og sosialtjenester (+6); ingen av næringsgruppene falt nevneverdig."),
        (industries(i86_88=5, i85=-6), "falt tallet på sysselsatte bosatt i Halden mest innen undervisning (−6); ingen av næringsgruppene økte nevneverdig."),
        (industries(i86_88=5, i85=-5), "endret tallet på sysselsatte bosatt i Halden seg ikke nevneverdig i noen av næringsgruppene."),
    ],
)  # fmt: skip
def test_contributions(groups, expected):
    assert plain(text.contributions("Halden", growth(groups=groups))) == f"Fra 2020 til 2025 {expected}"


KINDS = pd.DataFrame(
    {"kind": ["basis", "visit", "regional", "public", "mixed"], "from_persons": 1, "to_persons": 2, "change_persons": 1,
     "share_pct": [10.0, 5.0, 15.0, 10.0, 60.0]}
)  # fmt: skip


def test_kinds_are_at_least():
    assert plain(text.kinds("Halden", growth(JOBS, kinds=KINDS))) == (
        "Av arbeidsplassene i Halden i 4. kvartal 2025 lå minst så mye i hver type: basisnæringer 10,0 prosent, "
        "besøksnæringer 5,0 prosent, regionale næringer 15,0 prosent og offentlig sektor 10,0 prosent. De andre 60,0 prosent "
        "var i næringsgrupper som rommer flere typer, og kan ikke fordeles."
    )
    groups = text.kinds_table(KINDS).set_index("kind")["groups"]
    assert groups["Basisnæringer"] == "Jordbruk, skogbruk og fiske, bergverksdrift og utvinning og industri"
    assert groups["Blandet"] == "Alle andre næringsgrupper"


def plan(jobs: float | None = 12995, since: int | None = 2020) -> PlanKinds:
    table = pd.DataFrame({"kind": ["basis", "visit", "regional", "public"], "persons": [3513.0, 2134, 3412, 5334],
                          "share_pct": 25.0, "change_persons": [135.0, 223, -77, None]})  # fmt: skip
    return PlanKinds(table, 2024, since, jobs)


def test_kinds_of_the_plan_are_the_plans_own():
    first, own, beside = map(plain, text.plan_kinds(plan()))
    assert first.endswith(
        "Ved utgangen av 2024 var fordelingen basisnæringer 3 513, besøksnæringer 2 134, regionale næringer 3 412 og "
        "offentlig sektor 5 334, i alt 14 393 «ansatte»."
    )
    assert own == "Tallene er Telemarksforskings slik planen oppgir dem, og de kan ikke regnes ut på nytt her."
    assert beside.startswith("Summen er 1 398 flere enn de 12 995 arbeidsplassene")
    assert plain(text.plan_kinds(plan(15000))[2]).startswith("Summen er 607 færre enn de 15 000")
    assert len(text.plan_kinds(plan(14393))) == len(text.plan_kinds(plan(None))) == 2
    assert text.plan_kinds(None) == []


def test_table_of_the_plans_kinds():
    texts = text.plan_kinds_texts(plan())
    assert texts["note"] == "Planen oppgir ikke endringen for offentlig sektor."
    assert texts["labels"]["change_persons"] == "Endring 2020–2024"
    whole = plan(since=None)
    whole.table["change_persons"] = 1.0
    assert (text.plan_kinds_texts(whole)["note"], text.plan_kinds_texts(whole)["labels"]["change_persons"]) == (None, "Endring")


def places(*rows: tuple[str, int]) -> Workplaces:
    table = pd.DataFrame(rows, columns=["place", "change_persons"])
    return Workplaces(Window(2020, 2022), table.assign(from_persons=100, to_persons=100 + table["change_persons"]))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (places(("own", 274), ("0301", 236), ("outside", -4)), "økte tallet på sysselsatte bosatt i Halden med 506: +274 blant dem som arbeidet i Halden, +236 blant dem som arbeidet i andre kommuner, og −4 blant dem uten arbeidssted i en norsk kommune."),
        (places(("own", -10), ("outside", 0)), "falt tallet på sysselsatte bosatt i Halden med 10: −10 blant dem som arbeidet i Halden, 0 blant dem som arbeidet i andre kommuner, og 0 blant dem uten arbeidssted i en norsk kommune."),
        (places(("own", 5), ("outside", 0)), "var tallet på sysselsatte bosatt i Halden om lag uendret: +5 blant dem som arbeidet i Halden, 0 blant dem som arbeidet i andre kommuner, og 0 blant dem uten arbeidssted i en norsk kommune."),
    ],
)  # fmt: skip
def test_workplaces(found, expected):
    assert plain(text.workplaces("Halden", found)) == f"Fra 2020 til 2022 {expected}"


def test_workplaces_without_figures():
    assert text.workplaces("Hvaler", None) == (
        "Utgaven har ikke tall for hvor sysselsatte bosatt på Hvaler arbeider i to år som kan sammenlignes."
    )
    assert text.workplace_most(None, {}) == ""


@pytest.mark.parametrize(
    ("oslo", "moss", "expected"),
    [
        (55, -11, "Blant de 2 andre kommunene som flest arbeidet i, økte tallet mest i Oslo (+55) og falt mest i Moss (−11)."),
        (55, -5, "Blant de 2 andre kommunene som flest arbeidet i, økte tallet mest i Oslo (+55)."),
        (5, -6, "Blant de 2 andre kommunene som flest arbeidet i, falt tallet mest i Moss (−6)."),
        (5, -5, ""),
    ],
)
def test_other_places_of_work(oslo, moss, expected):
    found = places(("own", 900), ("0301", oslo), ("3103", moss), ("rest", 900), ("outside", -900))
    assert plain(text.workplace_most(found, {"0301": "Oslo", "3103": "Moss"})) == expected


def test_every_place_of_work_has_a_name():
    found = places(("own", 1), ("0301", 1), ("1850", 1), ("rest", 1), ("outside", 1))
    table = text.workplaces_table(found, "Halden", {"0301": "Oslo"})
    assert table["work"].tolist() == ["Halden", "Oslo", "1850", "Andre kommuner", "Ingen norsk kommune"]
    assert "alle sysselsatte bosatte" in text.workplaces_texts("Halden", found, table)["note"]


def test_years_before_the_revision_are_told_of_where_they_are(monkeypatch):
    found = places(("own", 1), ("outside", 0))
    for breaks, told in (({2020: "Nyere tall"}, True), ({}, False)):
        monkeypatch.setattr(text, "REVISION_BREAK", breaks)
        note = text.workplaces_texts("Halden", found, text.workplaces_table(found, "Halden", {}))["note"]
        assert ("Tallene før 2020 er de først publiserte" in note) == told


def group(*codes: str, centrality: int | None = None) -> Group:
    candidates = pd.DataFrame(
        [(code, 40000.0, 120.0, 3.0, 9.5, True, True) for code in codes],
        columns=["municipality_code", "population_persons", "size_pct", "centrality_class", "distance_pct", "within", "chosen"],
    )
    return Group(list(codes), candidates, 2026, 2025, centrality)


NAMES = {"3105": "Sarpsborg", "3103": "Moss"}


def test_rule_of_the_group():
    first, second, third = text.rule(group("3105"), "Halden")
    assert plain(first) == (
        "Sammenligningsgruppen er inntil 5 kommuner blant dem som utgaven har næringstall for. De har mellom 50 og 200 "
        "prosent av kommunens folketall, og fordelingen av de sysselsatte bosatte på næringer er mest mulig lik kommunens."
    )
    assert second.endswith("for at de to kommunene skulle være like.")
    assert third == (
        "SSBs sentralitetsindeks skal også være med i regelen, men er ikke med ennå, for den er ikke hentet. Ingenting er "
        "satt i stedet for den."
    )
    known = text.rule(group("3105", centrality=3), "Halden")
    assert len(known) == 2 and "kommunens folketall og en sentralitetsklasse som er høyst 1 unna, og" in known[0]
    assert text.rule(None, "Halden")[-1] == "Utgaven har ikke tallene som trengs for å finne en gruppe for Halden."


def test_members_of_the_group():
    assert text.members(group("3105", "3103"), "Halden", NAMES) == "Gruppen for Halden er Sarpsborg og Moss, den likeste først."
    assert text.members(group("3105"), "Halden", NAMES) == "Gruppen for Halden er Sarpsborg alene."
    assert text.members(group(), "Aremark", NAMES) == (
        "Ingen av kommunene oppfyller kravene, så Aremark har ingen sammenligningsgruppe i denne utgaven."
    )
    assert text.members(None, "Halden", NAMES) == ""


def test_table_of_candidates_has_centrality_where_it_is_known():
    known, unknown = group("3105", centrality=3), group("3105")
    assert "centrality_class" in text.candidates_table(known, NAMES)
    assert text.candidates_texts("Halden", known)["note"].endswith("Halden er i sentralitetsklasse 3 (1 er mest sentral, 6 minst).")
    assert "centrality_class" not in text.candidates_table(unknown, NAMES)
    assert "sentralitet" not in text.candidates_texts("Halden", unknown)["note"]


def standing(indicator="residents_growth", since=2020.0, place=4.0, of=4.0, own=4.0, low=6.8, high=9.6) -> pd.DataFrame:
    row = {"indicator": indicator, "since": since, "year": 2025, "own_pct": own, "place": place, "of": of, "median_pct": 7.4,
           "low_pct": low, "high_pct": high, "others_pct": 4.6, "county_pct": 6.1, "country_pct": None}  # fmt: skip
    return pd.DataFrame([row])


TAIL = "i sammenligningsgruppen, der medianen var 7,4 prosent (fra 6,8 til 9,6)."
GREW = "Veksten i sysselsatte bosatte i Halden fra 2020 til 2025 var"
LEVEL = "Sysselsettingsgraden i alderen 15–74 år i Halden i 2025 var"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (standing(), f"{GREW} 4,0 prosent, lavere enn i alle de 3 kommunene {TAIL}"),
        (standing(of=3.0), f"{GREW} 4,0 prosent, lavere enn i begge kommunene {TAIL}"),
        (standing("jobs_growth", place=1.0, own=9.7), f"Veksten i arbeidsplasser i Halden fra 2020 til 2025 var 9,7 prosent, høyere enn i alle de 3 kommunene {TAIL}"),
        (standing("rate", None, 2.0, own=9.59), f"{LEVEL} 9,6 prosent, det samme som den høyeste av de 3 kommunene {TAIL}"),
        (standing("rate", None, 4.0, own=6.76), f"{LEVEL} 6,8 prosent, det samme som den laveste av de 3 kommunene {TAIL}"),
        (standing("rate", None, 1.0, own=7.4, low=7.4, high=7.4), f"{LEVEL} 7,4 prosent, det samme som i alle de 3 kommunene i sammenligningsgruppen."),
        (standing("net_commuting", None, 3.0, own=7.0), f"Nettopendlingen i Halden i 2025 var 7,0 prosent av de sysselsatte bosatte, nummer 3 ovenfra når kommunen regnes med blant de 3 kommunene {TAIL}"),
        (standing(place=1.0, of=2.0), f"{GREW} 4,0 prosent; den ene kommunen i sammenligningsgruppen hadde 7,4 prosent."),
    ],
)  # fmt: skip
def test_standings_always_have_the_values(table, expected):
    assert [plain(said) for said in text.standings("Halden", table)] == [expected]


def test_no_standing_without_a_group():
    assert text.standings("Halden", standing(place=None, of=None)) == []
    alone = text.standings_table(standing(place=None, of=None))
    assert "place" not in alone and "country_pct" not in alone
    texts = text.standings_texts("Halden", "Østfold", alone)
    assert texts["title"] == "Halden mot de andre kommunene, fylket og landet" and texts["note"].startswith("«Andre»")
    texts = text.standings_texts("Halden", "Østfold", text.standings_table(standing()))
    assert "mot sammenligningsgruppen, de andre" in texts["title"] and texts["note"].startswith("Plassen er regnet fra")
    table = text.standings_table(pd.concat([standing(), standing("rate", None)]))
    assert table[["indicator", "place", "spread"]].to_numpy().tolist() == [
        ["Vekst i sysselsatte bosatte, 2020–2025", "4 av 4", "6,8 til 9,6\u00a0%"],
        ["Sysselsettingsgrad 15–74 år, 2025", "4 av 4", "6,8 til 9,6\u00a0%"],
    ]


def test_findings_are_at_most_six_and_at_least_one():
    all_six = text.findings("Halden", CODE, "Østfold", growth(), places(("own", 9), ("outside", 0)), ["Plass.", "To."])
    assert len(all_six) == 6 and all_six[-1] == "Plass."
    nothing = text.findings("Halden", CODE, "Østfold", None, None, [])
    assert [said[:16] for said in nothing] == ["Utgaven har ikke", "Utgaven har ikke"]
    assert len(text.findings("Halden", CODE, "Østfold", growth(split=NOTHING, local=()), None, [])) == 3


def test_not_known():
    everything = text.not_known("Halden", {JOBS: None, RESIDENTS: growth()}, group("3105"), plan())
    starts = [item.split(" ")[0] for item in everything]
    assert starts == ["Hva", "Hvordan", "Tallene", "Telemarksforskings", "Sammenligningsgruppen", "Hvor"]
    country = {JOBS: None, RESIDENTS: growth(reference="country")}
    assert len(text.not_known("Halden", country, group("3105", centrality=2), None)) == 3
    assert len(text.not_known("Halden", {JOBS: None, RESIDENTS: None}, None, None)) == 1


def test_alt_texts_have_the_numbers():
    data = text.parts_table(growth(), {CODE: "Halden"})
    texts = text.parts_texts(growth(), data, "Østfold")
    assert "Halden +4,0 prosent (6,1, −0,2 og −2,0)" in plain(texts["alt"])
    assert "som Østfold, næringssammensetning og lokal del" in texts["alt"]
    assert set(data) - {"name"} <= set(texts["labels"])
    shown = text.industries_table(growth())
    assert "Helse- og sosialtjenester +194, Undervisning −14 og Andre næringer +123" in plain(
        text.industries_texts("Halden", growth(), shown)["alt"]
    )
    lines = pd.DataFrame({"year": [2020, 2025] * 2, "area": ["Halden"] * 2 + [text.GROUP_NAME] * 2,
                          "employed_index": [100, 104, 100, 107.9]})  # fmt: skip
    assert plain(text.development_texts("Halden", lines)["alt"]).endswith("I 2025: Halden 104,0 og Sammenligningsgruppen 107,9.")
    assert text.development_texts("Halden", lines.head(2))["note"] is None
