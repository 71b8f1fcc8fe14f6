"""What is measured of a layer: the moments of its activations, of a picture or of its tiles."""

from collections.abc import Sequence
from typing import NamedTuple

from utils.backend import tf
from utils.gaussians import Moments, append_guides, mixture, moments
from utils.tiles import WHOLE, Place

Measured = list[tuple[Moments, tf.Tensor | float]]  # of a tile, layer by layer, with its area


class Statistic(NamedTuple):
    """How the moments of a layer are taken. Mask and guides have the size of the whole layer."""

    stride: int  # pixels between neighbouring positions
    mask: tf.Tensor | None = None  # (1, n_H, n_W, 1), how much each position counts
    guides: tf.Tensor | None = None  # (1, n_H, n_W, 4), as in `append_guides`
    guidance: tf.Tensor | None = None  # what the guides are multiplied by
    directions: tf.Tensor | None = None  # as in `moments`

    def of(self, a: tf.Tensor, place: Place) -> tuple[Moments, tf.Tensor | float]:
        """The moments of a tile, and its area, from its window's activation a."""
        if self.guides is None:
            rows = tf.reshape(a, [-1, a.shape[3]])
        else:
            rows = append_guides(a, place.cut(self.guides, a, self.stride), self.guidance)
        if self.mask is None and place is WHOLE:
            return moments(rows, None, self.directions), 1.0
        if self.mask is None:
            mask = tf.ones_like(a[..., :1])
        else:
            mask = place.cut(self.mask, a, self.stride)
        weights = tf.reshape(place.inside(mask, self.stride), [-1])
        area = tf.reduce_sum(weights)
        # the moments of a tile that has no part of the region count 0, but must be numbers
        return moments(rows, tf.where(area > 0, weights, 1), self.directions), area


def measure(layers: Sequence[tf.Tensor], place: Place, statistics: Sequence[Statistic]) -> Measured:
    """A statistic of each layer of a tile, from the activations of its window."""
    return [statistic.of(a, place) for statistic, a in zip(statistics, layers)]


def mixtures(tiles: Sequence[Measured], statistics: Sequence[Statistic]) -> list[Moments]:
    """The moments of each layer of a picture, from what was measured of its tiles."""
    together = []
    for layer, statistic in zip(zip(*tiles), statistics):
        parts, areas = zip(*layer)
        together.append(mixture(parts, areas, statistic.directions))
    return together


def shrunk(whole: tf.Tensor | None, stride: int) -> tf.Tensor | None:
    """A mask or the guides of a picture, (1, H, W, k), with the size of a layer; None is None."""
    if whole is None:
        return None
    return tf.image.resize(whole, [side // stride for side in whole.shape[1:3]], antialias=True)
