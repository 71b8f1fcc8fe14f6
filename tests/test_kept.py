"""A finished painting of other pictures or settings is never lost without a word."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from utils.errors import OutputError, SettingsError
from utils.images import save_image
from utils.stylize import stylize
from utils.stylize.__main__ import main
from utils.training import Step

SMALL = "--size 40 --iterations 1 --float32".split()


@pytest.fixture
def folder(folder, monkeypatch, random_picture):
    """A working folder with photo.jpg twice; it paints in no time, each time in another colour."""
    painted = []

    def paint(content, *_, **__):
        painted.append(1)
        return 0 * content + len(painted) / 10, [Step(0, 0.5, 1, 1, 1)]

    monkeypatch.setattr("utils.stylize.pyramid.paint", paint)
    for seed, name in (1, "a/photo.jpg"), (2, "b/photo.jpg"):
        save_image(random_picture(64, 80, seed), name)
    return folder


def colours(*folders):
    """Tenths of white, of the painting in each folder."""
    return [
        round(np.asarray(Image.open(Path(folder, "generated.png"))).mean() / 25.5)
        for folder in folders
    ]


def test_two_photographs_of_one_name(folder, capsys):
    for name in "a", "b", "a":
        assert main([f"{name}/photo.jpg", "style.jpg", *SMALL]) == 0
        told = capsys.readouterr().out
    assert colours("output/photo_style", "output/photo_style-2") == [1, 2]
    assert told.splitlines() == [
        f"{Path('output/photo_style')} holds this painting already: --overwrite paints it anew.",
        f"The pictures are in {Path('output/photo_style')}: "
        "generated.png, triptych.jpg and image_<iteration>.jpg.",
    ]


def test_other_settings_and_a_changed_file(folder, random_picture):
    for options in [], ["--strength", "2"], ["--seed", "1"], ["--strength", "2"]:
        assert main(["a/photo.jpg", "style.jpg", *SMALL, *options]) == 0
    save_image(random_picture(64, 80, 5), "a/photo.jpg")
    assert main(["a/photo.jpg", "style.jpg", *SMALL]) == 0
    assert sorted(os.listdir("output")) == [f"photo_style{n}" for n in ("", "-2", "-3", "-4")]
    assert colours(*(f"output/photo_style{n}" for n in ("", "-2", "-3", "-4"))) == [1, 2, 3, 4]


def test_overwriting_replaces_the_same_painting_and_no_other(folder):
    """The usual folder holds another one, which --output alone can name."""
    for options in [], ["--seed", "1"], ["--seed", "1", "--overwrite"]:
        assert main(["a/photo.jpg", "style.jpg", *SMALL, *options]) == 0
    assert colours("output/photo_style", "output/photo_style-2") == [1, 3]
    assert main(["a/photo.jpg", "style.jpg", *SMALL, "--overwrite"]) == 0
    assert colours("output/photo_style", "output/photo_style-2") == [4, 3]


def test_a_picture_with_two_endings(folder):
    """As some websites call their pictures; no folder may be called so."""
    Path("style.jpg").rename("style.jpg.webp")
    assert main(["a/photo.jpg", "style.jpg.webp", *SMALL]) == 0
    assert os.listdir("output") == ["photo_style"]


@pytest.mark.parametrize("change", [{"strength": 2}, {"content": "b/photo.jpg"}])
def test_a_folder_that_was_named_is_refused(change, folder):
    first = {"content": "a/photo.jpg", "style": "style.jpg", "output": "out", "size": 40}
    stylize(**first)
    before = {path: path.read_bytes() for path in Path("out").iterdir()}
    words = "strength 1, not 2" if "strength" in change else "another content picture"
    with pytest.raises(SettingsError, match=f"out holds another painting.*{words}.*--overwrite"):
        stylize(**first | change)
    assert {path: path.read_bytes() for path in Path("out").iterdir()} == before
    stylize(**first | change, overwrite=True)
    assert colours("out") == [2]
    stylize(**first | change)  # and now it is this one that is kept
    assert colours("out") == [2]


def test_the_same_again_returns_the_same(folder):
    painted, history = stylize("a/photo.jpg", "style.jpg", "out", size=40)
    again, remembered = stylize("a/photo.jpg", "style.jpg", "out", size=40)
    np.testing.assert_allclose(again, painted, atol=0.002)
    assert remembered == history
    Path("out/history.csv").write_text("x" * 200_000)  # more than a field may have
    for _ in range(2):
        with pytest.raises(SettingsError, match="history.csv is not the table.*--overwrite"):
            stylize("a/photo.jpg", "style.jpg", "out", size=40)
        Path("out/history.csv").unlink(missing_ok=True)


@pytest.mark.parametrize("record", [None, "", "[]", "{}", '{"finished": true}', "\0"])
def test_a_painting_without_a_readable_record_is_kept(record, folder):
    """As one by an earlier version of the course."""
    save_image(np.ones((1, 40, 40, 3)), "output/photo_style/generated.png")
    if record is not None:
        Path("output/photo_style/settings.json").write_text(record)
    with pytest.raises(SettingsError, match="holds another painting"):
        stylize("a/photo.jpg", "style.jpg", "output/photo_style", size=40)
    assert main(["a/photo.jpg", "style.jpg", *SMALL]) == 0
    assert colours("output/photo_style", "output/photo_style-2") == [10, 1]


def test_what_was_stopped_may_be_replaced(folder, monkeypatch):
    """Its generated.png is the best so far, and no finished painting."""
    arguments = ["style.jpg", "--preset", "lecture", "--size", "40", "--iterations", "1"]
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr("utils.stylize.triptych", lambda *_: 1 / 0)
        main(["a/photo.jpg", *arguments])
    assert Path("output/photo_style_lecture/generated.png").exists()
    Path("output/photo_style_lecture/checkpoint.npz").unlink()
    for _ in range(2):
        assert main(["b/photo.jpg", *arguments]) == 0
    assert os.listdir("output") == ["photo_style_lecture"]


def test_which_way_of_multiplying_is_faster_makes_no_other_painting(folder, monkeypatch):
    for faster in True, False:
        monkeypatch.setattr("utils.stylize.bfloat16_is_faster", lambda: faster)  # noqa: B023
        stylize("a/photo.jpg", "style.jpg", "out", size=40)
    assert colours("out") == [1]
    with pytest.raises(SettingsError, match="bfloat16 True, not False"):
        stylize("a/photo.jpg", "style.jpg", "out", size=40, bfloat16=False)


def test_the_record_tells_the_settings(folder):
    stylize("a/photo.jpg", "style.jpg", "out", size=40, strength=2)
    record = json.loads(Path("out/settings.json").read_text())
    assert record["finished"] is True and (record["size"], record["strength"]) == (40, 2)


def test_a_setting_that_the_earlier_version_did_not_know_had_its_default(folder):
    stylize("a/photo.jpg", "style.jpg", "out", size=40)
    record = json.loads(Path("out/settings.json").read_text())
    del record["strength"]
    Path("out/settings.json").write_text(json.dumps(record))
    stylize("a/photo.jpg", "style.jpg", "out", size=40)
    assert colours("out") == [1]
    with pytest.raises(SettingsError, match="strength 1, not 2"):
        stylize("a/photo.jpg", "style.jpg", "out", size=40, strength=2)


@pytest.mark.parametrize("name", ["result.jpg", "new/Result.PNG", "a.b.webp", "x.tiff"])
def test_output_that_is_named_like_a_picture_is_refused(name, folder, capsys):
    assert main(["a/photo.jpg", "style.jpg", "--output", name]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{Path(name)} is a name for one picture") and told.count("\n") == 1
    assert f"such as {Path(name).with_suffix('')}." in told and not Path(name).exists()
    with pytest.raises(OutputError):
        stylize("a/photo.jpg", "style.jpg", name)
    Path("jpgs.jpg").mkdir()
    assert main(["a/photo.jpg", "style.jpg", *SMALL, "--output", "jpgs.jpg"]) == 0
