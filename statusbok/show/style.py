"""The look of every chart and still map: palette, sizes, fonts, and pictures the same byte for byte.

Colours hold 3:1 against white, also as the site's dark mode turns them, and against their neighbours in the order
given. The reported municipality is always OWN.
"""

import io
from contextlib import AbstractContextManager

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
OWN = PALETTE[0]
OTHER = "#8493A3"
INK = "#1F2A35"
QUIET = "#5A6672"
GRID = "#DDE2E7"
MARKERS = ("o", "s", "^", "D")
DASHES = ((), (5, 1.6), (1.4, 1.4), (6, 1.6, 1.4, 1.6))

WIDTH = 5.8
"""Width in inches of a picture that stays readable on a telephone of 390 px."""

FONT_SIZE = 12

RC = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#AEB7C0",
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": FONT_SIZE,
    "axes.linewidth": 0.9,
    "axes.spines.bottom": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": FONT_SIZE,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "font.family": ["sans-serif"],
    # DejaVu Sans travels with matplotlib: the same glyphs on every machine.
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": FONT_SIZE,
    "grid.color": GRID,
    "grid.linestyle": "-",
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8,
    "legend.fontsize": FONT_SIZE,
    "legend.frameon": False,
    "lines.linewidth": 2.4,
    "lines.markersize": 6,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "white",
    "patch.force_edgecolor": True,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "statusbok",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.bottom": True,
    "xtick.color": INK,
    "xtick.direction": "out",
    "xtick.labelsize": FONT_SIZE,
    "xtick.major.size": 4,
    "xtick.top": False,
    "ytick.color": INK,
    "ytick.direction": "out",
    "ytick.labelsize": FONT_SIZE,
    "ytick.left": False,
    "ytick.right": False,
}


def context() -> AbstractContextManager[None]:
    """Matplotlib's settings for the report, to draw inside: `with style.context(): ...`."""
    return matplotlib.rc_context(RC)


def new_figure(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """An empty figure with one pair of axes, unknown to pyplot so that a notebook does not show it by itself.

    Args:
        height: Inches.
        width: Inches; above WIDTH the page lets the reader scroll the picture sideways on a narrow screen.
    """
    with context():
        figure = Figure(figsize=(width, height), layout="none")
        return figure, figure.subplots()


def to_svg(figure: Figure) -> bytes:
    """The figure as SVG; the same figure always gives the same bytes."""
    buffer = io.BytesIO()
    with context():
        FigureCanvasSVG(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()
