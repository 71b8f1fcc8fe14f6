import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from utils.drawings.__main__ import SEEDS, draw
from utils.images import T_IMAGES, encode_jpeg


def test_every_picture_there_is_drawn_by_the_project():
    assert {path.name for path in T_IMAGES.iterdir()} == {f"{name}.jpg" for name in SEEDS}


@pytest.mark.parametrize("name", SEEDS)
def test_size_and_weight(name):
    path = T_IMAGES / f"{name}.jpg"
    assert Image.open(path).size == (1024, 768) and path.stat().st_size < 400_000


def test_drawn_twice_it_is_the_same_file():
    assert encode_jpeg(draw("swirling_night")) == encode_jpeg(draw("swirling_night"))


def test_an_unknown_picture():
    command = [sys.executable, "-m", "utils.drawings", "mona_lisa"]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode and "no picture called mona_lisa" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_jpeg_as_good_as_fits():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8))
    sizes = [len(encode_jpeg(noise, heaviest)) for heaviest in (25_000, 35_000)]
    assert sizes[0] < 25_000 <= sizes[1] < 35_000
