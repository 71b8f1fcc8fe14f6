"""Control: what a user may ask for beyond one style everywhere (Gatys et al. 2017)."""

from collections.abc import Sequence
from typing import NamedTuple

from utils.backend import tf
from utils.gaussians import GUIDANCE

SMOOTHNESS = 250  # weight of the total variation


class Control(NamedTuple):
    """What a user may ask for beyond one style everywhere."""

    blend: Sequence[float] = ()  # weights of the styles, 0 or more; empty means equal ones
    regions: tf.Tensor | None = None  # (1, H, W, K), K masks of the content, of sum 1
    style_regions: tf.Tensor | None = None  # (1, H', W', K), those of the one style
    fine_style: tf.Tensor | None = None  # picture of which the layers in FINE take the statistics
    smoothness: float = SMOOTHNESS  # weight of the total variation
    pooling: str = "max"  # VGG-19's, or "average"
    strength: float = 1  # of the style, above 0: 0.1 is a tint, 10 is nearly abstract
    guidance: float = GUIDANCE  # weight of the guide channels; 0 takes them away


class Region(NamedTuple):
    """A region of the content, and which styles it is painted in."""

    mask: tf.Tensor | None  # (1, H, W, 1); None is everywhere
    styles: list[tuple[int, tf.Tensor | None, float]]  # number of the style, its mask, its share


def regions_of(styles: Sequence[tf.Tensor], control: Control) -> list[Region]:
    """The regions of a painting: one, everywhere, unless others are asked for.

    Several regions take a style each, in order, or the regions of the one style.
    """
    if control.regions is None:
        blend = control.blend or [1.0] * len(styles)
        # shares of sum 1, so that weights of 3 and 3 round like those of 1 and 1
        return [Region(None, [(k, None, weight / sum(blend)) for k, weight in enumerate(blend)])]
    masks = tf.split(control.regions, control.regions.shape[3], axis=3)
    if control.style_regions is None:
        return [Region(mask, [(k, None, 1.0)]) for k, mask in enumerate(masks)]
    style_masks = tf.split(control.style_regions, len(masks), axis=3)
    return [Region(mask, [(0, theirs, 1.0)]) for mask, theirs in zip(masks, style_masks)]
