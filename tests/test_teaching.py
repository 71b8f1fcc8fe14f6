"""The question bank and the pages for teaching: readable by learning platforms, complete and right."""

import doctest
import math
import re

import nbformat
import numpy as np
import pytest
import tensorflow as tf

from course.questions import BANK, as_page, read_bank
from utils.costs import compute_content_cost, compute_layer_style_cost, gram_matrix, total_cost
from utils.errors import StyleTransferError
from utils.files import PROJECT

QUESTIONS = read_bank(BANK.read_text(encoding="utf-8"))
GOOD = "::1:: Is 1 \\= 1? {\n=yes # because\n~no # a slip\n}\n"


def notebook_of(question):
    """The path of the notebook that a question belongs to."""
    return next((PROJECT / "notebooks").glob(f"{int(question.chapter.split()[0]):02}_*.ipynb"))


def headings_of(path):
    """The headings of a notebook."""
    cells = nbformat.read(path, as_version=4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.findall(r"(?m)^#+ (.+)$", prose)


def test_a_question_is_read():
    (question,) = read_bank(f"// A remark.\n\n$CATEGORY: a/1 b\n// slide: c\n\n{GOOD}")
    assert (question.chapter, question.slide, question.name) == ("1 b", "c", "1")
    assert question.text == "Is 1 = 1?"
    assert [(option.right, option.text, option.meaning) for option in question.options] == [
        (True, "yes", "because"),
        (False, "no", "a slip"),
    ]


@pytest.mark.parametrize(
    "old, new",
    [("\\=", "="), ("#", ""), ("::", ":"), ("}", ""), ("{", ""), ("yes", "a ~ b"), ("~no", "no")],
)
def test_what_is_no_gift_is_refused(old, new):
    with pytest.raises(StyleTransferError, match="GIFT"):
        read_bank(GOOD.replace(old, new, 1))


def test_the_bank_is_complete():
    assert len(QUESTIONS) >= 30 and len({question.name for question in QUESTIONS}) == len(QUESTIONS)
    for question in QUESTIONS:
        assert [option.right for option in question.options].count(True) == 1, question.name
        assert len(question.options) >= 3 and notebook_of(question).exists()
        assert len({option.text for option in question.options}) == len(question.options)


def test_the_page_has_not_drifted_from_the_bank():
    page = BANK.with_suffix(".md").read_text(encoding="utf-8")
    assert page == as_page(QUESTIONS), "run python -m course.questions"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name.split()[0])
def test_the_slide_that_asks_a_question_exists(question):
    assert not question.slide or question.slide in headings_of(notebook_of(question))


def test_the_instructors_page_knows_its_questions_and_slides():
    page = (PROJECT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    assert re.findall(r"(\d+) multiple-choice", page) == [str(len(QUESTIONS))]
    for name in re.findall(r"question (\d+\.\d+)", page):
        assert any(question.name.startswith(f"{name} ") for question in QUESTIONS), name
    presented = re.findall(r"Notebook (\d), presented: (.+)", page)
    assert [number for number, _ in presented] == ["1", "3", "4"]
    for number, row in presented:
        (path,) = (PROJECT / "notebooks").glob(f"0{number}_*.ipynb")
        headings = headings_of(path)
        for slide in re.findall(r"\*([^*]+)\*", row):
            assert slide in headings, (number, slide)


def test_an_open_exercise_says_what_to_do():
    page = (BANK.parent / "open_exercises.md").read_text(encoding="utf-8")
    exercises = re.findall(r"(?m)^## .+ \(notebook .+\)\n\n(.*)", page)
    assert len(exercises) == 5 and all(first.startswith("**Task.** ") for first in exercises)


def volume(rows, n_H, n_W):
    """A volume (1, n_H, n_W, n_C) whose unrolled form is `rows`."""
    return tf.reshape(tf.transpose(tf.constant(rows, tf.float32)), [1, n_H, n_W, len(rows)])


A = tf.constant([[1.0, 2, 0], [0, 1, 1]])
CONTENT = [tf.constant([[[[1.0, 2], [3, last]]]]) for last in (4, 0)]
COMPUTED = {
    "1.4": compute_content_cost(CONTENT[:1], CONTENT[1:]),
    "2.7": compute_layer_style_cost(volume([[1, 2, 0], [0, 1, 1]], 1, 3), volume([[1, 0, 0], [1, 1, 0]], 1, 3)),
    "2.8": np.linalg.matrix_rank(gram_matrix(tf.random.stateless_normal([512, 48], [0, 0])).numpy(), tol=1e-2),
    "3.1": total_cost(0.5, 0.25),
    "3.4": 20**4,
    "4.2": 1 / 0.01,
    "6.2": (4 - 1) ** 2 + (5 - 1) ** 2,
    "8.2": np.average(np.square([2, 2, 4, 6]), weights=[1, 0.5, 0.5, 0]),
    "8.3": np.var([-1, 3, 5, 9]),  # two positions of each style
}  # fmt: skip


@pytest.mark.parametrize("name", COMPUTED)
def test_the_right_number_is_right(name):
    question = next(each for each in QUESTIONS if each.name.startswith(name))
    right = next(option.text for option in question.options if option.right)
    assert math.isclose(float(right.replace(" ", "")), COMPUTED[name], rel_tol=0.02)


def test_the_gram_matrix_of_question_2_2():
    assert gram_matrix(A).numpy().tolist() == [[5, 2], [2, 2]]


@pytest.mark.parametrize("page", ["board.md", "open_exercises.md"])
def test_numbers_for_the_board_are_right(page):
    assert doctest.testfile(str(BANK.parent / page), module_relative=False).failed == 0
    assert doctest.testfile(str(BANK.parent / page), module_relative=False).attempted > 5
