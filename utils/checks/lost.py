"""The check of notebook 5's `lost`, and the course's own."""

from collections.abc import Callable

from utils.backend import tf
from utils.checks.harness import Exercise, activation, check

Function = Callable[..., tf.Tensor]


def lost(a_C: tf.Tensor, a_G: tf.Tensor) -> tf.Tensor:
    """How much of the content is lost in one layer, in units of its variance; 0 means nothing.

    It is the mean squared difference, divided by the mean over the channels of the content's
    variance. A picture in which each channel has its mean everywhere loses 1.

    Args:
        a_C, a_G: activations of content and painting, (1, n_H, n_W, n_C).
    """
    variance = tf.reduce_mean(tf.math.reduce_variance(a_C, axis=[0, 1, 2]))
    return tf.reduce_mean(tf.square(a_C - a_G)) / variance


def check_lost(f: Function) -> None:
    """Check `lost(a_C, a_G)`; raise `Mistake` if it is wrong."""
    check(f, lost_exercise())


def lost_exercise() -> Exercise:
    """Return the exercise `lost`."""
    mean, total = tf.reduce_mean, tf.reduce_sum

    def squared(C, G):
        return mean(tf.square(C - G))

    def variances(a):
        return tf.math.reduce_variance(a, axis=[0, 1, 2])

    def divided_by(wrong):
        """The right numerator over something else, from the two activations."""
        return lambda C, G: squared(C, G) / wrong(C, G)

    def over(right):
        """Something else over the right variance."""
        return lambda C, G: right(C, G) / mean(variances(C))

    def content(seed, *shape):
        # each channel has a level of its own, so that all of them together vary more than each
        return activation(seed, *shape) + tf.range(shape[-1], dtype=tf.float32) / 2

    cases = [
        (
            f"two activations of shape {shape}",
            (content(seed, *shape), 0.7 * content(seed + 10, *shape)),
        )
        for seed, shape in enumerate([(1, 4, 3, 5), (1, 3, 3, 9), (1, 2, 6, 3)], 1)
    ]
    truth = lost
    each = "Take the variance of each channel, over axis=[0, 1, 2], then the mean of these"
    mistakes = {
        "It looks as if nothing is divided by the variance.": squared,
        "It looks as if nothing is divided by the variance, and the factor 1/4 of J_content is "
        "kept.": lambda C, G: squared(C, G) / 4,
        "It looks as if the factor 1/4 of J_content is still there.": lambda C, G: truth(C, G) / 4,
        f"It looks as if you took one variance of all channels together. {each}.": divided_by(
            lambda C, G: tf.math.reduce_variance(C)
        ),
        f"It looks as if you took the variance over the channels of each position. {each}.": divided_by(
            lambda C, G: mean(tf.math.reduce_variance(C, axis=3))
        ),
        "It looks as if you added up the variances of the channels. Take their mean.": divided_by(
            lambda C, G: total(variances(C))
        ),
        "It looks as if you divided by the standard deviation, the square root of the variance.": divided_by(
            lambda C, G: tf.sqrt(mean(variances(C)))
        ),
        "It looks as if you divided by the mean of the standard deviations. Use the variances.": divided_by(
            lambda C, G: mean(tf.sqrt(variances(C)))
        ),
        "It looks as if you divided by the mean square. The variance is taken around the mean.": divided_by(
            lambda C, G: mean(tf.square(C))
        ),
        "It looks as if you divided by the variance of the painting. Use the content's: it is the "
        "same for every painting.": divided_by(lambda C, G: mean(variances(G))),
        "It looks as if you divided by the variance of the difference. Use the content's.": divided_by(
            lambda C, G: mean(variances(C - G))
        ),
        "It looks as if you divided each channel's loss by its own variance. Take both means "
        "first, then divide.": lambda C, G: mean(
            mean(tf.square(C - G), axis=[0, 1, 2]) / variances(C)
        ),
        "It looks as if you returned one number for each channel. Take the mean over all of "
        "them.": lambda C, G: mean(tf.square(C - G), axis=[0, 1, 2]) / variances(C),
        "It looks as if you returned one number for each channel, because the variance has no mean "
        "yet.": lambda C, G: squared(C, G) / variances(C),
        "It looks as if the differences are not squared.": over(lambda C, G: mean(C - G)),
        "It looks as if the differences are not squared, and are taken in the opposite order.": over(
            lambda C, G: mean(G - C)
        ),
        "It looks as if you took the absolute values of the differences instead of squaring "
        "them.": over(lambda C, G: mean(abs(C - G))),
        "It looks as if you squared the mean instead of each difference.": over(
            lambda C, G: tf.square(mean(C - G))
        ),
        "It looks as if you took the sum of the squares instead of their mean.": over(
            lambda C, G: total(tf.square(C - G))
        ),
        "It looks as if you took the square root at the end.": lambda C, G: tf.sqrt(truth(C, G)),
        "It looks as if the fraction is upside down.": lambda C, G: 1 / truth(C, G),
        "It looks as if brackets are missing: a - b / c means a - (b / c).": lambda C, G: mean(
            tf.square(C - G / mean(variances(C)))
        ),
        "It looks as if an activation is compared with itself.": lambda C, G: truth(C, C),
    }
    return Exercise("lost", cases, truth, mistakes, lambda arguments: ())
