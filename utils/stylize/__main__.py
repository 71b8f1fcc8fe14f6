"""The command line: python -m utils.stylize CONTENT STYLE [options]."""

import argparse
import os
import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from utils.backend import tf
from utils.download import bare
from utils.errors import StyleTransferError
from utils.stop import Stopped, was_interrupted
from utils.stylize import paint_files
from utils.stylize.settings import add_options


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message} (--help lists the options)\n")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; an option that was not given is not in the result."""
    parser = Parser(
        prog="python -m utils.stylize",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
        description="Paint one picture in the style of another.",
    )
    parser.add_argument(
        "content", help="the picture that says what to paint: a path or a web address"
    )
    parser.add_argument("style", help="the picture that says how")
    parser.add_argument(
        "--output",
        help="folder (default: output/<content>_<style>[_lecture], "
        "with a number behind it if that holds another painting)",
    )
    add_options(parser)
    parser.add_argument(
        "--show",
        action="store_true",
        default=False,
        help="open the picture when it is done, if there is a screen",
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with a run that was stopped or killed"
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="paint anew where a painting is finished, and replace it",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="check everything, print how much memory and time it would take, write nothing",
    )
    return parser.parse_args(arguments)


def default_output(content: str, style: str, preset: str = "pyramid", **_: Any) -> Path:
    """The folder for the pictures if none was named."""
    names = [bare(content).stem, bare(style).stem]
    return Path("output", "_".join(names if preset == "pyramid" else [*names, preset]))


def has_screen() -> bool:
    """Whether there is somewhere to show a picture; a Linux server has none."""
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code, 2 for anything the user can mend."""
    given = vars(parse(arguments))
    show = given.pop("show")
    if "output" not in given:
        given |= {"output": default_output(**given), "numbered": True}
    try:
        painting = paint_files(**given)
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except (MemoryError, tf.errors.ResourceExhaustedError):
        print(
            "The memory is not enough, of the GPU if there is one: choose a smaller --size, or "
            "close other programs and notebooks.",
            file=sys.stderr,
        )
        return 2
    except (KeyboardInterrupt, RuntimeError) as error:
        if not was_interrupted(error):
            raise
        report_stop(error if isinstance(error, Stopped) else Stopped("Interrupted."))
        return 130
    if not painting:  # a dry run
        return 0
    print(
        f"The pictures are in {painting.folder}: generated.png, triptych.jpg and image_<iteration>.jpg."
    )
    if show and has_screen():
        webbrowser.open((painting.folder / "triptych.jpg").resolve().as_uri())
    return 0


def report_stop(stop: Stopped) -> None:
    """Say where the best picture is and how to go on."""
    if stop.best:
        print(f"The best picture so far is in {stop.best}.", file=sys.stderr)
    print(
        stop,
        "To go on, give the same command with --resume."
        if stop.resumable
        else "No checkpoint was made yet: begin again with the same command.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    try:
        code = main()
        sys.stdout.flush()
    except OSError as error:  # what is printed cannot be written: the reader of a pipe went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # where what is left of it goes at the exit
        print(f"The program ended early: {error}.", file=sys.stderr)
        code = 2
    sys.exit(code)
