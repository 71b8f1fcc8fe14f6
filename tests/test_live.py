"""While a notebook's loop runs, its newest picture and a bar are on the page."""

import io

import numpy as np
from PIL import Image

from utils import live
from utils.images import to_array


def test_the_newest_picture_and_the_bar_follow_the_loop(monkeypatch, random_picture):
    displayed = []
    monkeypatch.setattr(live, "display", displayed.append)
    shown = live.Live(steps=20)
    assert displayed == [shown.image]
    for step, seed in (2, 0), (20, 1):
        picture = random_picture(32, 48, seed)
        shown.show(picture, step)
        assert shown.bar.n == step
        jpeg = np.asarray(Image.open(io.BytesIO(shown.image.value)), int)
        assert np.mean(abs(jpeg - to_array(picture))) < 32  # another picture is 80 away
