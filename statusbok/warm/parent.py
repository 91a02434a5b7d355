"""What the parent of all kernels does once, before it forks them: import the stack, load the record, make a kernel.

Importing this module does it; only the fork server of `statusbok.warm` is to import it.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import threading

gc.disable()  # what is imported and loaded stays: there is nothing to be found in it

# A pool of threads in the parent would not be in its forks, and a chapter calculates little.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
# As ipykernel does, and before matplotlib is imported.
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"

import folium  # noqa: E402, F401
import geopandas  # noqa: E402, F401
import matplotlib.pyplot  # noqa: E402, F401
import nbformat  # noqa: E402
import pandas  # noqa: E402, F401
import papermill  # noqa: E402, F401  before there is a shell: its tqdm would draw widgets
import seaborn  # noqa: E402, F401
from tqdm import tqdm  # noqa: E402

import statusbok.publish.execute  # noqa: E402, F401
from statusbok import indicators, preload, reads, show  # noqa: E402
from statusbok.warm import kernel  # noqa: E402

# Imported by others only when they are used, as they are in each chapter.
for _name in ("IPython.core.logger", "bdb", "pandas.core.reshape.reshape", "statusbok.warm.manager", "tornado.platform.asyncio"):
    importlib.import_module(_name)
for _package in (indicators, show):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        importlib.import_module(_module.name)
tqdm.set_lock(threading.RLock())  # its own is a semaphore, which a process that is killed leaves behind
KERNEL = kernel.make()  # before anything is drawn: matplotlib looks for it
nbformat.validate(nbformat.v4.new_notebook())  # the schema is compiled when it is first asked for
with reads.unnoted():  # what a chapter uses of it, it notes itself
    preload.load()
gc.freeze()  # what is never collected is not written to, so that the forks share its memory
gc.enable()
