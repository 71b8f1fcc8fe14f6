"""The slides: every cell says what it is for, and a slide shows of it what it should."""

import sys

import nbformat
import pytest

from course import slides
from course.slides import PROJECT, blocks, deck, lead, main

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
ROLES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
PROSE = """\
*Two bars. The **second** is shorter.* So it is nearer. More of it.

> A trap.

## The cost

It is a number. **How large?** Nobody knows.

- **Short.** And a long
  explanation.
- plain

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


def pages(*cells):
    return deck(nbformat.v4.new_notebook(cells=list(cells)))


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
            "The first sentence is long enough to stand there all by itself. The second is not needed.",
            "The first sentence is long enough to stand there all by itself.",
        ),
        ("It begins. It goes on. **This counts.** It ends.", "It begins. **This counts.**"),
        (
            "**Exercise.** Write it. It is short. How many lines?",
            "**Exercise.** Write it. How many lines?",
        ),
        ("It begins. It goes on. What comes next? An answer.", "It begins. What comes next?"),
    ],
)
def test_a_slide_shows_the_telling_sentences(paragraph, shown):
    assert lead(paragraph) == (shown or paragraph)


def test_a_slide_takes_its_part_of_the_prose_and_the_speaker_all_of_it():
    before, after = pages(cell("# Title", "slide"), cell(PROSE, "slide"))
    assert before.caption == "Two bars. The second is shorter."
    assert before.body == ['<div class="lead"><p>So it is nearer. More of it.</p>\n</div>']
    assert after.headline == "The cost" and after.opens_section
    shown = "".join(after.body)
    assert "How large?" in shown and "Nobody knows" not in shown
    assert "Short." in shown and "explanation" not in shown and "plain" in shown
    assert "Hint" not in shown and "not a heading" not in shown
    notes = "\n".join(after.notes)
    assert all(part in notes for part in ("Nobody knows", "explanation", "Hint", "either"))


def test_a_word_in_italics_is_no_caption():
    _, one = pages(cell("# Title", "slide"), cell("## Output\n\n*Output* means a list.", "slide"))
    assert not one.caption and "<em>Output</em> means" in one.body[0]


def test_skip_is_left_out_and_notes_are_for_the_speaker():
    (one,) = pages(
        cell("# Title", "slide"), cell("secret = 1", "skip", "code"), cell("Say this.", "notes")
    )
    assert one.notes == ["Say this."] and not one.body


def test_a_fragment_comes_with_a_click():
    (one,) = pages(cell("# Title", "slide"), cell("answer = 42", "fragment", "code"))
    assert one.body[0].startswith('<div class="fragment grows"><div class="code"')


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
    monkeypatch.setattr(slides, "as_deck", lambda path: "a page")
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
