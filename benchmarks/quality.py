"""Compare three ways to paint, given the same seconds: measures, time, memory and pictures.

    python benchmarks/quality.py     15 to 20 minutes on two cores; writes benchmarks/quality.md

Every painting is a process of its own. Finished paintings are kept in output/quality/ and not
repeated, so a run that was stopped can be continued. Delete that folder to measure anew.
"""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont
from processes import HERE, describe_machine, run_alone

from utils.bfloat16 import bfloat16_is_faster
from utils.distances import LAYERS, Distances, measure
from utils.files import OUTPUT, PROJECT, T_IMAGES, atomic, write
from utils.images import load_image

SIZE = 256  # pixels, the longest side of every picture
PAINTINGS = OUTPUT / "quality"
PREVIOUS = "1f49816"  # the last commit with the previous default


class Pair(NamedTuple):
    """A content and a style picture of T_images/."""

    content: str
    style: str
    kind: str  # what makes the style different from the others'


PAIRS = [
    Pair("sunset_bridge", "swirling_night", "strokes"),
    Pair("bow_bridge", "water_garden", "dabs"),
    Pair("stone_tomb", "girih_tiles", "hard edges"),
    Pair("ruined_columns", "blue_fluid", "flat colour"),
]


class Method(NamedTuple):
    """A way to paint; all but "new" are stopped when "new" would have ended, unless `whole`."""

    title: str
    options: tuple[str, ...] = ()
    previous: bool = False  # whether it is that of the commit `PREVIOUS`
    whole: bool = False  # whether it may come to its own end; then for the first pair only


METHODS = {
    "lecture": Method("lecture's loop", ("--preset", "lecture")),
    "previous": Method("previous default", ("--preset", "fast"), previous=True),
    "new": Method("default"),
    "lecture_whole": Method("lecture's loop to its end", ("--preset", "lecture"), whole=True),
}


class Painting(NamedTuple):
    """A finished painting."""

    seconds: float  # of the whole process
    peak: int  # the most memory that the process held, in bytes
    steps: int  # evaluations of the cost
    file: Path


def unpack_previous(folder: Path, commit: str = PREVIOUS, repository: Path = PROJECT) -> bool:
    """Put the course's code as of `commit` into `folder`; return whether git could."""
    archive = folder / "previous.zip"
    command = ["git", "archive", f"--output={archive}", commit, "utils"]
    try:
        subprocess.run(command, cwd=repository, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    shutil.unpack_archive(archive, folder)
    return True


def picture_file(name: str) -> Path:
    """The path of a picture of T_images/."""
    return T_IMAGES / f"{name}.jpg"


def load_painting(folder: Path, seconds: float | None) -> Painting | None:
    """A painting that was finished before, if it was stopped after just these seconds."""
    record = folder / "run.json"
    if not record.exists():
        return None
    run = json.loads(record.read_text())
    if run["stop_after"] != seconds:
        return None
    return Painting(run["seconds"], run["peak"], run["steps"], folder / "generated.png")


def paint(pair: Pair, name: str, project: Path, stop_after: float | None = None) -> Painting:
    """Paint in a process of its own, unless that has been done."""
    folder = PAINTINGS / f"{pair.content}_{pair.style}_{name}"
    if done := load_painting(folder, stop_after):
        return done
    print(pair.content, pair.style, METHODS[name].title, "...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    arguments = [picture_file(pair.content), picture_file(pair.style), "--size", SIZE]
    run = run_alone([*arguments, "--output", folder, *METHODS[name].options], stop_after, project)
    if not (folder / "generated.png").exists():
        sys.exit(f"{METHODS[name].title} had not begun to paint after {stop_after:.0f} s.")
    with (folder / "history.csv").open() as file:
        steps = len(list(csv.DictReader(file))) - 1
    record = run._asdict() | {"stop_after": stop_after, "steps": steps}
    write(folder / "run.json", json.dumps(record).encode())
    return Painting(run.seconds, run.peak, steps, folder / "generated.png")


def paint_all(previous: Path | None) -> dict[Pair, dict[str, Painting]]:
    """Paint every pair by every method.

    Args:
        previous: folder with the code of the previous default; None leaves it out.
    """
    paintings = {}
    for pair in PAIRS:
        new = paint(pair, "new", PROJECT)
        paintings[pair] = {}
        for name, method in METHODS.items():
            if name == "new":
                paintings[pair][name] = new
            elif method.whole:
                if pair == PAIRS[0]:
                    paintings[pair][name] = paint(pair, name, PROJECT)
            elif not method.previous:
                paintings[pair][name] = paint(pair, name, PROJECT, new.seconds)
            elif previous:
                paintings[pair][name] = paint(pair, name, previous, new.seconds)
    return paintings


def measure_pair(pair: Pair, paintings: dict[str, Painting]):
    """As `measure`, of a pair's paintings."""
    content, style = (load_image(picture_file(name), SIZE) for name in pair[:2])
    return measure([load_image(painting.file) for painting in paintings.values()], content, style)


def table_of(pair: Pair, paintings: dict[str, Painting], distances, units: Distances) -> list[str]:
    """The lines of a pair in the Markdown table."""
    lines = []
    for (name, painting), found in zip(paintings.items(), distances, strict=True):
        style, content = (
            f"{distance:.3g} | {distance / unit:.2f}" for distance, unit in zip(found, units)
        )
        lines.append(
            f"| {pair.content}, {pair.style} ({pair.kind}) | {METHODS[name].title} | "
            f"{painting.steps} | {style} | {content} | {painting.seconds:.0f} | "
            f"{painting.peak / 1e6:.0f} |"
        )
    return lines


def contact_sheet(paintings: dict[Pair, dict[str, Painting]]) -> Image.Image:
    """All pictures: a row per pair; content, style and the paintings, but for the whole ones."""
    names = [name for name in paintings[PAIRS[0]] if not METHODS[name].whole]
    titles = ["content", "style", *(METHODS[name].title for name in names)]
    band, height = 24, SIZE * 3 // 4
    sheet = Image.new("RGB", (len(titles) * SIZE, band + len(paintings) * height), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for column, title in enumerate(titles):
        draw.text((column * SIZE + 4, 3), title, "black", font)
    for row, (pair, painted) in enumerate(paintings.items()):
        files = [picture_file(pair.content), picture_file(pair.style)]
        files += [painted[name].file for name in names]
        for column, file in enumerate(files):
            with Image.open(file) as picture:
                picture = picture.convert("RGB")
                picture.thumbnail((SIZE, height), Image.Resampling.LANCZOS)
                sheet.paste(picture, (column * SIZE, band + row * height))
    return sheet


def save_small(sheet: Image.Image, path: Path, most: int = 400_000) -> None:
    """Save a picture as a JPEG of at most so many bytes, as good as they allow."""
    for quality in range(90, 20, -5):
        with atomic(path) as part:
            sheet.save(part, quality=quality, optimize=True)
        if path.stat().st_size < most:
            return


def ratio_in_words(paintings: dict[str, Painting]) -> str:
    """How long the lecture's loop takes to its end, beside the default."""
    whole, new = paintings["lecture_whole"], paintings["new"]
    return (
        f"On the first pair, the lecture's {whole.steps} steps take {whole.seconds:.0f} s, "
        f"{whole.seconds / new.seconds:.1f} times as long as the default's {new.seconds:.0f} s"
    )


HOW_TO_READ = """\
## How to read it

- **Equal seconds.** The default runs to its end. The other methods are stopped as by Ctrl-C after
  as many seconds, unless they end sooner, and leave their best picture so far. The seconds are
  those of the whole process, with the import of TensorFlow and the weights. One step is one
  evaluation of the cost; the steps of the default's smaller levels take less time.
- **Style distance**: squared sliced Wasserstein distance (Heitz et al. 2021) to the style picture,
  on layers that no method paints with: {layers}. The share
  is that of the content picture's own distance: 1 means no more of the style than the content
  picture has, 0 means the style itself.
- **Content distance**: self-similarity distance (Kolkin et al. 2019) to the content picture on the
  same layers. The share is that of the content picture's distance from itself with its positions
  shuffled: 0 means that all parts resemble each other as they did, 1 that nothing is where it was.
- **These numbers are a guard, not the judge.** Blur raises the style distance, and lost content
  raises the content distance. Both measures see sharpness and fine texture. They do not see stains,
  or whether the whole canvas is painted, so a photograph with some fine texture scores well. Blind
  comparison by eye decides.
"""


def write_results(paintings: dict[Pair, dict[str, Painting]]) -> None:
    """Measure all paintings; write the table and the contact sheet."""
    numbers = "bfloat16" if bfloat16_is_faster() else "float32"
    lines = [
        "# Quality at equal seconds",
        "",
        f"Written by `make bench`. Four pairs of pictures, {SIZE} pixels wide, painted by each "
        "method in the same time.",
        "",
        f"- {describe_machine()}; the default multiplies in {numbers}, the lecture's loop in "
        "float32",
    ]
    if "previous" in paintings[PAIRS[0]]:
        lines += [f"- previous default: `--preset fast` of commit {PREVIOUS}"]
    else:
        lines += [f"- previous default: left out, because git could not give commit {PREVIOUS}"]
    lines += [
        f"- {ratio_in_words(paintings[PAIRS[0]])}",
        "",
        "| pair | method | steps | style distance | share | content distance | share | seconds | "
        "peak MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for pair, painted in paintings.items():
        lines += table_of(pair, painted, *measure_pair(pair, painted))
    titles = [METHODS[name].title for name in paintings[PAIRS[0]] if not METHODS[name].whole]
    described = f"Four rows of pictures: content, style, {', '.join(titles)}"
    lines += ["", f"![{described}](quality.jpg)", "", HOW_TO_READ.format(layers=", ".join(LAYERS))]
    save_small(contact_sheet(paintings), HERE / "quality.jpg")
    write(HERE / "quality.md", "\n".join(lines).encode())


def main() -> None:
    """Paint what is not painted yet, measure all of it, and write the results."""
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack_previous(Path(folder))
        if not unpacked:
            print(f"git cannot give commit {PREVIOUS}: the previous default is left out.")
        paintings = paint_all(Path(folder) if unpacked else None)
    write_results(paintings)


if __name__ == "__main__":
    main()
