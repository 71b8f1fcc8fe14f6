"""The command line: python -m utils.sweep FILE --output FOLDER [options]."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from utils.errors import StyleTransferError
from utils.stop import Stopped
from utils.sweep import sweep


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.sweep",
        description="Paint every combination of lists of settings, and make a page of them.",
    )
    parser.add_argument("source", metavar="FILE", help="such as sweep.toml")
    parser.add_argument("--output", required=True, help="folder, made if need be")
    parser.add_argument("--sample", type=int, help="how many to draw from all combinations")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default: 0)")
    parser.add_argument("--scheduler", help="of many machines, such as tcp://host:8786")
    parser.add_argument(
        "--workers", type=int, help="on this machine (default: as cores and memory allow)"
    )
    parser.add_argument("--title", default="", help="of the page")
    return parser.parse_args(arguments)


def report(source: Callable[[], Any], output: str | os.PathLike, **options: Any) -> int:
    """Run a sweep and say how it went.

    Args:
        source: called to get the sweep's file, or a dictionary.
        output, options: as `sweep` takes them.

    Returns:
        the exit code: 2 if a painting or the whole sweep failed, 130 after Ctrl-C.
    """
    try:
        rows = sweep(source(), output, **options)
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except Stopped as stop:
        print(stop, file=sys.stderr)
        return 130
    failed = [row for row in rows if row["error"]]
    for row in failed:
        print(f"{row['pair']} could not be painted: {row['error']}", file=sys.stderr)
    page = Path(output) / "index.html"
    print(f"{len(rows) - len(failed)} of {len(rows)} paintings are there: open {page}.")
    return 2 if failed else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    given = vars(parse(arguments))
    source = given.pop("source")
    return report(lambda: source, **given)


if __name__ == "__main__":
    sys.exit(main())
