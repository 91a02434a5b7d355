"""Business land in OpenStreetMap: ways and relations become areas, and the service's own failures are told."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import box

from statusbok.errors import SourceError
from statusbok.sources import overpass
from tests.replica import other
from tests.replica.other import Direct

AREA = box(11.0, 59.0, 12.0, 60.0)
WHO = "Halden (3101)"


def line(*points: tuple[float, float]) -> list[dict[str, float]]:
    return [{"lat": y, "lon": x} for x, y in points]


def square(west: float, south: float, side: float = 0.01) -> list[dict[str, float]]:
    return line(*box(west, south, west + side, south + side).exterior.coords)


def way(number: int, points: list, **tags: str) -> dict:
    return {"type": "way", "id": number, "geometry": points, "tags": {"landuse": "industrial"} | tags}


def ask(*elements: dict, **more):
    answer = json.dumps({"osm3s": {"timestamp_osm_base": "2026-11-21T20:00:00Z"}, "elements": elements, **more})
    return overpass.business_land(AREA, WHO, client=Direct("overpass", answer.encode()))


def test_land_of_the_replica():
    halden = other.area("3101")
    land = overpass.business_land(halden, WHO, client=Direct("overpass"))
    assert land.columns.tolist() == ["code", "name", "class", "area_ha", "geometry"]
    assert set(land["class"]) == set(overpass.CLASSES)
    assert land.representative_point().within(halden).all()
    assert land["area_ha"].between(2.5, 2.6).all()
    assert land.attrs == {"left_out": 0, "as_of": "2026-11-21T20:00:00Z"}


def test_the_question_names_classes_and_box():
    text = overpass.question(AREA.bounds)
    assert '["landuse"~"^(industrial|commercial|retail)$"](59.00000,11.00000,60.00000,12.00000)' in text
    assert text.startswith("[out:json]") and text.endswith("out geom;")


def test_a_relation_in_pieces_with_a_hole():
    outer = [line((11.1, 59.1), (11.2, 59.1), (11.2, 59.2)), line((11.2, 59.2), (11.1, 59.2), (11.1, 59.1))]
    members = [{"type": "way", "role": "outer", "geometry": part} for part in outer]
    members += [{"type": "way", "role": "inner", "geometry": square(11.14, 59.14)}, {"type": "node", "role": "label"}]
    found = ask({"type": "relation", "id": 7, "members": members, "tags": {"landuse": "retail", "name": "Sørli"}})
    assert found[["code", "name", "class"]].values.tolist() == [["relation/7", "Sørli", "retail"]]
    assert found.geometry[0].area == pytest.approx(0.1**2 - 0.01**2)


def test_what_lies_elsewhere_or_encloses_nothing_is_left_out():
    bow_tie = line((11.1, 59.1), (11.2, 59.2), (11.2, 59.1), (11.1, 59.2), (11.1, 59.1))
    found = ask(
        way(2, square(11.5, 59.5)), way(1, square(11.3, 59.3)), way(3, square(12.2, 59.5)), way(4, bow_tie),
        way(5, line((11.1, 59.1), (11.2, 59.1), (11.2, 59.2))),
    )  # fmt: skip
    assert found["code"].tolist() == ["way/1", "way/2"]
    assert found.attrs["left_out"] == 2
    assert ask().empty


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            b'{"elements": [], "remark": "runtime error: Query timed out"}',
            r"did not finish \(runtime error: Query timed",
        ),
        (b'{"version": 0.6}', "the answer has no 'elements'"),
        (b"<html><body>rate limited</body></html>", "web page"),
        (json.dumps({"elements": [way(1, square(11, 59), landuse="forest")]}).encode(), "way/1: landuse is 'forest'"),
        (json.dumps({"elements": [way(1, [{"lat": 59.0}])]}).encode(), "way/1: the geometry cannot be read"),
        (json.dumps({"elements": [way(1, square(2.3, 48.8))]}).encode(), "way/1: .*outside Norway"),
        (json.dumps({"elements": [way(1, square(5.3, 60.4))]}).encode(), "is about another place, from 5.300, 60.400"),
    ],
)
def test_an_answer_that_is_not_as_agreed_is_refused(answer, message):
    with pytest.raises(SourceError, match=message):
        overpass.business_land(AREA, WHO, client=Direct("overpass", answer))
