"""The services without a table: Kartverket, Norges Bank, and those with business land; all figures are made up.

Every municipality of the record has an area: the one of its map layer, or a made-up square of 20 km.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

import shapely
from shapely.geometry import box, mapping, shape

from statusbok.catalogue import ROOT
from statusbok.errors import SourceError
from statusbok.sources.http import Answer

JSON = {"Content-Type": "application/json"}
SCHEMA = "https://skjema.geonorge.no/SOSI/produktspesifikasjon/SsbArealbruk/20230701"
XML = {"Content-Type": "text/xml; subtype=gml/3.2.1"}
BUSINESS, OTHER = "NæringOffentligPrivatTjeneste", "Boligbebyggelse"
MOST = 40  # features in one page, however many are asked for
SIDE = 0.002  # degrees, of a made-up piece of land

Reply = tuple[int, dict[str, str], bytes]


def respond(service: str, method: str, path: str, query: dict[str, Any], body: bytes | None) -> Reply:
    """One answer.

    Args:
        service: One of the services that this module knows.
        method: GET or POST.
        path: Below the address of the service.
        query: Values, or lists of values, by name.
        body: What was sent along.
    """
    asked = {name: value[0] if isinstance(value, list) else value for name, value in query.items()}
    path = path.strip("/")
    if service == "kartverket":
        return _kartverket(path, asked)
    if service == "norges_bank":
        return _norges_bank(path, asked)
    if service == "arealbruk":
        return _arealbruk(asked)
    if service == "scb_geodata":
        return _scb_geodata(asked)
    if service == "overpass":
        return _overpass(body or b"")
    return _json({"message": f"no service {service}"}, 404)


def area(code: str) -> shapely.Geometry:
    """The area that the replica gives a municipality (EPSG:4326)."""
    layer = _layer()
    if code in layer:
        return layer[code]
    number = sorted(_municipalities()).index(code)
    west, south = 5.0 + 0.4 * (number % 20), 60.6 + 0.2 * (number // 20)
    return box(west, south, west + 0.38, south + 0.18)


def _kartverket(path: str, asked: dict[str, str]) -> Reply:
    found = re.fullmatch(r"kommuner/(\d{4})(?:/(omrade|nabokommuner))?", path)
    if not found or found[1] not in _municipalities():
        return _json({"title": "Not Found", "status": 404, "detail": f"Fant ikke {path}"}, 404)
    code, what = found.groups()
    name, county = _municipalities()[code]
    names = {"kommunenavn": name, "kommunenavnNorsk": name, "kommunenummer": code}
    if what == "omrade":
        if asked.get("utkoordsys") != "4258":
            return _json({"title": "Bad Request", "status": 400}, 400)
        crs = {"type": "name", "properties": {"name": "EPSG:4258"}}
        whole = shapely.multipolygons(shapely.get_parts(area(code)))
        return _json({"kommunenavn": name, "kommunenummer": code, "omrade": {"crs": crs, **mapping(whole)}})
    if what == "nabokommuner":
        near = area(code).buffer(0.03)
        others = [other for other in _municipalities() if other != code and near.intersects(area(other))]
        return _json([{"kommunenavn": _municipalities()[other][0], "kommunenummer": other} for other in others])
    point = mapping(area(code).representative_point())
    return _json(
        names
        | {"fylkesnavn": county, "fylkesnummer": code[:2], "gyldigeNavn": [{"navn": name, "prioritet": 1}]}
        | {"punktIOmrade": point, "avgrensningsboks": mapping(box(*area(code).bounds))}
    )


def _norges_bank(path: str, asked: dict[str, str]) -> Reply:
    found = re.fullmatch(r"data/EXR/B\.([A-Z]{3})\.NOK\.SP", path)
    if not found or asked.get("format") != "csv":
        return 404, {"Content-Type": "text/xml"}, b'<?xml version="1.0"?><Error><Text>No data found</Text></Error>'
    first = date.fromisoformat(asked.get("startPeriod", "2025-01-01"))
    last = date.fromisoformat(asked.get("endPeriod", "2026-11-20"))
    rows = [
        "FREQ;Frequency;BASE_CUR;Base Currency;QUOTE_CUR;Quote Currency;TENOR;Tenor;DECIMALS;CALCULATED;"
        "UNIT_MULT;Unit Multiplier;COLLECTION;Collection Indicator;TIME_PERIOD;OBS_VALUE"
    ]
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        if day.weekday() < 5:
            value = f"{100 + day.month / 10 + day.day / 100:.2f}"
            rows.append(
                f"B;Business;{found[1]};Swedish krona;NOK;Norwegian krone;SP;Spot;2;false;2;Hundreds;"
                f"C;ECB concertation time 14:15 CET;{day};{value}"
            )
    return 200, {"Content-Type": "text/csv"}, ("\r\n".join(rows) + "\r\n").encode()


def _pieces(bounds: tuple[float, ...], most: int = 10) -> list[shapely.Polygon]:
    """Squares in rows and columns over a box."""
    west, south, east, north = bounds
    wide, high = (east - west) / most, (north - south) / most
    corners = [(west + wide * (x + 0.4), south + high * (y + 0.4)) for y in range(most) for x in range(most)]
    return [box(x, y, x + SIDE, y + SIDE) for x, y in corners]


def _page(asked: dict[str, str], total: int) -> range:
    start = int(asked.get("startIndex", 0))
    return range(start, min(start + min(int(asked.get("count", total)), MOST), total))


def _arealbruk(asked: dict[str, str]) -> Reply:
    *sides, system = asked.get("bbox", "").split(",")
    if asked.get("typeNames") != "app:SsbArealbrukFlate" or system != "urn:ogc:def:crs:EPSG::4258":
        return 400, XML, _refusal("Unknown type name or coordinate system")
    south, west, north, east = map(float, sides)
    pieces = _pieces((west, south, east, north))
    page = _page(asked, len(pieces))
    members = []
    for number in page:
        points = " ".join(f"{y:.6f} {x:.6f}" for x, y in pieces[number].exterior.coords)
        main, sub = (BUSINESS, "Industri" if number % 6 else "Undervisning") if number % 2 == 0 else (OTHER, "Enebolig")
        members.append(
            f'<wfs:member><app:SsbArealbrukFlate gml:id="SsbArealbrukFlate.{number}">'
            f'<app:område><gml:Surface gml:id="g{number}" srsName="urn:ogc:def:crs:EPSG::4258"><gml:patches>'
            f"<gml:PolygonPatch><gml:exterior><gml:LinearRing><gml:posList>{points}</gml:posList></gml:LinearRing>"
            "</gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface></app:område>"
            f"<app:ssbArealbrukHovedklasse>{main}</app:ssbArealbrukHovedklasse>"
            f"<app:ssbArealbrukUnderklasse>{sub}</app:ssbArealbrukUnderklasse></app:SsbArealbrukFlate></wfs:member>"
        )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{SCHEMA} https://wfs.invalid/wfs.arealbruk?service=WFS&amp;request=DescribeFeatureType" '
        f'xmlns:app="{SCHEMA}" '
        f'timeStamp="2026-11-22T08:00:00Z" numberMatched="{len(pieces)}" numberReturned="{len(page)}">'
    )
    return 200, XML, (head + "".join(members) + "</wfs:FeatureCollection>").encode()


def _scb_geodata(asked: dict[str, str]) -> Reply:
    if asked.get("typeNames") != "stat:Verksamhetsomraden_2020":
        return 400, XML, _refusal("Feature type unknown")
    codes = [code for code in re.findall(r"'(\d{4})'", asked.get("cql_filter", "")) if code in _layer()]
    features = []
    for code in codes:
        inside = [piece for piece in _pieces(area(code).bounds) if area(code).contains(piece)]
        for number, piece in enumerate(inside[:5]):
            properties = {"objectid": len(features) + 1, "vo_kod": f"{code}V{number:03d}", "kommunkod": code}
            properties |= {"anstallda": 100, "arbetsstallen": 10, "area_ha": 2.5, "ar": 2020}
            features.append(
                {"type": "Feature", "id": f"vo.{code}.{number}", "geometry": mapping(piece), "properties": properties}
            )
    page = [features[number] for number in _page(asked, len(features))]
    whole = {"type": "FeatureCollection", "features": page, "totalFeatures": len(features)}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}
    return _json(whole | {"numberMatched": len(features), "numberReturned": len(page), "crs": crs})


def _overpass(body: bytes) -> Reply:
    question = parse_qs(body.decode()).get("data", [""])[0]
    found = re.search(r"\(([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)\)", question)
    if not found:
        return 400, {"Content-Type": "text/html"}, b"<html><body>Error: parse error</body></html>"
    south, west, north, east = map(float, found.groups())
    elements: list[dict[str, Any]] = []
    for number, piece in enumerate(_pieces((west, south, east, north))[::3]):
        tags = {"landuse": ("industrial", "commercial", "retail")[number % 3], "name": f"Felt {number}"}
        line = [{"lat": y, "lon": x} for x, y in piece.exterior.coords]
        elements.append({"type": "way", "id": 1000 + number, "geometry": line, "tags": tags})
    whole = {"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-11-21T20:00:00Z"}, "elements": elements}
    return _json(whole)


def _refusal(text: str) -> bytes:
    return (
        '<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">'
        f'<ows:Exception exceptionCode="InvalidParameterValue"><ows:ExceptionText>{escape(text)}</ows:ExceptionText>'
        "</ows:Exception></ows:ExceptionReport>"
    ).encode()


def _json(content: Any, status: int = 200) -> Reply:
    return status, JSON, json.dumps(content, ensure_ascii=False).encode()


@cache
def _municipalities() -> dict[str, tuple[str, str]]:
    """Name and county of each Norwegian municipality by its code."""
    with (ROOT / "data/tables/municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "NO"]
    return {row["code"]: (row["name"].split(" (")[0], row["county"]) for row in rows}


@cache
def _layer() -> dict[str, shapely.Geometry]:
    layer = json.loads((ROOT / "geo/municipalities.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in layer["features"]}


class Direct:
    """A client of one service that asks this module without a network, or gives the answers it was made with."""

    def __init__(self, service: str, *answers: bytes | tuple[int, bytes]) -> None:
        self.service, self.answers = service, list(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def get(self, path: str, params: dict[str, Any] | None = None, **_: Any) -> Answer:
        return self._answer("GET", path, params or {}, b"")

    def post(self, path: str, body: str, params: dict[str, Any] | None = None, **_: Any) -> Answer:
        return self._answer("POST", path, params or {}, body.encode())

    def _answer(self, method: str, path: str, params: dict[str, Any], body: bytes) -> Answer:
        self.asked.append((path, params))
        query = {name: str(value) for name, value in params.items()}
        given = self.answers.pop(0) if self.answers else respond(self.service, method, path, query, body)
        content = given if isinstance(given, bytes) else given[-1]
        status = 200 if isinstance(given, bytes) else given[0]
        if status != 200:
            raise SourceError(f"{self.service}: {path} answered {status}")
        return Answer(f"http://replica/{self.service}/{path}", status, {}, content)
