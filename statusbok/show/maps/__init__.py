"""Maps: still ones for every reader, interactive ones (Leaflet, nothing from a third party) after them."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from statusbok.show.maps import choices
from statusbok.show.maps.interactive import (
    choropleth_map,
    flow_map,
    places_map,
    prepare_ground,
    to_files,
    to_html,
)
from statusbok.show.maps.still import choropleth, flows, places
from statusbok.show.nb import maps as nb


def flow_note(
    municipalities: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    own: str,
    direction: str,
    threshold: int | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """The sentences under a flow map: how much it draws, and what is below the threshold or off the map.

    Args:
        municipalities, flows, own, direction, threshold: As for `flows` and `flow_map`.
        names: Names by code, to name the largest flow off the map.

    Raises:
        StatusbokError: As `flows`.
    """
    chosen = choices.select_flows(municipalities, flows, own=own, direction=direction, threshold=threshold)
    return nb.flow_note(
        str(municipalities.set_index("code").at[own, "name"]),
        direction,
        lines=len(chosen.drawn),
        drawn_persons=int(chosen.drawn["employed_persons"].sum()),
        total_persons=chosen.total_persons,
        threshold=chosen.threshold,
        small_persons=chosen.small_persons,
        small_count=chosen.small_count,
        outside_persons=chosen.outside_persons,
        outside_count=chosen.outside_count,
        outside_largest=(names or {}).get(chosen.outside_largest)
        if chosen.outside_largest_persons >= 10
        else None,
        outside_largest_persons=chosen.outside_largest_persons,
    )


__all__ = [
    "choropleth",
    "choropleth_map",
    "flow_map",
    "flow_note",
    "flows",
    "places",
    "places_map",
    "prepare_ground",
    "to_files",
    "to_html",
]
