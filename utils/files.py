"""Writing files so that nobody ever reads half of one."""
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
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
