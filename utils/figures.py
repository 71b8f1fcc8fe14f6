"""Drawings of the network, for the notebooks."""

from collections.abc import Collection, Mapping

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from utils.backend import keras, tf
from utils.vgg import stride


def draw_network(network: keras.Model, used: Collection[str], size: tuple[int, int]) -> Figure:
    """Draw one bar for each convolution layer of VGG-19, lower after each pooling.

    Args:
        network: from `load_vgg19`.
        used: names of the layers whose bars are blue; the others are grey.
        size: height and width of the picture that goes in, in pixels.
    """
    figure, axis = plt.subplots(figsize=(10, 2.6))
    convolutions = [layer for layer in network.layers if "conv" in layer.name]
    for number, layer in enumerate(convolutions):
        block, name = int(layer.name[5]), layer.name[7:]
        x, height = number + 0.6 * block, 6 - block
        axis.bar(x, height, width=0.9, color="#0072B2" if layer.name in used else "#BBBBBB")
        axis.text(x, height + 0.1, name, ha="center", fontsize=9)
        if name == "conv1":
            rows, columns = (side // stride(layer.name) for side in size)
            label = f"block {block}\n{rows} x {columns}\n{layer.filters} channels"
            axis.text(x - 0.45, -0.2, label, va="top", fontsize=9)
    axis.axis("off")
    return figure


def draw_fields(picture: tf.Tensor, fields: Mapping[str, int], centre: tuple[int, int]) -> Figure:
    """Draw receptive fields on a picture, and once more on its enlarged middle.

    Args:
        picture: (1, H, W, 3) in [0, 1].
        fields: the width of each layer's receptive field in pixels, by the layer's name,
            increasing. The three largest are drawn left, the three smallest right.
        centre: of all fields, (x, y) in pixels.
    """
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), width_ratios=[4, 3])
    names = list(fields)
    x, y = centre
    for axis, shown, title in zip(axes, (names[-3:], names[:3]), ("picture", "enlarged")):
        axis.set_title(title)
        axis.imshow(picture[0], interpolation="bicubic")
        for name in shown:
            size = fields[name]
            corner = x - size / 2, y - size / 2
            axis.add_patch(plt.Rectangle(corner, size, size, fill=False, color="white", lw=2))
            axis.annotate(
                name, corner, (0, 4), textcoords="offset points", color="white", fontsize=11
            )
        axis.axis("off")
    reach = 0.65 * fields[names[2]]
    axes[1].set(xlim=(x - reach, x + reach), ylim=(y + reach, y - reach))
    return figure
