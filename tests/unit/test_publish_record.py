"""The check of the record: what the map layers must hold for the tables."""

from __future__ import annotations

import pytest

from statusbok import geo
from statusbok.catalogue import Catalogue
from statusbok.errors import GeometryError
from statusbok.publish.record import check_record


def test_a_municipality_without_an_area_is_named(monkeypatch):
    whole = geo.layer

    def cut(name: str):
        layer = whole(name)
        return layer[layer["code"] != "3101"] if name == "municipalities" else layer

    monkeypatch.setattr(Catalogue, "validate", lambda self: None)
    monkeypatch.setattr(geo, "layer", cut)
    with pytest.raises(GeometryError, match=r"municipalities.geojson has no area for Halden \(3101\)"):
        check_record()
