"""How much memory this process can have; needs no TensorFlow."""
import math
from pathlib import Path

import psutil


def available_bytes() -> float:
    """The most memory this process can come to hold, in bytes: what is free, and what it holds."""
    free = min(psutil.virtual_memory().available, left_by_container())
    return free + psutil.Process().memory_info().rss


def left_by_container(cgroup: str | Path = "/sys/fs/cgroup") -> float:
    """What the limit of a Linux container leaves, in bytes; infinite where there is none."""
    for part, limit, usage in (("", "memory.max", "memory.current"),
                               ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes")):
        folder = Path(cgroup, part)
        try:
            held = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
            return (int((folder / limit).read_text()) - int((folder / usage).read_text())
                    + int(held["inactive_file"]))  # files kept to be read again, dropped at need
        except (OSError, ValueError, KeyError):  # no such file, or its word is "max": no limit
            continue
    return math.inf
