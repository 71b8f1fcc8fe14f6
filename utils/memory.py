"""How much memory a painting takes, and how much there is: asked before a run, not in its middle.

The constants lie between those that `python benchmarks/memory.py` measured on a processor with
AVX-512 and the peaks of whole runs on one without, which holds more.
"""
import math
from pathlib import Path

import psutil

from utils.errors import SettingsError

START = 960e6  # bytes: Python, TensorFlow and VGG-19
PIXEL = {"lecture": 2500, "fast": 3500}  # bytes for each pixel of the generated picture
STYLE_PIXEL = 1400  # bytes for each pixel of the style picture, seen before the painting begins


def peak(pixels, style_pixels, preset):
    """The most memory the process will hold, in bytes, within a quarter, on a processor.

    Args:
        pixels, style_pixels: height times width of the generated and of the style picture.
        preset: "lecture" or "fast".
    """
    return START + max(PIXEL[preset] * pixels, STYLE_PIXEL * style_pixels)


def room():
    """The most memory this process can come to hold, in bytes: what is free, and what it holds."""
    free = min(psutil.virtual_memory().available, left_by_container())
    return free + psutil.Process().memory_info().rss


def left_by_container(cgroup="/sys/fs/cgroup"):
    """What the limit of a Linux container leaves, in bytes; infinite where there is none."""
    for folder, limit, usage in (("", "memory.max", "memory.current"),
                                 ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes")):
        folder = Path(cgroup, folder)
        try:
            held = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
            return (int((folder / limit).read_text()) - int((folder / usage).read_text())
                    + int(held["inactive_file"]))  # files kept to be read again, dropped at need
        except (OSError, ValueError, KeyError):  # no such file, or its word is "max": no limit
            continue
    return math.inf


def check_memory(size, pixels, style_size, style_pixels, preset):
    """Raise `SettingsError` with the largest size that fits, if this one does not.

    Where there is a GPU, whose memory was not measured, nothing is refused.

    Args:
        size, style_size: longest sides of the generated and the style picture, in pixels;
            `style_size` None stands for that of `size`.
        pixels, style_pixels, preset: as in `peak`.

    Returns:
        (peak, room), in bytes.
    """
    from utils.backend import tf  # here, so that `room` can be asked without it
    from utils.reading import SMALLEST

    need, have = peak(pixels, style_pixels, preset), room()
    if need <= have or tf.config.list_physical_devices("GPU"):
        return need, have

    def need_at(smaller):
        share = (smaller / size)**2
        return peak(share * pixels, style_pixels * (share if style_size is None else 1), preset)

    fitting = [side for side in range(SMALLEST, size) if need_at(side) <= have]
    advice = (f"{fitting[-1]} is the largest that fits" if fitting else
              "close other programs, or choose a smaller style size")
    raise SettingsError(f"a size of {size} pixels needs about {need / 1e9:.1f} GB of memory and "
                        f"{have / 1e9:.1f} GB can be had: {advice}.")
