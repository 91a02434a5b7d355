"""What all map documents load: Leaflet, and our own code and style. Light to import, for the build that copies them."""

import re
import shutil
from functools import cache
from pathlib import Path

from xstatic.pkg import leaflet

from statusbok.errors import StatusbokError

MAPS = Path(__file__).parent / "maps"
LEAFLET = Path(leaflet.BASE_DIR)


def copy_to(folder: Path | str) -> Path:
    """Copy what all map documents load to where they look for it: `folder`/maps.

    Args:
        folder: The one that holds maps/NAME.html.

    Returns:
        The folder with Leaflet, `folder`/maps/leaflet.

    Raises:
        StatusbokError: The package with Leaflet is not whole.
    """
    target = Path(folder) / "maps" / "leaflet"
    (target / "images").mkdir(parents=True, exist_ok=True)
    for name in ("leaflet.js", "leaflet.css"):
        (target / name).write_text(of_leaflet(name), encoding="utf-8")
    for name in ("draw.js", "map.css"):
        (target.parent / name).write_text(own(name), encoding="utf-8")
    for picture in sorted((LEAFLET / "images").glob("*.png")):
        shutil.copyfile(picture, target / "images" / picture.name)
    return target


@cache
def own(name: str) -> str:
    """The text of a file of ours, such as "draw.js"."""
    return (MAPS / name).read_text(encoding="utf-8")


@cache
def of_leaflet(name: str) -> str:
    """The text of a file of Leaflet, "leaflet.js" or "leaflet.css".

    Raises:
        StatusbokError: The package with Leaflet is not whole.
    """
    try:
        text = (LEAFLET / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StatusbokError(f"{name} is not in the package XStatic-Leaflet; install requirements.txt.") from None
    # The map of the source is for Leaflet's own developers and is not copied.
    return re.sub(r"\n?//# sourceMappingURL=\S*\s*$", "\n", text)
