"""A walk through poppies on a summer slope, in strokes and dabs of oil."""
import numpy as np
from PIL import ImageDraw

from drawings.canvas import FINE, HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample, step
from drawings.oil import brush_strokes, impasto, ink, oil_canvas, patch, towards


def filled_dabs(canvas, rng, places, length, width, angle, colours, jitter=0.05):
    """Set down touches of a brush so full that it fills a ragged shape, and streaks run over that.

    Args:
        canvas: the oil canvas, painted in place.
        places: (n, 2) middles, in the order of painting; lengths are in picture pixels.
        length, width, angle: (n,) or numbers; the angle in radians, clockwise from the right.
        colours: (n, 3) or (3,) in [0, 1].
        jitter: how far a dab's colour strays.
    """
    count, pen = len(places), ImageDraw.Draw(canvas)
    length, width, angle = (np.broadcast_to(each, count) for each in (length, width, angle))
    t = np.linspace(-1, 1, 9)
    ahead, aside = towards(angle)[:, None], towards(angle + np.pi / 2)[:, None]
    bend = rng.normal(0, 0.06, (count, 1)) * length[:, None] * t ** 2
    spine = places[:, None] + ahead * (t * length[:, None] / 2)[..., None] + aside * bend[..., None]
    half = width[:, None] / 2 * (1 - np.abs(t) ** 5) * (1 - 0.2 * t)
    half = half * rng.uniform(0.75, 1.15, half.shape) + 0.4
    colours = colours * (1 + rng.normal(0, 1.5 * jitter, (count, 1)))
    colours = np.clip(colours + rng.normal(0, jitter, (count, 3)), 0, 1)
    for n in range(count):
        thick = rng.uniform(0.45, 0.8)
        rim = np.concatenate([spine[n] + aside[n] * half[n, :, None],
                              (spine[n] - aside[n] * half[n, :, None])[::-1]])
        pen.polygon((rim * FINE).ravel().tolist(), tuple(ink(colours[n], thick)))
        for across in np.arange(-0.7, 0.8, max(0.25, 2.8 / width[n])):
            line = spine[n, 1:-1] + aside[n] * (across * half[n, 1:-1, None])
            streak = ink(colours[n] * (1 + rng.normal(0, 0.09)), thick + rng.normal(0.06, 0.09))
            pen.line((line * FINE).ravel().tolist(), tuple(streak), FINE)


def ridge(x):
    """Picture row where the field ends at column x: it climbs to the right."""
    return 398 - 0.062 * x + 7 * np.sin(x / 150 + 1)


def path_middle(y):
    """Picture column of the foot path's middle at row y."""
    return np.interp(y, [340, 385, 420, 470, 540, 610, 690, 780],
                     [655, 628, 570, 490, 425, 430, 500, 640])


def cumulus(tile, x, y):
    """Clouds of many puffs: their thickness, and how brightly the upper left side is lit."""
    puffs = [(170, 150, 120, 62), (265, 118, 84, 66), (330, 172, 110, 48), (85, 190, 90, 40),
             (640, 92, 92, 54), (730, 60, 100, 58), (812, 108, 112, 50), (925, 128, 90, 40),
             (470, 262, 120, 32), (560, 246, 76, 36), (350, 290, 120, 22), (905, 248, 92, 34),
             (990, 232, 70, 40), (90, 322, 150, 22), (430, 36, 70, 24), (60, 40, 90, 26)]
    rough = 0.16 * sample(tile, x * 1.6, y * 2) + 0.1 * sample(tile, x * 5, y * 6)
    thick, lit = np.full_like(x, -1.0), np.zeros_like(x)
    for cx, cy, rx, ry in puffs:
        dx, dy = (x - cx) / rx, (y - cy) / ry
        dy = np.where(dy > 0, 1.6 * dy, dy)  # flat below
        lump = 1 - np.hypot(dx, dy) + rough
        lit = np.where(lump > thick, 0.62 - 0.34 * dx - 0.5 * dy + 0.8 * rough, lit)
        thick = np.maximum(thick, lump)
    return thick, np.clip(lit, 0, 1)


def sky(canvas, rng, tile, x, y):
    """Blue air and broken clouds, in strokes that change direction all the time."""
    thick, lit = cumulus(tile, x, y)
    blue = ramp(["#3f78bd", "#5a93cf", "#7db0da", "#a9cddd", "#d8e0cf", "#f0dfbd"],
                y / 400 + 0.05 * sample(tile, x * 3, y * 3))
    white = ramp(["#7f8fba", "#a5a9c9", "#d0c4cc", "#f3e2c8", "#fff6df", "#fffdf3"], lit)
    colours = mix(blue, white, step(-0.04, 0.16, thick))
    flow = towards(-0.35 + 0.8 * sample(tile, x * 0.8 + 99, y * 0.8))
    above = y < ridge(x) + 6
    brush_strokes(canvas, rng, colours, flow, above, [(20, 56, 5), (13, 36, 1.5)], jitter=0.03)
    cloudy, dim = thick > 0.03, lit < 0.5
    for count, chosen, accents, share in [  # how much of an accent is in the colour of the place
            (2600, above, ["#ffffff"], 0.0), (420, ~cloudy, ["#d9dcee", "#9fd0e6"], 0.4),
            (420, ~cloudy, ["#2f66b4", "#5a70c0", "#e8c4c0"], 0.35),
            (520, cloudy & dim, ["#7d8fd0", "#c48fae", "#e6b48c"], 0.4),
            (700, cloudy & ~dim, ["#fffdf0", "#fff0c4", "#ffe0cc"], 0.7)]:
        places = rng.uniform(0, 1, (count, 2)) * [WIDTH, 400]
        column, row = places.astype(int).T
        places = places[(chosen & above)[row, column]]
        column, row = places.astype(int).T
        accent = np.stack([rgb(rng.choice(accents)) for _ in places])
        angle = np.arctan2(flow[row, column, 1], flow[row, column, 0])
        size = rng.uniform(0.6, 1.4, len(places)) * (0.55 + 0.45 * (row < 240))
        filled_dabs(canvas, rng, places, 26 * size, 9 * size,
                    angle + rng.normal(0, 0.35, len(places)),
                    mix(colours[row, column], accent, np.full(len(places), share)), 0.03)


def hills(canvas, rng, tile, x, y):
    """Two blue chains of hills and the striped fields at their feet."""
    for top, codes in [(338 + 17 * np.sin(x / 95) + 6 * np.sin(x / 31), ["#7f93c6", "#b4bcdc"]),
                       (358 + 9 * np.sin(x / 80 + 2), ["#5d84a0", "#9dbcb8", "#7ea48c"]),
                       (373 + 5 * np.sin(x / 60), ["#5f8f5c", "#e6d58c", "#8fb068", "#d8b878"])]:
        tone = 0.5 + 0.3 * sample(tile, x * 4 + 60, (y - top) * 22 + x)
        brush_strokes(canvas, rng, ramp(codes, tone), (1, 0.02), (y > top) & (y < ridge(x) + 8),
                      [(6, 26, 5), (4, 14, 1)], jitter=0.03)


def trees(canvas, rng, tile, x, y, crowns):
    """Trees: crowns (x, y, half width, half height), back to front, lit from the upper left."""
    for cx, cy, rx, ry in crowns:
        dx, dy = (x - cx) / rx, (y - cy) / ry
        rough = sample(tile, x * 7 + cx, y * 7)
        inside = np.hypot(dx, dy) < 1 + 0.16 * rough
        tone = 0.42 - 0.3 * dx - 0.3 * dy + 0.14 * rough
        colours = ramp(["#122a3a", "#1d4640", "#37683d", "#6f933f", "#b4b64c", "#e9dc84"], tone)
        lean = np.where(ry > 2 * rx, -1.45, -0.8)
        flow = towards(lean + 0.7 * sample(tile, x * 5, y * 5 + cx))
        size = np.clip(min(rx, ry) / 5, 3, 7)
        brush_strokes(canvas, rng, colours, flow, inside,
                      [(size, 3 * size, 5), (0.7 * size, 2.2 * size, 2)], jitter=0.045)
        turn, reach = rng.uniform(0, 2 * np.pi, 60), rng.uniform(0.2, 1.15, 60) ** 0.6
        spots = np.stack([cx + rx * reach * np.cos(turn), cy + ry * reach * np.sin(turn)], -1)
        column, row = np.clip(spots, 0, [WIDTH - 1, HEIGHT - 1]).astype(int).T
        filled_dabs(canvas, rng, spots, 1.5 * size, 0.8 * size, rng.normal(lean, 0.6, 60),
                    colours[row, column] * 1.1, 0.06)


def farmhouse(canvas, rng, x, y):
    """A white farmhouse with a tiled roof; (x, y) is the foot of its left corner."""
    patch(canvas, rng, [(x, y), (x, y - 34), (x + 22, y - 62), (x + 44, y - 34), (x + 44, y)],
          ["#fff2d4", "#f3dcb8"], 1.5)
    patch(canvas, rng, [(x + 44, y), (x + 44, y - 34), (x + 138, y - 38), (x + 138, y)],
          ["#b7b4cc", "#9aa0c4"], 1.5)
    patch(canvas, rng, [(x + 18, y - 64), (x + 118, y - 68), (x + 143, y - 34), (x + 44, y - 30)],
          ["#e0813f", "#c4532f", "#a8483a"], 1.0)
    for left, top, right, bottom, code in [
            (14, 30, 22, 14, "#4f6a94"), (58, 26, 68, 10, "#3f4f80"),
            (88, 27, 98, 0, "#4a4a74"), (114, 28, 123, 12, "#3f4f80")]:
        patch(canvas, rng, [(x + left, y - top), (x + right, y - top), (x + right, y - bottom),
                            (x + left, y - bottom)], [code, code], 1.5, 3)
    patch(canvas, rng, [(x + 88, y - 66), (x + 88, y - 86), (x + 101, y - 86), (x + 101, y - 66)],
          ["#e9b48a", "#9a5a4c"], 1.5, 3)


def nearness(x, y):
    """How near a spot of the field is: 0 on the ridge, 1 at the lower edge of the picture."""
    return np.clip((y - ridge(x)) / (HEIGHT - ridge(x)), 0, 1)


def meadow(canvas, rng, tile, x, y):
    """The grass of the slope and the path in it: flat strokes far away, blades in front."""
    near = nearness(x, y)
    across, away = (x - 512) / (near + 0.12), 60 / (near + 0.12)
    patches = sample(tile, across * 0.9, away * 9)
    tone = 0.56 - 0.2 * near + 0.17 * patches + 0.1 * sample(tile, x * 6, y * 9)
    colours = ramp(["#16364a", "#1f5248", "#3f7a3c", "#86a23c", "#c6be56", "#eddc8c"], tone)
    shade = step(0.3, 1.1, sample(tile, across * 0.35 + 500, away * 3))
    shade = np.maximum(0.4 * shade, 0.6 * np.exp(-((x - 430) / 130) ** 2 - ((y - 545) / 85) ** 2))
    colours = mix(colours, rgb("#1f4f58"), shade)
    drifts = sample(tile, across * 1.1 + 250, away * 8) + 0.5 * near
    colours = mix(colours, rgb("#b8412c"), 0.45 * step(0.2, 1.3, drifts) * step(0.7, 0.3, near))
    on_path = np.abs(x - path_middle(y)) < 5 + 62 * near ** 1.2 * (1 + 0.1 * patches)
    ground = ramp(["#7a6a80", "#b08c70", "#dcbc8a", "#94849c"],
                  0.5 + 0.22 * sample(tile, x * 7, y * 16))
    colours = mix(colours, ground, 0.85 * on_path * (1 - 0.5 * shade))
    wind = sample(tile, x * 1.3 + 40, y * 1.3)
    blades = towards(-np.pi / 2 + 0.35 + 0.35 * wind)
    flat = towards(-0.06 + 0.15 * wind)
    for low, high, brushes in [(-1, 0.12, [(5, 22, 6), (3, 12, 1.5)]),
                               (0.1, 0.4, [(8, 28, 6), (5, 18, 2)]),
                               (0.37, 2, [(13, 46, 6), (8, 34, 2), (5, 28, 1)])]:
        rows = (near >= low) & (near <= high) & (y > ridge(x))
        upright = step(0.05, 0.45, near) * ~on_path
        flow = mix(flat, blades, upright)
        flow = flow / np.linalg.norm(flow, axis=-1, keepdims=True)
        brush_strokes(canvas, rng, colours, flow, rows, brushes, jitter=0.055)
    return on_path


def flowers(canvas, rng, bare, tile, count, low, high):
    """Poppies where `low` <= nearness < `high`, the farthest first, and other flowers between."""
    near = np.sort(rng.uniform(low, high, count))
    px = rng.uniform(-10, WIDTH + 10, count)
    py = ridge(px) + near * (HEIGHT - ridge(px))
    column, row = px.clip(0, WIDTH - 1).astype(int), py.clip(0, HEIGHT - 1).astype(int)
    drift = sample(tile, (px - 512) / (near + 0.12) * 1.1 + 250, 60 / (near + 0.12) * 8)
    keep = ~bare[row, column] & (rng.normal(0, 0.3, count) < 1.1 * drift + 0.05 + 0.45 * near)
    for x, y, n in zip(px[keep], py[keep], near[keep]):
        size, at = (2.6 + 17 * n ** 1.25) * rng.uniform(0.75, 1.3), np.array([[x, y]])
        kind = rng.random()
        if kind > 0.93:
            code = rng.choice(["#fff4dc", "#f2d874", "#6f86d6", "#a98ed0"])
            filled_dabs(canvas, rng, at + rng.normal(0, size, (4, 2)), 0.5 * size + 1,
                        0.25 * size + 1, rng.uniform(0, 3, 4), rgb(code))
            continue
        if n > 0.35:
            filled_dabs(canvas, rng, at + [0.1 * size, 1.1 * size], 2.2 * size, 2, 1.5,
                        rgb("#2c5c3c"))
        if n > 0.2:
            filled_dabs(canvas, rng, at + [0.16 * size, 0.2 * size], size * 1.1, 0.65 * size, 0.1,
                        rgb(rng.choice(["#8c1620", "#a11c22", "#6e1430"])))
        petals = 1 + int(size > 7) + int(size > 13)
        spread = rng.normal(0, 0.17 * size, (petals, 2)) - [0, 0.12 * size]
        filled_dabs(canvas, rng, at + spread, (1.05 + 0.6 * (n < 0.25)) * size, 0.55 * size,
                    rng.normal(-0.2, 0.5, petals),
                    rgb(rng.choice(["#d8231c", "#e63a22", "#c81f26", "#ee5230"])))
        filled_dabs(canvas, rng, at - [0.2 * size, 0.3 * size], 0.5 * size, 0.24 * size + 0.8,
                    rng.normal(-0.4, 0.3), rgb(rng.choice(["#ff7a48", "#ff9a6a", "#f8603c"])))
        if size > 12 and kind < 0.6:
            filled_dabs(canvas, rng, at + [0.05 * size, 0], 0.28 * size, 0.22 * size, 0,
                        rgb("#2a1424"))


def grasses(canvas, rng, bare, count, low, high):
    """Single stalks, bright and dark, which rise between the flowers."""
    near = np.sort(rng.uniform(low, high, count))
    px = rng.uniform(0, WIDTH, count)
    py = ridge(px) + near * (HEIGHT + 20 - ridge(px))
    keep = ~bare[py.clip(0, HEIGHT - 1).astype(int), px.astype(int)]
    px, py, near = px[keep], py[keep], near[keep]
    codes = ["#d9d27a", "#a9b84e", "#3f7a4a", "#1f4c4a", "#efe2a4", "#6f9a4c"]
    tint = np.stack([rgb(rng.choice(codes)) for _ in px])
    filled_dabs(canvas, rng, np.stack([px, py], -1),
                10 + 52 * near * rng.uniform(0.6, 1.3, len(px)), 1.2 + 2 * near,
                rng.normal(-1.25, 0.22, len(px)), tint, 0.04)


def stroller(canvas, rng, x, y, tall):
    """A woman in white with a parasol, who stands on (x, y) and is `tall` pixels high."""
    def at(*points):
        return [(x + tall * across, y - tall * up) for across, up in points]

    patch(canvas, rng, at((0.0, 0.0), (0.35, -0.1), (0.85, -0.16), (0.8, -0.06), (0.2, 0.06)),
          ["#2f4a5c", "#4a5a7c", "#3f6a5c"], 0.1)
    patch(canvas, rng, at((-0.22, 0.02), (-0.14, 0.3), (-0.07, 0.58), (0.08, 0.58), (0.15, 0.3),
                          (0.27, -0.01), (0.05, -0.03)),
          ["#fffaf0", "#fff0d6", "#cfcbe4", "#8f97cc", "#7480b8"], 1.45, 5)
    patch(canvas, rng, at((-0.08, 0.57), (-0.1, 0.76), (0.09, 0.77), (0.08, 0.57)),
          ["#fff6e4", "#dcd2e0", "#8a93c6"], 1.3)
    patch(canvas, rng, at((-0.08, 0.6), (-0.08, 0.55), (0.09, 0.55), (0.08, 0.6)),
          ["#4f78c4", "#2f4f98"], 0, 3)
    patch(canvas, rng, at((-0.09, 0.75), (-0.2, 0.62), (-0.13, 0.58), (-0.04, 0.7)),
          ["#fff3da", "#cdb9c4"], 0.8, 3)
    pen = ImageDraw.Draw(canvas)
    pen.line([FINE * each for point in at((-0.17, 0.58), (-0.22, 1.1)) for each in point],
             tuple(ink(rgb("#5a3a2c"), 0.7)), round(0.018 * tall * FINE))
    arc = np.linspace(0, np.pi, 14)
    dome = [(-0.22 + 0.36 * np.cos(a), 0.98 - 0.1 * np.cos(a) + 0.24 * np.sin(a)) for a in arc]
    patch(canvas, rng, at(*dome, (-0.4, 1.04), (-0.2, 0.94), (0.0, 0.89)),
          ["#fffdf2", "#fff6da", "#fbe3b0", "#dba886", "#8f7aa4"], -0.5, 5)
    patch(canvas, rng, at((-0.55, 1.07), (-0.38, 1.03), (-0.2, 0.93), (0.13, 0.88), (-0.2, 0.98)),
          ["#b89aa8", "#6a5f94"], 0.2, 3)
    for share in (-0.6, 0.0, 0.55):
        ends = at((-0.22 + 0.36 * share, 0.97 - 0.1 * share), (-0.22 + 0.24 * share, 1.12),
                  (-0.22, 1.21))
        pen.line([FINE * each for point in ends for each in point],
                 tuple(ink(rgb("#b98a62"), 0.75)), FINE)
    patch(canvas, rng, at((-0.05, 0.75), (-0.06, 0.87), (0.05, 0.88), (0.05, 0.75)),
          ["#f6c49c", "#7a4434", "#4a2a2c"], 1.4, 3)
    patch(canvas, rng, at((-0.15, 0.85), (-0.07, 0.89), (-0.04, 0.95), (0.05, 0.95), (0.07, 0.89),
                          (0.14, 0.84), (0.0, 0.84)), ["#fff0b0", "#f0c868", "#b4803f"], 0.1, 3)
    patch(canvas, rng, at((-0.07, 0.89), (-0.06, 0.865), (0.07, 0.865), (0.07, 0.89)),
          ["#d2382c", "#7c1c2c"], 0.05, 2)


def child(canvas, rng, x, y, tall):
    """A child in a blue smock and a straw hat, who stands on (x, y)."""
    def at(*points):
        return [(x + tall * across, y - tall * up) for across, up in points]

    patch(canvas, rng, at((0, 0), (0.8, -0.14), (0.75, -0.03), (0.2, 0.06)),
          ["#2f4a5c", "#3f6a5c"], 0.1)
    patch(canvas, rng, at((-0.1, 0), (-0.1, 0.3), (0.1, 0.3), (0.1, 0)),
          ["#5a4658", "#33304c"], 1.5, 3)
    patch(canvas, rng, at((-0.24, 0.22), (-0.13, 0.7), (0.13, 0.7), (0.25, 0.2)),
          ["#a9c8ee", "#5f86c8", "#35508c"], 1.4)
    patch(canvas, rng, at((-0.09, 0.7), (-0.1, 0.86), (0.1, 0.86), (0.1, 0.7)),
          ["#f0b890", "#a8685c"], 1, 3)
    patch(canvas, rng, at((-0.26, 0.82), (-0.12, 0.88), (-0.08, 1.0), (0.1, 1.0), (0.13, 0.88),
                          (0.26, 0.8)), ["#fff0b0", "#e6bc60", "#a87c4a"], 0.1, 3)


def poppy_field(rng):
    """A walk through poppies on a summer slope, in strokes and dabs of oil."""
    x, y = grid()
    tile, canvas = noise_tile(rng, 1.7), oil_canvas()
    sky(canvas, rng, tile, x, y)
    hills(canvas, rng, tile, x, y)
    poplars = [(868, 238, 24, 116), (912, 216, 27, 138), (956, 232, 25, 122), (1002, 212, 28, 140)]
    far = [(cx, 372 - 0.05 * cx + rng.uniform(-6, 6), rng.uniform(20, 34), rng.uniform(13, 24))
           for cx in np.linspace(330, 560, 9)]
    wood = [(556, 318, 46, 44), (604, 334, 26, 20), (846, 312, 52, 50), (812, 330, 30, 22),
            (700, 276, 52, 46)]
    trees(canvas, rng, tile, x, y, [*far, wood[4], (930, 310, 90, 44), *poplars])
    farmhouse(canvas, rng, 646, 360)
    trees(canvas, rng, tile, x, y, [*wood[:4], (1010, 334, 60, 20), (900, 338, 60, 14)])
    on_path = meadow(canvas, rng, tile, x, y)
    trees(canvas, rng, tile, x, y, [(cx, ridge(cx) - 1, rng.uniform(12, 24), rng.uniform(4, 9))
                                      for cx in (530, 566, 612, 702, 770, 845, 930, 975)])
    bare = on_path | (np.hypot((x - 425) / 105, (y - 560) / 115) < 1)
    flowers(canvas, rng, on_path, tile, 1700, 0.02, 0.2)
    grasses(canvas, rng, bare, 300, 0.12, 0.3)
    flowers(canvas, rng, on_path, tile, 900, 0.2, 0.45)
    grasses(canvas, rng, bare, 400, 0.35, 0.65)
    flowers(canvas, rng, on_path, tile, 400, 0.45, 0.62)
    child(canvas, rng, 502, 628, 98)
    stroller(canvas, rng, 412, 644, 190)
    flowers(canvas, rng, bare, tile, 300, 0.62, 0.76)
    grasses(canvas, rng, bare, 500, 0.6, 0.9)
    flowers(canvas, rng, bare, tile, 380, 0.76, 1.03)
    grasses(canvas, rng, bare, 260, 0.85, 1.05)
    return impasto(canvas)
