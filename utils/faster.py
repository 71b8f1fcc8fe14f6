"""A faster way to minimise the same cost: an image pyramid, L-BFGS, and bfloat16.

A picture of half the pixels costs half as much to improve, so large strokes are painted there
first. L-BFGS is in `utils.lbfgs`. Some processors multiply faster in bfloat16, in which numbers
have 8 bits of precision in place of 24.
"""
import contextlib
import functools
import gc
import itertools
import time
from collections.abc import Callable, Iterator, Sequence

from utils.backend import tf
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, Cost, Layers, make_cost
from utils.lbfgs import LBFGS
from utils.reading import SMALLEST
from utils.stop import Stopped, stop_on_interrupt
from utils.training import Callback, Step, how_far, start_picture, train

SMALLEST_LEVEL = 150  # pixels, the longest side: no smaller picture is painted first
LEVEL_STEPS = 60  # at each level of the pyramid below the picture's own size


def pyramid(content: tf.Tensor, style: tf.Tensor, smallest: int = SMALLEST_LEVEL) -> list:
    """The pair of pictures at each level of an image pyramid, the smallest first.

    From each level to the next the sides grow by sqrt(2); the last level is the pair itself.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1].
        smallest: no level has a content whose longest side is shorter than this, in pixels.
    """
    levels = [(content, style)]
    while True:
        smaller = tuple(
            tf.image.resize(picture, [round(side / 2**0.5) for side in picture.shape[1:3]],
                            antialias=True) for picture in levels[0])
        content_sides, style_sides = (picture.shape[1:3] for picture in smaller)
        if max(content_sides) < smallest or min(*content_sides, *style_sides) < SMALLEST:
            return levels
        levels.insert(0, smaller)


def start_small(content: tf.Tensor, style: tf.Tensor, alpha: float = 10, beta: float = 40,
                content_layer: str = CONTENT_LAYER, style_layers: Layers = STYLE_LAYERS,
                init: str = "content", seed: int = 0, bfloat16: bool | None = None,
                progress: bool = True, smallest: int = SMALLEST_LEVEL, steps: int = LEVEL_STEPS,
                paint: Callable | None = None, start: tf.Tensor | None = None) -> tf.Variable:
    """The picture to start from, painted at the smaller levels of an image pyramid.

    What is carried from level to level is how the painting differs from the content, so that the
    content's detail stays sharp. The noise of the first start is faint, because it should not cover
    the content, and has a grain of two pixels, because the cost does not see the finest noise and
    would leave it in the picture.

    Args:
        content, style, alpha, beta, content_layer, style_layers: as in `make_cost`.
        init, seed: as in `start_picture`.
        bfloat16, progress: as in `train_fast`.
        smallest: as in `pyramid`.
        steps: how many steps each level is given.
        paint: called as paint(picture, cost, steps) at each level below the content's; None is
            `train_fast`.
        start: picture of one level to go on from; the levels below it are left out.

    Returns:
        Variable of the content's shape, in [0, 1].

    Raises:
        Stopped: Ctrl-C was pressed.
        NumbersError: as in `train`.
    """
    paint = paint or functools.partial(train_fast, progress=progress, bfloat16=bfloat16)
    levels = pyramid(content, style, smallest)
    if start is None:
        picture = start_picture(levels[0][0], init, seed, strength=0.05, grain=2)
    else:
        picture = tf.Variable(start)
        levels = [level for level in levels if level[0].shape[1] >= start.shape[1]]
    with stop_on_interrupt():
        for (small_content, small_style), (larger_content, _) in itertools.pairwise(levels):
            cost = make_cost(small_content, small_style, alpha, beta, content_layer, style_layers)
            history = paint(picture, cost, steps)
            if len(history) <= steps:
                raise Stopped(how_far(picture, history, steps))
            del cost
            gc.collect()  # the level's graph: a cycle of references that holds much memory
            change = tf.image.resize(picture - small_content, larger_content.shape[1:3], "bicubic")
            picture = tf.Variable(tf.clip_by_value(larger_content + change, 0, 1))
    return picture


def train_fast(generated_image: tf.Variable, cost: Cost, iterations: int = 120,
               callback: Callback | None = None, progress: bool = True,
               bfloat16: bool | None = None, train_step: LBFGS | None = None,
               history: Sequence[Step] = ()) -> list[Step]:
    """As `utils.training.train`, by L-BFGS: the picture changes in place.

    Args:
        generated_image: from `start_small` or `start_picture`; afterwards it holds the result.
        cost: from `make_cost`.
        iterations: how many steps, each of one evaluation of the cost.
        callback, progress: as in `train`.
        bfloat16: whether the network may multiply in bfloat16; None asks `bfloat16_is_faster`. All
            costs in the history but the last are then rounded to three digits.
        train_step: an optimiser that has taken the steps of `history`; None makes a new one.
        history: as in `train`.

    Returns:
        the history: a list of `iterations + 1` `Step`s, or fewer after a stop.

    Raises:
        NumbersError: as in `train`.
    """
    bfloat16 = bfloat16_is_faster() if bfloat16 is None else bfloat16
    train_step = train_step or LBFGS(cost, generated_image, iterations - len(history))
    with multiplying_in_bfloat16() if bfloat16 else contextlib.nullcontext():
        return train(generated_image, cost, iterations, callback=callback, progress=progress,
                     train_step=train_step, history=history)


@contextlib.contextmanager
def multiplying_in_bfloat16() -> Iterator[None]:
    """Let oneDNN multiply in bfloat16, 8 bits of precision for 24, where the processor can."""
    key = "auto_mixed_precision_onednn_bfloat16"
    before = tf.config.optimizer.get_experimental_options().get(key, False)
    tf.config.optimizer.set_experimental_options({key: True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({key: before})


@functools.cache
def bfloat16_is_faster(least: float = 1.3) -> bool:
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

    laps: dict[bool, list[float]] = {False: [], True: []}
    for short in [False, True] * 6:  # the first of each, which traces, is never the shortest
        with multiplying_in_bfloat16() if short else contextlib.nullcontext():
            begun = time.perf_counter()
            float(convolve(tf.ones([1, 32, 32, 256])))
            laps[short].append(time.perf_counter() - begun)
    return min(laps[False]) / min(laps[True]) > least
