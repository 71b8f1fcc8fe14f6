"""Relative costs: in units of the two pictures, so that one alpha and beta suit all pairs.

J_content is the lecture's content cost in units of the variance of the content's activations.
J_style is 1 for the content picture, which has nothing of the style yet. The costs of `utils.costs`
have no such units: which beta is right for them differs from pair to pair.
"""

from collections.abc import Sequence

from utils.backend import tf
from utils.control import Control, regions_of
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, Cost, Layers, is_grey
from utils.statistics import measure
from utils.targets import ContentTarget, Seen, Sight, style_target
from utils.tiles import by_tiles, reach
from utils.vgg import feature_extractor, stride

COLOUR = 0.2  # weight of the pixels' own colours, beside the style layers' weights
FINE = "block1", "block2"  # whose receptive fields are so small that they see single marks


def total_variation(picture: tf.Tensor) -> tf.Tensor:
    """The mean squared difference between neighbouring pixels, across plus down."""
    down = picture[:, 1:] - picture[:, :-1]
    across = picture[:, :, 1:] - picture[:, :, :-1]
    return tf.reduce_mean(tf.square(down)) + tf.reduce_mean(tf.square(across))


def broad_colours(picture: tf.Tensor) -> tf.Tensor:
    """The mean colours of squares of 8 x 8 pixels: what a brush changes without a change of hue."""
    return tf.nn.avg_pool2d(picture, 8, 8, "SAME")


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
        J = (alpha * J_content + smoothness * total variation) / strength + beta * J_style

    Below strength 1, alpha also weighs (1 - strength) times the squared distance between the broad
    colours of C and G, in units of the variance of the pixels of C. The content layer hardly tells
    colours apart, so a weak painting would otherwise have the content's shapes in the style's
    colours.

    The distance is that of `utils.gaussians`. The pixels' colours count as one more style layer.
    The guide channels are divided by the root of the strength, because they, too, hold the
    content's shapes. Of several regions, J_style is the mean weighted by their areas.

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
    fine = [] if control.fine_style is None else [control.fine_style]
    names = [layer for layer, _ in style_layers] + [content_layer]
    sight = Sight(
        feature_extractor(names, control.pooling),
        [1, *map(stride, names[:-1])],
        reach(names),
        grey=all(map(is_grey, [content, *styles, *fine])),
    )
    seen, *seen_styles = (Seen(picture, sight) for picture in (content, *styles))
    seen_fine = [Seen(picture, sight) for picture in fine]
    is_fine = [False] + [layer.startswith(FINE) for layer, _ in style_layers]
    targets = [
        style_target(region, seen, seen_styles, seen_fine, is_fine, control)
        for region in regions_of(styles, control)
    ]
    wanted = ContentTarget(seen, stride(content_layer))
    weights = tf.constant([COLOUR] + [weight for _, weight in style_layers], tf.float32)
    weights /= tf.reduce_sum(weights)

    def look(pixels, place):
        *layers, a_G = sight.activations(pixels)
        measured = [measure(layers, place, target.statistics) for target in targets]
        return wanted.difference(a_G, place), measured

    colours = broad_colours(content)
    spread = tf.reduce_mean(tf.math.reduce_variance(content, axis=[0, 1, 2])) + 1e-4

    see = by_tiles(look, content.shape[1:3], sight.halo)

    def cost(generated_image):
        differences, tiles = zip(*see(generated_image))
        J_content = sum(differences) / wanted.variance
        parts = zip(targets, zip(*tiles))
        J_style = sum(target.cost(measured, weights) for target, measured in parts)
        likeness = J_content
        if control.strength < 1:
            drift = tf.reduce_mean(tf.square(broad_colours(generated_image) - colours)) / spread
            likeness += (1 - control.strength) * drift
        # without the total variation, a heavy content cost would bring faint lines into flat regions
        smooth = control.smoothness * total_variation(generated_image)
        J = (alpha * likeness + smooth) / control.strength + beta * J_style
        return J, J_content, J_style

    return cost
