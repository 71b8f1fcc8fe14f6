"""The gallery: classic pairs of content and style, and what painting them gave.

`make gallery` paints those that are not painted yet; see `course.gallery`.
"""
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from skimage import data

from utils.files import OUTPUT, T_IMAGES

GALLERY = OUTPUT / "gallery"
RECORD = GALLERY / "record.json"  # what each pair was made from, and its relative costs


class Pair(NamedTuple):
    """Two pictures, painted with the default settings."""

    content: str  # the name of a picture in T_images/ or of a photograph in skimage.data
    style: str
    classic: str  # the pair of this field's courses that it stands for
    style_size: int = 512  # longest side at which the style is seen; larger makes larger strokes
    size: int = 512  # longest side of the painting

    @property
    def name(self) -> str:
        """The pair's file name, without its ending."""
        return f"{self.content}_{self.style}"


PAIRS = [
    Pair("sunset_bridge", "swirling_night", "Brooklyn Bridge in the style of The Starry Night"),
    Pair("chelsea", "cubist_facets", "a cat in the style of Picasso"),
    Pair("bow_bridge", "water_garden", "Central Park's Bow Bridge in the style of Monet"),
    Pair("glass_pyramid", "poppy_field", "the Louvre in the style of Monet"),
    Pair("ruined_columns", "swirling_night", "Persepolis in the style of Van Gogh"),
    Pair("stone_tomb", "girih_tiles", "Pasargadae in the style of an Isfahan kashi"),
    Pair("turbulence", "blue_fluid", "turbulent flow in an abstract blue painting"),
    Pair("coffee", "swirling_night", "your own picture in the style of The Starry Night"),
]


def source_of(name: str) -> Path | np.ndarray:
    """What `load_image` reads to get a picture by its name: a path in T_images/, or an array."""
    path = T_IMAGES / f"{name}.jpg"
    return path if path.exists() else getattr(data, name)()


def read_record() -> dict[str, Any]:
    """What has been made: from the pair's name to its hash and its two relative costs."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}
