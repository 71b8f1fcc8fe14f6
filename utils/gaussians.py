"""The style of a layer as a Gaussian: the mean and the covariance of its activations.

Two styles are compared by the 2-Wasserstein distance: how far, on average, activations must move
to turn one Gaussian into the other (Olkin & Pukelsheim 1982). It is in units of activations, where
the Gram matrix squares them twice, so that the strongest channels would dominate.
"""

from collections.abc import Callable

import numpy as np

from utils.backend import tf

RANK = 64  # directions in which the style's covariance is kept
GUIDANCE = 0.4  # weight of the guide channels; 0 would ignore where something is


def guide_channels(picture: tf.Tensor) -> tf.Tensor:
    """How high each pixel is in the picture, and its colour, as channels to be appended.

    With them the covariance also says which activations occur where: at the top or at the bottom,
    in light or in dark regions (compare the guidance channels of Gatys et al. 2017). The sky is
    then painted like the style's sky.

    Args:
        picture: (1, H, W, 3) in [0, 1].

    Returns:
        (1, H, W, 4): height, red, green and blue, each of mean 0; height has a variance of 1, the
        three colours have one on average.
    """
    rows, columns = picture.shape[1:3]
    height = tf.linspace(-(3**0.5), 3**0.5, rows)  # uniform, with a variance of 1
    height = tf.tile(tf.reshape(height, [1, -1, 1, 1]), [1, 1, columns, 1])
    mean, variance = tf.nn.moments(picture, axes=[0, 1, 2])
    colour = (picture - mean) / tf.sqrt(tf.reduce_mean(variance) + 1e-6)
    return tf.concat([height, colour], axis=3)


def append_guides(a: tf.Tensor, guides: tf.Tensor, weight: tf.Tensor) -> tf.Tensor:
    """Append guide channels to an activation and unroll both: one row per position.

    Args:
        a: activation, (1, n_H, n_W, n_C).
        guides: from `guide_channels`, of any size; they are shrunk to the activation's.
        weight: what the guides are multiplied by.

    Returns:
        (n_H * n_W, n_C + number of guides).
    """
    guides = weight * tf.image.resize(guides, a.shape[1:3], antialias=True)
    return tf.reshape(tf.concat([a, guides], axis=3), [-1, a.shape[3] + guides.shape[3]])


def covariance(rows: tf.Tensor) -> tf.Tensor:
    """The covariance matrix of (positions, n_C): (n_C, n_C)."""
    centred = rows - tf.reduce_mean(rows, axis=0)
    return tf.matmul(centred, centred, transpose_a=True) / rows.shape[0]


def total_variance(a: tf.Tensor) -> tf.Tensor:
    """The trace of the covariance of an activation, (1, n_H, n_W, n_C)."""
    return tf.reduce_sum(tf.math.reduce_variance(a, axis=[0, 1, 2]))


def gaussian_distance(
    a_S: tf.Tensor, guides_S: tf.Tensor, guides_G: tf.Tensor, guidance: float = GUIDANCE
) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return the function from an activation a_G to its distance from a_S, as Gaussians.

        |mu_S - mu_G|^2 + tr Sigma_S + tr Sigma_G - 2 tr (Sigma_S^1/2 Sigma_G Sigma_S^1/2)^1/2

    is the squared 2-Wasserstein distance. Only the `RANK` leading eigenvectors of
    Sigma_S = U diag(e) U^T are kept for the last trace. With P = U diag(sqrt e), it is the sum of
    the square roots of the eigenvalues of the small matrix P^T Sigma_G P, the covariance of the
    activations times P.

    Args:
        a_S: activation of the style picture, (1, n_H, n_W, n_C).
        guides_S: `guide_channels` of the style picture.
        guides_G: those of the content picture, because they say what is to be painted where.
        guidance: weight of the guide channels, in standard deviations of a_S over all channels.
    """
    weight = guidance * tf.sqrt(total_variance(a_S))
    rows_S = append_guides(a_S, guides_S, weight)
    mu_S, Sigma_S = tf.reduce_mean(rows_S, axis=0), covariance(rows_S)
    # in float64, because the square roots of small eigenvalues are sensitive to rounding
    e, U = np.linalg.eigh(np.asarray(Sigma_S, np.float64))
    P = tf.constant((U * np.sqrt(np.maximum(e, 0)))[:, -RANK:], tf.float32)
    # the gradient of a square root is infinite at 0; below this, float32 sees only noise
    least = tf.constant(1e-9 * e[-1] ** 2 + 1e-12, tf.float32)

    def distance(a_G):
        rows_G = append_guides(a_G, guides_G, weight)
        mu_G, variances = tf.nn.moments(rows_G, axes=[0])
        eigenvalues = tf.linalg.eigvalsh(covariance(tf.matmul(rows_G, P)))
        overlap = tf.reduce_sum(tf.sqrt(tf.maximum(eigenvalues, least)))
        means = tf.reduce_sum(tf.square(mu_S - mu_G))
        return means + tf.linalg.trace(Sigma_S) + tf.reduce_sum(variances) - 2 * overlap

    return distance
