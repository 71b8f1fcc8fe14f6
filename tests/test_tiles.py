"""A large picture seen tile by tile: the same costs and gradients as if it were seen whole."""

import numpy as np
import pytest
import tensorflow as tf

from utils import tiles
from utils.control import Control
from utils.files import T_IMAGES
from utils.images import load_image
from utils.relative import make_relative_cost
from utils.tiles import WHOLE, by_tiles, divide, reach
from utils.vgg import feature_extractor

LAYERS = {
    "content_layer": "block2_conv2",
    "style_layers": [("block1_conv1", 1), ("block2_conv1", 1)],
}


@pytest.fixture
def small_tiles(monkeypatch):
    """Pictures are divided as if memory ended at 80 x 80 pixels."""
    monkeypatch.setattr(tiles, "SEEN_WHOLE", 80 * 80)
    monkeypatch.setattr(tiles, "WINDOW", 80 * 80)


@pytest.mark.parametrize(
    "layers, pixels",
    [
        (["block1_conv1"], 16),
        (["block5_conv1", "block2_conv1"], 80),
        (["block4_conv2"], 48),
        (["block5_conv4"], 128),
    ],
)
def test_reach_is_half_the_receptive_field(layers, pixels):
    assert reach(layers) == pixels


@pytest.mark.parametrize("side", [33, 96])
def test_no_layer_sees_beyond_its_reach(side, random_picture):
    """Change what lies beyond: the activations of the tile stay."""
    layers = ["block3_conv4"]
    halo = reach(layers)
    features = feature_extractor(layers)
    picture = random_picture(side + halo, 40).numpy()
    changed = picture.copy()
    changed[:, side // 16 * 16 + halo :] = 0
    inside = side // 16 * 4
    before, after = (features(x)[0][:, :inside] for x in (picture, changed))
    np.testing.assert_allclose(before, after, atol=1e-5)


@pytest.mark.parametrize("halo", [16, 80, 128])
@pytest.mark.parametrize("sides", [(2080, 1568), (1073, 1201), (40, 40_000), (8224, 8209)])
def test_tiles_are_a_partition_and_windows_reach_far_enough(sides, halo):
    (height, width), places = divide(sides, halo)
    assert height * width <= tiles.WINDOW
    counted = np.zeros([-(-side // 16) for side in sides], int)
    for corner, begin, end in places:
        for side, window, first, start, stop in zip(sides, (height, width), corner, begin, end):
            assert first % 16 == start % 16 == 0 and 0 <= first <= side - window
            assert start >= halo or first == start == 0
            at_the_edge = first + window == side and stop == window
            assert at_the_edge or stop % 16 == 0 and (window - stop) // 16 * 16 >= halo
        rows, columns = (
            slice((first + start) // 16, -(-(first + stop) // 16))
            for first, start, stop in zip(corner, begin, end)
        )
        counted[rows, columns] += 1
    assert (counted == 1).all()


def test_the_windows_of_a_large_picture_are_hardly_larger_than_it():
    (height, width), places = divide((1568, 2080), 80)
    assert len(places) * height * width < 1.35 * 1568 * 2080


def cost_and_gradient(picture, *arguments, **settings):
    cost = make_relative_cost(*arguments, **settings)

    @tf.function
    def evaluate(picture):
        with tf.GradientTape() as tape:
            costs = cost(picture)
        return costs, tape.gradient(costs[0], picture)

    costs, gradient = evaluate(tf.Variable(picture))
    np.testing.assert_allclose(cost(picture), costs, rtol=1e-3)  # without a `tf.function` as well
    return np.array(costs), gradient.numpy()


def halves(height, width):
    """Two regions, one beside the other."""
    left = tf.cast(tf.range(width) < width // 3, tf.float32)
    left = tf.tile(left[None, None, :, None], [1, height, 1, 1])
    return tf.concat([left, 1 - left], axis=3)


CONTROLS = {
    "two styles": (2, Control(blend=(0.3, 0.7))),
    "regions of the style": (1, Control(regions=halves(103, 150), style_regions=halves(90, 120))),
}


@pytest.mark.parametrize("kind", CONTROLS)
def test_tiles_have_the_cost_and_the_gradient_of_the_whole(kind, monkeypatch):
    """Also where tiles meet: there is no seam. The sides are no multiples of 16."""
    number, control = CONTROLS[kind]
    content = load_image(T_IMAGES / "sunset_bridge.jpg", 150)[:, :103]
    generated = load_image(T_IMAGES / "glass_pyramid.jpg", 150)[:, :103]
    styles = ["swirling_night.jpg", "poppy_field.jpg"][:number]
    styles = [load_image(T_IMAGES / name, 120)[:, :90] for name in styles]
    arguments = content, styles, 10, 40, *LAYERS.values(), control
    costs, gradient = cost_and_gradient(generated, *arguments)
    monkeypatch.setattr(tiles, "SEEN_WHOLE", 80 * 80)
    monkeypatch.setattr(tiles, "WINDOW", 80 * 80)
    costs_by_tiles, gradient_by_tiles = cost_and_gradient(generated, *arguments)
    # the square roots of the smallest eigenvalues, which are all rounding, differ: by up to
    # 0.7 % of the gradient's standard deviation in one pixel, on two kinds of processors
    np.testing.assert_allclose(costs_by_tiles, costs, rtol=1e-3)
    np.testing.assert_allclose(gradient_by_tiles, gradient, atol=0.02 * gradient.std())


def test_a_small_picture_is_seen_whole(random_picture):
    picture, places = random_picture(40, 40), []
    see = by_tiles(lambda pixels, place: places.append(place) or pixels, (40, 40), 16)
    assert see(picture)[0] is picture and places == [WHOLE]


def test_all_tiles_share_one_graph(small_tiles, random_picture):
    """So the number of tiles does not matter for the time that tracing takes."""
    picture, traced = random_picture(200, 240), []

    def look(pixels, place):
        traced.append(pixels.shape)
        return {"sum": tf.reduce_sum(place.inside(pixels, 1) ** 2)}

    see = by_tiles(look, (200, 240), 16)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        parts = see(picture)
        total = sum(part["sum"] for part in parts)
    assert len(parts) > 10 and float(total) == pytest.approx(float(tf.reduce_sum(picture**2)))
    np.testing.assert_allclose(tape.gradient(total, picture), 2 * picture, rtol=1e-5)
    assert len(traced) == 2  # for what is told, and for its gradient


def test_two_grey_pictures_make_a_grey_painting_by_tiles(small_tiles, random_picture):
    content, style = (
        tf.repeat(random_picture(100, 90, seed)[..., :1], 3, axis=3) for seed in (1, 2)
    )
    _, gradient = cost_and_gradient(content, content, style, **LAYERS)
    np.testing.assert_allclose(np.ptp(gradient, axis=3), 0, atol=1e-6)
