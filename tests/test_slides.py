"""The slides: every cell says what it is for, and a slide shows of it what it should."""

import base64
import html
import io
import re
import sys
import types

import nbformat
import pytest
from PIL import Image

from course import slides
from course.questions import Option, Question
from course.slides import PROJECT, ask, blocks, deck, lead, main

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
SOLUTION = re.compile(r"(?s)### BEGIN SOLUTION\n(.*?)### END SOLUTION")
ROLES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
PROSE = """\
*Two bars. The **second** is shorter.* So it is nearer.

> A trap.

## The cost

It is a number.

This is not shown.

**Predict:** how large?

- **A label that says it all.** And a long
  explanation.
- **A label.** And why.

<details><summary>Hint</summary>

## not a heading
</details>

```
# not a heading either
```
"""


def cell(source, role, kind="markdown", **more):
    new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    return new(source, metadata={"slideshow": {"slide_type": role}}, **more)


def pages(*cells, solved=True):
    return deck(nbformat.v4.new_notebook(cells=list(cells)), solved)


def drawn(source, role="-", size=(4, 2), **metadata):
    """A code cell that drew a picture."""
    stream = io.BytesIO()
    Image.new("RGB", size).save(stream, "png")
    picture = {"image/png": base64.b64encode(stream.getvalue()).decode()}
    described = {"image/png": {"alt": f"what {source} shows"}}
    output = nbformat.v4.new_output("display_data", picture, metadata=described)
    one = cell(source, role, "code", outputs=[output])
    one.metadata.update(metadata)
    return one


@pytest.fixture
def plain_formulas(monkeypatch):
    """Formulas stay as they are, because only `make slides` brings what converts them."""
    as_it_is = types.SimpleNamespace(convert=lambda latex, display: latex)
    monkeypatch.setitem(sys.modules, "latex2mathml", types.SimpleNamespace(converter=as_it_is))
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", as_it_is)


def contents(made):
    """Everything in a deck, without the colours of code."""
    pieces = (piece for page in made for piece in (*page.body, *page.notes))
    return html.unescape(re.sub("</?span[^>]*>", "", "\n".join(pieces)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_says_what_it_is_for(path):
    for each in nbformat.read(path, as_version=4).cells:
        role = each.metadata.get("slideshow", {}).get("slide_type")
        assert role in ROLES, f"{path.stem} says {role} of the cell:\n{each.source}"


def test_prose_is_split_into_its_blocks():
    assert [kind for kind, _ in blocks(PROSE)] == [
        "text",
        "quote",
        "heading",
        "text",
        "text",
        "text",
        "list",
        "details",
        "fence",
    ]


def test_a_formula_may_take_a_line_or_several():
    assert blocks("So\n$$J = 1$$\nand\n\n$$J =\n\n1$$") == [
        ("text", "So"),
        ("formula", "$$J = 1$$"),
        ("text", "and"),
        ("formula", "$$J =\n\n1$$"),
    ]


@pytest.mark.parametrize(
    "paragraph, shown",
    [
        ("Gatys et al., 2015, painted (see Figure 1). Then more came.", None),
        (
            f"{'Long ' * 45}and Gatys et al. (2015) began it. More.",
            f"{'Long ' * 45}and Gatys et al. (2015) began it.",
        ),
        (f"It began. [Gatys et al. 2015](a) {'x' * 300}.", "It began."),
        (
            f"It began (so we think. {'X' * 300}.) Then more came.",
            f"It began (so we think. {'X' * 300}.)",
        ),
        (f"**Predict:** too long {'x' * 300}. Why?", None),
        (f"It begins. {'So long. ' * 25}**It ends.**", "It begins." + " So long." * 25),
        (f"Too long {'x' * 300}. It ends.", f"Too long {'x' * 300}."),
        (f"A **short one. Too long {'x' * 300}.**", "A **short one.**"),
        (f"**Predict.** Too long {'x' * 300}. Why?", f"**Predict.** Too long {'x' * 300}."),
    ],
)
def test_a_slide_shows_the_first_sentences(paragraph, shown):
    assert lead(paragraph) == (shown or paragraph)


def test_a_slide_takes_its_part_of_the_prose_and_the_speaker_all_of_it():
    before, after = pages(cell("# Title", "slide"), cell(PROSE, "slide"))
    assert before.body == [
        '<div class="lead"><p><em>Two bars. The <strong>second</strong> is shorter.</em></p>\n</div>'
    ]
    assert after.headline == "The cost" and after.opens_section
    shown = "".join(after.body)
    assert "It is a number." in shown and "Predict" in shown and "not shown" not in shown
    assert "says it all." in shown and "explanation" not in shown and "And why." in shown
    assert "Hint" not in shown and "not a heading" not in shown
    notes = "\n".join(after.notes)
    assert all(part in notes for part in ("not shown", "explanation", "Hint", "either"))


def test_what_one_slide_cannot_hold_continues_on_the_next():
    items = "\n".join(f"- item {i} {'and more ' * 16}" for i in range(12))
    rows = "\n".join(f"| row {i} | {'cell ' * 10} |" for i in range(18))
    code = "\n\n".join(f"def f{i}():\n    return {i}\n" for i in range(12))
    made = pages(
        cell("# Title", "slide"),
        cell(f"## List\n\n{items}", "slide"),
        cell(f"## Table\n\n| a | b |\n|---|---|\n{rows}", "slide"),
        cell(code, "subslide", "code"),
    )
    for headline, mark, count in ("List", "item ", 12), ("Table", "row ", 18):
        parts = [page for page in made if page.headline == headline and mark in str(page.body)]
        assert len(parts) == 2 and [page.goes_on for page in parts] == [False, True]
        assert [str(page.body).count(mark) for page in parts] == [count // 2] * 2
    assert all("<th>a</th>" in str(page.body) for page in made if "row " in str(page.body))
    parts = [page for page in made if 'class="code"' in str(page.body)]
    assert len(parts) >= 2 and contents(parts).count("def ") == 12


def test_parts_of_an_exercise_are_shown_and_a_number_in_a_headline_is_no_list():
    text = "## Do\n\nTry.\n\n**(a)** On paper.\n\n- **b.** By machine."
    _, one = pages(cell("# Title", "slide"), cell(text, "slide"))
    assert "On paper" in str(one.body) and "By machine" in str(one.body)
    assert slides.as_headline("4. What a `blend` is") == "4. What a <code>blend</code> is"


def test_a_picture_brings_its_description():
    (one,) = pages(cell("# Title", "slide"), drawn("plot"))
    assert 'alt="what plot shows"' in one.body[0] and one.proportion == 2


def test_what_is_to_be_predicted_is_shown_wherever_it_stands():
    text = "## One\n\nFirst.\n\nMore, not shown. **Predict:** how\nlarge?"
    _, one = pages(cell("# Title", "slide"), cell(text, "slide"))
    assert "large?" in one.body[1] and "not shown" not in str(one.body)
    assert one.notes[1:] == ["More, not shown.", "**Predict:** how\nlarge?"]


def test_the_sentence_that_introduces_a_list_is_shown():
    text = "## One\n\nFirst.\n\nNot shown. There are two:\n\n1. one\n2. two\n\nNot shown, either."
    _, one = pages(cell("# Title", "slide"), cell(text, "slide"))
    shown = "".join(one.body)
    assert "There are two:" in shown and "<ol>" in shown and "ot shown" not in shown


def test_what_introduces_a_list_stands_on_its_page():
    long = "And so it goes on. " * 12
    texts = "\n\n".join(f"**{i}.** {long}" for i in range(3))
    items = "\n".join(["- item"] * 6)
    *_, last = pages(
        cell("# Title", "slide"), cell(f"## One\n\n{texts}\n\nTwo:\n\n{items}", "slide")
    )
    assert "Two:" in last.body[0] and "item" in last.body[1]


def test_a_long_numbered_list_is_divided_between_its_items():
    items = "\n".join(f"{i}. item {'and more ' * 16}" for i in range(1, 12))
    made = pages(cell("# Title", "slide"), cell(f"## List\n\n{items}", "slide"))
    assert [str(page.body).count("item ") for page in made] == [0, 6, 5]


def test_the_lines_of_the_source_take_no_more_height_than_the_sentence():
    shown = "<p>one two three four</p>"
    assert slides.height("text", shown.replace(" ", "\n")) == slides.height("text", shown)


def test_a_picture_is_as_large_as_its_titles_need():
    def made(size):
        cells = cell("# Title", "slide"), cell(f"## One\n\n{'word ' * 40}", "slide")
        return pages(*cells, drawn("plot", size=size), cell("*See it.*", "-"))

    _, one = made((40, 10))  # a wide one stays under the text, and so does its caption
    assert "min-height: 294px" in one.body[1] and "See it." in one.body[2]
    _, one, two = made((40, 30))
    assert "word" in one.body[0] and not one.pictures
    assert "min-height: 440px" in two.body[0] and "See it." in two.body[1] and two.goes_on


def test_a_list_that_finds_no_room_below_a_picture_goes_on():
    items = "\n".join(f"- item {i}, {'and more ' * 8}" for i in range(4))
    _, _, last = pages(
        cell("# Title", "slide"), cell("## One", "slide"), drawn("plot"), cell(items, "-")
    )
    assert str(last.body).count("item ") == 4 and not last.pictures


def test_a_slide_goes_on_under_the_headline_that_was_last():
    made = pages(cell("# Title", "slide"), cell("## One", "slide"), cell("### Two", "subslide"))
    assert [page.headline for page in made] == ["Title", "One", "Two"]
    cells = cell("# Title", "slide"), cell("## One", "slide"), cell("### Two", "subslide")
    last = pages(*cells, cell("More.", "subslide"))[-1]
    assert last.headline == "Two" and last.goes_on


def test_exercises_are_titles_and_the_speaker_has_the_rest():
    *_, one = pages(
        cell("# Title", "slide"),
        cell("## Exercises\n\nTake a pencil.\n\n**1 · First.** (Hard.) Do it.\n\n- a.", "slide"),
        cell("**2 · Second.**\n\n- b.", "subslide"),
        cell("solve(2)", "-", "code"),
    )
    assert [html.unescape(re.sub("<.*?>", "", piece)).strip() for piece in one.body] == [
        "1 · First.",
        "2 · Second.",
    ]
    assert "Take a pencil." in one.notes and "- b." in one.notes


def test_the_learners_deck_hides_what_the_exercise_leaves_to_the_learner():
    cells = [
        cell("# Title", "slide"),
        cell("## One\n\nWrite it.\n\n<details>The hint.</details>", "slide"),
        cell("def f():\n    ### BEGIN SOLUTION\n    return 17\n    ### END SOLUTION", "-", "code"),
        cell("## Two\n\n**Predict:** what comes?", "slide"),
        drawn("plot", tags=["thumbnail"]),
        cell("*Two bars.* The answer. **Predict:** and now?\n\n## Three\n\nOn.", "slide"),
        cell("## Between", "slide"),
        drawn("after"),
        cell("## Four\n\n## What you saw\n\n- The second is shorter.", "slide"),
    ]
    taught, learned = pages(*cells), pages(*cells, solved=False)
    assert [page.headline for page in taught[:-1]] == [page.headline for page in learned]
    for secret in ("return 17", "The hint", "what plot shows", "Two bars", "The answer", "shorter"):
        assert secret in contents(taught) and secret not in contents(learned)
    for kept in ("YOUR CODE HERE", "and now?", "what after shows"):
        assert kept in contents(learned)
    assert "Expect:" in contents(taught) and "Expect:" not in contents(learned)
    assert not taught[0].proportion  # nor does the title give it away


def test_what_answers_a_prediction_comes_with_a_click():
    asked = (
        cell("# Title", "slide"),
        cell(f"## One\n\n{'So? ' * 40}\n\n**Predict:** how large?", "slide"),
    )
    _, one = pages(*asked, drawn("plot", size=(40, 10)))
    assert 'class="fragment picture"' in one.body[2]
    _, _, two = pages(*asked, drawn("plot", size=(40, 30)))
    assert 'class="picture"' in two.body[0]  # the new slide is the click


@pytest.mark.parametrize("role", ["slide", "notes"])
@pytest.mark.parametrize(
    "answer, expected",
    [
        ("It is *large*. So is the other.", "It is *large*. So is the other."),
        ("Look there. **It is large.** So it is.\n\n**Not** this.", "**It is large.** So it is."),
        ("| a |\n|---|\n| 1 |", None),
        ("", None),
    ],
)
def test_the_notes_say_what_to_expect_of_a_prediction(answer, expected, role):
    cells = [
        cell("# Title", "slide"),
        cell("## One\n\n**Predict:** how large?", "slide"),
        drawn("plot", "subslide"),
        cell(f"{answer}\n\n## Two\n\nProse.", role),
    ]
    said = [f"**Ask, then wait. Expect:** {expected}"] if expected else []
    made = pages(*cells)
    assert made[1].notes == said + ["**Predict:** how large?"]
    assert "Expect" not in contents(made[:1] + made[2:])
    assert "Expect" not in contents(pages(*cells, solved=False))


@pytest.mark.parametrize("solved", [False, True], ids=["learners", "instructors"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_sentence_is_torn(path, solved, plain_formulas):
    made = [page for page in deck(nbformat.read(path, 4), solved) if page.headline != "Exercises"]
    pieces = [piece for page in made for piece in page.body]
    notes = [f"<p>{note}</p>" for page in made for note in page.notes if "Expect:" in note]
    for piece, following in zip(pieces + notes, pieces[1:] + notes + ["lead"]):
        text = slides.bare(piece).strip()
        if 'class="lead"' in piece or piece in notes:
            assert text.count("(") == text.count(")"), text
            introduces = 'class="lead"' not in following
            assert re.search(r"[.:?!][*)\"]*$", text) or introduces, text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_prediction_is_on_the_learners_slides(path, plain_formulas):
    notebook = nbformat.read(path, 4)
    asked = sum(each.source.count("**Predict:**") for each in notebook.cells)
    assert contents(deck(notebook, False)).count("<strong>Predict:</strong>") == asked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_learners_deck_holds_no_solution(path, plain_formulas):
    notebook = nbformat.read(path, as_version=4)
    decks = [contents(deck(notebook, solved)) for solved in (False, True)]
    for each in notebook.cells:
        for solution in SOLUTION.findall(each.source):
            assert [solution.strip() in shown for shown in decks] == [False, True]


def test_the_title_has_its_first_paragraph_in_full_and_a_caption_in_short():
    long = "So long. " * 40
    (one,) = pages(cell(f"# Title\n\n{long}", "slide"), cell(f"Caption. {long}", "-"))
    assert one.body[0].count("So long.") == 40 and 10 < one.body[1].count("So long.") < 30


def test_the_title_has_one_picture():
    first, last = cell("# Title", "slide"), cell("## End", "slide")
    (one, _) = pages(first, last, drawn("late", tags=["thumbnail"]))
    assert "what late shows" in str(one.body)
    (one, _) = pages(first, drawn("early"), last, drawn("late", tags=["thumbnail"]))
    assert "what early shows" in str(one.body) and "what late shows" not in str(one.body)


def test_a_tall_picture_of_the_title_has_the_second_slide():
    first, last = cell(f"# Title\n\n{'So long. ' * 40}", "slide"), cell("## End", "slide")
    tall = drawn("tall", size=(3, 3), tags=["thumbnail"])
    for cells in [first, drawn("early", size=(3, 3)), last, tall], [first, last, tall]:
        made = pages(*cells)
        assert [page.headline for page in made] == ["Title", "Title", "End"]
        assert [len(page.pictures) for page in made] == [0, 1, 1]


def test_a_word_in_italics_is_no_caption():
    text = "## Output\n\n*Output* means a list."
    _, one = pages(cell("# Title", "slide"), cell(text, "slide"))
    assert "<em>Output</em> means a list" in one.body[0]


def test_a_question_is_asked_on_its_slide_and_with_what_to_expect():
    made = pages(cell("# Title", "slide"), cell("## One\n\nProse.", "slide"))
    options = (Option(True, "yes", "Right."), Option(False, "no", "a slip"))
    for slide in ("One", ""):
        ask(made, [Question("1 a", slide, "q", f"Asked on {slide}?", options)])
    assert "Asked on One?" in made[1].notes[0] and "no: *a slip*" in made[1].notes[0]
    assert made[1].notes[1] == "Prose." and "Asked on ?" in made[0].notes[0]


def test_skip_is_left_out_and_notes_are_for_the_speaker():
    (one,) = pages(
        cell("# Title", "slide"), cell("secret = 1", "skip", "code"), cell("Say this.", "notes")
    )
    assert one.notes == ["Say this."] and not one.body


def test_a_fragment_comes_with_a_click():
    (one,) = pages(cell("# Title\n\nAsk.", "slide"), cell("answer = 42", "fragment", "code"))
    assert one.body[1].startswith('<div class="fragment code"')


def test_a_slide_shows_code_without_the_marks_of_an_exercise():
    marked = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    (one,) = pages(cell("# Title", "slide"), cell(marked, "-", "code"))
    assert "SOLUTION" not in "".join(one.body) and "return" in "".join(one.body)
    assert "--lines: 4;" in "".join(one.body)  # two, and two to spare


def test_what_only_the_slides_need_is_named_when_it_is_missing(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyreveal", None)
    monkeypatch.setitem(sys.modules, "latex2mathml", None)
    assert main(NOTEBOOKS[:1]) == 2
    assert "make slides" in capsys.readouterr().err


def test_a_folder_that_cannot_be_had_is_named(monkeypatch, tmp_path, capsys):
    (tmp_path / "slides").write_text("a file stands where the folder should be")
    monkeypatch.setattr(slides, "SLIDES", tmp_path / "slides")
    monkeypatch.setattr(slides, "as_deck", lambda path, solved: "a page")
    assert main(NOTEBOOKS[:1]) == 2
    complaint = capsys.readouterr().err
    assert str(tmp_path / "slides") in complaint and complaint.count("\n") == 1


@pytest.mark.parametrize(
    "contents", [None, "no\nnotebook", "[]", "{}", nbformat.writes(nbformat.v4.new_notebook())]
)
def test_what_is_no_notebook_is_named_in_one_line(contents, tmp_path, capsys):
    path = tmp_path / "mine.ipynb"
    if contents is not None:
        path.write_text(contents, encoding="utf-8")
    assert main([path]) == 2
    complaint = capsys.readouterr().err
    assert "mine.ipynb" in complaint and complaint.count("\n") == 1


def test_a_word_below_a_letter_is_upright_and_indices_are_not(plain_formulas):
    assert slides.as_mathml(r"J_{style} = G_{ij}", block=False) == r"J_{\text{style}} = G_{ij}"
