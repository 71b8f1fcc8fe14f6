"""What the command lines have in common: one line about wrong arguments, and an exit code."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from utils.errors import StyleTransferError
from utils.stop import Stopped, was_interrupted


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message} (--help lists the options)\n")


def exit_code(work: Callable[[], int], report_stop: Callable[[Stopped], None]) -> int:
    """Do the work; return its exit code, 2 for anything the user can fix, or 130 after Ctrl-C.

    Args:
        work: returns its exit code.
        report_stop: says how far it had come, and how to go on.
    """
    try:
        return work()
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, RuntimeError) as error:
        if not was_interrupted(error):
            raise
        report_stop(error if isinstance(error, Stopped) else Stopped("Interrupted."))
        return 130
