"""Turn the notebooks into slides: reveal.js decks, each a single file that needs no network.

    python -m course.slides [NOTEBOOK ...]

Each notebook becomes two decks. The one in slides/ is the learner's: functions are still to be
written, and nothing that answers a prediction is in it, so it may be handed out. The one in
slides/solutions/ is the instructor's. It shows everything, and its speaker's notes begin with
questions from the bank in docs/teaching/.

As in Jupyter, the slideshow metadata of a cell says what the cell does: it opens a "slide" or a
"subslide", continues it ("-"), appears with a click ("fragment"), belongs to the speaker's notes
("notes"), or is left out ("skip"). A slide shows less than the page does:

- of prose under a heading: the first sentences, formulas, lists, tables, the sentence before each of
  these, paragraphs that begin with a bold word, and whatever is to be predicted;
- of prose after a picture: its caption, with a click;
- of code: the pictures that it drew, or else the code itself and what it printed;
- of what answers a prediction: the same, with a click, but nothing in the learner's deck;
- of the exercises: their titles;
- on the first slide: the first paragraph.

What is too much for one slide continues on the next: it is divided between paragraphs, list items,
rows of a table, or blank lines of code. A picture that would become too small for its titles to be
read has a slide to itself and its caption. The heights are estimates, so the deck itself makes a
slide's text somewhat smaller where the browser needs more room.

The speaker's notes, which the key S opens, hold the prose in full. Those of the instructor's deck
say what to expect where a slide asks for a prediction. reveal.js comes from the PyPI
package `pyreveal` (MIT licence), which holds the files of release 6.0.1 unchanged.

nbconvert's SlidesExporter was tried and left: it takes one slide type per cell, whereas a cell of
prose becomes several slides here. Cutting cells up for it took more code than the template does.
"""

import base64
import html
import importlib.resources
import io
import math
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

from course.exercises import after_predictions, answer_and_rest, stub, with_pictures
from course.questions import BANK, Question, as_markdown, read_bank
from utils.errors import StyleTransferError
from utils.files import PROJECT, write

SLIDES = PROJECT / "slides"
SENTENCE_ENDS = re.compile(
    r"(?<=[.!?])(?<!et al\.)\s+(?=[A-Z*`$(\[])|(?<=[.!?][*)])\s+|(?<=[.!?]\*\*)\s+"
)
CAPTION = re.compile(r"\*(?!\*)(?:[^*]|\*\*)+[.!?]\)?\*(?!\*)")
LABEL = re.compile(r"\*\*(?:[^*]{,40}[.:]|\([a-z]\))\*\*\s+")
PREDICT, EXERCISES = "**Predict:**", "Exercises"
DETAILS = re.compile(r"(?s)<details.*?</details>\s*")
LONGEST = 240  # characters of a paragraph on a slide
ROOM = 665  # pixels of height below a headline, a few more than there are: text may become smaller
MOST_LINES = 23  # of code on a slide
WIDE, TALL = 1176, 440  # pixels: a picture fills one of them, as `utils.images.show` expects
STIFF = 50  # pixels that a picture counts more, because unlike text it cannot become smaller
BELOW = 110  # pixels of height of a caption
SUM = '<mo class="sum" largeop="false">'
KINDS = {
    "```": "fence",
    "<details": "details",
    "#": "heading",
    "$$": "formula",
    "- ": "list",
    "1. ": "list",
    "|": "table",
    ">": "quote",
}


@dataclass
class Page:
    """One slide: its headline, the pieces of HTML on it, and Markdown for the speaker's notes."""

    opens_section: bool
    headline: str = ""
    goes_on: bool = False  # under the headline of an earlier page
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    proportion: float = 0.0  # of its picture, width / height; 0 without one
    filled: int = 0  # pixels of height, roughly

    @property
    def pictures(self) -> list[str]:
        """The pieces of the body that show pictures."""
        return [piece for piece in self.body if 'picture" style' in piece]

    @property
    def text(self) -> list[str]:
        """The other pieces."""
        return [piece for piece in self.body if piece not in self.pictures]

    @property
    def beside(self) -> bool:
        """Whether the text stands beside the picture: that is not wide, and the text not long."""
        text = "".join(self.text)
        return 0 < self.proportion < 1.5 and 0 < len(bare(text)) < 350 and "<pre" not in text

    def holds(self, height: int) -> bool:
        """Whether so many more pixels fit on the page, roughly."""
        return not self.body or self.filled + height <= ROOM


def deck(notebook: nbformat.NotebookNode, solved: bool) -> list[Page]:
    """The slides of a notebook.

    Args:
        notebook: as nbformat reads it.
        solved: whether to show the learner's functions, and what answers a prediction.

    Returns:
        list of `Page`, in the order of the cells.
    """
    pages: list[Page] = []
    title = None  # a picture for the first page
    asking = None  # the page whose prediction the cell answers
    for cell, answers in after_predictions(notebook):
        if title is None and not answers and "thumbnail" in cell.metadata.get("tags", []):
            title = cell
        role = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if not solved and answers and cell.get("outputs"):
            continue
        source = with_pictures(cell) if solved else learners(cell, answers)
        if role == "skip" or not source.strip() or role == "notes" and not pages:
            continue
        if solved and asking and answers and cell.cell_type == "markdown":
            expect(asking, answer_and_rest(source)[0])
        if role == "notes":
            pages[-1].notes.append(source)
        elif cell.cell_type == "markdown":
            add_prose(pages, source, role)
            asking = pages[-1] if re.search(r"\b[Pp]redict\b", source) else None
        elif cell.cell_type == "code" and not (pages and pages[-1].headline == EXERCISES):
            add_code(pages, source, cell.outputs, "fragment" if answers and role == "-" else role)
    if title and pages and not any(p.proportion for p in pages if p.headline == pages[0].headline):
        first = pages[:1]
        add_code(first, title.source, title.outputs, "-")
        pages[:1] = first
    return pages


def expect(page: Page, answer: str) -> None:
    """Begin the speaker's notes of a page that asks for a prediction with the answer in short."""
    texts = [text for kind, text in blocks(answer) if kind == "text"]
    if texts:
        sentences = SENTENCE_ENDS.split(texts[0])
        main = next((at for at, sentence in enumerate(sentences) if "**" in sentence), 0)
        page.notes.insert(0, f"**Ask, then wait. Expect:** {lead(' '.join(sentences[main:]))}")


def ask(pages: list[Page], questions: list[Question]) -> None:
    """Put each question before the speaker's notes of the slide that asks it, or of the first."""
    for question in reversed(questions):
        page = next((page for page in pages if page.headline == question.slide), pages[0])
        page.notes.insert(0, f"Ask, and expect:\n\n{as_markdown(question)}")


def learners(cell: nbformat.NotebookNode, answers: bool) -> str:
    """The source of a cell without solutions, hints, and what answers a prediction.

    An answer may itself ask for the next prediction.
    """
    if cell.cell_type == "code":
        return stub(cell.source)
    answer, rest = answer_and_rest(cell.source) if answers else ("", cell.source)
    asked = [text for _, text in blocks(answer) if text.startswith(PREDICT)]
    return DETAILS.sub("", "\n\n".join([*asked, rest]).partition("## What you saw")[0])


def open_page(pages: list[Page], role: str, headline: str | None = None) -> None:
    """Begin a page. A subslide without a headline repeats the last headline."""
    opens_section = role == "slide" or not pages
    goes_on = headline is None and not opens_section
    if goes_on:
        headline = next(page.headline for page in reversed(pages) if not page.goes_on)
    pages.append(Page(opens_section, headline or "", goes_on))


def go_on(pages: list[Page]) -> Page:
    """Begin a page that continues the last one, under the same headline."""
    pages.append(Page(False, pages[-1].headline, goes_on=True))
    return pages[-1]


def add_prose(pages: list[Page], source: str, role: str) -> None:
    """Put what a talk shows of a Markdown cell on the pages, and the full text into the notes."""
    found = blocks(source)
    goes_on = pages and (role != "subslide" or pages[-1].headline == EXERCISES)
    if found[0][0] != "heading" and not goes_on:
        open_page(pages, role)
    under_heading, said = False, False  # said: the page already has its sentences
    for (kind, text), (following, after) in zip(found, found[1:] + [("end", "")]):
        heading = re.fullmatch(r"\*\*(?!\d)([^*]+)\*\*", text)
        if kind == "heading" or heading and following == "list":
            headline = heading[1] if heading else text.lstrip("# ")
            if role in ("-", "fragment") and pages and not pages[-1].headline:
                pages[-1].headline = headline  # a picture that hung above its heading
            else:
                open_page(
                    pages, "subslide" if heading else "slide" if role == "-" else role, headline
                )
                under_heading, said = True, bool(heading)
            continue
        if kind == "table" and pages[-1].proportion:
            open_page(pages, "subslide")
        page = pages[-1]
        page.notes.append(text)
        if page.headline == EXERCISES:  # their titles alone
            title = re.match(r"\*\*\d[^*]*\*\*", text)
            page.body += [f'<div class="lead">{as_html(title[0])}</div>'] if title else []
            continue
        introduces = kind == "text" and following in ("list", "formula", "table")
        if kind == "text" and (not said or LABEL.match(text) or introduces):
            caption = not under_heading and CAPTION.match(text)
            if caption:
                text = f"*{lead(caption[0][1:-1])}*"
            elif said and not LABEL.match(text):
                text = SENTENCE_ENDS.split(text)[-1]  # which introduces what follows
            elif page.body or pages != [page]:
                text = lead(text)
            said = True
        elif kind == "list":
            text = re.sub(r"(?m)^(- \*\*[^*]{24,}[.!?]\*\*)(\s(?!- ).*)*", r"\1", text)
        elif kind not in ("formula", "table"):
            continue
        for part in divided(kind, text):
            shown = f'<div class="lead">{as_html(part)}</div>' if kind == "text" else as_html(part)
            needed = height(kind, shown)
            explains = kind == "text" and page.pictures and page.body[-1] == page.pictures[-1]
            more = height(following, as_html(after)) if introduces else 0
            if not page.holds(needed + more) and not explains:
                page = go_on(pages)
            clicked = page.body and (not under_heading or role == "fragment")
            page.body.append(f'<div class="fragment">{shown}</div>' if clicked else shown)
            page.filled += needed


def add_code(pages: list[Page], source: str, outputs: list, role: str) -> None:
    """Put the pictures of a code cell on a page, or else its code, and what it printed."""
    if role in ("slide", "subslide") or not pages:
        open_page(pages, role)
    page, drawn = pages[-1], False

    def show(piece: str, needed: int) -> None:
        clicked = page.body and role == "fragment"
        page.body.append(piece.replace('class="', 'class="fragment ', 1) if clicked else piece)
        page.filled += needed

    for output in outputs:
        for kind in {"image/png", "image/jpeg"} & set(output.get("data", {})):
            picture = base64.b64decode(output.data[kind])
            width, height = Image.open(io.BytesIO(picture)).size
            needed = min(TALL, math.ceil(WIDE * height / width))
            if not page.holds(needed + STIFF + BELOW):
                page = go_on(pages)
            page.proportion, drawn = width / height, True
            alt = output.metadata.get(kind, output.metadata).get("alt", page.headline)
            show(
                f'<div class="picture" style="min-height: {needed}px">'
                f'<img src="data:{kind};base64,{base64.b64encode(picture).decode()}" '
                f'alt="{html.escape(alt)}"></div>',
                needed + STIFF,
            )
    said = "".join(output.text for output in outputs if output.get("name") == "stdout").rstrip()
    printed = f'<pre class="printed">{html.escape(said)}</pre>' if said else ""
    if drawn and printed:
        show(printed, 28 * len(said.splitlines()))
    if drawn:
        return
    unmarked = re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n", "", source + "\n").rstrip()
    parts = code_parts(re.sub(r"\n{3,}", "\n\n", unmarked), len(said.splitlines()))
    for part in parts:
        last = part is parts[-1]
        shown = part.splitlines() + (said.splitlines() if last else [])
        lines = 2 + sum(1 + len(line) // 106 for line in shown)
        needed = 18 + 24 * lines
        if not page.holds(needed) or "<table" in "".join(page.body[-1:]):
            page = go_on(pages)
        coloured = highlight(part, PythonLexer(), HtmlFormatter(nowrap=True))
        show(
            f'<div class="code" style="--lines: {lines}; '
            f'--columns: {min(max(map(len, shown)), 105) + 3}">'
            f"<pre>{coloured}</pre>{printed if last else ''}</div>",
            needed,
        )


def height(kind: str, shown: str) -> int:
    """The height in pixels that a piece of HTML takes on a slide, roughly."""
    if kind == "table":
        rows = [bare(row).split("\n") for row in re.findall("(?s)<tr>(.*?)</tr>", shown)]
        return 18 + sum(25 + 34 * (1 + sum(map(len, row)) // 85) for row in rows)
    lines = [line for line in map(bare, re.split("</(?:p|li)>", shown)) if line.strip()]
    return 18 + sum(37 * (1 + len(line) // 90) for line in lines) + 12 * (len(lines) - 1)


def divided(kind: str, text: str) -> list[str]:
    """The Markdown of a block, in parts if it is a list or a table that no slide holds."""
    units, head = [text], ""
    if kind == "list":
        units = re.split(r"\n(?=- |\d+\. )", text)
    elif kind == "table":
        first, rule, *units = text.splitlines()
        head = f"{first}\n{rule}\n"
    parts = math.ceil(height(kind, as_html(text)) / ROOM)
    size = math.ceil(len(units) / parts)
    return [head + "\n".join(units[at : at + size]) for at in range(0, len(units), size)]


def code_parts(source: str, printed: int) -> list[str]:
    """The code of a cell, divided at a blank line if it has more lines than a slide holds."""
    lines = source.splitlines()
    breaks = [at for at, line in enumerate(lines) if not line]
    if len(lines) + printed <= MOST_LINES or not breaks:
        return [source]
    outside = [at for at in breaks if not lines[at + 1].startswith(" ")]  # of functions
    middle = min(outside or breaks, key=lambda at: abs(2 * at - len(lines) - printed))
    first, second = "\n".join(lines[:middle]), "\n".join(lines[middle + 1 :])
    return code_parts(first, 0) + code_parts(second, printed)


def blocks(source: str) -> list[tuple[str, str]]:
    """Split Markdown into its blocks: (kind, text) for each, the kind one of KINDS or "text".

    What is to be predicted is a block of its own.
    """
    source = re.sub(r"(?<=\S)\s+(?=\*\*Predict:)", "\n\n", source)
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


def bare(page: str) -> str:
    """HTML without its tags."""
    return html.unescape(re.sub("<[^>]*>", "", page))


def lead(text: str) -> str:
    """The first sentences of a paragraph, as many as LONGEST characters hold, and at least one.

    None in between is left out, because the next may refer to it. A bold word in front, such as
    **Note.**, belongs to the sentence after it. A question to predict is shown whole.
    """
    if text.startswith(PREDICT):
        return text
    label = LABEL.match(text)
    start = label.end() if label else 0
    first, *others = SENTENCE_ENDS.split(text[start:])
    shown = text[:start] + first
    for sentence in others:
        if len(shown) + len(sentence) > LONGEST and shown.count("(") <= shown.count(")"):
            break
        shown += f" {sentence}"
    return shown + "**" * (shown.count("**") % 2)  # bold type that went on


def as_mathml(latex: str, block: bool) -> str:
    """Convert a formula to MathML, which needs no script; in a line of its own or within one."""
    from latex2mathml.converter import convert  # like reveal.js, only `make slides` brings it

    latex = re.sub(r"_\{(?![ijkl]+\})([a-z]{2,})\}", r"_{\\text{\1}}", latex)
    formula = convert(latex, display="block" if block else "inline")
    return formula.replace("<mo>&#x02211;", f"{SUM}&#x02211;")


def as_html(markdown: str) -> str:
    """Convert Markdown to HTML, formulas to MathML, and links to notebooks to links to decks."""
    formulas = []

    def keep(match):
        if match["code"]:
            return match["code"]
        formulas.append(as_mathml(match["block"] or match["inline"], bool(match["block"])))
        return f"@formula{len(formulas) - 1}@"

    marked = re.sub(
        r"(?s)(?P<code>```.*?```|`[^`]*`)|\$\$(?P<block>.+?)\$\$|\$(?P<inline>.+?)\$",
        keep,
        markdown,
    )
    page = str(mistune.create_markdown(escape=False, plugins=["table"])(marked))
    page = re.sub(r'(href="[^":]+)\.ipynb"', r'\1.html"', page)
    return re.sub(r"@formula(\d+)@", lambda match: formulas[int(match[1])], page)


def as_headline(markdown: str) -> str:
    """Convert a headline to HTML, in which a number in front begins no list."""
    return as_html(re.sub(r"^(\d+)\.", r"\1\\.", markdown)).strip()[3:-4]


def as_deck(path: Path, solved: bool) -> str:
    """The deck of a notebook, as one HTML page with everything in it.

    Args:
        path: of the .ipynb file.
        solved: as in `deck`.

    Raises:
        StyleTransferError: there is no notebook, or it shows nothing.
    """
    try:
        pages = deck(nbformat.read(path, as_version=4), solved)
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
        raise StyleTransferError(f"{path} is not a notebook that can be read ({error}).") from error
    if not pages:
        raise StyleTransferError(f"{path}: every cell is left out of the slides.")
    if solved:
        number = path.stem.lstrip("0").partition("_")[0]
        bank = read_bank(BANK.read_text(encoding="utf-8"))
        ask(pages, [each for each in bank if each.chapter.startswith(f"{number} ")])
    reveal = importlib.resources.files("pyreveal") / "revealjs" / "dist"
    environment = jinja2.Environment(  # noqa: S701  what it is given is HTML
        loader=jinja2.FileSystemLoader(Path(__file__).parent)
    )
    environment.filters["as_html"] = as_html
    environment.filters["as_headline"] = as_headline
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
    """Write the two decks of the notebooks named, or of all; return the exit code: 2 when a
    notebook cannot be read or a package is missing.
    """
    try:
        for path in map(Path, paths or sorted((PROJECT / "notebooks").glob("*.ipynb"))):
            for folder, solved in (SLIDES, False), (SLIDES / "solutions", True):
                target = folder / f"{path.stem}.html"
                write(target, as_deck(path, solved).encode())
                print(target.relative_to(PROJECT))
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(
            f"The package {error.name} is missing. Only the slides need it: type `make slides`, "
            "or pip install -r requirements-slides.txt",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
