"""Pictures: read a file into a tensor, draw a tensor, write a tensor to a file.

A picture is always (1, H, W, 3) float32, red-green-blue, in [0, 1]; `load_image` makes one from a
file or an array.
"""

import io
import math
import os
import sys
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image as DisplayedImage
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageOps

from utils.backend import tf
from utils.errors import ImageError
from utils.files import OUTPUT, PROJECT, T_IMAGES, atomic
from utils.reading import Sides, Source, as_rgb, as_rgb_and_alpha, name_of, opened

BLURRED = 3  # times: enlarged more than that, a picture gets a note
COLOURS = 96  # of a film, all of whose pictures share one palette
ROUNDS = 3  # of k-means: without them the palette misses bright colours that are rare
PAGE_WIDTH = 576  # pixels on the page, of a film or of a picture that changes
SQUARE = 8  # pixels: a pixel in a close-up
DPI = 100  # dots per inch: the resolution of a figure of pictures
DARK, LIGHT = 1, 2  # pixels: a frame is light, with a dark line around it
BEYOND = 2  # a fraction beyond this is none: it is a byte, or the cost has no minimum

Part = tuple[float, float, float, float]  # of a picture: top, bottom, left, right, from 0 to 1

__all__ = [
    "OUTPUT",
    "PROJECT",
    "T_IMAGES",
    "close_up",
    "count_pixels",
    "encode_jpeg",
    "framed",
    "load_alpha",
    "load_image",
    "save_image",
    "show",
    "show_figure",
    "show_film",
    "stacked",
    "to_array",
    "triptych",
]


def load_image(source: Source, size: int | None = None) -> tf.Tensor:
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
    with opened(source, size) as (image, sides):
        frames = getattr(image, "n_frames", 1)  # asked before decoding: Pillow leafs through them
        picture, notes = as_rgb(image)
        sides = turned(sides, image, picture)
        longest = max(image.size)
    if frames > 1:
        notes.append(f"holds {frames} pictures: the first is used")
    if size is not None and size > BLURRED * longest:
        notes.append(
            f"has {picture.width} x {picture.height} pixels, so it is blurred when enlarged to {size}"
        )
    for note in notes:
        print(f"{name_of(source)} {note}.", file=sys.stderr)
    if size is not None:
        picture = picture.resize(sides, Image.Resampling.LANCZOS)
    return tf.constant(np.asarray(picture, np.float32)[None] / 255)


def turned(sides: Sides, image: Image.Image, picture: Image.Image) -> Sides:
    """The sides of a picture that is wanted at those of its file, which its EXIF tag may turn."""
    if (image.width < image.height) != (picture.width < picture.height):
        return sides[::-1]
    return sides


def load_alpha(source: Source, size: int | None = None) -> tf.Tensor | None:
    """The transparency of a picture that `load_image` lays on white, at the same size.

    Args:
        source, size: as in `load_image`.

    Returns:
        float32 tensor of shape (1, H, W, 1), 0 where the picture is clear and 1 where it is opaque;
        or None if it is opaque everywhere.
    """
    with opened(source, size) as (image, sides):
        picture, alpha, _ = as_rgb_and_alpha(image)
        sides = turned(sides, image, picture)
    if alpha is None or alpha.getextrema() == (255, 255):
        return None
    if size is not None:
        # not LANCZOS, whose negative weights would leave a trace in what is clear
        alpha = alpha.resize(sides, Image.Resampling.BILINEAR)
    return tf.constant(np.asarray(alpha, np.float32)[None, ..., None] / 255)


def count_pixels(source: Source, size: int | None = None) -> int:
    """How many pixels `load_image` would return, by a file's first lines alone.

    Args, raises: as `load_image`, whose errors about what comes later in a file are not found.
    """
    with opened(source, size) as (_, sides):
        return math.prod(sides)


def to_array(image: tf.Tensor | np.ndarray) -> np.ndarray:
    """Turn a picture into what Pillow and Matplotlib want: (H, W, 3) uint8.

    Args:
        image: (1, H, W, 3) or (H, W, 3); fractions from 0 to 1, beyond which they are cut off, or
            bytes from 0 to 255.

    Raises:
        ImageError: it is of another shape or type, or holds numbers that can be no fractions.
    """
    array = np.asarray(image)
    pixels = array[0] if array.ndim == 4 and len(array) == 1 else array
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.size == 0:
        raise ImageError(
            f"an array of shape {array.shape} is not a picture: give (1, H, W, 3) or (H, W, 3)."
        )
    if pixels.dtype == np.uint8:
        return pixels
    if not tf.as_dtype(pixels.dtype).is_floating:
        raise ImageError(
            f"an array of type {array.dtype} is not a picture: give fractions from 0 to 1, or uint8."
        )
    pixels = pixels.astype(np.float32)
    if not np.isfinite(pixels).all() or abs(pixels).max() > BEYOND:
        raise ImageError(
            f"an array with numbers from {pixels.min():.4g} to {pixels.max():.4g} is not a picture: "
            "give fractions from 0 to 1."
        )
    return np.round(pixels.clip(0, 1) * 255).astype(np.uint8)


def save_image(image: tf.Tensor, path: str | os.PathLike, alpha: tf.Tensor | None = None) -> None:
    """Write a picture to `path`, whole or not at all; its ending chooses the format.

    Args:
        image: as in `to_array`.
        path: where to; folders that are missing are made.
        alpha: from `load_alpha`, for a format that knows transparency, such as .png.

    Raises:
        ImageError: as `to_array`, or no format has this ending.
        OutputError: the file cannot be written.
    """
    picture = Image.fromarray(to_array(image))
    if alpha is not None:
        picture.putalpha(
            Image.fromarray(np.round(255 * np.asarray(alpha)[0, ..., 0]).astype("uint8"))
        )
    with atomic(path) as part:
        try:
            picture.save(part, quality=95)
        except ValueError as error:
            raise ImageError(
                f"{path} cannot be written ({error}): end it in .png or .jpg."
            ) from error


def encode_jpeg(image: Image.Image, heaviest: int = 400_000) -> bytes:
    """The JPEG bytes of a Pillow image, at the best quality that keeps them below `heaviest`."""
    for quality in range(94, 50, -2):
        jpeg = as_jpeg(image, quality)
        if len(jpeg) < heaviest:
            return jpeg
    raise ImageError(f"{image.width} x {image.height} pixels do not fit into {heaviest} bytes.")


def as_jpeg(image: Image.Image, quality: int, progressive: bool = False) -> bytes:
    """The JPEG bytes of a Pillow image."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True, progressive=progressive)
    return stream.getvalue()


def triptych(content: tf.Tensor, style: tf.Tensor, generated: tf.Tensor) -> tf.Tensor:
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
    largest = (3 * max(generated.shape[1:3]), height)
    panels = [ImageOps.contain(panel, largest, Image.Resampling.LANCZOS) for panel in panels]
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


def stacked(pictures: Sequence[tf.Tensor]) -> tf.Tensor:
    """Several pictures, (1, H, W, 3) each, on top of each other, as wide as the first."""
    width = pictures[0].shape[2]
    sides = [(round(width * picture.shape[1] / picture.shape[2]), width) for picture in pictures]
    panels = [tf.image.resize(*pair, antialias=True) for pair in zip(pictures, sides)]
    return tf.clip_by_value(tf.concat(panels, axis=1), 0, 1)


def framed(picture: tf.Tensor, *parts: Part, width: int | None = None) -> np.ndarray:
    """A picture, (1, H, W, 3) in [0, 1], with a frame just inside the edges of each part.

    A frame is white with a dark line around it, so that it stands out from any colours. With a
    `width`, the picture is first resized to so many pixels: a frame covers less of a wider one. It
    is then about as smooth as `show` draws it without a frame.
    """
    picture = tf.convert_to_tensor(picture)
    if width:
        sides = round(width * picture.shape[1] / picture.shape[2]), width
        picture = tf.clip_by_value(tf.image.resize(picture, sides, "gaussian"), 0, 1)
    result = np.array(picture)
    for part in parts:
        place = result[place_of(result, part)]  # a view: what is written here goes into `result`
        inside, edge = place.copy(), DARK + LIGHT
        place[:] = 0
        place[:, DARK:-DARK, DARK:-DARK] = 1
        place[:, edge:-edge, edge:-edge] = inside[:, edge:-edge, edge:-edge]
    return result


def close_up(picture: tf.Tensor, part: Part, times: int = SQUARE) -> np.ndarray:
    """A part of a picture, (1, H, W, 3): each pixel becomes a square, `times` pixels wide.

    `show` draws all squares of SQUARE pixels equally large.
    """
    squares = np.array(picture[place_of(picture, part)])
    return squares.repeat(times, axis=1).repeat(times, axis=2)


def place_of(picture: tf.Tensor, part: Part) -> tuple[slice, slice, slice]:
    """Where a part lies in a picture, (1, H, W, 3), as an index."""
    top, bottom, left, right = part
    rows, columns = picture.shape[1:3]
    return np.s_[
        :, round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)
    ]


def show(
    images: tf.Tensor | Sequence[tf.Tensor],
    titles: Sequence[str] | None = None,
    columns: int | None = None,
    width: float | None = None,
    alt: str | None = None,
) -> None:
    """Draw pictures in a grid, each under its title, without axes.

    Args:
        images: one picture, as in `to_array`, or a list of them.
        titles: one title for each picture, of one line or more, or None.
        columns: pictures in a row; None puts all in one row.
        width: of the figure, in inches; None chooses it from the number of columns.
        alt: what the pictures show, for those who cannot see them; None takes the titles.

    Raises:
        ImageError: as `to_array`.
    """
    pictures = [
        to_array(image) for image in (images if isinstance(images, list | tuple) else [images])
    ]
    columns = columns or len(pictures)
    rows = -(-len(pictures) // columns)
    width = width or min(12, 4 * columns)
    cell = width / columns
    heights = [
        max(len(picture) / picture.shape[1] for picture in pictures[row * columns :][:columns])
        for row in range(rows)
    ]
    titles = titles or [""] * len(pictures)
    lines = max(title.count("\n") + bool(title) for title in titles)
    figure, axes = plt.subplots(
        rows,
        columns,
        squeeze=False,
        layout="constrained",
        figsize=(width, round(sum(cell * h + 0.3 * lines for h in heights), 2)),
        height_ratios=heights,
    )
    # a slide shrinks a large figure, a tall one most: its titles must still be readable there,
    # but none should be wider than its picture
    longest = max(len(line) for title in titles for line in title.split("\n"))
    fitting = 110 * cell / max(1, longest)
    fontsize = max(10, min(max(1.5 * width, 2.65 * figure.get_figheight()), fitting))
    room = fontsize / 72 + 0.1  # inches, of one line of a title
    if room > 0.3:
        figure.set_figheight(figure.get_figheight() + rows * lines * (room - 0.3))
        fontsize = max(fontsize, min(2.65 * figure.get_figheight(), fitting))
    for axis in axes.flat:
        axis.axis("off")
        axis.set_anchor("S")  # what room is left over goes above the titles
    enlarged_parts = {}
    for axis, picture, title in zip(axes.flat, pictures, titles):
        if of_squares(picture):
            enlarged_parts[axis] = picture[::SQUARE, ::SQUARE]
        axis.imshow(picture, interpolation="nearest" if axis in enlarged_parts else "bicubic")
        axis.set_title(title, fontsize=fontsize)
    figure.canvas.draw()  # gives the axes their places
    figure.set_layout_engine("none")
    for axis, pixels in enlarged_parts.items():
        even_squares(figure, axis, pixels)
    described = "; ".join(title.replace("\n", ", ") for title in titles if title)
    show_figure(figure, alt or described, "jpeg")


def of_squares(picture: np.ndarray) -> bool:
    """Whether a picture, (H, W, 3), is a close-up: each of its pixels a square, SQUARE wide."""
    if len(picture) % SQUARE or picture.shape[1] % SQUARE:
        return False
    pixels = picture[::SQUARE, ::SQUARE]
    return np.array_equal(pixels.repeat(SQUARE, axis=0).repeat(SQUARE, axis=1), picture)


def even_squares(figure: Figure, axis: Axes, pixels: np.ndarray) -> None:
    """Let each of `pixels`, (H, W, 3), take up equally many dots of the figure, if it has room.

    Otherwise some squares would be a dot wider than others, which looks like a woven pattern.
    """
    across, down = figure.get_size_inches() * DPI
    left, bottom, width, height = axis.get_position().bounds
    rows, columns = pixels.shape[:2]
    times = int(min(width * across / columns, height * down / rows) + 0.05)
    if times < 1:
        return
    sides = times * columns / across, times * rows / down
    corner = round((left + width / 2 - sides[0] / 2) * across), round(bottom * down)
    axis.set_position((corner[0] / across, corner[1] / down, *sides))


def show_figure(figure: Figure, alt: str, format: str = "png", quality: int = 88) -> None:
    """Display a Matplotlib figure with a description, and close it: `plt.show()` takes none.

    Args:
        figure: such as `plt.gcf()`, the one that was drawn last.
        alt: what it shows, for those who cannot see it.
        format: "png" for lines and text; "jpeg" for pictures, which then take a tenth of the bytes.
        quality: of a JPEG, up to 95.
    """
    stream = io.BytesIO()
    jpeg, png = {"pil_kwargs": {"quality": quality}}, {"bbox_inches": "tight"}
    options = jpeg if format == "jpeg" else png
    figure.savefig(stream, format=format, dpi=DPI, **options)
    plt.close(figure)
    shown = DisplayedImage(stream.getvalue(), format=format)
    shown.alt = alt or None  # IPython 7, that of Colab, knows no alt text and leaves it
    display(shown)


def show_film(
    images: Sequence[tf.Tensor], path: str | os.PathLike, alt: str, milliseconds: int = 150
) -> None:
    """Write pictures as an animated PNG, which browsers play like a GIF, and display it.

    The film begins with its last picture, because a page that does not move shows the first one.

    Args:
        images: pictures of one size, as in `to_array`.
        path: where to, ending in .png; folders that are missing are made.
        alt: what the film shows, for those who cannot see it.
        milliseconds: each picture stays so long, the last one ten times as long.

    Raises:
        ImageError: as `to_array`.
        OutputError: the file cannot be written.
    """
    arrays = [to_array(image) for image in (images[-1], *images[:-1])]
    # a palette takes a third of the bytes
    palette = Image.fromarray(np.concatenate(arrays)).quantize(COLOURS, kmeans=ROUNDS)
    first, *others = [
        Image.fromarray(array).quantize(palette=palette, dither=Image.Dither.NONE)
        for array in arrays
    ]
    durations = [10 * milliseconds] + [milliseconds] * len(others)
    with atomic(path) as part:
        first.save(part, "PNG", save_all=True, append_images=others, duration=durations, loop=0)
    shown = DisplayedImage(filename=os.fspath(path), format="png", width=PAGE_WIDTH)
    shown.alt = alt
    display(shown)
