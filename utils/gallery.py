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
RECORD = GALLERY / "record.json"  # what each pair was made from, and its costs
FALL = {"J_content": 1.5, "J_style": 20}  # by which factor each cost must fall, at least


class Pair(NamedTuple):
    """Two pictures and how they are brought together; alpha is 10 for all."""

    content: str  # the name of a picture in T_images/ or of a photograph in skimage.data
    style: str
    classic: str  # the pair of this field's courses that it stands for
    beta: float = 40
    style_size: int = 512  # longest side at which the style is seen; larger makes larger strokes
    size: int = 512  # longest side of the painting

    @property
    def name(self) -> str:
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


def source_of(name: str) -> Path | np.ndarray:
    """What `load_image` reads to get a picture by its name: a path in T_images/, or an array."""
    path = T_IMAGES / f"{name}.jpg"
    return path if path.exists() else getattr(data, name)()


def read_record() -> dict[str, Any]:
    """What has been made: from the pair's name to its hash, and each cost before and after."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}
