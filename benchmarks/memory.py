"""Measure what a painting takes of memory, beside what `utils.stylize.memory` expects.

    python benchmarks/memory.py     forty minutes on two cores; writes benchmarks/memory.md

Every run is a process of its own, of three steps: the peak is the same after thirty. Only the
picture that is seen by tiles is painted whole.
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from processes import HERE, run_alone

from utils.files import T_IMAGES, write
from utils.pyramid import STEPS
from utils.stylize.memory import PIXEL_BYTES, START_BYTES, STYLE_PIXEL_BYTES, peak_bytes

CONTENT, STYLE = T_IMAGES / "sunset_bridge.jpg", T_IMAGES / "swirling_night.jpg"
LARGE, BY_TILES = ((1024, 768), (512, 384)), ((2048, 1536), (2048, 1536))
FIT = [((128, 96), (128, 96)), ((384, 288), (384, 288)), ((128, 96), (768, 576))]
CHECK = [
    ((512, 384), (512, 384)),
    ((512, 128), (256, 192)),
    ((128, 512), (512, 384)),
    ((724, 543), (256, 192)),
    ((256, 192), (1024, 768)),
]


def drawn_to(source, sides, folder):
    """A picture of these sides, (width, height), whatever its proportions were; its path."""
    path = Path(folder, f"{source.stem}_{sides[0]}_{sides[1]}.png")
    Image.open(source).resize(sides).save(path)
    return path


def measure(preset, content, style, steps=3):
    """The peak of a process that paints one of these sides with a style of those, in bytes."""
    print(preset, *content, *style, steps, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        pictures = drawn_to(CONTENT, content, folder), drawn_to(STYLE, style, folder)
        sizes = "--size", max(content), "--style-size", max(style)
        output = "--output", Path(folder, "out")
        run = run_alone([*pictures, *sizes, *output, "--preset", preset, "--iterations", steps])
    return run.peak


def fitted(runs):
    """The constants of `utils.stylize.memory`, by least squares on each run's larger part."""
    rows = []
    for preset, content, style in runs:
        parts = [np.prod(content) * (preset == name) for name in PIXEL_BYTES], [np.prod(style)]
        larger = np.prod(style) > 2 * np.prod(content)
        rows.append(
            [
                1,
                *(np.zeros(len(PIXEL_BYTES)) if larger else parts[0]),
                *(parts[1] if larger else [0]),
            ]
        )
    return np.linalg.lstsq(np.array(rows, float), np.array(list(runs.values()), float))[0]


def main():
    """Measure everything and write the table."""
    runs = {(preset, *sides): measure(preset, *sides) for sides in FIT for preset in PIXEL_BYTES}
    start, *each, style_pixel = fitted(runs)
    runs |= {(preset, *sides): measure(preset, *sides) for sides in CHECK for preset in PIXEL_BYTES}
    runs[("pyramid", *LARGE)] = measure("pyramid", *LARGE)
    runs[("pyramid", *BY_TILES)] = measure("pyramid", *BY_TILES, steps=STEPS)
    longer = measure("pyramid", *FIT[0], steps=30)
    lines = [
        "# Memory",
        "",
        "Written by `python benchmarks/memory.py`. The most memory that the "
        "process of a painting held, and what `utils/stylize/memory.py` expected. The last picture is "
        "seen by tiles and painted to the end; the others take three steps.",
        "",
        "| preset | generated | style | peak MB | expected MB | expected / peak |",
        "|---|---|---|---|---|---|",
    ]
    for (preset, content, style), most in runs.items():
        expected = peak_bytes(np.prod(content), np.prod(style), preset)
        lines.append(
            f"| {preset} | {content[0]} x {content[1]} | {style[0]} x {style[1]} | "
            f"{most / 1e6:.0f} | {expected / 1e6:.0f} | {expected / most:.2f} |"
        )
    pixel = ", ".join(f"{name} {bytes_:.0f}" for name, bytes_ in zip(PIXEL_BYTES, each))
    lines += [
        "",
        f"The first {len(FIT) * len(PIXEL_BYTES)} lines, fitted, give "
        f"{start / 1e6:.0f} MB at the start, {pixel} bytes per pixel and {style_pixel:.0f} "
        f"per pixel of the style; in use are {START_BYTES / 1e6:.0f}, "
        f"{', '.join(map(str, PIXEL_BYTES.values()))} and {STYLE_PIXEL_BYTES}. Thirty "
        f"steps of the default preset in place of three: {longer / 1e6:.0f} MB for "
        f"{runs[('pyramid', *FIT[0])] / 1e6:.0f}.",
    ]
    write(HERE / "memory.md", ("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
