"""What the sweep of sweep.toml says about layers and weights: the tables and figures of docs/layers.md.

    python benchmarks/layers.py                         prints the tables
    python benchmarks/layers.py output/sweeps/layers    first takes table, page and figures from there

Distances are averaged over the pairs as they are, since both count in units of their own pair.
"""

import csv
import itertools
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from utils.files import PROJECT, write
from utils.images import encode_jpeg
from utils.sweep.page import names_of
from utils.sweep.plan import read_plan

FOLDER = PROJECT / "docs" / "layers"
RESULTS = FOLDER / "results.csv"
CONTENT, STYLE = "content_distance", "style_distance"
SAME_STYLE = 0.25  # the style distance at which layers are compared
FACTORS = {"content_layer": "content layer", "style_layers": "style layers", "strength": "strength"}
NAMES = names_of(read_plan(PROJECT / "sweep.toml"))  # (factor, text in results.csv) to a name

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The paintings of a sweep, with the names that sweep.toml gives to their values."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["error"]]
    return [row | {factor: NAMES[factor, row[factor]] for factor in FACTORS} for row in rows]


def mean(rows: Iterable[Row], column: str) -> float:
    """The mean of a column."""
    return fmean(float(row[column]) for row in rows)


def values(factor: str) -> list[str]:
    """The values of a factor, in the order of sweep.toml."""
    return [name for (of, _), name in NAMES.items() if of == factor]


def table(heading: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    parts = [heading, ["---"] * len(heading), *lines]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in parts)


def by_factor(rows: Sequence[Row], factor: str) -> str:
    """The mean distances for each value of a factor, at each strength."""
    strengths = values("strength")
    heading = [FACTORS[factor]]
    heading += [f"{what}, strength {s}" for what in ("content", "style") for s in strengths]
    lines = []
    for value in values(factor):
        line: list[object] = [value]
        for column, strength in itertools.product((CONTENT, STYLE), strengths):
            chosen = (r for r in rows if (r[factor], r["strength"]) == (value, strength))
            line.append(f"{mean(chosen, column):.2f}")
        lines.append(line)
    return table(heading, lines)


def explained(rows: Sequence[Row]) -> str:
    """The share of the variance within a pair that each factor alone explains (eta squared).

    Once for all strengths, and once without the weakest, which gives less variance to explain.
    """
    strong = [row for row in rows if float(row["strength"]) >= 1]
    lines = [
        [name, *(share(part, factor, c) for part in (rows, strong) for c in (CONTENT, STYLE))]
        for factor, name in FACTORS.items()
    ]
    names = "content distance", "style distance"
    return table(["", *names, *(f"{name}, strengths 1 and 3" for name in names)], lines)


def share(rows: Sequence[Row], factor: str, column: str) -> str:
    """The variance between the values of a factor, as a share of all variance within a pair."""
    within = between = 0.0
    for _, pair in grouped(rows, lambda row: row["pair"]):
        middle = mean(pair, column)
        within += sum((float(row[column]) - middle) ** 2 for row in pair)
        for _, group in grouped(pair, lambda row: row[factor]):
            between += len(group) * (mean(group, column) - middle) ** 2
    return f"{100 * between / within:.0f} %"


def at_equal_style(rows: Sequence[Row], factor: str) -> str:
    """The content distance where the style distance is SAME_STYLE, for each value of a factor and pair.

    It is interpolated between the strengths, over the logarithm of the style distance, and averaged
    over the other factor.
    """
    other = {"content_layer": "style_layers", "style_layers": "content_layer"}[factor]
    pairs = grouped(rows, lambda row: row["pair"])
    lines = []
    for value in values(factor):
        line: list[object] = [value]
        for _, pair in pairs:
            chosen = [row for row in pair if row[factor] == value]
            curves = [curve for _, curve in grouped(chosen, lambda row: row[other])]
            line.append(f"{fmean(map(content_at_same_style, curves)):.2f}")
        lines.append(line)
    return table([FACTORS[factor], *(name for name, _ in pairs)], lines)


def content_at_same_style(curve: Sequence[Row]) -> float:
    """The content distance of one choice of layers at the style distance SAME_STYLE."""
    points = sorted((float(row[STYLE]), float(row[CONTENT])) for row in curve)
    style, content = np.array(points).T
    if not style[0] <= SAME_STYLE <= style[-1]:
        raise ValueError(f"the style distances {style} do not span {SAME_STYLE}")
    return float(np.interp(np.log(SAME_STYLE), np.log(style), content))


def grouped(rows: Sequence[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Rows by a key."""
    return [(k, list(group)) for k, group in itertools.groupby(sorted(rows, key=key), key)]


def tables(rows: Sequence[Row]) -> list[str]:
    """All tables of docs/layers.md, in order."""
    layers = ["content_layer", "style_layers"]
    return [
        explained(rows),
        *(by_factor(rows, factor) for factor in layers),
        *(at_equal_style(rows, factor) for factor in layers),
    ]


def figure(rows: Sequence[Row], factor: str, pictures: Path, **fixed: str) -> Image.Image:
    """A row of paintings for each pair, a column for each value of a factor, all else fixed."""
    columns, gap, title = values(factor), 6, 28  # pixels
    chosen = [row for row in rows if all(row[name] == value for name, value in fixed.items())]
    lines = []
    for _, pair in grouped(chosen, lambda row: row["pair"]):
        by_value = {row[factor]: row for row in pair}
        lines.append(
            [Image.open(pictures / by_value[v]["picture"]).convert("RGB") for v in columns]
        )
    width = max(picture.width for line in lines for picture in line) + gap
    heights = [line[0].height + gap for line in lines]
    sheet = Image.new("RGB", (width * len(columns) - gap, title + sum(heights) - gap), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(20)
    for number, value in enumerate(columns):
        pen.text((number * width + 4, 0), value, "black", font)
    for top, line in zip(itertools.accumulate(heights, initial=title), lines):
        for number, picture in enumerate(line):
            sheet.paste(picture, (number * width, top))
    return sheet


def take(folder: Path) -> None:
    """Put a sweep's table, its page and two figures of its paintings into docs/layers/."""
    FOLDER.mkdir(exist_ok=True)
    for name in "results.csv", "index.html":
        shutil.copy(folder / name, FOLDER)
    rows, pictures = read(RESULTS), folder / "pictures"
    usual = {"content_layer": "block4_conv2", "style_layers": "five, even", "strength": "1"}
    for factor in "content_layer", "style_layers":
        fixed = {name: value for name, value in usual.items() if name != factor}
        sheet = figure(rows, factor, pictures, **fixed)
        write(FOLDER / f"{factor}.jpg", encode_jpeg(sheet, 500_000))


if __name__ == "__main__":
    for argument in sys.argv[1:2]:
        take(Path(argument))
    print("\n\n".join(tables(read(RESULTS))))
