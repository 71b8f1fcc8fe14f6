import io

import ipywidgets
import numpy as np
from PIL import Image

from utils.slider import slide_through


def test_the_slider_points_at_the_pictures(monkeypatch, random_picture):
    links = []
    monkeypatch.setattr(ipywidgets, "jslink", lambda *ends: links.append(ends))
    pictures = [random_picture(seed=seed) for seed in (1, 2, 3)]
    slider, film = slide_through(pictures, ["one", "two", "three"]).children
    assert slider.options == ("one", "two", "three")
    assert slider.index == film.selected_index == 0
    assert links == [((slider, "index"), (film, "selected_index"))]
    for frame, picture in zip(film.children, pictures, strict=True):
        shown = np.asarray(Image.open(io.BytesIO(frame.value)), float) / 255
        assert np.abs(shown - picture[0]).mean() < 0.06  # of another one, 0.2 and more


def test_without_the_stack_of_ipywidgets_8_the_kernel_changes_the_picture(
    monkeypatch, random_picture
):
    monkeypatch.delattr(ipywidgets, "Stack")
    pictures = [random_picture(seed=seed) for seed in (1, 2, 3)]
    slider, film = slide_through(pictures, ["one", "two", "three"]).children
    seen = []
    for index in (0, 2, 1, 0):
        slider.index = index
        seen.append(film.value)
    assert seen[0] == seen[3] and len(set(seen)) == 3
