"""Sweeps: every combination of lists of settings is painted, by many workers, and shown on a page.

    python -m utils.sweep sweep.toml --output output/sweeps/layers

plan -> task -> results -> page -> run -> cluster, distribute. Only the last two need Dask
(requirements-sweep.txt); without it, one process paints alone.
"""

from utils.sweep.run import sweep

__all__ = ["sweep"]
