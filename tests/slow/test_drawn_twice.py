"""A picture of T_images/ is drawn the same every time."""

from drawings.__main__ import draw
from utils.images import encode_jpeg


def test_drawn_twice_it_is_the_same_file():
    assert encode_jpeg(draw("swirling_night")) == encode_jpeg(draw("swirling_night"))
