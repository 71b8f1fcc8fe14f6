"""A village by a river under a whirling sky, in thick strokes of oil."""
import numpy as np
from PIL import ImageDraw

from drawings.canvas import FINE, grid, mix, noise_tile, ramp, rgb, sample, step
from drawings.oil import (
    along_levels,
    brush_strokes,
    impasto,
    ink,
    inside_polygon,
    oil_canvas,
    towards,
    twist,
)


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
    brush_strokes(canvas, rng, rgb(code), towards(angle), inside_polygon(corners),
                  [(width, 3.5 * width, 9)], jitter=0.06)
    pen, corners = ImageDraw.Draw(canvas), FINE * np.array([*corners, corners[0]], float)
    for begin, end in zip(corners, corners[1:]):
        ends = np.stack([begin, (begin + end) / 2, end]) + rng.normal(0, 0.5 * FINE, (3, 2))
        dark = ink(rgb(outline) + rng.normal(0, 0.05), 0.59)
        pen.line(ends.ravel().tolist(), tuple(dark), round(rng.uniform(1.2, 2.4) * FINE))


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
