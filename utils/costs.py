"""What makes a picture good: the costs of Gatys, Ecker & Bethge (2015).

They are in the form that the Coursera lecture on neural style transfer gives them.
Activations are (1, n_H, n_W, n_C) float32 tensors; an `output` is a list of them, one for each
style layer and the content layer's last. Every cost is a scalar tensor, 0 or more.
"""
from utils.backend import tf

CONTENT_LAYER = "block4_conv2"
STYLE_LAYERS = [
    ("block1_conv1", 0.2),
    ("block2_conv1", 0.2),
    ("block3_conv1", 0.2),
    ("block4_conv1", 0.2),
    ("block5_conv1", 0.2),
]


def compute_content_cost(content_output, generated_output):
    """How far the generated picture's content layer is from the content picture's.

        J_content = 1 / (4 n_H n_W n_C) * sum (a_C - a_G)^2

    Equation 1 of Gatys et al. (2015), with the lecture's factor in place of 1/2.

    Args:
        content_output, generated_output: outputs for two pictures of one size; only the last
            activation, the content layer's, counts.
    """
    a_C, a_G = content_output[-1], generated_output[-1]
    return tf.reduce_mean(tf.square(a_C - a_G)) / 4


def gram_matrix(A):
    """How strongly each pair of channels is active together: G = A A^T.

    Args:
        A: an activation unrolled to (n_C, n_H * n_W).

    Returns:
        Symmetric (n_C, n_C) matrix.                                (Gatys et al. 2015, equation 3)
    """
    return tf.matmul(A, A, transpose_b=True)


def unroll(a):
    """Unroll an activation, (1, n_H, n_W, n_C), to one row a channel: (n_C, n_H * n_W)."""
    return tf.transpose(tf.reshape(a, [-1, tf.shape(a)[-1]]))


def mean_gram(a):
    """The Gram matrix of an activation per position: its unrolled G divided by n_H * n_W.

    So two pictures of different sizes can be compared. (1, n_H, n_W, n_C) -> (n_C, n_C). The same
    as `gram_matrix(unroll(a))` over n_H * n_W, without the time that turning A over would take.
    """
    rows = tf.reshape(a, [-1, tf.shape(a)[-1]])  # a row a position: A transposed
    return tf.matmul(rows, rows, transpose_a=True) / tf.cast(tf.shape(rows)[0], a.dtype)


def compare_grams(G_S, G_G):
    """The style cost of one layer from two matrices of `mean_gram`, (n_C, n_C) each."""
    return tf.reduce_mean(tf.square(G_S - G_G)) / 4


def compute_layer_style_cost(a_S, a_G):
    """How far the generated picture's texture is from the style picture's, in one layer.

        J_layer = 1 / (4 n_C^2 (n_H n_W)^2) * sum (G_S - G_G)^2    (Gatys et al. 2015, equation 4)

    Args:
        a_S, a_G: activations with the same n_C. Should n_H, n_W differ, each Gram matrix is divided
            by its own number of positions.
    """
    return compare_grams(mean_gram(a_S), mean_gram(a_G))


def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    """The style cost over several layers: sum of weight * J_layer.  (Gatys et al. 2015, equation 5)

    Args:
        style_image_output, generated_image_output: outputs for two pictures; all activations but
            the last count.
        STYLE_LAYERS: list of (layer name, weight), in the order of the outputs.
    """
    J_style = 0.0
    for a_S, a_G, (_, weight) in zip(style_image_output[:-1], generated_image_output[:-1],
                                     STYLE_LAYERS, strict=True):
        J_style += weight * compute_layer_style_cost(a_S, a_G)
    return J_style


def total_cost(J_content, J_style, alpha=10, beta=40):
    """What is minimised: J = alpha * J_content + beta * J_style.  (Gatys et al. 2015, eq. 7)"""
    return alpha * J_content + beta * J_style
