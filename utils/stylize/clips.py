"""Moving pictures, read and written one frame at a time: a folder of frames, a GIF, an MP4.

A clip is iterated over, and gives (stamp, picture) for each frame: the stamp is the name of the
frame's file, or when it is shown. `writing` takes the same pairs, so nothing of the time is lost.
No more than one frame is held, so the memory does not grow with the number of frames.
"""

import contextlib
import hashlib
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import filetype
import numpy as np
from PIL import GifImagePlugin, Image

from utils.backend import tf
from utils.errors import ImageError, SetupError
from utils.files import PROJECT, atomic
from utils.images import load_image, save_image, to_array
from utils.reading import Sides, as_rgb, opened, scaled

FILM_SUFFIXES = ".mp4", ".m4v", ".mov", ".mkv"
KINDS = f"a folder of frames, a GIF, or a file that ends in {', '.join(FILM_SUFFIXES)}"
QUALITY = {"crf": "18"}  # of x264: hardly to be told from the original
BT709 = 1  # the colours of today's screens, by their number in MPEG-4

Frame = tuple[Any, tf.Tensor]  # its stamp, and its picture: (1, H, W, 3) in [0, 1]
Add = Callable[[Any, tf.Tensor], None]  # writes a frame


class Clip(NamedTuple):
    """A moving picture, not yet read."""

    sides: Sides  # width and height, at which its frames are given
    length: int | None  # in frames, if that is known
    suffix: str  # of the painted clip
    frames: Callable[[], Iterator[Frame]]
    writing: Callable[[Path], contextlib.AbstractContextManager[Add]]


def is_clip(source: Any) -> bool:
    """Whether a picture moves; raise `ImageError` if it does, but is of no kind in `KINDS`."""
    path = Path(str(source)).expanduser()
    if source and path.is_dir() or path.suffix.lower() in FILM_SUFFIXES:
        return True
    if not path.is_file():
        return False
    if (filetype.guess_mime(str(path)) or "").startswith("video/"):
        raise ImageError(f"{source} is of a kind of film that cannot be painted: give {KINDS}.")
    try:
        with Image.open(path, formats=["GIF"]) as image:
            return image.is_animated
    except Exception:  # it is no GIF, or a damaged one, of which `load_image` tells
        return False


def open_clip(path: Path, size: int | None) -> Clip:
    """Look at a clip without reading its frames.

    Args:
        path: of one that `is_clip`.
        size: the longest side wanted, in pixels; a smaller clip keeps its own, as with None.

    Raises:
        ImageError: it cannot be read, holds no frames, or frames of several sizes.
        SetupError: a film needs a package that is not there.
    """
    if path.is_dir():
        return open_folder(path, size)
    return open_film(path, size) if path.suffix.lower() in FILM_SUFFIXES else open_gif(path, size)


def reduced(path: Path, sides: Sides, size: int | None) -> Sides:
    """The sides of a frame once its longest is `size` at most; raises as `scaled`."""
    return scaled(path, sides, None if size is None else min(size, max(sides)))


def in_size(picture: Image.Image, sides: Sides) -> tf.Tensor:
    """A Pillow image in RGB as a picture, (1, H, W, 3)."""
    if picture.size != sides:
        picture = picture.resize(sides, Image.Resampling.LANCZOS)
    return tf.constant(np.asarray(picture, np.float32)[None] / 255)


def broken(path: Path, number: int, error: Exception) -> ImageError:
    """One sentence about a frame that cannot be read; the first has number 1."""
    said = str(error) if isinstance(error, OSError) else ""
    reason = getattr(error, "strerror", None) or said or "it is damaged"
    return ImageError(f"{path} cannot be read at frame {number} ({reason}).")


# ---------------------------------------------------------------- a folder


def open_folder(path: Path, size: int | None) -> Clip:
    """A folder whose files are the frames, in the order of their names; 2 comes before 10."""
    known = Image.registered_extensions()
    visible = (each for each in path.iterdir() if each.is_file() and each.name[0] != ".")
    paths = sorted((each for each in visible if each.suffix.lower() in known), key=natural)
    if not paths:
        raise ImageError(f"{path} holds no frames: put pictures into it, such as 0001.jpg.")
    sizes: dict[Sides, Path] = {}
    for each in paths:
        with opened(each, None) as (image, _):
            sizes.setdefault(image.size, each)
    if len(sizes) > 1:
        (one, name), (other, another) = list(sizes.items())[:2]
        raise ImageError(
            f"{name} has {one[0]} x {one[1]} pixels and {another} has {other[0]} x {other[1]}: "
            "the frames of a clip must have one size."
        )
    sides = reduced(paths[0], next(iter(sizes)), size)

    def frames():
        for each in paths:
            yield each.name, load_image(each, max(sides))

    return Clip(sides, len(paths), "", frames, write_folder)


def natural(path: Path) -> list[Any]:
    """What a name is sorted by: text, number, text, and so on."""
    parts = re.split(r"(\d+)", path.name)
    return [int(part) if number % 2 else part for number, part in enumerate(parts)] + [path.name]


@contextlib.contextmanager
def write_folder(path: Path) -> Iterator[Add]:
    """Write each frame under its name; files of an earlier clip are removed."""
    for old in filter(Path.is_file, path.glob("*")):
        old.unlink()
    yield lambda name, picture: save_image(picture, path / name)


# ---------------------------------------------------------------- a GIF


def open_gif(path: Path, size: int | None) -> Clip:
    """An animated GIF; transparent parts become white. The stamp is (milliseconds, loops)."""
    count = None
    with opened(path, None) as (image, _):
        sides = reduced(path, image.size, size)
        with contextlib.suppress(IndexError):  # of a file that was cut off
            count = image.n_frames  # type: ignore[attr-defined]

    def frames():
        with Image.open(path, formats=["GIF"]) as image:
            loops = image.info.get("loop")
            for number in itertools.count():
                try:
                    image.seek(number)
                    picture, _ = as_rgb(image)
                except EOFError:
                    return
                except Exception as error:  # Pillow's readers raise many kinds on a damaged file
                    raise broken(path, number + 1, error) from error
                yield (image.info.get("duration", 0), loops), in_size(picture, sides)

    return Clip(sides, count, ".gif", frames, write_gif)


@contextlib.contextmanager
def write_gif(path: Path) -> Iterator[Add]:
    """Write a GIF, each frame with a palette of its own.

    Pillow's `save` would hold all frames, so its parts are called here.
    """
    with atomic(path) as part, part.open("wb") as file:

        def add(stamp, picture):
            duration, loops = stamp
            frame = Image.fromarray(to_array(picture)).quantize()
            if not file.tell():
                header, _ = GifImagePlugin.getheader(frame, info={"loop": loops, "duration": 1})
                file.writelines(header)
            options = {"duration": duration, "include_color_table": True}
            file.writelines(GifImagePlugin.getdata(frame, **options))

        yield add
        file.write(b";")


# ---------------------------------------------------------------- a film


def open_film(path: Path, size: int | None) -> Clip:
    """The pictures of a film, without its sound; the stamp is a time in units of its own."""
    if not path.is_file():
        raise ImageError(f"{path}: no such file. Give {KINDS}.")
    _, first = next(film_frames(path))
    with pyav(path).open(str(path)) as film:
        stream = film.streams.video[0]
        count, unit, rate = stream.frames or None, stream.time_base, stream.average_rate
    width, height = (2 * round(side / 2) for side in reduced(path, first.size, size))

    def frames():
        for pts, picture in film_frames(path):
            yield pts, in_size(picture, (width, height))

    def writing(target):
        return write_film(target, (width, height), unit, rate)

    return Clip((width, height), count, path.suffix.lower(), frames, writing)


def pyav(path: Path) -> Any:
    """The package that reads and writes films; raise `SetupError` if it is not installed."""
    try:
        import av
    except ImportError as error:
        raise SetupError(
            f"{path} is a film, which needs PyAV: install it with {sys.executable} -m pip install "
            f"-r {PROJECT / 'requirements-video.txt'}."
        ) from error
    return av


def film_frames(path: Path) -> Iterator[tuple[int, Image.Image]]:
    """The time and the upright picture of each frame of a film."""
    av, number = pyav(path), 1
    try:
        with av.open(str(path)) as film:
            for frame in film.decode(video=0) if film.streams.video else ():
                upright = np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
                yield frame.pts, Image.fromarray(upright)
                number += 1
    except (av.FFmpegError, ValueError) as error:
        raise broken(path, number, error) from error
    if number == 1:
        raise ImageError(f"{path} holds no frames.")


@contextlib.contextmanager
def write_film(path: Path, sides: Sides, unit: Any, rate: Any) -> Iterator[Add]:
    """Write a film in H.264.

    Args:
        sides: even numbers, as H.264 wants them.
        unit: of a stamp, in seconds.
        rate: frames in a second, about.
    """
    av = pyav(path)
    with atomic(path) as part:
        try:
            with av.open(str(part), "w") as film:
                stream = film.add_stream("libx264", rate=rate or 25, options=QUALITY)
                stream.width, stream.height = sides
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = unit
                stream.codec_context.colorspace = BT709

                def add(pts, picture):
                    frame = av.VideoFrame.from_ndarray(to_array(picture), format="rgb24")
                    frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
                    frame.pts, frame.time_base = pts, unit
                    film.mux(stream.encode(frame))

                yield add
                film.mux(stream.encode(None))
        except av.FFmpegError as error:
            raise OSError(error.errno, error.strerror) from error


def digest(path: Path) -> str:
    """The sha256 of a file, or of the names and bytes of a folder's files; in pieces."""
    files = sorted(filter(Path.is_file, path.iterdir())) if path.is_dir() else [path]
    total = hashlib.sha256()
    for each in files:
        total.update(f"{each.name} {each.stat().st_size} ".encode() if path.is_dir() else b"")
        with each.open("rb") as file:
            while piece := file.read(2**20):
                total.update(piece)
    return total.hexdigest()
