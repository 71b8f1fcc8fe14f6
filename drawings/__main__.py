"""Draw the course's pictures: `python -m drawings [name ...]`, all of them without a name."""
import sys
from importlib import import_module

import numpy as np

from utils.files import write
from utils.images import T_IMAGES, encode_jpeg

SEEDS = {  # of each picture, so that it stays the same
    "sunset_bridge": 11, "bow_bridge": 14, "glass_pyramid": 2, "ruined_columns": 9,
    "stone_tomb": 7, "turbulence": 1,
    "swirling_night": 5, "cubist_facets": 14, "water_garden": 12, "poppy_field": 2,
    "girih_tiles": 5, "blue_fluid": 9}


def draw(name):
    """The picture of this name, a Pillow image."""
    module = import_module(f"drawings.{name}")
    return getattr(module, name)(np.random.default_rng(SEEDS[name]))


def main(names):
    """Draw the named pictures, or all of them."""
    if unknown := set(names) - set(SEEDS):
        raise SystemExit(f"no picture called {', '.join(sorted(unknown))}; "
                         f"there are {', '.join(SEEDS)}")
    for name in names or SEEDS:
        picture = draw(name)
        data = encode_jpeg(picture)
        write(T_IMAGES / f"{name}.jpg", data)
        print(f"{T_IMAGES / name}.jpg: {picture.width} x {picture.height}, {len(data) // 1000} KB",
              flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
