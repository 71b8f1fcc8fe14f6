"""Two-dimensional turbulence: jets that roll up into vortices, computed and lit as a relief.

The vorticity w of an incompressible flow (u, v) obeys the Navier-Stokes equation

    dw/dt + u dw/dx + v dw/dy = viscosity (d2w/dx2 + d2w/dy2),     w = dv/dx - du/dy.

`evolve` solves it in a box that repeats, by a pseudo-spectral method: derivatives are taken of the
field's waves (Fourier's), products on its points, and the shortest third of the waves is cut off,
for products would fold back into them (the 2/3 rule). Time goes on in Runge-Kutta steps of fourth
order, in which the viscous decay of every wave is exact (an integrating factor).
"""
from functools import cache

import numpy as np

from drawings.canvas import HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample, shrink, step

# Everything is non-dimensional: a length of 1 is a quarter of the box's width, a speed of 1 about
# half that of the jets, and a time of 1 is what takes a length of 1 at that speed.
BOX = (4, 3)  # width and height
POINTS = (480, 640)  # rows and columns
LAYERS = [(0.5, 2, 0.06), (1.15, -2, 0.045), (2, -2.2, 0.08), (2.65, 2.2, 0.05)]
# y of every shear layer at the start, how much the speed jumps across it, and its thickness
EDDIES = [(2.5, 0.5), (1.2, 1.5)]  # root mean square vorticity and length of the eddies between
VISCOSITY = 1.7e-4  # Reynolds number of a jet: speed 2 times width 0.5 over this, about 6000
DURATION = 1.5
COURANT = 1.2  # points which the fastest water passes in a step; beyond 1.35 steps are unstable

COLOURS = ["#e3eee6", "#aed6d2", "#6bafb9", "#3c839d", "#275e86", "#22416f", "#22284c", "#2a1c33",
           "#51202f", "#84302f", "#b24b2e", "#d3733b", "#e5a25a", "#f0cb8c", "#f8ebcc"]


@cache
def wavenumbers(shape):
    """Angular wavenumbers of the waves of a field (H, W), and which waves are kept.

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
    """Waves of -(u dw/dx + v dw/dy), and how many points the fastest water passes per time."""
    kx, ky, _, kept = wavenumbers(shape)
    u, v = velocity(waves, shape)
    along_x, along_y = np.fft.irfft2(1j * kx * waves, shape), np.fft.irfft2(1j * ky * waves, shape)
    rate = (np.abs(u) * shape[1] / BOX[0] + np.abs(v) * shape[0] / BOX[1]).max()
    return -np.fft.rfft2(u * along_x + v * along_y) * kept, rate


def evolve(vorticity, viscosity, duration):
    """The vorticity (H, W) into which a flow's vorticity (H, W) has changed after `duration`."""
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
    vorticity = jets(rng, POINTS)
    for strength, length in EDDIES:
        vorticity += strength * eddies(rng, POINTS, length)
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
    """Light on a relief (H, W) in pixels from its upper left, its gloss, and its cast shadow."""
    down, right = np.gradient(height)
    normal = np.sqrt(down ** 2 + right ** 2 + 1)
    light = np.clip((0.6 + 0.57 * (right + down)) / normal, 0, 1)
    gloss = np.clip((0.88 + 0.33 * (right + down)) / normal, 0, 1) ** 60
    ridge = np.max([np.roll(height, (far, far), (0, 1)) - 0.9 * far for far in range(2, 26)], 0)
    return light, gloss, step(0, 5, ridge - height)


def paint(vorticity, tile):
    """Picture of a vorticity (HEIGHT, WIDTH): right turns rise, warm; left turns sink, cool."""
    grain = streaks(tile, *velocity(np.fft.rfft2(vorticity), vorticity.shape), 16)
    tone = np.arctan(vorticity / 10) / np.arctan(3)
    light, gloss, shadow = lamp(18 * tone + 0.25 * grain)
    colour = ramp(COLOURS, 0.5 + 0.5 * tone + 0.012 * grain)
    colour = mix(colour * (0.55 + 0.95 * light)[..., None], rgb("#10112a"), 0.5 * shadow)
    return shrink(colour + 0.22 * (gloss * (1 - shadow))[..., None] * rgb("#fff0d8"))


def turbulence(rng):
    """Two jets, rolled up into vortices of many sizes with thin sheets drawn out between them."""
    return paint(enlarge(flow(rng), (HEIGHT, WIDTH)), noise_tile(rng, 0.5))
