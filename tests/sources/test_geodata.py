"""Land use (SSB) and business areas (SCB) over WFS: pages, axis order, classes, and answers that are not features."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box, mapping

from statusbok.errors import SourceError
from statusbok.sources import arealbruk, geometry, scb_geodata, wfs
from tests.replica import other
from tests.replica.other import Direct

HALDEN = other.area("3101")
WHO = "Halden (3101)"


def gml(change=lambda text: text) -> bytes:
    """One page with all land use that the replica has around Halden, changed."""
    west, south, east, north = HALDEN.bounds
    asked = {"typeNames": arealbruk.LAYER, "bbox": f"{south},{west},{north},{east},{arealbruk.SYSTEM}"}
    text = other.respond("arealbruk", "GET", "", asked, b"")[2].decode()
    return change(text.replace('numberMatched="100"', 'numberMatched="40"')).encode()


def test_land_use_is_read_page_by_page():
    client = Direct("arealbruk")
    land = arealbruk.business_land(HALDEN, WHO, client=client)
    assert [params["startIndex"] for _, params in client.asked] == [0, 40, 80]
    assert land.columns.tolist() == ["class", "area_ha", "geometry"]
    assert set(land["class"]) == {"Industri", "Undervisning"}  # no dwellings
    assert land.crs == "EPSG:4326"
    assert land.within(HALDEN.buffer(0.01)).all()
    assert land["area_ha"].between(2.5, 2.6).all()  # 0.002 by 0.002 degrees at 59 degrees north


def test_coordinates_come_out_with_longitude_first_however_they_are_marked():
    short = gml(lambda text: text.replace("urn:ogc:def:crs:EPSG::4258", "EPSG:4258"))
    none = gml(lambda text: text.replace(' srsName="urn:ogc:def:crs:EPSG::4258"', ""))
    whole = geometry.read(gml(), WHO)
    for content in (short, none):
        assert geometry.read(content, WHO).geometry.geom_equals_exact(whole.geometry, 1e-9).all()
    assert HALDEN.bounds[0] - 0.1 < whole.total_bounds[0] < HALDEN.bounds[2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(gml(lambda text: text[: len(text) // 2]), "broke off in the middle", id="cut off"),
        pytest.param(gml(lambda text: text.replace('Matched="40"', 'Matched="41"')), "has 41 .* gave 40", id="few"),
        pytest.param(gml(lambda text: text.replace('Returned="40"', 'Returned="39"')), "gives 39 .*gives 40", id="odd"),
        pytest.param(gml(lambda text: text.replace("Hovedklasse", "Klasse")), "no property fits", id="no class"),
        pytest.param(
            gml(lambda text: text.replace(other.BUSINESS, "Samferdsel")),
            "no main class begins with 'Næring'; the classes are Boligbebyggelse, Samferdsel",
            id="no business",
        ),
        pytest.param(b"<!DOCTYPE html><html></html>", r"answered with a web page \(HTML\)", id="page"),
        pytest.param(other._refusal("Unknown type <x>"), "refuses: Unknown type", id="refusal"),
        pytest.param(b'<?xml version="1.0"?><Something/>', "expected a FeatureCollection", id="other document"),
        pytest.param(
            b'<wfs:FeatureCollection xmlns:wfs="w" numberMatched="0" numberReturned="0"/>',
            "has no land use between",
            id="empty",
        ),
        pytest.param(
            gml(lambda text: text.replace(" 11.5", " 1.5")), "outside Norway", id="elsewhere"
        ),
    ],
)  # fmt: skip
def test_land_use_that_is_not_as_agreed_is_refused(content, message):
    # A second answer without features: the service has no more.
    more = b'<wfs:FeatureCollection xmlns:wfs="w" numberMatched="41" numberReturned="0"/>'
    with pytest.raises(SourceError, match=message) as error:
        arealbruk.business_land(HALDEN, WHO, client=Direct("arealbruk", content, more))
    assert WHO in str(error.value)


def test_the_answer_to_a_question_about_another_municipality_is_refused():
    more = b'<wfs:FeatureCollection xmlns:wfs="w" numberMatched="41" numberReturned="0"/>'
    with pytest.raises(SourceError, match=r"Bergen \(4601\): the answer is about another place, from 11\."):
        arealbruk.business_land(other.area("4601"), "Bergen (4601)", client=Direct("arealbruk", gml(), more))


def test_a_page_that_comes_again_ends_the_reading():
    text = gml(lambda text: text.replace('numberMatched="40"', 'numberMatched="unknown"'))
    found = wfs.features(Direct("arealbruk", text, text), "layer", WHO)
    assert len(found) == 40


def test_a_full_page_that_comes_again_is_refused_where_the_service_does_not_say_how_many_it_has():
    text = gml(lambda text: text.replace('numberMatched="40"', 'numberMatched="unknown"'))
    with pytest.raises(SourceError, match="the same 40 features again, a full page, .* pass over startIndex"):
        wfs.features(Direct("arealbruk", text, text), "layer", WHO, page=40)


def feature(number: int, shape=box(11.2, 58.9, 11.21, 58.91), code: str = "1486") -> dict:
    properties = {"vo_kod": f"{code}V{number}", "kommunkod": code, "area_ha": 1.0}
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def collection(*features: dict, **more) -> bytes:
    return json.dumps(
        {"type": "FeatureCollection", "features": features, "numberMatched": len(features), **more}
    ).encode()


def test_business_areas_of_the_replica():
    client = Direct("scb_geodata")
    areas = scb_geodata.business_areas(["1486", "1435"], client=client)
    assert client.asked[0][1]["cql_filter"] == "kommunkod IN ('1435','1486')"
    assert areas.columns.tolist() == ["code", "municipality_code", "class", "area_ha", "geometry"]
    assert areas["municipality_code"].value_counts().to_dict() == {"1435": 5, "1486": 5}
    assert (areas["area_ha"] > 2.5).all()  # computed here, not the service's own


def test_business_areas_may_be_none_and_in_metres():
    assert scb_geodata.business_areas(["1730"], client=Direct("scb_geodata", collection())).empty
    metres = gpd.GeoSeries([box(11.2, 58.9, 11.21, 58.91)], crs="EPSG:4326").to_crs("EPSG:3006")[0]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    areas = scb_geodata.business_areas(["1486"], client=Direct("scb_geodata", collection(feature(1, metres), crs=crs)))
    assert areas.total_bounds == pytest.approx([11.2, 58.9, 11.21, 58.91], abs=1e-6)


BOW_TIE = Polygon([(11.2, 58.9), (11.21, 58.91), (11.21, 58.9), (11.2, 58.91)])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (collection(feature(1), code_other := feature(2, code="1480")), "the answer has areas in 1480"),
        (collection(feature(1), feature(1, box(11.3, 58.9, 11.31, 58.91))), "1486V1 twice"),
        (collection(feature(1, BOW_TIE)), "1486V1: the geometry is not valid .Self-intersection at 11.205"),
        (collection(feature(1, box(2.3, 48.8, 2.4, 48.9))), "1486V1: .*outside Sweden"),
        (collection(feature(1), numberMatched=2), "has 2 features, but gave 1"),
        (b'{"error": "no"}', "expected a FeatureCollection"),
        (collection({**code_other, "properties": {"kommunkod": "1486"}}), "no property fits 'vo_kod'"),
    ],
)
def test_business_areas_that_are_not_as_agreed_are_refused(content, message):
    with pytest.raises(SourceError, match=message):
        scb_geodata.business_areas(["1486"], client=Direct("scb_geodata", content, collection(numberMatched=2)))


def test_codes_that_are_no_codes_are_refused():
    with pytest.raises(SourceError, match="expected municipality codes of four digits"):
        scb_geodata.business_areas(["Strömstad"], client=Direct("scb_geodata"))
