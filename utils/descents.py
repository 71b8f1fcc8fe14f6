"""Drawings of how optimisers descend: their costs, their races, and their paths in a valley."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.figures import WHITE

Look = dict[str, Any]  # what Matplotlib takes by name
VALLEY = [0.2, 1, 3, 7, 13, 20, 30, 45]  # costs of the lines on a map
CORNER: Look = {"ha": "right", "bbox": WHITE, "fontsize": 12}  # words in the corner of a map
STAR = 0.05  # from the minimum of a map: places so near lie on its star
LOOKS = {  # line, colour and width of an optimiser, the same in every figure
    "Adam 0.01": ("-", "C0", 2.2),
    "Adam 0.03": ("--", "C1", 2.2),
    "Adam 0.1": ("-", "C3", 1.4),  # thin, because it ripples
    "Adam 0.05": ("-", "#B2477F", 1.4),
    "Adam, decay 120": ("-.", "C2", 2.2),
    "Adam, decay 750": ("-.", "C2", 2.2),
    "L-BFGS": ((0, (5, 1, 1, 1)), "black", 2.2),
    "yours": ((0, (5, 1, 1, 1)), "black", 2.2),  # it is L-BFGS, too
    "gradient descent 0.063": (":", "C4", 2.6),
    "gradient descent 0.15": ("-", "C4", 1.4),  # thin, because it ripples
}


def draw_curves(
    curves: Mapping[str, Sequence[float]],
    top: float | None = None,
    last: int | None = None,
    goal: float | None = None,
    title: str = "",
) -> Figure:
    """Draw J against the number of evaluations. The name of each curve stands at its end.

    If ends are too close for their names, thin lines lead from the ends to the names.

    Args:
        curves: by their names: J at evaluation 1, 2, and so on. Those of LOOKS look the same in
            every figure; up to four others get what is left.
        top: the highest J shown, so that a steep beginning does not flatten the rest; None shows
            all of it.
        last: the last evaluation shown; None shows all of them.
        goal: a J to be reached: a line, with a dot where a curve first reaches it. The name and
            the evaluation stand below the dot, or if all arrive and sink, above the last one.
        title: what is painted.
    """
    last = last or max(map(len, curves.values()))
    shown = {name: np.array(curve[:last]) for name, curve in curves.items()}
    lowest = min(J.min() for J in shown.values())
    top = top or max(J.max() for J in shown.values())
    line_height = 0.075 * (top - lowest)
    figure, axis = plt.subplots(figsize=(9, 4.8), layout="constrained")
    ends, arrivals = [], []
    for number, (name, J) in enumerate(shown.items()):
        other = ("-", "--", "-.", ":")[number % 4], f"C{number + 5}", 2.2
        line, colour, width = LOOKS.get(name, other)
        axis.plot(1 + np.arange(len(J)), J, label=name, lw=width, linestyle=line, color=colour)
        if goal is not None and J.min() <= goal:
            arrivals.append((1 + int(np.argmax(J <= goal)), name, colour))
        else:
            ends.append((J[-1], len(J), name, colour))
    height = -np.inf if goal is None else goal - 0.3 * line_height
    for J, evaluations, name, colour in sorted(ends):  # from below, none upon another
        height = max(J, height + line_height)
        moved = height - J > 0.3 * line_height
        beside = evaluations + (0.05 if moved else 0.012) * last
        if moved:
            axis.plot([evaluations, beside], [J, height], color=colour, lw=0.8, clip_on=False)
        axis.text(beside, height, f" {name}", color=colour, fontsize=12, va="center")
    if goal is not None:
        axis.axhline(goal, color="0.5", lw=1, zorder=0)
        side = "top" if ends else "center"
        axis.text(1.012 * last, goal, f"the goal,\nJ = {goal:.1f}", color="0.4", va=side)
    for depth, (at, name, colour) in enumerate(sorted(arrivals, reverse=True)):
        # the first to arrive lowest, and the last of all above curves that sink: no text is crossed
        below = depth or ends or goal - lowest < 0.5 * line_height
        height = goal - (1.1 * depth + 1.1 if below else -1.4) * line_height
        axis.plot([at, at], [goal, height], color=colour, lw=1, clip_on=False)
        axis.plot(at, goal, "o", color=colour, markersize=10, zorder=3, clip_on=False)
        side = "left" if at < 0.6 * last else "right"
        label = f" {at}: {name} "
        axis.text(at, height, label, color=colour, fontsize=12, weight="bold", ha=side, va="center")
    axis.set(xlim=(0, last), ylim=(lowest - (0.5 + 1.2 * len(arrivals)) * line_height, top))
    axis.xaxis.get_major_locator().set_params(integer=True)
    axis.set_title(title, fontsize=14)
    axis.set_xlabel("evaluations", fontsize=12)
    axis.set_ylabel("J", fontsize=12)
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(alpha=0.3)
    return figure


def draw_race(races: Mapping[str, Mapping[str, Sequence[float]]], goals: Sequence[int]) -> Figure:
    """Draw how many evaluations each optimiser needed: each has a track of its own.

    A dot with its number marks where a goal was first reached; that of the last goal is the largest.

    Args:
        races: by what is painted, with the same optimisers each: the curves, by the optimisers'
            names, from above: J at evaluation 1, 2, and so on.
        goals: the goals are the costs of the first curve at these evaluations.
    """
    tracks = len(next(iter(races.values())))
    figure, axes = plt.subplots(
        1,
        len(races),
        figsize=(12, 0.8 * tracks + 1.6),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for axis, (title, curves) in zip(axes[0], races.items()):
        draw_tracks(axis, curves, goals)
        axis.set_title(title, fontsize=14)
        axis.set_xlabel("evaluations", fontsize=12)
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
        axis.tick_params(axis="x", labelsize=12)
    names = list(curves)
    axes[0, 0].set(ylim=(-tracks + 0.5, 0.95))
    axes[0, 0].set_yticks(range(0, -tracks, -1), names, fontsize=14)
    for label, name in zip(axes[0, 0].get_yticklabels(), names):
        label.set_color(LOOKS.get(name, ("", "black"))[1])
    return figure


def draw_tracks(axis: Axes, curves: Mapping[str, Sequence[float]], goals: Sequence[int]) -> None:
    """Draw the tracks of one race, its dots and their numbers, as `draw_race`."""
    reference, *_ = curves.values()
    needed = {
        name: [
            next((i for i, J in enumerate(curve, 1) if J <= reference[goal - 1]), None)
            for goal in goals
        ]
        for name, curve in curves.items()
    }
    bars = {
        name: len(curves[name]) if None in dots else max(filter(None, dots))
        for name, dots in needed.items()
    }
    for goal, first in zip(goals, needed[next(iter(curves))]):
        label = f"goal: J = {reference[goal - 1]:.1f}"
        axis.text(first or goal, 0.62, label, color="0.35", fontsize=12, ha="center")
    for row, (name, dots) in enumerate(needed.items()):
        colour = LOOKS.get(name, ("", f"C{row + 4}"))[1]
        axis.plot([0, bars[name]], [-row, -row], color=colour, lw=5, alpha=0.35)
        for at in filter(None, dots):
            large = at == dots[-1]
            size = 15 if large else 8
            axis.plot(at, -row, "o", color=colour, markersize=size, clip_on=False, zorder=4)
            look: Look = {"fontsize": 15, "weight": "bold"} if large else {"fontsize": 12}
            look |= {"xytext": (0, 11), "textcoords": "offset points", "ha": "center"}
            axis.annotate(str(at), (at, -row), color=colour, bbox=WHITE, **look)
        if None in dots:
            label = f"  not reached by {bars[name]}"
            axis.text(bars[name], -row, label, color=colour, fontsize=12, va="center")
    axis.set(xlim=(0, 1.03 * max(bars.values())))


def draw_curvatures(hessian: np.ndarray) -> Figure:
    """Draw a quadratic cost of two numbers: its map, and the cost along the axes of its valley.

    Args:
        hessian: the cost's, (2, 2).
    """
    curvatures, directions = np.linalg.eigh(hessian)
    figure, (map_axis, axis) = plt.subplots(
        1, 2, figsize=(12, 4.6), width_ratios=(4.4, 7), layout="constrained"
    )
    draw_valley(map_axis, hessian, (-1.3, 1.3), (-1, 0, 1))
    t = np.linspace(-1.2, 1.2, 200)
    for curvature, direction, colour, line, name in zip(
        curvatures, directions.T, ("#009E73", "#D55E00"), ("-", "--"), ("along", "across")
    ):
        look = {"color": colour, "linestyle": line, "lw": 3}
        label = f"{name}: curvature {curvature:.0f}"
        map_axis.plot(*np.outer(direction, t), **look)
        axis.plot(t, curvature * t**2 / 2, label=label, **look)
    draw_star(map_axis)
    draw_star(axis)
    axis.legend(fontsize=14, loc="upper center", handlelength=2.6)
    axis.set(ylim=(-0.6, 14), xticks=(-1, 0, 1))
    axis.set_xlabel("distance t from the minimum", fontsize=13)
    axis.set_ylabel("cost", fontsize=13)
    axis.tick_params(labelsize=12)
    axis.spines[["top", "right"]].set_visible(False)
    map_axis.set_title("the valley from above", fontsize=14)
    axis.set_title("the cost along two lines through the minimum", fontsize=14)
    return figure


def draw_valley(
    axis: Axes, hessian: np.ndarray, sides: tuple[float, float], ticks: Sequence[float]
) -> None:
    """Draw lines of equal cost on a square map, with ticks that can be read."""
    places = np.stack(np.meshgrid(*2 * [np.linspace(*sides, 200)]))
    heights = np.einsum("iab,ij,jab->ab", places, hessian, places) / 2
    axis.contour(*places, heights, VALLEY, colors="#9DB4CE")
    axis.set(xlim=sides, ylim=sides, xticks=ticks, yticks=ticks, aspect="equal")
    axis.tick_params(labelsize=12)
    axis.set_xlabel("$x_1$", fontsize=14, labelpad=0)
    axis.set_ylabel("$x_2$", fontsize=14, labelpad=0)


def draw_star(axis: Axes, size: float = 24) -> None:
    """Draw a star at the minimum, 0."""
    look: Look = {
        "color": "#F0E442",
        "markeredgecolor": "black",
        "markersize": size,
        "clip_on": False,
    }
    axis.plot(0, 0, "*", **look, zorder=2.5)


def draw_preconditioning(hessian: np.ndarray) -> Figure:
    """Draw steps from several places: along the gradient, and times the inverse Hessian.

    The last panel shows the latter on a map that is stretched until the valley is round. Each place
    carries a letter, the same in all panels. Arrows end a little before the star.

    Args:
        hessian: of a quadratic cost, (2, 2).
    """
    places = np.array([[-1, -1.5], [-1.5, -0.9], [-0.2, -0.6], [1, 1.5], [1.5, 0.9], [0.2, 0.6]])
    curvatures, directions = np.linalg.eigh(hessian)
    stretch = directions * np.sqrt(curvatures) @ directions.T  # times itself: the Hessian
    scale = 1.6 / np.linalg.norm(places @ stretch, axis=1).max()
    gradients, newton = places @ hessian, -places
    ratio = curvatures[1] / curvatures[0]
    valley = f"valley of condition number {ratio:.0f}:"
    panels = {
        f"{valley}\ngradient descent, rate 1 / {curvatures[1]:.0f}": (
            hessian,
            places,
            -gradients / curvatures[1],
        ),
        f"{valley}\nNewton's method": (hessian, places, newton),
        "stretched to condition number 1:\nNewton's method": (
            np.eye(2) / scale**2,
            scale * places @ stretch,
            scale * newton @ stretch,
        ),
    }
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.9), layout="constrained")
    for axis, (name, (curved, begin, steps)) in zip(axes, panels.items()):
        draw_valley(axis, curved, (-1.8, 1.8), (-1, 0, 1))
        draw_floor(axis, hessian)  # the stretched one has the same direction
        draw_star(axis)
        for letter, place, step in zip("ABCDEF", begin, steps):
            draw_step(axis, place, place + step, "#D55E00", 8, 0 if axis is axes[0] else 9)
            draw_label(axis, place, letter)
        axis.set_title(name, fontsize=14)
    axes[2].set(xticks=[], yticks=[], xlabel="", ylabel="")
    axes[0].text(0.98, 0.02, "dashed: the floor", transform=axes[0].transAxes, **CORNER)
    return figure


def draw_label(axis: Axes, place: np.ndarray, label: str, size: float = 14) -> None:
    """Draw a place as a dot that carries a letter or a number."""
    axis.plot(*place, "o", color="#D55E00", markersize=size, zorder=5)
    text: Look = {"color": "white", "fontsize": 0.7 * size, "weight": "bold"}
    text |= {"ha": "center", "va": "center_baseline", "zorder": 6, "clip_on": True}
    axis.text(place[0], place[1], label, **text)


def draw_step(
    axis: Axes, place: np.ndarray, goal: np.ndarray, colour: str, size: float, before: float = 0
) -> None:
    """Draw a dot, and an arrow from there to where the step leads, or some points before it."""
    look: Look = {"arrowstyle": "-|>", "lw": 2, "mutation_scale": 2 * size, "color": colour}
    look |= {"shrinkA": 0, "shrinkB": before}
    axis.annotate("", tuple(goal), tuple(place), arrowprops=look, zorder=4)
    axis.plot(*place, "o", color=colour, markersize=size, zorder=4)


def draw_models(
    places: np.ndarray, gradients: np.ndarray, hessian: np.ndarray, recursion: Callable[..., Any]
) -> Figure:
    """Draw the valley that L-BFGS expects before its steps 2, 3 and 4: orange, on the true one.

    Its minimum is where the step leads. Its lines stand for the same costs as the true ones. Places
    carry the number of their step. The second map is a closer one: its step is short.

    Args:
        places, gradients: of a descent, (5, 2) and (4, 2) or more.
        hessian: the true one, (2, 2).
        recursion: from a gradient, moves and changes to minus the estimated inverse Hessian times
            the gradient.
    """
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.9), layout="constrained")
    moves, changes = np.diff(places, axis=0), np.diff(gradients, axis=0)
    angles = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(angles), np.sin(angles)])
    maps = {
        "one pair,\na nearly round bowl": ((-1.8, 0.4), (-1.5, -1, -0.5, 0)),
        "two pairs,\nstill a round bowl": ((-1.62, -0.74), (-1.5, -1.25, -1)),
        "three pairs,\na long valley": ((-1.8, 0.4), (-1.5, -1, -0.5, 0)),
    }
    for pairs, (axis, (title, (sides, ticks))) in enumerate(zip(axes, maps.items()), 1):
        axis.set_title(f"before step {pairs + 1}: {title}", fontsize=14)
        draw_valley(axis, hessian, sides, ticks)
        draw_floor(axis, hessian)
        known = moves[:pairs], changes[:pairs]
        inverse = -np.array([recursion(unit, *known) for unit in np.eye(2)])
        values, vectors = np.linalg.eigh(inverse)
        place = places[pairs]
        goal = place - inverse @ gradients[pairs]
        for height in VALLEY[:3]:
            line = goal[:, None] + np.sqrt(2 * height) * (vectors * np.sqrt(values) @ circle)
            axis.plot(*line, color="#D55E00", lw=2.5)
        axis.plot(*places[: pairs + 1].T, "o-", color="0.55", markersize=5, lw=1.5)
        draw_step(axis, place, goal, "black", 6)
        look: Look = {"textcoords": "offset points", "fontsize": 13, "weight": "bold"}
        look |= {"ha": "center", "va": "center", "clip_on": True}
        for number, xy in enumerate(places[: pairs + 1]):
            beside = np.linalg.norm(places[:number] - xy, axis=1).min(initial=np.inf) < 0.1
            axis.annotate(str(number), xy, (11, -8) if beside else (-11, -6), **look)
        if sides[1] > 0:
            draw_star(axis)
        else:
            axis.annotate(f"step {pairs + 1}", goal, (16, -15), **look, bbox=WHITE)
    words = "orange: the valley\nthat L-BFGS expects"
    look = CORNER | {"ha": "left", "va": "top", "color": "#D55E00"}
    axes[0].text(0.02, 0.98, words, transform=axes[0].transAxes, **look)
    axes[1].text(0.98, 0.02, "2.5 times closer", transform=axes[1].transAxes, **CORNER)
    corner, side = axes[1].get_xlim()[0], np.ptp(axes[1].get_xlim())
    axes[0].add_patch(plt.Rectangle((corner, corner), side, side, fill=False, lw=1))
    return figure


def draw_floor(axis: Axes, hessian: np.ndarray) -> None:
    """Draw the floor of a valley, dashed, from one side of the map to the other."""
    floor = np.linalg.eigh(hessian).eigenvectors[:, :1] @ np.array([[-3.0, 3.0]])
    axis.plot(*floor, "--", color="0.6", lw=1.2)


def draw_paths(paths: Mapping[str, np.ndarray], hessian: np.ndarray) -> Figure:
    """Draw paths on the map of a quadratic cost of two numbers, whose minimum is a star at 0.

    Places carry the number of their step, unless they would cover each other. The floor of the
    valley is dashed. Where several places lie on the star, only an inset shows them, enlarged.

    Args:
        paths: places, (steps + 1, 2) each, by the names of the optimisers.
        hessian: the cost's, (2, 2).
    """
    sides = -1.8, 0.4

    def draw(axis: Axes, path: np.ndarray, marked: Sequence[int], apart: float) -> None:
        draw_floor(axis, hessian)
        axis.plot(*path.T, "-", color="#D55E00", lw=1.5, zorder=2.2)
        axis.plot(*path[marked].T, "o", color="#D55E00", markersize=5, zorder=3)
        labelled: list[int] = []
        for number in (marked[-1], *marked[:-1]):
            distances = np.linalg.norm(path[labelled] - path[number], axis=1)
            if distances.min(initial=np.inf) > apart:
                labelled.append(number)
                look: Look = {"color": "white", "fontsize": 10, "weight": "bold", "clip_on": True}
                axis.text(path[number, 0], path[number, 1], str(number), **look, zorder=4)
        axis.plot(*path[labelled].T, "o", color="#D55E00", markersize=14, zorder=3)
        for text in axis.texts:
            text.set(ha="center", va="center_baseline")

    size = 12 / len(paths)
    figure, axes = plt.subplots(1, len(paths), figsize=(12, size + 0.9), layout="constrained")
    for axis, (name, path) in zip(axes, paths.items()):
        draw_valley(axis, hessian, sides, (-1.5, -1, -0.5, 0))
        everywhere = list(range(len(path)))
        off_star = [number for number in everywhere if np.abs(path[number]).max() >= STAR]
        crowded = len(off_star) < len(path) - 1
        draw(axis, path, off_star if crowded else everywhere, 0.14 if len(paths) > 2 else 0.05)
        draw_star(axis, 14 if crowded else 24)  # if crowded, within the square that is enlarged
        axis.annotate(
            "start",
            path[0],
            (0, -11),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=12,
        )
        first, left = (place @ hessian @ place / 2 for place in (path[0], path[-1]))
        cost = f"{left:.1f}" if left > 0.05 else "less than 0.001"
        axis.set_title(f"{name}\ncost: from {first:.1f} to {cost}", fontsize=15)
        if crowded:
            near = axis.inset_axes((0.03, 0.55, 0.42, 0.42), xlim=(-STAR, STAR), ylim=(-STAR, STAR))
            draw(near, path, everywhere, 0)
            draw_star(near, 44)
            near.set(xticks=[], yticks=[])
            times = 0.42 * (sides[1] - sides[0]) / (2 * STAR)
            near.set_title(f"this square, {times:.0f} times larger", fontsize=11, y=0.85)
            axis.indicate_inset_zoom(near, edgecolor="black")
    axes[0].text(0.98, 0.02, "dashed: the floor", transform=axes[0].transAxes, **CORNER)
    return figure
