"""Imported first by every notebook: says so if another `utils` hides the course's own.

A module of that name is easily met: a file or folder beside the notebook, or some package's. Python
would then only say that it cannot import a name.
"""

import importlib.util
import sys
from pathlib import Path

OWN = Path(__file__).resolve().parent / "utils"


def place_of_utils() -> Path:
    """The folder of the package `utils` that is imported here, or the file of a module."""
    module = sys.modules.get("utils")
    spec = module.__spec__ if module else importlib.util.find_spec("utils")
    if spec is None:
        return OWN
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(spec.origin or "a module without a file")


if place_of_utils().resolve() != OWN:
    raise SystemExit(
        f"{place_of_utils()} hides the course's own {OWN}: rename it or move it away, then restart "
        "the kernel."
    )
