"""What README, the other pages and the notebooks link to or name is there."""

import re

import nbformat
import pytest

from utils.files import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
EXERCISES = sorted((PROJECT / "notebooks" / "exercises").glob("*.ipynb"))
PAGES = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md")), *NOTEBOOKS]
LINK = re.compile(r"\]\(([^)\s#]+)")
PATH = re.compile(r"`((?:benchmarks|course|docs|drawings|notebooks|tests|utils)/[\w./]+)`")


def text_of(page):
    """The Markdown of a page."""
    if page.suffix == ".md":
        return page.read_text("utf-8")
    cells = nbformat.read(page, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(
    "page", [*PAGES, *EXERCISES], ids=lambda page: str(page.relative_to(PROJECT))
)
def test_every_relative_link_leads_somewhere(page):
    links = [
        link
        for link in LINK.findall(text_of(page))
        if "://" not in link and not link.startswith("attachment:")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_file_that_is_named_is_there(page):
    made = "notebooks/exercises/", "notebooks/mine/"  # by the course's commands
    paths = [path for path in PATH.findall(text_of(page)) if not path.startswith(made)]
    assert [path for path in paths if not (PROJECT / path).exists()] == []


def test_a_term_of_the_glossary_is_used_in_its_notebook():
    glossary = (PROJECT / "docs" / "glossary.md").read_text("utf-8")
    terms = re.findall(r"(?m)^\*\*([^*]+)\*\* \((\d+)\)", glossary)
    pages = {page.name.split("_")[0].lstrip("0"): text_of(page).lower() for page in NOTEBOOKS}
    assert len(terms) > 30
    assert [term for term, number in terms if term.lower().rstrip("s") not in pages[number]] == []


def test_the_readme_is_short():
    assert len((PROJECT / "README.md").read_text("utf-8").split()) <= 900


def test_a_notebook_is_called_by_its_number():
    """ "[3](03_total_cost.ipynb)", "[notebook 1](01_...)" and "[2 · How ...](02_...)"."""
    numbered = re.compile(r"\[(?:notebook )?(\d+)(?: ·[^\]]*)?\]\((?:notebooks/)?0?(\d+)_")
    found = [match for page in PAGES for match in numbered.findall(text_of(page))]
    assert len(found) > 20 and all(said == linked for said, linked in found)
