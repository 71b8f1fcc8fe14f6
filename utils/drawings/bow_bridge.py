"""A pale bow bridge over a park lake, late on an autumn afternoon."""
from functools import partial
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from utils.drawings.canvas import (FINE, HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample,
                                   shrink, step)
from utils.drawings.perspective import Camera, Frame, Scene, line_cover, paint_box, paint_face
from utils.drawings.sky_and_water import below_horizon, clouds, ripples

SUN = np.array([-0.66, 0.58, -0.48])  # the way to it: on the left, high, behind the painter
LENGTH, DEEP = 26.0, 4.2  # of the bridge, metres
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


def afternoon_sky(camera, tile):
    """A fine sky (H, W, 3): warm haze below, soft clouds above."""
    x, y = grid(FINE)
    height = np.clip((camera.horizon - y) / camera.horizon, 0, 1)
    sky = ramp(["#fbdfac", "#f7dcb8", "#e6dcc8", "#bccfd8", "#8fb4d2", "#6a9ac6", "#5588b8"],
               height)
    sky = mix(sky, rgb("#ffe6b0"), 0.6 * np.exp(-np.hypot(x, (y - 330) * 1.6) / 330))
    cover, lit = clouds(camera, x, y, tile)
    return mix(sky, mix(rgb("#bcb8c4"), rgb("#fff1d4"), lit), 0.62 * cover)


def facade(grit, tint):
    """Painter of an apartment house with rows of windows, for `paint_box`."""
    def paint(u, v, pixel, light):
        column, floor = np.floor(u / 4), np.floor(v / 4)
        inside = np.minimum(line_cover(u / 4 - column - 0.5, 0.27, pixel / 4),
                            line_cover(v / 4 - floor - 0.5, 0.3, pixel / 4))
        chance = grit[column.astype(int) % 1024, floor.astype(int) % 1024]
        wall = rgb(tint) * (0.62 + 0.6 * light + 0.05 * chance)[..., None]
        ledge = line_cover(v % 32 - 16, 0.7, pixel)
        wall = mix(wall, rgb("#fff0d0"), 0.35 * ledge)
        return mix(wall, wall * (0.42 + 0.08 * chance)[..., None], inside), np.ones_like(u)
    return paint


def houses(scene, grit):
    """Apartment houses beyond the park: one with two towers, and plainer neighbours."""
    upright = Frame(np.zeros(3), np.array([1., 0, 0]), np.array([0, 0, 1.]))
    for left, wide, tall, tint in [(30, 34, 84, "#8f8480"), (128, 52, 98, "#a5948a"),
                                   (70, 46, 112, "#9a8a82")]:
        for inset, share in [(0, 0.86), (6, 0.95), (14, 1)]:
            paint_box(scene, upright, (left + inset, 0, 520 + inset),
                      (left + wide - inset, share * tall, 560 - inset), facade(grit, tint))
    house = facade(grit, "#b39a84")
    paint_box(scene, upright, (-96, 0, 430), (-16, 78, 460), house)
    for left in (-93, -41):
        for inset, low, high in [(0, 78, 112), (2.5, 112, 124), (5, 124, 132), (8, 132, 140),
                                 (10.2, 140, 149)]:
            paint_box(scene, upright, (left + inset, low, 430 + inset),
                      (left + 22 - inset, high, 452 - inset), house)


def deck(u):
    """Height of the footway u metres along the bridge."""
    return 2.2 + 1.9 * np.clip(1 - (2 * u / LENGTH - 1) ** 2, 0, 1) ** 1.3


def rib(u):
    """Height of the arch's lower edge u metres along the bridge."""
    return 0.4 + 3.15 * np.clip(1 - ((2 * u / LENGTH - 1) / 0.965) ** 2, 0, 1) ** 0.75


def ring(du, dv, radius, half, pixel):
    """How much of a pixel a round bar bent to a ring covers, and its light in [-1, 1]."""
    reach = np.hypot(du, dv)
    profile = np.clip((reach - radius) / half, -1, 1)
    return line_cover(reach - radius, half, pixel), profile * (dv - du) / (1.4 * reach + 1e-6)


def railing(u, v, pixel):
    """Cover and light of a balustrade of interlaced rings, between posts, along the deck."""
    up = v - deck(u)
    cover, light = np.zeros_like(u), np.zeros_like(u)
    bars = [ring(u - 0.62 * (np.floor(u / 0.62) + k), up - 0.66, radius, half, pixel)
            for k in (0, 1) for radius, half in [(0.46, 0.055), (0.17, 0.04)]]
    for height, half in [(0.12, 0.09), (1.2, 0.08)]:
        bars.append((line_cover(up - height, half, pixel), np.clip((up - height) / half, -1, 1)))
    aside = (u - 0.31 + 1.55) % 3.1 - 1.55
    bars.append((line_cover(aside, 0.12, pixel) * (up > 0) * (up < 1.4),
                 np.clip(-aside / 0.12, -1, 1)))
    for part, lit in bars:
        light, cover = light + (lit - light) * part, np.maximum(cover, part)
    return cover, light


def span(scene, frame, soft):
    """The bridge from abutment to abutment: far railing, vault, near side and its railing."""
    iron = ["#3c3a42", "#7d746c", "#c6b799", "#f4e4c2", "#fffaf0"]
    middle, centres = 0.9, []
    while middle < LENGTH / 2:
        centres += [middle, LENGTH - middle]
        middle += 0.86 * (deck(middle) - rib(middle)) + 0.1
    centres = np.sort(centres)

    def rail(u, v, pixel, shade):
        cover, light = railing(u, v, pixel)
        dapple = np.clip(0.5 + 0.5 * sample(soft, u * 25, v * 40), 0, 1)
        return ramp(iron, shade * (0.72 + 0.24 * light - 0.14 * dapple)), cover

    def vault(u, v, pixel, bottom):
        glint = sample(soft, u * 60, (bottom + v) * 25)
        return ramp(["#1d2226", "#4f4a44", "#a08e70"],
                    0.3 + 0.16 * glint - 0.25 * (v < 0.16)), np.ones_like(u)

    def side(u, v, pixel):
        bottom, top = rib(u), deck(u)
        nearest = centres[np.searchsorted((centres[1:] + centres[:-1]) / 2, u)]
        hole = 0.4 * (deck(nearest) - rib(nearest))
        du, dv = u - nearest, v - (deck(nearest) + rib(nearest)) / 2
        bar, bright = ring(du, dv, hole, 0.06, pixel)
        fold = np.hypot(np.abs(du) - 0.33 * hole, np.abs(dv) - 0.33 * hole) - 0.36 * hole
        tone = 0.63 + 0.05 * sample(soft, u * 40, v * 40)
        tone = tone - 0.36 * (np.hypot(du, dv) < hole) - 0.2 * (fold < 0)
        tone = tone + (0.72 + 0.25 * bright - tone) * bar
        for edge in (v - bottom - 0.09, v - top + 0.06):
            tone += (0.78 + 0.25 * np.clip(edge / 0.1, -1, 1) - tone) * line_cover(edge, 0.1, pixel)
        tone -= 0.3 * line_cover(v - top + 0.24, 0.07, pixel)
        return ramp(iron, tone), np.clip(np.minimum(v - bottom, top - v) / pixel + 0.5, 0, 1)

    wall = (frame.side * LENGTH, np.array([0, 6.0, 0]))
    paint_face(scene, frame.at(0, 0, DEEP), *wall, partial(rail, shade=0.5))
    pieces = np.linspace(0.5, LENGTH - 0.5, 70)
    for left, right in zip(pieces, pieces[1:]):
        low, high = (frame.at(u, rib(u), 0) for u in (left, right))
        paint_face(scene, low, DEEP * frame.ahead, high - low, partial(vault, bottom=left))
    paint_face(scene, frame.at(0, 0, 0), *wall, side)
    paint_face(scene, frame.at(0, 0, 0), *wall, partial(rail, shade=1))


def masonry(soft, tint, damp=0.01):
    """Painter of rough blocks for `paint_box`, whose lowest `damp` metres are dark."""
    def paint(u, v, pixel, light):
        course = np.floor(v / 0.42)
        along = u + 0.5 * (course % 2) + 20
        joint = np.maximum(line_cover(v - 0.42 * course, 0.025, pixel),
                           line_cover(along % 1.0 - 0.5, 0.025, pixel))
        block = sample(soft, np.floor(along + 0.5) * 97, course * 61)
        level = 0.66 + 0.3 * light + 0.05 * block + 0.07 * sample(soft, u * 300, v * 300)
        level = (level - 0.3 * joint) * (0.45 + 0.55 * step(0, damp, v))
        return rgb(tint) * level[..., None], np.ones_like(u)
    return paint


def urn(u, v, pixel):
    """Painter of an urn on a foot, within 1.2 x 1.3 metres."""
    half = np.interp(v, [0, 0.08, 0.14, 0.3, 0.5, 0.85, 1.0, 1.12, 1.16, 1.3],
                     [0.3, 0.3, 0.13, 0.1, 0.36, 0.48, 0.36, 0.46, 0.5, 0.5])
    round_ = (u - 0.6) / half
    tone = 0.62 - 0.4 * round_ - 0.25 * round_ ** 2 + 0.1 * np.sin(13 * round_) * (v < 0.85)
    return ramp(["#3a3430", "#7d7264", "#c9b898", "#fff3d6"], tone), np.clip(
        (half - np.abs(u - 0.6)) / pixel + 0.5, 0, 1) * (v < 1.2)


def abutments(scene, frame, soft):
    """Stone ends of the bridge, with pedestals that carry urns."""
    stone, pale = masonry(soft, "#b39f80", damp=0.7), masonry(soft, "#fff0d0")
    for start, post in [(-4.5, -0.75), (LENGTH - 0.6, LENGTH - 0.4)]:
        for ahead in (DEEP - 0.6, -0.3):
            if ahead < 0:
                paint_box(scene, frame, (start, 0, -0.25), (start + 5.1, 2.25, DEEP + 0.2), stone)
            for margin, low, high in [(0, 1.9, 3.6), (-0.1, 3.6, 3.78)]:
                paint_box(scene, frame, (post + margin, low, ahead + margin),
                          (post + 1.15 - margin, high, ahead + 1.15 - margin), pale)
            paint_face(scene, frame.at(post - 0.03, 3.75, ahead + 0.5), 1.2 * frame.side,
                       np.array([0, 1.3, 0]), urn)


def bank(soft, high, ends):
    """Painter of a grassy bank with stones at the water; it sinks over `ends` metres."""
    def paint(u, v, pixel):
        rough = sample(soft, u * 55, v * 80)
        crest = high * np.interp(u, *ends) + 0.25 * sample(soft, u * 22, 0 * u)
        tone = 0.36 + 0.3 * v / high + 0.17 * rough
        grass = ramp(["#1d2416", "#39461f", "#68732f", "#a9a04a", "#d6c470"], tone)
        rocks = ramp(["#1c1a19", "#4a4640", "#8b8172", "#c0b296"], 0.4 + 0.35 * rough)
        colour = mix(rocks, grass, step(0.25, 0.55, v + 0.12 * rough))
        return colour, np.clip((crest - v) / pixel / 2, 0, 1)
    return paint


def rock(rng, soft, size):
    """Painter of one boulder within a square of `size` metres: flat facets, mossy on top."""
    turn, tilt = rng.uniform(0, 2 * np.pi, 16), rng.uniform(0.25, 1.4, 16)
    turn[:7] = np.arange(7) * 2 * np.pi / 7 + rng.normal(0, 0.25, 7)
    tilt[:7] = rng.uniform(1.1, 1.45, 7)
    facets = np.stack([np.cos(turn) * np.sin(tilt), np.sin(turn) * np.sin(tilt), np.cos(tilt)], -1)
    lights = np.clip(0.3 + 0.6 * facets @ (SUN * [1, 1, -1]), 0.08, 1)
    where = rng.uniform(0, 1024, 2)

    def paint(u, v, pixel):
        across, up = 2 * u / size - 1, (2 * v / size - 1) * 1.3
        rough = sample(soft, u * 330 + where[0], v * 330 + where[1])
        planes = [(0.78 - fx * across - fy * up) / fz for fx, fy, fz in facets]
        height = np.minimum.reduce(planes) + 0.05 * rough
        share = np.exp(-9 * (np.stack(planes) - np.minimum.reduce(planes)))  # rounds the edges
        light = np.tensordot(lights, share, 1) / share.sum(0) + 0.1 * rough
        upward = np.tensordot(facets[:, 1], share, 1) / share.sum(0)
        colour = ramp(["#14161a", "#35343a", "#6a645c", "#a89a80", "#e6d4ac"], light)
        moss = step(0.1, 0.6, upward + 0.25 * rough) * 0.6
        colour = mix(colour, ramp(["#171d12", "#4c5526", "#9c9a48"], light), moss)
        return colour, np.clip(height * size / pixel / 4 + 0.5, 0, 1)
    return paint


def rocks(scene, seed, soft, places):
    """Boulders heaped around places (x, z, spread, size, count), metres."""
    rng = np.random.default_rng(seed)
    for x, z, spread, size, count in places:
        spots = rng.normal([x, z], [spread, 0.35 * spread], (count, 2))
        for at_x, at_z in spots[np.argsort(-spots[:, 1])]:
            wide = size * rng.uniform(0.5, 1.2)
            paint_face(scene, (at_x, -0.3 * wide, at_z), (wide, 0, 0), (0, wide, 0),
                       rock(rng, soft, wide))


def rowing_boat(u, v, pixel):
    """Painter of a rowing boat 5 m long with a rower and a lady under a parasol."""
    def bar(ax, ay, bx, by, thick):
        share = np.clip(((u - ax) * (bx - ax) + (v - ay) * (by - ay))
                        / ((bx - ax) ** 2 + (by - ay) ** 2), 0, 1)
        du, dv = u - ax - share * (bx - ax), v - ay - share * (by - ay)
        light = 0.8 + 0.35 * np.clip((dv - du) / thick / 1.4, -1, 1)
        return np.clip((thick - np.hypot(du, dv)) / pixel + 0.5, 0, 1), light

    sheer = 0.42 + 0.045 * (u - 2.5) ** 2
    keel = 0.9 * np.abs((u - 2.5) / 2.5) ** 5 - 0.1
    hull = np.clip(np.minimum(sheer - v, v - keel) / pixel + 0.5, 0, 1)
    plank = 0.75 + 0.2 * np.sin((v - 0.3 * sheer) * 42) - 0.15 * (u - 2.5) / 2.5
    shapes = [("#5a3a24", 0.9, 0.55, 1.6, 0.6, 0.05), ("#3c4250", 2.2, 0.5, 2.75, 0.62, 0.12),
              ("#3c4250", 1.75, 0.55, 2.3, 0.62, 0.13), ("#f2e8d4", 1.62, 0.6, 1.72, 1.12, 0.17),
              ("#e8b48c", 1.72, 1.38, 1.73, 1.42, 0.115), ("#d9b468", 1.58, 1.5, 1.9, 1.5, 0.035),
              ("#d9b468", 1.67, 1.55, 1.8, 1.55, 0.07), ("#e6d8bc", 1.75, 1.05, 2.3, 0.82, 0.07),
              ("#a23b30", 3.3, 0.5, 3.75, 0.58, 0.2), ("#b5473a", 3.72, 0.6, 3.66, 1.05, 0.15),
              ("#e8b48c", 3.63, 1.3, 3.63, 1.33, 0.105), ("#4a2c1e", 3.68, 1.38, 3.7, 1.36, 0.1),
              ("#b5473a", 3.64, 1.0, 3.4, 0.9, 0.06), ("#5a4630", 3.42, 0.9, 3.75, 1.95, 0.022)]
    colour, cover = np.ones((*u.shape, 3)), np.zeros_like(u)
    for code, *ends in shapes:
        part, light = bar(*ends)
        colour, cover = mix(colour, rgb(code) * light[..., None], part), np.maximum(cover, part)
    shade = np.minimum(0.62 - np.hypot(u - 3.75, (v - 1.72) * 1.3), v - 1.78)
    shade = np.clip(shade / pixel + 0.5, 0, 1)
    canopy = rgb("#f3e3c0") * (0.85 - 0.3 * (u - 3.75) - 0.08 * np.sin(14 * (u - 3.75)))[..., None]
    for tint, part in [(canopy, shade), (rgb("#e9dcc0") * plank[..., None], hull),
                       (rgb("#7c3d2a"), hull * line_cover(v - sheer + 0.05, 0.05, pixel)),
                       (rgb("#2f4a4a"), hull * (v < 0.12)),
                       (rgb("#c79a5c"), bar(2.25, 0.85, 1.25, 0.02, 0.028)[0])]:
        colour, cover = mix(colour, tint, part), np.maximum(cover, part)
    return colour, cover


def lake(scene, mirror, soft):
    """Paint calm water from `mirror` (H, W, 3), the scene as seen from as far below it."""
    canvas, camera = scene.canvas, scene.camera
    first, x, y = below_horizon(camera)
    small = camera._replace(height=14 * camera.height)  # ripples a fourteenth of a river's
    slope, cross = (ripples(soft, small, x + shift, y) for shift in (0, 333))
    wind = step(0.4, 1.6, sample(soft, x * 0.5 + 200, (y - camera.horizon) * 3))
    slope = slope * (0.35 + 1.2 * wind)
    row = camera.horizon - np.abs(y - camera.horizon + 0.13 * slope * camera.focal)
    column = np.clip(x + 12 * cross, 0, WIDTH - 1)
    seen = sample(mirror, column * FINE, np.clip(row, 0, camera.horizon - 1) * FINE)
    steep = step(camera.horizon, HEIGHT + 120, y)
    seen = mix(0.93 * seen, rgb("#22322f"), np.clip(0.08 + 0.38 * steep - 1.5 * slope, 0.03, 0.6))
    sheen = step(0.02, 0.1, slope + 0.4 * cross) * (0.06 + 0.45 * wind) * (1 - 0.6 * steep)
    canvas[first:] = mix(seen, rgb("#dfe0d6"), 0.7 * sheen)


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


def overhang(rng):
    """A branch that reaches into the picture from the upper right, in autumn leaf."""
    root, bend, tip = np.array([[3.7, 4.9, 5.4], [2.6, 4.1, 5.3], [1.35, 3.95, 5.2]])
    parts = [limb(rng, root, bend, tip, 0.04)]
    for share in np.linspace(0.02, 1, 19):
        start = (1 - share) ** 2 * root + 2 * share * (1 - share) * bend + share ** 2 * tip
        reach = rng.uniform(0.35, 1.1) * (1.1 - 0.5 * share)
        turn = np.pi + rng.choice([-0.5, 0.75, 1.0]) + rng.normal(0, 0.2)
        end = start + reach * np.array([np.cos(turn), np.sin(turn), rng.normal(0, 0.3)])
        parts.append(limb(rng, start, (start + end) / 2 + [0, 0.12 * reach, 0], end, 0.011))
        count = int(140 * reach)
        t = rng.uniform(0.25, 1.08, (count, 1))
        at = start + (end - start) * t + [0, 0.24 * reach, 0] * t * (1 - t)
        at = at + rng.normal(0, 0.07, (count, 3))
        size = rng.uniform(0.02, 0.045, count)
        light = rng.uniform(0.05, 0.9, count) + 0.9 * (at[:, 1] - (start + end)[1] / 2)
        palette = [GOLD, RUST, ELM, GOLD][rng.integers(4)]
        parts.append(Dabs(at, np.stack([size, 0.5 * size], -1),
                          rng.normal(np.pi / 2, 0.7, count), ramp(palette, light)))
    return heap(parts)


def fallen_leaves(rng, count):
    """Leaves that float on the near half of the lake."""
    at = rng.uniform([-7, 0, 6.5], [7, 0.001, 19], (count, 3))
    size = rng.uniform(0.03, 0.06, count)
    return Dabs(at, np.stack([size, 0.3 * size], -1), rng.normal(0, 0.2, count),
                ramp(GOLD, rng.uniform(0.4, 1, count)))


def planting(rng):
    """All trees and bushes: those beyond the bridge, and those in front of its ends."""
    beyond = []
    for z, gap, tall, detail in [(140, 11, 25, 0.5), (104, 9, 20, 0.8), (76, 7.5, 15, 1.3)]:
        for x in np.arange(-0.62 * z, 0.62 * z, gap):
            palette = [OAK, ELM, GOLD, RUST, OAK][rng.integers(5)]
            height, spread = tall * rng.uniform(0.8, 1.12), rng.uniform(4.4, 6.2)
            beyond.append(tree(rng, x + rng.normal(0, 2), z + rng.normal(0, 4), height, spread,
                               palette, detail))
    for x, z, height, spread, palette in [
            (-27, 56, 19, 7, ELM), (-19, 50, 15, 5.5, RUST), (-23, 44, 18.5, 6.5, OAK),
            (-16.5, 42, 13.5, 4.6, ELM), (22, 54, 17, 6.5, GOLD), (29, 50, 19, 7, OAK),
            (17, 46, 12, 4.5, ELM), (25, 41, 15, 5, RUST)]:
        beyond.append(tree(rng, x, z, height, spread, palette, 2.0))
    beyond += [shrub(rng, x, 2.0, rng.uniform(68, 84), 4, [OAK, ELM, RUST][rng.integers(3)], 0.2)
               for x in np.arange(-50, 50, 4.5)]
    beyond += [shrub(rng, x, rng.uniform(0.2, 0.9), rng.uniform(58, 66), rng.uniform(1.4, 3.2),
                     [OAK, ELM, GOLD, ELM][rng.integers(4)], 0.17)
               for x in np.arange(-40, 40, 1.6)]
    beyond += [shrub(rng, side * rng.uniform(14, 26), rng.uniform(0.8, 1.8), rng.uniform(40, 43),
                     rng.uniform(1, 2), [ELM, OAK, RUST][rng.integers(3)]) for side in [-1, 1] * 9]
    front = [willow(rng, 22.2, 38, 15, 6)]
    front += [shrub(rng, x, y, z, spread, palette) for x, y, z, spread, palette in [
        (-19, 1, 33, 1.8, OAK), (-16.4, 1.2, 33.4, 1.3, ELM), (-21.5, 0.7, 31, 1.6, RUST),
        (-17.8, 0.3, 31.4, 1.0, ELM), (-15.4, 0.4, 32.6, 0.8, GOLD), (15.2, 0.6, 28.6, 1.0, OAK),
        (17.2, 0.5, 28, 1.3, ELM), (19.4, 0.4, 27.6, 1.4, OAK), (14, 0.3, 28.8, 0.6, GOLD)]]
    return heap(beyond), heap(front)


def bow_bridge(rng):
    """A pale bow bridge over a park lake, late on an autumn afternoon."""
    camera = Camera(height=2.2, focal=900, column=512, horizon=408)
    soft, grit = noise_tile(rng, 1.3), noise_tile(rng, 0)
    sky = afternoon_sky(camera, noise_tile(rng, 1.75))
    x, y = grid(FINE)
    air = mix(rgb("#fbe2b4"), rgb("#c3cad2"), step(0, 900, x[0]))
    beyond, front = planting(rng)
    stones, turn = int(rng.integers(1000)), np.deg2rad(8)
    frame = Frame(np.array([-13.4, 0, 33.5]), np.array([np.cos(turn), 0, -np.sin(turn)]),
                  np.array([np.sin(turn), 0, np.cos(turn)]))
    flowers = heap([shrub(rng, *frame.at(along, 5.0, ahead), 0.42, palette, 0.07)
                    for along, palette in [(-0.18, RUST), (LENGTH + 0.17, ELM)]
                    for ahead in (0.2, DEEP)])
    clumps = reeds(rng, [(-3.75, 7.4, 0.45, 90), (-2.4, 6.9, 0.2, 36), (4.25, 7.9, 0.35, 70)])
    drift = fallen_leaves(rng, 260)

    def shore(scene):
        houses(scene, grit)
        paint_face(scene, (-60, 0, 66), (120, 0, 0), (0, 3, 0),
                   bank(soft, 1.4, ([0, 120], [1, 1])))
        paint_dabs(scene, beyond)
        for left in (-50, 13.5):
            ends = ([0, 32, 36.5], [1, 1, 0]) if left < 0 else ([0, 4, 36], [0, 1, 1])
            paint_face(scene, (left, 0, 39.5), (36.5, 0, 0), (0, 4, 0), bank(soft, 2.2, ends))
        span(scene, frame, soft)
        abutments(scene, frame, soft)
        paint_dabs(scene, flowers)
        paint_face(scene, (-50, 0, 33), (34.5, 0, 0), (0, 3, 0),
                   bank(soft, 1.3, ([0, 30, 34.5], [1, 1, 0])))
        paint_face(scene, (13.4, 0, 28.9), (36, 0, 0), (0, 3, 0),
                   bank(soft, 1.1, ([0, 5, 36], [0, 1, 1])))
        rocks(scene, stones, soft, [(-17, 32, 1.6, 1.0, 16), (16, 28, 1.5, 0.9, 14)])
        paint_dabs(scene, front)
        paint_face(scene, (-6.9, 0, 22.5), (5, 0, 0), (0, 2.6, 0), rowing_boat)

    def foreground(scene):
        rocks(scene, stones + 1, soft, [(-4.1, 7.6, 0.7, 0.9, 16), (-2.6, 6.9, 0.4, 0.5, 10),
                                        (4.4, 7.7, 0.4, 0.6, 10)])
        paint_dabs(scene, clumps)

    scene = Scene(sky, camera, air, clear=420)
    mirror = scene._replace(canvas=sky.copy(), camera=camera._replace(height=-camera.height))
    shore(mirror)
    foreground(mirror)
    lake(scene, mirror.canvas, soft)
    shore(scene)
    foreground(scene)
    paint_dabs(scene, drift)
    paint_dabs(scene, overhang(rng))
    glow = np.exp(-np.hypot(x + 60, 0.9 * (y - 200)) / 300)
    return shrink(sky * rgb("#fffcf2") + 0.2 * glow[..., None] * rgb("#ffc878"))
