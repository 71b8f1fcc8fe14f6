"""The check of notebook 9's `instance_normalisation`. The course's own is in `utils.painter`."""

from collections.abc import Callable, Sequence

from utils.backend import tf
from utils.checks.harness import Exercise, activation, check
from utils.painter.network import instance_normalisation

Function = Callable[..., tf.Tensor]
EPSILON = 1e-5  # added to the variance, so that a constant channel is not divided by 0


def check_instance_normalisation(f: Function) -> None:
    """Check `instance_normalisation(a, scale, shift)`; raise `Mistake` if it is wrong."""
    check(f, normalisation_exercise())


def normalised(
    axes: Sequence[int] = (1, 2),
    divisor: Callable[[tf.Tensor], tf.Tensor] = lambda variance: tf.sqrt(variance + EPSILON),
) -> Callable[[tf.Tensor], tf.Tensor]:
    """What stands between scale and shift, with other axes or another divisor."""

    def of(a):
        mean, variance = tf.nn.moments(a, axes=axes, keepdims=True)
        return (a - mean) / divisor(variance)

    return of


def normalisation_exercise() -> Exercise:
    """Return the exercise `instance_normalisation`."""
    mean, squares = tf.reduce_mean, tf.square

    def case(seed, *shape):
        # each picture and each channel has a level and a contrast of its own
        batch, _, _, n_C = shape
        picture = 0.5 + tf.range(batch, dtype=tf.float32)[:, None, None, None]
        channel = 1 + tf.range(n_C, dtype=tf.float32) / 2
        a = picture * channel * activation(seed, *shape) + channel / 3
        scale, shift = 1 + tf.random.stateless_uniform([2, n_C], [seed, 1])
        return f"activations of shape {shape}", (a, scale, shift)

    def styled(inside):
        """Scale and shift as they should be, around something else."""
        return lambda a, scale, shift: scale * inside(a) + shift

    flat = tf.ones([1, 3, 4, 2]) * tf.constant([2.0, 0.5])  # without an epsilon: 0 / 0
    constant = "two constant channels", (flat, tf.constant([1.0, 0.5]), tf.constant([3.0, 2.0]))
    cases = [case(1, 2, 4, 3, 5), case(2, 3, 2, 6, 3), case(3, 1, 5, 5, 4), constant]
    truth = instance_normalisation
    axes = "Take both over the positions of one channel of one picture: axes 1 and 2"
    mistakes = {
        "It looks as if mean and variance are taken over the whole batch. That is batch "
        f"normalisation. {axes}.": styled(normalised([0, 1, 2])),
        "It looks as if mean and variance are taken over the channels as well. That is layer "
        f"normalisation. {axes}.": styled(normalised([1, 2, 3])),
        f"It looks as if mean and variance are taken over the channels of each position. {axes}.": styled(
            normalised([3])
        ),
        f"It looks as if all pictures and channels share one mean and one variance. {axes}.": styled(
            normalised([0, 1, 2, 3])
        ),
        f"It looks as if mean and variance are taken over axis 1 alone. {axes}.": styled(
            normalised([1])
        ),
        f"It looks as if mean and variance are taken over axis 2 alone. {axes}.": styled(
            normalised([2])
        ),
        f"It looks as if mean and variance are taken over the batch alone. {axes}.": styled(
            normalised([0])
        ),
        "It looks as if you divided by the variance. Divide by its square root.": styled(
            normalised(divisor=lambda variance: variance + EPSILON)
        ),
        "It looks as if epsilon is missing, or far too small: a constant channel has the variance "
        "0.": styled(normalised(divisor=tf.sqrt)),
        "It looks as if you multiplied by the standard deviation. Divide by it.": styled(
            normalised(divisor=lambda variance: 1 / tf.sqrt(variance + EPSILON))
        ),
        "It looks as if nothing is divided by the standard deviation.": styled(
            normalised(divisor=tf.ones_like)
        ),
        "It looks as if the mean is not subtracted.": styled(
            lambda a: a / tf.sqrt(tf.math.reduce_variance(a, [1, 2], True) + EPSILON)
        ),
        "It looks as if you divided by the root of the mean square. The variance is taken around "
        "the mean.": styled(
            lambda a: (
                (a - mean(a, [1, 2], True)) / tf.sqrt(mean(squares(a), [1, 2], True) + EPSILON)
            )
        ),
        "It looks as if brackets are missing: a - b / c means a - (b / c).": styled(
            lambda a: (
                a
                - mean(a, [1, 2], True)
                / tf.sqrt(tf.math.reduce_variance(a, [1, 2], True) + EPSILON)
            )
        ),
        "It looks as if keepdims=True is missing. Mean and variance need the shape (batch, 1, 1, "
        "n_C), so that each picture keeps its own.": styled(
            lambda a: (a - mean(a, [1, 2])) / tf.sqrt(tf.math.reduce_variance(a, [1, 2]) + EPSILON)
        ),
        "It looks as if scale and shift are exchanged.": lambda a, scale, shift: truth(
            a, shift, scale
        ),
        "It looks as if the shift is missing.": lambda a, scale, shift: truth(a, scale, 0.0),
        "It looks as if the scale is missing.": lambda a, scale, shift: truth(a, 1.0, shift),
        "It looks as if scale and shift are missing.": lambda a, scale, shift: truth(a, 1.0, 0.0),
        "It looks as if the shift is subtracted. Add it.": lambda a, scale, shift: truth(
            a, scale, -shift
        ),
        "It looks as if the shift is scaled too. Scale first, then add the shift.": (
            lambda a, scale, shift: truth(a, scale, scale * shift)
        ),
        "It looks as if you returned the activations as they came.": lambda a, scale, shift: a,
        "It looks as if nothing is normalised: scale and shift act on a itself.": styled(
            lambda a: a
        ),
    }
    return Exercise("instance_normalisation", cases, truth, mistakes, lambda arguments: arguments)
