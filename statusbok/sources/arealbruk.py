"""Land in use for business and services, from Statistics Norway's map of land use (SSB Arealbruk, CC BY 4.0).

The class "Næring, offentlig og privat tjenesteyting" holds schools and hospitals too: it is more than business land.
"""

from __future__ import annotations

import geopandas as gpd
import shapely

from statusbok.errors import SourceError
from statusbok.sources import geometry, wfs
from statusbok.sources.http import Client

SERVICE = "arealbruk"
LAYER = "app:SsbArealbrukFlate"
SYSTEM = "urn:ogc:def:crs:EPSG::4258"  # written in full it means latitude first
BUSINESS = r"n(?:æ|ae|a)ring.*"  # the main class, however the service spells it


def business_land(area: shapely.Geometry, who: str, *, client: Client | None = None) -> gpd.GeoDataFrame:
    """Areas of the main class of business and services in a municipality.

    Args:
        area: The municipality (EPSG:4326).
        who: Its code and name, for errors.
        client: The way to the service; None makes one.

    Returns:
        `class` (the subclass where there is one, else the main class, as the service writes them), `area_ha`
        (hectares in EPSG:25832) and the geometry (EPSG:4326), of the areas whose middle lies in the municipality.

    Raises:
        SourceError: The service cannot be reached or answers otherwise than agreed, has no land use there, or a
            geometry cannot be used.
    """
    who = f"arealbruk: land use in {who}"
    west, south, east, north = area.bounds
    bbox = f"{south:.5f},{west:.5f},{north:.5f},{east:.5f},{SYSTEM}"
    found = wfs.features(client or Client(SERVICE), LAYER, who, bbox=bbox, srsName=SYSTEM)
    if found.empty:
        raise SourceError(
            f"{who}: the service has no land use between {west:.3f}, {south:.3f} and {east:.3f}, {north:.3f}"
        )
    main = found[wfs.column(found, r"(?:.*\W)?(?:ssb)?(?:arealbruk)?_?hovedklasse", who)].astype("str")
    chosen = main.str.fullmatch(BUSINESS, case=False)
    if not chosen.any():
        raise SourceError(
            f"{who}: no main class begins with 'Næring'; the classes are {', '.join(sorted(set(main))[:15])}"
        )
    sub = wfs.column(found, r"(?:.*\W)?(?:ssb)?(?:arealbruk)?_?underklasse", who)
    found["class"] = found[sub].where(found[sub].notna(), main).astype("str")
    found["name"] = found["class"] + " no. " + (found.index + 1).astype("str")
    land = geometry.areas(found[chosen], "name", who)
    geometry.check_place(found, area, who)
    return geometry.within(land[["class", "area_ha", "geometry"]], area)
