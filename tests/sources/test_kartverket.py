"""Municipalities and areas from Kartverket: what is taken, what is repaired and what is refused."""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import box, mapping

from statusbok.errors import SourceError
from statusbok.sources import geometry
from statusbok.sources.kartverket import Kartverket
from tests.replica import other
from tests.replica.other import Direct

#: The shape of a real answer.
RENNEBU = {
    "kommunenavn": "Rennebu",
    "kommunenavnNorsk": "Rennebu",
    "kommunenummer": "5022",
    "fylkesnavn": "Trøndelag",
    "gyldigeNavn": [{"navn": "Rennebu", "prioritet": 1}],
    "punktIOmrade": {"coordinates": [9.887570019594, 62.766110635459], "type": "Point"},
}


def asked(*answers) -> Kartverket:
    return Kartverket(Direct("kartverket", *(json.dumps(answer).encode() for answer in answers)))


def omrade(shape: shapely.Geometry, code: str = "5022", **more) -> dict:
    return {"kommunenummer": code, "kommunenavn": "Rennebu", "omrade": {**mapping(shape), **more}}


def test_a_municipality_has_name_county_and_point():
    found = asked(RENNEBU).municipality("5022")
    assert (found.code, found.name, found.county) == ("5022", "Rennebu", "Trøndelag")
    assert (found.point.x, found.point.y) == pytest.approx((9.88757, 62.76611), abs=1e-5)


def test_area_and_neighbours_of_the_replica():
    service = Kartverket(Direct("kartverket"))
    area = service.area("3101")
    assert area.is_valid and area.equals(other.area("3101"))
    assert service.client.asked == [("kommuner/3101/omrade", {"utkoordsys": 4258})]
    assert service.neighbours("3101") == ["3105", "3120", "3124"]


def test_a_spike_is_repaired():
    spike = shapely.Polygon([(9, 62), (10, 62), (10, 63), (9.5, 63), (9.5, 63.1), (9.5, 63), (9, 63)])
    assert not spike.is_valid
    area = asked(omrade(spike)).area("5022")
    assert area.is_valid and area.area == pytest.approx(spike.area)


BOW_TIE = shapely.Polygon([(9, 62), (10, 63), (10, 62), (9, 63)])
SQUARE = box(9, 62, 10, 63)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param(omrade(BOW_TIE), r"5022 \(Rennebu\): .*Self-intersection at 9.5\d*, 62.5\d*.*0.1%", id="bow tie"),
        pytest.param(omrade(box(62, 9, 63, 10)), "latitude stands first", id="swapped"),
        pytest.param(omrade(box(600000, 6900000, 610000, 6910000)), "are not degrees; expected EPSG:4326", id="metres"),
        pytest.param(omrade(box(9, 50, 10, 51)), r"from 9.000, 50.000 to .*outside Norway", id="elsewhere"),
        pytest.param(omrade(shapely.Polygon()), "the geometry is empty", id="empty"),
        pytest.param(omrade(shapely.Point(9, 62)), "is Point; expected Polygon or MultiPolygon", id="point"),
        pytest.param(omrade(SQUARE, "5021"), "asked for municipality 5022, the answer is about 5021", id="other code"),
        pytest.param({"kommunenummer": "5022"}, "the answer has no 'omrade'", id="no area"),
        pytest.param(
            omrade(SQUARE, crs={"type": "name", "properties": {"name": "EPSG:25833"}}),
            "is EPSG:25833",
            id="other system",
        ),
        pytest.param(
            {"kommunenummer": "5022", "omrade": {"type": "Polygon", "coordinates": [[[9, 62], [10, 62]]]}},
            "the geometry cannot be read",
            id="too few points",
        ),
    ],
)
def test_an_area_that_cannot_be_used_is_refused(answer, message):
    with pytest.raises(SourceError, match=message):
        asked(answer).area("5022")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([RENNEBU], "5022: the answer is not as agreed"),
        ({key: RENNEBU[key] for key in RENNEBU if key != "fylkesnavn"}, "fylkesnavn"),
        (RENNEBU | {"punktIOmrade": {"coordinates": [62.766, 9.887]}}, "latitude stands first"),
    ],
)
def test_a_municipality_that_lacks_something_is_refused(answer, message):
    with pytest.raises(SourceError, match=message):
        asked(answer).municipality("5022")


def test_what_is_no_municipality_number_is_not_asked_for():
    service = Kartverket(Direct("kartverket"))
    with pytest.raises(SourceError, match="'Halden' is not a municipality number"):
        service.area("Halden")
    assert not service.client.asked
    with pytest.raises(SourceError, match="404"):
        service.municipality("0101")
    with pytest.raises(SourceError, match="expected a list"):
        asked({"kommunenummer": "3101"}).neighbours("3101")


def test_a_repair_keeps_only_areas():
    touching = shapely.MultiPolygon([box(9, 62, 10, 63), box(10, 62, 11, 63)])  # invalid: they share an edge
    assert geometry.checked(touching, "two").equals(box(9, 62, 11, 63))
