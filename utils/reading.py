"""Open a picture file that may be of any kind, damaged or hostile, and convert it to RGB.

Whatever is wrong with a file becomes one `ImageError` that names it.
"""
import logging
import numbers
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from utils.download import download, is_url
from utils.errors import ImageError, SettingsError
from utils.files import closed_stderr

Source = str | os.PathLike | np.ndarray  # what `load_image` reads

logging.getLogger("PIL").addHandler(logging.NullHandler())  # what it logs is in the error too

SMALLEST = 32  # pixels: VGG-19 halves a picture five times, and of 32 leaves one position
LONGEST = 8192  # pixels to resize to: the widest triptych then fits a JPEG, which ends at 65,500
FORMATS = ["AVIF", "BMP", "GIF", "ICO", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP"]
# those that Pillow reads by itself: for EPS, say, it would start another program


def scaled(source: Source, sides: tuple[int, int], size: int | None) -> Sequence[int]:
    """The (width, height) of a picture once its longest side is `size`, or one error."""
    if min(sides) < SMALLEST:
        raise ImageError(f"{name_of(source)} has {sides[0]} x {sides[1]} pixels, and VGG-19 needs "
                         f"{SMALLEST} on each side: choose a larger, less narrow picture.")
    if size is None:
        return sides
    if not is_whole(size) or size > LONGEST:
        raise SettingsError(f"size must be a whole number of pixels, from {SMALLEST} to {LONGEST}, "
                            f"not {size!r}.")
    sides = [max(1, round(side * size / max(sides))) for side in sides]
    if min(sides) < SMALLEST:
        raise ImageError(f"{name_of(source)} would be {sides[0]} x {sides[1]} pixels, and VGG-19 "
                         f"needs {SMALLEST} on each side: choose a larger size or a less narrow "
                         "picture.")
    return sides


def is_whole(number: object) -> bool:
    """Whether this is an integer, of Python or NumPy, and not True or False."""
    return isinstance(number, numbers.Integral) and not isinstance(number, bool)


def name_of(source: Source) -> str:
    """What to call a picture in a sentence."""
    return f"the array of shape {source.shape}" if isinstance(source, np.ndarray) else str(source)


@contextmanager
def opened(source: Source) -> Iterator[Image.Image]:
    """Give a Pillow image, not yet decoded; whatever fails in the block becomes one `ImageError`.

    Args:
        source: as in `load_image`.
    """
    if isinstance(source, np.ndarray):
        yield open_array(source)
        return
    if not isinstance(source, (str, os.PathLike)) or source == "":
        raise ImageError(f"{source!r:.60} is no picture: give a path, a web address or an array.")
    path = download(source) if is_url(source) else source
    try:
        path = Path(path).expanduser()
        if path.exists() and not path.is_file():  # a pipe, say, would be waited for
            raise ValueError("it is a directory or device")
        with closed_stderr(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damage that can be read past
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                yield image
    except FileNotFoundError as error:
        raise ImageError(f"{source}: no such file. Give the path of a picture, such as a JPEG or "
                         "PNG, or an address that begins with http:// or https://.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(f"{source} is too large to open safely ({error}). "
                         "Make it smaller first.") from error
    except Exception as error:  # Pillow's readers raise many kinds on a damaged file
        if is_url(source):
            path.unlink(missing_ok=True)  # a page that says "not found", say: it is no use to keep
        reason = str(error).replace(str(path), str(source)) or type(error).__name__
        raise ImageError(f"{source} cannot be read as a picture ({reason}). "
                         "Give a JPEG, PNG or WebP file; a phone's HEIC can be exported as JPEG."
                         ) from error


def open_array(array: np.ndarray) -> Image.Image:
    """Turn a uint8 array into a Pillow image, or raise one `ImageError`."""
    if (array.dtype != np.uint8 or array.ndim < 2 or array.shape[2:] not in ((), (3,), (4,))
            or array.size == 0):
        raise ImageError(f"an array of shape {array.shape} and type {array.dtype} is no picture: "
                         "give (H, W, 3) of type uint8, from 0 to 255.")
    return Image.fromarray(array)


def as_rgb(image: Image.Image) -> Image.Image:
    """Turn a Pillow image of any mode into an upright RGB one, laid on white where transparent."""
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode == "F" or image.mode.startswith("I"):  # grey, in fractions or in 16 bits
        white = 1 if image.mode == "F" else 65535
        grey = np.nan_to_num(np.asarray(image, np.float32)) * (255 / white)
        image = Image.fromarray(grey.clip(0, 255).round().astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")
