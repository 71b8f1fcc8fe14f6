"""The check of notebook 7's `two_loop_recursion`, and the course's own."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from utils import lbfgs
from utils.checks.harness import Exercise, check


def two_loop_recursion(
    gradient: np.ndarray, moves: Sequence[np.ndarray], changes: Sequence[np.ndarray]
) -> np.ndarray:
    """The step to where the gradient should vanish, as in `utils.lbfgs`.

    Args:
        gradient: (n,).
        moves, changes: of place and gradient in each step so far, oldest first; (n,) each.
    """
    pairs = [(s, y, 1 / (s @ y)) for s, y in zip(moves, changes)][::-1]
    s, y, _ = pairs[0]
    return np.asarray(lbfgs.two_loop_recursion(gradient, pairs, (s @ y) / (y @ y)))


def check_two_loop_recursion(f: Callable[..., Any]) -> None:
    """Check `two_loop_recursion(gradient, moves, changes)`; raise `Mistake` if it is wrong."""
    check(f, recursion_exercise())


def recursion_exercise() -> Exercise:
    """Return the exercise `two_loop_recursion`."""

    def case(seed, pairs, n):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(n, n))
        moves = rng.normal(size=(pairs, n))
        gradient, changes = rng.normal(size=n), moves @ (root @ root.T + np.eye(n))
        for array in (gradient, moves, changes):
            array.flags.writeable = False  # `q -= ...` would change the caller's gradient
        words = f"{pairs} pair{'s' * (pairs > 1)} of {n} numbers"
        return words, (gradient, moves, changes)

    def oldest_first(pairs):
        return pairs

    def newest_first(pairs):
        return pairs[::-1]

    def variant(
        first=newest_first,
        second=oldest_first,
        share=lambda s, y, q, g: (s @ q) / (s @ y),
        remove=lambda s, y: y,
        scale=lambda s, y: (s @ y) / (y @ y),
        scaled_by=newest_first,
        begin=lambda g: g,
        between=lambda q, g, scale: scale * q,
        add=lambda s, y, q, share: (share - (y @ q) / (s @ y)) * s,
        end=lambda q, scale: -q,
        matched=True,
    ):
        """The recursion with parts of its own."""

        def f(gradient, moves, changes):
            pairs = list(enumerate(zip(moves, changes)))
            q, shares = begin(gradient), {}
            for i, (s, y) in first(pairs):
                shares[i] = share(s, y, q, gradient)
                q = q - shares[i] * remove(s, y)
            factor = scale(*scaled_by(pairs)[0][1])
            q = between(q, gradient, factor)
            in_order = list(shares.values())
            for k, (i, (s, y)) in enumerate(second(pairs)):
                q = q + add(s, y, q, shares[i] if matched else in_order[k])
            return end(q, factor)

        return f

    def newest_pair_alone(gradient, moves, changes):
        return truth(gradient, moves[-1:], changes[-1:])

    truth = two_loop_recursion
    scale = "The scale is s·y / y·y of the newest pair"
    inverted = "It looks as if s·y is multiplied instead of divided by"
    mistakes = {
        "It looks as if the minus sign is missing: the step must lead downhill, so return "
        "-q.": variant(end=lambda q, scale: q),
        "It looks as if the two loops are in each other's order: the first goes from the newest "
        "pair to the oldest, the second back.": variant(oldest_first, newest_first),
        "It looks as if both loops go from the oldest pair to the newest. The first goes from the "
        "newest to the oldest.": variant(oldest_first, oldest_first),
        "It looks as if both loops go from the newest pair to the oldest. The second goes back.": variant(
            newest_first, newest_first
        ),
        "It looks as if the shares are not turned round for the second loop: the first share "
        "belongs to the newest pair, which comes last there.": variant(matched=False),
        f"{inverted}, in both loops.": variant(
            share=lambda s, y, q, g: (s @ q) * (s @ y),
            add=lambda s, y, q, share: (share - (y @ q) * (s @ y)) * s,
        ),
        f"{inverted}, in the first loop.": variant(share=lambda s, y, q, g: (s @ q) * (s @ y)),
        f"{inverted}, in the second loop.": variant(
            add=lambda s, y, q, share: (share - (y @ q) * (s @ y)) * s
        ),
        "It looks as if the division by s·y is missing, in both loops.": variant(
            share=lambda s, y, q, g: s @ q, add=lambda s, y, q, share: (share - y @ q) * s
        ),
        "It looks as if the division by s·y is missing in the first loop.": variant(
            share=lambda s, y, q, g: s @ q
        ),
        "It looks as if the division by s·y is missing in the second loop.": variant(
            add=lambda s, y, q, share: (share - y @ q) * s
        ),
        f"It looks as if the scale between the two loops is missing. {scale}.": variant(
            scale=lambda s, y: 1.0
        ),
        f"It looks as if the scale is upside down. {scale}.": variant(
            scale=lambda s, y: (y @ y) / (s @ y)
        ),
        f"It looks as if the scale is s·s / s·y. {scale}.": variant(
            scale=lambda s, y: (s @ s) / (s @ y)
        ),
        f"It looks as if the scale is that of the oldest pair. {scale}, and the first loop ends at "
        "the oldest.": variant(scaled_by=oldest_first),
        "It looks as if the result is scaled after the second loop. Scale q between the two "
        "loops.": variant(between=lambda q, g, scale: q, end=lambda q, scale: -scale * q),
        "It looks as if the gradient itself is scaled, so that the first loop is lost. Scale q.": variant(
            between=lambda q, g, scale: scale * g
        ),
        "It looks as if the first loop is missing.": variant(
            share=lambda s, y, q, g: 0.0, remove=lambda s, y: 0 * y
        ),
        "It looks as if the second loop is missing.": variant(add=lambda s, y, q, share: 0 * s),
        "It looks as if every share is taken of the gradient. Take it of q, which shrinks.": variant(
            share=lambda s, y, q, g: (s @ g) / (s @ y)
        ),
        "It looks as if a share is y·q / s·y. In the first loop it is s·q / s·y.": variant(
            share=lambda s, y, q, g: (y @ q) / (s @ y)
        ),
        "It looks as if a share is s·q / y·y. Divide by s·y.": variant(
            share=lambda s, y, q, g: (s @ q) / (y @ y)
        ),
        "It looks as if the first loop subtracts share * s. It removes share * y.": variant(
            remove=lambda s, y: s
        ),
        "It looks as if the first loop adds share * y. It removes that.": variant(
            remove=lambda s, y: -y
        ),
        "It looks as if the second loop adds each share without subtracting y·q / s·y.": variant(
            add=lambda s, y, q, share: share * s
        ),
        "It looks as if the second loop adds y·q / s·y. It subtracts that from the share.": variant(
            add=lambda s, y, q, share: (share + (y @ q) / (s @ y)) * s
        ),
        "It looks as if the second loop subtracts s·q / s·y. There it is y·q / s·y.": variant(
            add=lambda s, y, q, share: (share - (s @ q) / (s @ y)) * s
        ),
        "It looks as if the second loop adds a multiple of y. The step goes along s.": variant(
            add=lambda s, y, q, share: (share - (y @ q) / (s @ y)) * y
        ),
        "It looks as if the second loop subtracts each step. It adds them to q.": variant(
            add=lambda s, y, q, share: -(share - (y @ q) / (s @ y)) * s
        ),
        "It looks as if only the newest pair counts. Is `return` inside a loop?": newest_pair_alone,
        "It looks as if you returned minus the gradient.": lambda g, moves, changes: -g,
        "It looks as if you returned q as the first loop leaves it.": variant(
            between=lambda q, g, scale: q, add=lambda s, y, q, share: 0 * s
        ),
    }
    cases = [case(1, 1, 3), case(2, 3, 5), case(3, 4, 6)]
    return Exercise("two_loop_recursion", cases, truth, mistakes, lambda arguments: ())
