"""Shapes in the plane: polygons and curves as points (n, 2), x to the right and y down."""
import numpy as np


def polar(radius, degrees):
    """Points (..., 2) at a distance and an angle from the origin, clockwise from the right."""
    angle = np.deg2rad(degrees)
    return np.asarray(radius)[..., None] * np.stack([np.cos(angle), np.sin(angle)], -1)


def turned(points, degrees, at=(0, 0), scale=1):
    """Points (..., 2) enlarged, turned around the origin and moved to `at`."""
    cos, sin = polar(1, degrees)
    return np.asarray(points, float) @ (scale * np.array([[cos, sin], [-sin, cos]])) + at


def mirrored(points):
    """Close half an outline by its mirror image across the x axis."""
    points = np.asarray(points, float)
    return np.concatenate([points, points[::-1] * (1, -1)])


def rounded(points):
    """Cut the corners of a polygon again and again, until it is a closed curve."""
    points = np.asarray(points, float)
    for _ in range(4):
        after = np.roll(points, -1, 0)
        halfway = [0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after]
        points = np.stack(halfway, 1).reshape(-1, 2)
    return np.concatenate([points, points[:1]])


def circle(x, y, radius):
    """A closed ring (60, 2) around x, y."""
    angle = np.linspace(0, 2 * np.pi, 60)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], -1)


def box(left, top, right, bottom):
    """A closed rectangle (5, 2)."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])


def area(corners):
    """Area of a polygon (n, 2)."""
    (x, y), (ahead_x, ahead_y) = corners.T, np.roll(corners, -1, 0).T
    return abs((x * ahead_y - ahead_x * y).sum()) / 2


def cut(corners, point, along):
    """Cut a convex polygon (n, 2) on a line through a point, in a direction (2,): both parts."""
    height = (corners - point) @ (-along[1], along[0])
    halves = []
    for side in (height, -height):
        kept = []
        for a, b, da, db in zip(corners, np.roll(corners, -1, 0), side, np.roll(side, -1)):
            kept += [a] if da >= 0 else []
            kept += [a + (b - a) * da / (da - db)] if da * db < 0 else []
        halves.append(np.array(kept))
    return halves
