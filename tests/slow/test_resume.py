"""Runs that are killed, stopped, refused or full: nothing is lost and nothing is half written."""

import csv
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from utils import pyramid
from utils.errors import NumbersError, SettingsError, StyleTransferError
from utils.images import load_image, save_image
from utils.lbfgs import LBFGS
from utils.pyramid import AveragedAdam
from utils.stop import Stopped, StopRequest
from utils.stylize import checkpoint, stylize
from utils.stylize.__main__ import main
from utils.stylize.checkpoint import Recorder, load_checkpoint
from utils.stylize.settings import Settings
from utils.training import Adam, Step, make_cost, start_picture, train

SETTINGS = {
    "lecture": {"preset": "lecture", "size": 40, "iterations": 8},
    "pyramid": {"size": 64, "iterations": 3, "bfloat16": False},
}
EVALUATIONS = {"lecture": 9, "pyramid": 7 + 4}  # of the cost; the last of each level only looks
LEVELS = [(36, 45), (51, 64)]  # height and width of the pyramid's pictures


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it, nothing is put in order."""


def prepare(patch, path, random_picture):
    """Make a working folder with two pictures, where the pyramid has two levels."""
    patch.chdir(path)
    patch.setattr("utils.pyramid.FIRST_SIZE", 32)
    save_image(random_picture(64, 80, seed=1), "content.png")
    save_image(random_picture(80, 64, seed=2), "style.png")


@pytest.fixture
def folder(tmp_path, monkeypatch, random_picture):
    """A working folder with two pictures in it."""
    prepare(monkeypatch, tmp_path, random_picture)
    return tmp_path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, random_picture):
    """For each preset: the picture and history of an undisturbed run, and its folder."""
    path = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch, path, random_picture)
        return {preset: (*paint(preset, preset), path / preset) for preset in SETTINGS}


@pytest.fixture(scope="module")
def killed(tmp_path_factory, random_picture):
    """What a run of the lecture's loop leaves when it is killed in its third step."""
    path = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        prepare(patch, path, random_picture)
        at_step(patch, 3, kill)
        paint()
    return path / "out"


@pytest.fixture
def unfinished(folder, killed):
    """A working folder with a killed run in it; the path of its checkpoint."""
    shutil.copytree(killed, folder / "out")
    return folder / "out" / "checkpoint.npz"


def paint(output="out", preset="lecture", **settings):
    return stylize("content.png", "style.png", output, **(SETTINGS[preset] | settings))


def names(path):
    return sorted(file.name for file in path.iterdir())


def at_step(monkeypatch, number, act):
    """Have `act` called when step `number`, counted over all levels, has been taken, before
    anything is kept of it; the steps before are each kept on disk.
    """
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN", 0)
    note, taken = Recorder.note, []

    def count(recorder, *given):
        taken.append(1)
        if len(taken) == number:
            act()
        note(recorder, *given)

    monkeypatch.setattr(Recorder, "note", count)


def kill():
    raise Killed


def costs(history):
    return [(step.iteration, *step[2:]) for step in history]


@pytest.mark.parametrize(
    "preset, number",
    [
        ("lecture", 1),
        ("lecture", 2),
        ("lecture", 9),
        ("pyramid", 3),
        ("pyramid", 7),
        ("pyramid", 8),
        ("pyramid", 9),
        ("pyramid", 11),
    ],
)
def test_a_killed_run_goes_on_to_the_same_picture(preset, number, folder, monkeypatch, undisturbed):
    """When step 8 kills the pyramid, the first level is complete and the second has not begun."""
    begun = time.perf_counter()
    whole, history, whole_folder = undisturbed[preset]
    with monkeypatch.context() as patch, pytest.raises(Killed):
        at_step(patch, number, kill)
        paint("out", preset)
    assert ("checkpoint.npz" in names(folder / "out")) == (number > 1)
    taken = []
    with monkeypatch.context() as patch:
        patch.setattr("utils.training.check_numbers", lambda step, _: taken.append(step.iteration))
        again, continued = paint("out", preset, resume=True)
    assert taken == list(range(number - 1, EVALUATIONS[preset]))  # and none twice
    np.testing.assert_array_equal(again, whole)
    assert costs(continued) == costs(history)
    seconds = [step.seconds for step in continued]
    assert seconds == sorted(seconds) and seconds[-1] < time.perf_counter() - begun
    assert names(folder / "out") == names(whole_folder)
    for name in set(names(folder / "out")) - {"history.csv"}:
        assert (folder / "out" / name).read_bytes() == (whole_folder / name).read_bytes()


def test_a_run_killed_when_it_was_done(folder, monkeypatch):
    """The loop is over, but not every file is there yet."""
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("utils.stylize.triptych", lambda *_: kill())
        paint()
    with monkeypatch.context() as patch:
        patch.setattr("utils.training.check_numbers", lambda *_: kill())  # no step is taken
        _, history = paint(resume=True)
    assert len(history) == 9
    assert names(folder / "out") == [
        "generated.png",
        "history.csv",
        "image_0.jpg",
        "image_8.jpg",
        "settings.json",
        "triptych.jpg",
    ]


def test_a_run_killed_again_and_again(folder, monkeypatch, undisturbed):
    whole, history, _ = undisturbed["lecture"]
    for number in 2, 3, 1, 4:
        with monkeypatch.context() as patch, pytest.raises(Killed):
            at_step(patch, number, kill)
            paint("out", resume=True)
    again, continued = paint("out", resume=True)
    np.testing.assert_array_equal(again, whole)
    assert costs(continued) == costs(history)


def test_checkpoints_are_written_now_and_then(folder, monkeypatch):
    """Every 20 seconds: with steps of 6 seconds after each third."""
    clock, written = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(
        checkpoint,
        "save_checkpoint",
        lambda path, made_from, history, *_: written.append(history[-1].iteration),
    )
    recorder = Recorder(folder / "checkpoint.npz", {}, None, StopRequest())
    picture, optimizer = tf.Variable(tf.zeros([1, 32, 32, 3])), tf.Module()
    recorder.begin(picture, optimizer, last=10)
    for iteration in range(11):
        clock[0] += 6
        recorder.note(Step(iteration, clock[0], 1, 1, 1), picture, last=iteration == 10)
    assert written == [2, 5, 8, 10]


def interrupt():
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "preset, number, sentence, sides",
    [
        ("lecture", 4, "iteration 3 of 8 at 40 x 32", (32, 40)),
        ("pyramid", 3, "iteration 2 of 6 at 45 x 36", LEVELS[0]),
        ("pyramid", 9, "iteration 8 of 10 at 64 x 51", LEVELS[1]),
    ],
)
def test_ctrl_c_stops_after_the_step_and_keeps_what_there_is(
    preset, number, sentence, sides, folder, monkeypatch
):
    """At full size, and without the margin that the pyramid paints."""
    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch, pytest.raises(Stopped, match=f"after {sentence} pixels"):
        at_step(patch, number, interrupt)
        paint("out", preset)
    assert signal.getsignal(signal.SIGINT) is before
    assert {"checkpoint.npz", "generated.png", "history.csv"} <= set(names(folder / "out"))
    best = load_checkpoint("out/checkpoint.npz").best
    assert best.shape == (1, *sides, 3)
    content = load_image("content.png", SETTINGS[preset]["size"])
    enlarged = np.clip(tf.image.resize(best, content.shape[1:3], "bicubic"), 0, 1)
    np.testing.assert_allclose(load_image("out/generated.png"), enlarged, atol=0.003)
    lines = list(csv.reader(open("out/history.csv")))
    assert [int(line[0]) for line in lines[1:]] == list(range(number))
    assert len(load_checkpoint("out/checkpoint.npz").history) == number


def test_ctrl_c_between_two_levels(folder, monkeypatch, undisturbed):
    """Once during the last step of a level; twice before the first of the next."""
    whole, history, _ = undisturbed["pyramid"]
    with monkeypatch.context() as patch, pytest.raises(Stopped, match="after iteration 7 of 10"):
        at_step(patch, 7, interrupt)
        paint("out", "pyramid")
    make, made = pyramid.make_relative_cost, []

    def make_once(*given):
        made.append(given)
        return make(*given) if len(made) == 1 else (interrupt(), interrupt())

    with monkeypatch.context() as patch, pytest.raises(Stopped, match="^Interrupted"):
        patch.setattr(pyramid, "make_relative_cost", make_once)
        paint("out", "pyramid", resume=True)
    assert Image.open("out/generated.png").size == LEVELS[1][::-1]
    again, continued = paint("out", "pyramid", resume=True)
    np.testing.assert_array_equal(again, whole)
    assert costs(continued) == costs(history)


def test_a_second_ctrl_c_interrupts_at_once(folder, monkeypatch):
    at_step(monkeypatch, 3, lambda: (interrupt(), interrupt()))
    with pytest.raises(Stopped, match="^Interrupted") as stop:  # not after the step
        paint()
    assert stop.value.resumable
    assert load_checkpoint("out/checkpoint.npz").history[-1].iteration == 1


def test_command_says_how_to_go_on(folder, monkeypatch, capsys):
    arguments = [
        "content.png",
        "style.png",
        "--output",
        "my out",
        "--preset",
        "lecture",
        "--size",
        "40",
        "--iterations",
        "8",
    ]
    with monkeypatch.context() as patch:
        at_step(patch, 4, interrupt)
        assert main(arguments) == 130
    *_, picture, line = capsys.readouterr().err.splitlines()
    assert picture == f"The best picture so far is in {os.path.join('my out', 'generated.png')}."
    assert "Stopped after iteration 3 of 8" in line
    assert line.endswith("To go on, give the same command with --resume.")
    assert main([*arguments, "--resume"]) == 0
    assert "image_8.jpg" in names(folder / "my out")


def test_many_go_on_with_the_one_that_was_begun(folder, monkeypatch, undisturbed):
    """The same command again, with no further option."""
    whole, _, whole_folder = undisturbed["lecture"]
    arguments = ["--preset", "lecture", "--size", "40", "--iterations", "8", "--output", "wall"]
    arguments = ["nothing.png", "content.png", "--styles", "style.png", *arguments]
    with monkeypatch.context() as patch:
        at_step(patch, 4, interrupt)
        assert main(arguments) == 130
    taken = []
    with monkeypatch.context() as patch:
        patch.setattr("utils.training.check_numbers", lambda step, _: taken.append(step.iteration))
        assert main(arguments) == 2
    assert taken == [4, 5, 6, 7, 8] and names(folder / "wall") == ["content_style_lecture"]
    painted = folder / "wall" / "content_style_lecture" / "generated.png"
    assert painted.read_bytes() == (whole_folder / "generated.png").read_bytes()


def test_command_interrupted_before_the_first_step(folder, monkeypatch, capsys):
    monkeypatch.setattr("utils.pyramid.make_relative_cost", lambda *_: (interrupt(), interrupt()))
    assert main(["content.png", "style.png", "--output", "out", "--size", "40"]) == 130
    assert "No checkpoint was made yet: begin again with" in capsys.readouterr().err
    assert names(folder / "out") == []


def test_in_a_notebook_ctrl_c_leaves_the_best_picture(random_picture, capsys):
    content = random_picture(32, 48, 1)
    cost = make_cost(content, random_picture(48, 32, 2))
    picture = start_picture(content)
    history = train(
        picture,
        cost,
        9,
        progress=False,
        callback=lambda step, _: step.iteration == 4 and interrupt(),
    )
    assert [step.iteration for step in history] == [0, 1, 2, 3, 4]
    assert "Stopped after iteration 4 of 9" in (said := capsys.readouterr().out)
    assert "history=" in said and said.count("\n") == 1
    best = min(step.J for step in history)
    assert float(cost(picture)[0]) == pytest.approx(best, rel=1e-3)
    history = train(picture, cost, 9, progress=False, history=history)
    assert [step.iteration for step in history] == list(range(10))
    assert history[-1].J < best and capsys.readouterr().out == ""


def test_in_a_notebook_ctrl_c_ends_the_small_levels_too(random_picture):
    content = random_picture(64, 80, 1)
    timer = threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(Stopped, match="of 20000 at 80 x 64 pixels"):
        pyramid.paint(content, content, steps=10_000, bfloat16=False, progress=False)
    timer.join()


@pytest.mark.parametrize(
    "setting, sentence",
    [
        ({"beta": 50}, "beta 40, not 50"),
        ({"size": 48}, "size 40, not 48"),
        ({"iterations": 9}, "iterations 8, not 9"),
        ({"seed": 1}, "seed 0, not 1"),
        ({"preset": "pyramid"}, "preset lecture, not pyramid"),
        ({"strength": 2}, "strength 1, not 2"),
        ({"init": "noise"}, "init content"),
        ({"style_layers": [("block1_conv1", 1)]}, "style layers"),
        ({"learning_rate": 0.02}, "learning rate 0.01, not 0.02"),
    ],
)
def test_other_settings_are_refused_by_name(setting, sentence, unfinished):
    before = unfinished.read_bytes()
    with pytest.raises(SettingsError) as refused:
        paint(resume=True, **setting)
    assert sentence in str(refused.value)
    assert unfinished.read_bytes() == before


@pytest.mark.parametrize("role", ["content", "style"])
def test_other_pictures_are_refused_by_name(role, unfinished, random_picture):
    save_image(random_picture(64, 80, seed=3), f"{role}.png")
    other = "style" if role == "content" else "content"
    with pytest.raises(SettingsError, match=f"another {role} picture(?!.*{other})"):
        paint(resume=True)


def test_multiplies_on_as_it_began(folder, monkeypatch):
    """Whether bfloat16 is faster is measured, and need not come out the same twice."""
    monkeypatch.setattr("utils.stylize.bfloat16_is_faster", lambda: True)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        at_step(patch, 3, kill)
        paint("out", "pyramid", bfloat16=None)
    monkeypatch.setattr("utils.stylize.bfloat16_is_faster", lambda: False)
    with pytest.raises(SettingsError, match="bfloat16 True, not False"):
        paint("out", "pyramid", bfloat16=False, resume=True)
    asked = []
    monkeypatch.setattr(
        "utils.training.check_numbers",
        lambda *_: (
            asked.append(
                tf.config.optimizer.get_experimental_options()[
                    "auto_mixed_precision_onednn_bfloat16"
                ]
            )
            or kill()
        ),
    )
    with pytest.raises(Killed):
        paint("out", "pyramid", bfloat16=None, resume=True)
    assert asked == [True]


def test_nothing_to_go_on_from(folder, capsys):
    paint(resume=True)
    assert "no checkpoint" in capsys.readouterr().out
    assert "checkpoint.npz" not in names(folder / "out")
    painted = (folder / "out" / "generated.png").stat().st_mtime_ns
    paint(resume=True)
    assert "out holds this painting already" in capsys.readouterr().out
    assert (folder / "out" / "generated.png").stat().st_mtime_ns == painted


def test_without_resume_it_begins_anew_and_says_so(unfinished, monkeypatch, capsys):
    before = unfinished.read_bytes()
    with monkeypatch.context() as patch, pytest.raises(Stopped):
        at_step(patch, 2, interrupt)
        patch.setattr(checkpoint, "SECONDS_BETWEEN", 20)
        paint(beta=50)
    assert "unfinished run" in capsys.readouterr().out
    assert unfinished.read_bytes() == before  # it is not given up for two steps
    with monkeypatch.context() as patch:
        at_step(patch, 2, interrupt)
        patch.setattr(checkpoint, "SECONDS_BETWEEN", 20)
        assert (
            main(
                [
                    "content.png",
                    "style.png",
                    "--output",
                    "out",
                    "--preset",
                    "lecture",
                    "--size",
                    "40",
                    "--iterations",
                    "8",
                    "--beta",
                    "50",
                ]
            )
            == 130
        )
    assert "begin again with the same command" in capsys.readouterr().err
    _, history = paint(beta=50)
    assert len(history) == 9 and not unfinished.exists()


class Trap:
    """What nobody should unpickle."""

    def __reduce__(self):
        return os.mkdir, ("sprung",)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text", "pickle", "other"])
def test_a_damaged_checkpoint_is_refused(damage, unfinished):
    whole = unfinished.read_bytes()
    late = len(whole) * 9 // 10  # in the optimiser's memory
    unfinished.write_bytes(
        {
            "cut": whole[:-100],
            "empty": b"",
            "text": b"no checkpoint",
            "flip": whole[:late] + bytes([whole[late] ^ 1]) + whole[late + 1 :],
        }.get(damage, b"")
    )
    if damage == "pickle":
        np.savez(unfinished, made_from=np.array([Trap()], dtype=object))
    if damage == "other":
        np.savez(unfinished, made_from="{}")
    with pytest.raises(SettingsError, match="checkpoint.npz cannot be read(?!.*unsafely)"):
        load_checkpoint(unfinished)
    assert not os.path.exists("sprung")


@pytest.mark.parametrize("instead", [{}, {"state_1": np.zeros(3)}])
def test_a_checkpoint_of_another_optimiser_is_refused(instead, unfinished):
    with np.load(unfinished) as file:
        arrays = dict(file)
    del arrays["state_1"]
    np.savez(unfinished, **arrays | instead)
    with pytest.raises(SettingsError, match="another version of the course"):
        paint(resume=True)


@pytest.mark.parametrize("size", [2_000, 30_000])
def test_a_full_disk_is_one_sentence(size, folder, monkeypatch, capsys, undisturbed):
    """No file may grow beyond `size` bytes: too few for the pictures, or for a checkpoint."""
    shutil.copytree(undisturbed["lecture"][2], "out")
    before = {name: (folder / "out" / name).read_bytes() for name in names(folder / "out")}
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN", 0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        code = main(
            [
                "content.png",
                "style.png",
                "--output",
                "out",
                "--preset",
                "lecture",
                "--size",
                "40",
                "--iterations",
                "8",
                "--init",
                "noise",
                "--overwrite",
            ]
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert code == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert "File too large" in line
    assert ("before is intact." in line) == (size > 20_000)  # else it had not begun
    assert "--resume" not in line  # for there is no checkpoint
    after = {name: (folder / "out" / name).read_bytes() for name in names(folder / "out")}
    begun = {"image_0.jpg": None, "settings.json": None}  # these are of the new run
    assert after | begun == before | begun


@pytest.mark.parametrize("preset", SETTINGS)
def test_weights_beyond_all_numbers(preset, folder, monkeypatch):
    monkeypatch.setattr(Settings, "check", lambda _: None)  # it refuses them
    with pytest.raises(NumbersError, match="left the range of numbers at iteration 0"):
        paint("out", preset, alpha=1e38, beta=1e38)
    assert "checkpoint.npz" not in names(folder / "out")


@pytest.mark.parametrize(
    "make_step, wrong",
    [(Adam, np.nan), (Adam, np.inf), (Adam, 1e30), (AveragedAdam, np.nan), (LBFGS, np.nan)],
)
def test_a_gradient_that_overflows_keeps_the_last_good_picture(make_step, wrong):
    """The cost stays fine; the gradient becomes `wrong` once the picture is dark."""

    @tf.custom_gradient
    def spoil(x):
        dark = tf.reduce_mean(x) < 0.42
        return x, lambda upstream: tf.where(dark, wrong, upstream)

    def cost(x):
        J = tf.reduce_sum(spoil(x) ** 2)
        return J, J, J

    picture, seen = tf.Variable(tf.fill([1, 32, 32, 3], 0.5)), []
    step = Adam(cost) if make_step is Adam else make_step(cost, picture, 200)
    with pytest.raises(NumbersError, match="rate or a weight"):
        train(
            picture,
            cost,
            200,
            progress=False,
            train_step=step,
            callback=lambda _, picture: seen.append(picture),
        )
    assert len(seen) > 1 and 0.42 <= tf.reduce_mean(picture)
    np.testing.assert_array_equal(picture, seen[-1])


def test_a_run_out_of_numbers_leaves_its_best(folder, monkeypatch):
    at_step(
        monkeypatch,
        4,
        lambda: monkeypatch.setattr("utils.training.math.isfinite", lambda number: False),
    )
    with pytest.raises(NumbersError):
        paint()
    assert names(folder / "out") == ["generated.png", "history.csv", "image_0.jpg", "settings.json"]


@pytest.mark.parametrize("rate, said", [(10, 1), (0.3, 0), (0.1, 0), (0.01, 0)])
@pytest.mark.parametrize("init", ["content", "noise"])
def test_a_rate_that_leads_up_is_noticed(rate, said, init, random_picture, capsys):
    content = random_picture(32, 40, 1)
    cost = make_cost(content, random_picture(40, 32, 2))
    history = train(start_picture(content, init), cost, 15, rate, progress=False)
    out = capsys.readouterr().out
    assert len(history) == 16 and out.count("the learning rate is too large") == said == (
        out.count("\n")
    )


def command(*arguments):
    return [
        sys.executable,
        "-m",
        "utils.stylize",
        "content.png",
        "style.png",
        "--output",
        "out",
        "--preset",
        "lecture",
        "--size",
        "40",
        "--iterations",
        "2000",
        *arguments,
    ]


def wait_until(true, process):
    deadline = time.monotonic() + 120
    while not true():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)


def test_sigterm_stops_cleanly_and_sigkill_leaves_no_lock(folder):
    """Two runs at once are one too many, until the first is gone, however it went."""
    with open("errors", "w") as errors:
        first = subprocess.Popen(command(), stderr=errors)
        try:
            wait_until((folder / "out" / "image_0.jpg").exists, first)
            with pytest.raises(SettingsError, match="Another run is painting into out"):
                paint()
            first.terminate()
            assert first.wait(60) == 130
        finally:
            first.kill()
    line = (folder / "errors").read_text().splitlines()[-1]
    assert "Stopped after iteration" in line and line.endswith("with --resume.")
    with open("errors", "w") as errors:
        second = subprocess.Popen(command("--resume"), stderr=errors)
        try:
            wait_until(lambda: "40 x 32" in (folder / "errors").read_text(), second)
            with pytest.raises(SettingsError, match="Another run is painting into out"):
                paint(resume=True)
        finally:
            second.kill()
            second.wait()
    (folder / "out" / ".picture.1.part.png").touch()  # as if it had been writing
    with pytest.raises(StyleTransferError, match="iterations 2000, not 8"):
        paint(resume=True)
    assert not (folder / "out" / ".picture.1.part.png").exists()
