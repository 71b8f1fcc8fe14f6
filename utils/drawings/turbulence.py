"""Two-dimensional turbulence: jets that roll up into vortices, computed and lit as a relief.

The vorticity w of a flow which does not change its volume obeys the Navier-Stokes equations

    dw/dt + u dw/dx + v dw/dy = VISCOSITY (d2w/dx2 + d2w/dy2),     w = dv/dx - du/dy.

Derivatives are taken of its waves (Fourier's, so the box repeats), products on its points; the
shortest third of the waves is cut off, for products would fold into it (the 2/3 rule). Time goes
on by the classical Runge-Kutta steps of fourth order, around the exact decay of every wave.
"""
import numpy as np

from utils.drawings.canvas import (FINE, HEIGHT, WIDTH, grid, mix, noise_tile, ramp, rgb, sample,
                                   shrink, step)

# Every quantity is non-dimensional: lengths in quarters of the box's width, speeds in those of the
# jets, times in the time which a jet takes for a quarter of the width.
BOX = (4, 3)  # width and height
POINTS = (384, 512)  # rows and columns
VISCOSITY = 2.5e-4
DURATION = 3.0
COURANT = 1.2  # cells that the fastest water crosses in a step; beyond 1.35 waves would grow


def wavenumbers(shape):
    """Angular wavenumbers along x (1, W / 2 + 1) and y (H, 1) of the waves of a field (H, W)."""
    rows, columns = shape
    along_x = np.fft.rfftfreq(columns, BOX[0] / columns)[None, :]
    along_y = np.fft.fftfreq(rows, BOX[1] / rows)[:, None]
    return 2 * np.pi * along_x, 2 * np.pi * along_y


def velocity(waves, shape):
    """Speeds along x and y, each (H, W), of the flow with these waves of vorticity."""
    kx, ky = wavenumbers(shape)
    square = kx ** 2 + ky ** 2
    square[0, 0] = 1  # the mean has no vorticity
    stream = waves / square
    return np.fft.irfft2(1j * ky * stream, shape), np.fft.irfft2(-1j * kx * stream, shape)


def transport(waves, shape):
    """Waves of -(u dw/dx + v dw/dy), and how many cells the fastest water crosses per time."""
    kx, ky = wavenumbers(shape)
    u, v = velocity(waves, shape)
    change = -(u * np.fft.irfft2(1j * kx * waves, shape) + v * np.fft.irfft2(1j * ky * waves, shape))
    kept = (np.abs(kx) < kx.max() * 2 / 3) & (np.abs(ky) < np.abs(ky).max() * 2 / 3)
    rate = (np.abs(u) * shape[1] / BOX[0] + np.abs(v) * shape[0] / BOX[1]).max()
    return np.fft.rfft2(change) * kept, rate


def evolve(vorticity, viscosity, duration):
    """The vorticity (H, W) of a flow in the periodic box after `duration`."""
    shape, now = vorticity.shape, 0
    kx, ky = wavenumbers(shape)
    waves = np.fft.rfft2(vorticity)
    while now < duration:
        first, rate = transport(waves, shape)
        dt = min(COURANT / rate, duration - now)
        decay = np.exp(-viscosity * (kx ** 2 + ky ** 2) * dt / 2)  # of every wave in half a step
        second, _ = transport(decay * (waves + dt / 2 * first), shape)
        third, _ = transport(decay * waves + dt / 2 * second, shape)
        fourth, _ = transport(decay * (decay * waves + dt * third), shape)
        waves = decay * (decay * (waves + dt / 6 * first) + dt / 3 * (second + third))
        waves += dt / 6 * fourth
        now += dt
    return np.fft.irfft2(waves, shape)


def eddies(rng, shape, length):
    """Random vorticity (H, W), strongest in waves of this length: standard deviation 1."""
    kx, ky = wavenumbers(shape)
    ratio = np.hypot(kx, ky) * length / (2 * np.pi)
    waves = np.fft.rfft2(rng.normal(size=shape)) * ratio ** 2 * np.exp(-ratio ** 2)
    field = np.fft.irfft2(waves, shape)
    return field / field.std()


def jets(rng, shape):
    """Vorticity (H, W) of two opposite jets, slightly winding, between four thin shear layers."""
    rows, columns = shape
    x = (np.arange(columns) + 0.5)[None, :] * BOX[0] / columns
    y = (np.arange(rows) + 0.5)[:, None] * BOX[1] / rows
    vorticity = np.zeros(shape)
    for middle, sign in [(0.55, 1), (1.15, -1), (2.05, -1), (2.65, 1)]:
        turns, phases = np.arange(1, 6), rng.uniform(0, 2 * np.pi, 5)
        bend = 0.05 * np.cos(2 * np.pi * turns[:, None] * x / BOX[0] + phases[:, None]).sum(0)
        vorticity += sign * 18 * np.exp(-((y - middle - bend) / 0.06) ** 2)
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


def streaks(tile, direction, reach):
    """Noise (HEIGHT, WIDTH) smeared along the flow, `reach` pixels both ways."""
    x, y = grid()
    smeared = sample(tile, x, y)
    for way in (-1, 1):
        at_x, at_y = x, y
        for _ in range(reach):
            ahead = sample(direction, at_x, at_y)
            at_x, at_y = at_x + way * ahead[..., 0], at_y + way * ahead[..., 1]
            smeared = smeared + sample(tile, at_x, at_y)
    return smeared / smeared.std()


def turbulence(rng):
    """A turbulent flow: what turns to the right is warm, what turns to the left cool."""
    vorticity = enlarge(flow(rng), (HEIGHT, WIDTH))
    u, v = velocity(np.fft.rfft2(vorticity), vorticity.shape)
    direction = np.stack([u, v], -1) / np.hypot(u, v)[..., None]
    grain = streaks(noise_tile(rng, 0.5), direction, 14)
    tone = np.tanh(vorticity / 9)
    colour = ramp(["#f2f7ee", "#8fd0cf", "#2f86a6", "#1d3f73", "#14183c", "#1c1226", "#5a1830",
                   "#b23a2a", "#ee8a35", "#fbd58a", "#fffae6"], 0.5 + 0.5 * tone)
    down, right = np.gradient(30 * tone + 0.8 * grain)
    light = np.clip(0.5 - 0.16 * (down + right), 0, 1.4)
    return shrink(colour * (0.45 + 1.0 * light + 0.04 * grain)[..., None])
