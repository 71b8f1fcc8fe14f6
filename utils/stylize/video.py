"""Paint a clip by a trained network, frame by frame, with less flicker where nothing moves."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from utils.backend import tf
from utils.errors import ImageError, SettingsError
from utils.painter.network import paint
from utils.painter.store import find_painter, load_painter, load_record
from utils.stop import Stopped, stop_on_interrupt
from utils.stylize.at_once import check, check_memory, free_place
from utils.stylize.clips import Clip, digest, open_clip
from utils.stylize.folder import only_run_in, usable_folder
from utils.stylize.memory import memory_may_run_out
from utils.stylize.pictures import finished
from utils.stylize.record import finished_in, write_record
from utils.training import progress_bar

STEADY = 0.8  # of a painted frame is the one before, where nothing moves
TOLERANCE = 0.03  # a change of the photograph that halves this, about
BLUR = 7  # pixels, in which a camera's noise is averaged away


class Moment(NamedTuple):
    """A frame of the clip and its painting, (1, H, W, 3) each in [0, 1]."""

    picture: tf.Tensor
    painting: tf.Tensor


def steadied(before: Moment, now: Moment, steady: float) -> Moment:
    """Blend a frame with the one before, where the photograph has not changed.

        weight = steady * exp(-(change / TOLERANCE)^2)

    for each pixel; the change is that of the blurred photographs. The photograph is blended by the
    same weights as its painting. So the next change is measured from what the painting really
    shows, and a slow movement adds up until it is seen.

    Args:
        before: what this function returned for the last frame.
        now: the frame as it was read and painted.
        steady: from 0, no blending, to below 1.
    """
    change = tf.nn.avg_pool2d(now.picture - before.picture, BLUR, 1, "SAME")
    change = tf.reduce_max(abs(change), axis=3, keepdims=True)
    weight = steady * tf.exp(-((change / TOLERANCE) ** 2))
    return Moment(*(weight * old + (1 - weight) * new for old, new in zip(before, now)))


@memory_may_run_out()
def paint_clip(
    content: str | os.PathLike,
    painter: str,
    output: str | os.PathLike,
    *,
    size: int | None = None,
    keep_colors: str | None = None,
    blend: Sequence[float] | None = None,
    steady: float = STEADY,
    numbered: bool = False,
    overwrite: bool = False,
    progress: bool = True,
) -> Path:
    """Paint a clip by a trained painter into the folder `output`.

    The painting is of the clip's own kind: generated.gif, say, or a folder `generated` of frames.

    Args:
        content: path of a folder of frames, a GIF or a film.
        size: the longest side at most; None keeps the clip's own.
        steady: as in `steadied`.
        painter, output, keep_colors, blend, numbered, overwrite: as in `paint_at_once`.
        progress: whether to draw a bar.

    Returns:
        the path of the painted clip.

    Raises:
        ImageError: a frame cannot be read, or has another size. What was painted before is kept.
        Stopped: Ctrl-C was pressed; likewise.
        StyleTransferError: the clip, the painter or the folder is of no use, or the memory too
            small; nothing has been written.
    """
    check(size, keep_colors, blend)
    if not 0 <= steady <= 0.99:
        raise SettingsError(f"steady must be a number from 0 to 0.99, not {steady!r}.")
    path = find_painter(painter)
    source = Path(content).expanduser()
    clip = open_clip(source, size)
    width, height = clip.sides
    check_memory(width * height, max(clip.sides))
    folder = usable_folder(output, needed_bytes=4 * width * height)
    network = load_painter(painter, blend)
    made_from = {
        "painter": load_record(path)["sha256"],
        "clip": digest(source),
        "sides": f"{width} x {height}",
        "keep colors": keep_colors,
        "blend": None if blend is None else list(blend),
        "steady": steady,
    }
    folder = free_place(folder, made_from, numbered, overwrite)
    target = folder / f"generated{clip.suffix}"
    if target.resolve() == source.resolve():
        raise SettingsError(f"{content} would be painted over: name another folder with --output.")
    if target.exists() and finished_in(folder) == made_from and not overwrite:
        print(f"{folder} holds this painting already: --overwrite paints it anew.", flush=True)
        return target

    @tf.function
    def painted(picture):
        return finished(paint(network, picture), picture, keep_colors)

    with only_run_in(folder):
        if not clip.suffix:  # its frames are replaced one by one
            write_record(folder, made_from, finished=False)
        ended = paint_frames(clip, target, painted, steady, progress)
        write_record(folder, made_from, finished=ended is None)
    if ended:
        raise ended
    return target


def paint_frames(
    clip: Clip,
    target: Path,
    painted: Callable[[tf.Tensor], tf.Tensor],
    steady: float,
    progress: bool,
) -> ImageError | Stopped | None:
    """Paint frame after frame; return why it ended early, or None. One frame is always written."""
    before, done = None, 0
    with (
        stop_on_interrupt() as stop,
        clip.writing(target) as add,
        progress_bar("painting", clip.length, 1, progress) as bar,
    ):
        try:
            for stamp, picture in clip.frames():
                if stop.asked and done:
                    return Stopped(f"Stopped after frame {done}.", target)
                if before and before.picture.shape != picture.shape:
                    raise ImageError(f"frame {done + 1} has another size than those before it.")
                now = Moment(picture, painted(picture))
                before = steadied(before, now, steady) if before else now
                add(stamp, before.painting)
                done += 1
                bar.update()
        except ImageError as error:
            if not done:
                raise
            return ImageError(f"{error} The {done} frames before it are painted: {target}.")
    return None
