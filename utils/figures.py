"""Drawings of the networks, of costs and of sweeps, for the notebooks."""

from collections.abc import Callable, Collection, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from utils.backend import keras, tf
from utils.vgg import stride

LABEL = {"color": "white", "fontsize": 10, "bbox": {"facecolor": "black", "alpha": 0.7, "pad": 1.5}}
CENTRED = {"fontsize": 13, "ha": "center", "va": "center"}
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # hides the line behind a label
SPARSE = 47  # of so many numbers, one gets a dot


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


def draw_painter(network: keras.Model) -> Figure:
    """Draw one bar for each convolution layer of a painter, lower where the picture is smaller.

    An arc leads over the two layers of a residual block, from what goes in to where it is added.
    Between the bars, "× 2" stands where the picture is enlarged, and "+ 2 noise" where two channels
    of noise are appended.

    Args:
        network: from `utils.painter.network.build_painter`.
    """
    figure, axis = plt.subplots(figsize=(10, 3.4), layout="constrained")
    scale, x = 1.0, 0.0
    mark = {"ha": "center", "va": "center", "fontsize": 10, "color": "#D55E00"}
    for layer in network.operations:  # layers, and sums that are none
        if isinstance(layer, keras.layers.UpSampling2D):
            scale, x = 2 * scale, x + 0.6  # room for the mark
            axis.text(x + 0.2, 1, "× 2", **mark)
        elif type(layer).__name__ == "AppendNoise":
            x += 0.8
            axis.text(x + 0.1, 0.5, f"+ {layer.noise.shape[-1]}\nnoise", **mark)
        elif isinstance(layer, keras.layers.Conv2D):
            scale /= layer.strides[0]
            height, x = 4 * scale, x + 1
            axis.bar(x, height, width=0.8, color="#0072B2" if scale < 0.5 else "#BBBBBB")
            axis.text(x, -0.15, f"{layer.filters}", ha="center", va="top", fontsize=10)
            size, part = layer.kernel_size[0], f"1/{round(1 / scale)}" if scale < 1 else "1"
            axis.text(x, height + 0.08, f"{size} x {size}\n{part}", ha="center", fontsize=9)
        elif type(layer).__name__ == "Add":
            look = {"arrowstyle": "->", "connectionstyle": "arc3,rad=-0.5", "color": "#D55E00"}
            axis.annotate("", (x + 0.4, 2), (x - 1.4, 2), arrowprops=look)
    axis.text(0.3, -0.15, "channels", ha="right", va="top", fontsize=10)
    axis.text(0.3, 4.08, "kernel\nresolution", ha="right", fontsize=9)
    axis.text(0.3, 2, "photograph →", ha="right", va="center", fontsize=10)
    axis.text(x + 0.6, 2, "→ painting", va="center", fontsize=10)
    axis.set(xlim=(-2, x + 2.3), ylim=(-0.7, 5.2))
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
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.7), width_ratios=[4, 3])
    names = list(fields)
    x, y = centre
    for axis, shown, title in zip(
        axes, (names[-3:], names[:3]), ("the three largest", "the three smallest, enlarged")
    ):
        axis.set_title(title)
        axis.imshow(picture[0], interpolation="bicubic")
        for name in shown:
            size = fields[name]
            corner = x - size / 2, y - size / 2
            axis.add_patch(plt.Rectangle(corner, size, size, fill=False, color="white", lw=2))
            axis.annotate(name, corner, (0, 4), textcoords="offset points", **LABEL)
        axis.axis("off")
    reach = 0.65 * fields[names[2]]
    axes[1].set(xlim=(x - reach, x + reach), ylim=(y + reach, y - reach))
    return figure


def draw_lowest(
    x_C: float, x_S: float, alpha: float, beta: float, lowest: Callable[..., float]
) -> Figure:
    """Draw what a single pixel x costs: two weighted parabolas, their sum, and twice their sum.

    Args:
        x_C, x_S: what the content and the style want x to be.
        alpha, beta: weights of alpha (x - x_C)^2 and beta (x - x_S)^2.
        lowest: from (x_C, x_S, alpha, beta) to the x that gets the stars, where the sums should be
            lowest. Thick lines there are the slopes of the two parabolas.
    """
    x, low = np.linspace(0, 1, 200), lowest(x_C, x_S, alpha, beta)
    near = low + np.array([-0.045, 0.045])
    figure, axis = plt.subplots(figsize=(10, 4.6))
    total = 0 * x
    for weight, target, colour, name in (
        (alpha, x_C, "#D55E00", r"$J_{content}$"),
        (beta, x_S, "#0072B2", r"$J_{style}$"),
    ):
        cost = weight * (x - target) ** 2
        total = total + cost
        slope = 2 * weight * (low - target)
        at_low = weight * (low - target) ** 2
        axis.plot(x, cost, color=colour, zorder=3)
        axis.text(1.01, cost[-1], f"{weight} {name}", color=colour, va="center", fontsize=13)
        tangent = f"slope {slope:+.0f}"
        axis.plot(near, at_low + slope * (near - low), color=colour, lw=6, label=tangent)
        axis.text(low + 0.075, 0.85 * at_low, tangent, color=colour, fontsize=13)
    height = alpha * (low - x_C) ** 2 + beta * (low - x_S) ** 2
    for factor, line, name in ((1, "-", "J"), (2, "--", "both weights doubled")):
        axis.plot(x, factor * total, line, color="black", lw=2.5, label=name)
        axis.plot(low, factor * height, "*", color="black", ms=16, zorder=4)
    axis.text(low, 2 * height + 2.2, "both weights doubled", **CENTRED, bbox=WHITE)
    end = low + np.sqrt((8 - height) / (alpha + beta))  # where J leaves the frame
    axis.text(end + 0.006, 7.4, "$J$", fontsize=15, va="center")
    axis.axvline(low, color="grey", lw=0.8, zorder=0)
    axis.set(xlabel="x", ylabel="cost", xlim=(0, 1), ylim=(0, 8))
    axis.spines[["top", "right"]].set_visible(False)
    return figure


def draw_scales(names: Sequence[str], raw: Sequence[float], scaled: Sequence[float]) -> Figure:
    """Draw two costs in each row, of raw and of scaled activations, on a logarithmic axis.

    An arrow leads from the raw cost of the last row to the largest one.

    Args:
        names: of the rows, from top to bottom.
        raw, scaled: the costs of each row, above 0.
    """
    figure, axis = plt.subplots(figsize=(10, 4), layout="constrained")
    for costs, mark, colour, name in (
        (raw, "s", "black", "raw activations"),
        (scaled, "o", "#009E73", "divided by the layer's mean"),
    ):
        axis.plot(costs, names, mark, color=colour, ms=11, zorder=3)
        axis.text(0.6 * min(costs), -0.65, name, color=colour, fontsize=13, va="center")
    last, largest, row = len(names) - 1, max(raw), int(np.argmax(raw))
    axis.vlines(largest, row, last, linestyles=":", colors="black")
    axis.annotate("", (largest, last), (raw[-1], last), arrowprops={"arrowstyle": "->", "lw": 1.5})
    ratio = float(f"{largest / raw[-1]:.1g}")
    middle = np.sqrt(largest * raw[-1])
    axis.text(middle, last - 0.35, f"about {ratio:,.0f} times".replace(",", " "), **CENTRED)
    axis.set(xscale="log", xlabel="cost (logarithmic)")
    axis.set(xlim=(min(scaled) / 4, 10 * largest), ylim=(last + 0.5, -1.1))
    axis.tick_params(axis="y", labelsize=12)
    axis.grid(axis="both", alpha=0.3)
    return figure


def draw_pull(gradients: Mapping[str, tuple[tf.Tensor, tf.Tensor]]) -> Figure:
    """Draw how two gradients add up: their lengths, and pixel by pixel.

    A square in the first panel of dots is the area of the second.

    Args:
        gradients: of the weighted content cost and the weighted style cost, of one shape, for each
            of two pictures, by the picture's name.
    """
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.3), layout="constrained")
    terms = ("content", "#D55E00"), ("style", "#0072B2"), ("sum", "black")
    for place, (name, colour) in enumerate(terms):
        lengths = [
            np.linalg.norm((content, style, content + style)[place])
            for content, style in gradients.values()
        ]
        where = np.arange(2) + 0.31 * (place - 1)
        bars = axes[0].bar(where, lengths, 0.28, color=colour, label=name)
        axes[0].bar_label(bars, fmt="%.2f", color=colour, fontsize=12)
    axes[0].legend(loc="upper right", fontsize=12)
    axes[0].margins(y=0.12)
    axes[0].set_xticks([0, 1], list(gradients), fontsize=13)
    axes[0].set(yticks=[], xlim=(-0.55, 1.55), box_aspect=1)
    axes[0].set_title("length of the gradient", fontsize=14)
    axes[0].spines[["top", "left", "right"]].set_visible(False)
    reaches = []
    for axis, (name, (content, style)) in zip(axes[1:], gradients.items()):
        x, y = (np.ravel(each)[::SPARSE] for each in (content, style))
        reaches.append(reach := 4 * max(np.std(x), np.std(y)))
        axis.plot(
            [-reach, reach], [reach, -reach], "--", color="black", lw=1.5, label="they cancel"
        )
        axis.plot(x, y, ".", color="#999999", ms=3, zorder=0)
        axis.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axis.set_title(name, fontsize=14)
        axis.set_xlabel("derivative of the content's part", fontsize=12)
        axis.set_ylabel("derivative of the style's part", fontsize=12)
        axis.legend(loc="lower left", fontsize=12, framealpha=1)
        axis.locator_params(nbins=4)
        axis.grid()
    left, last = -reaches[1], 2 * reaches[1]
    axes[1].add_patch(plt.Rectangle((left, left), last, last, fill=False, lw=2, zorder=3))
    axes[1].text(-1.15 * left, -0.5 * left, "the panel\non the right", fontsize=11, va="center")
    return figure


def draw_trial(lengths: Sequence[float], after: Sequence[float], before: float) -> Figure:
    """Draw J after one step of each length, with J before the step as a dashed line."""
    figure, axis = plt.subplots(figsize=(9, 3.2), layout="constrained")
    axis.semilogx(lengths, after, "o-", color="#0072B2", ms=8)
    for length, J in zip(lengths, after):
        axis.annotate(f"{J:.0f}", (length, J), (0, -18), textcoords="offset points", **CENTRED)
    axis.axhline(before, color="#D55E00", linestyle="--")
    label = f"before the step: {before:.0f}"
    axis.annotate(
        label,
        (lengths[-1], before),
        (0, 11),
        textcoords="offset points",
        fontsize=13,
        color="#D55E00",
        ha="right",
        va="center",
    )
    axis.set_xticks(lengths, lengths, fontsize=12)
    axis.minorticks_off()
    axis.set(ylim=(0.85 * min(after), 1.08 * before))
    axis.set_xlabel("how far each value moves (log scale)", fontsize=13)
    axis.set_ylabel("J", fontsize=13)
    axis.spines[["top", "right"]].set_visible(False)
    return figure


def draw_costs(
    costs: Mapping[str, Sequence[float]],
    lasts: Sequence[int],
    bend: tuple[int, int] | None = None,
    ylabel: str = "cost",
) -> Figure:
    """Draw costs against the iteration, on a logarithmic axis, with their names at the right.

    Args:
        costs: by their names: at iteration 0, 1, and so on. Those of the content are orange, those
            of the style blue; dashed if the name ends in "alone".
        lasts: the last iteration shown, for each panel.
        bend: the first and the last iteration of a grey band in the first panel, or None.
        ylabel: what the values are.
    """
    figure, axes = plt.subplots(
        1, len(lasts), figsize=(10, 3.8), sharey=True, squeeze=False, layout="constrained"
    )
    longest = max(map(len, costs.values()))
    for axis, last in zip(axes[0], lasts):
        ends = {name: values[:last][-1] for name, values in costs.items()}
        for name in sorted(ends, key=lambda name: ends[name]):
            line = "--" if name.endswith("alone") else "-"
            axis.semilogy(costs[name][: last + 1], line, color=colour_of(name), lw=2)
        if last == lasts[-1]:
            name_ends(axis, 1.03 * last, ends, apart=1.25)
        if len(lasts) > 1:
            which = "all" if last >= longest - 1 else "the first"
            axis.set_title(f"{which} {last} iterations", fontsize=14)
        axis.set_xlabel("iteration", fontsize=13)
        axis.set_xlim(0, last)
        with_grid(axis)
    axes[0, 0].set_ylabel(f"{ylabel} (log scale)", fontsize=13)
    with_few_ticks(axes[0, 0])
    if bend:
        mark_bend(axes[0, 0], bend)
    return figure


def draw_balance(
    iterations: Sequence[int],
    lengths: Mapping[str, Sequence[float]],
    cosines: Sequence[float],
    bend: tuple[int, int],
) -> Figure:
    """Draw the lengths of gradients, and below them the cosine of the angle between two.

    After 200 no line joins the points, between which both may jump.

    Args:
        iterations: of the points, on an axis that is logarithmic from 5 on.
        lengths: of each gradient, by its name, on a logarithmic axis.
        cosines: from -1 to 1.
        bend: the first and the last iteration of a grey band.
    """
    figure, (upper, lower) = plt.subplots(
        2, 1, figsize=(10, 6), sharex=True, height_ratios=[3, 2], layout="constrained"
    )
    early = sum(iteration <= 200 for iteration in iterations)
    late = {name: float(np.mean(values[early - 1 :])) for name, values in lengths.items()}
    for name in sorted(late, key=lambda name: late[name]):
        colour = colour_of(name)
        upper.plot(iterations, lengths[name], "o", ms=5, color=colour)
        upper.plot(iterations[:early], lengths[name][:early], lw=2, color=colour)
    name_ends(upper, 1.15 * iterations[-1], late, apart=1.3)
    upper.set_yscale("log")
    with_few_ticks(upper)
    upper.set_ylabel("length of the gradient\n(log scale)", fontsize=13)
    lower.plot(iterations, cosines, "o", ms=5, color="#009E73")
    lower.plot(iterations[:early], cosines[:early], lw=2, color="#009E73")
    lower.set(ylim=(-1.08, 0.6), yticks=[-1, -0.5, 0, 0.5])
    lower.axhline(-1, color="black", ls="--", lw=1)
    lower.text(0.2, -0.97, "opposite directions", fontsize=12, va="bottom")
    lower.set_ylabel("cosine", fontsize=13)
    lower.set_xscale("symlog", linthresh=5, linscale=0.5)
    ticks = [0, 5, 10, 20, 40, 100, 400, 1500]
    lower.set_xticks(ticks, ticks, fontsize=12)
    lower.set_xlim(-0.5, 1.08 * iterations[-1])
    lower.minorticks_off()
    lower.set_xlabel("iteration (log scale from 5 on)", fontsize=13)
    with_grid(lower)
    with_grid(upper)
    lower.axvspan(*bend, color="0.85", zorder=0)
    mark_bend(upper, bend)
    return figure


def name_ends(axis: Axes, right: float, ends: Mapping[str, float], apart: float) -> None:
    """Write each curve's name at its end: from below, each `apart` times higher or more."""
    height = 0.0
    for name, end in sorted(ends.items(), key=lambda item: item[1]):
        height = max(end, apart * height)
        axis.text(right, height, name, color=colour_of(name), fontsize=13, va="center")


def mark_bend(axis: Axes, bend: tuple[int, int]) -> None:
    """Lay a grey band, with its name, behind the iterations where J bends."""
    axis.axvspan(*bend, color="0.85", zorder=0)
    place = (bend[1], 0.93)
    axis.annotate(" bend of J", place, xycoords=("data", "axes fraction"), fontsize=13, va="center")


def with_grid(axis: Axes) -> None:
    """Give a plot a pale grid in place of its upper and its right edge."""
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(alpha=0.4)


def with_few_ticks(axis: Axes) -> None:
    """Mark a logarithmic axis of heights at 1, 2 and 5, and their multiples by powers of 10."""
    axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.yaxis.set_major_formatter("{x:g}")
    axis.minorticks_off()


def colour_of(name: str) -> str:
    """The colour of a cost: black if it is neither of the content nor of the style."""
    return "#D55E00" if "content" in name else "#0072B2" if "style" in name else "black"


def draw_maps(maps: Mapping[str, Sequence[np.ndarray]]) -> Figure:
    """Draw feature maps, one row for each layer, each map on a colour scale of its own.

    Args:
        maps: by the layer's name, as many maps, (n_H, n_W), for each. Their outermost positions
            may be brighter than the brightest colour.
    """
    columns = max(map(len, maps.values()))
    figure, axes = plt.subplots(len(maps), columns, figsize=(10, 10), layout="constrained")
    for number, axis in enumerate(axes[0], start=1):
        axis.set_title(f"map {number}", fontsize=20)  # a slide shrinks this tall figure
    for row, (name, of_layer) in zip(axes, maps.items()):
        row[0].set_ylabel(name.replace("_", "\n"), fontsize=20)
        for axis, one in zip(row, of_layer):
            drawn = axis.imshow(one, cmap="cividis", vmax=np.max(one[1:-1, 1:-1]))
            axis.set(xticks=[], yticks=[])
    bar = figure.colorbar(drawn, ax=axes, location="bottom", fraction=0.015, pad=0.01, aspect=50)
    bar.set_ticks(drawn.get_clim())
    bar.ax.set_xticklabels(["the map's lowest value", "its highest"], fontsize=16)
    return figure


def draw_sweep(panels: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]) -> Figure:
    """Draw paintings of a sweep: the style missing against the scene lost.

    Args:
        panels: up to four curves for each panel: rows of results.csv in the order of the curve, by
            the panel's title and the curve's name. Beside each dot stands its strength.
    """
    rows = -(-len(panels) // 2)
    figure, axes = plt.subplots(
        rows,
        2,
        figsize=(11, 4 * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    colours = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
    for axis, (title, curves) in zip(axes.flat, panels.items()):
        for name, colour, line in zip(curves, colours, ("-", "--", "-.", ":")):
            x, y = (
                [float(row[measure]) for row in curves[name]]
                for measure in ("content_distance", "style_distance")
            )
            axis.plot(x, y, "o" + line, color=colour, markersize=9, lw=2, label=name)
            for row, dot in zip(curves[name], zip(x, y)):
                axis.annotate(
                    row["strength"],
                    dot,
                    (10, 5),
                    textcoords="offset points",
                    color=colour,
                    fontsize=13,
                )
        axis.annotate(
            "better",
            (0.03, 0.05),
            (0.13, 0.16),
            xycoords="axes fraction",
            arrowprops={"arrowstyle": "->", "color": "0.4"},
            color="0.4",
            fontsize=13,
        )
        axis.set_title(title, fontsize=16)
        axis.grid(alpha=0.3)
    right, top = axes[0, 0].get_xlim()[1], axes[0, 0].get_ylim()[1]
    axes[0, 0].set(xlim=(0, 1.05 * right), ylim=(0, 1.05 * top))  # room for the last numbers
    axes[0, 0].legend(fontsize=13, title="numbers: strength")
    figure.supxlabel("scene lost (0: nothing, 1: its parts are shuffled)", fontsize=14)
    figure.supylabel("style missing (0: nothing, 1: as in the photograph)", fontsize=14)
    return figure
