"""Hand the exercises out with nbgrader, hand them in three times, have them graded.

    make test-nbgrader       exit code 0 when every student gets the points deserved

One student hands in the notebooks themselves, under the names that browsers and editors give to
copies, and one the exercises as they are. The third has written everything, but `gram_matrix`
wrongly, went on with the course's own, and hands in an unsolved copy of a page as well.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent.parent.parent / "notebooks"
EXERCISES = NOTEBOOKS / "exercises"
PAGES = ["01_content_cost", "02_style_cost", "03_total_cost", "04_training_loop"]
FUNCTIONS = {
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
}
COPIES = ["{} (1)", "{}-Copy1", "Copy of {}", "my homework"]  # names, instead of those of PAGES
WRONG = "gram_matrix"  # by the student who is almost right
ASSIGNMENT = "style_transfer"


def marked(folder, page, kind="solution"):
    """The cells of a page whose nbgrader mark is `kind`: dict from name to source."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(folder / f"{page}.ipynb", as_version=4).cells
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader[kind]
    }


def almost_right(page):
    """The exercise page with its functions written, one wrongly, for which the course's is lent."""
    answers = {
        name: "\n".join(line for line in source.splitlines() if "### " not in line)
        for name, source in marked(NOTEBOOKS, page).items()
    }
    if WRONG in answers:
        answers[WRONG] = answers[WRONG].replace("transpose_b", "transpose_a")
    notebook = nbformat.read(EXERCISES / f"{page}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.metadata.nbgrader.grade_id]
        elif cell.source.endswith(f"# from utils.costs import {WRONG}"):
            cell.source = f"from utils.costs import {WRONG}"
    return notebook


def use_this_environment(course):
    """Put nbgrader and its tools on the path, and its owner's own settings out of the way."""
    tools = Path(sys.executable).parent
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ['PATH']}"
    for name in "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR":
        os.environ[name] = str(course / f".{name}")


def hand_in(course, student, name, notebook):
    """Put a notebook, under some name, where nbgrader looks for what a student has submitted."""
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")


def nbgrader(course, *arguments):
    """Run one of nbgrader's commands in the course's folder."""
    begun = time.perf_counter()
    done = subprocess.run(
        ["nbgrader", *arguments],
        cwd=course,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        sys.exit(f"nbgrader {' '.join(arguments)} failed:\n{done.stdout}")
    print(f"nbgrader {' '.join(arguments)}: {time.perf_counter() - begun:.0f} s", flush=True)


def points(course, student):
    """What the gradebook says of a student: the set of checks passed, and how many there are."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        submission = book.find_submission(ASSIGNMENT, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        assert submission.score == sum(grade.auto_score or 0 for grade in grades)
        passed = {grade.name.removeprefix("check_") for grade in grades if grade.auto_score == 1}
        return passed, submission.max_score


def main():
    """Make the round; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        use_this_environment(course)
        shutil.copy(HERE / "nbgrader_config.py", course)
        source = course / "source" / ASSIGNMENT
        source.mkdir(parents=True)
        for page in PAGES:
            shutil.copy(NOTEBOOKS / f"{page}.ipynb", source)
        nbgrader(course, "generate_assignment", ASSIGNMENT)
        for page, copy in zip(PAGES, COPIES):
            for kind in "solution", "grade":
                released = marked(course / "release" / ASSIGNMENT, page, kind)
                assert released == marked(EXERCISES, page, kind), f"{page}: nbgrader's differs"
            solved, unsolved = (
                nbformat.read(edition / f"{page}.ipynb", as_version=4)
                for edition in (NOTEBOOKS, EXERCISES)
            )
            hand_in(course, "solved", copy.format(page), solved)
            hand_in(course, "unsolved", page, unsolved)
            hand_in(course, "almost", page, almost_right(page))
        hand_in(course, "almost", f"{page} (1)", unsolved)
        nbgrader(course, "autograde", ASSIGNMENT)
        deserved = {"solved": FUNCTIONS, "almost": FUNCTIONS - {WRONG}, "unsolved": set()}
        fine = True
        for student, functions in deserved.items():
            passed, highest = points(course, student)
            print(f"{student}: {len(passed)} of {highest:.0f} points")
            if (passed, highest) != (functions, len(FUNCTIONS)):
                print(f"  deserved {sorted(functions)}, got {sorted(passed)}")
                fine = False
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
