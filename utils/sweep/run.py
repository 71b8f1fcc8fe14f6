"""Paint a sweep: find out what is to be painted, let it be painted, and keep what comes back."""

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tqdm.auto import tqdm

from utils.errors import ImageError, SetupError, StyleTransferError
from utils.files import sha256
from utils.images import count_pixels
from utils.stop import Stopped
from utils.stylize.folder import only_run_in, usable_folder
from utils.stylize.memory import peak_bytes
from utils.sweep.page import write_pages
from utils.sweep.plan import Plan, Task, file_name, read_plan
from utils.sweep.results import SETTINGS, Results, Row, key_of, row_of
from utils.sweep.task import Numbers, paint, versions


class Job(NamedTuple):
    """A painting to be made, with its pictures."""

    task: Task
    key: str
    content: bytes
    style: bytes
    needed: float  # bytes of memory


def sweep(
    source: str | os.PathLike | Mapping[str, Any],
    output: str | os.PathLike,
    *,
    sample: int | None = None,
    seed: int = 0,
    scheduler: str | None = None,
    workers: int | None = None,
    title: str = "",
    progress: bool = True,
) -> list[Row]:
    """Paint a sweep into a folder: results.csv, pictures/, index.html and contact_sheet.png.

    What the folder holds already is not painted again, and what failed before is tried again. In a
    program of your own, call it below `if __name__ == "__main__":`, because workers read that file.

    Args:
        source, sample, seed: as in `read_plan`.
        output: path of a folder, made if need be.
        scheduler: address of a Dask scheduler, such as tcp://host:8786; None makes a cluster here.
        workers: how many, here; None makes as many as cores and memory allow.
        title: of the page; none takes the folder's name.
        progress: whether to draw a bar.

    Returns:
        the rows of results.csv.

    Raises:
        SettingsError: the file, the folder or the scheduler is of no use; nothing was written.
        Stopped: Ctrl-C was pressed; what is finished stays, and the same call goes on.
    """
    plan = read_plan(source, sample, seed)
    folder = usable_folder(output, needed_bytes=0)
    with only_run_in(folder):
        results = Results(folder)
        try:
            jobs = list(jobs_of(plan, results))
            if jobs and importlib.util.find_spec("distributed"):
                from utils.sweep.distribute import distribute  # here, because it imports Dask

                distribute(jobs, results, scheduler, workers, progress)
            elif jobs:
                paint_alone(jobs, results, scheduler, progress)
        except KeyboardInterrupt:
            raise Stopped(
                f"Stopped: {len(results.painted())} paintings are in {folder}, and the same "
                "command paints the rest."
            ) from None
        finally:
            if results.rows:
                write_pages(results, plan, title or folder.name.replace("_", " "))
    return list(results.rows.values())


def jobs_of(plan: Plan, results: Results) -> Iterator[Job]:
    """What is not painted yet; a picture that cannot be read is noted as a failure at once."""
    seen: dict[Path, bytes] = {}
    keys = set()
    for task in plan.tasks:
        settings, pair = task.settings, task.pair
        try:
            for path in (pair.content, pair.style):
                if path not in seen:
                    seen[path] = path.read_bytes()
            content, style = seen[pair.content], seen[pair.style]
            hashes = sha256(content), sha256(style)
            key = key_of(task, hashes, versions()["weights"])
            if key in keys or results.has(key):
                continue
            keys.add(key)
            pixels = count_pixels(pair.content, settings.size)
            style_pixels = count_pixels(pair.style, settings.style_size)
        except (OSError, ImageError) as error:
            key = key_of(task, (str(pair.content), str(pair.style)), "")
            results.add(row_of(task, key, error=sentence(error)))
            continue
        needed = peak_bytes(pixels, style_pixels, settings.preset)
        yield Job(task, key, content, style, needed)


def paint_alone(jobs: list[Job], results: Results, scheduler: str | None, progress: bool) -> None:
    """Paint in this process, one painting after the other: what is left to do without Dask."""
    install = f"{sys.executable} -m pip install -r requirements-sweep.txt"
    if scheduler is not None:
        raise SetupError(f"A scheduler needs Dask: install it with {install}.")
    print(
        f"Dask is missing, so this process paints alone. To use all cores: {install}",
        file=sys.stderr,
    )
    for job in tqdm(jobs, unit="painting", disable=not progress):
        alone = partial(paint, job.content, job.style, settings_for(job.task))
        keep(alone, job, results)


def keep(painted: Callable[[], tuple[bytes, Numbers]], job: Job, results: Results) -> None:
    """Keep what `painted` returns, or why it returns none."""
    try:
        picture, numbers = painted()
    except Exception as error:  # whatever it meets: the rest goes on
        results.add(row_of(job.task, job.key, error=sentence(error)))
        return
    name = file_name(job.task, job.key)
    results.add(row_of(job.task, job.key, picture=name, **numbers), picture)


def settings_for(task: Task) -> dict[str, Any]:
    """The settings as a worker gets them."""
    return {name: getattr(task.settings, name) for name in SETTINGS}


def sentence(error: BaseException) -> str:
    """One sentence about a failure."""
    if isinstance(error, StyleTransferError):
        return str(error)
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"
