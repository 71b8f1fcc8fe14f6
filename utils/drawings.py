"""Draw the course's own pictures: `python -m utils.drawings [name ...]` fills T_images/.

Shared brushes come first, then one function per picture. Lengths are in picture pixels, x to the
right and y down; colours are RGB in [0, 1]. Everything is drawn FINE times too large, and shrinking
it at the end smooths the edges. Each picture has its own seed, so it is the same file every time.
"""
import io
import sys
from functools import partial
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from utils.files import atomic
from utils.images import T_IMAGES

WIDTH, HEIGHT, FINE = 1024, 768, 2
HEAVIEST = 400_000  # bytes per file


# ---------------------------------------------------------------- numbers and colours

def grid(scale=1):
    """Return x and y of every pixel centre, each (HEIGHT * scale, WIDTH * scale) float32."""
    y, x = np.mgrid[0:HEIGHT * scale, 0:WIDTH * scale].astype(np.float32)
    return (x + 0.5) / scale, (y + 0.5) / scale


def step(low, high, value):
    """Rise smoothly from 0 at `low` to 1 at `high` (or fall, when low > high)."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(first, second, share):
    """Blend two colours (..., 3), with `share` (...) of the second."""
    return first + (second - first) * np.asarray(share, np.float32)[..., None]


def rgb(code):
    """Turn "#ff8000" into a float32 array of three numbers in [0, 1]."""
    return np.array([int(code[i:i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def ramp(codes, t):
    """Colour at t along colour codes spaced evenly over [0, 1]: (...) -> (..., 3)."""
    stops, at = np.stack([rgb(code) for code in codes]), np.linspace(0, 1, len(codes))
    return np.stack([np.interp(t, at, stops[:, c]) for c in range(3)], -1).astype(np.float32)


def noise_tile(rng, roughness=1.6, size=1024):
    """Cloudy noise (size, size) which repeats without a seam: mean 0, standard deviation 1.

    Its waves get weaker as frequency ** -roughness: 0 is sand, 1 is stone, 2 is mist.
    """
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)) * size
    waves = np.fft.rfft2(rng.normal(size=(size, size))) / np.maximum(frequency, 1) ** roughness
    waves[0, 0] = 0
    tile = np.fft.irfft2(waves, (size, size))
    return (tile / tile.std()).astype(np.float32)


def sample(picture, column, row):
    """Read `picture` (H, W[, 3]) between its pixels; it repeats beyond its edges."""
    left, top = np.floor(column), np.floor(row)
    fx, fy = column - left, row - top
    if picture.ndim == 3:
        fx, fy = fx[..., None], fy[..., None]
    left, top = left.astype(int) % picture.shape[1], top.astype(int) % picture.shape[0]
    right, below = (left + 1) % picture.shape[1], (top + 1) % picture.shape[0]
    upper = picture[top, left] * (1 - fx) + picture[top, right] * fx
    return upper * (1 - fy) + (picture[below, left] * (1 - fx) + picture[below, right] * fx) * fy


def shrink(pixels):
    """Turn a fine float canvas (H, W, 3) into the finished picture."""
    picture = Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))
    return picture.resize((WIDTH, HEIGHT), Image.LANCZOS)


# ---------------------------------------------------------------- a camera and flat faces

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


class Frame(NamedTuple):
    """A place and two level directions, so that boxes may stand at any angle."""

    origin: np.ndarray
    side: np.ndarray
    ahead: np.ndarray

    def at(self, side, up, ahead):
        """The point (3,) which lies so many metres from the origin."""
        return self.origin + side * self.side + ahead * self.ahead + np.array([0, up, 0.])


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


# ---------------------------------------------------------------- sky, city, bridge, water

def clouds(camera, x, y, tile):
    """Clouds on a level layer above the camera, which narrow towards the horizon.

    Returns how much of the sky they cover and how brightly a sun low on the left lights their
    edges, both (H, W) in [0, 1].
    """
    rise = (camera.horizon - y).clip(0) / camera.focal + 0.11
    wide, far = (x - camera.column) / camera.focal / rise, 1 / rise

    def thickness(shift_x, shift_z):
        return (sample(tile, wide * 170 + shift_x, far * 300 + shift_z)
                + 0.35 * sample(tile, wide * 600 + shift_x, far * 1000 + shift_z))

    here = thickness(0, 0)
    lit = 0.35 + 1.1 * (here - thickness(-7, 12)) + 0.45 * (0.9 - here)
    return step(-0.7, 0.7, here) * step(0.11, 0.146, rise), np.clip(lit, 0, 1)


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
        tone = grit[(block * 7).astype(int) % 1024, (course * 13).astype(int) % 1024]
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


def ripples(tile, camera, x, y):
    """Slope of the water surface seen at x, y below the horizon: waves of many lengths."""
    far = camera.height * camera.focal / np.maximum(y - camera.horizon, 0.5)
    wide = (x - camera.column) * far / camera.focal
    pixel = far ** 2 / (camera.height * camera.focal)
    slope = 0.018 * sample(tile, x * 0.9, y * 16)
    for length, weight in [(90, 0.020), (24, 0.032), (7, 0.040), (2, 0.030)]:
        seen = 1 / (1 + (pixel / length * 12) ** 2)
        slope = slope + weight * seen * sample(tile, wide * 420 / length, far * 1024 / length)
    return slope


def below_horizon(camera):
    """First fine row of the water, and x and y of every fine pixel in it."""
    first = round(camera.horizon * FINE)
    return first, *(each[first:] for each in grid(FINE))


def water(scene, mirror, sun, tile):
    """Paint a river from `mirror` (H, W, 3), the scene as seen from as far under the water."""
    canvas, camera = scene.canvas, scene.camera
    first, x, y = below_horizon(camera)
    slope, cross = (ripples(tile, camera, x + shift, y) for shift in (0, 333))
    row = camera.horizon - np.abs(y - camera.horizon + 1.5 * slope * camera.focal)
    column = np.clip(x + 50 * cross, 0, WIDTH - 1)
    seen = sample(mirror, column * FINE, np.clip(row, 0, camera.horizon - 1) * FINE)
    seen = mix(seen * 0.95, scene.air, 0.5 * np.exp(-(y - camera.horizon) / 5))
    steep = step(camera.horizon, HEIGHT + 200, y)
    body = mix(rgb("#44506e"), rgb("#13243a"), steep)
    seen = mix(seen, body, np.clip(0.1 + 0.5 * steep - 3 * slope, 0.03, 0.85))
    path = np.exp(-((x - sun[0]) / (16 + 0.22 * (y - camera.horizon))) ** 2)
    glitter = path * step(0.02, 0.1, slope + 0.5 * cross) * (1 - 0.55 * steep)
    canvas[first:] = mix(seen, rgb("#ffdf9a") * 1.2, 0.9 * glitter)


def upside_down(scene):
    """The water half of a scene: what is drawn into it appears as a still reflection."""
    canvas, camera = scene.canvas, scene.camera
    first = round(camera.horizon * FINE)
    camera = camera._replace(height=-camera.height, horizon=HEIGHT - camera.horizon)
    return scene._replace(canvas=canvas[first:][::-1], camera=camera)


def stir(scene, tile):
    """Ripple everything that is already painted below the horizon, a little."""
    first, x, y = below_horizon(scene.camera)
    slope = ripples(tile, scene.camera, x, y)
    row = np.clip(y + 90 * slope, scene.camera.horizon, HEIGHT - 1)
    column = np.clip(x + 60 * slope, 0, WIDTH - 1)
    scene.canvas[first:] = sample(scene.canvas, column * FINE, row * FINE)


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


def boulder(rng, tile, size):
    """Painter of one cut stone within a square of `size` metres: flat facets, lit from behind."""
    turn, tilt = rng.uniform(0, 2 * np.pi, 14), rng.uniform(0.3, 1.45, 14)
    turn[:7] = np.arange(7) * 2 * np.pi / 7 + rng.normal(0, 0.25, 7)
    tilt[:7] = rng.uniform(1.1, 1.45, 7)
    facets = np.stack([np.cos(turn) * np.sin(tilt), np.sin(turn) * np.sin(tilt), np.cos(tilt)], -1)
    lights = np.clip(0.08 + facets @ [-0.52, 0.4, 0.0], 0, 1)
    where = rng.uniform(0, 1024, 2)

    def paint(u, v, pixel):
        across, up = 2 * u / size - 1, (2 * v / size - 1) * 1.25
        rough = sample(tile, u * 300 + where[0], v * 300 + where[1])
        planes = [(0.78 - fx * across - fy * up) / fz for fx, fy, fz in facets]
        height = np.minimum.reduce(planes) + 0.05 * rough
        light = lights[np.argmin(planes, axis=0)] + 0.07 * rough
        colour = ramp(["#15141f", "#3a3547", "#765a5c", "#d08c62", "#ffca8c"], light)
        return colour, np.clip(height * size / pixel / 4 + 0.5, 0, 1)
    return paint


def boat(u, v, pixel):
    """Painter of a small fishing boat 8 m long with a cabin and a mast, seen from its side."""
    def within(*distances):
        return np.clip(np.minimum.reduce(np.broadcast_arrays(*distances)) / pixel + 0.5, 0, 1)

    sheer = 0.95 + 0.03 * (u - 2.8) ** 2
    hull = within(u - 0.25 * v, 7.6 - 0.75 * (1.5 - v) - u, sheer - v)
    cabin = within(u - 1.3, 3.4 - u, v - 0.5, 2.45 - v)
    roof = within(u - 1.1, 3.7 - u, v - 2.4, 2.6 - v)
    glass = within(u - 2.4, 3.15 - u, v - 1.5, 2.15 - v)
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
                       boulder(rng, tile, size))


def sunset_bridge(rng):
    """A suspension bridge and a city across the river, at sunset."""
    camera = Camera(height=6.5, focal=900, column=512, horizon=468)
    sun, soft, grit = (208, 432), noise_tile(rng, 1.4), noise_tile(rng, 0)
    sky = sunset_sky(camera, sun, noise_tile(rng, 1.75))
    x, y = grid(FINE)
    air = mix(rgb("#b98a92"), rgb("#ffb869"), np.exp(-np.abs(x[0] - sun[0]) / 260))
    blocks, pebbles, turn = skyline(rng), int(rng.integers(1000)), np.deg2rad(18)
    city = Frame(np.zeros(3), np.array([1., 0, 0]), np.array([0, 0, 1.]))
    pier = Frame(np.array([61, 0, 190.]), np.array([np.cos(turn), 0, np.sin(turn)]),
                 np.array([-np.sin(turn), 0, np.cos(turn)]))

    def far_shore(scene):
        for low, high, tint, seed in blocks:
            paint_box(scene, city, low, high, facade(grit, tint, seed))
        paint_face(scene, (-700, 0, 960), (1400, 0, 0), (0, 40, 0), trees((soft, grit)))
        bridge(scene, pier, (soft, grit))

    scene = Scene(sky, camera, air)
    mirror = Scene(sky.copy(), camera._replace(height=-camera.height), air)
    far_shore(mirror)
    water(scene, mirror.canvas, sun, soft)
    foreshore(upside_down(scene), pebbles, soft)
    stir(scene, soft)
    far_shore(scene)
    foreshore(scene, pebbles, soft)
    glow = np.exp(-np.hypot(x - sun[0], (y - sun[1]) * 1.2) / 110)
    return shrink(sky + 0.45 * glow[..., None] * rgb("#ff9a45"))


# ---------------------------------------------------------------- oil paint

def oil_canvas():
    """An empty fine canvas: red, green, blue, and in the fourth channel how thick the paint is."""
    return Image.new("RGBA", (WIDTH * FINE, HEIGHT * FINE), (38, 62, 128, 40))


def along_levels(field):
    """Directions (H, W, 2) which run along the level lines of `field` (H, W)."""
    down, right = np.gradient(field)
    flow = np.stack([down, -right], -1)
    return flow / (np.linalg.norm(flow, axis=-1, keepdims=True) + 1e-9)


def follow(flow, start, count, stride):
    """Walk `count` strides from each start (n, 2) along the flow: (n, count + 1, 2)."""
    def look(at, heading):
        x, y = np.clip(at, 0, [WIDTH - 1, HEIGHT - 1]).astype(int).T
        ahead = flow[y, x]
        return ahead * np.where((ahead * heading).sum(-1, keepdims=True) < 0, -1, 1)

    path, heading = [start], look(start, np.zeros(2))
    for _ in range(count):  # look ahead to the middle of the stride, so that circles stay closed
        heading = look(path[-1] + 0.5 * stride * look(path[-1], heading), heading)
        path.append(path[-1] + stride * heading)
    return np.stack(path, 1)


def stroke_paths(rng, flow, where, width, length, coats):
    """Paths (n, points, 2) which begin in a region, and whether each point is inside it."""
    gap = np.sqrt(width * length / coats)
    y, x = np.mgrid[0:HEIGHT:gap, 0:WIDTH:gap].reshape(2, -1)
    start = np.stack([x, y], -1) + rng.uniform(0, gap, (x.size, 2))
    column, row = np.clip(start, 0, [WIDTH - 1, HEIGHT - 1]).astype(int).T
    start = rng.permutation(start[where[row, column]])
    half = int(np.clip(length / 10, 1, 6))
    back, ahead = (follow(flow, start, half, way * length / 2 / half) for way in (-1, 1))
    path = np.concatenate([back[:, :0:-1], ahead], 1)
    column, row = np.moveaxis(np.clip(path, 0, [WIDTH - 1, HEIGHT - 1]).astype(int), -1, 0)
    return path, where[row, column]


def brush_strokes(canvas, rng, colours, flow, where, brushes, jitter=0.05):
    """Cover a region with bristly strokes that follow a flow.

    Args:
        canvas: the oil canvas, painted in place.
        colours: (H, W, 3) in [0, 1], at picture size; or one colour (3,).
        flow: (H, W, 2) unit vectors; or one direction (2,).
        where: (H, W) bool; strokes begin in it and stop at its border.
        brushes: (width, length, coats), the broadest first; lengths in picture pixels, and how
            many strokes lie over each spot: below 1, the paint underneath shows.
        jitter: how far a stroke's colour strays.
    """
    colours = np.broadcast_to(colours, (HEIGHT, WIDTH, 3))
    flow = np.broadcast_to(flow, (HEIGHT, WIDTH, 2))
    pen = ImageDraw.Draw(canvas)
    for width, length, coats in brushes:
        path, inside = stroke_paths(rng, flow, where, width, length, coats)
        strokes, points, _ = path.shape
        bristles = max(2, round(width / 1.8))
        along = np.gradient(path, axis=1)
        along /= np.linalg.norm(along, axis=-1, keepdims=True) + 1e-9
        aside = np.stack([-along[..., 1], along[..., 0]], -1)
        across = np.linspace(-0.5, 0.5, bristles)[:, None, None] * (width - 1)
        lines = ((path[:, None] + across * aside[:, None]) * FINE).round(1)

        x, y = np.clip(path[:, points // 2], 0, [WIDTH - 1, HEIGHT - 1]).astype(int).T
        colour = colours[y, x] * (1 + rng.normal(0, 1.6 * jitter, (strokes, 1)))
        colour = (colour + rng.normal(0, jitter, colour.shape))[:, None]
        edge = np.abs(np.linspace(-1, 1, bristles))
        streak = rng.normal(0, 0.055, (strokes, bristles)) - 0.1 * edge
        thick = rng.uniform(0.2, 0.75, (strokes, 1)) + rng.normal(0, 0.06, (strokes, bristles))
        thick += 0.22 * (edge < 0.9)
        ink = np.concatenate([colour * (1 + streak[..., None]), thick[..., None]], -1)
        ink = (ink.clip(0, 1) * 255).astype(int)
        first, last = rng.integers(0, 2, (2, strokes, bristles))
        for s, b in np.ndindex(strokes, bristles):
            part = slice(first[s, b], points - last[s, b])
            line = lines[s, b, part][inside[s, part]]
            pen.line(line.ravel().tolist(), tuple(ink[s, b].tolist()), round(1.9 * FINE))


def impasto(canvas):
    """Light the paint from the upper left, so that its ridges shine and cast shade; shrink it."""
    height = canvas.getchannel("A").filter(ImageFilter.GaussianBlur(0.8))
    slope = sum(np.gradient(np.asarray(height, np.float32) / 255))
    colour = np.asarray(canvas.convert("RGB"), np.float32) / 255
    lit = colour * (1 + np.clip(1.5 * slope, -0.45, 0.5))[..., None]
    return shrink(lit + np.clip(slope - 0.12, 0, 0.35)[..., None] * 0.5)


def inside_polygon(points):
    """True (H, W) inside a polygon of picture points."""
    mask = Image.new("1", (WIDTH, HEIGHT))
    ImageDraw.Draw(mask).polygon([tuple(map(float, point)) for point in points], fill=1)
    return np.asarray(mask)


def twist(x, y, whirls):
    """Wind the plane around whirls (x, y, radius, turn in radians): new x and y of every point."""
    for wx, wy, radius, turn in whirls:
        dx, dy = x - wx, y - wy
        angle = turn * np.exp(-(dx ** 2 + dy ** 2) / radius ** 2)
        cos, sin = np.cos(angle), np.sin(angle)
        x, y = wx + dx * cos - dy * sin, wy + dx * sin + dy * cos
    return x, y


def haloes(colours, flow, lights, x, y):
    """Ring each light (x, y, radius) with circles of colour, and turn the flow around it."""
    rings = ["#fffbe0", "#fff3b8", "#ffe98a", "#fbc63c", "#f3d767", "#a9d0a8", "#5f9fc6",
             "#b9d6b0", "#4c86c0", "#2f5fa8"]
    for lx, ly, radius in lights:
        dx, dy = x - lx, y - ly
        distance = np.hypot(dx, dy) / radius
        around = np.stack([-dy, dx], -1) / (np.hypot(dx, dy)[..., None] + 1e-6)
        near = step(2.6, 1.7, distance)
        same = np.where((around * flow).sum(-1, keepdims=True) < 0, -1, 1)
        flow = mix(flow, around * same, near)
        colours = mix(colours, ramp(rings, distance / 2.6), step(2.7, 1.5, distance))
    return colours, flow / (np.linalg.norm(flow, axis=-1, keepdims=True) + 1e-9)


def daub(canvas, rng, corners, code, angle=np.pi / 2, width=4, outline="#141a33"):
    """Fill a polygon (x, y) with short strokes of one colour, and draw its dark outline."""
    brush_strokes(canvas, rng, rgb(code), (np.cos(angle), np.sin(angle)), inside_polygon(corners),
                  [(width, 3.5 * width, 9)], jitter=0.06)
    pen, corners = ImageDraw.Draw(canvas), FINE * np.array([*corners, corners[0]], float)
    for begin, end in zip(corners, corners[1:]):
        ends = np.stack([begin, (begin + end) / 2, end]) + rng.normal(0, 0.5 * FINE, (3, 2))
        ink = (255 * np.clip(rgb(outline) + rng.normal(0, 0.05), 0, 1)).astype(int).tolist()
        pen.line(ends.ravel().tolist(), (*ink, 150), round(rng.uniform(1.2, 2.4) * FINE))


def lit_window(canvas, rng, x, y, wide, tall):
    """A small bright window with its upper left corner on (x, y)."""
    corners = [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]
    daub(canvas, rng, corners, rng.choice(["#ffd23f", "#ffb52e", "#ffe98a"]), 0, 3, "#5a2f1c")


def house(canvas, rng, x, y, wide, tall, deep, walls, roof):
    """A cottage whose front gable stands on (x, y), its roof running `deep` to the right."""
    top, middle, right, lean = y - tall, x + wide / 2, x + wide, 0.12 * deep
    ridge, end = y - 1.75 * tall, x + wide + deep
    daub(canvas, rng, [(right, y), (right, top), (end, top - lean), (end, y - lean)], walls[1])
    daub(canvas, rng, [(middle, ridge), (middle + deep, ridge - lean), (end + 3, top + 3 - lean),
                       (right + 3, top + 3)], roof, np.arctan2(tall, wide / 2))
    daub(canvas, rng, [(x, y), (x, top), (middle, ridge), (right, top), (right, y)], walls[0])
    lit_window(canvas, rng, x + 0.32 * wide, top + 0.15 * tall, 0.34 * wide, 0.42 * tall)
    for share in rng.choice([0.25, 0.62], rng.integers(1, 3), replace=False):
        lit_window(canvas, rng, right + share * deep, top + 0.1 * tall, 0.2 * deep, 0.36 * tall)


def church(canvas, rng, x, y):
    """A church on (x, y) whose steeple reaches far above the roofs."""
    house(canvas, rng, x + 8, y, 40, 34, 62, ("#6f86ab", "#3d4f86"), "#22305f")
    for left, right, wall, roof in [(-14, 4, "#7f97b6", "#5f7fb0"), (4, 14, "#43568c", "#2a3668")]:
        daub(canvas, rng, [(x + left, y), (x + left, y - 92), (x + right, y - 92), (x + right, y)],
             wall)
        daub(canvas, rng, [(x + 1.3 * left, y - 90), (x, y - 205), (x + 1.3 * right, y - 90)], roof)
    for up in (46, 82):
        lit_window(canvas, rng, x - 9, y - up, 8, 14)


def cypress(canvas, rng, tile, x, y, flames):
    """A dark tree made of flames (base x, tip x, base y, tip y, half width), back to front."""
    for base, tip, low, high, half in flames:
        t = np.clip((y - high) / (low - high), 0, 1)
        sway = 0.16 * half * np.sin(y / 31 + base) + 0.07 * half * np.sin(y / 12 + tip)
        middle = tip + (base - tip) * t ** 0.8 + sway * np.minimum(1, 3 * t)
        reach = half * np.clip(np.sin(np.pi * t ** 0.85), 0, 1) ** 1.25 + 0.5
        level = (x - middle) / np.maximum(reach, 2)
        inside = (np.abs(level) < 1) & (y > high) & (y < low)
        tone = 0.3 - 0.3 * level + 0.22 * np.sin(4 * level + y / 33 + tip)
        colours = ramp(["#080e1c", "#0f2020", "#17382b", "#3a5a30", "#8c8a3c"],
                       tone + 0.16 * sample(tile, x * 9, y * 3))
        flow = along_levels(level * 30 + 2 * np.sin(y / 19))
        brush_strokes(canvas, rng, colours, flow, inside, [(8, 44, 5), (5, 32, 2), (3, 22, 0.6)],
                      jitter=0.04)


def swirling_night(rng):
    """A village by a river under a whirling sky, in thick strokes of oil."""
    x, y = grid()
    tile, canvas = noise_tile(rng, 2.0), oil_canvas()
    whirls = [(470, 225, 125, 4.8), (715, 140, 78, -3.8), (215, 330, 72, -3.4)]
    moon, stars = (150, 120, 46), [(320, 62, 15), (585, 52, 12), (575, 345, 14), (500, 425, 10),
                                   (55, 290, 15), (955, 110, 19), (800, 300, 13), (42, 50, 9),
                                   (270, 225, 9), (830, 70, 11), (975, 265, 11)]
    wx, wy = twist(x, y, whirls)
    level = wy + 26 * np.sin(wx / 150) + 14 * sample(tile, wx * 0.5, wy * 0.5)
    band = 0.46 + 0.3 * np.sin(level / 17) + 0.15 * sample(tile, wx * 0.6, level * 3)
    colours = ramp(["#121a52", "#1a2c7c", "#2347a4", "#336cba", "#5b9bcb", "#a0ccd6", "#e3e7bd"],
                   0.88 * band + 0.17 * step(300, 470, y))
    colours, flow = haloes(colours, along_levels(level), [moon, *stars], x, y)
    brush_strokes(canvas, rng, colours, flow, y < 540,
                  [(17, 80, 5), (11, 56, 2), (7, 38, 0.9), (4, 24, 0.4)])
    for sx, sy, radius in stars:
        brush_strokes(canvas, rng, colours, flow, np.hypot(x - sx, y - sy) < 0.8 * radius,
                      [(4, 9, 4)])
    disc = np.hypot(x - 150, y - 120) < 36
    crescent = disc & (np.hypot(x - 168, y - 110) > 29)
    for code, where in [("#e9982b", disc), ("#fffbe2", crescent)]:
        brush_strokes(canvas, rng, rgb(code), flow, where, [(5, 22, 8)], jitter=0.03)

    hills = [(450 + 40 * np.sin(x / 120 + 1) + 14 * np.sin(x / 43),
              ["#191c52", "#2a2f74", "#48509a", "#7f8cbc"]),
             (515 + 30 * np.sin(x / 150 + 3.4) + 9 * np.sin(x / 51),
              ["#16304f", "#245a68", "#4f8a6c", "#a3b46a"]),
             (585 + 22 * np.sin(x / 170 + 0.4) + 6 * np.sin(x / 60),
              ["#14323a", "#2c5b43", "#6d8638", "#c2b04a"])]
    for ridge, palette in hills:
        depth = y - ridge
        wave = depth + 22 * sample(tile, x * 1.2, depth * 1.5)
        tone = 0.45 + 0.36 * np.sin(wave / 9) + 0.14 * sample(tile, x * 4, y * 4)
        brush_strokes(canvas, rng, ramp(palette, tone), along_levels(wave), depth > 0,
                      [(11, 46, 5), (7, 30, 1.5), (4, 18, 0.5)])

    walls = [("#c9b98a", "#6d6a7c"), ("#8fa7b5", "#48598a"), ("#d8a25e", "#7c5560")]
    roofs = ["#8a4a35", "#2f3f74", "#a5642f", "#3a5468"]
    church(canvas, rng, 392, 612)
    for hx, hy in [(278, 602), (468, 600), (520, 606), (238, 612), (330, 614), (575, 610),
                   (452, 622), (632, 618), (505, 630), (288, 634), (362, 638), (566, 638),
                   (430, 652), (498, 660), (640, 646)]:
        house(canvas, rng, hx, hy, rng.uniform(24, 33), rng.uniform(20, 28), rng.uniform(28, 46),
              walls[rng.integers(3)], roofs[rng.integers(4)])
        bush = hx + rng.uniform(-16, 70)
        cypress(canvas, rng, tile, x, y, [(bush, bush, hy + 9, hy - rng.uniform(14, 44), 9)])

    field = y - 680 + 20 * np.sin(x / 190 + 2.6)
    rows = (x - 420 + 12 * np.sin(y / 17)) / (field + 75) * 30
    tone = 0.48 + 0.3 * np.sin(rows * 0.9) + 0.17 * sample(tile, x * 6, y * 6)
    wheat = ramp(["#2b3322", "#6b5a22", "#b8832a", "#e2b144", "#f6dc7c"], tone)
    brush_strokes(canvas, rng, wheat, along_levels(rows), field > 0,
                  [(9, 40, 5), (6, 28, 2), (3, 20, 0.7)])
    bank = np.abs(x - 175 + 0.55 * (y - 640) - 26 * np.sin((y - 640) / 17)) / (
        3 + 0.4 * np.maximum(y - 640, 0))
    gleam = np.exp(-((x - 150) / 22) ** 2) * (1 + np.sin(y / 2.6)) / 2
    river = ramp(["#16275f", "#2c569f", "#6ba3c6", "#bfdccb"],
                 0.4 + 0.25 * np.sin(y / 5 + 3 * bank) + 0.2 * sample(tile, x * 3, y * 9))
    river = mix(river, rgb("#ffdf70"), gleam)
    brush_strokes(canvas, rng, river, along_levels(y + 3 * np.sin(x / 21)),
                  (bank < 1) & (y > 640), [(7, 34, 5), (4, 20, 1)])

    flames = [(rng.uniform(855, 925), rng.uniform(815, 965), low, low - rng.uniform(150, 260),
               rng.uniform(17, 30)) for low in np.linspace(420, 830, 22)]
    cypress(canvas, rng, tile, x, y, [(905, 950, 1020, 215, 52), (865, 830, 1020, 270, 52),
                                      (885, 888, 1040, 40, 78), *flames])
    return impasto(canvas)


PICTURES = {"sunset_bridge": (sunset_bridge, 11), "swirling_night": (swirling_night, 5)}


def encode(picture):
    """JPEG bytes of a picture, at the best quality that keeps them below HEAVIEST."""
    for quality in range(94, 50, -2):
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        if stream.tell() < HEAVIEST:
            return stream.getvalue()
    raise ValueError(f"the picture does not fit into {HEAVIEST} bytes")


def main(names):
    """Draw the named pictures, or all of them."""
    if unknown := set(names) - set(PICTURES):
        raise SystemExit(f"no picture called {', '.join(sorted(unknown))}; "
                         f"there are {', '.join(PICTURES)}")
    for name in names or PICTURES:
        draw, seed = PICTURES[name]
        data = encode(draw(np.random.default_rng(seed)))
        with atomic(T_IMAGES / f"{name}.jpg") as part:
            part.write_bytes(data)
        print(f"{T_IMAGES / name}.jpg: {WIDTH} x {HEIGHT}, {len(data) // 1000} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
