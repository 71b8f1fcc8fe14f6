"""Multiply in bfloat16 where the processor is faster at it: 8 bits of precision in place of 24."""

import contextlib
import functools
import time
from collections.abc import Iterator

from utils.backend import tf


@contextlib.contextmanager
def multiplying_in_bfloat16(allowed: bool = True) -> Iterator[None]:
    """Let oneDNN multiply in bfloat16 within this block, where the processor can.

    Args:
        allowed: False changes nothing.
    """
    key = "auto_mixed_precision_onednn_bfloat16"
    before = tf.config.optimizer.get_experimental_options().get(key, False)
    tf.config.optimizer.set_experimental_options({key: before or allowed})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({key: before})


@functools.cache
def bfloat16_is_faster(least: float = 1.3) -> bool:
    """Whether this processor convolves at least `least` times faster in bfloat16: measured, once.

    Forwards and backwards together, because where bfloat16 is only imitated, one of the two can be
    ten times slower. Both kinds are timed in turn and the shortest time of each counts, so that a
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
        with multiplying_in_bfloat16(short):
            begun = time.perf_counter()
            try:
                float(convolve(tf.ones([1, 32, 32, 256])))
            except tf.errors.OpError:  # oneDNN is told to use less than the processor offers
                return False
            laps[short].append(time.perf_counter() - begun)
    return min(laps[False]) / min(laps[True]) > least
