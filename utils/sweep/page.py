"""The wall of a sweep: index.html, one file that needs no network, and a contact sheet as PNG."""

import base64
import io
import json
import math
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFont, ImageOps

from utils.files import write
from utils.images import as_jpeg
from utils.sweep.plan import Plan, value_in_words
from utils.sweep.results import SETTINGS, Results, Row

TEMPLATE = Path(__file__).with_name("wall.html")
PAGE_BYTES = 1_900_000  # of index.html, as long as the smallest thumbnails fit
STEPS = [  # the longest side of a thumbnail in pixels, and its quality as JPEG
    *[(480, 84), (384, 82), (320, 80), (256, 80), (224, 76), (192, 74)],
    *[(176, 72), (160, 70), (144, 68), (128, 66), (112, 62), (96, 60)],
]
SHEET = 1920, 1080  # pixels of the contact sheet: a slide
TITLE = 64  # pixels of its title
GAP = 4  # pixels between its pictures
NAMED = 150  # pixels: so wide must a picture of it be to have its name below
FONT = ImageFont.load_default(18)


class Shown(NamedTuple):
    """A painting on the page."""

    row: Row
    values: dict[str, str]  # of the settings that vary, by the names that the sweep gives them
    picture: Image.Image
    words: str  # what tells it from the others


def write_pages(results: Results, plan: Plan, title: str) -> None:
    """Write index.html and contact_sheet.png of all paintings in a folder.

    Args:
        results: they may hold paintings of earlier sweeps, too.
        plan: whose names for values are used, and whose order.
        title: of both.

    Raises:
        OutputError: a file cannot be written.
    """
    rows, names = results.painted(), names_of(plan)
    varied = [name for name in SETTINGS if len({row[name] for row in rows}) > 1]
    order = {name: number for number, name in enumerate(plan.factors)}
    factors = sorted(varied, key=lambda name: order.get(name, len(order)))
    several = len({row["pair"] for row in rows}) > 1 or not factors
    shown = []
    for row in rows:
        values = {name: names.get((name, row[name]), row[name]) for name in factors}
        words = ", ".join([row["pair"]] * several + list(values.values()))
        picture = thumbnail(results.picture(row), STEPS[0][0])
        shown.append(Shown(row, values, picture, words))
    failed = [f"{row['pair']}: {row['error']}" for row in results.failed()]
    write(results.folder / "index.html", page(title, shown, failed, orders(shown, plan)).encode())
    stream = io.BytesIO()
    contact_sheet(title, shown).save(stream, "PNG", optimize=True)
    write(results.folder / "contact_sheet.png", stream.getvalue())


def names_of(plan: Plan) -> dict[tuple[str, str], str]:
    """What a sweep calls a value of a setting: from (setting, text in results.csv) to a name."""
    return {
        (factor, value_in_words(factor, getattr(task.settings, factor))): label
        for task in plan.tasks
        for factor, label in task.labels.items()
    }


def orders(shown: Sequence[Shown], plan: Plan) -> dict[str, list[str]]:
    """The values of each setting that varies, and the pairs: numbers rise, words are as planned."""
    columns: dict[str, list[str]] = {"pair": [each.row["pair"] for each in shown]}
    for name in shown[0].values if shown else []:
        columns[name] = [each.values[name] for each in shown]
    planned = [task.pair.name for task in plan.tasks] + [
        label for task in plan.tasks for label in task.labels.values()
    ]
    place = {word: number for number, word in reversed(list(enumerate(planned)))}

    def rank(word: str) -> tuple[float, int]:
        try:
            return float(word), 0
        except ValueError:
            return math.inf, place.get(word, len(place))

    ordered = {name: sorted(set(values), key=rank) for name, values in columns.items()}
    return {name: values for name, values in ordered.items() if name != "pair" or len(values) > 1}


def thumbnail(path: Path, side: int) -> Image.Image:
    """A picture, at most so long."""
    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def encoded(pictures: Sequence[Image.Image], most: int) -> list[bytes]:
    """The JPEGs of thumbnails, as large and good as fit into so many bytes, or the smallest."""
    jpegs: list[bytes] = []
    for side, quality in STEPS:
        jpegs = []
        for picture in pictures:
            small = picture.copy()
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
            jpegs.append(as_jpeg(small, quality, progressive=True))
        if sum(map(len, jpegs)) <= most:
            break
    return jpegs


def page(
    title: str, shown: Sequence[Shown], failed: Sequence[str], order: dict[str, list[str]]
) -> str:
    """The text of index.html."""
    template = TEMPLATE.read_text("utf-8")
    rows: list[dict[str, Any]] = [
        {
            "picture": each.row["picture"],
            "pair": each.row["pair"],
            "values": each.values,
            "content": float(each.row["content_distance"]),
            "style": float(each.row["style_distance"]),
            "J_content": float(each.row["J_content"]),
            "J_style": float(each.row["J_style"]),
            "seconds": float(each.row["seconds"]),
            "machine": each.row["machine"],
        }
        for each in shown
    ]
    room = PAGE_BYTES - len(template) - len(json.dumps(rows)) - 100 * len(rows)
    jpegs = encoded([each.picture for each in shown], room * 3 // 4)
    for row, jpeg in zip(rows, jpegs):
        row["thumb"] = "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
    width = Image.open(io.BytesIO(jpegs[0])).width if jpegs else STEPS[0][0]
    data = {
        "title": title,
        "factors": list(order),
        "order": order,
        "rows": rows,
        "failed": failed,
        "width": width,
    }
    # no name that somebody chose can end the script in which the data stand
    text = json.dumps(data).replace("<", "\\u003c")
    return template.replace(">DATA<", f">{text}<")


def contact_sheet(title: str, shown: Sequence[Shown]) -> Image.Image:
    """All paintings on a slide, in the order of their names, as large as it allows."""
    sheet = Image.new("RGB", SHEET, "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((16, 14), f"{title}: {len(shown)} paintings", "black", ImageFont.load_default(32))
    if not shown:
        return sheet
    height = SHEET[1] - TITLE
    ratio = max(each.picture.height / each.picture.width for each in shown)
    columns = next(n for n in count(1) if grid_height(n, len(shown), ratio) <= height)
    side, name = cell(columns)
    for number, each in enumerate(sorted(shown, key=lambda each: each.words)):
        left, top = number % columns * (SHEET[0] // columns), number // columns
        top = TITLE + round(top * (side * ratio + name + GAP))
        size = side, math.ceil(side * ratio)
        small = ImageOps.contain(each.picture, size, Image.Resampling.LANCZOS)
        sheet.paste(small, (left, top))
        if name:
            draw.text((left, top + small.height + 2), shortened(each.words, side), "black", FONT)
    return sheet


def cell(columns: int) -> tuple[int, int]:
    """How wide a picture is in so many columns, and how high its name: 0 where none fits."""
    side = SHEET[0] // columns - GAP
    return side, 28 if side >= NAMED else 0


def grid_height(columns: int, pictures: int, ratio: float) -> float:
    """How high so many pictures are in so many columns."""
    side, name = cell(columns)
    return math.ceil(pictures / columns) * (side * ratio + name + GAP)


def shortened(words: str, width: int) -> str:
    """As much of a name as fits into so many pixels."""
    while words and FONT.getlength(words) > width:
        words = words[:-2].rstrip() + "…" if len(words) > 2 else ""
    return words
