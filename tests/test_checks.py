"""Mistakes as learners make them, what the checks say of each, and right answers in odd forms."""

import contextlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from utils import colors, costs
from utils.checks import (
    Mistake,
    check_compute_content_cost,
    check_compute_layer_style_cost,
    check_compute_style_cost,
    check_gaussian_distance,
    check_gram_matrix,
    check_instance_normalisation,
    check_lost,
    check_lowest_point,
    check_make_cost_with,
    check_masked_gram,
    check_match_colors,
    check_receptive_field,
    check_step_on_weights,
    check_total_cost,
    check_total_variation,
    check_train_step,
    check_training_loop,
    check_two_loop_recursion,
)
from utils.checks.fields import receptive_field
from utils.checks.gaussians import gaussian_distance, square_root
from utils.checks.loop import training_loop
from utils.checks.lost import lost
from utils.checks.maker import make_cost_with
from utils.checks.minimum import lowest_point
from utils.checks.recursion import two_loop_recursion
from utils.checks.weights import step_on_weights
from utils.painter.network import instance_normalisation
from utils.relative import total_variation
from utils.training import make_train_step

CHECKS = [
    check_receptive_field,
    check_compute_content_cost,
    check_gram_matrix,
    check_compute_layer_style_cost,
    check_compute_style_cost,
    check_total_cost,
    check_lowest_point,
    check_make_cost_with,
    check_gaussian_distance,
    check_match_colors,
    check_masked_gram,
    check_lost,
    check_total_variation,
    check_two_loop_recursion,
    check_instance_normalisation,
    check_step_on_weights,
]


def fields(conv=lambda field, stride: (field + 2 * stride, stride), pool=None):
    """A `receptive_field` with steps of its own: from (field, stride) to the next two."""
    pool = pool or (lambda field, stride: (field + stride, 2 * stride))

    def of(kinds):
        field, stride = 1, 1
        for kind in kinds:
            field, stride = (conv if kind == "conv" else pool)(field, stride)
        return field

    return of


def field_by_positions(kinds):
    """From the last layer back to the pixels, as one counts by hand."""
    width = 1
    for kind in reversed(kinds):
        width = width + 2 if kind == "conv" else 2 * width
    return width


def field_of_the_first(kinds):
    for kind in kinds:
        return 3 if kind == "conv" else 2


def stride_alone(kinds):
    stride = 1
    for kind in kinds:
        stride *= 2 if kind == "pool" else 1
    return stride


FIELDS = {
    "the stride stays 1": fields(pool=lambda field, stride: (field + stride, stride)),
    "adds two strides": fields(pool=lambda field, stride: (field + 2 * stride, 2 * stride)),
    "a pooling layer adds nothing": fields(pool=lambda field, stride: (field, 2 * stride)),
    "a convolution adds one stride": fields(lambda field, stride: (field + stride, stride)),
    "a convolution adds three strides": fields(lambda field, stride: (field + 3 * stride, stride)),
    "doubles at convolutions too": fields(lambda field, stride: (field + 2 * stride, 2 * stride)),
    "grows by 1": fields(pool=lambda field, stride: (field + stride, stride + 1)),
    "returned the stride": stride_alone,
    "only the first layer": field_of_the_first,
    "returned nothing": lambda kinds: None,
    "expected": lambda kinds: receptive_field(kinds) + 1,
}


def squared(a, b):
    return tf.reduce_sum(tf.square(a - b))


def size(a):
    return tf.size(a, out_type=tf.int32).numpy()


def content_loop(C, G):
    a_C, a_G = C[-1], G[-1]
    _, n_H, n_W, n_C = a_C.shape
    return sum(squared(a_C[:, i], a_G[:, i]) for i in range(n_H)) / (4 * n_H * n_W * n_C)


def content_first_of_three(C, G):
    return squared(C[0], G[0]) / (4 * size(C[0]))


def three_sizes(C, G):
    n_H, n_W, n_C = C[-1].shape
    return squared(C[-1], G[-1]) / (4 * n_H * n_W * n_C)


def misspells(C, G):
    return a_misspelt_name(C, G)  # noqa: F821


CONTENT = {
    "1/4 is missing": lambda C, G: tf.reduce_mean((C[-1] - G[-1]) ** 2),
    "factor is 1/2": lambda C, G: squared(C[-1], G[-1]) / (2 * size(C[-1])),
    "absolute values of the differences instead": lambda C, G: (
        tf.reduce_mean(tf.abs(C[-1] - G[-1])) / 4
    ),
    "are not squared.": lambda C, G: tf.reduce_mean(C[-1] - G[-1]) / 4,
    "the opposite order": lambda C, G: tf.reduce_mean(G[-1] - C[-1]) / 4,
    "is not normalised": lambda C, G: squared(C[-1], G[-1]),
    "not by n_H n_W n_C": lambda C, G: squared(C[-1], G[-1]) / 4,
    "n_C is missing": lambda C, G: squared(C[-1], G[-1]) / (4 * C[-1].shape[1] * C[-1].shape[2]),
    "brackets are missing": lambda C, G: squared(C[-1], G[-1]) / 4 * size(G[-1]),
    "the first activation. The content layer is the last one, [-1]": content_first_of_three,
    "every activation": lambda C, G: sum(squared(c, g) / 4 / size(c) for c, g in zip(C, G)),
    "with itself": lambda C, G: squared(G[-1], G[-1]) / 4,
    "no gradient gets through": lambda C, G: np.mean((np.array(C[-1]) - np.array(G[-1])) ** 2) / 4,
    "twice. A mean already": lambda C, G: tf.reduce_mean((C[-1] - G[-1]) ** 2) / (4 * size(C[-1])),
    "The shape of an activation has four": three_sizes,
    "second activation": lambda C, G: squared(C[1], G[1]) / (4 * size(C[1])),
    "cut the fraction off": lambda C, G: squared(C[-1], G[-1]) // (4 * size(C[-1])),
    "The last one is output[-1]": lambda C, G: tf.reduce_sum((C - G) ** 2),
    "has no attribute 'shape'). An output is": lambda C, G: C.shape[1] * 1.0,
    "In Python ^ is not a power": lambda C, G: tf.reduce_mean((C[-1] - G[-1]) ^ 2) / 4,
    "which holds plain numbers": lambda C, G: squared(C[-1], G[-1]) / (4 * tf.shape(C[-1])[1]),
    "array of shape (1,). Return the number alone": lambda C, G: tf.reshape(
        squared(C[-1], G[-1]) / (4 * size(C[-1])), [1]
    ),
    "in the line `return a_misspelt_name": misspells,
    "expected": lambda C, G: 0.3 * squared(C[-1], G[-1]),
    "returned nothing": lambda C, G: None,
    "not written yet": lambda C, G: (_ for _ in ()).throw(NotImplementedError()),
    "an error (InvalidArgumentError": lambda C, G: tf.matmul(C[-1], G[-1][0, 0]),
    "not a number": lambda C, G: "a lot",
    "expected 0.": lambda C, G: tf.square(C[-1] - G[-1]) / 4,
}


def fills_in(A):
    G = tf.zeros([len(A), len(A)])
    for i, row in enumerate(A):
        G[i, i] = tf.reduce_sum(row * row)
    return G


GRAM = {
    "A^T A, which compares positions": lambda A: tf.matmul(A, A, transpose_a=True),
    "A times A^T, not A times A": lambda A: tf.matmul(A, A),
    "multiplied A by itself element by element": lambda A: A * A,
    "multiplied A and A^T element by element": lambda A: A * tf.transpose(A),
    "cannot change a tensor in place": fills_in,
    "only the diagonal": lambda A: tf.reduce_sum(A**2, axis=1),
    "divided by n_H n_W": lambda A: A @ tf.transpose(A) / A.shape[1],
    "divided by n_C n_H n_W": lambda A: A @ tf.transpose(A) / (A.shape[0] * A.shape[1]),
    "no gradient": lambda A: A.numpy() @ A.numpy().T,
    "A tensor has no .T": lambda A: A @ A.T,
    "got": lambda A: A @ tf.transpose(A) + 1,
}


def grams(a_S, a_G, unroll=costs.unroll):
    return [A @ tf.transpose(A) for A in (unroll(a_S), unroll(a_G))]


def layer(factor, unroll=costs.unroll, between=squared):
    """A cost with its own factor, a function of n_C and n_HW."""

    def cost(a_S, a_G):
        _, n_H, n_W, n_C = a_S.shape
        return factor(n_C, n_H * n_W) * between(*grams(a_S, a_G, unroll))

    return cost


def right(n_C, n_HW):
    return 1 / (4 * n_C**2 * n_HW**2)


LAYER = {
    "1/4 is missing": layer(lambda c, p: 1 / (c * p) ** 2),
    "1/2 instead": layer(lambda c, p: 1 / (2 * (c * p) ** 2)),
    "absolute values of the differences of G instead": layer(
        right, between=lambda a, b: tf.reduce_sum(abs(a - b))
    ),
    "are not squared.": layer(right, between=lambda a, b: tf.reduce_sum(a - b)),
    "is not normalised": layer(lambda c, p: 1),
    "n_C^2, not n_C": layer(lambda c, p: 1 / (4 * c * p**2)),
    "(n_H n_W)^2, not n_H n_W": layer(lambda c, p: 1 / (4 * c**2 * p)),
    "brackets are missing": layer(lambda c, p: 1 / 4 * c**2 * p**2),
    "closes too soon": layer(lambda c, p: 1 / (4 * c**2) * p**2),
    "two squares": layer(lambda c, p: 1 / (4 * c * p)),
    "n_C^2 is missing": layer(lambda c, p: 1 / (4 * p**2)),
    "(n_H n_W)^2 is missing": layer(lambda c, p: 1 / (4 * c**2)),
    "normalised twice, in gram_matrix and again in the cost (by n_H n_W)": layer(
        lambda c, p: right(c, p) / p**2
    ),
    "took a mean instead of the sum": layer(
        right, between=lambda a, b: tf.reduce_mean(tf.square(a - b))
    ),
    "the 4 is squared": layer(lambda c, p: 1 / (4 * c * p) ** 2),
    "cut the fraction off": lambda a_S, a_G: layer(right)(a_S, a_G) // 1,
    "squared the sum instead": layer(right, between=lambda a, b: tf.reduce_sum(a - b) ** 2),
    "wrote ^ for a power": layer(lambda c, p: 1 / (4 * c ^ 2 * p ^ 2)),
    "not unrolled": lambda a_S, a_G: (
        right(a_S.shape[3], a_S.shape[1] * a_S.shape[2])
        * squared(*(tf.matmul(a, a, transpose_b=True) for a in (a_S, a_G)))
    ),
    "(by n_C n_H n_W)": layer(lambda c, p: right(c, p) / (c * p) ** 2),
    "scrambles the channels": layer(right, lambda a: tf.reshape(a, [a.shape[-1], -1])),
    "compares positions and not channels": layer(right, lambda a: tf.transpose(costs.unroll(a))),
    "element by element": lambda a_S, a_G: (
        right(a_S.shape[3], a_S.shape[1] * a_S.shape[2])
        * squared(costs.unroll(a_S) ** 2, costs.unroll(a_G) ** 2)
    ),
    "Compare their Gram matrices": lambda a_S, a_G: (
        right(a_S.shape[3], a_S.shape[1] * a_S.shape[2]) * squared(a_S, a_G)
    ),
    "with itself": lambda a_S, a_G: layer(right)(a_S, a_S),
    "no gradient": lambda a_S, a_G: layer(right)(a_S, a_G).numpy(),
}


def each(S, G):
    return [costs.compute_layer_style_cost(s, g) for s, g in zip(S, G)]


def returns_in_the_loop(S, G, layers):
    for J, (_, weight) in zip(each(S, G), layers):
        return weight * J


def overwrites(S, G, layers):
    for J, (_, weight) in zip(each(S, G), layers):
        J_style = weight * J
    return J_style


STYLE = {
    "weights are ignored. Multiply": lambda S, G, w: sum(each(S[:-1], G[:-1])),
    "ignored and you took a mean": lambda S, G, w: tf.reduce_mean(each(S[:-1], G[:-1])),
    "weights are ignored and the content layer is": lambda S, G, w: sum(each(S, G)),
    "content layer is counted as style and the first style layer": lambda S, G, w: sum(
        v * J for J, (_, v) in zip(each(S[1:], G[1:]), w)
    ),
    "content layer is counted as style. Leave": lambda S, G, w: sum(
        v * J for J, v in zip(each(S, G), [v for _, v in w] + [1])
    ),
    "every layer has the weight 0.2": lambda S, G, w: 0.2 * sum(each(S[:-1], G[:-1])),
    "The weight comes second": lambda S, G, w: sum(v * J for J, (v, _) in zip(each(S, G), w)),
    "first style layer is left": lambda S, G, w: costs.compute_style_cost(S[1:], G[1:], w[1:]),
    "last style layer is left": lambda S, G, w: sum(v * J for J, (_, v) in zip(each(S, G), w[:-1])),
    "is `zip` missing": lambda S, G, w: [a for a, b, c in (S[:-1], G[:-1], w * 2)],
    "Unpack each pair": lambda S, G, w: sum(pair * J for J, pair in zip(each(S, G), w)),
    "number of layers": lambda S, G, w: costs.compute_style_cost(S, G, w) / len(w),
    "sum of the weights": lambda S, G, w: costs.compute_style_cost(S, G, w) / sum(v for _, v in w),
    "inside the loop": returns_in_the_loop,
    "overwritten": overwrites,
    "with itself": lambda S, G, w: costs.compute_style_cost(G, G, w),
    "no gradient": lambda S, G, w: costs.compute_style_cost(S, G, w).numpy(),
    "an error (ValueError": lambda S, G, w: costs.compute_style_cost(S[:2], G, w),
}

TOTAL = {
    "alpha and beta are swapped": lambda C, S, alpha=10, beta=40: beta * C + alpha * S,
    "default values are swapped": lambda C, S, alpha=40, beta=10: alpha * C + beta * S,
    "not fixed numbers": lambda C, S, alpha=10, beta=40: 10 * C + 40 * S,
    "ignored and the two costs only added": lambda C, S, alpha=10, beta=40: C + S,
    "alpha is ignored": lambda C, S, alpha=10, beta=40: C + beta * S,
    "beta is ignored": lambda C, S, alpha=10, beta=40: alpha * C + S,
    "alpha is used for both": lambda C, S, alpha=10, beta=40: alpha * (C + S),
    "alpha multiplies both terms": lambda C, S, alpha=10, beta=40: alpha * (C + beta * S),
    "with its default values": lambda C, S, alpha, beta: alpha * C + beta * S,
    "style is left out": lambda C, S, alpha=10, beta=40: alpha * C,
    "content is left out": lambda C, S, alpha=10, beta=40: beta * S,
    "subtracted": lambda C, S, alpha=10, beta=40: alpha * C - beta * S,
    "are multiplied instead": lambda C, S, alpha=10, beta=40: (alpha * C) * (beta * S),
    "no gradient": lambda C, S, alpha=10, beta=40: float(alpha * C + beta * S),
    "the default alpha and beta, expected 15.5 but got 16.5": lambda C, S, alpha=10, beta=40: (
        alpha * C + beta * S + 1
    ),
}

LOWEST = {
    "swapped": lambda C, S, alpha, beta: (beta * C + alpha * S) / (alpha + beta),
    "you took the mean": lambda C, S, alpha, beta: 0.5 * C + 0.5 * S,
    "division by alpha + beta is missing": lambda C, S, alpha, beta: alpha * C + beta * S,
    "divided by 2": lambda C, S, alpha, beta: (alpha * C + beta * S) / 2,
    "brackets are missing": lambda C, S, alpha, beta: alpha * C + beta * S / (alpha + beta),
    "a minus sign slipped in": lambda C, S, alpha, beta: (alpha * C - beta * S) / (alpha + beta),
    "must be 0": lambda C, S, alpha, beta: (alpha * C - beta * S) / (alpha - beta),
    "squared the weights": lambda C, S, alpha, beta: lowest_point(C, S, alpha**2, beta**2),
    "fixed numbers": lambda C, S, alpha, beta: 0.2 * C + 0.8 * S,
    "returned the lowest cost": lambda C, S, alpha, beta: (
        alpha * (lowest_point(C, S, alpha, beta) - C) ** 2
        + beta * (lowest_point(C, S, alpha, beta) - S) ** 2
    ),
    "no gradient": lambda C, S, alpha, beta: float(lowest_point(C, S, alpha, beta)),
    "expected": lambda C, S, alpha, beta: lowest_point(C, S, alpha, beta) + 1,
}


def maker(
    content_of=lambda C, S, G: C,
    style_of=lambda C, S, G: S,
    seen=lambda C, S, G: G,
    total=costs.total_cost,
    returned=lambda J, J_content, J_style: (J, J_content, J_style),
):
    """A `make_cost_with` with parts of its own: what is compared, weighted and returned."""

    def make(features, content, style, alpha=10, beta=40):
        def cost(picture):
            three = content, style, picture
            output = features(seen(*three))
            J_content = costs.compute_content_cost(features(content_of(*three)), output)
            J_style = costs.compute_style_cost(features(style_of(*three)), output)
            return returned(total(J_content, J_style, alpha, beta), J_content, J_style)

        return cost

    return make


def costs_of_the_content(features, content, style, alpha=10, beta=40):
    return make_cost_with(features, content, style, alpha, beta)(content)


MAKER = {
    "content and style are swapped": maker(lambda C, S, G: S, lambda C, S, G: C),
    "both costs compare with the content": maker(style_of=lambda C, S, G: C),
    "both costs compare with the style": maker(content_of=lambda C, S, G: S),
    "the content is measured instead": maker(seen=lambda C, S, G: C),
    "the style is measured instead": maker(seen=lambda C, S, G: S),
    "alpha and beta are ignored": maker(total=lambda C, S, *_: costs.total_cost(C, S)),
    "alpha and beta are swapped": maker(total=lambda C, S, a, b: costs.total_cost(C, S, b, a)),
    "the opposite order": maker(returned=lambda J, C, S: (J, S, C)),
    "J comes last": maker(returned=lambda J, C, S: (C, S, J)),
    "only J is returned": maker(returned=lambda J, C, S: J),
    "J is missing": maker(returned=lambda J, C, S: [C, S]),
    "no gradient": maker(returned=lambda *three: [float(each) for each in three]),
    "returned nothing": lambda features, content, style, alpha=10, beta=40: None,
    "not written yet": maker(returned=lambda *three: (_ for _ in ()).throw(NotImplementedError())),
    "Return a function itself": costs_of_the_content,
    "expected": maker(total=lambda *four: costs.total_cost(*four) + 1),
}


def sum_of_roots(symmetric):
    return tf.reduce_sum(tf.sqrt(tf.linalg.eigvalsh(symmetric)))


def gaussian(
    overlap=lambda R, S, T: sum_of_roots(R @ T @ R),
    factor=2,
    means=lambda d: tf.reduce_sum(d**2),
    trace=tf.linalg.trace,
):
    """A distance with parts of its own; `overlap` is given square_root(Sigma_1) as well."""

    def distance(mu_1, Sigma_1, mu_2, Sigma_2):
        root = square_root(Sigma_1)
        return (
            means(mu_1 - mu_2)
            + trace(Sigma_1)
            + trace(Sigma_2)
            - factor * overlap(root, Sigma_1, Sigma_2)
        )

    return distance


def gaussian_spread(spread):
    return lambda m, S, n, T: squared(m, n) + spread(S, T)


def gaussian_by_numpy(m, S, n, T):
    e, U = np.linalg.eigh(S)
    root = U * np.sqrt(e) @ U.T
    roots = np.sqrt(np.linalg.eigvalsh(root @ T.numpy() @ root))
    return ((m - n).numpy() ** 2).sum() + np.trace(S) + np.trace(T) - 2 * roots.sum()


GAUSSIAN = {
    "factor 2 before the last trace": gaussian(factor=1),
    "is added. It is subtracted": gaussian(factor=-2),
    "last term is left out": gaussian(factor=0),
    "the outer square root is missing": gaussian(
        lambda R, S, T: tf.reduce_sum(tf.linalg.eigvalsh(R @ T @ R))
    ),
    "square root of the sum of the eigenvalues": gaussian(
        lambda R, S, T: tf.sqrt(tf.reduce_sum(tf.linalg.eigvalsh(R @ T @ R)))
    ),
    "each entry of the matrix product": gaussian(
        lambda R, S, T: tf.linalg.trace(tf.sqrt(R @ T @ R))
    ),
    "as if variances were standard deviations": gaussian(lambda R, S, T: sum_of_roots(S @ T @ S)),
    "each entry of Sigma_1": gaussian(lambda R, S, T: sum_of_roots(tf.sqrt(S) @ T @ tf.sqrt(S))),
    "Sigma_1 Sigma_2, which is not symmetric": gaussian(lambda R, S, T: sum_of_roots(S @ T)),
    "only one of the two factors": gaussian(lambda R, S, T: sum_of_roots(R @ T)),
    "taken of both matrices": gaussian(lambda R, S, T: sum_of_roots(R @ square_root(T) @ R)),
    "the square roots of the two matrices entry by entry": gaussian_spread(
        lambda S, T: squared(square_root(S), square_root(T))
    ),
    "compared the variances and not": gaussian_spread(squared),
    "only the diagonals": gaussian_spread(
        lambda S, T: squared(*(tf.sqrt(tf.linalg.diag_part(each)) for each in (S, T)))
    ),
    "added up all entries": gaussian(trace=tf.reduce_sum),
    "tr Sigma_1 is missing": lambda m, S, n, T: gaussian_distance(m, S, n, T) - tf.linalg.trace(S),
    "tr Sigma_2 is missing": lambda m, S, n, T: gaussian_distance(m, S, n, T) - tf.linalg.trace(T),
    "means are left out": gaussian(means=lambda d: 0),
    "difference of the means is not squared": gaussian(means=tf.reduce_sum),
    "absolute values of the differences of the means": gaussian(
        means=lambda d: tf.reduce_sum(tf.abs(d))
    ),
    "the length of the difference": gaussian(means=tf.norm),
    "squared the sum of the differences of the means": gaussian(
        means=lambda d: tf.reduce_sum(d) ** 2
    ),
    "mean over the channels instead": gaussian(means=lambda d: tf.reduce_mean(d**2)),
    "Leave the distance squared": lambda *both: tf.sqrt(gaussian_distance(*both)),
    "no gradient": gaussian_by_numpy,
    "array of shape (1,). Return the number alone": lambda *both: tf.reshape(
        gaussian_distance(*both), [1]
    ),
    "expected": lambda *both: 3 * gaussian_distance(*both),
}


def symmetric_root(Sigma):
    e, U = np.linalg.eigh(Sigma)
    return U * np.sqrt(e) @ U.T


def colours(
    matrix=lambda C, S: np.linalg.inv(symmetric_root(S)) @ symmetric_root(C),
    subtracted=lambda C, S: S.mean(axis=0),
    added=lambda C, S: C.mean(axis=0),
    covariance=lambda X: np.cov(X.T, bias=True),
    end=lambda pixels: pixels.clip(0, 1),
):
    """A `match_colors` by NumPy with parts of its own; each is given rows of pixels."""

    def match_colors(content, style):
        C, S = (picture.numpy().reshape(-1, 3).astype(float) for picture in (content, style))
        moved = (S - subtracted(C, S)) @ matrix(covariance(C), covariance(S)) + added(C, S)
        return end(moved).reshape(style.shape)

    return match_colors


def cholesky_colours(C, S):
    return (np.linalg.cholesky(C) @ np.linalg.inv(np.linalg.cholesky(S))).T


def transported(C, S):
    root, inverse = symmetric_root(S), np.linalg.inv(symmetric_root(S))
    return inverse @ symmetric_root(root @ C @ root) @ inverse


def per_channel(content, style):
    (mu_C, var_C), (mu_S, var_S) = (tf.nn.moments(each, [0, 1, 2]) for each in (content, style))
    return tf.clip_by_value((style - mu_S) * tf.sqrt(var_C / var_S) + mu_C, 0, 1)


def by_tensorflow(content, style):
    """Pixels as columns, so that matrices stand before them, in the formula's order."""
    C, S = (tf.transpose(tf.reshape(picture, [-1, 3])) for picture in (content, style))
    (mu_C, x_C), (mu_S, x_S) = (
        (mu, x - mu) for x in (C, S) for mu in [tf.reduce_mean(x, axis=1, keepdims=True)]
    )
    Sigma_C, Sigma_S = (x @ tf.transpose(x) / x.shape[1] for x in (x_C, x_S))
    moved = tf.linalg.sqrtm(Sigma_C) @ tf.linalg.inv(tf.linalg.sqrtm(Sigma_S)) @ x_S + mu_C
    return tf.clip_by_value(tf.reshape(tf.transpose(moved), style.shape), 0, 1)


COLOURS = {
    "is not clipped": colours(end=lambda pixels: pixels),
    "stretched the result": colours(end=lambda x: (x - x.min()) / (x.max() - x.min())),
    "style's mean is not subtracted": colours(subtracted=lambda C, S: 0),
    "content's mean is subtracted": colours(subtracted=lambda C, S: C.mean(axis=0)),
    "content's mean is not added": colours(added=lambda C, S: 0),
    "style's mean is added": colours(added=lambda C, S: S.mean(axis=0)),
    "one mean over all three": colours(
        subtracted=lambda C, S: S.mean(), added=lambda C, S: C.mean()
    ),
    "only the means are moved": lambda C, S: tf.clip_by_value(
        S + tf.reduce_mean(C, [0, 1, 2]) - tf.reduce_mean(S, [0, 1, 2]), 0, 1
    ),
    "content's pixels are moved": lambda C, S: colours()(S, C),
    "matrices are swapped": colours(
        lambda C, S: np.linalg.inv(symmetric_root(C)) @ symmetric_root(S)
    ),
    "in the wrong order": colours(
        lambda C, S: symmetric_root(C) @ np.linalg.inv(symmetric_root(S))
    ),
    "style's root is not inverted": colours(lambda C, S: symmetric_root(S) @ symmetric_root(C)),
    "style's root is left out": colours(lambda C, S: symmetric_root(C)),
    "content's root is left out": colours(lambda C, S: np.linalg.inv(symmetric_root(S))),
    "the square roots are missing": colours(lambda C, S: np.linalg.inv(S) @ C),
    "and inverted one matrix": colours(lambda C, S: np.linalg.inv(np.sqrt(S)) @ np.sqrt(C)),
    "of 1 over each entry": colours(lambda C, S: S**-0.5 @ C**0.5),
    "and divided them": colours(lambda C, S: np.sqrt(C) / np.sqrt(S)),
    "root of the product": colours(lambda C, S: tf.linalg.sqrtm(np.linalg.inv(S) @ C).numpy()),
    "only the spread of each channel": per_channel,
    "without subtracting the mean": colours(covariance=lambda X: X.T @ X / len(X)),
    "not divided by its own number": colours(covariance=lambda X: np.cov(X.T) * (len(X) - 1)),
    "as np.cov does": colours(covariance=lambda X: np.cov(X.T)),
    "not by Cholesky": colours(cholesky_colours),
    "first the style's inverse root": colours(transported),
    "still rows of three": lambda C, S: tf.reshape(colors.match_colors(C, S), [-1, 3]),
    "style picture itself": lambda C, S: S,
    "expected": lambda C, S: colors.match_colors(C, S) ** 2,
}


def masked(power=1, divide=lambda G, m, mask: G / m.sum(), resize=None, centre=False):
    """A `masked_gram` by einsum with parts of its own."""

    def masked_gram(a, mask):
        shrink = resize or (lambda a, mask: tf.image.resize(mask, a.shape[1:3], antialias=True))
        m = shrink(a, mask).numpy().astype(np.float32)
        if centre:
            a = a - tf.reduce_sum(m * a, axis=[0, 1, 2]) / m.sum()
        return divide(tf.einsum("bhw,bhwi,bhwj->ij", m[..., 0] ** power, a, a), m, mask)

    return masked_gram


def area_before(G, m, mask):
    return G / tf.reduce_sum(mask)


MASKED = {
    "G is not divided by anything": masked(divide=lambda G, m, mask: G),
    "number of all positions": masked(divide=lambda G, m, mask: G / m.size),
    "mask's mean and not by its sum": masked(divide=lambda G, m, mask: G / m.mean()),
    "before it was resized": masked(divide=area_before),
    "mask counts squared, because it multiplies the activations on both sides.": masked(2),
    "on both sides, and G is not divided by anything": masked(2, lambda G, m, mask: G),
    "on both sides, and G is divided by the number of all positions": lambda a, mask: (
        costs.mean_gram(a * tf.image.resize(mask, a.shape[1:3], antialias=True))
    ),
    "on both sides, and G is divided by the mask's mean": masked(
        2, lambda G, m, mask: G / m.mean()
    ),
    "on both sides, and G is divided by the area that": masked(2, area_before),
    "in the sum and in the area": masked(2, lambda G, m, mask: G / (m**2).sum()),
    "the square root of the mask counts": masked(0.5),
    "is not resized": masked(resize=lambda a, mask: mask),
    "n_H and n_W are swapped": masked(
        resize=lambda a, mask: tf.image.resize(mask, (a.shape[2], a.shape[1]), antialias=True)
    ),
    "without antialias=True": masked(resize=lambda a, mask: tf.image.resize(mask, a.shape[1:3])),
    'by "nearest"': masked(resize=lambda a, mask: tf.image.resize(mask, a.shape[1:3], "nearest")),
    'by "area"': masked(resize=lambda a, mask: tf.image.resize(mask, a.shape[1:3], "area")),
    "is cut at 0.5": masked(
        resize=lambda a, mask: tf.round(tf.image.resize(mask, a.shape[1:3], antialias=True))
    ),
    "wrong way round": lambda a, mask: costs.masked_gram(a, 1 - mask),
    "mask is ignored": lambda a, mask: costs.mean_gram(a),
    "also divided by n_C": lambda a, mask: costs.masked_gram(a, mask) / a.shape[-1],
    "That gives the covariance": masked(centre=True),
    "which scrambles the channels": lambda a, mask: costs.masked_gram(
        tf.reshape(tf.transpose(tf.reshape(a, [a.shape[3], -1])), a.shape), mask
    ),
    "compares positions": lambda a, mask: (
        lambda X, m: tf.matmul(m * X, X, transpose_b=True) / tf.reduce_sum(m)
    )(
        tf.reshape(a, [-1, a.shape[3]]),
        tf.reshape(tf.image.resize(mask, a.shape[1:3], antialias=True), [-1, 1]),
    ),
    "no gradient": lambda a, mask: masked()(tf.constant(a.numpy()), mask),
    "expected": lambda a, mask: 3 * costs.masked_gram(a, mask),
}


def channel_variances(a):
    return np.var(a, axis=(0, 1, 2))


def over_variance(of_difference, variance=lambda C, G: channel_variances(C).mean()):
    """A `lost` by NumPy with parts of its own."""
    return lambda C, G: of_difference((C - G).numpy()) / variance(C.numpy(), G.numpy())


def mean_square(difference):
    return np.mean(difference**2)


LOST = {
    "nothing is divided by the variance.": lambda C, G: tf.reduce_mean((C - G) ** 2),
    "and the factor 1/4 of J_content is kept": lambda C, G: costs.compute_content_cost([C], [G]),
    "1/4 of J_content is still there": over_variance(lambda d: mean_square(d) / 4),
    "one variance of all channels together": over_variance(mean_square, lambda C, G: np.var(C)),
    "over the channels of each position": over_variance(
        mean_square, lambda C, G: np.var(C, axis=-1).mean()
    ),
    "added up the variances": over_variance(mean_square, lambda C, G: channel_variances(C).sum()),
    "the square root of the variance": over_variance(
        mean_square, lambda C, G: channel_variances(C).mean() ** 0.5
    ),
    "mean of the standard deviations": over_variance(
        mean_square, lambda C, G: np.std(C, axis=(0, 1, 2)).mean()
    ),
    "divided by the mean square": over_variance(mean_square, lambda C, G: np.mean(C * C)),
    "variance of the painting": over_variance(
        mean_square, lambda C, G: channel_variances(G).mean()
    ),
    "variance of the difference": over_variance(
        mean_square, lambda C, G: channel_variances(C - G).mean()
    ),
    "each channel's loss by its own variance": lambda C, G: np.mean(
        np.mean((C - G).numpy() ** 2, axis=(0, 1, 2)) / channel_variances(C)
    ),
    "one number for each channel. Take the mean": lambda C, G: (
        np.mean((C - G).numpy() ** 2, axis=(0, 1, 2)) / channel_variances(C)
    ),
    "because the variance has no mean": lambda C, G: (
        tf.reduce_mean((C - G) ** 2) / tf.math.reduce_variance(C, axis=[0, 1, 2])
    ),
    "are not squared.": over_variance(np.mean),
    "the opposite order": over_variance(lambda d: np.mean(-d)),
    "absolute values": over_variance(lambda d: np.mean(abs(d))),
    "squared the mean": over_variance(lambda d: np.mean(d) ** 2),
    "sum of the squares": over_variance(lambda d: np.sum(d**2)),
    "square root at the end": lambda C, G: lost(C, G) ** 0.5,
    "upside down": lambda C, G: channel_variances(C).mean() / tf.reduce_mean((C - G) ** 2),
    "a - b / c means": lambda C, G: tf.reduce_mean((C - G / channel_variances(C).mean()) ** 2),
    "compared with itself": lambda C, G: lost(G, G),
    "expected": lambda C, G: lost(C, G) + 1,
}


def recursion(
    first=lambda pairs: pairs[::-1],
    second=lambda pairs: pairs,
    share=lambda s, y, q: (s @ q) / (s @ y),
    back=lambda s, y, q: (y @ q) / (s @ y),
    scale=lambda s, y: (s @ y) / (y @ y),
    turn=lambda shares: shares[::-1],
):
    """A `two_loop_recursion` with parts of its own, which keeps the shares in a list."""

    def f(gradient, moves, changes):
        pairs, q, shares = list(zip(moves, changes)), gradient, []
        for s, y in first(pairs):
            shares.append(share(s, y, q))
            q = q - shares[-1] * y
        q = q * scale(*pairs[-1])
        for (s, y), kept in zip(second(pairs), turn(shares)):
            q = q + (kept - back(s, y, q)) * s
        return -q

    return f


def in_place(gradient, moves, changes):
    q = gradient
    for s, y in zip(moves[::-1], changes[::-1]):
        q -= (s @ q) / (s @ y) * y
    return -q


def scale_of_the_loops_last_pair(gradient, moves, changes):
    """Forgets that s and y are the oldest pair's when the first loop ends."""
    q, shares = gradient, []
    for s, y in zip(moves[::-1], changes[::-1]):
        shares.append((s @ q) / (s @ y))
        q = q - shares[-1] * y
    q = q * (s @ y) / (y @ y)
    for s, y, share in zip(moves, changes, shares[::-1]):
        q = q + (share - (y @ q) / (s @ y)) * s
    return -q


def returns_within_the_loop(gradient, moves, changes):
    q, shares = gradient, []
    for s, y in zip(moves[::-1], changes[::-1]):
        shares.append((s @ q) / (s @ y))
        q = q - shares[-1] * y
        q = q * (s @ y) / (y @ y)
        return -(q + (shares[-1] - (y @ q) / (s @ y)) * s)


def first_loop_alone(gradient, moves, changes):
    q = gradient
    for s, y in zip(moves[::-1], changes[::-1]):
        q = q - (s @ q) / (s @ y) * y
    return -q


def scaled_afterwards(gradient, moves, changes):
    s, y = moves[-1], changes[-1]
    return recursion(scale=lambda s, y: 1)(gradient, moves, changes) * (s @ y) / (y @ y)


def second_loop_alone(gradient, moves, changes):
    q = gradient * (moves[-1] @ changes[-1]) / (changes[-1] @ changes[-1])
    for s, y in zip(moves, changes):
        q = q - (y @ q) / (s @ y) * s
    return -q


def with_lines(first="q = q - share * y", middle="q = q * scale", second="", last="return -q"):
    """The recursion as a learner types it, with some lines of it typed otherwise."""
    second = second or "q = q + (share - (y @ q) / (s @ y)) * s"
    text = f"""
def f(gradient, moves, changes):
    q, shares = gradient, []
    for s, y in zip(moves[::-1], changes[::-1]):
        share = (s @ q) / (s @ y)
        shares.append(share)
        {first}
    scale = (moves[-1] @ changes[-1]) / (changes[-1] @ changes[-1])
    {middle}
    for s, y, share in zip(moves, changes, shares[::-1]):
        {second}
    {last}
"""
    namespace = {}
    exec(text, namespace)
    return namespace["f"]


def shares_of_the_gradient(gradient, moves, changes):
    return recursion(share=lambda s, y, q: (s @ gradient) / (s @ y))(gradient, moves, changes)


OLDEST_FIRST, NEWEST_FIRST = (lambda pairs: pairs), (lambda pairs: pairs[::-1])
RECURSION = {
    "the minus sign is missing": with_lines(last="return q"),
    "in each other's order": recursion(OLDEST_FIRST, NEWEST_FIRST),
    "both loops go from the oldest": recursion(OLDEST_FIRST, turn=lambda shares: shares),
    "both loops go from the newest": recursion(second=NEWEST_FIRST, turn=lambda shares: shares),
    "shares are not turned round": recursion(turn=lambda shares: shares),
    "divided by, in both loops": recursion(
        share=lambda s, y, q: (s @ y) * (s @ q), back=lambda s, y, q: (s @ y) * (y @ q)
    ),
    "divided by, in the first loop": recursion(share=lambda s, y, q: (s @ y) * (s @ q)),
    "divided by, in the second loop": recursion(back=lambda s, y, q: (s @ y) * (y @ q)),
    "s·y is missing, in both loops": recursion(
        share=lambda s, y, q: s @ q, back=lambda s, y, q: y @ q
    ),
    "s·y is missing in the first loop": recursion(share=lambda s, y, q: s @ q),
    "s·y is missing in the second loop": recursion(back=lambda s, y, q: y @ q),
    "the scale between the two loops is missing": with_lines(middle="pass"),
    "the scale is upside down": with_lines(middle="q = q / scale"),
    "the scale is s·s / s·y": recursion(scale=lambda s, y: (s @ s) / (s @ y)),
    "the scale is that of the oldest pair": scale_of_the_loops_last_pair,
    "scaled after the second loop": scaled_afterwards,
    "the gradient itself is scaled": with_lines(middle="q = gradient * scale"),
    "the first loop is missing": second_loop_alone,
    "the second loop is missing": with_lines(second="pass"),
    "every share is taken of the gradient": shares_of_the_gradient,
    "a share is y·q / s·y. In": recursion(share=lambda s, y, q: (y @ q) / (s @ y)),
    "a share is s·q / y·y": recursion(share=lambda s, y, q: (s @ q) / (y @ y)),
    "the first loop subtracts share * s": with_lines(first="q = q - share * s"),
    "the first loop adds share * y": with_lines(first="q = q + share * y"),
    "without subtracting y·q / s·y": with_lines(second="q = q + share * s"),
    "the second loop adds y·q / s·y": with_lines(second="q = q + (share + (y @ q) / (s @ y)) * s"),
    "the second loop subtracts s·q / s·y": with_lines(
        second="q = q + (share - (s @ q) / (s @ y)) * s"
    ),
    "a multiple of y": with_lines(second="q = q + (share - (y @ q) / (s @ y)) * y"),
    "subtracts each step": with_lines(second="q = q - (share - (y @ q) / (s @ y)) * s"),
    "only the newest pair counts": returns_within_the_loop,
    "you returned minus the gradient": lambda gradient, moves, changes: -gradient,
    "q as the first loop leaves it": first_loop_alone,
    "belongs to the caller": in_place,
    "expected": lambda gradient, moves, changes: two_loop_recursion(gradient, moves, changes) + 1,
}


def variation(down=lambda d: tf.reduce_mean(d**2), across=None):
    """A total variation with parts of its own."""

    def of(picture):
        rows, columns = tf.unstack(picture[0], axis=0), tf.unstack(picture[0], axis=1)
        steps = [tf.stack([b - a for a, b in zip(line, line[1:])]) for line in (rows, columns)]
        return down(steps[0]) + (across or down)(steps[1])

    return of


def nothing(d):
    return 0.0


def slopes(*axes):
    """Mean squared differences along these axes, by TensorFlow's own `diff`."""
    return lambda p: sum(tf.reduce_mean(tf.experimental.numpy.diff(p, axis=k) ** 2) for k in axes)


VARIATION = {
    "only the differences down": variation(across=nothing),
    "only the differences across": variation(nothing, lambda d: tf.reduce_mean(d**2)),
    "the sum of the squares": variation(lambda d: tf.reduce_sum(d**2)),
    "took the absolute values": variation(lambda d: tf.reduce_mean(tf.abs(d))),
    "added up the absolute values": variation(lambda d: tf.reduce_sum(tf.abs(d))),
    "tf.image.total_variation": tf.image.total_variation,
    "are not squared": variation(tf.reduce_mean),
    "neither squared nor averaged": variation(tf.reduce_sum),
    "squared the mean": variation(lambda d: tf.reduce_mean(d) ** 2),
    "colours instead of rows": slopes(2, 3),
    "colours instead of columns": slopes(1, 3),
    "axis 0, which counts the pictures": slopes(0),
    "diagonal neighbours": lambda p: tf.reduce_mean((p[:, :-1, :-1] - p[:, 1:, 1:]) ** 2),
    "the last row and column": lambda p: sum(
        tf.reduce_mean((p - tf.roll(p, 1, axis)) ** 2) for axis in (1, 2)
    ),
    "into one mean": lambda p: tf.reduce_mean(
        tf.concat([tf.reshape(tf.experimental.numpy.diff(p, axis=k) ** 2, [-1]) for k in (1, 2)], 0)
    ),
    "the mean of the two directions": lambda p: tf.reduce_mean([slopes(1)(p), slopes(2)(p)]),
    "divided by the number of pixels": lambda p: (
        sum(tf.reduce_sum(tf.experimental.numpy.diff(p, axis=k) ** 2) for k in (1, 2)) / size(p)
    ),
    "added up the three colours": lambda p: sum(
        slopes(1, 2)(colour) for colour in tf.split(p, 3, axis=3)
    ),
    "one number for each colour": variation(lambda d: tf.reduce_mean(d**2, axis=[0, 1])),
    "subtracted one direction": lambda p: slopes(1)(p) - slopes(2)(p),
    "square root at the end": lambda p: slopes(1, 2)(p) ** 0.5,
    "no gradient": lambda p: slopes(1, 2)(tf.constant(p.numpy())),
    "array of shape (1,). Return the number alone": lambda p: tf.reshape(slopes(1, 2)(p), [1]),
    "expected": lambda p: 7 * slopes(1, 2)(p),
}


def normalisation(
    axes=(1, 2), divisor=lambda a, axes: (np.var(a, axes, keepdims=True) + 1e-5) ** 0.5
):
    """An `instance_normalisation` by means, with parts of its own."""

    def of(a, scale, shift):
        return scale * (a - tf.reduce_mean(a, axes, True)) / divisor(a, axes) + shift

    return of


def by_picture_and_channel(a, scale, shift):
    """Every channel of every picture on its own."""
    pictures = []
    for picture in tf.unstack(a):
        channels = tf.unstack(picture, axis=2)
        rows = [
            w * (c - tf.reduce_mean(c)) / tf.sqrt(tf.math.reduce_variance(c) + 1e-5) + b
            for c, w, b in zip(channels, tf.unstack(scale), tf.unstack(shift))
        ]
        pictures.append(tf.stack(rows, axis=2))
    return tf.stack(pictures)


def by_batch_normalisation_of_one(a, scale, shift):
    """TensorFlow's own batch normalisation, one picture at a time."""
    pictures = [
        tf.nn.batch_normalization(one, *tf.nn.moments(one, [0, 1, 2]), shift, scale, 1e-5)
        for one in tf.split(a, len(a))
    ]
    return tf.concat(pictures, axis=0)


def without_keepdims(a, scale, shift):
    mean, variance = tf.nn.moments(a, [1, 2])
    return scale * (a - mean) / tf.sqrt(variance + 1e-5) + shift


NORMALISATION = {
    "That is batch normalisation": normalisation((0, 1, 2)),
    "That is layer normalisation": normalisation((1, 2, 3)),
    "over the channels of each position": normalisation(3),
    "all pictures and channels share": normalisation((0, 1, 2, 3)),
    "over axis 1 alone": normalisation(1),
    "over axis 2 alone": normalisation(2),
    "over the batch alone": normalisation(0),
    "divided by the variance": normalisation(
        divisor=lambda a, x: np.var(a, x, keepdims=True) + 1e-5
    ),
    "epsilon is missing": normalisation(divisor=lambda a, x: np.std(a, x, keepdims=True)),
    "multiplied by the standard deviation": normalisation(
        divisor=lambda a, x: 1 / (np.var(a, x, keepdims=True) + 1e-5) ** 0.5
    ),
    "nothing is divided": normalisation(divisor=lambda a, x: 1.0),
    "the mean is not subtracted": lambda a, scale, shift: (
        scale * a / (np.var(a, (1, 2), keepdims=True) + 1e-5) ** 0.5 + shift
    ),
    "root of the mean square": normalisation(
        divisor=lambda a, x: (tf.reduce_mean(a**2, x, True) + 1e-5) ** 0.5
    ),
    "brackets are missing": lambda a, scale, shift: (
        scale
        * (a - tf.reduce_mean(a, (1, 2), True) / (np.var(a, (1, 2), keepdims=True) + 1e-5) ** 0.5)
        + shift
    ),
    "keepdims=True is missing": without_keepdims,
    "exchanged": lambda a, scale, shift: normalisation()(a, shift, scale),
    "the shift is missing.": lambda a, scale, shift: normalisation()(a, scale, 0),
    "if the scale is missing.": lambda a, scale, shift: normalisation()(a, 1, shift),
    "scale and shift are missing": lambda a, scale, shift: normalisation()(a, 1, 0),
    "the shift is subtracted": lambda a, scale, shift: normalisation()(a, scale, -shift),
    "the shift is scaled too": lambda a, scale, shift: scale * (normalisation()(a, 1, shift)),
    "as they came": lambda a, scale, shift: a,
    "nothing is normalised": lambda a, scale, shift: scale * a + shift,
    "no gradient": lambda a, scale, shift: normalisation()(a.numpy(), scale.numpy(), shift.numpy()),
    "expected": lambda a, scale, shift: normalisation()(a, scale, shift) + 1,
}


def on_weights(
    followed=lambda J, C, S: J, measured=lambda C, G: (C, G), change=lambda *costs: costs
):
    """A `step_on_weights` with parts of its own."""

    def of(network, optimizer, cost, contents):
        with tf.GradientTape() as tape:
            costs = cost(*measured(contents, network(contents)))
            J = followed(*costs)
        gradients = tape.gradient(J, network.trainable_weights)
        optimizer.apply(gradients, network.trainable_weights)
        return change(*costs)

    return of


def by_assignment(network, optimizer, cost, contents):
    """Gradient descent by hand."""
    with tf.GradientTape() as tape:
        costs = cost(contents, network(contents))
    for weight, gradient in zip(network.weights, tape.gradient(costs[0], network.weights)):
        weight.assign_sub(optimizer.learning_rate * gradient)
    return list(costs)


def painted_before_the_tape(network, optimizer, cost, contents):
    paintings = network(contents)
    with tf.GradientTape() as tape:
        costs = cost(contents, paintings)
    weights = network.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(costs[0], weights), weights))
    return costs


def costs_after_the_step(network, optimizer, cost, contents):
    by_assignment(network, optimizer, cost, contents)
    return cost(contents, network(contents))


ON_WEIGHTS = {
    "weights are not changed": lambda n, o, cost, contents: cost(contents, n(contents)),
    "again after the step": costs_after_the_step,
    "swapped": on_weights(measured=lambda C, G: (G, C)),
    "gradient of J_content": on_weights(lambda J, C, S: C),
    "gradient of J_style": on_weights(lambda J, C, S: S),
    "sum of all three": on_weights(lambda *costs: sum(costs)),
    "gradient ascent": on_weights(lambda J, C, S: -J),
    "only J is returned": on_weights(change=lambda J, C, S: J),
    "inside `with tf.GradientTape()`": painted_before_the_tape,
    "returned nothing": on_weights(change=lambda *costs: None),
    "expected": on_weights(lambda J, C, S: 3 * J),
}


TABLES = (
    FIELDS,
    CONTENT,
    GRAM,
    LAYER,
    STYLE,
    TOTAL,
    LOWEST,
    MAKER,
    GAUSSIAN,
    COLOURS,
    MASKED,
    LOST,
    VARIATION,
    RECURSION,
    NORMALISATION,
    ON_WEIGHTS,
)
MISTAKES = [(check, words, f) for check, table in zip(CHECKS, TABLES) for words, f in table.items()]


@pytest.mark.parametrize(
    "check, words, f",
    MISTAKES,
    ids=[f"{check.__name__[6:]}: {words}" for check, words, _ in MISTAKES],
)
def test_a_mistake_is_named(check, words, f):
    with pytest.raises(AssertionError) as told:
        check(f)
    message = str(told.value)
    assert message.startswith(check.__name__.removeprefix("check_")) and words in message
    assert message.count("It looks") <= 1, "one accusation at most"
    if words in ("expected", "got", "expected 0."):
        assert "It looks" not in message, "a false accusation"


def einsum_content(C, G):
    d = C[-1] - G[-1]
    return tf.einsum("bhwc,bhwc->", d, d) / (4 * size(d))


def layer_by_tensordot(a_S, a_G):
    _, n_H, n_W, n_C = a_S.shape
    G_S, G_G = (tf.tensordot(a[0], a[0], [[0, 1], [0, 1]]) for a in (a_S, a_G))
    return squared(G_S, G_G) / (2 * n_C * n_H * n_W) ** 2


def layer_channels_reversed(a_S, a_G):
    return costs.compute_layer_style_cost(a_S[..., ::-1], a_G[..., ::-1])


def layer_by_permuting(a_S, a_G):
    n_C = a_S.shape[-1]
    return layer(right, lambda a: tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [n_C, -1]))(a_S, a_G)


def layer_columns_first(a_S, a_G):
    return costs.compute_layer_style_cost(*(tf.transpose(a, [0, 2, 1, 3]) for a in (a_S, a_G)))


def gaussian_by_cholesky(m, S, n, T):
    L = tf.linalg.cholesky(S)
    return squared(m, n) + tf.linalg.trace(S + T) - 2 * sum_of_roots(tf.transpose(L) @ T @ L)


def gaussian_by_roots(m, S, n, T):
    root = tf.linalg.sqrtm(T)
    return squared(m, n) + tf.linalg.trace(S + T - 2 * tf.linalg.sqrtm(root @ S @ root))


def lost_by_moments(C, G):
    _, variances = tf.nn.moments(C, axes=[0, 1, 2])
    return tf.reduce_sum((G - C) ** 2) / (size(C) * tf.reduce_mean(variances))


def recursion_by_matrix(gradient, moves, changes):
    """The product with the matrix of BFGS, which needs no second loop."""
    identity = np.eye(len(gradient))
    inverse_hessian = identity * (moves[-1] @ changes[-1]) / (changes[-1] @ changes[-1])
    for s, y in zip(moves, changes):
        left = identity - np.outer(s, y) / (s @ y)
        inverse_hessian = left @ inverse_hessian @ left.T + np.outer(s, s) / (s @ y)
    return -inverse_hessian @ gradient


def gram_under_the_root(a, mask):
    """The root of the mask on both sides, by the functions of notebook 2."""
    m = tf.image.resize(mask, a.shape[1:3], antialias=True)
    return costs.gram_matrix(costs.unroll(tf.sqrt(m) * a)) / tf.reduce_sum(m)


RIGHT = [
    (check_receptive_field, receptive_field),
    (check_receptive_field, field_by_positions),
    (check_compute_content_cost, costs.compute_content_cost),
    (check_compute_content_cost, einsum_content),
    (check_compute_content_cost, content_loop),
    (check_compute_content_cost, lambda C, G: tf.reduce_mean((C[-1] / 2 - G[-1] / 2) ** 2)),
    (check_compute_content_cost, lambda C, G: tf.nn.l2_loss(G[-1] - C[-1]) / (2 * size(C[-1]))),
    (check_compute_content_cost, lambda C, G: (1 + 3e-6) * costs.compute_content_cost(C, G)),
    (check_gram_matrix, costs.gram_matrix),
    (check_gram_matrix, lambda A: tf.einsum("ip,jp->ij", A, A)),
    (check_gram_matrix, lambda A: tf.tensordot(A, A, [[1], [1]])),
    (check_gram_matrix, lambda A: tf.reduce_sum(A[:, None] * A[None], -1)),
    (check_gram_matrix, tf.function(costs.gram_matrix)),
    (check_compute_layer_style_cost, costs.compute_layer_style_cost),
    (check_compute_layer_style_cost, layer(right)),
    (check_compute_layer_style_cost, layer_by_tensordot),
    (check_compute_layer_style_cost, layer_channels_reversed),
    (check_compute_layer_style_cost, layer_by_permuting),
    (check_compute_layer_style_cost, layer_columns_first),
    (check_compute_style_cost, costs.compute_style_cost),
    (
        check_compute_style_cost,
        lambda S, G, w: tf.tensordot(tf.stack(each(S[:-1], G[:-1])), [v for _, v in w], 1),
    ),
    (check_compute_style_cost, lambda S, G, w: sum(v * J for J, (_, v) in zip(each(S, G), w))),
    (check_total_cost, costs.total_cost),
    (check_total_cost, lambda C, S, alpha=10.0, beta=40.0: tf.add_n([beta * S, alpha * C])),
    (check_lowest_point, lowest_point),
    (check_lowest_point, lambda C, S, alpha, beta: C + (S - C) / (1 + alpha / beta)),
    (check_make_cost_with, make_cost_with),
    (check_make_cost_with, maker()),
    (check_make_cost_with, maker(returned=lambda *three: list(three))),
    (check_gaussian_distance, gaussian_distance),
    (check_gaussian_distance, gaussian()),
    (check_gaussian_distance, gaussian_by_cholesky),
    (check_gaussian_distance, gaussian_by_roots),
    (check_match_colors, colors.match_colors),
    (check_match_colors, colours()),
    (check_match_colors, by_tensorflow),
    (check_masked_gram, costs.masked_gram),
    (check_masked_gram, masked()),
    (check_masked_gram, gram_under_the_root),
    (check_lost, lost),
    (check_lost, lost_by_moments),
    (check_lost, over_variance(mean_square)),
    (check_total_variation, total_variation),
    (check_total_variation, variation()),
    (check_total_variation, slopes(1, 2)),
    (check_two_loop_recursion, two_loop_recursion),
    (check_two_loop_recursion, recursion()),
    (check_two_loop_recursion, with_lines()),
    (check_two_loop_recursion, recursion_by_matrix),
    (check_instance_normalisation, instance_normalisation),
    (check_instance_normalisation, normalisation()),
    (check_instance_normalisation, by_picture_and_channel),
    (check_instance_normalisation, by_batch_normalisation_of_one),
    (check_step_on_weights, step_on_weights),
    (check_step_on_weights, on_weights()),
    (check_step_on_weights, by_assignment),
]


@pytest.mark.parametrize("check, f", RIGHT)
def test_an_unusual_answer_that_is_right_passes(check, f, capsys):
    check(f)
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and said.startswith(check.__name__.removeprefix("check_"))


# ---------------------------------------------------------------- train_step

content = tf.image.resize(np.random.default_rng(0).random((1, 4, 4, 3), np.float32), (16, 16))
style = content[:, ::-1, ::-1]
generated_image = tf.Variable(0.8 * content + 0.1)
optimizer = keras.optimizers.Adam(learning_rate=0.01)


def cost(image, target=content):
    J_content = tf.reduce_mean((image - target) ** 2)
    J_style = tf.reduce_mean((image - style) ** 2)
    return 10 * J_content + 40 * J_style, J_content, J_style


def gradient_of(image, cost=cost):
    with tf.GradientTape() as tape:
        every = cost(image)
    return tape.gradient(every[0], image), every


def good_step(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients([(gradient, image)])
    image.assign(tf.clip_by_value(image, 0, 1))
    return every


def by_hand(image):
    gradient, every = gradient_of(image)
    image.assign(tf.clip_by_value(image - 0.01 * tf.sign(gradient), 0, 1))
    return list(every)


def tiny_steps(image):
    gradient, every = gradient_of(image)
    image.assign(tf.clip_by_value(image - 1e-3 * gradient, 0, 1))
    return every


def ascent(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients([(-gradient, image)])
    image.assign(tf.clip_by_value(image, 0, 1))
    return every


def ascent_by_hand(image):
    gradient, every = gradient_of(image)
    image.assign(tf.clip_by_value(image + 0.01 * gradient, 0, 1))
    return every


def not_updated(image):
    gradient, every = gradient_of(image)
    image = tf.clip_by_value(image - 0.01 * gradient, 0, 1)
    return every


def not_clipped(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients([(gradient, image)])
    return every


def with_itself(image):
    gradient, every = gradient_of(
        image, lambda image: (3 * tf.reduce_sum((image - image) ** 2),) * 3
    )
    image.assign(tf.clip_by_value(image - 0.01 * tf.sign(gradient), 0, 1))
    return every


def outside_the_tape(image):
    every = cost(image)
    with tf.GradientTape() as tape:
        J = every[0]
    optimizer.apply_gradients([(tape.gradient(J, image), image)])
    return every


def too_long(image):
    gradient, every = gradient_of(image)
    image.assign(tf.clip_by_value(image - 30 * gradient, 0, 1))
    return every


def with_numpy(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients([(gradient, image)])
    image.assign(image.numpy().clip(0, 1))
    return every


def with_an_optimizer_of_its_own(image):
    gradient, every = gradient_of(image)
    keras.optimizers.Adam(0.01).apply_gradients([(gradient, image)])
    image.assign(tf.clip_by_value(image, 0, 1))
    return every


def without_brackets(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients(gradient, image)
    return every


def not_in_a_list(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients((gradient, image))
    return every


def swapped_pair(image):
    gradient, every = gradient_of(image)
    optimizer.apply_gradients([(image, gradient)])
    return every


def costs_afterwards(image):
    good_step(image)
    return cost(image)


def unpacks_too_few(image):
    with tf.GradientTape():
        J, J_content = cost(image)
    return J, J_content, J


def style_alone(image):
    gradient, _ = gradient_of(image, lambda image: cost(image)[2:])
    optimizer.apply_gradients([(gradient, image)])
    every = cost(image)
    image.assign(tf.clip_by_value(image, 0, 1))
    return every


def style_alone_before(image):
    every = cost(image)
    gradient, _ = gradient_of(image, lambda image: cost(image)[2:])
    optimizer.apply_gradients([(gradient, image)])
    image.assign(tf.clip_by_value(image, 0, 1))
    return every


def not_written(image):
    raise NotImplementedError


STEPS = {
    "gradient ascent": [ascent, ascent_by_hand],
    "is not updated": [not_updated],
    "are not clipped": [not_clipped],
    "targets are recomputed": [with_itself],
    "no gradient reached": [outside_the_tape],
    "step is too long": [too_long],
    "not written yet": [not_written],
    "takes one list of pairs": [without_brackets, not_in_a_list, swapped_pair],
    "are computed after the step": [costs_afterwards, style_alone],
    "the gradient of J_style": [style_alone_before],
    "got one number": [lambda image: good_step(image)[0]],
    "got 2 values": [lambda image: good_step(image)[:2]],
    "got nothing": [lambda image: good_step(image) and None],
    "finite": [lambda image: [float("nan") * J for J in good_step(image)]],
}


def check_step(step):
    """Call the check as notebook 4 does."""
    check_train_step(step, generated_image, cost, optimizer)


@contextlib.contextmanager
def as_it_was():
    """Assert that nothing has changed in the notebook's picture and optimizer."""
    if not optimizer.built:
        optimizer.build([generated_image])
    before = [variable.numpy() for variable in (generated_image, *optimizer.variables)]
    yield
    for variable, value in zip((generated_image, *optimizer.variables), before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


@pytest.mark.parametrize(
    "words, step", [(words, step) for words, steps in STEPS.items() for step in steps]
)
@pytest.mark.parametrize("compiled", [False, True])
def test_a_wrong_step_is_named(words, step, compiled):
    with as_it_was(), pytest.raises(Mistake) as told:
        check_step(tf.function(step) if compiled else step)
    assert words in str(told.value) and str(told.value).startswith("train_step: ")
    assert str(told.value).count("It looks") <= 1


def test_names_that_do_not_fit_the_costs_are_no_wrong_pair():
    with pytest.raises(AssertionError, match="too many values to unpack") as told:
        check_step(unpacks_too_few)
    assert "list of pairs" not in str(told.value)


@pytest.mark.parametrize("step", [with_numpy, with_an_optimizer_of_its_own])
def test_a_step_that_cannot_be_compiled_is_told(step):
    with pytest.raises(AssertionError, match="not once @tf.function has compiled it"):
        check_step(tf.function(step))
    check_step(step)  # and is right without it


def test_the_courses_own_step_needs_no_check(capsys):
    check_step(make_train_step(cost))
    check_train_step(make_train_step(cost))
    assert capsys.readouterr().out.count("nothing to check") == 2


@pytest.mark.parametrize("arguments", [(), (None, cost, optimizer), (content, cost, optimizer)])
def test_a_step_before_its_picture(arguments):
    with pytest.raises(Mistake, match="Run the cells above first"):
        check_train_step(good_step, *arguments)


@pytest.mark.parametrize("step", [good_step, by_hand, tiny_steps, tf.function(good_step)])
def test_a_right_step_passes_and_leaves_the_notebook_as_it_was(step, capsys):
    with as_it_was():
        check_step(step)
    said = capsys.readouterr().out
    assert said.startswith("train_step: well done")
    assert ("`optimizer` was not used" in said) == (step in (by_hand, tiny_steps))


def a_notebook():
    """A picture, an optimizer and a compiled step of their own."""
    image, adam = tf.Variable(0.8 * content + 0.1), keras.optimizers.Adam(0.01)

    @tf.function
    def train_step(image):
        gradient, every = gradient_of(image)
        adam.apply_gradients([(gradient, image)])
        image.assign(tf.clip_by_value(image, 0, 1))
        return every

    return image, adam, train_step


def test_training_after_the_check_is_as_without_it():
    def trained(check):
        image, adam, train_step = a_notebook()
        if check:
            check_train_step(train_step, image, cost, adam)
        return [float(train_step(image)[0]) for _ in range(3)], image.numpy()

    (costs_without, without), (costs_with, with_check) = trained(False), trained(True)
    assert costs_with == costs_without
    np.testing.assert_array_equal(with_check, without)


def test_what_the_optimizer_remembers_does_not_count(capsys):
    image, adam, train_step = a_notebook()
    adam.build([image])
    momentum = next(each for each in adam.variables if "momentum" in each.path)
    momentum.assign(-1e3 * gradient_of(image)[0])
    before = momentum.numpy()
    check_train_step(train_step, image, cost, adam)
    assert capsys.readouterr().out.startswith("train_step: well done")
    np.testing.assert_array_equal(momentum.numpy(), before)


def test_a_step_without_an_optimizer(capsys):
    check_train_step(by_hand, generated_image, cost)
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("shape", [(1, 16, 16, 3), (1, 8, 16, 3)])
def test_an_optimizer_of_another_picture_is_named(shape):
    check_step(good_step)  # now it belongs to generated_image
    another = tf.Variable(tf.fill(shape, 0.5))
    with pytest.raises(Mistake, match="An optimizer belongs to one picture") as told:
        check_train_step(good_step, another, lambda image: 3 * [tf.reduce_sum(image)], optimizer)
    assert "It looks" not in str(told.value)


# ---------------------------------------------------------------- training_loop


def loop_with_one_too_many(image, step, steps):
    return [step(image) for _ in range(steps + 1)]


def loop_that_returns_too_soon(image, step, steps):
    for _ in range(steps):
        return [step(image)]


def loop_with_the_last_alone(image, step, steps):
    return [step(image) for _ in range(steps)][-1]


def loop_without_return(image, step, steps):
    [step(image) for _ in range(steps)]


def loop_from_the_end(image, step, steps):
    return [step(image) for _ in range(steps)][::-1]


def loop_of_J(image, step, steps):
    return [step(image)[0] for _ in range(steps)]


def loop_on_a_copy(image, step, steps):
    return [step(tf.identity(image)) for _ in range(steps)]


def loop_without_end(image, step, steps):
    while True:
        step(image)


LOOPS = {
    "not written yet": not_written,
    "it took 5": loop_with_one_too_many,
    "it took 1": loop_that_returns_too_soon,
    "should return a list of 4": loop_with_the_last_alone,
    "returned nothing": loop_without_return,
    "the first step's first": loop_from_the_end,
    "all that each step returned": loop_of_J,
    "generated_image itself": loop_on_a_copy,
    "does not stop": loop_without_end,
}


@pytest.mark.parametrize("words", LOOPS)
def test_a_wrong_loop_is_named(words):
    loop = LOOPS[words]
    with pytest.raises(Mistake, match=words) as told:
        check_training_loop((lambda *_: loop(None)) if words == "not written yet" else loop)
    assert str(told.value).startswith("training_loop: ")


def test_a_right_loop_passes(capsys):
    check_training_loop(training_loop)
    check_training_loop(lambda image, step, steps: [step(image) for _ in range(steps)])
    assert capsys.readouterr().out.count("training_loop: well done") == 2


# ---------------------------------------------------------------- functions that call others


def test_a_stub_that_another_function_calls_is_named():
    def gram_matrix(A):
        raise NotImplementedError()

    def compute_layer_style_cost(a_S, a_G):
        return tf.reduce_sum(tf.square(gram_matrix(a_S) - gram_matrix(a_G)))

    for arguments in (), (gram_matrix,):
        with pytest.raises(AssertionError, match="calls gram_matrix, which is not written yet"):
            check_compute_layer_style_cost(compute_layer_style_cost, *arguments)


def layer_with(gram_matrix):
    """A right `compute_layer_style_cost`, but for the Gram matrix that it calls."""

    def compute_layer_style_cost(a_S, a_G):
        return right(a_S.shape[3], a_S.shape[1] * a_S.shape[2]) * squared(
            *(gram_matrix(costs.unroll(a)) for a in (a_S, a_G))
        )

    return compute_layer_style_cost


def style_with(compute_layer_style_cost):
    """A right `compute_style_cost`, but for the layers' cost that it calls."""

    def compute_style_cost(S, G, layers):
        return sum(
            weight * compute_layer_style_cost(a_S, a_G)
            for a_S, a_G, (_, weight) in zip(S[:-1], G[:-1], layers)
        )

    return compute_style_cost


@pytest.mark.parametrize("words", sorted(GRAM.keys() - {"got"}))  # a constant cancels in the cost
def test_a_wrong_gram_matrix_that_another_function_calls_is_named(words):
    gram_matrix = GRAM[words]
    layer_cost = layer_with(gram_matrix)
    if words == "no gradient":  # its numbers are right
        expected = "no gradient gets through"
    else:
        expected = "gram_matrix fails its own check. Fix that first"
    for check, arguments in (
        (check_compute_layer_style_cost, (layer_cost, gram_matrix)),
        (check_compute_style_cost, (style_with(layer_cost), layer_cost, gram_matrix)),
    ):
        with pytest.raises(Mistake, match=expected) as told:
            check(*arguments)
        assert "It looks" not in str(told.value)


def test_a_wrong_function_that_another_calls_is_named():
    def layer_cost(a_S, a_G):
        return 3 * costs.compute_layer_style_cost(a_S, a_G)

    with pytest.raises(Mistake, match="compute_layer_style_cost fails its own check"):
        check_compute_style_cost(style_with(layer_cost), layer_cost, costs.gram_matrix)
    with pytest.raises(Mistake, match="does not recognise this mistake"):
        check_compute_style_cost(style_with(layer_cost))
    right_one = costs.compute_layer_style_cost
    check_compute_style_cost(style_with(right_one), right_one, costs.gram_matrix)


def test_a_right_function_is_not_blamed_for_the_one_that_calls_it():
    with pytest.raises(Mistake, match="1/4 is missing") as told:
        check_compute_layer_style_cost(LAYER["1/4 is missing"], costs.gram_matrix)
    assert "own check" not in str(told.value)


def test_a_right_function_passes_whatever_the_one_it_does_not_call():
    check_compute_layer_style_cost(layer(right), lambda A: A)


def test_a_list_is_no_tensor():
    with pytest.raises(AssertionError, match="returned a list of 3, not one tensor. .* tf.stack"):
        check_gram_matrix(lambda A: [[tf.reduce_sum(a * b) for a in A] for b in A])


def test_what_has_no_name_may_be_an_older_cell():
    told = "does not recognise this mistake. .* run its cell again"
    with pytest.raises(AssertionError, match=told):
        check_gram_matrix(lambda A: 7 * tf.matmul(A, A, transpose_b=True))


def test_a_notebook_shows_the_sentence_alone():
    with pytest.raises(Mistake) as caught:
        check_gram_matrix(lambda A: A)
    assert caught.value._render_traceback_() == [str(caught.value)]
