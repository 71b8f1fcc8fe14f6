"""L-BFGS on functions with known minima and on the real cost."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize, rosen, rosen_der

from utils.lbfgs import LBFGS, two_loop_recursion
from utils.training import start_picture


def descend(cost, start, steps):
    """Take steps of L-BFGS from `start` and return the place and the costs on the way."""
    picture = tf.Variable(start)
    step = LBFGS(cost, picture, steps, tolerance=1.0)
    costs = [float(step(picture)[0]) for _ in range(steps)]
    return picture.numpy(), costs


@pytest.mark.parametrize("spread, left", [(1, 1e-6), (100, 1e-6), (10_000, 1e-3)])
def test_finds_the_bottom_of_a_quadratic(spread, left):
    """`spread` is how many times steeper the steepest direction is than the flattest."""
    rng = np.random.default_rng(0)
    bottom = tf.constant(rng.uniform(0.3, 0.7, (1, 8, 8, 3)), tf.float32)
    steep = tf.constant(np.geomspace(1, spread, 192).reshape(1, 8, 8, 3), tf.float32)
    place, costs = descend(
        lambda x: (tf.reduce_sum(steep * (x - bottom) ** 2),), tf.fill([1, 8, 8, 3], 0.5), 150
    )
    assert costs[-1] < left * costs[0]
    if spread <= 100:
        np.testing.assert_allclose(place, bottom, atol=1e-3)


def test_the_first_step_goes_against_the_gradient():
    gradient = tf.random.stateless_normal([1, 8, 8, 3], [0, 0])
    picture = tf.Variable(tf.fill(gradient.shape, 0.5))
    LBFGS(lambda x: (tf.reduce_sum(gradient * x),), picture, 9, first=0.01)(picture)
    expected = 0.01 * gradient / tf.sqrt(tf.reduce_mean(gradient**2))
    np.testing.assert_allclose(0.5 - picture, expected, atol=1e-6)


def test_no_step_is_longer_than_it_may_be():
    """The bottom is far away, and after two steps L-BFGS knows where."""
    picture = tf.Variable(tf.fill([1, 8, 8, 3], 0.1))
    step = LBFGS(lambda x: (tf.reduce_sum((x - 0.9) ** 2),), picture, 99)
    places = [step(picture) and picture.numpy() for _ in range(8)]
    moved = np.sqrt(np.mean(np.diff(places, axis=0) ** 2, axis=(1, 2, 3, 4)))
    assert moved.max() == pytest.approx(0.05, rel=1e-3)


def rosenbrock(x):
    """Rosenbrock's valley in four numbers, its bottom at 0.75; SciPy's is at 1."""
    z = 4 * tf.reshape(x, [-1])[:4] - 2
    return (
        tf.reduce_sum(100 * (z[1:] - z[:-1] ** 2) ** 2 + (1 - z[:-1]) ** 2) + 0 * tf.reduce_sum(x),
    )


def test_walks_rosenbrocks_valley_about_as_fast_as_scipy():
    start = np.full([1, 2, 2, 3], 0.3, np.float32)
    place, costs = descend(rosenbrock, start, 200)
    np.testing.assert_allclose(place.ravel()[:4], 0.75, atol=0.01)
    scipys = minimize(
        rosen, np.full(4, -0.8), jac=rosen_der, method="L-BFGS-B", options={"ftol": 1e-9}
    )
    evaluations = next(i for i, J in enumerate(costs) if J < 1e-3)
    assert evaluations < 2 * scipys.nfev


def test_stays_within_bounds_and_finds_the_edge():
    place, _ = descend(lambda x: (tf.reduce_sum((x - 2) ** 2 + x),), tf.fill([1, 4, 4, 3], 0.5), 30)
    np.testing.assert_allclose(place, 1)


def test_a_step_that_raises_the_cost_is_taken_back():
    def cliff(x):  # a steep wall that the first long steps run into
        return (tf.reduce_sum(tf.exp(40 * (x - 0.5)) - 20 * x),)

    raised = 0
    for steps in range(1, 16):
        place, costs = descend(cliff, tf.fill([1, 4, 4, 3], 0.2), steps)
        raised += costs[-1] > min(costs)
        assert float(cliff(tf.constant(place))[0]) == pytest.approx(min(costs), rel=1e-5)
    assert raised > 0


def test_two_loop_recursion_is_the_product_with_the_matrix_of_bfgs():
    """Nocedal & Wright (2006), equation 6.17, applied to one pair after the other."""
    rng = np.random.default_rng(0)
    gradient, inverse_hessian, pairs = rng.normal(size=6), 3 * np.eye(6), []
    for s in rng.normal(size=(4, 6)):
        y = s * rng.uniform(1, 9, 6)
        rho = 1 / (s @ y)
        left = np.eye(6) - rho * np.outer(s, y)
        inverse_hessian = left @ inverse_hessian @ left.T + rho * np.outer(s, s)
        pairs.insert(0, (s, y, rho))
    step = two_loop_recursion(tf.constant(gradient), pairs, 3.0)
    np.testing.assert_allclose(step, -inverse_hessian @ gradient, rtol=1e-9)
    unused = [(s, y, 0) for s, y, _ in pairs]
    np.testing.assert_allclose(
        two_loop_recursion(tf.constant(gradient), unused, 3.0), -3 * gradient
    )


def test_its_variables_are_its_checkpoint(pair):
    """What is copied from one to another at step 5 makes the next steps the same."""
    content, cost = pair
    whole, other = start_picture(content), start_picture(content)
    optimizer, copy = LBFGS(cost, whole, 9), LBFGS(cost, other, 9)
    for _ in range(5):
        optimizer(whole)
    other.assign(whole)
    for theirs, ours in zip(copy.variables, optimizer.variables, strict=True):
        theirs.assign(ours)
    for _ in range(4):
        optimizer(whole)
        copy(other)
    np.testing.assert_array_equal(whole, other)
