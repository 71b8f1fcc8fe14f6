import math
import re
import subprocess
import sys

import psutil
import pytest

from utils.errors import SettingsError
from utils.images import PROJECT
from utils.memory import available_bytes, left_by_groups
from utils.stylize.memory import check_memory, peak_bytes


@pytest.mark.parametrize("preset", ["lecture", "pyramid"])
def test_every_measured_peak_was_expected_within_a_quarter(preset):
    """Of benchmarks/memory.md, which `python benchmarks/memory.py` measures."""
    table = (PROJECT / "benchmarks" / "memory.md").read_text()
    rows = re.findall(rf"\| {preset} \| (\d+) x (\d+) \| (\d+) x (\d+) \| (\d+) \|", table)
    assert len(rows) >= 8
    for width, height, style_width, style_height, most in (map(int, row) for row in rows):
        expected = peak_bytes(width * height, style_width * style_height, preset)
        assert expected == pytest.approx(1e6 * most, rel=0.25)


def test_larger_pictures_need_more():
    for preset in "lecture", "pyramid":
        assert peak_bytes(10**6, 10**5, preset) > 2 * peak_bytes(10**5, 10**5, preset)
        assert peak_bytes(10**4, 10**6, preset) > peak_bytes(10**4, 10**5, preset)


def test_available_memory_is_what_is_free_and_what_is_held():
    held = psutil.Process().memory_info().rss
    total = psutil.virtual_memory().total
    assert held < available_bytes() < total + held


def container(folder, limit, usage, names=("memory.max", "memory.current")):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(names, (limit, usage)):
        (folder / name).write_text(f"{text}\n")
    (folder / "memory.stat").write_text("anon 5000\ninactive_file 300\n")


def test_available_memory_in_a_container(tmp_path, monkeypatch):
    assert left_by_groups(tmp_path) == math.inf
    container(tmp_path, "max", 6000)
    assert left_by_groups(tmp_path) == math.inf
    container(tmp_path, 10_000, 6000)
    assert left_by_groups(tmp_path) == 10_000 - 6000 + 300
    monkeypatch.setattr("utils.memory.left_by_groups", lambda: 4300)
    assert abs(available_bytes() - psutil.Process().memory_info().rss) < 10**8


def test_available_memory_in_a_container_of_the_older_kind(tmp_path):
    container(tmp_path / "memory", 9000, 6000, ("memory.limit_in_bytes", "memory.usage_in_bytes"))
    assert left_by_groups(tmp_path) == 9000 - 6000 + 300


def test_every_group_around_a_process_has_a_say(tmp_path):
    """As under Slurm and systemd, whose innermost group often has no limit of its own."""
    membership = tmp_path / "self"
    membership.write_text("0::/system.slice/slurmstepd.scope/job_7/step_0/user/task_0\n")
    groups = tmp_path / "system.slice" / "slurmstepd.scope" / "job_7" / "step_0" / "user"
    container(groups / "task_0", "max", 6000)
    assert left_by_groups(tmp_path, membership) == math.inf
    container(groups.parent.parent, 9000, 6000)
    assert left_by_groups(tmp_path, membership) == 9000 - 6000 + 300
    container(groups, 8000, 6000)
    assert left_by_groups(tmp_path, membership) == 8000 - 6000 + 300
    container(groups / "task_0", 9500, 6000)
    assert left_by_groups(tmp_path, membership) == 8000 - 6000 + 300
    container(tmp_path / "system.slice" / "another", 1, 0)
    assert left_by_groups(tmp_path, membership) == 8000 - 6000 + 300


def test_nested_groups_of_the_older_kind(tmp_path):
    membership = tmp_path / "self"
    membership.write_text("12:cpu,cpuacct:/a\n7:memory:/slurm/uid_0/job_7\n0::/b\n")
    older = "memory.limit_in_bytes", "memory.usage_in_bytes"
    for name in "a", "b":
        container(tmp_path / name, 400, 300)
        container(tmp_path / "memory" / name, 400, 300, older)
    (tmp_path / "b" / "memory.max").write_text("max")
    container(tmp_path / "memory" / "slurm", 9000, 6000, older)
    container(tmp_path / "memory" / "slurm" / "uid_0", 7000, 6000, older)
    (tmp_path / "memory" / "slurm" / "uid_0" / "memory.stat").write_text(
        "inactive_file 10\ntotal_inactive_file 20\n"
    )
    assert left_by_groups(tmp_path, membership) == 1020


@pytest.mark.parametrize("line", ["0::/../../outside", "0::/not/seen/here", "", "nonsense"])
def test_a_container_that_does_not_see_its_group_has_that_of_its_root(line, tmp_path):
    (tmp_path / "self").write_text(f"{line}\n")
    container(tmp_path, 7000, 6000)
    assert left_by_groups(tmp_path, tmp_path / "self") == 1300
    container(tmp_path, 5000, 6000)
    assert left_by_groups(tmp_path, tmp_path / "self") == 0


@pytest.mark.parametrize("kind", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_available_memory_under_ulimit(kind):
    code = (
        f"import resource; from utils.memory import available_bytes as left; free = left(); "
        f"resource.setrlimit(resource.{kind}, (10**9, -1)); print(free, left())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    free, limited = map(float, done.stdout.split())
    assert limited < 1.05e9 and limited < free


def refused(*arguments):
    with pytest.raises(SettingsError) as told:
        check_memory(*arguments)
    return str(told.value)


@pytest.mark.parametrize("preset", ["lecture", "pyramid"])
@pytest.mark.parametrize("style_size", [None, 300])
def test_the_size_named_is_the_largest_that_fits(preset, style_size, monkeypatch):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: 1.5e9)
    pixels, style_pixels = 2000 * 1500, 300 * 200 if style_size else 2000 * 1000
    told = refused(2000, pixels, style_size, style_pixels, preset)
    fitting = int(re.search(r"(\d+) is the largest that fits", told)[1])
    assert "2000 pixels" in told and "1.5 GB are free" in told

    def at(size):
        share = (size / 2000) ** 2
        return size, share * pixels, style_size, style_pixels * (1 if style_size else share), preset

    need, have = check_memory(*at(fitting))
    assert need <= have == 1.5e9
    refused(*at(fitting + 1))


def test_a_style_too_large_for_every_size_is_said(monkeypatch):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: 1.5e9)
    assert "a smaller style size" in refused(2000, 2000 * 1500, 4000, 4000 * 3000, "pyramid")


def test_nothing_is_refused_where_there_is_memory(monkeypatch):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: math.inf)
    assert check_memory(8192, 8192**2, None, 8192**2, "pyramid")[1] == math.inf


def test_memory_hardly_grows_where_pictures_are_seen_by_tiles():
    """At 2048 pixels less than 6 GB, and no more for the largest style picture."""
    most = peak_bytes(2048**2, 2048**2, "pyramid")
    assert peak_bytes(1024**2, 1024**2, "pyramid") < 1.01 * most < 6e9
    assert most < peak_bytes(4096**2, 4096**2, "pyramid") < 2 * most
    assert peak_bytes(2048**2, 8192**2, "pyramid") == most
    assert peak_bytes(2048**2, 2048**2, "lecture") > 2 * most
