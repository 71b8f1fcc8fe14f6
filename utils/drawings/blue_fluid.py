"""Poured paint in blues, white, black and gold: thin layers, drawn out by a flow, with cells."""
import numpy as np

from utils.drawings.canvas import FINE, grid, mix, noise_tile, ramp, rgb, sample, shrink, step

DEPTHS = ["#070b2a", "#0f1a5c", "#1b2f9e", "#2350c8", "#2b7bd6", "#25a5c9", "#69cfd6", "#c9ecec"]
ACCENTS = {"#f7f6ef": 0.5, "#05060d": 0.2, "#9fe0df": 0.3}


def layers(rng, count):
    """A stack of paint: colour and share of gold (4096, 4) at evenly spaced heights in it."""
    tone = np.interp(np.arange(count), np.arange(0, count + 8, 8),
                     rng.permutation(np.linspace(0, 1, count // 8 + 1)))
    colours = ramp(DEPTHS, tone + rng.normal(0, 0.1, count))
    accent = rng.random(count) < 0.3
    codes = rng.choice(list(ACCENTS), count, p=list(ACCENTS.values()))
    colours[accent] = np.stack([rgb(code) for code in codes])[accent]
    gold = (rng.random(count) < 0.12) & ~accent
    thick = rng.lognormal(0, 0.7, count) * np.where(accent | gold, 0.35, 1)
    edges = np.cumsum(thick) / thick.sum()
    which = np.searchsorted(edges, np.linspace(0, 1, 4096, endpoint=False), side="right")
    return np.concatenate([colours, gold[:, None]], 1)[which]


def average(table, level, spread):
    """Mean of table (n, c) between level - spread / 2 and level + spread / 2: (...) -> (..., c).

    Levels run over [0, 1]; running sums make thin layers blend as they do to the eye.
    """
    at = np.linspace(0, 1, len(table) + 1)
    low, high = np.clip(level - spread / 2, 0, 0.999), np.clip(level + spread / 2, 0.001, 1)
    sums = np.concatenate([np.zeros((1, table.shape[1])), np.cumsum(table, 0)]) / len(table)
    return np.stack([(np.interp(high, at, channel) - np.interp(low, at, channel)) / (high - low)
                     for channel in sums.T], -1).astype(np.float32)


def trace_back(tile, x, y, zoom, stride, count):
    """Where the paint at x, y came from, `count` strides (pixels) up a flow around the noise."""
    down, right = np.gradient(tile)
    stream = np.stack([down, -right], -1)
    stream /= np.sqrt((stream ** 2).mean())
    for _ in range(count):
        ahead = stride * sample(stream, x * zoom, y * zoom)
        x, y = x - ahead[..., 0], y - ahead[..., 1]
    return x, y


def cells(rng, x, y, size):
    """Cells about `size` pixels wide: distance from the border in cells, and each one's number."""
    offset = rng.uniform(0, 1, (64, 64, 2)).astype(np.float32)
    weight, number = rng.uniform(-0.3, 0.3, (64, 64)), rng.random((64, 64))
    column, row = np.floor(x / size), np.floor(y / size)
    first = second = np.full(x.shape, np.inf, np.float32)
    own = np.zeros_like(first)
    for dr in (-1, 0, 1):
        for dc in (-1, 0, 1):
            c, r = (column + dc).astype(int) % 64, (row + dr).astype(int) % 64
            gap_x = column + dc + offset[r, c, 0] - x / size
            gap_y = row + dr + offset[r, c, 1] - y / size
            far = np.hypot(gap_x, gap_y) + weight[r, c]
            own = np.where(far < first, number[r, c], own)
            second = np.minimum(second, np.maximum(first, far))
            first = np.minimum(first, far)
    return (second - first).astype(np.float32), own.astype(np.float32)


def steepness(field):
    """How much a field (H, W) changes from one pixel to the next, in [0, inf)."""
    return np.hypot(*np.gradient(field))


def blue_fluid(rng):
    """Poured paint in blues, white, black and gold."""
    x, y = grid(FINE)
    smooth, soft, grit = noise_tile(rng, 3.2), noise_tile(rng, 1.9), noise_tile(rng, 0.8)
    near_x, near_y = trace_back(noise_tile(rng, 2.6), x, y, 0.9, 5, 6)
    old_x, old_y = trace_back(smooth, near_x, near_y, 0.55, 14, 22)
    level = 0.5 + (old_y - 384 + 0.5 * (old_x - 512)) / 1500 + 0.01 * sample(soft, old_x, old_y)

    active = step(0.1, 0.9, sample(smooth, near_x * 0.5 + 300, near_y * 0.5))
    lace = np.zeros_like(level)
    dome = np.zeros_like(level)
    for size in (70, 24):
        gap, own = cells(rng, near_x, near_y, size)
        level = level + active * 0.3 * (own - 0.5)
        lace = np.maximum(lace, active * step(0.12, 0.05, gap))
        dome = np.maximum(dome, active * step(0, 0.5, gap))
    level = (level - level.min()) / np.ptp(level)
    paint = average(layers(rng, 96), level, 1.2 * steepness(level) + 1e-4)
    colour, gold = paint[..., :3], paint[..., 3]
    colour = mix(colour, rgb("#f4f6f0"), 0.9 * lace)
    vein = np.abs(sample(soft, old_x * 0.7, old_y * 0.7))
    gold = np.maximum(gold, step(0.03, 0.01, vein))
    grain = sample(grit, x * 1.3, y * 1.3)
    height = colour.mean(-1) * 3 + 1.2 * gold + 2 * dome + 0.25 * grain
    slope = sum(np.gradient(height)) * FINE
    metal = ramp(["#2e1a06", "#8b5a18", "#d6a140", "#ffe9a6", "#fffdf0"],
                 0.5 + 0.5 * slope + 0.15 * grain)
    colour = mix(colour, metal, gold)
    lit = colour * (1 + np.clip(0.5 * slope, -0.4, 0.5) + 0.03 * grain)[..., None]
    return shrink(lit + np.clip(slope - 0.6, 0, 0.6)[..., None] * 0.5)
