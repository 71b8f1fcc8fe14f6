"""How far a picture is from its style and from its content, by measures that nobody paints with.

They are independent of the costs: other layers, and other distances.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from utils.backend import tf
from utils.vgg import feature_extractor

LAYERS = ["block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3"]  # no style layers
DIRECTIONS = 128  # random projections per layer


class Distances(NamedTuple):
    """How far a picture is from the style and from the content."""

    style: float
    content: float


def quantiles(values: np.ndarray, count: int) -> np.ndarray:
    """The quantiles (k + 1/2) / count of each column of (n, columns): (count, columns)."""
    last = len(values) - 1
    places = np.clip((np.arange(count) + 0.5) / count * len(values) - 0.5, 0, last)
    below = places.astype(int)
    share = (places - below)[:, np.newaxis].astype(values.dtype)
    ordered = np.sort(values, axis=0)
    return (1 - share) * ordered[below] + share * ordered[np.minimum(below + 1, last)]


def sliced_wasserstein(
    rows_a: np.ndarray, rows_b: np.ndarray, directions: int = DIRECTIONS, seed: int = 0
) -> float:
    """The squared sliced Wasserstein distance between two sets of activations.

    Both sets are projected onto random directions. In one dimension, the Wasserstein distance is
    the mean squared difference between the sorted values; it is averaged over the directions.
    Where in the picture an activation is plays no part. (Heitz, Vanhoey, Chambon & Belcour 2021,
    "A Sliced Wasserstein Loss for Neural Texture Synthesis")

    Args:
        rows_a, rows_b: activations, (positions, n_C); the numbers of positions may differ.
        directions: how many.
        seed: of the directions.
    """
    axes = np.random.default_rng(seed).standard_normal((rows_a.shape[1], directions))
    axes = (axes / np.linalg.norm(axes, axis=0)).astype(rows_a.dtype)
    count = min(len(rows_a), len(rows_b))
    difference = quantiles(rows_a @ axes, count) - quantiles(rows_b @ axes, count)
    return float(np.mean(np.square(difference)))


def self_similarity(rows: np.ndarray) -> np.ndarray:
    """The cosine distances between all activations; each column is divided by its sum.

    (positions, n_C) -> (positions, positions).
    """
    unit = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    distances = np.maximum(1 - unit @ unit.T, 0)
    return distances / (distances.sum(axis=0) + 1e-9)


def self_similarity_distance(rows_a: np.ndarray, rows_b: np.ndarray) -> float:
    """How differently the parts of two pictures resemble each other, from 0 to 2.

    Colours and textures may change, as long as what was alike in one is alike in the other.
    (Kolkin, Salavon & Shakhnarovich 2019, "Style Transfer by Relaxed Optimal Transport and
    Self-Similarity", the content loss; divided by the number of positions once, not twice)

    Args:
        rows_a, rows_b: activations at the same positions, (positions, n_C).
    """
    difference = np.abs(self_similarity(rows_a) - self_similarity(rows_b))
    return float(difference.sum(axis=0).mean())


def unrolled(activation: tf.Tensor) -> np.ndarray:
    """An activation, (1, n_H, n_W, n_C), as one row per position: (n_H * n_W, n_C)."""
    return np.asarray(activation).reshape(-1, activation.shape[-1])


def hypercolumns(activations: Sequence[tf.Tensor]) -> np.ndarray:
    """The activations of all layers at each position of the last one, side by side.

    Hypercolumns, as in Kolkin et al. (2019), but averaged over the area of each position.
    """
    sides = activations[-1].shape[1:3]
    smaller = [tf.image.resize(a, sides, "area") for a in activations]
    return unrolled(tf.concat(smaller, axis=3))


def style_distance(a_S: Sequence[tf.Tensor], a_G: Sequence[tf.Tensor]) -> float:
    """The mean over the layers of `sliced_wasserstein`."""
    return float(np.mean([sliced_wasserstein(unrolled(S), unrolled(G)) for S, G in zip(a_S, a_G)]))


def measure(
    pictures: Sequence[tf.Tensor], content: tf.Tensor, style: tf.Tensor
) -> tuple[list[Distances], Distances]:
    """Measure pictures of one content and style.

    Returns:
        (distances, units): a list of one `Distances` per picture, and the natural unit of each
        distance. That of the style is the content picture's distance from the style. That of the
        content is the distance between the content picture and itself with shuffled positions,
        because its distance from itself is 0.
    """
    features = feature_extractor(LAYERS)
    a_C, a_S = features(content), features(style)
    columns = hypercolumns(a_C)
    shuffled = np.random.default_rng(0).permutation(columns)
    units = Distances(style_distance(a_S, a_C), self_similarity_distance(columns, shuffled))
    distances = []
    for picture in pictures:
        a_G = features(picture)
        content_distance = self_similarity_distance(columns, hypercolumns(a_G))
        distances.append(Distances(style_distance(a_S, a_G), content_distance))
    return distances, units
