"""What the benchmarks share: a painting in a process of its own, and the name of the machine."""

import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
INTERRUPTED = {130, -signal.SIGINT}  # exit codes of a painting that was stopped, or its imports


class Run(NamedTuple):
    """What a process took, from its start to its end."""

    seconds: float
    peak: int  # the most memory that it held, in bytes


def run_alone(
    arguments: Sequence[Any], stop_after: float | None = None, project: Path = HERE.parent
) -> Run:
    """Run `python -m utils.stylize` in a process of its own.

    Args:
        arguments: of the command line.
        stop_after: seconds after which the process gets SIGINT, as from Ctrl-C, so that it leaves
            its best picture so far and ends; None lets it come to its own end.
        project: the folder whose `utils` is run.
    """
    command = [sys.executable, "-m", "utils.stylize", *map(str, arguments)]
    # a process started in the background may ignore Ctrl-C, and so would its children
    for number in signal.SIGINT, signal.SIGTERM:
        signal.signal(number, signal.default_int_handler)
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    timer = threading.Timer(stop_after or 0, os.kill, [process.pid, signal.SIGINT])
    try:
        if stop_after is not None:
            timer.start()
        _, status, usage = os.wait4(process.pid, 0)
    except KeyboardInterrupt:
        process.kill()
        process.wait()
        raise
    finally:
        timer.cancel()
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and (stop_after is None or process.returncode not in INTERRUPTED):
        sys.exit(f"{' '.join(command)} failed in {project}: run it by hand to see why.")
    return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def describe_machine() -> str:
    """The processor, as the machine names it, the system and the versions, in one line."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return (
        f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores; "
        f"{platform.system()}, Python {platform.python_version()}, "
        f"TensorFlow {version('tensorflow')}"
    )
