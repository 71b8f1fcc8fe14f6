"""Many paintings by one command; here each takes no time. tests/slow/test_command.py paints some."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from utils.images import load_image, save_image
from utils.stylize.__main__ import main, parse
from utils.stylize.checkpoint import save_checkpoint
from utils.training import Step

SMALL = "--size 40 --iterations 1 --float32".split()
WALL = "wall"
EMPTY = np.zeros((1, 32, 40, 3))


@pytest.fixture
def folder(folder, monkeypatch, random_picture):
    """A working folder with a.png, b.png, x.png and y.png; a painting is of its content's mean."""

    def paint(content, *_, **__):
        monkeypatch.painted.append(round(float(tf.reduce_mean(content)), 3))
        return content, [Step(0, 0.5, 1, 1, 1)]

    monkeypatch.painted = []
    monkeypatch.setattr("utils.stylize.pyramid.paint", paint)
    for seed, name in enumerate("abxy"):
        save_image(random_picture(64, 80, seed), f"{name}.png")
    return folder


def walls():
    return sorted(os.listdir(WALL))


def paint(*arguments):
    return main([*arguments, "--output", WALL, *SMALL])


def test_every_pair_has_its_folder(folder, monkeypatch, capsys):
    assert paint("a.png", "b.png", "--styles", "x.png", "y.png") == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "1 of 4: a.png in the style of x.png",
        "2 of 4: a.png in the style of y.png",
        "3 of 4: b.png in the style of x.png",
        "4 of 4: b.png in the style of y.png",
        "4 of 4 paintings are in wall.",
    ]
    assert walls() == ["a_x", "a_y", "b_x", "b_y"]
    assert len(monkeypatch.painted) == 4


def test_what_is_done_is_not_done_again(folder, monkeypatch, capsys):
    assert paint("a.png", "--styles", "x.png", "y.png") == 0
    assert paint("a.png", "b.png", "--styles", "x.png", "y.png", "--resume") == 0
    assert len(monkeypatch.painted) == 4
    assert capsys.readouterr().out.count("holds this painting already") == 2
    assert paint("a.png", "--styles", "x.png", "--seed", "1") == 0  # but this is another one
    assert len(monkeypatch.painted) == 5 and walls() == ["a_x", "a_x-2", "a_y", "b_x", "b_y"]
    assert paint("a.png", "--styles", "x.png", "--overwrite") == 0
    assert len(monkeypatch.painted) == 6 and len(walls()) == 5


def test_two_contents_of_one_name(folder, random_picture):
    save_image(random_picture(64, 80, 9), "other/a.png")
    for options in [], [], ["--overwrite"]:
        assert paint("a.png", "other/a.png", "--styles", "x.png", *options) == 0
        assert walls() == ["a_x", "a_x-2"]
    for name, content in ("a_x", "a.png"), ("a_x-2", "other/a.png"):
        painted, expected = load_image(f"{WALL}/{name}/generated.png"), load_image(content, 40)
        assert float(tf.reduce_max(abs(painted - expected))) < 0.005


@pytest.mark.parametrize("damaged", [False, True])
def test_an_unfinished_painting_of_another_picture_is_spared(damaged, folder):
    path = Path(WALL, "a_x", "checkpoint.npz")
    made_from = {"content picture": "another", "preset": "pyramid"}
    save_checkpoint(path, made_from, [Step(0, 0.5, 1, 1, 1)], EMPTY, EMPTY, [])
    if damaged:
        path.write_text("no checkpoint")
    before = path.read_bytes()
    assert paint("a.png", "--styles", "x.png") == 0
    assert walls() == ["a_x", "a_x-2"] and path.read_bytes() == before


def test_one_bad_file_does_not_stop_the_rest(folder, capsys):
    Path("bad.png").write_text("no picture")
    assert paint("a.png", "bad.png", "none.png", "b.png", "--styles", "x.png") == 2
    told = capsys.readouterr()
    assert walls() == ["a_x", "b_x"]
    assert told.out.splitlines()[-1] == "2 of 4 paintings are in wall."
    first, *failures = told.err.splitlines()
    assert first == "2 of 4 could not be painted:" and len(failures) == 2
    assert failures[0].startswith("bad.png in the style of x.png: bad.png cannot be read")
    assert failures[1].startswith("none.png in the style of x.png: none.png: no such file")


def test_ctrl_c_ends_it_all_and_keeps_what_is_finished(folder, monkeypatch, capsys):
    calls = []

    def paint_two(content, *_, **__):
        calls.append(content)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return content, [Step(0, 0.5, 1, 1, 1)]

    Path("bad.png").write_text("no picture")
    arguments = ["bad.png", "a.png", "b.png", "--styles", "x.png", "y.png"]
    with monkeypatch.context() as patch:
        patch.setattr("utils.stylize.pyramid.paint", paint_two)
        assert paint(*arguments) == 130
    told = capsys.readouterr().err.splitlines()
    assert "2 of 6 could not be painted:" in told and told[-1].startswith("Interrupted.")
    assert len(calls) == 3 and Path(WALL, "a_y", "generated.png").exists()
    assert paint(*arguments) == 2
    assert len(monkeypatch.painted) == 2


def test_memory_that_runs_out_is_one_failure(folder, monkeypatch, capsys):
    def run_out(*_, **__):
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    monkeypatch.setattr("utils.stylize.pyramid.paint", run_out)
    assert paint("a.png", "--styles", "x.png") == 2
    assert "There is not enough memory" in capsys.readouterr().err


def test_dry_run_says_what_each_takes_and_all_together(folder, monkeypatch, capsys):
    monkeypatch.setattr("utils.stylize.expected_seconds", lambda *_: 61.0)
    assert paint("a.png", "--styles", "x.png") == 0
    capsys.readouterr()
    before = sorted(os.walk("."))
    assert paint("a.png", "b.png", "none.png", "--styles", "x.png", "y.png", "--dry-run") == 2
    told = capsys.readouterr()
    assert len(re.findall("about 60 seconds of painting and", told.out)) == 3
    assert told.out.count("holds this painting already") == 1
    assert told.out.splitlines()[-1] == "All together: about 3 minutes of painting."
    assert "2 of 6 could not be painted:" in told.err and sorted(os.walk(".")) == before


def test_without_a_folder_it_is_as_of_single_paintings(folder, monkeypatch):
    assert main(["a.png", "x.png", *SMALL]) == 0
    assert main(["a.png", "--styles", "x.png", "y.png", *SMALL]) == 0
    assert sorted(os.listdir("output")) == ["a_x", "a_y"] and len(monkeypatch.painted) == 2


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["a.png", "--styles", "x.png", "--blend", "0.7,0.3"], "--blend is for one painting"),
        (["a.png", "--styles", "x.png", "--show"], "--show is for one painting"),
        (["a.png", "--styles"], "--styles"),
        (["--styles", "x.png"], "missing: contents"),
        (["a.png"], "missing: styles"),
        ([], "missing: contents, styles"),
        (["a.png", "--styles", "x.png", "--output", "all.png"], "is a name for one picture"),
        (["a.png", "--styles", "x.png", "--output", ""], "not a possible folder"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(arguments, words, folder, capsys):
    before = sorted(os.walk("."))
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    told = capsys.readouterr()
    assert code == 2 and told.out == "" and words in told.err
    assert len(told.err.splitlines()) == 1 and sorted(os.walk(".")) == before


@pytest.mark.parametrize(
    "line, content, style",
    [
        ("a b", "a", ["b"]),
        ("a --size 64 b", "a", ["b"]),
        ("--size 64 a b c", "a", ["b", "c"]),
        ("a b --blend 0.7,0.3 c", "a", ["b", "c"]),
        ("--size 64 -- -a.jpg --b.jpg", "-a.jpg", ["--b.jpg"]),
        ("a b --styles x y --size 64", "a", ["b"]),
        ("--styles x y --size 64 a b", "a", ["b"]),
        ("--styles x y -- a b", "a", ["b"]),
    ],
)
def test_options_may_stand_anywhere(line, content, style):
    given = parse(line.split())
    if given["wall"]:
        assert given["contents"] == [content, *style] and given["styles"] == ["x", "y"]
    else:
        assert given["contents"] == [content] and given["styles"] == style
