"""Relative costs: their units, and what they do not depend on."""

import numpy as np
import pytest
import tensorflow as tf

from utils import relative, vgg
from utils.control import SMOOTHNESS, Control
from utils.files import T_IMAGES
from utils.images import load_image
from utils.relative import make_relative_cost, total_variation

PAIRS = [(1, 2), (2, 1), (3, 4)]


def grey(picture):
    return tf.image.grayscale_to_rgb(tf.image.rgb_to_grayscale(picture))


@pytest.mark.parametrize("change", [lambda x: x, grey, lambda x: 0.5 + 0.05 * (x - 0.5)])
@pytest.mark.parametrize(
    "layers", [[("block1_conv1", 1)], [("block1_conv2", 7), ("block3_conv1", 0.5)]]
)
@pytest.mark.parametrize("content, style", PAIRS)
def test_the_content_picture_has_a_style_cost_of_1(content, style, layers, change, random_picture):
    content, style = change(random_picture(48, 64, content)), random_picture(40, 56, style)
    cost = make_relative_cost(content, style, content_layer="block2_conv1", style_layers=layers)
    J, J_content, J_style = cost(content)
    assert float(J_content) == 0 and float(J_style) == pytest.approx(1, rel=1e-3)
    smoothness = SMOOTHNESS * float(total_variation(content))
    assert float(J) == pytest.approx(40 + smoothness, rel=1e-3)


def test_the_style_picture_has_next_to_no_style_cost(random_picture):
    """Where the content is a pale copy of it, so that both have the same guides."""
    style = random_picture(48, 64, 2)
    cost = make_relative_cost(0.5 + 0.3 * (style - 0.5), style)
    assert abs(float(cost(style)[2])) < 0.1


@pytest.fixture
def identity_features(monkeypatch):
    """In place of VGG-19, a network whose every activation is the picture."""
    monkeypatch.setattr(
        relative,
        "feature_extractor",
        lambda layers, *_: lambda picture: [tf.identity(picture) for _ in layers],
    )


def test_the_mean_activation_has_a_content_cost_of_a_quarter(identity_features, random_picture):
    """The lecture's content cost has the factor 1/4; without it, the variance is the unit."""
    content, style = random_picture(48, 64, 1), random_picture(48, 64, 2)
    cost = make_relative_cost(content, style)
    mean = tf.zeros_like(content) + tf.reduce_mean(content, axis=[0, 1, 2])
    assert float(cost(mean)[1]) == pytest.approx(1 / 4, rel=1e-4)
    assert float(cost(content)[1]) == 0


@pytest.mark.parametrize("factor", [0.1, 10])
def test_the_scale_of_a_layers_activations_does_not_matter(factor, monkeypatch):
    # real pictures: of smooth blobs, many eigenvalues are mere rounding, and so are their roots
    names = "sunset_bridge", "swirling_night", "poppy_field"
    content, style, generated = (load_image(T_IMAGES / f"{name}.jpg", 64) for name in names)
    layers = {"content_layer": "block2_conv1", "style_layers": [("block1_conv2", 1)]}
    _, *before = make_relative_cost(content, style, **layers)(generated)
    scales = {name: factor * scale for name, scale in vgg.LAYER_SCALE.items()}
    monkeypatch.setattr(vgg, "LAYER_SCALE", scales)
    _, *after = make_relative_cost(content, style, **layers)(generated)
    np.testing.assert_allclose(after, before, rtol=1e-3)


def test_the_scale_of_the_weights_does_not_matter_but_their_proportion_does(random_picture):
    content, style, generated = (random_picture(32, 48, seed) for seed in (1, 2, 3))

    def J_style(one, other):
        layers = [("block1_conv1", one), ("block2_conv1", other)]
        cost = make_relative_cost(content, style, content_layer="block1_conv1", style_layers=layers)
        return float(cost(generated)[2])

    assert J_style(1e6, 3e6) == pytest.approx(J_style(2e6, 6e6), rel=1e-4)
    ends = sorted([J_style(1e6, 0), J_style(0, 1e6)])
    assert ends[0] < J_style(1e6, 1e6) < ends[1]


def test_alpha_and_beta_weigh_the_parts(random_picture):
    content, style, generated = (random_picture(32, 48, seed) for seed in (1, 2, 3))
    layers = {"content_layer": "block1_conv1", "style_layers": [("block1_conv1", 1)]}
    J, J_content, J_style = make_relative_cost(content, style, 3, 5, **layers)(generated)
    rest = SMOOTHNESS * total_variation(generated)
    assert float(J) == pytest.approx(float(3 * J_content + 5 * J_style + rest), rel=1e-5)


@pytest.mark.parametrize("flat", ["neither", "content", "style", "both"])
def test_equal_or_flat_pictures_have_finite_costs_and_gradients(flat, random_picture):
    """And no style cost is far below 0, which rounding would need a tiny unit for."""
    plain, picture = tf.fill([1, 32, 48, 3], 0.5), random_picture(32, 48, 1)
    content = plain if flat in ("content", "both") else picture
    style = plain if flat in ("style", "both") else picture
    cost = make_relative_cost(content, style)
    for generated in content, picture, tf.zeros_like(picture):
        with tf.GradientTape() as tape:
            tape.watch(generated)
            J, _, J_style = cost(generated)
        assert np.isfinite(J) and float(J_style) > -0.5
        assert np.isfinite(tape.gradient(J, generated)).all()


def test_total_variation_is_that_of_neighbours():
    ramp = tf.tile(tf.reshape(tf.linspace(0.0, 0.9, 10), [1, 1, 10, 1]), [1, 8, 1, 3])
    assert float(total_variation(ramp)) == pytest.approx(0.01, rel=1e-5)
    assert float(total_variation(tf.transpose(ramp, [0, 2, 1, 3]))) == pytest.approx(0.01, rel=1e-5)
    assert float(total_variation(tf.ones([1, 8, 8, 3]))) == 0


def test_a_strength_of_1_changes_nothing_and_more_lowers_the_other_weights(random_picture):
    content, style, generated = (random_picture(32, 48, seed) for seed in (1, 2, 3))
    layers = {"content_layer": "block1_conv1", "style_layers": [("block1_conv1", 1)]}

    def costs(**control):
        J, J_content, J_style = make_relative_cost(
            content, style, **layers, control=Control(smoothness=300, **control)
        )(generated)
        return float(J), float(J_content), float(J_style)

    plain = costs()
    assert costs(strength=1) == plain
    J, J_content, J_style = costs(strength=2)
    assert J_content == plain[1]
    smooth = 300 * float(total_variation(generated))
    assert pytest.approx((10 * J_content + smooth) / 2 + 40 * J_style, rel=1e-5) == J
    assert J_style != plain[2]  # its guide channels weigh less


def test_a_high_strength_does_not_hold_the_style_to_its_place(random_picture):
    """A style turned upside down costs nothing only where height does not count."""
    content, style = (random_picture(48, 48, seed) for seed in (1, 2))
    turned = tf.reverse(style, axis=[1])

    def J_style(strength):
        control = Control(strength=strength)
        return float(make_relative_cost(content, style, control=control)(turned)[2])

    assert J_style(100) < 0.5 * J_style(1)


def test_below_strength_1_broad_colours_of_the_content_count(random_picture):
    """Of two changes of equal size, one of the hue costs, and a checkerboard of pixels does not."""
    content, style = (0.3 + 0.4 * random_picture(48, 48, seed) for seed in (1, 2))
    layers = {"content_layer": "block1_conv1", "style_layers": [("block1_conv1", 1)]}
    rows, columns = np.indices([48, 48])
    board = np.where((rows + columns) % 2, 0.2, -0.2)[None, :, :, None]

    def colour_cost(change, strength=0.5):
        control = Control(strength=strength, smoothness=0)
        cost = make_relative_cost(content, style, **layers, control=control)
        J, J_content, J_style = cost(tf.constant(content + change, tf.float32))
        return float(strength * (J - 40 * J_style) / 10 - J_content)

    redder = colour_cost([0.2, 0, -0.2])
    variance = float(tf.reduce_mean(tf.math.reduce_variance(content, axis=[0, 1, 2])))
    assert redder == pytest.approx(0.5 * (2 / 3) * 0.04 / variance, rel=0.02)
    assert colour_cost(board) == pytest.approx(0, abs=0.01 * redder)
    assert colour_cost([0.2, 0, -0.2], strength=1) == pytest.approx(0, abs=0.01 * redder)


def test_without_guidance_only_the_style_layers_count(random_picture):
    """As at a high strength, which divides the guides until they vanish."""
    content, style, picture = (random_picture(48, 64, k) for k in (1, 2, 3))

    def J_style(**control):
        return float(make_relative_cost(content, style, control=Control(**control))(picture)[2])

    without = J_style(guidance=0)
    assert without == pytest.approx(J_style(strength=1e8), rel=1e-3)
    assert without != pytest.approx(J_style(), rel=0.01)
