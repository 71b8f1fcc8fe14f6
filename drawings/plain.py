"""Dry land under a wide sky: far mountains, bare ground, grass and bushes."""
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from drawings.canvas import FINE, HEIGHT, WIDTH, mix, ramp, sample, step
from drawings.solids import illuminate, skylight, sunlight, unit


def land_depth(eye, heights, near=250, far=9000, count=800):
    """How far away (H, W) the land is in every fine pixel, inf in the sky.

    `heights(x, z)` is the land's height in metres.
    """
    z = np.geomspace(near, far, count)
    across = ((np.arange(WIDTH * FINE) + 0.5) / FINE - eye.column) / eye.focal
    rise = (heights(across[:, None] * z, z) - eye.height) / z
    rise = np.maximum.accumulate(rise, 1)  # what is lower than something before it is hidden
    row = (eye.horizon - (np.arange(HEIGHT * FINE) + 0.5) / FINE) / eye.focal
    return np.stack([np.interp(row, profile, z, right=np.inf) for profile in rise], 1)


def mountains(scene, heights, sun, codes, tile):
    """Paint land under the sun into a scene; colour codes go from shaded to sunlit rock."""
    canvas, eye, air, clear = scene
    depth = land_depth(eye, heights)
    row, column = np.nonzero(np.isfinite(depth))
    z = depth[row, column]
    x = ((column + 0.5) / FINE - eye.column) / eye.focal * z
    gap = 0.004 * z
    height = heights(x, z)
    slopes = [(heights(x + gap, z) - height) / gap, (heights(x, z + gap) - height) / gap]
    normal = unit(np.stack([-slopes[0], np.ones_like(x), -slopes[1]], -1))
    strata = sample(tile, x * 0.02, height * 5 + x * 0.05)
    scrub = sample(tile, x * 0.15, z * 0.15) + 0.7 * sample(tile, x * 0.9, z * 0.9)
    tone = 0.12 + 0.85 * np.clip(normal @ sun, 0, 1) + 0.035 * strata - 0.05 * scrub
    haze = 1 - np.exp(-z / clear)
    canvas[row, column] = mix(ramp(codes, tone), air[column], haze)


def dry_ground(codes, tiles, grass, patches=0.2):
    """Painter of bare earth for `look`, with patches of dry grass of colour `grass` (3,)."""
    soft, rough, _ = tiles
    rise, run = np.gradient(rough)

    def paint(x, z, pixel):
        fine = np.clip(0.004 / pixel, 0, 1)
        field = sample(soft, x * 5, z * 5)
        pebble = sample(rough, x * 38, z * 38)
        level = 0.5 + 0.12 * field + 0.1 * sample(soft, x * 40, z * 40) + 0.09 * pebble * fine
        level = level + 0.22 * fine * (step(1.3, 1.9, pebble) - step(-1.4, -2.1, pebble))
        cover = step(patches, patches + 1.4, field + 0.6 * sample(soft, x * 23 + 99, z * 23))
        colour = mix(ramp(codes, np.clip(level, 0, 1)), grass * (0.8 + 0.5 * level[..., None]),
                     0.75 * cover)
        slopes = (0.3 * fine * sample(slope, x * 38, z * 38)
                  + 0.02 * sample(slope, x * 7, z * 7) for slope in (run, rise))
        return colour, *slopes
    return paint


def clumps(rng, tile, count, near, far, reach=0.66):
    """Places (n, 2) at x, z where grass grows: more where the tile is high, fewer far away."""
    z = near * (far / near) ** rng.random(count)
    x = rng.uniform(-reach, reach, count) * z
    rich = sample(tile, x * 9, z * 9) + rng.normal(0, 0.5, count) > -0.1
    return np.column_stack([x, z])[rich]


class Grass(NamedTuple):
    """All the grass of a plain."""

    blades: np.ndarray  # (n, 4, 3): paths of points, metres
    tone: np.ndarray  # (n,): where each blade's colour lies along the codes, in [0, 1]
    codes: list[str]


def tufts(rng, places, sizes, count, spread=0.6, wide=0.16):
    """Blades of grass (n * count, 4, 3), each a path of points, around n places (x, z)."""
    size = np.repeat(sizes, count)[:, None]
    foot = np.repeat(places, count, 0) + rng.normal(0, wide, (size.size, 2)) * size
    lean = rng.normal(0, spread, (size.size, 2)) + [0.12, 0]
    tall = size[:, 0] * rng.uniform(0.35, 1, size.size)
    t = np.linspace(0, 1, 4)
    level = foot[:, None] + (tall[:, None] * lean)[:, None] * t[:, None] ** 1.7
    return np.stack([level[..., 0], tall[:, None] * t, level[..., 1]], -1)


def sown(codes, *patches):
    """The grass of patches (blades (n, 4, 3), tone), all in colours along the same codes."""
    blades, tones = zip(*patches)
    tone = np.repeat(tones, [len(each) for each in blades])
    return Grass(np.concatenate(blades), tone, codes)


def blade_paths(eye, blades):
    """Fine picture paths (n, 4, 2) of blades (n, 4, 3)."""
    return np.stack(eye.project(np.moveaxis(blades, -1, 0)), -1) * FINE


def grass_shadow(eye, blades, sun):
    """Share (H, W) of the sun which the shadows of blades on the ground leave."""
    fallen = blades - blades[..., 1:2] / sun[1] * sun
    mask = Image.new("L", (WIDTH * FINE, HEIGHT * FINE), 255)
    pen = ImageDraw.Draw(mask)
    for path in blade_paths(eye, fallen):
        pen.line(path.ravel().tolist(), 90, FINE)
    return np.asarray(mask, np.float32) / 255


def spread(view, values):
    """Values (n,) of a view's points as a picture (H, W), 0 in the sky."""
    picture = np.zeros(WIDTH * HEIGHT * FINE ** 2, np.float32)
    picture[view.pixel] = values
    return picture.reshape(HEIGHT * FINE, WIDTH * FINE)


def grow(rng, scene, view, sunny, grass):
    """Draw the blades whose feet stand on ground in a view, the farthest first.

    They get darker where the sunlight `sunny` (n,) on the view's points is weak.
    """
    blades, tone, codes = grass
    tone, sunny = tone + rng.normal(0, 0.16, len(tone)), spread(view, sunny)
    ground = spread(view, view.which < 0)
    picture = Image.fromarray((np.clip(scene.canvas, 0, 1) * 255).astype(np.uint8))
    pen, paths = ImageDraw.Draw(picture), blade_paths(scene.camera, blades)
    column, row = np.clip(paths[:, 0], 0, [WIDTH * FINE - 1, HEIGHT * FINE - 1]).astype(int).T
    far = blades[:, 0, 2]
    colours = ramp(codes, np.clip(tone - 0.35 * (sunny[row, column] < 0.1), 0, 1))
    haze = 1 - np.exp(-far / scene.clear)
    roots, tips = (255 * mix(shade * colours, scene.air[column], haze) for shade in (0.6, 1))
    for number in np.argsort(-far, kind="stable"):
        if ground[row[number], column[number]]:
            path, thick = paths[number].ravel().tolist(), max(1, round(24 / far[number]))
            pen.line(path[:4], tuple(roots[number].astype(int).tolist()), thick)
            pen.line(path[2:6], tuple(tips[number].astype(int).tolist()), thick)
            pen.line(path[4:], tuple(tips[number].astype(int).tolist()), 1)
    scene.canvas[:] = np.asarray(picture, np.float32) / 255


def settle(scene, view, colour):
    """Paint the colours (n, 3) of a view into a scene, veiled by the air."""
    flat = scene.canvas.reshape(-1, 3)
    haze = 1 - np.exp(-view.depth / scene.clear)
    colour = mix(colour, scene.air[view.pixel % scene.canvas.shape[1]], haze)
    flat[view.pixel] = mix(colour, flat[view.pixel], step(200, 400, view.depth))


def sunlit_plain(rng, scene, view, solids, grass, sun, cloud, lights):
    """Light the view of solids on a plain, paint it into a scene, and let the grass grow.

    Args:
        sun: unit vector (3,) towards it; solids and blades cast shadows.
        cloud: (n,) share of the sun that the clouds let through to the view's points.
        lights: colour codes of sun, sky and ground, and the sun's strength.
    """
    sunny = sunlight(view, solids, sun)
    sunny *= grass_shadow(scene.camera, grass.blades, sun).ravel()[view.pixel] ** (view.which < 0)
    sunny *= cloud
    settle(scene, view, illuminate(view, sunny, skylight(view, solids), *lights))
    grow(rng, scene, view, sunny, grass)
