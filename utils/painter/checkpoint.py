"""A training's checkpoint, to go on from: one .npz file, with nothing in it that could run."""

import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from utils.arrays import read_arrays
from utils.errors import SettingsError
from utils.files import atomic
from utils.training import Step


class Progress(NamedTuple):
    """What a checkpoint holds."""

    made_from: dict[str, Any]  # what the training depends on, by name
    history: list[Step]
    variables: dict[str, Any]  # arrays: the network's and Adam's


def save_progress(path: Path, progress: Progress) -> None:
    """Write a checkpoint; raise `OutputError` if that is impossible."""
    with atomic(path) as part:
        np.savez(
            part,
            made_from=json.dumps(progress.made_from),
            history=np.array(progress.history),
            **progress.variables,
        )


def load_progress(path: Path, made_from: dict[str, Any]) -> Progress:
    """Read a checkpoint; raise `SettingsError` if it is none, or of another training.

    Args:
        made_from: what the training depends on; None stands for anything.
    """
    try:
        arrays = read_arrays(path)
        theirs = dict(json.loads(str(arrays.pop("made_from"))))
        history = [Step(int(number), *rest) for number, *rest in arrays.pop("history").tolist()]
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise SettingsError(
            f"{path} cannot be read as a checkpoint ({error}): leave out --resume to start anew."
        ) from error
    asked = {name: value for name, value in made_from.items() if value is not None}
    if other := [name for name, value in asked.items() if theirs.get(name) != value]:
        raise SettingsError(
            f"The training to continue had another {' and '.join(other)}: give the same command "
            "with --resume, or leave out --resume to start anew."
        )
    return Progress(theirs, history, arrays)


def find_progress(path: Path, made_from: dict[str, Any], resume: bool) -> Progress | None:
    """What to go on from, or None; raises as `load_progress`."""
    if resume and path.exists():
        return load_progress(path, made_from)
    if resume:
        print(f"{path.parent} holds no checkpoint: starting from the beginning.", flush=True)
    return None
