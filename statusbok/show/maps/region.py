"""The map of the front page: a municipality among its neighbours."""

from dataclasses import replace

import geopandas as gpd
from matplotlib.figure import Figure

from statusbok import geo
from statusbok.show import style
from statusbok.show.maps import choices, ground
from statusbok.show.maps.sheet import Label, Sheet

NEIGHBOUR = "#C8DBEB"
TOUCH = 150.0
"""Metres within which two simplified outlines count as one border."""
TOUCH_OTHER = 400.0
"""The same where one of the two comes from another source than the rest of the layer (role "other")."""


@style.context()
def region(
    municipalities: gpd.GeoDataFrame,
    *,
    own: str,
    around: list[str],
    land: gpd.GeoDataFrame | None = None,
    border: gpd.GeoDataFrame | None = None,
) -> Figure:
    """A municipality in dark blue among those of its region in light blue, with their names.

    Args:
        municipalities: Layer with code, name, country.
        own: Code of the municipality.
        around: Codes of the others of its region.
        land, border: Layers behind the municipalities and for the state border.

    Raises:
        StatusbokError: A code that is not in the layer.
    """
    codes = [own, *around]
    choices.check_codes(municipalities, codes)
    shapes = ground.projected(municipalities)
    looks = {code: {"facecolor": NEIGHBOUR, "edgecolor": "white", "linewidth": 1.0, "zorder": 3} for code in around}
    looks[own] = {"facecolor": style.OWN, "edgecolor": "white", "linewidth": 1.0, "zorder": 3, "gid": f"kommune-{own}"}
    sheet = Sheet(shapes, land, border, bounds=shapes.loc[codes].total_bounds, rows=0, looks=looks)
    sheet.scale_bar()
    labels = []
    for code in codes:
        area = sheet.shapes.at[code, "geometry"]
        place, is_own = ground.middle(area), code == own
        look = {"colour": "white", "plate": style.OWN, "size": 19.0} if is_own else {"plate": NEIGHBOUR, "size": 15.0}
        name = str(sheet.shapes.at[code, "name"])
        labels.append(Label(place.x, place.y, name, bold=is_own, area=area, weight=(is_own, area.area), **look))
    sheet.write(labels)
    # A name that finds no room within its municipality: the own one below it, the others across their borders.
    for label in labels:
        if label.text not in sheet.written:
            west, south, east, _ = label.area.bounds
            below = {"beside": True, "gap": 4}
            if label.bold:
                below = {"x": (west + east) / 2, "y": south - label.size * sheet.point}
            sheet.write([replace(label, area=None, colour=style.INK, plate="white", **below)])
    sheet.write_the_rest(list(sheet.shapes.index))  # Sweden; other names would be too small here
    # No legend: who made the boundaries stands in the caption, larger than the strip would have it.
    width, height = sheet.figure.get_size_inches()
    map_height = height * sheet.ax.get_position().height
    sheet.legend.remove()
    sheet.figure.set_size_inches(width, map_height)
    sheet.ax.set_position((0, 0, 1, 1))
    return sheet.figure


def touching(municipalities: gpd.GeoDataFrame, own: str) -> gpd.GeoDataFrame:
    """The municipalities that share a border on land with one, see `ground.projected`."""
    shapes = ground.projected(municipalities)
    others = shapes.drop(index=own)
    alike = (others["role"] != "other") & (shapes.at[own, "role"] != "other")
    near = others.distance(shapes.at[own, "geometry"]) <= alike.map({True: TOUCH, False: TOUCH_OTHER})
    return others[near]


def neighbours(municipalities: gpd.GeoDataFrame, own: str) -> dict[str, list[str]]:
    """Names of the municipalities that share a border on land with one, by country, in alphabetical order."""
    near = touching(municipalities, own)
    return {country: sorted(part["name"], key=str.casefold) for country, part in near.groupby("country")}


def outlines(municipalities: gpd.GeoDataFrame, metres: float) -> gpd.GeoDataFrame:
    """The layer in EPSG:25832 by code, no finer than `metres`, for a small drawing."""
    shapes = municipalities.to_crs(geo.UTM32).set_index("code")
    shapes["geometry"] = shapes.geometry.simplify(metres)
    return shapes
