"""A painting with all its layers, by tiles."""

import numpy as np

from utils import tiles
from utils.files import T_IMAGES
from utils.images import load_image
from utils.pyramid import paint


def test_a_painting_by_tiles_is_that_of_the_whole(monkeypatch):
    content = load_image(T_IMAGES / "sunset_bridge.jpg", 300)
    style = load_image(T_IMAGES / "swirling_night.jpg", 300)
    settings = {"steps": 2, "bfloat16": False, "progress": False}
    whole, costs = paint(content, style, **settings)
    monkeypatch.setattr(tiles, "SEEN_WHOLE", 200 * 200)
    monkeypatch.setattr(tiles, "WINDOW", 62_000)  # three tiles at the last level
    tiled, costs_by_tiles = paint(content, style, **settings)
    difference = np.abs(tiled - whole)  # rounding only, and no more where tiles meet
    assert difference.mean() < 1e-5 and difference.max() < 0.002
    np.testing.assert_allclose(
        [step.J for step in costs_by_tiles], [step.J for step in costs], rtol=1e-3
    )
