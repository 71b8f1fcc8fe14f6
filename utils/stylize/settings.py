"""Every setting of a painting, once: a line of `Settings` has its default, its range and its help.

The command line's options, the checks and what a checkpoint compares are derived from these lines.
"""

import argparse
import contextlib
import dataclasses
import numbers
import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

import numpy as np

from utils import pyramid
from utils.backend import tf
from utils.control import SMOOTHNESS
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, Layers
from utils.errors import SettingsError
from utils.reading import LONGEST, SMALLEST, Source, is_whole
from utils.training import STARTS


class Preset(NamedTuple):
    """What a preset means where nothing else is asked for."""

    size: int  # longest side, in pixels, on a processor
    iterations: int
    learning_rate: float


PRESETS = {
    "pyramid": Preset(256, pyramid.STEPS, pyramid.LEARNING_RATE),
    "lecture": Preset(224, 1500, 0.01),
}
SIZE_ON_A_GPU = 512  # pixels


class Kind(NamedTuple):
    """What values a setting may have, and how the command line reads them."""

    must_be: str
    fits: Callable[[Any], bool]
    option: dict[str, Any]  # arguments of argparse's `add_argument`
    show: Callable[[Any], str] = str


def number(text: str) -> int | float:
    """Read a number on the command line; `Settings.check` says whether it is in range."""
    for kind in int, float:
        with contextlib.suppress(ValueError):
            return kind(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number")


def layer_weights(text: str) -> list[tuple[str, float]]:
    """Read "block1_conv1=0.2,block2_conv1=0.8" into a list of (layer name, weight)."""
    try:
        return [
            (name.strip(), float(weight))
            for name, weight in (pair.split("=") for pair in text.split(","))
        ]
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form block1_conv1=0.2,block2_conv1=0.8"
        ) from None


def blend_weights(text: str) -> tuple[float, ...]:
    """Read "0.7,0.3" into a tuple of weights."""
    try:
        return tuple(map(float, text.split(",")))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 0.7,0.3") from None


def show_layers(layers: Layers) -> str:
    """Write layers as `layer_weights` reads them."""
    return ",".join(f"{name}={weight}" for name, weight in layers)


def is_weight(value: Any) -> bool:
    """Whether a value is a number whose square is 0 or fits float32."""
    if not isinstance(value, (float, np.floating, numbers.Integral)) or isinstance(value, bool):
        return False
    return bool(value == 0 or 1e-12 <= value <= 1e12)  # type: ignore[operator]


def are_layers(value: Any) -> bool:
    """Whether a value is a list of (name, weight) of which one weight at least is not 0."""
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value)
        and all(isinstance(name, str) and is_weight(weight) for name, weight in value)
        and any(weight for _, weight in value)
    )


def is_blend(value: Any) -> bool:
    """Whether a value is a list of weights, one of them not 0."""
    return isinstance(value, (list, tuple)) and all(map(is_weight, value)) and any(value)


def is_source(value: Any) -> bool:
    """Whether a value may be a picture: a path, an address, or an array of whole numbers."""
    if isinstance(value, np.ndarray):
        return value.ndim in (2, 3) and value.dtype.kind in "biu"
    return isinstance(value, (str, os.PathLike)) and value != ""


def whole(least: int, most: int, unit: str = "") -> Kind:
    """The whole numbers of a range."""
    return Kind(
        f"a whole number{unit}, from {least} to {most}",
        lambda value: is_whole(value) and least <= value <= most,
        {"type": number},
    )


def choice(*words: str) -> Kind:
    """One of some words."""
    return Kind(
        " or ".join(words),
        lambda value: isinstance(value, str) and value in words,
        {"choices": words},
    )


PIXELS = whole(SMALLEST, LONGEST, " of pixels")
WEIGHT = Kind("0, or from 1e-12 to 1e12", is_weight, {"type": number})
STRENGTH = Kind(
    "a number from 0.1 to 10",
    lambda value: is_weight(value) and 0.1 <= value <= 10,
    {"type": number},
)
RATE = Kind("from 1e-12 to 1e12", lambda value: is_weight(value) and value > 0, {"type": number})
LAYER = Kind("a layer's name", lambda value: isinstance(value, str), {"metavar": "LAYER"})
LAYERS = Kind(
    "a list of (name, weight), with style weights of 0 or from 1e-12 to 1e12, not all 0",
    are_layers,
    {"type": layer_weights, "metavar": "LAYER=WEIGHT,..."},
    show_layers,
)
BLEND = Kind(
    "a list of weights, each 0 or from 1e-12 to 1e12, not all 0",
    is_blend,
    {"type": blend_weights, "metavar": "WEIGHT,..."},
)
PICTURE = Kind(
    "a picture's path or web address, or an array of whole numbers",
    is_source,
    {"metavar": "PICTURE"},
)
WORDS = (*STARTS, "style")
START = Kind(
    "content, noise, style, or a picture's path or web address, or an array of whole numbers",
    PICTURE.fits,
    {"metavar": "content|noise|style|PICTURE"},
)
FLAG = Kind("True or False", lambda value: isinstance(value, bool), {"action": "store_true"})
UNLESS = FLAG._replace(option={"action": "store_false"})


def setting(
    default: Any, kind: Kind, help: str, flag: str | None = None, pyramid_only: bool = False
) -> Any:
    """A field of `Settings`; where its default is None, None may also be given."""
    metadata = {"kind": kind, "help": help, "flag": flag, "pyramid_only": pyramid_only}
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a painting is made with, besides its two pictures; `complete` fills in what is None."""

    preset: str = setting(
        "pyramid",
        choice(*PRESETS),
        "the default recipe, which paints small "
        "pictures first, or the lecture's loop of notebook 4",
    )
    size: int = setting(
        None,
        PIXELS,
        "longest side, in pixels (default: 256, with --preset lecture 224, on a GPU 512)",
    )
    style_size: int = setting(
        None,
        PIXELS,
        "longest side of the style picture (default: as --size); a larger one makes larger strokes",
    )
    strength: float = setting(
        1, STRENGTH, "how strong the style is: 0.1 is a tint, 10 is nearly abstract"
    )
    blend: Sequence[float] | None = setting(
        None, BLEND, "weights of several style pictures (default: equal ones)", pyramid_only=True
    )
    regions: Source | None = setting(
        None,
        PICTURE,
        "a mask of flat colours that divides the content; each region takes a style picture, in "
        "order, from the darkest colour to the lightest",
        pyramid_only=True,
    )
    style_regions: Source | None = setting(
        None,
        PICTURE,
        "a mask of the same colours that divides the one style picture: like to like",
        pyramid_only=True,
    )
    iterations: int = setting(
        None,
        whole(1, 10**9),
        "steps at each level of the pyramid, twice as "
        "many at the first (default: 50); with --preset lecture, all steps "
        "(default: 1500)",
    )
    alpha: float = setting(10, WEIGHT, "weight of the content")
    beta: float = setting(40, WEIGHT, "weight of the style")
    content_layer: str = setting(CONTENT_LAYER, LAYER, "where content is compared")
    style_layers: Layers = setting(tuple(STYLE_LAYERS), LAYERS, "where style is compared")
    fine_style: Source | None = setting(
        None,
        PICTURE,
        "a picture whose fine marks are taken; broad ones and colours are the style's",
        pyramid_only=True,
    )
    keep_colors: str | None = setting(
        None,
        choice("luminance", "match"),
        "keep the content's colours: paint and take over the light and dark alone, or first match "
        "the style's colours to the content's",
    )
    smoothness: float = setting(
        SMOOTHNESS, WEIGHT, "weight of the total variation: fewer specks", pyramid_only=True
    )
    pooling: str = setting(
        "max", choice("max", "average"), "how VGG-19 shrinks its activations", pyramid_only=True
    )
    init: Source = setting(
        "content",
        START,
        "what to start from: the content, noise, the style, or a picture of your own, such as the "
        "last result",
    )
    learning_rate: float = setting(None, RATE, "Adam's (default: 0.02, with --preset lecture 0.01)")
    bfloat16: bool | None = setting(
        None,
        UNLESS,
        "never multiply in bfloat16; otherwise the pyramid does "
        "where the processor is faster at it",
        "--float32",
    )
    seed: int = setting(0, whole(0, 2**31 - 1), "of the noise")

    @property
    def weights(self) -> tuple[float, float, str, Layers]:
        """What `make_cost` and `make_relative_cost` take after the two pictures."""
        return self.alpha, self.beta, self.content_layer, self.style_layers

    @property
    def layers(self) -> list[str]:
        """The names of all layers used."""
        return [name for name, _ in self.style_layers] + [self.content_layer]

    def check(self) -> None:
        """Raise `SettingsError` with one sentence about the first setting out of its range."""
        for field in dataclasses.fields(self):
            value, kind = getattr(self, field.name), field.metadata["kind"]
            if not (value is None and field.default is None) and not kind.fits(value):
                raise SettingsError(f"{in_words(field)} must be {kind.must_be}, not {value!r}.")
            if self.preset == "lecture" and field.metadata["pyramid_only"]:
                if value is not None and (kind is PICTURE or value != field.default):
                    refuse_lecture(option_of(field))
        if self.regions is None and self.style_regions is not None:
            raise SettingsError("style regions need regions of the content: give both.")
        if self.regions is not None and self.blend is not None:
            raise SettingsError(
                "regions take one style each, and a blend mixes styles: leave out one of the two."
            )
        if not (self.alpha or self.beta):
            raise SettingsError(
                "alpha and beta are both 0, so there is nothing to aim for: raise one."
            )

    def complete(self) -> "Settings":
        """The same with the preset's values where none was given."""
        preset = PRESETS[self.preset]
        on_a_gpu = bool(tf.config.list_physical_devices("GPU"))
        size = self.size or (SIZE_ON_A_GPU if on_a_gpu else preset.size)
        return dataclasses.replace(
            self,
            size=size,
            style_size=self.style_size or size,
            iterations=self.iterations or preset.iterations,
            learning_rate=self.learning_rate or preset.learning_rate,
        )

    def in_words(self) -> dict[str, Any]:
        """The values by name, such as "style size"; pictures are left out."""
        values = {
            in_words(field): getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.metadata["kind"] is not PICTURE
        }
        return values | {"init": self.start_word or "a picture"}

    @property
    def start_word(self) -> str | None:
        """What to start from if it is a word; None if it is a picture."""
        return self.init if isinstance(self.init, str) and self.init in WORDS else None


def refuse_lecture(what: str) -> NoReturn:
    """Raise `SettingsError` about something that the lecture's loop cannot do."""
    raise SettingsError(f"{what} works with the default recipe only: leave out --preset lecture.")


def option_of(field: dataclasses.Field) -> str:
    """The command line's option for a setting."""
    return field.metadata["flag"] or f"--{field.name.replace('_', '-')}"


def in_words(field: dataclasses.Field) -> str:
    """A setting's name as a sentence has it."""
    return field.name.replace("_", " ")


def settings_from(keywords: dict[str, Any]) -> Settings:
    """Return checked `Settings`; raise `SettingsError` about a wrong keyword or value."""
    names = [field.name for field in dataclasses.fields(Settings)]
    if unknown := [name for name in keywords if name not in names]:
        raise SettingsError(
            f"there is no setting {', '.join(unknown)}: choose from {', '.join(names)}."
        )
    settings = Settings(**keywords)
    settings.check()
    return settings


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a command line an option for each setting; one that is not used sets nothing."""
    for field in dataclasses.fields(Settings):
        kind, text = field.metadata["kind"], field.metadata["help"]
        if field.default is not None and not isinstance(field.default, bool):
            text += f" (default: {kind.show(field.default)})"
        parser.add_argument(
            option_of(field), dest=field.name, help=text, default=argparse.SUPPRESS, **kind.option
        )
