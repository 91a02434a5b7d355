"""Maps: still ones for every reader, interactive ones (Leaflet, nothing from a third party) after them."""

from statusbok.show.maps.still import choropleth, flows, places

__all__ = ["choropleth", "flows", "places"]
