"""Read the question bank: `python -m course.questions` writes it as a page for reading.

docs/teaching/questions.gift is in the GIFT format of Moodle, which most learning platforms import:

    $CATEGORY: the course/1 The chapter
    // slide: headline of a slide

    ::name:: The question? {
    =the right answer # why
    ~a wrong one # the misconception behind it
    }

A backslash stands before ~ = # { } : in a text. The speaker's notes of the slide that is named, in
the notebook with the chapter's number, ask the question.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from utils.errors import StyleTransferError
from utils.files import PROJECT, write

BANK = PROJECT / "docs" / "teaching" / "questions.gift"
TEXT = r"(?:\\[~=#{}:]|[^\\~=#{}:])+"  # special characters are escaped
OPTION = re.compile(rf"([=~])({TEXT})#({TEXT})\n")
QUESTION = re.compile(rf"::({TEXT})::({TEXT})\{{\n((?:{OPTION.pattern})+)\}}\n")


@dataclass(frozen=True)
class Option:
    """An answer to choose, and what the choice shows."""

    right: bool
    text: str
    meaning: str


@dataclass(frozen=True)
class Question:
    """A question with options, of which one is right."""

    chapter: str  # such as "1 The content cost"
    slide: str  # headline of the slide that asks it; "" for the chapter's first
    name: str
    text: str
    options: tuple[Option, ...]


def read_bank(text: str) -> list[Question]:
    """Parse a bank in the GIFT format, as described above.

    Raises:
        StyleTransferError: a part is neither a comment, a category nor such a question.
    """
    questions: list[Question] = []
    chapter = slide = ""
    for part in re.split(r"\n\n+", text.strip()):
        lines = part.splitlines()
        while lines and lines[0].startswith(("//", "$CATEGORY: ")):
            line = lines.pop(0)
            if line.startswith("$"):
                chapter, slide = line.rpartition("/")[2], ""
            elif line.startswith("// slide: "):
                slide = line.removeprefix("// slide: ")
        if not lines:
            continue
        found = QUESTION.fullmatch("\n".join(lines) + "\n")
        if not found:
            raise StyleTransferError(
                f'The question that begins with "{lines[0][:60]}" is not in the GIFT format: '
                "it needs ::name:: text, options that begin with = or ~ and hold a #, and a "
                "backslash before ~ = # { } : in a text."
            )
        options = [
            Option(mark == "=", plain(answer), plain(meaning))
            for mark, answer, meaning in OPTION.findall(found[3])
        ]
        questions.append(Question(chapter, slide, plain(found[1]), plain(found[2]), (*options,)))
    return questions


def plain(text: str) -> str:
    """A text without the backslashes of the format."""
    return re.sub(r"\\([~=#{}:])", r"\1", text).strip()


def as_markdown(question: Question) -> str:
    """A question, its options in alphabetical order, and what each choice shows."""
    lines = [f"**{question.name}.** {question.text}", ""]
    for option in sorted(question.options, key=lambda option: option.text):
        answer = f"**{option.text}**" if option.right else option.text
        lines.append(f"- {answer}: *{option.meaning}*")
    return "\n".join(lines)


def as_page(questions: list[Question]) -> str:
    """The bank as a page of Markdown."""
    parts = [
        "# Questions",
        "Each option is followed by what it shows about whoever chooses it. The right one is bold. "
        "Learning platforms import the same questions from [questions.gift](questions.gift). "
        "This page is made from that file by `python -m course.questions`.",
    ]
    chapter = ""
    for question in questions:
        if question.chapter != chapter:
            chapter = question.chapter
            parts.append(f"## {chapter}")
        parts.append(as_markdown(question))
    return "\n\n".join(parts) + "\n"


def main(bank: Path = BANK) -> None:
    """Write the page beside the bank."""
    page = as_page(read_bank(bank.read_text(encoding="utf-8")))
    write(bank.with_suffix(".md"), page.encode())


if __name__ == "__main__":
    main()
