"""Features of a WFS 2.0 service, page by page (count and startIndex), GML or GeoJSON."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import pandas as pd

from statusbok.errors import SourceError
from statusbok.sources import geometry
from statusbok.sources.http import Answer, Client

PAGE = 1000


def features(client: Client, layer: str, who: str, *, page: int = PAGE, **parameters: Any) -> gpd.GeoDataFrame:
    """All features of a selection.

    Args:
        client: The service.
        layer: Type name, such as "app:SsbArealbrukFlate".
        who: What is asked for, for errors.
        page: Features in a call at most; the service may give fewer.
        parameters: More parameters of GetFeature: bbox, cql_filter, srsName, outputFormat, sortBy.

    Returns:
        Features in EPSG:4326 in the order of the service, without the service's own numbering of rows.

    Raises:
        SourceError: The service refuses, answers with something else than features, gives fewer or more of them than
            it says it has, or a full page over again without saying how many it has.
    """
    asked = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": layer, **parameters}
    pages: list[gpd.GeoDataFrame] = []
    seen: set[bytes] = set()
    found = 0
    while True:
        params = {**asked, "count": page, "startIndex": found}
        answer = client.get("", params, accept="application/gml+xml, application/json, text/xml, */*")
        matched, returned = _numbers(answer, who)
        if returned == 0:
            break
        frame = geometry.read(answer.content, who)
        if returned is not None and returned != len(frame):
            raise SourceError(f"{who}: {answer.url} says that it gives {returned} features, but gives {len(frame)}")
        shapes = set(frame.geometry.to_wkb())
        again = bool(pages) and shapes <= seen
        if again and matched is None and len(frame) >= page:
            raise SourceError(
                f"{who}: {answer.url} gives the same {len(frame)} features again, a full page, and does not say how "
                "many it has; the service seems to pass over startIndex, so that the rest cannot be fetched"
            )
        if not len(frame) or again:
            break
        seen |= shapes
        pages.append(frame)
        found += len(frame)
        if matched is not None and found >= matched:
            break
    if matched is not None and found != matched:
        raise SourceError(f"{who}: the service has {matched} features, but gave {found}; try again later")
    if not pages:
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=geometry.WGS84)
    return gpd.GeoDataFrame(pd.concat(pages, ignore_index=True), crs=geometry.WGS84)


def column(frame: gpd.GeoDataFrame, pattern: str, who: str) -> str:
    """Name of the one column that matches a pattern (a whole name, letters of any case).

    Raises:
        SourceError: No column or several match; the message lists the columns.
    """
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    found = [name for name in names if re.fullmatch(pattern, name, re.IGNORECASE)]
    if len(found) != 1:
        what = "no property" if not found else f"several properties ({', '.join(found)})"
        raise SourceError(f"{who}: {what} fits {pattern!r}; the features have {', '.join(names) or 'none'}")
    return found[0]


def _numbers(answer: Answer, who: str) -> tuple[int | None, int | None]:
    """How many features match and how many are in this answer, as the service says; None where it does not."""
    content = answer.content
    if answer.is_html:
        raise SourceError(f"{who}: {answer.url} answered with a web page (HTML) where map features were expected")
    if content.lstrip()[:1] == b"{":
        said = answer.json()
        if said.get("type") != "FeatureCollection":
            raise SourceError(f"{who}: {answer.url} answered with {str(said)[:200]}; expected a FeatureCollection")
        matched = said.get("numberMatched", said.get("totalFeatures"))
        return (matched if isinstance(matched, int) else None), len(said["features"])
    head = content[:4000].decode("utf-8", errors="replace")
    if re.search(r"<(\w+:)?(ExceptionReport|ServiceExceptionReport)\b", head):
        text = re.search(r"<(?:\w+:)?(?:ExceptionText|ServiceException)[^>]*>(.*?)<", head, re.DOTALL)
        raise SourceError(f"{who}: {answer.url} refuses: {text[1].strip() if text else head[:200]}")
    if not re.search(r"<(\w+:)?FeatureCollection\b", head):
        raise SourceError(f"{who}: {answer.url} answered with {head[:100]!r}; expected a FeatureCollection")
    if not content.rstrip().endswith(b"FeatureCollection>") and not re.search(r"FeatureCollection\b[^>]*/>\s*$", head):
        raise SourceError(f"{who}: {answer.url} broke off in the middle of the answer")
    return _number("numberMatched", head), _number("numberReturned", head)


def _number(name: str, head: str) -> int | None:
    found = re.search(rf'\b{name}="(\d+)"', head)
    return int(found[1]) if found else None
