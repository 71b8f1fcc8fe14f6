"""Make the learner's edition of the notebooks: `python -m course.exercises`.

The notebooks are the solutions. In notebooks/exercises/ the lines between ### BEGIN SOLUTION and
### END SOLUTION, the marks that nbgrader reads, are left to the learner, and outputs are cleared.
From the first exercise of a page on, what each cell should show is given below it; what a
prediction is about stays folded until it has been made. The first figure of a page stays, so that
a page begins with a picture.
"""

import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from utils.files import PROJECT, atomic

NOTEBOOKS = PROJECT / "notebooks"
EXERCISES = NOTEBOOKS / "exercises"
SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL | re.MULTILINE)
STUB = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"  # as nbgrader writes it
HINT = "<details><summary>Hint</summary>"
ASKS = re.compile(r"\*\*Predict|^#.* predict", re.MULTILINE)  # "## Your turn: predict, then run"
CHECK = re.compile(r"check_(\w+)\(")
COURSES_OWN = {
    "match_colors": "from utils.colors import match_colors",
    "gaussian_distance": "from utils.checks.gaussians import gaussian_distance",
    "instance_normalisation": "from utils.painter.network import instance_normalisation",
    "lost": "from utils.checks.lost import lost",
    "lowest_point": "from utils.checks.minimum import lowest_point",
    "make_cost_with": "from utils.checks.maker import make_cost_with",
    "receptive_field": "from utils.checks.fields import receptive_field",
    "step_on_weights": "from utils.checks.weights import step_on_weights",
    "total_variation": "from utils.relative import total_variation",
    "train_step": "from utils.training import make_train_step\n"
    "# train_step = make_train_step(cost)",
    "training_loop": "from utils.checks.loop import training_loop",
    "two_loop_recursion": "from utils.checks.recursion import two_loop_recursion",
}
HOW_TO_WRITE = """
> **The exercises.** Where a cell says `YOUR CODE HERE`, write your own in place of that line and
> the next, run the cell, then the check below it. The check says what is right, and what went
> wrong. Stuck? Open the hint; or let the cell after the check lend you the course's own function,
> and go on. From the first exercise on you find below each cell what it should show."""
HOW_TO_PREDICT = """
> **The exercises.** There is no function to write on this page. Where it says *predict*, do so
> before you run the cell; the answer is folded up below it."""


def exercise(solution: NotebookNode) -> NotebookNode:
    """Return the learner's edition of a notebook, as a new one."""
    page = nbformat.from_dict(solution)
    page.cells = []
    page.metadata.pop("widgets", None)  # of a slider that has not been run
    begun = pictured = False
    for cell, answers in after_predictions(solution):
        page.cells.append(cell)
        if cell.cell_type == "markdown":
            if answers:
                cell.source = folded_answer(cell.source)
            continue
        if SOLUTION.search(cell.source):
            begun = True
            name = cell.source.partition("def ")[2].partition("(")[0]
            text = page.cells[-2]
            text.source = text.source.replace(HINT, f"**Your turn:** write `{name}`.\n\n{HINT}")
        shown = expected(cell, "" if answers else " open")
        cell.source = stub(cell.source)
        cell.execution_count = None
        if pictured or answers or not any(map(figures_of, cell.outputs)):
            cell.outputs = []
        pictured = pictured or bool(cell.outputs)
        if check := CHECK.match(cell.source):
            page.cells.append(go_on(check[1], cell.id))
        elif begun and shown:
            page.cells.append(shown)
    for cell in page.cells:  # one folder deeper
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("](../", "](../../")
    page.cells[0].source += "\n" + (HOW_TO_WRITE if begun else HOW_TO_PREDICT)
    return page


def after_predictions(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, bool]]:
    """Yield a copy of each cell, and whether it answers a prediction.

    A prediction is asked for in a text. The code after it and the next text, up to a heading,
    hold the answer.
    """
    answers = False
    for cell in map(nbformat.from_dict, notebook.cells):
        yield cell, answers
        if cell.cell_type == "markdown":
            answers = bool(ASKS.search(cell.source))


def stub(source: str) -> str:
    """Code without the lines that the learner writes."""
    return SOLUTION.sub(STUB, source)


def answer_and_rest(text: str) -> tuple[str, str]:
    """Split a text before its first heading."""
    answer, *rest = re.split(r"^(?=#)", text, maxsplit=1, flags=re.MULTILINE)
    return answer.strip(), "".join(rest)


def folded_answer(text: str) -> str:
    """Fold what a text says before its first heading."""
    answer, rest = answer_and_rest(text)
    folded = ["<details><summary>What happened here</summary>", answer, "</details>"]
    return "\n\n".join(folded + [rest] * bool(rest))


def go_on(name: str, beside: str) -> NotebookNode:
    """A cell that offers the course's own function, so that nobody is stuck."""
    own = COURSES_OWN.get(name, f"from utils.costs import {name}")
    return new_code_cell(
        f"# Stuck? Take the # off the line(s) below to go on with the course's own.\n# {own}",
        id=f"{beside}-go-on",
    )


def with_pictures(cell: NotebookNode) -> str:
    """The text of a cell with its attached pictures in it, for those who know no attachments."""
    text = cell.source
    for name, data in cell.get("attachments", {}).items():
        ((kind, contents),) = data.items()
        text = text.replace(f"(attachment:{name})", f"(data:{kind};base64,{contents})")
    return text


def figures_of(output: NotebookNode) -> list[tuple[str, str, str]]:
    """The kind, contents and alt text of each figure of an output."""
    return [
        (kind, contents, output.metadata[kind]["alt"])
        for kind, contents in output.get("data", {}).items()
        if kind in ("image/jpeg", "image/png")
    ]


def expected(cell: NotebookNode, opened: str) -> NotebookNode | None:
    """A foldable cell with what a code cell should show, or None when that is nothing stable."""
    if "nbval-ignore-output" in cell.metadata.get("tags", []):
        return None
    parts, attachments = [], {}
    for number, output in enumerate(cell.outputs):
        for kind, contents, alt in figures_of(output):
            name = f"expected-{number}.{kind[6:]}"
            attachments[name] = {kind: contents}
            parts.append(f"![{alt}](attachment:{name})")
        if output.output_type == "stream":
            parts.append(f"```\n{output.text.rstrip()}\n```")
    if not parts:
        return None
    text = [f"<details{opened}><summary>What you should see</summary>", *parts, "</details>"]
    return new_markdown_cell("\n\n".join(text), id=f"{cell.id}-expected", attachments=attachments)


def main() -> None:
    """Write notebooks/exercises/, a page for every notebook."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        with atomic(EXERCISES / path.name) as part:
            nbformat.write(exercise(nbformat.read(path, as_version=4)), part)
        print(f"notebooks/exercises/{path.name}")


if __name__ == "__main__":
    main()
