"""How a check compares a learner's function with the right one and recognises mistakes."""

import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from utils.backend import tf

CLOSE = 1e-4  # relative tolerance: above float32 rounding, below the effect of every known mistake
UNKNOWN = (
    " The check does not recognise this mistake. Go through your lines with such an input in mind."
)
AGAIN = " If you have just changed the function, run its cell again first, then this one."
ERRORS = {  # a pattern in Python's or TensorFlow's error message -> what it means here
    "no attribute 'T'": "A tensor has no .T. Its transpose is tf.transpose(A), and tf.matmul "
    "accepts transpose_b=True.",
    "values to unpack": "Count the names on the left. The shape of an activation has four "
    "numbers, (1, n_H, n_W, n_C), and that of a matrix has two. STYLE_LAYERS "
    "holds pairs, (name, weight). Or is `zip` missing?",
    "mixed types": "STYLE_LAYERS holds pairs, (name, weight). Unpack each pair and use the weight.",
    "Cannot convert 'layer": "STYLE_LAYERS holds pairs, (name, weight). The weight comes second.",
    "'list' (and 'list'|object has no attribute 'shape')": "An output is a list of activations. "
    "The last one is output[-1].",
    "BitwiseXor": "In Python ^ is not a power. Write **2, or use tf.square.",
    "same dtype|is a int32 tensor": "tf.shape returns int32. Take the sizes from a_G.shape, which "
    "holds plain numbers.",
    "read-only": "`q -= ...` changes an array in place, and this one belongs to the caller. Write "
    "`q = q - ...`, which makes a new one.",
    "item assignment": "You cannot change a tensor in place. tf.matmul computes the whole matrix "
    "at once.",
    "object is not callable": "Return a function itself, such as `return cost` without brackets. What "
    "stands before a bracket must be a function too.",
    "No gradients provided": "Nothing that was measured inside the tape depends on the weights. Call "
    "network(contents) and cost inside `with tf.GradientTape()`.",
    "required positional": "Keep the function's first line as it was given, with its default "
    "values.",
}


class Mistake(AssertionError):
    """What a check found. A notebook shows its message alone, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Exercise(NamedTuple):
    """A function to write, and what its check needs to know.

    Attributes:
        name: the function's name.
        cases: pairs of (words that describe the input, tuple of arguments).
        truth: the right function.
        mistakes: a message about a mistake -> a function that makes this mistake.
        watched: from a tuple of arguments to the tensors whose gradient training needs, if any.
    """

    name: str
    cases: list[tuple[str, tuple]]
    truth: Callable[..., Any]
    mistakes: dict[str, Callable[..., Any]]
    watched: Callable[[tuple], Sequence[tf.Tensor]]


def activation(seed: int, *shape: int) -> tf.Tensor:
    """Return a random activation, 0 or more as after ReLU, always the same for the same seed."""
    return tf.nn.relu(tf.random.stateless_normal(shape, [seed, 0], mean=0.5))


def check(
    f: Callable[..., Any], exercise: Exercise, *helpers: tuple[Callable[..., Any] | None, Exercise]
) -> None:
    """Compare f with the right function on every case, then check that it can be differentiated.

    Args:
        f: the learner's function.
        exercise: what it should do.
        helpers: the learner's functions that f calls, each with its own exercise. If f is wrong and
            one of them fails its own exercise, the message names that one. None is left out.

    Raises:
        Mistake: a property failed.
    """
    name, cases, truth, mistakes, watched = exercise
    answers = [answer(f, name, words, arguments) for words, arguments in cases]
    for (words, arguments), got in zip(cases, answers):
        expected = truth(*arguments)
        if not same(got, expected):
            why = (
                wrong_helper(helpers)
                or suspicion(cases, answers, mistakes)
                or meaning(got, expected)
                or ("" if isinstance(got, str) else UNKNOWN) + AGAIN
            )
            raise Mistake(
                f"{name}: with {words}, expected {brief(expected)} but got {brief(got)}.{why}"
            )
    words, arguments = cases[0]
    with tf.GradientTape() as tape:
        tape.watch(watched(arguments))
        J = tf.reduce_sum(f(*arguments))
    if watched(arguments) and any(
        gradient is None for gradient in tape.gradient(J, watched(arguments))
    ):
        raise Mistake(
            f"{name}: the numbers are right, but no gradient gets through, so nothing could be "
            "trained. Use TensorFlow throughout (tf.reduce_sum, tf.square, tf.matmul). The "
            "GradientTape does not record NumPy operations or .numpy()."
        )
    through = ", and the gradient gets through" if watched(arguments) else ""
    print(f"{name}: well done, all {len(cases)} inputs give the right answer{through}.")


def answer(f: Callable[..., Any], name: str, words: str, arguments: tuple) -> np.ndarray | str:
    """Return what f returns, as an array, or its error in words.

    Raises:
        Mistake: f is not written yet, or returns nothing that could be compared.
    """
    try:
        got = f(*arguments)
    except NotImplementedError as error:
        raise not_written(name, error) from None
    except Exception as error:
        lines = [
            frame.line
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.name == getattr(f, "__name__", None) and frame.line
        ]
        where = f" in the line `{lines[0]}`" if lines else ""
        return f"{type(error).__name__}{where}: {' '.join(str(error).split())[:200]}"
    if got is None:
        raise Mistake(f"{name}: with {words}, it returned nothing. Does it end with `return`?")
    if isinstance(got, (list, tuple)):
        raise Mistake(
            f"{name}: with {words}, it returned a {type(got).__name__} of {len(got)}, "
            "not one tensor. A cost is the sum of its parts. Rows become a matrix with "
            "tf.stack."
        )
    try:
        return np.asarray(got, np.float64)
    except (TypeError, ValueError):
        raise Mistake(
            f"{name}: with {words}, it returned {type(got).__name__}, which is not "
            "a number or a tensor of numbers."
        ) from None


def not_written(name: str, error: NotImplementedError) -> Mistake:
    """Return the `Mistake` for a stub: the function itself, or another exercise that it calls."""
    stub = traceback.extract_tb(error.__traceback__)[-1].name
    if stub != name and stub in ("gram_matrix", "compute_layer_style_cost"):
        return Mistake(
            f"{name}: it calls {stub}, which is not written yet. Write that first, or "
            f"continue with the course's own: from utils.costs import {stub}"
        )
    return Mistake(
        f"{name}: not written yet. Write it where it says YOUR CODE HERE and delete the "
        "line `raise NotImplementedError()`. Run that cell, then this one again."
    )


def same(got: np.ndarray | str, expected: Any) -> bool:
    """Return whether an answer equals what was expected, up to rounding."""
    if isinstance(got, str):
        return False
    expected = np.asarray(expected, np.float64)
    if got.shape != expected.shape:
        return False
    close = np.abs(got - expected) <= CLOSE * np.abs(expected).max()
    return bool(np.all(close | np.isnan(got) & np.isnan(expected)))  # a mistake may give NaN


def wrong_helper(helpers: Iterable[tuple[Callable[..., Any] | None, Exercise]]) -> str:
    """Return a sentence about the first helper that fails its own exercise, or nothing."""
    for helper, exercise in helpers:
        if helper is not None and not is_right(helper, exercise):
            return f" {exercise.name} fails its own check. Fix that first, then run this one again."
    return ""


def is_right(f: Callable[..., Any], exercise: Exercise) -> bool:
    """Return whether f gives the right answer on every case."""
    try:
        return all(
            same(answer(f, exercise.name, words, arguments), exercise.truth(*arguments))
            for words, arguments in exercise.cases
        )
    except Mistake:
        return False


def suspicion(
    cases: list[tuple[str, tuple]],
    answers: list[np.ndarray | str],
    mistakes: dict[str, Callable[..., Any]],
) -> str:
    """Return the messages of the mistakes that give these answers on every input, or nothing."""

    def gives_these(mistake: Callable[..., Any]) -> bool:
        compared = 0
        for (_, arguments), got in zip(cases, answers):
            try:
                made = mistake(*arguments)
            except tf.errors.InvalidArgumentError:
                made = None  # shapes that do not fit: the learner's function must fail as well
            if made is None and isinstance(got, str):
                continue
            if made is None or not same(got, made):
                return False
            compared += 1
        return compared > 0

    return "".join(f" {message}" for message, mistake in mistakes.items() if gives_these(mistake))


def meaning(got: np.ndarray | str, expected: Any) -> str:
    """Return what a known error means, or that a right number comes in an array, or nothing."""
    if isinstance(got, str):
        return "".join(
            f" {sentence}" for pattern, sentence in ERRORS.items() if re.search(pattern, got)
        )
    if got.size == 1 and np.ndim(expected) == 0 and same(got.reshape(()), expected):
        return (
            f" The number is right, but it is in an array of shape {got.shape}. Return the "
            "number alone."
        )
    return ""


def brief(value: Any) -> str:
    """Return a number, an array or an error in few words."""
    if isinstance(value, str):
        return f"an error ({value})"
    value = np.asarray(value, np.float64)
    if value.ndim == 0:
        return f"{value:.6g}"
    if value.size > 9:
        return f"shape {value.shape}, beginning {brief(value.ravel()[:4])}"
    return f"{np.array2string(value, precision=4, separator=', ')}".replace("\n", "")
