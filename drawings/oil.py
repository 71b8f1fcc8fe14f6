"""Oil paint: bristly strokes along a flow, lit so that their ridges shine."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawings.canvas import FINE, HEIGHT, WIDTH, grid, ramp, shrink


def oil_canvas():
    """An empty fine canvas: red, green, blue, and in the fourth channel how thick the paint is."""
    return Image.new("RGBA", (WIDTH * FINE, HEIGHT * FINE), (38, 62, 128, 40))


def ink(colours, thick):
    """Whole numbers (..., 4) for an oil canvas: colours (..., 3) and how thick (...) they lie."""
    paint = np.concatenate([colours, np.asarray(thick)[..., None]], -1)
    return (255 * paint.clip(0, 1)).astype(int).tolist()


def towards(angle):
    """Unit vectors (..., 2) at angles in radians, clockwise from the right."""
    return np.stack([np.cos(angle), np.sin(angle)], -1)


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
        inks = ink(colour * (1 + streak[..., None]), thick)
        first, last = rng.integers(0, 2, (2, strokes, bristles))
        for s, b in np.ndindex(strokes, bristles):
            part = slice(first[s, b], points - last[s, b])
            line = lines[s, b, part][inside[s, part]]
            pen.line(line.ravel().tolist(), tuple(inks[s][b]), round(1.9 * FINE))


def dabs(canvas, rng, at, angle, size, colours, jitter=0.05):
    """Set single touches with a loaded brush, thickest where the brush leaves the canvas.

    Args:
        canvas: the oil canvas, painted in place.
        at: (n, 2) picture pixels, the middles.
        angle: (n,) radians, which way each touch is drawn: clockwise from the right.
        size: (n, 2) length and width, picture pixels.
        colours: (n, 3) in [0, 1]; jitter is how far each touch strays from its own.
    """
    pen = ImageDraw.Draw(canvas)
    colours = colours * (1 + rng.normal(0, jitter, (len(at), 1)))
    colours = colours + rng.normal(0, jitter, colours.shape)
    along = np.linspace(-0.5, 0.5, 4)
    for spot, turn, (length, width), colour in zip(at, angle, size, colours):
        bristles = max(3, round(width / 1.4))
        across = np.linspace(-0.5, 0.5, bristles)[:, None]
        reach = length * np.sqrt(1.02 - 3.2 * across ** 2) * rng.uniform(0.85, 1.1, (bristles, 1))
        bend = rng.normal(0, 0.1) * min(length, 3 * width) * (4 * along ** 2 - 0.5)
        dx, dy = reach * along, (width - 1) * across + bend
        x = spot[0] + dx * np.cos(turn) - dy * np.sin(turn)
        y = spot[1] + dx * np.sin(turn) + dy * np.cos(turn)
        lines = (FINE * np.stack([x, y], -1)).reshape(bristles, -1).round(1).tolist()
        tint = colour * (1 + rng.normal(0, 0.06, (bristles, 1)))
        thick = 0.5 + 0.3 * (1 - 4 * across ** 2) + rng.normal(0, 0.1, (bristles, 1))
        for line, touch in zip(lines, ink(tint, thick[:, 0])):
            pen.line(line, tuple(touch), round(1.9 * FINE))


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


def patch(canvas, rng, corners, codes, angle, width=4):
    """Fill a polygon with strokes whose colours run along `codes` from its left to its right.

    `corners` and the strokes' `width` are in picture pixels, their `angle` in radians.
    """
    x, _ = grid()
    left, right = np.min(corners, 0)[0], np.max(corners, 0)[0]
    brush_strokes(canvas, rng, ramp(codes, (x - left) / (right - left)), towards(angle),
                  inside_polygon(corners), [(width, 3.2 * width, 8)], 0.04)


def twist(x, y, whirls):
    """Wind the plane around whirls (x, y, radius, turn in radians): new x and y of every point."""
    for wx, wy, radius, turn in whirls:
        dx, dy = x - wx, y - wy
        angle = turn * np.exp(-(dx ** 2 + dy ** 2) / radius ** 2)
        cos, sin = np.cos(angle), np.sin(angle)
        x, y = wx + dx * cos - dy * sin, wy + dx * sin + dy * cos
    return x, y
