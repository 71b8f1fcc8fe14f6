"""A pond of water lilies under willows, in thick dabs of broken colour."""
import numpy as np

from drawings.canvas import HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample, step
from drawings.oil import along_levels, brush_strokes, dabs, impasto, oil_canvas

BANK = 128  # row where the far bank meets the water
LEVEL = 0.36  # height of a lily pad over its width


def nearness(y):
    """How large things on the water look at row y: 1 at the lower edge of the picture."""
    return 0.2 + 0.8 * np.clip((y - BANK) / (HEIGHT - BANK), 0, 1)


def far_bank(x, y, tile):
    """Colours (H, W, 3) and flow of the foliage beyond the pond."""
    clump = sample(tile, x * 1.3, y * 2)
    tone = 0.38 + 0.24 * clump + 0.1 * sample(tile, x * 6 + 400, y * 6) - 0.22 * step(60, BANK, y)
    tone = tone + 0.25 * np.exp(-((x - 520) / 170) ** 2)
    green = ramp(["#14203f", "#1f3f55", "#2f6a55", "#6b9a52", "#b9c768", "#efe7a2"], tone)
    violet = ramp(["#262552", "#4f4f8a", "#8a86b4", "#c8b6cc"], tone)
    colours = mix(green, violet, step(0.3, 1.4, sample(tile, x * 1.1 + 300, y * 1.5)) * 0.75)
    return colours, along_levels(clump * 30 + 0.35 * y + 0.5 * x)


def reflections(x, y, tile):
    """Colours (H, W, 3) of the water, and how much of it (H, W) mirrors willows, not the sky."""
    t = (y - BANK) / (HEIGHT - BANK)
    cloud = sample(tile, x * 0.6 + 90, y * 1.1)
    glow = np.exp(-((x - 545 - 60 * np.sin(y / 150)) / 260) ** 2)
    tone = 0.3 + 0.26 * np.tanh(1.2 * cloud) + 0.34 * glow * (1 - 0.4 * t)
    tone = tone + 0.05 * sample(tile, x * 7, y * 18)
    sky = ramp(["#30479a", "#4570ba", "#6d9dd4", "#9dc0e4", "#c9d2ec", "#f0d4da", "#ffe9c8",
                "#fff8e4"], tone)
    fingers = sample(tile, x * 4.5, y * 0.22) + 0.5 * sample(tile, x * 13, y * 0.5)
    left = 290 - 120 * t + 60 * np.sin(y / 95) - x
    right = x - 745 - 60 * t + 45 * np.sin(y / 70 + 1)
    top = BANK + 70 - y + 40 * np.sin(x / 130)
    shade = step(-70, 70, np.maximum(np.maximum(left, right), top) + 48 * fingers)
    tone = 0.4 + 0.15 * fingers + 0.16 * sample(tile, x * 5 + 50, y * 1.3)
    willow = ramp(["#0c1a42", "#14344f", "#1d5249", "#3f7a4c", "#86a257", "#cfca7c"], tone)
    violet = ramp(["#231f58", "#46439a", "#7a70b8", "#b79ac6"], tone)
    willow = mix(willow, violet, step(0.2, 1.6, sample(tile, x * 2 + 500, y * 0.7)) * 0.7)
    return mix(sky, willow, shade), shade


def scatter(rng, rafts):
    """Lily pads (x, y, radius, notch angle), the farthest first, from rafts of them.

    A raft is (x, y, half width, half height, how many pads to try), picture pixels.
    """
    pads = []
    for cx, cy, wide, high, count in rafts:
        for _ in range(count):
            x, y = rng.normal([cx, cy], [wide / 1.7, high / 1.7])
            radius = 58 * nearness(y) * rng.uniform(0.55, 1.15)
            if y > BANK + 14 and all(np.hypot(x - px, (y - py) / LEVEL) > 0.66 * (radius + other)
                                     for px, py, other, _ in pads):
                pads.append((x, y, radius, rng.uniform(0, 2 * np.pi)))
    return sorted(pads, key=lambda pad: pad[1])


def paint_pads(canvas, rng, x, y, tile, water, pads):
    """Lay the pads on the water with their shade below, then touch up their rims."""
    palettes = [["#1b4a50", "#3f8062", "#86b26a", "#d9e09c"],
                ["#27507a", "#4f8e96", "#96c0aa", "#e0ecc8"],
                ["#453c74", "#716f9e", "#a3abc6", "#e8dcdc"],
                ["#54503c", "#8c8450", "#bfb868", "#f2e49a"]]
    colours, flow = water.copy(), np.zeros((HEIGHT, WIDTH, 2)) + [1, 0]
    where, shade = np.zeros((2, HEIGHT, WIDTH), bool)
    grain = 0.13 * sample(tile, x * 8, y * 16)
    for px, py, radius, notch in pads:
        across, down = (x - px) / radius, (y - py) / (LEVEL * radius)
        reach = np.hypot(across, down)
        turn = np.abs((np.arctan2(down, across) - notch + np.pi) % (2 * np.pi) - np.pi)
        leaf = (reach < 1) & ((turn > 0.2) | (reach < 0.2))
        low = (np.hypot(across, down - 0.2) < 1.03) & ~leaf
        veins = 0.12 * np.cos(7 * turn) * (reach > 0.3)
        tone = 0.56 - 0.16 * down - 0.2 * across + grain + veins
        palette = palettes[rng.choice(4, p=[0.4, 0.3, 0.16, 0.14])]
        colours = np.where(leaf[..., None], ramp(palette, tone), colours)
        colours = np.where(low[..., None], ramp(["#141f4e", "#2a3d78"], 0.5 + 3 * grain), colours)
        where, shade = (where | leaf) & ~low, (shade | low) & ~leaf
    brush_strokes(canvas, rng, colours, flow, shade, [(5, 22, 2)], jitter=0.04)
    brush_strokes(canvas, rng, colours, flow, where, [(7, 26, 4), (4, 15, 1.5)], jitter=0.05)
    for px, py, radius, _ in pads:
        turn = rng.uniform(0, 2 * np.pi, max(6, int(radius / 1.6)))
        spot = np.stack([px + radius * np.cos(turn), py + LEVEL * radius * np.sin(turn)], -1)
        along = np.arctan2(LEVEL * np.cos(turn), -np.sin(turn))
        light = 0.5 - 0.3 * np.sin(turn) - 0.2 * np.cos(turn) + rng.normal(0, 0.12, len(turn))
        tint = ramp(["#1b2456", "#3a5f5c", "#7f9f5e", "#bccb84", "#f0efc4"], light)
        size = np.tile([0.4 * radius + 4, 2 + 0.03 * radius], (len(turn), 1))
        dabs(canvas, rng, spot, along, size, tint)


def lily(canvas, rng, x, y, radius, blush):
    """A water lily: two crowns of petals around a yellow heart, and its pale reflection."""
    below = rng.normal([x, y + 1.25 * radius], [0.55 * radius, 0.3 * radius], (9, 2))
    tint = ramp(["#6f6fb4", "#d0a3c4", "#f0c8d4"], rng.uniform(0, 1, 9))
    dabs(canvas, rng, below, rng.normal(0, 0.2, 9),
         np.tile([0.9 * radius, 0.24 * radius], (9, 1)), tint)
    for reach, lift, count in [(1.0, 0.0, 11), (0.72, 0.22, 9), (0.4, 0.38, 6)]:
        turn = np.arange(count) * 2 * np.pi / count + rng.normal(0.15, 0.12, count)
        turn = turn[np.argsort(np.sin(turn))]
        across, down = reach * np.cos(turn), 0.55 * reach * np.sin(turn) - lift - 0.15
        spot = np.stack([x + 0.62 * radius * across, y + 0.62 * radius * down], -1)
        light = 0.62 - 0.3 * across - 0.35 * np.sin(turn) * (lift < 0.3) + rng.normal(0, 0.1, count)
        tint = mix(ramp(["#8a86c0", "#cfc4e4", "#fbf0ec", "#fffdf4"], light),
                   ramp(["#93347a", "#d2608f", "#f4a3b4", "#fde0dc"], light), np.full(count, blush))
        size = radius * np.array([0.72, 0.3]) * rng.uniform(0.8, 1.2, (count, 1))
        dabs(canvas, rng, spot, np.arctan2(down, across), size, tint, jitter=0.04)
    heart = rng.normal([x, y - 0.26 * radius], 0.1 * radius, (5, 2))
    dabs(canvas, rng, heart, rng.uniform(-2, -1, 5), np.tile([0.3 * radius, 0.16 * radius], (5, 1)),
         np.tile(rgb("#f6c436"), (5, 1)))


def hanging_willow(canvas, rng, strands, codes, width):
    """Strands of willow (x at the top, how far down, sway), each a chain of leaf touches."""
    for x, low, sway in strands:
        links = int(low / 4.5)
        t = np.sort(rng.uniform(0, 1, links)) ** 0.9
        spot = np.stack([x + sway * t ** 1.6 + 4 * np.sin(4 * t + x), -10 + (low + 10) * t], -1)
        spot += rng.normal(0, [3.4, 1], spot.shape)
        angle = np.pi / 2 - 1.6 * sway * t ** 0.6 / low + rng.normal(0, 0.2, links)
        light = rng.uniform(0.1, 0.7) + 0.15 * t + rng.normal(0, 0.16, links)
        size = np.stack([rng.uniform(13, 26, links), width * (1.1 - 0.5 * t)], -1)
        dabs(canvas, rng, spot, angle, size, ramp(codes, light))


def irises(canvas, rng, tufts):
    """Sword leaves and violet blossoms in tufts (x, y of the foot, height, how many)."""
    for x, y, tall, count in tufts:
        lean = rng.normal(0.05, 0.24, count)
        high = tall * rng.uniform(0.55, 1.05, count)
        foot = np.stack([x + rng.normal(0, 0.2 * tall, count), np.full(count, y)], -1)
        for share in (0.15, 0.45, 0.75):
            spot = foot + np.stack([lean * high * share * (0.6 + share), -high * share], -1)
            light = rng.uniform(0.1, 0.6, count) + 0.35 * share
            dabs(canvas, rng, spot, lean * (0.6 + share) - np.pi / 2,
                 np.stack([0.5 * high, 8 - 5 * share + 0 * high], -1),
                 ramp(["#132a4a", "#1f5a58", "#4f8f5a", "#a9c46a", "#eef0b0"], light))
        tops = foot[::5] + np.stack([lean * high * 1.5, -high], -1)[::5]
        for spot in tops:
            petals = rng.normal(spot, 5, (7, 2))
            dabs(canvas, rng, petals, rng.uniform(0, np.pi, 7), np.tile([13, 6.5], (7, 1)),
                 ramp(["#3f2f92", "#6f5fc4", "#a99ae0", "#e2d0f0"], rng.uniform(0, 1, 7)))


def water_garden(rng):
    """A pond of water lilies under willows, in thick dabs of broken colour."""
    x, y = grid()
    tile, canvas = noise_tile(rng, 1.7), oil_canvas()
    pond = y > BANK - 14
    water, shade = reflections(x, y, tile)
    upright = along_levels(x + 3 * np.sin(y / 40) + 3 * sample(tile, x, y))
    level = along_levels(y + 7 * np.sin(x / 60 + y / 80) + 6 * sample(tile, x * 0.8, y * 1.6))
    for flow, where in [(level, pond & (shade < 0.5)), (upright, pond & (shade >= 0.5))]:
        brush_strokes(canvas, rng, water, flow, where, [(20, 64, 3), (12, 44, 1.6), (7, 30, 0.8)],
                      jitter=0.055)
    brush_strokes(canvas, rng, water, level, pond, [(9, 36, 0.35), (6, 26, 0.35), (4, 18, 0.3)],
                  jitter=0.055)
    for code, shift, coats in [("#a894dc", 0.45, 0.07), ("#f6b8c4", 0.45, 0.07),
                               ("#5fc0c4", 0.4, 0.08), ("#2b3f9a", 0.5, 0.08),
                               ("#fdf0d0", 0.5, 0.05)]:
        patch = pond & (sample(tile, x * 1.7 + 700 * shift, y * 3 + 9000 * coats) > 0.2)
        brush_strokes(canvas, rng, mix(water, rgb(code), np.full(x.shape, shift)), level, patch,
                      [(6, 24, coats), (4, 15, coats)])
    colours, flow = far_bank(x, y, tile)
    shore = y < BANK + 7 * sample(tile, x * 5, 0 * y)
    brush_strokes(canvas, rng, colours, flow, shore, [(13, 34, 4), (9, 20, 2), (5, 12, 1.2)],
                  jitter=0.06)
    for cx, cy, spread, count, codes in [
            (250, 88, 46, 90, ["#9a2f6a", "#e0709a", "#fbd0d6"]),
            (690, 96, 60, 90, ["#c05a7a", "#f2a0a8", "#fff0e0"]),
            (470, 104, 40, 50, ["#6a5fc0", "#a9a0e4", "#e6dcf6"]),
            (905, 80, 46, 60, ["#e09a3a", "#f6d070", "#fff6c4"])]:
        at = rng.normal([cx, cy], [spread, 0.3 * spread], (count, 2))
        dabs(canvas, rng, at, rng.uniform(0, np.pi, count), np.tile([9, 6], (count, 1)),
             ramp(codes, rng.uniform(0, 1, count)))

    rafts = [(420, 165, 130, 8, 40), (700, 185, 110, 10, 34), (560, 235, 150, 14, 40),
             (230, 280, 110, 18, 30), (840, 310, 130, 22, 30), (470, 365, 120, 22, 26),
             (170, 455, 140, 32, 26), (730, 455, 130, 30, 26), (905, 570, 120, 40, 16),
             (420, 585, 150, 34, 18), (690, 700, 170, 40, 18), (330, 745, 120, 26, 10)]
    pads = scatter(rng, rafts)
    paint_pads(canvas, rng, x, y, tile, water, pads)
    for px, py, radius, _ in pads:
        if rng.random() < 0.3:
            bloom = 36 * nearness(py) * rng.uniform(0.8, 1.15)
            lily(canvas, rng, px + rng.normal(0, 0.3) * radius, py - 0.15 * radius, bloom,
                 rng.choice([0.1, 0.45, 0.9]))

    irises(canvas, rng, [(60, 800, 250, 46), (165, 800, 150, 26), (985, 790, 170, 24)])
    for left, top, right, count, longest, lean in [(-20, -20, 310, 54, 330, 10),
                                                   (630, 1040, 1040, 84, 470, -14)]:
        strands = [(rng.triangular(left, top, right), rng.uniform(70, longest),
                    rng.normal(lean, 23)) for _ in range(count)]
        hanging_willow(canvas, rng, strands[::2], ["#10263f", "#1d4a4c", "#3c7050", "#7a9a55"], 5)
        hanging_willow(canvas, rng, strands[1::2], ["#1d4a46", "#4d8a4c", "#a3b852", "#eae184"], 4)
    return impasto(canvas)
