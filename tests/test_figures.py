"""The drawings show what they are given: layers, curves, paths and sweeps."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from utils.backend import keras, tf
from utils.checks.recursion import two_loop_recursion
from utils.descents import (
    draw_curvatures,
    draw_curves,
    draw_models,
    draw_paths,
    draw_preconditioning,
    draw_race,
)
from utils.figures import (
    draw_balance,
    draw_costs,
    draw_fields,
    draw_lowest,
    draw_maps,
    draw_network,
    draw_painter,
    draw_pull,
    draw_scales,
    draw_sweep,
    draw_trial,
)
from utils.painter.network import build_painter

FIELDS = {"block1_conv1": 3, "block2_conv1": 10, "block3_conv1": 24, "block4_conv2": 84}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def squares(axis):
    return [patch for patch in axis.patches if isinstance(patch, Rectangle)]


def test_the_network_has_a_bar_for_each_convolution_and_blue_ones_are_used():
    network = keras.applications.VGG19(include_top=False, weights=None)
    axis = draw_network(network, ["block2_conv1"], (192, 256)).axes[0]
    assert len(squares(axis)) == 16
    assert [to_hex(bar.get_facecolor()) for bar in squares(axis)].index("#0072b2") == 2
    assert "block 5\n12 x 16\n512 channels" in [text.get_text() for text in axis.texts]


def test_a_painter_has_a_bar_for_each_convolution_and_an_arrow_for_each_block():
    (axis,) = draw_painter(build_painter(channels=(4, 6, 8), blocks=2)).axes
    assert [bar.get_height() for bar in squares(axis)] == [4, 2, 1, *4 * [1], 2, 4, 4]
    written = [text.get_text() for text in axis.texts]
    assert [word for word in written if word.isdecimal()] == "4 6 6 8 8 8 8 6 4 3".split()
    places = {text.get_text(): text.get_position()[0] for text in axis.texts}
    marks = [text.get_position()[0] for text in axis.texts if text.get_text() == "× 2"]
    bars = [bar.get_center()[0] for bar in squares(axis)]
    assert bars[2] < places["+ 2\nnoise"] < bars[3]
    assert bars[6] < marks[0] < bars[7] < marks[1] < bars[8]
    arrows = [text for text in axis.texts if getattr(text, "arrow_patch", None)]
    reach = [tuple(arrow.xyann[:1] + arrow.xy[:1]) for arrow in arrows]
    assert np.allclose(reach, [(4.4, 6.2), (6.4, 8.2)])


def test_the_largest_fields_are_on_the_picture_and_the_smallest_enlarged():
    left, right = draw_fields(tf.zeros((1, 96, 128, 3)), FIELDS, (60, 48)).axes
    assert [square.get_width() for square in squares(left)] == [10, 24, 84]
    assert [square.get_width() for square in squares(right)] == [3, 10, 24]
    assert {tuple(square.get_center()) for square in squares(left) + squares(right)} == {(60, 48)}
    assert right.get_xlim()[1] - right.get_xlim()[0] < 96


def test_stars_mark_the_lowest_points_and_the_slopes_there_are_opposite():
    axis = draw_lowest(0.2, 0.7, 10, 40, lambda *_: 0.6).axes[0]
    lines = {line.get_label(): line for line in axis.lines}
    assert {"slope +8", "slope -8"} <= set(lines)
    for name in ("J", "both weights doubled"):
        x, y = lines[name].get_data()
        assert abs(x[np.argmin(y)] - 0.6) < 0.01
    stars = [line.get_xydata()[0] for line in axis.lines if line.get_marker() == "*"]
    np.testing.assert_allclose(stars, [(0.6, 2), (0.6, 4)])


def test_each_row_of_scales_has_its_two_costs_the_first_row_on_top():
    axis = draw_scales(["first", "second"], raw=[1e5, 1e11], scaled=[0.5, 5]).axes[0]
    assert [list(line.get_xdata()) for line in axis.lines] == [[1e5, 1e11], [0.5, 5]]
    assert axis.get_xscale() == "log" and axis.yaxis_inverted()


def test_gradients_are_drawn_as_lengths_and_dots():
    one = tf.reshape(tf.range(47 * 4, dtype=tf.float32), (1, 47, 4, 1))
    bars, before, after = draw_pull({"before": (0 * one, one), "after": (one, -one)}).axes
    length = float(tf.norm(one))
    heights = [patch.get_height() for patch in bars.patches]
    np.testing.assert_allclose(heights, [0, length, length, length, length, 0], rtol=1e-6)
    assert [axis.get_title() for axis in (before, after)] == ["before", "after"]
    np.testing.assert_allclose(after.lines[1].get_ydata(), -after.lines[1].get_xdata())
    [square] = squares(before)  # the area of the other panel
    x = square.get_x()
    np.testing.assert_allclose([x, x + square.get_width()], after.get_xlim())


def test_a_trial_has_a_number_at_each_length():
    axis = draw_trial([0.01, 0.1, 1], [5, 3, 4], before=6).axes[0]
    assert [text.get_text() for text in axis.texts] == ["5", "3", "4", "before the step: 6"]
    assert axis.get_xscale() == "log" and "log scale" in axis.get_xlabel()


def test_costs_have_their_names_at_their_ends_none_upon_another():
    falling = np.linspace(10, 1, 21)
    costs = {"J": 2.1 * falling, "10 J_content": falling, "40 J_style": 1.1 * falling}
    costs["J_content alone"] = 0.2 * falling
    first, both = draw_costs(costs, lasts=(5, 20), bend=(3, 4)).axes
    assert [len(line.get_xdata()) for line in first.lines] == [6, 6, 6, 6]
    assert first.get_title() == "the first 5 iterations"
    assert both.get_title() == "all 20 iterations"
    assert first.get_ylabel() == "cost (log scale)"
    names = {text.get_text(): text for text in both.texts}
    assert list(names) == ["J_content alone", "10 J_content", "40 J_style", "J"]
    assert [line.get_linestyle() for line in both.lines] == ["--", "-", "-", "-"]
    assert names["10 J_content"].get_color() != names["40 J_style"].get_color()
    assert [text.get_text() for text in first.texts] == [" bend of J"]
    [band] = first.patches
    sides = first.transData.inverted().transform(band.get_window_extent())[:, 0]
    np.testing.assert_allclose(sides, [3, 4])
    assert not both.patches
    heights = [text.get_position()[1] for text in both.texts]
    assert all(high / low > 1.15 for low, high in zip(heights, heights[1:]))


def test_a_balance_shows_each_length_and_the_cosine():
    lengths = {"content": [1, 2, 2], "style": [8, 3, 2], "sum": [8.5, 3, 0.1]}
    upper, lower = draw_balance([0, 5, 40], lengths, [0.2, -0.3, -0.9], bend=(30, 40)).axes
    assert [text.get_text() for text in upper.texts] == ["sum", "content", "style", " bend of J"]
    assert [line.get_ydata()[0] for line in upper.lines[::2]] == [8.5, 1, 8]
    heights = [text.get_position()[1] for text in upper.texts[:3]]
    assert all(high / low > 1.25 for low, high in zip(heights, heights[1:]))
    assert list(lower.lines[0].get_ydata()) == [0.2, -0.3, -0.9]
    assert upper.get_yscale() == "log" and lower.get_xscale() == "symlog"


def test_a_map_is_drawn_up_to_its_highest_value_inside():
    one = np.zeros((4, 5))
    one[1, 2], one[0, 0] = 3, 9
    axes = draw_maps({"first": [one, one + 1], "second": [one, 2 * one]}).axes
    assert [axis.images[0].get_clim() for axis in axes[:4]] == [(0, 3), (1, 4), (0, 3), (0, 6)]
    assert [axes[0].get_ylabel(), axes[2].get_ylabel()] == ["first", "second"]
    assert [axes[0].get_title(), axes[1].get_title()] == ["map 1", "map 2"]


def test_a_dot_and_a_number_mark_where_a_curve_first_reaches_the_goal():
    curves = {"there": [9.0, 5.0, 3.0, 4.0, 2.0], "never": [9.0, 8.0, 7.0]}
    axis = draw_curves(curves, top=8, goal=3.5, title="two towers").axes[0]
    assert axis.get_title() == "two towers"
    lines = {line.get_label(): line for line in axis.lines}
    assert lines["there"].get_xydata().tolist() == [[1, 9], [2, 5], [3, 3], [4, 4], [5, 2]]
    assert axis.get_xlim() == (0, 5) and axis.get_ylim()[1] == 8
    [dot] = [line for line in axis.lines if line.get_marker() == "o"]
    assert dot.get_xydata().tolist() == [[3, 3.5]]
    assert dot.get_color() == lines["there"].get_color()
    assert {text.get_text() for text in axis.texts} == {
        " never",
        "the goal,\nJ = 3.5",
        " 3: there ",
    }


@pytest.mark.parametrize("end, above", [(0.0, True), (2.9, False)])
def test_the_last_to_arrive_stands_above_curves_that_sink(end, above):
    texts = draw_curves({"first": [9.0, 3.0, end], "last": [9.0, 5.0, 3.0]}, goal=3).axes[0].texts
    heights = {text.get_text(): text.get_position()[1] for text in texts}
    assert heights[" 2: first "] < 3 and (heights[" 3: last "] > 3) == above


def test_the_names_at_the_ends_of_curves_lie_apart():
    curves = {"a": [9.0, 3.0, 1.0], "b": [9.0, 3.0, 1.01], "c": [9.0, 4.0]}
    axis = draw_curves(curves, last=2).axes[0]
    assert [len(line.get_xdata()) for line in axis.lines[:3]] == [2, 2, 2]
    [leader] = axis.lines[3:]  # from an end to a name that stands higher
    heights = [text.get_position()[1] for text in axis.texts]
    assert heights[0] == 3 and np.diff(heights).min() > 0.4
    assert leader.get_ydata().tolist() == [3, heights[1]]


def test_a_race_has_a_track_for_each_optimiser_and_a_number_for_each_goal():
    curves = {"Adam 0.01": [9, 5, 3, 1], "own": [9, 3, 4, 0], "late": [9, 9, 3]}
    axis = draw_race({"two towers": curves}, (3, 4)).axes[0]
    names = [label.get_text() for label in axis.get_yticklabels()]
    assert names == ["Adam 0.01", "own", "late"]
    dots = [line.get_xydata().tolist() for line in axis.lines if line.get_marker() == "o"]
    assert dots == [[[3, 0]], [[4, 0]], [[2, -1]], [[4, -1]], [[3, -2]]]
    assert axis.get_title() == "two towers"
    words = ["goal: J = 3.0", "goal: J = 1.0", "3", "4", "2", "4", "3", "  not reached by 3"]
    assert [text.get_text() for text in axis.texts] == words


def test_paths_are_drawn_on_one_map_with_their_last_costs():
    path = np.array([[-1.0, -1.5], [-1.0, 0.0]])
    axes = draw_paths({"one": path, "two": path[:1]}, np.diag([2.0, 30.0])).axes
    titles = ["one\ncost: from 34.8 to 1.0", "two\ncost: from 34.8 to 34.8"]
    assert [axis.get_title() for axis in axes] == titles
    floor, drawn, *_, star = axes[0].lines
    across, along = np.abs(floor.get_xydata()).max(axis=0)  # 2 is the smaller curvature
    assert across > 2 and along < 1e-9
    assert [text.get_text() for text in axes[0].texts[:3]] == ["1", "0", "start"]
    assert star.get_xydata().tolist() == [[0, 0]] and drawn.get_xydata().tolist() == path.tolist()
    assert axes[0].get_xlim() == axes[1].get_xlim() == axes[1].get_ylim()


def test_places_on_the_star_of_a_map_are_enlarged():
    path = np.array([[-1.0, -1.5], [0.01, -0.03], [0.0, 0.001]])
    far, near = draw_paths({"far": path[:2], "near": path}, np.diag([2.0, 30.0])).axes
    assert not far.child_axes
    [inset] = near.child_axes
    assert inset.get_xlim() == inset.get_ylim() == (-0.05, 0.05)
    assert inset.get_title() == "this square, 9 times larger"
    assert near.get_title() == "near\ncost: from 34.8 to less than 0.001"
    assert [text.get_text() for text in near.texts[:2]] == ["0", "start"]  # not the two on the star


def test_the_valley_has_its_curvatures():
    map_axis, axis = draw_curvatures(np.array([[15.5, -14.5], [-14.5, 15.5]])).axes
    labels = [text.get_text() for text in axis.get_legend().get_texts()]
    assert labels == ["along: curvature 1", "across: curvature 30"]
    along, across = (line.get_xydata() for line in map_axis.lines[:2])
    np.testing.assert_allclose(along[:, 0], along[:, 1])
    np.testing.assert_allclose(across[:, 0], -across[:, 1])


def test_the_inverse_hessian_leads_to_the_minimum_from_everywhere():
    axes = draw_preconditioning(np.array([[15.5, -14.5], [-14.5, 15.5]])).axes
    assert "condition number 30:" in axes[0].get_title()
    assert "condition number 1:" in axes[2].get_title()
    for axis in axes[1:]:
        arrows = [text for text in axis.texts if getattr(text, "arrow_patch", None)]
        assert len(arrows) == 6
        np.testing.assert_allclose([arrow.xy for arrow in arrows], 0, atol=1e-9)


def test_a_model_lies_around_the_place_where_its_step_leads():
    hessian = np.diag([2.0, 30.0])
    places = np.array([[-1.0, -1.5], [-1.2, -0.4], [-0.5, 0.2], [-0.45, 0.15], [0.0, 0.0]])
    figure = draw_models(places, places[:4] @ hessian, hessian, two_loop_recursion)
    for pairs, axis in enumerate(figure.axes, 1):
        [floor] = [line.get_xydata() for line in axis.lines if line.get_linestyle() == "--"]
        expected = [line.get_xydata() for line in axis.lines if line.get_color() == "#D55E00"]
        assert len(expected) == 3 and np.abs(floor[:, 1]).max() < 1e-9  # 2 is the smaller curvature
        [arrow] = [text for text in axis.texts if getattr(text, "arrow_patch", None)]
        for line in expected:
            np.testing.assert_allclose(line[:-1].mean(axis=0), arrow.xy, atol=1e-6)
        moves, changes = np.diff(places, axis=0)[:pairs], np.diff(places @ hessian, axis=0)[:pairs]
        step = two_loop_recursion(places[pairs] @ hessian, moves, changes)
        np.testing.assert_allclose(places[pairs] + step, arrow.xy)
        numbers = [text.get_text() for text in axis.texts if text.get_text().isdigit()]
        assert numbers == [str(number) for number in range(pairs + 1)]


def test_an_optimiser_looks_the_same_in_every_figure():
    alone = draw_curves({"L-BFGS": [2.0, 1.0]}).axes[0].lines[0]
    both = draw_curves({"Adam 0.01": [3.0, 2.0], "L-BFGS": [2.0, 1.0]}).axes[0].lines
    assert alone.get_color() == both[1].get_color() != both[0].get_color()


def test_a_sweep_has_a_panel_for_each_pair_and_a_curve_for_each_choice():
    numbers = {
        "shallow": [(0.2, 0.6, 0.3), (0.4, 0.2, 3)],
        "deep": [(0.3, 0.9, 0.3), (0.5, 0.7, 3)],
    }
    curves = {
        name: [
            {"content_distance": str(x), "style_distance": str(y), "strength": str(strength)}
            for x, y, strength in dots
        ]
        for name, dots in numbers.items()
    }
    axes = draw_sweep({"bridge": curves, "park": curves, "tomb": {"deep": curves["deep"]}}).axes
    assert [axis.get_title() for axis in axes] == ["bridge", "park", "tomb", ""]
    shallow, deep = axes[1].lines
    assert shallow.get_xydata().tolist() == [[0.2, 0.6], [0.4, 0.2]]
    assert [text.get_text() for text in axes[1].texts] == ["0.3", "3", "0.3", "3", "better"]
    assert deep.get_label() == "deep" and deep.get_color() != shallow.get_color()
    assert axes[0].get_xlim()[0] == axes[2].get_ylim()[0] == 0
