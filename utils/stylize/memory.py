"""How much memory a painting takes: asked before a run, not in its middle.

The constants lie between those that `python benchmarks/memory.py` measured on a processor with
AVX-512 and the peaks of whole runs on one without, which holds more.
"""

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np

from utils.backend import tf
from utils.errors import SettingsError
from utils.memory import available_bytes
from utils.pyramid import GROWTH
from utils.reading import SMALLEST
from utils.tiles import SEEN_WHOLE, WINDOW

START_BYTES = 960e6  # Python, TensorFlow and VGG-19
PIXEL_BYTES = {"lecture": 2500, "pyramid": 3500}  # for each pixel of the generated picture
REGION_BYTES = 1200  # for each pixel of the generated picture and each region but the first
STYLE_PIXEL_BYTES = 1400  # for each pixel of the style picture, seen before the painting begins
KEPT_BYTES = 400  # for each pixel of a picture that is seen by tiles


def peak_bytes(
    pixels: float, style_pixels: float | Sequence[float], preset: str, regions: int = 1
) -> float:
    """The most memory the process will hold, in bytes, to within a quarter, on a processor.

    Args:
        pixels, style_pixels: height times width of the generated picture and of the style picture,
            or of each of several.
        preset: "lecture" or "pyramid".
        regions: into how many the content is divided.
    """
    each = PIXEL_BYTES[preset] + REGION_BYTES * (regions - 1)
    styles, by_tiles = np.ravel(style_pixels), 0.0
    if preset == "pyramid":
        styles = np.minimum(styles, SEEN_WHOLE)
        if pixels > SEEN_WHOLE:
            by_tiles = each * WINDOW + KEPT_BYTES * pixels
        while pixels > SEEN_WHOLE:  # the largest level that is seen whole
            pixels /= GROWTH**2
    return START_BYTES + float(max(each * pixels, by_tiles, STYLE_PIXEL_BYTES * sum(styles)))


def check_memory(
    size: int,
    pixels: float,
    style_size: int | None,
    style_pixels: float | Sequence[float],
    preset: str,
    regions: int = 1,
) -> tuple[float, float]:
    """Raise `SettingsError` with the largest size that fits, if this one does not.

    Where there is a GPU, whose memory was not measured, nothing is refused.

    Args:
        size, style_size: longest sides of the generated and the style picture, in pixels;
            `style_size` None stands for that of `size`.
        pixels, style_pixels, preset, regions: as in `peak_bytes`.

    Returns:
        (needed, available), in bytes.
    """
    needed, available = peak_bytes(pixels, style_pixels, preset, regions), available_bytes()
    if needed <= available or tf.config.list_physical_devices("GPU"):
        return needed, available

    def needed_at(smaller: int) -> float:
        share = (smaller / size) ** 2
        return peak_bytes(
            share * pixels,
            np.multiply(style_pixels, share if style_size is None else 1).tolist(),
            preset,
            regions,
        )

    fitting = [side for side in range(SMALLEST, size) if needed_at(side) <= available]
    advice = (
        f"{fitting[-1]} is the largest that fits"
        if fitting
        else "close other programs, or choose a smaller style size"
    )
    raise SettingsError(
        f"a size of {size} pixels needs about {needed / 1e9:.1f} GB of memory and "
        f"{available / 1e9:.1f} GB are free: {advice}."
    )


@contextlib.contextmanager
def memory_may_run_out() -> Iterator[None]:
    """Within this block, or a function so decorated, that is one `SettingsError`."""
    try:
        yield
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        raise SettingsError(
            "There is not enough memory (on the GPU, if there is one): choose a smaller --size, or "
            "close other programs and notebooks."
        ) from error
