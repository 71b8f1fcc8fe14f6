"""How much memory this process can have; needs no TensorFlow."""

import math
from pathlib import Path, PurePosixPath

import psutil

GROUP_FILES = {  # of Linux's control groups, version 2 and 1: the folder, the limit, the usage
    "": ("memory.max", "memory.current"),
    "memory": ("memory.limit_in_bytes", "memory.usage_in_bytes"),
}


def available_bytes() -> float:
    """The most memory this process can come to hold, in bytes: what is free, and what it holds."""
    free = min(psutil.virtual_memory().available, left_by_groups(), left_by_ulimit())
    return free + psutil.Process().memory_info().rss


def left_by_ulimit() -> float:
    """What `ulimit -v` and `ulimit -d` leave, in bytes; infinite where there is no limit."""
    try:
        import resource
    except ImportError:  # Windows
        return math.inf
    held = psutil.Process().memory_info()
    limits = (resource.RLIMIT_AS, held.vms), (resource.RLIMIT_DATA, getattr(held, "data", held.rss))
    return min(
        math.inf
        if (limit := resource.getrlimit(kind)[0]) == resource.RLIM_INFINITY
        else max(0, limit - used)
        for kind, used in limits
    )


def left_by_groups(
    root: str | Path = "/sys/fs/cgroup", membership: str | Path = "/proc/self/cgroup"
) -> float:
    """What the control groups of a Linux container, a Slurm job or a systemd service leave.

    Groups are nested, and the limit of each holds, not only that of the innermost.

    Args:
        root: the folder where the groups are.
        membership: the file that says to which of them this process belongs.

    Returns:
        bytes; infinite where there is no limit.
    """
    try:
        lines = [line.split(":", 2) for line in Path(membership).read_text().splitlines()]
    except OSError:
        lines = []
    inside = {"": "/", "memory": "/"}
    for _, controllers, path in (line for line in lines if len(line) == 3):
        if controllers == "":
            inside[""] = path
        elif "memory" in controllers.split(","):
            inside["memory"] = path
    left = math.inf
    for version, path in inside.items():
        parts = PurePosixPath(path).parts[1:]
        if ".." in parts:  # a container that does not see the groups around it
            parts = ()
        for depth in range(len(parts) + 1):
            left = min(left, left_in(Path(root, version, *parts[:depth]), *GROUP_FILES[version]))
    return left


def left_in(group: Path, limit: str, usage: str) -> float:
    """What the limit of one control group leaves, in bytes; infinite where it has none."""
    try:
        held = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        reread = int(held.get("total_inactive_file", held["inactive_file"]))  # dropped at need
        free = int((group / limit).read_text()) - int((group / usage).read_text()) + reread
    except (OSError, ValueError, KeyError):  # no such file, or its word is "max": no limit
        return math.inf
    return max(0, free)
