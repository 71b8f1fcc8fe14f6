"""Kinks rounded where the gradient passes them, while the cost stays as it is."""
import numpy as np
import pytest
import tensorflow as tf

from utils.kinks import WIDTH, cost_and_gradient


def gradient(cost, picture, soft=True):
    """J and its gradient as arrays."""
    (J, *_), slope = tf.function(lambda x: cost_and_gradient(cost, x, soft))(tf.constant(picture))
    return J.numpy(), slope.numpy()


def relu(x):
    return (tf.reduce_sum(tf.nn.relu(x)),)


def pooled_squares(x):
    """For the largest of each 2 x 2 positions its square, halved: its slope is itself."""
    return (tf.reduce_sum(tf.nn.max_pool2d(x, 2, 2, "VALID") ** 2) / 2,)


def test_a_relus_slope_climbs_from_0_to_1():
    z = np.linspace(-8, 8, 65, dtype=np.float32).reshape(1, 1, 65, 1)
    J, soft = gradient(relu, z)
    assert J == np.maximum(z, 0).sum()
    width = WIDTH * np.maximum(z, 0).mean()
    np.testing.assert_allclose(soft, 1 / (1 + np.exp(-z / width)), atol=1e-6)
    assert soft[0, 0, 0] < 1e-3 and soft[0, 0, 32] == 0.5 and soft[0, 0, -1] > 0.999


def test_without_rounding_the_slope_jumps():
    z = np.float32([[[[-1], [-0.001], [0.001], [1]]]])
    np.testing.assert_array_equal(gradient(relu, z, soft=False)[1].ravel(), [0, 0, 1, 1])


def window(*four):
    return np.float32(four).reshape(1, 2, 2, 1)


@pytest.mark.parametrize("a, shares", [
    (window(1, 1, 1, 1), [0.25] * 4),
    (window(0, 0, 9, 0), [0, 0, 1, 0]),
    (window(5, 5, 0, 0), [0.5, 0.5, 0, 0]),
])
def test_a_pooling_shares_the_gradient_among_those_near_the_largest(a, shares):
    J, soft = gradient(pooled_squares, a)
    assert J == a.max() ** 2 / 2
    np.testing.assert_allclose(soft.ravel(), np.multiply(shares, a.max()), atol=0.01 * a.max())


def test_a_pooling_hands_on_the_whole_gradient_and_nothing_at_a_left_over_edge(random_picture):
    a = random_picture(7, 9, 0).numpy()
    _, soft = gradient(pooled_squares, a)
    whole = soft[:, :6, :8].reshape(1, 3, 2, 4, 2, 3).sum((2, 4))
    np.testing.assert_allclose(whole, tf.nn.max_pool2d(a, 2, 2, "VALID"), rtol=1e-5)
    assert not soft[:, 6:].any() and not soft[:, :, 8:].any()


@pytest.mark.parametrize("cost", [relu, pooled_squares])
def test_where_nothing_is_active_the_gradient_is_finite(cost):
    assert np.isfinite(gradient(cost, np.zeros([1, 4, 4, 3], np.float32))[1]).all()


def test_the_real_cost_is_as_it_was(pair):
    content, cost = pair
    with tf.GradientTape() as tape:
        x = tf.Variable(content)
        J = cost(x)[0]
    exact, soft = (gradient(cost, content, rounded) for rounded in (False, True))
    assert exact[0] == soft[0] == pytest.approx(float(J), rel=1e-5)
    np.testing.assert_allclose(exact[1], tape.gradient(J, x), atol=1e-5 * np.abs(exact[1]).max())


def test_the_real_gradient_jumps_less(pair):
    """Over a tiny move, the change of a smooth gradient would be as tiny."""
    content, cost = pair
    content = 0.5 + 0.9 * (content.numpy() - 0.5)
    move = 1e-4 * np.random.default_rng(0).choice([-1, 1], content.shape).astype(np.float32)

    def jump(soft):
        before, after = (gradient(cost, x, soft)[1] for x in (content, content + move))
        return np.linalg.norm(after - before) / np.linalg.norm(before)

    assert jump(soft=True) < jump(soft=False) / 5
