"""Sliders: pictures that the notebooks already hold, to leaf through without a server."""

import base64
import html
import io
import json
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np
from nbformat import NotebookNode
from PIL import Image

from course.site.strengths import FOLDER, SIZE, STRENGTHS
from utils.errors import StyleTransferError
from utils.files import PROJECT, write
from utils.images import as_jpeg

WIDTH = 448  # pixels of a picture that is cut out of a notebook
WIDEST = 352  # and of its place on the page, where it would look blurred if it were larger
OTHERS = ["", "", ""]  # a row of pictures that a slider leaves out
WHITE = 235  # a pixel that is lighter belongs to the paper between the pictures


class Slider(NamedTuple):
    """A row of paintings of which one number differs."""

    name: str
    label: str  # what is moved
    notebook: str  # that the pictures are cut out of, or none
    figures: dict[str, list[str]]  # from a cell's id to the titles of the pictures in its figure
    start: str  # the title of the picture that is shown first, and where scripts do not run
    subject: str  # what all of them show, for those who cannot see them
    folder: Path | None = None  # that holds <title>.jpg of every picture, in place of a notebook
    width: int = WIDTH  # pixels of each picture
    place: int = WIDEST  # pixels of its place on the page, at most

    @property
    def titles(self) -> list[str]:
        """The titles in ascending order, each once."""
        titles = {title for found in self.figures.values() for title in found if title}
        return sorted(titles, key=lambda title: float(title.split()[0].rstrip("%")))


# The home page's. Its pictures are larger: website/strength/, painted by course.site.strengths.
LARGE = Slider(
    "large",
    "Strength of the style",
    "",
    {"": STRENGTHS},
    "1",
    "A park with an arched bridge as a swirling night",
    folder=FOLDER,
    width=SIZE,
    place=SIZE,
)
SLIDERS = [
    Slider(
        "iteration",
        "Iteration",
        "04_training_loop",
        {"cell-26": ["0", "5", "10", "20", "40", "80", "160", "1500"]},
        "1500",
        "The sunset bridge, painted from noise",
    ),
    Slider(
        "marks",
        "Size of the style picture",
        "08_control",
        {"cell-34": [*OTHERS, *OTHERS, "112 pixels", "224 pixels", "448 pixels"]},
        "224 pixels",
        "The sky left of the sunset bridge's tower as a swirling night",
    ),
    Slider(
        "blend",
        "Share of the water garden",
        "08_control",
        {"cell-30": ["0%", "50%", "100%", *OTHERS, *OTHERS]},
        "50%",
        "The sunset bridge in a mixture of two styles, a swirling night and a water garden",
    ),
]


def pictures_of(slider: Slider, notebooks: Path = PROJECT / "notebooks") -> list[Image.Image]:
    """The pictures of a slider, as a rule cut out of its notebook's figures.

    Raises:
        StyleTransferError: a figure holds another number of pictures, or is missing.
    """
    if slider.folder:
        return [Image.open(slider.folder / f"{title}.jpg") for title in slider.titles]
    path = notebooks / f"{slider.notebook}.ipynb"
    cells = {cell.get("id"): cell for cell in nbformat.read(path, as_version=4).cells}
    found: dict[str, Image.Image] = {}
    for identity, titles in slider.figures.items():
        pictures = panels(figure_of(cells.get(identity, NotebookNode())))
        if len(pictures) != len(titles):
            raise StyleTransferError(
                f"{path}: the figure of cell {identity} holds {len(pictures)} pictures instead of "
                f"{len(titles)}: adapt SLIDERS in course/site/sliders.py."
            )
        found |= dict(zip(titles, pictures))
    return [found[title] for title in slider.titles]


def figure_of(cell: NotebookNode) -> Image.Image:
    """The JPEG that a cell shows; a white pixel if there is none."""
    for output in cell.get("outputs", []):
        if "image/jpeg" in output.get("data", {}):
            data = base64.b64decode(output.data["image/jpeg"])
            return Image.open(io.BytesIO(data)).convert("RGB")
    return Image.new("RGB", (1, 1), "white")


def panels(figure: Image.Image) -> list[Image.Image]:
    """The pictures of a figure that `show` drew, row by row, without titles and white borders."""
    drawn = np.asarray(figure).min(axis=2) < WHITE
    found = []
    for top, bottom in runs(drawn.mean(axis=1) > 0.5 * drawn.any(axis=0).mean()):
        for left, right in runs(drawn[top:bottom].mean(axis=0) > 0.3):
            found.append(figure.crop((left + 1, top + 1, right - 1, bottom - 1)))
    return found


def runs(inside: np.ndarray, shortest: int = 40) -> list[tuple[int, int]]:
    """Where a row of truths begins and ends to hold, for those that are not shorter than that."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    return [(a, b) for a, b in zip(edges[::2], edges[1::2]) if b - a >= shortest]


def write_pictures(slider: Slider, folder: Path) -> None:
    """Write a slider's pictures as <name>-<number>.jpg."""
    for number, picture in enumerate(pictures_of(slider)):
        write(folder / f"{slider.name}-{number}.jpg", scaled_jpeg(picture, slider.width))


def scaled_jpeg(picture: Image.Image, width: int) -> bytes:
    """A JPEG of a picture, so many pixels wide."""
    size = width, round(width * picture.height / picture.width)
    return as_jpeg(picture.resize(size, Image.Resampling.BICUBIC), 78, progressive=True)


def as_html(slider: Slider, folder: str) -> str:
    """A still picture, which website/_static/slider.js turns into a slider.

    Args:
        slider: which.
        folder: where its pictures are, seen from the page.
    """
    titles = slider.titles
    pictures = [f"{folder}/{slider.name}-{number}.jpg" for number in range(len(titles))]
    start = titles.index(slider.start)
    width = slider.place
    data = {
        "label": slider.label,
        "titles": titles,
        "pictures": pictures,
        "subject": slider.subject,
        "start": start,
    }
    return (
        f'<figure class="slider" style="max-width: {width}px" '
        f'data-slider="{html.escape(json.dumps(data))}">'
        f'<img src="{pictures[start]}" width="{width}" height="{width * 3 // 4}" '
        f'alt="{html.escape(slider.subject)}. {html.escape(slider.label)}: {slider.start}.">'
        f"<figcaption>{html.escape(slider.label)}: {html.escape(slider.start)}</figcaption></figure>"
    )
