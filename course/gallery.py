"""Paint the gallery: every pair of `utils.gallery`, with the default settings.

    python -m course.gallery [pair ...]

A pair that was made from the same pictures with the same settings is not painted again.
"""

import hashlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from PIL import Image

from utils import gallery
from utils.errors import StyleTransferError
from utils.files import write
from utils.gallery import Pair, read_record
from utils.images import encode_jpeg
from utils.painter.crops import source_of
from utils.stylize import stylize
from utils.stylize.checkpoint import differences
from utils.stylize.settings import Settings


def made_from(pair: Pair) -> dict[str, Any]:
    """What the painting is made from: its settings and hashes of the two pictures, not the code."""
    settings = Settings(size=pair.size, style_size=pair.style_size).complete().in_words()
    return settings | {"content picture": hashed(pair.content), "style picture": hashed(pair.style)}


def hashed(name: str) -> str:
    """A hash of a picture's file, or of its array."""
    source = source_of(name)
    data = source.read_bytes() if isinstance(source, Path) else source.tobytes()
    return hashlib.sha256(data).hexdigest()


def paint(pair: Pair) -> dict:
    """Paint a pair into output/gallery/<pair>/, and its triptych beside it.

    Returns:
        what it was made from, and its relative costs.
    """
    folder = gallery.GALLERY / pair.name
    _, history = stylize(
        source_of(pair.content),
        source_of(pair.style),
        folder,
        size=pair.size,
        style_size=pair.style_size,
        resume=None,  # go on with this painting if it was stopped
        overwrite=True,  # the record says that this one is out of date
    )
    write(gallery.GALLERY / f"{pair.name}.jpg", encode_jpeg(Image.open(folder / "triptych.jpg")))
    _, _, _, J_content, J_style = history[-1]
    return {"made_from": made_from(pair), "J_content": J_content, "J_style": J_style}


def is_made(pair: Pair, record: dict) -> bool:
    """Whether the pair's picture is there, and from these very pictures and settings."""
    theirs = record.get(pair.name, {}).get("made_from")
    return (
        theirs is not None
        and not differences(theirs, made_from(pair))
        and (gallery.GALLERY / f"{pair.name}.jpg").exists()
    )


def overview() -> None:
    """Write overview.jpg, a sheet of all triptychs."""
    figure = gallery.draw_wall()
    sheet = io.BytesIO()
    figure.savefig(sheet, dpi=145)
    plt.close(figure)
    write(gallery.GALLERY / "overview.jpg", encode_jpeg(Image.open(sheet).convert("RGB")))


def paint_all(names: Sequence[str]) -> None:
    """Paint the pairs of these names that are not made yet, and note each in the record."""
    pairs, record = {pair.name: pair for pair in gallery.PAIRS}, read_record()
    for number, name in enumerate(names, 1):
        pair = pairs[name]
        print(f"{number} of {len(names)}: {name}, as {pair.classic}", flush=True)
        if is_made(pair, record):
            print("  already made from the same pictures and settings")
            continue
        record[name] = paint(pair)
        write(gallery.RECORD, json.dumps(record, indent=1).encode())
    if all(is_made(pair, record) for pair in gallery.PAIRS):
        overview()


def main(names: Sequence[str]) -> int:
    """Paint the named pairs, or all; return the exit code."""
    known = list(dict.fromkeys(pair.name for pair in gallery.PAIRS))
    if unknown := set(names) - set(known):
        print(
            f"no pair called {', '.join(sorted(unknown))}; there are {', '.join(known)}.",
            file=sys.stderr,
        )
        return 2
    try:
        paint_all(names or known)
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What is finished stays; the same command paints the rest.", file=sys.stderr)
        return 130
    print(f"The gallery is in {gallery.GALLERY}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
