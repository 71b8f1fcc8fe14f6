"""The drawings of the network show the layers that they are given."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from utils.backend import keras, tf
from utils.figures import draw_fields, draw_network

FIELDS = {"block1_conv1": 3, "block2_conv1": 10, "block3_conv1": 24, "block4_conv2": 84}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def squares(axis):
    return [patch for patch in axis.patches if isinstance(patch, Rectangle)]


def test_the_network_has_a_bar_for_each_convolution_and_blue_ones_are_used():
    network = keras.applications.VGG19(include_top=False, weights=None)
    axis = draw_network(network, ["block2_conv1"], (192, 256)).axes[0]
    assert len(squares(axis)) == 16
    assert [to_hex(bar.get_facecolor()) for bar in squares(axis)].index("#0072b2") == 2
    assert "block 5\n12 x 16\n512 channels" in [text.get_text() for text in axis.texts]


def test_the_largest_fields_are_on_the_picture_and_the_smallest_enlarged():
    left, right = draw_fields(tf.zeros((1, 96, 128, 3)), FIELDS, (60, 48)).axes
    assert [square.get_width() for square in squares(left)] == [10, 24, 84]
    assert [square.get_width() for square in squares(right)] == [3, 10, 24]
    assert {tuple(square.get_center()) for square in squares(left) + squares(right)} == {(60, 48)}
    assert right.get_xlim()[1] - right.get_xlim()[0] < 96
