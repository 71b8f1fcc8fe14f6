"""Writing files so that nobody ever reads half of one, and where those fetched once are kept."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from utils.errors import OutputError

PROJECT = Path(__file__).resolve().parent.parent
T_IMAGES = PROJECT / "T_images"  # pictures to start from
OUTPUT = PROJECT / "output"  # pictures made


@contextmanager
def closed_stderr() -> Iterator[None]:
    """Close standard error to C code that logs there whatever it is told: TensorFlow, libtiff."""
    try:
        stderr = os.dup(2)
    except OSError:  # it was closed from the start
        yield
        return
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


@contextmanager
def atomic(path: str | os.PathLike) -> Iterator[Path]:
    """Give a temporary path beside `path`; at the end of the block it becomes `path`, or vanishes.

    >>> with atomic("output/a.txt") as part:
    ...     part.write_text("whole or not at all")

    Raises:
        OutputError: the disk is full, or the folder cannot be made or written to.
    """
    path = Path(path)
    part = path.with_name(f".{path.stem[:80]}.{secrets.token_hex(4)}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())  # else a power cut could leave the name alone
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror or error}): make room, or "
            "choose a folder that can be written to."
        ) from error


def write(path: str | os.PathLike, contents: bytes) -> None:
    """Write bytes to a file, whole or not at all."""
    with atomic(path) as part:
        part.write_bytes(contents)


def sha256(data: Any) -> str:
    """The hash of some bytes, or of an array's, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def cache_folder() -> Path:
    """Where what was fetched once is kept: Keras's own folder, which KERAS_HOME moves.

    Raises:
        OutputError: this user has no home, as in a container with a user id of its own.
    """
    if folder := os.environ.get("KERAS_HOME"):
        return Path(folder)
    try:
        return Path.home() / ".keras"
    except RuntimeError as error:
        raise OutputError(
            "This user has no home folder: set KERAS_HOME to a folder that can be written."
        ) from error
