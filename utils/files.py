"""Writing files so that nobody ever reads half of one, and where those fetched once are kept."""
import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic(path):
    """Give a temporary path beside `path`; at the end of the block it becomes `path`, or vanishes.

    >>> with atomic("output/a.txt") as part:
    ...     part.write_text("whole or not at all")
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())  # else a power cut could leave the name without the contents
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write(path, contents):
    """Write bytes to a file, whole or not at all."""
    with atomic(path) as part:
        part.write_bytes(contents)


def cache_folder():
    """Where what was fetched once is kept: Keras's own folder, which KERAS_HOME moves."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
