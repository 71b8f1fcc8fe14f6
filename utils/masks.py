"""Masks for the notebooks: drawn along a line, as a layer sees them, and shown over a picture.

A mask is (1, H, W, 1), as large as its picture: 1 in a region and 0 outside, with a soft edge.
Masks that are painted in a drawing program are read by `utils.regions`.
"""

from collections.abc import Sequence

import numpy as np

from utils.backend import tf

SOFT = 1 / 32  # of the picture's height: how wide an edge is
MAGENTA = (0.8, 0.0, 0.8)
TINT = 0.6  # share of magenta where a mask is 1
CHEQUER = 28  # so many chequers side by side stand for a transparent row


def above(line: Sequence[tuple[float, float]] | np.ndarray, picture: tf.Tensor) -> tf.Tensor:
    """A mask that is 1 above a line, and 0 below it.

    Args:
        line: its corners from left to right, each (x, y) as shares of the picture's width and
            height: (0, 0) is the upper left corner of the picture and (1, 1) the lower right one.
        picture: (1, H, W, 3), for which the mask is.

    Returns:
        (1, H, W, 1) in [0, 1].
    """
    height, width = picture.shape[1:3]
    x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    corners = np.asarray(line, float)
    depth = y[:, None] - np.interp(x, corners[:, 0], corners[:, 1])  # below the line
    return tf.constant(np.clip(0.5 - depth / SOFT, 0, 1)[None, ..., None], tf.float32)


def mask_and_rest(mask: tf.Tensor) -> tf.Tensor:
    """Two regions, (1, H, W, 2): a mask, (1, H, W, 1), and what it leaves out."""
    return tf.concat([mask, 1 - mask], axis=3)


def as_seen(mask: tf.Tensor, rows: int, columns: int) -> tf.Tensor:
    """A mask as it is at rows x columns positions, each enlarged to a rectangle: (1, H, W, 1)."""
    small = tf.image.resize(mask, [rows, columns], antialias=True)
    return tf.image.resize(small, mask.shape[1:3], method="nearest")


def tinted(picture: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    """A picture, (1, H, W, 3), that is tinted magenta where the mask, (1, H, W, 1), is 1."""
    return picture * (1 - TINT * mask) + TINT * mask * MAGENTA


def over_chequers(picture: tf.Tensor, opacity: tf.Tensor) -> tf.Tensor:
    """A picture, (1, H, W, 3), over grey chequers where its opacity, (1, H, W, 1), is 0."""
    side = max(1, picture.shape[2] // CHEQUER)
    odd = (np.indices(picture.shape[1:3]) // side).sum(axis=0) % 2
    chequers = tf.constant(0.7 + 0.2 * odd[None, ..., None], tf.float32)
    return picture * opacity + chequers * (1 - opacity)
