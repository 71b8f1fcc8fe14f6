"""What a painting will take, in seconds: a few steps of a small one, measured and scaled."""
import math

import numpy as np

from utils.backend import tf
from utils.checkpoints import Keeper
from utils.faster import CANVAS_STEPS, SMALLEST_CANVAS, train_fast
from utils.reading import SMALLEST
from utils.training import make_cost, start_picture, train


def expected_seconds(content, style, weights, preset, iterations, bfloat16):
    """About how long the painting will take on this machine: three steps of a small one, scaled.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1].
        weights: what else `make_cost` takes.
        preset, iterations, bfloat16: as in `stylize`.
    """
    sides = content.shape[1:3]
    share = min(1, 160 / max(sides))
    small_content = tf.image.resize(content, [max(SMALLEST, round(side * share))
                                              for side in sides], antialias=True)
    cost = make_cost(small_content, style, *weights)
    small, keeper = start_picture(small_content), Keeper()  # a keeper of ours lets Ctrl-C through
    if preset == "fast":
        history = train_fast(small, cost, 5, progress=False, bfloat16=bfloat16, keeper=keeper)
    else:
        history = train(small, cost, 5, progress=False, keeper=keeper)
    laps = np.diff([step.seconds for step in history[:-1]])  # the first traces, the last is alone
    steps, part = iterations, 0.5
    while preset == "fast" and max(sides) * part**0.5 >= SMALLEST_CANVAS:  # as `start_small` does
        steps, part = steps + CANVAS_STEPS * part, part / 2
    return min(laps[1:]) * steps * math.prod(sides) / math.prod(small.shape[1:3])


def forecast(content, preset, iterations, seconds, need, have):
    """One sentence about a run that was not made.

    Args:
        content: the picture, (1, H, W, 3).
        preset, iterations: as in `stylize`.
        seconds, need, have: of time, bytes of memory wanted, and bytes there are.
    """
    height, width = content.shape[1:3]
    time = (f"{max(10, round(seconds, -1)):.0f} seconds" if seconds < 95 else
            f"{max(2, seconds / 60):.0f} minutes")
    return (f"{width} x {height} pixels, {preset}, {iterations} steps: about {time} of painting "
            f"and {need / 1e9:.1f} GB of memory ({have / 1e9:.1f} GB can be had). Nothing was "
            "written.")
