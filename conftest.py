"""Settings for nbval: what a notebook logs on standard error is not part of its result."""

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Leave standard error out of what nbval compares."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("stderr",)
