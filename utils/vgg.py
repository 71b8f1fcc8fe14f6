"""VGG-19 as a pair of eyes: a picture goes in, the activations of chosen layers come out.

The network is that of Simonyan & Zisserman (2015), trained on ImageNet, without its classifier.

    python -m utils.vgg        measures LAYER_SCALE anew and prints it
"""

import functools
import os
from collections.abc import Callable, Sequence

from utils.backend import keras, tf
from utils.errors import SettingsError
from utils.images import load_image
from utils.weights import vgg19_weights

Extractor = Callable[[tf.Tensor], list[tf.Tensor]]  # from a picture to its activations

# The mean activation of each convolution layer over four photographs (see `measure_layer_scale`).
LAYER_SCALE = {
    "block1_conv1": 22.16,
    "block1_conv2": 96.36,
    "block2_conv1": 117.1,
    "block2_conv2": 103.5,
    "block3_conv1": 126.2,
    "block3_conv2": 159.7,
    "block3_conv3": 340.4,
    "block3_conv4": 499.4,
    "block4_conv1": 522.3,
    "block4_conv2": 355.2,
    "block4_conv3": 201.5,
    "block4_conv4": 53.24,
    "block5_conv1": 53.36,
    "block5_conv2": 23.51,
    "block5_conv3": 10.12,
    "block5_conv4": 1.446,
}


def stride(layer: str) -> int:
    """How many pixels lie between neighbouring positions of a convolution layer."""
    return 2 ** (int(layer[len("block")]) - 1)


def load_vgg19() -> keras.Model:
    """Return VGG-19 without its classifier, with the weights of `vgg19_weights`, frozen.

    Returns:
        `keras.Model` from pixels prepared by Keras's `preprocess_input`, (batch, H, W, 3) with H
        and W of 32 or more, to the last pooling layer. Asked twice, it gives the same model.

    Raises:
        WeightsError: the weights could not be had.
    """
    return _load(os.environ.get("NST_WEIGHTS", ""))


@functools.cache
def _load(source: str) -> keras.Model:
    """The network with the weights of `source`, by which alone the cache tells networks apart."""
    vgg = keras.applications.VGG19(include_top=False, weights=None)
    for layer, weights in vgg19_weights().items():
        vgg.get_layer(layer).set_weights(weights)
    vgg.trainable = False
    return vgg


def count_layers() -> int:
    """How many convolution layers VGG-19 has, once its weights are loaded; raises as that does."""
    return sum("conv" in layer.name for layer in load_vgg19().layers)


def feature_extractor(layers: Sequence[str], pooling: str = "max") -> Extractor:
    """Return the function that maps a picture to the activations of `layers`.

    Args:
        layers: names of convolution layers, such as ["block1_conv1", "block4_conv2"].
        pooling: "max", as VGG-19 was trained, or "average", as Gatys et al. (2015) prefer. Averages
            are smaller than maxima, so that deep activations are then less than 1 on average.

    Returns:
        function from a picture, (1, H, W, 3) RGB in [0, 1], to a list with one activation a layer,
        (1, n_H, n_W, n_C) float32, each divided by its layer's `LAYER_SCALE` so that it is about 1
        on average. The network is cut after the deepest layer asked for.

    Raises:
        SettingsError: a name is not one of VGG-19's convolution layers.
        WeightsError: the weights could not be had.
    """
    unknown = [layer for layer in layers if layer not in LAYER_SCALE]
    if unknown:
        raise SettingsError(
            f"VGG-19 has no convolution layer {', '.join(map(repr, unknown))}: "
            f"choose from {', '.join(LAYER_SCALE)}."
        )
    raw = raw_extractor(layers, pooling)
    return lambda image: [
        activation / LAYER_SCALE[layer] for layer, activation in zip(layers, raw(image))
    ]


def raw_extractor(layers: Sequence[str], pooling: str = "max") -> Extractor:
    """As `feature_extractor`, with the activations as they are: in one of the course's layers 24
    times larger than in another. Notebook 3 shows what comes of that.
    """
    vgg = load_vgg19()
    if pooling == "average":
        return average_pooling_extractor(vgg, layers)
    network = keras.Model(vgg.input, {layer: vgg.get_layer(layer).output for layer in layers})

    def extract(image):
        activations = network(keras.applications.vgg19.preprocess_input(255 * image))
        return [activations[layer] for layer in layers]

    return extract


def average_pooling_extractor(vgg: keras.Model, layers: Sequence[str]) -> Extractor:
    """As `raw_extractor`, with the mean of 2 x 2 activations where VGG-19 takes the largest."""
    depth = max(vgg.layers.index(vgg.get_layer(layer)) for layer in layers)

    def extract(image):
        a, activations = keras.applications.vgg19.preprocess_input(255 * image), {}
        for layer in vgg.layers[1 : depth + 1]:  # the first is the input
            is_pooling = layer.name.endswith("pool")
            activations[layer.name] = a = (
                tf.nn.avg_pool2d(a, 2, 2, "VALID") if is_pooling else layer(a)
            )
        return [activations[layer] for layer in layers]

    return extract


def measure_layer_scale(size: int = 256) -> dict[str, float]:
    """Measure every convolution layer's mean activation over four of scikit-image's photographs.

    Args:
        size: the photographs' longest side, in pixels.

    Returns:
        dict from layer name to mean activation, averaged over positions, channels, photographs.
    """
    from skimage import data

    layers = [layer.name for layer in load_vgg19().layers if "conv" in layer.name]
    extract = raw_extractor(layers)
    photographs = [data.astronaut(), data.chelsea(), data.coffee(), data.rocket()]
    means = [
        [float(tf.reduce_mean(activation)) for activation in extract(load_image(photo, size))]
        for photo in photographs
    ]
    return {layer: sum(column) / len(column) for layer, column in zip(layers, zip(*means))}


if __name__ == "__main__":
    for name, mean in measure_layer_scale().items():
        print(f'    "{name}": {mean:.4g},')
