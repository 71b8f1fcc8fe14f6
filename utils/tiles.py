"""A large picture, seen tile by tile: its statistics and their gradient, in bounded memory.

Moments are averages over positions, so those of a picture follow from those of its tiles. Each tile
is seen through a window that extends beyond it by as much as the deepest layer sees. The tile's
activations are therefore those of the whole picture, and there is no seam. No activation is kept:
when the gradient of the cost with respect to the moments is known, each tile is seen once more, and
that gradient is propagated back to its pixels.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from utils.backend import tf
from utils.vgg import LAYER_SCALE, stride

SEEN_WHOLE = 1.2e6  # pixels up to which a picture is one tile
WINDOW = 0.75e6  # the most pixels of a window
SEEN_AGAIN = 1.6  # times the work, because each tile is seen twice and its gradient taken once
ALIGNED = 16  # pixels: one position of block 5 comes from as many, so tiles begin at multiples


class Place(NamedTuple):
    """Where a tile lies. A picture that is seen whole has one tile, `WHOLE`.

    A map, as below, is of the whole picture and of the size of a layer: (1, n_H, n_W, k).
    """

    number: tf.Tensor | int  # of the tile
    corner: tf.Tensor | None = None  # (2,), row and column in the picture where its window begins
    begin: tf.Tensor | None = None  # (2,), row and column in the window where the tile begins
    end: tf.Tensor | None = None  # (2,), where it ends

    def cut(self, whole: tf.Tensor, a: tf.Tensor, stride: int) -> tf.Tensor:
        """The part of a map that belongs to the window's activation a, of the same sides as a."""
        if self.corner is None:
            return whole
        top, left = tf.unstack(self.corner // stride)
        return tf.slice(whole, [0, top, left, 0], [1, *a.shape[1:3], whole.shape[3]])

    def inside(self, a: tf.Tensor, stride: int) -> tf.Tensor:
        """The window's activation, (1, n_H, n_W, n_C), with zeros outside the tile."""
        if self.corner is None:
            return a
        down, across = (
            (pixels >= begin) & (pixels < end)
            for pixels, begin, end in zip(
                [stride * tf.range(side) for side in a.shape[1:3]],
                tf.unstack(self.begin),
                tf.unstack(self.end),
            )
        )
        return a * tf.cast(down[:, None] & across, a.dtype)[:, :, None]


WHOLE = Place(0)
Pair = tuple[int, int]  # row and column, or height and width
Look = Callable[[tf.Tensor, Place], Any]  # from a window's pixels to what is told of its tile


def reach(layers: Sequence[str]) -> int:
    """How far beyond a tile its activations see, in pixels, rounded up to a multiple of 16.

    A convolution of 3 x 3 sees one more position on each side. Pooling adds nothing, because tiles
    begin at multiples of 16.

    Args:
        layers: names of convolution layers; the deepest counts.
    """
    convolutions = list(LAYER_SCALE)
    passed = convolutions[: 1 + max(map(convolutions.index, layers))]
    return ALIGNED * math.ceil(sum(map(stride, passed)) / ALIGNED)


def is_seen_whole(sides: Sequence[int]) -> bool:
    """Whether a picture of this height and width is one tile."""
    return math.prod(sides) <= SEEN_WHOLE


def spans(length: int, count: int, halo: int) -> tuple[int, list[tuple[int, int, int]]]:
    """Divide a side of a picture among tiles, with windows of one length.

    Args:
        length: of the side, in pixels.
        count: how many tiles, at most.
        halo: from `reach`.

    Returns:
        (window, [(corner, begin, end), ...]): the windows' length, and for each tile where its
        window begins and, in the window, where the tile begins and ends.
    """
    # the last window must end at the picture's edge and begin at a multiple of 16
    window, step = length % ALIGNED, 0
    while (count - 1) * step < length - window:
        window += ALIGNED
        step = max(0, (window - 2 * halo) // ALIGNED * ALIGNED)
    corners = sorted({min(number * step, length - window) for number in range(count)})
    borders = [0, *(corner + halo for corner in corners[1:]), length]
    return window, [
        (corner, first - corner, last - corner)
        for corner, first, last in zip(corners, borders, borders[1:])
    ]


def divide(sides: Sequence[int], halo: int) -> tuple[tuple[int, int], list[list[Pair]]]:
    """Divide a picture into tiles whose windows have the fewest pixels together.

    Args:
        sides: height and width of the picture, in pixels.
        halo: from `reach`.

    Returns:
        (window, [[corner, begin, end], ...]): height and width of all windows, and where each tile
        lies, in rows and columns, as in `Place`.
    """
    down, across = ([spans(side, count, halo) for count in range(1, 65)] for side in sides)
    window, rows, columns = min(
        (
            ((height, width), rows, columns)
            for height, rows in down
            for width, columns in across
            if height * width <= WINDOW
        ),
        key=lambda grid: math.prod(grid[0]) * len(grid[1]) * len(grid[2]),
    )
    return window, [list(zip(row, column)) for row in rows for column in columns]


def work(sides: Sequence[int], halo: int) -> float:
    """The pixels of pictures that are seen whole and take as long for one evaluation."""
    if is_seen_whole(sides):
        return math.prod(sides)
    window, tiles = divide(sides, halo)
    return SEEN_AGAIN * len(tiles) * math.prod(window)


def by_tiles(look: Look, sides: Sequence[int], halo: int) -> Callable[[tf.Tensor], list[Any]]:
    """Return the function from a picture to what `look` tells of each tile, with its gradient.

    Args:
        look: from a window, (1, h, w, 3), and its `Place` to tensors in any structure. They must
            not depend on pixels further from the tile than `halo`.
        sides: height and width of the picture.
        halo: from `reach`.
    """
    if is_seen_whole(sides):
        return lambda picture: [look(picture, WHOLE)]
    (height, width), tiles = divide(sides, halo)
    places = Place(tf.range(len(tiles)), *tf.unstack(tf.constant(tiles), axis=1))

    def window(picture, place):
        return tf.slice(picture, [0, *tf.unstack(place.corner), 0], [1, height, width, 3])

    def tile(values, number):
        return tf.nest.map_structure(lambda value: value[number], values)

    seen = tf.function(look)
    told = seen.get_concrete_function(
        tf.TensorSpec([1, height, width, 3]), tile(places, 0)
    ).structured_outputs

    @tf.function
    def gradient_of(pixels, place, gradients):
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            parts = tf.nest.flatten(look(pixels, place))
        return tape.gradient(parts, pixels, gradients)

    @tf.custom_gradient
    def see(picture):
        def gradient(*gradients, variables=()):
            def add(number, total):
                place = tile(places, number)
                part = gradient_of(window(picture, place), place, tile(gradients, number))
                top, left = tf.unstack(place.corner)
                around = [[top, sides[0] - height - top], [left, sides[1] - width - left]]
                return number + 1, total + tf.pad(part, [[0, 0], *around, [0, 0]])

            start = [0, tf.zeros_like(picture)]
            _, total = tf.while_loop(
                lambda number, _: number < len(tiles), add, start, parallel_iterations=1
            )
            return total, [None for _ in variables]  # the network's weights stay as they are

        parts = tf.map_fn(
            lambda place: tf.nest.flatten(seen(window(picture, place), place)),
            places,
            fn_output_signature=[tf.TensorSpec(x.shape, x.dtype) for x in tf.nest.flatten(told)],
            parallel_iterations=1,
        )
        return parts, gradient

    def of_picture(picture):
        parts = zip(*map(tf.unstack, see(tf.convert_to_tensor(picture))))
        return [tf.nest.pack_sequence_as(told, part) for part in parts]

    return of_picture
