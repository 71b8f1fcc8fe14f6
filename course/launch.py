"""Put what opens the course in Colab and Binder where it belongs: `python -m course.launch`.

course/site.toml says where the course is hosted. The README gets the buttons, and the first code
cell of every notebook the lines that fetch the course on Colab, where a notebook comes alone. With
an empty address both are removed. `make site` puts the buttons on the site.
"""

import re

import nbformat
from nbformat import NotebookNode

from course.exercises import NOTEBOOKS
from course.exercises import main as make_exercises
from course.site.address import Address, address
from utils.files import PROJECT, atomic, write

FIRST = "notebooks/01_content_cost.ipynb"
BEGIN, END = "<!--launch-->\n", "<!--end-of-launch-->\n"
COLAB = """\
# On Colab, fetch the course and the packages that Colab lacks.
import os, sys
if "google.colab" in sys.modules:
    if not os.path.exists("/content/course"):
        run = get_ipython().system
        run("git clone --quiet --depth 1 --branch {branch} {repository} /content/course")
        run("pip install --quiet -r /content/course/requirements-colab.txt")
    os.chdir("/content/course/notebooks")
    sys.path.insert(0, "/content/course")

"""
ON_COLAB = re.compile(r'# On Colab, (?:.*\n)*?    sys\.path\.insert\(0, "/content/course"\)\n\n')


def buttons(place: Address) -> str:
    """The buttons as Markdown, or nothing without an address."""
    if not place.repository:
        return ""
    return f"[Open in Colab]({place.colab(FIRST)}) · [Open in Binder]({place.binder(FIRST)})\n"


def with_buttons(readme: str, place: Address) -> str:
    """The README with the buttons between its two marks."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + begin + buttons(place) + end + after


def on_colab(place: Address) -> str:
    """The lines that fetch the course on Colab, or nothing without an address."""
    return COLAB.format(**place._asdict()) if place.repository else ""


def with_colab(notebook: NotebookNode, place: Address) -> NotebookNode:
    """A copy of a notebook whose first code cell begins with the lines for Colab."""
    copy = nbformat.from_dict(notebook)
    first = next(cell for cell in copy.cells if cell.cell_type == "code")
    first.source = on_colab(place) + ON_COLAB.sub("", first.source)
    return copy


def main() -> None:
    """Rewrite the README, the notebooks and the exercises."""
    place = address()
    readme = PROJECT / "README.md"
    write(readme, with_buttons(readme.read_text("utf-8"), place).encode())
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        with atomic(path) as part:
            nbformat.write(with_colab(nbformat.read(path, as_version=4), place), part)
    make_exercises()
    print(f"The course is at {place.repository}." if place.repository else "There is no address.")


if __name__ == "__main__":
    main()
