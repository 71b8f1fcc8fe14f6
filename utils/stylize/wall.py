"""Many paintings by one command: every content in every style, each in a folder of its own."""

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from utils.errors import StyleTransferError
from utils.stylize import paint_files
from utils.stylize.folder import named_after
from utils.stylize.forecast import time_in_words


def paint_wall(
    contents: Sequence[str],
    styles: Sequence[str],
    output: Path,
    *,
    dry_run: bool = False,
    **options: Any,
) -> int:
    """Paint every content in every style, below the folder `output`.

    A painting that is there already, of the same pictures and settings, is not made again, and one
    that was begun is gone on with. What cannot be painted is told at the end.

    Args:
        dry_run: whether to say only what each would take, and all together.
        options: `overwrite`, and the settings.

    Returns:
        how many could not be painted.

    Raises:
        Stopped: Ctrl-C was pressed; what is finished stays.
    """
    pairs = list(itertools.product(contents, styles))
    failures, seconds = [], 0.0
    try:
        for number, (content, style) in enumerate(pairs, 1):
            title = f"{content} in the style of {style}"
            print(f"{number} of {len(pairs)}: {title}", flush=True)
            folder = named_after(output, content, [style], **options)
            try:
                made = paint_files(
                    content, style, folder, numbered=True, resume=None, dry_run=dry_run, **options
                )
            except StyleTransferError as error:
                failures.append(f"{title}: {error}")
            else:
                seconds += made if isinstance(made, float) else 0
    finally:
        if failures:
            print(f"{len(failures)} of {len(pairs)} could not be painted:", file=sys.stderr)
            print(*failures, sep="\n", file=sys.stderr)
    if dry_run:
        print(f"All together: about {time_in_words(seconds)} of painting.")
    else:
        print(f"{len(pairs) - len(failures)} of {len(pairs)} paintings are in {output}.")
    return len(failures)
