"""Sweeps: every combination of lists of settings is painted, by many workers, and shown on a page.

    python -m utils.sweep sweep.toml --output output/sweeps/layers

plan -> task -> results -> cluster, page -> run. Dask does the distribution (requirements-sweep.txt).
"""

import importlib.util
import sys
from typing import Any

from utils.errors import SetupError


def sweep(*arguments: Any, **options: Any) -> list[dict[str, str]]:
    """As `utils.sweep.run.sweep`, or one sentence where Dask is missing.

    Raises:
        SetupError: requirements-sweep.txt is not installed.
    """
    if importlib.util.find_spec("distributed") is None:
        raise SetupError(
            "A sweep needs Dask: install it with "
            f"{sys.executable} -m pip install -r requirements-sweep.txt."
        )
    from utils.sweep.run import sweep as run  # here, because it imports Dask

    return run(*arguments, **options)
