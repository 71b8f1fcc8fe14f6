"""What a sweep paints: the product of lists of settings, for each pair of pictures, or a sample."""

import argparse
import dataclasses
import itertools
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from utils.errors import SettingsError
from utils.stylize.settings import (
    LAYERS,
    PICTURE,
    Settings,
    in_words,
    layer_weights,
    settings_from,
    show_layers,
)
from utils.vgg import feature_extractor

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PARTS = {"pairs", "settings", "lists"}  # of the file
FIELDS = {field.name: field for field in dataclasses.fields(Settings)}


class Pair(NamedTuple):
    """Two pictures, and what their painting is called."""

    name: str
    content: Path
    style: Path


class Task(NamedTuple):
    """One painting."""

    pair: Pair
    settings: Settings  # complete ones
    labels: dict[str, str]  # how the page and the file's name call its value of each list


class Plan(NamedTuple):
    """All paintings of a sweep, and the names of the settings that vary."""

    tasks: list[Task]
    factors: list[str]


def read_plan(
    source: str | os.PathLike | Mapping[str, Any], sample: int | None = None, seed: int = 0
) -> Plan:
    """Read a sweep, and check every setting in it.

    Args:
        source: path of a TOML file such as sweep.toml, or a dictionary of the same form. Paths of
            pictures start from the file's folder, or from the working folder.
        sample: how many paintings to draw from the product, in random order; None takes all of it.
        seed: of the sample.

    Raises:
        SettingsError: the file cannot be read, or something in it is of no use.
    """
    if isinstance(source, Mapping):
        given, folder, name = source, Path(), "the sweep"
    else:
        given, folder, name = read_toml(Path(source)), Path(source).parent, str(source)
    if unknown := set(given) - PARTS:
        raise SettingsError(
            f"{name} has a part {', '.join(sorted(unknown))}, which a sweep does not know: "
            "there are pairs, [settings] and [lists]."
        )
    pairs = [as_pair(each, folder, name) for each in given.get("pairs") or []]
    if not pairs:
        raise SettingsError(
            f'{name} names no pictures: add pairs = [["content.jpg", "style.jpg"]].'
        )
    lists = {factor: labelled(factor, each) for factor, each in given.get("lists", {}).items()}
    fixed = {name: as_value(name, value) for name, value in given.get("settings", {}).items()}
    tasks = [
        as_task(pair, fixed, dict(zip(lists, choice)))
        for pair in pairs
        for choice in itertools.product(*lists.values())
    ]
    for layers in {tuple(task.settings.layers) for task in tasks}:
        feature_extractor(layers)  # refuses unknown ones
    if sample is not None:
        if sample < 1:
            raise SettingsError(f"a sample of {sample} paintings is none: ask for 1 or more.")
        order = np.random.default_rng(seed).permutation(len(tasks))[:sample]
        tasks = [tasks[number] for number in order]
    return Plan(tasks, list(lists))


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a TOML file; raise `SettingsError` if it has none."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}): name a sweep's file.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML ({error}): compare it with sweep.toml.") from error


def as_pair(given: Any, folder: Path, name: str) -> Pair:
    """A pair of pictures from [content, style] or [content, style, name]."""
    is_list = isinstance(given, Sequence) and not isinstance(given, str)
    if not is_list or len(given) not in (2, 3) or not all(isinstance(x, str | Path) for x in given):
        raise SettingsError(
            f'{name} has a pair {given!r}: a pair is ["content.jpg", "style.jpg"], and perhaps '
            "a name as the third."
        )
    content, style = (folder / source for source in given[:2])
    return Pair(given[2] if len(given) == 3 else f"{content.stem}, {style.stem}", content, style)


def labelled(factor: str, given: Any) -> list[tuple[str, Any]]:
    """The values of a list with the names that a table gives them, or named by themselves."""
    if isinstance(given, Mapping):
        pairs = [(str(name), as_value(factor, value)) for name, value in given.items()]
    elif isinstance(given, list | tuple):
        values = [as_value(factor, value) for value in given]
        pairs = [(value_in_words(factor, value) or str(value), value) for value in values]
    else:
        pairs = []
    if not pairs:
        raise SettingsError(
            f"the list of {factor} is {given!r}: give a list of values, or a table of names and values."
        )
    return pairs


def as_value(name: str, value: Any) -> Any:
    """A setting's value as `Settings` has it; raise `SettingsError` if a sweep cannot set it."""
    if name not in FIELDS:
        raise SettingsError(f"there is no setting {name}: choose from {', '.join(FIELDS)}.")
    kind = FIELDS[name].metadata["kind"]
    if kind is PICTURE:
        raise SettingsError(
            f"a sweep cannot set {in_words(FIELDS[name])}, which is a picture: workers get the "
            "content and the style alone."
        )
    if kind is LAYERS and isinstance(value, str):
        try:
            value = layer_weights(value)
        except argparse.ArgumentTypeError as error:
            raise SettingsError(f"{name}: {error}.") from error
    if kind is LAYERS and isinstance(value, list | tuple):
        value = tuple(tuple(pair) if isinstance(pair, list) else pair for pair in value)
    return value


def as_task(pair: Pair, fixed: dict[str, Any], choice: dict[str, tuple[str, Any]]) -> Task:
    """One painting, with its settings checked."""
    varied = {factor: value for factor, (_, value) in choice.items()}
    settings = settings_from(fixed | varied).complete()
    if settings.start_word is None:
        raise SettingsError(
            f"init is {settings.init!r}: a sweep starts from content, noise or style."
        )
    return Task(pair, settings, {factor: label for factor, (label, _) in choice.items()})


def value_in_words(name: str, value: Any) -> str:
    """A setting's value as results.csv has it; None is empty."""
    if value is None:
        return ""
    return show_layers(value) if FIELDS[name].metadata["kind"] is LAYERS else str(value)


def file_name(task: Task, key: str) -> str:
    """The name of a painting's file: its pair, its settings, and 8 characters that make it unique."""
    parts = [task.pair.name, *(f"{factor}={label}" for factor, label in task.labels.items())]
    words = re.sub(r"[^\w=.+-]+", "_", "_".join(parts)).strip("._-")
    return f"{words[:120]}_{key[:8]}.png"
