"""What a painting aims for: the statistics of its styles and the activation of its content.

Both are measured once, before the painting begins. Large pictures are seen tile by tile.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from utils.backend import tf
from utils.control import Control, Region
from utils.costs import compute_content_cost, in_grey
from utils.gaussians import DistanceFrom, Moments, guide_channels, mixture
from utils.statistics import Measured, Statistic, measure, mixtures, shrunk
from utils.tiles import WHOLE, Place, by_tiles, is_seen_whole


class Sight(NamedTuple):
    """How pictures are seen: by which layers, and in colour or in grey."""

    features: Callable[[tf.Tensor], list[tf.Tensor]]  # of the style layers and the content layer
    strides: list[int]  # of the pixels, which count as the first layer, and of the style layers
    halo: int  # from `reach`
    grey: bool  # grey pictures make a grey painting, as in `make_cost`

    def activations(self, picture: tf.Tensor) -> list[tf.Tensor]:
        """The pixels, and the activations of the style layers and of the content layer."""
        picture = in_grey(picture) if self.grey else picture
        return [picture, *self.features(picture)]

    def statistics(
        self,
        mask: tf.Tensor | None,
        guides: tf.Tensor | None = None,
        guidance: Sequence[tf.Tensor] | None = None,
    ) -> list[Statistic]:
        """A statistic for the pixels and for each style layer; mask and guides are shrunk to it."""
        return [
            Statistic(stride, shrunk(mask, stride), shrunk(guides, stride), weight)
            for stride, weight in zip(self.strides, guidance or [None] * len(self.strides))
        ]


class Seen:
    """A picture that does not change, with its activations if it is seen whole."""

    def __init__(self, picture: tf.Tensor, sight: Sight):
        self.picture, self.sight = picture, sight
        self.layers = sight.activations(picture) if is_seen_whole(picture.shape[1:3]) else None

    def told(self, look: Callable[[list[tf.Tensor], Place], Any]) -> list[Any]:
        """What `look` tells of the activations of each tile."""
        if self.layers is not None:
            return [look(self.layers, WHOLE)]
        activations, sides = self.sight.activations, self.picture.shape[1:3]
        see = by_tiles(
            lambda pixels, place: look(activations(pixels), place), sides, self.sight.halo
        )
        return see(self.picture)

    def measured(self, statistics: Sequence[Statistic]) -> list[Moments]:
        """The moments of each layer."""
        tiles = self.told(lambda layers, place: measure(layers, place, statistics))
        return mixtures(tiles, statistics)


class StyleTarget(NamedTuple):
    """What is wanted in a region, layer by layer."""

    area: tf.Tensor | float  # of the region, as a share of the picture
    statistics: list[Statistic]  # what is measured of the generated picture
    distances: list[DistanceFrom]
    units: list[tf.Tensor]  # the distances of the content picture

    def cost(self, tiles: Sequence[Measured], weights: tf.Tensor) -> tf.Tensor:
        """The region's share of J_style.

        Args:
            tiles: what was measured of each tile of the generated picture.
            weights: of the layers, of sum 1.
        """
        relative = [
            distance(layer) / unit
            for distance, layer, unit in zip(
                self.distances, mixtures(tiles, self.statistics), self.units
            )
        ]
        return self.area * tf.reduce_sum(weights * tf.stack(relative))


def style_target(
    region: Region,
    content: Seen,
    styles: Sequence[Seen],
    fine: Sequence[Seen],
    is_fine: Sequence[bool],
    control: Control,
) -> StyleTarget:
    """What is wanted in a region.

    Args:
        region: from `regions_of`.
        content, styles: the pictures.
        fine: the picture from which fine layers take their statistics, or none.
        is_fine: for the pixels and each style layer, whether it is one of these layers.
        control: of which the strength and the guidance count here.
    """
    sight, guides_C = content.sight, guide_channels(content.picture, region.mask)
    samples = [(styles[k], mask) for k, mask, _ in region.styles] + [(each, None) for each in fine]
    blend = [share for *_, share in region.styles]
    shares = [  # of the samples, layer by layer
        [0.0] * len(blend) + [1.0] if fine and small else blend + [0.0] * len(fine)
        for small in is_fine
    ]
    plain = zip(*[seen.measured(sight.statistics(mask)) for seen, mask in samples])
    guidance = [
        control.guidance * tf.sqrt(mean_variance(parts, share) / control.strength)
        for parts, share in zip(plain, shares)
    ]
    guided = zip(
        *[
            seen.measured(sight.statistics(mask, guide_channels(seen.picture, mask), guidance))
            for seen, mask in samples
        ]
    )
    distances = [DistanceFrom(mixture(*layer)) for layer in zip(guided, shares)]
    statistics = [
        statistic._replace(directions=distance.directions)
        for statistic, distance in zip(sight.statistics(region.mask, guides_C, guidance), distances)
    ]
    # where the content has the style, its distance is all rounding, and may be negative
    units = [
        tf.maximum(distance(guided), 0.01 * plain.variance + 1e-4)
        for distance, guided, plain in zip(
            distances, content.measured(statistics), content.measured(sight.statistics(region.mask))
        )
    ]
    area = 1.0 if region.mask is None else tf.reduce_mean(region.mask)
    return StyleTarget(area, statistics, distances, units)


def mean_variance(parts: Sequence[Moments], shares: Sequence[float]) -> tf.Tensor:
    """The mean of the parts' variances, with these weights."""
    return sum(share * part.variance for share, part in zip(shares, parts)) / sum(shares)


class ContentTarget:
    """The content's activation, and its variance."""

    def __init__(self, content: Seen, stride: int):
        self.stride, statistic = stride, Statistic(stride)
        windows, measured = zip(
            *content.told(lambda layers, place: (layers[-1], statistic.of(layers[-1], place)))
        )
        self.a_C = tf.stack(windows)  # (tiles, 1, n_H, n_W, n_C)
        self.variance = mixture(*zip(*measured)).variance / self.a_C.shape[-1] + 1e-9
        # a tile's content cost is a mean over its window, and the picture's is one over all tiles
        positions = self.a_C.shape[2] * self.a_C.shape[3]
        areas = [area for _, area in measured]
        self.window_share = 1.0 if len(areas) == 1 else positions / sum(areas)

    def difference(self, a_G: tf.Tensor, place: Place) -> tf.Tensor:
        """A tile's part of the content cost, from its window's activation."""
        inside = [[place.inside(a, self.stride)] for a in (self.a_C[place.number], a_G)]
        return self.window_share * compute_content_cost(*inside)
