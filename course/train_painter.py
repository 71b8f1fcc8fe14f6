"""Train a network that paints in one style or several, in a quarter of an hour without a GPU.

    python -m course.train_painter T_images/swirling_night.jpg --minutes 15
    python -m course.train_painter T_images/swirling_night.jpg T_images/turbulence.jpg --minutes 30

Into the folder `--output` go <name>.npz, the painter, and <name>.json, the record of how it was
made; preview.jpg, pictures that it never saw beside its paintings of them, made anew while it
learns; history.csv, the costs; and until the end checkpoint.npz, for `--resume`. The name is that
of the style. A painter of several styles is named blend, because it can paint blends of them, too.
"""

import argparse
import csv
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from utils.backend import keras, tf
from utils.bfloat16 import bfloat16_is_faster, multiplying_in_bfloat16
from utils.command import Parser, exit_code
from utils.errors import SettingsError
from utils.files import OUTPUT, atomic, sha256
from utils.images import load_image, save_image, stacked
from utils.painter.checkpoint import Progress, find_progress, save_progress
from utils.painter.crops import HELD_OUT, Crops, source_of, training_names
from utils.painter.network import one_of_each_style, paint
from utils.painter.store import load_weights, save_painter
from utils.painter.training import Training, no_better, train
from utils.relative import make_relative_cost
from utils.stop import Stopped
from utils.stylize.checkpoint import by_number, restore
from utils.stylize.folder import bare_name, only_run_in, usable_folder
from utils.training import Step

MINUTES = 15
STRENGTH = 0.35  # of the style, with which a painter keeps as much of the content as the optimiser
SIZE = 256  # pixels, the longest side of the style and of the pictures that are held out
SECONDS_BETWEEN = 20  # one checkpoint and preview and the next, or longer:
SHARE = 0.05  # of the time that they may take
MEASURED_STEPS = 10  # to learn how long a step takes
LAST = 100  # steps, over whose costs the record has the means
CHECKPOINT_FILE = "checkpoint.npz"


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = Parser(prog="python -m course.train_painter", description=__doc__.splitlines()[0])
    parser.add_argument(
        "styles",
        nargs="+",
        metavar="STYLE",
        help="the picture that says how to paint; of several, the painter learns all",
    )
    parser.add_argument("--output", help="folder (default: output/painters/<name>)")
    parser.add_argument(
        "--minutes", type=positive, help="about how long it may take here (default: 15)"
    )
    parser.add_argument(
        "--steps", type=count, help="how many steps; the same number and seed give the same painter"
    )
    parser.add_argument(
        "--strength", type=positive, default=STRENGTH, help=f"of the style (default: {STRENGTH})"
    )
    parser.add_argument(
        "--style-size",
        type=whole,
        default=SIZE,
        help="longest side of the style picture; a larger one makes larger strokes (default: 256)",
    )
    parser.add_argument("--seed", type=whole, default=0, help="of chance (default: 0)")
    parser.add_argument("--float32", action="store_true", help="never multiply in bfloat16")
    parser.add_argument(
        "--resume", action="store_true", help="continue a training that was stopped"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a painter that is finished"
    )
    given = parser.parse_args(arguments)
    if given.minutes is not None and given.steps is not None:
        parser.error("--minutes and --steps both say how long: leave out one of the two")
    return given


def positive(text: str) -> float:
    """Read a number above 0."""
    try:
        if 1e-3 <= (number := float(text)) <= 1e6:
            return number
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0.001 to 1e6")


def whole(text: str) -> int:
    """Read a whole number, 0 or more."""
    if text.isdecimal() and int(text) < 2**31:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {2**31 - 1}")


def count(text: str) -> int:
    """Read a whole number above 0."""
    if (number := whole(text)) > 0:
        return number
    raise argparse.ArgumentTypeError("at least 1 step must be taken")


def steps_in(training: Training, minutes: float) -> int:
    """How many steps take so many minutes here; some are taken and undone."""
    before = [np.asarray(variable) for variable in training.variables]
    setting_up = time.perf_counter()
    training.step(0)  # which traces
    begun = time.perf_counter()
    for number in range(1, 1 + MEASURED_STEPS):
        float(training.step(number)[0])
    seconds = (time.perf_counter() - begun) / MEASURED_STEPS
    for variable, value in zip(training.variables, before):
        variable.assign(value)
    left = 60 * minutes - (time.perf_counter() - setting_up)
    return max(1, int(left / seconds))


def held_out_costs(network: keras.Model, style: tf.Tensor) -> dict[str, dict[str, float]]:
    """The relative costs of a one-style network's paintings of pictures that it never saw."""
    costs = {}
    for name, content in held_out_pictures().items():
        _, J_content, J_style = make_relative_cost(content, style)(paint(network, content))
        costs[name] = {"J_content": round(float(J_content), 3), "J_style": round(float(J_style), 3)}
    return costs


def held_out_pictures() -> dict[str, tf.Tensor]:
    """The pictures that no painter is trained on, by name."""
    return {name: load_image(source_of(name), SIZE) for name in HELD_OUT}


def save_preview(network: keras.Model, contents: Sequence[tf.Tensor], path: Path) -> None:
    """Write a sheet: every picture with its painting in each style beside it."""
    networks = one_of_each_style(network.get_weights())
    rows = [tf.concat([c, *(paint(each, c) for each in networks)], axis=2) for c in contents]
    save_image(stacked(rows), path)


def save_history(history: Sequence[Step], path: Path) -> None:
    """Write the costs of every step as a table."""
    with atomic(path) as part, part.open("w", newline="") as file:
        csv.writer(file).writerows([Step._fields, *history])


def train_painter(given: argparse.Namespace) -> Path:
    """Train as the command line asks; return the path of the painter.

    Raises:
        StyleTransferError: a picture, setting or folder is of no use, or the checkpoint is of
            another training: nothing has been written.
        Stopped: Ctrl-C was pressed; the painter as it is has been written.
    """
    styles = {bare_name(path): load_image(path, given.style_size) for path in given.styles}
    if len(styles) < len(given.styles):
        raise SettingsError("two styles have the same name: rename one, or give each only once.")
    name = "blend" if len(styles) > 1 else next(iter(styles))
    output = OUTPUT / "painters" / name if given.output is None else given.output
    folder = usable_folder(output, needed_bytes=2 * 10**7)
    bfloat16 = not given.float32 and bfloat16_is_faster()
    made_from = {
        "style pictures": [sha256(np.asarray(style)) for style in styles.values()],
        "strength": given.strength,
        "seed": given.seed,
        "bfloat16": bfloat16,
        "number of steps": given.steps,
    }
    path = folder / f"{name}.npz"
    with only_run_in(folder), multiplying_in_bfloat16(bfloat16):
        spare_finished(path, given.overwrite)
        progress = find_progress(folder / CHECKPOINT_FILE, made_from, given.resume)
        crops = Crops(training_names(*styles), given.seed)
        pictures, steps = list(styles.values()), given.steps or 1000
        training = Training(pictures, crops, steps, given.seed, given.strength)
        if progress:
            made_from = progress.made_from
            training.steps = made_from["number of steps"]
            restore(training.variables, progress.variables)
        elif given.steps is None:
            training.steps = steps_in(training, given.minutes or MINUTES)
        made_from["number of steps"] = training.steps
        print(f"{training.steps} steps: --steps {training.steps} repeats them.", flush=True)
        history = run(training, made_from, progress.history if progress else [], folder)
        record = made_from | {
            "styles": list(styles),
            "style size": given.style_size,
            "command": command(given, training.steps),
            "steps taken": len(history),
            "minutes": round(history[-1].seconds / 60, 1),
            "trained on": sorted(set(crops.names)),
            "mean of the last costs": last_costs(history),
        }
        save_painter(training.network, path, record)
        networks = one_of_each_style(load_weights(path))
        record["held out"] = {
            style: held_out_costs(network, picture)
            for (style, picture), network in zip(styles.items(), networks)
        }
        save_painter(training.network, path, record)
        save_history(history, folder / "history.csv")
        if len(history) == training.steps or no_better(history, training.steps):
            (folder / CHECKPOINT_FILE).unlink(missing_ok=True)
            return path
    raise Stopped(f"Stopped after step {len(history)} of {training.steps}.", path, resumable=True)


def spare_finished(path: Path, overwrite: bool) -> None:
    """Raise `SettingsError` if a finished painter would be replaced, and nobody asked for that."""
    if path.exists() and not (overwrite or path.with_name(CHECKPOINT_FILE).exists()):
        raise SettingsError(
            f"{path} is a finished painter: choose another folder with --output, or replace it by "
            "--overwrite."
        )


def run(
    training: Training, made_from: dict[str, Any], history: Sequence[Step], folder: Path
) -> list[Step]:
    """Train, with checkpoints and previews on the way; return the history."""
    contents = list(held_out_pictures().values())
    due = time.monotonic() + SECONDS_BETWEEN

    def note(history, last):
        nonlocal due
        begun = time.monotonic()
        if last or begun > due:
            state = {key: np.asarray(v) for key, v in by_number(training.variables).items()}
            save_progress(folder / CHECKPOINT_FILE, Progress(made_from, history, state))
            save_preview(training.network, contents, folder / "preview.jpg")
            now = time.monotonic()
            due = now + max(SECONDS_BETWEEN, (now - begun) / SHARE)

    return train(training, history, note)


def last_costs(history: Sequence[Step]) -> dict[str, float]:
    """The means of the two costs over the last steps."""
    last = history[-LAST:]
    return {
        name: round(sum(getattr(step, name) for step in last) / len(last), 3)
        for name in ("J_content", "J_style")
    }


def command(given: argparse.Namespace, steps: int) -> str:
    """The command that trains this painter again, step by step."""
    styles = shlex.join(given.styles)
    words = [f"python -m course.train_painter {styles} --steps {steps} --seed {given.seed}"]
    if given.strength != STRENGTH:
        words.append(f"--strength {given.strength:g}")
    if given.style_size != SIZE:
        words.append(f"--style-size {given.style_size}")
    if given.float32:
        words.append("--float32")
    return " ".join(words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code, 2 for anything the user can fix."""
    given = parse(arguments)

    def work():
        path = train_painter(given)
        print(f"The painter is {path}: python -m utils.stylize photo.jpg --painter {path}")
        return 0

    return exit_code(work, report_stop)


def report_stop(stop: Stopped) -> None:
    """Say how far the painter has come, if it was written, and how to go on."""
    if stop.best:
        print(f"{stop} {stop.best} paints as well as it has learnt to.", file=sys.stderr)
    print("To go on, give the same command with --resume.", file=sys.stderr)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    sys.exit(main())
