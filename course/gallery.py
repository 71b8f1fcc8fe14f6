"""Paint the gallery: every pair of `utils.gallery`, with the fast preset.

    python -m course.gallery [pair ...]

A pair that was made from the same pictures with the same settings is not painted again.
"""
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from utils import gallery
from utils.backend import tf
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, make_cost
from utils.errors import StyleTransferError
from utils.files import write
from utils.gallery import FALL, Pair, read_record, source_of
from utils.images import encode_jpeg, load_image
from utils.stylize import stylize
from utils.stylize.checkpoint import CHECKPOINT_FILE
from utils.stylize.settings import PRESETS


def made_from(pair: Pair) -> str:
    """A hash of what the painting is made from: the two pictures and the settings, not the code."""
    settings = (pair.beta, pair.style_size, pair.size, PRESETS["fast"], CONTENT_LAYER, STYLE_LAYERS)
    digest = hashlib.sha256(json.dumps(settings).encode())
    for source in map(source_of, (pair.content, pair.style)):
        digest.update(source.read_bytes() if isinstance(source, Path) else source.tobytes())
    return digest.hexdigest()


def costs_of_the_other(content: tf.Tensor, style: tf.Tensor) -> dict[str, float]:
    """What each cost is for the other picture: J_content of the style, J_style of the content.

    Args:
        content, style: pictures, (1, H, W, 3) each.
    """
    cost = make_cost(content, style)
    style = tf.image.resize(style, content.shape[1:3], antialias=True)
    return {"J_content": float(cost(style)[1]), "J_style": float(cost(content)[2])}


def paint(pair: Pair) -> dict:
    """Paint a pair into output/gallery/<pair>/, and its triptych beside it.

    Returns:
        what it was made from, and for each cost its values before, by `costs_of_the_other`, and
        after.
    """
    content, style = source_of(pair.content), source_of(pair.style)
    folder = gallery.GALLERY / pair.name
    _, history = stylize(content, style, folder, preset="fast", size=pair.size,
                         style_size=pair.style_size, beta=pair.beta,
                         resume=(folder / CHECKPOINT_FILE).exists())
    before = costs_of_the_other(load_image(content, pair.size), load_image(style, pair.style_size))
    write(gallery.GALLERY / f"{pair.name}.jpg", encode_jpeg(Image.open(folder / "triptych.jpg")))
    costs = {name: [before[name], getattr(history[-1], name)] for name in FALL}
    return {"made_from": made_from(pair)} | costs


def is_made(pair: Pair, record: dict) -> bool:
    """Whether the pair's picture is there, and from these very pictures and settings."""
    return (record.get(pair.name, {}).get("made_from") == made_from(pair)
            and (gallery.GALLERY / f"{pair.name}.jpg").exists())


def overview() -> None:
    """Write overview.jpg, a sheet of all triptychs."""
    rows = -(-len(gallery.PAIRS) // 2)
    figure, axes = plt.subplots(rows, 2, figsize=(16, 2.4 * rows), layout="constrained")
    for axis, pair in zip(axes.flat, gallery.PAIRS):
        axis.imshow(Image.open(gallery.GALLERY / f"{pair.name}.jpg"))
        axis.set_title(f"{pair.content} + {pair.style}".replace("_", " ")
                       + f"  (as {pair.classic})", fontsize=12)
    for axis in axes.flat:
        axis.axis("off")
    figure.canvas.draw()
    sheet = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    plt.close(figure)
    write(gallery.GALLERY / "overview.jpg", encode_jpeg(sheet))


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
        print(f"no pair called {', '.join(sorted(unknown))}; there are {', '.join(known)}.",
              file=sys.stderr)
        return 2
    try:
        paint_all(names or known)
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What is finished stays; the same command paints the rest.",
              file=sys.stderr)
        return 130
    print(f"The gallery is in {gallery.GALLERY}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
