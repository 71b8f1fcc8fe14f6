"""Load what `Control` needs: the pictures that settings name, at the sizes of the painting."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.backend import tf
from utils.errors import SettingsError
from utils.files import sha256
from utils.regions import load_regions
from utils.relative import Control
from utils.stylize.settings import Settings, refuse_lecture


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


def load_control(settings: Settings, content: tf.Tensor, styles: Sequence[tf.Tensor]) -> Control:
    """What the settings ask for beyond one style everywhere.

    Raises:
        ImageError, SettingsError: a picture or mask is of no use.
    """
    control = Control(blend=settings.blend or (), strength=settings.strength)
    if settings.regions is not None:
        masks = load_regions(settings.regions, settings.style_regions, content, styles)
        control = control._replace(regions=masks[0], style_regions=masks[1])
    return control


def made_from_control(control: Control) -> dict[str, str | None]:
    """What a run depends on in the pictures of a `Control`, by name."""
    return {
        f"{name} picture": sha256(np.asarray(value)) if tf.is_tensor(value) else None
        for name, value in control._asdict().items()
        if name in ("regions", "style_regions")
    }
