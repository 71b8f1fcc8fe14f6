"""What a painter is trained on: crops of photographs and drawn pictures, varied by chance.

The photographs are those that the package scikit-image itself contains. A few pictures are held
out: a painter never sees them while it is trained, so they show how it does on others.
"""

from typing import Any

import numpy as np
from skimage import data

from utils.backend import tf
from utils.files import T_IMAGES
from utils.images import load_image, to_array

HELD_OUT = ["chelsea", "coffee", "sunset_bridge"]
PHOTOGRAPHS = ["astronaut", "rocket", "stereo_motorcycle", "camera", "coins", "hubble_deep_field"]
SCALES = 0.4, 1.0  # of a picture's shorter side that a crop covers
FLAT = 0.15  # of the crops are replaced by a gradient of their colours, like a sky or a wall


def photograph(name: str) -> np.ndarray:
    """One of scikit-image's photographs; of a stereo pair, the left one."""
    pixels = getattr(data, name)()
    return pixels[0] if isinstance(pixels, tuple) else pixels


def source_of(name: str) -> Any:
    """What `load_image` reads to get a picture by its name."""
    path = T_IMAGES / f"{name}.jpg"
    return path if path.exists() else photograph(name)


def training_names(*styles: str) -> list[str]:
    """The pictures to train on: all but those held out and the styles, each given by its name."""
    drawn = sorted(path.stem for path in T_IMAGES.glob("*.jpg"))
    return [name for name in PHOTOGRAPHS * 2 + drawn if name not in [*HELD_OUT, *styles]]


class Crops:
    """Squares of pictures at various scales, turned, mirrored and recoloured by chance.

    Args:
        names: of pictures, as in `source_of`.
        seed: of chance. The same seed and number give the same crops.
    """

    def __init__(self, names: list[str], seed: int):
        sources = {name: to_array(load_image(source_of(name))) for name in set(names)}
        self.pictures = [sources[name] for name in names]
        self.names, self.seed = names, seed

    def batch(self, number: int, count: int, size: int) -> tf.Tensor:
        """The batch of this number: (count, size, size, 3) in [0, 1]."""
        rng = np.random.default_rng([self.seed, number])
        return tf.concat([self.crop(rng, size) for _ in range(count)], axis=0)

    def crop(self, rng: np.random.Generator, size: int) -> tf.Tensor:
        """A square of `size` pixels, (1, size, size, 3)."""
        picture = self.pictures[rng.integers(len(self.pictures))]
        height, width, _ = picture.shape
        side = int(min(height, width) * rng.uniform(*SCALES))
        down, across = rng.integers(height - side + 1), rng.integers(width - side + 1)
        square = picture[down : down + side, across : across + side]
        if rng.random() < 0.5:
            square = square[:, ::-1]
        square = tf.constant(square[None].astype(np.float32) / 255)
        if rng.random() < FLAT:
            square = tf.image.resize(square, 2 * [int(rng.integers(1, 4))], "area")
        square = tf.image.resize(square, [size, size], "bicubic", antialias=True)
        return recoloured(tf.clip_by_value(square, 0, 1), rng)


def recoloured(picture: tf.Tensor, rng: np.random.Generator) -> tf.Tensor:
    """A picture whose channels are mixed and whose brightness and contrast are changed by chance."""
    order = rng.permutation(3) if rng.random() < 0.3 else range(3)
    mixed = tf.gather(picture, list(order), axis=3) ** float(rng.uniform(0.6, 1.6))
    grey = tf.reduce_mean(mixed, axis=3, keepdims=True)
    saturation, contrast = rng.uniform(0, 1.5), rng.uniform(0.7, 1.2)
    mean = tf.reduce_mean(mixed)
    return tf.clip_by_value(mean + contrast * (grey + saturation * (mixed - grey) - mean), 0, 1)
