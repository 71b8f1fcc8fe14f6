"""Build the site in site/, from the executed notebooks and the docs: `make site`.

The sources are laid out in a temporary folder as they are in the project, so that the links
between them hold. Sphinx makes pages of them, with website/conf.py and without a network.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import jinja2
import nbformat
from PIL import Image

from course.site import pages, sliders, try_it
from course.site.address import address
from course.site.light import lighten
from course.slides import as_deck
from utils.errors import StyleTransferError
from utils.files import PROJECT, write
from utils.gallery import PAIRS

SITE = PROJECT / "site"
WEBSITE = PROJECT / "website"
PROSE = ["INSTRUCTORS.md", "CONTRIBUTING.md", "docs", "benchmarks"]
LINKED = [  # files that these pages link to
    "requirements.txt",
    "sweep.toml",
    "docs/layers/results.csv",
    "docs/layers/index.html",
]
FIRST = "01_content_cost"
ALL_SLIDERS = [sliders.LARGE, *sliders.SLIDERS]
ON_SITE = {  # of the instructors' page
    "| slides |": "| [slides](#slides) |",
    "](notebooks/exercises)": "](exercises.md)",
    "](README.md)": "](index.md)",
}
NAMED = re.compile(r"\[docs/[\w/]+\.md\](?=\(docs/)")  # a link whose text is a file's name


def lay_out(folder: Path) -> None:
    """Write the sources of the site's pages into a folder."""
    for name in PROSE:
        for path in sorted(
            [PROJECT / name] if name.endswith(".md") else (PROJECT / name).rglob("*.*")
        ):
            if path.suffix in {".md", ".gift", ".jpg", ".png"}:
                target = folder / path.relative_to(PROJECT)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    for name in LINKED:
        shutil.copy(PROJECT / name, folder / name)
    notebooks = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    for path in notebooks:
        page = pages.as_page(nbformat.read(path, as_version=4), path.stem)
        target = folder / "notebooks" / path.name
        target.parent.mkdir(exist_ok=True)
        nbformat.write(page, target)
    known = {
        "cards": pages.cards((PROJECT / "README.md").read_text("utf-8")),
        "notebooks": [path.stem for path in notebooks],
        "exercises": [pages.exercise(path) for path in notebooks],
        "decks": pages.decks(),
        "pairs": PAIRS,
        "slider": {each.name: sliders.as_html(each, "sliders") for each in ALL_SLIDERS},
        "address": address(),
        "first": f"notebooks/{FIRST}.ipynb",
        "benchmarks": sorted(path.stem for path in (PROJECT / "benchmarks").glob("*.md")),
        **try_it.known(),
    }
    environment = jinja2.Environment(  # noqa: S701  what it is given is the course's own
        loader=jinja2.FileSystemLoader(WEBSITE), undefined=jinja2.StrictUndefined
    )
    for path in WEBSITE.glob("*.md"):
        (folder / path.name).write_text(environment.get_template(path.name).render(known), "utf-8")
    instructors = folder / "INSTRUCTORS.md"
    instructors.write_text(with_decks(instructors.read_text("utf-8")), "utf-8")


def with_decks(text: str) -> str:
    """The instructors' page with a table of the decks, the site's links and titles for files."""
    text = NAMED.sub("[]", text)  # MyST writes the page's title
    for here, there in ON_SITE.items():
        text = text.replace(here, there)
    before, heading, after = text.partition("\n## ")
    return f"{before}\n## Slides\n\n{pages.decks()}\n{heading}{after}"


def add_files(folder: Path) -> None:
    """Write what the site holds besides pages: pictures, decks, and notebooks to download."""
    for slider in ALL_SLIDERS:
        sliders.write_pictures(slider, folder / "sliders")
    for pair in PAIRS:
        triptych = PROJECT / "output" / "gallery" / f"{pair.name}.jpg"
        write_three(triptych, folder / "gallery" / pair.name)
        shutil.copy(triptych, folder / "gallery")
    for card in pages.cards((PROJECT / "README.md").read_text("utf-8")):
        pages.write_pictures(card, folder)
    write_three(PROJECT / "output" / "readme" / "triptych.jpg", folder / "home", 400)
    try_it.write_files(folder / "_static" / "try_it")
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        shutil.copy(path, made(folder / "download"))
        shutil.copy(path.parent / "exercises" / path.name, made(folder / "download" / "exercises"))
        for name, solved in ("slides", False), ("slides/solutions", True):
            write(folder / name / f"{path.stem}.html", as_deck(path, solved).encode())


def write_three(triptych: Path, start: Path, width: int = 512) -> None:
    """Write the content, the style and the painting of a triptych as <start>-0.jpg to -2.jpg."""
    content, style, painting = sliders.panels(Image.open(triptych).convert("RGB"))
    for number, picture in enumerate([content, style, painting]):
        path = start.with_name(f"{start.name}-{number}.jpg")
        write(path, sliders.scaled_jpeg(picture, width))


def made(folder: Path) -> Path:
    """A folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def build(site: Path = SITE) -> None:
    """Build the site in a folder, whole or not at all.

    Raises:
        StyleTransferError: Sphinx failed, or a page refers to something that is not there.
    """
    from sphinx.cmd.build import build_main  # only `make site` brings it

    with tempfile.TemporaryDirectory() as temporary:
        source, built = Path(temporary, "source"), Path(temporary, "site")
        source.mkdir()
        lay_out(source)
        options = ["--quiet", "--fail-on-warning", "--keep-going", "--jobs", "2"]
        if build_main([*options, "-b", "html", "-c", str(WEBSITE), str(source), str(built)]):
            raise StyleTransferError("The site was not built: see the warnings above.")
        lighten(built)
        add_files(built)
        for name in ".buildinfo", "objects.inv", ".doctrees", "_sources":
            path = built / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        (built / ".nojekyll").touch()  # a code host's pages then keep folders that begin with _
        shutil.rmtree(site, ignore_errors=True)
        shutil.move(built, site)


def main() -> int:
    """Build the site; return the exit code: 2 when that is not possible."""
    try:
        build()
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"The package {error.name} is missing. Type `make site`.", file=sys.stderr)
        return 2
    print(f"The site is in {SITE}: open {SITE / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
