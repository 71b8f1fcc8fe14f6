"""Paint a sweep: give Dask one task for each painting, and keep what comes back."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from distributed import Client, Future, KilledWorker, as_completed
from tqdm.auto import tqdm

from utils.errors import ImageError, StyleTransferError
from utils.files import sha256
from utils.images import count_pixels
from utils.stop import Stopped
from utils.stylize.folder import only_run_in, usable_folder
from utils.stylize.memory import peak_bytes
from utils.sweep.cluster import MEMORY, connected, painters, version_words
from utils.sweep.page import write_pages
from utils.sweep.plan import Plan, Task, file_name, read_plan
from utils.sweep.results import SETTINGS, Results, Row, key_of, row_of
from utils.sweep.task import paint, versions

AHEAD = 2  # tasks that Dask has for each worker; if a worker dies, only these are suspected


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
            if jobs:
                needed = max(job.needed for job in jobs)
                with connected(scheduler, needed, workers) as client:
                    paint_jobs(client, jobs, results, progress)
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


def paint_jobs(client: Client, jobs: list[Job], results: Results, progress: bool) -> None:
    """Let workers paint, and keep every painting as soon as it is there."""
    waiting, pending = iter(jobs), as_completed()
    running: dict[Future, Job] = {}
    told: set[str] = set()
    pictures: dict[int, Future] = {}  # on the workers, by the identity of their bytes

    def on_workers(data: bytes) -> Future:
        if id(data) not in pictures:  # a task, not scattered: Dask makes it again if it is lost
            pictures[id(data)] = client.submit(bytes, data, key=f"picture-{sha256(data)}")
        return pictures[id(data)]

    with tqdm(total=len(jobs), unit="painting", disable=not progress) as bar:
        memory = first_painters(client, told)
        while True:
            for job in islice(waiting, max(0, AHEAD * len(memory) - len(running))):
                if job.needed > max(memory.values()):
                    results.add(row_of(job.task, job.key, error=too_large(job, memory)))
                    bar.update()
                    continue
                asked = dict.fromkeys(version_words().values(), 1.0) | {MEMORY: job.needed}
                future = client.submit(
                    paint,
                    on_workers(job.content),
                    on_workers(job.style),
                    settings_for(job.task),
                    key=f"paint-{job.key}",
                    resources=asked,
                )
                running[future] = job
                pending.add(future)
            if not running:
                break
            future = next(pending)
            keep(future, running.pop(future), results)
            bar.update()
            memory = look_for_painters(client, told) or memory


def keep(future: Future, job: Job, results: Results) -> None:
    """Keep a painting, or why there is none."""
    try:
        picture, numbers = future.result()
    except Exception as error:  # whatever a worker meets: the rest goes on
        results.add(row_of(job.task, job.key, error=sentence(error)))
        return
    name = file_name(job.task, job.key)
    results.add(row_of(job.task, job.key, picture=name, **numbers), picture)


def settings_for(task: Task) -> dict[str, Any]:
    """The settings as a worker gets them."""
    return {name: getattr(task.settings, name) for name in SETTINGS}


def first_painters(client: Client, told: set[str]) -> dict[str, float]:
    """Wait until there are workers that may paint."""
    asked = False
    while not (memory := look_for_painters(client, told)):
        if not asked:
            print("Waiting for workers. Ctrl-C stops.", file=sys.stderr)
            asked = True
        time.sleep(0.5)
    return memory


def look_for_painters(client: Client, told: set[str]) -> dict[str, float]:
    """The workers that may paint, with their memory; say once why another may not."""
    memory, refused = painters(client)
    for address in refused.keys() - told:
        tqdm.write(refused[address], file=sys.stderr)
    told.update(refused)
    return memory


def too_large(job: Job, memory: dict[str, float]) -> str:
    """One sentence about a painting for which no worker has the memory."""
    return (
        f"{job.task.settings.size} pixels need about {job.needed / 1e9:.1f} GB of memory, and the "
        f"largest worker has {max(memory.values()) / 1e9:.1f} GB: choose a smaller size."
    )


def sentence(error: BaseException) -> str:
    """One sentence about a failure."""
    if isinstance(error, StyleTransferError):
        return str(error)
    if isinstance(error, KilledWorker):
        return f"{error.allowed_failures + 1} workers died while they painted it, perhaps for lack of memory."
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"
