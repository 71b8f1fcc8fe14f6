"""What the site shows of the notebooks: each as a page, and what the other pages say of them."""

import html
import re
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from PIL import Image

from course.exercises import SOLUTION, stub, with_pictures
from course.site import sliders
from course.site.address import address
from course.thumbnails import figure_of
from utils.errors import StyleTransferError
from utils.files import PROJECT, write

# The pictures on a notebook's card: which of those in its thumbnail's figure.
ON_CARD = {
    "01_content_cost": (0, 7),
    "02_style_cost": (5, 4),
    "03_total_cost": (2, 3),
    "04_training_loop": (0, 7),
    "05_layer_weights": (1, 2),
    "06_better_pictures": (2, 3),
    "07_faster": (0, 2),
    "08_control": (3, 4),
    "09_in_a_blink": (4, 5),
    "10_gallery": (5, 11, 17, 23),
}
CARD = 200  # pixels
WIDGET = "application/vnd.jupyter.widget-view+json"
PAGE = re.compile(r"`docs/(\w+)\.md`")
ROW = re.compile(
    r"^\| !\[(.+?)\]\((\S+?)\) \| \[(.+?)\]\(notebooks/(\S+?)\.ipynb\) \| (.+?) \|$", re.M
)
# Titles of what a notebook asks: a section "Your turn" that holds an answer, and an exercise.
ANSWERED = re.compile(
    r"^## Your turn: ([^\n]+)\n(?:(?!^## ).)*?<summary>A worked answer", re.M | re.S
)
NUMBERED = re.compile(r"^\*\*\d(?:\.| ·) (.+?)\*\*", re.M)


class Card(NamedTuple):
    """A notebook as the README's table of contents shows it."""

    alt: str
    thumbnail: str
    title: str
    stem: str
    promise: str

    @property
    def pictures(self) -> list[str]:
        """The files of its pictures."""
        return [f"cards/{self.stem}-{number}.jpg" for number in range(len(ON_CARD[self.stem]))]


def cards(readme: str) -> list[Card]:
    """The rows of the README's table of contents."""
    return [Card(*row) for row in ROW.findall(readme)]


def write_pictures(card: Card, folder: Path) -> None:
    """Write a card's pictures, without the titles that the notebook gives them.

    Raises:
        StyleTransferError: the notebook's figure holds fewer pictures.
    """
    notebook = PROJECT / "notebooks" / f"{card.stem}.ipynb"
    if card.stem == "10_gallery":  # whose own figure is small
        figure = Image.open(PROJECT / "output" / "gallery" / "overview.jpg").convert("RGB")
    else:
        figure = figure_of(notebook).convert("RGB")
    found = sliders.panels(figure)
    for name, number in zip(card.pictures, ON_CARD[card.stem]):
        if number >= len(found):
            raise StyleTransferError(
                f"{notebook}: the thumbnail's figure holds {len(found)} pictures, but number "
                f"{number} was expected: adapt ON_CARD in course/site/pages.py."
            )
        write(folder / name, sliders.scaled_jpeg(found[number], CARD))


def as_page(notebook: NotebookNode, stem: str) -> NotebookNode:
    """A copy of a notebook that MyST-NB shows as the course wants it.

    A function that the learner writes appears with its body left out, and its solution is folded
    below. Pictures have their descriptions. Widgets, which need a kernel, are left out. A row of
    paintings is followed by a slider that needs none.
    """
    page = nbformat.from_dict(notebook)
    page.metadata.pop("widgets", None)
    page.cells = []
    for cell in map(nbformat.from_dict, notebook.cells):
        if cell.cell_type != "code":
            cell.source = PAGE.sub(r"[\1](../docs/\1.md)", with_pictures(cell))
            cell.pop("attachments", None)
            page.cells.append(cell)
            continue
        if SOLUTION.search(cell.source):
            page.cells.append(new_markdown_cell(f"```python\n{stub(cell.source)}\n```"))
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
            cell.source = re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n?", "", cell.source)
        describe(cell)
        cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
        page.cells.append(cell)
        page.cells += [
            new_markdown_cell(sliders.as_html(slider, "../sliders"))
            for slider in sliders.SLIDERS
            if slider.notebook == stem and cell.get("id") == list(slider.figures)[-1]
        ]
    page.cells.insert(1, new_markdown_cell(links(stem)))
    return page


def describe(cell: NotebookNode) -> None:
    """Put the description of a cell's pictures where MyST-NB looks for it."""
    described = [
        output.metadata[kind]["alt"]
        for output in cell.outputs
        for kind in ("image/png", "image/jpeg")
        if kind in output.get("data", {}) and "alt" in output.metadata.get(kind, {})
    ]
    if described:
        cell.metadata["mystnb"] = {"image": {"alt": " ".join(described)}}


def links(stem: str) -> str:
    """Where the notebook of a page is to be had, as HTML."""
    place, path = address(), f"notebooks/{stem}.ipynb"
    launch = (
        f'<a href="{place.colab(path)}">Open in Colab</a>'
        f'<a href="{place.binder(path)}">Open in Binder</a>'
    )
    return (
        f'<p class="of-page">{launch if place.repository else ""}'
        f'<a href="../download/{stem}.ipynb" download>Download this notebook</a>'
        f'<a href="../download/exercises/{stem}.ipynb" download>Download it as an exercise</a>'
        f'<a href="../slides/{stem}.html">Slides</a></p>'
    )


class Exercise(NamedTuple):
    """What a notebook leaves to the learner."""

    title: str
    stem: str
    functions: list[str]  # to write
    questions: list[str]  # with a worked answer: their titles, in Markdown


def exercise(path: Path) -> Exercise:
    """The exercises of a notebook."""
    notebook = nbformat.read(path, as_version=4)
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    functions = [
        name
        for cell in notebook.cells
        if SOLUTION.search(cell.source)
        for name in re.findall(r"(?m)^def (\w+)", cell.source)[:1]
    ]
    section = re.search(r"(?ms)^## Exercises?\n(.*?)(?=^## |\Z)", prose)
    questions = [title[0].upper() + title[1:] for title in ANSWERED.findall(prose)]
    questions += NUMBERED.findall(section[1]) if section else []
    return Exercise(prose.partition("\n")[0].lstrip("# "), path.stem, functions, questions)


def decks() -> str:
    """A table of both decks of every notebook, as HTML: the learner's and the instructor's."""
    rows = "".join(
        f"<tr><td>{html.escape(exercise(path).title)}</td>"
        f'<td><a href="slides/{path.stem}.html">for learners</a></td>'
        f'<td><a href="slides/solutions/{path.stem}.html">for you, with notes</a></td></tr>'
        for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))
    )
    head = "<tr><th>Notebook</th><th>Deck</th><th>Deck with solutions</th></tr>"
    return f'<table class="table"><thead>{head}</thead><tbody>{rows}</tbody></table>'
