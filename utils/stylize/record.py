"""What the painting in a folder was made from, noted beside it, so that no finished one is lost."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from utils.errors import SettingsError
from utils.files import write
from utils.stylize.checkpoint import CHECKPOINT_FILE, as_json, differences, load_checkpoint

RECORD_FILE = "settings.json"  # in the folder that a run paints into


def write_record(folder: Path, made_from: dict[str, Any], finished: bool) -> None:
    """Note what a run is made from; raise `OutputError` if that is impossible."""
    text = as_json({"finished": finished, **made_from}, indent=1)
    write(folder / RECORD_FILE, text.encode())


def finished_in(folder: Path) -> dict[str, Any] | None:
    """What the finished painting in a folder was made from; None where there is none.

    Of a painting that has no readable record, nothing is known: the dictionary is empty.
    """
    if not any(folder.glob("generated*")):  # .png, or a clip's ending
        return None
    try:
        record = json.loads((folder / RECORD_FILE).read_text("utf-8"))
        return record if record.pop("finished") else None
    except FileNotFoundError:  # painted by an earlier version of the course, and perhaps stopped
        return None if (folder / CHECKPOINT_FILE).exists() else {}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def is_finished(folder: Path, made_from: dict[str, Any]) -> bool:
    """Whether a folder holds the finished painting of these pictures and settings.

    Raises:
        SettingsError: it holds another one.
    """
    theirs = finished_in(folder)
    if theirs is None:
        return False
    if theirs and not (different := differences(theirs, made_from)):
        return True
    had = f", which had {'; '.join(different)}" if theirs else ""
    raise SettingsError(
        f"{folder} holds another painting{had}: choose another folder with --output, or replace it "
        "by --overwrite (overwrite=True in Python)."
    )


def begun_in(folder: Path) -> dict[str, Any] | None:
    """What an unfinished painting in a folder is made from; None where none can be gone on with."""
    path = folder / CHECKPOINT_FILE
    if not path.exists():
        return None
    try:
        return load_checkpoint(path).made_from
    except SettingsError:  # it is damaged
        return {}


def can_go_on(folder: Path, made_from: dict[str, Any]) -> bool:
    """Whether a folder holds an unfinished painting of these pictures and settings."""
    theirs = begun_in(folder)
    return theirs is not None and not differences(theirs, made_from)


def numbered_after(folder: Path) -> Iterator[Path]:
    """A folder, and without an end those with a number behind its name, from 2."""
    yield folder
    for number in itertools.count(2):
        yield folder.with_name(f"{folder.name}-{number}")


def free_folder(folder: Path, made_from: dict[str, Any], spare_begun: bool) -> Path:
    """A folder, or the first with a number behind its name, that holds no other painting.

    Args:
        spare_begun: whether an unfinished painting counts too.
    """
    for candidate in numbered_after(folder):
        theirs = finished_in(candidate)
        if theirs is None and spare_begun:
            theirs = begun_in(candidate)
        if theirs is None or theirs and not differences(theirs, made_from):
            return candidate
    raise AssertionError  # never: there are numbers enough
