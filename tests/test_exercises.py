"""The learner's edition: made from the notebooks, complete, and not drifted from them."""

import re

import nbformat
import pytest
import tensorflow as tf

from course.exercises import CHECK, EXERCISES, NOTEBOOKS, exercise, figures_of, folded_answer
from utils import checks, costs

PAGES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
ORDER = [
    "receptive_field",
    "compute_content_cost",
    "gram_matrix",
    "compute_layer_style_cost",
    "compute_style_cost",
    "total_cost",
    "lowest_point",
    "make_cost_with",
    "train_step",
    "training_loop",
    "lost",
    "gaussian_distance",
    "total_variation",
    "two_loop_recursion",
    "match_colors",
    "masked_gram",
    "instance_normalisation",
    "step_on_weights",
]


def cells(name):
    return nbformat.read(EXERCISES / name, as_version=4).cells


def test_there_is_a_page_for_every_notebook():
    assert sorted(path.name for path in EXERCISES.glob("*.ipynb")) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_not_drifted_from_its_notebook(name):
    solution = nbformat.read(NOTEBOOKS / name, as_version=4)
    made = nbformat.reads(nbformat.writes(exercise(solution)), as_version=4)
    assert made == nbformat.read(EXERCISES / name, as_version=4), "run `make exercises`"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_unsolved_and_not_run(name):
    code = [cell for cell in cells(name) if cell.cell_type == "code"]
    assert not any("SOLUTION" in cell.source for cell in cells(name))
    assert not any(cell.execution_count for cell in code)
    (first,) = [cell for cell in code if cell.outputs]  # the picture on the first screen
    assert figures_of(first.outputs[-1])
    nbformat.validate(nbformat.read(EXERCISES / name, as_version=4))


def test_the_exercises_come_in_order_each_with_hint_check_and_a_way_on():
    every = [cell for name in PAGES for cell in cells(name)]
    stubs = [i for i, cell in enumerate(every) if "raise NotImplementedError()" in cell.source]
    assert [re.search(r"def (\w+)", every[i].source)[1] for i in stubs] == ORDER
    for i, name in zip(stubs, ORDER):
        hint, stub, check, way_on = every[i - 1 : i + 3]
        assert f"**Your turn:** write `{name}`.\n\n<details><summary>Hint" in hint.source
        assert stub.metadata.nbgrader.solution and stub.metadata.nbgrader.grade_id == name
        assert check.metadata.nbgrader.grade and CHECK.match(check.source)[1] == name
        exec(way_on.source, {})  # as it stands, nothing but comments
        namespace = {"cost": None}
        exec(way_on.source.split("\n", 1)[1].replace("# ", ""), namespace)
        assert callable(namespace[name])


@pytest.mark.parametrize("name", ORDER)
def test_a_stub_is_told_that_it_is_not_written_yet(name):
    stub = next(
        cell.source for page in PAGES for cell in cells(page) if f"def {name}(" in cell.source
    )
    check = next(
        cell.source
        for page in PAGES
        for cell in cells(page)
        if cell.source.startswith(f"check_{name}(")
    )
    namespace = {each: getattr(costs, each, None) for each in (*ORDER, "cost", "optimizer")}
    namespace |= {
        f"check_{name}": getattr(checks, f"check_{name}"),
        "generated_image": tf.Variable(tf.fill([1, 8, 8, 3], 0.5)),
    }
    exec(stub[stub.index("def ") :], namespace)
    with pytest.raises(AssertionError, match=f"^{name}: not written yet"):
        exec(check, namespace)


def test_what_should_come_out_is_shown_after_the_first_exercise():
    for name in PAGES[:4]:
        solution = nbformat.read(NOTEBOOKS / name, as_version=4)
        page = {cell.id: cell for cell in cells(name)}
        begun = False
        for cell in solution.cells:
            begun = begun or "BEGIN SOLUTION" in cell.source
            if begun and cell.cell_type == "code" and "show(" in cell.source and cell.outputs:
                shown = page.get(f"{cell.id}-expected")
                ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
                figures = [figure for output in cell.outputs for figure in figures_of(output)]
                assert ignored or len(shown.attachments) == len(figures)
                assert ignored or all(f"![{alt}]" in shown.source for _, _, alt in figures)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_folded_is_an_answer_and_no_question(name):
    page = "\n".join(cell.source for cell in cells(name) if cell.cell_type == "markdown")
    for answer in re.findall(r"What happened here</summary>(.*?)</details>", page, re.DOTALL):
        assert answer.strip() and "**Predict" not in answer


def test_an_answer_is_folded_up_to_the_next_heading():
    assert folded_answer("*An answer.*\n\n## Next\n\nText.") == (
        "<details><summary>What happened here</summary>\n\n*An answer.*\n\n</details>\n\n"
        "## Next\n\nText."
    )
