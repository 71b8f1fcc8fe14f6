"""L-BFGS on functions with known minima and on the real cost; surrogate gradients."""
import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize, rosen, rosen_der

from utils.lbfgs import LBFGS, WIDTH, cost_and_gradient, dct_preconditioner, two_loop_recursion
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
    place, costs = descend(lambda x: (tf.reduce_sum(steep * (x - bottom) ** 2),),
                        tf.fill([1, 8, 8, 3], 0.5), 150)
    assert costs[-1] < left * costs[0]
    if spread <= 100:
        np.testing.assert_allclose(place, bottom, atol=1e-3)


# the right half of a picture 32 pixels wide is a hundred times steeper
STEEP = np.repeat([1.0, 100.0], 16).astype(np.float32)[None, None, :, None]


def test_steep_regions_do_not_hold_flat_ones_back():
    """One step for both halves would suit neither."""
    bottom = tf.constant(np.random.default_rng(0).uniform(0.3, 0.7, (1, 32, 32, 3)), tf.float32)
    _, costs = descend(lambda x: (tf.reduce_sum(STEEP * (x - bottom) ** 2),),
                    tf.fill([1, 32, 32, 3], 0.5), 11)
    assert costs[-1] < 5e-3 * costs[0]


@pytest.mark.parametrize("dct, diagonal", [(False, False), (True, False), (False, True)])
def test_without_preconditioners_the_first_step_goes_against_the_gradient(dct, diagonal):
    gradient = 0.1 * STEEP * tf.ones([1, 32, 32, 3])
    picture = tf.Variable(tf.fill(gradient.shape, 0.5))
    step = LBFGS(lambda x: (tf.reduce_sum(gradient * x),), picture, 9,
                           dct=dct, diagonal=diagonal)
    step(picture)
    along = np.corrcoef(np.ravel(0.5 - picture), np.ravel(gradient))[0, 1]
    assert (along > 0.9999) == (not dct and not diagonal)


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
    return (tf.reduce_sum(100 * (z[1:] - z[:-1] ** 2) ** 2 + (1 - z[:-1]) ** 2)
            + 0 * tf.reduce_sum(x),)


def test_walks_rosenbrocks_valley_about_as_fast_as_scipy():
    start = np.full([1, 2, 2, 3], 0.3, np.float32)
    place, costs = descend(rosenbrock, start, 200)
    np.testing.assert_allclose(place.ravel()[:4], 0.75, atol=0.01)
    scipys = minimize(rosen, np.full(4, -0.8), jac=rosen_der, method="L-BFGS-B",
                      options={"ftol": 1e-9})
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


def test_dct_preconditioner_is_linear_symmetric_and_positive():
    precondition = dct_preconditioner(6, 5)
    matrix = np.stack([precondition(row) for row in tf.eye(90)])
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-5)
    assert np.linalg.eigvalsh(matrix).min() > 0


def test_dct_preconditioner_amplifies_the_lowest_frequencies_and_the_highest():
    """Along one row of 64 pixels: a wave of 64, 32, ... pixels, and what is made of it."""
    precondition = dct_preconditioner(1, 64, longest=16)

    def gain(halves):
        wave = np.cos(np.pi * (np.arange(64) + 0.5) * halves / 64)
        flat = tf.constant(np.repeat(wave, 3), tf.float32)
        return float(tf.norm(precondition(flat)) / tf.norm(flat))

    assert gain(2) == pytest.approx(gain(8), rel=1e-3)  # 64 pixels and 16: both the longest
    assert gain(8) == pytest.approx(2 * gain(16), rel=0.01)
    assert gain(32) < gain(48) < gain(63) < gain(8)


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
    step = two_loop_recursion(tf.constant(gradient), pairs, lambda q: 3 * q)
    np.testing.assert_allclose(step, -inverse_hessian @ gradient, rtol=1e-9)
    unused = [(s, y, 0) for s, y, _ in pairs]
    np.testing.assert_allclose(
        two_loop_recursion(tf.constant(gradient), unused, lambda q: 3 * q), -3 * gradient
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


# ---------------------------------------------------------------- surrogate gradients

def gradient(cost, picture, surrogate=True):
    """J and its gradient as arrays."""
    graph = tf.function(lambda x: cost_and_gradient(cost, x, surrogate))
    (J, *_), slope = graph(tf.constant(picture))
    return J.numpy(), slope.numpy()


def relu(x):
    return (tf.reduce_sum(tf.nn.relu(x)),)


def pooled_squares(x):
    """For the largest of each 2 x 2 positions its square, halved: its slope is itself."""
    return (tf.reduce_sum(tf.nn.max_pool2d(x, 2, 2, "VALID") ** 2) / 2,)


def test_a_relus_surrogate_slope_climbs_from_0_to_1():
    z = np.linspace(-8, 8, 65, dtype=np.float32).reshape(1, 1, 65, 1)
    J, surrogate = gradient(relu, z)
    assert J == np.maximum(z, 0).sum()
    width = WIDTH * np.maximum(z, 0).mean()
    np.testing.assert_allclose(surrogate, 1 / (1 + np.exp(-z / width)), atol=1e-6)
    assert surrogate[0, 0, 0] < 1e-3 and surrogate[0, 0, 32] == 0.5 and surrogate[0, 0, -1] > 0.999


def test_the_exact_slope_jumps():
    z = np.float32([[[[-1], [-0.001], [0.001], [1]]]])
    np.testing.assert_array_equal(gradient(relu, z, surrogate=False)[1].ravel(), [0, 0, 1, 1])


def window(*four):
    return np.float32(four).reshape(1, 2, 2, 1)


@pytest.mark.parametrize("a, shares", [
    (window(1, 1, 1, 1), [0.25] * 4),
    (window(0, 0, 9, 0), [0, 0, 1, 0]),
    (window(5, 5, 0, 0), [0.5, 0.5, 0, 0]),
])
def test_a_pooling_shares_the_gradient_among_those_near_the_largest(a, shares):
    J, surrogate = gradient(pooled_squares, a)
    assert J == a.max() ** 2 / 2
    np.testing.assert_allclose(surrogate.ravel(), np.multiply(shares, a.max()), atol=0.01 * a.max())


def test_a_pooling_hands_on_the_whole_gradient_and_nothing_at_a_left_over_edge(random_picture):
    a = random_picture(7, 9, 0).numpy()
    _, surrogate = gradient(pooled_squares, a)
    whole = surrogate[:, :6, :8].reshape(1, 3, 2, 4, 2, 3).sum((2, 4))
    np.testing.assert_allclose(whole, tf.nn.max_pool2d(a, 2, 2, "VALID"), rtol=1e-5)
    assert not surrogate[:, 6:].any() and not surrogate[:, :, 8:].any()


@pytest.mark.parametrize("cost", [relu, pooled_squares])
def test_where_nothing_is_active_the_gradient_is_finite(cost):
    assert np.isfinite(gradient(cost, np.zeros([1, 4, 4, 3], np.float32))[1]).all()


def test_the_real_cost_is_as_it_was(pair):
    content, cost = pair
    with tf.GradientTape() as tape:
        x = tf.Variable(content)
        J = cost(x)[0]
    exact, surrogate = (gradient(cost, content, surrogate) for surrogate in (False, True))
    assert exact[0] == surrogate[0] == pytest.approx(float(J), rel=1e-5)
    np.testing.assert_allclose(exact[1], tape.gradient(J, x), atol=1e-5 * np.abs(exact[1]).max())


def test_the_real_gradient_jumps_less(pair):
    """Over a tiny move, the change of a smooth gradient would be as tiny."""
    content, cost = pair
    content = 0.5 + 0.9 * (content.numpy() - 0.5)
    move = 1e-4 * np.random.default_rng(0).choice([-1, 1], content.shape).astype(np.float32)

    def jump(surrogate):
        before, after = (gradient(cost, x, surrogate)[1] for x in (content, content + move))
        return np.linalg.norm(after - before) / np.linalg.norm(before)

    assert jump(surrogate=True) < jump(surrogate=False) / 5
