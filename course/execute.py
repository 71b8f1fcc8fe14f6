"""Execute notebooks and store them with what they show.

    python -m course.execute                                 all of them, one after the other
    python -m course.execute notebooks/01_content_cost.ipynb

Each notebook's metadata then tell how long it took: not in seconds, which are those of one machine,
but as how many training steps on the same machine (`doctor.seconds_per_step`). `make doctor`
multiplies that by the step it measures. Leave the machine alone meanwhile, and choose one without
bfloat16 (or set ONEDNN_MAX_CPU_ISA=AVX2), so that nobody is promised too short a time.

What is stored is slimmed down (`course.slim`).
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course.slim import slim
from utils.doctor import DURATION, seconds_per_step
from utils.files import PROJECT, atomic


def execute(path: Path) -> float:
    """Execute the notebook at `path` from top to bottom, store it there; return its seconds.

    Raises:
        CellExecutionError: a cell failed; the stored notebook is as it was.
    """
    notebook = nbformat.read(path, as_version=4)
    step = seconds_per_step()
    begun = time.perf_counter()
    NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    seconds = time.perf_counter() - begun
    notebook.metadata[DURATION] = round(seconds / step)
    with atomic(path) as part:
        nbformat.write(slim(notebook), part)
    return seconds


def main(paths: list[str]) -> None:
    """Execute the notebooks at `paths`, or all of the course."""
    for path in map(Path, paths) if paths else sorted((PROJECT / "notebooks").glob("*.ipynb")):
        seconds = execute(path)
        print(f"{path}: {seconds:.0f} seconds, {path.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
