"""Settings for nbval: what a notebook logs on standard error is not part of its result."""

from collections import Counter

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Leave standard error out of what nbval compares."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("stderr",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Behind the notebooks, files with many tests come first.

    The workers of `make test` take one file after the other, so that short ones are left for
    the end and both workers end together.
    """
    tests = Counter(item.path for item in items)
    notebooks = {path for path in tests if path.suffix == ".ipynb"}
    if notebooks:
        items.sort(key=lambda item: (0, 0) if item.path in notebooks else (1, -tests[item.path]))
