"""Regions: a picture of flat colours divides another into masks, one for each colour.

Each region of the content then takes its style's statistics from a region of its own
(Gatys et al. 2017, "Controlling perceptual factors in neural style transfer").
"""

import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from utils.backend import tf
from utils.errors import SettingsError
from utils.images import count_pixels, load_image, to_array
from utils.reading import Source, name_of

MOST = 8  # regions
LONGEST = 1024  # pixels: larger masks are shrunk
LUMINANCE = np.array([0.299, 0.587, 0.114])
LEAST = 0.005  # share of the pixels that a region's colour has
NEAR = 60  # distance between colours, of 255 each, within which one is the other with noise
NOISE = 20  # of 255, between neighbours of one region
EXPLAINED = 0.9  # share of the pixels near one of the colours; the others are soft edges
EDGE = 0.01  # standard deviation of the soft edges, as a share of the longest side
RATIO = 0.03  # by how much the ratio of a mask's sides may differ from the picture's


class Division(NamedTuple):
    """A picture divided into regions."""

    name: str  # of the mask, for a sentence
    colours: np.ndarray  # (K, 3), from dark to light
    labels: np.ndarray  # (H, W), the number of each pixel's region
    near: float  # distance within which a colour of another mask is the same


def divide(source: Source) -> Division:
    """Read a mask: a picture of flat colours, or an array with a number for each region.

    A JPEG's colours are noisy, and edges may be smooth: each pixel is given to the nearest of the
    frequent colours.

    Args:
        source: what `load_image` reads; or an array (H, W) of booleans or whole numbers, each of
            which is a region of its own.

    Raises:
        ImageError: as `load_image`.
        SettingsError: it has more than `MOST` regions, or is a picture without flat colours.
    """
    name = name_of(source)
    if isinstance(source, np.ndarray) and source.ndim == 2 and source.dtype.kind in "biu":
        values, labels = np.unique(source, return_inverse=True)
        colours, near = np.repeat(values[:, None].astype(float), 3, axis=1), 0.0
        labels = labels.reshape(source.shape)
    else:
        size = LONGEST if count_pixels(source) > LONGEST**2 else None
        pixels = to_array(load_image(source, size)).astype(int)
        colours, near = flat_colours(pixels), NEAR
        distances = np.stack(
            [np.square(pixels - c).sum(axis=-1) for c in colours[:MOST]] or [[9e9]]
        )
        labels = distances.argmin(axis=0)
        if np.mean(distances.min(axis=0) <= NEAR**2) < EXPLAINED:
            colours = colours[:0]
    if not 0 < len(colours) <= MOST:
        raise SettingsError(
            f"{name} cannot divide a picture into regions: give a mask of 1 to {MOST} flat colours."
        )
    return Division(name, colours, labels, near)


def flat_colours(pixels: np.ndarray) -> np.ndarray:
    """The frequent colours of a picture, (H, W, 3) whole numbers, from dark to light: (K, 3).

    Only pixels that differ little from their neighbours count, because an edge, if it is smooth or
    blurred by JPEG, has colours of its own.
    """
    sides = [abs(pixels - np.roll(pixels, k, axis)).max(-1) for k in (-1, 1) for axis in (0, 1)]
    colours = pixels[np.max(sides, axis=0) <= NOISE]
    values, counts = np.unique(colours @ [65536, 256, 1], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    frequent = values[order][counts[order] >= LEAST * len(colours)]
    found: list[np.ndarray] = []
    for colour in np.stack([frequent // 65536, frequent // 256 % 256, frequent % 256], axis=1):
        if all(np.square(colour - other).sum() > NEAR**2 for other in found):
            found.append(colour)
    return np.array(sorted(found, key=lambda colour: colour @ LUMINANCE)).reshape(-1, 3)


def masks_of(division: Division, like: Division, picture: tf.Tensor) -> tf.Tensor:
    """The regions of a picture as masks with soft edges, whose sum is 1 at every pixel.

    Args:
        division: of this picture.
        like: the division whose colours say in which order the masks are wanted.
        picture: (1, H, W, 3).

    Returns:
        (1, H, W, K), in [0, 1].

    Raises:
        SettingsError: the mask has another shape than the picture, a colour that is not in both
            divisions, or a region without a pixel.
    """
    height, width = picture.shape[1:3]
    rows, columns = division.labels.shape
    check_ratio(division.name, (rows, columns), picture)
    for one, other in (like, division), (division, like):
        for colour in one.colours:
            if nearest(colour, other)[1] > min(one.near, other.near):
                raise SettingsError(
                    f"{other.name} has no region of the colour {in_hex(colour)}, which "
                    f"{one.name} has: give both masks the same colours."
                )
    order = [nearest(colour, division)[0] for colour in like.colours]
    down = (np.arange(height) * rows) // height
    across = (np.arange(width) * columns) // width
    labels = division.labels[down][:, across]
    for number, colour in zip(order, like.colours):
        if not (labels == number).any():
            raise SettingsError(
                f"the region of the colour {in_hex(colour)} in {division.name} has no pixel at "
                f"{width} x {height}: make it larger, or leave it out."
            )
    masks = tf.constant(np.stack([labels == number for number in order], axis=-1)[None], tf.float32)
    return softened(masks)


def check_ratio(name: str, sides: Sequence[int], picture: tf.Tensor) -> None:
    """Raise `SettingsError` if a mask or picture with these sides cannot be laid over another."""
    (rows, columns), (height, width) = sides, picture.shape[1:3]
    if abs(columns * height / (rows * width) - 1) > RATIO:
        raise SettingsError(
            f"{name} has {columns} x {rows} pixels and does not fit a picture of "
            f"{width} x {height}: give one with the same ratio of sides."
        )


def nearest(colour: np.ndarray, division: Division) -> tuple[int, float]:
    """The number of the region whose colour is nearest, and the distance."""
    distances = np.sqrt(np.square(division.colours - colour).sum(axis=1))
    return int(distances.argmin()), float(distances.min())


def in_hex(colour: np.ndarray) -> str:
    """A colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*map(int, colour))


def softened(masks: tf.Tensor) -> tf.Tensor:
    """The same with edges as wide as `EDGE` of the longest side: shrunk, and enlarged again."""
    sides = masks.shape[1:3]
    factor = max(1.0, EDGE * max(sides))
    small = tf.image.resize(masks, [max(2, round(s / factor)) for s in sides], antialias=True)
    return tf.image.resize(small, sides)


def load_regions(
    regions: Source, style_regions: Source | None, content: tf.Tensor, styles: Sequence[tf.Tensor]
) -> tuple[tf.Tensor | None, tf.Tensor | None]:
    """The masks of the content, and of the style where it is divided, too.

    Args:
        regions, style_regions: what `divide` reads.
        content: the picture that is divided, (1, H, W, 3).
        styles: pictures, a single one with `style_regions`; else one for each region.

    Returns:
        `regions` and `style_regions` of `utils.control.Control`. If there is one region only,
        which covers everything, there is nothing to divide: None and None, and a line on standard
        error says so.

    Raises:
        ImageError, SettingsError: as `divide` and `masks_of`, or the numbers do not fit.
    """
    division = divide(regions)
    count = len(division.colours)
    if style_regions is not None and len(styles) > 1:
        raise SettingsError(
            f"style regions divide a single style picture, not {len(styles)}: leave them out, or "
            "give one style picture."
        )
    if style_regions is None and count != len(styles):
        raise SettingsError(
            f"{division.name} has {count} regions, and style pictures there are {len(styles)}: "
            "give as many, or one style picture and style regions."
        )
    masks = masks_of(division, division, content)
    style_masks = None
    if style_regions is not None:
        style_masks = masks_of(divide(style_regions), division, styles[0])
    if count > 1:
        return masks, style_masks
    print(
        f"{division.name} has one region only, so it divides nothing. In a picture, colours that "
        f"differ by less than {NEAR} of 255 are one.",
        file=sys.stderr,
    )
    return None, None
