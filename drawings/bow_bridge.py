"""A pale bow bridge over a park lake, late on an autumn afternoon."""
from functools import partial

import numpy as np

from drawings.canvas import FINE, grid, mix, noise_tile, ramp, rgb, sample, shrink, step
from drawings.foliage import (
    ELM,
    GOLD,
    OAK,
    RUST,
    SUN,
    Dabs,
    heap,
    limb,
    paint_dabs,
    reeds,
    shrub,
    tree,
    willow,
)
from drawings.perspective import (
    Camera,
    Scene,
    line_cover,
    paint_box,
    paint_face,
    turned_frame,
    within,
)
from drawings.sky_and_water import clouds, lake
from drawings.stones import boulder, facets

LENGTH, DEEP = 26.0, 4.2  # of the bridge, metres


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
    upright = turned_frame(0, 0, 0)
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
        return ramp(iron, tone), within(pixel, v - bottom, top - v)

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
    return (ramp(["#3a3430", "#7d7264", "#c9b898", "#fff3d6"], tone),
            within(pixel, half - np.abs(u - 0.6)) * (v < 1.2))


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
    """Painter of one boulder within a square of `size` metres: rounded facets, mossy on top."""
    sides = facets(rng, 16, 0.25, 1.4)
    lights = np.clip(0.3 + 0.6 * sides @ (SUN * [1, 1, -1]), 0.08, 1)

    def colour(planes, rough):
        share = np.exp(-9 * (planes - planes.min(0)))  # rounds the edges
        light = np.tensordot(lights, share, 1) / share.sum(0) + 0.1 * rough
        upward = np.tensordot(sides[:, 1], share, 1) / share.sum(0)
        stone = ramp(["#14161a", "#35343a", "#6a645c", "#a89a80", "#e6d4ac"], light)
        moss = step(0.1, 0.6, upward + 0.25 * rough) * 0.6
        return mix(stone, ramp(["#171d12", "#4c5526", "#9c9a48"], light), moss)
    return boulder(rng, soft, size, sides, colour, 1.3, 330)


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
        return within(pixel, thick - np.hypot(du, dv)), light

    sheer = 0.42 + 0.045 * (u - 2.5) ** 2
    keel = 0.9 * np.abs((u - 2.5) / 2.5) ** 5 - 0.1
    hull = within(pixel, sheer - v, v - keel)
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
    shade = within(pixel, 0.62 - np.hypot(u - 3.75, (v - 1.72) * 1.3), v - 1.78)
    canopy = rgb("#f3e3c0") * (0.85 - 0.3 * (u - 3.75) - 0.08 * np.sin(14 * (u - 3.75)))[..., None]
    for tint, part in [(canopy, shade), (rgb("#e9dcc0") * plank[..., None], hull),
                       (rgb("#7c3d2a"), hull * line_cover(v - sheer + 0.05, 0.05, pixel)),
                       (rgb("#2f4a4a"), hull * (v < 0.12)),
                       (rgb("#c79a5c"), bar(2.25, 0.85, 1.25, 0.02, 0.028)[0])]:
        colour, cover = mix(colour, tint, part), np.maximum(cover, part)
    return colour, cover


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
    stones, frame = int(rng.integers(1000)), turned_frame(-13.4, 33.5, -8)
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
