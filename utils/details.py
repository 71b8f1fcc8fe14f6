"""Details of pictures: frame them in the whole, and cut them out to show them enlarged.

A place is (left, top, width, height) in pixels.
"""

from collections.abc import Sequence

import numpy as np

from utils.backend import tf

DARK, LIGHT = 1, 2  # pixels: a frame is light, with a dark line around it
Place = tuple[int, int, int, int]


def detail(picture: tf.Tensor, place: Place) -> tf.Tensor:
    """What a picture, (1, H, W, 3), shows at a place: (1, height, width, 3)."""
    left, top, width, height = place
    return picture[:, top : top + height, left : left + width]


def framed(picture: tf.Tensor, *places: Place) -> np.ndarray:
    """A copy of a picture, (1, H, W, 3), with a frame just inside each place."""
    drawn = tf.convert_to_tensor(picture).numpy().copy()
    for place in places:
        part = detail(drawn, place)  # a view: what is written here is written into `drawn`
        inside = part.copy()
        edge = DARK + LIGHT
        part[:] = 0
        part[:, DARK:-DARK, DARK:-DARK] = 1
        part[:, edge:-edge, edge:-edge] = inside[:, edge:-edge, edge:-edge]
    return drawn


def with_details(pictures: Sequence[tf.Tensor], *places: Place) -> list[tf.Tensor | np.ndarray]:
    """A row of pictures, (1, H, W, 3) each, with their places framed; then a row for each place."""
    rows = [[detail(picture, place) for picture in pictures] for place in places]
    return sum(rows, [framed(picture, *places) for picture in pictures])
