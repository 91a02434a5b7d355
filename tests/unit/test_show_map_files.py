"""What all map documents load."""

import re

from statusbok.show import map_files


def test_assets_are_copied_to_where_documents_look(tmp_path):
    target = map_files.copy_to(tmp_path)
    map_files.copy_to(tmp_path)
    assert target == tmp_path / "maps" / "leaflet"
    names = {str(path.relative_to(target)) for path in target.rglob("*.*")}
    assert {"leaflet.js", "leaflet.css", "images/marker-icon.png"} <= names
    assert not any(name.endswith(".map") for name in names)
    assert "Leaflet 1.9" in (target / "leaflet.js").read_text(encoding="utf-8")
    for picture in re.findall(r"url\((images/[^)]+)\)", (target / "leaflet.css").read_text(encoding="utf-8")):
        assert picture in names
