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
from utils.gaussians import GUIDANCE, Sample, distance_from, guide_channels, total_variance
from utils.vgg import feature_extractor

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
    features = feature_extractor(
        [layer for layer, _ in style_layers] + [content_layer], control.pooling
    )
    weights = tf.constant([COLOUR] + [weight for _, weight in style_layers], tf.float32)
    weights /= tf.reduce_sum(weights)

    fine = [] if control.fine_style is None else [control.fine_style]
    grey = all(map(is_grey, [content, *styles, *fine]))

    def activations(picture):
        # grey pictures make a grey painting, as in `make_cost`
        picture = in_grey(picture) if grey else picture
        *style_output, content_output = features(picture)
        return [picture, *style_output], content_output

    content_as_style, a_C = activations(content)
    style_outputs = [activations(picture)[0] for picture in styles]
    is_fine = [False] + [layer.startswith(FINE) for layer, _ in style_layers]
    fine_samples = [Sample(a, guide_channels(p)) for p in fine for a in activations(p)[0]]
    variance = tf.reduce_mean(tf.math.reduce_variance(a_C, axis=[0, 1, 2])) + 1e-9

    def in_relative_units(region):
        """The functions from a layer's activation to its relative distance, one for each layer."""
        guides_C = guide_channels(content, region.mask)
        chosen = [
            (style_outputs[k], guide_channels(styles[k], mask), mask)
            for k, mask, _ in region.styles
        ]
        shares = [share for *_, share in region.styles]

        def in_layer(number, a_C):
            if fine and is_fine[number]:
                samples, weights = [fine_samples[number]], [1.0]
            else:
                samples = [Sample(output[number], *rest) for output, *rest in chosen]
                weights = shares
            distance = distance_from(
                samples, weights, guides_C, region.mask, GUIDANCE / control.strength
            )
            # where the content has the style, its distance is all rounding, and may be negative
            unit = tf.maximum(distance(a_C), 0.01 * total_variance(a_C, region.mask) + 1e-4)
            return lambda a_G: distance(a_G) / unit

        return [in_layer(number, a) for number, a in enumerate(content_as_style)]

    regions = regions_of(styles, control)
    distances = [in_relative_units(region) for region in regions]
    areas = [1.0 if mask is None else tf.reduce_mean(mask) for mask, _ in regions]

    def cost(generated_image):
        style_output, a_G = activations(generated_image)
        J_content = compute_content_cost([a_C], [a_G]) / variance
        parts = [
            area * tf.reduce_sum(weights * tf.stack([of(a) for of, a in zip(layers, style_output)]))
            for area, layers in zip(areas, distances)
        ]
        J_style = sum(parts)
        smooth = control.smoothness * total_variation(generated_image)
        J = alpha / control.strength**2 * J_content + beta * J_style + smooth
        return J, J_content, J_style

    return cost
