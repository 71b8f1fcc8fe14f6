"""Every package that the code imports is declared, once, for the part that imports it."""

import ast
import re
import runpy
import sys
from types import SimpleNamespace

import nbformat
import pytest

from utils.files import PROJECT

LEARNER = "requirements.txt"
OWN = {"nst_course", "utils", "course", "drawings", "benchmarks", "tests"}
NAMES = {  # import -> package
    "PIL": "pillow",
    "skimage": "scikit-image",
    "IPython": "ipython",
    "axe_playwright_python": "axe-playwright-python",
}
PARTS = {
    "utils": [LEARNER, "requirements-sweep.txt", "requirements-video.txt"],
    "course": [LEARNER, "requirements-slides.txt", "requirements-site.txt"],
    "drawings": [LEARNER],
    "benchmarks": [LEARNER],
    "notebooks": [LEARNER],
    "tests": [LEARNER, "requirements-video.txt"],
    "tests/slow": [
        LEARNER,
        "tests/slow/lab.txt",
        "requirements-sweep.txt",
        "tests/slow/site.txt",
        "tests/slow/nbgrader/requirements.txt",
    ],
}


def declared(*files):
    """The names of the packages that requirements files ask for."""
    lines = "\n".join((PROJECT / file).read_text("utf-8") for file in files).splitlines()
    return {re.match(r"[\w-]+", line)[0].lower() for line in lines if re.match(r"\w", line)}


def sources(folder):
    """The Python of a folder: (file, code) of every module, and of every cell of a notebook."""
    for path in (PROJECT / folder).rglob("*.py"):
        if folder != "tests" or "slow" not in path.parts:
            yield path, path.read_text("utf-8")
    for path in (PROJECT / folder).glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield path, cell.source


def imported(folder):
    """The packages that a folder imports: dict from a package's name to one file that does."""
    found = {}
    for path, code in sources(folder):
        siblings = {sibling.stem for sibling in path.parent.glob("*.py")}  # of a script
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module]
            else:
                continue
            for top in {module.split(".")[0] for module in modules}:
                if top not in sys.stdlib_module_names | OWN | siblings:
                    found[NAMES.get(top, top)] = path.relative_to(PROJECT)
    return found


@pytest.mark.parametrize("folder", PARTS)
def test_what_is_imported_is_declared(folder):
    packages = imported(folder)
    assert packages
    assert not {
        name: path
        for name, path in packages.items()
        if name.lower() not in declared(*PARTS[folder])
    }


def test_pyproject_asks_for_the_same_packages(monkeypatch):
    """Run as setuptools does: what setup.py hands on is requirements.txt without its options."""
    handed_on = {}
    monkeypatch.setitem(sys.modules, "setuptools", SimpleNamespace(setup=handed_on.update))
    runpy.run_path(str(PROJECT / "setup.py"))
    names = {re.match(r"[\w-]+", line)[0] for line in handed_on["install_requires"]}
    assert names == declared(LEARNER)
    project = (PROJECT / "pyproject.toml").read_text("utf-8")
    assert 'dynamic = ["dependencies"]' in project and "\ndependencies" not in project


def test_the_tools_of_make_check_are_pinned():
    lines = (PROJECT / "requirements-check.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[\w-]+==[\d.]+", line) for line in lines)
