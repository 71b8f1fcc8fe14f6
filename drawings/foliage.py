"""Trees, bushes and reeds in autumn leaf, in small dabs which hang in space and catch the sun."""
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from drawings.canvas import FINE, mix, ramp

SUN = np.array([-0.66, 0.58, -0.48])  # the way to it: on the left, high, behind the painter
ELM = ["#121c1c", "#22351f", "#456029", "#8b9640", "#dccf74"]
OAK = ["#131d22", "#20362c", "#3a5738", "#71884a", "#c0c27a"]
GOLD = ["#33220f", "#684416", "#ad7620", "#e2ae3e", "#fbe08c"]
RUST = ["#2c1715", "#632c1a", "#a54f29", "#dc873f", "#f7c27a"]
WILLOW = ["#1a2818", "#3b5223", "#70822f", "#b0b04c", "#ece090"]
REED = ["#10180e", "#2f3f1b", "#6a7a30", "#b0a94f", "#e8d790"]
BARK = ["#17130f", "#33291f", "#5c4a37", "#94795a"]


class Dabs(NamedTuple):
    """Leaf-shaped touches of paint in space, the farthest first."""

    at: np.ndarray  # (n, 3) metres
    size: np.ndarray  # (n, 2) half length and half width, metres
    angle: np.ndarray  # (n,) turned from pointing right, in the picture plane
    colour: np.ndarray  # (n, 3)


def heap(parts):
    """Join several Dabs to one, and sort it by depth."""
    whole = Dabs(*(np.concatenate(field) for field in zip(*parts)))
    order = np.argsort(-whole.at[:, 2], kind="stable")
    return Dabs(*(field[order] for field in whole))


def paint_dabs(scene, dabs):
    """Paint all dabs as seen by the scene's camera, slightly bent, and veiled by the air."""
    canvas, camera, air, clear = scene
    depth = dabs.at[:, 2]
    x, y = (FINE * each for each in camera.project(dabs.at.T))
    outline = np.array([[-1, -0.5, 0.2, 0.7, 1, 0.7, 0.2, -0.5],
                        [0.2, 0.85, 1, 0.7, 0.2, -0.3, -0.7, -0.5]])[:, None]
    long, wide = (dabs.size.T * FINE * camera.focal / depth)[..., None] * outline
    cos, sin = np.cos(dabs.angle)[:, None], np.sin(dabs.angle)[:, None]
    corners = np.stack([x[:, None] + long * cos - wide * sin,
                        y[:, None] + long * sin + wide * cos], -1).reshape(len(x), -1)
    veil = air[np.clip(x, 0, len(air) - 1).astype(int)]
    ink = mix(dabs.colour, veil, 1 - np.exp(-depth / clear)).clip(0, 1)
    picture = Image.fromarray((canvas.clip(0, 1) * 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for polygon, colour in zip(corners, (ink * 255).astype(int)):
        pen.polygon(polygon.tolist(), tuple(colour.tolist()))
    canvas[:] = np.asarray(picture, np.float32) / 255


def leaves(rng, centres, radius, crown, palette, count, leaf):
    """Clusters of leaves, lit from the sun's side and dark below and inside.

    Args:
        centres: (k, 3) of the clusters; `radius` (k,) metres.
        crown: middle and half axes (2, 3) of the whole crown, which shades itself.
        count: leaves per cluster.
        leaf: half length of a leaf, metres.
    """
    way = rng.normal(size=(len(centres), count, 3))
    way /= np.linalg.norm(way, axis=-1, keepdims=True)
    reach = rng.uniform(0.1, 1, way.shape[:2]) ** 0.6
    at = centres[:, None] + way * (reach * radius[:, None])[..., None] * [1, 0.72, 1]
    outward = (at - crown[0]) / crown[1]
    light = 0.33 + 0.32 * reach * (way @ SUN) + 0.25 * (outward @ SUN)
    light += rng.normal(0, 0.09, light.shape) + rng.normal(0, 0.05, (len(centres), 1))
    size = leaf * rng.uniform(0.6, 1.25, light.size)
    return Dabs(at.reshape(-1, 3), np.stack([size, 0.48 * size], -1),
                rng.uniform(0, 2 * np.pi, light.size), ramp(palette, light.ravel()))


def limb(rng, start, bend, end, thick):
    """A round branch along a curve from `start` past `bend` to `end`, its bark in small dabs."""
    start, bend, end = (np.asarray(each, float) for each in (start, bend, end))
    length = np.linalg.norm(end - start)
    t = np.sort(rng.uniform(0, 1, int(60 + 14 * length / thick)))[:, None]
    way = (1 - t) * (bend - start) + t * (end - bend)
    angle = np.arctan2(-way[:, 1], way[:, 0])
    half = thick * (1 - 0.75 * t[:, 0])
    aside = rng.uniform(-1, 1, len(t))
    at = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t ** 2 * end
    at = at + (aside * half)[:, None] * np.stack([np.sin(angle), np.cos(angle), 0 * angle], -1)
    lit = aside * (np.sin(angle) * SUN[0] + np.cos(angle) * SUN[1])
    colour = ramp(BARK, 0.42 + 0.35 * lit + rng.normal(0, 0.12, len(t)))
    return Dabs(at, np.stack([np.minimum(0.35, 4 * half), 0.45 * half], -1), angle, colour)


def tree(rng, x, z, height, spread, palette, detail=1.0):
    """A broad tree standing at x, z (metres); `detail` makes its leaves finer and more."""
    crown = np.array([[x, 0.6 * height, z], [spread, 0.43 * height, spread]])
    way = rng.normal(size=(int(46 + 26 * detail), 3))
    way *= rng.uniform(0.35, 1, (len(way), 1)) ** 0.5 / np.linalg.norm(way, axis=1, keepdims=True)
    centres = crown[0] + 0.85 * way * crown[1] * (0.95 + 0.2 * way[:, 1:2])
    radius = spread * rng.uniform(0.16, 0.34, len(way))
    leaf = 0.015 * spread ** 0.5 * z ** 0.5 / detail ** 0.5
    foot, fork = np.array([x, 0, z]), np.array([x + rng.normal(0, 0.3), 0.42 * height, z])
    parts = [leaves(rng, centres, radius, crown, palette, int(120 * detail), leaf),
             limb(rng, foot, (foot + fork) / 2 + [rng.normal(0, 0.3), 0, 0], fork, 0.028 * height)]
    for tip in centres[rng.choice(len(centres), 14, replace=False)]:
        parts.append(limb(rng, fork - [0, rng.uniform(0, 0.14) * height, 0],
                          (fork + tip) / 2 - [0, 0.08 * height, 0], tip, 0.012 * height))
    return heap(parts)


def willow(rng, x, z, height, spread):
    """A weeping willow: strands of narrow leaves which hang from a dome of branches."""
    strands, links = 300, 46
    turn, out = rng.uniform(0, 2 * np.pi, (strands, 1)), rng.uniform(0.05, 1, (strands, 1)) ** 0.5
    t = np.linspace(0, 1, links) + rng.uniform(0, 0.03, (strands, links))
    top = height * (1 - 0.42 * out ** 2.2) + rng.normal(0, 0.35, (strands, 1))
    low = np.minimum(rng.uniform(0.1, 0.5, (strands, 1)) * height * (1.15 - 0.7 * out), top - 1)
    far = spread * out * (0.82 + 0.2 * np.minimum(1, 3 * t)) + 0.12 * np.sin(5 * t + 9 * out)
    high = top + (low - top) * t ** 1.15
    at = np.stack([x + far * np.cos(turn), high, z + far * np.sin(turn)], -1)
    light = 0.38 + 0.3 * out * (np.cos(turn) * SUN[0] + np.sin(turn) * SUN[2]) + 0.18 * (1 - t) ** 2
    light = light + 0.13 * np.sin(11 * turn) + rng.normal(0, 0.12, (strands, 1)) - 0.05
    light = light + rng.normal(0, 0.1, t.shape)
    size = rng.uniform(0.14, 0.26, t.size)
    hanging = Dabs(at.reshape(-1, 3), np.stack([size, 0.22 * size], -1),
                   np.pi / 2 + rng.normal(0, 0.28, t.size), ramp(WILLOW, light.ravel()))
    crown = np.array([[x, 0.6 * height, z], [spread, 0.4 * height, spread]])
    tips = at[::6, 0]
    parts = [hanging, leaves(rng, tips, 0.13 * spread + 0 * tips[:, 0], crown, WILLOW, 90, 0.15)]
    fork = np.array([x + 0.3, 0.4 * height, z])
    parts.append(limb(rng, (x - 0.4, 0, z), (x - 0.5, 0.2 * height, z), fork, 0.04 * height))
    parts += [limb(rng, fork, (fork + tip) / 2 + [0, 1.2, 0], tip, 0.1) for tip in tips[::4]]
    return heap(parts)


def shrub(rng, x, y, z, spread, palette, leaf=0.1):
    """A bush, `spread` metres to each side of x, z, whose foot is y above the water."""
    centres = np.array([x, y, z]) + rng.uniform([-1, 0.1, -0.6], [1, 0.75, 0.6], (11, 3)) * spread
    crown = np.array([[x, y + 0.3 * spread, z], [spread, 0.9 * spread, spread]])
    return leaves(rng, centres, spread * rng.uniform(0.25, 0.5, 11), crown, palette, 210, leaf)


def reeds(rng, places):
    """Clumps of bending reeds and cattails at places (x, z, spread, count), metres."""
    parts = []
    for x, z, spread, count in places:
        foot = rng.normal([x, z], [spread, 0.3 * spread], (count, 2))
        lean, high = rng.normal(0.08, 0.2, count), rng.uniform(0.5, 1.5, count) ** 0.7
        tone = rng.uniform(0, 0.55, count)
        for share in (0.1, 0.3, 0.5, 0.7, 0.88):
            aside, turn = lean * high * share * (0.4 + share), lean * (0.4 + 2 * share)
            at = np.stack([foot[:, 0] + aside, share * high, foot[:, 1]], -1)
            colour = ramp(REED, tone + 0.5 * share)
            size = np.stack([0.17 * high, 0.016 * (1.15 - share) + 0 * high], -1)
            parts.append(Dabs(at, size, turn - np.pi / 2, colour))
        tops = np.stack([foot[:, 0] + 0.05, 0.95 * high, foot[:, 1]], -1)[::8]
        brown = ramp(["#2e1a0f", "#7a4c28"], rng.uniform(0, 1, len(tops)))
        one = np.ones(len(tops))
        for at, long, wide in [(tops, 0.1, 0.026), (tops * [1, 0.5, 1], tops[:, 1] / 2, 0.008)]:
            parts.append(Dabs(at, np.stack([long * one, wide * one], -1), -np.pi / 2 * one, brown))
    return heap(parts)
