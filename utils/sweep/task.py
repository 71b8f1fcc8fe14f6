"""One painting of a sweep, as a worker does it: bytes and settings in, bytes and numbers out."""

import contextlib
import functools
import io
import platform
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from utils.backend import keras, tf
from utils.distances import measure
from utils.errors import StyleTransferError
from utils.files import PROJECT, sha256
from utils.images import load_image
from utils.stylize import stylize
from utils.vgg import load_vgg19

MEASURED_SIZE = 256  # pixels: the largest at which paintings are measured

Numbers = dict[str, Any]  # the columns of results.csv that a worker fills


@functools.cache
def versions() -> dict[str, str]:
    """What decides how a painting turns out, besides its settings: one short word for each.

    The course is known by the hash of `utils/`, and the weights by the hash of their numbers.
    """
    files = sorted(
        (PROJECT / "utils").rglob("*.py"), key=lambda p: p.relative_to(PROJECT).as_posix()
    )
    source = "".join(f"{p.relative_to(PROJECT).as_posix()}\n{p.read_text('utf-8')}" for p in files)
    weights = b"".join(array.tobytes() for array in load_vgg19().get_weights())
    return {
        "TensorFlow": tf.__version__,
        "Keras": keras.__version__,
        "course": sha256(source.encode())[:10],
        "weights": sha256(weights)[:10],
    }


def paint(
    content: bytes, style: bytes, settings: dict[str, Any], threads: int | None = None
) -> tuple[bytes, Numbers]:
    """Paint a picture and measure it.

    Args:
        content, style: the bytes of two picture files.
        settings: as `stylize` takes them.
        threads: how many TensorFlow may use, if this is its first work in this process; None asks
            the Dask worker, if it is one that paints.

    Returns:
        (picture, numbers): the bytes of a PNG, and the columns of results.csv.

    Raises:
        StyleTransferError: a picture or setting is of no use, or the memory is too small.
    """
    begun = time.perf_counter()
    limit_threads(threads or threads_of_worker())
    tqdm.set_lock(threading.RLock())  # its default leaves a semaphore behind if a worker is killed
    with tempfile.TemporaryDirectory() as folder, quiet():
        files = Path(folder, "content picture"), Path(folder, "style picture")
        for file, data in zip(files, (content, style)):
            file.write_bytes(data)
        output = Path(folder, "painting")
        try:
            _, history = stylize(*files, output, **settings)
        except StyleTransferError as error:
            raise type(error)(str(error).replace(f"{folder}/", "the ")) from None
        picture = (output / "generated.png").read_bytes()
        size = min(settings["size"], MEASURED_SIZE)
        sources = (output / "generated.png", *files)
        painting, *pair = (load_image(source, size) for source in sources)
    (distances,), units = measure([painting], *pair)
    return picture, {
        "J_content": history[-1].J_content,
        "J_style": history[-1].J_style,
        "content_distance": distances.content / units.content,
        "style_distance": distances.style / units.style,
        "seconds": time.perf_counter() - begun,
        "machine": platform.node(),
    }


def threads_of_worker() -> int | None:
    """How many threads the Dask worker has that runs this; None where there is none."""
    with contextlib.suppress(ImportError, ValueError):
        from distributed import get_worker  # here, so that a painting needs no Dask

        return get_worker().state.nthreads
    return None


def limit_threads(threads: int | None) -> None:
    """Let TensorFlow use so many threads, unless it has begun to work; None leaves it as it is."""
    if threads:
        with contextlib.suppress(RuntimeError):  # it has begun
            tf.config.threading.set_intra_op_parallelism_threads(threads)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep progress bars and notes of a painting off the terminal of all workers."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
