"""Settings for grading the exercises with nbgrader: copy this file into your nbgrader course."""

from pathlib import Path

import nbformat

c = get_config()  # noqa: F821  nbgrader defines it


def exercises_in(path):
    """Return the names of the exercises in a notebook; none if it is no notebook at all."""
    try:
        return {
            cell.metadata.nbgrader.grade_id
            for cell in nbformat.read(path, as_version=4).cells
            if "nbgrader" in cell.metadata
        }
    except Exception:  # students hand in anything
        return set()


def usual_names(assignment, student, notebooks):
    """Give the notebooks that one student handed in the names under which nbgrader grades them.

    Browsers and editors rename copies, as in "01_content_cost (1).ipynb". nbgrader would skip such
    a file with 0 points, so each page is recognised by its exercises. If a student handed in two
    copies of a page, the one with the usual name is graded, or else the first.

    Args:
        assignment, student: names, as nbgrader passes them.
        notebooks: list of paths, changed in place.
    """
    for page in sorted(Path("source", assignment).glob("*.ipynb")):
        copies = [path for path in map(Path, notebooks) if exercises_in(path) & exercises_in(page)]
        copies.sort(key=lambda path: (path.name != page.name, path.name))
        for other in copies[1:]:
            print(f"{other}: not graded, because {copies[0].name} is a copy of the same page.")
        if copies and copies[0].name != page.name:
            usual = copies[0].with_name(page.name)
            if usual.exists():
                print(f"{copies[0]}: not graded, because {usual.name} is something else.")
                continue
            print(f"{copies[0]}: graded as {page.name}.")
            copies[0].rename(usual)
            notebooks[notebooks.index(str(copies[0]))] = str(usual)


c.Autograde.pre_convert_hook = usual_names

# The tagged cells are needed by no check. They paint for minutes, show such paintings, or would
# fill the memory with a Gram matrix of positions.
c.Execute.skip_cells_with_tag = "long"
c.Execute.timeout = 300  # seconds for a cell, on a slow and busy machine; an endless one is stopped
c.Execute.iopub_timeout = 60  # seconds for what it prints to arrive
