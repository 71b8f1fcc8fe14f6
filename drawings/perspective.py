"""A camera and what it sees: flat faces and boxes, in metres, veiled by the air between."""
from functools import partial
from typing import NamedTuple

import numpy as np

from drawings.canvas import FINE, mix


class Camera(NamedTuple):
    """Looks straight ahead (+z) from `height` metres above the water (y = 0)."""

    height: float
    focal: float  # pixels
    column: float  # where straight ahead is in the picture
    horizon: float

    def project(self, point):
        """Picture x, y of a point (3,) in metres."""
        x, y, z = point
        return (self.column + self.focal * x / z,
                self.horizon - self.focal * (y - self.height) / z)


class Scene(NamedTuple):
    """A fine canvas (H, W, 3), the camera that sees it, and the colour of its air (W, 3)."""

    canvas: np.ndarray
    camera: Camera
    air: np.ndarray
    clear: float = 2600  # metres after which two thirds of a colour is lost in the air


def paint_face(scene, corner, across, up, paint):
    """Draw the parallelogram corner, corner + across, corner + up (metres) in perspective.

    `paint(u, v, pixel)` gets metres along `across` and `up` and the width of one fine pixel in
    metres; it returns colours (..., 3) and the covered share (...) in [0, 1].
    """
    canvas, camera, air, clear = scene
    corner, across, up = (np.asarray(each, float) for each in (corner, across, up))
    corners = [corner, corner + across, corner + up, corner + across + up]
    x, y = np.array([camera.project(each) for each in corners]).T * FINE
    left, right = (int(np.clip(v, 0, canvas.shape[1])) for v in (x.min() - 1, x.max() + 2))
    top, bottom = (int(np.clip(v, 0, canvas.shape[0])) for v in (y.min() - 1, y.max() + 2))
    if left >= right or top >= bottom:
        return
    ray_x = (((np.arange(left, right) + 0.5) / FINE - camera.column) / camera.focal)[None, :]
    ray_y = ((camera.horizon - (np.arange(top, bottom) + 0.5) / FINE) / camera.focal)[:, None]
    normal = np.cross(across, up)
    eye = np.array([0, camera.height, 0])
    facing = normal[0] * ray_x + normal[1] * ray_y + normal[2]
    depth = normal @ (corner - eye) / np.where(np.abs(facing) < 1e-9, 1e-9, facing)
    point = np.stack([depth * ray_x, depth * ray_y, depth], -1) + (eye - corner)
    wide, high = np.linalg.norm(across), np.linalg.norm(up)
    u, v = point @ (across / wide), point @ (up / high)
    pixel = np.abs(depth) / camera.focal / FINE
    colour, cover = paint(u, v, pixel)
    for edge in (u, wide - u, v, high - v):
        cover = cover * np.clip(edge / pixel + 0.5, 0, 1)
    haze = 1 - np.exp(-np.abs(depth) / clear)
    spot = canvas[top:bottom, left:right]
    spot[:] = mix(spot, mix(colour, air[None, left:right], haze), cover * (depth > 0))


def line_cover(distance, half, pixel):
    """How much of a pixel a line covers, `distance` from its middle; thin lines turn faint."""
    seen = np.maximum(half, 0.5 * pixel)
    return np.clip((seen - np.abs(distance)) / pixel + 0.5, 0, 1) * np.minimum(half / seen, 1)


def within(pixel, *distances):
    """Share of a pixel in which all the distances (metres, to borders) are positive."""
    return np.clip(np.minimum.reduce(np.broadcast_arrays(*distances)) / pixel + 0.5, 0, 1)


class Frame(NamedTuple):
    """A place and two level directions, so that boxes may stand at any angle."""

    origin: np.ndarray
    side: np.ndarray
    ahead: np.ndarray

    def at(self, side, up, ahead):
        """The point (3,) which lies so many metres from the origin."""
        return self.origin + side * self.side + ahead * self.ahead + np.array([0, up, 0.])


def turned_frame(x, z, degrees):
    """A frame with its origin on the ground at x, z (metres), turned to the left."""
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return Frame(np.array([x, 0, z]), np.array([cos, 0, sin]), np.array([-sin, 0, cos]))


def paint_box(scene, frame, low, high, paint):
    """Draw a box between two corners (side, up, ahead); the sun stands to its left.

    `paint(u, v, pixel, light)` also gets how much sun reaches a face, in [0, 1].
    """
    corner, (side, up, ahead) = frame.at(*low), np.subtract(high, low)
    side, up, ahead = side * frame.side, np.array([0, up, 0.]), ahead * frame.ahead
    if low[1] > max(scene.camera.height, 0):
        paint_face(scene, corner, side, ahead, partial(paint, light=0.0))
    paint_face(scene, corner, ahead, up, partial(paint, light=0.9))
    paint_face(scene, corner, side, up, partial(paint, light=0.06))
