"""What must hold of the costs for every input: hypothesis looks for the exception."""

import numpy as np
import tensorflow as tf
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.costs import (
    compute_content_cost,
    compute_layer_style_cost,
    compute_style_cost,
    gram_matrix,
    mean_gram,
    total_cost,
    unroll,
)

settings.register_profile(
    "same every time",
    derandomize=True,
    deadline=None,
    max_examples=80,
    database=None,
    phases=[Phase.generate],
)  # shrinking can take minutes
settings.load_profile("same every time")

numbers = st.floats(-8, 8).map(lambda number: round(number, 3))  # no 1e-300, whose square is 0
factors = st.floats(0.1, 10)
shapes = st.tuples(st.just(1), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5))


def activations(shape):
    return arrays(np.float64, shape, elements=numbers).map(tf.constant)


def alike(count):
    """As many activations of one shape."""
    return shapes.flatmap(lambda shape: st.tuples(*[activations(shape)] * count))


def content_cost(a, b):
    return compute_content_cost([a], [b])


def style_cost(a, b):
    """Over two layers, of which one sees the activation's square."""
    return compute_style_cost([a, a * a, a], [b, b * b, b], [("one", 0.3), ("two", 0.7)])


COSTS = {content_cost: 2, compute_layer_style_cost: 4}  # and the power of a scale it grows with
every_cost = st.sampled_from([*COSTS, style_cost])


def close(found, expected, rtol=1e-9, atol=1e-9):
    np.testing.assert_allclose(found, expected, rtol, atol)


@given(every_cost, alike(2))
def test_no_cost_is_negative(cost, pair):
    assert cost(*pair) >= 0 and cost(*pair).shape == ()


@given(every_cost, alike(1))
def test_equals_cost_nothing(cost, one):
    assert cost(*one, *one) == 0


@given(alike(2))
def test_only_equals_have_no_content_cost(pair):
    a, b = pair
    assert (content_cost(a, b) == 0) == bool(tf.reduce_all(a == b))


@given(every_cost, alike(2))
def test_no_cost_cares_which_comes_first(cost, pair):
    a, b = pair
    close(cost(a, b), cost(b, a))


@given(alike(3))
def test_content_cost_sees_the_difference_alone(three):
    a, b, shift = three
    close(content_cost(a + shift, b + shift), content_cost(a, b))


@given(st.sampled_from(list(COSTS)), alike(2), factors)
def test_costs_grow_with_the_square_and_the_fourth_power(cost, pair, factor):
    a, b = pair
    close(cost(factor * a, factor * b), factor ** COSTS[cost] * cost(a, b))


@given(alike(2), st.lists(factors, min_size=2, max_size=2), factors)
def test_style_cost_is_linear_in_its_weights(pair, weights, factor):
    a, b = pair
    one, two = compute_layer_style_cost(a, b), compute_layer_style_cost(2 * a, b)
    layers = [("one", factor * weights[0]), ("two", factor * weights[1])]
    close(
        compute_style_cost([a, 2 * a, a], [b, b, b], layers),
        factor * (weights[0] * one + weights[1] * two),
    )


@given(*[factors] * 5)
def test_total_cost_is_linear_in_its_weights(J_content, J_style, alpha, beta, factor):
    close(total_cost(J_content, J_style, alpha, beta), alpha * J_content + beta * J_style)
    close(
        total_cost(J_content, J_style, factor * alpha, factor * beta),
        factor * total_cost(J_content, J_style, alpha, beta),
    )


@st.composite
def reordered(draw, axis):
    """An unrolled activation, (n_C, positions), an order along an axis, and A in that order."""
    A = unroll(draw(shapes.flatmap(activations)))
    order = draw(st.permutations(range(A.shape[axis])))
    return A, order, tf.gather(A, order, axis=axis)


@given(reordered(axis=1))
def test_gram_matrix_forgets_every_order_of_positions(drawn):
    A, _, moved = drawn
    close(gram_matrix(moved), gram_matrix(A))


@given(reordered(axis=0))
def test_gram_matrix_follows_every_order_of_channels(drawn):
    A, order, moved = drawn
    close(gram_matrix(moved), gram_matrix(A).numpy()[np.ix_(order, order)])


@given(shapes.flatmap(activations))
def test_gram_matrix_is_symmetric_with_no_negative_direction(a):
    G = gram_matrix(unroll(a)).numpy()
    close(G, G.T)
    close(np.diag(G), tf.reduce_sum(a**2, [0, 1, 2]))
    assert np.linalg.eigvalsh(G).min() >= -1e-9 * max(1, np.trace(G))


@given(shapes.flatmap(activations), factors)
def test_gram_matrix_grows_with_the_square(a, factor):
    A = unroll(a)
    close(gram_matrix(factor * A), factor**2 * gram_matrix(A))


@given(shapes.flatmap(activations), st.integers(1, 3), st.integers(1, 3))
def test_the_mean_gram_does_not_count_repetitions(a, down, across):
    close(mean_gram(tf.tile(a, [1, down, across, 1])), mean_gram(a))


@given(every_cost, alike(3), st.floats(0, 4), st.floats(0, 4))
def test_gradients_are_the_slopes(cost, three, alpha, beta):
    """Along any direction: (J(b + h d) - J(b - h d)) / 2h, in float64, of this cost and the total.

    All within -1 and 1, lest the third derivative show.
    """
    a, b, direction = (activation / 8 for activation in three)

    def mixed(x):
        return total_cost(content_cost(a, x), cost(a, x), alpha, beta)

    for J in mixed, lambda x: cost(a, x):
        with tf.GradientTape() as tape:
            tape.watch(b)
            height = J(b)
        slope = tf.reduce_sum(tape.gradient(height, b) * direction)
        step = 1e-5
        rise = (J(b + step * direction) - J(b - step * direction)) / (2 * step)
        close(slope, rise, rtol=1e-6, atol=1e-6)
