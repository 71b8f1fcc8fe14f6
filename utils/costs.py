"""What makes a picture good: the costs of Gatys, Ecker & Bethge (2015).

They have the form that the Coursera lecture on neural style transfer gives them.
Activations are (1, n_H, n_W, n_C) float32 tensors. An `output` is a list of them: one for each
style layer, and the content layer's at the end. Every cost is a scalar tensor, 0 or more.
"""

from collections.abc import Callable, Sequence

from utils.backend import tf
from utils.vgg import feature_extractor

Output = Sequence[tf.Tensor]
Layers = Sequence[tuple[str, float]]
Cost = Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor, tf.Tensor]]

CONTENT_LAYER = "block4_conv2"
STYLE_LAYERS = [
    ("block1_conv1", 0.2),
    ("block2_conv1", 0.2),
    ("block3_conv1", 0.2),
    ("block4_conv1", 0.2),
    ("block5_conv1", 0.2),
]


def compute_content_cost(content_output: Output, generated_output: Output) -> tf.Tensor:
    """How far the generated picture's content layer is from the content picture's.

        J_content = 1 / (4 n_H n_W n_C) * sum (a_C - a_G)^2

    Equation 1 of Gatys et al. (2015), with the lecture's factor in place of 1/2.

    Args:
        content_output, generated_output: outputs for two pictures of the same size. Only the last
            activation, the content layer's, counts.
    """
    a_C, a_G = content_output[-1], generated_output[-1]
    return tf.reduce_mean(tf.square(a_C - a_G)) / 4


def gram_matrix(A: tf.Tensor) -> tf.Tensor:
    """How strongly each pair of channels is active together: G = A A^T.

    Args:
        A: an activation unrolled to (n_C, n_H * n_W).

    Returns:
        Symmetric (n_C, n_C) matrix.                                (Gatys et al. 2015, equation 3)
    """
    return tf.matmul(A, A, transpose_b=True)


def unroll(a: tf.Tensor) -> tf.Tensor:
    """Unroll an activation, (1, n_H, n_W, n_C), to one row per channel: (n_C, n_H * n_W)."""
    return tf.transpose(tf.reshape(a, [-1, tf.shape(a)[-1]]))


def mean_gram(a: tf.Tensor) -> tf.Tensor:
    """The Gram matrix of an activation, divided by the number of its positions, n_H * n_W.

    The division makes pictures of different sizes comparable. (1, n_H, n_W, n_C) -> (n_C, n_C).
    Inside a `tf.function`, TensorFlow merges the transposition of `unroll` into the product.
    """
    return gram_matrix(unroll(a)) / tf.cast(tf.size(a) // tf.shape(a)[-1], a.dtype)


def masked_gram(a: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    """The Gram matrix of the positions under a mask, divided by the mask's area.

        G_ij = sum_k m_k a_ik a_jk / sum_k m_k

    Under a mask of ones it is `mean_gram`.                          (compare Gatys et al. 2017)

    Args:
        a: activation, (1, n_H, n_W, n_C).
        mask: (1, H, W, 1) in [0, 1], of the picture's size or any other, not 0 everywhere; it is
            shrunk to (n_H, n_W).

    Returns:
        Symmetric (n_C, n_C) matrix.
    """
    m = tf.image.resize(mask, a.shape[1:3], antialias=True)
    return tf.matmul(unroll(m * a), unroll(a), transpose_b=True) / tf.reduce_sum(m)


def compute_layer_style_cost(a_S: tf.Tensor, a_G: tf.Tensor) -> tf.Tensor:
    """How far the generated picture's texture is from the style picture's, in one layer.

        J_layer = 1 / (4 n_C^2 (n_H n_W)^2) * sum (G_S - G_G)^2    (Gatys et al. 2015, equation 4)

    Args:
        a_S: activation of the style picture; or its `mean_gram`, (n_C, n_C), which does not change
            while a picture is painted and therefore needs to be computed only once.
        a_G: activation of the generated picture, with the same n_C. If n_H and n_W differ, each
            Gram matrix is divided by its own number of positions.
    """
    G_S = a_S if len(a_S.shape) == 2 else mean_gram(a_S)
    return tf.reduce_mean(tf.square(G_S - mean_gram(a_G))) / 4


def compute_style_cost(
    style_image_output: Output, generated_image_output: Output, STYLE_LAYERS: Layers = STYLE_LAYERS
) -> tf.Tensor:
    """The style cost over several layers: sum of weight * J_layer.  (Gatys et al. 2015, equation 5)

    Args:
        style_image_output, generated_image_output: outputs for two pictures. All activations but
            the last count; those of the style may be given as in `compute_layer_style_cost`.
        STYLE_LAYERS: list of (layer name, weight), in the order of the outputs.

    Raises:
        ValueError: there are more layers than activations, or fewer.
    """
    J_style = 0.0
    for a_S, a_G, (_, weight) in zip(
        style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS, strict=True
    ):
        J_style += weight * compute_layer_style_cost(a_S, a_G)
    return J_style


def total_cost(
    J_content: tf.Tensor, J_style: tf.Tensor, alpha: float = 10, beta: float = 40
) -> tf.Tensor:
    """What is minimised: J = alpha * J_content + beta * J_style.  (Gatys et al. 2015, eq. 7)"""
    return alpha * J_content + beta * J_style


def is_grey(picture: tf.Tensor) -> bool:
    """Whether red, green and blue are the same in each pixel of a picture, (1, H, W, 3)."""
    return bool(tf.reduce_max(abs(picture - picture[..., :1])) < 1e-3)


def in_grey(picture: tf.Tensor) -> tf.Tensor:
    """The mean of a picture's red, green and blue, (1, H, W, 3), in all three channels."""
    return tf.repeat(tf.reduce_mean(picture, axis=-1, keepdims=True), 3, axis=-1)


def make_cost(
    content: tf.Tensor,
    style: tf.Tensor,
    alpha: float = 10,
    beta: float = 40,
    content_layer: str = CONTENT_LAYER,
    style_layers: Layers = STYLE_LAYERS,
) -> Cost:
    """Return the function from a generated picture to (J, J_content, J_style).

    The targets, the content's activation and the style's Gram matrices, are computed here, once,
    because they do not change while the generated picture does.

    If both pictures are grey, the cost of a picture is that of the mean of its three channels: its
    gradient is the same for red, green and blue, so that a grey picture stays grey.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], of any two sizes.
        alpha, beta: weights of content and style.
        content_layer: name of a convolution layer.
        style_layers: list of (layer name, weight).

    Raises:
        SettingsError, WeightsError: as in `feature_extractor`.
    """
    features = feature_extractor([layer for layer, _ in style_layers] + [content_layer])
    content_output = features(content)[-1:]
    target = [mean_gram(a_S) for a_S in features(style)[:-1]] + content_output

    grey = is_grey(content) and is_grey(style)

    def cost(generated_image):
        output = features(in_grey(generated_image) if grey else generated_image)
        J_content = compute_content_cost(target, output)
        J_style = compute_style_cost(target, output, style_layers)
        return total_cost(J_content, J_style, alpha, beta), J_content, J_style

    return cost
