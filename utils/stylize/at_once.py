"""Paint by a trained network, in one pass: a second where the optimiser takes a minute."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from utils.backend import tf
from utils.errors import SettingsError
from utils.files import sha256
from utils.images import count_pixels, load_alpha, load_image, save_image
from utils.memory import available_bytes
from utils.painter.network import paint
from utils.painter.store import find_painter, load_painter, load_record
from utils.stylize.folder import only_run_in, usable_folder
from utils.stylize.memory import memory_may_run_out
from utils.stylize.pictures import finished
from utils.stylize.record import finished_in, numbered_after, write_record
from utils.stylize.settings import Settings

SIZE = 512  # pixels, of the longest side, unless another is asked for
START_BYTES = 650e6  # Python and TensorFlow
PIXEL_BYTES = 900  # for each pixel


@memory_may_run_out()
def paint_at_once(
    content: Any,
    painter: str,
    output: str | os.PathLike,
    *,
    size: int = SIZE,
    keep_colors: str | None = None,
    blend: Sequence[float] | None = None,
    numbered: bool = False,
    overwrite: bool = False,
) -> Path:
    """Paint `content` by a trained painter into the folder `output`: generated.png.

    Args:
        content: what `load_image` reads.
        painter: a name or a path, as in `load_painter`.
        output: path of a folder, made if need be.
        size, keep_colors, blend: as in `utils.stylize.settings.Settings`.
        numbered: whether `output` gets a number behind its name if it holds another painting.
        overwrite: whether to replace another painting.

    Returns:
        the path of the painting.

    Raises:
        StyleTransferError: the picture, the painter or the folder is of no use, or the memory too
            small; nothing has been written.
    """
    check(size, keep_colors, blend)
    path = find_painter(painter)
    pixels = count_pixels(content, size)
    check_memory(pixels, size)
    folder = usable_folder(output, needed_bytes=4 * pixels)
    network = load_painter(painter, blend)
    picture, alpha = load_image(content, size), load_alpha(content, size)
    made_from = {
        "painter": load_record(path)["sha256"],
        "content picture": sha256(np.asarray(picture)),
        "keep colors": keep_colors,
        "blend": None if blend is None else list(blend),
    }
    folder = free_place(folder, made_from, numbered, overwrite)
    # not called as it is, because TensorFlow warns of a function traced anew for each of many pictures
    painted = tf.function(lambda p: paint(network, p)).get_concrete_function(picture)
    painting = finished(painted(picture), picture, keep_colors)
    with only_run_in(folder):
        save_image(painting, folder / "generated.png", alpha)
        write_record(folder, made_from, finished=True)
    return folder / "generated.png"


def check(size: int | None, keep_colors: str | None, blend: Sequence[float] | None = None) -> None:
    """Raise `SettingsError` if one of these settings does not fit a painter."""
    Settings(size=size, keep_colors=keep_colors, blend=blend).check()  # type: ignore[arg-type]
    if keep_colors == "match":
        raise SettingsError("a painter has learnt its colours: keep colors must be luminance.")


def check_memory(pixels: float, size: int) -> None:
    """Raise `SettingsError` if the memory is too small to paint so many pixels."""
    needed, available = START_BYTES + PIXEL_BYTES * pixels, available_bytes()
    if needed > available:
        raise SettingsError(
            f"a size of {size} pixels needs about {needed / 1e9:.1f} GB of memory and "
            f"{available / 1e9:.1f} GB are free: choose a smaller size."
        )


def free_place(folder: Path, made_from: dict[str, Any], numbered: bool, overwrite: bool) -> Path:
    """The folder, or one with a number behind its name, that holds no other painting.

    Args:
        made_from: what the painting is made from.
        numbered, overwrite: as in `paint_at_once`.

    Raises:
        SettingsError: it holds one, and may be neither numbered nor overwritten.
    """

    def is_free(candidate):
        return finished_in(candidate) in (None, made_from)

    if numbered:
        return next(filter(is_free, numbered_after(folder)))
    if not overwrite and not is_free(folder):
        raise SettingsError(
            f"{folder} holds another painting: choose another folder with --output, or replace it "
            "by --overwrite."
        )
    return folder
