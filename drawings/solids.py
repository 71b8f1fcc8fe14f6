"""Stone solids in the light of a sun and a whole sky, which cast shadows on one another.

A solid is the space behind all of its planes. Points (..., 3) are metres to the right, up and
ahead of the eye's foot; the ground is y = 0.
"""
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from drawings.canvas import FINE, HEIGHT, WIDTH, grid, mix, ramp, rgb, sample, step
from drawings.perspective import Camera, turned_frame

OUTSIDE = 400  # metres before the origin where parallel light starts


class Solid(NamedTuple):
    """A convex piece of stone."""

    planes: np.ndarray  # (n, 4): a unit normal pointing outwards, and how far along it the plane is
    corners: np.ndarray  # (m, 3): points around all of it
    tone: float = 1.0  # how bright its stone is
    worn: float = 0.03  # metres over which its edges are rounded
    carve: Callable | None = None  # (u, v, pixel) -> slope along u, along v, brightness


def unit(vector):
    """Vectors (..., 3) of length 1."""
    return vector / np.linalg.norm(vector, axis=-1, keepdims=True)


def loft(bottom, top, **stone):
    """The solid between two convex polygons (n, 3) whose corners come in the same order."""
    bottom, top = np.asarray(bottom, float), np.asarray(top, float)
    corners = np.concatenate([bottom, top])
    normals = [*np.cross(np.roll(bottom, -1, 0) - bottom, top - bottom)]
    points = [*bottom]
    for cap in (bottom, top):
        spoke = cap - cap.mean(0)
        normals.append(np.cross(spoke, np.roll(spoke, -1, 0)).sum(0))
        points.append(cap[0])
    normals, points = unit(np.array(normals)), np.array(points)
    normals *= np.sign(((points - corners.mean(0)) * normals).sum(1, keepdims=True))
    return Solid(np.column_stack([normals, (points * normals).sum(1)]), corners, **stone)


def box(frame, low, high, **stone):
    """A box between two corners (side, up, ahead) in a frame."""
    (left, foot, near), (right, head, far) = low, high
    ring = [(left, near), (right, near), (right, far), (left, far)]
    return loft(*([frame.at(side, up, ahead) for side, ahead in ring] for up in (foot, head)),
                **stone)


def prism(frame, outline, near, far, **stone):
    """A convex outline of (side, up), pulled from `near` to `far` ahead."""
    return loft(*([frame.at(side, up, ahead) for side, up in outline] for ahead in (near, far)),
                **stone)


def drum(foot, head, wide, narrow, sides=32, **stone):
    """A round solid from one point to another, with its radii there."""
    axis = unit(head - foot)
    aside = unit(np.cross(axis, [0.3, 0.2, 1]))
    turn = np.arange(sides)[:, None] * 2 * np.pi / sides
    ring = np.cos(turn) * aside + np.sin(turn) * np.cross(axis, aside)
    return loft(foot + wide * ring, head + narrow * ring, **stone)


def stack(foot, profile, sides=32, **stone):
    """Round slices one upon the other: `profile` lists (height, radius) from below."""
    foot = np.asarray(foot, float)
    return [drum(foot + [0, low, 0], foot + [0, high, 0], wide, narrow, sides, **stone)
            for (low, wide), (high, narrow) in zip(profile, profile[1:])]


def cut(solid, point, outward):
    """Cut off what lies beyond a point in a direction."""
    outward = unit(np.asarray(outward, float))
    return solid._replace(planes=np.vstack([solid.planes, [*outward, outward @ point]]))


def chip(rng, solid, count, size):
    """Knock some corners off, up to `size` metres deep."""
    for corner in rng.permutation(solid.corners)[:count]:
        touching = np.abs(solid.planes[:, :3] @ corner - solid.planes[:, 3]) < 1e-6
        away = unit(solid.planes[touching, :3].sum(0) + rng.normal(0, 0.4, 3))
        solid = cut(solid, corner - away * rng.uniform(0.15, 1) * size, away)
    return solid


def fallen_block(rng, x, z, degrees, size, tilt):
    """A broken block of `size` (side, up, ahead) half sunk in the ground, `tilt` metres a metre."""
    frame, (wide, high, deep) = turned_frame(x, z, degrees), size
    ring = [(0, 0), (wide, 0), (wide, deep), (0, deep)]
    base = np.array([frame.at(side, tilt * side - 0.12, ahead) for side, ahead in ring])
    block = loft(base, base + [0.06, high, 0.05], tone=rng.normal(0.98, 0.06), worn=0.05)
    return chip(rng, block, 6, 0.3)


def boulder(rng, place, size, **stone):
    """A rough stone up to `size` metres wide around a place (3,)."""
    normals = np.concatenate([unit(rng.normal(size=(14, 3))), np.eye(3), -np.eye(3)])
    reach = size * rng.uniform(0.3, 0.5, 20) * np.where(np.abs(normals[:, 1]) > 0.6, 0.65, 1)
    corners = place + size / 2 * np.stack(np.meshgrid(*[[-1, 1]] * 3), -1).reshape(-1, 3)
    return Solid(np.column_stack([normals, normals @ place + reach]), corners, **stone)


def blocks(rng, frame, low, high, along, length, gap=0.012, **stone):
    """A row of worn blocks, some `length` metres long, filling a box along an axis, 0 or 2."""
    low, high = np.array(low, float), np.array(high, float)
    count = max(1, round((high[along] - low[along]) / length))
    ends = np.linspace(low[along], high[along], count + 1)
    ends[1:-1] += rng.uniform(-0.25, 0.25, count - 1) * length
    row = []
    for start, end in zip(ends, ends[1:]):
        first, last = low + rng.uniform(0, 0.03, 3), high - rng.uniform(0, 0.012, 3)
        first[along], last[along] = start + gap, end - gap
        block = box(frame, first, last, tone=rng.normal(1, 0.1), **stone)
        row.append(chip(rng, block, rng.integers(0, 7), 0.3 * min(0.7, *(last - first))))
    return row


class Eye(Camera):
    """A camera that knows the rays (x, y, 1) through its pixels."""

    def rays(self, x, y):
        """Where rays begin, and their directions (..., 3)."""
        ray = np.stack([(x - self.column) / self.focal, (self.horizon - y) / self.focal,
                        np.ones_like(x)], -1)
        return np.array([0, self.height, 0.]), ray


class Lamp(NamedTuple):
    """Parallel light, which looks at the scene like a camera with `scale` pixels a metre."""

    axes: np.ndarray  # (3, 3): its picture's x and y, and where the light goes
    corner: np.ndarray  # (2,) metres
    scale: float

    def project(self, point):
        """Picture x, y of points (3, ...)."""
        return ((self.axes[:2] @ point).T - self.corner).T * self.scale

    def rays(self, x, y):
        """Where rays begin, and their direction."""
        right, down, ahead = self.axes
        x, y = (v / self.scale + start for v, start in zip((x, y), self.corner))
        return x[..., None] * right + y[..., None] * down - OUTSIDE * ahead, ahead


def meet(planes, origin, ray, shape):
    """How far rays go until they enter a solid, inf if they miss it, and through which plane."""
    enter, leave, face = np.full(shape, -np.inf), np.full(shape, np.inf), np.zeros(shape, np.int16)
    for number, (*normal, offset) in enumerate(planes):
        slant = ray @ normal
        distance = (offset - origin @ normal) / np.where(np.abs(slant) < 1e-9, 1e-9, slant)
        later = (slant < 0) & (distance > enter)
        enter[later] = np.broadcast_to(distance, shape)[later]
        face[later] = number
        leave = np.minimum(leave, np.where(slant < 0, np.inf, distance))
    return np.where((enter < leave) & (enter > 0), enter, np.inf), face


def cast(solids, view, shape, fine=1):
    """What an eye or a lamp sees: depth (H, W), number of the solid or -1, number of its plane."""
    depth, which = np.full(shape, np.inf, np.float32), np.full(shape, -1, np.int16)
    face = np.zeros(shape, np.int16)
    for number, solid in enumerate(solids):
        x, y = np.asarray(view.project(solid.corners.T)) * fine
        left, right = (int(np.clip(v, 0, shape[1])) for v in (x.min(), x.max() + 1))
        top, bottom = (int(np.clip(v, 0, shape[0])) for v in (y.min(), y.max() + 1))
        if left >= right or top >= bottom:
            continue
        spot = np.s_[top:bottom, left:right]
        origin, ray = view.rays(*np.meshgrid((np.arange(left, right) + 0.5) / fine,
                                             (np.arange(top, bottom) + 0.5) / fine))
        distance, plane = meet(solid.planes, origin, ray, depth[spot].shape)
        nearer = distance < depth[spot]
        for layer, value in [(depth, distance), (face, plane), (which, number)]:
            layer[spot] = np.where(nearer, value, layer[spot])
    return depth, which, face


class View(NamedTuple):
    """The n fine pixels in which an eye sees ground or stone."""

    pixel: np.ndarray  # (n,): their places in the flattened canvas
    which: np.ndarray  # (n,): the solid's number, or -1 for the ground
    depth: np.ndarray  # (n,) metres
    point: np.ndarray  # (n, 3) metres
    normal: np.ndarray  # (n, 3)
    colour: np.ndarray  # (n, 3), in plain white light


def level_axes(normal):
    """Two directions (..., 3) along a surface: u level, v upwards."""
    x, _, z = np.moveaxis(normal, -1, 0)
    flat = np.hypot(x, z) < 1e-3
    u = unit(np.stack([np.where(flat, 1, z), 0 * x, np.where(flat, 0, -x)], -1))
    return u, np.cross(normal, u)


def touch(solid, point, face, pixel, stone):
    """Normals and colours (n, 3) at points on planes `face` (n,) of a solid."""
    gap = solid.planes[:, 3] - point @ solid.planes[:, :3].T
    gap[np.arange(len(face)), face] = np.inf
    flat, beside, edge = solid.planes[face, :3], solid.planes[gap.argmin(1), :3], gap.min(1)
    along, above = level_axes(flat)
    u, v = ((point * axis).sum(-1) for axis in (along, above))
    colour, right, up = stone(solid.tone, u, v, edge, pixel)
    if solid.carve:
        middle = solid.corners.mean(0)
        carved = solid.carve(u - along @ middle, v - above @ middle, pixel)
        right, up, colour = right + carved[0], up + carved[1], colour * carved[2][..., None]
    rounded = mix(flat, beside, 0.5 * step(solid.worn, 0, edge))
    return unit(rounded - right[..., None] * along - up[..., None] * above), colour


def look(eye, solids, stone, ground, far=400):
    """The view of solids on the ground, which is left out beyond `far` metres.

    `stone(tone, u, v, edge, pixel)` and `ground(x, z, pixel)` get places in metres, the distance
    to the nearest edge and the width of a fine pixel; they return colours (n, 3) and the slopes
    along u and v, or x and z.
    """
    depth, which, face = cast(solids, eye, (HEIGHT * FINE, WIDTH * FINE), FINE)
    x, y = grid(FINE)
    level = eye.height * eye.focal / np.maximum(y - eye.horizon, 1e-3)
    which[level < depth] = -1
    depth = np.minimum(depth, level).ravel()
    pixel = np.flatnonzero(depth < far)
    depth, which, face = depth[pixel], which.ravel()[pixel], face.ravel()[pixel]
    origin, ray = eye.rays(x.ravel()[pixel], y.ravel()[pixel])
    point = (origin + depth[:, None] * ray).astype(np.float32)
    normal, colour, size = np.empty_like(point), np.empty_like(point), depth / eye.focal / FINE

    order = np.argsort(which, kind="stable")
    ends = np.searchsorted(which[order], np.arange(-1, len(solids) + 1))
    soil, *parts = (order[start:end] for start, end in zip(ends, ends[1:]))
    colour[soil], right, ahead = ground(point[soil, 0], point[soil, 2], size[soil])
    normal[soil] = unit(np.stack([-right, np.ones_like(right), -ahead], -1))
    for solid, part in zip(solids, parts):
        if len(part):
            normal[part], colour[part] = touch(solid, point[part], face[part], size[part], stone)
    return View(pixel, which, depth, point, normal, colour)


def shadow_map(solids, toward, scale):
    """A lamp in the direction `toward`, and how far its light gets (H, W), in metres."""
    right = unit(np.cross([0, 1, 0], -toward))
    axes = np.stack([right, np.cross(-toward, right), -toward])
    flat = np.concatenate([solid.corners for solid in solids]) @ axes[:2].T
    low, high = flat.min(0) - 1, flat.max(0) + 1
    lamp = Lamp(axes, low, scale)
    wide, tall = np.ceil((high - low) * scale).astype(int)
    return lamp, cast(solids, lamp, (tall, wide))[0]


def reached(lamp, depth, point, taps):
    """Share of a lamp's light which gets to points (n, 3), by taps x taps looks into its map."""
    x, y = lamp.project(point.T)
    far, share = point @ lamp.axes[2] + OUTSIDE, np.zeros(len(point), np.float32)
    for down, right in np.ndindex(taps, taps):
        column, row = (np.clip(v + shift - (taps - 1) / 2, 0, last - 1).astype(np.int32)
                       for v, shift, last in ((x, right, depth.shape[1]),
                                              (y, down, depth.shape[0])))
        share += depth[row, column] > far
    return share / taps ** 2


def sunlight(view, solids, sun, scale=40):
    """How strongly the sun, in the direction `sun`, shines on every seen point (n,)."""
    start = view.point + 0.04 * sun + 0.03 * view.normal
    return (reached(*shadow_map(solids, sun, scale), start, 4)
            * np.clip(view.normal @ sun, 0, 1)).astype(np.float32)


def skylight(view, solids, scale=6, count=18):
    """How much of the sky every seen point (n,) faces: 1 on open ground."""
    solids = [solid for solid in solids if np.ptp(solid.corners, axis=0).max() > 0.6]
    total, most = 0, 0
    for number in range(count):
        up, turn = 0.12 + 0.88 * (number + 0.5) / count, 2.4 * number
        toward = np.array([np.cos(turn) * np.sqrt(1 - up ** 2), up,
                           np.sin(turn) * np.sqrt(1 - up ** 2)])
        start = view.point + 0.1 * toward + 0.12 * view.normal
        total = total + (reached(*shadow_map(solids, toward, scale), start, 2)
                         * np.clip(view.normal @ toward, 0, 1))
        most += up
    return (total / most).astype(np.float32)


def limestone(codes, tiles, tint=(1.1, 0.95, 0.76)):
    """Painter of weathered stone for `look`; the colour codes go from its dark to its pale parts.

    `tiles` are a soft, a rough and a smooth noise; `tint` multiplies the colour of old patches.
    """
    soft, rough, smooth = tiles
    rise, run = np.gradient(rough)
    tint = np.array(tint, np.float32)

    def paint(tone, u, v, edge, pixel):
        shift, fine = 5000 * tone, np.clip(0.02 / pixel, 0.15, 1)
        cloud = sample(soft, u * 30 + shift, v * 30)
        blotch = sample(soft, u * 90, v * 90 + shift)
        streak = sample(soft, u * 210 + shift, v * 9)
        grain = sample(rough, u * 70 + shift, v * 70) * fine
        crack = step(0.03, 0.006, np.abs(sample(smooth, u * 31 + shift, v * 21))) * step(
            -0.3, 0.4, sample(smooth, u * 40, v * 40 + shift))
        pits = step(1.7, 2.3, sample(rough, u * 33, v * 33 + shift)) * fine
        level = 0.62 * tone + 0.08 * cloud + 0.07 * blotch + 0.045 * grain - 0.2 * pits
        level = level - 0.3 * step(0.4, 2, streak) + 0.12 * step(0.07, 0, edge + 0.03 * grain)
        colour = ramp(codes, np.clip(level - 0.4 * crack, 0, 1))
        colour = mix(colour, colour * tint, step(0, 1.5, blotch - cloud))
        slopes = (0.16 * fine * sample(slope, u * 70 + shift, v * 70)
                  + 0.12 * sample(slope, u * 17 + shift, v * 17) for slope in (run, rise))
        return colour, *slopes
    return paint


def flutes(radius, sides, deep=1.1, lying=False):
    """Carving of a round shaft, standing or lying, with `sides` faces into as many flutes."""
    half = radius * np.tan(np.pi / sides)

    def carve(u, v, pixel):
        across = v if lying else u
        seen = np.clip(half / pixel - 0.6, 0, 1) * (np.abs(across) < 1.1 * half)
        aside = np.clip(across / half, -1, 1)
        slope, shade = deep * aside * seen, 1 - 0.3 * (1 - aside ** 2) * seen
        return (0 * v, slope, shade) if lying else (slope, 0 * v, shade)
    return carve


def illuminate(view, sunny, open_sky, sun_code, sky_code, earth_code, strength=3.2):
    """Colours (n, 3) of a view in sunlight, skylight and the light which the ground throws back."""
    below = np.clip(0.5 - 0.5 * view.normal[:, 1], 0, 1) * np.clip(open_sky + 0.35, 0, 1)
    light = (strength * sunny[:, None] * rgb(sun_code) + open_sky[:, None] * rgb(sky_code)
             + below[:, None] * rgb(earth_code))
    return 1 - np.exp(-1.3 * view.colour * light)  # bright light saturates softly
