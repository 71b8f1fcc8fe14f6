"""The checks of notebook 8: the style's colours moved to the content's, and a masked Gram matrix."""

from collections.abc import Callable

from utils import colors, costs
from utils.backend import tf
from utils.checks.harness import Exercise, activation, check

Function = Callable[..., tf.Tensor]


def check_match_colors(f: Function) -> None:
    """Check `match_colors(content, style)`; raise `Mistake` if it is wrong."""
    check(f, colors_exercise())


def check_masked_gram(f: Function) -> None:
    """Check `masked_gram(a, mask)`; raise `Mistake` if it is wrong."""
    check(f, masked_exercise())


def colors_exercise() -> Exercise:
    """Return the exercise `match_colors`."""

    def picture(seed, height, width, mean, spread):
        # red, green and blue rise together, so that square roots of single entries have a value too
        common, own = (
            tf.random.stateless_normal([1, height, width, channels], [seed, channels])
            for channels in (1, 3)
        )
        return tf.clip_by_value(mean + spread * (common + own * [1.0, 0.6, 0.3]), 0, 1)

    def power(exponent):
        return lambda Sigma: colors.symmetric_power(Sigma, exponent)

    root, inverse_root, inverse = power(0.5), power(-0.5), power(-1)

    def clipped(pixels):
        return tf.clip_by_value(pixels, 0, 1)

    def unclipped(C, S):
        mu_S, Sigma_S = colors.mean_and_covariance(S)
        mu_C, Sigma_C = colors.mean_and_covariance(C)
        return (S - mu_S) @ inverse_root(Sigma_S) @ root(Sigma_C) + mu_C

    def scaled(C, S):
        x = unclipped(C, S)
        return (x - tf.reduce_min(x)) / (tf.reduce_max(x) - tf.reduce_min(x))

    def with_matrix(matrix):
        """The right means with another matrix between them, from Sigma_C and Sigma_S."""

        def f(C, S):
            (mu_C, Sigma_C), (mu_S, Sigma_S) = map(colors.mean_and_covariance, (C, S))
            return clipped((S - mu_S) @ matrix(Sigma_C, Sigma_S) + mu_C)

        return f

    def with_means(subtracted, added):
        """The right matrix between other means, each from the content's and the style's."""

        def f(C, S):
            (mu_C, Sigma_C), (mu_S, Sigma_S) = map(colors.mean_and_covariance, (C, S))
            matrix = inverse_root(Sigma_S) @ root(Sigma_C)
            return clipped((S - subtracted(mu_C, mu_S)) @ matrix + added(mu_C, mu_S))

        return f

    def squares(picture):
        """X^T X / n, which is no covariance: the mean is still in it."""
        mu, Sigma = colors.mean_and_covariance(picture)
        return Sigma + mu[:, None] * mu

    def with_squares(C, S):
        mu_C, mu_S = (tf.reduce_mean(picture, axis=[0, 1, 2]) for picture in (C, S))
        return clipped((S - mu_S) @ inverse_root(squares(S)) @ root(squares(C)) + mu_C)

    def divided_by(wrong):
        """The right answer with wrong(n) in place of n, the number of pixels, in a covariance."""

        def f(C, S):
            (mu_C, Sigma_C), (mu_S, Sigma_S) = map(colors.mean_and_covariance, (C, S))
            n_C, n_S = (float(picture.shape[1] * picture.shape[2]) for picture in (C, S))
            ratio = (n_C / wrong(n_C)) / (n_S / wrong(n_S))
            return clipped((S - mu_S) @ inverse_root(Sigma_S) @ root(ratio * Sigma_C) + mu_C)

        return f

    def cholesky(C, S):
        ours, theirs = map(tf.linalg.cholesky, (C, S))
        return tf.transpose(ours @ tf.linalg.inv(theirs))

    def deviations(Sigma):
        return tf.sqrt(tf.linalg.diag_part(Sigma))

    def transport(C, S):
        return inverse_root(S) @ tf.linalg.sqrtm(root(S) @ C @ root(S)) @ inverse_root(S)

    def nothing(mu_C, mu_S):
        return tf.zeros_like(mu_C)

    def of_content(mu_C, mu_S):
        return mu_C

    def of_style(mu_C, mu_S):
        return mu_S

    cases = [
        (
            f"a content of {C.shape[2]} x {C.shape[1]} and a style of {S.shape[2]} x {S.shape[1]} "
            "random pixels",
            (C, S),
        )
        for C, S in (
            (picture(1, 6, 5, 0.6, 0.22), picture(2, 6, 5, 0.4, 0.1)),
            (picture(3, 5, 6, 0.35, 0.16), picture(4, 8, 4, 0.55, 0.14)),
            (picture(5, 7, 7, 0.5, 0.25), picture(6, 4, 9, 0.3, 0.08)),
        )
    ]
    truth = colors.match_colors
    entries = "It looks as if you took the square root of each entry of the covariance matrices"
    same_statistics = (
        "Mean and covariance come out right, but every colour should move by the symmetric roots: "
    )
    mistakes = {
        "It looks as if the result is not clipped. Some pixels leave [0, 1].": unclipped,
        "It looks as if you stretched the result to [0, 1], which changes its mean and covariance. "
        "Clip it.": scaled,
        "It looks as if the style's mean is not subtracted first.": with_means(nothing, of_content),
        "It looks as if the content's mean is subtracted. The pixels are the style's, and so is the "
        "mean to subtract.": with_means(of_content, of_content),
        "It looks as if the content's mean is not added at the end.": with_means(of_style, nothing),
        "It looks as if the style's mean is added at the end. Add the content's.": with_means(
            of_style, of_style
        ),
        "It looks as if you took one mean over all three channels. Red, green and blue each have "
        "their own.": with_means(
            lambda mu_C, mu_S: tf.reduce_mean(mu_S), lambda mu_C, mu_S: tf.reduce_mean(mu_C)
        ),
        "It looks as if only the means are moved, and the covariance stays the style's.": with_matrix(
            lambda C, S: tf.eye(3)
        ),
        "It looks as if the content's pixels are moved to the style's colours. Move the style's "
        "pixels.": lambda C, S: truth(S, C),
        "It looks as if the two covariance matrices are swapped. Divide out the style's, then "
        "multiply the content's in.": with_matrix(lambda C, S: inverse_root(C) @ root(S)),
        "It looks as if the two roots stand in the wrong order. The style's inverse root acts on a "
        "pixel first.": with_matrix(lambda C, S: root(C) @ inverse_root(S)),
        "It looks as if the style's root is not inverted.": with_matrix(
            lambda C, S: root(S) @ root(C)
        ),
        "It looks as if the style's root is left out. Without its inverse the style's own covariance "
        "stays in.": with_matrix(lambda C, S: root(C)),
        "It looks as if the content's root is left out. All directions then vary alike.": with_matrix(
            lambda C, S: inverse_root(S)
        ),
        "It looks as if the square roots are missing: you used the covariance matrices "
        "themselves.": with_matrix(lambda C, S: inverse(S) @ C),
        f"{entries}, and inverted one matrix. Use the root of the matrix.": with_matrix(
            lambda C, S: tf.linalg.inv(tf.sqrt(S)) @ tf.sqrt(C)
        ),
        f"{entries}, and of 1 over each entry. Use the root of the matrix.": with_matrix(
            lambda C, S: tf.math.rsqrt(S) @ tf.sqrt(C)
        ),
        f"{entries} and divided them. Use the root of the matrix.": with_matrix(
            lambda C, S: tf.sqrt(C / S)
        ),
        "It looks as if you took the square root of the product of the matrices. Take the root of "
        "each, then multiply.": with_matrix(lambda C, S: tf.linalg.sqrtm(inverse(S) @ C)),
        "It looks as if only the spread of each channel is matched. The entries off the diagonal "
        "say which colours go together.": with_matrix(
            lambda C, S: tf.linalg.diag(deviations(C) / deviations(S))
        ),
        "It looks as if the root was taken of X^T X / n without subtracting the mean. That is no "
        "covariance.": with_squares,
        "It looks as if a covariance is not divided by its own number of pixels.": divided_by(
            lambda n: 1.0
        ),
        "It looks as if the covariances are divided by n - 1, as np.cov does. "
        "Divide by n, the number of pixels.": divided_by(lambda n: n - 1),
        f"{same_statistics}not by Cholesky factors.": with_matrix(cholesky),
        f"{same_statistics}first the style's inverse root, then the content's.": with_matrix(
            transport
        ),
        "It looks as if the pixels are still rows of three. Return a picture: tf.reshape(…, "
        "style.shape).": lambda C, S: tf.reshape(truth(C, S), [-1, 3]),
        "It looks as if the answer is the style picture itself.": lambda C, S: S,
    }
    return Exercise("match_colors", cases, truth, mistakes, lambda arguments: ())


def masked_exercise() -> Exercise:
    """Return the exercise `masked_gram`."""

    def resized(a, mask, method="bilinear", antialias=True):
        return tf.image.resize(mask, a.shape[1:3], method, antialias=antialias)

    def gram(a, m):
        return tf.matmul(costs.unroll(m * a), costs.unroll(a), transpose_b=True)

    def with_mask(change):
        """The right answer with another mask, from the activation and the given one."""

        def f(a, mask):
            m = change(a, mask)
            return gram(a, m) / tf.reduce_sum(m)

        return f

    def combined(power, divisor):
        def f(a, mask):
            m = resized(a, mask)
            return gram(a, m**power) / divisor(m, mask)

        return f

    def around_mean(a, mask):
        m = resized(a, mask)
        mean = tf.reduce_sum(m * a, axis=[0, 1, 2]) / tf.reduce_sum(m)
        return gram(a - mean, m) / tf.reduce_sum(m)

    def of_rows(unrolled):
        """The right answer with the activation unrolled in another way."""

        def f(a, mask):
            m = tf.reshape(resized(a, mask), [-1])
            A = unrolled(a)
            return tf.matmul(A * m, A, transpose_b=True) / tf.reduce_sum(m)

        return f

    def mask(seed, height, width):
        # rows alike, so that it has a soft edge to the right and nothing else
        edge = tf.linspace(1.2, -0.2, width) + 0.1 * tf.random.stateless_uniform([width], [seed, 3])
        return tf.tile(tf.reshape(tf.clip_by_value(edge, 0, 1), [1, 1, -1, 1]), [1, height, 1, 1])

    cases = [
        (
            f"an activation of shape {shape} and a mask of {width} x {height} pixels",
            (activation(seed, *shape), mask(seed, height, width)),
        )
        for seed, shape, height, width in (
            (1, (1, 4, 3, 5), 4, 3),
            (2, (1, 4, 6, 3), 8, 12),
            (3, (1, 3, 5, 4), 10, 17),
            (4, (1, 3, 3, 6), 7, 8),
        )
    ]
    truth = costs.masked_gram
    twice = "the mask counts squared, because it multiplies the activations on both sides"
    powers = {1: "", 2: twice, 0.5: "the square root of the mask counts, and not the mask"}
    area = "Divide by the mask's area, the sum of the resized mask"
    divisors = {
        "": lambda m, mask: tf.reduce_sum(m),
        f"G is not divided by anything. {area}": lambda m, mask: 1.0,
        f"G is divided by the number of all positions. {area}": lambda m, mask: float(tf.size(m)),
        f"G is divided by the mask's mean and not by its sum. {area}": lambda m, mask: (
            tf.reduce_mean(m)
        ),
        f"G is divided by the area that the mask had before it was resized. {area}": lambda m, mask: (
            tf.reduce_sum(mask)
        ),
    }
    mistakes: dict[str, Function] = {}
    for power, wrong_power in powers.items():
        for wrong_divisor, divisor in divisors.items():
            if wrong := ", and ".join(filter(None, (wrong_power, wrong_divisor))):
                mistakes[f"It looks as if {wrong}."] = combined(power, divisor)
    mistakes |= {
        f"It looks as if {twice}, in the sum and in the area.": with_mask(
            lambda a, mask: resized(a, mask) ** 2
        ),
        "It looks as if the mask is not resized. Shrink it to the activation's n_H and n_W.": with_mask(
            lambda a, mask: mask
        ),
        "It looks as if n_H and n_W are swapped where the mask is resized.": with_mask(
            lambda a, mask: tf.image.resize(mask, a.shape[2:0:-1], antialias=True)
        ),
        "It looks as if the mask is resized without antialias=True, so that most of its pixels do "
        "not count.": with_mask(lambda a, mask: resized(a, mask, antialias=False)),
        'It looks as if the mask is resized by "nearest", which cuts a soft edge.': with_mask(
            lambda a, mask: resized(a, mask, "nearest")
        ),
        'It looks as if the mask is resized by "area". That is a good mask, but use the default '
        "method with antialias=True, as the course does.": with_mask(
            lambda a, mask: resized(a, mask, "area")
        ),
        "It looks as if the mask is cut at 0.5. A soft edge should count in part.": with_mask(
            lambda a, mask: tf.cast(resized(a, mask) > 0.5, tf.float32)
        ),
        "It looks as if the mask is the wrong way round: 1 means inside.": with_mask(
            lambda a, mask: 1 - resized(a, mask)
        ),
        "It looks as if the mask is ignored.": lambda a, mask: costs.mean_gram(a),
        "It looks as if G is also divided by n_C. Divide by the mask's area alone.": lambda a, mask: (
            truth(a, mask) / a.shape[3]
        ),
        "It looks as if the means are subtracted first. That gives the covariance, not G.": around_mean,
        "It looks as if the activation is reshaped straight to (n_C, n_H*n_W), which scrambles the "
        "channels. Use unroll.": of_rows(lambda a: tf.reshape(a, [a.shape[3], -1])),
        "It looks as if G compares positions and not channels. Its shape should be (n_C, n_C).": lambda a, mask: (
            tf.matmul(costs.unroll(resized(a, mask) * a), costs.unroll(a), transpose_a=True)
            / tf.reduce_sum(resized(a, mask))
        ),
    }
    return Exercise("masked_gram", cases, truth, mistakes, lambda arguments: arguments[:1])
