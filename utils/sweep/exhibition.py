"""A wall for a class: paint the pairs of pictures that were handed in, and make a page of them.

    python -m utils.sweep.exhibition handed_in/ [--scheduler tcp://host:8786]

Only pictures and names are read. Nothing that was handed in is run.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from utils.errors import SettingsError
from utils.sweep.__main__ import report

ROLES = "content", "style"


def read_pairs(source: Path) -> list[list[str]]:
    """The pairs that were handed in: [content, style, name] for each.

    Args:
        source: a CSV with the columns content, style and name, whose paths start from its folder;
            or a folder with two pictures for each name, anna_content.jpg and anna_style.png, or
            anna/content.jpg and anna/style.png.

    Raises:
        SettingsError: it is neither, or a picture of a pair is missing.
    """
    if source.is_dir():
        return pairs_in(source)
    try:
        with source.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        return [
            [str(source.parent.absolute() / row[role]) for role in ROLES] + [row["name"]]
            for row in rows
        ]
    except (OSError, UnicodeError, csv.Error, KeyError, TypeError) as error:
        raise SettingsError(
            f"{source} cannot be read as a list of pairs ({type(error).__name__}: {error}): name a "
            "folder, or a CSV with the columns content, style and name."
        ) from error


def pairs_in(folder: Path) -> list[list[str]]:
    """The pairs of a folder, by name."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.rglob("*")):
        for role in ROLES:
            if path.is_file() and path.stem.lower().endswith(role):
                name = path.stem[: -len(role)].strip(" _-.") or path.parent.name
                found.setdefault(name, {})[role] = path.absolute()
    if not found:
        raise SettingsError(
            f"{folder} holds no pairs: put anna_content.jpg and anna_style.jpg there for each name."
        )
    for name, pair in found.items():
        if missing := [role for role in ROLES if role not in pair]:
            raise SettingsError(
                f"{folder} has no {missing[0]} for {name}: add {name}_{missing[0]}.jpg, or take the "
                "other picture away."
            )
    return [[str(pair[role]) for role in ROLES] + [name] for name, pair in found.items()]


def exhibition(source: Path, size: int = 384) -> dict[str, Any]:
    """The sweep that paints what was handed in, with the default settings."""
    return {"pairs": read_pairs(source), "settings": {"size": size}}


def main(arguments: Sequence[str] | None = None) -> int:
    """Paint what was handed in; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.sweep.exhibition",
        description="Paint the pairs of pictures that a class handed in, and make a page of them.",
    )
    parser.add_argument("pairs", type=Path, help="a folder, or a CSV of content, style and name")
    parser.add_argument("--output", help="folder (default: output/walls/<name of the pairs>)")
    parser.add_argument("--size", type=int, default=384, help="longest side (default: 384 pixels)")
    parser.add_argument("--scheduler", help="of the room's machines, such as tcp://host:8786")
    parser.add_argument("--title", default="", help="of the page (default: the folder's name)")
    given = parser.parse_args(arguments)
    output = given.output or Path("output", "walls", given.pairs.absolute().stem)
    return report(
        lambda: exhibition(given.pairs, given.size),
        output=output,
        scheduler=given.scheduler,
        title=given.title,
    )


if __name__ == "__main__":
    sys.exit(main())
