"""Clouds above a camera, and water below it which mirrors what stands behind."""
import numpy as np

from drawings.canvas import FINE, HEIGHT, WIDTH, grid, mix, rgb, sample, step


def clouds(camera, x, y, tile):
    """Clouds on a level layer above the camera, which narrow towards the horizon.

    Returns how much of the sky they cover and how brightly a sun low on the left lights their
    edges, both (H, W) in [0, 1].
    """
    rise = (camera.horizon - y).clip(0) / camera.focal + 0.11
    wide, far = (x - camera.column) / camera.focal / rise, 1 / rise

    def thickness(shift_x, shift_z):
        return (sample(tile, wide * 170 + shift_x, far * 300 + shift_z)
                + 0.35 * sample(tile, wide * 600 + shift_x, far * 1000 + shift_z))

    here = thickness(0, 0)
    lit = 0.35 + 1.1 * (here - thickness(-7, 12)) + 0.45 * (0.9 - here)
    return step(-0.7, 0.7, here) * step(0.11, 0.146, rise), np.clip(lit, 0, 1)


def heaped_clouds(tile, x, y):
    """Thickness (H, W) of heaped clouds: round lumps of every size upon one another."""
    thick = 0.9 * sample(tile, x * 0.5 + 300, y * 0.9 + 80) - 0.35
    for size, weight in [(1.1, 0.7), (2.7, 0.42), (6, 0.2), (13, 0.09), (27, 0.04)]:
        lump = sample(tile, x * size + 170 * size, y * size * 1.35 + 90 * size)
        thick = thick + weight * (0.75 - np.abs(lump))
    return thick


def ripples(tile, camera, x, y):
    """Slope of the water surface seen at x, y below the horizon: waves of many lengths."""
    far = camera.height * camera.focal / np.maximum(y - camera.horizon, 0.5)
    wide = (x - camera.column) * far / camera.focal
    pixel = far ** 2 / (camera.height * camera.focal)
    slope = 0.018 * sample(tile, x * 0.9, y * 16)
    for length, weight in [(90, 0.020), (24, 0.032), (7, 0.040), (2, 0.030)]:
        seen = 1 / (1 + (pixel / length * 12) ** 2)
        slope = slope + weight * seen * sample(tile, wide * 420 / length, far * 1024 / length)
    return slope


def below_horizon(camera):
    """First fine row of the water, and x and y of every fine pixel in it."""
    first = round(camera.horizon * FINE)
    return first, *(each[first:] for each in grid(FINE))


def river(scene, mirror, sun, tile):
    """Paint a river from `mirror` (H, W, 3), the scene as seen from as far under the water."""
    canvas, camera = scene.canvas, scene.camera
    first, x, y = below_horizon(camera)
    slope, cross = (ripples(tile, camera, x + shift, y) for shift in (0, 333))
    row = camera.horizon - np.abs(y - camera.horizon + 1.5 * slope * camera.focal)
    column = np.clip(x + 50 * cross, 0, WIDTH - 1)
    seen = sample(mirror, column * FINE, np.clip(row, 0, camera.horizon - 1) * FINE)
    seen = mix(seen * 0.95, scene.air, 0.5 * np.exp(-(y - camera.horizon) / 5))
    steep = step(camera.horizon, HEIGHT + 200, y)
    body = mix(rgb("#44506e"), rgb("#13243a"), steep)
    seen = mix(seen, body, np.clip(0.1 + 0.5 * steep - 3 * slope, 0.03, 0.85))
    path = np.exp(-((x - sun[0]) / (16 + 0.22 * (y - camera.horizon))) ** 2)
    glitter = path * step(0.02, 0.1, slope + 0.5 * cross) * (1 - 0.55 * steep)
    canvas[first:] = mix(seen, rgb("#ffdf9a") * 1.2, 0.9 * glitter)


def lake(scene, mirror, tile):
    """Paint calm water from `mirror` (H, W, 3), the scene as seen from as far below it."""
    canvas, camera = scene.canvas, scene.camera
    first, x, y = below_horizon(camera)
    small = camera._replace(height=14 * camera.height)  # ripples a fourteenth of a river's
    slope, cross = (ripples(tile, small, x + shift, y) for shift in (0, 333))
    wind = step(0.4, 1.6, sample(tile, x * 0.5 + 200, (y - camera.horizon) * 3))
    slope = slope * (0.35 + 1.2 * wind)
    row = camera.horizon - np.abs(y - camera.horizon + 0.13 * slope * camera.focal)
    column = np.clip(x + 12 * cross, 0, WIDTH - 1)
    seen = sample(mirror, column * FINE, np.clip(row, 0, camera.horizon - 1) * FINE)
    steep = step(camera.horizon, HEIGHT + 120, y)
    seen = mix(0.93 * seen, rgb("#22322f"), np.clip(0.08 + 0.38 * steep - 1.5 * slope, 0.03, 0.6))
    sheen = step(0.02, 0.1, slope + 0.4 * cross) * (0.06 + 0.45 * wind) * (1 - 0.6 * steep)
    canvas[first:] = mix(seen, rgb("#dfe0d6"), 0.7 * sheen)


def upside_down(scene):
    """The water half of a scene: what is drawn into it appears as a still reflection."""
    canvas, camera = scene.canvas, scene.camera
    first = round(camera.horizon * FINE)
    camera = camera._replace(height=-camera.height, horizon=HEIGHT - camera.horizon)
    return scene._replace(canvas=canvas[first:][::-1], camera=camera)


def stir(scene, tile):
    """Ripple everything that is already painted below the horizon, a little."""
    first, x, y = below_horizon(scene.camera)
    slope = ripples(tile, scene.camera, x, y)
    row = np.clip(y + 90 * slope, scene.camera.horizon, HEIGHT - 1)
    column = np.clip(x + 60 * slope, 0, WIDTH - 1)
    scene.canvas[first:] = sample(scene.canvas, column * FINE, row * FINE)
