"""Ctrl-C, or a notebook's stop button, asks a run to stop; the run does so after its step."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path


class Stopped(KeyboardInterrupt):
    """A run ended early because somebody asked for it.

    Args:
        sentence: how far the run had come.
        best: path of the best picture so far, or None if none was written.
        resumable: whether a checkpoint is there to go on from.
    """

    def __init__(self, sentence: str, best: Path | None = None, resumable: bool = False):
        super().__init__(sentence)
        self.best, self.resumable = best, resumable

    def _render_traceback_(self) -> list[str]:  # a notebook shows this in place of a traceback
        if self.best is None:
            return [str(self)]
        way_on = "resume=True goes on." if self.resumable else "it was too soon for a checkpoint."
        return [f"{self} {self.best} is the best picture so far; {way_on}"]


class StopRequest:
    """A signal handler that remembers the first signal; the second interrupts at once."""

    asked = False
    awaited = True  # until the block that installed it ends

    def __call__(self, number, frame):
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextlib.contextmanager
def stop_on_interrupt() -> Iterator[StopRequest]:
    """Within this block, the first Ctrl-C or SIGTERM does no more than set `asked`.

    A block inside another one shares the outer block's request. Signals that were given another
    meaning keep it, and outside of the main thread nothing can be caught.
    """
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for handler in handlers.values():
        if isinstance(handler, StopRequest):
            yield handler
            return
    request = StopRequest()
    caught = [
        number
        for number, handler in handlers.items()
        if handler is signal.default_int_handler
        and threading.current_thread() is threading.main_thread()
    ]
    try:
        for number in caught:
            signal.signal(number, request)
        yield request
    finally:
        for number in caught:
            signal.signal(number, signal.default_int_handler)
        request.awaited = False


def was_interrupted(error: BaseException) -> bool:
    """Whether an error means Ctrl-C; TensorFlow turns one within its own code to a RuntimeError."""
    return isinstance(error, KeyboardInterrupt) or "KeyboardInterrupt" in repr(error)


@contextlib.contextmanager
def end_on_interrupt() -> Iterator[None]:
    """Within this block, Ctrl-C ends a program that is still loading: one line, exit code 130.

    TensorFlow turns an exception within its imports into others. Where it is not a package's
    program (python -m ...) that loads, but a notebook, say, nothing is changed.
    """
    before = signal.getsignal(signal.SIGINT)
    loading = sys.argv[0] == "-m" and before is signal.default_int_handler
    if not loading or sys.stderr is None:  # None: it was closed from the start
        yield
        return
    stderr = os.dup(2)  # the block may close it

    def end(*_: object) -> None:
        os.write(stderr, b"Interrupted.\n")
        os._exit(130)

    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(stderr)
