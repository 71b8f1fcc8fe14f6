import math
import re

import psutil
import pytest

from utils.errors import SettingsError
from utils.images import PROJECT
from utils.memory import available_bytes, left_by_container
from utils.stylize.memory import check_memory, peak_bytes


@pytest.mark.parametrize("preset", ["lecture", "fast"])
def test_every_measured_peak_was_expected_within_a_quarter(preset):
    """Of benchmarks/memory.md, which `python benchmarks/memory.py` measures."""
    table = (PROJECT / "benchmarks" / "memory.md").read_text()
    rows = re.findall(rf"\| {preset} \| (\d+) x (\d+) \| (\d+) x (\d+) \| (\d+) \|", table)
    assert len(rows) >= 8
    for width, height, style_width, style_height, most in (map(int, row) for row in rows):
        expected = peak_bytes(width * height, style_width * style_height, preset)
        assert expected == pytest.approx(1e6 * most, rel=0.25)


def test_larger_pictures_need_more():
    for preset in "lecture", "fast":
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
    assert left_by_container(tmp_path) == math.inf
    container(tmp_path, "max", 6000)
    assert left_by_container(tmp_path) == math.inf
    container(tmp_path, 10_000, 6000)
    assert left_by_container(tmp_path) == 10_000 - 6000 + 300
    monkeypatch.setattr("utils.memory.left_by_container", lambda: 4300)
    assert abs(available_bytes() - psutil.Process().memory_info().rss) < 10**8


def test_available_memory_in_a_container_of_the_older_kind(tmp_path):
    container(tmp_path / "memory", 9000, 6000,
              ("memory.limit_in_bytes", "memory.usage_in_bytes"))
    assert left_by_container(tmp_path) == 9000 - 6000 + 300


def refused(*arguments):
    with pytest.raises(SettingsError) as told:
        check_memory(*arguments)
    return str(told.value)


@pytest.mark.parametrize("preset", ["lecture", "fast"])
@pytest.mark.parametrize("style_size", [None, 300])
def test_the_size_named_is_the_largest_that_fits(preset, style_size, monkeypatch):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: 1.5e9)
    pixels, style_pixels = 2000 * 1500, 300 * 200 if style_size else 2000 * 1000
    told = refused(2000, pixels, style_size, style_pixels, preset)
    fitting = int(re.search(r"(\d+) is the largest that fits", told)[1])
    assert "2000 pixels" in told and "1.5 GB can be had" in told

    def at(size):
        share = (size / 2000)**2
        return size, share * pixels, style_size, style_pixels * (1 if style_size else share), preset

    need, have = check_memory(*at(fitting))
    assert need <= have == 1.5e9
    refused(*at(fitting + 1))


def test_a_style_too_large_for_every_size_is_said(monkeypatch):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: 1.5e9)
    assert "a smaller style size" in refused(2000, 2000 * 1500, 4000, 4000 * 3000, "fast")


def test_nothing_is_refused_where_there_is_memory(monkeypatch):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: math.inf)
    assert check_memory(8192, 8192**2, None, 8192**2, "fast")[1] == math.inf
