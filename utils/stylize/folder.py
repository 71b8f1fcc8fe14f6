"""The folder that a run paints into: whether it can be used, and by one run at a time."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import filelock
from PIL import Image

from utils.download import bare, is_url
from utils.errors import OutputError, SettingsError
from utils.stylize.checkpoint import CHECKPOINT_FILE
from utils.stylize.record import RECORD_FILE

WRITTEN = (
    *("image_*.jpg", "generated.png", "triptych.jpg", "history.csv"),
    *(RECORD_FILE, CHECKPOINT_FILE),
)
LOCK_FILE = ".lock"


def named_after(
    folder: Path, content: str, styles: Sequence[str], preset: str = "pyramid", **_: Any
) -> Path:
    """The folder below another for a painting of these pictures: <content>_<style>[_lecture]."""
    names = [bare_name(source) for source in (content, *styles)]
    return folder / "_".join(names if preset == "pyramid" else [*names, preset])


def bare_name(source: str) -> str:
    """The name of a picture's file without endings: a folder called night.jpg would be refused."""
    path = Path(bare(source).stem)
    while path.suffix.lower() in Image.registered_extensions():
        path = path.with_suffix("")
    return path.name


def usable_folder(path: str | os.PathLike, needed_bytes: int) -> Path:
    """The path of a folder that can be made and takes so many bytes; nothing is left behind.

    Raises:
        OutputError: it cannot, or does not, or a folder stands where a file is to be written.
    """
    if isinstance(path, str) and (path == "" or is_url(path)):
        raise OutputError(f"{path!r} is not a possible folder: name another with --output.")
    try:
        path = Path(path).expanduser()
        if path.suffix.lower() in Image.registered_extensions() and not path.is_dir():
            raise OutputError(
                f"{path} is a name for one picture, and several are written: name a folder "
                f"with --output, such as {path.with_suffix('')}."
            )
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path) as probe:
                probe.write(bytes(needed_bytes))
        finally:
            for folder in missing:
                with contextlib.suppress(OSError):
                    folder.rmdir()
    except OutputError:
        raise
    except (OSError, RuntimeError, TypeError, ValueError) as error:  # RuntimeError: unknown user
        full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        advice = "make room, or choose another" if full else "choose another"
        raise OutputError(
            f"The folder {path} cannot be created ({error}): {advice} with --output."
        ) from error
    for name in WRITTEN:
        for folder in filter(Path.is_dir, path.glob(name)):
            raise OutputError(
                f"{folder} is a folder, but a file of that name must be written: "
                "move it, or choose another place with --output."
            )
    return path


@contextlib.contextmanager
def only_run_in(folder: Path) -> Iterator[None]:
    """Make a folder, lock it for one run, and remove what a killed run left half written.

    Raises:
        SettingsError: another run has it.
        OutputError: from within the block, with a word about what is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise SettingsError(
            f"Another run is painting into {folder}: wait until it is done, or "
            "choose another folder with --output."
        ) from error
    except (OSError, NotImplementedError):
        pass  # some network file systems have no locks
    try:
        for part in filter(Path.is_file, folder.glob(".*.part.*")):
            part.unlink()
        yield
    except OutputError as error:
        way_on = "; --resume continues" if (folder / CHECKPOINT_FILE).exists() else ""
        raise OutputError(f"{error} What was there before is intact{way_on}.") from error
    finally:
        with contextlib.suppress(OSError):  # Windows removes the file on its own, afterwards
            (folder / LOCK_FILE).unlink(missing_ok=True)
        lock.release()
