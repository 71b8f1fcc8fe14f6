"""Drawings of the network, of costs, of sweeps, and of how optimisers descend, for the notebooks."""

from collections.abc import Callable, Collection, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.backend import keras, tf
from utils.images import to_array
from utils.vgg import stride

LABEL = {"color": "white", "fontsize": 10, "bbox": {"facecolor": "black", "alpha": 0.7, "pad": 1.5}}
CENTRED = {"fontsize": 13, "ha": "center", "va": "center"}
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # hides the line behind a label
SPARSE = 47  # of so many numbers, one gets a dot
STAR = 0.05  # from the minimum of a map: places so near lie on its star
LOOKS = {  # line and colour of an optimiser, the same in every figure
    "Adam 0.01": ("-", "C0"),
    "Adam 0.03": ("--", "C1"),
    "Adam 0.1": (":", "C3"),
    "Adam, decaying": ("-.", "C2"),
    "L-BFGS": ((0, (5, 1, 1, 1)), "black"),
}


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
    Below, "× 2" stands where the picture is enlarged, and "+ noise" where noise is appended.

    Args:
        network: from `utils.painter.network.build_painter`.
    """
    figure, axis = plt.subplots(figsize=(10, 3.4), layout="constrained")
    scale, x = 1.0, 0
    mark = {"ha": "center", "va": "top", "fontsize": 10, "color": "#D55E00"}
    for layer in network.operations:  # layers, and sums that are none
        if isinstance(layer, keras.layers.UpSampling2D):
            scale *= 2
            axis.text(x + 0.5, -0.75, "× 2", **mark)
        elif type(layer).__name__ == "AppendNoise":
            axis.text(x + 0.5, -0.75, "+ noise", **mark)
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
    axis.text(0.3, 4.08, "kernel\nscale", ha="right", fontsize=9)
    axis.set(xlim=(-1.2, x + 0.7), ylim=(-1.2, 5.2))
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
        (alpha, x_C, "#D55E00", "J_content"),
        (beta, x_S, "#0072B2", "J_style"),
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
        axis.text(low, factor * height + 0.55 * factor**2, name, **CENTRED, bbox=WHITE)
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
        middle = np.exp(np.mean(np.log([min(costs), max(costs)])))
        axis.text(middle, -0.65, name, color=colour, **CENTRED)
    last, largest, row = len(names) - 1, max(raw), int(np.argmax(raw))
    axis.vlines(largest, row, last, linestyles=":", colors="black")
    axis.annotate("", (largest, last), (raw[-1], last), arrowprops={"arrowstyle": "->", "lw": 1.5})
    ratio = float(f"{largest / raw[-1]:.1g}")
    middle = np.sqrt(largest * raw[-1])
    axis.text(middle, last - 0.35, f"about {ratio:,.0f} times", **CENTRED)
    axis.set(xscale="log", xlabel="cost (logarithmic)")
    axis.set(xlim=(min(scaled) / 150, 10 * largest), ylim=(last + 0.5, -1.1))
    axis.tick_params(axis="y", labelsize=12)
    axis.grid(axis="both", alpha=0.3)
    return figure


def draw_pull(gradients: Mapping[str, tuple[tf.Tensor, tf.Tensor]]) -> Figure:
    """Draw how two gradients add up: their lengths, and pixel by pixel.

    Args:
        gradients: of the weighted content cost and the weighted style cost, of one shape, for each
            of two pictures, by the picture's name.
    """
    figure, axes = plt.subplots(
        1, 3, figsize=(13, 4.8), width_ratios=(0.95, 1, 1), layout="constrained"
    )
    terms = ("content", "#D55E00"), ("style", "#0072B2"), ("sum", "black")
    for place, (name, colour) in enumerate(terms):
        lengths = [
            np.linalg.norm((content, style, content + style)[place])
            for content, style in gradients.values()
        ]
        where = np.arange(2) + 0.3 * (place - 1)
        bars = axes[0].bar(where, lengths, 0.28, color=colour)
        labels = [f"{name}\n{length:.2f}" for length in lengths]
        axes[0].bar_label(bars, labels, color=colour, fontsize=10)
    axes[0].margins(y=0.12)
    axes[0].set_xticks([0, 1], list(gradients), fontsize=12)
    axes[0].set(yticks=[])
    axes[0].set_title("length of the gradient", fontsize=13)
    axes[0].spines[["top", "left", "right"]].set_visible(False)
    for axis, (name, (content, style)) in zip(axes[1:], gradients.items()):
        x, y = (np.ravel(each)[::SPARSE] for each in (content, style))
        reach = 4 * max(np.std(x), np.std(y))
        axis.plot([-reach, reach], [reach, -reach], "--", color="black", lw=1.5)
        axis.plot(x, y, ".", color="#777777", ms=3, zorder=0)
        axis.text(0.6 * reach, -0.4 * reach, "they cancel", rotation=-45, **CENTRED)
        axis.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axis.set_title(name, fontsize=13)
        axis.set_xlabel("content's derivative", fontsize=12)
        axis.set_ylabel("style's derivative", fontsize=12)
        axis.locator_params(nbins=4)
        axis.grid()
    return figure


def draw_maps(maps: Mapping[str, Sequence[np.ndarray]]) -> Figure:
    """Draw feature maps, one row for each layer, each map on a colour scale of its own.

    Args:
        maps: by the layer's name, as many maps, (n_H, n_W), for each. Their outermost positions
            may be brighter than the brightest colour.
    """
    columns = max(map(len, maps.values()))
    figure, axes = plt.subplots(len(maps), columns, figsize=(10, 10), layout="constrained")
    for number, axis in enumerate(axes[0], start=1):
        axis.set_title(f"map {number}")
    for row, (name, of_layer) in zip(axes, maps.items()):
        row[0].set_ylabel(name)
        for axis, one in zip(row, of_layer):
            drawn = axis.imshow(one, cmap="cividis", vmax=np.max(one[1:-1, 1:-1]))
            axis.set(xticks=[], yticks=[])
    bar = figure.colorbar(drawn, ax=axes, location="bottom", fraction=0.015, pad=0.01, aspect=50)
    bar.set_ticks(drawn.get_clim())
    bar.ax.set_xticklabels(["the map's lowest value", "its highest"])
    return figure


def draw_curves(
    curves: Mapping[str, Sequence[float]],
    top: float | None = None,
    last: int | None = None,
    goal: float | None = None,
) -> Figure:
    """Draw J against the number of evaluations. The name of each curve stands at its end.

    Args:
        curves: by their names: J at evaluation 1, 2, and so on. Those of LOOKS look the same in
            every figure; up to four others get what is left.
        top: the highest J shown, so that a steep beginning does not flatten the rest; None shows
            all of it.
        last: the last evaluation shown; None shows all of them.
        goal: a J to be reached: a line, with a dot where a curve first reaches it. The name and
            the evaluation then stand below the dot.
    """
    last = last or max(map(len, curves.values()))
    shown = {name: np.array(curve[:last]) for name, curve in curves.items()}
    lowest = min(J.min() for J in shown.values())
    top = top or max(J.max() for J in shown.values())
    line_height = 0.075 * (top - lowest)
    figure, axis = plt.subplots(figsize=(9, 4.8), layout="constrained")
    ends, arrivals = [], []
    for number, (name, J) in enumerate(shown.items()):
        line, colour = LOOKS.get(name) or (("-", "--", "-.", ":")[number], f"C{number + 4}")
        axis.plot(1 + np.arange(len(J)), J, label=name, lw=2.2, linestyle=line, color=colour)
        if goal is not None and J.min() <= goal:
            arrivals.append((1 + int(np.argmax(J <= goal)), name, colour))
        else:
            ends.append((J[-1], len(J), name, colour))
    height = -np.inf
    for J, evaluations, name, colour in sorted(ends):  # from below, none upon another
        height = max(J, height + line_height)
        axis.text(evaluations + 0.012 * last, height, name, color=colour, fontsize=12, va="center")
    if goal is not None:
        axis.axhline(goal, color="0.5", lw=1, zorder=0)
        axis.text(1.012 * last, goal, f"the goal,\nJ = {goal:.1f}", color="0.4", va="center")
    for depth, (at, name, colour) in enumerate(sorted(arrivals, reverse=True), 1):
        below = goal - 1.1 * depth * line_height  # the first to arrive lowest: no text is crossed
        axis.plot([at, at], [goal, below], color=colour, lw=1)
        axis.plot(at, goal, "o", color=colour, markersize=10, zorder=3, clip_on=False)
        side = "left" if at < 0.6 * last else "right"
        label = f" {at}: {name} "
        axis.text(at, below, label, color=colour, fontsize=12, weight="bold", ha=side, va="center")
    axis.set(xlim=(0, last), ylim=(lowest - (0.5 + 1.2 * len(arrivals)) * line_height, top))
    axis.set_xlabel("evaluations", fontsize=12)
    axis.set_ylabel("J", fontsize=12)
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(alpha=0.3)
    return figure


def draw_race(curves: Mapping[str, Sequence[float]], goals: Sequence[int], title: str) -> Figure:
    """Draw how many evaluations each optimiser needed: each has a track of its own.

    A dot with its number marks where a goal was first reached; the last is the largest. Grey lines
    connect the dots of one goal on neighbouring tracks.

    Args:
        curves: by the optimisers' names, from above: J at evaluation 1, 2, and so on.
        goals: the goals are the costs of the first curve at these evaluations.
        title: what is painted.
    """
    reference, *_ = curves.values()
    needed = {
        name: [
            next((i for i, J in enumerate(curve, 1) if J <= reference[goal - 1]), None)
            for goal in goals
        ]
        for name, curve in curves.items()
    }
    figure, axis = plt.subplots(figsize=(11, 0.85 * len(needed) + 1.6), layout="constrained")
    bars = {
        name: len(curves[name]) if None in dots else max(filter(None, dots))
        for name, dots in needed.items()
    }
    end = max(bars.values())
    for goal, arrivals in zip(goals, zip(*needed.values())):
        reached_at = [at or np.nan for at in arrivals]  # the line breaks where one is missing
        axis.plot(reached_at, range(0, -len(needed), -1), color="0.75", lw=1, zorder=0)
        label = f"J = {reference[goal - 1]:.1f}"
        axis.text(reached_at[0], 0.62, label, color="0.35", fontsize=12, ha="center")
    for row, (name, dots) in enumerate(needed.items()):
        colour = LOOKS.get(name, ("", f"C{row + 4}"))[1]
        axis.plot([0, bars[name]], [-row, -row], color=colour, lw=5, alpha=0.35)
        for at in filter(None, dots):
            large = at == dots[-1]
            size = 15 if large else 8
            axis.plot(at, -row, "o", color=colour, markersize=size, clip_on=False, zorder=4)
            number = {"fontsize": 15, "weight": "bold"} if large else {"fontsize": 11}
            place = {"xytext": (0, 11), "textcoords": "offset points", "ha": "center"}
            axis.annotate(str(at), (at, -row), color=colour, bbox=WHITE, **place, **number)
        if None in dots:
            label = f"  not reached by {bars[name]}"
            axis.text(bars[name], -row, label, color=colour, fontsize=12, va="center")
    axis.set_yticks(range(0, -len(needed), -1), needed, fontsize=13)
    for label, name in zip(axis.get_yticklabels(), needed):
        label.set_color(LOOKS.get(name, ("", "black"))[1])
    axis.set(xlim=(0, 1.03 * end), ylim=(-len(needed) + 0.5, 0.95))
    axis.set_title(f"{title}: evaluations to each goal", fontsize=14)
    axis.set_xlabel("evaluations (grey lines join equal goals)", fontsize=12)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)
    return figure


def draw_paths(paths: Mapping[str, np.ndarray], hessian: np.ndarray) -> Figure:
    """Draw paths on the map of a quadratic cost of two numbers, whose minimum is a star at 0.

    Each place carries the number of its step. The floor of the valley is dashed. Where several
    places lie on the star, only an inset shows them, enlarged.

    Args:
        paths: places, (steps + 1, 2) each, by the names of the optimisers.
        hessian: the cost's, (2, 2).
    """
    sides = -1.8, 0.4
    places = np.stack(np.meshgrid(*2 * [np.linspace(*sides, 200)]))
    heights = np.einsum("iab,ij,jab->ab", places, hessian, places) / 2
    flattest = np.linalg.eigh(hessian).eigenvectors[:, :1]
    floor = flattest @ np.array([[-3.0, 3.0]])  # from one side of the map to the other

    def draw(axis: Axes, path: np.ndarray, marked: Sequence[int]) -> None:
        axis.plot(*floor, "--", color="0.6", lw=1.2)
        axis.plot(0, 0, "*", color="#F0E442", markeredgecolor="black", markersize=26)
        axis.plot(*path.T, "o-", color="#D55E00", markersize=11, lw=1.5, markevery=marked)
        for number in marked:
            x, y = path[number]
            axis.text(x, y, str(number), color="white", fontsize=8, weight="bold", clip_on=True)
        for text in axis.texts:
            text.set(ha="center", va="center_baseline")
        axis.set(xticks=[], yticks=[])

    size = 12 / len(paths)
    figure, axes = plt.subplots(1, len(paths), figsize=(12, size + 0.6), layout="constrained")
    for axis, (name, path) in zip(axes, paths.items()):
        axis.contour(*places, heights, [0.2, 1, 3, 7, 13, 20, 30, 45], colors="#9DB4CE")
        everywhere = list(range(len(path)))
        off_star = [number for number in everywhere if np.abs(path[number]).max() >= STAR]
        crowded = len(off_star) < len(path) - 1
        draw(axis, path, off_star if crowded else everywhere)
        axis.annotate("start", path[0], (0, -9), textcoords="offset points", ha="center", va="top")
        left = path[-1] @ hessian @ path[-1] / 2
        cost = f"{left:.2g}" if left > 1e-3 else "below 0.001"
        distance = np.linalg.norm(path[-1])
        digits = 2 if distance > 0.01 else 4
        axis.set_title(f"{name}\ncost {cost}, distance {distance:.{digits}f}", fontsize=13)
        axis.set(xlim=sides, ylim=sides)
        if crowded:
            near = axis.inset_axes((0.03, 0.55, 0.42, 0.42), xlim=(-STAR, STAR), ylim=(-STAR, STAR))
            draw(near, path, everywhere)
            times = 0.42 * (sides[1] - sides[0]) / (2 * STAR)
            near.set_title(f"{times:.0f} times larger", fontsize=10, y=0.83)
            axis.indicate_inset_zoom(near, edgecolor="black")
    corner = {"transform": axes[0].transAxes, "ha": "right", "bbox": WHITE}
    axes[0].text(0.98, 0.02, "dashed: the floor", **corner)
    return figure


def draw_sweep(panels: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]) -> Figure:
    """Draw paintings of a sweep: the style that is missing against the scene that is lost.

    Args:
        panels: up to four curves for each panel: rows of results.csv in the order of the curve, by
            the panel's title and the curve's name. Beside each dot stands its strength.
            Grey is the range of losses that all curves of the panel share.
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
                    row["strength"], dot, (7, 5), textcoords="offset points", color=colour
                )
        lost = [[float(row["content_distance"]) for row in curve] for curve in curves.values()]
        begin, end = max(map(min, lost)), min(map(max, lost))
        if len(curves) > 1 and begin < end:
            axis.axvspan(begin, end, color="0.9", zorder=0, label="equal loss")
        axis.set_title(title, fontsize=14)
        axis.grid(alpha=0.3)
    right, top = axes[0, 0].get_xlim()[1], axes[0, 0].get_ylim()[1]
    axes[0, 0].set(xlim=(0, 1.05 * right), ylim=(0, 1.05 * top))  # room for the last numbers
    axes[0, 0].legend(fontsize=13, title="numbers: strength")
    figure.supxlabel("scene that is lost (0: none, 1: its parts are shuffled)", fontsize=14)
    figure.supylabel("style that is missing (0: none, 1: as the photograph)", fontsize=14)
    return figure


def draw_wall(rows: Mapping[str, Sequence[tf.Tensor]], columns: Sequence[str]) -> Figure:
    """Draw a sweep's paintings in rows: each row's name stands on its left, each column's above.

    Args:
        rows: by the row's name, its pictures, as in `to_array`, one for each column.
        columns: their titles.
    """
    height = 1.6 * len(rows) + 0.4  # inches, for pictures in landscape format
    figure, axes = plt.subplots(
        len(rows), len(columns), squeeze=False, figsize=(12, height), layout="constrained"
    )
    for axis, title in zip(axes[0], columns):
        axis.set_title(title, fontsize=12)
    for row, (name, pictures) in zip(axes, rows.items()):
        row[0].set_ylabel(name, fontsize=12)
        for axis, picture in zip(row, pictures):
            axis.imshow(to_array(picture), interpolation="bicubic")
            axis.set(xticks=[], yticks=[])
    return figure
