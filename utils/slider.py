"""A slider through pictures that are already painted."""

from collections.abc import Sequence

import ipywidgets
from PIL import Image

from utils.backend import tf
from utils.images import as_jpeg, to_array

QUALITY = 85  # of the JPEGs: light ones, because a notebook stores every picture of its sliders


def slide_through(
    pictures: Sequence[tf.Tensor], titles: Sequence[str], width: int = 480
) -> ipywidgets.VBox:
    """A slider and the picture it points at.

    The browser alone changes the picture, so that the slider also moves without a kernel, wherever
    the widgets of a stored notebook are shown.

    Args:
        pictures: as in `to_array`.
        titles: one for each picture, beside the slider.
        width: of the picture, in pixels.
    """
    frames = [
        ipywidgets.Image(value=as_jpeg(Image.fromarray(to_array(picture)), QUALITY), width=width)
        for picture in pictures
    ]
    slider = ipywidgets.SelectionSlider(options=titles)
    if hasattr(ipywidgets, "Stack"):
        film = ipywidgets.Stack(frames, selected_index=0)
        ipywidgets.jslink((slider, "index"), (film, "selected_index"))
    else:  # ipywidgets 7, that of Colab: the kernel changes the picture
        film, contents = frames[0], [frame.value for frame in frames]
        slider.observe(lambda change: setattr(film, "value", contents[change["new"]]), "index")
    return ipywidgets.VBox([slider, film])
