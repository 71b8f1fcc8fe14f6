"""The ruins of an ancient ceremonial city: columns, a stair and a gate in evening light."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawings.canvas import FINE, grid, mix, noise_tile, ramp, rgb, sample, shrink, step
from drawings.perspective import Frame, Scene, turned_frame
from drawings.plain import clumps, dry_ground, mountains, sown, sunlit_plain, tufts
from drawings.sky_and_water import clouds
from drawings.solids import (
    Eye,
    blocks,
    boulder,
    box,
    chip,
    cut,
    drum,
    fallen_block,
    flutes,
    limestone,
    loft,
    look,
    prism,
    stack,
    unit,
)

SUN = unit(np.array([-0.84, 0.42, -0.22]))
PODIUM = 2.5  # metres high


def evening_sky(eye, tiles):
    """Paint a fine sky (H, W, 3): blue above, warm at the horizon, with lit clouds."""
    x, y = grid(FINE)
    height = np.clip((eye.horizon - y) / eye.horizon, 0, 1)
    sky = ramp(["#f6cf96", "#edc39c", "#cdb9ab", "#9fb0bd", "#7499bb", "#5581b0", "#436ea2"],
               height)
    sky = mix(sky, rgb("#ffdf9c"), 0.7 * np.exp(-np.hypot(x + 60, 1.3 * (y - 440)) / 340))
    for tile, share in zip(tiles, (0.6, 0.95)):
        cover, lit = clouds(eye, x, y, tile - 0.3)
        shade = mix(rgb("#cba990"), rgb("#959cb0"), step(0, 0.6, height))
        bright = mix(rgb("#ffdba0"), rgb("#fff0da"), step(0, 0.7, height))
        sky = mix(sky, mix(shade, bright, lit), share * cover)
    return sky


def procession():
    """Heights (H, W) of a relief which repeats: men in robes and tall hats who bear gifts."""
    picture = Image.new("L", (512, 192), 0)
    pen = ImageDraw.Draw(picture)
    for number, x in enumerate(range(32, 512, 64)):
        robe = [(x - 13, 178), (x - 12, 90), (x - 9, 66), (x + 9, 66), (x + 11, 100), (x + 16, 178)]
        pen.polygon(robe, fill=150)
        pen.polygon([(x - 9, 62), (x - 9, 36), (x + 9, 36), (x + 12, 50), (x + 8, 62)], fill=190)
        hat = [[(x - 9, 36), (x - 8, 14), (x + 8, 14), (x + 9, 36)],
               [(x - 10, 38), (x - 4, 22), (x + 5, 24), (x + 9, 38)]][number % 2]
        pen.polygon(hat, fill=215)
        pen.line([(x - 4, 74), (x + 6, 100), (x + 22, 88)], fill=225, width=8)
        if number % 3 == 0:
            pen.line([(x + 22, 20), (x + 22, 178)], fill=215, width=4)
        elif number % 3 == 1:
            pen.ellipse([(x + 15, 74), (x + 29, 92)], fill=235)
        for fold in (-6, 1, 7):
            pen.line([(x + fold, 108), (x + 1.5 * fold, 176)], fill=95, width=2)
        pen.rectangle([(x - 12, 178), (x + 18, 184)], fill=160)
    pen.rectangle([(0, 186), (512, 192)], fill=200)
    pen.rectangle([(0, 0), (512, 5)], fill=200)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(1.6)), np.float32) / 255


def relief(heights, tall, deep):
    """Carving of a picture of heights into a face `tall` metres high."""
    rise, run = np.gradient(heights)
    scale = len(heights) / tall

    def carve(u, v, pixel):
        column, row = -u * scale, (tall / 2 - v) * scale
        level = sample(heights, column, row)
        slopes = (deep * scale * way * sample(slope, column, row)
                  for way, slope in ((-1, run), (-1, rise)))
        return *slopes, 0.78 + 0.34 * level
    return carve


def bull(frame, **stone):
    """Half of a capital: the forequarters of a kneeling bull which looks along the frame's side."""
    parts = [((-0.05, 0.5, 0), (1.45, 0.55, 0), 0.52, 0.62),  # from, to, and the radii there
             ((1.45, 0.55, 0), (1.87, 0.6, 0), 0.62, 0.38),
             ((0.9, 0.7, 0), (1.4, 1.6, 0), 0.72, 0.48),
             ((1.2, 1.6, 0), (1.7, 1.6, 0), 0.44, 0.43),
             ((1.5, 1.68, 0), (2.34, 1.2, 0), 0.43, 0.28),
             ((2.26, 1.26, 0), (2.48, 1.12, 0), 0.3, 0.23)]
    for way in (-1, 1):
        parts += [((0.9, 0.1, 0.4 * way), (1.95, 0.06, 0.4 * way), 0.22, 0.17),
                  ((1.45, 1.85, 0.3 * way), (1.68, 2.28, 0.46 * way), 0.14, 0.11),
                  ((1.67, 2.26, 0.46 * way), (2.12, 2.4, 0.36 * way), 0.11, 0.03),
                  ((1.3, 1.8, 0.34 * way), (0.95, 1.98, 0.66 * way), 0.15, 0.04),
                  ((1.8, 1.6, 0.3 * way), (1.82, 1.61, 0.42 * way), 0.08, 0.06)]
    return [drum(frame.at(*start), frame.at(*end), wide, narrow, 16, worn=0.08, **stone)
            for start, end, wide, narrow in parts]


def capital(frame, height):
    """Palm leaves, scrolls and a double bull on a shaft whose top is `height` metres up."""
    foot, tone = frame.at(0, height, 0), 1.02
    solids = stack(foot, [(0, 0.72), (0.3, 0.95), (0.75, 0.85), (0.8, 0.66), (1.5, 0.78),
                          (1.9, 1.1), (2.0, 1.1)], 24, tone=tone, carve=flutes(0.8, 24, 0.6))
    grooves = relief(np.abs(np.sin(np.mgrid[0:64, 0:64][1] * np.pi / 8)), 2.1, 0.1)
    solids += [box(frame, (-0.55, height + 2, -0.55), (0.55, height + 4.1, 0.55), tone=tone,
                   carve=grooves)]
    for up in (2.4, 3.7):
        for side in (-0.75, 0.75):
            middle = frame.at(side, height + up, 0)
            solids += [drum(middle - 0.6 * frame.ahead, middle + 0.6 * frame.ahead, 0.4, 0.4, 14,
                            tone=tone)]
    solids += [box(frame, (-1.95, height + 4.1, -0.6), (1.95, height + 4.25, 0.6), tone=tone)]
    for way in (-1, 1):
        solids += bull(Frame(frame.at(0, height + 4.2, 0), way * frame.side, frame.ahead),
                       tone=0.97)
    return solids


def column(rng, frame, height, crowned=False):
    """A fluted column on a bell; without its capital it ends in a break, `height` metres up."""
    foot = frame.origin
    solids = stack(foot, [(0, 1.3), (0.16, 1.32), (0.3, 1.22), (0.6, 1.17), (0.95, 1.02),
                          (1.2, 0.86), (1.25, 0.98), (1.45, 1.0), (1.55, 0.9)], 36, worn=0.02,
                   carve=flutes(1.15, 36, 0.5))
    ends = np.arange(1.55, height, 3.1)
    for low, high in zip(ends, [*ends[1:], height]):
        wide, narrow = (0.86 - 0.009 * (each - 1.55) for each in (low, high - 0.03))
        solids += stack(foot, [(low, wide), (high - 0.03, narrow)], 36, worn=1e-4,
                        tone=rng.normal(1.02, 0.05), carve=flutes(wide, 36))
    if crowned:
        return solids + capital(frame, height)
    for turn in rng.uniform(0, 6.28) + np.array([0, 2.2]):
        lean = rng.uniform(0.1, 0.9)
        solids[-1] = cut(solids[-1], foot + [0, height - 0.3, 0],
                         [lean * np.cos(turn), 1, lean * np.sin(turn)])
    return solids


def guardian(frame):
    """A winged bull with a crowned human head, which steps out of a pier 2.6 m wide."""
    def at(along, up, aside=0.0):
        return frame.at(aside, up, -along)

    profile = Frame(frame.origin, -frame.ahead, frame.side)
    row, column = np.mgrid[0:128, 0:128] * np.pi / 128
    feathers = relief(np.abs(np.sin(8 * column + 6 * row)), 3, 0.14)
    curls = relief(np.abs(np.sin(8 * column) * np.sin(8 * row)), 2, 0.12)
    solids = [drum(at(-0.8, 2.8), at(1.9, 2.55), 1.3, 1.05, 20, worn=0.2),
              drum(at(1.2, 2.9), at(1.4, 4.6), 0.95, 0.66, 16, worn=0.2),
              drum(at(1.5, 4.1), at(1.55, 5.1), 0.62, 0.6, 16, worn=0.2),
              drum(at(1.5, 5.1), at(1.5, 5.25), 0.72, 0.72, 16),
              drum(at(1.5, 5.25), at(1.5, 6.1), 0.62, 0.74, 16, carve=flutes(0.68, 16, 0.7)),
              prism(profile, [(1.7, 3.1), (2.2, 3.2), (2.25, 4.5), (1.7, 4.6)], -0.38, 0.38,
                    carve=curls)]
    for aside in (-0.6, 0.6):
        solids += [drum(at(1.4, 0.3, aside), at(1.3, 2.4, aside), 0.34, 0.5, 14, worn=0.2),
                   drum(at(1.45, 0, aside), at(1.42, 0.4, aside), 0.5, 0.4, 12),
                   drum(at(1.7, 4.75, 0.6 * aside), at(1.5, 5.0, 1.4 * aside), 0.2, 0.05, 8)]
    wing = [(-3.4, 5), (0.1, 2.2), (1, 2.9), (0.7, 4.2), (-2.6, 7)]
    return solids + [prism(profile, wing, near, near + 0.2, carve=feathers, worn=0.08)
                     for near in (-1.48, 1.28)]


def gate(rng, frame):
    """Two piers of a gate, each with a great winged bull before it that looks out."""
    solids = []
    for side in (-4.6, 2):
        solids += [box(frame, (side - 0.3, 0, -2.6), (side + 2.9, 0.5, 6), tone=0.95)]
        for foot in np.arange(0.5, 11, 1.5):
            solids += blocks(rng, frame, (side, foot, 0), (side + 2.6, foot + 1.48, 5.5), 2, 2.6)
        solids[-2:] = [chip(rng, solid, 4, 0.9) for solid in solids[-2:]]
        solids += guardian(frame._replace(origin=frame.at(side + 1.3, 0.5, 0)))
    return solids


def doorway(frame, wide, tall):
    """A door frame of huge slabs with a hollow cornice."""
    solids = [box(frame, (-wide / 2 - 0.9, 0, 0), (-wide / 2, tall, 1.1)),
              box(frame, (wide / 2, 0, 0), (wide / 2 + 0.9, tall, 1.1), tone=0.95),
              box(frame, (-wide / 2 - 0.95, tall + 0.02, 0), (wide / 2 + 0.95, tall + 0.8, 1.1))]
    for low, high in zip(np.arange(5), np.arange(1, 6)):
        quads = []
        for each in (low, high):
            out, up = 0.5 * (each / 5) ** 2.2, tall + 0.84 + 0.8 * each / 5
            half = wide / 2 + 0.95 + out
            quads.append([frame.at(s, up, a) for s, a in [(-half, -out), (half, -out),
                                                          (half, 1.1 + out), (-half, 1.1 + out)]])
        solids += [loft(*quads, worn=1e-4, tone=1.04)]
    half = wide / 2 + 1.5
    return solids + [box(frame, (-half, tall + 1.65, -0.55), (half, tall + 1.95, 1.65), tone=1.06)]


def podium(rng, frame, left, right, carving):
    """The great platform: its carved front, a broad stair, and the parapet's last merlons."""
    solids = [box(frame, (left + 0.1, 0, 0.3), (right, PODIUM - 0.3, 60), tone=0.6),
              box(frame, (left, PODIUM - 0.3, 1.1), (right, PODIUM - 0.02, 60), tone=0.93)]
    solids += blocks(rng, frame, (left, 0, -0.12), (right, 0.5, 1), 0, 2.8)
    solids += blocks(rng, frame, (left, 0.52, 0), (right, 2.08, 1), 0, 3.6, carve=carving)
    solids += blocks(rng, frame, (left, 2.1, -0.1), (right, PODIUM, 1.1), 0, 3.1)
    for number in range(10):
        rise = PODIUM * (10 - number) / 11
        solids += blocks(rng, frame, (-4.2, max(rise - 0.4, 0), -0.52 * (number + 1)),
                         (4.2, rise, 0.05 - 0.52 * number), 0, 2.4, gap=0.004)
    for side in (-4.9, 4.2):
        slope = [(0, 0), (5.4, 0), (5.4, 0.35), (0, PODIUM + 0.25)]
        wall = Frame(frame.at(side, 0, 0), -frame.ahead, frame.side)
        solids += [prism(wall, slope, 0, 0.7, carve=carving, tone=1.05)]
    for side in [-13, -11.4, -9.8, -6.6, 6.3, 7.9, 11.1, 12.7, 14.3]:
        for half, high in [(0.6, 0.3), (0.42, 0.6), (0.24, 0.9)]:
            solids += [box(frame, (side - half, PODIUM, 0.05), (side + half, PODIUM + high, 0.55),
                           tone=1.03)]
    return solids


def paving(rng, frame):
    """Worn slabs, sunk and shifted, of the way that leads to the stair."""
    solids = []
    for side, ahead in np.ndindex(6, 9):
        if rng.random() < 0.85:
            shift, top = rng.normal(0, 0.05, 2), rng.uniform(0.0, 0.1)
            x, z = shift + [1.5 * side - 4.5, -1.25 * ahead - 6.9 - 0.5 * (side % 2)]
            slab = box(frame, (x, -0.2, z), (x + rng.uniform(1.2, 1.45), top, z + 1.15),
                       tone=rng.normal(0.88, 0.07))
            tilted = [rng.normal(0, 0.03), 1, rng.normal(0, 0.03)]
            surface = slab.corners.mean(0) + [0, 0.5 * top + 0.1, 0]
            solids.append(chip(rng, cut(slab, surface, tilted), 5, 0.3))
    return solids


def rubble(rng):
    """Fallen drums, blocks and stones in the foreground."""
    solids = []
    for x, z, turn, length, radius in [(-7.6, 19.2, 20, 2.3, 0.82), (-9.6, 22.4, 28, 2.6, 0.8),
                                       (7.9, 18.4, -35, 1.7, 0.78)]:
        along = turned_frame(x, z, turn).side
        foot = np.array([x, 0.93 * radius, z])
        solids.append(chip(rng, drum(foot, foot + length * along, radius, radius, 28, worn=1e-4,
                                     carve=flutes(radius, 28, 0.6, True)), 3, 0.3))
    for x, z, turn, size, tilt in [(-4.3, 17.2, 50, (1.7, 0.8, 1.1), 0.12),
                                   (-5.2, 20.5, 5, (1.1, 0.6, 0.9), -0.1),
                                   (4.3, 16.6, 30, (1.9, 0.7, 1.0), 0.1),
                                   (9.8, 21, -10, (2.2, 1, 1.2), -0.06),
                                   (-12.5, 25, 40, (2.0, 0.9, 1.2), 0.1),
                                   (-15, 33, 15, (2.4, 1.2, 1.5), 0.05)]:
        solids.append(fallen_block(rng, x, z, turn, size, tilt))
    for _ in range(330):
        z = 13.5 * 4 ** rng.random()
        size = rng.uniform(0.08, 0.36) * rng.choice([1, 1, 1, 2])
        solids.append(boulder(rng, np.array([rng.uniform(-0.62, 0.62) * z, 0.05 * size, z]), size,
                              tone=rng.normal(0.93, 0.1), worn=0.01))
    return solids


def ruins(rng):
    """Every solid of the picture."""
    front = turned_frame(2.5, 31, -20)
    solids = podium(rng, front, -14.5, 26, relief(procession(), 1.54, 0.1))
    for side, ahead, height, crowned in [(-10.5, 7, 13.6, True), (9.5, 6, 13.6, True),
                                         (-1.5, 15, 13.6, True), (-10.5, 16, 9.2, False),
                                         (9.5, 15.5, 12.8, False), (18.5, 15.5, 6.5, False),
                                         (-10.5, 25, 13.6, True), (-1.5, 25, 5, False),
                                         (9.5, 25, 13.6, True), (-1.5, 6.5, 3.4, False),
                                         (18.5, 6, 4.6, False), (-1.5, 35, 13, False),
                                         (18.5, 27, 11, False), (-10.5, 34, 3.5, False)]:
        place = front._replace(origin=front.at(side, PODIUM, ahead))
        solids += column(rng, place, height, crowned)
    for side, ahead in [(13, 40), (4.5, 46), (20, 38)]:
        solids += doorway(front._replace(origin=front.at(side, PODIUM, ahead)), 2.4, 6.2)
    for x, z, height in [(-60, 112, 9), (-27, 125, 12), (-9, 130, 5), (8, 118, 6), (-50, 90, 3)]:
        solids += stack((x, 0, z), [(0, 1.3), (1.5, 1), (1.55, 0.85), (height, 0.8)], 16)
        solids += blocks(rng, turned_frame(x + 5, z, 20), (0, 0, 0), (9, 0.15 * height, 2), 0, 2)
    entry = turned_frame(-18, 47, -11)
    solids += column(rng, entry._replace(origin=entry.at(4.5, 0, 13)), 12.5)
    head = turned_frame(3.4, 17.2, 172)
    solids += bull(head._replace(origin=head.at(0, -0.3, 0)), tone=1.03)
    return solids + gate(rng, entry) + paving(rng, front) + rubble(rng)


def ruined_columns(rng):
    """The ruins of an ancient ceremonial city: columns, a stair and a gate in evening light."""
    eye = Eye(height=5.0, focal=850, column=512, horizon=478)
    tiles = [noise_tile(rng, roughness) for roughness in (1.45, 0.9, 2.2)]
    solids, land = ruins(rng), noise_tile(rng, 1.9)
    canvas = evening_sky(eye, [noise_tile(rng, 1.9), noise_tile(rng, 1.7)])
    x, _ = grid(FINE)
    scene = Scene(canvas, eye, mix(rgb("#f0cc98"), rgb("#b7b3b8"), step(0, 900, x[0])), 2700)

    def heights(x, z):
        fold = 1 - np.abs(sample(land, x * 0.1 + 300, z * 0.1))
        crag = 1 - np.abs(sample(land, x * 0.4, z * 0.4 + 500))
        rise = step(500, 1500, z + 0.1 * x)
        return rise * np.maximum(60 + 190 * fold + 34 * crag, 0) + step(250, 700, z) * (
            4 * fold + 7 * crag)

    mountains(scene, heights, SUN, ["#3d3b5c", "#7a6572", "#c0967a", "#f2c898"], tiles[0])
    soil = dry_ground(["#513f33", "#7d634c", "#a5876a", "#c6a886", "#dcc4a2"], tiles,
                      rgb("#877f56"))
    view = look(eye, solids, limestone(["#2b2624", "#6b6057", "#9c8e7e", "#c6b69e", "#e6dac2"],
                                       tiles), soil)
    places = clumps(rng, tiles[0], 2300, 13, 80)
    bushes = clumps(rng, tiles[0], 260, 34, 330)
    grass = sown(["#353422", "#5f5a34", "#8f8150", "#c0a86c", "#e6d09a"],
                 (tufts(rng, places, rng.gamma(3, 0.09, len(places)) + 0.06, 30), 0.6),
                 (tufts(rng, bushes, rng.uniform(0.4, 1.2, len(bushes)), 90, 0.7, 0.4), 0.36))
    x, _, z = view.point.T
    cloud = 0.4 + 0.6 * step(13, 19, z + 3 * sample(tiles[2], x * 16, z * 16))  # over the front
    sunlit_plain(rng, scene, view, solids, grass, SUN, cloud,
                 ("#ffc98a", "#7380bb", "#64452f", 3.5))
    return shrink(canvas)
