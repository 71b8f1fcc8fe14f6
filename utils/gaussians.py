"""The style of a layer as a Gaussian: the mean and the covariance of its activations.

Two styles are compared by the 2-Wasserstein distance: how far, on average, activations must move
to turn one Gaussian into the other (Olkin & Pukelsheim 1982). It is in units of activations, where
the Gram matrix squares them twice, so that the strongest channels would dominate.

Moments are values: they can be taken of a part of a picture, and those of parts or of several
pictures can be put together.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from utils.backend import tf

RANK = 64  # directions in which the style's covariance is kept
GUIDANCE = 0.4  # weight of the guide channels; 0 would ignore where something is


def guide_channels(picture: tf.Tensor, mask: tf.Tensor | None = None) -> tf.Tensor:
    """How high each pixel is in the picture, and its colour, as channels to be appended.

    With them the covariance also says which activations occur where: at the top or at the bottom,
    in light or in dark regions (compare the guidance channels of Gatys et al. 2017). The sky is
    then painted like the style's sky.

    Args:
        picture: (1, H, W, 3) in [0, 1].
        mask: (1, H, W, 1), a region of it, by whose mean and variance they are measured then.

    Returns:
        (1, H, W, 4): height, red, green and blue, each of mean 0; height has a variance of 1, the
        three colours have one on average.
    """
    rows, columns = picture.shape[1:3]
    height = tf.linspace(-(3**0.5), 3**0.5, rows)  # uniform, with a variance of 1
    height = tf.tile(tf.reshape(height, [1, -1, 1, 1]), [1, 1, columns, 1])
    if mask is None:
        mean, variance = tf.nn.moments(picture, axes=[0, 1, 2])
    else:
        mean, variance = tf.nn.weighted_moments(height, [0, 1, 2], mask)
        height = (height - mean) / tf.sqrt(variance + 1e-6)
        mean, variance = tf.nn.weighted_moments(picture, [0, 1, 2], mask)
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


class Moments(NamedTuple):
    """The mean and the covariance of some rows, one row per position."""

    mean: tf.Tensor  # (n_C,)
    variance: tf.Tensor  # of all channels together, a scalar: the trace of the whole covariance
    covariance: tf.Tensor  # (n_C, n_C), or (k, k) in k directions


def covariance(rows: tf.Tensor, weights: tf.Tensor | None = None) -> tf.Tensor:
    """The covariance matrix of (positions, n_C): (n_C, n_C). For weights see `moments`."""
    if weights is None:
        centred = rows - tf.reduce_mean(rows, axis=0)
        return tf.matmul(centred, centred, transpose_a=True) / rows.shape[0]
    shares = (weights / tf.reduce_sum(weights))[:, None]
    centred = rows - tf.reduce_sum(shares * rows, axis=0)
    return tf.matmul(shares * centred, centred, transpose_a=True)


def moments(
    rows: tf.Tensor, weights: tf.Tensor | None = None, directions: tf.Tensor | None = None
) -> Moments:
    """The moments of (positions, n_C).

    Args:
        rows: from `append_guides`.
        weights: (positions,), how much each position counts, such as a mask; None counts all alike.
            Their sum must not be 0, and does not matter otherwise.
        directions: (n_C, k); the covariance is then that of rows times directions, (k, k), which
            takes less work than the whole one.
    """
    if weights is None:
        mean, variances = tf.nn.moments(rows, axes=[0])
    else:
        mean, variances = tf.nn.weighted_moments(rows, [0], weights[:, None])
    in_directions = rows if directions is None else tf.matmul(rows, directions)
    return Moments(mean, tf.reduce_sum(variances), covariance(in_directions, weights))


def mixture(
    parts: Sequence[Moments], weights: Sequence[float], directions: tf.Tensor | None = None
) -> Moments:
    """The moments of all rows together, from those of parts of them.

        mu = sum w_i mu_i        Sigma = sum w_i (Sigma_i + (mu_i - mu) (mu_i - mu)^T)

    The parts may be tiles of one picture, weighted by their areas, or several style pictures.

    Args:
        parts: one or more.
        weights: of the parts, 0 or more; they are divided by their sum, which must not be 0.
        directions: those that all the parts were taken with.
    """
    if len(parts) == 1:
        return parts[0]
    shares = [weight / sum(weights) for weight in weights]
    mean = sum(share * part.mean for share, part in zip(shares, parts))
    shifts = [part.mean - mean for part in parts]
    variance = sum(
        share * (part.variance + tf.reduce_sum(tf.square(shift)))
        for share, part, shift in zip(shares, parts, shifts)
    )
    if directions is not None:
        shifts = [tf.linalg.matvec(directions, shift, transpose_a=True) for shift in shifts]
    covariance = sum(
        share * (part.covariance + tf.tensordot(shift, shift, 0))
        for share, part, shift in zip(shares, parts, shifts)
    )
    return Moments(mean, variance, covariance)


def total_variance(a: tf.Tensor) -> tf.Tensor:
    """The trace of the covariance of an activation, (1, n_H, n_W, n_C)."""
    return tf.reduce_sum(tf.math.reduce_variance(a, axis=[0, 1, 2]))


class DistanceFrom:
    """The function from the moments of a picture to their distance from those of a style.

        |mu_S - mu_G|^2 + tr Sigma_S + tr Sigma_G - 2 tr (Sigma_S^1/2 Sigma_G Sigma_S^1/2)^1/2

    is the squared 2-Wasserstein distance. Only the `RANK` leading eigenvectors of
    Sigma_S = U diag(e) U^T are kept for the last trace. With P = U diag(sqrt e), it is the sum of
    the square roots of the eigenvalues of the small matrix P^T Sigma_G P, the covariance of the
    activations times P.

    Args:
        style: moments with the whole covariance.

    Attributes:
        directions: P, (n_C, RANK), which the moments to compare must be taken with.
    """

    def __init__(self, style: Moments):
        self.style = style
        # in float64, because the square roots of small eigenvalues are sensitive to rounding
        e, U = np.linalg.eigh(np.asarray(style.covariance, np.float64))
        self.directions = tf.constant((U * np.sqrt(np.maximum(e, 0)))[:, -RANK:], tf.float32)
        # the gradient of a square root is infinite at 0; below this, float32 sees only noise
        self.least = tf.constant(1e-9 * e[-1] ** 2 + 1e-12, tf.float32)

    def __call__(self, generated: Moments) -> tf.Tensor:
        """The distance, a scalar, from moments taken with `directions`."""
        eigenvalues = tf.linalg.eigvalsh(generated.covariance)
        overlap = tf.reduce_sum(tf.sqrt(tf.maximum(eigenvalues, self.least)))
        means = tf.reduce_sum(tf.square(self.style.mean - generated.mean))
        return means + tf.linalg.trace(self.style.covariance) + generated.variance - 2 * overlap


def gaussian_distance(
    a_S: tf.Tensor, guides_S: tf.Tensor, guides_G: tf.Tensor, guidance: float = GUIDANCE
) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return the function from an activation a_G to its distance from a_S, as Gaussians.

    Args:
        a_S: activation of the style picture, (1, n_H, n_W, n_C).
        guides_S: `guide_channels` of the style picture.
        guides_G: those of the content picture, because they say what is to be painted where.
        guidance: weight of the guide channels, in standard deviations of a_S over all channels.
    """
    weight = guidance * tf.sqrt(total_variance(a_S))
    distance = DistanceFrom(moments(append_guides(a_S, guides_S, weight)))

    def of_activation(a_G):
        return distance(moments(append_guides(a_G, guides_G, weight), None, distance.directions))

    return of_activation
