import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.lib.stride_tricks import sliding_window_view

from utils.costs import STYLE_LAYERS, compute_layer_style_cost
from utils.errors import SettingsError, WeightsError
from utils.images import T_IMAGES, load_image
from utils.vgg import LAYER_SCALE, feature_extractor, load_vgg19, measure_layer_scale, raw_extractor

MEAN_BGR = [103.939, 116.779, 123.68]


def prepare_by_hand(picture):
    return 255 * np.asarray(picture)[..., ::-1] - np.float32(MEAN_BGR)


def plain_activation(picture, layer):
    vgg = load_vgg19()
    return keras.Model(vgg.input, vgg.get_layer(layer).output)(prepare_by_hand(picture)).numpy()


def test_network_is_plain_frozen_and_without_its_top():
    vgg = load_vgg19()
    assert isinstance(vgg, keras.Model)
    assert [layer.name for layer in vgg.layers if "conv" in layer.name] == list(LAYER_SCALE)
    assert vgg.layers[-1].name == "block5_pool" and vgg.output.shape == (None, None, None, 512)
    assert vgg.trainable_variables == [] and len(vgg.weights) == 32


def test_asked_twice_it_gives_the_same_network():
    assert load_vgg19() is load_vgg19()


def test_network_holds_the_compact_weights(compact):
    for layer, (kernel, bias) in compact.items():
        found_kernel, found_bias = load_vgg19().get_layer(layer).get_weights()
        np.testing.assert_array_equal(found_kernel, kernel)
        np.testing.assert_array_equal(found_bias, bias)


def test_nst_weights_chooses_a_keras_file(keras_file, compact, monkeypatch):
    monkeypatch.setenv("NST_WEIGHTS", str(keras_file))
    vgg = load_vgg19()
    for layer in "block1_conv1", "block5_conv4":
        kernel, bias = vgg.get_layer(layer).get_weights()
        np.testing.assert_allclose(kernel, 1.01 * compact[layer][0], rtol=1e-6)
        np.testing.assert_array_equal(bias, compact[layer][1])
    assert vgg.trainable_variables == []
    monkeypatch.delenv("NST_WEIGHTS")
    assert load_vgg19() is not vgg


@pytest.mark.parametrize(
    "name, content",
    [
        ("missing.h5", None),
        ("text.h5", b"dear diary"),
        ("text.txt", b"dear diary"),
        ("cut_short.h5", "half"),
        ("", None),
    ],
    ids=["missing", "text named h5", "text", "cut short", "folder"],
)
def test_bad_nst_weights_gives_one_line_that_names_it(
    name, content, keras_file, monkeypatch, tmp_path
):
    path = tmp_path / name
    if content == "half":
        content = keras_file.read_bytes()[: 2**20]
    if content:
        path.write_bytes(content)
    monkeypatch.setenv("NST_WEIGHTS", str(path))
    with pytest.raises(WeightsError) as caught:
        load_vgg19()
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_first_layer_equals_a_convolution_by_hand(compact, random_picture):
    picture = random_picture(32, 40)
    kernel, bias = compact["block1_conv1"]
    padded = np.pad(prepare_by_hand(picture)[0], ((1, 1), (1, 1), (0, 0)))
    windows = sliding_window_view(padded, (3, 3), axis=(0, 1))  # (H, W, colour, 3, 3)
    by_hand = np.maximum(np.einsum("hwcij,ijcn->hwn", windows, kernel) + bias, 0)
    found = feature_extractor(["block1_conv1"])(picture)[0][0]
    np.testing.assert_allclose(found * LAYER_SCALE["block1_conv1"], by_hand, rtol=1e-3, atol=1e-2)


@pytest.mark.parametrize("layer", LAYER_SCALE)
def test_features_are_the_plain_activations_over_the_layer_scale(layer, random_picture):
    picture = random_picture(48, 32)
    expected = plain_activation(picture, layer)
    (found,) = feature_extractor([layer])(picture)
    assert found.dtype == tf.float32
    tolerance = 1e-3 * expected.max()
    np.testing.assert_allclose(found * LAYER_SCALE[layer], expected, rtol=1e-3, atol=tolerance)
    (raw,) = raw_extractor([layer])(picture)
    np.testing.assert_allclose(raw, expected, rtol=1e-3, atol=tolerance)


@pytest.mark.parametrize(
    "layers",
    [
        ["block4_conv2"],
        ["block1_conv1", "block2_conv1", "block4_conv2"],
        ["block4_conv2", "block1_conv1", "block3_conv4", "block2_conv2"],
        ["block1_conv1", "block4_conv2", "block4_conv2"],
        ["block2_conv1", "block1_conv1", "block2_conv1"],
    ],
    ids=" ".join,
)
def test_one_activation_a_layer_in_the_order_asked(layers, random_picture):
    picture = random_picture(32, 32)
    output = feature_extractor(layers)(picture)
    assert isinstance(output, list) and len(output) == len(layers)
    for layer, activation in zip(layers, output):
        alone = feature_extractor([layer])(picture)[0]
        np.testing.assert_allclose(activation, alone, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("height, width", [(32, 32), (33, 47), (64, 35)])
def test_odd_sizes_give_activations_halved_at_every_block(height, width, random_picture):
    layers = [f"block{block}_conv1" for block in range(1, 6)]
    shapes = [
        activation.shape for activation in feature_extractor(layers)(random_picture(height, width))
    ]
    channels = 64, 128, 256, 512, 512
    assert shapes == [(1, height >> block, width >> block, channels[block]) for block in range(5)]


def test_one_extractor_serves_pictures_of_all_sizes(random_picture):
    extract = feature_extractor(["block3_conv1"])
    first = extract(random_picture(32, 48))[0]
    extract(random_picture(64, 40))
    np.testing.assert_array_equal(extract(random_picture(32, 48))[0], first)


def test_a_picture_has_a_gradient_through_the_features(random_picture):
    picture = tf.Variable(random_picture())
    with tf.GradientTape() as tape:
        J = tf.reduce_sum(feature_extractor(["block5_conv1"])(picture)[0])
    gradient = tape.gradient(J, picture)
    assert tf.reduce_all(tf.math.is_finite(gradient)) and tf.reduce_max(abs(gradient)) > 0


@pytest.mark.parametrize("layer", ["block6_conv1", "block1_pool", "conv1", "", "BLOCK1_CONV1"])
def test_unknown_layer_is_named_with_the_choices(layer):
    with pytest.raises(SettingsError) as caught:
        feature_extractor(["block1_conv1", layer])
    message = str(caught.value)
    assert f"layer {layer!r}:" in message and all(name in message for name in LAYER_SCALE)


def test_layer_scale_is_what_measuring_gives():
    assert measure_layer_scale() == pytest.approx(LAYER_SCALE, rel=0.01)


def test_dividing_by_the_layer_scale_brings_the_style_costs_to_one_size():
    """As notebook 3 shows: raw, they differ by five powers of ten."""
    content, style = (
        load_image(T_IMAGES / f"{name}.jpg", size=64)
        for name in ("sunset_bridge", "swirling_night")
    )
    layers = [layer for layer, _ in STYLE_LAYERS]
    raw, scaled = (
        [float(compute_layer_style_cost(*each)) for each in zip(see(style), see(content))]
        for see in (raw_extractor(layers), feature_extractor(layers))
    )
    assert max(raw) > 10_000 * min(raw) and max(scaled) < 20 * min(scaled)
