"""The palette keeps its contrast on white paper and as the site's dark mode turns pictures."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from statusbok.show import style
from statusbok.show.layout import ink_on
from statusbok.show.maps import choices

STYLES = Path(__file__).resolve().parents[2] / "book/_static/statusbok.css"
LUMA = np.array([0.2126, 0.7152, 0.0722])
# Filter Effects, feColorMatrix hueRotate by 180 degrees.
HALF_TURN = 2 * np.array([[0.213, 0.715, 0.072]] * 3) - np.eye(3)


def turned(colour: str) -> np.ndarray:
    """What `invert(x) hue-rotate(180deg)` makes of a colour."""
    (amount,) = re.findall(r"--sb-turn: invert\((0\.\d+)\) hue-rotate\(180deg\);", STYLES.read_text(encoding="utf-8"))
    inverted = float(amount) + np.array(to_rgb(colour)) * (1 - 2 * float(amount))
    return np.clip(HALF_TURN @ inverted, 0, 1)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Contrast of two colours as WCAG 2.1 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: np.ndarray) -> float:
    colour = np.asarray(colour)
    return float(LUMA @ np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4))


@pytest.mark.parametrize("seen", [to_rgb, turned], ids=["light", "dark"])
@pytest.mark.parametrize(("colours", "least"), [((*style.PALETTE, style.OTHER), 3), ((style.INK, style.QUIET), 4.5)])
def test_colours_stand_out_from_the_paper(seen, colours, least):
    assert [colour for colour in colours if contrast(seen(colour), seen("white")) < least] == []


@pytest.mark.parametrize("seen", [to_rgb, turned], ids=["light", "dark"])
def test_text_stands_out_on_every_class_and_in_every_shape(seen):
    text = {colour: ink_on(colour) for colour in (*choices.SEQUENTIAL, *choices.NEGATIVE)}
    text |= dict.fromkeys(choices.SHAPE_COLOURS, "white")
    assert [colour for colour, ink in text.items() if contrast(seen(ink), seen(colour)) < 4.5] == []


def test_white_paper_turns_dark_and_ink_light():
    assert luminance(turned("white")) < 0.02 and luminance(turned(style.INK)) > 0.5
