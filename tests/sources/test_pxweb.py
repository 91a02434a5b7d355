"""PxWebApi: selections worked out against metadata, large ones in parts, and every documented refusal named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from statusbok.errors import SourceError
from statusbok.sources.http import Client, Limits, Throttle
from statusbok.sources.pxweb import MANDATORY, Metadata, PxWeb, Selected
from tests.replica.server import Altered, Empty500, Html, Replica, Slow, Status, Wrong
from tests.replica.tables import CodeList, Content, Dimension, Table

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "api" / "recorded"
REGIONS = {
    "0": "Hele landet",
    "0101": "Halden (-2019)",
    "3001": "Halden (2020-2023)",
    "3101": "Halden",
    "3103": "Moss",
    "3110": "Hvaler",
}
SUMS = CodeList(
    "agg_KommSummerS",
    "Kommuner, sammenslåtte tidsserier",
    {
        "K.0301": ("Oslo", ("0301",)),  # the list is shared with tables that have Oslo
        "K.3101": ("Halden", ("0101", "3001", "3101")),
        "K.3103": ("Moss", ("3103",)),
        "K.3110": ("Hvaler", ("3110",)),
    },
)
PICKS = CodeList("vs_Kommun", "Alle kommuner", {code: (text, (code,)) for code, text in REGIONS.items() if code != "0"})


def table():
    """Regions x industries x sex x two contents x five years; the value of a cell is its number."""
    dimensions = [
        Dimension("Region", "region", dict(REGIONS), eliminable=True, total="0", codelists=[PICKS, SUMS]),
        Dimension("NACE2007", "næring", {"00-99": "Alle", "01-03": "Jordbruk", "05-09": "Bergverk"}),
        Dimension("Kjonn", "kjønn", {"0": "Begge", "1": "Menn", "2": "Kvinner"}, eliminable=True, total="0"),
    ]
    contents = {"Bosatt": Content("Etter bosted", "personer"), "Arbeid": Content("Etter arbeidssted", "personer")}
    periods = ["2021", "2022", "2023", "2024", "2025"]
    values = np.arange(6.0 * 3 * 3 * 2 * 5).reshape(6, 3, 3, 2, 5)
    return Table("ssb", "00001", "Sysselsatte", dimensions, contents, periods, values)


@pytest.fixture
def replica(monkeypatch):
    with Replica() as replica:
        monkeypatch.setenv("STATUSBOK_SERVICES", replica.address)
        replica.tables = {("ssb", "00001"): table()}
        yield replica


@pytest.fixture
def ssb(replica, tmp_path):
    limits = Limits(connect=2, read=1, attempts=2)
    return PxWeb("ssb", Client("ssb", cache=tmp_path, limits=limits, throttle=Throttle(sleep=lambda seconds: None)))


@pytest.fixture
def metadata(ssb):
    return ssb.metadata("00001")


def selection(**changes):
    wanted = {"Region": ["3101"], "NACE*": ["00-99"], "ContentsCode": ["Bosatt"], "Tid": ["2025"]} | changes
    return {name: Selected(codes) if isinstance(codes, list) else codes for name, codes in wanted.items() if codes}


def bodies(replica):
    return [asked.json["selection"] for asked in replica.calls("ssb", "/data")]


def test_about(ssb, replica):
    about = ssb.about("00001")
    assert about.label.startswith("Sysselsatte, etter") and about.updated == "2026-11-12T07:00:00Z"
    assert (about.first_period, about.last_period, about.discontinued) == ("2021", "2025", False)
    replica.tables["ssb", "00001"].discontinued = True
    assert ssb.about("00001").discontinued
    assert replica.log[0].query == {"lang": ["no"]}


def test_only_ssb_and_scb():
    with pytest.raises(SourceError, match="'klass' is no service with PxWebApi; those are ssb, scb"):
        PxWeb("klass")


def test_metadata_is_asked_for_once_and_kept_under_the_time_of_update(ssb, replica, tmp_path):
    ssb.about("00001")
    assert ssb.metadata("00001") is ssb.metadata("00001")
    again = PxWeb("ssb", Client("ssb", cache=tmp_path))
    assert again.metadata("00001", vintage="2026-11-12T07:00:00Z").names == ssb.metadata("00001").names
    assert len(replica.calls("ssb", "/metadata")) == 1
    replica.tables["ssb", "00001"].updated = "2026-12-12T07:00:00Z"
    again.metadata("00001", vintage="2026-12-12T07:00:00Z")
    assert len(replica.calls("ssb", "/metadata")) == 2


def test_dimensions_by_name_and_pattern(metadata):
    assert metadata.dimension("Region") == "Region" and metadata.dimension("NACE*") == "NACE2007"
    with pytest.raises(SourceError, match="table 00001 .ssb.: there is no variable Regin; the table has Region, N"):
        metadata.dimension("Regin")
    with pytest.raises(SourceError, match="the variables Region, NACE2007, .* all fit"):
        metadata.dimension("*")


def test_codes_of_a_table_and_of_its_lists(metadata, ssb):
    assert metadata.codes("Region")["3101"] == "Halden"
    assert metadata.summing("Region") == "agg_KommSummerS"
    assert metadata.codes("Region", "agg_KommSummerS") == {"K.3101": "Halden", "K.3103": "Moss", "K.3110": "Hvaler"}
    listed = ssb.codelist("agg_KommSummerS")
    assert listed.type == "Aggregation" and listed.members["K.3101"] == ["0101", "3001", "3101"]
    with pytest.raises(SourceError, match="Kjonn has no list agg_KommSummer.* its lists are none"):
        metadata.summing("Kjonn")
    with pytest.raises(SourceError, match="Region has no code list agg_X; it has vs_Kommun, agg_KommSummerS"):
        metadata.codes("Region", "agg_X")


def test_codes_by_label(metadata):
    assert metadata.code("Region", "halden") == "3101"
    assert metadata.code("Region", "Hvaler", "agg_KommSummerS") == "K.3110"
    with pytest.raises(SourceError, match="Region has no value with the label 'Haldn'; near it: 3101 Halden"):
        metadata.code("Region", "Haldn")


def test_a_label_that_stands_twice(replica, ssb):
    replica.tables["ssb", "00001"].dimension("Region").labels["3103"] = "Halden"
    with pytest.raises(SourceError, match=r"more than one value \(3101, 3103\) with the label 'Halden'"):
        ssb.metadata("00001").code("Region", "Halden")


@pytest.mark.parametrize(
    ("dimension", "texts", "codes"),
    [
        ("Tid", ["*"], ["2021", "2022", "2023", "2024", "2025"]),
        ("Tid", ["top(2)"], ["2024", "2025"]),
        ("Tid", ["TOP(2, 1)"], ["2023", "2024"]),
        ("Tid", ["bottom(1)", "2025", "top(1)"], ["2021", "2025"]),
        ("Tid", ["from(2024)"], ["2024", "2025"]),
        ("Tid", ["from(2010)"], ["2021", "2022", "2023", "2024", "2025"]),
        ("Tid", ["to(2022)"], ["2021", "2022"]),
        ("Tid", ["range(2022,2023)"], ["2022", "2023"]),
        ("Region", ["31*"], ["3101", "3103", "3110"]),
        ("Region", ["?1*", "0"], ["0", "0101", "3101", "3103", "3110"]),
        ("Region", ["310?"], ["3101", "3103"]),
        ("Region", ["top(2)"], ["0", "0101"]),
        ("Region", ["bottom(1)"], ["3110"]),
        ("Region", ["range(3001,3103)"], ["3001", "3101", "3103"]),
        ("Region", ["from(3103)", "to(0)"], ["0", "3103", "3110"]),
        ("Region", ["3103", "3101", "3103"], ["3101", "3103"]),
    ],
)
def test_expressions(metadata, dimension, texts, codes):
    assert metadata.resolve(dimension, Selected(texts)) == codes


def test_a_year_stands_for_its_quarters():
    index = ["2019K4", "2020K1", "2020K2", "2021K1"]
    dataset = {"class": "dataset", "version": "2.0", "id": ["Tid"], "size": [4], "role": {"time": ["Tid"]}}
    metadata = Metadata(dataset | {"dimension": {"Tid": {"category": {"index": index}}}}, where="x", codelist=None)
    assert metadata.resolve("Tid", Selected(["range(2020,2020)"])) == ["2020K1", "2020K2"]
    assert metadata.resolve("Tid", Selected(["from(2020K2)"])) == ["2020K2", "2021K1"]
    assert metadata.resolve("Tid", Selected(["to(2020)"])) == ["2019K4", "2020K1", "2020K2"]


@pytest.mark.parametrize(
    ("dimension", "texts", "message"),
    [
        ("Region", ["3102"], "table 00001 .ssb.: Region has no value '3102'; near it: .*3103 Moss, 3101 Halden"),
        ("Region", ["Halden"], "no value 'Halden'; near it: 3101 Halden, "),
        ("Tid", ["1850"], "Tid has no value '1850'; the table has 2021, 2022, 2023, 2024, 2025"),
        ("Region", ["a", "b", "c", "d", "e", "f", "g"], "no value 'a', 'b', 'c', 'd', 'e' and 2 more"),
        ("Region", ["99*"], r"Region: 99\* selects nothing; the table has 0, 0101, 3001, 3101, 3103, 3110"),
        ("Tid", ["from(2026)"], "selects nothing"),
        ("Region", [], "an empty list selects nothing"),
        ("Tid", ["top(x)"], r"top\(x\) cannot be understood; write top\(3\)"),
        ("Tid", ["top(0)"], "cannot be understood"),
        ("Tid", ["top(²)"], "cannot be understood"),
        ("Tid", ["range(2021)"], r"range\(2021\) cannot be understood; write from\(2015\)"),
        ("Region", ["from(3102)"], "there is no value '3102'; near it: .*3103"),
    ],
)
def test_what_cannot_be_selected_is_named(metadata, dimension, texts, message):
    with pytest.raises(SourceError, match=message):
        metadata.resolve(dimension, Selected(texts))


def test_data_is_tidy_and_says_what_was_asked(ssb, replica):
    frame = ssb.data("00001", selection(Tid=["top(2)"]))
    assert frame["Tid"].tolist() == ["2024", "2025"] and set(frame["NACE2007"]) == {"00-99"}
    assert "Kjonn" not in frame  # left out, so summed over
    expected = [replica.tables["ssb", "00001"].get(
        Region="3101", NACE2007="00-99", Kjonn="0", ContentsCode="Bosatt", Tid=year
    ) for year in ("2024", "2025")]  # fmt: skip
    assert frame["value"].tolist() == expected
    (request,) = frame.attrs["requests"]
    assert request["method"] == "POST"
    assert request["url"] == f"{replica.address}/ssb/tables/00001/data?lang=no&outputFormat=json-stat2"
    assert request["body"]["selection"] == [
        {"variableCode": "Region", "valueCodes": ["3101"]},
        {"variableCode": "NACE2007", "valueCodes": ["00-99"]},
        {"variableCode": "ContentsCode", "valueCodes": ["Bosatt"]},
        {"variableCode": "Tid", "valueCodes": ["2024", "2025"]},
    ]
    assert frame.attrs["updated"] == "2026-11-12T07:00:00Z"


def test_symbols_come_along(ssb, replica):
    replica.tables["ssb", "00001"].set(None, ":", Region="3101", Tid="2025")
    frame = ssb.data("00001", selection())
    assert frame["value"].isna().all() and frame["status"].tolist() == [":"]


def test_a_summing_list_adds_the_years_before_up(ssb, replica):
    codes = Selected(["*"], "agg_KommSummerS")
    frame = ssb.data("00001", selection(Region=codes)).set_index("Region")
    one = [
        replica.tables["ssb", "00001"].get(Region=code, NACE2007="00-99", Kjonn="0", ContentsCode="Bosatt", Tid="2025")
        for code in ("0101", "3001", "3101")
    ]
    assert frame["value"]["K.3101"] == sum(one) and len(frame) == 3
    entry = {"variableCode": "Region", "valueCodes": ["K.3101", "K.3103", "K.3110"], "codelist": "agg_KommSummerS"}
    assert bodies(replica)[0][0] == entry


def test_a_renamed_industry_standard_is_found(ssb, replica):
    replica.tables["ssb", "00001"].rename_dimension("NACE2007", "NACE2025")
    assert "NACE2025" in ssb.data("00001", selection())


@pytest.mark.parametrize("name", [*MANDATORY, "NACE*"])
def test_what_must_be_selected(ssb, replica, name):
    name_there = "NACE2007" if name == "NACE*" else name
    with pytest.raises(SourceError, match=f"leaves out {name_there}, which must be selected"):
        ssb.data("00001", selection(**{name: None}))
    assert not replica.calls("ssb", "/data")


def test_codes_that_the_table_lacks(ssb, replica):
    with pytest.raises(SourceError, match="Region has no value '3199'"):
        ssb.data("00001", selection(Region=["3101", "3199"]))
    assert not replica.calls("ssb", "/data")
    frame = ssb.data("00001", selection(Region=["3101", "3199"]), missing="drop")
    assert frame["Region"].tolist() == ["3101"]
    with pytest.raises(SourceError, match="selects nothing"):
        ssb.data("00001", selection(Region=["3199"]), missing="drop")


@pytest.mark.parametrize("limit", [1, 2, 7, 30, 59, 60])
def test_a_large_selection_comes_in_parts_and_complete(ssb, replica, limit):
    everything = selection(Region=["*"], ContentsCode=["*"], Tid=["*"])
    whole = ssb.data("00001", everything)
    ssb.cells = limit
    parts = ssb.data("00001", everything)
    keys = ["Region", "ContentsCode", "Tid"]
    assert parts.sort_values(keys)["value"].tolist() == whole.sort_values(keys)["value"].tolist()
    assert len(parts.attrs["requests"]) == len(bodies(replica)) - 1 >= 60 / limit
    for body in bodies(replica)[1:]:
        chosen = {entry["variableCode"]: entry["valueCodes"] for entry in body}
        regions = 6 if chosen["Region"] == ["*"] else len(chosen["Region"])
        assert regions * len(chosen["ContentsCode"]) * len(chosen["Tid"]) <= limit
        if limit >= 7:
            assert chosen["ContentsCode"] == ["Bosatt", "Arbeid"]


def test_contents_are_kept_together_as_long_as_they_can(ssb, replica):
    for limit, chosen in ((2, [["Bosatt", "Arbeid"]] * 2), (1, [["Bosatt"], ["Arbeid"]] * 2)):
        ssb.cells = limit
        replica.log.clear()
        ssb.data("00001", selection(ContentsCode=["*"], Tid=["top(2)"]))
        assert [body[2]["valueCodes"] for body in bodies(replica)] == chosen


def test_a_service_that_counts_differently_gets_smaller_parts(ssb, replica):
    too_many = {"type": "Parameter error", "title": "Too many cells selected", "status": 400}
    original = replica._answer

    def strict(asked, url):
        large = asked.path.endswith("/data") and len(asked.json["selection"][0]["valueCodes"]) > 2
        return (400, {}, json.dumps(too_many).encode()) if large else original(asked, url)

    replica._answer = strict
    frame = ssb.data("00001", selection(Region=["3001", "3101", "3103", "3110"]))
    assert sorted(frame["Region"]) == ["3001", "3101", "3103", "3110"]
    assert len(frame.attrs["requests"]) == 2


def test_parts_of_different_updates_are_not_joined(ssb, replica):
    ssb.cells = 1
    ssb.metadata("00001")
    replica.next("ssb", Altered(lambda answer: answer | {"updated": "2026-11-13T07:00:00Z"}))
    with pytest.raises(SourceError, match="was updated while it was fetched"):
        ssb.data("00001", selection(Tid=["top(2)"]))


def test_data_is_kept_under_the_time_of_update(ssb, replica, tmp_path):
    for vintage in ("2026-11-12T07:00:00Z", "2026-11-12T07:00:00Z", "2026-12-12T07:00:00Z"):
        replica.tables["ssb", "00001"].updated = vintage
        ssb.data("00001", selection(), vintage=vintage)
    assert len(replica.calls("ssb", "/data")) == 2


@pytest.mark.parametrize("lags", ["metadata", "data"])
def test_an_answer_of_another_time_than_the_table_is_neither_taken_nor_kept(ssb, replica, lags):
    replica.tables["ssb", "00001"].updated = vintage = "2026-12-12T07:00:00Z"
    if lags == "data":
        ssb.metadata("00001", vintage=vintage)
    replica.next("ssb", Altered(lambda answer: answer | {"updated": "2026-11-12T07:00:00Z"}))
    message = "updated 2026-12-12T07:00:00Z, but this answer is of 2026-11-12T07:00:00Z: .* run again later"
    with pytest.raises(SourceError, match=message):
        ssb.data("00001", selection(), vintage=vintage)
    assert len(ssb.data("00001", selection(), vintage=vintage)) == 1
    # The same moment may be written in another way.
    replica.tables["ssb", "00001"].updated = "2026-12-12T08:00:00+01:00"
    assert len(ssb.data("00001", selection(Region=["3103"]), vintage=vintage)) == 1


def test_an_answer_that_is_not_right_is_not_kept(ssb, replica):
    vintage = "2026-11-12T07:00:00Z"
    ssb.metadata("00001", vintage=vintage)
    replica.next("ssb", Altered(lambda answer: answer | {"value": []}))
    with pytest.raises(SourceError, match="table 00001 .ssb.: 0 values where there should be 1; the answer is cut off"):
        ssb.data("00001", selection(), vintage=vintage)
    assert len(ssb.data("00001", selection(), vintage=vintage)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a | {"id": [*a["id"][:-1], "Aar"], "dimension": a["dimension"] | {"Aar": a["dimension"]["Tid"]}},
         "answers with Region, NACE2007, ContentsCode, Aar, but Region, NACE2007, ContentsCode, Tid were asked for"),
        (lambda a: json.loads(json.dumps(a).replace("3101", "3103")), "answers with Region 3103, which were not asked"),
        (lambda a: [], "not a json-stat2 dataset"),
    ],
)  # fmt: skip
def test_an_answer_to_something_else(ssb, replica, change, message):
    ssb.metadata("00001")
    replica.next("ssb", Altered(change))
    with pytest.raises(SourceError, match=message):
        ssb.data("00001", selection())


def test_an_answer_without_a_code(ssb, replica):
    ssb.metadata("00001")
    replica.tables["ssb", "00001"].remove_code("Region", "3110")
    codes = selection(Region=Selected(["*"]))
    with pytest.raises(SourceError, match="answers without Region 3110, which were asked for"):
        ssb.data("00001", codes)
    assert len(ssb.data("00001", codes, missing="drop")) == 5


def test_an_unknown_table(ssb):
    for ask in (ssb.about, ssb.metadata):
        with pytest.raises(SourceError, match=r"^table 99999 \(ssb\) does not exist$"):
            ask("99999")


def test_an_unknown_code_list(ssb):
    with pytest.raises(SourceError, match=r"code list agg_X \(ssb\)"):
        ssb.codelist("agg_X")


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("Non-existent value", "the service lacks one of these values"),
        ("Non-existent variable", "the service lacks one of these variables"),
        ("Non-existent codelist", "the service lacks one of these code lists"),
        ("Missing selection for mandantory variable", "a variable that must be selected is left out"),
        ("Too many cells selected", "too much for one answer"),
        ("Illegal selection expression", "does not understand one of these expressions"),
    ],
)
def test_every_documented_refusal_is_named(ssb, replica, title, message):
    ssb.metadata("00001")
    original = replica._answer
    refusal = json.dumps({"type": "Parameter error", "title": title, "status": 400}).encode()
    replica._answer = lambda asked, url: (400, {}, refusal) if asked.method == "POST" else original(asked, url)
    with pytest.raises(SourceError) as caught:
        ssb.data("00001", selection())
    text = str(caught.value)
    assert text.startswith("table 00001 (ssb): ") and message in text and f"({title})" in text
    assert "Selected: Region 3101; NACE2007 00-99; ContentsCode Bosatt; Tid 2025." in text


def test_another_refusal_is_passed_on(ssb, replica):
    replica._answer = lambda asked, url: (403, {}, b'{"title": "Forbidden"}')
    with pytest.raises(SourceError, match="answered 403 with .*Forbidden"):
        ssb.about("00001")


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        ([Empty500()], "table 00001 .ssb.: the service failed without a word .status 500."),
        ([Html(404)], "answered 404 with a web page"),
        ([Html(200)], "web page .HTML, status 200."),
        ([Status(503), Status(503)], "answered 503 .*2 tries"),
        ([Slow(2), Slow(2)], "was silent for 1 s .2 tries"),
        ([Wrong(), Wrong()], "JSON that is cut off or broken .2 tries"),
    ],
)
def test_a_service_in_trouble(ssb, replica, faults, message):
    ssb.metadata("00001")
    replica.next("ssb", *faults)
    with pytest.raises(SourceError, match=message):
        ssb.data("00001", selection())


@pytest.mark.parametrize("wrong", [[], {}, {"values": None}])
def test_descriptions_that_are_something_else(ssb, replica, wrong):
    replica.next("ssb", *[Altered(lambda _: wrong)] * 3)
    with pytest.raises(SourceError, match="table 00001 .ssb.: the answer does not describe a table"):
        ssb.about("00001")
    with pytest.raises(SourceError, match="not a json-stat2 dataset"):
        ssb.metadata("00001")
    with pytest.raises(SourceError, match="not the code list agg_KommSummerS"):
        ssb.codelist("agg_KommSummerS")


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not here")
def test_recorded_metadata():
    dataset = json.loads((RECORDED / "scb_v2_TAB6471_metadata.json").read_text(encoding="utf-8"))
    metadata = Metadata(dataset, where="table TAB6471 (scb)", codelist=None)
    assert metadata.names == ["Region", "Alder", "Kon", "ContentsCode", "Tid"]
    assert metadata.updated == "2026-06-08T06:00:00Z"
    assert metadata.resolve("Tid", Selected(["top(1)"])) == ["2026M04"]
    assert metadata.code("Region", "Strömstad") == "1486"
    assert metadata.eliminable("Kon") and not metadata.eliminable("Tid")
    assert "vs_CKM03Kommun" in metadata.lists("Region")
