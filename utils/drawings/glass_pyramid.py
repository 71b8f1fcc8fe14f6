"""A glass pyramid in the courtyard of a baroque palace, late in the afternoon after rain."""
from typing import NamedTuple

import numpy as np

from utils.drawings.canvas import FINE, grid, mix, noise_tile, ramp, rgb, sample, shrink, step
from utils.drawings.palace import (BAY, SUN, UP, WEST, block, gable, gallery, lantern, paint_lit,
                                   pavilion, pick, sunlit, within)
from utils.drawings.perspective import Camera, Frame, Scene, line_cover, paint_face
from utils.drawings.sky_and_water import below_horizon

EAST, NORTH = 50.0, 118.0  # where the right wing and the far wing stand, in metres
POOL = (-37.0, -21.5, -25.0, 12.0)  # sides and ends of the basin, seen from the great pyramid


class Pyramid(NamedTuple):
    """A square pyramid of glass, all in metres, divided into so many panes along each side."""

    frame: Frame
    half: float
    height: float
    cells: int


def turned(x, z, degrees):
    """A frame on the ground at (x, z) which is turned to the left."""
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return Frame(np.array([x, 0, z]), np.array([cos, 0, sin]), np.array([-sin, 0, cos]))


def heaps(tile, x, y):
    """Thickness of heaped clouds: round lumps of every size upon one another."""
    thick = 1.1 * sample(tile, x * 0.5 + 300, y * 0.9 + 80) - 0.5
    for size, weight in [(0.9, 0.62), (2.1, 0.34), (4.7, 0.2), (10, 0.1), (21, 0.05)]:
        lump = sample(tile, x * size + 170 * size, y * size * 1.35 + 90 * size)
        thick = thick + weight * (0.75 - np.abs(lump))
    return thick


def afternoon_sky(camera, tile):
    """Paint a fine sky (H, W, 3) with clouds which the sun lights from the left."""
    x, y = grid(FINE)
    height = np.clip((camera.horizon - y) / camera.horizon, 0, 1)
    sky = ramp(["#f6dcb4", "#f0d6b8", "#cfd0cc", "#97b4cf", "#6a95c2", "#4a79b0", "#386399"],
               height + 0.06 - 0.1 * x / 1024)
    here = heaps(tile, x, y)
    lit = 0.5 + 0.4 * (here - heaps(tile, x - 9, y - 7)) + 0.5 * (here - heaps(tile, x - 26, y - 15))
    cover = step(-0.15, 0.35, here) * (0.75 + 0.25 * step(0, 1, here))
    shade = ramp(["#c9b0a6", "#a9a3b4", "#8089a8", "#67769c"], height)
    bright = ramp(["#ffe2b0", "#fff0d2", "#fff6e6", "#f4f4f2"], height)
    return mix(sky, mix(shade, bright, np.clip(lit - 0.12 * here, 0, 1)), 0.95 * cover)


def lattice(u, v, pyramid, pixel, half):
    """Bars along both slanted edges of a side: their cover, the pane (i, j), and the outline."""
    wide, slope = 2 * pyramid.half, np.hypot(pyramid.half, pyramid.height)
    scale = pyramid.cells / np.hypot(1 / wide, 0.5 / slope) / pyramid.cells ** 2
    left = pyramid.cells * (u / wide - v / slope / 2)
    right = pyramid.cells * (u / wide + v / slope / 2)
    bars = [line_cover((each - np.round(each)) * scale, half, pixel) for each in (left, right)]
    edge = np.minimum(left, pyramid.cells - right) * scale
    bars = np.maximum.reduce([*bars, line_cover(edge, 2.2 * half, pixel)])
    return bars, (np.floor(left), np.floor(right)), within(pixel, edge)


def inner_side(pyramid):
    """Painter of a far side seen through the glass: dark bars in a warm light from below."""
    def paint(u, v, pixel, light):
        bars, _, cover = lattice(u, v, pyramid, pixel, 0.09)
        t = v / np.hypot(pyramid.half, pyramid.height)
        glow = ramp(["#ffdc98", "#efae62", "#a98068", "#66718c", "#5a779c"], 1.25 * t)
        return mix(glow, rgb("#3a4258"), 0.8 * bars), cover * np.maximum(0.85 - 0.5 * t, 0.8 * bars)
    return paint


def mirrored(u, v, slope, tiles):
    """What the glass reflects at metres (u, v): the palace below, clouds above."""
    soft, grit = tiles
    roof = 6.0 + 2.4 * (np.abs(u % 15 - 7.5) < 2.6) + 0.5 * np.abs(u % 3 - 1.5)
    windows = within(0.2, 0.45 - np.abs(u % 1.9 - 0.95), 0.8 - np.abs(v % 2.4 - 1.2))
    stone = mix(rgb("#d8a970"), rgb("#4a4658"), 0.75 * windows)
    stone = mix(stone, rgb("#4f5d7c"), step(roof - 1.7, roof - 1.5, v))
    sky = ramp(["#f0d9b6", "#b9c8d6", "#7fa3c8", "#4d7db4", "#335f9c"], v / slope)
    cloud = step(-0.2, 0.9, sample(soft, u * 26 + 200, v * 34) + 0.4 * sample(soft, u * 90, v * 90))
    return mix(stone, mix(sky, rgb("#fff4e2"), 0.75 * cloud), step(-0.2, 0.2, v - roof))


def outer_side(pyramid, tiles):
    """Painter of a side of the pyramid from outside: panes which mirror, and steel between."""
    slope = np.hypot(pyramid.half, pyramid.height)

    def paint(u, v, pixel, light):
        bars, (i, j), cover = lattice(u, v, pyramid, pixel, 0.1)
        tilt, other = pick(tiles[1], i, j), pick(tiles[1], j + 400, i)  # no pane hangs quite true
        colour = mirrored(u + 0.5 * tilt, v + 0.6 * other, slope, tiles)
        colour = colour * (0.62 + 0.5 * light + 0.07 * tilt)[..., None]
        glow = np.exp(-v / (0.3 * slope)) * (0.75 - 0.35 * light)
        share = np.clip(0.66 + 0.09 * other - 0.45 * glow, 0.15, 0.92)
        silver = mix(rgb("#525e7a"), rgb("#fff3d6"), 0.15 + 0.85 * light)
        colour = mix(mix(colour, rgb("#ffc476"), 0.5 * glow), silver, bars)
        return colour, cover * np.maximum(share, 0.95 * bars)
    return paint


def plinth(u, v, pixel, light):
    """Painter of granite: slabs and their joints."""
    joint = np.maximum(line_cover(u % 1.6 - 0.8, 0.03, pixel), line_cover(v - 0.03, 0.05, pixel))
    colour = mix(rgb("#4d5069"), rgb("#d9bd97"), light) * (1 - 0.35 * joint)[..., None]
    return colour, np.ones_like(u)


def portal(u, v, pixel, light):
    """Painter of the glass entrance: steel posts before a bright hall."""
    bars = np.maximum.reduce([line_cover(u % 1.5 - 0.75, 0.07, pixel), line_cover(v - 2.6, 0.1, pixel),
                              line_cover(v - 3.9, 0.25, pixel)])
    colour = ramp(["#fff0c4", "#ffd080", "#c98a52"], v / 4 + 0.15 * np.sin(4 * u))
    return mix(colour, mix(rgb("#363c52"), rgb("#d8cbb2"), light), bars), np.ones_like(u)


def glass_pyramid_at(scene, pyramid, tiles):
    """Draw a pyramid: its plinth, its floor of light, the far sides, and then the near ones."""
    frame, half, height, _ = pyramid
    block(scene, frame, (-half - 0.5, 0, -half - 0.5), (half + 0.5, 0.5, half + 0.5), plinth)
    apex = frame.at(0, 0.5 + height, 0)
    sides = [(frame.at(half, 0.5, half), -frame.side), (frame.at(half, 0.5, -half), frame.ahead),
             (frame.at(-half, 0.5, half), -frame.ahead), (frame.at(-half, 0.5, -half), frame.side)]
    for number, (corner, along) in enumerate(sides):
        paint = inner_side(pyramid) if number < 2 else outer_side(pyramid, tiles)
        paint_lit(scene, corner, 2 * half * along, apex - corner - half * along, paint)


def lamp_post(u, v, pixel):
    """Painter of an iron lamp 5 m tall, its lantern alight."""
    heights = [0, 0.15, 0.2, 0.9, 1.0, 1.15, 3.6, 3.7, 3.8, 3.95, 4.05, 4.75, 4.8, 4.95, 5.2, 5.3]
    halves = [.32, .32, .24, .2, .26, .1, .065, .13, .13, .06, .2, .3, .36, .2, .05, .02]
    half, c = np.interp(v, heights, halves), u - 0.5
    iron = mix(rgb("#1b2230"), rgb("#b29a78"), 0.7 * step(0.1, -0.9, c / half))
    arm = line_cover(v - 3.5, 0.04, pixel) * within(pixel, 0.42 - np.abs(c))
    pane = within(pixel, v - 4.1, 4.7 - v) * step(0.04, 0.06, np.abs(np.abs(c / half) - 0.42))
    return mix(iron, rgb("#fff0b8") * 1.1, pane), np.maximum(within(pixel, half - np.abs(c)), arm)


def walker(coat, stride, umbrella):
    """Painter of somebody 1.75 m tall in a face 1.6 m wide; `stride` is negative to the left."""
    def paint(u, v, pixel):
        c = u - 0.8 - 0.05 * stride * (v - 0.9)
        legs = [line_cover(c - way * stride * 0.3 * (0.9 - v), 0.085, pixel) * (v < 0.95)
                for way in (-1, 1)]
        body = within(pixel, 0.2 + 0.1 * (1.35 - v) - np.abs(c), v - 0.6, 1.5 - v - c ** 2 * 2)
        arm = line_cover(c + 0.2 * stride * (1.4 - v), 0.07, pixel) * (v > 0.8) * (v < 1.4)
        head = within(pixel, 0.125 - np.hypot(c - 0.02 * stride, (v - 1.64) * 0.85))
        colour = mix(rgb("#262a3a"), rgb(coat), np.maximum(body, arm) * (v > 0.6))
        colour = mix(colour, rgb("#c48f72"), head * (v < 1.68))
        colour = colour * (1 + 0.55 * step(0.05, -0.25, c) - 0.25 * step(-0.05, 0.2, c))[..., None]
        shapes = [*legs, body, arm, head]
        if umbrella:
            roof = within(pixel, 0.75 - np.hypot(c, (v - 1.8) * 1.6), v - 1.82 - 0.05 * np.cos(c * 17))
            colour = mix(colour, rgb(umbrella) * 1.1, roof * step(0.55, -0.5, c))
            shapes += [roof, line_cover(c - 0.12, 0.02, pixel) * (v > 1.2) * (v < 2.2)]
        return colour, np.maximum.reduce(shapes)
    return paint


def stand(scene, x, z, wide, high, paint, shadow=True):
    """Put a flat figure on the ground, with its shadow where the sun reaches it."""
    cast = high * np.array([-SUN[0], 0, -SUN[2]]) / SUN[1]
    aside = np.array([cast[2], 0, -cast[0]]) / np.linalg.norm(cast)
    stretch = np.linalg.norm(cast) / high

    def dark(u, v, pixel):
        return rgb("#39364c"), 0.62 * paint(u, v / stretch, pixel)[1]

    if shadow and sunlit(np.float64(x), 0, z) > 0.5:
        paint_face(scene, np.array([x, 0, z]) - aside * wide / 2, wide * aside, cast, dark)
    paint_face(scene, (x - wide / 2, 0, z), (wide, 0, 0), (0, high, 0), paint)


def spray(tile, seed):
    """Painter of a fountain's jet 3 m tall."""
    def paint(u, v, pixel):
        half = 0.1 + 0.16 * (3 - v) * step(3, 1, v)
        drops = sample(tile, u * 160 + seed * 91, v * 60 - 20 * np.abs(u - 0.8))
        cover = np.exp(-((u - 0.8) / half) ** 2) * np.clip(0.62 + 0.45 * drops, 0, 1)
        return mix(rgb("#c3cfdd"), rgb("#fffaf0"), step(0.3, -0.3, u - 0.8)), cover * step(3, 2.5, v)
    return paint


def courtyard(scene, mirror, frame, tiles):
    """Paint the wet paving and the basin, from `mirror`: the scene seen from below the ground."""
    (soft, grit), camera = tiles, scene.camera
    first, x, y = below_horizon(camera)
    far = camera.height * camera.focal / np.maximum(y - camera.horizon, 0.5)
    wide = (x - camera.column) * far / camera.focal
    pixel = far / camera.focal / FINE
    deep, light = pixel * far / camera.height, sunlit(wide, 0, far)
    row, offset = np.floor(far / 1.1), 0.5 * (np.floor(far / 1.1) % 2)
    slab = np.floor(wide / 1.7 + offset)
    tone = pick(grit, slab + 900, row) * np.clip(0.6 / deep, 0, 1)
    joint = np.maximum(line_cover(far - 1.1 * row, 0.035, deep),
                       line_cover((wide / 1.7 + offset - slab) * 1.7, 0.03, pixel))
    band = np.maximum(line_cover((far + 4) % 11 - 5.5, 0.45, deep),
                      line_cover((wide + 1) % 11 - 5.5, 0.45, pixel))
    worn = sample(soft, wide * 13, far * 13)
    stone = mix(rgb("#565a78"), rgb("#dcb98c"), light * (0.9 + 0.1 * tone))
    stone = stone * (0.82 + 0.1 * tone + 0.1 * worn + 0.16 * band - 0.4 * joint)[..., None]

    side, ahead = wide - frame.origin[0], far - frame.origin[2]
    side, ahead = (side * each[0] + ahead * each[2] for each in (frame.side, frame.ahead))
    pool = within(pixel, side - POOL[0], POOL[1] - side, ahead - POOL[2], POOL[3] - ahead)
    ripple = sample(soft, wide * 60, far * 40) + 0.6 * sample(soft, wide * 200, far * 130)
    shake = np.where(pool > 0.5, 1.6 * ripple, 2.2 * worn + 1.5 * tone)
    low = y - camera.horizon
    seen = sum(sample(mirror, np.clip(x + 0.7 * shake, 0, 1023) * FINE,
                      np.clip(camera.horizon - low * part - shake * low / 60, 0, 1e4) * FINE)
               for part in (0.96, 1.0, 1.05)) / 3
    puddle = step(-0.1, 0.8, sample(soft, wide * 19 + 77, far * 19) - 0.25 * tone)
    share = (0.24 + 0.5 * puddle) * (0.55 + 0.6 * np.exp(-low / 110)) * (1 - 0.6 * joint)
    share = np.where(pool > 0.5, 0.72 + 0.06 * ripple, share)
    stone = mix(stone, mix(rgb("#26384c"), rgb("#4f6a70"), light), pool)
    scene.canvas[first:] = mix(stone, seen, np.clip(share, 0, 0.95))


def palace(scene, tiles):
    """Draw the far wing with its pavilions, then both side wings from far to near."""
    right, away = np.array([1., 0, 0]), np.array([0, 0, 1.])
    north = Frame(np.array([WEST, 0, NORTH]), right, away)
    gallery(scene, north, EAST - WEST, tiles)
    middle = 4 * BAY
    lantern(scene, north, middle + 2.5 * BAY, 38.5, tiles)
    pavilion(scene, north, middle, 5, 27, 12, tiles, 2.2)
    front = north.at(middle + 0.5 * BAY, 26.6, -3.1)
    paint_lit(scene, front, 4 * BAY * right, 5.5 * UP, gable(4 * BAY, 5.5))
    pavilion(scene, north, 13 * BAY, 3, 24, 11, tiles)
    for x, outward in [(WEST, -right), (EAST, right)]:
        wing = Frame(np.array([x, 0, 40.0]), away, outward)
        gallery(scene, wing, NORTH - 40, tiles)
        pavilion(scene, wing, 56, 3, 25, 11, tiles)


def crowd(rng):
    """People (x, z, painter) here and there in the courtyard, the farthest first."""
    coats = ["#8f3b36", "#3f5274", "#c9a25f", "#57504e", "#e2d6c2", "#35605e", "#7a4a66"]
    places = [(-3.2, 24.0), (-2.3, 24.3), (9.5, 21.0), (13.5, 27.5), (5.4, 31.5), (-7.5, 17.2)]
    places += [(x, z) for x, z in zip(rng.uniform(-30, 34, 34), rng.uniform(30, 108, 34))]
    people = []
    for number, (x, z) in enumerate(places):
        umbrella = rng.choice(["#b8423a", "#2f4a6d", "#d8b25c"]) if rng.random() < 0.25 else None
        people.append((x, z, walker(rng.choice(coats), rng.choice([-1, 1]) * rng.uniform(0.4, 1),
                                    umbrella)))
    return sorted(people, key=lambda person: -person[1])


def glass_pyramid(rng):
    """A glass pyramid in the courtyard of a baroque palace, late in the afternoon after rain."""
    camera = Camera(height=2.6, focal=800, column=512, horizon=520)
    tiles = noise_tile(rng, 1.4), noise_tile(rng, 0)
    sky = afternoon_sky(camera, noise_tile(rng, 1.7))
    x, y = grid(FINE)
    air = mix(rgb("#e8cfae"), rgb("#b9c3d2"), step(0, 1024, x[0]))
    great = Pyramid(turned(6, 60, 35), 17, 22.5, 18)
    small = Pyramid(turned(-24, 88, 35), 4.5, 5.6, 7)
    people = crowd(rng)
    lamps = [(place, z) for z in (100, 78, 58, 42, 29, 19.5) for place in (-0.52 * 19.5, 13.5)]

    def courtyard_life(scene, shadow):
        palace(scene, tiles)
        glass_pyramid_at(scene, small, tiles)
        for px, pz, paint in [each for each in people if each[1] > 55]:
            stand(scene, px, pz, 1.6, 2.4, paint, shadow)
        glass_pyramid_at(scene, great, tiles)
        block(scene, great.frame, (-3.8, 0, -20.5), (3.8, 4.1, -17), portal)
        figures = [(px, pz, 1.6, 2.4, paint) for px, pz, paint in people if pz <= 55]
        figures += [(px, pz, 1, 5.4, lamp_post) for px, pz in lamps if abs(px) < 40]
        for each in sorted(figures, key=lambda figure: -figure[1]):
            stand(scene, *each, shadow)

    scene = Scene(sky, camera, air, 900)
    mirror = Scene(sky.copy(), camera._replace(height=-camera.height), air, 900)
    courtyard_life(mirror, False)
    courtyard(scene, mirror.canvas, great.frame, tiles)
    courtyard_life(scene, True)
    return shrink(sky)
