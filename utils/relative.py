"""Relative costs: in units of the two pictures, so that one alpha and beta suit all pairs.

J_content is the lecture's content cost in units of the variance of the content's activations.
J_style is 1 for the content picture, which has nothing of the style yet. The costs of `utils.costs`
have no such units: which beta is right for them differs from pair to pair.
"""

from collections.abc import Sequence
from typing import NamedTuple

from utils.backend import tf
from utils.costs import (
    CONTENT_LAYER,
    STYLE_LAYERS,
    Cost,
    Layers,
    compute_content_cost,
    in_grey,
    is_grey,
)
from utils.gaussians import GUIDANCE, DistanceFrom, Moments, guide_channels, mixture
from utils.statistics import Statistic, measure, mixtures, shrunk
from utils.tiles import WHOLE, by_tiles, is_seen_whole, reach
from utils.vgg import feature_extractor, stride

COLOUR = 0.2  # weight of the pixels' own colours, beside the style layers' weights
SMOOTHNESS = 250  # weight of the total variation
FINE = "block1", "block2"  # whose receptive fields are so small that they see single marks


def total_variation(picture: tf.Tensor) -> tf.Tensor:
    """The mean squared difference between neighbouring pixels, across plus down."""
    down = picture[:, 1:] - picture[:, :-1]
    across = picture[:, :, 1:] - picture[:, :, :-1]
    return tf.reduce_mean(tf.square(down)) + tf.reduce_mean(tf.square(across))


class Control(NamedTuple):
    """What a user may ask for beyond one style everywhere."""

    blend: Sequence[float] = ()  # weights of the styles, 0 or more; empty means equal ones
    regions: tf.Tensor | None = None  # (1, H, W, K), K masks of the content, of sum 1
    style_regions: tf.Tensor | None = None  # (1, H', W', K), those of the one style
    fine_style: tf.Tensor | None = None  # picture of which the layers in FINE take the statistics
    smoothness: float = SMOOTHNESS  # weight of the total variation
    pooling: str = "max"  # VGG-19's, or "average"
    strength: float = 1  # of the style, above 0: 1/4 is a tint, 4 is nearly abstract


class Region(NamedTuple):
    """A region of the content, and which styles it is painted in."""

    mask: tf.Tensor | None  # (1, H, W, 1); None is everywhere
    styles: list[tuple[int, tf.Tensor | None, float]]  # number of the style, its mask, its weight


def regions_of(styles: Sequence[tf.Tensor], control: Control) -> list[Region]:
    """The regions of a painting: one, everywhere, unless others are asked for.

    Several regions take a style each, in order, or the regions of the one style.
    """
    if control.regions is None:
        blend = control.blend or [1.0] * len(styles)
        return [Region(None, [(k, None, weight) for k, weight in enumerate(blend)])]
    masks = tf.split(control.regions, control.regions.shape[3], axis=3)
    if control.style_regions is None:
        return [Region(mask, [(k, None, 1.0)]) for k, mask in enumerate(masks)]
    style_masks = tf.split(control.style_regions, len(masks), axis=3)
    return [Region(mask, [(0, theirs, 1.0)]) for mask, theirs in zip(masks, style_masks)]


def mean_variance(parts: Sequence[Moments], shares: Sequence[float]) -> tf.Tensor:
    """The mean of the parts' variances, with these weights."""
    return sum(share * part.variance for share, part in zip(shares, parts)) / sum(shares)


class Target(NamedTuple):
    """What is wanted in a region, layer by layer."""

    area: tf.Tensor | float  # of the region, as a share of the picture
    statistics: list[Statistic]  # what is measured of the generated picture
    distances: list[DistanceFrom]
    units: list[tf.Tensor]  # the distances of the content picture


def make_relative_cost(
    content: tf.Tensor,
    style: tf.Tensor | Sequence[tf.Tensor],
    alpha: float = 10,
    beta: float = 40,
    content_layer: str = CONTENT_LAYER,
    style_layers: Layers = STYLE_LAYERS,
    control: Control = Control(),  # noqa: B008 (it cannot be changed)
) -> Cost:
    """Return the function from a generated picture to (J, J_content, J_style), both relative.

        J_content = compute_content_cost(C, G) / variance of a_C
        J_style = weighted mean over layers of distance(S, G) / distance(S, C)
        J = alpha / strength^2 * J_content + beta * J_style + smoothness * total variation

    The distance is that of `utils.gaussians`. The pixels' colours count as one more style layer.
    The guide channels are divided by the strength as well, because they, too, hold the content's
    shapes. Of several regions, J_style is the mean weighted by their areas.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], of any sizes; several styles are a list.
        alpha, beta: weights of content and style.
        content_layer: name of a convolution layer.
        style_layers: list of (layer name, weight).
        control: what else the painting is to have.

    Raises:
        SettingsError, WeightsError: as in `feature_extractor`.
    """
    styles = list(style) if isinstance(style, (list, tuple)) else [style]
    names = [layer for layer, _ in style_layers] + [content_layer]
    features, halo = feature_extractor(names, control.pooling), reach(names)
    *strides, content_stride = [1, *map(stride, names)]  # the pixels are the first layer
    weights = tf.constant([COLOUR] + [weight for _, weight in style_layers], tf.float32)
    weights /= tf.reduce_sum(weights)

    fine = [] if control.fine_style is None else [control.fine_style]
    is_fine = [False] + [layer.startswith(FINE) for layer, _ in style_layers]
    grey = all(map(is_grey, [content, *styles, *fine]))

    def activations(picture):
        # grey pictures make a grey painting, as in `make_cost`
        picture = in_grey(picture) if grey else picture
        return [picture, *features(picture)]

    def view(picture):
        """The function from `look` to what it tells of the activations of each tile."""
        sides = picture.shape[1:3]
        if is_seen_whole(sides):
            layers = activations(picture)  # once
            return lambda look: [look(layers, WHOLE)]
        return lambda look: by_tiles(
            lambda pixels, place: look(activations(pixels), place), sides, halo
        )(picture)

    def measured(see, statistics):
        return mixtures(see(lambda layers, place: measure(layers, place, statistics)), statistics)

    def style_statistics(mask, guides=None, guidance=None):
        return [
            Statistic(stride, shrunk(mask, stride), shrunk(guides, stride), weight)
            for stride, weight in zip(strides, guidance or [None] * len(strides))
        ]

    see_content = view(content)
    see_styles, see_fine = ([view(picture) for picture in pictures] for pictures in (styles, fine))

    def target(region):
        chosen = [
            (see_styles[k], mask, guide_channels(styles[k], mask)) for k, mask, _ in region.styles
        ] + [(see, None, guide_channels(picture)) for see, picture in zip(see_fine, fine)]
        weights_of_styles = [weight for *_, weight in region.styles]
        shares = [  # of the chosen, layer by layer
            [0.0] * len(weights_of_styles) + [1.0]
            if fine and small
            else weights_of_styles + [0.0] * len(fine)
            for small in is_fine
        ]
        plain = zip(*[measured(see, style_statistics(mask)) for see, mask, _ in chosen])
        guidance = [
            GUIDANCE / control.strength * tf.sqrt(mean_variance(parts, share))
            for parts, share in zip(plain, shares)
        ]
        guided = zip(
            *[
                measured(see, style_statistics(mask, guides, guidance))
                for see, mask, guides in chosen
            ]
        )
        distances = [DistanceFrom(mixture(*layer)) for layer in zip(guided, shares)]
        guides_C = guide_channels(content, region.mask)
        statistics = [
            statistic._replace(directions=distance.directions)
            for statistic, distance in zip(
                style_statistics(region.mask, guides_C, guidance), distances
            )
        ]
        # where the content has the style, its distance is all rounding, and may be negative
        units = [
            tf.maximum(distance(guided), 0.01 * plain.variance + 1e-4)
            for distance, guided, plain in zip(
                distances,
                measured(see_content, statistics),
                measured(see_content, style_statistics(region.mask)),
            )
        ]
        area = 1.0 if region.mask is None else tf.reduce_mean(region.mask)
        return Target(area, statistics, distances, units)

    targets = [target(region) for region in regions_of(styles, control)]
    content_statistic = Statistic(content_stride)
    windows_C, measured_C = zip(
        *see_content(lambda layers, place: (layers[-1], content_statistic.of(layers[-1], place)))
    )
    a_C = tf.stack(windows_C)
    moments_C = mixture(*zip(*measured_C))
    variance = moments_C.variance / a_C.shape[-1] + 1e-9
    # a tile's content cost is a mean over its window, and the picture's is one over all tiles
    positions = a_C.shape[2] * a_C.shape[3]
    window_share = 1.0 if len(windows_C) == 1 else positions / sum(area for _, area in measured_C)

    def look(pixels, place):
        *layers, a_G = activations(pixels)
        inside = [[place.inside(a, content_stride)] for a in (a_C[place.number], a_G)]
        difference = window_share * compute_content_cost(*inside)
        return difference, [measure(layers, place, target.statistics) for target in targets]

    see = by_tiles(look, content.shape[1:3], halo)

    def cost(generated_image):
        differences, tiles = zip(*see(generated_image))
        J_content = sum(differences) / variance
        J_style = 0.0
        for target, parts in zip(targets, zip(*tiles)):
            distances = [
                distance(layer) / unit
                for distance, layer, unit in zip(
                    target.distances, mixtures(parts, target.statistics), target.units
                )
            ]
            J_style += target.area * tf.reduce_sum(weights * tf.stack(distances))
        smooth = control.smoothness * total_variation(generated_image)
        J = alpha / control.strength**2 * J_content + beta * J_style + smooth
        return J, J_content, J_style

    return cost
