"""What notebook 7 races."""

import numpy as np
import pytest
import tensorflow as tf

from utils.races import Subject, curves_of, descend
from utils.training import start_picture


@pytest.fixture
def subject(random_picture):
    content, style = random_picture(8, 12, 1), random_picture(8, 12, 2)

    def cost(picture):
        J = tf.reduce_sum((picture - style) ** 2)
        return J, J, J

    return Subject(content, style, cost)


@pytest.mark.parametrize("settings", [{"rate": 0.01}, {"rate": 0.05, "decay": 20}, {}])
def test_a_descent_keeps_every_tenth_picture_and_each_cost(subject, settings):
    pictures, J = descend(subject, 20, **settings)
    assert len(pictures) == 3 and len(J) == 21
    np.testing.assert_array_equal(pictures[0], start_picture(subject.content))
    for picture, at in zip(pictures, (0, 10, 20)):
        assert float(subject.cost(picture)[0]) == pytest.approx(J[at], rel=1e-5, abs=1e-6)
    assert J[20] <= J[10] < J[0]


def test_a_decay_ends_at_rest(subject):
    J = descend(subject, 14, rate=0.05, decay=10).J
    assert J[10] == pytest.approx(J[14], rel=1e-6)


def test_curves_have_the_names_of_their_optimisers(subject):
    short = descend(subject, 2, rate=0.01)
    assert curves_of({"Adam 0.01": short}) == {"Adam 0.01": short.J}
