"""Load the pictures that a painting is made from, at its size, and finish it by them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from utils.backend import tf
from utils.colors import keep_chroma, match_colors
from utils.control import Control
from utils.errors import SettingsError
from utils.files import sha256
from utils.images import load_alpha, load_image
from utils.pyramid import fitted
from utils.reading import name_of
from utils.regions import check_ratio, load_regions
from utils.stylize.settings import Settings, refuse_lecture


class Pictures(NamedTuple):
    """What a painting is made from besides numbers and words."""

    content: tf.Tensor  # (1, H, W, 3) in [0, 1]
    alpha: tf.Tensor | None  # (1, H, W, 1), the content's transparency
    styles: list[tf.Tensor]
    control: Control
    start: str | tf.Tensor  # what `start_picture` takes as init

    def made_from(self) -> dict[str, str | None]:
        """What a checkpoint compares, by name."""
        named = {
            "content": [self.content] if self.alpha is None else [self.content, self.alpha],
            "style": self.styles,
            "start": [self.start],
            "regions": [self.control.regions],
            "style regions": [self.control.style_regions],
            "fine style": [self.control.fine_style],
        }
        return {
            f"{name} picture": " ".join(sha256(np.asarray(p)) for p in pictures if tf.is_tensor(p))
            or None
            for name, pictures in named.items()
        }


def check_number(styles: Sequence[Any], settings: Settings) -> None:
    """Raise `SettingsError` with one sentence if so many styles cannot be painted."""
    if not styles:
        raise SettingsError("there is no style picture: give one or more.")
    if len(styles) > 1 and settings.preset == "lecture":
        refuse_lecture("a list of several styles")
    if settings.blend and len(settings.blend) != len(styles):
        raise SettingsError(
            f"blend has {len(settings.blend)} weights for {len(styles)} style pictures: "
            "give as many weights as pictures."
        )


def load_pictures(content: Any, styles: Sequence[Any], settings: Settings) -> Pictures:
    """Load everything at the size of the painting.

    Args:
        content, styles: what `load_image` reads, and a list of that.
        settings: complete ones.

    Raises:
        ImageError, SettingsError: a picture or mask is of no use.
    """
    alpha, content = load_alpha(content, settings.size), load_image(content, settings.size)
    styles = [load_image(style, settings.style_size) for style in styles]
    if settings.keep_colors == "match":
        styles = [match_colors(content, style) for style in styles]
    control = load_control(settings, content, styles)
    return Pictures(content, alpha, styles, control, load_start(settings, content, styles))


def load_control(settings: Settings, content: tf.Tensor, styles: Sequence[tf.Tensor]) -> Control:
    """What the settings ask for beyond one style everywhere; raises as `load_pictures`."""
    control = Control(
        blend=settings.blend or (),
        strength=settings.strength,
        smoothness=settings.smoothness,
        pooling=settings.pooling,
    )
    if settings.fine_style is not None:
        fine_style = load_image(settings.fine_style, settings.style_size)
        # the marks are wanted, and not a second set of colours, which the layers would fight over
        control = control._replace(fine_style=match_colors(styles[0], fine_style))
    if settings.regions is not None:
        masks = load_regions(settings.regions, settings.style_regions, content, styles)
        control = control._replace(regions=masks[0], style_regions=masks[1])
    return control


def load_start(
    settings: Settings, content: tf.Tensor, styles: Sequence[tf.Tensor]
) -> str | tf.Tensor:
    """A word, or a picture of the content's size; raises as `load_pictures`.

    The style picture is cut to the content's shape.
    """
    word = settings.start_word
    if word == "style":
        sides = content.shape[1:3]
        scale = max(wanted / side for wanted, side in zip(sides, styles[0].shape[1:3]))
        larger = [round(scale * side) for side in styles[0].shape[1:3]]
        picture = tf.image.resize(styles[0], larger, "bicubic", antialias=True)
        return tf.clip_by_value(tf.image.resize_with_crop_or_pad(picture, *sides), 0, 1)
    if word is not None:
        return word
    picture = load_image(settings.init, settings.size)
    check_ratio(name_of(settings.init), picture.shape[1:3], content)
    return fitted(picture, content)


def finished(picture: tf.Tensor, content: tf.Tensor, keep_colors: str | None) -> tf.Tensor:
    """A picture of any level as it is saved: at the content's size, and perhaps in its colours."""
    picture = tf.image.resize(picture, content.shape[1:3], "bicubic")
    return keep_chroma(content, picture) if keep_colors == "luminance" else picture
