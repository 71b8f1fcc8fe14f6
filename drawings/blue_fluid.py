"""Poured paint in blues, white, black and gold: thin layers drawn out by a flow, and cells."""
import numpy as np
from PIL import Image, ImageFilter

from drawings.canvas import (
    FINE,
    HEIGHT,
    WIDTH,
    grid,
    mix,
    noise_tile,
    ramp,
    rgb,
    sample,
    shrink,
    step,
)

WHITES = ["#f9f7ef", "#eceee9", "#c4e2e6", "#f6f3e9", "#86c8d5", "#e2eef0"]
BLUES = ["#060a26", "#0d1754", "#17299a", "#1f49c4", "#2673d0", "#1f9fc2", "#63c9d0", "#d5efec"]
ACCENTS = ["#f6f3ea", "#f6f3ea", "#f6f3ea", "#05060f", "#8fdcdc"]
METAL = ["#2a1705", "#7a4d14", "#c8912f", "#f6d67e", "#fff8dc"]


def layers(rng, count, codes):
    """A stack of paints between these colours, from below to above: (4096, 4) with gold's share."""
    tones = rng.permutation(np.linspace(0, 1, count // 8 + 2))
    tone = np.interp(np.arange(count) / 8, np.arange(len(tones)), tones)
    colours = ramp(codes, tone + rng.normal(0, 0.1, count))
    kind = rng.random(count)
    accent, gold = kind < 0.3, kind > 0.9
    colours[accent] = [rgb(code) for code in rng.choice(ACCENTS, accent.sum())]
    thick = rng.lognormal(0, 0.7, count) * np.where(accent | gold, 0.35, 1)
    top = np.cumsum(thick) / thick.sum()
    which = np.searchsorted(top, np.linspace(0, 1, 4096, endpoint=False), side="right")
    return np.concatenate([colours, gold[:, None]], 1)[which]


def average(table, level, spread):
    """Mean of `table` (n, c) over `spread` (...) around `level` (...) in [0, 1]: (..., c).

    Running sums find it at once: layers thinner than a pixel blend, as they do to the eye.
    """
    low, high = np.clip(level - spread / 2, 0, 0.999), np.clip(level + spread / 2, 0.001, 1)
    at = np.linspace(0, 1, len(table) + 1)
    sums = [np.append(0, np.cumsum(channel)) / len(table) for channel in table.T]
    return np.stack([(np.interp(high, at, total) - np.interp(low, at, total)) / (high - low)
                     for total in sums], -1).astype(np.float32)


def trace_back(tile, x, y, zoom, stride, count):
    """Where the paint at x, y came from: `count` strides (pixels) up a flow around the noise.

    The flow follows the level lines of the noise, seen `zoom` times smaller; so it has no
    divergence: paint is drawn out and folded, but never thinned into nothing.
    """
    down, right = np.gradient(tile)
    flow = np.stack([down, -right], -1)
    flow *= stride / np.sqrt((flow ** 2).sum(-1).mean())
    for _ in range(count):
        ahead = sample(flow, x * zoom, y * zoom)
        x, y = x - ahead[..., 0], y - ahead[..., 1]
    return x, y


def refine(field):
    """Read a smooth field (HEIGHT, WIDTH) at every fine pixel."""
    size = (WIDTH * FINE, HEIGHT * FINE)
    return np.asarray(Image.fromarray(field.astype(np.float32)).resize(size, Image.BICUBIC))


def beyond(value, limit):
    """How much of each pixel (H, W) lies where `value` is above `limit`: edges a pixel wide."""
    across = np.hypot(*np.gradient(value)) + 1e-6
    return np.clip((value - limit) / across + 0.5, 0, 1)


def cells(rng, x, y, size):
    """Round cells, at most `size` pixels apart: how far inside one, in sizes, and its number."""
    column, row = np.floor(x / size).astype(int), np.floor(y / size).astype(int)
    offset, number = rng.uniform(0, 1, (2, 64, 64)), rng.random((64, 64))
    radius = 0.12 + 0.5 * rng.random((64, 64)) ** 2
    inside, own = np.full(x.shape, -1, np.float32), np.zeros(x.shape, np.float32)
    for down, right in np.ndindex(3, 3):
        r, c = row + down - 1, column + right - 1
        at = r % 64, c % 64
        depth = radius[at] - np.hypot(c + offset[0][at] - x / size, r + offset[1][at] - y / size)
        own = np.where(depth > inside, number[at], own)
        inside = np.maximum(inside, depth)
    return inside.astype(np.float32), own.astype(np.float32)


def open_cells(rng, level, foam, x, y):
    """Lay white paint where foam > 0 and open blue cells in it, which reach a little beyond.

    Returns, each (H, W): the level of the paint seen, how much of it is white, how domed it is.
    """
    white, dome = beyond(foam, 0), 0
    for size in (90, 34):
        inside, own = cells(rng, x, y, size)
        inside = np.minimum(inside, foam + 0.12)
        cell = beyond(inside, 0)
        level = level + cell * (0.15 + 0.7 * own + 0.2 * inside - 0.85 * level)
        white = white * (1 - cell)
        dome = np.maximum(dome, step(0, 0.2, inside))
    return level, white, dome


def relief(height, radius):
    """How steeply `height` (H, W) in [0, 1], blurred by `radius` pixels, rises to lower right."""
    picture = Image.fromarray((height.clip(0, 1) * 255).astype(np.uint8))
    blurred = np.asarray(picture.filter(ImageFilter.GaussianBlur(radius * FINE)), np.float32)
    return FINE * sum(np.gradient(blurred / 255))


def varnish(colour, gold, height, grain):
    """Light paint (H, W, 3) and its gold from the upper left, so that thick edges shine."""
    slope = 2.5 * relief(height, 0.7) + 9 * relief(height, 5)
    metal = ramp(METAL, 0.5 + 0.5 * slope + 0.15 * grain)
    light = 1 + np.clip(0.5 * slope, -0.4, 0.3) + 0.035 * grain
    gloss = 0.5 * step(0.7, 1.6, slope)
    return mix(colour, metal, gold) * light[..., None] + gloss[..., None]


def blue_fluid(rng):
    """Poured paint in blues, white, black and gold: thin layers drawn out by a flow, and cells."""
    smooth, soft, grit = (noise_tile(rng, roughness) for roughness in (4, 1.9, 0.8))
    near = trace_back(smooth, *grid(), 4.1, 1.6, 14)
    middle = trace_back(smooth, *trace_back(smooth, *near, 2.3, 6, 20), 1.3, 10, 22)
    far = trace_back(smooth, *middle, 0.8, 16, 26)
    near_x, near_y, mid_x, mid_y, far_x, far_y = map(refine, [*near, *middle, *far])
    silk = sample(soft, far_x * 3, far_y * 3)
    level = far_y + 0.6 * far_x + 3 * sample(soft, far_x, far_y) + silk
    level = (level - level.min()) / np.ptp(level)

    foam = sample(smooth, mid_x * 1.3 + 300, mid_y * 1.3) + 0.03 * silk - 0.7
    level, white, dome = open_cells(rng, level, foam, near_x, near_y)
    spread = 1.2 * np.hypot(*np.gradient(level)) + 1e-4
    blues, whites = (average(layers(rng, count, codes), level, spread)
                     for count, codes in [(230, BLUES), (130, WHITES)])
    paint = mix(blues, whites, white)
    colour = paint[..., :3] * (1 + (0.1 - 0.06 * white) * silk)[..., None]

    x, y = grid(FINE)
    grain = sample(grit, x * 1.3, y * 1.3)
    vein = 0.02 * sample(smooth, far_x * 3, far_y) - np.abs(sample(soft, far_x * 0.7, far_y * 0.7))
    dust = grain + 0.5 * sample(smooth, mid_x * 2, mid_y * 2)
    gold = np.maximum.reduce([paint[..., 3], beyond(vein, 0), beyond(dust, 2.4)])
    height = 0.5 * colour.mean(-1) + 0.2 * gold + 0.3 * dome + 0.01 * grain
    return shrink(varnish(colour, gold, height, grain))
