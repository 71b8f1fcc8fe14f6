"""What notebooks 1 and 2 conclude from their figures, measured."""

import numpy as np
import pytest
from skimage import data

from utils import vgg
from utils.backend import keras, tf
from utils.costs import STYLE_LAYERS, compute_content_cost, compute_style_cost
from utils.images import T_IMAGES, load_image
from utils.vgg import feature_extractor

LAYERS = ["block2_conv1", "block3_conv1", "block4_conv2", "block5_conv1"]


@pytest.fixture(scope="module")
def bridge():
    return load_image(T_IMAGES / "sunset_bridge.jpg", size=256)


@pytest.fixture(scope="module")
def night():
    return load_image(T_IMAGES / "swirling_night.jpg", size=256)


def blurred_to_darker(picture, features):
    """The content cost of a blurred copy divided by that of a darker one, by layer."""
    coarse = tf.nn.avg_pool2d(picture, 8, 8, "SAME")
    blurred = tf.image.resize(coarse, picture.shape[1:3], "bicubic")
    outputs = zip(features(picture), features(0.7 * picture), features(blurred))
    return [
        float(compute_content_cost([a], [of_blurred]) / compute_content_cost([a], [of_darker]))
        for a, of_darker, of_blurred in outputs
    ]


def test_only_a_trained_network_minds_blurring_more_than_darkness(bridge, monkeypatch):
    assert blurred_to_darker(bridge, lambda picture: [picture])[0] < 0.5
    assert min(blurred_to_darker(bridge, vgg.raw_extractor(LAYERS))) > 5
    for seed in (1, 2, 3):
        keras.utils.set_random_seed(seed)
        untrained = keras.applications.VGG19(include_top=False, weights=None)
        monkeypatch.setattr(vgg, "load_vgg19", lambda untrained=untrained: untrained)
        assert max(blurred_to_darker(bridge, vgg.raw_extractor(LAYERS))) < 2


def mean_cost(one, other):
    """Mean squared difference of the channels' means."""
    means = [tf.reduce_mean(a, axis=(0, 1, 2)) for a in (one, other)]
    return float(tf.reduce_mean(tf.square(means[0] - means[1])))


def test_style_survives_the_shuffle(bridge, night):
    tiles = [night[:, y : y + 64, x : x + 64] for y in range(0, 192, 64) for x in range(0, 256, 64)]
    order = np.random.default_rng(3).permutation(12)
    rows = [tf.concat([tiles[i] for i in row], axis=2) for row in order.reshape(3, 4)]
    cells = load_image(data.immunohistochemistry(), size=256)[:, :192]
    features = feature_extractor([layer for layer, _ in STYLE_LAYERS] + ["block4_conv2"])
    shuffled, others = tf.concat(rows, axis=1), (cells, bridge)
    cost, *costs = (
        float(compute_style_cost(features(night), features(picture)))
        for picture in (shuffled, *others)
    )
    assert cost < min(costs) / 4
    of_night, of_shuffled, *of_others = map(features, (night, shuffled, *others))
    for layer, a_S in enumerate(of_night[:-1]):  # exercise 2: so do the means alone
        means = [mean_cost(a_S, output[layer]) for output in (of_shuffled, *of_others)]
        assert means[0] < min(means[1:]) / 5
