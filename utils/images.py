"""Pictures: read a file into a tensor, draw a tensor, write a tensor to a file.

A picture is always (1, H, W, 3) float32, red-green-blue, in [0, 1]; `load_image` makes one from a
file or an array.
"""
import io
import logging
import math
import numbers
import os
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from IPython.display import Image as JpegPicture
from IPython.display import display
from PIL import Image, ImageDraw, ImageOps

from utils import closed_stderr
from utils.download import download, is_url
from utils.errors import ImageError, SettingsError
from utils.files import PROJECT, atomic

logging.getLogger("PIL").addHandler(logging.NullHandler())  # what it logs is in the error too

T_IMAGES = PROJECT / "T_images"  # pictures to start from
OUTPUT = PROJECT / "output"  # pictures made
SMALLEST = 32  # pixels: VGG-19 halves a picture five times, and of 32 leaves one position
LONGEST = 8192  # pixels to resize to: the widest triptych then fits a JPEG, which ends at 65,500
FORMATS = ["AVIF", "BMP", "GIF", "ICO", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP"]
# those that Pillow reads by itself: for EPS, say, it would start another program


def load_image(source, size=None):
    """Read a picture and resize it, keeping its proportions.

    Args:
        source: path of a JPEG, PNG, WebP or any other file Pillow reads; its address on the web,
            http:// or https://, which `download` keeps; or a uint8 array of shape (H, W, 3),
            (H, W, 4) or (H, W), such as `skimage.data.chelsea()`. Transparent parts become white,
            a photograph turned by its EXIF tag is set upright, 16-bit grey keeps its range. Of an
            animation or pages the first is read, and a line on standard error says so.
        size: the longest side wanted, in pixels, at least 32; None keeps the picture as it is.

    Returns:
        float32 tensor of shape (1, H, W, 3), RGB in [0, 1].

    Raises:
        ImageError: there is no such file, it cannot be fetched, it is not a picture, it has more
            than 89 million pixels, or a side would be under 32.
        SettingsError: `size` is no whole number, or above 8192.
    """
    count_pixels(source, size)  # what is too small or narrow is refused before it is decoded
    with opened(source) as image:
        frames = getattr(image, "n_frames", 1)  # asked before decoding: Pillow leafs through them
        picture = as_rgb(image)
    sides = scaled(source, picture.size, size)
    if frames > 1:
        print(f"{source} holds {frames} pictures: the first is used.", file=sys.stderr)
    if size is not None:
        picture = picture.resize(sides, Image.Resampling.LANCZOS)
    return tf.constant(np.asarray(picture, np.float32)[None] / 255)


def count_pixels(source, size=None):
    """How many pixels `load_image` would return, by a file's first lines alone.

    Args, raises: as `load_image`, whose errors about what comes later in a file are not found.
    """
    with opened(source) as image:
        sides = image.size
    return math.prod(scaled(source, sides, size))


def scaled(source, sides, size):
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


def is_whole(number):
    """Whether this is an integer, of Python or NumPy, and not True or False."""
    return isinstance(number, numbers.Integral) and not isinstance(number, bool)


def name_of(source):
    """What to call a picture in a sentence."""
    return f"the array of shape {source.shape}" if isinstance(source, np.ndarray) else str(source)


@contextmanager
def opened(source):
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


def open_array(array):
    """Turn a uint8 array into a Pillow image, or raise one `ImageError`."""
    if (array.dtype != np.uint8 or array.ndim < 2 or array.shape[2:] not in ((), (3,), (4,))
            or array.size == 0):
        raise ImageError(f"an array of shape {array.shape} and type {array.dtype} is no picture: "
                         "give (H, W, 3) of type uint8, from 0 to 255.")
    return Image.fromarray(array)


def as_rgb(image):
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


def to_array(image):
    """Turn a picture tensor into what Pillow and Matplotlib want: (H, W, 3) uint8."""
    return np.asarray(tf.round(tf.clip_by_value(image[0], 0, 1) * 255), np.uint8)


def mend_edge(image, width=2):
    """Give a painting's outermost pixels the colour of the mirror image of those inside.

    They come out gaudy: beyond them VGG-19 sees zeros in place of a picture, and few of its windows
    hold them. How light they are, the mean of red, green and blue, stays as it is.

    Args:
        image: (1, H, W, 3) in [0, 1], with sides of at least 4 * width.
        width: how many pixels from each edge are mended.
    """
    inside = image[:, width:-width, width:-width]
    mirrored = tf.pad(inside, [[0, 0], [width, width], [width, width], [0, 0]], "SYMMETRIC")
    lightness, of_mirrored = (tf.reduce_mean(picture, axis=-1, keepdims=True)
                              for picture in (image, mirrored))
    return tf.clip_by_value(mirrored - of_mirrored + lightness, 0, 1)


def save_image(image, path):
    """Write a picture to `path`, whole or not at all; its ending chooses the format.

    Args:
        image: (1, H, W, 3) in [0, 1].
        path: where to; folders that are missing are made.
    """
    with atomic(path) as part:
        Image.fromarray(to_array(image)).save(part, quality=95)


def encode_jpeg(image, heaviest=400_000):
    """The JPEG bytes of a Pillow image, at the best quality that keeps them below `heaviest`."""
    for quality in range(94, 50, -2):
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=quality, optimize=True)
        if stream.tell() < heaviest:
            return stream.getvalue()
    raise ImageError(f"{image.width} x {image.height} pixels do not fit into {heaviest} bytes.")


def triptych(content, style, generated):
    """Set three pictures side by side on white: content + style = generated.

    Args:
        content, style, generated: pictures, (1, H, W, 3) each, of any sizes.

    Returns:
        float32 tensor (1, H, W', 3), all three at the height of `generated`, signs between them. A
        strip that would then be three times wider than `generated` is long is shown that wide.
    """
    height = generated.shape[1]
    gap, bar = height // 5, max(2, height // 48)
    panels = [Image.fromarray(to_array(image)) for image in (content, style, generated)]
    room = (3 * max(generated.shape[1:3]), height)
    panels = [ImageOps.contain(panel, room, Image.Resampling.LANCZOS) for panel in panels]
    width = sum(panel.width for panel in panels) + 2 * gap
    canvas = Image.new("RGB", (width, height), "white")
    brush = ImageDraw.Draw(canvas)

    def draw_bar(x, y, half_width, half_height):
        brush.rectangle((x - half_width, y - half_height, x + half_width, y + half_height), "black")

    left, middle, arm = 0, height // 2, height // 16
    for panel, sign in zip(panels, ("+", "=", "")):
        canvas.paste(panel, (left, (height - panel.height) // 2))
        x = left + panel.width + gap // 2
        if sign == "+":
            draw_bar(x, middle, arm, bar / 2)
            draw_bar(x, middle, bar / 2, arm)
        elif sign == "=":
            draw_bar(x, middle - arm / 2, arm, bar / 2)
            draw_bar(x, middle + arm / 2, arm, bar / 2)
        left += panel.width + gap
    return load_image(np.asarray(canvas))


def show(images, titles=None, columns=None, width=None):
    """Draw pictures in a grid, each under its title, without axes.

    Args:
        images: one picture (1, H, W, 3), or a list of them.
        titles: one title for each picture, or None.
        columns: pictures in a row; None puts all in one row.
        width: of the figure, in inches; None chooses it from the number of columns.
    """
    images = images if isinstance(images, (list, tuple)) else [images]
    columns = columns or len(images)
    rows = -(-len(images) // columns)
    width = width or min(12, 4 * columns)
    cell = width / columns
    heights = [max(image.shape[1] / image.shape[2] for image in images[row * columns:][:columns])
               for row in range(rows)]
    figure, axes = plt.subplots(rows, columns, squeeze=False, layout="constrained",
                                figsize=(width, sum(cell * h + 0.3 for h in heights)),
                                height_ratios=heights)
    titles = titles or [""] * len(images)
    for axis in axes.flat:
        axis.axis("off")
    for axis, image, title in zip(axes.flat, images, titles):
        axis.imshow(to_array(image), interpolation="bicubic")
        axis.set_title(title, fontsize=10)
    jpeg = io.BytesIO()  # a tenth of the PNG that plt.show() would leave in the notebook
    figure.savefig(jpeg, format="jpeg", dpi=100, pil_kwargs={"quality": 88})
    plt.close(figure)
    display(JpegPicture(jpeg.getvalue(), format="jpeg", alt="; ".join(titles)))
