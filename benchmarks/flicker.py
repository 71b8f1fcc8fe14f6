"""How much a painted clip flickers, with and without blending (`steadied`).

    python benchmarks/flicker.py [PAINTER ...]      half a minute for each

Three clips of 24 frames are made from a drawn picture: a still camera with noise, a camera that
moves by a pixel a frame, and a still camera before which a disc flies by. Flicker is the mean
difference of successive painted frames; where the camera moves, each is first moved along with it,
so that strokes that follow the scene count as 0. Lag is the mean difference from the frame painted
by itself: what the blending leaves behind.
"""

import sys

import numpy as np

from utils.backend import tf
from utils.files import T_IMAGES
from utils.images import load_image
from utils.painter.network import paint
from utils.painter.store import load_painter, trained_painters
from utils.stylize.video import Moment, steadied

FRAMES = 24
NOISE = 0.02  # of a telephone's camera in a room: 5 of 255
STEADY = 0, 0.5, 0.8, 0.9


def still():
    """A still camera with noise."""
    picture, rng = load_image(T_IMAGES / "glass_pyramid.jpg", 256), np.random.default_rng(0)
    for _ in range(FRAMES):
        noise = NOISE * rng.standard_normal(picture.shape)
        yield tf.clip_by_value(picture + tf.constant(noise, tf.float32), 0, 1)


def moving():
    """A camera that moves to the right by a pixel a frame."""
    picture = load_image(T_IMAGES / "glass_pyramid.jpg", 256 + FRAMES)
    for number in range(FRAMES):
        yield picture[:, :, number : number + 256]


def flying():
    """A still camera, before which a dark disc of 30 pixels flies by, 10 pixels a frame."""
    picture = load_image(T_IMAGES / "glass_pyramid.jpg", 256)
    rows, columns = np.indices(picture.shape[1:3])
    for number in range(FRAMES):
        disc = (rows - 60) ** 2 + (columns - 10 * number) ** 2 < 15**2
        yield tf.where(disc[None, ..., None], 0.1, picture)


CLIPS = {  # the frames, and by how many pixels the camera moves between two
    "still, with noise": (still, 0),
    "camera moves": (moving, 1),
    "a disc flies by": (flying, 0),
}


def measure(moments, steady, shift):
    """Flicker and lag of a clip, in 255ths."""
    before, flicker, lag = None, [], []
    for now in moments:
        shown = steadied(before, now, steady) if before else now
        if before:
            old = before.painting[:, :, shift:]
            flicker.append(tf.reduce_mean(abs(shown.painting[:, :, : old.shape[2]] - old)))
            lag.append(tf.reduce_mean(abs(shown.painting - now.painting)))
        before = shown
    return [255 * float(np.mean(values)) for values in (flicker, lag)]


def main(painters):
    """Print a table for each painter."""
    for name in painters:
        network = load_painter(name)
        painted = tf.function(lambda picture, network=network: paint(network, picture))
        print(f"\n| {name} | photograph | " + " | ".join(f"steady {s}" for s in STEADY), "|")
        print("|---|---|" + "---|" * len(STEADY))
        for clip, (frames, shift) in CLIPS.items():
            pictures = list(frames())
            moments = [Moment(picture, painted(picture)) for picture in pictures]
            itself, _ = measure([Moment(p, p) for p in pictures], 0, shift)
            cells = ["{:.1f} (lag {:.1f})".format(*measure(moments, s, shift)) for s in STEADY]
            print(f"| {clip} | {itself:.1f} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or trained_painters())
