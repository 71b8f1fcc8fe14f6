"""A better way down the same cost: L-BFGS, longer strides in slow waves, and bfloat16.

Adam looks at each pixel alone. L-BFGS looks back at its last steps, sees how the gradient turned
along each, and guesses from that where the bottom is (Nocedal & Wright 2006, algorithm 7.4). It
guesses well sooner if it knows from the start that light and dark over large areas, slow waves,
call for larger steps than fine grain, fast waves.
"""
import contextlib
import itertools

import numpy as np
import tensorflow as tf

from utils.training import train


def train_fast(generated_image, cost, iterations=200, callback=None, progress=True,
               bfloat16=True):
    """As `utils.training.train`, by a faster way down: the picture changes in place.

    Args:
        generated_image: `tf.Variable` from `start_picture`; afterwards it holds the result.
        cost: from `make_cost`.
        iterations: how many steps, each of one evaluation of the cost.
        callback, progress: as in `train`.
        bfloat16: whether the network may multiply in bfloat16, on a processor that can. The costs
            in the history, but for the last, are then rounded to three digits.

    Returns:
        the history: a list of `iterations + 1` `Step`s.
    """
    step = make_lbfgs_step(cost, generated_image, iterations)
    with multiplying_in_bfloat16() if bfloat16 else contextlib.nullcontext():
        return train(generated_image, cost, iterations, callback=callback, progress=progress,
                     train_step=step)


@contextlib.contextmanager
def multiplying_in_bfloat16():
    """Let oneDNN multiply in bfloat16, 8 bits of precision for 24, where the processor can."""
    key = "auto_mixed_precision_onednn_bfloat16"
    before = tf.config.optimizer.get_experimental_options().get(key, False)
    tf.config.optimizer.set_experimental_options({key: True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({key: before})


def favour_slow_waves(height, width, longest=50):
    """Return the function that multiplies each wave in a flat picture by its length.

    The picture is written as a sum of waves (its discrete cosine transform), each is multiplied by
    its wavelength in pixels, `longest` at most, and they are added up again. The wavelengths are
    scaled to a mean square of 1, so white noise keeps its strength.

    Args:
        height, width: of the picture, in pixels.
        longest: wavelength from which on all waves are favoured alike, in pixels.

    Returns:
        linear, symmetric, positive definite function from (height * width * 3,) to the same.
    """
    down, across = (np.arange(side) / (2 * side) for side in (height, width))  # waves a pixel
    length = 1 / np.maximum(np.hypot(down[:, None], across), 1 / longest)
    length = tf.constant(length / np.sqrt(np.mean(length**2)), tf.float32)

    def both_ways(transform, planes):  # (3, height, width)
        planes = tf.transpose(transform(planes, norm="ortho"), [0, 2, 1])
        return tf.transpose(transform(planes, norm="ortho"), [0, 2, 1])

    def favour(flat):
        planes = tf.transpose(tf.reshape(flat, [height, width, 3]), [2, 0, 1])
        waves = length * both_ways(tf.signal.dct, planes)
        planes = both_ways(tf.signal.idct, waves)
        return tf.reshape(tf.transpose(planes, [1, 2, 0]), [-1])

    return favour


def make_lbfgs_step(cost, generated_image, steps, memory=20, first=0.05, tolerance=1.02):
    """Return a `train_step` that walks by L-BFGS, one evaluation of the cost a step.

    Args:
        cost: from `make_cost`, or any function from the variable to a tuple that begins with J.
        generated_image: `tf.Variable`, (1, H, W, 3) in [0, 1].
        steps: how many will be taken; the last goes back to the latest place that was accepted.
        memory: how many steps back are remembered; each holds two pictures in memory.
        first: how far a pixel moves in the first step, root mean square.
        tolerance: a step is taken back and halved when J grew by more than this factor; above 1,
            since bfloat16 rounds J.

    Returns:
        function that changes `generated_image`, whatever it is given, and returns what `cost`
        gave before the step.
    """
    shape = generated_image.shape
    size = int(np.prod(shape))
    favour = favour_slow_waves(shape[1], shape[2])
    moves = tf.Variable(tf.zeros([memory, size]))  # s: how the picture changed in a step,
    turns = tf.Variable(tf.zeros([memory, size]))  # y: how the gradient changed with it,
    inverse = tf.Variable(tf.zeros([memory]))  # 1 / (s . y), 0 where nothing is kept yet
    count = tf.Variable(0)  # pairs kept so far
    scale = tf.Variable(0.0)  # of a step along the bare gradient
    place, slope, heading = (tf.Variable(tf.zeros([size])) for _ in range(3))  # last accepted
    accepted_J, stride = tf.Variable(np.inf, dtype=tf.float32), tf.Variable(1.0)

    def dot(a, b):
        return tf.reduce_sum(a * b)

    def remember(s, y):
        """Keep a pair in place of the oldest, if the cost curves upwards along it."""
        if dot(s, y) > 1e-10 * tf.norm(s) * tf.norm(y):
            slot = [[count % memory]]
            moves.scatter_nd_update(slot, [s])
            turns.scatter_nd_update(slot, [y])
            inverse.scatter_nd_update(slot, [1 / dot(s, y)])
            count.assign_add(1)
            scale.assign(dot(s, y) / dot(y, favour(y)))

    def newton(gradient):
        """The two loops of L-BFGS: about minus the inverse Hessian times the gradient."""
        newest_first = (count - 1 - tf.range(memory)) % memory
        pairs = list(zip(*(tf.unstack(tf.gather(kept, newest_first))
                           for kept in (moves, turns, inverse))))
        q, shares = gradient, []
        for s, y, inverse_sy in pairs:
            shares.append(inverse_sy * dot(s, q))
            q -= shares[-1] * y
        q = scale * favour(q)
        for (s, y, inverse_sy), share in zip(reversed(pairs), reversed(shares)):
            q += (share - inverse_sy * dot(y, q)) * s
        return -q

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            costs = cost(generated_image)
        here = tf.reshape(generated_image, [-1])
        gradient = tf.reshape(tape.gradient(costs[0], generated_image), [-1])
        if tf.math.is_inf(accepted_J):
            scale.assign(first / tf.sqrt(tf.reduce_mean(favour(gradient)**2)))
        else:
            remember(here - place, gradient - slope)
        if costs[0] <= tolerance * accepted_J:
            place.assign(here)
            slope.assign(gradient)
            accepted_J.assign(costs[0])
            stride.assign(1.0)
            blocked = ((here <= 0) & (gradient > 0)) | ((here >= 1) & (gradient < 0))
            heading.assign(newton(tf.where(blocked, 0.0, gradient)))
        else:
            stride.assign(stride / 2)
        ahead = tf.clip_by_value(place + stride * heading, 0, 1)
        generated_image.assign(tf.reshape(ahead, shape))
        return costs

    taken = itertools.count(1)

    def train_step(_):
        costs = step()
        if next(taken) == steps:
            generated_image.assign(tf.reshape(place, shape))
        return costs

    return train_step
