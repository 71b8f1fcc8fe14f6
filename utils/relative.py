"""Relative costs: in units of the two pictures, so that one alpha and beta suit all pairs.

J_content is the lecture's content cost in units of the variance of the content's activations.
J_style is 1 for the content picture, which has nothing of the style yet. The costs of `utils.costs`
have no such units: which beta is right for them differs from pair to pair.
"""

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
from utils.gaussians import gaussian_distance, guide_channels, total_variance
from utils.vgg import feature_extractor

COLOUR = 0.2  # weight of the pixels' own colours, beside the style layers' weights
SMOOTHNESS = 250  # weight of the total variation


def total_variation(picture: tf.Tensor) -> tf.Tensor:
    """The mean squared difference between neighbouring pixels, across plus down."""
    down = picture[:, 1:] - picture[:, :-1]
    across = picture[:, :, 1:] - picture[:, :, :-1]
    return tf.reduce_mean(tf.square(down)) + tf.reduce_mean(tf.square(across))


def make_relative_cost(
    content: tf.Tensor,
    style: tf.Tensor,
    alpha: float = 10,
    beta: float = 40,
    content_layer: str = CONTENT_LAYER,
    style_layers: Layers = STYLE_LAYERS,
) -> Cost:
    """Return the function from a generated picture to (J, J_content, J_style), both relative.

        J_content = compute_content_cost(C, G) / variance of a_C
        J_style = weighted mean over layers of distance(S, G) / distance(S, C)
        J = alpha * J_content + beta * J_style + SMOOTHNESS * total variation

    The distance is that of `utils.gaussians`. The pixels' colours count as one more style layer.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], of any two sizes.
        alpha, beta: weights of content and style.
        content_layer: name of a convolution layer.
        style_layers: list of (layer name, weight).

    Raises:
        SettingsError, WeightsError: as in `feature_extractor`.
    """
    features = feature_extractor([layer for layer, _ in style_layers] + [content_layer])
    weights = tf.constant([COLOUR] + [weight for _, weight in style_layers], tf.float32)
    weights /= tf.reduce_sum(weights)

    grey = is_grey(content) and is_grey(style)

    def activations(picture):
        # two grey pictures make a grey painting, as in `make_cost`
        picture = in_grey(picture) if grey else picture
        *style_output, content_output = features(picture)
        return [picture, *style_output], content_output

    (content_as_style, a_C), (style_output, _) = activations(content), activations(style)
    variance = tf.reduce_mean(tf.math.reduce_variance(a_C, axis=[0, 1, 2])) + 1e-9
    guides_S, guides_C = guide_channels(style), guide_channels(content)
    distances = [gaussian_distance(a, guides_S, guides_C) for a in style_output]
    # where the content already has the style, its distance is all rounding, and may be negative
    style_units = [
        tf.maximum(distance(a), 0.01 * total_variance(a) + 1e-4)
        for distance, a in zip(distances, content_as_style)
    ]

    def cost(generated_image):
        style_output, a_G = activations(generated_image)
        J_content = compute_content_cost([a_C], [a_G]) / variance
        parts = [
            distance(a) / unit for distance, unit, a in zip(distances, style_units, style_output)
        ]
        J_style = tf.reduce_sum(weights * tf.stack(parts))
        J = alpha * J_content + beta * J_style + SMOOTHNESS * total_variation(generated_image)
        return J, J_content, J_style

    return cost
