"""A better way down the same cost: small pictures first, a good first guess, L-BFGS, bfloat16.

Adam looks at each pixel alone. L-BFGS looks back at its last steps, sees how the gradient turned
along each, and guesses from that where the bottom is (Nocedal & Wright 2006, algorithm 7.4). It
guesses well sooner if it knows from the start that light and dark over large areas, long waves,
call for larger steps than grain, short waves, and calm places for larger ones than steep places.
It guesses better throughout if the gradient passes the network's kinks as if they were rounded; see
`utils.kinks`. And a picture of half the pixels costs half as much to improve: large strokes are
laid there.
"""
import contextlib
import functools
import gc
import time

import numpy as np

from utils.backend import tf
from utils.checkpoints import Keeper
from utils.costs import CONTENT_LAYER, STYLE_LAYERS
from utils.kinks import cost_and_gradient
from utils.reading import SMALLEST
from utils.training import make_cost, start_picture, train, unless_overflowed

SMALLEST_CANVAS = 150  # pixels, the longest side: no smaller picture is painted first
CANVAS_STEPS = 60  # that each small picture is given


def start_small(content, style, alpha=10, beta=40, content_layer=CONTENT_LAYER,
                style_layers=STYLE_LAYERS, init="content", seed=0, bfloat16=None, progress=True,
                smallest=SMALLEST_CANVAS, steps=CANVAS_STEPS, keeper=None):
    """The picture to start from, painted small first, at 1 / sqrt(2) of the size.

    That small picture itself starts smaller, and so on down: coarse to fine. What is carried up is
    how it differs from the content, so that the content's detail stays sharp. The noise of the
    first start is faint, so as not to cover the content, and has a grain of two pixels, since the
    cost does not see the finest speckle and would leave it in the picture.

    Args:
        content, style, alpha, beta, content_layer, style_layers: as in `make_cost`.
        init, seed: as in `start_picture`.
        bfloat16, progress: as in `train_fast`.
        smallest: no picture whose longest side is shorter than this, in pixels, is painted first.
        steps: how many steps each small picture is given.
        keeper: as in `train`. If its checkpoint is of a small picture, painting goes on there; if
            it is of one of the content's size, nothing is painted, since `train` takes that.

    Returns:
        `tf.Variable` of the content's shape, in [0, 1].

    Raises:
        Stopped: Ctrl-C was pressed.
        NumbersError: as in `train`.
    """
    if keeper is None:
        keeper = Keeper()
        with keeper.catching():
            return start_small(content, style, alpha, beta, content_layer, style_layers, init, seed,
                               bfloat16, progress, smallest, steps, keeper)
    if keeper.lies_at(content.shape):
        return tf.Variable(content)
    small_content, small_style = (
        tf.image.resize(picture, [round(side / 2**0.5) for side in picture.shape[1:3]],
                        antialias=True) for picture in (content, style))
    sides = small_content.shape[1:3]
    if max(sides) < smallest or min(*sides, *small_style.shape[1:3]) < SMALLEST:
        return start_picture(content, init, seed, strength=0.05, grain=2)
    weights = alpha, beta, content_layer, style_layers
    painted = start_small(small_content, small_style, *weights, init, seed, bfloat16, progress,
                          smallest, steps, keeper)
    train_fast(painted, make_cost(small_content, small_style, *weights), steps,
               progress=progress, bfloat16=bfloat16, keeper=keeper)
    gc.collect()  # the small picture's graph and all that hangs on it: a knot of references
    change = tf.image.resize(painted - small_content, content.shape[1:3], "bicubic")
    return tf.Variable(tf.clip_by_value(content + change, 0, 1))


def train_fast(generated_image, cost, iterations=120, callback=None, progress=True, bfloat16=None,
               history=(), keeper=None):
    """As `utils.training.train`, by a faster way down: the picture changes in place.

    Args:
        generated_image: `tf.Variable` from `start_small` or `start_picture`; afterwards it holds
            the result.
        cost: from `make_cost`.
        iterations: how many steps, each of one evaluation of the cost.
        callback, progress: as in `train`.
        bfloat16: whether the network may multiply in bfloat16; None asks `bfloat16_is_faster`. The
            costs in the history, but for the last, are then rounded to three digits.
        history, keeper: as in `train`.

    Returns:
        the history: a list of `iterations + 1` `Step`s, or fewer after a stop.
    """
    bfloat16 = bfloat16_is_faster() if bfloat16 is None else bfloat16
    step = make_lbfgs_step(cost, generated_image, iterations - len(history[:-1]))
    with multiplying_in_bfloat16() if bfloat16 else contextlib.nullcontext():
        return train(generated_image, cost, iterations, callback=callback, progress=progress,
                     train_step=step, history=history, keeper=keeper)


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


@functools.cache
def bfloat16_is_faster(least=1.3):
    """Whether this processor convolves at least `least` times faster in bfloat16: tried, once.

    Forwards and backwards together: where bfloat16 is only imitated, one of the two can be ten
    times slower. Both kinds are tried in turn and the shortest time of each counts, so that a
    moment in which the machine was busy with something else does not decide.
    """
    kernel = tf.random.stateless_normal([3, 3, 256, 256], [0, 0])

    @tf.function
    def convolve(picture):
        a = picture
        for _ in range(2):
            a = tf.nn.relu(tf.nn.conv2d(a, kernel, 1, "SAME"))
        return tf.reduce_max(tf.gradients(a, picture)[0])

    laps = {False: [], True: []}
    for short in [False, True] * 6:  # the first of each, which traces, is never the shortest
        with multiplying_in_bfloat16() if short else contextlib.nullcontext():
            begun = time.perf_counter()
            float(convolve(tf.ones([1, 32, 32, 256])))
            laps[short].append(time.perf_counter() - begun)
    return min(laps[False]) / min(laps[True]) > least


def favour_flat_waves(height, width, longest=50, finest=2.5):
    """Return the function that enlarges the waves of a picture along which the cost hardly curves.

    The picture, given as one long vector, is written as a sum of waves (its discrete cosine
    transform), each is multiplied by its wavelength in pixels, `longest` at most, and they are
    added up again. Waves shorter than `finest` are enlarged too, since VGG-19 hardly sees them.
    The factors are scaled to a mean square of 1, so white noise keeps its strength.

    Args:
        height, width: of the picture, in pixels.
        longest: wavelength from which on all waves are enlarged alike, in pixels.
        finest: wavelength, in pixels, below which waves are enlarged the more the shorter they are.

    Returns:
        linear, symmetric, positive definite function from (height * width * 3,) to the same.
    """
    down, across = (np.arange(side) / (2 * side) for side in (height, width))  # waves a pixel
    waves = np.hypot(down[:, None], across)
    factor = (1 + (finest * waves)**6) / np.maximum(waves, 1 / longest)
    factor = tf.constant(factor / np.sqrt(np.mean(factor**2)), tf.float32)

    def both_ways(transform, planes):  # (3, height, width)
        planes = tf.transpose(transform(planes, norm="ortho"), [0, 2, 1])
        return tf.transpose(transform(planes, norm="ortho"), [0, 2, 1])

    def favour(flat):
        planes = tf.transpose(tf.reshape(flat, [height, width, 3]), [2, 0, 1])
        planes = both_ways(tf.signal.idct, factor * both_ways(tf.signal.dct, planes))
        return tf.reshape(tf.transpose(planes, [1, 2, 0]), [-1])

    return favour


def dot(a, b):
    """The inner product of two flat pictures."""
    return tf.reduce_sum(a * b)


def newton(gradient, pairs, first_guess):
    """About minus the inverse Hessian (the matrix of second derivatives) times the gradient.

    The two loops of L-BFGS, Nocedal & Wright (2006), algorithm 7.4.

    Args:
        gradient: (n,).
        pairs: newest first, each a move s of the picture, the turn y of the gradient along it,
            (n,) both, and 1 / (s . y); 0 there leaves the pair out.
        first_guess: function that multiplies by the inverse Hessian as guessed without the pairs.

    Returns:
        the step to where the gradient should vanish, (n,).
    """
    q, shares = gradient, []
    for s, y, inverse_sy in pairs:
        shares.append(inverse_sy * dot(s, q))
        q -= shares[-1] * y
    q = first_guess(q)
    for (s, y, inverse_sy), share in zip(reversed(pairs), reversed(shares)):
        q += (share - inverse_sy * dot(y, q)) * s
    return -q


def make_lbfgs_step(cost, generated_image, steps, memory=20, first=0.01, longest=0.05,
                    tolerance=1.02, waves=True, calm=True, soft=True):
    """Return a `train_step` that walks by L-BFGS, one evaluation of the cost a step.

    Args:
        cost: from `make_cost`, or any plain function from picture to a tuple that begins with J.
        generated_image: `tf.Variable`, (1, H, W, 3) in [0, 1].
        steps: how many will be taken; the last only looks, and goes back to the latest place that
            was accepted.
        memory: how many steps back are remembered; each holds two pictures in memory.
        first: how far a pixel moves in the first step, root mean square.
        longest: how far it moves in any step at most, root mean square.
        tolerance: a step is taken back and halved when J grew by more than this factor; above 1,
            since bfloat16 rounds J.
        waves, calm: whether the first guess enlarges flat waves, and steps in calm places.
        soft: whether the gradient passes the network's kinks as if they were rounded.

    Returns:
        function that changes `generated_image`, whatever it is given, and returns what `cost`
        gave before the step, J as NaN should the gradient have overflowed. Its `state` lists the
        variables that are its memory.
    """
    shape = generated_image.shape
    size = int(np.prod(shape))
    favour_waves = favour_flat_waves(shape[1], shape[2]) if waves else tf.identity
    steepness = tf.Variable(tf.zeros([*shape[:3], 1]))  # squared gradient around each pixel, lately
    calmness = tf.Variable(tf.ones([size]))
    moves = tf.Variable(tf.zeros([memory, size]))  # s: how the picture changed in a step,
    turns = tf.Variable(tf.zeros([memory, size]))  # y: how the gradient changed with it,
    inverse = tf.Variable(tf.zeros([memory]))  # 1 / (s . y), 0 where nothing is kept yet
    count = tf.Variable(0)  # pairs kept so far
    scale = tf.Variable(0.0)  # of a step along the bare gradient
    place, slope, heading = (tf.Variable(tf.zeros([size])) for _ in range(3))  # last accepted
    accepted_J, stride = tf.Variable(np.inf, dtype=tf.float32), tf.Variable(1.0)

    def look_around(gradient):
        """Note how steep it has been of late around each pixel; Adam notes it of each pixel."""
        squared = tf.reduce_mean(tf.reshape(gradient, shape)**2, axis=3, keepdims=True)
        steepness.assign(0.8 * steepness + 0.2 * tf.nn.avg_pool2d(squared, 9, 1, "SAME"))
        share = tf.math.divide_no_nan(steepness, tf.reduce_mean(steepness))
        weight = tf.repeat(tf.reshape(share + 1e-3, [-1]), shape[3])**-0.25
        calmness.assign(weight / tf.sqrt(tf.reduce_mean(weight**2)))

    def favour(flat):
        """The first guess of the inverse Hessian, but for its scale."""
        return calmness * favour_waves(calmness * flat)

    def remember(s, y):
        """Keep a pair in place of the oldest, if the cost curves upwards along it."""
        if dot(s, y) > 1e-10 * tf.norm(s) * tf.norm(y):
            slot = [[count % memory]]
            moves.scatter_nd_update(slot, [s])
            turns.scatter_nd_update(slot, [y])
            inverse.scatter_nd_update(slot, [1 / dot(s, y)])
            count.assign_add(1)
            scale.assign(dot(s, y) / dot(y, favour(y)))

    def pairs():
        newest_first = (count - 1 - tf.range(memory)) % memory
        return list(zip(*(tf.unstack(tf.gather(kept, newest_first))
                          for kept in (moves, turns, inverse))))

    @tf.function
    def step():
        costs, gradient = cost_and_gradient(cost, generated_image, soft)
        here, gradient = tf.reshape(generated_image, [-1]), tf.reshape(gradient, [-1])
        if calm:
            look_around(gradient)
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
            freed = tf.where(blocked, 0.0, gradient)
            to_the_bottom = newton(freed, pairs(), lambda q: scale * favour(q))
            heading.assign(tf.clip_by_norm(to_the_bottom, longest * size**0.5))
        else:
            stride.assign(stride / 2)
        ahead = tf.clip_by_value(place + stride * heading, 0, 1)
        generated_image.assign(tf.reshape(ahead, shape))
        return unless_overflowed(costs[0], gradient), *costs[1:]

    taken = tf.Variable(0)

    def train_step(_):
        costs = step()
        if taken.assign_add(1) == steps:
            generated_image.assign(tf.reshape(place, shape))
        return costs

    train_step.state = lambda _: [moves, turns, inverse, count, scale, steepness, place, slope,
                                  heading, accepted_J, stride, taken]
    return train_step
