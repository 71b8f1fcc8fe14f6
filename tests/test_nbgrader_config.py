"""What a student hands in is graded whatever its name: the hook of nbgrader's configuration."""

import shutil
from types import SimpleNamespace

import pytest

from course.exercises import EXERCISES, NOTEBOOKS
from utils.files import PROJECT

PAGES = "01_content_cost.ipynb", "02_style_cost.ipynb"


@pytest.fixture
def renamed(tmp_path, monkeypatch):
    """Function from names handed in to names graded; text behind a name is a page's or its own."""
    config = SimpleNamespace(Autograde=SimpleNamespace(), Execute=SimpleNamespace())
    path = PROJECT / "tests" / "slow" / "nbgrader" / "nbgrader_config.py"
    exec(path.read_text("utf-8"), {"get_config": lambda: config})
    source, submitted = tmp_path / "source" / "style", tmp_path / "submitted" / "Ada" / "style"
    source.mkdir(parents=True)
    submitted.mkdir(parents=True)
    for page in PAGES:
        shutil.copy(NOTEBOOKS / page, source)
    monkeypatch.chdir(tmp_path)

    def rename(**handed_in):
        for name, page in handed_in.items():
            if page in PAGES:
                shutil.copy(EXERCISES / page, submitted / name)
            else:
                (submitted / name).write_text(page)
        notebooks = sorted(map(str, submitted.iterdir()))
        config.Autograde.pre_convert_hook(assignment="style", student="*", notebooks=notebooks)
        assert sorted(notebooks) == sorted(map(str, submitted.iterdir()))
        return sorted(path.name for path in submitted.iterdir())

    return rename


@pytest.mark.parametrize(
    "name",
    [
        "01_content_cost (1).ipynb",
        "01_content_cost(2).ipynb",
        "01_content_cost-Copy1.ipynb",
        "Copy of 01_content_cost.ipynb",
        "01_content_cost - Copy.ipynb",
        "Ada_01_Content_Cost.ipynb",
        "homework.ipynb",
        "02_style_cost (1).ipynb",
    ],
)
def test_a_copy_gets_the_usual_name(renamed, capsys, name):
    assert renamed(**{name: PAGES[0], PAGES[1]: PAGES[1]}) == list(PAGES)
    assert name in capsys.readouterr().out


def test_pages_that_changed_places_are_told_apart(renamed):
    assert renamed(**{"a.ipynb": PAGES[1], "b.ipynb": PAGES[0]}) == list(PAGES)


def test_of_two_copies_the_one_with_the_usual_name_is_graded(renamed, capsys):
    names = ["01_content_cost (1).ipynb", PAGES[0]]
    assert renamed(**dict.fromkeys(names, PAGES[0])) == sorted(names)
    assert "01_content_cost (1).ipynb: not graded" in capsys.readouterr().out


def test_of_two_copies_with_other_names_the_first_is_graded(renamed):
    names = ["01_content_cost (1).ipynb", "01_content_cost (2).ipynb"]
    assert renamed(**dict.fromkeys(names, PAGES[0])) == sorted([PAGES[0], names[1]])


def test_nothing_is_overwritten(renamed, capsys):
    assert renamed(**{PAGES[0]: "no notebook", "a.ipynb": PAGES[0]}) == [PAGES[0], "a.ipynb"]
    assert "a.ipynb: not graded" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no notebook",
        "{}",
        '{"cells": []}',
        '{"cells": [{"metadata": {"nbgrader": 3}}], "nbformat": 4}',
    ],
)
def test_what_is_no_page_stays(renamed, capsys, text):
    assert renamed(**{"notes.ipynb": text, PAGES[0]: PAGES[0]}) == [PAGES[0], "notes.ipynb"]
    assert capsys.readouterr().out == ""
