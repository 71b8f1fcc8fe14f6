"""Is everything in place, and how long will the course take here? `make doctor` says, a line each.

    python -m utils.doctor       exit code 0 when all is well, 2 when something is to be mended

Packages are imported only where they are needed, so that one that is missing spoils one line.
"""
import contextlib
import importlib.metadata
import os
import re
import shutil
import statistics
import sys
import time
from typing import NamedTuple

from utils.errors import StyleTransferError
from utils.files import PROJECT, cache_folder

PYTHON = (3, 10), (3, 13)  # oldest and newest that TensorFlow is built for
MEMORY = 1.5  # GB that a notebook takes at its peak
DISK = 1  # GB, with room for pictures of one's own
INSTALL = f"make clean and make lab, or {sys.executable} -m pip install -r requirements.txt"

# What every notebook paints: how many pictures, in how many steps each, at which longest side in
# pixels, and which part of the network's work a step does (less where the network is cut before
# block5_conv1). FAST steps multiply in bfloat16 where that is faster.
FAST = True
WORK = {
    1: [(6, 200, 128, 0.54)],
    2: [(6, 200, 128, 0.52)],
    3: [(7, 60, 128, 1)],
    4: [(1, 1500, 176, 1), (1, 80, 176, 1)],
    5: [(16, 60, 128, 0.9)],
    6: [(4, 80, 176, 1), (1, 300, 176, 1), (6, 120, 176, 1), (1, 60, 176, 1),
        (1, 60, 176, 1, FAST), (1, 60, 181, 1, FAST), (1, 120, 256, 1, FAST),
        (1, 90, 256, 1, FAST)],
    7: [(6, 80, 160, 1, FAST), (1, 120, 192, 1, FAST)],
}
SIZE = 128  # pixels, of the steps that are measured
BESIDES = {6: 20}  # seconds: "Ten seconds of each"
START = 5  # seconds until a notebook's first cell is done, and for its figures


class Finding(NamedTuple):
    """One line of the report."""

    name: str
    fine: bool
    sentence: str  # what was found, and if it is not fine, what to do


def findings():
    """Examine this machine: yield one `Finding` after the other; whatever is wrong, none raises.

    The weights are fetched if they are not there yet. The last finding, the time, takes a few
    seconds.
    """
    for check in (python, tensorflow, packages, processor, memory, disk, weights):
        finding = look(check)
        yield finding
    yield look(time_needed) if finding.fine else Finding(
        "time", False, "cannot be measured without the weights: mend that first.")


def look(check):
    """The `Finding` of one check, whatever happens in it."""
    name = check.__name__.split("_")[0]
    try:
        return Finding(name, *check())
    except StyleTransferError as error:
        sentence = str(error)
    except ImportError as error:
        sentence = f"a package is missing or broken ({brief(error)}): {INSTALL}."
    except Exception as error:  # a report that stops half-way helps nobody
        sentence = (f"cannot be examined ({type(error).__name__}: {brief(error)}): set the course "
                    f"up again ({INSTALL}).")
    return Finding(name, False, sentence)


def brief(error):
    """The first line of an error's message, or its name."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


# ---------------------------------------------------------------- the checks: (fine?, sentence)

def python():
    """Whether this Python is one that TensorFlow is built for."""
    oldest, newest = (".".join(map(str, version)) for version in PYTHON)
    here = ".".join(map(str, sys.version_info[:3]))
    if PYTHON[0] <= sys.version_info[:2] <= PYTHON[1]:
        return True, here
    return False, (f"{here}, but the course needs {oldest} to {newest}: install one of them, then "
                   f"make clean and make PYTHON=python{newest} lab.")


def tensorflow():
    """Whether TensorFlow can be loaded, and is new enough."""
    complaint = complaint_about(*(line for line in requirements() if line.startswith("tensorflow")))
    if complaint:
        return False, f"{complaint}: {INSTALL}."
    import keras
    import tensorflow as tf

    return True, f"{tf.__version__}, with Keras {keras.__version__}"


def packages():
    """Whether the other packages are installed."""
    others = [line for line in requirements() if not line.startswith("tensorflow")]
    complaints = list(filter(None, map(complaint_about, others)))
    if complaints:
        return False, f"{', '.join(complaints)}: {INSTALL}."
    return True, f"the other {len(others)} of requirements.txt"


def requirements():
    """The lines of requirements.txt that name a package."""
    lines = (PROJECT / "requirements.txt").read_text().splitlines()
    return [line for line in lines if line and line[0] not in "#-"]


def complaint_about(line):
    """What is wrong with the package that "name" or "name>=version" asks for, or None."""
    name, _, oldest = line.partition(">=")
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is not installed"
    if oldest and numbers(installed) < numbers(oldest):
        return f"{name} is {installed}, older than {oldest}"


def numbers(version):
    """The numbers of a version, to compare it by."""
    return [int(number) for number in re.findall(r"\d+", version)]


def processor():
    """What TensorFlow runs on."""
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    cores = f"{os.cpu_count()} cores"
    return True, f"{cores} and {len(gpus)} GPU" if gpus else f"{cores}, no GPU: none is needed"


def memory():
    """Whether a notebook fits into the memory that is free."""
    from utils.memory import room

    free = room() / 1e9
    if free < MEMORY:
        return False, (f"{free:.1f} GB free, but a notebook takes up to {MEMORY} GB: close other "
                       "programs and other notebooks (Kernel, Shut Down All Kernels).")
    return True, f"{free:.1f} GB free; a notebook takes up to {MEMORY} GB"


def disk():
    """Whether pictures and weights can be kept."""
    kept = {PROJECT / "output": "move the course to another disk"}
    if not any((cache_folder() / "models").glob("vgg19*")):  # once there, they are only read
        kept[cache_folder()] = "set KERAS_HOME to a folder on another disk"
    for folder, cure in kept.items():
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        free = shutil.disk_usage(there).free / 1e9
        if not os.access(there, os.W_OK):
            return False, f"{there} cannot be written to: change its permissions, or {cure}."
        if free < DISK:
            return False, (f"{free:.1f} GB free for {folder}, but the course needs {DISK} GB: make "
                           f"room, or {cure}.")
    return True, f"{free:.0f} GB free for pictures and weights"


def weights():
    """Whether VGG-19's weights are there, or can be fetched."""
    from utils.vgg import count_layers

    return True, f"VGG-19's {count_layers()} convolution layers are ready"


# ---------------------------------------------------------------- how long the course takes

def time_needed():
    """How long the computer works in each notebook, from a few steps measured now."""
    busy = hasattr(os, "getloadavg") and os.getloadavg()[0] > 1.2 * os.cpu_count()
    first, plain = seconds_a_step()
    _, short = seconds_a_step(bfloat16=True)
    seconds = estimate(first, plain, min(plain, short))
    each = ", ".join(f"{number}: {minutes(spent)}" for number, spent in seconds.items())
    return True, (f"the notebooks' cells take about {minutes(sum(seconds.values()))} minutes on "
                  f"this machine, beside the reading ({each})"
                  + busy * "; it is busy with something else now: less when it is idle")


def minutes(seconds):
    """Whole minutes, 1 or more; from twenty on in fives."""
    whole = max(1, round(seconds / 60))
    return whole if whole < 20 else 5 * round(whole / 5)


def estimate(first, plain, fast):
    """How long the computer works in each notebook.

    Args:
        first: seconds for a picture's first step, which traces the network, at SIZE pixels.
        plain, fast: seconds for a later step, multiplying in float32 or as a FAST one does.

    Returns:
        dict from the notebook's number to seconds.
    """
    def seconds(pictures, steps, size, part, kind=None):
        step = (fast if kind else plain) * part * (size / SIZE)**2
        return pictures * (first + steps * step)

    return {number: START + BESIDES.get(number, 0) + sum(seconds(*line) for line in lines)
            for number, lines in WORK.items()}


def seconds_a_step(bfloat16=False, steps=8):
    """Measure the training loop's step, cost and gradient, on a picture as large as the bridge.

    Args:
        bfloat16: whether the network may multiply in bfloat16.
        steps: how many to take the median of; fewer once ten seconds are over.

    Returns:
        (first, later): seconds for the first step, and for one of those after it.
    """
    import tensorflow as tf

    from utils.faster import multiplying_in_bfloat16
    from utils.training import make_cost, make_train_step, start_picture

    shape = [1, SIZE * 3 // 4, SIZE, 3]
    content, style = (tf.random.stateless_uniform(shape, [seed, 0]) for seed in (1, 2))
    picture, laps = start_picture(content), []
    train_step = make_train_step(make_cost(content, style))
    with multiplying_in_bfloat16() if bfloat16 else contextlib.nullcontext():
        while len(laps) < 3 or len(laps) < 2 + steps and sum(laps) < 10:
            begun = time.perf_counter()
            float(train_step(picture)[0])
            laps.append(time.perf_counter() - begun)
    return laps[0], statistics.median(laps[2:])  # the second still warms up


# ---------------------------------------------------------------- the report

def line(finding):
    """One line: a mark, the name, the sentence."""
    return f"{'ok' if finding.fine else '!!'}  {finding.name:<10}  {finding.sentence}"


def doctor():
    """Print the report, and return nothing that a notebook would show below it."""
    main()


def main():
    """Print what `findings` yields, a line each, as it comes; return the exit code, 2 when
    something is to be mended.
    """
    fine = True
    for finding in findings():
        print(line(finding), flush=True)
        fine = fine and finding.fine
    return 0 if fine else 2


if __name__ == "__main__":
    sys.exit(main())
