"""The faster way down: L-BFGS on functions with known minima, and on the real cost."""
import contextlib
import gc

import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize, rosen, rosen_der

from utils import faster
from utils.faster import (bfloat16_is_faster, favour_flat_waves, make_lbfgs_step,
                          multiplying_in_bfloat16, start_small, train_fast)
from utils.training import make_cost, start_picture, train


def walk(cost, start, steps):
    """Take steps of L-BFGS from `start` and return the place and the costs on the way."""
    picture = tf.Variable(start)
    step = make_lbfgs_step(cost, picture, steps, tolerance=1.0)
    costs = [float(step(picture)[0]) for _ in range(steps)]
    return picture.numpy(), costs


@pytest.mark.parametrize("spread, left", [(1, 1e-6), (100, 1e-6), (10_000, 1e-3)])
def test_finds_the_bottom_of_a_quadratic(spread, left):
    """`spread` is how many times steeper the steepest direction is than the flattest."""
    rng = np.random.default_rng(0)
    bottom = tf.constant(rng.uniform(0.3, 0.7, (1, 8, 8, 3)), tf.float32)
    steep = tf.constant(np.geomspace(1, spread, 192).reshape(1, 8, 8, 3), tf.float32)
    place, costs = walk(lambda x: (tf.reduce_sum(steep * (x - bottom) ** 2),),
                        tf.fill([1, 8, 8, 3], 0.5), 150)
    assert costs[-1] < left * costs[0]
    if spread <= 100:
        np.testing.assert_allclose(place, bottom, atol=1e-3)


# the right half of a picture 32 pixels wide is a hundred times steeper
STEEP = np.repeat([1.0, 100.0], 16).astype(np.float32)[None, None, :, None]


def test_steep_places_do_not_hold_calm_ones_back():
    """One step for both halves would suit neither."""
    bottom = tf.constant(np.random.default_rng(0).uniform(0.3, 0.7, (1, 32, 32, 3)), tf.float32)
    _, costs = walk(lambda x: (tf.reduce_sum(STEEP * (x - bottom) ** 2),),
                    tf.fill([1, 32, 32, 3], 0.5), 11)
    assert costs[-1] < 5e-3 * costs[0]


@pytest.mark.parametrize("waves, calm", [(False, False), (True, False), (False, True)])
def test_without_its_head_starts_the_first_step_goes_against_the_gradient(waves, calm):
    gradient = 0.1 * STEEP * tf.ones([1, 32, 32, 3])
    picture = tf.Variable(tf.fill(gradient.shape, 0.5))
    step = make_lbfgs_step(lambda x: (tf.reduce_sum(gradient * x),), picture, 9,
                           waves=waves, calm=calm)
    step(picture)
    along = np.corrcoef(np.ravel(0.5 - picture), np.ravel(gradient))[0, 1]
    assert (along > 0.9999) == (not waves and not calm)


def test_no_step_is_longer_than_it_may_be():
    """The bottom is far away, and after two steps L-BFGS knows where."""
    picture = tf.Variable(tf.fill([1, 8, 8, 3], 0.1))
    step = make_lbfgs_step(lambda x: (tf.reduce_sum((x - 0.9) ** 2),), picture, 99)
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
    place, costs = walk(rosenbrock, start, 200)
    np.testing.assert_allclose(place.ravel()[:4], 0.75, atol=0.01)
    scipys = minimize(rosen, np.full(4, -0.8), jac=rosen_der, method="L-BFGS-B",
                      options={"ftol": 1e-9})
    evaluations = next(i for i, J in enumerate(costs) if J < 1e-3)
    assert evaluations < 2 * scipys.nfev


def test_stays_within_bounds_and_finds_the_edge():
    place, _ = walk(lambda x: (tf.reduce_sum((x - 2) ** 2 + x),), tf.fill([1, 4, 4, 3], 0.5), 30)
    np.testing.assert_allclose(place, 1)


def test_a_step_that_raises_the_cost_is_taken_back():
    def cliff(x):  # a steep wall that the first long steps run into
        return (tf.reduce_sum(tf.exp(40 * (x - 0.5)) - 20 * x),)

    raised = 0
    for steps in range(1, 16):
        place, costs = walk(cliff, tf.fill([1, 4, 4, 3], 0.2), steps)
        raised += costs[-1] > min(costs)
        assert float(cliff(tf.constant(place))[0]) == pytest.approx(min(costs), rel=1e-5)
    assert raised > 0


def test_favouring_waves_is_linear_symmetric_and_positive():
    favour = favour_flat_waves(6, 5)
    matrix = np.stack([favour(row) for row in tf.eye(90)])
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-5)
    assert np.linalg.eigvalsh(matrix).min() > 0


def test_favours_the_longest_waves_and_the_finest():
    """Along one row of 64 pixels: a wave of 64, 32, ... pixels, and what is made of it."""
    favour = favour_flat_waves(1, 64, longest=16)

    def gain(halves):
        wave = np.cos(np.pi * (np.arange(64) + 0.5) * halves / 64)
        flat = tf.constant(np.repeat(wave, 3), tf.float32)
        return float(tf.norm(favour(flat)) / tf.norm(flat))

    assert gain(2) == pytest.approx(gain(8), rel=1e-3)  # 64 pixels and 16: both the longest
    assert gain(8) == pytest.approx(2 * gain(16), rel=0.01)
    assert gain(32) < gain(48) < gain(63) < gain(8)


def test_gets_lower_past_rounded_kinks(pair):
    content, cost = pair
    ends = []
    for soft in (False, True):
        picture = start_picture(content)
        step = make_lbfgs_step(cost, picture, 80, soft=soft)
        ends.append(train(picture, cost, 80, train_step=step, progress=False)[-1].J)
    assert ends[1] < ends[0]


def test_gets_lower_in_a_fraction_of_the_steps(pair):
    content, cost = pair
    slow, fast = start_picture(content), start_picture(content)
    lecture = train(slow, cost, 150, progress=False)[-1]
    assert train_fast(fast, cost, 40, progress=False)[-1].J < lecture.J


@pytest.mark.parametrize("bfloat16", [True, False])
def test_same_start_same_picture(pair, bfloat16):
    content, cost = pair
    pictures = []
    for _ in range(2):
        picture = start_picture(content, seed=3)
        train_fast(picture, cost, 8, progress=False, bfloat16=bfloat16)
        pictures.append(picture.numpy())
    np.testing.assert_array_equal(*pictures)


def test_history_ends_with_the_plain_cost_of_the_picture(pair):
    content, cost = pair
    picture = start_picture(content)
    history = train_fast(picture, cost, 10, progress=False)
    assert [step.iteration for step in history] == list(range(11))
    assert history[-1].J == pytest.approx(float(cost(picture)[0]), rel=1e-4)


def bfloat16_allowed():
    options = tf.config.optimizer.get_experimental_options()
    return options.get("auto_mixed_precision_onednn_bfloat16", False)


def test_bfloat16_is_left_as_it_was():
    for before in (False, True, False):
        tf.config.optimizer.set_experimental_options(
            {"auto_mixed_precision_onednn_bfloat16": before})
        with multiplying_in_bfloat16():
            assert bfloat16_allowed()
        assert bfloat16_allowed() == before


def test_small_pictures_first_in_steps_of_the_root_of_two(monkeypatch, random_picture):
    content, style = random_picture(96, 128, 1), random_picture(80, 120, 2)
    painted = []

    def note(picture, cost, steps, **_):
        painted.append((tuple(picture.shape[1:3]), steps))

    monkeypatch.setattr(faster, "train_fast", note)
    start = start_small(content, style, smallest=60, steps=7)
    assert painted == [((48, 64), 7), ((68, 91), 7)]
    assert start.shape == content.shape
    painted.clear()
    start_small(random_picture(44, 300, 1), style, smallest=60)
    start_small(content, random_picture(44, 300, 2), smallest=60)
    assert painted == []  # one of the sides would be too short for VGG-19


def test_without_a_smaller_picture_it_starts_under_noise(random_picture):
    content = random_picture(48, 64, 1)
    start = start_small(content, content, seed=5)
    np.testing.assert_array_equal(start, start_picture(content, seed=5, strength=0.05, grain=2))


def test_the_contents_detail_is_carried_up(monkeypatch):
    monkeypatch.setattr(faster, "train_fast", lambda picture, *_, **__: picture.assign_add(
        tf.fill(picture.shape, 0.1)))
    content = tf.random.stateless_uniform([1, 64, 96, 3], [0, 0], 0.1, 0.8)  # all of it detail
    start = start_small(content, content, smallest=60)
    assert np.abs(start - content - 0.1).mean() < 0.03  # the noise of the small start is left


def test_painting_small_first_gives_a_better_start(random_picture):
    content, style = random_picture(64, 96, 1), random_picture(64, 96, 2)
    cost = make_cost(content, style)
    starts = [start_small(content, style, seed=seed, bfloat16=False, progress=False, smallest=60,
                          steps=20) for seed in (0, 0, 1)]
    assert cost(starts[0])[0] < cost(start_picture(content))[0]
    np.testing.assert_array_equal(starts[0], starts[1])
    assert np.abs(starts[0] - starts[2]).max() > 0.01
    assert 0 <= starts[0].numpy().min() and starts[0].numpy().max() <= 1


def test_small_pictures_are_painted_with_the_weights_asked_for(random_picture):
    content, style = random_picture(64, 96, 1), random_picture(64, 96, 2)
    far, near = (start_small(content, style, alpha, beta, smallest=60, steps=10)
                 for alpha, beta in ((0, 1), (1, 0)))
    J_content = make_cost(content, style)
    assert J_content(near)[1] < J_content(far)[1]


def graphs():
    """How many graphs TensorFlow holds."""
    return sum(type(thing).__name__ == "FuncGraph" for thing in gc.get_objects())


def test_the_small_pictures_graph_is_forgotten(random_picture):
    """A graph keeps what it was compiled to, tens of megabytes, alive beside the large picture."""
    content = random_picture(64, 96, 1)
    bfloat16_is_faster()  # which keeps a graph
    gc.collect()
    before = graphs()
    gc.disable()  # the collector would come by sooner or later
    try:
        start_small(content, content, progress=False, smallest=60, steps=3)
        assert graphs() <= before
    finally:
        gc.enable()


@pytest.mark.parametrize("faster_here", [True, False])
def test_multiplies_in_bfloat16_where_that_is_faster(pair, monkeypatch, faster_here):
    content, cost = pair
    allowed = []

    def note(generated_image):
        allowed.append(bfloat16_allowed())
        return 1.0, 1.0, 1.0

    monkeypatch.setattr(faster, "make_lbfgs_step", lambda *_: note)
    monkeypatch.setattr(faster, "bfloat16_is_faster", lambda: faster_here)
    for asked in (None, True, False):
        train_fast(start_picture(content), cost, 1, progress=False, bfloat16=asked)
    assert allowed == [faster_here, True, False]


def test_bfloat16_is_tried_once_and_needs_a_reason(monkeypatch):
    assert bfloat16_is_faster() in (True, False)
    tried = []
    monkeypatch.setattr(faster, "multiplying_in_bfloat16",
                        lambda: tried.append(1) or contextlib.nullcontext())
    assert not bfloat16_is_faster(least=100)
    assert bfloat16_is_faster(least=0)
    once = len(tried)
    assert once and bfloat16_is_faster(least=0) and len(tried) == once
