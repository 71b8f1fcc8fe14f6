"""Checks for the exercises: which property fails, on what, and which mistake it looks like.

Each check tries a function of yours on small random activations. It prints one line when all is
well, and otherwise raises AssertionError. When the answers are, on every input, those of a
well-known mistake, the message names the mistake.
"""
import contextlib
import re
import traceback

import numpy as np

from utils.backend import tf
from utils.costs import (compute_content_cost, compute_layer_style_cost, compute_style_cost,
                         gram_matrix, total_cost, unroll)
from utils.training import make_train_step

CLOSE = 1e-4  # relative: float32 rounding passes, no mistake below does
UNKNOWN = (" Which mistake that is, this check cannot tell: go through your lines, with such an "
           "input in mind.")
AGAIN = " Just changed? Run the changed cell first, then this one."
ERRORS = {  # a pattern of what Python or TensorFlow says, and what is meant
    "no attribute 'T'": "A tensor has no .T: its transpose is tf.transpose(A), and tf.matmul takes "
                        "transpose_b=True.",
    "values to unpack": "Count the names on the left: an activation's shape has four numbers, "
                        "(1, n_H, n_W, n_C), a matrix's two, and STYLE_LAYERS holds pairs, "
                        "(name, weight). Or is `zip` missing?",
    "mixed types": "STYLE_LAYERS holds pairs, (name, weight): take both apart, and use the weight.",
    "Cannot convert 'layer": "STYLE_LAYERS holds pairs, (name, weight): the weight comes second.",
    "'list' (and 'list'|object has no attribute 'shape')": "An output is a list of activations: "
                                                           "the last is output[-1].",
    "BitwiseXor": "In Python ^ is no power: write **2, or tf.square.",
    "same dtype|is a int32 tensor": "tf.shape gives int32: take the sizes from a_G.shape, which "
                                    "are plain numbers.",
    "item assignment": "A tensor cannot be changed in place: tf.matmul makes the whole matrix.",
    "required positional": "Keep the function's first line as it was given, with its defaults.",
}


class Mistake(AssertionError):
    """What a check found. A notebook shows its sentence alone, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


def activation(seed, *shape):
    """A random activation, 0 or more as after ReLU, the same for the same seed."""
    return tf.nn.relu(tf.random.stateless_normal(shape, [seed, 0], mean=0.5))


# ---------------------------------------------------------------- how a check works

def check(f, name, cases, truth, mistakes, watched):
    """Compare f with the truth on every case, then see whether TensorFlow can differentiate it.

    Args:
        f: the learner's function.
        name: what it should be called.
        cases: list of (words that describe the input, tuple of arguments).
        truth: the right function.
        mistakes: dict from a sentence about a mistake to a function that makes it.
        watched: function from a tuple of arguments to the tensors whose gradient training needs.

    Raises:
        AssertionError: one property failed.
    """
    answers = [answer(f, name, words, arguments) for words, arguments in cases]
    for (words, arguments), got in zip(cases, answers):
        expected = truth(*arguments)
        if not same(got, expected):
            why = (suspicion(cases, answers, mistakes) or meaning(got, expected)
                   or wrong_itself(f, name, words, arguments, got)
                   or ("" if isinstance(got, str) else UNKNOWN) + AGAIN)
            raise Mistake(f"{name}: on {words} expected {brief(expected)}, got {brief(got)}.{why}")
    words, arguments = cases[0]
    with tf.GradientTape() as tape:
        tape.watch(watched(arguments))
        J = tf.reduce_sum(f(*arguments))
    if any(slope is None for slope in tape.gradient(J, watched(arguments))):
        raise Mistake(
            f"{name}: the numbers are right, but no gradient gets through, so nothing could be "
            "trained. Use TensorFlow all the way (tf.reduce_sum, tf.square, tf.matmul): NumPy and "
            ".numpy() leave the path that the GradientTape records.")
    print(f"{name}: well done, all {len(cases)} inputs give the right answer, and the gradient "
          "gets through.")


def answer(f, name, words, arguments):
    """What f returns, as an array; or an AssertionError that says why there is none."""
    try:
        got = f(*arguments)
    except NotImplementedError as error:
        raise not_written(name, error) from None
    except Exception as error:
        lines = [frame.line for frame in traceback.extract_tb(error.__traceback__)
                 if frame.name == getattr(f, "__name__", None) and frame.line]
        where = f" in the line `{lines[0]}`" if lines else ""
        return f"{type(error).__name__}{where}: {' '.join(str(error).split())[:200]}"
    if got is None:
        raise Mistake(f"{name}: on {words} it returned nothing. Does it end with `return`?")
    if isinstance(got, (list, tuple)):
        raise Mistake(f"{name}: on {words} it returned a {type(got).__name__} of {len(got)}, not "
                      "one tensor. A cost is the sum of its parts; a matrix is tf.stack of its "
                      "rows.")
    try:
        return np.asarray(got, np.float64)
    except (TypeError, ValueError):
        raise Mistake(f"{name}: on {words} it returned {type(got).__name__}, which is not "
                      "a number or a tensor of numbers.") from None


def not_written(name, error):
    """The `Mistake` for a stub: the function itself, or one of the course's that it calls."""
    stub = traceback.extract_tb(error.__traceback__)[-1].name
    if stub != name and stub in ("gram_matrix", "compute_layer_style_cost"):
        return Mistake(f"{name}: it calls {stub}, which is not written yet. Write that first, or "
                       f"go on with the course's own: from utils.costs import {stub}")
    return Mistake(f"{name}: not written yet. Write it where it says YOUR CODE HERE, delete the "
                   "line `raise NotImplementedError()`, run that cell, then this one again.")


def same(got, expected):
    """Whether an answer equals what was expected, but for rounding."""
    if isinstance(got, str):
        return False
    expected = np.asarray(expected, np.float64)
    return got.shape == expected.shape and bool(
        np.all(np.abs(got - expected) <= CLOSE * np.abs(expected).max()))


def suspicion(cases, answers, mistakes):
    """The sentences of the mistakes whose answers are these on every input, or nothing."""
    def gives_these(mistake):
        tried = 0
        for (_, arguments), got in zip(cases, answers):
            try:
                made = mistake(*arguments)
            except tf.errors.InvalidArgumentError:
                made = None  # shapes that do not fit: the learner's function must fail as well
            if made is None and isinstance(got, str):
                continue
            if made is None or not same(got, made):
                return False
            tried += 1
        return tried > 0

    return "".join(f" {sentence}" for sentence, mistake in mistakes.items()
                   if gives_these(mistake))


def meaning(got, expected):
    """What an error means, where it is one that we know, or a number in brackets; or nothing."""
    if isinstance(got, str):
        return "".join(f" {sentence}" for pattern, sentence in ERRORS.items()
                       if re.search(pattern, got))
    if got.size == 1 and np.ndim(expected) == 0 and same(got.reshape(()), expected):
        return f" The number is right, but it comes in an array of shape {got.shape}: take it out."
    return ""


def wrong_itself(f, name, words, arguments, got):
    """A sentence about a function that f calls and that is wrong itself, or nothing.

    It is wrong when f answers otherwise as soon as the course's own takes its place.
    """
    f = getattr(f, "python_function", f)
    names = getattr(f, "__globals__", {})
    for right in gram_matrix, compute_layer_style_cost:
        if right.__name__ in names:
            with put_in(names, right.__name__, right):
                instead = answer(f, name, words, arguments)
            if not isinstance(instead, str) and not same(got, instead):
                return f" It calls {right.__name__}, whose own check fails: mend that first."
    return ""


@contextlib.contextmanager
def put_in(names, name, value):
    """Put a value in the place of what has that name, for a while."""
    before = names[name]
    names[name] = value
    try:
        yield value
    finally:
        names[name] = before


def brief(value):
    """A number, array or error in few words."""
    if isinstance(value, str):
        return f"an error ({value})"
    value = np.asarray(value, np.float64)
    if value.ndim == 0:
        return f"{value:.6g}"
    if value.size > 9:
        return f"shape {value.shape}, beginning {brief(value.ravel()[:4])}"
    return f"{np.array2string(value, precision=4, separator=', ')}".replace("\n", "")


# ---------------------------------------------------------------- the costs

def check_compute_content_cost(f):
    """Check `compute_content_cost(content_output, generated_output)`; see this module."""
    def outputs(seed, count, last):
        return [activation(seed + i, 1, 6, 4, 3) for i in range(1, count)] + [
            activation(seed, 1, *last)]

    def both(change):
        return lambda C, G: change(C[-1], G[-1], tf.cast(tf.size(C[-1]), tf.float32))

    def of_layer(layer):
        return lambda C, G: compute_content_cost([C[layer]], [G[layer]])

    cases = [(f"two outputs whose last activation is {(1, *last)}",
              (outputs(seed, count, last), outputs(seed + 10, count, last)))
             for seed, count, last in ((2, 2, (4, 3, 5)), (4, 3, (2, 5, 4)))]
    n_H, n_W, n_C = (lambda C, axis=axis: C[-1].shape[axis] for axis in (1, 2, 3))
    truth = compute_content_cost
    mistakes = {
        "It looks as if the factor 1/4 was forgotten (or a mean taken instead).":
            lambda C, G: 4 * truth(C, G),
        "It looks as if the factor is 1/2, as in the paper; the lecture's and ours is 1/4.":
            lambda C, G: 2 * truth(C, G),
        "It looks as if the differences were not squared, only their size taken.":
            both(lambda c, g, n: tf.reduce_sum(abs(c - g)) / 4 / n),
        "It looks as if the differences were not squared.":
            both(lambda c, g, n: tf.reduce_sum(c - g) / 4 / n),
        "It looks as if the differences were not squared, and taken the other way round.":
            both(lambda c, g, n: tf.reduce_sum(g - c) / 4 / n),
        "It looks as if the sum was squared, not each difference.":
            both(lambda c, g, n: tf.reduce_sum(c - g)**2 / 4 / n),
        "It looks as if a root was taken of the sum.":
            both(lambda c, g, n: tf.sqrt(tf.reduce_sum((c - g)**2)) / 4 / n),
        "It looks as if the sum was not normalised: divide it by 4 n_H n_W n_C.":
            both(lambda c, g, n: tf.reduce_sum((c - g)**2)),
        "It looks as if the sum was divided by 4, but not by n_H n_W n_C.":
            both(lambda c, g, n: tf.reduce_sum((c - g)**2) / 4),
        "It looks as if brackets are missing: sum / 4 * n is (sum / 4) * n, not sum / (4 * n).":
            both(lambda c, g, n: tf.reduce_sum((c - g)**2) / 4 * n),
        "It looks as if the sum was divided by n_H n_W n_C twice; a mean has done it already.":
            both(lambda c, g, n: tf.reduce_mean((c - g)**2) / 4 / n),
        "It looks as if n_C is missing from 4 n_H n_W n_C.":
            lambda C, G: n_C(C) * truth(C, G),
        "It looks as if n_H is missing from 4 n_H n_W n_C.":
            lambda C, G: n_H(C) * truth(C, G),
        "It looks as if n_W is missing from 4 n_H n_W n_C.":
            lambda C, G: n_W(C) * truth(C, G),
        "It looks as if n_H and n_W are missing from 4 n_H n_W n_C.":
            lambda C, G: n_H(C) * n_W(C) * truth(C, G),
        "It looks as if the first activation was used; the content layer's is the last, [-1].":
            of_layer(0),
        "It looks as if the second activation was used; the content layer's is the last, [-1].":
            of_layer(1),
        "It looks as if every activation was counted; only the last, [-1], is the content's.":
            lambda C, G: sum(of_layer(layer)(C, G) for layer in range(len(C))),
        "It looks as if a picture was compared with itself (take one activation of each output), "
        "or the fraction cut off, by // or int.":
            lambda C, G: truth(C, C),
    }
    check(f, "compute_content_cost", cases, truth, mistakes, lambda arguments: arguments[1][-1:])


def check_gram_matrix(f):
    """Check `gram_matrix(A)`; see this module."""
    cases = [(f"a matrix A of shape {shape}", (tf.random.stateless_normal(shape, [seed, 0]),))
             for seed, shape in ((1, (3, 3)), (2, (2, 5)), (3, (4, 3)))]

    def positions(A):
        return A.shape[1]

    def channels(A):
        return A.shape[0]

    truth = gram_matrix
    mistakes = {
        "It looks as if this is A^T A, position by position; G is A A^T, channel by channel.":
            lambda A: tf.matmul(A, A, transpose_a=True),
        "It looks as if the transpose is missing: G is A times A^T, not A times A.":
            lambda A: tf.matmul(A, A),
        "It looks as if A was multiplied element by element; G is a matrix product, tf.matmul.":
            lambda A: A * A,
        "It looks as if A and A^T were multiplied element by element; G is a matrix product, "
        "tf.matmul.":
            lambda A: A * tf.transpose(A),
        "It looks as if only the diagonal was computed: how each channel goes with itself.":
            lambda A: tf.reduce_sum(A * A, axis=1),
        "It looks as if G was divided by n_H n_W; here it stays as it is, the cost normalises it.":
            lambda A: truth(A) / positions(A),
        "It looks as if G was divided by n_C; here it stays as it is, the cost normalises it.":
            lambda A: truth(A) / channels(A),
        "It looks as if G was divided by n_C n_H n_W; the cost does that, once is enough.":
            lambda A: truth(A) / channels(A) / positions(A),
        "It looks as if the means were taken out first: that is the covariance, not G.":
            lambda A: truth(A - tf.reduce_mean(A, axis=1, keepdims=True)),
    }
    check(f, "gram_matrix", cases, truth, mistakes, lambda arguments: arguments)


def check_compute_layer_style_cost(f):
    """Check `compute_layer_style_cost(a_S, a_G)`; see this module."""
    shapes = [(1, 3, 3, 9), (1, 4, 3, 5), (1, 2, 5, 3)]
    cases = [(f"two activations of shape {shape}",
              (activation(seed, *shape), activation(seed + 10, *shape)))
             for seed, shape in enumerate(shapes, 1)]

    def n_C(a):
        return a.shape[3]

    def n_HW(a):
        return a.shape[1] * a.shape[2]

    def norm(a):
        return 4 * n_C(a)**2 * n_HW(a)**2

    def of_grams(gram):
        """The cost with another matrix in place of G."""
        return lambda S, G: tf.reduce_sum((gram(S) - gram(G))**2) / norm(S)

    def scrambled(a):
        return tf.reshape(a, [n_C(a), -1])

    def difference(a_S, a_G):
        return gram_matrix(unroll(a_S)) - gram_matrix(unroll(a_G))

    truth = compute_layer_style_cost
    once_more = "It looks as if G was normalised twice, in gram_matrix and again in the cost"
    mistakes = {
        "It looks as if the factor 1/4 was forgotten (or a mean taken instead).":
            lambda S, G: 4 * truth(S, G),
        "It looks as if the factor is 1/2 instead of 1/4.":
            lambda S, G: 2 * truth(S, G),
        "It looks as if the differences of G were not squared, only their size taken.":
            lambda S, G: tf.reduce_sum(abs(difference(S, G))) / norm(S),
        "It looks as if the differences of G were not squared.":
            lambda S, G: tf.reduce_sum(difference(S, G)) / norm(S),
        "It looks as if the 4 was squared as well: 4 n_C^2 (n_H n_W)^2.":
            lambda S, G: truth(S, G) / 4,
        "It looks as if the sum was squared, not each difference of G.":
            lambda S, G: tf.reduce_sum(difference(S, G))**2 / norm(S),
        "It looks as if ^ should be a power: in Python that is **.":
            lambda S, G: tf.reduce_sum(difference(S, G)**2) / (4 * n_C(S) ^ 2 * n_HW(S) ^ 2),
        "It looks as if the sum was not normalised: divide it by 4 n_C^2 (n_H n_W)^2.":
            lambda S, G: norm(S) * truth(S, G),
        "It looks as if the sum was divided by 4, but not by n_C^2 (n_H n_W)^2.":
            lambda S, G: norm(S) * truth(S, G) / 4,
        "It looks as if brackets are missing: sum / 4 * n is (sum / 4) * n, not sum / (4 * n).":
            lambda S, G: norm(S)**2 / 16 * truth(S, G),
        "It looks as if a bracket closes too soon: (n_H n_W)^2 belongs to the denominator.":
            lambda S, G: n_HW(S)**4 * truth(S, G),
        "It looks as if a square is missing: n_C^2, not n_C.":
            lambda S, G: n_C(S) * truth(S, G),
        "It looks as if a square is missing: (n_H n_W)^2, not n_H n_W.":
            lambda S, G: n_HW(S) * truth(S, G),
        "It looks as if two squares are missing: n_C^2 (n_H n_W)^2, not n_C n_H n_W.":
            lambda S, G: n_C(S) * n_HW(S) * truth(S, G),
        "It looks as if n_C^2 is missing from 4 n_C^2 (n_H n_W)^2.":
            lambda S, G: n_C(S)**2 * truth(S, G),
        "It looks as if (n_H n_W)^2 is missing from 4 n_C^2 (n_H n_W)^2.":
            lambda S, G: n_HW(S)**2 * truth(S, G),
        f"{once_more} (by n_H n_W).": lambda S, G: truth(S, G) / n_HW(S)**2,
        f"{once_more} (by n_C), or a mean taken instead of the sum.":
            lambda S, G: truth(S, G) / n_C(S)**2,
        f"{once_more} (by n_C n_H n_W).": lambda S, G: truth(S, G) / n_C(S)**2 / n_HW(S)**2,
        "It looks as if the activation was reshaped straight to (n_C, n_H*n_W), which scrambles "
        "the channels: reshape to (n_H*n_W, n_C) first, then transpose.":
            of_grams(lambda a: gram_matrix(scrambled(a))),
        "It looks as if G is of the wrong side, position by position: it should be (n_C, n_C).":
            of_grams(lambda a: tf.matmul(unroll(a), unroll(a), transpose_a=True)),
        "It looks as if the unrolled activations were multiplied element by element; G is a "
        "matrix product.":
            of_grams(lambda a: unroll(a)**2),
        "It looks as if a transpose is missing: G is A times A^T, not A times A.":
            of_grams(lambda a: tf.matmul(unroll(a), unroll(a))),
        "It looks as if the activations were compared themselves: compare their Gram matrices.":
            of_grams(unroll),
        "It looks as if the activations were not unrolled: take the Gram matrix of unroll(a_S).":
            of_grams(gram_matrix),
        "It looks as if a picture was compared with itself (take the Gram matrix of each "
        "activation), or the fraction cut off, by // or int.":
            lambda S, G: truth(S, S),
    }
    check(f, "compute_layer_style_cost", cases, truth, mistakes, lambda arguments: arguments[1:])


def check_compute_style_cost(f):
    """Check `compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS)`."""
    shape = (1, 3, 4, 5)

    def outputs(seed, layers):
        return [activation(seed + layer, *shape) for layer in range(layers + 1)]

    def layers(*weights):
        return [(f"layer {number}", weight) for number, weight in enumerate(weights, 1)]

    cases = [(f"{len(weights)} style layers weighted {weights}, and the content layer's after them",
              (outputs(seed, len(weights)), outputs(seed + 10, len(weights)), layers(*weights)))
             for seed, weights in ((1, (0.5, 0.3, 0.4)), (30, (0.1, 0.9)), (60, (0.2,) * 5))]

    def costs_of(S, G):
        return [compute_layer_style_cost(a_S, a_G) for a_S, a_G in zip(S, G)]

    def weighted(costs, weights):
        return sum(weight * J for J, (_, weight) in zip(costs, weights))

    truth = compute_style_cost
    mistakes = {
        "It looks as if the layers' weights were ignored: multiply each layer's cost by its own.":
            lambda S, G, w: sum(costs_of(S, G)[:-1]),
        "It looks as if the layers' weights were ignored, and a mean taken.":
            lambda S, G, w: sum(costs_of(S, G)[:-1]) / len(w),
        "It looks as if every layer got the weight 0.2: take each its own from STYLE_LAYERS.":
            lambda S, G, w: 0.2 * sum(costs_of(S, G)[:-1]),
        "It looks as if the weights were ignored and the content layer counted as style.":
            lambda S, G, w: sum(costs_of(S, G)),
        "It looks as if the weights were ignored and the content layer counted as style, and a "
        "mean taken.":
            lambda S, G, w: sum(costs_of(S, G)) / (len(w) + 1),
        "It looks as if the content layer was counted as style: leave the last activation out, "
        "[:-1].":
            lambda S, G, w: weighted(costs_of(S, G), w) + costs_of(S, G)[-1],
        "It looks as if the content layer was counted as style and the first layer left out: "
        "the last activation is the content's, so take [:-1], not [1:].":
            lambda S, G, w: weighted(costs_of(S, G)[1:], w),
        "It looks as if the first style layer was left out.":
            lambda S, G, w: weighted(costs_of(S, G)[1:], w[1:]),
        "It looks as if the last style layer was left out.":
            lambda S, G, w: weighted(costs_of(S, G), w[:-1]),
        "It looks as if the sum was divided by the number of layers; the weights do that already.":
            lambda S, G, w: truth(S, G, w) / len(w),
        "It looks as if the sum was divided by the sum of the weights; leave them as they are.":
            lambda S, G, w: truth(S, G, w) / sum(weight for _, weight in w),
        "It looks as if only the first layer was counted: does `return` stand inside the loop?":
            lambda S, G, w: weighted(costs_of(S, G)[:1], w),
        "It looks as if only the last style layer was counted: is J_style overwritten in the "
        "loop, not added to?":
            lambda S, G, w: w[-1][1] * costs_of(S, G)[-2],
        "It looks as if the weights were applied in the opposite order.":
            lambda S, G, w: weighted(costs_of(S, G), w[::-1]),
        "It looks as if a picture was compared with itself: one activation of each output.":
            lambda S, G, w: truth(S, S, w),
    }
    check(f, "compute_style_cost", cases, truth, mistakes, lambda arguments: arguments[1][:-1])


def check_total_cost(f):
    """Check `total_cost(J_content, J_style, alpha=10, beta=40)`; see this module."""
    J_content, J_style = tf.constant(0.75), tf.constant(0.2)
    cases = [("J_content = 0.75 and J_style = 0.2 with alpha and beta not given",
              (J_content, J_style)),
             ("J_content = 0.75, J_style = 0.2, alpha = 3, beta = 7", (J_content, J_style, 3, 7)),
             ("J_content = 0.75, J_style = 0.2, alpha = 2, beta = 0", (J_content, J_style, 2, 0))]
    truth = total_cost
    mistakes = {
        "It looks as if alpha and beta were swapped: alpha goes with the content.":
            lambda C, S, alpha=10, beta=40: beta * C + alpha * S,
        "It looks as if the defaults were swapped: alpha=10, beta=40.":
            lambda C, S, alpha=40, beta=10: alpha * C + beta * S,
        "It looks as if alpha and beta were ignored: use the parameters, not fixed numbers.":
            lambda C, S, *_: 10 * C + 40 * S,
        "It looks as if alpha and beta were ignored: the two costs were only added.":
            lambda C, S, *_: C + S,
        "It looks as if alpha was ignored.": lambda C, S, alpha=10, beta=40: C + beta * S,
        "It looks as if beta was ignored.": lambda C, S, alpha=10, beta=40: alpha * C + S,
        "It looks as if alpha was used for both.":
            lambda C, S, alpha=10, beta=40: alpha * (C + S),
        "It looks as if alpha multiplies both: brackets around alpha * J_content + beta * J_style?":
            lambda C, S, alpha=10, beta=40: alpha * (C + beta * S),
        "It looks as if the style was left out.": lambda C, S, alpha=10, beta=40: alpha * C,
        "It looks as if the content was left out.": lambda C, S, alpha=10, beta=40: beta * S,
        "It looks as if the style cost was subtracted.":
            lambda C, S, alpha=10, beta=40: alpha * C - beta * S,
        "It looks as if the weighted costs were multiplied, not added.":
            lambda C, S, alpha=10, beta=40: alpha * C * beta * S,
        "It looks as if the weighted sum was divided by alpha + beta.":
            lambda C, S, alpha=10, beta=40: (alpha * C + beta * S) / (alpha + beta),
    }
    check(f, "total_cost", cases, truth, mistakes, lambda arguments: arguments[:2])


# ---------------------------------------------------------------- the step

def check_train_step(f):
    """Check `train_step(generated_image)` by taking a few steps on a copy of that picture.

    Args:
        f: changes a `tf.Variable` in place and returns J, J_content, J_style before the step; the
            notebook where it was written has one called `generated_image`, and `cost`.

    Raises:
        AssertionError: one property failed.
    """
    name, compiled = "train_step", hasattr(f, "python_function")
    f = getattr(f, "python_function", f)  # uncompiled at first: plainer errors
    if f.__module__ == make_train_step.__module__:
        print(f"{name}: this is the course's own, there is nothing to check.")
        return
    if "generated_image" not in f.__globals__:
        raise Mistake(f"{name}: there is no generated_image yet: run the cells above first.")
    start = tf.identity(f.__globals__["generated_image"])
    image = tf.Variable(start)
    with a_new_optimizer(f) as optimizer:
        costs = costs_before_a_step(f, name, image)
        if abs(costs[0]) < 1e-9:
            raise Mistake(
                f"{name}: J of a picture full of noise should be above 0, got {costs[0]:.3g}. It "
                "looks as if the targets were recomputed from the generated picture, so that it "
                "is compared with itself: compute them once, from content and style.")
        move = image - start
        if not np.any(move):
            raise Mistake(
                f"{name}: after a step the picture should have changed, but every pixel is as "
                "before. It looks as if the variable was not updated: optimizer.apply_gradients "
                "or generated_image.assign.")
        compare_with_cost(f.__globals__.get("cost"), name, start, move, costs[0])
        step = compiled_step(f, name, image) if compiled else f
        later = costs_before_a_step(step, name, image)[0]
        image.assign(start + 0.05 * move)
        ahead = costs_before_a_step(step, name, image)[0]
        if ahead > costs[0]:
            raise Mistake(
                f"{name}: J should fall along the step, but a twentieth of the way on it rose "
                f"from {costs[0]:.6g} to {ahead:.6g}. It looks like gradient ascent: the step goes "
                "against the gradient, and apply_gradients puts in the minus by itself.")
        image.assign(3 * start - 1)
        costs_before_a_step(step, name, image)
        low, high = (float(reduce(image)) for reduce in (tf.reduce_min, tf.reduce_max))
        if low < 0 or high > 1:
            raise Mistake(
                f"{name}: whatever a picture holds before, after a step every pixel should lie in "
                f"[0, 1]; they reach from {low:.3g} to {high:.3g}. It looks as if the pixels were "
                "not clipped to [0, 1] after the step: assign "
                "tf.clip_by_value(generated_image, 0, 1).")
        if later >= costs[0]:
            raise Mistake(
                f"{name}: J should fall in a step, but it went from {costs[0]:.6g} to {later:.6g}, "
                "although the step points downhill. It looks as if it was too long (is the "
                "learning rate 0.01?).")
    print(f"{name}: well done, the picture changes, J falls, and every pixel stays in [0, 1].")
    if optimizer is not None and not int(optimizer.iterations):
        print("But `optimizer` was not used. Steps without it are of another length, and 1500 of "
              "them may not get far.")


def compare_with_cost(cost, name, start, move, J):
    """See by the notebook's `cost`, if there is one, what a first step returned and followed.

    Args:
        cost: function from a picture to J, J_content, J_style, or None.
        name: of the checked function.
        start, move: the picture, and how the step changed it.
        J: what the step returned first.
    """
    if cost is None:
        return
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(start)
        expected, _, J_style = cost(start)
    if abs(J - float(expected)) > 1e-4 * abs(J) and same(np.float64(J), cost(start + move)[0]):
        raise Mistake(f"{name}: on the first picture it should return J {float(expected):.6g}, got "
                      f"{J:.6g}. It looks as if the costs were computed after the step: return "
                      "those from inside the tape.")
    inside = (start > 0.02) & (start < 0.98)  # where nothing is clipped
    down, down_style = (
        float(tf.reduce_mean(tf.cast(move * tape.gradient(each, start) < 0, tf.float32)[inside]))
        for each in (expected, J_style))
    if down_style > 0.999 and down < 0.995:
        raise Mistake(f"{name}: each pixel should go against the gradient of J; {1 - down:.0%} do "
                      "not. It looks as if the gradient of J_style was taken, which leaves the "
                      "content out.")


def compiled_step(f, name, image):
    """The function as `@tf.function` compiles it, or an AssertionError that says why not."""
    step = tf.function(f)
    try:
        step.get_concrete_function(image)
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise Mistake(
            f"{name}: it works step by step, but not once @tf.function has compiled it "
            f"({type(error).__name__}: {' '.join(lines[-1:])[:150]}). Inside, use TensorFlow "
            "alone, no .numpy() and no float(); and make the optimizer once, above the function."
        ) from None
    return step


def a_new_optimizer(f):
    """Give f a fresh copy of its notebook's `optimizer`: one optimiser serves one variable."""
    before = f.__globals__.get("optimizer")
    if before is None:
        return contextlib.nullcontext()
    return put_in(f.__globals__, "optimizer", type(before).from_config(before.get_config()))


def costs_before_a_step(f, name, image):
    """Take one step; return J, J_content, J_style as floats, or raise an AssertionError."""
    try:
        costs = f(image)
    except NotImplementedError as error:
        raise not_written(name, error) from None
    except Exception as error:
        words = " ".join(str(error).split())
        hint = ""
        if any(sign in words for sign in ("apply_gradients", "_unique_id", "not enough values")):
            hint = " apply_gradients takes one list of pairs: [(gradient, generated_image)]."
        elif "gradient" in words.lower() or "None" in words:
            hint = (" It looks as if no gradient reached the picture: compute J inside the "
                    "`with tf.GradientTape()` block, with TensorFlow and not NumPy, from the "
                    "variable itself.")
        raise Mistake(f"{name}: one step on a picture of shape {tuple(image.shape)} should return "
                      f"three costs, got {type(error).__name__}: {words.rstrip('.')}.{hint}"
                      ) from None
    try:
        J, J_content, J_style = map(float, costs)
    except (TypeError, ValueError):
        raise Mistake(f"{name}: it should return J, J_content, J_style, three numbers, got "
                      f"{brief_type(costs)}") from None
    if not np.isfinite([J, J_content, J_style]).all():
        raise Mistake(f"{name}: the costs should be finite numbers, got {J}, {J_content}, "
                      f"{J_style}.")
    return J, J_content, J_style


def brief_type(value):
    """What a value is, in few words."""
    if isinstance(value, (tuple, list)):
        return f"{len(value)} values."
    if value is None:
        return "nothing: does it end with `return`?"
    return "one number." if np.ndim(value) == 0 else f"a {type(value).__name__}."
