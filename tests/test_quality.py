"""The benchmark of quality: its measures, and what it writes about paintings that are known."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from utils import distances
from utils.backend import tf
from utils.files import PROJECT
from utils.images import save_image

sys.path.append(str(PROJECT / "benchmarks"))
processes, quality = map(importlib.import_module, ("processes", "quality"))


@pytest.fixture
def picture():
    """Coarse blobs of colour under fine grain, (24, 32, 3)."""
    draw = np.random.default_rng(0)
    blobs = draw.random((6, 8, 3)).repeat(4, axis=0).repeat(4, axis=1)
    return (blobs + 0.3 * draw.random((24, 32, 3))).astype(np.float32)


def blurred(picture, times=1):
    """The same with each pixel averaged with its neighbours, `times` over."""
    for _ in range(times):
        for axis in 0, 1:
            picture = (np.roll(picture, 1, axis) + picture + np.roll(picture, -1, axis)) / 3
    return picture


def shuffled(picture):
    """The same pixels at other places."""
    return np.random.default_rng(1).permutation(rows(picture)).reshape(picture.shape)


def rows(picture):
    return picture.reshape(-1, 3)


def test_both_distances_of_a_picture_from_itself_are_zero(picture):
    assert distances.sliced_wasserstein(rows(picture), rows(picture)) == 0
    assert distances.self_similarity_distance(rows(picture), rows(picture)) == 0


def test_style_distance_grows_with_blur_and_ignores_places(picture):
    def distance(other):
        return distances.sliced_wasserstein(rows(picture), rows(other))

    assert 0 < distance(blurred(picture)) < distance(blurred(picture, 4))
    assert distance(shuffled(picture)) < 1e-9


def test_content_distance_is_small_for_blur_and_large_for_other_places(picture):
    def distance(other):
        return distances.self_similarity_distance(rows(picture), rows(other))

    assert 0 < distance(blurred(picture)) < distance(blurred(picture, 4))
    assert distance(blurred(picture, 4)) < distance(shuffled(picture)) < 2


def test_content_distance_ignores_how_strong_activations_are(picture):
    assert distances.self_similarity_distance(rows(picture), 3 * rows(picture)) < 1e-5


def test_style_distance_of_shifted_points_is_known():
    """A shift by d in n_C dimensions is one of |d|^2 / n_C on average over the directions."""
    points = np.random.default_rng(0).random((500, 3))
    distance = distances.sliced_wasserstein(points, points + [2, 0, 0], directions=2000)
    assert distance == pytest.approx(4 / 3, rel=0.1)


def test_style_distance_compares_sets_of_different_sizes(picture):
    twice = np.concatenate([rows(picture)] * 2)
    assert distances.sliced_wasserstein(rows(picture), twice) < 1e-4


def test_the_seed_decides_about_the_directions(picture):
    def distance(**settings):
        return distances.sliced_wasserstein(rows(picture), rows(blurred(picture)), **settings)

    assert distance() == distance(seed=0) != distance(seed=1)
    many = [distance(seed=seed, directions=2000) for seed in (0, 1)]
    assert many[0] == pytest.approx(many[1], rel=0.1)


@pytest.mark.parametrize("count", [2, 5])
def test_quantiles_of_as_many_values_are_the_sorted_values(count):
    values = np.random.default_rng(0).random((count, 3))
    assert np.allclose(distances.quantiles(values, count), np.sort(values, axis=0))


def test_quantiles_of_fewer_values_lie_between_them():
    assert np.allclose(distances.quantiles(np.array([[3.0], [1.0]]), 4), [[1], [1.5], [2.5], [3]])


def test_hypercolumns_join_the_layers_at_the_positions_of_the_last():
    fine = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
    columns = distances.hypercolumns([fine, tf.ones([1, 2, 2, 5])])
    assert columns.shape == (4, 6) and columns[0, 0] == (0 + 1 + 4 + 5) / 4


def test_the_content_has_a_style_share_of_one_and_the_style_of_zero(random_picture):
    content, style = random_picture(48, 64, 1), random_picture(48, 64, 2)
    (of_content, of_style), units = quality.measure([content, style], content, style)
    assert of_content.style == pytest.approx(units.style) and of_content.content < 1e-6
    assert of_style.style == 0 < units.style and 0 < of_style.content and 0 < units.content < 2


@pytest.fixture
def paintings(tmp_path, random_picture, monkeypatch):
    """Paintings of every method, and what `paint` was asked for."""
    monkeypatch.setattr(quality, "PAINTINGS", tmp_path / "paintings")
    monkeypatch.setattr(quality, "HERE", tmp_path)
    monkeypatch.setattr(quality, "PAIRS", quality.PAIRS[:2])
    asked = []

    def run_alone(arguments, stop_after, project):
        folder = Path(arguments[arguments.index("--output") + 1])
        folder.mkdir(parents=True)
        save_image(random_picture(48, 64, len(asked)), folder / "generated.png")
        (folder / "history.csv").write_text("iteration,J\n0,9\n1,8\n2,7\n")
        asked.append((arguments[-1], stop_after, project))
        seconds = 100.0 if stop_after is None and arguments[-1] == "lecture" else 10.0
        return processes.Run(stop_after or seconds, 10**9)

    monkeypatch.setattr(quality, "run_alone", run_alone)
    return asked


def test_the_others_get_the_seconds_of_the_default(paintings):
    quality.paint_all(Path("before"))
    assert len(paintings) == 7  # three methods for two pairs, and the lecture's loop to its end
    assert paintings.count(("lecture", None, PROJECT)) == 1
    assert paintings.count(("lecture", 10, PROJECT)) == 2
    assert paintings.count(("fast", 10, Path("before"))) == 2


def test_finished_paintings_are_not_repeated(paintings):
    first = quality.paint_all(Path("before"))
    assert quality.paint_all(Path("before")) == first and len(paintings) == 7


def test_paintings_stopped_at_other_times_are_repeated(paintings):
    quality.paint_all(None)
    record = next(quality.PAINTINGS.glob("*_new/run.json"))
    record.write_text(json.dumps(json.loads(record.read_text()) | {"seconds": 12.0}))
    before = len(paintings)
    quality.paint_all(None)
    assert paintings[before:] == [("lecture", 12, PROJECT)]


@pytest.mark.parametrize("previous", [Path("before"), None])
def test_results_have_a_line_per_painting_and_a_sheet(paintings, previous, tmp_path, monkeypatch):
    monkeypatch.setattr(quality, "bfloat16_is_faster", lambda: True)
    monkeypatch.setattr(
        quality, "measure", lambda p, *_: ([(0.5, 0.25)] * len(p), quality.Distances(2, 1))
    )
    quality.write_results(quality.paint_all(previous))
    text = (tmp_path / "quality.md").read_text()
    line = (
        "| sunset_bridge, swirling_night (strokes) | default | 2 | 0.5 | 0.25 | 0.25 | 0.25 | 10 |"
    )
    assert f"{line} 1000 |" in text
    assert text.count("| previous default |") == (2 if previous else 0)
    assert ("left out" in text) == (previous is None)
    assert "10.0 times as long" in text and "multiplies in bfloat16" in text
    with Image.open(tmp_path / "quality.jpg") as sheet:
        assert sheet.size == ((5 if previous else 4) * 256, 24 + 2 * 192)


def test_the_sheet_is_not_larger_than_allowed(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (200, 300, 3), np.uint8)
    quality.save_small(Image.fromarray(noise), tmp_path / "small.jpg", most=30_000)
    assert (tmp_path / "small.jpg").stat().st_size < 30_000


def test_the_code_of_a_commit_is_unpacked(tmp_path):
    def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True)

    git("init", "--quiet")
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils" / "old.py").write_text("old = True\n")
    git("add", ".")
    git("commit", "--quiet", "--message", "old")
    target = tmp_path / "target"
    target.mkdir()
    assert quality.unpack_previous(target, "HEAD", tmp_path)
    assert (target / "utils" / "old.py").read_text() == "old = True\n"


def test_without_the_commit_nothing_is_unpacked(tmp_path):
    assert not quality.unpack_previous(tmp_path, "HEAD", tmp_path)
