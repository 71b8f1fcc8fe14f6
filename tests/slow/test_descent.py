"""The fast optimiser on the real cost, for as many steps as it takes to see the difference."""

import numpy as np
import pytest

from utils.faster import start_small, train_fast
from utils.lbfgs import LBFGS
from utils.training import make_cost, start_picture, train


def test_gets_lower_in_a_fraction_of_the_steps(pair):
    content, cost = pair
    slow, fast = start_picture(content), start_picture(content)
    lecture = train(slow, cost, 150, progress=False)[-1]
    assert train_fast(fast, cost, 40, progress=False)[-1].J < lecture.J


def test_painting_small_first_gives_a_better_start(random_picture):
    content, style = random_picture(64, 96, 1), random_picture(64, 96, 2)
    cost = make_cost(content, style)
    starts = [start_small(content, style, seed=seed, bfloat16=False, progress=False, smallest=60,
                          steps=20) for seed in (0, 0, 1)]
    assert cost(starts[0])[0] < cost(start_picture(content))[0]
    np.testing.assert_array_equal(starts[0], starts[1])
    assert np.abs(starts[0] - starts[2]).max() > 0.01
    assert 0 <= starts[0].numpy().min() and starts[0].numpy().max() <= 1


@pytest.mark.parametrize("bfloat16", [True, False])
def test_same_start_same_picture(pair, bfloat16):
    content, cost = pair
    pictures = []
    for _ in range(2):
        picture = start_picture(content, seed=3)
        train_fast(picture, cost, 8, progress=False, bfloat16=bfloat16)
        pictures.append(picture.numpy())
    np.testing.assert_array_equal(*pictures)


def test_gets_lower_by_surrogate_gradients(pair):
    content, cost = pair
    ends = []
    for surrogate in (False, True):
        picture = start_picture(content)
        step = LBFGS(cost, picture, 80, surrogate=surrogate)
        ends.append(train(picture, cost, 80, train_step=step, progress=False)[-1].J)
    assert ends[1] < ends[0]
