"""The benchmark's table: what it says of runs whose histories are known."""
import csv
import importlib.util
import json

import pytest

from utils.images import PROJECT

SPEC = importlib.util.spec_from_file_location("compare", PROJECT / "benchmarks" / "compare.py")
compare = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(compare)


def leave_run(folder, seconds, megabytes, costs):
    """As a process of so many seconds leaves it, whose steps took a second each, at its end."""
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"seconds": seconds, "megabytes": megabytes}))
    with (folder / "history.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["iteration", "seconds", "J", "J_content", "J_style"])
        table.writerows([k, k, J, J / 20, J / 80] for k, J in enumerate(costs))


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A lecture's run from 20 to 10 in 5 steps, and a fast one that ends at 10.2 in 3."""
    monkeypatch.setattr(compare, "BENCH", tmp_path)
    leave_run(compare.folder_of("coffee", 256, "lecture"), 100, 1000, [20, 15, 12, 11, 10.4, 10])
    leave_run(compare.folder_of("coffee", 256, "fast"), 10, 1100, [16, 12, 10.5, 10.2])
    return compare.measured("coffee", 256)


def test_seconds_count_from_the_start_of_the_process(runs):
    assert [step["seconds"] for step in runs["fast"]["history"]] == [7, 8, 9, 10]
    assert compare.seconds_until(runs["fast"], 10.5) == "9"
    assert compare.seconds_until(runs["fast"], 10) == "never"


def test_a_line_of_the_table(runs):
    *_, lecture, fast = compare.table_of({("coffee", 256): runs})
    cells = [cell.strip() for cell in fast.split("|")[1:-1]]
    assert cells == ["coffee", "256", "fast", "10.200", "1.020", "0.510", "0.1275", "10", "10.0",
                     "9", "never", "100", "1100", "1.10"]
    assert "| 1.000 |" in lecture and "| 99 | 100 | 100 |" in lecture


def test_an_unknown_picture_is_refused_before_anything_is_measured():
    with pytest.raises(SystemExit, match="no picture called rocket; there are sunset_bridge"):
        compare.main(["256", "rocket"])
