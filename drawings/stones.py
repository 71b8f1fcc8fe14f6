"""Boulders which stand before a camera as flat pictures: facets at all angles, rough all over."""
import numpy as np

from drawings.canvas import sample


def facets(rng, count, least, most):
    """Unit vectors (count, 3: right, up, towards us) to which a boulder's facets look.

    They lean back by `least` to `most` radians, apart from seven steep ones all around.
    """
    turn, lean = rng.uniform(0, 2 * np.pi, count), rng.uniform(least, most, count)
    turn[:7] = np.arange(7) * 2 * np.pi / 7 + rng.normal(0, 0.25, 7)
    lean[:7] = rng.uniform(1.1, 1.45, 7)
    return np.stack([np.cos(turn) * np.sin(lean), np.sin(turn) * np.sin(lean), np.cos(lean)], -1)


def boulder(rng, tile, size, sides, colour, flat=1.25, grain=300):
    """Painter for `paint_face` of one boulder within a square of `size` metres.

    Args:
        sides: (n, 3) unit vectors, see `facets`.
        colour: `colour(planes, rough)` gets how far each facet's plane stands out of the picture
            (n, ...), where the lowest is the stone's surface, and its roughness (...); it returns
            colours (..., 3).
        flat: how much wider than tall the boulder is.
        grain: how fine its roughness is, in pixels of the `tile` per metre.
    """
    column, row = rng.uniform(0, 1024, 2)

    def paint(u, v, pixel):
        across, up = 2 * u / size - 1, (2 * v / size - 1) * flat
        rough = sample(tile, u * grain + column, v * grain + row)
        planes = np.stack([(0.78 - fx * across - fy * up) / fz for fx, fy, fz in sides])
        height = planes.min(0) + 0.05 * rough
        return colour(planes, rough), np.clip(height * size / pixel / 4 + 0.5, 0, 1)
    return paint
