"""The notebooks themselves: stored executed and whole, and true to utils/."""

import ast
import re
from importlib import import_module

import nbformat
import numpy as np
import pytest

from course.slim import LIMIT
from utils import colors, costs, gaussians, pyramid, relative, training
from utils.backend import keras, tf
from utils.checks.fields import receptive_field
from utils.checks.loop import training_loop
from utils.checks.lost import lost
from utils.checks.maker import make_cost_with
from utils.checks.minimum import lowest_point
from utils.checks.weights import asked, step_on_weights
from utils.gaussians import RANK, covariance, gaussian_distance, guide_channels
from utils.images import PROJECT
from utils.lbfgs import two_loop_recursion
from utils.painter.network import instance_normalisation
from utils.relative import total_variation
from utils.vgg import load_vgg19, raw_extractor

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
COURSE = {
    "01_content_cost": 15,
    "02_style_cost": 22,
    "03_total_cost": 11,
    "04_training_loop": 19,
    "05_layer_weights": 12,
    "06_better_pictures": 26,
    "07_faster": 17,
    "08_control": 17,
    "09_in_a_blink": 20,
    "10_gallery": 16,
}  # cells that nbval compares


def code_cells(path):
    return [
        cell
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and cell.source.strip()
    ]


def compared(cell):
    """Whether strict nbval compares this cell: it printed or displayed text that is not ignored."""
    ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
    return not ignored and any(
        output.output_type in ("stream", "execute_result", "display_data")
        for output in cell.outputs
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_stored_notebook_is_small_enough(path):
    """python -m course.execute slims the figures; a notebook that is still too large has too many."""
    assert path.stat().st_size <= LIMIT


def test_the_course_is_complete():
    assert [path.stem for path in NOTEBOOKS] == list(COURSE)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_executed_from_top_to_bottom(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(
        output.output_type == "error" or output.get("name") == "stderr"
        for cell in cells
        for output in cell.outputs
    )
    for cell in cells:
        if "print(" in cell.source or "show(" in cell.source:
            assert cell.outputs, f"stored without its output:\n{cell.source}"
    assert sum(map(compared, cells)) == COURSE[path.stem]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_figure_carries_the_alt_text_of_its_cell(path):
    """The texts lie in utils/alt_texts/, where they do not answer a prediction."""
    texts = import_module(f"utils.alt_texts.{path.stem[3:]}").ALT
    used = set()
    for cell in code_cells(path):
        names = re.findall(r'ALT\["(\w+)"\]', cell.source)
        carried = [
            data["alt"]
            for output in cell.outputs
            for data in output.get("metadata", {}).values()
            if "alt" in data
        ]
        used.update(names)
        if names or path.stem != "10_gallery":  # there utils.gallery describes most figures
            assert [texts[name] for name in names] == carried, cell.source
    own = {"to_predict", "costs"} if path.stem == "10_gallery" else set()
    assert used | own == set(texts)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_is_laid_out(path):
    prose = [
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    ]
    assert prose[0].startswith("# ") and sum(text.startswith("# ") for text in prose) == 1
    assert "## What you saw" in prose[-1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_formula_lost_its_backslash(path):
    """A \\frac written into a string of Python becomes a form feed and "rac"."""
    for cell in nbformat.read(path, as_version=4).cells:
        assert not [sign for sign in cell.source if sign < " " and sign != "\n"], cell.source


def test_a_long_loop_seldom_redraws_its_bar():
    """nbval reads what a cell sends when the cell is done; past a few thousand messages, two for
    every redrawing, the rest is lost, and it waits in vain for the end."""
    sources = [cell.source for path in NOTEBOOKS for cell in code_cells(path)]
    sources.append((PROJECT / "utils" / "live.py").read_text("utf-8"))
    bars = [line for source in sources for line in source.splitlines() if "tqdm(" in line]
    assert bars and all("miniters=" in bar for bar in bars)


def functions_of(stem, names, **imported):
    """Define the named functions of a notebook, as the learner wrote them."""
    namespace = {"tf": tf} | imported
    for cell in code_cells(PROJECT / "notebooks" / f"{stem}.ipynb"):
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef) and node.name in names:
                exec(compile(ast.Module([node], []), stem, "exec"), namespace)
    return {name: namespace[name] for name in names}


def output(rng, n_H=5, n_W=4):
    return [tf.constant(rng.random((1, n_H, n_W, n_C)), tf.float32) for n_C in (3, 6, 2)]


def six_layers(picture):
    return [picture * factor for factor in range(1, 7)]


def test_the_functions_built_in_notebooks_are_those_of_utils():
    rng = np.random.default_rng(0)
    one, other = output(rng), output(rng)
    weights = [("first", 0.3), ("second", 0.7)]
    content = functions_of("01_content_cost", ["receptive_field", "compute_content_cost"])
    style = functions_of(
        "02_style_cost",
        ["gram_matrix", "unroll", "mean_gram", "compute_layer_style_cost", "compute_style_cost"],
    )
    total = functions_of(
        "03_total_cost",
        ["total_cost", "lowest_point", "make_cost_with"],
        compute_content_cost=costs.compute_content_cost,
        compute_style_cost=costs.compute_style_cost,
    )
    A = costs.unroll(one[0])
    kinds = ["conv", "pool", "conv", "pool", "pool", "conv"]
    pairs = [
        (content["receptive_field"](kinds), receptive_field(kinds)),
        (content["compute_content_cost"](one, other), costs.compute_content_cost(one, other)),
        (style["unroll"](one[0]), A),
        (style["gram_matrix"](A), costs.gram_matrix(A)),
        (style["mean_gram"](one[0]), costs.mean_gram(one[0])),
        (
            style["compute_layer_style_cost"](one[0], other[0]),
            costs.compute_layer_style_cost(one[0], other[0]),
        ),
        (
            style["compute_style_cost"](one, other, weights),
            costs.compute_style_cost(one, other, weights),
        ),
        (total["total_cost"](0.5, 0.25), costs.total_cost(0.5, 0.25)),
        (total["total_cost"](0.5, 0.25, 2, 3), costs.total_cost(0.5, 0.25, 2, 3)),
        (total["lowest_point"](0.5, 0.25, 2, 3), lowest_point(0.5, 0.25, 2, 3)),
        (
            tf.stack(total["make_cost_with"](six_layers, one[0], other[0], 2, 3)(one[0] / 2)),
            tf.stack(make_cost_with(six_layers, one[0], other[0], 2, 3)(one[0] / 2)),
        ),
    ]
    for built, shared in pairs:
        np.testing.assert_allclose(built, shared, rtol=1e-5)


def test_the_notebooks_feature_extractor_is_that_of_utils():
    layers, vgg = ["block2_conv1", "block1_conv1"], load_vgg19()
    taught = functions_of("01_content_cost", ["feature_extractor"], keras=keras, vgg=vgg)
    picture = tf.random.stateless_uniform([1, 32, 40, 3], [1, 0])
    built = taught["feature_extractor"](layers)(picture)
    for a, shared in zip(built, raw_extractor(layers)(picture), strict=True):
        np.testing.assert_allclose(a, shared)


def test_the_notebooks_training_loop_is_that_of_utils():
    taught = functions_of("04_training_loop", ["training_loop"])["training_loop"]
    for loop in (taught, training_loop):
        picture = []
        assert loop(picture, lambda taken: taken.append(0) or len(taken), 3) == [1, 2, 3]


def test_the_notebooks_lost_is_that_of_its_check():
    rng = np.random.default_rng(0)
    a_C, a_G = (tf.constant(rng.random((1, 5, 4, 3)), tf.float32) for _ in "CG")
    taught = functions_of("05_layer_weights", ["lost"])["lost"]
    np.testing.assert_allclose(taught(a_C, a_G), lost(a_C, a_G), rtol=1e-5)


def test_the_notebooks_lbfgs_is_that_of_utils():
    rng = np.random.default_rng(0)
    moves, turns, gradient = rng.normal(size=(3, 5)), rng.normal(size=(3, 5)), rng.normal(size=5)
    taught = functions_of("07_faster", ["two_loop_recursion"])["two_loop_recursion"]
    built = taught(gradient, moves, turns)
    scale = moves[-1] @ turns[-1] / (turns[-1] @ turns[-1])
    pairs = [(s, y, 1 / (s @ y)) for s, y in zip(moves[::-1], turns[::-1])]
    np.testing.assert_allclose(built, two_loop_recursion(gradient, pairs, scale))


def test_the_notebooks_gaussian_distance_is_that_of_utils():
    rng = np.random.default_rng(0)
    a_S, a_G = (tf.constant(rng.random((1, n, n, RANK // 2)), tf.float32) for n in (12, 16))
    taught = functions_of("06_better_pictures", ["square_root", "gaussian_distance"])
    rows = [tf.reshape(a, [-1, a.shape[3]]) for a in (a_S, a_G)]
    gaussians = [(tf.reduce_mean(row, axis=0), covariance(row)) for row in rows]
    built = taught["gaussian_distance"](*gaussians[0], *gaussians[1])
    guides = [guide_channels(a[..., :3]) for a in (a_S, a_G)]
    shared = gaussian_distance(a_S, *guides, guidance=0)(a_G)
    np.testing.assert_allclose(built, shared, rtol=1e-3)


def test_the_notebooks_control_is_that_of_utils():
    taught = functions_of(
        "08_control", ["match_colors", "masked_gram"], **vars(costs) | vars(colors)
    )
    rng = np.random.default_rng(0)
    one, other, a = (tf.constant(rng.random((1, 12, n, n)), tf.float32) for n in (3, 3, 5))
    mask = tf.constant(rng.random((1, 24, 20, 1)), tf.float32)
    np.testing.assert_allclose(
        taught["match_colors"](one, other), colors.match_colors(one, other), atol=1e-5
    )
    np.testing.assert_allclose(
        taught["masked_gram"](a, mask), costs.masked_gram(a, mask), rtol=1e-5
    )


def test_notebook_6_paints_with_all_parts_as_paint_does(monkeypatch, random_picture):
    monkeypatch.setattr(pyramid, "FIRST_SIZE", 40)
    content, style = random_picture(48, 64, 1), random_picture(50, 56, 2)
    taught = functions_of("06_better_pictures", ["paint_all"], **vars(pyramid) | vars(training))
    levels = pyramid.pyramid(content, style, steps=2)
    assert len(levels) == 2
    painting, _ = pyramid.paint(content, style, steps=2, bfloat16=False, progress=False)
    np.testing.assert_allclose(taught["paint_all"](levels), painting, atol=1e-4)


def test_notebook_6_writes_out_the_cost_of_the_recipe(random_picture):
    content, style, picture = (random_picture(48, 64, seed) for seed in (1, 2, 3))
    imported = vars(costs) | vars(relative) | vars(gaussians)
    imported["guided_distance"] = gaussian_distance
    taught = functions_of("06_better_pictures", ["recipe_cost"], **imported)
    shared = relative.make_relative_cost(content, style)(picture)
    np.testing.assert_allclose(taught["recipe_cost"](content, style)(picture), shared, rtol=1e-4)


def test_the_notebooks_normalisation_is_that_of_the_painter():
    taught = functions_of("09_in_a_blink", ["instance_normalisation"])["instance_normalisation"]
    a = tf.random.stateless_uniform([2, 5, 4, 3], [1, 0])
    scale, shift = tf.constant([0.5, 1, 2]), tf.constant([0.1, 0, -1])
    shared = instance_normalisation(a, scale, shift)
    np.testing.assert_allclose(taught(a, scale, shift), shared, atol=1e-5)


def test_the_notebooks_step_on_weights_is_that_of_its_check():
    taught = functions_of("09_in_a_blink", ["step_on_weights"])["step_on_weights"]
    contents, kernel = tf.random.stateless_uniform([2, 4, 5, 3], [1, 0]), tf.eye(3)
    shared = asked(step_on_weights)(contents, kernel)
    np.testing.assert_allclose(asked(taught)(contents, kernel), shared, rtol=1e-6)


def test_the_notebooks_total_variation_is_that_of_utils():
    taught = functions_of("06_better_pictures", ["total_variation"])["total_variation"]
    picture = tf.random.stateless_uniform([1, 9, 7, 3], [1, 0])
    np.testing.assert_allclose(taught(picture), total_variation(picture), rtol=1e-6)
