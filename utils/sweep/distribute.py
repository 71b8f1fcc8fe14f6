"""Let Dask's workers paint: one task for each painting."""

import sys
import time
from functools import partial
from itertools import islice

from distributed import Client, Future, KilledWorker, as_completed
from tqdm.auto import tqdm

from utils.errors import StyleTransferError
from utils.files import sha256
from utils.sweep.cluster import MEMORY, connected, painters, version_words
from utils.sweep.results import Results, row_of
from utils.sweep.run import Job, keep, settings_for
from utils.sweep.task import Numbers, paint

LOOK_AGAIN = 5  # seconds after which new workers are asked for: the answer grows with their number
AHEAD = 2  # tasks that Dask has for each worker; if a worker dies, only these are suspected


def distribute(
    jobs: list[Job], results: Results, scheduler: str | None, workers: int | None, progress: bool
) -> None:
    """Paint on a cluster here, or on the workers of a scheduler; arguments as in `sweep`."""
    with connected(scheduler, max(job.needed for job in jobs), workers) as client:
        paint_jobs(client, jobs, results, progress)


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
        memory, looked = first_painters(client, told), time.monotonic()
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
            keep(partial(painted_by, future), running.pop(future), results)
            bar.update()
            if time.monotonic() > looked + LOOK_AGAIN:
                memory, looked = look_for_painters(client, told) or memory, time.monotonic()


def painted_by(future: Future) -> tuple[bytes, Numbers]:
    """What a worker painted; raise what it met."""
    try:
        return future.result()
    except KilledWorker as error:
        raise StyleTransferError(
            f"{error.allowed_failures + 1} workers died while they painted it, perhaps for lack of "
            "memory: choose a smaller size."
        ) from error


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
