"""A wall of glazed tiles: ten-pointed stars between woven straps, framed by a scrolling vine."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawings.canvas import FINE, HEIGHT, WIDTH, grid, mix, noise_tile, rgb, sample, shrink, step
from drawings.ornament import NIGHT, disc, petal, rosette, tendril, vine
from drawings.shapes import polar, turned

SIDE = 57  # pixels: every edge of the hidden tiling under the straps has this length
GOLDEN = (1 + 5 ** 0.5) / 2
PERIOD = np.array([2 * GOLDEN * np.cos(np.pi / 10), 2 + GOLDEN])  # between decagons, in edges
COLUMNS, ROWS = 5, 3
CORNER = (np.array([WIDTH, HEIGHT]) - SIDE * PERIOD * (COLUMNS, ROWS)) / 2  # of the framed field
STRAP, OUTLINE = 4.3, 6.0  # half widths in pixels, without and with the dark line along it


def hidden_tiles():
    """Outlines (n, 2) of the tiles around one decagon, in edge lengths.

    A decagon, a hexagon and the two halves of a bow tie, which is open at its waist. Repeated every
    PERIOD they fill the plane.
    """
    decagon = polar(GOLDEN, 18 + 36 * np.arange(11))
    wide, tall = np.sin(np.pi / 5), GOLDEN ** 2 / 2
    hexagon = np.array([(-wide, -0.5), (0, -tall), (wide, -0.5), (wide, 0.5), (0, tall),
                        (-wide, 0.5), (-wide, -0.5)])
    waist, wing = 1 - GOLDEN / 2, np.cos(np.pi / 10)
    half = np.array([(0, -waist), (wing, -0.5), (wing, 0.5), (0, waist)])
    tie = PERIOD * (0, 0.5)
    return decagon, hexagon + PERIOD / 2, tie + half, tie - half


def knees(tile):
    """Straps in a tile (n, 3, 2): the middle of an edge, a bend, the middle of the next edge.

    Straps cross every edge in its middle, at 54 degrees, and bend where they meet the next one.
    """
    middle, ahead = (tile[:-1] + tile[1:]) / 2, np.diff(tile, axis=0)
    leave, arrive = turned(ahead, 54), np.roll(turned(ahead, 126), -1, 0)
    goal = np.roll(middle, -1, 0)

    def cross(a, b):
        return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]

    turn = cross(leave, arrive)
    straight = np.abs(turn) < 1e-6
    reach = cross(goal - middle, arrive) / np.where(straight, 1, turn)
    bend = np.where(straight[:, None], (middle + goal) / 2, middle + reach[:, None] * leave)
    return np.stack([middle, bend, goal], 1)


def pieces():
    """What is cut out of glaze between the straps around one decagon: (kind, centre, outline)."""
    decagon, hexagon, right, left = hidden_tiles()
    tie, tip = PERIOD * (0, 0.5), knees(right)[-1, 1, 0]
    waist, wing = 1.5 - GOLDEN / 2, np.cos(np.pi / 10)
    shield = np.array([(wing / 2, waist / 2), (0, waist), (-wing / 2, waist / 2), (-tip, 0),
                       (-wing / 2, -waist / 2), (0, -waist), (wing / 2, -waist / 2), (tip, 0)])
    found = [("shield", tie, tie + shield)]
    for kind, tile in [("star", decagon), ("hexagon", hexagon), ("kite", right), ("kite", left)]:
        outline = knees(tile)[:, :2].reshape(-1, 2)
        found.append((kind, outline.mean(0) if kind == "kite" else tile[:-1].mean(0), outline))
    for corner, points in [(0, -90), (1, 90), (3, 90), (6, -90), (8, -90), (9, 90)]:
        at, kind = decagon[corner], "pentagon" if corner % 9 else "golden pentagon"
        found.append((kind, at, at + polar(0.5, points + 72 * np.arange(5))))
    return found


def ornament(pen, kind, at, turn):
    """Flowers and tendrils on one piece, whose first corner lies `turn` degrees from its middle."""
    if "star" in kind:
        petals, leaves, heart = (("#f0ead6", "#2ba6ae", "#d9a440") if kind == "star" else
                                 ("#dba63f", "#e9e6d6", "#2ba6ae"))
        for k in range(10):
            tendril(pen, at + polar(30, 36 * k), 36 * k + 42, -420, 52, "#cfe3e0")
        rosette(pen, at, 10, 0, [(56, 24, 11, leaves, 0), (24, 16, 9, "#3f6fc4", 0.5),
                                 (8, 25, 13, petals, 0), (5, 14, 6, leaves, 0.5)])
        disc(pen, at, 7, heart)
        disc(pen, at, 3, "#8f2f28")
    elif "pentagon" in kind:
        leaves, heart = ("#0f4f7d", "#d9a440") if kind == "pentagon" else ("#177f86", "#15358f")
        rosette(pen, at, 5, turn, [(5, 15, 6, leaves, 0.5), (2, 14, 8, "#f2ecd8", 0)])
        disc(pen, at, 3.4, heart)
    elif kind == "hexagon":
        for way in (-90, 90):
            petal(pen, at + polar(40, way), way, 16, 7, "#143a86")
        rosette(pen, at, 4, 0, [(1, 13, 8, "#143a86", 0), (3, 9, 6, "#f0ead6", 0.5)])
        disc(pen, at, 3, "#b4462f")
    elif kind == "shield":
        for way in (-90, 90):
            petal(pen, at + polar(6, way), way, 24, 9, "#d9a440")
            for side in (-1, 1):
                tendril(pen, at + polar(3, way), way + 50 * side, 200 * side, 24, "#dfe8dc")
        rosette(pen, at, 6, 0, [(1, 9, 6, "#f2ecd8", 0)])
    else:
        rosette(pen, at, 4, 0, [(0, 7, 4, "#1b3f8f", 0)])


GLAZES = {"star": "#15358f", "golden star": "#172f86", "pentagon": "#2299a6",
          "golden pentagon": "#d09632", "hexagon": "#d9a548", "kite": "#e9e2cb",
          "shield": "#12606a"}


def lay(pens, rng, outline, code):
    """Set one piece into the wall: its own tone of glaze, its own tilt, a joint around it."""
    paint, shape = pens
    points = (np.asarray(outline) * FINE).ravel().tolist()
    tone = rgb(code) * rng.normal(1, 0.13) + rng.normal(0, 0.024, 3)
    paint.polygon(points, tuple((255 * tone.clip(0, 1)).astype(int).tolist()), "#5d554b", 3)
    tilt = np.clip(rng.normal(128, 45, 2), 0, 255).astype(int).tolist()
    shape.polygon(points, (*tilt, 200), (128, 128, 80), 3)


def field(pens, rng):
    """Cut pieces and their ornaments all over the wall; return its straps (n, 3, 2) in pixels."""
    cut, bands = pieces(), np.concatenate([knees(tile) for tile in hidden_tiles()])
    places = [(i, j) for j in range(-1, ROWS + 1) for i in range(-1, COLUMNS + 1)]
    centres = {place: CORNER + SIDE * PERIOD * (np.array(place) + 0.5) for place in places}
    for place, centre in centres.items():
        for kind, at, outline in cut:
            kind = "golden star" if kind == "star" and sum(place) % 2 else kind
            lay(pens, rng, centre + SIDE * outline, GLAZES[kind])
            turn = np.rad2deg(np.arctan2(*(outline[0] - at)[::-1]))
            ornament(pens[0], kind, centre + SIDE * at, turn)
    return np.concatenate([centre + SIDE * bands for centre in centres.values()])


def frame(pens, rng):
    """Lay the border around the field: listels, a band with the vine, and corner stones."""
    low, high = CORNER, np.array([WIDTH, HEIGHT]) - CORNER
    bands = [(0, 7, "#e6dec6"), (7, 16, "#25a0a8"), (16, 60, "#143082"), (60, 68, "#cf9636"),
             (68, 80, "#23959f")]
    for horizontal in (True, False):
        axis = 0 if horizontal else 1
        joints = np.linspace(low[axis] - 80, high[axis] + 80, 25 if horizontal else 19)
        for near, far, code in bands:
            for begin, end in zip(joints, joints[1:]):
                for edge, way in [(low[1 - axis], -1), (high[1 - axis], 1)]:
                    u = np.array([begin, end, end, begin])
                    v = edge + way * np.array([near, near, far, far])
                    lay(pens, rng, np.stack([u, v] if horizontal else [v, u], -1), code)
    corners = np.array([(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])])
    outward = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    middles = corners + 38 * outward
    for begin, end in zip(middles, np.roll(middles, -1, 0)):
        ahead = np.sign(np.round(end - begin)) * 40
        vine(pens[0], begin + ahead, end - ahead)
    for middle in middles:
        square = middle + polar(38 * 2 ** 0.5, 45 + 90 * np.arange(4))
        lay(pens, rng, square, "#1d8f9a")
        rosette(pens[0], middle, 8, 0, [(12, 23, 13, "#143082", 0.5), (8, 24, 12, "#f0ead6", 0),
                                        (4, 13, 7, "#d9a440", 0.5)])
        disc(pens[0], middle, 6, "#b4462f")


def weave(straps):
    """Lay the straps over and under each other.

    Returns for every fine pixel the distance in pixels from the middle of the strap on top, and
    how dark the shadow of a strap above it is.
    """
    x, y = grid(FINE)
    distance, shadow = np.full(x.shape, 99, np.float32), np.zeros(x.shape, np.float32)
    for over in (False, True):
        for knee in straps if over else straps[:, ::-1]:
            middle, bend, other = knee
            left, top = (np.maximum(np.minimum(middle, bend) - 12, 0) * FINE).astype(int)
            right, bottom = (np.maximum(np.maximum(middle, bend) + 12, 0) * FINE).astype(int)
            spot = slice(top, bottom), slice(left, right)
            dx, dy = x[spot] - bend[0], y[spot] - bend[1]
            length, far = np.hypot(*(middle - bend)), np.hypot(*(other - bend))
            (ux, uy), (vx, vy) = (middle - bend) / length, (other - bend) / far
            along, aside = dx * ux + dy * uy, np.abs(dx * uy - dy * ux)
            mine = (dx * (ux - vx) + dy * (uy - vy) >= 0) & (along < length + 0.5)
            mine &= aside < OUTLINE + 1
            distance[spot] = np.where(mine, aside, distance[spot])
            dark = 0 if over else step(16, 5, length - along)
            shadow[spot] = np.where(mine, dark, shadow[spot])
    return distance, shadow


def craquelure(rng, x, y, size):
    """Distance in pixels from the hairline cracks, which enclose patches of about `size`."""
    column, row, seeds = np.floor(x / size), np.floor(y / size), rng.uniform(0, 1, (64, 64, 2))
    first = second = np.full(x.shape, np.inf, np.float32)
    for i, j in np.ndindex(3, 3):
        c, r = column + i - 1, row + j - 1
        shift = seeds[r.astype(int) % 64, c.astype(int) % 64].astype(np.float32)
        away = np.hypot((c + shift[..., 0]) * size - x, (r + shift[..., 1]) * size - y)
        first, second = np.minimum(first, away), np.minimum(second, np.maximum(first, away))
    return (second - first) / 2


def sunlight(x, y, soft):
    """Colour (H, W, 3) of the light: the late sun through an opening, and leaves before it."""
    across = x - 0.62 * y + 8 * sample(soft, x * 0.3, y * 0.3)
    beam = step(-150, -100, across) * step(640, 590, across)
    leaves = step(0.55, 0.95, sample(soft, 1.6 * x + 0.8 * y, 1.6 * y - 0.5 * x))
    lit = beam * (1 - 0.5 * leaves * step(900, 200, across + 1.3 * y))
    return mix(rgb("#8293c4"), rgb("#fff0d0") * 1.25, lit)


def relief(distance, shape):
    """Height (H, W) of the glaze: pieces and straps are flat and round off towards their joints."""
    strap = 0.9 - 0.5 * step(0.6 * STRAP, OUTLINE, distance)
    height = 255 * np.where(distance < OUTLINE, strap, np.asarray(shape)[..., 2] / 255)
    height = Image.fromarray(height.astype(np.uint8)).filter(ImageFilter.GaussianBlur(2.2))
    return np.asarray(height, np.float32) / 255


def age(rng, colour, height, x, y, tiles):
    """Uneven tones, hairline cracks, and chips which bare the clay: colours, and where it is bare.

    `tiles` are a soft and a grainy noise.
    """
    soft, grain = tiles
    cracks = craquelure(rng, x + 2.5 * sample(grain, x, y), y + 2.5 * sample(grain, y, x), 19)
    old = step(-0.4, 1.2, sample(soft, x * 0.8 + 300, y * 0.8))
    tone = 1 + 0.06 * sample(soft, x * 1.7, y * 1.7) + 0.03 * sample(grain, x * 0.9, y * 0.9)
    colour = colour * (tone * (1 - 0.32 * old * step(0.6, 0.1, cracks)))[..., None]
    edge = step(0.75, 0.3, height)
    bare = step(2.0, 2.5, sample(grain, x * 2.4 + 99, y * 2.4) + 0.9 * edge)
    clay = rgb("#c4ab88") * (0.7 + 0.3 * height)[..., None]
    return mix(colour, clay, 0.8 * bare), bare


def girih_tiles(rng):
    """A wall of glazed tiles: ten-pointed stars between woven straps, framed by a vine."""
    size = WIDTH * FINE, HEIGHT * FINE
    paint, shape = Image.new("RGB", size), Image.new("RGB", size, (128, 128, 200))
    pens = ImageDraw.Draw(paint), ImageDraw.Draw(shape)
    distance, shadow = weave(field(pens, rng))
    frame(pens, rng)

    x, y = grid(FINE)
    soft, grain = tiles = noise_tile(rng, 1.9), noise_tile(rng, 1.1)
    inside = ((np.abs(x - WIDTH / 2) < WIDTH / 2 - CORNER[0])
              & (np.abs(y - HEIGHT / 2) < HEIGHT / 2 - CORNER[1]))
    distance = np.where(inside, distance + 0.35 * sample(grain, x * 2, y * 2), 99)
    colour = np.asarray(paint, np.float32) / 255
    colour = mix(colour, rgb(NIGHT), step(OUTLINE + 0.6, OUTLINE - 0.4, distance))
    ivory = rgb("#f3ecd6") * (1 + 0.04 * sample(soft, x, y))[..., None]
    ivory = mix(ivory, rgb("#b49a62"), 0.8 * step(1.0, 0.4, distance))
    colour = mix(colour, ivory * (1 - 0.45 * shadow)[..., None],
                 step(STRAP + 0.4, STRAP - 0.4, distance))

    height = relief(distance, shape)
    colour, bare = age(rng, colour, height, x, y, tiles)
    down, right = np.gradient(height + 0.2 * sample(soft, x * 2, y * 2))
    tilt = (np.asarray(shape.filter(ImageFilter.GaussianBlur(1)), np.float32) - 128) / 128
    lean_x, lean_y = 2.6 * right + 0.09 * tilt[..., 0], 2.6 * down + 0.09 * tilt[..., 1]
    colour = colour * (1 + np.clip(1.1 * (lean_x + lean_y), -0.35, 0.4))[..., None]
    gloss = np.exp(-((lean_x - 0.045) ** 2 + (lean_y - 0.03) ** 2) / 0.0008) * (1 - bare)
    return shrink((colour + 0.29 * gloss[..., None]) * sunlight(x, y, soft))
