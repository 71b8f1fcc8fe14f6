import errno
import re

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from PIL import Image

from course import gallery as painter
from course.gallery import is_made, made_from
from utils import gallery
from utils.backend import tf
from utils.files import PROJECT, T_IMAGES
from utils.gallery import GALLERY, PAIRS, Pair, read_record
from utils.images import to_array
from utils.painter import crops
from utils.stop import Stopped
from utils.stylize.checkpoint import CHECKPOINT_FILE, Recorder

CLASSICS = [
    ("sunset_bridge", "swirling_night"),
    ("chelsea", "cubist_facets"),
    ("bow_bridge", "water_garden"),
    ("glass_pyramid", "poppy_field"),
    ("ruined_columns", "swirling_night"),
    ("stone_tomb", "girih_tiles"),
    ("turbulence", "blue_fluid"),
]


def test_every_classic_pair_is_there_and_one_of_your_own():
    assert [(pair.content, pair.style) for pair in PAIRS[:-1]] == CLASSICS
    assert "your own" in PAIRS[-1].classic


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_each_is_made_from_these_pictures_and_took_on_the_style(pair):
    record = read_record()
    assert is_made(pair, record), "make gallery has not been run since a picture changed"
    assert 0 < record[pair.name]["J_content"] < 1  # in units of the variance, times 1/4
    assert 0 < record[pair.name]["J_style"] < 0.6  # the content picture has 1
    path = GALLERY / f"{pair.name}.jpg"
    width, height = Image.open(path).size
    assert path.stat().st_size < 400_000 and width > 3 * height


def test_the_whole_gallery_is_light():
    assert sum(path.stat().st_size for path in GALLERY.glob("*.jpg")) < 6_000_000
    assert (GALLERY / "overview.jpg").stat().st_size < 400_000


@pytest.fixture
def small_gallery(monkeypatch, tmp_path):
    """A gallery of one tiny pair, in a folder of its own."""
    pair = Pair("sunset_bridge", "swirling_night", "a test", style_size=64, size=64)
    monkeypatch.setattr(gallery, "PAIRS", [pair, pair])
    monkeypatch.setattr(gallery, "GALLERY", tmp_path)
    monkeypatch.setattr(gallery, "RECORD", tmp_path / "record.json")
    return pair


def test_what_is_made_is_not_painted_again(small_gallery, monkeypatch, tmp_path):
    assert painter.main([]) == 0
    assert Image.open(tmp_path / f"{small_gallery.name}.jpg").height == 48
    assert Image.open(tmp_path / "overview.jpg").width > 1000
    painted = []
    monkeypatch.setattr(painter, "paint", lambda pair: painted.append(pair) or {})
    assert painter.main([]) == 0 and not painted
    (tmp_path / f"{small_gallery.name}.jpg").unlink()
    painter.main([small_gallery.name])
    assert painted == [small_gallery]


def test_other_settings_or_pictures_are_another_painting(small_gallery, monkeypatch, tmp_path):
    made = {small_gallery.name: {"made_from": made_from(small_gallery)}}
    del made[small_gallery.name]["made_from"]["pooling"]  # a setting of later: it had its default
    (tmp_path / f"{small_gallery.name}.jpg").touch()
    assert is_made(small_gallery, made)
    assert not is_made(small_gallery._replace(style_size=65), made)
    folder = tmp_path / "T_images"
    folder.mkdir()
    for name in ("sunset_bridge", "swirling_night"):
        (folder / f"{name}.jpg").write_bytes((T_IMAGES / f"{name}.jpg").read_bytes())
    monkeypatch.setattr(crops, "T_IMAGES", folder)
    assert is_made(small_gallery, made)
    with (folder / "swirling_night.jpg").open("ab") as file:
        file.write(b"changed")
    assert not is_made(small_gallery, made)


def test_an_unknown_pair(capsys):
    assert painter.main(["mona_lisa"]) == 2
    assert "no pair called mona_lisa" in capsys.readouterr().err


def test_ctrl_c_keeps_what_is_finished(small_gallery, monkeypatch, capsys):
    def interrupt(pair):
        raise KeyboardInterrupt

    monkeypatch.setattr(painter, "paint", interrupt)
    assert painter.main([]) == 130
    assert "the same command paints the rest" in capsys.readouterr().err
    assert gallery.read_record() == {}


def test_a_full_disk_is_one_sentence(small_gallery, monkeypatch, capsys):
    monkeypatch.setattr(painter, "paint", lambda pair: {})
    monkeypatch.setattr(
        "utils.files.os.replace",
        lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")),
    )
    assert painter.main([]) == 2
    assert "record.json cannot be written (No space" in capsys.readouterr().err


@pytest.mark.parametrize("style_size, begins_at", [(64, 1), (65, 0)])
def test_a_pair_that_was_stopped_goes_on(small_gallery, monkeypatch, style_size, begins_at):
    """With other settings than it was begun with, it begins anew."""
    folder = gallery.GALLERY / small_gallery.name
    begin, begun = Recorder.begin, []

    def stop_after_one_step(recorder, picture, optimizer, last, first=0):
        begun.append(len(recorder.history))
        recorder.stop.asked = len(begun) == 1
        return begin(recorder, picture, optimizer, last, first)

    monkeypatch.setattr(Recorder, "begin", stop_after_one_step)
    with pytest.raises(Stopped):
        painter.paint(small_gallery)
    assert (folder / CHECKPOINT_FILE).exists()
    painter.paint(small_gallery._replace(style_size=style_size))
    assert begun[1] == begins_at
    assert not (folder / CHECKPOINT_FILE).exists()


@pytest.mark.parametrize("function", ["recoloured", "redrawn"])
def test_the_answer_to_an_exercise_prints_the_numbers_beside_it(function, capsys):
    page = nbformat.read(PROJECT / "notebooks" / "10_gallery.ipynb", as_version=4)
    answer = next(cell.source for cell in page.cells if f"def {function}(" in cell.source)
    code, printed = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", answer, re.DOTALL).groups()
    names = {"PAIRS": PAIRS, "in_words": gallery.in_words, "pictures_of": gallery.pictures_of}
    exec(code, {"np": np, "tf": tf, **names})
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_its_detail_lies_in_the_painting(pair):
    pictures, (wide, high) = gallery.pictures_of(pair), gallery.DETAIL
    for name, place in ("painting", pair.detail), ("style", pair.style_detail or (0, 0)):
        (_, height, width, _), (left, top) = pictures[name].shape, place
        assert 0 <= left <= width - wide and 0 <= top <= height - high


@pytest.fixture
def shown(monkeypatch):
    """The figures that are shown, with their descriptions."""
    figures = []
    monkeypatch.setattr(
        gallery, "show_figure", lambda figure, alt, *_: figures.append((figure, alt))
    )
    yield figures
    for figure, _ in figures:
        plt.close(figure)


def fills(figure):
    """Whether the pictures keep their shapes, do not overlap and leave only gaps."""
    width, height = figure.get_size_inches()
    places = [axis.get_position(original=True) for axis in figure.axes]
    for axis, place in zip(figure.axes, places):
        (picture,) = axis.get_images()
        high, wide = picture.get_array().shape[:2]
        assert place.height * height / (place.width * width) == pytest.approx(high / wide)
    assert min(place.y0 for place in places) == pytest.approx(0)
    strip = gallery.STRIP * width / height  # above each picture
    covered = sum(place.width * (place.height + strip) for place in places)
    return 0.94 < covered < 1 and max(place.x1 for place in places) == pytest.approx(1)


@pytest.mark.parametrize(("number", "source"), [(0, "content"), (5, "style")])
def test_a_detail_hangs_beside_what_it_is_compared_with(number, source, shown):
    gallery.hang(PAIRS[number].name)
    ((figure, alt),) = shown
    framed = [axis.texts[0].get_text() for axis in figure.axes if axis.patches]
    assert sorted(framed) == sorted([source, "painting"]) and f"the {source}" in alt
    names = [axis.texts[0].get_text() for axis in figure.axes]
    assert names == ["content", "style", "painting", f"in the {source}", "in the painting"]
    assert fills(figure)


def test_four_paintings_and_four_pairs_to_predict(shown):
    gallery.show_pairs_to_predict()
    ((figure, _),) = shown
    names = [axis.texts[0].get_text() for axis in figure.axes]
    assert names[:2] == ["bridge + swirling night", "park + water garden"]
    assert names[4:6] == ["1: cat", "+ cubist facets = ?"] and len(names) == 12
    assert fills(figure)


def test_without_details_two_pictures_beside_the_painting(shown):
    content, style = tf.zeros([1, 30, 40, 3]), tf.ones([1, 20, 40, 3])
    gallery.show_painting(content, style, content, "a test")
    ((figure, alt),) = shown
    assert len(figure.axes) == 3 and alt == "a test" and fills(figure)


def test_rows_of_one_width_with_their_frames(shown):
    wide, high = (
        tf.random.uniform([1, 30, 60, 3], seed=1),
        tf.random.uniform([1, 40, 30, 3], seed=2),
    )
    gallery.show_rows([[(wide, "a", (0, 1, 8, 6)), (high, "b")], [(high, "c")]], "a test")
    ((figure, _),) = shown
    assert [bool(axis.patches) for axis in figure.axes] == [True, False, False]
    (last,) = figure.axes[-1].get_images()
    assert np.array_equal(last.get_array(), to_array(high))
    assert fills(figure)
