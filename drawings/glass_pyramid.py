"""A glass pyramid in the courtyard of a baroque palace, late in the afternoon after rain."""
from typing import NamedTuple

import numpy as np

from drawings.canvas import FINE, grid, mix, noise_tile, pick, ramp, rgb, sample, shrink, step
from drawings.palace import (
    BAY,
    SUN,
    UP,
    WEST,
    block,
    gable,
    gallery,
    lantern,
    paint_lit,
    pavilion,
    sunlit,
)
from drawings.perspective import Camera, Frame, Scene, line_cover, paint_face, turned_frame, within
from drawings.sky_and_water import below_horizon, heaped_clouds

EAST, NORTH = 50.0, 118.0  # where the right wing and the far wing stand, in metres
POOL = (-37.0, -21.5, -25.0, 12.0)  # sides and ends of the basin, seen from the great pyramid


class Pyramid(NamedTuple):
    """A square pyramid of glass, all in metres, divided into so many panes along each side."""

    frame: Frame
    half: float
    height: float
    cells: int


def place_in(frame, x, z):
    """How far to the side and ahead, in a turned frame, the spot (x, z) of the ground lies."""
    x, z = x - frame.origin[0], z - frame.origin[2]
    return tuple(x * each[0] + z * each[2] for each in (frame.side, frame.ahead))


def afternoon_sky(camera, tile):
    """Paint a fine sky (H, W, 3) with clouds which the sun lights from the left."""
    x, y = grid(FINE)
    height = np.clip((camera.horizon - y) / camera.horizon, 0, 1)
    sky = ramp(["#f6dcb4", "#f0d6b8", "#cfd0cc", "#97b4cf", "#6a95c2", "#4a79b0", "#386399"],
               height + 0.06 - 0.1 * x / 1024)
    here = heaped_clouds(tile, x, y)
    lit = 0.5 - 0.12 * here
    for shift_x, shift_y, weight in [(7, 5, 0.3), (20, 12, 0.4), (50, 24, 0.35)]:
        lit = lit + weight * (here - heaped_clouds(tile, x - shift_x, y - shift_y))
    cover = step(-0.15, 0.35, here) * (0.75 + 0.25 * step(0, 1, here))
    shade = ramp(["#c9b0a6", "#a9a3b4", "#8089a8", "#67769c"], height)
    bright = ramp(["#ffe2b0", "#fff0d2", "#fff6e6", "#f4f4f2"], height)
    return mix(sky, mix(shade, bright, np.clip(lit, 0, 1)), 0.95 * cover)


def lattice(u, v, pyramid, pixel, half):
    """Bars along both slanted edges of a side: their cover, the pane (i, j), and the outline."""
    wide, slope = 2 * pyramid.half, np.hypot(pyramid.half, pyramid.height)
    scale = 1 / pyramid.cells / np.hypot(1 / wide, 0.5 / slope)  # metres from bar to bar
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
        glow = ramp(["#fff0c0", "#ffc878", "#b98862", "#4f5f80", "#4a688f"], 1.25 * t)
        return mix(glow, rgb("#3a4258"), 0.8 * bars), cover * np.maximum(0.92 - 0.4 * t, 0.8 * bars)
    return paint


def mirrored(u, v, slope, tiles):
    """What the glass reflects at metres (u, v): the palace below, clouds above."""
    soft, grit = tiles
    roof = 5.2 + 2.4 * (np.abs(u % 15 - 7.5) < 2.6) + 0.5 * np.abs(u % 3 - 1.5)
    windows = within(0.2, 0.6 - np.abs(u % 2.2 - 1.1), 0.95 - np.abs((v + 0.6) % 2.9 - 1.45))
    stone = mix(rgb("#e6bd84"), rgb("#3d4260"), 0.85 * windows)
    stone = mix(stone, rgb("#4f5d7c"), step(roof - 1.7, roof - 1.5, v))
    sky = ramp(["#c3c2be", "#7d9fc2", "#4c7db4", "#3568a6", "#2b5796"], v / slope)
    cloud = step(-0.2, 0.9, sample(soft, u * 26 + 200, v * 34) + 0.4 * sample(soft, u * 90, v * 90))
    return mix(stone, mix(sky, rgb("#fff4e2"), 0.65 * cloud), step(-0.2, 0.2, v - roof))


def outer_side(pyramid, tiles):
    """Painter of a side of the pyramid from outside: panes which mirror, and steel between."""
    slope = np.hypot(pyramid.half, pyramid.height)

    def paint(u, v, pixel, light):
        bars, (i, j), cover = lattice(u, v, pyramid, pixel, 0.1)
        tilt, other = pick(tiles[1], i, j), pick(tiles[1], j + 400, i)  # no pane hangs quite true
        colour = mirrored(u + 0.3 * tilt, v + 0.35 * other, slope, tiles)
        tint = mix(np.array([0.4, 0.52, 0.72]), np.array([1.12, 1.08, 1.02]), light)
        colour = colour * tint * (1 + 0.08 * tilt)[..., None]
        glow = np.exp(-np.maximum(v, 0) / (0.22 * slope)) * (0.75 - 0.35 * light)
        share = np.clip(0.82 + 0.09 * other - 0.65 * glow, 0.15, 0.94)
        silver = mix(rgb("#525e7a"), rgb("#fff3d6"), 0.15 + 0.85 * light)
        colour = mix(mix(colour, rgb("#ffd08a") * 1.1, 0.75 * glow), silver, bars)
        return colour, cover * np.maximum(share, 0.95 * bars)
    return paint


def plinth(u, v, pixel, light):
    """Painter of granite: slabs and their joints."""
    joint = np.maximum(line_cover(u % 1.6 - 0.8, 0.03, pixel), line_cover(v - 0.03, 0.05, pixel))
    colour = mix(rgb("#4d5069"), rgb("#d9bd97"), light) * (1 - 0.35 * joint)[..., None]
    return colour, np.ones_like(u)


def portal(u, v, pixel, light):
    """Painter of the glass entrance: steel posts before a bright hall."""
    bars = np.maximum.reduce([line_cover(u % 1.4 - 0.7, 0.06, pixel),
                              line_cover(v - 2.2, 0.07, pixel), line_cover(v - 3.1, 0.22, pixel)])
    colour = ramp(["#ffe9b4", "#f4bd6c", "#8a6a5c", "#6d7f9a"], v / 3.3 + 0.12 * np.sin(5 * u))
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
    pane = within(pixel, v - 4.1, 4.7 - v) * step(0.04, 0.06, np.abs(np.abs(c / half) - 0.42))
    return mix(iron, rgb("#fff0b8") * 1.1, pane), within(pixel, half - np.abs(c))


def walker(coat, stride, umbrella):
    """Painter of somebody 1.75 m tall in a face 1.6 m wide; `stride` is negative to the left."""
    heights = [0.5, 0.6, 1.0, 1.15, 1.38, 1.47, 1.52, 1.56]
    halves = [0.2, 0.24, 0.17, 0.19, 0.23, 0.18, 0.06, 0.05]

    def paint(u, v, pixel):
        c = (u - 0.8) * np.sign(stride) - 0.05 * (v - 0.9)  # walks towards growing c
        reach = 0.25 * abs(stride) * np.clip(0.95 - v, 0, 1)
        legs = [line_cover(np.abs(c) - 0.05 - reach, 0.07, pixel) * (v < 0.95),
                within(pixel, 0.1 - np.abs(np.abs(c) - 0.27 * abs(stride) - 0.1), 0.07 - v)]
        body = within(pixel, np.interp(v, heights, halves) - np.abs(c), v - 0.5, 1.56 - v)
        arms = line_cover(np.abs(c - 0.02) - 0.2 - 0.25 * (1.35 - v) * abs(stride), 0.05, pixel)
        body = np.maximum(body, arms * within(pixel, v - 0.85, 1.4 - v))
        head = within(pixel, 0.115 - np.hypot(c - 0.03, (v - 1.64) * 0.85))
        colour = mix(rgb("#23263a"), rgb(coat), body)
        colour = mix(colour, rgb("#b98468"), head * ((c > 0.03) & (v < 1.69)))
        side = u - 0.8
        colour = colour * (0.7 + 0.7 * step(-0.04, -0.17, side)
                           + 0.12 * np.sin(31 * side + 3 * v))[..., None]
        shapes = [*legs, body, head]
        if umbrella:
            rim = 1.82 + 0.05 * np.cos(c * 17)
            roof = within(pixel, 0.75 - np.hypot(c, (v - 1.8) * 1.6), v - rim)
            colour = mix(colour, rgb(umbrella) * 1.1, roof * (0.4 + 0.6 * step(0.5, -0.5, side)))
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
        colour = mix(rgb("#c3cfdd"), rgb("#fffaf0"), step(0.3, -0.3, u - 0.8))
        return colour, cover * step(3, 2.5, v)
    return paint


def fountain(scene, frame, tile):
    """Draw the rim of the basin and the jets in it."""
    west, east, near, far = POOL
    block(scene, frame, (west - 0.6, 0, far), (east + 0.6, 0.45, far + 0.6), plinth)
    block(scene, frame, (east, 0, near), (east + 0.6, 0.45, far), plinth)
    for number, ahead in enumerate(np.linspace(far - 4, near + 6, 5)):
        x, _, z = frame.at((west + east) / 2, 0, ahead)
        paint_face(scene, (x - 0.8, 0, z), (1.6, 0, 0), (0, 3, 0), spray(tile, number))
    block(scene, frame, (west - 0.6, 0, near), (west, 0.45, far), plinth)
    block(scene, frame, (west - 0.6, 0, near - 0.6), (east + 0.6, 0.45, near), plinth)


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
    grain = sample(soft, wide * 170, far * 110) * np.clip(0.12 / deep, 0, 1)
    stone = mix(rgb("#565a78"), rgb("#dcb98c"), light * (0.93 + 0.07 * tone))
    stone = stone * (0.82 + 0.07 * tone + 0.1 * worn + 0.08 * grain + 0.16 * band
                     - 0.4 * joint)[..., None]

    side, ahead = place_in(frame, wide, far)
    pool = within(pixel, side - POOL[0], POOL[1] - side, ahead - POOL[2], POOL[3] - ahead)
    ripple = sample(soft, wide * 60, far * 40) + 0.6 * sample(soft, wide * 200, far * 130)
    shake = np.where(pool > 0.5, 1.6 * ripple, 2.2 * worn + 0.7 * tone)
    low = y - camera.horizon
    seen = sum(sample(mirror, np.clip(x + 0.7 * shake, 0, 1023) * FINE,
                      np.clip(camera.horizon - low * part - shake * low / 60, 0, 1e4) * FINE)
               for part in (0.96, 1.0, 1.05)) / 3
    puddle = step(-0.1, 0.8, sample(soft, wide * 19 + 77, far * 19) - 0.1 * tone)
    share = (0.28 + 0.6 * puddle) * (0.55 + 0.6 * np.exp(-low / 110)) * (1 - 0.6 * joint)
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
    paint_lit(scene, front, 4 * BAY * right, 5.5 * UP, gable(4 * BAY, 5.5, tiles))
    pavilion(scene, north, 13 * BAY, 3, 24, 11, tiles)
    for x, outward in [(WEST, -right), (EAST, right)]:
        wing = Frame(np.array([x, 0, 40.0]), away, outward)
        gallery(scene, wing, NORTH - 40, tiles)
        pavilion(scene, wing, 56, 3, 25, 11, tiles)


def crowd(rng, frame):
    """People (x, z, painter) here and there beside the pyramid in `frame` and its basin."""
    coats = ["#8a3230", "#35425e", "#a8865a", "#4a4444", "#5b4a44", "#33504e", "#c4b8a4"]
    places = [(0.2, 24.0), (1.1, 24.3), (9.0, 20.0), (13.5, 27.5), (5.4, 31.5), (-5.2, 16.6)]
    for x, z in zip(rng.uniform(-32, 36, 90), rng.uniform(28, 110, 90)):
        side, ahead = place_in(frame, x, z)
        in_glass = max(abs(side), abs(ahead)) < 20
        in_water = POOL[0] - 1 < side < POOL[1] + 1 and POOL[2] - 1 < ahead < POOL[3] + 1
        if not in_glass and not in_water:
            places.append((x, z))
    people = []
    for x, z in places:
        umbrella = rng.choice(["#b8423a", "#2f4a6d", "#d8b25c"]) if rng.random() < 0.2 else None
        stride = rng.choice([-1, 1]) * rng.uniform(0.4, 1)
        people.append((x, z, walker(rng.choice(coats), stride, umbrella)))
    return people


def glass_pyramid(rng):
    """A glass pyramid in the courtyard of a baroque palace, late in the afternoon after rain."""
    camera = Camera(height=2.6, focal=800, column=512, horizon=520)
    tiles = noise_tile(rng, 1.4), noise_tile(rng, 0)
    sky = afternoon_sky(camera, noise_tile(rng, 1.7))
    x, y = grid(FINE)
    air = mix(rgb("#e8cfae"), rgb("#b9c3d2"), step(0, 1024, x[0]))
    great = Pyramid(turned_frame(6, 60, 35), 17, 22.5, 18)
    small = Pyramid(turned_frame(-24, 88, 35), 4.5, 5.6, 7)
    lamps = [(-7.6, 16.5), (11.6, 19.5)]
    lamps += [tuple(great.frame.at(side, 0, ahead)[::2]) for side, ahead in
              [(-15, -22), (0, -22), (15, -22), (-19.3, -12), (-19.3, 2), (-19.3, 16)]]
    figures = [(px, pz, 1, 5.4, lamp_post) for px, pz in lamps]
    figures += [(px, pz, 1.6, 2.4, paint) for px, pz, paint in crowd(rng, great.frame)]
    figures.sort(key=lambda figure: -figure[1])

    def life(scene, shadow):
        palace(scene, tiles)
        glass_pyramid_at(scene, small, tiles)
        for each in figures:
            if each[1] > 62:
                stand(scene, *each, shadow)
        glass_pyramid_at(scene, great, tiles)
        block(scene, great.frame, (-2.8, 0, -19.6), (2.8, 3.3, -17), portal)
        fountain(scene, great.frame, tiles[0])
        for each in figures:
            if each[1] <= 62:
                stand(scene, *each, shadow)

    scene = Scene(sky, camera, air, 900)
    mirror = Scene(sky.copy(), camera._replace(height=-camera.height), air, 900)
    life(mirror, False)
    courtyard(scene, mirror.canvas, great.frame, tiles)
    life(scene, True)
    for px, pz in lamps:
        lx, ly = camera.project((px, 4.4, pz))
        halo = np.exp(-np.hypot(x - lx, y - ly) * pz / 330)
        sky += 0.35 * halo[..., None] * rgb("#ffb960")
    return shrink(sky)
