"""Who paints: Dask workers that have the versions and the memory that a painting needs.

Dask's abstract resources say so. A worker offers 1 of each version that it has, and its memory in
bytes. A painting asks for 1 of each version that the sweep has, and for the memory that it needs.
Dask then gives it only to workers that have all of these, and one painting at a time to each.

    python -m utils.sweep.cluster tcp://host:8786        turns this machine into workers
"""

import argparse
import contextlib
import logging
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import psutil
from dask.system import CPU_COUNT
from distributed import Client, LocalCluster

from utils.errors import SettingsError, StyleTransferError
from utils.memory import available_bytes
from utils.sweep.task import versions

MEMORY = "bytes"
HEADROOM = 1.25  # Dask pauses a worker at 80 % of its memory
# Ctrl-C reaches all processes of a terminal; a worker leaves it to the sweep, which ends all workers.
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)"

Resources = dict[str, float]


def version_words() -> dict[str, str]:
    """The versions as names of resources, without blanks: {"weights": "weights:1a2b3c"}."""
    return {name: f"{name}:{version}" for name, version in versions().items()}


def offered(memory: float) -> Resources:
    """What a worker of these versions offers."""
    return dict.fromkeys(version_words().values(), 1.0) | {MEMORY: memory}


def workers_that_fit(needed: float) -> tuple[int, int, int]:
    """How many workers this machine has cores and memory for.

    Args:
        needed: bytes of the largest painting.

    Returns:
        (workers, threads of each, bytes of each).
    """
    memory = min(available_bytes(), psutil.virtual_memory().total)
    count = max(1, min(CPU_COUNT, int(memory // (HEADROOM * needed))))
    return count, max(1, CPU_COUNT // count), int(memory // count)


@contextlib.contextmanager
def connected(scheduler: str | None, needed: float, workers: int | None = None) -> Iterator[Client]:
    """A client of a scheduler, or of a cluster on this machine that ends with the block.

    Args:
        scheduler: such as tcp://host:8786; None makes a cluster here.
        needed: as in `workers_that_fit`.
        workers: how many, here; None makes as many as fit.

    Raises:
        SettingsError: nobody answers at that address.
    """
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout="5s")
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"no Dask scheduler answers at {scheduler} ({error}): start one with `dask scheduler`, "
                "and let the firewall pass its port."
            ) from error
        with client:
            yield client
        return
    count, threads, memory = workers_that_fit(needed)
    if workers is not None:
        count, threads, memory = workers, max(1, CPU_COUNT // workers), memory * count // workers
    with (
        LocalCluster(
            n_workers=count,
            threads_per_worker=threads,
            memory_limit=memory,
            resources=offered(memory),
            dashboard_address=":0",  # any port that is free
            preload=DEAF,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def painters(client: Client) -> tuple[dict[str, float], dict[str, str]]:
    """Which workers may paint, and why the others may not.

    Returns:
        (memory, refused): from a worker's address to its bytes of memory, and to one sentence.
    """
    memory, refused = {}, {}
    for address, worker in client.scheduler_info(n_workers=-1)["workers"].items():
        theirs: dict[str, Any] = worker["resources"]
        missing = [words for words in version_words().values() if words not in theirs]
        if not missing:
            memory[address] = theirs.get(MEMORY, 0)
            continue
        names = [word.split(":")[0] for word in missing]
        found = [words for words in theirs if words.split(":")[0] in names]
        has = f"has {', '.join(sorted(found))}" if found else "does not say which versions it has"
        refused[address] = (
            f"The worker {address} is refused: it {has}, and this sweep needs "
            f"{', '.join(missing)}. Install the same there, and start it with "
            "`python -m utils.sweep.cluster`."
        )
    return memory, refused


def main(arguments: Sequence[str] | None = None) -> int:
    """Start workers that connect to a scheduler; return when they have ended."""
    from distributed.cli.dask_worker import main as dask_worker

    parser = argparse.ArgumentParser(prog="python -m utils.sweep.cluster", description=main.__doc__)
    parser.add_argument("scheduler", help="its address, such as tcp://192.168.0.10:8786")
    parser.add_argument("--workers", type=int, help="how many (default: one for each core)")
    parser.add_argument("--memory", type=float, help="GB for each (default: an equal share)")
    given = parser.parse_args(arguments)
    try:
        offered(0)  # says so if there are no weights
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    count, _, memory = workers_that_fit(1.5e9)
    count = given.workers or count
    memory = int(given.memory * 1e9) if given.memory else memory
    resources = " ".join(f"{name}={amount:.0f}" for name, amount in offered(memory).items())
    options = {
        "--nworkers": count,
        "--nthreads": max(1, CPU_COUNT // count),
        "--memory-limit": memory,
        "--resources": resources,
    }
    words = [str(word) for option in options.items() for word in option]
    dask_worker([given.scheduler, *words, "--no-dashboard"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
