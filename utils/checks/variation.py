"""The check of notebook 6's `total_variation`. The course's own is that of `utils.relative`."""

from collections.abc import Callable

from utils.backend import tf
from utils.checks.harness import Exercise, check
from utils.relative import total_variation

Function = Callable[..., tf.Tensor]


def check_total_variation(f: Function) -> None:
    """Check `total_variation(picture)`; raise `Mistake` if it is wrong."""
    check(f, variation_exercise())


def variation_exercise() -> Exercise:
    """Return the exercise `total_variation`."""
    mean, total, square = tf.reduce_mean, tf.reduce_sum, tf.square

    def down(p):
        return p[:, 1:] - p[:, :-1]

    def across(p):
        return p[:, :, 1:] - p[:, :, :-1]

    def colours(p):
        return p[..., 1:] - p[..., :-1]

    def batch(p):
        return p[1:] - p[:-1]

    def added(part, *differences):
        """What `part` makes of each kind of difference, added up."""
        return lambda p: sum(part(difference(p)) for difference in differences)

    def both(part):
        return added(part, down, across)

    def mean_square(d):
        return mean(square(d))

    def to_next(axis):
        """The differences to the next pixel, which is the first one for the last."""
        return lambda p: tf.roll(p, -1, axis) - p

    cases = [
        (f"a picture of shape {shape}", (tf.random.stateless_uniform(shape, [seed, 0]) ** 2,))
        for seed, shape in enumerate([(1, 4, 6, 3), (1, 7, 3, 3), (1, 2, 5, 3)], 1)
    ]
    truth = total_variation
    axes = "Axis 1 leads down the picture, axis 2 across it, and axis 3 through the colours"
    mistakes = {
        "It looks as if only the differences down the picture count. Add those across.": added(
            mean_square, down
        ),
        "It looks as if only the differences across the picture count. Add those down.": added(
            mean_square, across
        ),
        "It looks as if you took the sum of the squares instead of their mean.": both(
            lambda d: total(square(d))
        ),
        "It looks as if you took the absolute values of the differences instead of squaring "
        "them.": both(lambda d: mean(abs(d))),
        "It looks as if you added up the absolute values of the differences. Take the mean of "
        "their squares.": both(lambda d: total(abs(d))),
        "It looks as if you called tf.image.total_variation, which adds up absolute values. Take "
        "the mean of the squares.": tf.image.total_variation,
        "It looks as if the differences are not squared.": both(mean),
        "It looks as if the differences are neither squared nor averaged.": both(total),
        "It looks as if you squared the mean instead of each difference.": both(
            lambda d: square(mean(d))
        ),
        f"It looks as if you compared colours instead of rows. {axes}.": added(
            mean_square, across, colours
        ),
        f"It looks as if you compared colours instead of columns. {axes}.": added(
            mean_square, down, colours
        ),
        "It looks as if you compared along axis 0, which counts the pictures. There is only one, "
        f"and the mean of no differences is not a number. {axes}.": added(mean_square, batch),
        "It looks as if you compared diagonal neighbours.": lambda p: mean_square(
            p[:, 1:, 1:] - p[:, :-1, :-1]
        ),
        "It looks as if the last row and column are compared with the first. Leave these "
        "differences out.": added(mean_square, to_next(1), to_next(2)),
        "It looks as if the squares of both directions go into one mean. Take a mean for each "
        "direction and add the two.": lambda p: (
            both(lambda d: total(square(d)))(p)
            / sum(tf.size(difference(p), tf.float32) for difference in (down, across))
        ),
        "It looks as if you took the mean of the two directions. Add them.": lambda p: truth(p) / 2,
        "It looks as if you divided by the number of pixels. There are fewer differences than "
        "pixels.": lambda p: both(lambda d: total(square(d)))(p) / tf.size(p, tf.float32),
        "It looks as if you added up the three colours. Take the mean of them as well.": lambda p: (
            3 * truth(p)
        ),
        "It looks as if you returned one number for each colour.": both(
            lambda d: mean(square(d), axis=[0, 1, 2])
        ),
        "It looks as if you subtracted one direction from the other. Add them.": lambda p: (
            mean_square(down(p)) - mean_square(across(p))
        ),
        "It looks as if you took the square root at the end.": lambda p: tf.sqrt(truth(p)),
    }
    return Exercise("total_variation", cases, truth, mistakes, lambda arguments: arguments)
