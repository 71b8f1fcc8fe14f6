"""Slim notebooks down: their figures are stored anew until each file stays below 1.5 megabytes.

    python -m course.slim                               all of them
    python -m course.slim notebooks/04_training_loop.ipynb

`python -m course.execute` does so by itself. A notebook below the limit stays as it is. Otherwise
plots get a palette, which looks the same; an animation too heavy for its share loses colours and
every second picture; and the JPEGs get the first of STEPS that suffices. Each figure keeps its
format, so everything that shows or compares a notebook treats it as before. WebP would be smaller,
but not every viewer of notebooks knows it.
"""

import base64
import copy
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode
from PIL import Image, ImageChops

from utils.files import PROJECT, atomic

LIMIT = 1_500_000  # bytes of a stored notebook
FILM = LIMIT // 4  # bytes of an animation
CHANGE = 16  # of 255: a palette that changes any pixel by more is not taken
STEPS = [  # quality of the JPEGs, and the widest in pixels: a page shows some 800 to 1000
    *[(84, 1200), (80, 1200), (76, 1200)],
    *[(76, 1000), (72, 1000), (68, 1000)],
    *[(72, 800), (68, 800), (64, 800)],
    *[(68, 700), (64, 700), (60, 700)],
]


def slim(notebook: NotebookNode) -> NotebookNode:
    """A copy of a notebook that is below LIMIT when stored, or as small as STEPS make it."""
    slimmed = copy.deepcopy(notebook)
    if weight(slimmed) < LIMIT:
        return slimmed
    for data in displayed(slimmed):
        replace(
            data, "image/png", as_png(figure(data["image/png"])) if "image/png" in data else b""
        )
    drawn = [(data, data["image/jpeg"]) for data in displayed(slimmed) if "image/jpeg" in data]
    for quality, width in STEPS:
        for data, original in drawn:
            replace(data, "image/jpeg", as_jpeg(figure(original), quality, width))
        if weight(slimmed) < LIMIT:
            break
    return slimmed


def weight(notebook: NotebookNode) -> int:
    """The bytes of a notebook when it is stored."""
    return len(nbformat.writes(notebook).encode()) + 1  # a newline at the end


def displayed(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """What the cells display: from the kind, such as "image/png", to its data, for each output."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", NotebookNode())


def figure(data: str) -> Image.Image:
    """A stored figure."""
    return Image.open(io.BytesIO(base64.b64decode(data)))


def replace(data: NotebookNode, kind: str, picture: bytes) -> None:
    """Store `picture` as what a cell displays, if it is smaller and there is one."""
    encoded = base64.b64encode(picture).decode()
    if 0 < len(encoded) < len(data.get(kind, "")):
        data[kind] = encoded


def as_jpeg(image: Image.Image, quality: int, widest: int) -> bytes:
    """The JPEG bytes of an image at this quality, at most `widest` pixels wide."""
    if image.width > widest:
        size = widest, round(widest * image.height / image.width)
        image = image.resize(size, Image.Resampling.LANCZOS)
    return saved(image, "JPEG", quality=quality, optimize=True, progressive=True)


def as_png(image: Image.Image) -> bytes:
    """The PNG bytes of a plot with a palette, or of an animation that keeps to its share.

    Returns:
        the bytes; none if a palette would change the picture visibly.
    """
    pictures = frames(image)
    if len(pictures) > 1:
        return as_film(pictures, [frame.info["duration"] for frame in pictures])
    (plot,) = pictures
    reduced = plot.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    change = ImageChops.difference(plot, reduced.convert("RGB"))
    if np.asarray(change).max() > CHANGE:
        return b""
    return saved(reduced, "PNG", optimize=True)


def frames(image: Image.Image) -> list[Image.Image]:
    """The pictures of an animation, or the only one, in RGB on white."""
    pictures = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frame = image.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", frame.size, "white"), frame).convert(
            "RGB"
        )
        picture.info = {"duration": image.info.get("duration", 0)}
        pictures.append(picture)
    return pictures


def as_film(pictures: list[Image.Image], durations: list[float]) -> bytes:
    """The bytes of an animation in 128 colours, of every second picture while it is above FILM.

    The first picture, which a page that does not move shows, stays, and so does the last. Others are
    shown longer, so that the animation takes as long.
    """
    sheet = Image.new("RGB", (pictures[0].width, pictures[0].height * len(pictures)))
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (0, number * picture.height))
    palette = sheet.quantize(128)
    first, *others = [
        picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures
    ]
    film = saved(
        first, "PNG", save_all=True, append_images=others, duration=durations, loop=0, optimize=True
    )
    if len(film) * 4 / 3 < FILM or len(pictures) < 4:
        return film
    start = (len(pictures) - 1) % 2
    kept = pictures[:start] + pictures[start::2]
    spread = durations[:start] + [2 * duration for duration in durations[start::2]]
    return as_film(kept, [*spread[:-1], durations[-1]])


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    """The bytes of an image in a format."""
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def main(paths: list[str]) -> int:
    """Slim the notebooks at `paths`, or all; return the exit code: 1 when one stays too large."""
    large = False
    for path in map(Path, paths) if paths else sorted((PROJECT / "notebooks").glob("*.ipynb")):
        before = nbformat.read(path, as_version=4)
        after = slim(before)
        if after != before:
            with atomic(path) as part:
                nbformat.write(after, part)
        print(f"{path}: {weight(before) / 1e6:.2f} MB before, {weight(after) / 1e6:.2f} MB now")
        large = large or weight(after) >= LIMIT
    if large:
        print("A notebook stays above 1 MB: draw fewer figures, or smaller ones.", file=sys.stderr)
    return int(large)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
