"""Train a painter: draw crops, paint them, and step against the gradient of their mean cost.

A network that learns several styles takes one step for each of them in turn.

Everything random depends on the seed and the number of the step, so a run that goes on from a
checkpoint takes the same steps as one that was never stopped.
"""

import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from utils.backend import keras, tf
from utils.errors import NumbersError
from utils.painter.cost import PainterCost
from utils.painter.crops import Crops
from utils.painter.network import build_painter
from utils.stop import stop_on_interrupt
from utils.training import Step, nan_if_overflowed, progress_bar

SIZE, COUNT = 112, 2  # pixels of a crop, and crops of a step
LEARNING_RATE = 2e-3
WARMING = 50  # steps in which the learning rate rises
SAMPLE = 16  # crops whose mean distances are the units
STRETCHES = 20  # that a training is divided into, to see whether it still gets better
PATIENCE = 4  # stretches without a lower mean cost

PainterStep = Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor, tf.Tensor]]


class Training(tf.Module):
    """A network in training: `step(number)` takes one step.

    Args:
        styles: pictures, (1, H, W, 3) in [0, 1].
        crops: what to paint.
        steps: how many will be taken; the learning rate falls to 0 with them.
        seed: of the network's first weights.
        strength: of the style: alpha and the smoothness are divided by it.
        size, count: as `SIZE` and `COUNT`.
    """

    def __init__(
        self,
        styles: Sequence[tf.Tensor],
        crops: Crops,
        steps: int,
        seed: int = 0,
        strength: float = 1,
        size: int = SIZE,
        count: int = COUNT,
    ):
        super().__init__()
        self.crops, self.steps, self.size, self.count = crops, steps, size, count
        sample = crops.batch(2**31, SAMPLE, size)
        costs = [PainterCost(style, sample, strength=strength) for style in styles]
        self.network = build_painter(seed, styles=len(styles))
        self.optimizer = keras.optimizers.Adam(LEARNING_RATE, beta_2=0.99)
        self.optimizer.build(self.network.trainable_variables)
        self.takes = [
            self.make_step(cost, shares) for cost, shares in zip(costs, np.eye(len(costs)))
        ]

    @property
    def variables(self) -> Sequence[tf.Variable]:
        """The weights, and what Adam keeps: the checkpoint."""
        return [v.value for v in [*self.network.variables, *self.optimizer.variables]]

    def step(self, number: int) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Take a step; return (J, J_content, J_style) as before it. J is NaN if it overflowed."""
        falling = (1 + math.cos(math.pi * number / self.steps)) / 2
        self.optimizer.learning_rate.assign(LEARNING_RATE * min(falling, (number + 1) / WARMING))
        take = self.takes[number % len(self.takes)]
        return take(self.crops.batch(number, self.count, self.size))

    def make_step(self, cost: PainterCost, shares: np.ndarray) -> PainterStep:
        """The function that takes a step with a batch of crops, in the style of these shares."""
        weights = self.network.trainable_variables
        alone, shares = len(shares) == 1, tf.constant(shares, tf.float32)

        @tf.function
        def step(contents):
            with tf.GradientTape() as tape:
                paintings = self.network(contents if alone else [contents, shares])
                J, J_content, J_style = cost(contents, paintings)
            gradient = tape.gradient(J, weights)
            self.optimizer.apply_gradients(zip(gradient, weights))
            return nan_if_overflowed(J, tf.linalg.global_norm(gradient)), J_content, J_style

        return step


def train(
    training: Training,
    history: Sequence[Step] = (),
    callback: Callable[[list[Step], bool], None] | None = None,
    progress: bool = True,
) -> list[Step]:
    """Take the steps of a training that are not taken yet.

    It ends early if the mean cost has not fallen for a fifth of the steps, or after Ctrl-C.

    Args:
        training: the network and what it is trained with.
        history: the steps that were taken before.
        callback: called as callback(history, last) after every step.
        progress: whether to draw a bar.

    Returns:
        the history: one `Step` for each step, with the costs before it.

    Raises:
        NumbersError: the cost or its gradient is not finite.
    """
    history = list(history)
    began = time.perf_counter() - (history[-1].seconds if history else 0)
    with (
        stop_on_interrupt() as stop,
        progress_bar("training", training.steps, len(history) + 1, progress) as bar,
    ):
        for number in range(len(history), training.steps):
            costs = map(float, training.step(number))
            history.append(Step(number, time.perf_counter() - began, *costs))
            if not all(map(math.isfinite, history[-1])):
                raise NumbersError(
                    f"The cost or its gradient left the range of numbers at step {number}: take a "
                    "smaller strength, or another seed."
                )
            bar.set_postfix(J=f"{np.mean([step.J for step in history[-50:]]):.3g}", refresh=False)
            bar.update()
            last = stop.asked or number + 1 == training.steps or no_better(history, training.steps)
            if callback:
                callback(history, last)
            if last:
                break
    return history


def no_better(history: Sequence[Step], steps: int) -> bool:
    """Whether the mean cost of a stretch was lowest `PATIENCE` stretches ago."""
    length = max(1, steps // STRETCHES)
    if len(history) % length:
        return False
    costs = np.array([step.J for step in history]).reshape(-1, length).mean(axis=1)
    return bool(len(costs) - 1 - np.argmin(costs) >= PATIENCE)
