"""A baroque palace around a courtyard: arcades, columns, slate roofs, and the sun upon them."""
import numpy as np

from drawings.canvas import mix, pick, ramp, rgb, sample, step
from drawings.perspective import line_cover, paint_face, within

UP = np.array([0, 1., 0])
BAY = 5.6  # metres from window to window
WEST = -46.0  # where the left wing stands, whose shadow falls into the courtyard
SUN = np.array([-0.72, 0.42, -0.55])  # direction towards the sun: left, up, and behind the camera


def sunlit(x, y, z):
    """Whether the sun reaches points (metres) past the left wing and its pavilions, in [0, 1]."""
    climb = (x - WEST) * SUN[1] / -SUN[0]  # of the sun's ray until it is above that wing
    roof = np.where((z + climb * SUN[2] / SUN[1]) % 48 < 17, 34, 26.5)
    return np.where(x < WEST + 1, 1, step(-0.5, 0.5, y + climb - roof))


def paint_lit(scene, corner, across, up, paint):
    """Draw a face as `paint_face` does; `paint(u, v, pixel, light)` also gets the sun on it."""
    right, above = (each / np.linalg.norm(each) for each in (across, up))
    normal = np.cross(across, up)
    towards_us = -np.sign(normal @ (corner - scene.camera.height * UP))
    strength = np.clip(1.35 * towards_us * (normal @ SUN) / np.linalg.norm(normal), 0, 1)

    def lit(u, v, pixel):
        x, y, z = (corner[i] + u * right[i] + v * above[i] for i in range(3))
        return paint(u, v, pixel, strength * sunlit(x, y, z))
    paint_face(scene, corner, across, up, lit)


def block(scene, frame, low, high, paint):
    """Draw a box between two corners (side, up, ahead): its ends, its top, its front."""
    corner, (side, up, ahead) = frame.at(*low), np.subtract(high, low)
    side, up, ahead = side * frame.side, up * UP, ahead * frame.ahead
    paint_lit(scene, corner + side, ahead, up, paint)
    paint_lit(scene, corner, ahead, up, paint)
    if high[1] < scene.camera.height:
        paint_lit(scene, corner + up, side, ahead, paint)
    paint_lit(scene, corner, side, up, paint)


def relief(u, v, pixel):
    """Cover of what stands out of a front: ledges, twin columns, hoods over the windows."""
    aside = np.abs(u % BAY - BAY / 2)
    ledges = [line_cover(v - at, half, pixel)
              for at, half in [(0.4, 0.4), (7.0, 0.4), (8.45, 0.12), (13.9, 0.5), (19.9, 0.45)]]
    shafts = [within(pixel, half - np.abs(BAY / 2 - aside - 0.65), v - low, high - v)
              for half, low, high in [(0.37, 8.5, 13.5), (0.5, 8.5, 9.0), (0.5, 13.0, 13.5),
                                      (0.3, 14.4, 19.5)]]
    hood = within(pixel, 1.8 - aside, v - 12.35, 12.75 + 0.9 * (1 - aside / 1.8) - v)
    return np.maximum.reduce([*ledges, *shafts, hood])


def openings(u, v, pixel, frame=0.0):
    """Cover of the arcade and both rows of windows, `frame` metres larger than they are."""
    aside = np.abs(u % BAY - BAY / 2) - frame
    return np.maximum.reduce([
        within(pixel, 1.75 - np.hypot(aside, np.maximum(v - 4.2, 0)), v - 0.1),
        within(pixel, 1.15 - aside, v - 8.6, 11.9 + frame - v),
        within(pixel, 0.95 - np.hypot(aside, np.maximum(v - 17.7, 0)), v - 15.6)])


def behind(u, v, pixel, grit):
    """What the openings show: lanterns in the arcade, and windows, some of them lit."""
    middle, storey = u % BAY - BAY / 2, np.floor((v - 1) / 7)
    chance = pick(grit, np.floor(u / BAY), storey)
    glass = ramp(["#252f4a", "#43557c", "#8fa8c8", "#c9d3da"],
                 0.33 + 0.22 * chance + 0.03 * (v % 7))
    glass = mix(glass, rgb("#ffc56e"), 0.85 * (chance > 1.1))
    bars = [line_cover(middle, 0.07, pixel), line_cover(np.abs(middle) - 0.72, 0.04, pixel),
            line_cover(v % 1.1 - 0.55, 0.05, pixel)]
    glass = mix(glass, rgb("#b9ae9f"), 0.8 * np.maximum.reduce(bars))
    hall = ramp(["#ffd183", "#c88650", "#5f4650", "#2b2a40"], np.hypot(middle, v - 3.9) / 3.2)
    return np.where((v < 7)[..., None], hall, glass)


def front(tiles, stretch=1.0):
    """Painter of a front 21 m high (times `stretch`); `tiles` are a soft and a gritty noise."""
    soft, grit = tiles

    def paint(u, v, pixel, light):
        v = v / stretch
        course = np.floor(v / 0.7)
        along = u / 1.87 + 0.5 * (course % 2)
        joint = np.maximum(line_cover(v - 0.7 * course, 0.05, pixel),
                           line_cover((along - np.floor(along)) * 1.87, 0.05, pixel))
        out, hole = relief(u, v, pixel), openings(u, v, pixel)
        shadow = relief(u - 0.6, v + 0.7, pixel) * (1 - out)
        edge = (u + BAY / 2) % BAY - BAY / 2
        bend = np.clip((edge - 0.65 * np.sign(edge)) / 0.37, -1, 1) * (out > 0.5) * (v % 5.5 > 3)
        rail = within(pixel, 0.5 - np.abs(v % 12.6 - 7.85), 0.13 - np.abs(u % 0.56 - 0.28))
        frame = openings(u, v, pixel, 0.3) * (1 - hole)
        level = (0.95 + 0.07 * pick(grit, np.floor(along), course)
                 + 0.1 * sample(soft, u * 17, v * 6) + 0.14 * out + 0.12 * frame - 0.16 * shadow
                 - joint * (0.1 + 0.2 * (v < 6.6)) - 0.45 * rail - 0.12 * step(2.5, 0, v))
        sun = light * (1 - 0.85 * shadow) * (1 - 0.4 * bend)
        shade = mix(rgb("#8f8088"), rgb("#6f7895"), step(0, 9, v))  # the paving lends it warmth
        stone = mix(shade, rgb("#ffdca0") * 1.08, sun) * level[..., None]
        reveal = 0.5 + 0.5 * openings(u - 0.5, v + 0.5, pixel)
        inner = behind(u, v, pixel, grit) * reveal[..., None]
        return mix(stone, inner, hole), np.ones_like(u)
    return paint


def slate(tiles):
    """Painter of a slate roof with a row of dormer windows."""
    soft, grit = tiles

    def paint(u, v, pixel, light):
        middle, row = u % BAY - BAY / 2, np.floor(v / 0.45)

        def dormer(aside, up):
            return within(pixel, 1.15 - aside, up - 0.5, 3.3 + 0.9 * (1 - aside / 1.15) - up)

        house = dormer(np.abs(middle), v)
        shadow = dormer(np.abs(middle - 1.1), v + 0.3) * (1 - house)
        window = within(pixel, 0.62 - np.hypot(middle, np.maximum(v - 2.4, 0)), v - 1)
        level = (1 + 0.13 * pick(grit, np.floor(u / 0.6 + 0.5 * (row % 2)), row)
                 + 0.13 * sample(soft, u * 21, v * 9)
                 - 0.2 * line_cover(v - 0.45 * row, 0.06, pixel))
        roof = mix(rgb("#37415e"), rgb("#8a9cb8"), light * (1 - 0.8 * shadow)) * level[..., None]
        roof = mix(roof, mix(rgb("#727b96"), rgb("#ffe2ae"), light), house)
        return mix(roof, rgb("#2c3856"), window), np.ones_like(u)
    return paint


def chimney(u, v, pixel, light):
    """Painter of a brick stack 8 m high with stone bands."""
    brick = np.maximum(line_cover(v % 0.5 - 0.25, 0.06, pixel), 0.3 * (np.floor(u + v) % 2))
    band = np.maximum(line_cover(v - 7.4, 0.35, pixel), line_cover(v - 2.5, 0.2, pixel))
    colour = mix(rgb("#5f5d74"), rgb("#dcb08c"), light) * (1 - 0.15 * brick)[..., None]
    return mix(colour, mix(rgb("#777f98"), rgb("#ffe2ae"), light), band), np.ones_like(u)


def hip(scene, frame, size, low, rise, lean, bulge, paint):
    """Draw a steep roof on a rectangle `size` (side, ahead), which leans in by `lean` metres.

    Its outline is straight when `bulge` is 1, and a dome when it is more.
    """
    def face(corner, along, length, inward):
        up = rise * UP + lean * inward
        slope = np.linalg.norm(up)

        def cut(u, v, pixel, light):
            colour, cover = paint(u, v, pixel, light * (1 - 0.35 * np.clip(v / slope, 0, 1)))
            inset = lean * np.clip(v / slope, 0, 1) ** bulge
            rib = np.maximum(line_cover(u - inset, 0.3, pixel),
                             line_cover(length - inset - u, 0.3, pixel))
            colour = mix(colour, rgb("#a9b4c6") * (0.55 + 0.45 * light[..., None]), rib)
            return colour, cover * within(pixel, u - inset, length - inset - u)
        paint_lit(scene, corner, length * along, up, cut)

    wide, deep = size
    face(frame.at(wide, low, 0), frame.ahead, deep, -frame.side)
    face(frame.at(0, low, 0), frame.ahead, deep, frame.side)
    face(frame.at(0, low, 0), frame.side, wide, frame.ahead)


def gable(wide, rise, tiles):
    """Painter of a triangular pediment full of carved figures."""
    def paint(u, v, pixel, light):
        top = rise * (1 - np.abs(2 * u / wide - 1))
        frame = np.maximum(line_cover(v - 0.35, 0.35, pixel), line_cover(top - v - 0.3, 0.4, pixel))
        carving = np.clip(0.4 + 0.4 * sample(tiles[0], u * 45, v * 45), 0, 1)
        colour = mix(rgb("#777f98"), rgb("#ffe0a6") * 1.06, light * carving)
        colour = mix(colour, mix(rgb("#8b8fa8"), rgb("#fff0c8"), light), frame)
        return colour, within(pixel, top - v)
    return paint


def gallery(scene, frame, length, tiles):
    """Draw one wing of the palace: its chimneys, its roof and its front."""
    for start in np.arange(5, length - 4, 3 * BAY):
        block(scene, frame, (start, 23, 4.6), (start + 1.8, 31, 6), chimney)
    paint_lit(scene, frame.at(0, 20.5, 0.5), length * frame.side, 7 * UP + 4 * frame.ahead,
              slate(tiles))
    paint_lit(scene, frame.at(0, 0, 0), length * frame.side, 21 * UP, front(tiles))


def pavilion(scene, frame, start, bays, walls, roof, tiles, bulge=1.0):
    """Draw a taller part of a wing with a roof of its own: `walls` and `roof` metres high."""
    place, wide = frame._replace(origin=frame.at(start, 0, -3)), bays * BAY
    top = walls + roof
    for side in (1.2, wide - 2.9):
        block(scene, place, (side, top - 5, 7), (side + 1.7, top + 2.4, 9), chimney)
    hip(scene, place, (wide, 15), walls - 0.3, roof, 4.5, bulge, slate(tiles))
    block(scene, place, (0, 0, 0), (wide, walls, 15), front(tiles, walls / 21))


def lantern(scene, frame, start, up, tiles):
    """Draw a small turret with a dome and a flag staff on the top of a roof."""
    place = frame._replace(origin=frame.at(start - 2.8, 0, 3))
    hip(scene, place, (5.6, 5.6), up + 4, 3.2, 2.6, 2.2, slate(tiles))
    block(scene, place, (0, up, 0), (5.6, up + 4.2, 5.6), turret_wall)
    block(scene, place, (2.7, up + 7, 2.7), (2.9, up + 12, 2.9), turret_wall)


def turret_wall(u, v, pixel, light):
    """Painter of a turret's wall with round arches."""
    arch = within(pixel, 0.6 - np.hypot(u % 1.87 - 0.93, np.maximum(v - 2.2, 0)), v - 0.6)
    colour = mix(rgb("#777f98"), rgb("#ffe0a6") * 1.05, light)
    return mix(colour, rgb("#39435f"), 0.85 * arch), np.ones_like(u)
