"""Stop and go on: what a run has reached, kept in memory after every step and on disk now and then.

A checkpoint is one .npz file, written whole or not at all, with nothing in it that could run: the
picture, the best one so far, the history, the optimiser's memory, and what it was all made from.
"""
import contextlib
import json
import math
import os
import signal
import threading
import time
import zipfile
from pathlib import Path

import numpy as np

from utils.backend import tf
from utils.errors import OutputError, SettingsError
from utils.files import atomic

CHECKPOINT_FILE = "checkpoint.npz"  # in the folder that a run paints into
EVERY = 20  # seconds from one checkpoint to the next, or one step if that takes longer


class Stopped(KeyboardInterrupt):
    """The run was asked to stop and did so after a step. The message says how far it had come."""

    how = ""  # to go on

    def _render_traceback_(self):  # a notebook shows this in place of a traceback
        return [f"{self} {self.how}"]


def in_json(settings):
    """Settings as text; NumPy's numbers become Python's."""
    return json.dumps(settings, default=float)


class Checkpoint:
    """A checkpoint file that an earlier run left.

    Args:
        path: of the file.

    Raises:
        SettingsError: it is no such file.
    """

    def __init__(self, path):
        try:
            if not zipfile.is_zipfile(path):  # np.load would advise to unpickle it
                raise ValueError("it is no .npz file")
            self.arrays = np.load(path, allow_pickle=False)
            if damaged := self.arrays.zip.testzip():
                raise ValueError(f"its {damaged} is damaged")
            self.made_from = json.loads(str(self.arrays["made_from"]))
            self.shape = self.arrays["picture"].shape
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise SettingsError(f"{path} cannot be read as a checkpoint ({error}): leave out "
                                "--resume to start anew.") from error

    def check(self, made_from):
        """Raise `SettingsError` with what differs, should the run have been made otherwise."""
        made_from = json.loads(in_json(made_from))  # tuples become lists, as in the file
        differences = [f"another {name}" if "picture" in name else f"{name} {theirs}, not {ours}"
                       for name, ours in made_from.items()
                       if (theirs := self.made_from.get(name)) != ours]
        if differences:
            raise SettingsError(f"The run to go on with had {'; '.join(differences)}: give it "
                                "the same again, or leave out --resume to start anew.")


def restore(variables, arrays):
    """Put an optimiser's memory where the checkpoint has it; `SettingsError` if it is not its."""
    try:
        for number, variable in enumerate(variables):
            variable.assign(arrays[f"state_{number}"])
    except (KeyError, ValueError) as error:
        raise SettingsError("The checkpoint was left by another version of the course, which "
                            "painted in other steps: leave out --resume to start anew."
                            ) from error


class Keeper:
    """Keeps what a run has reached, and stops it when asked.

    Args:
        path: of the checkpoint; None keeps nothing on disk.
        made_from: what the run depends on, a dict of texts, numbers and lists.
        left: the `Checkpoint` to go on from, or None.
    """

    def __init__(self, path=None, made_from=None, left=None):
        self.path, self.made_from, self.left = path, made_from, left
        self.history, self.best = [], None  # of the picture in work: the best has
        self.least = math.inf  # the lowest J
        self.stop = False  # becomes true when somebody asks for a stop
        self.seen = self.saved = time.monotonic()
        self.spared = bool(path) and not left and path.exists()  # another run's, for EVERY seconds

    @contextlib.contextmanager
    def catching(self):
        """In this block the first signal that means Ctrl-C asks for a stop; the next interrupts."""
        def note(number, frame):
            if self.stop:
                raise KeyboardInterrupt
            self.stop = True

        caught = [number for number in (signal.SIGINT, signal.SIGTERM)
                  if signal.getsignal(number) is signal.default_int_handler
                  and threading.current_thread() is threading.main_thread()]
        try:
            for number in caught:
                signal.signal(number, note)
            yield
        finally:
            for number in caught:
                signal.signal(number, signal.default_int_handler)

    def lies_at(self, shape):
        """Whether the checkpoint to go on from is of a picture of this shape."""
        return self.left is not None and self.left.shape == tuple(shape)

    def begin(self, generated_image, train_step, history):
        """Put picture and optimiser where the checkpoint has them, if it is of this picture.

        Args:
            history: the lines to go on from where there is no such checkpoint.

        Returns:
            list: the history's lines until there, each a tuple of numbers.

        Raises:
            SettingsError: as in `restore`.
        """
        self.best, lines = tf.identity(generated_image), list(history)
        if self.lies_at(generated_image.shape):
            with self.left.arrays as arrays:
                lines = [(int(number), *rest) for number, *rest in arrays["history"].tolist()]
                self.best = tf.constant(arrays["best"])
                generated_image.assign(arrays["picture"])
                if "state_0" in arrays:
                    restore(train_step.state(generated_image), arrays)
            self.left = None
        self.history = lines
        self.least = min((J for _, _, J, *_ in lines), default=math.inf)
        return lines

    def keep(self, history, picture, generated_image, train_step, iterations):
        """Note where the run is after a step; write a checkpoint when it is time.

        Args:
            history: all `Step`s so far.
            picture: which the last of them speaks of.
            generated_image, train_step: where the next step begins.
            iterations: how many steps there will be.

        Raises:
            Stopped: somebody asked for it.
            OutputError: the checkpoint could not be written.
        """
        self.history, step = history, history[-1]
        if step.J <= self.least:
            self.best, self.least = picture, step.J
        last, now = step.iteration == iterations, time.monotonic()
        due = 2 * now - self.seen - self.saved > EVERY  # the next step would end too late
        if self.path and (due or (last or self.stop) and not self.spared):
            state = [] if last else train_step.state(generated_image)
            with atomic(self.path) as part:
                np.savez(part, made_from=in_json(self.made_from), history=np.array(history),
                         best=self.best, picture=generated_image,
                         **{f"state_{number}": value for number, value in enumerate(state)})
            self.saved, self.spared = now, False
        self.seen = now
        if self.stop and not last:
            height, width = picture.shape[1:3]
            raise Stopped(f"Stopped after iteration {step.iteration} of {iterations} "
                          f"at {width} x {height} pixels.")


def take_lock(folder):
    """Lock a folder and return the open file that holds the lock, until it or the process ends.

    Raises:
        BlockingIOError: somebody else holds it.
        OSError: none can be had here, as on some network file systems.
    """
    if os.name != "nt":
        import fcntl
        file = os.open(folder, os.O_RDONLY)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    import msvcrt
    file = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_TEMPORARY)
    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError from error
    return file


@contextlib.contextmanager
def alone_in(folder):
    """Make a folder, hold it for one run, and clear what a killed one left half written."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lock = take_lock(folder)
    except BlockingIOError as error:
        raise SettingsError(f"Another run is painting into {folder}: wait until it is done, or "
                            "choose another folder with --output.") from error
    except OSError:  # there are no locks here
        lock = None
    try:
        for part in filter(Path.is_file, folder.glob(".*.part.*")):
            part.unlink()
        yield
    except OutputError as error:
        way_on = "; --resume goes on" if (folder / CHECKPOINT_FILE).exists() else ""
        raise OutputError(f"{error} What was there before is whole{way_on}.") from error
    finally:
        if lock is not None:
            os.close(lock)


def find_checkpoint(path, resume):
    """Return the `Checkpoint` to go on from, or None; say so if that is not what one would expect.

    Raises:
        SettingsError: there is none, but a painting that beginning anew would replace.
    """
    if resume and path.exists():
        return Checkpoint(path)
    if resume and (path.parent / "generated.png").exists():
        raise SettingsError(f"{path.parent} holds a painting and no checkpoint, so there is "
                            "nothing to go on with: leave out --resume to paint it anew.")
    if resume:
        print(f"{path.parent} holds no checkpoint: beginning at the beginning.", flush=True)
    elif path.exists():
        print(f"{path.parent} holds a run that was not finished. This one begins anew and takes its"
              f" place after {EVERY} seconds: to go on with that one, stop now and add --resume.",
              flush=True)
    return None
