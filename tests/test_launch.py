"""What opens the course elsewhere: Colab, Binder, Docker, and a code host's workflows."""

import importlib.metadata
import os
import re
import runpy
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course import launch
from course.launch import BEGIN, END, buttons, on_colab, with_buttons, with_colab
from course.site.address import Address, address
from utils.files import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
HERE = Address("https://github.com/a/b", "main")
NOWHERE = Address("", "main")


def test_readme_and_notebooks_are_as_the_address_says():
    """After a change of course/site.toml, python -m course.launch."""
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert BEGIN + buttons(address()) + END in readme
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        assert with_colab(notebook, address()) == notebook


def test_buttons_come_and_go_with_the_address():
    readme = f"a\n{BEGIN}{END}b\n"
    full = with_buttons(readme, HERE)
    assert (
        "[Open in Colab](https://colab.research.google.com/github/a/b/blob/main/notebooks/01_"
        in full
    )
    assert "[Open in Binder](https://mybinder.org/v2/gh/a/b/main" in full
    assert with_buttons(full, HERE) == full and with_buttons(full, NOWHERE) == readme


def test_lines_for_colab_come_and_go_with_the_address():
    page = new_notebook(
        cells=[new_markdown_cell("# A"), new_code_cell("import nst_course\n\nx = 1")]
    )
    full = with_colab(page, HERE)
    assert full.cells[1].source == on_colab(HERE) + "import nst_course\n\nx = 1"
    assert "--branch main https://github.com/a/b /content/course" in full.cells[1].source
    assert with_colab(full, HERE) == full and with_colab(full, NOWHERE) == page


def test_the_readme_has_room_for_the_buttons():
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert len(with_buttons(readme, HERE).split()) <= 900


@pytest.mark.parametrize("again", [False, True])
def test_on_colab_the_first_cell_fetches_the_course(again, tmp_path, monkeypatch):
    """Run as on Colab, whose folder is another one here, with git and without pip."""
    (tmp_path / "origin" / "notebooks").mkdir(parents=True)
    (tmp_path / "origin" / "notebooks" / "a.txt").touch()
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "a"]):
        author = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *author, *command], cwd=tmp_path / "origin", check=True)
    asked = []

    def system(command):
        asked.append(command)
        if command.startswith("git"):
            subprocess.run(command.split(), check=True)

    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(tmp_path)
    place = Address((tmp_path / "origin").as_uri())
    cell = tmp_path / "cell.py"
    cell.write_text(on_colab(place).replace("/content", str(tmp_path)))
    for _ in range(1 + again):  # the kernel was started again
        os.chdir(tmp_path)
        runpy.run_path(str(cell), {"get_ipython": lambda: SimpleNamespace(system=system)})
        assert os.path.exists("a.txt") and sys.path[0] == str(tmp_path / "course")
    course = tmp_path / "course"
    assert asked[1:] == [f"pip install --quiet -r {course}/requirements-colab.txt"]


def test_elsewhere_the_lines_for_colab_do_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = [*sys.path]
    exec(on_colab(HERE), {})
    assert os.getcwd() == str(tmp_path) and sys.path == before


def lines_of(name):
    lines = (PROJECT / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_on_colab_nothing_is_replaced():
    """Names alone ask for no version, and what needs no packages brings none."""
    names = lines_of("requirements-colab.txt")
    assert names and all(re.fullmatch(r"[a-z]+", name) for name in names)
    assert not [name for name in names if importlib.metadata.requires(name)]
    declared = {
        re.match(r"[\w-]+", line)[0] for line in lines_of("requirements.txt") if line[0] != "-"
    }
    assert set(names) <= declared


def test_binder_installs_what_a_learner_installs():
    assert lines_of("binder/requirements.txt") == ["-r ../requirements.txt"]
    assert lines_of("binder/runtime.txt") == ["python-3.12"]
    script = PROJECT / "binder" / "postBuild"
    assert os.access(script, os.X_OK) and "python -m utils.weights" in script.read_text()


def test_docker_copies_what_is_there_and_runs_as_an_ordinary_user():
    steps = re.sub(r"\\\n\s*", "", (PROJECT / "Dockerfile").read_text("utf-8")).splitlines()
    copied = [step.split()[2:-1] for step in steps if step.startswith("COPY")]
    assert copied and not [
        name for names in copied for name in names if not (PROJECT / name).exists()
    ]
    run = [step.split()[0] for step in steps if step and step[0] != "#"]
    users = [step.split()[1] for step in steps if step.startswith("USER")]
    assert users == ["learner"] and run.index("USER") < run.index("COPY") < run.index("CMD")
    assert "token" not in steps[-1].lower() and re.match(r"FROM python:\d+\.\d+\.\d+-", steps[1])


@pytest.mark.parametrize("name", ["tests", "pages"])
def test_a_workflow_runs_what_is_pinned_and_targets_that_exist(name):
    text = (PROJECT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action) for action in used)
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = re.findall(r"run: make ([\w-]+)", text)
    assert targets and all(f"\n{target}:" in makefile for target in targets)
    assert "permissions:" in text and "ubuntu-latest" not in text


def test_the_whole_project_is_rewritten(tmp_path, monkeypatch, capsys):
    (tmp_path / "README.md").write_text(BEGIN + END)
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x")]), path)
    monkeypatch.setattr(launch, "PROJECT", tmp_path)
    monkeypatch.setattr(launch, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(launch, "make_exercises", lambda: None)
    monkeypatch.setattr(launch, "address", lambda: HERE)
    launch.main()
    assert "Open in Colab" in (tmp_path / "README.md").read_text()
    assert nbformat.read(path, as_version=4).cells[0].source == on_colab(HERE) + "x"
