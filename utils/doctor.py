"""Is everything in place, and how long will the course take here? `make doctor` says, a line each.

    python -m utils.doctor       exit code 0 when all is well, 2 when something must be fixed

Packages are imported only where they are needed, so that one that is missing spoils one line.
"""

import importlib.metadata
import importlib.util
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from utils.errors import StyleTransferError
from utils.files import OUTPUT, PROJECT, cache_folder

if TYPE_CHECKING:
    from packaging.requirements import Requirement

OLDEST_PYTHON, NEWEST_PYTHON = (3, 10), (3, 13)  # that TensorFlow is built for
MEMORY_GB = 1.5  # that a notebook takes at its peak
DISK_GB = 1  # with space for pictures of one's own
PIP = f"{sys.executable} -m pip" if importlib.util.find_spec("pip") else "uv pip"
INSTALL = f"make clean and make lab, or {PIP} install -r requirements.txt"
STEP_PIXELS = 96, 128  # height and width of the picture whose training step is measured
DURATION = "duration_in_steps"  # in a notebook's metadata, written by `course.execute`


class Finding(NamedTuple):
    """One line of the report."""

    name: str
    fine: bool
    sentence: str  # what was found, and if it is not fine, what to do


def preflight() -> str:
    """Return a line with TensorFlow's version, what it runs on, and that the weights are there.

    Raises:
        WeightsError: VGG-19's weights could not be had.
    """
    from utils.backend import keras, tf
    from utils.vgg import count_layers

    gpus = tf.config.list_physical_devices("GPU")
    device = f"{len(gpus)} GPU" if gpus else f"{os.cpu_count()} processor cores"
    return (
        f"TensorFlow {tf.__version__} and Keras {keras.__version__} on {device}; "
        f"VGG-19's {count_layers()} convolution layers are ready."
    )


def findings() -> Iterator[Finding]:
    """Examine this machine: yield one `Finding` after the other; whatever is wrong, none raises.

    The weights are fetched if they are not there yet. The last finding, the time, takes a few
    seconds.
    """
    for check in (python, tensorflow, packages, processor, memory, disk, weights):
        finding = look(check)
        yield finding
    yield (
        look(time_needed)
        if finding.fine
        else Finding("time", False, "cannot be measured without the weights: fix that first.")
    )


def look(check: Callable[[], tuple[bool, str]]) -> Finding:
    """The `Finding` of one check, whatever happens in it."""
    name = check.__name__.split("_")[0]
    try:
        return Finding(name, *check())
    except StyleTransferError as error:
        sentence = str(error)
    except ImportError as error:
        sentence = f"a package is missing or broken ({brief(error)}): {INSTALL}."
    except Exception as error:  # a report that stops half-way helps nobody
        sentence = (
            f"cannot be examined ({type(error).__name__}: {brief(error)}): set the course "
            f"up again ({INSTALL})."
        )
    return Finding(name, False, sentence)


def brief(error: BaseException) -> str:
    """The first line of an error's message, or its name."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


# ---------------------------------------------------------------- the checks: (fine?, sentence)


def python() -> tuple[bool, str]:
    """Whether this Python is one that TensorFlow is built for."""
    oldest, newest = (".".join(map(str, version)) for version in (OLDEST_PYTHON, NEWEST_PYTHON))
    here = ".".join(map(str, sys.version_info[:3]))
    if OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        return True, here
    return False, (
        f"{here}, but the course needs {oldest} to {newest}: install one of them, then "
        f"make clean and make PYTHON=python{newest} lab."
    )


def tensorflow() -> tuple[bool, str]:
    """Whether TensorFlow can be loaded, and is new enough."""
    complaint = complaint_about("tensorflow")
    if complaint:
        return False, f"{complaint}: {INSTALL}."
    from utils.backend import keras, tf

    return True, f"{tf.__version__}, with Keras {keras.__version__}"


def packages() -> tuple[bool, str]:
    """Whether the other packages are installed."""
    others = requirements().keys() - {"tensorflow"}
    complaints = [complaint for name in sorted(others) if (complaint := complaint_about(name))]
    if complaints:
        return False, f"{', '.join(complaints)}: {INSTALL}."
    return True, f"the other {len(others)} of requirements.txt"


def requirements() -> "dict[str, Requirement]":
    """What requirements.txt asks for on this machine, by name."""
    from packaging.requirements import Requirement

    lines = (PROJECT / "requirements.txt").read_text("utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    return {each.name: each for each in asked if not each.marker or each.marker.evaluate()}


def complaint_about(name: str) -> str | None:
    """What is wrong with a package of requirements.txt, or None."""
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is not installed"
    asked = requirements()[name].specifier
    if not asked.contains(installed, prereleases=True):
        return f"{name} is {installed}, not {asked}"
    return None


def processor() -> tuple[bool, str]:
    """What TensorFlow runs on."""
    from utils.backend import tf

    gpus = tf.config.list_physical_devices("GPU")
    cores = f"{os.cpu_count()} cores"
    return True, f"{cores} and {len(gpus)} GPU" if gpus else f"{cores}, no GPU: none is needed"


def memory() -> tuple[bool, str]:
    """Whether a notebook fits into the memory that is free."""
    from utils.memory import available_bytes

    free_gb = available_bytes() / 1e9
    if free_gb < MEMORY_GB:
        return False, (
            f"{free_gb:.1f} GB free, but a notebook takes up to {MEMORY_GB} GB: close other "
            "programs and other notebooks (Kernel, Shut Down All Kernels)."
        )
    return True, f"{free_gb:.1f} GB free; a notebook takes up to {MEMORY_GB} GB"


def disk() -> tuple[bool, str]:
    """Whether pictures and weights can be kept."""
    kept = {OUTPUT: "move the course to another disk"}
    if not any((cache_folder() / "models").glob("vgg19*")):  # once there, they are only read
        kept[cache_folder()] = "set KERAS_HOME to a folder on another disk"
    for folder, cure in kept.items():
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        free_gb = shutil.disk_usage(there).free / 1e9
        if not os.access(there, os.W_OK):
            return False, f"{there} cannot be written to: change its permissions, or {cure}."
        if free_gb < DISK_GB:
            return False, (
                f"{free_gb:.1f} GB free for {folder}, but the course needs {DISK_GB} GB: "
                f"make room, or {cure}."
            )
    return True, f"{free_gb:.0f} GB free for pictures and weights"


def weights() -> tuple[bool, str]:
    """Whether VGG-19's weights are there, or can be fetched."""
    from utils.vgg import count_layers

    return True, f"VGG-19's {count_layers()} convolution layers are ready"


# ---------------------------------------------------------------- how long the course takes


def time_needed() -> tuple[bool, str]:
    """How long the computer works in each notebook, from a few training steps measured now."""
    steps = {
        path.name[:2].lstrip("0"): duration_in_steps(path)
        for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))
    }
    busy = hasattr(os, "getloadavg") and os.getloadavg()[0] > 1.2 * (os.cpu_count() or 1)
    step = seconds_per_step()
    seconds = {number: count * step for number, count in steps.items() if count}
    each = ", ".join(f"{number}: {minutes(spent)}" for number, spent in seconds.items())
    sentence = (
        f"the notebooks' cells take about {minutes(sum(seconds.values()))} minutes on this "
        f"machine, beside the reading ({each})"
    )
    if busy:
        sentence += "; the machine is busy now, so they will take less when it is idle"
    return True, sentence


def duration_in_steps(notebook: Path) -> float:
    """As how many training steps a notebook took when last executed; 0 if it does not say."""
    return json.loads(notebook.read_text("utf-8"))["metadata"].get(DURATION, 0)


def minutes(seconds: float) -> int:
    """Whole minutes, 1 or more; from twenty on in fives."""
    whole = max(1, round(seconds / 60))
    return whole if whole < 20 else 5 * round(whole / 5)


def seconds_per_step(steps: int = 8) -> float:
    """Measure the lecture's training step, cost and gradient in float32, on a small picture.

    Args:
        steps: how many to take the median of; fewer once ten seconds are over.
    """
    from utils.backend import tf
    from utils.training import make_cost, make_train_step, start_picture

    shape = [1, *STEP_PIXELS, 3]
    content, style = (tf.random.stateless_uniform(shape, [seed, 0]) for seed in (1, 2))
    picture = start_picture(content)
    laps: list[float] = []
    train_step = make_train_step(make_cost(content, style))
    while len(laps) < 3 or len(laps) < 2 + steps and sum(laps) < 10:
        begun = time.perf_counter()
        float(train_step(picture)[0])
        laps.append(time.perf_counter() - begun)
    return statistics.median(laps[2:])  # the first traces the network, the second still warms up


# ---------------------------------------------------------------- the report


def line(finding: Finding) -> str:
    """One line: a mark, the name, the sentence."""
    return f"{'ok' if finding.fine else '!!'}  {finding.name:<10}  {finding.sentence}"


def doctor() -> None:
    """Print the report, and return nothing that a notebook would show below it."""
    main()


def main() -> int:
    """Print what `findings` yields, a line each, as it comes; return the exit code, 2 when
    something must be fixed.
    """
    fine = True
    for finding in findings():
        print(line(finding), flush=True)
        fine = fine and finding.fine
    return 0 if fine else 2


if __name__ == "__main__":
    sys.exit(main())
