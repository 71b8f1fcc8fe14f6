"""Settings for nbval: what a notebook logs on standard error is not part of its result."""


def pytest_collectstart(collector):
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("stderr",)
