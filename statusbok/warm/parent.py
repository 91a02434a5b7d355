"""What the parent of all kernels does once, before it forks them: import the stack, and make a kernel without a connection.

Importing this module does it; only the fork server of `statusbok.warm` is to import it.
"""

from __future__ import annotations

import gc
import os

# A pool of threads in the parent would not be in its forks, and a chapter calculates little.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
# As ipykernel does, and before matplotlib is imported.
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"

import folium  # noqa: E402, F401
import geopandas  # noqa: E402, F401
import matplotlib.pyplot as plt  # noqa: E402
import pandas  # noqa: E402, F401
import papermill  # noqa: E402, F401  before there is a shell: its tqdm would draw widgets
import seaborn  # noqa: E402, F401

import statusbok.indicators.border  # noqa: E402, F401
import statusbok.publish.execute  # noqa: E402, F401
import statusbok.show.nb  # noqa: E402, F401
from statusbok.warm import kernel  # noqa: E402

KERNEL = kernel.make()


def _warm_up() -> None:
    """Draw once, so that fonts are found and the backend is loaded, and leave no figure behind."""
    figure, axes = plt.subplots()
    axes.set_title("Æøå")
    figure.canvas.draw()
    plt.close(figure)


_warm_up()
gc.collect()
gc.freeze()  # what is never collected is not written to, so that the forks share its memory
