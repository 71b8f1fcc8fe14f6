"""The check of notebook 4's `training_loop`, and the course's own.

`utils.training.train`, which the painting program runs, is the same loop. It also draws a bar, can be
stopped, and keeps the best picture.
"""

from collections.abc import Callable
from typing import Any

from utils.backend import tf
from utils.checks.harness import Mistake, not_written

NAME = "training_loop"
STEPS = 4  # that the check asks for


def training_loop(
    generated_image: tf.Variable, train_step: Callable[[tf.Variable], Any], steps: int
) -> list[Any]:
    """Call `train_step(generated_image)` `steps` times; return what each call returned."""
    history = []
    for _ in range(steps):
        history.append(train_step(generated_image))
    return history


def check_training_loop(f: Callable[..., Any]) -> None:
    """Check `training_loop(generated_image, train_step, steps)` with a step that only counts.

    Raises:
        Mistake: f is wrong.
    """
    image = tf.Variable(tf.zeros([1, 2, 2, 3]))
    taken: list[tuple[float, float, float]] = []

    def train_step(picture):
        if picture is not image:
            raise Mistake(
                f"{NAME}: train_step should be given generated_image itself, got a "
                f"{type(picture).__name__}. A step changes the variable in place."
            )
        if len(taken) == 2 * STEPS:
            raise Mistake(f"{NAME}: asked for {STEPS} steps, it does not stop after {2 * STEPS}.")
        taken.append((9.0 - len(taken), 0.5, 0.1))
        return taken[-1]

    try:
        history = f(image, train_step, STEPS)
    except NotImplementedError as error:
        raise not_written(NAME, error) from None
    if len(taken) != STEPS:
        raise Mistake(
            f"{NAME}: asked for {STEPS} steps, it took {len(taken)}. Call train_step once in each "
            "round of the loop, and return after the loop."
        )
    if history is None:
        raise Mistake(f"{NAME}: it returned nothing. Does it end with `return`?")
    if not isinstance(history, list) or len(history) != STEPS:
        raise Mistake(
            f"{NAME}: after {STEPS} steps it should return a list of {STEPS}, got {history}. "
            "Begin with an empty list and append what each step returns."
        )
    if history != taken:
        raise Mistake(
            f"{NAME}: the list should hold all that each step returned, the first step's first: "
            f"{taken}; got {history}."
        )
    print(f"{NAME}: well done, it takes as many steps as asked and keeps the costs of each.")
