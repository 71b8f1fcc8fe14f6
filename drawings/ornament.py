"""Painted ornaments: leaves, flowers and tendrils on glazed tiles, all with a dark edge.

A pen draws on a fine canvas; places (2,) and lengths are in picture pixels, colours are codes, and
angles are in degrees, clockwise from the right.
"""
import numpy as np

from drawings.canvas import FINE
from drawings.shapes import polar, turned

NIGHT = "#0b1533"  # of the edges


def fill(pen, points, code):
    """Fill a polygon (n, 2) of picture points."""
    pen.polygon((points * FINE).ravel().tolist(), code, NIGHT, 2)


def petal(pen, at, degrees, length, width, code):
    """A pointed leaf which begins at `at`."""
    t = np.linspace(0, 1, 12)
    half = width / 2 * np.sin(np.pi * t ** 0.8)
    edge = np.concatenate([np.stack([t * length, half], -1),
                           np.stack([t * length, -half], -1)[::-1]])
    fill(pen, at + turned(edge, degrees), code)


def disc(pen, at, radius, code):
    """A small round dot with a dark edge."""
    fill(pen, at + polar(radius, np.arange(0, 360, 20)), code)


def rosette(pen, at, petals, turn, rings):
    """Rings of petals (distance, length, width, code, turn in steps) around a centre."""
    for start, length, width, code, shift in rings:
        for degrees in turn + 360 / petals * (np.arange(petals) + shift):
            petal(pen, at + polar(start, degrees), degrees, length, width, code)


def tendril(pen, at, degrees, curl, length, code):
    """A thin stem which winds up by `curl` degrees and ends in a bud."""
    t = np.linspace(0, 1, 30)
    path = at + np.cumsum(polar(length / 30 * (1.5 - t), degrees + curl * t ** 1.5), axis=0)
    pen.line((path * FINE).ravel().tolist(), code, 3, "curve")
    petal(pen, path[9], degrees + curl * 0.1, 0.28 * length, 0.13 * length, code)
    disc(pen, path[-1], 1.9, code)


def vine(pen, begin, end):
    """A stem which waves from `begin` to `end`, with curls, and a flower in every hollow."""
    length = np.hypot(*(end - begin))
    along, waves = (end - begin) / length, round(length / 96)
    aside, heading = along[::-1] * (-1, 1), np.rad2deg(np.arctan2(along[1], along[0]))
    wave = length / waves

    def at(t, across):
        return begin + wave * np.multiply.outer(t, along) + np.multiply.outer(across, aside)

    t = np.linspace(0, waves, 40 * waves)
    pen.line((at(t, 13 * np.sin(2 * np.pi * t)) * FINE).ravel().tolist(), "#e8e2cc", 5)
    for k in range(2 * waves):
        side = 1 - 2 * (k % 2)
        for back, curl in [(0.02, 250), (0.14, 330)]:
            start = at(k / 2 + back, 13 * side * np.sin(2 * np.pi * back))
            tendril(pen, start, heading + side * (35 - 130 * back), -side * curl, 62, "#a9cfd2")
        for share in (0.08, 0.2, 0.3, 0.42):
            leaf = at(k / 2 + share, 13 * side * np.sin(2 * np.pi * share))
            petal(pen, leaf, heading + side * (95 - 150 * share), 11, 6, "#2ba6ae")
        flower = at(k / 2 + 0.25, -6.0 * side)
        codes = [("#f2ecd8", "#c9532f"), ("#dba63f", "#f2ecd8")][k % 2]
        rosette(pen, flower, 8, heading, [(3, 13, 8, codes[0], 0), (2, 8, 5, "#2ba6ae", 0.5)])
        disc(pen, flower, 4, codes[1])
