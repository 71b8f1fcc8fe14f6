"""The check of `train_step`: a few steps on the learner's own picture, which are undone."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from utils.backend import keras, tf
from utils.checks.harness import Mistake, not_written, same

NAME = "train_step"
NEW = (
    " An optimizer belongs to one picture. Run the cell that makes `optimizer` and `train_step` "
    "again, then this one."
)
Step = Callable[[tf.Variable], Any]
Cost = Callable[[tf.Tensor], tuple]


def check_train_step(
    f: Step,
    generated_image: tf.Variable | None = None,
    cost: Cost | None = None,
    optimizer: keras.optimizers.Optimizer | None = None,
) -> None:
    """Check `train_step(generated_image)` by taking a few steps.

    Afterwards the picture and the optimizer are as they were before.

    Args:
        f: changes a `tf.Variable` in place and returns J, J_content, J_style as they were before
            the step.
        generated_image: the picture that f shall change, (1, H, W, 3) in [0, 1].
        cost: from a picture to J, J_content, J_style. None leaves out what only it can tell.
        optimizer: the Keras optimizer that f uses, or None if it uses none.

    Raises:
        Mistake: a property failed.
    """
    compiled = hasattr(f, "python_function")
    f = getattr(f, "python_function", f)  # not compiled at first, because its errors are plainer
    if (getattr(f, "__module__", None) or "").startswith("utils."):
        print(f"{NAME}: this is the course's own, there is nothing to check.")
        return
    if not isinstance(generated_image, tf.Variable):
        raise Mistake(
            f"{NAME}: the check also needs the picture, the cost and the optimizer. Run the cells "
            f"above first, then check_{NAME}({NAME}, generated_image, cost, optimizer)."
        )
    with undone(generated_image, optimizer):
        take_steps(f, compiled, generated_image, cost)
        unused = optimizer is not None and not int(optimizer.iterations)
    print(f"{NAME}: well done, the picture changes, J falls, and every pixel stays in [0, 1].")
    if unused:
        print(
            "But `optimizer` was not used. Steps without it have another length, and 1500 of "
            "them may not get far."
        )


@contextlib.contextmanager
def undone(image: tf.Variable, optimizer: keras.optimizers.Optimizer | None) -> Iterator[None]:
    """Start with the optimizer as if it were new; afterwards restore it and the picture."""
    variables = [image]
    if optimizer is not None:
        fresh = type(optimizer).from_config(optimizer.get_config())
        fresh.build([image])
        if not optimizer.built:
            optimizer.build([image])
        if [each.shape for each in optimizer.variables] != [each.shape for each in fresh.variables]:
            raise Mistake(f"{NAME}: `optimizer` was used with a picture of another size.{NEW}")
        variables += optimizer.variables
    before = [tf.identity(variable) for variable in variables]
    try:
        if optimizer is not None:
            for variable, value in zip(optimizer.variables, fresh.variables):
                variable.assign(value)
        yield
    finally:
        for variable, value in zip(variables, before):
            variable.assign(value)


def take_steps(f: Step, compiled: bool, image: tf.Variable, cost: Cost | None) -> None:
    """Change the picture by a few steps; raise a `Mistake` when a property fails."""
    start = tf.identity(image)
    J = costs_before_a_step(f, image)
    if abs(J) < 1e-9:
        raise Mistake(
            f"{NAME}: J of a noisy picture should be above 0, got {J:.3g}. It looks as if the "
            "targets are recomputed from the generated picture, so that it is compared with "
            "itself. Compute them once, from the content and the style picture."
        )
    move = image - start
    if not np.any(move):
        raise Mistake(
            f"{NAME}: a step should change the picture, but every pixel is as before. It looks as "
            "if the variable is not updated: use optimizer.apply_gradients or "
            "generated_image.assign."
        )
    if cost is not None:
        compare_with_cost(cost, start, move, J)
    step = compiled_step(f, image) if compiled else f
    later = costs_before_a_step(step, image)
    image.assign(start + 0.05 * move)
    ahead = costs_before_a_step(step, image)
    if ahead > J:
        raise Mistake(
            f"{NAME}: J should fall along the step, but after a twentieth of it J rose from "
            f"{J:.6g} to {ahead:.6g}. It looks like gradient ascent: a step goes against the "
            "gradient, and apply_gradients already includes the minus sign."
        )
    image.assign(3 * start - 1)
    costs_before_a_step(step, image)
    low, high = float(tf.reduce_min(image)), float(tf.reduce_max(image))
    if low < 0 or high > 1:
        raise Mistake(
            f"{NAME}: after a step every pixel should lie in [0, 1], whatever the picture was "
            f"before. Here they range from {low:.3g} to {high:.3g}. It looks as if the pixels are "
            "not clipped after the step: assign tf.clip_by_value(generated_image, 0, 1)."
        )
    if later >= J:
        raise Mistake(
            f"{NAME}: J should fall in a step, but it went from {J:.6g} to {later:.6g}, although "
            "the step points downhill. It looks as if the step is too long. Is the learning rate "
            "0.01?"
        )


def compare_with_cost(cost: Cost, start: tf.Tensor, move: tf.Tensor, J: float) -> None:
    """Raise a `Mistake` if the first step returned or followed something else than the cost.

    Args:
        cost: from a picture to J, J_content, J_style.
        start: the picture before the step, (1, H, W, 3).
        move: how the step changed it, of the same shape.
        J: what the step returned first.
    """
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(start)
        expected, _, J_style = cost(start)
    if abs(J - float(expected)) > 1e-4 * abs(J) and same(np.float64(J), cost(start + move)[0]):
        raise Mistake(
            f"{NAME}: for the first picture it should return J {float(expected):.6g}, "
            f"got {J:.6g}. It looks as if the costs are computed after the step. Return "
            "those from inside the tape."
        )
    inside = (start > 0.02) & (start < 0.98)  # where nothing is clipped
    down, down_style = (
        float(tf.reduce_mean(tf.cast(move * tape.gradient(each, start) < 0, tf.float32)[inside]))
        for each in (expected, J_style)
    )
    if down_style > 0.999 and down < 0.995:
        raise Mistake(
            f"{NAME}: each pixel should move against the gradient of J, but "
            f"{1 - down:.0%} do not. It looks as if you took the gradient of J_style, "
            "which ignores the content."
        )


def compiled_step(f: Step, image: tf.Variable) -> Step:
    """Return f as `@tf.function` compiles it; raise a `Mistake` if it cannot be compiled."""
    step = tf.function(f)
    try:
        step.get_concrete_function(image)
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise Mistake(
            f"{NAME}: it works step by step, but not once @tf.function has compiled it "
            f"({type(error).__name__}: {' '.join(lines[-1:])[:150]}). Inside, use TensorFlow "
            "alone, without .numpy() or float(). Make the optimizer once, above the function."
        ) from None
    return step


def costs_before_a_step(f: Step, image: tf.Variable) -> float:
    """Take one step and return its J; raise a `Mistake` unless it returns three finite costs."""
    try:
        costs = f(image)
    except NotImplementedError as error:
        raise not_written(NAME, error) from None
    except Exception as error:
        words = " ".join(str(error).split())
        raise Mistake(
            f"{NAME}: one step on a picture of shape {tuple(image.shape)} should return "
            f"three costs, got {type(error).__name__}: {words.rstrip('.')}.{hint(words)}"
        ) from None
    try:
        J, J_content, J_style = map(float, costs)
    except (TypeError, ValueError):
        raise Mistake(
            f"{NAME}: it should return J, J_content, J_style, three numbers, got "
            f"{brief_type(costs)}"
        ) from None
    if not np.isfinite([J, J_content, J_style]).all():
        raise Mistake(
            f"{NAME}: the costs should be finite numbers, got {J}, {J_content}, {J_style}."
        )
    return J


def hint(words: str) -> str:
    """Return what an error in a step probably means, or nothing."""
    if "Unknown variable" in words:
        return NEW
    if any(sign in words for sign in ("apply_gradients", "_unique_id", "not enough values")):
        return " apply_gradients takes one list of pairs: [(gradient, generated_image)]."
    if "gradient" in words.lower() or "None" in words:
        return (
            " It looks as if no gradient reached the picture. Compute J inside the "
            "`with tf.GradientTape()` block, from the variable itself, with TensorFlow and not "
            "NumPy."
        )
    return ""


def brief_type(value: Any) -> str:
    """Return what a value is, in few words."""
    if isinstance(value, (tuple, list)):
        return f"{len(value)} values."
    if value is None:
        return "nothing. Does it end with `return`?"
    return "one number." if np.ndim(value) == 0 else f"a {type(value).__name__}."
