"""A guitar, a bottle and a glass on a table, broken into planes: a cubist still life in oil."""
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from utils.drawings.canvas import FINE, HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample, step
from utils.drawings.oil import brush_strokes, impasto, inside_polygon, oil_canvas

INK = "#1d1714"
TILTS = np.deg2rad([-40, -40, 50, 62, 90, 118, 8, 160])  # the picture's scaffold of directions
PALETTE = ["#e8dcbc", "#c79a52", "#8f9ca3", "#5d6f80", "#6d6b3c", "#a55a38", "#4a3524", "#d8c39a",
           "#b9ae8c", "#2f4a86", "#c2452c"]


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


def turned(points, at, angle=0.0, scale=1.0):
    """Points (n, 2) enlarged, turned around the origin and moved to `at`."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(points, float) @ (scale * np.array([[cos, sin], [-sin, cos]])) + at


def rounded(points, closed=True):
    """Cut the corners of a polygon or a path again and again, until it is a curve."""
    points = np.asarray(points, float)
    for _ in range(4):
        after = np.roll(points, -1, 0)
        cut = np.stack([0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after], 1)
        points = (cut if closed else cut[:-1]).reshape(-1, 2)
    return points[[*range(len(points)), 0]] if closed else points


def mirrored(points):
    """Close half an outline by its mirror image across the x axis."""
    points = np.asarray(points, float)
    return np.concatenate([points, points[::-1] * (1, -1)])


def circle(x, y, radius):
    """A closed ring of points."""
    angle = np.linspace(0, 2 * np.pi, 60)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], -1)


def box(left, top, right, bottom):
    """A closed rectangle."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])


def guitar(at, angle, scale):
    """A guitar whose neck points along `angle`, the middle of its body on `at`."""
    body = rounded(mirrored([(-192, 30), (-188, 92), (-140, 142), (-60, 146), (-5, 88), (40, 70),
                             (85, 106), (130, 116), (168, 84), (174, 24)]))
    head = mirrored([(432, 14), (446, 27), (512, 22), (520, 8)])
    parts = [Part(body, "#c8923f", 4), Part(rounded(body[::9] * 0.93 + (0, 0)), "", 1.3),
             Part(body[body[:, 1] > -2], "#8c5426", 0),
             Part(circle(62, 0, 52), "#e3c07c", 1.6), Part(circle(62, 0, 42), "#2a1a12", 3),
             Part(box(-122, -60, -98, 60), "#4a2a18", 2.5), Part(box(112, -21, 440, 21), "#33231b", 3),
             Part(head, "#6b3a22", 3)]
    parts += [Part(box(x, -20, x, 20)[:3], "", 1.8) for x in 420 - 300 * (1 - 0.9 ** np.arange(1, 13))]
    parts += [Part(np.array([(-110, 7 * k), (458 + 8 * abs(k), 5.5 * k)]), "", 1.3)
              for k in np.arange(-2.5, 3)]
    parts += [Part(circle(x, side * 34, 7), "#d9c9a2", 2) for x in (455, 476, 497) for side in (-1, 1)]
    return [part._replace(points=turned(part.points, at, angle, scale)) for part in parts]


def bottle(x, foot, scale):
    """A wine bottle with a label; x and foot in pixels."""
    half = [(0, 62), (-12, 66), (-230, 66), (-292, 50), (-330, 24), (-420, 21), (-424, 27), (-446, 27),
            (-448, 10)]
    outline = rounded(mirrored(half))
    shade = np.concatenate([outline[outline[:, 1] > 18], outline[outline[:, 1] > 18][:1]])
    parts = [Part(outline, "#4f5d3a", 3.5), Part(shade, "#27331f", 0),
             Part(box(-190, -66, -70, 66), "#e4d7b2", 2.5), Part(box(-180, -56, -80, 56), "", 1.2)]
    parts += [Part(np.array([(-150, -40 + 20 * k), (-112, -36 + 20 * k)]), "", 5) for k in range(5)]
    return [part._replace(points=turned(part.points, (x, foot), np.pi / 2, scale)) for part in parts]


def goblet(x, foot, scale):
    """A glass half full of red wine."""
    outline = mirrored([(0, 46), (-8, 44), (-14, 8), (-80, 6), (-100, 34), (-140, 56), (-225, 50)])
    wine = mirrored([(-96, 26), (-138, 52), (-170, 53)])
    rim = turned(circle(0, 0, 1) * (12, 50), (-225, 0))
    parts = [Part(outline, "#aebfc6", 3.2), Part(wine, "#8e2b2a", 2.4), Part(rim, "#dfe6e2", 2.2),
             Part(np.array([(-110, -20), (-210, -36)]), "", 2)]
    return [part._replace(points=turned(part.points, (x, foot), np.pi / 2, scale)) for part in parts]


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
        parts.append(Part(np.array([foot, top, top + bow, (foot + top) / 2 + bow, foot + bow * 0.7]),
                          "", 5))
    return parts


def sheet_music(corners):
    """Staves and notes on a sheet (4 corners)."""
    corner, across, down = corners[0], *(corners[k] - corners[0] for k in (1, 3))
    parts = [Part(np.array([corner + 0.06 * across + v * down, corner + 0.94 * across + v * down]),
                  "", 1.2) for top in (0.12, 0.42, 0.72) for v in top + 0.035 * np.arange(5)]
    for k, (u, v) in enumerate([(0.16, 0.2), (0.3, 0.15), (0.43, 0.24), (0.6, 0.18), (0.8, 0.22),
                                (0.2, 0.5), (0.38, 0.46), (0.55, 0.53), (0.74, 0.47), (0.3, 0.8)]):
        at = corner + u * across + v * down
        parts += [Part(circle(*at, 7) * (1, 0.8) + (0, 0.2 * at[1]), INK, 2),
                  Part(np.array([at + (6, 0), at + (6, -38), at + (18 * (k % 2) + 6, -28)]), "", 2.2)]
    return parts


def still_life(rng):
    """Everything on the table and behind it, back to front."""
    sheet = np.array([(372, 62), (610, 40), (640, 290), (402, 318)], float)
    news = np.array([(560, 560), (900, 500), (985, 668), (640, 742)], float)
    parts = [Part(box(-200, -200, 380, 600), "#8795a0"), Part(box(360, -200, 760, 600), "#a89d7c"),
             Part(box(740, -200, 1300, 600), "#6f7a6a"), Part(box(905, -50, 935, 560), "#cdbf98", 2),
             Part(box(30, -50, 48, 520), "#b7b9ae", 2), Part(box(95, -50, 105, 520), "#5a6873", 2),
             Part(circle(0, 0, 1) * (590, 250) + (520, 700), "#8a4f2f", 4),
             Part(circle(0, 0, 1) * (545, 222) + (520, 700), "", 1.6),
             Part(rounded([(-60, 520), (120, 560), (215, 680), (170, 820), (-60, 820)]), "#34528f", 3),
             Part(sheet[[0, 1, 2, 3, 0]], "#eae1c6", 2.6), *sheet_music(sheet),
             Part(news[[0, 1, 2, 3, 0]], "#ddd0aa", 2.6), *printed(rng, news, 13, 2.2),
             *bottle(232, 520, 1.02), *guitar((424, 486), np.deg2rad(-38), 1.18),
             *goblet(806, 640, 1.12)]
    for x, y, radius, code in [(190, 640, 48, "#c8452c"), (275, 672, 44, "#d79a32")]:
        parts += [Part(circle(x, y, radius), code, 3.4),
                  Part(np.array([(x, y - radius + 8), (x + 6, y - radius - 10)]), "", 4)]
    return parts


def flat_colours(parts):
    """Colour everything without light: (H, W, 3)."""
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(picture)
    for part in parts:
        if part.fill:
            pen.polygon([tuple(point) for point in part.points.tolist()], part.fill)
    return np.asarray(picture, np.float32) / 255


def area(corners):
    """Area of a polygon (n, 2)."""
    (x, y), (ahead_x, ahead_y) = corners.T, np.roll(corners, -1, 0).T
    return abs((x * ahead_y - ahead_x * y).sum()) / 2


def cut(corners, point, angle):
    """Cut a convex polygon along a line through a point: the two polygons at its sides."""
    height = (corners - point) @ (-np.sin(angle), np.cos(angle))
    halves = []
    for side in (height, -height):
        kept = []
        for a, b, da, db in zip(corners, np.roll(corners, -1, 0), side, np.roll(side, -1)):
            kept += [a] if da >= 0 else []
            kept += [a + (b - a) * da / (da - db)] if da * db < 0 else []
        halves.append(np.array(kept))
    return halves


def shatter(rng, corners):
    """Cut a polygon into planes: large ones near the picture's edge, splinters in its middle."""
    middle = corners.mean(0)
    far = np.hypot(*((middle - (500, 400)) / (512, 384)))
    if area(corners) < rng.uniform(0.35, 1.9) * (4200 + 9000 * far):
        return [corners]
    point = rng.dirichlet(np.full(len(corners), 3)) @ corners
    halves = [cut(corners, point, angle + rng.normal(0, 0.07)) for angle in rng.choice(TILTS, 3)]
    first, second = max(halves, key=lambda pair: min(
        area(half) / (np.ptp(half, 0) ** 2).sum() if len(half) > 2 else 0 for half in pair))
    return [*shatter(rng, first), *shatter(rng, second)]


def scaffold(rng):
    """All facets of the picture, cut along a few great lines first."""
    planes = [box(-2, -2, WIDTH + 2, HEIGHT + 2)[:4].astype(float)]
    for point, degrees in [((424, 486), -38), ((330, 560), 58), ((610, 330), 66), ((760, 600), -52)]:
        planes = [half for plane in planes for half in cut(plane, point, np.deg2rad(degrees))
                  if len(half) > 2]
    return [Facet(corners, corners.mean(0), rng.normal(0, 0.07), rng.normal(0, 13, 2),
                  rng.uniform(0.94, 1.12))
            for plane in planes for corners in shatter(rng, plane)]


def shade(corners, edge, x, y):
    """Light in a plane: 1 along one of its edges, -1 at the opposite end; and the edge's direction."""
    begin, end = corners[edge], corners[(edge + 1) % len(corners)]
    along = (end - begin) / (np.hypot(*(end - begin)) + 1e-9)
    depth = (x - begin[0]) * -along[1] + (y - begin[1]) * along[0]
    reach = (corners - begin) @ (-along[1], along[0])
    reach = reach[np.argmax(np.abs(reach))]
    return 1 - 2 * np.clip(depth / reach, 0, 1), along


def paint_facet(canvas, rng, facet, flat, tile):
    """Paint one plane in parallel strokes, light along one edge and dark along another."""
    inside = inside_polygon(facet.corners)
    y, x = np.nonzero(inside)
    if len(x) < 20:
        return
    sides = np.roll(facet.corners, -1, 0) - facet.corners
    facing = (sides @ (0.8, -0.6)) / (np.hypot(*sides.T) + 1e-9)  # towards the upper left
    edge = np.argmax(facing + rng.normal(0, 0.5, len(sides)))
    light, along = shade(facet.corners, edge, x, y)
    u, v = facet.seen(x, y)
    own = sample(flat, np.clip(u, 0, WIDTH - 1), np.clip(v, 0, HEIGHT - 1))
    own = mix(own, rgb(PALETTE[rng.integers(len(PALETTE) - 2)]), rng.uniform(0.05, 0.4))
    wood = own[:, 0] - own[:, 2] > 0.28
    if rng.random() < 0.55 and wood.mean() > 0.5:
        level = (y - x * along[1]) / 3.2 + 2.6 * sample(tile, x * 0.8, y * 2.4)
        own = own * (1 + 0.2 * np.sin(level))[:, None]
    light = 0.62 * light + 0.22 * sample(tile, x * 2.0, y * 2.0)
    own = mix(own, rgb("#f3e8cc"), 0.62 * np.clip(light, 0, 1))
    own = mix(own, rgb("#241f24"), 0.72 * np.clip(-light, 0, 1))
    colours = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    colours[y, x] = own
    brush_strokes(canvas, rng, colours, along, inside, [(9, 34, 4), (6, 22, 1.4), (3, 14, 0.5)], 0.035)


def passage(canvas, rng, tile, x, y):
    """Lay planes over the facets which are solid along one edge and fray towards the other."""
    for _ in range(46):
        at = rng.normal((500, 390), (270, 190))
        size, angle = 40 * rng.exponential(1.6) + 26, rng.choice(TILTS)
        corners = turned([(0, 0), (1.5, 0), (rng.uniform(0.8, 1.5), 0.7), (rng.uniform(0, 0.5), 0.6)],
                         at, angle, size)
        light, along = shade(corners, 0, x, y)
        where = inside_polygon(corners) & (light + 0.4 * sample(tile, x * 5, y * 5) > -0.15)
        code = PALETTE[rng.integers(len(PALETTE))]
        colours = mix(rgb(code), rgb("#f3e8cc"), 0.5 * np.clip(light, 0, 1))
        brush_strokes(canvas, rng, colours, along, where, [(6, 24, 3), (3, 14, 0.6)], 0.035)


def contour(pen, rng, path, width):
    """Draw a dark line by hand along a path (n, 2), thick and thin, with gaps."""
    for begin, end in zip(path, path[1:]):
        ink = (255 * np.clip(rgb(INK) + rng.normal(0, 0.03, 3), 0, 1)).astype(int).tolist()
        ends = (np.stack([begin, end]) + rng.normal(0, 0.25, (2, 2))) * FINE
        if rng.random() > 0.05:
            pen.line(ends.ravel().tolist(), (*ink, 150),
                     max(2, round(width * rng.uniform(0.75, 1.25) * FINE)))


def broken_lines(canvas, rng, facets, parts):
    """Draw every contour of the still life, facet by facet, each from its own point of view."""
    label, pen = Image.new("I", (WIDTH, HEIGHT)), ImageDraw.Draw(canvas)
    marker = ImageDraw.Draw(label)
    for number, facet in enumerate(facets):
        marker.polygon([tuple(point) for point in facet.corners.tolist()], number)
    label = np.asarray(label)
    for part in parts:
        if not part.width:
            continue
        legs = np.hypot(*np.diff(part.points, axis=0).T)
        at = np.concatenate([[0], np.cumsum(legs)])
        stops = np.linspace(0, at[-1], int(at[-1] / 5) + 2)
        points = np.stack([np.interp(stops, at, column) for column in part.points.T], -1)
        for number, facet in enumerate(facets):
            path = facet.shown(points)
            x, y = path.T.astype(int)
            seen = (x >= 0) & (x < WIDTH) & (y >= 0) & (y < HEIGHT)
            seen[seen] = label[y[seen], x[seen]] == number
            if seen.any() and rng.random() > 0.1:
                for run in np.split(np.arange(len(seen)), np.nonzero(~seen)[0]):
                    contour(pen, rng, path[run[seen[run]]], part.width)


def cubist_facets(rng):
    """A guitar, a bottle and a glass on a table, broken into planes."""
    x, y = grid()
    tile, canvas, parts = noise_tile(rng, 1.6), oil_canvas(), still_life(rng)
    flat, facets = flat_colours(parts), scaffold(rng)
    for facet in facets:
        paint_facet(canvas, rng, facet, flat, tile)
    passage(canvas, rng, tile, x, y)
    broken_lines(canvas, rng, facets, parts)
    pen = ImageDraw.Draw(canvas)
    for facet in facets:
        for begin, end in zip(facet.corners, np.roll(facet.corners, -1, 0)):
            if rng.random() < 0.6:
                t = np.linspace(rng.uniform(0, 0.3), rng.uniform(0.6, 1), 9)[:, None]
                contour(pen, rng, begin + t * (end - begin), rng.uniform(1, 2.8))
    return impasto(canvas)
