"""Colours of a painting: the content's own instead of the style's.

Two ways (Gatys et al. 2016, "Preserving color in neural artistic style transfer"): give the style
picture the content's colours before it is learned from, or give the painting the content's chroma
afterwards.
"""

from utils.backend import tf

NOISE = 1e-5  # variance below which a direction of colour is rounding: bytes are 1/255 apart


def symmetric_power(Sigma: tf.Tensor, exponent: float) -> tf.Tensor:
    """The power of a covariance matrix, (n, n): that of its eigenvalues, with its eigenvectors."""
    e, U = tf.linalg.eigh(Sigma)
    return tf.matmul(U * tf.maximum(e, NOISE) ** exponent, U, transpose_b=True)


def mean_and_covariance(picture: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """The mean colour of a picture, (1, H, W, 3), and the covariance of red, green and blue.

    Returns:
        (3,) and (3, 3).
    """
    colours = tf.reshape(picture, [-1, 3])
    mean = tf.reduce_mean(colours, axis=0)
    centred = colours - mean
    return mean, tf.matmul(centred, centred, transpose_a=True) / colours.shape[0]


def match_colors(content: tf.Tensor, style: tf.Tensor) -> tf.Tensor:
    """The style picture in the content's colours: with its mean and covariance of red, green, blue.

        x -> Sigma_C^1/2 Sigma_S^-1/2 (x - mu_S) + mu_C

    for each pixel x of the style picture, clipped to [0, 1]. The roots are the symmetric ones.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], of any two sizes.
    """
    mu_C, Sigma_C = mean_and_covariance(content)
    mu_S, Sigma_S = mean_and_covariance(style)
    # a pixel is a row here, so that the matrices stand behind it and in the opposite order
    to_content = symmetric_power(Sigma_S, -0.5) @ symmetric_power(Sigma_C, 0.5)
    return tf.clip_by_value((style - mu_S) @ to_content + mu_C, 0, 1)


def keep_chroma(content: tf.Tensor, painting: tf.Tensor) -> tf.Tensor:
    """The painting's light and dark in the content's colours: Y of one, I and Q of the other.

    Args:
        content, painting: pictures of one size, (1, H, W, 3) in [0, 1].

    Returns:
        a picture, clipped to [0, 1], which takes some chroma from the very light and very dark.
    """
    light = tf.image.rgb_to_yiq(painting)[..., :1]
    chroma = tf.image.rgb_to_yiq(content)[..., 1:]
    return tf.clip_by_value(tf.image.yiq_to_rgb(tf.concat([light, chroma], axis=-1)), 0, 1)
