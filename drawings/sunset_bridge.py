"""A suspension bridge and a city across the river, at sunset."""
from functools import partial

import numpy as np

from drawings.canvas import FINE, grid, mix, noise_tile, pick, ramp, rgb, sample, shrink, step
from drawings.perspective import (
    Camera,
    Scene,
    line_cover,
    paint_box,
    paint_face,
    turned_frame,
    within,
)
from drawings.sky_and_water import clouds, river, stir, upside_down
from drawings.stones import boulder, facets


def sunset_sky(camera, sun, tile):
    """Paint a fine sky (H, W, 3) around a sun (x, y), with clouds lit from below."""
    x, y = grid(FINE)
    height = np.clip((camera.horizon - y) / camera.horizon, 0, 1)
    near = np.hypot((x - sun[0]) * 0.7, (y - sun[1]) * 1.3)
    sky = ramp(["#f7b264", "#ee9a66", "#d98379", "#a9748f", "#6f6796", "#475a8c", "#324a7c",
                "#283e6c"], height)
    sky = mix(sky, rgb("#ffc65c"), 0.85 * np.exp(-near / 130))
    disc = step(19, 16, np.hypot(x - sun[0], y - sun[1]))
    sky = mix(sky, rgb("#fff0b4") * 2.2, disc)  # brighter than white: water dims its reflection
    cover, lit = clouds(camera, x, y, tile)
    warm = np.exp(-near / 330)
    shade = mix(ramp(["#c77f70", "#8a6482", "#5a5680", "#465080"], height), rgb("#b06a5c"), warm)
    bright = mix(ramp(["#ffc07a", "#ffa271", "#f59a86", "#d79aa4"], height), rgb("#ffdf96"), warm)
    return mix(sky, mix(shade, bright, lit), cover * (0.92 - 0.5 * disc))


def stone(tiles, damp=0):
    """Painter of block masonry for `paint_box`, whose lowest `damp` metres are dark and wet.

    `tiles` are a soft and a gritty noise.
    """
    soft, grit = tiles

    def paint(u, v, pixel, light):
        course = np.floor(v / 1.5)
        along = u + 1.4 * (course % 2) + 40
        block = np.floor(along / 2.8)
        tone = pick(grit, block, course)
        joint = np.maximum(line_cover(v - 1.5 * course, 0.07, pixel),
                           line_cover(along - 2.8 * block, 0.07, pixel))
        grain = sample(grit, u * 5, v * 5) * np.clip(0.25 / pixel, 0, 1)
        stain = sample(soft, u * 30, v * 9)
        level = 0.64 + 0.055 * tone + 0.05 * grain + 0.07 * stain - 0.22 * joint
        level *= 1 if light else 0.45
        if damp:
            level *= 0.6 + 0.4 * step(0, damp, v + 2 * stain)
        colour = mix(rgb("#5a5c86"), rgb("#ffac62") * 1.45, light)
        return colour * level[..., None], np.ones_like(u)
    return paint


def tower(scene, frame, tiles):
    """A stone tower 84 m high with two pointed arches, built from its cornice down.

    What is lower comes later: seen from the water, it stands in front of what is above.
    """
    masonry, footing = stone(tiles), stone(tiles, damp=12)

    def pierced(u, v, pixel, light):
        colour, cover = masonry(u, v, pixel, light)
        aside = np.abs(np.abs(u - 17) - 7.6)  # from the middle of the nearer arch
        inner = 4.9 + 7 - np.hypot(aside + 7, np.maximum(v - 57, 0))
        colour = mix(colour, colour * 1.35, line_cover(inner + 0.6, 0.55, pixel) * (v > 40))
        return colour, cover * (1 - np.clip(inner / pixel + 0.5, 0, 1) * (v > 34))

    for half, low, high, deep in [(17.5, 81, 84, 7.5), (19, 78.5, 81, 9), (18.2, 76, 78.5, 8)]:
        paint_box(scene, frame, (-half, low, -deep), (half, high, deep), masonry)
    wide, rise = frame.side * 34, np.array([0, 76, 0.])  # the back shows through the arches
    paint_face(scene, frame.at(-17, 0, 6), wide, rise, partial(pierced, light=0.75))
    paint_face(scene, frame.at(-17, 0, -6), frame.ahead * 12, rise, partial(masonry, light=0.9))
    paint_face(scene, frame.at(-17, 0, -6), wide, rise, partial(pierced, light=0.06))
    for middle in (14.9, 0, -14.9):
        paint_box(scene, frame, (middle - 2.1, 70, -7.2), (middle + 2.1, 76, -6), masonry)
        paint_box(scene, frame, (middle - 2.6, 0, -8), (middle + 2.6, 70, -6), masonry)
    for half, high, deep in [(18.3, 33, 9), (20, 9, 11)]:
        paint_box(scene, frame, (-half, 0, -deep), (half, high, deep), footing)


def span(scene, frame, start, length, cable, towers):
    """One stretch of deck, `start` to `start + length` metres ahead of the frame's origin.

    `cable(u)` is the height of the main cables; stays fan out from the `towers` (metres).
    """
    dark, gold = rgb("#3a2b33"), rgb("#ffb067")

    def wires(u, v, pixel):
        up = v + 36
        above, sag = up > 40, up - cable(u)
        cover = np.maximum(line_cover(sag, 0.42, pixel),
                           line_cover((u + 3) % 6 - 3, 0.09, pixel) * (sag < 0) * above)
        for place in towers:
            share = np.clip((80 - up) / 40, 1e-3, 1)
            foot = (u - place) / share  # where the stay through this point meets the deck
            stay = line_cover(((foot + 5) % 10 - 5) * share * 0.7, 0.08, pixel)
            cover = np.maximum(cover, stay * (np.abs(foot) < 125) * above * (up < 80))
        lamp = np.clip(1.4 - np.hypot((u + 10) % 20 - 10, up - 44.5) / (0.3 + pixel), 0, 1)
        colour = mix(dark, gold, 0.1 + 0.7 * line_cover(sag - 0.3, 0.15, pixel))
        return mix(colour, rgb("#ffe7b0") * 1.3, lamp), np.maximum(0.95 * cover, lamp)

    def truss(u, v, pixel):
        chords = np.maximum(line_cover(v - 0.5, 0.5, pixel), line_cover(v - 4.6, 0.45, pixel))
        slant = np.abs(u % 6 - 3) / 3 * 4.2 + 0.4
        web = np.maximum(line_cover((v - slant) * 0.6, 0.14, pixel),
                         line_cover((u + 3) % 6 - 3, 0.18, pixel))
        cover = np.maximum(np.maximum(chords, web), 0.45 * (v < 4.6))
        return mix(dark, gold, 0.5 * line_cover(v - 4.8, 0.25, pixel) + 0.1), cover

    def below(u, v, pixel):
        beam = line_cover((u + 3) % 6 - 3, 0.8, pixel)
        return mix(rgb("#2c2430"), rgb("#4d3a40"), beam), np.ones_like(u)

    along = frame.ahead * length
    for side in (12, 4, -4, -12):
        if side == -4:
            paint_face(scene, frame.at(-12, 36, start), along, frame.side * 24, below)
        paint_face(scene, frame.at(side, 36, start), along, np.array([0, 48, 0.]), wires)
    paint_face(scene, frame.at(-12, 36, start), along, np.array([0, 5, 0.]), truss)


def bridge(scene, frame, tiles):
    """Two towers 400 m apart and the three stretches of deck, from the far end to the near one."""
    def side_span(reach):
        return 42 + 38 * np.clip(1 - reach / 280, 0, 1) ** 2

    paint_box(scene, frame, (-17, 0, 660), (17, 40, 760), stone(tiles, damp=12))
    span(scene, frame, 400, 290, side_span, [0])
    tower(scene, frame._replace(origin=frame.at(0, 0, 400)), tiles)
    span(scene, frame, 0, 400, lambda u: 43 + 37 * (u / 200 - 1) ** 2, [0, 400])
    tower(scene, frame, tiles)
    span(scene, frame, -90, 90, lambda u: side_span(90 - u), [90])


def facade(grit, tint, seed):
    """Painter of a building with rows of windows, some of them lit, for `paint_box`."""
    def paint(u, v, pixel, light):
        column, floor = np.floor(u / 3.4), np.floor(v / 4.2)
        inside = np.minimum(line_cover(u / 3.4 - column - 0.5, 0.3, pixel / 3.4),
                            line_cover(v / 4.2 - floor - 0.5, 0.28, pixel / 4.2))
        chance = grit[(column + seed * 31).astype(int) % 1024,
                      (floor + seed * 53).astype(int) % 1024]
        wall = mix(tint, rgb("#ffa763"), 0.8 * light) * (0.85 + 0.25 * step(0, 150, v))[..., None]
        glass = wall * (0.72 + 0.1 * np.clip(chance, -1, 1))[..., None]
        glass = mix(glass, rgb("#ffdc8c") * 1.25, (chance > 1.5) * 0.85 * (light < 0.5))
        return mix(wall, glass, inside), np.ones_like(u)
    return paint


def skyline(rng):
    """Invent a city: boxes (low corner, high corner, tint, seed) in metres, farthest first."""
    shapes = [[(1, 1)], [(1, 0.6), (0.7, 0.85), (0.4, 1)], [(1, 0.93), (0.5, 1)],
              [(1, 0.75), (0.62, 0.95), (0.08, 1.25)]]  # tiers: share of the width, of the height
    blocks = []
    for near, tallest, tint in [(2700, 560, "#5d5276"), (2000, 430, "#50456a"),
                                (1450, 250, "#43395c"), (1000, 90, "#342c47")]:
        x = -0.75 * near
        while x < 0.75 * near:
            wide, place = rng.uniform(16, 44) * (near / 1400) ** 0.5, x / near
            crowd = (np.exp(-((place - 0.08) / 0.17) ** 2)
                     + 0.4 * np.exp(-((place - 0.52) / 0.1) ** 2))
            tall = 12 + tallest * (0.09 + crowd) * rng.uniform(0.1, 1) ** 1.5
            seed, shade = int(rng.integers(1000)), rgb(tint) * rng.uniform(0.85, 1.12)
            shape, bottom = shapes[rng.integers(4) if tall > 35 else 0], 0.0
            for share, top in shape:
                margin = wide * (1 - share) / 2
                blocks.append(((x + margin, bottom, near + margin),
                               (x + wide - margin, tall * top, near + wide - margin),
                               shade, seed))
                bottom = tall * top
            x += wide * rng.uniform(0.8, 1.5)
    return blocks


def trees(tiles):
    """Painter of a distant wooded bank some 10 m high."""
    soft, grit = tiles

    def paint(u, v, pixel):
        crown = 9 + 5 * sample(soft, u * 2, 0 * v) + 2.5 * sample(grit, u * 0.25, 0 * v)
        tone = 0.5 + 0.3 * sample(soft, u * 9, v * 9)
        return ramp(["#201c2e", "#4a3540"], tone), np.clip((crown - v) / pixel / 2, 0, 1)
    return paint


def post(tile, seed, half, high):
    """Painter of an old wooden post: a round trunk with a sawn top, lit on its left."""
    def paint(u, v, pixel):
        turn = np.clip(u / half - 1, -1, 1)
        grain = (sample(tile, u * 420 + 97 * seed, v * 20)
                 + 0.6 * sample(tile, u * 900, v * 60 + seed))
        light = 0.2 + 0.75 * step(-0.2, -1, turn) + 0.12 * step(0.7, 1, turn) + 0.07 * grain
        light *= 1 - 0.7 * step(0.75, 0.45, v + 0.06 * grain)
        colour = ramp(["#100f18", "#3b2b30", "#93604a", "#ffb878"], light)
        lid = high - half * 0.3 * (1 - np.sqrt(1 - turn ** 2))
        top = step(lid - 0.5 * half, lid - 0.3 * half, v + 0.2 * half * np.abs(turn))
        colour = mix(colour, ramp(["#8a6456", "#ffc48a"], 0.5 + 0.2 * grain - 0.3 * turn), top)
        return colour, np.clip((lid - v + 0.02 * grain) / pixel + 0.5, 0, 1)
    return paint


def cut_stone(rng, tile, size):
    """Painter of one stone within a square of `size` metres: sharp facets, lit from behind."""
    sides = facets(rng, 14, 0.3, 1.45)
    lights = np.clip(0.08 + sides @ [-0.52, 0.4, 0.0], 0, 1)

    def colour(planes, rough):
        light = lights[planes.argmin(0)] + 0.07 * rough
        return ramp(["#15141f", "#3a3547", "#765a5c", "#d08c62", "#ffca8c"], light)
    return boulder(rng, tile, size, sides, colour)


def boat(u, v, pixel):
    """Painter of a small fishing boat 8 m long with a cabin and a mast, seen from its side."""
    inside = partial(within, pixel)
    sheer = 0.95 + 0.03 * (u - 2.8) ** 2
    hull = inside(u - 0.25 * v, 7.6 - 0.75 * (1.5 - v) - u, sheer - v)
    cabin = inside(u - 1.3, 3.4 - u, v - 0.5, 2.45 - v)
    roof = inside(u - 1.1, 3.7 - u, v - 2.4, 2.6 - v)
    glass = inside(u - 2.4, 3.15 - u, v - 1.5, 2.15 - v)
    mast = np.maximum(line_cover(u - 4.3, 0.06, pixel) * (v < 5.4),
                      line_cover(v - 2.0 - 0.45 * (u - 4.3), 0.05, pixel) * (u > 4.3) * (u < 7))
    stay = np.maximum(line_cover(v - 5.4 + 1.28 * (u - 4.3), 0.015, pixel) * (u > 4.3),
                      line_cover(v - 5.4 - 1.1 * (u - 4.3), 0.015, pixel) * (u < 4.3))
    colour = mix(rgb("#2b2530"), rgb("#7a3b34"), hull * (v > 0.35))
    for share, code in [(line_cover(v - sheer, 0.09, pixel) * hull, "#f3c08c"),
                        (cabin * (1 - hull), "#5f566a"), (glass, "#e9b878"), (roof, "#c98658"),
                        (cabin * (u < 1.6) * (1 - hull), "#ffbf80")]:
        colour = mix(colour, rgb(code), share)
    return colour, np.maximum.reduce([hull, cabin, roof, mast, 0.8 * stay * (v > 0.8)])


def foreshore(scene, seed, tile):
    """A boat, old pier posts and stones; the same ones whenever the seed is the same."""
    rng = np.random.default_rng(seed)
    right, up = np.array([1., 0, 0]), np.array([0, 1., 0])
    paint_face(scene, (1.5, 0, 62), 8 * right, 6 * up, boat)
    for grain, z in enumerate(np.arange(60, 17, -2.0)):
        half, high = rng.uniform(0.2, 0.28), rng.uniform(1.4, 2.6)
        x = -3.4 - 0.11 * z + 3.2 * (grain % 2) + rng.normal(0, 0.2) - half
        paint_face(scene, (x, 0, z), 2 * half * right, (rng.normal(0, 0.05), high, 0),
                   post(tile, grain, half, high))
    stones = [(rng.uniform(3.5, 12.5), rng.uniform(15.5, 24)) for _ in range(170)]
    for x, z in sorted(stones, key=lambda stone: -stone[1]):
        bank = 0.13 * (x - 4) + 0.12 * (22 - z)
        size = rng.uniform(0.4, 1.1) * (1.5 if rng.random() < 0.15 else 1)
        if bank > -0.25:
            paint_face(scene, (x, max(bank, 0) - 0.3 * size, z), size * right, size * up,
                       cut_stone(rng, tile, size))


def sunset_bridge(rng):
    """A suspension bridge and a city across the river, at sunset."""
    camera = Camera(height=6.5, focal=900, column=512, horizon=468)
    sun, soft, grit = (208, 432), noise_tile(rng, 1.4), noise_tile(rng, 0)
    sky = sunset_sky(camera, sun, noise_tile(rng, 1.75))
    x, y = grid(FINE)
    air = mix(rgb("#b98a92"), rgb("#ffb869"), np.exp(-np.abs(x[0] - sun[0]) / 260))
    blocks, pebbles = skyline(rng), int(rng.integers(1000))
    city, pier = turned_frame(0, 0, 0), turned_frame(61, 190, 18)

    def far_shore(scene):
        for low, high, tint, seed in blocks:
            paint_box(scene, city, low, high, facade(grit, tint, seed))
        paint_face(scene, (-700, 0, 960), (1400, 0, 0), (0, 40, 0), trees((soft, grit)))
        bridge(scene, pier, (soft, grit))

    scene = Scene(sky, camera, air)
    mirror = Scene(sky.copy(), camera._replace(height=-camera.height), air)
    far_shore(mirror)
    river(scene, mirror.canvas, sun, soft)
    foreshore(upside_down(scene), pebbles, soft)
    stir(scene, soft)
    far_shore(scene)
    foreshore(scene, pebbles, soft)
    glow = np.exp(-np.hypot(x - sun[0], (y - sun[1]) * 1.2) / 110)
    return shrink(sky + 0.45 * glow[..., None] * rgb("#ff9a45"))
