"""What a painting will take, in seconds: a few steps of a small one, measured and scaled."""
import math

import numpy as np

from utils.backend import tf
from utils.costs import make_cost
from utils.faster import LEVEL_STEPS, SMALLEST_LEVEL, train_fast
from utils.reading import SMALLEST
from utils.stop import Stopped, stop_on_interrupt
from utils.stylize.settings import Settings
from utils.training import start_picture, train


def expected_seconds(content: tf.Tensor, style: tf.Tensor, settings: Settings) -> float:
    """About how long the painting will take on this machine: three steps of a small one, scaled.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1].
        settings: complete ones.

    Raises:
        Stopped: Ctrl-C was pressed.
    """
    sides = content.shape[1:3]
    share = min(1, 160 / max(sides))
    small_content = tf.image.resize(content, [max(SMALLEST, round(side * share))
                                              for side in sides], antialias=True)
    cost = make_cost(small_content, style, *settings.weights)
    small = start_picture(small_content)
    with stop_on_interrupt() as stop:
        if settings.preset == "fast":
            history = train_fast(small, cost, 5, progress=False, bfloat16=settings.bfloat16)
        else:
            history = train(small, cost, 5, progress=False)
    if stop.asked:
        raise Stopped("Interrupted.")
    laps = np.diff([step.seconds for step in history[:-1]])  # the first traces, the last is alone
    steps, part = float(settings.iterations), 0.5
    while settings.preset == "fast" and max(sides) * part**0.5 >= SMALLEST_LEVEL:  # as `pyramid`
        steps, part = steps + LEVEL_STEPS * part, part / 2
    return min(laps[1:]) * steps * math.prod(sides) / math.prod(small.shape[1:3])


def forecast_in_words(content: tf.Tensor, settings: Settings, seconds: float, needed: float,
             available: float) -> str:
    """One sentence about a run that was not made.

    Args:
        content: the picture, (1, H, W, 3).
        settings: complete ones.
        seconds, needed, available: of time, bytes of memory needed, and bytes there are.
    """
    height, width = content.shape[1:3]
    time = (f"{max(10, round(seconds, -1)):.0f} seconds" if seconds < 95 else
            f"{max(2, seconds / 60):.0f} minutes")
    return (f"{width} x {height} pixels, {settings.preset}, {settings.iterations} steps: about "
            f"{time} of painting and {needed / 1e9:.1f} GB of memory ({available / 1e9:.1f} GB can "
            "be had). Nothing was written.")
