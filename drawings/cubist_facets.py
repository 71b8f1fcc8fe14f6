"""A guitar, a bottle and a glass on a table, broken into planes: a cubist still life in oil."""
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawings.canvas import FINE, HEIGHT, WIDTH, grid, mix, noise_tile, rgb, sample
from drawings.oil import brush_strokes, impasto, ink, inside_polygon, oil_canvas, towards
from drawings.shapes import area, box, circle, cut, mirrored, polar, rounded, turned

INK = "#1d1714"
TILTS = [-40, -40, 50, 62, 90, 118, 8, 160]  # degrees: the picture's scaffold of directions
HOLE = (481, 441)  # of the guitar; the eye needs it, so no splinter covers it
PALETTE = ["#ead9ae", "#cf9a48", "#7f95a6", "#3f5a7c", "#75743a", "#b25d36", "#43301f", "#dcc08a",
           "#8f8a63", "#2a4a94", "#cc4227"]


class Part(NamedTuple):
    """A shape of the still life: points (n, 2), the colour which fills it, its contour's width."""

    points: np.ndarray
    fill: str = ""
    width: float = 0


class Facet(NamedTuple):
    """A plane (n, 2) through which the still life is seen from a little elsewhere."""

    corners: np.ndarray
    middle: np.ndarray
    turn: float
    shift: np.ndarray
    zoom: float

    def seen(self, x, y):
        """Where in the still life the picture's points lie."""
        cos, sin = np.cos(self.turn) / self.zoom, np.sin(self.turn) / self.zoom
        dx, dy = x - self.middle[0], y - self.middle[1]
        return (self.middle[0] + self.shift[0] + cos * dx - sin * dy,
                self.middle[1] + self.shift[1] + sin * dx + cos * dy)

    def shown(self, points):
        """Where points (n, 2) of the still life come to lie in the picture."""
        cos, sin = np.cos(self.turn) * self.zoom, np.sin(self.turn) * self.zoom
        dx, dy = (points - self.middle - self.shift).T
        return self.middle + np.stack([cos * dx + sin * dy, cos * dy - sin * dx], -1)


def placed(parts, at, degrees, scale):
    """The same parts enlarged, turned around the origin and moved to `at`."""
    return [part._replace(points=turned(part.points, degrees, at, scale)) for part in parts]


def guitar(at, degrees, scale):
    """A guitar whose neck points along `degrees`, the middle of its body on `at`."""
    body = rounded(mirrored([(-192, 30), (-188, 92), (-140, 142), (-60, 146), (-5, 88), (40, 70),
                             (85, 106), (130, 116), (168, 84), (174, 24)]))
    head = mirrored([(432, 14), (446, 27), (512, 22), (520, 8)])
    parts = [Part(body, "#d6a24a", 8), Part(rounded(body[::9] * 0.93), "", 1.5),
             Part(body[body[:, 1] > -2], "#b5652f", 0),
             Part(circle(62, 0, 52), "#e3c07c", 1.6), Part(circle(62, 0, 42), "#2a1a12", 3),
             Part(box(-122, -60, -98, 60), "#4a2a18", 2.5),
             Part(box(112, -21, 440, 21), "#33231b", 3), Part(head, "#6b3a22", 3)]
    frets = 420 - 300 * (1 - 0.9 ** np.arange(1, 13))
    parts += [Part(np.array([(x, -20), (x, 20)]), "", 1.8) for x in frets]
    parts += [Part(np.array([(-110, 7 * k), (458 + 8 * abs(k), 5.5 * k)]), "", 1.3)
              for k in np.arange(-2.5, 3)]
    parts += [Part(circle(x, y, 7), "#d9c9a2", 2) for x in (455, 476, 497) for y in (-34, 34)]
    return placed(parts, at, degrees, scale)


def bottle(x, foot, scale):
    """A wine bottle with a label; x and foot in pixels."""
    half = [(0, 62), (-12, 66), (-230, 66), (-292, 50), (-330, 24), (-420, 21), (-424, 27),
            (-446, 27), (-448, 10)]
    outline = rounded(mirrored(half))
    shade = np.concatenate([outline[outline[:, 1] > 18], outline[outline[:, 1] > 18][:1]])
    parts = [Part(outline, "#3d5030", 6.5), Part(shade, "#27331f", 0),
             Part(box(-190, -66, -70, 66), "#e4d7b2", 2.5), Part(box(-180, -56, -80, 56), "", 1.2)]
    parts += [Part(np.array([(-150, y), (-112, y + 4)]), "", 5) for y in range(-40, 41, 20)]
    return placed(parts, (x, foot), 90, scale)


def goblet(x, foot, scale):
    """A glass half full of red wine."""
    outline = mirrored([(0, 46), (-8, 44), (-14, 8), (-80, 6), (-100, 34), (-140, 56), (-225, 50)])
    wine = mirrored([(-96, 26), (-138, 52), (-170, 53)])
    rim = circle(0, 0, 1) * (12, 50) - (225, 0)
    parts = [Part(outline, "#aebfc6", 4.5), Part(wine, "#8e2b2a", 2.4), Part(rim, "#dfe6e2", 2.2),
             Part(np.array([(-110, -20), (-210, -36)]), "", 2)]
    return placed(parts, (x, foot), 90, scale)


def printed(rng, corners, rows, size):
    """Lines of type on a sheet (4 corners): dashes like words, and a bold head of strokes."""
    (ox, oy), across, down = corners[0], *(corners[k] - corners[0] for k in (1, 3))
    parts = []
    for row in np.linspace(0.32, 0.95, rows):
        for column in (0.06, 0.54):
            at = column
            while at < column + 0.38:
                wide = rng.uniform(0.02, 0.07)
                ends = [(ox, oy) + share * across + row * down for share in (at, at + wide)]
                parts.append(Part(np.array(ends), "", size))
                at += wide + 0.02
    for k in range(9):
        foot, top = ((ox, oy) + (0.07 + 0.1 * k) * across + share * down for share in (0.24, 0.07))
        bow = 0.05 * across * rng.choice([0, 1, 1])
        letter = [foot, top, top + bow, (foot + top) / 2 + bow, foot + bow * 0.7]
        parts.append(Part(np.array(letter), "", 5))
    return parts


def sheet_music(corners):
    """Staves and notes on a sheet (4 corners)."""
    corner, across, down = corners[0], *(corners[k] - corners[0] for k in (1, 3))
    parts = [Part(np.array([corner + 0.06 * across + v * down, corner + 0.94 * across + v * down]),
                  "", 1.2) for top in (0.12, 0.42, 0.72) for v in top + 0.035 * np.arange(5)]
    for k, (u, v) in enumerate([(0.16, 0.2), (0.3, 0.15), (0.43, 0.24), (0.6, 0.18), (0.8, 0.22),
                                (0.2, 0.5), (0.38, 0.46), (0.55, 0.53), (0.74, 0.47), (0.3, 0.8)]):
        at = corner + u * across + v * down
        stem = [at + (6, 0), at + (6, -38), at + (18 * (k % 2) + 6, -28)]
        parts += [Part(circle(0, 0, 7) * (1, 0.8) + at, INK, 2), Part(np.array(stem), "", 2.2)]
    return parts


def still_life(rng):
    """Everything on the table and behind it, back to front."""
    sheet = np.array([(372, 62), (610, 40), (640, 290), (402, 318)], float)
    news = np.array([(560, 560), (900, 500), (985, 668), (640, 742)], float)
    cloth = rounded([(-60, 520), (120, 560), (215, 680), (170, 820), (-60, 820)])
    parts = [Part(box(-200, -200, 380, 600), "#7f93a3"), Part(box(360, -200, 760, 600), "#b3a06c"),
             Part(box(740, -200, 1300, 600), "#66745a"),
             Part(box(905, -50, 935, 560), "#cdbf98", 2),
             Part(box(30, -50, 48, 520), "#b7b9ae", 2), Part(box(95, -50, 105, 520), "#5a6873", 2),
             Part(circle(0, 0, 1) * (590, 250) + (520, 700), "#5c4130", 4),
             Part(circle(0, 0, 1) * (545, 222) + (520, 700), "", 1.6),
             Part(cloth, "#34528f", 3),
             Part(sheet[[0, 1, 2, 3, 0]], "#eae1c6", 2.6), *sheet_music(sheet),
             Part(news[[0, 1, 2, 3, 0]], "#ddd0aa", 2.6), *printed(rng, news, 13, 2.2),
             *bottle(232, 520, 1.02), *guitar((424, 486), -38, 1.18),
             *goblet(806, 640, 1.12)]
    for x, y, radius, code in [(190, 640, 48, "#c8452c"), (275, 672, 44, "#d79a32")]:
        parts += [Part(circle(x, y, radius), code, 3.4),
                  Part(np.array([(x, y - radius + 8), (x + 6, y - radius - 10)]), "", 4)]
    return parts


def lit(parts):
    """Colour everything, rounded by light from the upper left: (H, W, 3), and where it is wall."""
    x, y = grid()
    picture = np.broadcast_to(rgb("#7f93a3"), (HEIGHT, WIDTH, 3))
    wall = np.ones((HEIGHT, WIDTH), bool)
    for part in parts:
        if part.fill:
            mask = inside_polygon(part.points)
            soft = Image.fromarray((255 * mask).astype(np.uint8)).filter(
                ImageFilter.GaussianBlur(16))
            soft = np.asarray(soft, np.float32) / 255
            cast = 0.6 * sample(soft, np.clip(x - 20, 0, WIDTH - 1), np.clip(y - 22, 0, HEIGHT - 1))
            picture = mix(picture, rgb("#1c1a20"), np.where(mask, 0, cast))
            down, right = np.gradient(soft)
            turn = np.clip(12 * (down + right), -1, 1)[..., None]
            own = rgb(part.fill) * (1 + 0.45 * turn)
            picture = np.where(mask[..., None], own, picture)
            wall &= ~mask | (part.width == 0)
    return picture.astype(np.float32), wall


def shatter(rng, corners):
    """Cut a polygon into planes: large ones near the picture's edge, splinters in its middle."""
    middle = corners.mean(0)
    far = np.hypot(*((middle - (500, 400)) / (512, 384)))
    if area(corners) < rng.uniform(0.35, 1.9) * (2300 + 9500 * far):
        return [corners]
    point = rng.dirichlet(np.full(len(corners), 3)) @ corners
    halves = [cut(corners, point, towards(np.deg2rad(tilt) + rng.normal(0, 0.07)))
              for tilt in rng.choice(TILTS, 3)]
    first, second = max(halves, key=lambda pair: min(
        area(half) / (np.ptp(half, 0) ** 2).sum() if len(half) > 2 else 0 for half in pair))
    return [*shatter(rng, first), *shatter(rng, second)]


def scaffold(rng):
    """All facets of the picture, cut along a few great lines first."""
    planes = [box(-2, -2, WIDTH + 2, HEIGHT + 2)[:4].astype(float)]
    great = [((424, 486), -38), ((330, 560), 58), ((610, 330), 66), ((760, 600), -52)]
    for point, degrees in great:
        planes = [half for plane in planes for half in cut(plane, point, polar(1, degrees))
                  if len(half) > 2]
    return [Facet(corners, corners.mean(0), rng.normal(0, 0.045), rng.normal(0, 9, 2),
                  rng.uniform(0.95, 1.08))
            for plane in planes for corners in shatter(rng, plane)]


def shade(corners, edge, x, y):
    """Light in a plane, from 1 along one edge to -1 at its far end; and the edge's direction."""
    begin, end = corners[edge], corners[(edge + 1) % len(corners)]
    along = (end - begin) / (np.hypot(*(end - begin)) + 1e-9)
    depth = (x - begin[0]) * -along[1] + (y - begin[1]) * along[0]
    reach = (corners - begin) @ (-along[1], along[0])
    reach = reach[np.argmax(np.abs(reach))]
    return 1 - 2 * np.clip(depth / reach, 0, 1), along


def facet_colours(colours, rng, facet, picture, wall, tile):
    """Colour one plane, light along one edge and dark at its other end; return its direction."""
    y, x = np.nonzero(inside_polygon(facet.corners))
    sides = np.roll(facet.corners, -1, 0) - facet.corners
    facing = (sides @ (0.8, -0.6)) / (np.hypot(*sides.T) + 1e-9)  # towards the upper left
    edge = np.argmax(facing + rng.normal(0, 0.6, len(sides)))
    light, along = shade(facet.corners, edge, x, y)
    u, v = facet.seen(x, y)
    u, v = np.clip(u, 0, WIDTH - 1), np.clip(v, 0, HEIGHT - 1)
    own, tint = sample(picture, u, v), rgb(PALETTE[rng.integers(9)])
    bare = wall[v.astype(int), u.astype(int)].mean() if len(x) else 0
    own = mix(own, tint, rng.uniform(0, 0.12) + 0.75 * bare * rng.random())
    light = 0.9 * light + 0.12 * sample(tile, x * 1.5, y * 1.5) + rng.normal(0, 0.3)
    high, low = np.clip(light, 0, 1), np.clip(-light, 0, 1)
    own = mix(own * (1 + 0.3 * high[:, None]), rgb("#f6ead0"), 0.5 * high ** 1.3)
    colours[y, x] = mix(own * (1 - 0.5 * low[:, None]), rgb("#17131a"), 0.65 * low ** 1.3)
    return along


def overlay(colours, plane, tile):
    """Lay a plane over the colours: solid along its first edge, gone at its far end."""
    corners, code, strength, texture = plane
    y, x = np.nonzero(inside_polygon(corners))
    light, along = shade(corners, 0, x, y)
    tint = mix(rgb(code) * 0.55, np.minimum(rgb(code) * 1.2, 1), (light + 1) / 2)
    across, down = along[0] * y - along[1] * x, along[0] * x + along[1] * y
    if texture == "grain":
        level = across / 2.2 + 5 * sample(tile, down * 0.5, across * 1.2)
        tint = tint * (0.9 + 0.28 * np.sin(level) + 0.14 * np.sin(2.7 * level))[:, None]
    elif texture == "dots":
        dots = np.sin(across / 2.9) * np.sin(down / 2.9) > 0.35
        tint = mix(tint, rgb("#f2e6c8"), dots * 0.8)
    share = strength * np.clip(0.75 + 0.75 * light + 0.1 * sample(tile, x * 2, y * 2), 0, 1)
    colours[y, x] = mix(colours[y, x], tint, share)
    return along


def planes(rng):
    """Large planes across the still life, then splinters: (corners, colour, strength, texture)."""
    found = [(np.array(corners, float), *rest) for corners, *rest in [
        ([(560, 380), (905, 92), (1000, 250), (720, 470)], "#33282a", 0.8, ""),
        ([(560, 350), (850, 100), (770, 40), (480, 300)], "#ece0c0", 0.8, ""),
        ([(640, 318), (470, 205), (392, 330), (500, 372)], "#6f8ba0", 0.75, ""),
        ([(400, 372), (225, 480), (300, 680), (470, 560)], "#dba957", 0.65, "grain"),
        ([(565, 440), (600, 570), (470, 690), (430, 560)], "#8a4526", 0.8, "grain"),
        ([(880, 250), (900, 560), (985, 520), (960, 230)], "#2f4a86", 0.8, ""),
        ([(610, 300), (640, 430), (668, 290)], "#c2452c", 0.9, ""),
        ([(150, 396), (60, 430), (110, 530)], "#c2452c", 0.85, ""),
        ([(640, 420), (650, 560), (740, 540), (760, 400)], "#5d6a4a", 0.75, "dots"),
        ([(60, 250), (110, 400), (180, 380), (150, 230)], "#5d6f80", 0.8, "dots"),
        ([(700, 640), (740, 790), (1040, 790), (1040, 600)], "#6d6b3c", 0.7, ""),
        ([(610, 415), (585, 500), (645, 575), (725, 535)], "#f0e6ca", 0.75, ""),
        ([(300, 430), (150, 415), (190, 575)], "#2a201c", 0.8, ""),
        ([(760, -10), (860, 260), (1000, 200), (900, -10)], "#a9bac2", 0.7, ""),
        ([(330, 690), (300, 790), (600, 790), (625, 635)], "#b0702f", 0.7, "grain")]]
    for _ in range(38):
        at, size = rng.normal((480, 390), (250, 180)), 26 * rng.exponential(1) + 22
        shape = [(0, 0), (1.6, 0), (rng.uniform(0.9, 1.6), 0.7), (rng.uniform(0, 0.5), 0.6)]
        corners = turned(shape, rng.choice(TILTS), at, size)
        if np.hypot(*(corners.mean(0) - HOLE)) > 75 + size:
            found.append((corners, rng.choice(PALETTE), rng.uniform(0.5, 0.9),
                          rng.choice(["", "", "", "grain", "dots"])))
    return found


def brush_line(pen, rng, path, width):
    """Draw a dark line with one stroke of the brush along a path (n, 2), thick and thin."""
    along = np.gradient(path, axis=0)
    aside = along[:, ::-1] * (-1, 1) / (np.hypot(*along.T)[:, None] + 1e-9)
    t, length = np.linspace(0, 1, len(path)), np.hypot(*along.T).sum()
    width = min(width, length / 7)
    swell = 0.65 + 0.5 * np.sin(np.pi * t) ** 0.7 * rng.uniform(0.5, 1)
    swell = np.maximum(width * swell * (1 + 0.2 * np.sin(7 * t + rng.uniform(0, 6))), 1) - 1
    for across in np.linspace(-0.5, 0.5, max(1, round(width / 1.2))):
        first, last = rng.integers(0, 1 + len(path) // 8, 2)
        bristle = (path + aside * (across * swell)[:, None])[first:len(path) - last] * FINE
        dark = rgb(INK) * rng.uniform(0.6, 1.7) + rng.normal(0, 0.012, 3)
        dark = ink(dark, rng.uniform(0.4, 0.75))
        pen.line(bristle.ravel().tolist(), tuple(dark), round(1.5 * FINE))


def broken_lines(pen, rng, facets, parts):
    """Draw every contour of the still life, facet by facet, each from its own point of view."""
    label = Image.new("I", (WIDTH, HEIGHT))
    for number, facet in enumerate(facets):
        ImageDraw.Draw(label).polygon([tuple(at) for at in facet.corners.tolist()], number)
    label = np.asarray(label)
    for part in parts:
        legs = np.hypot(*np.diff(part.points, axis=0).T)
        at = np.concatenate([[0], np.cumsum(legs)])
        stops = np.linspace(0, at[-1], int(at[-1] / 4) + 3)
        points = np.stack([np.interp(stops, at, column) for column in part.points.T], -1)
        for number, facet in enumerate(facets if part.width else []):
            path = facet.shown(points)
            x, y = path.T.astype(int)
            seen = (x >= 0) & (x < WIDTH) & (y >= 0) & (y < HEIGHT)
            seen[seen] = label[y[seen], x[seen]] == number
            seen &= rng.random(len(seen)) > 0.012
            for run in np.split(np.arange(len(seen)), np.nonzero(~seen)[0]):
                if seen[run].sum() > 2:
                    brush_line(pen, rng, path[run[seen[run]]], part.width)


def cubist_facets(rng):
    """A guitar, a bottle and a glass on a table, broken into planes."""
    tile, canvas, parts = noise_tile(rng, 1.6), oil_canvas(), still_life(rng)
    picture, wall = lit(parts)
    facets, colours = scaffold(rng), picture * 0.5
    patches = [(facet.corners, facet_colours(colours, rng, facet, picture, wall, tile), "")
               for facet in facets]
    patches += [(plane[0], overlay(colours, plane, tile), plane[3]) for plane in planes(rng)]
    everywhere = np.ones((HEIGHT, WIDTH), bool)
    brush_strokes(canvas, rng, colours, (0.8, -0.6), everywhere, [(12, 30, 4)])
    pen = ImageDraw.Draw(canvas)
    for corners, along, texture in patches:
        brushes = [(3, 8, 5)] if texture else [(10, 26, 3.5), (7, 16, 1.5), (4, 11, 0.8)]
        brush_strokes(canvas, rng, colours, along, inside_polygon(corners), brushes, 0.014)
    for corners, _, _ in patches:
        for begin, end in zip(corners, np.roll(corners, -1, 0)):
            if rng.random() < 0.45 and np.hypot(*(end - begin)) > 45:
                t = np.linspace(rng.uniform(0, 0.3), rng.uniform(0.6, 1), 12)[:, None]
                brush_line(pen, rng, begin + t * (end - begin), rng.uniform(1.2, 4.2))
    broken_lines(pen, rng, facets, parts)
    return impasto(canvas)
