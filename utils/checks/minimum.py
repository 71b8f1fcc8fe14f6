"""The check of notebook 3's `lowest_point`, and the course's own."""

from collections.abc import Callable

from utils.backend import tf
from utils.checks.harness import Exercise, check

Function = Callable[..., tf.Tensor]


def lowest_point(x_C: tf.Tensor, x_S: tf.Tensor, alpha: float, beta: float) -> tf.Tensor:
    """The x at which alpha (x - x_C)^2 + beta (x - x_S)^2 is lowest.

    There the derivative, 2 alpha (x - x_C) + 2 beta (x - x_S), is 0.

    Args:
        x_C, x_S: what the content and the style want x to be; tensors of one shape.
        alpha, beta: weights, above 0.
    """
    return (alpha * x_C + beta * x_S) / (alpha + beta)


def check_lowest_point(f: Function) -> None:
    """Check `lowest_point(x_C, x_S, alpha, beta)`; raise `Mistake` if it is wrong."""
    check(f, minimum_exercise())


def minimum_exercise() -> Exercise:
    """Return the exercise `lowest_point`."""

    def value(C, S, alpha, beta):
        x = truth(C, S, alpha, beta)
        return alpha * (x - C) ** 2 + beta * (x - S) ** 2

    cases = [
        (
            f"x_C = {x_C}, x_S = {x_S}, alpha = {alpha} and beta = {beta}",
            (tf.constant(x_C), tf.constant(x_S), alpha, beta),
        )
        for x_C, x_S, alpha, beta in ((0.2, 0.7, 10, 40), (0.9, 0.1, 3, 1), (0.5, 1.0, 2, 6))
    ]
    truth = lowest_point
    mistakes = {
        "It looks as if alpha and beta are swapped. A large alpha pulls towards x_C.": lambda C, S, alpha, beta: (
            truth(S, C, alpha, beta)
        ),
        "It looks as if the weights are ignored and you took the mean.": lambda C, S, alpha, beta: (
            (C + S) / 2
        ),
        "It looks as if the division by alpha + beta is missing.": lambda C, S, alpha, beta: (
            alpha * C + beta * S
        ),
        "It looks as if you divided by 2 instead of alpha + beta.": lambda C, S, alpha, beta: (
            (alpha * C + beta * S) / 2
        ),
        "It looks as if brackets are missing: a + b / c means a + (b / c).": lambda C, S, alpha, beta: (
            alpha * C + beta * S / (alpha + beta)
        ),
        "It looks as if a minus sign slipped in while you solved for x.": lambda C, S, alpha, beta: (
            (alpha * C - beta * S) / (alpha + beta)
        ),
        "It looks as if you solved 2 alpha (x - x_C) = 2 beta (x - x_S). The sum of the two "
        "derivatives must be 0.": lambda C, S, alpha, beta: (alpha * C - beta * S) / (alpha - beta),
        "It looks as if you squared the weights. Only the distances are squared.": lambda C, S, alpha, beta: (
            truth(C, S, alpha**2, beta**2)
        ),
        "It looks as if alpha and beta are fixed numbers. Use the arguments.": lambda C, S, alpha, beta: (
            truth(C, S, 10, 40)
        ),
        "It looks as if you returned the lowest cost. Return the x at which it is reached.": value,
    }
    return Exercise("lowest_point", cases, truth, mistakes, lambda arguments: arguments[:2])
