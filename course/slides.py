"""Turn the notebooks into slides: one reveal.js deck each, a single file that needs no network.

    python -m course.slides [NOTEBOOK ...]

As in Jupyter, the slideshow metadata of a cell says what the cell does: it opens a "slide" or a
"subslide", continues it ("-"), appears with a click ("fragment"), belongs to the speaker's notes
("notes"), or is left out ("skip"). A slide shows less than the page does:

- of prose under a heading: the first sentence, questions, bold text, formulas, lists and tables;
- of prose after a picture: the same without the caption, with a click;
- of code: the pictures that it drew, or else the code itself and what it printed;
- on the first slide: the first paragraph, and the figure tagged "thumbnail".

The speaker's notes, which the key S opens, hold the prose in full. reveal.js comes from the PyPI
package `pyreveal` (MIT licence), which holds the files of release 6.0.1 unchanged.

nbconvert's SlidesExporter was tried and left: it takes one slide type per cell, whereas a cell of
prose becomes several slides here. Cutting cells up for it took more code than the template does.
"""

import base64
import html
import importlib.resources
import io
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import mistune
import nbformat
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from utils.errors import StyleTransferError
from utils.files import PROJECT, write

SLIDES = PROJECT / "slides"
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`$(])|(?<=[.!?][*)])\s+|(?<=[.!?]\*\*)\s+")
CAPTION = re.compile(r"\*(?!\*)((?:[^*]|\*\*)+[.!?]\)?)\*(?!\*)\s*")
SUM = '<mo class="sum" largeop="false">'
KINDS = {
    "```": "fence",
    "<details": "details",
    "#": "heading",
    "$$": "formula",
    "- ": "list",
    "|": "table",
    ">": "quote",
}


@dataclass
class Page:
    """One slide: its headline, the pieces of HTML on it, and Markdown for the speaker's notes."""

    opens_section: bool
    headline: str = ""
    goes_on: bool = False  # with the headline of the section
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    proportion: float = 0.0  # of its picture, width / height; 0 without one
    caption: str = ""  # says what the picture shows to those who cannot see it

    @property
    def beside(self) -> bool:
        """Whether the text stands beside the picture, which is not wide or has a long text."""
        limits = 0, 1.7, 1.9
        return 0 < self.proportion < limits[min(len(self.body) - 1, 2)]


def deck(notebook: nbformat.NotebookNode) -> list[Page]:
    """The slides of a notebook.

    Args:
        notebook: as nbformat reads it.

    Returns:
        list of `Page`, in the order of the cells.
    """
    pages: list[Page] = []
    for cell in notebook.cells:
        role = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if role == "skip" or not cell.source.strip() or role == "notes" and not pages:
            continue
        if role == "notes":
            pages[-1].notes.append(cell.source)
        elif cell.cell_type == "markdown":
            add_prose(pages, cell.source, role)
        elif cell.cell_type == "code":
            add_code(pages, cell, role)
    for cell in notebook.cells:
        if pages and "thumbnail" in cell.metadata.get("tags", []):
            add_code(pages[:1], cell, "-")
    return pages


def open_page(pages: list[Page], role: str, headline: str | None = None) -> None:
    """Begin a page. A subslide without a headline repeats the headline of its section."""
    opens_section = role == "slide" or not pages
    goes_on = headline is None and not opens_section
    if goes_on:
        headline = next(page.headline for page in reversed(pages) if page.opens_section)
    pages.append(Page(opens_section, headline or "", goes_on))


def add_prose(pages: list[Page], source: str, role: str) -> None:
    """Put what a talk shows of a Markdown cell on the pages, and the full text into the notes."""
    found = blocks(source)
    if found[0][0] != "heading" and (role == "subslide" or not pages):
        open_page(pages, role)
    under_heading, said = False, False  # said: the page already has its sentence
    for (kind, text), (following, _) in zip(found, found[1:] + [("end", "")]):
        label = re.fullmatch(r"\*\*([^*]+)\*\*", text)
        if kind == "heading" or label and following == "list":
            headline = label[1] if label else text.lstrip("# ")
            if role in ("-", "fragment") and pages and not pages[-1].headline:
                pages[-1].headline = headline  # a picture that hung above its heading
            else:
                open_page(
                    pages, "subslide" if label else "slide" if role == "-" else role, headline
                )
                under_heading, said = True, bool(label)
            continue
        if kind == "table" and pages[-1].proportion:
            open_page(pages, "subslide")
        page = pages[-1]
        page.notes.append(text)
        if kind == "text" and (caption := CAPTION.match(text)):
            page.caption = re.sub(r"[*`$]", "", caption[1])
            text = text[caption.end() :]
        if kind == "text" and text and not said:
            text = text if pages == [page] else lead(text)
            shown, said = f'<div class="lead">{as_html(text)}</div>', True
        elif kind == "list":
            shown = as_html(re.sub(r"(?m)^(- \*\*[^*]+[.!?]\*\*)(\s(?!- ).*)*", r"\1", text))
        elif kind in ("formula", "table"):
            shown = as_html(text)
        else:
            continue
        clicked = not under_heading and page.body or role == "fragment"
        page.body.append(f'<div class="fragment">{shown}</div>' if clicked else shown)


def add_code(pages: list[Page], cell: nbformat.NotebookNode, role: str) -> None:
    """Put the pictures of a code cell on a page, or else its code, and what it printed."""
    if role in ("slide", "subslide") or not pages:
        open_page(pages, role)
    data = [output.get("data", {}) for output in cell.outputs]
    pictures = [
        (kind, content[kind])
        for content in data
        for kind in ("image/png", "image/jpeg")
        if kind in content
    ]
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    pieces = [
        f'<div class="picture"><img src="data:{kind};base64,{"".join(content.split())}" '
        'alt="@caption@"></div>'
        for kind, content in pictures
    ]
    if printed:
        printed = f'<pre class="printed">{html.escape(printed.rstrip())}</pre>'
    if not pictures:
        unmarked = re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n", "", cell.source + "\n").rstrip()
        source = re.sub(r"\n{3,}", "\n\n", unmarked)
        lines = source.splitlines() + printed.splitlines()
        coloured = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
        pieces = [
            f'<div class="code" style="--lines: {len(lines) + 2}; '
            f'--columns: {max(map(len, source.splitlines())) + 3}">'
            f"<pre>{coloured}</pre>{printed}</div>"
        ]
    elif printed:
        pieces.append(printed)
    for _, content in pictures:
        width, height = Image.open(io.BytesIO(base64.b64decode(content))).size
        pages[-1].proportion = width / height
    pages[-1].body += [
        f'<div class="fragment grows">{piece}</div>' if role == "fragment" else piece
        for piece in pieces
    ]


def blocks(source: str) -> list[tuple[str, str]]:
    """Split Markdown into its blocks: (kind, text) for each, the kind one of KINDS or "text"."""
    found: list[tuple[str, list[str]]] = []
    closing = None  # what ends the block that the lines belong to
    fresh = True  # whether the next line begins a block
    for line in source.splitlines():
        kind = next((KINDS[mark] for mark in KINDS if line.startswith(mark)), "text")
        if closing:
            found[-1][1].append(line)
            if closing in line:
                closing, fresh = None, True
        elif not line.strip():
            fresh = True
        elif fresh or kind != "text" and kind != found[-1][0]:
            found.append((kind, [line]))
            closing = {"fence": "```", "details": "</details>", "formula": "$$"}.get(kind)
            if kind != "fence" and closing and closing in line[2:]:
                closing = None
            fresh = kind in ("heading", "formula") and not closing
        else:
            found[-1][1].append(line)
    return [(kind, "\n".join(lines)) for kind, lines in found]


def lead(text: str) -> str:
    """What a slide shows of a paragraph: the first sentence and the first bold one or question.

    If there is neither and the first sentence is short, the second is shown too. A bold word in
    front, such as **Exercise.**, belongs to the sentence after it.
    """
    label = re.match(r"\*\*[^*]{,20}[.:]\*\*\s+", text)
    start = label.end() if label else 0
    first, *others = SENTENCE_ENDS.split(text[start:])
    first = text[:start] + first
    telling = [other for other in others if "**" in other or other.endswith("?")]
    return " ".join([first] + (telling or others)[: 1 if telling or len(first) < 60 else 0])


def as_html(markdown: str) -> str:
    """Convert Markdown to HTML, formulas to MathML, and links to notebooks to links to decks."""
    formulas = []

    def keep(match):
        if match["code"]:
            return match["code"]
        from latex2mathml.converter import convert  # like reveal.js, only `make slides` brings it

        latex = re.sub(r"_\{([a-z]{2,})\}", r"_{\\text{\1}}", match["block"] or match["inline"])
        formula = convert(latex, display="block" if match["block"] else "inline")
        formulas.append(formula.replace("<mo>&#x02211;", f"{SUM}&#x02211;"))
        return f"@formula{len(formulas) - 1}@"

    marked = re.sub(
        r"(?s)(?P<code>```.*?```|`[^`]*`)|\$\$(?P<block>.+?)\$\$|\$(?P<inline>.+?)\$",
        keep,
        markdown,
    )
    page = str(mistune.create_markdown(escape=False, plugins=["table"])(marked))
    page = re.sub(r'(href="[^":]+)\.ipynb"', r'\1.html"', page)
    return re.sub(r"@formula(\d+)@", lambda match: formulas[int(match[1])], page)


def as_deck(path: Path) -> str:
    """The deck of a notebook, as one HTML page with everything in it.

    Args:
        path: of the .ipynb file.

    Raises:
        StyleTransferError: there is no notebook, or it shows nothing.
    """
    try:
        pages = deck(nbformat.read(path, as_version=4))
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
        raise StyleTransferError(f"{path} is not a notebook that can be read ({error}).") from error
    if not pages:
        raise StyleTransferError(f"{path}: every cell is left out of the slides.")
    reveal = importlib.resources.files("pyreveal") / "revealjs" / "dist"
    environment = jinja2.Environment(  # noqa: S701  what it is given is HTML
        loader=jinja2.FileSystemLoader(Path(__file__).parent)
    )
    environment.filters["as_html"] = as_html
    return environment.get_template("slides.html").render(
        pages=pages,
        title=pages[0].headline,
        **{
            name: (reveal / file).read_text(encoding="utf-8")
            for name, file in {
                "reveal_css": "reveal.css",
                "reveal_js": "reveal.js",
                "notes_js": "plugin/notes.js",
            }.items()
        },
    )


def main(paths: list[str] | list[Path]) -> int:
    """Write slides/<notebook>.html for the notebooks named, or for all; return the exit code:
    2 when a notebook cannot be read or a package is missing.
    """
    try:
        for path in map(Path, paths or sorted((PROJECT / "notebooks").glob("*.ipynb"))):
            target, page = SLIDES / f"{path.stem}.html", as_deck(path)
            write(target, page.encode())
            print(target.relative_to(PROJECT))
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(
            f"{error.name} is missing, which only the slides need: type `make slides`, or "
            "pip install -r requirements-slides.txt",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
