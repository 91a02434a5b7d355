"""Municipalities as Kartverket has them: name, county, a point in it, area and neighbours (CC BY 4.0)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import shapely

from statusbok.errors import SourceError
from statusbok.sources import geometry
from statusbok.sources.http import Client

SERVICE = "kartverket"
DEGREES = 4258  # EPSG code of ETRS89; within half a metre of WGS 84, longitude first in this service


class Municipality(NamedTuple):
    """A municipality; `name` is the Norwegian one, `point` lies in the municipality (EPSG:4326)."""

    code: str
    name: str
    county: str
    point: shapely.Point


class Kartverket:
    """Kartverket's service kommuneinfo, https://api.kartverket.no/kommuneinfo/v1."""

    def __init__(self, client: Client | None = None) -> None:
        """Args: client: the way to the service; None makes one."""
        self.client = client or Client(SERVICE)

    def municipality(self, code: str) -> Municipality:
        """Name, county and a point of a municipality of today.

        Raises:
            SourceError: The service does not know the code, or the answer lacks something.
        """
        said = self._ask(code, "")
        try:
            name = said.get("kommunenavnNorsk") or said["kommunenavn"]
            point = shapely.Point(said["punktIOmrade"]["coordinates"])
            found = Municipality(str(said["kommunenummer"]), str(name), str(said["fylkesnavn"]), point)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SourceError(f"kartverket: municipality {code}: the answer is not as agreed ({error!r})") from error
        _check_code(found.code, code)
        geometry.checked(point.buffer(1e-4), f"kartverket: the point of municipality {code} ({name})")
        return found

    def area(self, code: str) -> shapely.Geometry:
        """Area of a municipality, sea and lakes included.

        Returns:
            Polygon or MultiPolygon in EPSG:4326, valid and in Norway.

        Raises:
            SourceError: The service does not know the code, or the geometry cannot be used, see `geometry.checked`.
        """
        said = self._ask(code, "/omrade", {"utkoordsys": DEGREES})
        if not isinstance(said, dict) or not isinstance(said.get("omrade"), dict):
            raise SourceError(f"kartverket: the area of municipality {code}: the answer has no 'omrade'")
        _check_code(str(said.get("kommunenummer")), code)
        who = f"kartverket: the area of municipality {code} ({said.get('kommunenavn', '?')})"
        system = re.search(r"EPSG:+(\d+)$", str(said["omrade"].get("crs", {})).rstrip("'}"))
        if system and int(system[1]) not in (DEGREES, 4326):
            raise SourceError(f"{who}: the coordinate system is EPSG:{system[1]}; expected {DEGREES}")
        try:
            made = shapely.geometry.shape(said["omrade"])
        except (KeyError, ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
            raise SourceError(f"{who}: the geometry cannot be read ({error})") from error
        return geometry.checked(made, who)

    def neighbours(self, code: str) -> list[str]:
        """Codes of the Norwegian municipalities that border on one, on land or in the sea, in order.

        Raises:
            SourceError: The service does not know the code, or the answer is not a list of municipalities.
        """
        said = self._ask(code, "/nabokommuner")
        try:
            return sorted({str(neighbour["kommunenummer"]) for neighbour in said} - {code})
        except (KeyError, TypeError) as error:
            raise SourceError(
                f"kartverket: the neighbours of municipality {code}: expected a list with 'kommunenummer'"
            ) from error

    def _ask(self, code: str, what: str, params: dict[str, Any] | None = None) -> Any:
        if not re.fullmatch(r"\d{4}", code):
            raise SourceError(f"kartverket: {code!r} is not a municipality number; expected four digits")
        return self.client.get(f"kommuner/{code}{what}", params).json()


def _check_code(found: str, asked: str) -> None:
    if found != asked:
        raise SourceError(f"kartverket: asked for municipality {asked}, the answer is about {found}")
