"""Interactive maps: folium maps that load Leaflet from beside the page and nothing else, with Norwegian text.

What is drawn is plain data (areas, lines, places, names) that draw.js puts on the map as text and shapes,
never as HTML. The ground is a file that all maps of the same layers share. An analyst can add folium layers of
her own to the map that comes back.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import jinja2
import numpy as np
import pandas as pd
import pyproj
import shapely
from branca.element import Element
from folium.template import Template
from markupsafe import Markup

from statusbok import geo, policy, timing
from statusbok.errors import StatusbokError
from statusbok.show import map_files, numbers, style
from statusbok.show.maps import choices, ground
from statusbok.show.nb import maps as nb

HERE = Path(__file__).parent
PRECISION = 4
"""Decimals of a degree: about 10 m, finer than the boundaries."""
FULL_WIDTH = 18.0
"""Pixels; the width of the largest flow."""
SHAPE_PATHS = {
    "circle": "M-7.5 0A7.5 7.5 0 1 0 7.5 0A7.5 7.5 0 1 0-7.5 0Z",
    "square": "M-7-7H7V7H-7Z",
    "triangle": "M0-9L8.5 7H-8.5Z",
    "diamond": "M0-9.5L9.5 0L0 9.5L-9.5 0Z",
}
DETAIL = 40.0
"""Metres that the ground leaves out; the boundaries are true to about 250."""
TILES = {
    "address": f"{policy.TILES}/v1/wmts/1.0.0/topograatone/default/webmercator/{{z}}/{{y}}/{{x}}.png",
    "attribution": "© Kartverket (CC BY 4.0)",
}
"""Kartverket's grey topographic map, only after the reader has asked for it (CC BY 4.0)."""
LEAST = 8_000.0
"""Metres; no map starts closer."""
_TO_DEGREES = pyproj.Transformer.from_crs(geo.UTM32, geo.WGS84, always_xy=True)
_TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)


@timing.spent("maps")
def choropleth_map(
    municipalities: gpd.GeoDataFrame,
    values: pd.Series,
    *,
    label: str,
    unit: str = "",
    decimals: int = 0,
    diverging: bool = False,
    breaks: Sequence[float] | None = None,
    highlight: str | None = None,
    land: gpd.GeoDataFrame | None = None,
    border: gpd.GeoDataFrame | None = None,
) -> folium.Map:
    """Municipalities coloured by value; arguments, classes and errors as in the still `choropleth`."""
    known = choices.known_values(municipalities, values)
    found = choices.classes(known, diverging=diverging, breaks=breaks)
    if highlight is not None:
        choices.check_codes(municipalities, [highlight])
    sheet = _Sheet(municipalities, land, border)
    end = f"{numbers.NBSP}{unit}" if unit else ""
    looks = {}
    for code, value in known.items():
        text = nb.NO_DATA if pd.isna(value) else f"{numbers.decimals(value, decimals)}{end}"
        fill = "url(#hatch)" if pd.isna(value) else found.colour(value)
        edge = "#8a9199" if pd.isna(value) else "#ffffff"
        looks[code] = ({"color": edge, "weight": 1, "fillColor": fill, "fillOpacity": 1}, text)
    sheet.areas(looks, outlined=highlight)
    for code in sorted(
        known.index, key=lambda code: (code != highlight, -sheet.shapes.at[code, "geometry"].area)
    ):
        look = "own" if code == highlight else "strong"
        sheet.name(look, ground.middle(sheet.shapes.at[code, "geometry"]), sheet.names[code], code)
    items = [
        {"kind": "swatch", "colour": colour, "text": text}
        for colour, text in zip(found.colours, choices.class_labels(found, unit=unit))
    ]
    if known.isna().any():
        items.append({"kind": "none", "text": nb.NO_DATA})
    return sheet.finish(sheet.shapes.loc[known.index].total_bounds, label, items)


@timing.spent("maps")
def flow_map(
    municipalities: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    own: str,
    direction: str,
    threshold: int | None = None,
    land: gpd.GeoDataFrame | None = None,
    border: gpd.GeoDataFrame | None = None,
    points: gpd.GeoDataFrame | None = None,
    widest: int | None = None,
) -> folium.Map:
    """Lines whose width follows the number of commuters; arguments and errors as in the still `flows`."""
    chosen = choices.select_flows(municipalities, flows, own=own, direction=direction, threshold=threshold)
    sheet = _Sheet(municipalities, land, border)
    own_name = sheet.names[own]
    ends = ground.end_points(sheet.shapes, points)
    largest = int(chosen.drawn["employed_persons"].max())
    widest = max(widest or 0, largest)
    sheet.areas({own: ({"color": style.OWN, "weight": 2, "fillColor": "#c8dbeb", "fillOpacity": 1}, None)})
    sheet.name("own right", ends[own], own_name, own)
    for row in chosen.drawn.itertuples():
        name = sheet.names[row.code]
        here, there = (own, row.code) if direction == "out" else (row.code, own)
        middle = shapely.LineString([ends[here], ends[there]]).interpolate(0.55, normalized=True)
        width = round(choices.line_width(row.employed_persons, widest=widest, full=FULL_WIDTH), 1)
        text = nb.flow_text(own_name, name, direction, row.employed_persons)
        at = [sheet.place(point) for point in (ends[here], middle, ends[there])]
        sheet.data["lines"].append(
            {"at": at, "width": width, "tip": text, "text": [name, text], "focus": True}
        )
        side = "left" if ends[row.code].x < ends[own].x else "right"
        sheet.name(f"strong {side}", ends[row.code], f"{name} {numbers.n(row.employed_persons)}", row.code)
    met = [own, *chosen.drawn["code"]]
    sheet.data["dots"] = [{"at": sheet.place(ends[code]), "own": code == own} for code in reversed(met)]
    items = [
        {
            "kind": "line",
            "width": round(choices.line_width(persons, widest=widest, full=FULL_WIDTH), 1),
            "text": numbers.n(persons),
        }
        for persons in choices.reference_flows(largest, chosen.threshold)
    ]
    seen = gpd.GeoSeries([*ends[met], sheet.shapes.at[own, "geometry"]])
    lines = [nb.flow_threshold(chosen.threshold)]
    return sheet.finish(seen.total_bounds, nb.flow_heading(own_name, direction), items, lines)


@timing.spent("maps")
def places_map(
    points: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame,
    *,
    label: str = "name",
    category: str | None = None,
    own: str | None = None,
    land: gpd.GeoDataFrame | None = None,
    border: gpd.GeoDataFrame | None = None,
    details: Mapping[str, str] | None = None,
) -> folium.Map:
    """Places with their name, and more in the popup; arguments and errors as in the still `places`.

    Args:
        points, municipalities, label, category, own, land: As for `places`.
        details: Column -> label in bokmål of what the popup says besides; missing values are left out.
    """
    spots = ground.check_places(points, label, category, *(details or {}))
    kinds = [str(kind) for kind in spots[category]] if category else [""] * len(spots)
    looks = choices.category_shapes(kinds)
    sheet = _Sheet(municipalities, land, border)
    if own is not None:
        choices.check_codes(municipalities, [own])
        sheet.areas(
            {own: ({"color": style.OWN, "weight": 2, "fillColor": "#fffefb", "fillOpacity": 1}, None)}
        )
    for kind, (_, spot) in zip(kinds, spots.iterrows()):
        shape, colour = looks[kind]
        name = str(spot[label])
        more = [
            f"{heading}: {spot[column]}"
            for column, heading in (details or {}).items()
            if not pd.isna(spot[column]) and str(spot[column]).strip()
        ]
        sheet.data["places"].append(
            {
                "at": sheet.place(spot.geometry),
                "path": SHAPE_PATHS[shape],
                "colour": colour,
                "tip": name,
                "text": [name, *([kind] if category else []), *more],
                "focus": True,
            }
        )
        sheet.name("strong right", spot.geometry, name)
    items = [
        {"kind": "shape", "path": SHAPE_PATHS[shape], "colour": colour, "text": kind}
        for kind, (shape, colour) in (looks.items() if category else ())
    ]
    return sheet.finish(spots.total_bounds, "", items)


# --- the document --------------------------------------------------------------------------------------


class Map(folium.Map):
    """A folium map that loads Leaflet from beside the page and draws `data` on the ground it shares."""

    default_js = [("leaflet", "leaflet/leaflet.js")]
    default_css = [("leaflet_css", "leaflet/leaflet.css")]
    _template = Template("")

    def __init__(self, data: dict[str, Any], ground_shapes: list[str], legend: dict[str, Any]) -> None:
        super().__init__(tiles=None)
        self.data = data
        self.ground = f"var ground = {_json(ground_shapes)};\n"
        self.legend = legend

    @classmethod
    def _generate_id(cls) -> str:
        # branca takes ids from os.urandom; there is one map in a document.
        return "statusbok"

    def render(self, **kwargs: Any) -> None:
        """Put the parts of this map into the document it belongs to."""
        figure = self.get_root()
        name = self.get_name()
        page = _TEMPLATES.get_template("legend.html").render(
            id=name, words=nb, credit=ground.attribution(), **self.legend
        )
        figure.html.add_child(_Text(page), name=name)
        figure.script.add_child(_Text(_START % (name, name, name, _json(self.data))), name=name)
        super().render(**kwargs)

    def _repr_html_(self, **kwargs: Any) -> str:
        """The map alone in a notebook."""
        document = html.escape(to_html(self, nb.REGION))
        look = "width:100%;height:600px;border:0"
        return f'<iframe title="{nb.REGION}" srcdoc="{document}" style="{look}"></iframe>'


_START = """var %s = L.map("%s", {
  zoomControl: false, attributionControl: false, scrollWheelZoom: false,
  zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 14,
  dragging: !matchMedia("(hover: none)").matches,
  zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches
});
draw(%s, %s);"""


class _Text(Element):
    """Text that goes into the document as it is; branca would read it as a template once more."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        return self.text


def to_html(map: folium.Map, title: str) -> str:  # noqa: A002
    """The map as one HTML document that holds everything, for a frame made with `srcdoc`.

    Args:
        map: From this module, possibly with folium layers added.
        title: Of the document, in bokmål.

    Raises:
        StatusbokError: A layer wants a file from a third party.
    """
    parts = _parts(map)
    sheets = [re.sub(r"url[(][^)]*[)]", "none", map_files.of_leaflet("leaflet.css")), map_files.own("map.css"), parts.style]
    scripts = [map_files.of_leaflet("leaflet.js"), parts.ground, map_files.own("draw.js"), parts.script]
    return _document(
        title,
        parts.body,
        head=_join(f"<style>\n{sheet}</style>" for sheet in sheets if sheet),
        scripts=_join(f"<script>\n{script}\n</script>" for script in scripts if script),
    )


def to_files(map: folium.Map, title: str, name: str) -> dict[str, str]:  # noqa: A002
    """The map as files for a site: a document without inline script or style, with its own policy.

    Args:
        map, title: As for `to_html`.
        name: Of the files, which lie beside what `copy_assets` writes.

    Returns:
        File name -> content: NAME.html, NAME.js, and the ground, which other maps share. The same map gives the
        same bytes.

    Raises:
        StatusbokError: As `to_html`.
    """
    parts = _parts(map)
    shared = f"ground-{hashlib.sha256(parts.ground.encode()).hexdigest()[:12]}.js"
    files = {f"{name}.js": f"{parts.script}\n"}
    sheets, scripts = ["leaflet/leaflet.css", "map.css"], ["leaflet/leaflet.js", "draw.js", f"{name}.js"]
    if parts.ground:
        files[shared] = parts.ground
        scripts.insert(1, shared)
    if parts.style:
        files[f"{name}.css"] = parts.style
        sheets.append(f"{name}.css")
    files[f"{name}.html"] = _document(
        title,
        parts.body,
        head=_join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets),
        scripts=_join(f'<script src="{script}"></script>' for script in scripts),
        policy=policy.MAP,
    )
    return files


@dataclass(frozen=True)
class _Parts:
    """A map taken apart: what is markup, what is style and what is script."""

    body: str
    style: str
    script: str
    ground: str


def _parts(map: folium.Map) -> _Parts:  # noqa: A002
    root = map.get_root()
    for child in root._children.values():
        child.render()
    head = []
    # The first child is branca's own character set, which the document states.
    for child in list(root.header._children.values())[1:]:
        address = getattr(child, "url", None)
        if address is None:
            head.append(child.render())
        elif "//" in address:
            raise StatusbokError(
                f"A layer of the map loads {address}; the report asks no third party. Leave the layer out."
            )
    body = "\n".join(child.render() for child in root.html._children.values())
    script = "\n".join(child.render() for child in root.script._children.values())
    found = "\n".join(head)
    styles = re.findall(r"<style>(.*?)</style>", found, re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", found, re.DOTALL)
    # branca draws the ids of added layers from os.urandom; here each is its place in the document.
    ids: dict[str, str] = {}

    def numbered(text: str) -> str:
        return re.sub(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])", lambda match: ids.setdefault(match[0], str(len(ids))), text)

    return _Parts(
        body=numbered(body),
        style=numbered("\n".join(styles)),
        script=numbered("\n".join([*scripts, script])),
        ground=getattr(map, "ground", ""),
    )


def _document(title: str, body: str, **parts: Any) -> str:
    page = _TEMPLATES.get_template("document.html")
    return page.render(title=title, body=Markup(body), no_script=nb.NO_SCRIPT, **parts)


def _join(parts: Iterable[str]) -> Markup:
    return Markup("\n".join(parts))


def _json(data: dict[str, Any]) -> str:
    """JSON that can stand in a script: no tag or comment can begin or end in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


# --- the data of a map ---------------------------------------------------------------------------------


class _Sheet:
    """Collects what draw.js draws, from layers in EPSG:25832."""

    def __init__(
        self,
        municipalities: gpd.GeoDataFrame,
        land: gpd.GeoDataFrame | None,
        border: gpd.GeoDataFrame | None,
    ) -> None:
        self.shapes = ground.projected(municipalities)
        self.names = {code: str(name) for code, name in self.shapes["name"].items()}
        self.ground, self.encoded = _ground(self.shapes, land, border)
        self.named: set[str] = set()
        self.looks: Mapping[str, tuple[dict, str | None]] = {}
        self.outlined: str | None = None
        self.data: dict[str, Any] = {
            "line": style.OWN,
            "styles": [],
            "areas": [],
            "lines": [],
            "dots": [],
            "places": [],
            "names": [],
            "tiles": TILES,
            "words": {
                "zoomIn": nb.ZOOM_IN,
                "zoomOut": nb.ZOOM_OUT,
                "close": nb.CLOSE,
                "tilesOn": nb.TILES_ON,
                "tilesOff": nb.TILES_OFF,
                "tilesFail": nb.TILES_FAIL,
            },
        }

    def areas(self, looks: Mapping[str, tuple[dict, str | None]], outlined: str | None = None) -> None:
        """Give municipalities a style and, with a text, a popup; one may be outlined on top of the others."""
        self.looks, self.outlined = looks, outlined

    def name(self, look: str, point: shapely.Point, text: str, code: str | None = None) -> None:
        """Write a name, with the code if it is a municipality's; the first wins where two would touch."""
        if code is not None:
            self.named.add(code)
        self.data["names"].append({"at": self.place(point), "text": text, "look": look})

    def place(self, point: shapely.Point) -> list[float]:
        """Latitude and longitude."""
        x, y = _TO_DEGREES.transform(point.x, point.y)
        return [round(y, PRECISION), round(x, PRECISION)]

    def finish(
        self, bounds: Sequence[float], heading: str, items: list[dict[str, Any]], lines: Sequence[str] = ()
    ) -> Map:
        """The map, showing `bounds` first and letting the reader move half as far again."""
        west, south, east, north = (float(value) for value in bounds)
        short = max(LEAST - max(east - west, north - south), 0) / 2
        west, south, east, north = west - short, south - short, east + short, north + short
        size = max(east - west, north - south)
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        window = middle.buffer(1.15 * size, cap_style="square")
        near = self.ground.shapes[self.ground.shapes.intersects(window)].copy()
        near["geometry"] = near.intersection(window)
        for number, (country, _) in enumerate(self.ground.land):
            look = {"stroke": False, "fillColor": choices.ground_colour(country), "fillOpacity": 1}
            self._area(number, look, ground=True)
        first = len(self.ground.land)
        at = {code: first + number for number, code in enumerate(self.ground.shapes.index)}
        plain = {"color": choices.BORDER, "weight": 1, "fillOpacity": 1}
        for code, country in near["country"].items():
            if code not in self.looks:
                look = {**plain, "fillColor": choices.ground_colour(country)}
                self._area(at[code], look, tip=self.names[code], ground=True)
        for code, (look, text) in self.looks.items():
            name = self.names[code]
            more = (
                {"tip": name}
                if text is None
                else {"tip": f"{name}: {text}", "text": [name, text], "focus": True}
            )
            if code in near.index:
                self._area(at[code], look, **more)
        for number in range(first + len(at), len(self.encoded)):
            look = {"color": style.QUIET, "weight": 1.5, "dashArray": "7 3 2 3", "fill": False}
            self._area(number, look, line=True)
        if self.outlined in near.index:
            for colour, weight in (("#ffffff", 5), (style.INK, 2.5)):
                look = {"color": colour, "weight": weight, "fill": False}
                self._area(at[self.outlined], look)
        seen = near.loc[near["country"] == "SE", "geometry"].union_all()
        sweden = ground.largest_in(seen, shapely.box(west, south, east, north))
        if sweden is not None:
            self.name("country", ground.middle(sweden), nb.SWEDEN)
        rest = near.drop(index=[code for code in self.named if code in near.index])
        written = {name["text"] for name in self.data["names"]}
        for code in rest.area.sort_values(ascending=False).index:
            if self.names[code] not in written:
                self.name("", ground.middle(rest.at[code, "geometry"]), self.names[code])
        for name, seen in (
            ("bounds", (west, south, east, north)),
            ("limits", middle.buffer(0.95 * size).bounds),
        ):
            self.data[name] = [self.place(shapely.Point(seen[:2])), self.place(shapely.Point(seen[2:]))]
        return Map(self.data, self.encoded, {"heading": heading, "items": items, "lines": lines})

    def _area(self, number: int, look: dict[str, Any], **more: Any) -> None:
        """Draw a shape of the ground; its number is its place in `encoded`."""
        if not self.encoded[number]:
            return
        styles = self.data["styles"]
        if look not in styles:
            styles.append(look)
        self.data["areas"].append({"shape": number, "style": styles.index(look), **more})


def prepare_ground(municipalities: gpd.GeoDataFrame, land: gpd.GeoDataFrame | None = None) -> None:
    """Work out the ground of maps of these layers, for those that are made later in this process or in its forks."""
    _ground(ground.projected(municipalities), land, None)


def _ground(
    shapes: gpd.GeoDataFrame, land: gpd.GeoDataFrame | None, border: gpd.GeoDataFrame | None
) -> tuple[ground.Ground, list[str]]:
    """The ground of these layers and its shapes as text; worked out once in a chapter."""
    layers = [layer for layer in (shapes, land, border) if layer is not None]
    content = b"".join(part for layer in layers for part in [b"layer", *shapely.to_wkb(layer.geometry.to_numpy())])
    which = repr([list(shapes.index), list(shapes["country"]), border is None])
    key = hashlib.sha256(content + which.encode()).hexdigest()
    if key not in _GROUNDS:
        made = ground.whole(shapes, land, border, DETAIL)
        _GROUNDS[key] = made, [_encoded(geometry) for geometry in made.geometries()]
    return _GROUNDS[key]


_GROUNDS: dict[str, tuple[ground.Ground, list[str]]] = {}


def _encoded(geometry: shapely.Geometry) -> str:
    """Polygons or lines as text: steps in 1/10 000 degree, as Google's polyline format writes them.

    Polygons are parted by ",", rings by a blank; a line is a ring of its own. Rings that have become a line by
    rounding, and points that have become their neighbour, are left out.
    """
    parts = shapely.get_parts(shapely.transform(geometry, _TO_DEGREES.transform, interleaved=False))
    least = 1 if geometry.geom_type.endswith("LineString") else 3
    written = []
    for part in parts:
        rings = [part] if least == 1 else [part.exterior, *part.interiors]
        steps = [_steps(ring) for ring in rings if not ring.is_empty]
        if steps and len(steps[0]) > least:
            written.append(" ".join("".join(_letters(step)) for step in steps if len(step) > least))
    return ",".join(written)


def _steps(line: shapely.LineString) -> np.ndarray:
    points = np.round(shapely.get_coordinates(line)[:, ::-1] * 10**PRECISION).astype(int)
    steps = np.diff(points, axis=0, prepend=[[0, 0]])
    return steps[np.any(steps != 0, axis=1)]


def _letters(steps: np.ndarray) -> Iterable[str]:
    for number in steps.flat:
        rest = ~(int(number) << 1) if number < 0 else int(number) << 1
        while rest >= 32:
            yield chr((32 | (rest & 31)) + 63)
            rest >>= 5
        yield chr(rest + 63)
