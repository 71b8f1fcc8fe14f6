"""The pyramid's levels, its optimiser, and what one level hands to the next."""

import gc

import numpy as np
import pytest
import tensorflow as tf

from utils import pyramid
from utils.pyramid import (
    FIRST_SIZE,
    GROWTH,
    MARGIN,
    STEPS,
    AveragedAdam,
    paint,
    resized,
    with_margin,
    without_margin,
)
from utils.reading import SMALLEST
from utils.training import Step, train

SMALL = {
    "style_layers": [("block1_conv1", 1)],
    "content_layer": "block1_conv1",
    "bfloat16": False,
    "progress": False,
}


def sides(picture):
    return tuple(picture.shape[1:3])


@pytest.mark.parametrize("height, width", [(384, 512), (1024, 768), (171, 256)])
def test_levels_grow_from_the_first_size_to_the_whole(height, width):
    content, style = tf.zeros([1, height, width, 3]), tf.zeros([1, 400, 500, 3])
    levels = pyramid.pyramid(content, style)
    assert sides(levels[-1].content) == (height, width) and sides(levels[-1].style) == (400, 500)
    longest = [max(sides(level.content)) for level in levels]
    assert 0.9 * FIRST_SIZE < longest[0] < GROWTH * FIRST_SIZE
    np.testing.assert_allclose(np.divide(longest[1:], longest[:-1]), GROWTH, rtol=0.02)
    for level in levels:  # the style shrinks with the content
        scale = max(sides(level.content)) / max(height, width)
        np.testing.assert_allclose(sides(level.style), np.multiply((400, 500), scale), atol=1)


@pytest.mark.parametrize(
    "content, style", [((32, 300), (300, 300)), ((300, 300), (300, 32)), ((60, 400), (300, 300))]
)
def test_no_side_becomes_too_short_for_vgg(content, style):
    levels = pyramid.pyramid(tf.zeros([1, *content, 3]), tf.zeros([1, *style, 3]))
    assert all(min(*sides(level.content), *sides(level.style)) >= SMALLEST for level in levels)
    assert len(levels) == (1 if min(content + style) == 32 else 2)


def test_a_small_picture_has_one_level():
    levels = pyramid.pyramid(tf.zeros([1, 100, FIRST_SIZE, 3]), tf.zeros([1, 100, 100, 3]))
    assert [sides(level.content) for level in levels] == [(100, FIRST_SIZE)]


def test_the_first_level_gets_twice_the_steps_and_all_are_counted_on():
    picture = tf.zeros([1, 300, 400, 3])
    levels = pyramid.pyramid(picture, picture, steps=7)
    assert len(levels) == 4 and [level.steps for level in levels] == [14, 7, 7, 7]
    assert [level.first for level in levels] == [0, 15, 23, 31]
    assert [level.last for level in levels] == [14, 22, 30, 38]
    assert [level.steps for level in pyramid.pyramid(picture, picture)] == [2 * STEPS] + 3 * [STEPS]


def test_resized_stays_a_picture_and_at_scale_1_the_same():
    edges = tf.constant(np.random.default_rng(0).integers(0, 2, (1, 40, 60, 3)), tf.float32)
    small = resized(edges, 1.3)
    assert sides(small) == (52, 78)
    assert tf.reduce_min(small) >= 0 and tf.reduce_max(small) <= 1
    np.testing.assert_array_equal(resized(edges, 1), edges)


def test_a_margin_is_a_mirror_and_can_be_cut_off(random_picture):
    picture = random_picture(40, 50)
    larger = with_margin(picture)
    assert sides(larger) == (40 + 2 * MARGIN, 50 + 2 * MARGIN)
    np.testing.assert_array_equal(without_margin(larger), picture)
    np.testing.assert_array_equal(larger[:, MARGIN - 1, MARGIN:-MARGIN], picture[:, 1])
    np.testing.assert_array_equal(larger[:, MARGIN:-MARGIN, -MARGIN], picture[:, :, -2])


def valley(bottom=0.3):
    """A cost without a network, with its minimum where every pixel is `bottom`."""

    def cost(picture):
        J = tf.reduce_mean((picture - bottom) ** 2)
        return J, J, J

    return cost


def start(value=0.7, side=36):
    return tf.Variable(tf.fill([1, side, side, 3], value))


def test_the_first_steps_are_as_long_as_the_learning_rate():
    picture = start()
    step = AveragedAdam(valley(), picture, 100, learning_rate=0.03)
    places = [0.7] + [float(step(picture)[0] * 0 + picture[0, 0, 0, 0]) for _ in range(4)]
    np.testing.assert_allclose(np.diff(places), -0.03, rtol=0.02)


def test_the_learning_rate_falls_over_the_last_steps_alone():
    """On a slope that never changes, Adam's steps have the length of the learning rate."""
    picture, slope = start(0.9), tf.random.stateless_uniform([1, 36, 36, 3], [0, 0], 0.5, 1)

    def cost(picture):
        J = tf.reduce_sum(slope * picture)
        return J, J, J

    step, places = AveragedAdam(cost, picture, 40, learning_rate=0.01), [0.9]
    for _ in range(39):
        step(picture)
        places.append(float(picture[0, 0, 0, 0]))
    moves = -np.diff(places)
    np.testing.assert_allclose(moves[:27], 0.01, rtol=0.01)
    assert (np.diff(moves[28:]) < 0).all() and 0 < moves[-1] < 0.0015


def test_the_last_step_leaves_the_average_of_the_iterates():
    picture, iterates = start(), []
    step = AveragedAdam(valley(), picture, 12)
    for _ in range(11):
        step(picture)
        iterates.append(picture.numpy())
    before = picture.numpy()
    average = tf.fill(picture.shape, 0.7).numpy()
    for iterate in iterates:
        average = step.MEMORY * average + (1 - step.MEMORY) * iterate
    np.testing.assert_allclose(step.average, average, atol=1e-6)
    step(picture)  # a short one, because the learning rate has fallen
    np.testing.assert_array_equal(picture, step.average)
    average = step.MEMORY * average + (1 - step.MEMORY) * before
    np.testing.assert_allclose(picture, average, atol=1e-4)
    assert np.abs(picture - before).max() > 0.01


def test_a_level_takes_over_the_moments_and_their_age():
    small, large = start(side=2 * MARGIN + 20), start(side=2 * MARGIN + 28)
    rng = np.random.default_rng(0)
    before = AveragedAdam(valley(), small, 9)
    before(small)
    for moment in before.first, before.second:
        moment.assign(tf.constant(rng.random(moment.shape), tf.float32))
    step = AveragedAdam(valley(), large, 9, smaller=before)
    for ours, theirs in (step.first, before.first), (step.second, before.second):
        inside = tf.image.resize(without_margin(theirs), sides(without_margin(ours)))
        np.testing.assert_allclose(without_margin(ours), inside, atol=1e-6)
        assert np.ptp(ours) > 0
    assert float(step.taken_before) == 1 and float(step.taken) == 0
    third = AveragedAdam(valley(), start(side=2 * MARGIN + 40), 9, smaller=step)
    assert float(third.taken_before) == 1


def test_moments_do_not_depend_on_the_number_of_pixels():
    moments = []
    for side in 36, 72:
        picture = start(side=side)
        step = AveragedAdam(valley(), picture, 9)
        step(picture)
        moments.append(float(step.first[0, 0, 0, 0]))
    assert moments[0] == pytest.approx(moments[1], rel=1e-4) and moments[0] > 0


def test_j_is_nan_where_the_gradient_overflows():
    picture = start()
    step = AveragedAdam(lambda x: (tf.reduce_sum(1e25 * x),) * 3, picture, 9)
    assert np.isnan(step(picture)[0])


@pytest.fixture
def three_levels(monkeypatch, random_picture):
    """Two pictures of which the pyramid makes three levels."""
    monkeypatch.setattr(pyramid, "FIRST_SIZE", 40)
    return random_picture(72, 80, 1), random_picture(72, 80, 2)


def test_every_level_begins_where_the_one_before_ended(three_levels):
    content, style = three_levels
    begun, ended, counted = [], [], []

    def look(picture, cost, train_step, level, history):
        begun.append(picture.numpy())
        counted.append(float(train_step.taken_before))
        done = train(
            picture,
            cost,
            level.last,
            progress=False,
            train_step=train_step,
            history=history,
            first=level.first,
        )
        ended.append(picture.numpy())
        return done

    picture, history = paint(content, style, steps=2, train_level=look, **SMALL)
    levels = pyramid.pyramid(content, style, 2)
    assert [sides(a) for a in begun] == [sides(with_margin(level.content)) for level in levels]
    np.testing.assert_array_equal(begun[0], with_margin(levels[0].content))
    for smaller, larger, level in zip(ended, begun[1:], levels[1:]):
        enlarged = tf.image.resize(without_margin(smaller), sides(level.content), "bicubic")
        np.testing.assert_allclose(without_margin(larger), np.clip(enlarged, 0, 1), atol=1e-6)
    assert counted == [0, 4, 6]
    np.testing.assert_array_equal(picture, without_margin(ended[-1]))
    assert picture.shape == content.shape
    assert [step.iteration for step in history] == list(range(5 + 3 + 3))
    seconds = [step.seconds for step in history]
    assert seconds == sorted(seconds) and isinstance(history[0], Step)


def test_same_seed_same_picture_another_seed_another(three_levels):
    same, again, other = (
        paint(*three_levels, init="noise", seed=seed, steps=2, **SMALL)[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(same, again)
    assert np.abs(same - other).max() > 0.01


def test_weights_reach_the_cost(three_levels):
    """With alpha alone the content picture is already the best, but for its total variation."""
    (near, _), (far, _) = (
        paint(*three_levels, alpha, beta, steps=3, **SMALL) for alpha, beta in ((1e6, 0), (0, 1))
    )
    content, _ = three_levels
    assert np.abs(near - content).mean() < np.abs(far - content).mean() / 2


def graphs():
    """How many graphs TensorFlow holds."""
    return sum(type(thing).__name__ == "FuncGraph" for thing in gc.get_objects())


def test_no_level_keeps_the_graph_of_the_one_before(three_levels):
    """A graph keeps what it was compiled to, tens of megabytes, alive beside the large picture."""
    held = []

    def look(picture, cost, train_step, level, history):
        done = train(
            picture,
            cost,
            level.last,
            progress=False,
            train_step=train_step,
            history=history,
            first=level.first,
        )
        held.append(graphs())
        return done

    gc.disable()  # the collector would come by sooner or later
    try:
        paint(*three_levels, steps=1, train_level=look, **SMALL)
    finally:
        gc.enable()
    assert len(held) == 3 and held[0] == held[1] == held[2] > 0
