"""A painter on disk: its weights in half precision, and beside them a record of how it was trained.

The weights are one .npz file with nothing in it that could run. The record holds their sha256.
"""

import contextlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from utils.arrays import read_arrays
from utils.backend import keras
from utils.errors import SettingsError, WeightsError
from utils.files import PROJECT, atomic, sha256, write
from utils.painter.network import blended, style_count

PAINTERS = PROJECT / "painters"  # those that come with the course


def record_path(path: Path) -> Path:
    """Where the record of a painter's file is: beside it, with the ending .json."""
    return path.with_suffix(".json")


def trained_painters() -> list[str]:
    """The names of the painters that come with the course."""
    return sorted(path.stem for path in PAINTERS.glob("*.npz"))


def find_painter(name: str) -> Path:
    """The file of a painter by its name or path; raise `SettingsError` if there is none."""
    with contextlib.suppress(OSError):  # the name is too long for a file's
        for path in (PAINTERS / f"{name}.npz", Path(name)):
            if path.suffix == ".npz" and path.is_file():
                return path
    choice = f"choose from {', '.join(names)}, or give" if (names := trained_painters()) else "give"
    raise SettingsError(
        f"there is no painter {name}: {choice} the path of a file that course.train_painter made."
    )


def in_half_precision(network: keras.Model) -> dict[str, Any]:
    """A network's weights by number."""
    return {f"{number:03}": np.asarray(w, np.float16) for number, w in enumerate(network.weights)}


def save_painter(network: keras.Model, path: Path, record: dict[str, Any]) -> None:
    """Write a network's weights, and their record with the sha256 added.

    Raises:
        OutputError: a file cannot be written.
    """
    with atomic(path) as part:
        np.savez(part, **in_half_precision(network))
    text = json.dumps({"sha256": sha256(path.read_bytes()), **record}, indent=1)
    write(record_path(path), text.encode())


def load_record(path: Path) -> dict[str, Any]:
    """The record of a painter's file; raise `WeightsError` if it is not there or not readable."""
    try:
        record = json.loads(record_path(path).read_text("utf-8"))
        record["sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WeightsError(
            f"{record_path(path)}, the record of the painter {path}, cannot be read ({error}): keep "
            "both files together, as course.train_painter writes them."
        ) from error
    return record


def load_weights(path: Path) -> list[np.ndarray]:
    """The weights in a painter's file, in single precision.

    Raises:
        WeightsError: the file was damaged or altered, or is of another version.
    """
    record = load_record(path)
    with told_as_damaged(path):
        if sha256(path.read_bytes()) != record["sha256"]:
            raise ValueError("its sha256 is not that of its record")
        weights = [array for _, array in sorted(read_arrays(path).items())]
        if not all(each.dtype == np.float16 and np.isfinite(each).all() for each in weights):
            raise ValueError("it holds other than finite numbers in half precision")
    return [each.astype(np.float32) for each in weights]


def load_painter(name: str, shares: Sequence[float] | None = None) -> keras.Model:
    """A trained network, by the name of one that comes with the course or by its file's path.

    Args:
        name: as in `find_painter`.
        shares: of each style of a painter that has learnt several, as in `blended`.

    Raises:
        SettingsError: there is no such painter, or it has learnt another number of styles.
        WeightsError: its file was damaged or altered, or is of another version.
    """
    path = find_painter(name)
    weights = load_weights(path)
    with told_as_damaged(path):
        styles = style_count(weights)
        if shares is None or len(shares) == styles:
            return blended(weights, shares)
    names = ", ".join(load_record(path).get("styles", []))
    raise SettingsError(
        f"the painter {name} has learnt {styles} style{'s' * (styles > 1)} ({names}): blend must "
        f"be as many numbers, not {len(shares)}."
    )


@contextlib.contextmanager
def told_as_damaged(path: Path) -> Iterator[None]:
    """Raise `WeightsError` where the weights in a painter's file turn out to be of no use."""
    try:
        yield
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsError(
            f"the painter {path} cannot be used ({error}): it was damaged or altered, or is of "
            "another version of the course. Fetch it again, or train it with course.train_painter."
        ) from error
