"""The training loop: start from a noisy picture and step against the gradient of the total cost.

The loop is the lecture's: Adam on the pixels, clipped to [0, 1] after every step.
"""

import math
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from tqdm.auto import tqdm

from utils.backend import keras, tf
from utils.costs import (
    Cost,
    is_grey,
    make_cost,  # noqa: F401 (the notebooks import make_cost from here)
)
from utils.errors import NumbersError, SettingsError
from utils.stop import stop_on_interrupt

STARTS = ("content", "noise")
Schedule: TypeAlias = keras.optimizers.schedules.LearningRateSchedule
HOW_TO_GO_ON = (
    "The picture is the best so far. To continue, make the same call again, with history= what "
    "it returned. To stop the cells after it as well, press twice."
)


class Step(NamedTuple):
    """One line of the history: the costs of the picture after so many steps."""

    iteration: int
    seconds: float  # since the loop began
    J: float
    J_content: float
    J_style: float


Callback = Callable[[Step, tf.Tensor], None]


def start_picture(
    content: tf.Tensor,
    init: str | tf.Tensor = "content",
    seed: int = 0,
    strength: float = 0.25,
    grain: int = 1,
) -> tf.Variable:
    """The picture to start from: noise, or the content picture under noise.

    Args:
        content: picture, (1, H, W, 3) in [0, 1]. If it is grey, so is the noise.
        init: "content" adds uniform noise in [-strength, strength] to the content, as the lecture
            does; a picture of the same shape is taken instead of the content; "noise" is uniform
            noise in [0, 1] alone, as in the paper.
        seed: of the noise.
        strength: of the noise that is added.
        grain: size of the noise's grains, in pixels.

    Returns:
        Variable of the same shape, in [0, 1].

    Raises:
        SettingsError: `init` is neither of the words, nor a picture.
    """
    if not tf.is_tensor(init) and init not in STARTS:
        raise SettingsError(f"init must be 'content' or 'noise', or a picture, not {init!r}.")
    beneath = init if tf.is_tensor(init) else content
    height, width = content.shape[1:3]
    noise = tf.random.stateless_uniform([1, height // grain, width // grain, 3], seed=[seed, 0])
    if is_grey(content):
        noise = tf.repeat(noise[..., :1], 3, axis=-1)
    if grain > 1:
        noise = tf.image.resize(noise, [height, width], "bicubic")
    is_noise = isinstance(init, str) and init == "noise"
    start = noise if is_noise else beneath + strength * (2 * noise - 1)
    return tf.Variable(tf.clip_by_value(start, 0, 1))


class Adam(tf.Module):
    """A `train_step(generated_image)`: one step of Adam on the cost, then a clip to [0, 1].

    Kingma & Ba (2015), as Keras implements it. Make a new one for every picture: the moments and
    TensorFlow's graph belong to one.

    Args:
        cost: from `make_cost`.
        learning_rate: about how far a pixel moves in one step; or a schedule of Keras, such as
            `keras.optimizers.schedules.CosineDecay`.
    """

    def __init__(self, cost: Cost, learning_rate: float | Schedule = 0.01):
        super().__init__()
        self.cost = cost
        if not callable(learning_rate):  # a schedule is
            learning_rate = float(learning_rate)  # Keras refuses NumPy's numbers and whole ones
        self.optimizer = keras.optimizers.Adam(learning_rate)

    @tf.function
    def __call__(self, generated_image: tf.Variable) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Change the picture in place; return (J, J_content, J_style) as before the step.

        J is NaN if the gradient overflowed.
        """
        with tf.GradientTape() as tape:
            J, J_content, J_style = self.cost(generated_image)
        gradient = tape.gradient(J, generated_image)
        self.optimizer.apply_gradients([(gradient, generated_image)])
        generated_image.assign(tf.clip_by_value(generated_image, 0, 1))
        return nan_if_overflowed(J, gradient), J_content, J_style

    def build(self, generated_image: tf.Variable) -> None:
        """Create the moments now; otherwise the first step does."""
        self.optimizer.build([generated_image])

    @property
    def variables(self) -> Sequence[tf.Variable]:
        """The step count, the learning rate and the moments: the optimiser's checkpoint."""
        return [variable.value for variable in self.optimizer.variables]


def make_train_step(cost: Cost, learning_rate: float | Schedule = 0.01) -> Adam:
    """Return `train_step(generated_image)` as notebook 4 writes it: a new `Adam`."""
    return Adam(cost, learning_rate)


def nan_if_overflowed(J: tf.Tensor, gradient: tf.Tensor) -> tf.Tensor:
    """J; or NaN if the sum of the gradient's squares is not a finite number."""
    return tf.where(tf.math.is_finite(tf.reduce_sum(tf.square(gradient))), J, math.nan)


def train(
    generated_image: tf.Variable,
    cost: Cost,
    iterations: int = 1500,
    learning_rate: float | Schedule = 0.01,
    callback: Callback | None = None,
    progress: bool = True,
    train_step: Callable[..., Any] | None = None,
    history: Sequence[Step] = (),
    first: int = 0,
    title: str | None = None,
) -> list[Step]:
    """Call `train_step` again and again; the picture changes in place.

    Ctrl-C, or a notebook's stop button, ends the loop after the current step. The history is then
    shorter and the picture is the best so far. A second Ctrl-C interrupts at once.

    Args:
        generated_image: from `start_picture`; afterwards it holds the result.
        cost: from `make_cost`.
        iterations: how many steps.
        learning_rate: as in `Adam`; unused with a `train_step`.
        callback: called as callback(step, picture) at every iteration from `first`, the start, to
            `iterations`, with the `Step` and the picture whose costs it holds.
        progress: whether to draw a bar with the size, the iteration, the cost and the time left.
        train_step: another optimiser; None makes an `Adam`.
        history: what an earlier call returned, to go on from there.
        first: iteration at which this picture began; the steps before it are of other pictures.
        title: what the bar says in place of the picture's size.

    Returns:
        the history: a list of `iterations + 1` `Step`s, or fewer after a stop.

    Raises:
        NumbersError: the cost or the gradient is not finite. The picture is the best so far.
    """
    train_step, history = train_step or Adam(cost, learning_rate), list(history)
    best = tf.identity(generated_image)
    lowest = min((step.J for step in history[first:]), default=math.inf)
    began = time.perf_counter() - (history[-1].seconds if history else 0)
    try:
        with (
            stop_on_interrupt() as stop,
            progress_bar(
                title or size_of(generated_image),
                iterations - first,
                len(history) - first,
                progress,
            ) as bar,
        ):
            for iteration in range(len(history), iterations + 1):
                picture = tf.identity(generated_image)
                costs = train_step(generated_image) if iteration < iterations else cost(picture)
                step = Step(iteration, time.perf_counter() - began, *map(float, costs))
                check_numbers(step, history[first:])
                history.append(step)
                if step.J <= lowest:
                    best, lowest = picture, step.J
                bar.set_postfix(J=f"{step.J:.3g}", refresh=False)
                bar.update(min(iteration - first, 1))
                if callback:
                    callback(step, picture)
                if stop.asked and iteration < iterations:
                    break
    except NumbersError:
        generated_image.assign(best)
        raise
    if len(history) <= iterations:
        generated_image.assign(best)
        if not stop.awaited:  # else whoever waits for the stop will tell
            print(how_far(generated_image, history, iterations), HOW_TO_GO_ON)
    return history


def size_of(picture: tf.Tensor) -> str:
    """The width and height of a picture, as a sentence has them."""
    height, width = picture.shape[1:3]
    return f"{width} x {height}"


def progress_bar(title: str, iterations: int | None, done: int, visible: bool) -> tqdm:
    """A bar on standard error; nothing where that is closed."""
    return tqdm(
        desc=title,
        total=iterations,
        initial=max(0, done - 1),
        disable=not visible or sys.stderr is None,
    )


def how_far(picture: tf.Variable, history: Sequence[Step], iterations: int) -> str:
    """One sentence about a loop that was stopped."""
    return (
        f"Stopped after iteration {history[-1].iteration} of {iterations} "
        f"at {size_of(picture)} pixels."
    )


def check_numbers(step: Step, history: Sequence[Step]) -> None:
    """Raise `NumbersError` if a cost is not finite; print a warning if the cost keeps rising.

    That means: over 8 times the start's cost for 3 steps, or over 1.5 times for 50. From noise,
    rates up to 0.3 never do either, and 10 does. Pixels stay in [0, 1], so it may come down again.
    """
    if not all(map(math.isfinite, step)):
        raise NumbersError(
            f"The cost or its gradient left the range of numbers at iteration {step.iteration}: "
            "the learning rate or a weight (alpha, beta) is too large. Try the defaults."
        )
    start = (history or [step])[0].J
    for factor, patience in (8, 3), (1.5, 50):
        too_high = [J > factor * start for _, _, J, *_ in (*history[-patience:], step)]
        if too_high == [False] + patience * [True]:
            tqdm.write(
                f"After {step.iteration} steps the cost is {step.J / start:.1f} times the "
                "start's: the learning rate is too large. Stop, and try 0.01."
            )
