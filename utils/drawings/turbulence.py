"""Two-dimensional turbulence: jets that roll up into vortices, computed and lit as a relief.

The vorticity w of a flow which does not change its volume obeys the Navier-Stokes equations

    dw/dt + u dw/dx + v dw/dy = VISCOSITY (d2w/dx2 + d2w/dy2),     w = dv/dx - du/dy.

Derivatives are taken of its waves (Fourier's, so the box repeats), products on its points; the
shortest third of the waves is cut off, for products would fold into it (the 2/3 rule). Time goes
on by the classical Runge-Kutta steps of fourth order, around the exact decay of every wave.
"""
from functools import cache

import numpy as np

from utils.drawings.canvas import (HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample, shrink,
                                   step)

# Every quantity is non-dimensional: lengths in quarters of the box's width, speeds in those of the
# jets, times in the time which a jet takes for a quarter of the width.
BOX = (4, 3)  # width and height
POINTS = (432, 576)  # rows and columns
VISCOSITY = 2e-4
DURATION = 1.5
LAYERS = [(0.5, 2, 0.06), (1.15, -2, 0.045), (2.0, -2.2, 0.08), (2.65, 2.2, 0.05)]
COURANT = 1.2  # cells that the fastest water crosses in a step; beyond 1.35 waves would grow


@cache
def wavenumbers(shape):
    """Angular wavenumbers of the waves of a field (H, W), and which are short enough to keep.

    Returns those along x (1, W / 2 + 1), along y (H, 1), their square, and True or False.
    """
    rows, columns = shape
    kx = 2 * np.pi * np.fft.rfftfreq(columns, BOX[0] / columns)[None, :]
    ky = 2 * np.pi * np.fft.fftfreq(rows, BOX[1] / rows)[:, None]
    kept = (kx < 2 / 3 * kx.max()) & (np.abs(ky) < 2 / 3 * np.abs(ky).max())
    return kx, ky, kx ** 2 + ky ** 2, kept


def velocity(waves, shape):
    """Speeds along x and y, each (H, W), of the flow with these waves of vorticity."""
    kx, ky, square, _ = wavenumbers(shape)
    stream = waves / np.maximum(square, 1e-9)  # only the mean is 0, and it turns nothing
    return np.fft.irfft2(1j * ky * stream, shape), np.fft.irfft2(-1j * kx * stream, shape)


def transport(waves, shape):
    """Waves of -(u dw/dx + v dw/dy), and how many cells the fastest water crosses per time."""
    kx, ky, _, kept = wavenumbers(shape)
    u, v = velocity(waves, shape)
    along_x, along_y = np.fft.irfft2(1j * kx * waves, shape), np.fft.irfft2(1j * ky * waves, shape)
    rate = (np.abs(u) * shape[1] / BOX[0] + np.abs(v) * shape[0] / BOX[1]).max()
    return -np.fft.rfft2(u * along_x + v * along_y) * kept, rate


def evolve(vorticity, viscosity, duration):
    """The vorticity (H, W) of a flow in the periodic box after `duration`."""
    shape, now = vorticity.shape, 0
    *_, square, kept = wavenumbers(shape)
    waves = np.fft.rfft2(vorticity) * kept
    while now < duration:
        first, rate = transport(waves, shape)
        dt = min(COURANT / rate, duration - now)
        decay = np.exp(-viscosity * square * dt / 2)  # of every wave in half a step
        second, _ = transport(decay * (waves + dt / 2 * first), shape)
        third, _ = transport(decay * waves + dt / 2 * second, shape)
        fourth, _ = transport(decay * (decay * waves + dt * third), shape)
        waves = decay * (decay * (waves + dt / 6 * first) + dt / 3 * (second + third))
        waves += dt / 6 * fourth
        now += dt
    return np.fft.irfft2(waves, shape)


def eddies(rng, shape, length):
    """Random vorticity (H, W), strongest in waves of this length: standard deviation 1."""
    ratio = np.sqrt(wavenumbers(shape)[2]) * length / (2 * np.pi)
    waves = np.fft.rfft2(rng.normal(size=shape)) * ratio ** 2 * np.exp(-ratio ** 2)
    field = np.fft.irfft2(waves, shape)
    return field / field.std()


def jets(rng, shape):
    """Vorticity (H, W) of two opposite jets, slightly winding, between four thin shear layers."""
    rows, columns = shape
    x = (np.arange(columns) + 0.5)[None, :] * BOX[0] / columns
    y = (np.arange(rows) + 0.5)[:, None] * BOX[1] / rows
    vorticity = np.zeros(shape)
    for middle, jump, thick in LAYERS:
        turns, phases = np.arange(1, 6), rng.uniform(0, 2 * np.pi, 5)
        bend = 0.05 * np.cos(2 * np.pi * turns[:, None] * x / BOX[0] + phases[:, None]).sum(0)
        profile = np.exp(-((y - middle - bend) / thick) ** 2) / (thick * np.sqrt(np.pi))
        vorticity += jump * profile
    return vorticity - vorticity.mean()


def flow(rng):
    """The vorticity (POINTS) of jets and eddies after DURATION."""
    vorticity = jets(rng, POINTS) + 2.5 * eddies(rng, POINTS, 0.5) + 1.2 * eddies(rng, POINTS, 1.5)
    return evolve(vorticity, VISCOSITY, DURATION)


def enlarge(field, shape):
    """Read the waves of a periodic field (h, w) on a finer grid (H, W)."""
    waves, (rows, columns) = np.fft.rfft2(field), field.shape
    finer = np.zeros((shape[0], shape[1] // 2 + 1), complex)
    finer[:rows // 2, :columns // 2] = waves[:rows // 2, :-1]
    finer[-(rows // 2):, :columns // 2] = waves[-(rows // 2):, :-1]
    return np.fft.irfft2(finer, shape) * (shape[0] * shape[1] / field.size)


def streaks(tile, u, v, reach):
    """Noise (HEIGHT, WIDTH) smeared along the flow, `reach` pixels both ways: deviation 1."""
    x, y = grid()
    ahead = (np.stack([u, v], -1) / np.hypot(u, v)[..., None]).astype(np.float32)
    smeared = sample(tile, x, y)
    for way in (-1, 1):
        at_x, at_y = x, y
        for _ in range(reach):
            stride = way * sample(ahead, at_x, at_y)
            at_x, at_y = at_x + stride[..., 0], at_y + stride[..., 1]
            smeared = smeared + sample(tile, at_x, at_y)
    return smeared / smeared.std()


def lamp(height):
    """Light (H, W) on a relief (pixels) from its upper left, its gloss, and its cast shadows."""
    down, right = np.gradient(height)
    long = np.sqrt(down ** 2 + right ** 2 + 1)
    light = np.clip((0.55 - 0.59 * (right + down)) / long, 0, 1)
    gloss = np.clip((0.88 - 0.33 * (right + down)) / long, 0, 1) ** 60
    above = np.max([np.roll(height, (far, far), (0, 1)) - 0.9 * far for far in range(2, 26)], 0)
    return light, gloss, step(0, 5, above - height)


def paint(vorticity, tile):
    """Colour the vorticity (HEIGHT, WIDTH) as a relief: right turns rise warm, left sink cool."""
    grain = streaks(tile, *velocity(np.fft.rfft2(vorticity), vorticity.shape), 16)
    tone = np.arctan(vorticity / 9) / np.arctan(3)
    light, gloss, shadow = lamp(18 * tone + 0.25 * grain)
    colour = ramp(["#eef3ea", "#b9dcd8", "#74b5bd", "#3f859c", "#245a80", "#1b3560", "#191d3d",
                   "#221628",
                   "#4a1a2c", "#7f2a2c", "#b2472c", "#d5713a", "#e9a55c", "#f5d295", "#fcf2d8"],
                  0.5 + 0.5 * tone + 0.012 * grain)
    colour = mix(colour * (0.5 + 1.15 * light)[..., None], rgb("#10112a"), 0.5 * shadow)
    return shrink(colour + 0.22 * (gloss * (1 - shadow))[..., None] * rgb("#fff0d8"))


def turbulence(rng):
    """Jets which rolled up into vortices: one way round warm, the other cool."""
    return paint(enlarge(flow(rng), (HEIGHT, WIDTH)), noise_tile(rng, 0.5))
