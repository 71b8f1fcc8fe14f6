"""The check of notebook 6's distance between two Gaussians, and the course's own at full rank."""

from collections.abc import Callable

from utils.backend import tf
from utils.checks.harness import Exercise, check

Function = Callable[..., tf.Tensor]


def square_root(Sigma: tf.Tensor) -> tf.Tensor:
    """The root of a covariance matrix: symmetric, no eigenvalue below 0, its square is Sigma."""
    e, U = tf.linalg.eigh(Sigma)
    return tf.matmul(U * tf.sqrt(tf.maximum(e, 0)), U, transpose_b=True)


def gaussian_distance(
    mu_1: tf.Tensor, Sigma_1: tf.Tensor, mu_2: tf.Tensor, Sigma_2: tf.Tensor
) -> tf.Tensor:
    """The squared 2-Wasserstein distance between two Gaussians.

        |mu_1 - mu_2|^2 + tr Sigma_1 + tr Sigma_2 - 2 tr (Sigma_1^1/2 Sigma_2 Sigma_1^1/2)^1/2

    Args:
        mu_1, mu_2: means, (n_C,).
        Sigma_1, Sigma_2: covariance matrices, (n_C, n_C).
    """
    root = square_root(Sigma_1)
    eigenvalues = tf.linalg.eigvalsh(root @ Sigma_2 @ root)
    overlap = tf.reduce_sum(tf.sqrt(tf.maximum(eigenvalues, 0)))
    means = tf.reduce_sum(tf.square(mu_1 - mu_2))
    return means + tf.linalg.trace(Sigma_1) + tf.linalg.trace(Sigma_2) - 2 * overlap


def check_gaussian_distance(f: Function) -> None:
    """Check `gaussian_distance(mu_1, Sigma_1, mu_2, Sigma_2)`; raise `Mistake` if it is wrong."""
    check(f, gaussian_exercise())


def gaussian_exercise() -> Exercise:
    """Return the exercise `gaussian_distance`."""

    def covariance(seed, n_C):
        # no entry is negative, so that square roots of single entries have a value too
        A = tf.abs(tf.random.stateless_normal([n_C, n_C], [seed, 0]))
        return tf.matmul(A, A, transpose_b=True) / n_C + 0.2 * tf.eye(n_C)

    def gaussian(seed, n_C):
        return tf.random.stateless_normal([n_C], [seed, 1], mean=1), covariance(seed, n_C)

    trace, total, truth = tf.linalg.trace, tf.reduce_sum, gaussian_distance

    def means(m, n):
        return total(tf.square(m - n))

    def roots(symmetric):
        return total(tf.sqrt(tf.maximum(tf.linalg.eigvalsh(symmetric), 0)))

    def between(S, T):
        return square_root(S) @ T @ square_root(S)

    def overlap(S, T):
        return roots(between(S, T))

    def with_overlap(overlap, factor=2):
        """The distance with something else in place of the last trace."""
        return lambda m, S, n, T: means(m, n) + trace(S) + trace(T) - factor * overlap(S, T)

    def with_spread(spread):
        """The distance with something else in place of all that is no mean."""
        return lambda m, S, n, T: means(m, n) + spread(S, T)

    cases = [
        (f"two Gaussians in {n_C} dimension{'s' * (n_C > 1)}", (*one, *other))
        for n_C, one, other in (
            (1, gaussian(1, 1), gaussian(2, 1)),
            (2, gaussian(3, 2), gaussian(4, 2)),
            (4, gaussian(5, 4), gaussian(6, 4)),
        )
    ]
    mistakes = {
        "It looks as if the factor 2 before the last trace is missing.": with_overlap(overlap, 1),
        "It looks as if the last term is added. It is subtracted.": with_overlap(overlap, -2),
        "It looks as if the last term is left out.": with_overlap(overlap, 0),
        "It looks as if the outer square root is missing. Take the square root of each eigenvalue "
        "before you add them.": with_overlap(lambda S, T: trace(between(S, T))),
        "It looks as if you took the square root of the sum of the eigenvalues, not the sum of "
        "their square roots.": with_overlap(lambda S, T: tf.sqrt(trace(between(S, T)))),
        "It looks as if you took the square root of each entry of the matrix product. Take it of "
        "its eigenvalues.": with_overlap(lambda S, T: trace(tf.sqrt(between(S, T)))),
        "It looks as if the inner square roots are missing: Sigma_1 stands where its square root "
        "should, as if variances were standard deviations.": with_overlap(
            lambda S, T: roots(S @ T @ S)
        ),
        "It looks as if you took the square root of each entry of Sigma_1. Use square_root, the "
        "root of the matrix.": with_overlap(lambda S, T: roots(tf.sqrt(S) @ T @ tf.sqrt(S))),
        "It looks as if you took the eigenvalues of Sigma_1 Sigma_2, which is not symmetric. "
        "eigvalsh reads only half of it.": with_overlap(lambda S, T: roots(S @ T)),
        "It looks as if only one of the two factors square_root(Sigma_1) is there.": with_overlap(
            lambda S, T: roots(square_root(S) @ T)
        ),
        "It looks as if square_root was taken of both matrices. Sigma_2 stands as it is.": with_overlap(
            lambda S, T: roots(between(S, square_root(T)))
        ),
        "It looks as if you compared the square roots of the two matrices entry by entry. That is "
        "the distance only if the two Gaussians have the same axes.": with_spread(
            lambda S, T: total(tf.square(square_root(S) - square_root(T)))
        ),
        "It looks as if you compared the variances and not the standard deviations, their square "
        "roots.": with_spread(lambda S, T: total(tf.square(S - T))),
        "It looks as if only the diagonals of the two covariance matrices count.": with_spread(
            lambda S, T: total(
                tf.square(tf.sqrt(tf.linalg.diag_part(S)) - tf.sqrt(tf.linalg.diag_part(T)))
            )
        ),
        "It looks as if you added up all entries of the covariance matrices. A trace adds up the "
        "diagonal.": with_spread(lambda S, T: total(S) + total(T) - 2 * overlap(S, T)),
        "It looks as if tr Sigma_1 is missing.": with_spread(
            lambda S, T: trace(T) - 2 * overlap(S, T)
        ),
        "It looks as if tr Sigma_2 is missing.": with_spread(
            lambda S, T: trace(S) - 2 * overlap(S, T)
        ),
        "It looks as if the means are left out.": lambda m, S, n, T: truth(m, S, m, T),
        "It looks as if the difference of the means is not squared.": lambda m, S, n, T: (
            truth(m, S, m, T) + total(m - n)
        ),
        "It looks as if you took the absolute values of the differences of the means instead of "
        "squaring them.": lambda m, S, n, T: truth(m, S, m, T) + total(abs(m - n)),
        "It looks as if you took the length of the difference of the means. Square it.": lambda m, S, n, T: (
            truth(m, S, m, T) + tf.norm(m - n)
        ),
        "It looks as if you squared the sum of the differences of the means, not each difference.": lambda m, S, n, T: (
            truth(m, S, m, T) + total(m - n) ** 2
        ),
        "It looks as if you took a mean over the channels instead of the sum.": lambda m, S, n, T: (
            truth(m, S, m, T) + tf.reduce_mean(tf.square(m - n))
        ),
        "It looks as if you took the square root of the result. Leave the distance squared.": lambda m, S, n, T: (
            tf.sqrt(truth(m, S, n, T))
        ),
    }
    return Exercise("gaussian_distance", cases, truth, mistakes, lambda arguments: arguments[2:])
