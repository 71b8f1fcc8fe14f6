"""Drawings of the network, and of how optimisers descend, for the notebooks."""

from collections.abc import Collection, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, ScalarFormatter

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


def draw_curves(
    curves: Mapping[str, Sequence[float]], first: int = 1, goal: float | None = None
) -> Figure:
    """Draw J against the number of evaluations, both axes logarithmic.

    Args:
        curves: up to four, by their names: J at evaluation 1, 2, and so on.
        first: the evaluation at which the axis begins.
        goal: a J to be reached: a line, with a dot where each curve first reaches it.
    """
    figure, axis = plt.subplots(figsize=(8, 4.2), layout="constrained")
    for number, (name, curve) in enumerate(curves.items()):
        line, colour = ("-", "--", "-.", ":")[number], f"C{number}"
        J = np.array(curve)
        axis.loglog(
            np.arange(first, len(J) + 1), J[first - 1 :], line, color=colour, label=name, lw=2
        )
        if goal is not None and J.min() <= goal:
            axis.plot(1 + np.argmax(J <= goal), goal, "o", color=colour, markersize=9, zorder=3)
    if goal is not None:
        axis.axhline(goal, color="0.6", zorder=0, label=f"the goal, J = {goal:.1f}")
    shown = np.concatenate([curve[first - 1 :] for curve in curves.values()])
    axis.set(xlabel="evaluations", ylabel="J", xlim=(first, max(map(len, curves.values()))))
    axis.set_ylim(0.97 * shown.min(), 1.05 * shown.max())
    for ticks, subs in ((axis.xaxis, (1, 2, 5)), (axis.yaxis, (1, 1.5, 2, 2.5, 3, 4, 6))):
        ticks.set_major_locator(LogLocator(subs=subs))
        ticks.set_major_formatter(ScalarFormatter())
        ticks.set_minor_formatter(NullFormatter())
    axis.grid(alpha=0.3)
    axis.legend()
    return figure


def draw_paths(paths: Mapping[str, np.ndarray], hessian: np.ndarray) -> Figure:
    """Draw paths on the map of a quadratic cost of two numbers, whose minimum is a star at 0.

    Args:
        paths: places, (steps + 1, 2) each, by the names of the optimisers.
        hessian: the cost's, (2, 2).
    """
    sides = -2.2, 0.7
    places = np.stack(np.meshgrid(*2 * [np.linspace(*sides, 200)]))
    heights = np.einsum("iab,ij,jab->ab", places, hessian, places) / 2
    size = 11 / len(paths)
    figure, axes = plt.subplots(
        1, len(paths), figsize=(11, size), sharey=True, layout="constrained"
    )
    for axis, (name, path) in zip(axes, paths.items()):
        axis.contour(*places, heights, [0.2, 1, 3, 7, 13, 20, 30, 45], cmap="cividis", alpha=0.6)
        axis.plot(0, 0, "*", color="#F0E442", markeredgecolor="black", markersize=22)
        axis.plot(*path.T, "o-", color="#D55E00", markersize=5)
        axis.text(*path[0], "start ", ha="right", va="top")
        axis.set(
            title=f"{name}: cost {path[-1] @ hessian @ path[-1] / 2:.2g}", xlabel="first number"
        )
        axis.set(xlim=sides, ylim=sides, aspect="equal")
    axes[0].set_ylabel("second number")
    return figure
