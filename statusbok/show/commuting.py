"""The figures of the chapter on commuting that the record may lack what is needed for; such a one comes as a list."""

from __future__ import annotations

import pandas as pd

from statusbok.show import charts
from statusbok.show.component import Component
from statusbok.show.figures import figure
from statusbok.show.nb import commuting as text
from statusbok.show.provenance import source


def distances(name: str, year: int, reach: pd.DataFrame | None) -> list[Component]:
    """Commuters by distance (`indicators.commuting.reach`); None where the municipality is not on the map."""
    if reach is None:
        return []
    chart = charts.dumbbell(reach, "band", "in_share_pct", "out_share_pct", **text.REACH_AXES)
    return [figure(chart, source=source("commuting_flows"), **text.caption_reach(name, year, reach))]
