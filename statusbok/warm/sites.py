"""What the parent of all kernels does more where its forks build whole sites: importing this module loads Jupyter Book."""

import gc

from statusbok.publish import country, render  # noqa: F401

render.load()
gc.collect()
gc.freeze()
