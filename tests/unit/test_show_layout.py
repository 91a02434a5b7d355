"""Measured text: as wide as its outlines, and a text without outlines has no width."""

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from statusbok.show import layout


@pytest.mark.parametrize("text", ["Halden", "59,3 prosent", "−3 %", "AVAWA To.", "  innrykket ", "Æøå", "f"])
@pytest.mark.parametrize("bold", [False, True])
def test_text_is_as_wide_as_all_its_outlines_together(text: str, bold: bool) -> None:
    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    outlines = TextPath((0, 0), text, size=10.5, prop=font)
    assert layout.text_width(text, 10.5, bold) == pytest.approx(outlines.get_extents().width / 72, rel=1e-12)


@pytest.mark.parametrize("text", ["", " ", "\u00a0"])
def test_text_without_ink_has_no_width(text: str) -> None:
    assert layout.text_width(text) == 0.0


def test_a_dollar_sign_is_measured_as_it_stands() -> None:
    assert layout.text_width("5 $ og 6 $") > layout.text_width("5 $ og 6")
