"""Checkpoints: what a run has reached, on disk now and then, so that another can go on from it.

A checkpoint is one .npz file, written whole or not at all, with nothing in it that could run.
"""

import json
import math
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from utils.arrays import read_arrays
from utils.backend import tf
from utils.errors import SettingsError
from utils.files import atomic
from utils.stop import StopRequest
from utils.stylize.settings import Settings
from utils.training import Step

CHECKPOINT_FILE = "checkpoint.npz"  # in the folder that a run paints into
SECONDS_BETWEEN = 20  # one checkpoint and the next, or one step if that takes longer
OTHER_VERSION = (
    "The checkpoint was left by another version of the course, which takes different "
    "steps: leave out --resume to start anew."
)


class Checkpoint(NamedTuple):
    """What a checkpoint file holds."""

    made_from: dict[str, Any]  # what the run depends on, by name
    history: list[Step]
    best: np.ndarray  # the picture with the lowest J, (1, H, W, 3)
    picture: np.ndarray  # the one that the next step begins with
    variables: dict[str, np.ndarray]  # the optimiser's


def as_json(made_from: dict[str, Any], **layout: Any) -> str:
    """What a run depends on, as text; NumPy's numbers become Python's."""
    return json.dumps(made_from, default=float, **layout)


def save_checkpoint(
    path: Path,
    made_from: dict[str, Any],
    history: Sequence[Step],
    best: Any,
    picture: Any,
    variables: Sequence[tf.Variable],
) -> None:
    """Write a checkpoint; raise `OutputError` if that is impossible."""
    with atomic(path) as part:
        np.savez(
            part,
            made_from=as_json(made_from),
            history=np.array(history),
            best=best,
            picture=picture,
            **by_number(variables),
        )


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint; raise `SettingsError` if the file is none."""
    try:
        arrays = read_arrays(path)
        made_from = json.loads(str(arrays.pop("made_from")))
        history = [Step(int(number), *rest) for number, *rest in arrays.pop("history").tolist()]
        return Checkpoint(made_from, history, arrays.pop("best"), arrays.pop("picture"), arrays)
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise SettingsError(
            f"{path} cannot be read as a checkpoint ({error}): leave out --resume to start anew."
        ) from error


def by_number(variables: Sequence) -> dict[str, Any]:
    """An optimiser's variables under the names that they have in the file."""
    return {f"state_{number}": variable for number, variable in enumerate(variables)}


def restore(variables: Sequence[tf.Variable], saved: dict[str, np.ndarray]) -> None:
    """Assign saved values to an optimiser's variables; `SettingsError` if they are not its."""
    named = by_number(variables)
    try:
        if named.keys() != saved.keys():
            raise ValueError("another number of variables")
        for name, variable in named.items():
            variable.assign(saved[name])
    except (TypeError, ValueError) as error:
        raise SettingsError(OTHER_VERSION) from error


def differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """What an earlier run was made from that another is not, in words.

    A setting that the earlier run did not know had its default.
    """
    defaults = Settings(preset=ours["preset"]).complete().in_words()
    ours, theirs = (json.loads(as_json(x)) for x in (ours, defaults | theirs))  # tuples as lists
    if ours["bfloat16"] is None:  # whichever is faster
        del ours["bfloat16"]
    return [
        f"another {name}" if "picture" in name else f"{name} {theirs.get(name)}, not {value}"
        for name, value in ours.items()
        if theirs.get(name) != value
    ]


def check_made_from(theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """Raise `SettingsError` with what differs if a checkpoint's run was made from other things."""
    if different := differences(theirs, ours):
        raise SettingsError(
            f"The run to continue had {'; '.join(different)}: use the "
            "same settings, or leave out --resume to start anew."
        )


def find_checkpoint(folder: Path, resume: bool) -> Checkpoint | None:
    """Return what to go on from, or None; print a line if that is not what one would expect.

    Raises:
        SettingsError: it cannot be read.
    """
    path = folder / CHECKPOINT_FILE
    if resume and path.exists():
        return load_checkpoint(path)
    if resume:
        print(f"{folder} holds no checkpoint: starting from the beginning.", flush=True)
    elif path.exists():
        print(
            f"{folder} holds an unfinished run. The new run overwrites it after "
            f"{SECONDS_BETWEEN} seconds: to continue the old one, stop now and add --resume.",
            flush=True,
        )
    return None


class Recorder:
    """Keeps a run's history and its best picture, and writes checkpoints when they are due.

    Args:
        path: of the checkpoint.
        made_from: as in `Checkpoint`.
        checkpoint: what to go on from, or None.
        stop: tells whether the run is about to stop, which needs a checkpoint.
    """

    def __init__(
        self,
        path: Path,
        made_from: dict[str, Any],
        checkpoint: Checkpoint | None,
        stop: StopRequest,
    ):
        self.path, self.made_from, self.checkpoint, self.stop = path, made_from, checkpoint, stop
        # the checkpoint of another run is not given up for the first few seconds of this one
        self.spared = checkpoint is None and path.exists()
        self.history = list(checkpoint.history) if checkpoint else []
        self.best = checkpoint.best if checkpoint else None
        self.saved_at = self.noted_at = time.monotonic()

    @property
    def resumable(self) -> bool:
        """Whether there is a checkpoint of this run."""
        return self.path.exists() and not self.spared

    def begin(
        self, picture: tf.Variable, optimizer: tf.Module, last: int, first: int = 0
    ) -> list[Step]:
        """Begin a picture, or a level of the pyramid: where the checkpoint has it, if it does.

        Args:
            picture, optimizer: what a checkpoint keeps, besides the history and the best picture.
            first, last: iterations between which this picture is painted.

        Returns:
            the history of the steps that need not be taken again.

        Raises:
            SettingsError: the checkpoint is of another picture or optimiser.
        """
        self.picture, self.variables = picture, optimizer.variables
        if self.checkpoint and len(self.history) <= last + 1:  # made while this was painted
            if self.checkpoint.picture.shape != tuple(picture.shape):
                raise SettingsError(OTHER_VERSION)
            picture.assign(self.checkpoint.picture)
            restore(self.variables, self.checkpoint.variables)
            self.checkpoint = None
        self.lowest = min((step.J for step in self.history[first:]), default=math.inf)
        return self.history[: last + 1]

    def note(self, step: Step, before: tf.Tensor, last: bool) -> None:
        """Note a step; write a checkpoint if one is due.

        Args:
            step, before: the step, and the picture whose costs it holds.
            last: whether it was the last of all.

        Raises:
            OutputError: the checkpoint cannot be written.
        """
        self.history.append(step)
        if step.J <= self.lowest:
            self.best, self.lowest = before, step.J
        now = time.monotonic()
        too_late_after_next = (now - self.saved_at) + (now - self.noted_at) > SECONDS_BETWEEN
        if too_late_after_next or ((last or self.stop.asked) and not self.spared):
            save_checkpoint(
                self.path, self.made_from, self.history, self.best, self.picture, self.variables
            )
            self.saved_at, self.spared = now, False
        self.noted_at = now
