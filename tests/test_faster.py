"""The image pyramid, the loop with L-BFGS, and bfloat16."""
import contextlib
import gc

import numpy as np
import pytest
import tensorflow as tf

from utils import faster
from utils.faster import bfloat16_is_faster, multiplying_in_bfloat16, start_small, train_fast
from utils.training import make_cost, start_picture


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
        return [None] * (steps + 1)

    monkeypatch.setattr(faster, "train_fast", note)
    start = start_small(content, style, smallest=60, steps=7)
    assert painted == [((48, 64), 7), ((68, 91), 7)]
    assert start.shape == content.shape
    painted.clear()
    start_small(random_picture(44, 300, 1), style, smallest=60)
    start_small(content, random_picture(44, 300, 2), smallest=60)
    assert painted == []  # one of the sides would be too short for VGG-19


def test_it_goes_on_from_the_level_of_a_given_start(random_picture):
    content, style = random_picture(96, 128, 1), random_picture(80, 120, 2)
    painted = []

    def note(picture, cost, steps):
        painted.append(tuple(picture.shape[1:3]))
        return [None] * (steps + 1)

    start_small(content, style, smallest=60, paint=note, start=random_picture(68, 91))
    assert painted == [(68, 91)]
    there = random_picture(96, 128, 3)
    np.testing.assert_array_equal(
        start_small(content, style, smallest=60, paint=note, start=there), there)
    assert painted == [(68, 91)]


def test_without_a_smaller_picture_it_starts_under_noise(random_picture):
    content = random_picture(48, 64, 1)
    start = start_small(content, content, seed=5)
    np.testing.assert_array_equal(start, start_picture(content, seed=5, strength=0.05, grain=2))


def test_the_contents_detail_is_carried_up():
    def brighten(picture, cost, steps):
        picture.assign_add(tf.fill(picture.shape, 0.1))
        return [None] * (steps + 1)

    content = tf.random.stateless_uniform([1, 64, 96, 3], [0, 0], 0.1, 0.8)  # all of it detail
    start = start_small(content, content, smallest=60, paint=brighten)
    assert np.abs(start - content - 0.1).mean() < 0.03  # the noise of the small start is left


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

    monkeypatch.setattr(faster, "LBFGS", lambda *_: note)
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
