"""Every branch of the sentences on commuting, read as a reader gets them."""

import pandas as pd
import pytest

from statusbok.show.nb import commuting as say


def plain(text: str) -> str:
    """The sentence with ordinary spaces, so that the tests can be read."""
    return text.replace("\u00a0", " ")


def test_counts_of_one_are_words():
    assert plain(say.persons(1)) == "én person"
    assert plain(say.persons(1454)) == "1 454 personer"


def test_commuters():
    assert plain(say.commuters("Halden", 2022, 4171, 3082)) == (
        "I 4. kvartal 2022 arbeidet 4 171 av de sysselsatte bosatt i Halden i en annen kommune, "
        "og 3 082 bosatt i andre kommuner arbeidet i Halden."
    )


@pytest.mark.parametrize(
    ("out", "into", "expected"),
    [
        (4171, 3082, "Det var 1 089 flere utpendlere enn innpendlere i Halden i 2022"),
        (3082, 4171, "Det var 1 089 flere innpendlere enn utpendlere i Halden i 2022"),
        (5, 5, "Det var like mange innpendlere som utpendlere i Halden i 2022."),
    ],
)
def test_net(out, into, expected):
    assert plain(say.net("Halden", 2022, out, into)).startswith(expected)


@pytest.mark.parametrize(
    ("out", "into", "expected"),
    [
        ((110, 100), (205, 200), "økte antallet utpendlere fra X med 10 personer og antallet "
        "innpendlere til kommunen med 5."),
        ((90, 100), (199, 200), "falt antallet utpendlere fra X med 10 personer og antallet "
        "innpendlere til kommunen med 1."),
        ((101, 100), (190, 200), "økte antallet utpendlere fra X med én person, "
         "mens antallet innpendlere til kommunen falt med 10 personer."),
        ((90, 100), (210, 200), "falt antallet utpendlere fra X med 10 personer, "
         "mens antallet innpendlere til kommunen økte med 10 personer."),
        ((100, 100), (210, 200), "var antallet utpendlere fra X uendret, "
         "mens antallet innpendlere til kommunen økte med 10 personer."),
        ((110, 100), (200, 200), "økte antallet utpendlere fra X med 10 personer, "
         "mens antallet innpendlere til kommunen var uendret."),
        ((100, 100), (200, 200), "var antallet utpendlere fra X og innpendlere til kommunen uendret."),
    ],
)  # fmt: skip
def test_development(out, into, expected):
    assert plain(say.development("X", 2022, 2017, *out, *into)) == f"Fra 2017 til 2022 {expected}"


def test_development_without_an_earlier_year():
    expected = "Det er ikke tall for et tidligere år som pendlingen på Hvaler i 2017 kan sammenlignes med."
    assert say.development("Hvaler", 2017, None, 10, None, 5, None) == expected
    assert say.development("Hvaler", 2017, 2016, 10, float("nan"), 5, 4) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (
            72.3,
            "I 4. kvartal 2022 arbeidet 70,6 prosent av de sysselsatte bosatt i X i egen kommune, 1,7 "
            "prosentpoeng mindre enn det først publiserte tallet for 2017.",
        ),
        (
            70.1,
            "I 4. kvartal 2022 arbeidet 70,6 prosent av de sysselsatte bosatt i X i egen kommune, 0,5 "
            "prosentpoeng mer enn det først publiserte tallet for 2017.",
        ),
        (
            70.62,
            "I 4. kvartal 2022 arbeidet 70,6 prosent av de sysselsatte bosatt i X i egen kommune, omtrent "
            "samme "
            "andel som i 2017.",
        ),
        (None, "I 4. kvartal 2022 arbeidet 70,6 prosent av de sysselsatte bosatt i X i egen kommune."),
    ],
)
def test_self_containment(by_hand, before, expected):
    assert plain(say.self_containment("X", 2022, 70.6, 2017, before)) == expected


def test_self_containment_that_is_not_known():
    text = say.self_containment("X", 2022, float("nan"), 2017, 72.0)
    assert text == "Andelen av de sysselsatte bosatt i X som arbeidet i egen kommune i 2022, er ikke kjent."


@pytest.mark.parametrize(
    ("position", "count", "expected"),
    [
        (1, 12, "Det var den høyeste andelen blant de 12 kommunene som sammenlignes."),
        (2, 12, "Det var den nest høyeste andelen blant de 12 kommunene som sammenlignes."),
        (11, 12, "Det var den ellevte høyeste andelen blant de 12 kommunene som sammenlignes."),
        (12, 12, "Det var den laveste andelen blant de 12 kommunene som sammenlignes."),
        (14, 20, "Det var nummer 14 av de 20 kommunene som sammenlignes, regnet fra den høyeste andelen."),
        (1, 1, ""),
    ],
)
def test_rank(position, count, expected):
    assert plain(say.rank(position, count)) == expected


def test_jobs_held_by_residents():
    assert plain(say.jobs_held_by_residents("Halden", 2022, 76.51)) == (
        "Av arbeidsplassene i Halden i 2022 ble 76,5 prosent besatt av personer som bodde i kommunen."
    )
    assert say.jobs_held_by_residents("Halden", 2022, None).startswith("Det er ikke tall for hvor mange")


def test_destinations():
    top = [("Sarpsborg", 1454), ("Fredrikstad", 862), ("Oslo", 584)]
    assert plain(say.destinations("Halden", 2022, top, 4171)) == (
        "I 4. kvartal 2022 gikk den største utpendlingen fra Halden til Sarpsborg (1 454 personer), "
        "Fredrikstad "
        "(862) og Oslo (584), "
        "til sammen 70 prosent av utpendlerne."
    )
    assert plain(say.destinations("Halden", 2022, top[:1], 2000)).endswith(
        "Sarpsborg (1 454 personer), 73 prosent av utpendlerne."
    )
    assert say.destinations("Halden", 2022, [], 0) == (
        "Ingen sysselsatte bosatt i Halden hadde arbeidssted i en annen kommune i 2022."
    )


def test_commuters_in_small_flows_only():
    assert say.destinations("X", 2022, [], 9) == (
        "De 9 utpendlerne fra X i 2022 fordelte seg på så mange kommuner at ingen av strømmene er stor "
        "nok til å vises for seg."
    )
    assert say.origins("X", 2022, [], 9).startswith("De 9 innpendlerne til X i 2022 fordelte seg")


def test_origins():
    assert plain(say.origins("Aremark", 2022, [("Halden", 76), ("Marker", 8)], 97)) == (
        "I 4. kvartal 2022 kom den største innpendlingen til Aremark fra Halden (76 personer) og Marker (8), "
        "til sammen 87 prosent av innpendlerne."
    )
    assert (
        say.origins("Hvaler", 2022, [], 0)
        == "Ingen bosatt i en annen kommune hadde arbeidssted på Hvaler i 2022."
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            84,
            "Av de største strømmene var det strømmen til Oslo som endret seg mest: 84 personer flere "
            "enn i 2017.",
        ),
        (
            -84,
            "Av de største strømmene var det strømmen til Oslo som endret seg mest: 84 personer færre "
            "enn i 2017.",
        ),
        (
            1,
            "Av de største strømmene var det strømmen til Oslo som endret seg mest: én person mer enn "
            "i 2017.",
        ),
        (
            -1,
            "Av de største strømmene var det strømmen til Oslo som endret seg mest: én person mindre "
            "enn i 2017.",
        ),
        (0, "Ingen av de største strømmene var endret siden 2017."),
        (None, ""),
    ],
)
def test_largest_change(change, expected):
    assert plain(say.largest_change("Oslo", True, change, 2017)) == expected


def test_largest_change_inwards_and_without_an_earlier_year():
    assert "strømmen fra Oslo" in say.largest_change("Oslo", False, 5, 2017)
    assert say.largest_change("Oslo", False, 5, None) == ""


def test_in_place_of_a_map_without_lines():
    assert plain(say.nothing_drawn("Aremark", "in", 2022, 100)) == (
        "Det er ikke tegnet noe kart over innpendlingen til Aremark i 2022, fordi ingen av strømmene "
        "mellom kommuner på kartet "
        "var på 100 personer eller mer."
    )
    assert "utpendlingen fra Hvaler" in say.nothing_drawn("Hvaler", "out", 2022, 5)


def test_distance():
    assert plain(say.distance("Halden", 2022, 66.6, 40)) == (
        "Av utpendlerne fra Halden i 4. kvartal 2022 arbeidet 67 prosent i en kommune som har midtpunktet "
        "sitt "
        "høyst 40 kilometer "
        "i luftlinje fra midtpunktet i Halden."
    )
    assert plain(say.distance_in("Hvaler", 2022, 90.0, 40)) == (
        "Av innpendlerne bodde 90 prosent i en kommune høyst 40 kilometer unna, målt på samme måte."
    )
    assert (
        say.distance("X", 2022, float("nan"), 40)
        == "Det er ingen utpendlere å måle avstanden for i X i 2022."
    )
    assert say.distance_in("X", 2022, None, 40) == "Det er ingen innpendlere å måle avstanden for i X i 2022."


def test_distances_that_are_not_measured():
    assert plain(say.not_measured(8.6, 5.9)) == (
        "For 9 prosent av utpendlerne og 6 prosent av innpendlerne er avstanden ikke målt, "
        "fordi den andre kommunen ligger utenfor kartet."
    )
    assert plain(say.not_measured(8.6, 0.4)).startswith("For 9 prosent av utpendlerne er avstanden ikke målt")
    assert say.not_measured(0.0, float("nan")) == ""


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        ([], "I 2022 arbeidet flest i egen kommune i alle de 3 kommunene."),
        ([("A", "B")], "I 2022 arbeidet flest i egen kommune i 2 av de 3 kommunene. Unntaket var A, "
        "der flest arbeidet i B."),
        ([("A", "B"), ("C", "Hvaler")], "I 2022 arbeidet flest i egen kommune i 1 av de 3 kommunene. "
         "Unntakene var A, der flest arbeidet i B, og C, der flest arbeidet på Hvaler."),
        ([("A", "B"), ("B", "A"), ("C", "A")], "I 2022 arbeidet flest i en annen kommune i alle de 3 "
        "kommunene."),
    ],
)  # fmt: skip
def test_own_most_common(exceptions, expected):
    assert say.own_most_common(2022, exceptions, 3) == expected


def test_two_municipalities_are_both():
    assert say.own_most_common(2022, [], 2).endswith("i begge kommunene.")
    assert say.net_surplus(2022, ["A", "B"], 2).startswith("Begge kommunene hadde")
    assert say.net_surplus(2022, [], 2).startswith("Ingen av de to kommunene hadde")
    assert say.rank(1, 2) == "Det var den høyeste andelen blant de to kommunene som sammenlignes."


def test_a_municipality_with_nobody_to_compare_with():
    assert say.own_most_common(2022, [], 1) == say.NOBODY_TO_COMPARE
    assert say.net_surplus(2022, ["A"], 1) == say.NOBODY_TO_COMPARE


def test_largest_pair():
    assert say.largest_pair(2022, []) == ""
    assert plain(say.largest_pair(2022, [("Fredrikstad", "Sarpsborg", 6407)])) == (
        "Den største strømmen mellom to av kommunene i 2022 gikk fra Fredrikstad til Sarpsborg: 6 407 "
        "personer."
    )


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (
            -7.66,
            "Per 100 sysselsatte bosatt i X var det 7,7 flere utpendlere enn innpendlere i 4. kvartal 2022.",
        ),
        (
            6.1,
            "Per 100 sysselsatte bosatt i X var det 6,1 flere innpendlere enn utpendlere i 4. kvartal 2022.",
        ),
        (0.04, "Det var omtrent like mange innpendlere som utpendlere i X i 2022."),
        (float("nan"), "Nettopendlingen i X i 2022 er ikke kjent."),
    ],
)
def test_net_rate(rate, expected):
    assert plain(say.net_rate("X", 2022, rate)) == expected


@pytest.mark.parametrize(
    ("surplus", "expected"),
    [
        ([], "Ingen av de 3 kommunene hadde flere innpendlere enn utpendlere i 2022."),
        (["A"], "A var den eneste av de 3 kommunene med flere innpendlere enn utpendlere i 2022."),
        (
            ["A", "B"],
            "A og B hadde flere innpendlere enn utpendlere i 2022. De andre av de 3 kommunene hadde "
            "ikke det.",
        ),
        (["A", "B", "C"], "Alle de 3 kommunene hadde flere innpendlere enn utpendlere i 2022."),
    ],
)
def test_net_surplus(surplus, expected):
    assert say.net_surplus(2022, surplus, 3) == expected


def test_alt_texts_hold_the_numbers():
    series = {"Utpendlere": ["3 731", "4 171"], "Innpendlere": ["2 767", "3 082"]}
    assert say.alt_lines("Pendlere, Halden 2017–2022", 2017, 2022, series) == (
        "Linjediagram: Pendlere, Halden 2017–2022. Utpendlere: fra 3 731 i 2017 til 4 171 i 2022. "
        "Innpendlere: fra 2 767 i 2017 til 3 082 i 2022."
    )
    assert say.alt_lines("Pendlere, Halden 2017", 2017, 2017, {"Utpendlere": ["3 731"]}) == (
        "Diagram med ett år: Pendlere, Halden 2017. Utpendlere: 3 731."
    )
    assert plain(say.alt_flow_map("Halden", 2022, True, [("Sarpsborg", 1454), ("Oslo", 584)], 9)) == (
        "Kart over utpendlingen fra Halden i 2022 med 9 linjer; bredden følger antall personer. "
        "De bredeste linjene går til Sarpsborg (1 454) og Oslo (584)."
    )
    assert "én linje" in say.alt_flow_map("Aremark", 2022, False, [("Halden", 76)], 1)
    assert (
        say.alt_flow_map("Aremark", 2022, False, [], 0)
        == "Kart over innpendlingen til Aremark i 2022 uten linjer."
    )
    assert "Under 25 km: 8,5 og 4,0" in say.alt_distance("Halden", 2022, [("Under 25 km", 8.5, 4.0)])
    shares = [("Halden", 70.6), ("Våler (Østfold)", 23.2), ("Moss", 53.7)]
    matrix = plain(say.alt_matrix(2022, shares))
    assert "for 3 kommuner i 2022" in matrix
    assert "høyest i Halden (71) og lavest i Våler (Østfold) (23)" in matrix
    rates = plain(
        say.alt_rates(
            "Nettopendling", 2022, "Halden", [("Halden", -7.7), ("Våler", -49.5), ("Sarpsborg", 6.1)]
        )
    )
    assert rates == (
        "Kart over nettopendling i 2022 for 3 kommuner. Halden: −7,7. Lavest: Våler (−49,5). Høyest: "
        "Sarpsborg (6,1)."
    )


FLOWS = pd.DataFrame(
    {
        "other_code": ["3105", "9999", None],
        "employed_persons": [9, 7, 3],
        "change_persons": [1, -4, 8],
        "change_pct": [1.0, 2.0, None],
    }
)


def test_named_rows_have_the_name_first_and_the_others_last():
    table = say.named(FLOWS, {"3105": "Sarpsborg"})
    assert table.columns.tolist() == ["municipality_name", "employed_persons", "change_persons"]
    assert table.municipality_name.tolist() == ["Sarpsborg", "9999", "Øvrige"]
    assert say.top(table) == [("Sarpsborg", 9), ("9999", 7)]
    assert say.most_changed(table) == ("9999", -4)


def test_the_square_starts_with_the_own_municipality_in_whole_per_cent():
    shares = pd.DataFrame([[70.6, 0.2], [4.0, 59.4]], ["3101", "3105"], ["3101", "3105"])
    square = say.square(shares, {"3101": "Halden", "3105": "Sarpsborg"}, "Sarpsborg")
    assert square.index.tolist() == square.columns.tolist() == ["Sarpsborg", "Halden"]
    assert square.to_numpy().tolist() == [[59, 4], [0, 71]]
    assert square.index.name == "residence_name"


OWN = pd.DataFrame(
    {
        "live_and_work_here_persons": [60, 62],
        "out_commuters_persons": [40, 45],
        "in_commuters_persons": [30, 29],
        "net_commuters_persons": [-10, -16],
        "self_containment_pct": [60.0, 57.9],
        "self_sufficiency_pct": [66.7, 68.1],
        "net_rate_pct": [-10.0, -15.0],
    },
    index=pd.Index([2018, 2022], name="year"),
)


def test_the_findings_are_six_sentences_of_the_last_year(by_hand):
    reach = pd.DataFrame({"out_share_pct": [50.0, 30.0, 20.0], "in_share_pct": [60.0, 30.0, 10.0]})
    ranked = {way: say.named(FLOWS, {"3105": "Sarpsborg", "9999": "Oslo"}) for way in ("out", "in")}
    told = [plain(sentence) for sentence in say.findings("Halden", OWN, ranked, reach, 40)]
    assert len(told) == 6 and all("i 4. kvartal 2022" in sentence.lower() for sentence in told)
    assert (
        "57,9 prosent" in told[1]
        and "2,1 prosentpoeng mindre enn det først publiserte tallet for 2018" in told[1]
    )
    assert "Sarpsborg (9 personer) og Oslo (7), til sammen 36 prosent av utpendlerne" in told[3]
    assert "arbeidet 80 prosent" in told[5]
    assert [plain(sentence) for sentence in say.findings("Halden", OWN, ranked, None, 40)] == told[:5]


def test_a_municipality_without_boundaries_has_no_maps_and_no_distances():
    expected = "Kartgrunnlaget i rapporten har ikke grensene til Bergen. Derfor er det verken kart eller avstander her."
    assert say.distance_of("Bergen", OWN, None, 40) == [expected]
    assert say.nothing_drawn("Bergen", "out", 2022, 100, placed=False) == expected
    assert say.rates_off_map("Bergen", [False] * 43, placed=False) == expected


def test_maps_of_rates_tell_how_many_municipalities_they_have():
    assert say.rates_off_map("Halden", [True] * 12, placed=True) == ""
    assert plain(say.rates_off_map("Lillestrøm", [True] * 11 + [False] * 10, placed=True)) == (
        "Kartgrunnlaget i rapporten har grensene til 11 av de 21 kommunene. Tallene for alle står i tabellene ved kartene."
    )


def test_one_year_alone_has_no_change_to_tell():
    first = OWN.loc[[2018]]
    assert "ikke tall for et tidligere år" in say.development_of("Halden", first)[0]
    assert "prosentpoeng" not in say.at_home("Halden", first)


def test_captions_hold_what_a_figure_needs(by_hand):
    counts, shares = (
        say.caption_lines("Halden", OWN, say.COUNTS),
        say.caption_lines("Halden", OWN, say.SHARES),
    )
    assert plain(counts["title"]) == "Utpendlere og innpendlere, Halden, 4. kvartal 2018–2022"
    assert "fra 40 personer i 2018 til 45 personer i 2022" in plain(counts["alt"])
    assert "fra 60,0 prosent i 2018 til 57,9 prosent i 2022" in plain(shares["alt"])
    assert list(counts["data"]) == list(OWN.columns[:4]) and "2018" in counts["note"]
    assert counts["name"] != shares["name"]
    rates = OWN.loc[[2022]].set_axis(["Halden"])
    captions = [say.caption_rate_map(column, "Halden", 2022, rates) for column in say.RATE_MAPS]
    assert len({caption["name"] for caption in captions}) == 2
    two = pd.concat([rates, rates.set_axis(["Eidsvoll"])])
    caption = say.caption_rate_map("net_rate_pct", "Halden", 2022, two, [True, False])
    assert "for 1 kommuner" in plain(caption["alt"]) and list(caption["data"].index) == ["Halden", "Eidsvoll"]


def test_what_is_not_known_leaves_out_what_does_not_apply(by_hand):
    told = [plain(sentence) for sentence in say.unknown("Halden", 2026, OWN, 15, 71.4)]
    assert any("er de først publiserte" in sentence for sentence in told)
    assert any("15 personer bosatt i Halden" in sentence for sentence in told)
    later = [plain(sentence) for sentence in say.unknown("Halden", 2026, OWN.loc[[2022]], None, None)]
    assert not any("først publiserte" in sentence for sentence in later)
    assert all(later)


def test_a_table_of_others_alone_has_no_top():
    table = say.named(FLOWS.tail(1), {})
    assert say.top(table) == []
    assert say.most_changed(table) == ("", None)


def test_ends_says_when_newer_figures_exist():
    assert "Nyere årganger finnes hos Statistisk sentralbyrå" in say.ends(2022, 2026)
    assert plain(say.ends(2018, 2019)) == (
        "Tallene går til og med 4. kvartal 2018, det siste som var publisert ved utgangen av 2019."
    )


def test_the_note_on_a_cut_line_is_there_only_when_the_line_is_cut(by_hand):
    assert say.break_note([2017, 2018]) is None
    assert say.break_note([2020, 2021]) is None
    assert say.break_note([2017, 2018, 2019, 2020]).startswith("Linjene er brutt fordi tallene for 2017–2019")


def test_first_published(by_hand):
    assert say.first_published("X", None, None, None, [2020, 2021]) == ""
    assert say.first_published("X", None, None, None, [2017, 2018, 2020]).startswith(
        "Tallene for 2017–2018 er de først publiserte."
    )
    assert "omtrentlige" in say.first_published("X", None, None, None, [2019, 2020])
    assert "omtrentlige" not in say.first_published("X", None, None, None, [2018, 2019])
    known = plain(say.first_published("Halden", 2019, 71.11, 71.43, [2017, 2018, 2019, 2020]))
    assert known.endswith(
        "er 71,1 prosent etter de først publiserte tallene og 71,4 prosent etter de reviderte."
    )


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (None, "Arbeid i utlandet, på sokkelen eller på Svalbard er ikke med blant utpendlerne."),
        (0, "Det gjaldt ingen sysselsatte bosatt i Halden i 2022."),
        (1, "Det gjaldt én person bosatt i Halden i 2022, regnet som"),
        (15, "Det gjaldt 15 personer bosatt i Halden i 2022, regnet som"),
    ],
)
def test_not_in_matrix(count, expected):
    assert expected in plain(say.not_in_matrix("Halden", 2022, count))


def test_a_change_over_the_revision_is_told(by_hand):
    assert say.revised_since(2017, 2022).startswith("Tallene for 2017 er de først publiserte")
    assert say.revised_since(2017, 2019) == say.revised_since(2020, 2022) == ""
    assert say.development_of("Halden", OWN)[1] == say.revised_since(2018, 2022)
    assert say.caption_flow_table("Halden", OWN, "out")["note"] == say.revised_since(2018, 2022)
    assert say.caption_flow_table("Halden", OWN.loc[[2022]], "out")["note"] is None
    assert "først publiserte" not in say.self_containment("X", 2019, 70.6, 2017, 72.3)


@pytest.mark.parametrize("by_hand", [False], indirect=True)
def test_fetched_figures_are_of_one_vintage(by_hand):
    assert say.revised_since(2017, 2022) == "" and say.break_note([2017, 2018, 2019, 2020]) is None
    assert say.first_published("Halden", 2019, 71.11, 71.43, [2017, 2018, 2019, 2020]) == ""
    assert plain(say.self_containment("X", 2022, 70.6, 2017, 72.3)).endswith("1,7 prosentpoeng mindre enn i 2017.")
    assert not any("først publiserte" in sentence for sentence in say.unknown("Halden", 2026, OWN, 15, None))


def test_sweden_is_told():
    assert "arbeidet i Sverige, er ikke med" in say.not_in_sweden("Halden")


def test_note_of_the_matrix_says_when_municipalities_are_left_out():
    square = pd.DataFrame([[60, 40], [10, 90]], ["Bergen", "Øygarden"], ["Bergen", "Øygarden"])
    assert say.caption_matrix(2025, square, 2)["note"].startswith("Prosentene er avrundet")
    left_out = plain(say.caption_matrix(2025, square, 43)["note"])
    assert left_out.startswith(
        "Tabellen viser 2 av de 43 kommunene som sammenlignes: Bergen og dem med størst pendling til og fra Bergen. Prosentene"
    )


def test_a_series_that_begins_late_says_why():
    assert say.begins("Halden", [], 2017) == []
    assert say.begins("Rindal", [2019], 2020) == ["Tabellen har ingen tall for Rindal i 2019. Tallene her begynner derfor i 2020."]
    assert "i 2017, 2018 og 2019." in say.begins("Rindal", [2017, 2018, 2019], 2020)[0]
    rows = [(year, "5061", "5061", 10) for year in (2018, 2020)] + [(2019, "3101", "3101", 10)]
    flows = pd.DataFrame(rows, columns=["year", "residence_code", "work_code", "employed_persons"])
    assert say.begins_of(flows, "5061", "Rindal", 2020) == say.begins("Rindal", [2019], 2020)
