"""The gallery: classic pairs of content and style, each painted with the fast preset.

    python -m utils.gallery [pair ...]

A pair that was made from the same pictures with the same settings is not painted again.
"""
import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from skimage import data

from utils.backend import tf
from utils.checkpoints import CHECKPOINT_FILE
from utils.costs import CONTENT_LAYER, STYLE_LAYERS
from utils.errors import StyleTransferError
from utils.files import write
from utils.images import OUTPUT, T_IMAGES, encode_jpeg, load_image
from utils.stylize import PRESETS, stylize
from utils.training import make_cost

GALLERY = OUTPUT / "gallery"
RECORD = GALLERY / "record.json"  # what each pair was made from, and its costs
FALL = {"J_content": 1.5, "J_style": 20}  # from `unlike`'s costs to a painting's, at least


class Pair(NamedTuple):
    """Two pictures and how they are brought together; alpha is 10 for all."""

    content: str  # the name of a picture in T_images/ or of a photograph in skimage.data
    style: str
    classic: str  # the pair of this field's courses that it stands for
    beta: float = 40
    style_size: int = 512  # longest side at which the style is seen; larger makes larger strokes
    size: int = 512  # longest side of the painting

    @property
    def name(self):
        """The pair's file name, without its ending."""
        return f"{self.content}_{self.style}"


PAIRS = [
    Pair("sunset_bridge", "swirling_night", "Brooklyn Bridge in the style of The Starry Night"),
    Pair("chelsea", "cubist_facets", "a cat in the style of Picasso", beta=150),
    Pair("bow_bridge", "water_garden", "Central Park's Bow Bridge in the style of Monet", beta=200,
         style_size=900),
    Pair("glass_pyramid", "poppy_field", "the Louvre in the style of Monet", beta=60,
         style_size=680),
    Pair("ruined_columns", "swirling_night", "Persepolis in the style of Van Gogh"),
    Pair("stone_tomb", "girih_tiles", "Pasargadae in the style of an Isfahan kashi", beta=60,
         style_size=1024),
    Pair("turbulence", "blue_fluid", "turbulent flow in an abstract blue painting", beta=20),
    Pair("coffee", "swirling_night", "your own picture in the style of The Starry Night"),
]


def source_of(name):
    """What `load_image` reads to get a picture by its name: a path in T_images/, or an array."""
    path = T_IMAGES / f"{name}.jpg"
    return path if path.exists() else getattr(data, name)()


def made_from(pair):
    """A hash of what the painting is made from: the two pictures and the settings, not the code."""
    settings = (pair.beta, pair.style_size, pair.size, PRESETS["fast"], CONTENT_LAYER, STYLE_LAYERS)
    digest = hashlib.sha256(json.dumps(settings).encode())
    for source in map(source_of, (pair.content, pair.style)):
        digest.update(source.read_bytes() if isinstance(source, Path) else source.tobytes())
    return digest.hexdigest()


def unlike(content, style):
    """What each cost is for the other picture: J_content of the style, J_style of the content.

    Args:
        content, style: pictures, (1, H, W, 3) each.
    """
    cost = make_cost(content, style)
    style = tf.image.resize(style, content.shape[1:3], antialias=True)
    return {"J_content": float(cost(style)[1]), "J_style": float(cost(content)[2])}


def paint(pair):
    """Paint a pair into output/gallery/<pair>/, and its triptych beside it.

    Returns:
        dict: what it was made from, and for each cost its values before, by `unlike`, and after.
    """
    sources, sizes = (source_of(pair.content), source_of(pair.style)), (pair.size, pair.style_size)
    folder = GALLERY / pair.name
    _, history = stylize(*sources, folder, "fast", *sizes, beta=pair.beta,
                         resume=(folder / CHECKPOINT_FILE).exists())
    before = unlike(*map(load_image, sources, sizes))
    write(GALLERY / f"{pair.name}.jpg", encode_jpeg(Image.open(folder / "triptych.jpg")))
    costs = {name: [before[name], getattr(history[-1], name)] for name in FALL}
    return {"made_from": made_from(pair)} | costs


def read_record():
    """What has been made: a dict from the pair's name to what `paint` returned."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def is_made(pair, record):
    """Whether the pair's picture is there, and from these very pictures and settings."""
    return (record.get(pair.name, {}).get("made_from") == made_from(pair)
            and (GALLERY / f"{pair.name}.jpg").exists())


def overview():
    """Write overview.jpg, a sheet of all triptychs."""
    rows = -(-len(PAIRS) // 2)
    figure, axes = plt.subplots(rows, 2, figsize=(16, 2.4 * rows), layout="constrained")
    for axis, pair in zip(axes.flat, PAIRS):
        axis.imshow(Image.open(GALLERY / f"{pair.name}.jpg"))
        axis.set_title(f"{pair.content} + {pair.style}".replace("_", " ")
                       + f"  (as {pair.classic})", fontsize=12)
    for axis in axes.flat:
        axis.axis("off")
    figure.canvas.draw()
    sheet = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    plt.close(figure)
    write(GALLERY / "overview.jpg", encode_jpeg(sheet))


def main(names):
    """Paint the named pairs, or all; return the exit code."""
    pairs = {pair.name: pair for pair in PAIRS}
    if unknown := set(names) - set(pairs):
        print(f"no pair called {', '.join(sorted(unknown))}; there are {', '.join(pairs)}.",
              file=sys.stderr)
        return 2
    record = read_record()
    try:
        for number, name in enumerate(names or pairs, 1):
            pair = pairs[name]
            print(f"{number} of {len(names or pairs)}: {name}, as {pair.classic}", flush=True)
            if is_made(pair, record):
                print("  already made from the same pictures and settings")
                continue
            record[name] = paint(pair)
            write(RECORD, json.dumps(record, indent=1).encode())
        if all(is_made(pair, record) for pair in PAIRS):
            overview()
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What is finished stays; the same command paints the rest.",
              file=sys.stderr)
        return 130
    print(f"The gallery is in {GALLERY}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
