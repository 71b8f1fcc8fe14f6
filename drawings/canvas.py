"""Numbers and colours that every drawing shares.

Lengths are in picture pixels, x to the right and y down; colours are RGB in [0, 1]. Everything is
drawn FINE times too large, and shrinking it at the end smooths the edges.
"""
import numpy as np
from PIL import Image

WIDTH, HEIGHT, FINE = 1024, 768, 2


def grid(scale=1):
    """Return x and y of every pixel centre, each (HEIGHT * scale, WIDTH * scale) float32."""
    y, x = np.mgrid[0:HEIGHT * scale, 0:WIDTH * scale].astype(np.float32)
    return (x + 0.5) / scale, (y + 0.5) / scale


def step(low, high, value):
    """Rise smoothly from 0 at `low` to 1 at `high` (or fall, when low > high)."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(first, second, share):
    """Blend two colours (..., 3), with `share` (...) of the second."""
    return first + (second - first) * np.asarray(share, np.float32)[..., None]


def rgb(code):
    """Turn "#ff8000" into a float32 array of three numbers in [0, 1]."""
    return np.array([int(code[i:i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def ramp(codes, t):
    """Colour at t along colour codes spaced evenly over [0, 1]: (...) -> (..., 3)."""
    stops, at = np.stack([rgb(code) for code in codes]), np.linspace(0, 1, len(codes))
    return np.stack([np.interp(t, at, stops[:, c]) for c in range(3)], -1).astype(np.float32)


def noise_tile(rng, roughness=1.6, size=1024):
    """Cloudy noise (size, size) which repeats without a seam: mean 0, standard deviation 1.

    Its waves get weaker as frequency ** -roughness: 0 is sand, 1 is stone, 2 is mist.
    """
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)) * size
    waves = np.fft.rfft2(rng.normal(size=(size, size))) / np.maximum(frequency, 1) ** roughness
    waves[0, 0] = 0
    tile = np.fft.irfft2(waves, (size, size))
    return (tile / tile.std()).astype(np.float32)


def sample(picture, column, row):
    """Read `picture` (H, W[, 3]) between its pixels; it repeats beyond its edges."""
    left, top = np.floor(column), np.floor(row)
    fx, fy = column - left, row - top
    if picture.ndim == 3:
        fx, fy = fx[..., None], fy[..., None]
    left, top = left.astype(int) % picture.shape[1], top.astype(int) % picture.shape[0]
    right, below = (left + 1) % picture.shape[1], (top + 1) % picture.shape[0]
    upper = picture[top, left] * (1 - fx) + picture[top, right] * fx
    return upper * (1 - fy) + (picture[below, left] * (1 - fx) + picture[below, right] * fx) * fy


def pick(grit, row, column):
    """A random number for every pair of whole numbers, from a noise tile (1024, 1024) of sand."""
    return grit[(row * 7).astype(int) % 1024, (column * 13).astype(int) % 1024]


def shrink(pixels):
    """Turn a fine float canvas (H, W, 3) into the finished picture."""
    picture = Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))
    return picture.resize((WIDTH, HEIGHT), Image.LANCZOS)
