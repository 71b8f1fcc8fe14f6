"""A stepped stone tomb on a dry plain, in the late afternoon."""
import numpy as np

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
    look,
    prism,
    stack,
    unit,
)

SUN = unit(np.array([-0.84, 0.43, 0.1]))


def afternoon_sky(eye, tiles):
    """Paint a fine sky (H, W, 3): blue above, dusty gold at the horizon, and two sorts of cloud."""
    x, y = grid(FINE)
    height = np.clip((eye.horizon - y) / eye.horizon, 0, 1)
    sky = ramp(["#f0dcb8", "#d3d3c6", "#a3bfd0", "#7aa5c8", "#5a8abb", "#4273aa"], height)
    sky = mix(sky, rgb("#ffe6b4"), 0.5 * np.exp(-np.hypot(x + 80, 1.4 * (y - 430)) / 330))
    for tile, share in zip(tiles, (0.55, 0.95)):
        cover, lit = clouds(eye, x, y, tile - 0.4)
        shade = mix(rgb("#c3b5ad"), rgb("#8f9bb2"), step(0, 0.7, height))
        bright = mix(rgb("#ffe9c4"), rgb("#fffaf0"), step(0, 0.6, height))
        sky = mix(sky, mix(shade, bright, lit), share * cover)
    return sky


def steps(rng, frame, wide, deep):
    """Six receding tiers of blocks; returns their solids, the top's height and its inset."""
    solids, foot, inset = [], 0.0, 0.0
    for high, tread in [(1.65, 0.62), (1.05, 0.6), (1.05, 0.6), (0.6, 0.55), (0.6, 0.55),
                        (0.6, 0.5)]:
        low, top = (inset, foot, inset), (wide - inset, foot + high - 0.02, deep - inset)
        core = (low[0] + 0.2, foot, low[2] + 0.2)
        solids += [box(frame, core, (top[0] - 0.1, foot + high - 0.04, top[2] - 0.1), tone=0.5)]
        solids += blocks(rng, frame, low, (top[0], top[1], inset + 1.2), 0, 2.4)
        solids += blocks(rng, frame, (inset, foot, inset + 1.2), (inset + 1.2, *top[1:]), 2, 2.6)
        foot, inset = foot + high, inset + tread
    return solids, foot, inset


def chamber(rng, frame, wide, deep):
    """A gabled house of stone (`wide` along its ridge) with a small door in its left gable."""
    wall, rise, door = 3.0, 1.9, (deep / 2 - 0.5, deep / 2 + 0.5)
    solids = [box(frame, (1.6, 0, 0.6), (wide, wall, deep - 0.1), tone=0.3)]
    for foot, head in [(0, 0.75), (0.75, 1.65), (1.65, 2.35), (2.35, wall)]:
        for near, far in [(0, door[0]), (door[1], deep)] if head < 2 else [(0, deep)]:
            solids += blocks(rng, frame, (0, foot, near), (0.8, head - 0.015, far), 2, 2.1)
        solids += blocks(rng, frame, (0.8, foot, 0), (wide, head - 0.015, 0.8), 0, 2.3)
    solids += [box(frame, (-0.14, wall, -0.14), (wide + 0.14, wall + 0.26, deep + 0.14), tone=1.08)]
    gable, half, eave = Frame(frame.origin, frame.ahead, frame.side), deep / 2, wall + 0.28
    for low, high in [(0, 0.46), (0.47, 0.999)]:
        outline = [(half * low, eave + rise * low), (deep - half * low, eave + rise * low),
                   (deep - half * high, eave + rise * high), (half * high, eave + rise * high)]
        solids += [prism(gable, outline, start, end, tone=rng.normal(1, 0.08))
                   for start, end in [(0.02, 1.4), (1.42, 3.6), (3.62, wide)]]
    return solids


def remains(rng, frame):
    """Stumps of columns, fallen blocks and stones on the plain around the tomb."""
    solids = []
    for x, z, high, turn in [(-7.4, 17.5, 1.9, 0.4), (-11.5, 24.5, 1.2, 2.2), (8.4, 23.5, 1.5, 1),
                             (-15, 33, 2.3, 3.2), (17, 31, 1.6, 0.8)]:
        foot = np.array([x, 0, z])
        solids += [chip(rng, box(turned_frame(x, z, 25 * turn), (-0.85, 0, -0.85),
                                 (0.85, 0.34, 0.85)), 3, 0.3)]
        solids += stack(foot, [(0.34, 0.72), (0.5, 0.74), (0.62, 0.62)], worn=0.02)
        shaft = stack(foot, [(0.62, 0.56), (high, 0.54)], 20, worn=1e-4,
                      carve=flutes(0.55, 20, 0.7))[0]
        for aside in (turn, turn + 2.4):
            shaft = cut(shaft, foot + [0, high - 0.2, 0],
                        [0.6 * np.cos(aside), 1, 0.6 * np.sin(aside)])
        solids.append(shaft)
    for x, z, turn, size, tilt in [(-4.2, 13.4, 62, (1.9, 0.75, 0.9), 0.16),
                                   (-2.4, 15.6, 12, (1.3, 0.6, 0.8), -0.1),
                                   (5.6, 14.2, 35, (1.7, 0.7, 1.0), 0.2),
                                   (7.3, 15.4, -20, (0.9, 0.5, 0.7), 0),
                                   (11.6, 24, 20, (2.2, 0.8, 1), -0.1),
                                   (-9.2, 20.5, 70, (1.4, 0.6, 0.9), 0.05)]:
        solids.append(fallen_block(rng, x, z, turn, size, tilt))
    foot, log = np.array([2.3, 0.42, 12.2]), turned_frame(0, 0, 20).side
    solids += [chip(rng, drum(foot, foot + 1.9 * log, 0.5, 0.48, 20, worn=1e-4,
                              carve=flutes(0.49, 20, 0.5, True)), 4, 0.25)]
    far = turned_frame(-52, 88, -35)
    solids += stack(far.origin, [(0, 1.2), (0.8, 1.2), (0.85, 0.8), (12.5, 0.66)], 20)
    for side, wide, high in [(-12, 5, 1.4), (-4, 3, 2.6), (5, 7, 1.2), (16, 1.4, 6), (22, 4, 1.9)]:
        solids += blocks(rng, far, (side, 0, 4), (side + wide, high, 6), 0, 1.7)
    for _ in range(330):
        z = 9.5 * 5 ** rng.random()
        x, size = rng.uniform(-0.65, 0.65) * z, rng.uniform(0.06, 0.26) * rng.choice([1, 1, 1, 2])
        solids.append(boulder(rng, np.array([x, 0.06 * size, z]), size,
                              tone=rng.normal(0.9, 0.1), worn=0.01))
    for _ in range(26):
        side, ahead = rng.choice([(-0.4, rng.uniform(-1, 14)), (rng.uniform(-1, 13), -0.4)])
        size = rng.uniform(0.2, 0.75)
        place = frame.at(side - rng.uniform(0, 1), 0.1 * size, ahead - rng.uniform(0, 1))
        solids.append(boulder(rng, place, size, worn=0.02))
    return solids


def stone_tomb(rng):
    """A stepped stone tomb on a dry plain, in the late afternoon."""
    eye = Eye(height=3.0, focal=880, column=592, horizon=506)
    tiles = [noise_tile(rng, roughness) for roughness in (1.45, 0.9, 2.2)]
    frame = turned_frame(0, 19.5, 47)
    solids, top, inset = steps(rng, frame, 12.3, 13.35)
    solids += chamber(rng, frame._replace(origin=frame.at(inset + 0.05, top, inset + 0.05)),
                      12.2 - 2 * inset, 13.25 - 2 * inset)
    solids += remains(rng, frame)

    land = noise_tile(rng, 1.9)
    canvas = afternoon_sky(eye, [noise_tile(rng, 1.9), noise_tile(rng, 1.7)])
    x, _ = grid(FINE)
    scene = Scene(canvas, eye, mix(rgb("#e9d3ae"), rgb("#b4bfca"), step(0, 900, x[0])), 5200)

    def heights(x, z):
        fold = 1 - np.abs(sample(land, x * 0.06 + 300, z * 0.06))
        crag = 1 - np.abs(sample(land, x * 0.3, z * 0.3 + 500))
        rise = step(1500, 4500, z + 0.25 * x)
        return rise * np.maximum(150 + 400 * fold + 90 * crag, 0) + step(250, 900, z) * 3 * fold

    mountains(scene, heights, SUN, ["#3c4262", "#66627a", "#a98d7c", "#e0bd92"], tiles[0])
    soil = dry_ground(["#54432f", "#82694a", "#a98a64", "#c8ab80", "#dcc59c"], tiles,
                      rgb("#8e8656"))
    view = look(eye, solids, limestone(["#2f2a26", "#75695a", "#ab9a80", "#d3c3a3", "#efe4c8"],
                                       tiles), soil)
    places = clumps(rng, tiles[0], 2600, 9.2, 90)
    bushes = clumps(rng, tiles[0], 420, 24, 330)
    trees = clumps(rng, tiles[0], 110, 230, 380)
    grass = sown(["#2c2d20", "#55512f", "#8a7a4c", "#bda36c", "#ead6a4"],
                 (tufts(rng, trees, rng.uniform(1.5, 5, len(trees)), 90, 0.35, 0.3), 0.3),
                 (tufts(rng, places, rng.gamma(2, 0.11, len(places)) + 0.05, 36), 0.62),
                 (tufts(rng, bushes, rng.uniform(0.3, 0.9, len(bushes)), 120, 0.7, 0.4), 0.34))
    x, _, z = view.point.T
    cloud = 0.35 + 0.65 * step(9.5, 14, z + 2 * sample(tiles[2], x * 20, z * 20))  # over the front
    sunlit_plain(rng, scene, view, solids, grass, SUN, cloud,
                 ("#ffd699", "#6f86bd", "#5c4630", 4.0))
    return shrink(canvas)
