"""Descents on the real costs, for as many steps as it takes to see the difference."""

import numpy as np
import pytest

from utils.backend import tf
from utils.costs import make_cost
from utils.lbfgs import LBFGS
from utils.pyramid import AveragedAdam, paint
from utils.relative import make_relative_cost, total_variation
from utils.training import Adam, start_picture, train


@pytest.fixture(scope="module")
def lecture(pair):
    """A start, the picture that the lecture's loop makes of it in 150 steps, and the history."""
    content, cost = pair
    start = start_picture(content)
    picture = tf.Variable(start)
    return start, picture, train(picture, cost, 150, progress=False)


def gradient_of(cost, picture):
    with tf.GradientTape() as tape:
        J, _, _ = cost(picture)
    return tape.gradient(J, picture)


def test_the_lectures_loop_ends_where_content_and_style_pull_equally(lecture, random_picture):
    """As notebook 3 says of a minimum: neither gradient is 0, and they cancel."""
    content, style = random_picture(48, 64, 1), random_picture(48, 64, 2)  # those of `pair`
    start, picture, history = lecture
    assert history[-1].J < history[0].J / 5 and history[-1].J_style < history[0].J_style / 10
    lengths = {}
    for name, place in {"start": start, "end": picture}.items():
        of_content, of_style = (
            gradient_of(make_cost(content, style, alpha, beta), place)
            for alpha, beta in ((10, 0), (0, 40))
        )
        lengths[name] = [float(tf.norm(g)) for g in (of_content, of_style, of_content + of_style)]
    assert lengths["start"][2] > max(lengths["start"][:2])
    assert lengths["end"][2] < 0.6 * min(lengths["end"][:2])


def test_lbfgs_gets_lower_in_a_fraction_of_the_steps(pair, lecture):
    _, cost = pair
    start, _, history = lecture
    picture = tf.Variable(start)
    step = LBFGS(cost, picture, 50)
    assert train(picture, cost, 50, progress=False, train_step=step)[-1].J < history[-1].J


def test_averaging_and_the_falling_rate_get_lower_and_remove_grain(random_picture):
    content, style = random_picture(48, 64, 1), random_picture(48, 64, 2)
    cost = make_relative_cost(content, style)
    plain, averaged = start_picture(content, strength=0), start_picture(content, strength=0)
    last = train(plain, cost, 60, progress=False, train_step=Adam(cost, 0.2))[-1]
    step = AveragedAdam(cost, averaged, 60, learning_rate=0.2)
    assert train(averaged, cost, 60, progress=False, train_step=step)[-1].J < 0.98 * last.J
    assert total_variation(averaged) < total_variation(plain)


@pytest.mark.parametrize("init", ["content", "noise"])
def test_the_pyramid_takes_on_the_style_and_keeps_the_content(init, monkeypatch, random_picture):
    """The content picture itself has J_style = 1 and J_content = 0; noise has J_content = 0.49."""
    monkeypatch.setattr("utils.pyramid.FIRST_SIZE", 45)
    content, style = random_picture(64, 96, 1), random_picture(64, 96, 2)
    picture, history = paint(content, style, init=init, steps=30, bfloat16=False, progress=False)
    assert history[-1].J_style < 0.6 and history[-1].J_content < 0.25
    assert 0 <= np.min(picture) and np.max(picture) <= 1
