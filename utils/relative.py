"""Relative costs: each is divided by a natural unit, so that one alpha and beta suit every pair.

J_content is 1 for a picture that says no more about the content than its mean activation does, and
J_style is 1 for the content picture itself. The costs of `utils.costs` have no such units: which
beta is right for them differs from pair to pair.
"""

from utils.backend import tf
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, Cost, Layers
from utils.gaussians import gaussian_distance, guide_channels
from utils.vgg import feature_extractor

COLOUR = 0.3  # weight of the pixels' own colours, beside the style layers' weights
SMOOTHNESS = 400  # weight of the total variation


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

        J_content = mean (a_C - a_G)^2 / variance of a_C
        J_style = sum over layers of weight * distance(S, G) / distance(S, C)
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
    weights = [COLOUR] + [weight for _, weight in style_layers]

    def activations(picture):
        *style_output, content_output = features(picture)
        return [picture, *style_output], content_output

    content_as_style, a_C = activations(content)
    variance = tf.reduce_mean(tf.math.reduce_variance(a_C, axis=[0, 1, 2])) + 1e-9
    guides_S, guides_C = guide_channels(style), guide_channels(content)
    distances = [gaussian_distance(a_S, guides_S, guides_C) for a_S in activations(style)[0]]
    # the unit of each layer's distance; a style that equals the content is not to be divided by 0
    units = [distance(a) + 1e-6 for distance, a in zip(distances, content_as_style)]

    def cost(generated_image):
        style_output, a_G = activations(generated_image)
        J_content = tf.reduce_mean(tf.square(a_C - a_G)) / variance
        J_style = tf.add_n([
            weight * distance(a) / unit
            for weight, distance, unit, a in zip(weights, distances, units, style_output)
        ])
        J = alpha * J_content + beta * J_style + SMOOTHNESS * total_variation(generated_image)
        return J, J_content, J_style

    return cost
