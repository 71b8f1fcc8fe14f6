"""The command line: python -m utils.stylize CONTENT STYLE [options], or CONTENT ... --styles ..."""

import argparse
import dataclasses
import os
import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from utils.command import Parser, exit_code
from utils.errors import ImageError, SettingsError
from utils.painter.store import trained_painters
from utils.stop import Stopped
from utils.stylize import Painting, paint_files
from utils.stylize.at_once import paint_at_once
from utils.stylize.clips import is_clip
from utils.stylize.folder import named_after, usable_folder
from utils.stylize.settings import Settings, add_options, number, option_of
from utils.stylize.video import STEADY, paint_clip
from utils.stylize.wall import paint_wall

PAINTER_OPTIONS = tuple("--output --size --keep-colors --blend --steady --show --overwrite".split())


def parse(arguments: Sequence[str] | None) -> dict[str, Any]:
    """Read the command line; an option that was not given is not in the result.

    Returns:
        the options; "contents" and "styles", lists; and whether every pair of them is meant: "wall".
    """
    parser = Parser(
        prog="python -m utils.stylize",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
        usage="%(prog)s CONTENT STYLE [STYLE ...] [options]\n"
        "       %(prog)s CONTENT [CONTENT ...] --styles STYLE [STYLE ...] [options]\n"
        "       %(prog)s CONTENT [CONTENT ...] --painter PAINTER [options]",
        description="Paint one picture in the style of another, or of a blend of others; or several "
        "pictures, each in several styles.",
    )
    parser.add_argument(
        "pictures",
        nargs="*",
        default=[],
        metavar="CONTENT, STYLE",
        help="the picture that says what to paint, a path or a web address, and the one that says "
        "how; several styles are blended (--blend)",
    )
    parser.add_argument(
        "--styles",
        nargs="+",
        metavar="STYLE",
        help="paint every CONTENT in every one of these, each in a folder below --output (default: "
        "output); what is painted already is not painted again",
    )
    parser.add_argument(
        "--painter",
        metavar="PAINTER",
        help="paint at once by a trained network: a name of "
        f"{', '.join(trained_painters())}, or the .npz file that course.train_painter made; accepts only "
        f"{', '.join(PAINTER_OPTIONS)}",
    )
    parser.add_argument(
        "--steady",
        type=number,
        metavar="SHARE",
        help="with --painter, of a clip (a folder of frames, a GIF, an MP4): how much of each "
        f"painted frame is the one before, where nothing moves; 0 blends nothing (default: {STEADY})",
    )
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
        "--resume", action="store_true", help="continue a run that was stopped or killed"
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
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    given = vars(parser.parse_intermixed_args(arguments[:end]))  # which loses names after --
    pictures = given.pop("pictures") + arguments[end + 1 :]
    if "painter" in given:
        return with_painter(parser, given, pictures)
    if "steady" in given:
        parser.error("--steady is for clips, which --painter alone can paint")
    given["wall"] = wall = "styles" in given
    given["contents"] = pictures if wall else pictures[:1]
    given.setdefault("styles", pictures[1:])
    if missing := [name for name in ("contents", "styles") if not given[name]]:
        parser.error(f"pictures are missing: {', '.join(missing)}")
    for option in "blend", "show":
        if wall and given.get(option):
            parser.error(f"--{option} is for one painting, and --styles makes several")
    return given


def with_painter(parser: Parser, given: dict[str, Any], pictures: list[str]) -> dict[str, Any]:
    """The command line of a trained painter, checked; "contents" are its pictures."""
    options = {field.name: option_of(field) for field in dataclasses.fields(Settings)}
    extra = [options.get(name, "--" + name.replace("_", "-")) for name in given]
    if extra := [option for option in extra if option not in (*PAINTER_OPTIONS, "--painter")]:
        parser.error(f"--painter paints as it was trained to, without {extra[0]}")
    if not pictures:
        parser.error("pictures are missing: contents")
    return given | {"contents": pictures}


def has_screen() -> bool:
    """Whether there is somewhere to show a picture; a Linux server has none."""
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code, 2 for anything the user can fix."""
    given = parse(arguments)

    def work():
        if "painter" in given:
            return paint_by_painter(**given)
        return paint_all(**given) if given.pop("wall") else paint_one(**given)

    return exit_code(work, report_stop)


def paint_one(contents: list[str], styles: list[str], show: bool, **options: Any) -> int:
    """Paint one painting; return the exit code."""
    if "output" not in options:
        folder = named_after(Path("output"), contents[0], styles, **options)
        options |= {"output": folder, "numbered": True}
    style = styles if len(styles) > 1 else styles[0]
    painting = paint_files(content=contents[0], style=style, **options)
    if not isinstance(painting, Painting):  # a dry run
        return 0
    print(
        f"The pictures are in {painting.folder}: "
        "generated.png, triptych.jpg and image_<iteration>.jpg."
    )
    if show and has_screen():
        webbrowser.open((painting.folder / "triptych.jpg").resolve().as_uri())
    return 0


def paint_by_painter(
    contents: list[str], painter: str, show: bool, output: str | None = None, **options: Any
) -> int:
    """Paint every picture or clip at once; return the exit code."""
    numbered = output is None or len(contents) > 1
    clips = [is_clip(content) for content in contents]
    if "steady" in options and not any(clips):
        raise SettingsError("steady is for clips, and these are pictures: leave out --steady.")
    code = 0
    for content, moves in zip(contents, clips):
        named = str(Path(content).resolve()) if moves else content  # "." is a folder of frames
        if output is None:
            folder: str | Path = named_after(Path("output"), named, [painter])
        else:
            folder = output if len(contents) == 1 else named_after(Path(output), named, [])
        still = {name: value for name, value in options.items() if name != "steady"}
        try:
            if moves:
                path = paint_clip(content, painter, folder, numbered=numbered, **options)
            else:
                path = paint_at_once(content, painter, folder, numbered=numbered, **still)
        except ImageError as error:  # the others can be painted
            print(error, file=sys.stderr)
            code = 2
            continue
        except Stopped as stop:
            print(f"{stop} What is painted so far is {stop.best}.", file=sys.stderr)
            return 130
        print(f"The painting is {path}.")
        if show and has_screen():
            webbrowser.open(path.resolve().as_uri())
    return code


def paint_all(output: str = "output", resume: bool = True, show: bool = False, **given: Any) -> int:
    """Paint every pair, going on where one was begun; return the exit code, 2 if any failed."""
    folder = usable_folder(output, needed_bytes=0)
    return 2 if paint_wall(output=folder, **given) else 0


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
