import numpy as np
import pytest
import tensorflow as tf

from utils import costs
from utils.costs import (
    STYLE_LAYERS,
    compute_content_cost,
    compute_layer_style_cost,
    compute_style_cost,
    gram_matrix,
    in_grey,
    is_grey,
    make_cost,
    masked_gram,
    mean_gram,
    total_cost,
    unroll,
)


def activation(n_H=4, n_W=3, n_C=5, seed=0):
    return tf.constant(np.random.default_rng(seed).normal(1, 2, (1, n_H, n_W, n_C)), tf.float32)


def rows(a):
    """One row a channel, element by element."""
    _, n_H, n_W, n_C = a.shape
    return np.array([[a[0, i, j, k] for i in range(n_H) for j in range(n_W)] for k in range(n_C)])


def content_cost_by_hand(a_C, a_G):
    _, n_H, n_W, n_C = a_C.shape
    return np.sum((a_C.numpy() - a_G.numpy()) ** 2) / (4 * n_H * n_W * n_C)


def layer_style_cost_by_hand(a_S, a_G):
    _, n_H, n_W, n_C = a_S.shape
    G_S, G_G = rows(a_S) @ rows(a_S).T, rows(a_G) @ rows(a_G).T
    return np.sum((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)


def shuffled(a, seed=0):
    """The same activation with its positions in another order."""
    _, n_H, n_W, n_C = a.shape
    order = np.random.default_rng(seed).permutation(n_H * n_W)
    return tf.reshape(tf.gather(tf.reshape(a, (n_H * n_W, n_C)), order), a.shape)


def test_content_cost_of_toy_numbers():
    """Two positions of two channels; differences 1, 0, 2, -1: (1 + 0 + 4 + 1) / (4 * 2 * 2)."""
    a_C = tf.constant([[[[1.0, 2.0], [3.0, 4.0]]]])
    a_G = tf.constant([[[[0.0, 2.0], [1.0, 5.0]]]])
    assert compute_content_cost([a_C], [a_G]) == 6 / 16


def test_gram_matrix_of_toy_numbers():
    A = tf.constant([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]])
    np.testing.assert_array_equal(gram_matrix(A), [[14, -1], [-1, 2]])


def test_layer_style_cost_of_toy_numbers():
    """G_S = [[1, 0], [0, 4]], G_G = [[1, 2], [2, 4]]: (0 + 4 + 4 + 0) / (4 * 2^2 * 2^2)."""
    a_S = tf.constant([[[[1.0, 0.0], [0.0, 2.0]]]])
    a_G = tf.constant([[[[1.0, 2.0], [0.0, 0.0]]]])
    assert compute_layer_style_cost(a_S, a_G) == 8 / 64


def test_total_cost_of_toy_numbers():
    assert total_cost(0.5, 0.25) == 10 * 0.5 + 40 * 0.25
    assert total_cost(2.0, 3.0, alpha=1, beta=100) == 302


@pytest.mark.parametrize("n_H, n_W, n_C", [(1, 1, 1), (1, 6, 2), (4, 3, 5), (7, 7, 16)])
def test_costs_equal_their_formulas(n_H, n_W, n_C):
    a, b = (activation(n_H, n_W, n_C, seed) for seed in (1, 2))
    assert float(compute_content_cost([a], [b])) == pytest.approx(content_cost_by_hand(a, b), 1e-5)
    assert float(compute_layer_style_cost(a, b)) == pytest.approx(
        layer_style_cost_by_hand(a, b), 1e-4
    )


def test_style_cost_is_the_weighted_sum_over_layers():
    style, generated = (
        [activation(8 >> k, 8 >> k, 2 + k, seed + k) for k in range(3)] for seed in (10, 20)
    )
    layers = [("one", 0.5), ("two", 3)]
    by_hand = sum(
        weight * layer_style_cost_by_hand(a_S, a_G)
        for (_, weight), a_S, a_G in zip(layers, style, generated)
    )
    assert float(compute_style_cost(style, generated, layers)) == pytest.approx(by_hand, 1e-4)


def test_default_style_layers_weigh_a_fifth_each():
    assert [layer for layer, _ in STYLE_LAYERS] == [f"block{k}_conv1" for k in range(1, 6)]
    style, generated = ([activation(seed=seed + k) for k in range(6)] for seed in (10, 20))
    by_hand = sum(map(layer_style_cost_by_hand, style[:5], generated)) / 5
    assert float(compute_style_cost(style, generated)) == pytest.approx(by_hand, 1e-4)


def test_content_cost_sees_the_last_output_only():
    a, b, c = (activation(seed=seed) for seed in range(3))
    assert compute_content_cost([a, c], [b, c]) == 0
    assert compute_content_cost([c, a], [c, b]) > 0


def test_style_cost_sees_all_outputs_but_the_last():
    a, b, c = (activation(seed=seed) for seed in range(3))
    one, two = [("one", 1)], [("one", 1), ("two", 1)]
    assert compute_style_cost([c, a], [c, b], one) == 0
    assert compute_style_cost([a, c], [b, c], one) > 0
    assert compute_style_cost([c, a, c], [c, b, c], two) > 0


@pytest.mark.parametrize("weights", [1, 3])
def test_wrong_number_of_style_weights_is_refused(weights):
    output = [activation()] * 3
    with pytest.raises(ValueError):
        compute_style_cost(output, output, [("layer", 0.5)] * weights)


@pytest.mark.parametrize(
    "cost",
    [lambda a, b: compute_content_cost([a], [b]), compute_layer_style_cost],
    ids=["content", "style"],
)
def test_costs_are_symmetric_zero_for_equals_and_above_otherwise(cost):
    a, b = activation(seed=1), activation(seed=2)
    assert cost(a, a) == 0
    assert cost(a, b) > 0
    assert cost(a, b) == cost(b, a)
    assert cost(a, b).shape == ()


def test_gram_matrix_is_symmetric_and_forgets_where_things_are():
    a = activation()
    A, B = rows(a).astype(np.float32), rows(shuffled(a)).astype(np.float32)
    assert not np.array_equal(A, B)
    np.testing.assert_allclose(gram_matrix(A), gram_matrix(B), rtol=1e-5)
    np.testing.assert_array_equal(gram_matrix(A), tf.transpose(gram_matrix(A)))


def test_shuffling_positions_changes_content_but_not_style():
    a = activation()
    assert compute_layer_style_cost(a, shuffled(a)) < 1e-9
    assert compute_content_cost([a], [shuffled(a)]) > 0.1


def test_style_compares_pictures_of_different_sizes():
    a, b = activation(seed=1), activation(seed=2)
    tiled = tf.tile(a, (1, 2, 2, 1))
    assert compute_layer_style_cost(a, tiled) < 1e-9
    np.testing.assert_allclose(
        compute_layer_style_cost(b, tiled), compute_layer_style_cost(b, a), rtol=1e-5
    )
    np.testing.assert_allclose(
        compute_layer_style_cost(tiled, b), compute_layer_style_cost(a, b), rtol=1e-5
    )


def test_under_a_mask_of_ones_the_gram_matrix_is_the_whole():
    a = activation(6, 5, 4)
    np.testing.assert_allclose(masked_gram(a, tf.ones([1, 24, 20, 1])), mean_gram(a), rtol=1e-5)


def test_under_a_mask_of_one_half_only_that_half_counts():
    a = activation(6, 5, 4)
    left = tf.concat([tf.ones([1, 6, 2, 1]), tf.zeros([1, 6, 3, 1])], axis=2)
    np.testing.assert_allclose(masked_gram(a, left), mean_gram(a[:, :, :2]), rtol=1e-5)
    parts = masked_gram(a, left) * 12 + masked_gram(a, 1 - left) * 18
    np.testing.assert_allclose(parts, mean_gram(a) * 30, rtol=1e-4)


def test_the_style_may_be_given_as_its_mean_gram_matrices():
    style, generated = ([activation(4, 3, 5, seed + k) for k in range(3)] for seed in (1, 11))
    target = [*map(mean_gram, style[:-1]), style[-1]]
    layers = [("one", 0.5), ("two", 3)]
    assert compute_style_cost(target, generated, layers) == compute_style_cost(
        style, generated, layers
    )
    np.testing.assert_allclose(target[0], gram_matrix(unroll(style[0])) / 12, rtol=1e-6)


@pytest.mark.parametrize(
    "name",
    [
        "gram_matrix",
        "unroll",
        "compute_layer_style_cost",
        "compute_style_cost",
        "compute_content_cost",
        "total_cost",
    ],
)
def test_the_painter_uses_the_functions_that_learners_write(name, random_picture, monkeypatch):
    called, right = [], getattr(costs, name)
    cost = make_cost(random_picture(), random_picture(seed=1))
    monkeypatch.setattr(costs, name, lambda *given: called.append(name) or right(*given))
    cost(random_picture(seed=2))
    assert called


@pytest.mark.parametrize(
    "signature",
    [None, [tf.TensorSpec([1, None, None, None])] * 4],
    ids=["traced shapes", "unknown shapes"],
)
def test_graphs_agree_with_eager(signature):
    def costs(a_S, a_G, a_C, b_G):
        return (
            compute_content_cost([a_S, a_C], [a_G, b_G]),
            compute_style_cost([a_S, a_C], [a_G, b_G], [("one", 0.7)]),
        )

    graph = tf.function(costs, input_signature=signature)
    for size in (4, 3), (5, 6):
        arguments = [activation(*size, seed=seed) for seed in range(4)]
        np.testing.assert_allclose(graph(*arguments), costs(*arguments), rtol=1e-5)


def test_content_gradient_is_half_the_difference_over_the_count():
    a_C, a_G = activation(seed=1), tf.Variable(activation(seed=2))
    with tf.GradientTape() as tape:
        J = compute_content_cost([a_C], [a_G])
    np.testing.assert_allclose(
        tape.gradient(J, a_G), (a_G - a_C) / (2 * tf.size(a_C, tf.float32)), rtol=1e-4, atol=1e-7
    )


def test_style_gradient_is_the_papers():
    """Gatys et al. 2015, equation 6: (A^T (G_G - G_S))^T / (n_C^2 (n_H n_W)^2)."""
    a_S, a_G = activation(seed=1), tf.Variable(activation(seed=2))
    with tf.GradientTape() as tape:
        J = compute_layer_style_cost(a_S, a_G)
    S, A = rows(a_S), rows(a_G)
    by_hand = (A @ A.T - S @ S.T) @ A / (5**2 * 12**2)
    np.testing.assert_allclose(rows(tape.gradient(J, a_G)), by_hand, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("bend", [0, 0.002])
def test_grey_is_what_has_no_colour(bend, random_picture):
    grey = in_grey(random_picture(40, 48))
    assert is_grey(grey) and not is_grey(random_picture(40, 48))
    assert is_grey(tf.image.resize(grey, (57, 33), "bicubic"))
    assert is_grey(grey + [bend, 0, 0]) == (bend == 0)


def test_the_cost_of_two_grey_pictures_moves_all_channels_alike(random_picture):
    grey = [in_grey(random_picture(40, 48, seed)) for seed in (1, 2)]
    picture = tf.Variable(random_picture(40, 48, 3))
    for pictures, alike in (grey, True), ((grey[0], random_picture(40, 48)), False):
        cost = make_cost(*pictures)
        with tf.GradientTape() as tape:
            J = cost(picture)[0]
        assert is_grey(1e3 * tape.gradient(J, picture)) == alike
        assert np.isclose(J, cost(in_grey(picture))[0]) == alike
