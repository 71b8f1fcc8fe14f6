"""What the page "Try it" paints with and from: painters, pictures, an example, and TensorFlow.js.

The library is fetched by npm into .venv/tfjs, with the versions and hashes of
website/package-lock.json. Without it the page shows only the example.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from course.site.sliders import scaled_jpeg
from utils.files import PROJECT, write
from utils.gallery import in_words
from utils.images import as_jpeg, load_image, to_array
from utils.painter.crops import HELD_OUT, source_of
from utils.painter.network import paint
from utils.painter.store import (
    find_painter,
    load_painter,
    load_record,
    load_weights,
    trained_painters,
)

LIBRARY = PROJECT / ".venv" / "tfjs" / "node_modules" / "@tensorflow"
FILES = [
    "tfjs-core/dist/tf-core.es2017.min.js",
    "tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js",
    "tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
    "tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
    "tfjs-backend-webgl/dist/tf-backend-webgl.es2017.min.js",
    "tfjs-backend-webgpu/dist/tf-backend-webgpu.es2017.min.js",
]
EXAMPLE, FIRST = "sunset_bridge", "swirling_night"  # the picture and the painter chosen at first
PICTURES = [EXAMPLE, *sorted({*HELD_OUT} - {EXAMPLE}), "bow_bridge", "glass_pyramid", "stone_tomb"]
BLEND = "swirling_night", "turbulence"  # the styles that are blended at first
SIZE, LARGEST, THUMBNAIL = 512, 768, 200  # pixels: of the example, of a picture, of a thumbnail


def painters() -> list[str]:
    """The names of the painters in the page's order: those of several styles come last."""
    return sorted(trained_painters(), key=lambda name: (len(styles_of(name)), name != FIRST, name))


def styles_of(painter: str) -> list[str]:
    """The names of the styles that a painter has learnt."""
    return load_record(find_painter(painter))["styles"]


def known() -> dict[str, Any]:
    """What the page's template needs."""
    return {
        "can_paint": bool(painters()) and LIBRARY.exists(),
        "painters": titles(painters()),
        "blends": {
            name: {title: int(style in BLEND) for style, title in titles(styles_of(name)).items()}
            for name in painters()
            if len(styles_of(name)) > 1
        },
        "pictures": titles(PICTURES),
    }


def titles(names: Sequence[str]) -> dict[str, str]:
    """The names as the page shows them."""
    return {name: in_words(name).capitalize() for name in names}


def write_files(folder: Path) -> None:
    """Write what the page needs into a folder of its own.

    Raises:
        WeightsError: a painter was damaged.
    """
    for name in painters():
        write_painter(name, folder / "painters")
    for name in PICTURES:
        picture = Image.fromarray(to_array(load_image(source_of(name), LARGEST)))
        write(folder / "pictures" / f"{name}.jpg", as_jpeg(picture, 90))
        write(folder / "pictures" / f"{name}-small.jpg", scaled_jpeg(picture, THUMBNAIL))
    for name in painters()[:1]:
        content = load_image(source_of(EXAMPLE), SIZE)
        for number, picture in enumerate([content, paint(load_painter(name), content)]):
            jpeg = as_jpeg(Image.fromarray(to_array(picture)), 85)
            write(folder / f"example-{number}.jpg", jpeg)
    if LIBRARY.exists():
        (folder / "library").mkdir()
        for name in FILES:
            shutil.copy(LIBRARY / name, folder / "library")


def write_painter(name: str, folder: Path) -> None:
    """Write a painter for the page: its numbers in a row, their shapes, and its style's thumbnail."""
    weights = load_weights(find_painter(name))
    numbers = b"".join(w.astype("<f2").tobytes() for w in weights)
    write(folder / f"{name}.bin", numbers)
    write(folder / f"{name}.json", json.dumps([w.shape for w in weights]).encode())
    styles = [to_array(load_image(source_of(style))) for style in styles_of(name)]
    write(
        folder / f"{name}.jpg", scaled_jpeg(mosaic(list(map(Image.fromarray, styles))), THUMBNAIL)
    )


def mosaic(pictures: Sequence[Image.Image]) -> Image.Image:
    """A single picture as it is, or the middles of several, two in a row."""
    if len(pictures) == 1:
        return pictures[0]
    width, height = THUMBNAIL, THUMBNAIL * 2 // 3
    sheet = Image.new("RGB", (2 * width, height * -(-len(pictures) // 2)))
    for number, picture in enumerate(pictures):
        sheet.paste(
            ImageOps.fit(picture, (width, height)), (number % 2 * width, number // 2 * height)
        )
    return sheet
