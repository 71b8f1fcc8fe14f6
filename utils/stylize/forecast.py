"""What a painting will take, in seconds: a few steps of a small one, measured and scaled."""

import math
from collections.abc import Sequence

import numpy as np

from utils.backend import tf
from utils.bfloat16 import bfloat16_is_faster, multiplying_in_bfloat16
from utils.control import Control
from utils.costs import make_cost
from utils.pyramid import MARGIN, AveragedAdam, Level, cost_of, pyramid, resized, with_margin
from utils.reading import SMALLEST
from utils.stop import Stopped, stop_on_interrupt
from utils.stylize.settings import Settings
from utils.tiles import reach, work
from utils.training import Adam, start_picture, train

MEASURED_SIZE = 160  # pixels, the longest side of the picture that is measured
MEASURED_STEPS = 5


def expected_seconds(
    content: tf.Tensor,
    styles: Sequence[tf.Tensor],
    settings: Settings,
    control: Control = Control(),  # noqa: B008 (it cannot be changed)
) -> float:
    """About how long the painting will take on this machine: a few steps of a small one, scaled.

    Args:
        content, styles: a picture, (1, H, W, 3) in [0, 1], and a list of them.
        settings: complete ones.
        control: as in `make_relative_cost`.

    Raises:
        Stopped: Ctrl-C was pressed.
    """
    scale = min(1, max(MEASURED_SIZE / max(content.shape[1:3]), SMALLEST / min(content.shape[1:3])))
    small = resized(content, scale)
    if settings.preset == "lecture":
        cost = make_cost(small, styles[0], *settings.weights)
        train_step, bfloat16 = Adam(cost, settings.learning_rate), False
        pixels = settings.iterations * math.prod(content.shape[1:3])
    else:
        masks = control.regions
        if masks is not None:  # those of the style stay as large as the style
            masks = resized(masks, scale)
        level = Level(small, styles, MEASURED_STEPS, 0, control._replace(regions=masks))
        cost, small = cost_of(level, settings.weights), with_margin(small)
        train_step = AveragedAdam(cost, tf.Variable(small), MEASURED_STEPS, settings.learning_rate)
        bfloat16 = bfloat16_is_faster() if settings.bfloat16 is None else settings.bfloat16
        levels = pyramid(content, styles, settings.iterations, control)
        halo = reach(settings.layers)
        pixels = sum(
            level.steps * work([side + 2 * MARGIN for side in level.content.shape[1:3]], halo)
            for level in levels
        )
    with stop_on_interrupt() as stop, multiplying_in_bfloat16(bfloat16):
        history = train(
            start_picture(small), cost, MEASURED_STEPS, progress=False, train_step=train_step
        )
    if stop.asked:
        raise Stopped("Interrupted.")
    # the first step traces the graph, and the last only evaluates the cost
    laps = np.diff([step.seconds for step in history[:-1]])
    return min(laps[1:]) * pixels / math.prod(small.shape[1:3])


def forecast_in_words(
    content: tf.Tensor, settings: Settings, seconds: float, needed: float, available: float
) -> str:
    """One sentence about a run that was not made.

    Args:
        content: the picture, (1, H, W, 3).
        settings: complete ones.
        seconds, needed, available: of time, bytes of memory needed, and bytes there are.
    """
    height, width = content.shape[1:3]
    at_each = "" if settings.preset == "lecture" else " at each level"
    return (
        f"{width} x {height} pixels, {settings.preset}, {settings.iterations} steps{at_each}: "
        f"about {time_in_words(seconds)} of painting and {needed / 1e9:.1f} GB of memory "
        f"({available / 1e9:.1f} GB are free). Nothing was written."
    )


def time_in_words(seconds: float) -> str:
    """A length of time, roughly."""
    if seconds < 95:
        return f"{max(10, round(seconds, -1)):.0f} seconds"
    return f"{max(2, seconds / 60):.0f} minutes"
