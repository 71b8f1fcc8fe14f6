"""Can what was asked for be done? Looked at before anything is computed or written."""
import contextlib
import errno
import numbers
import tempfile
from pathlib import Path

import numpy as np

from utils.checkpoints import CHECKPOINT_FILE
from utils.download import is_url
from utils.errors import OutputError, SettingsError
from utils.reading import LONGEST, SMALLEST, is_whole
from utils.training import STARTS

MADE = "image_*.jpg", "generated.png", "triptych.jpg", "history.csv", CHECKPOINT_FILE


def check_settings(size, style_size, iterations, alpha, beta, content_layer, style_layers, init,
                   learning_rate, seed, bfloat16):
    """Raise `SettingsError` with one sentence about the first setting that is out of its range."""
    def require(fine, sentence):
        if not fine:
            raise SettingsError(sentence + ".")

    def whole(number, least, most):
        return is_whole(number) and least <= number <= most

    def weight(number):
        return (isinstance(number, (float, np.floating, numbers.Integral))
                and not isinstance(number, bool)
                and (number == 0 or 1e-12 <= number <= 1e12))  # nothing else fits float32, squared

    for name, side in (("size", size), ("style size", style_size)):
        require(whole(side, SMALLEST, LONGEST), f"{name} must be a whole number of pixels, from "
                f"{SMALLEST} to {LONGEST}, not {side!r}")
    require(whole(iterations, 1, 10**9),
            f"iterations must be a whole number, from 1 to {10**9}, not {iterations!r}")
    for name, number in (("alpha", alpha), ("beta", beta), ("learning rate", learning_rate)):
        require(weight(number), f"{name} must be 0, or from 1e-12 to 1e12, not {number!r}")
    require(alpha or beta, "alpha and beta are both 0, so there is nothing to aim for: raise one")
    require(learning_rate, "learning rate must be above 0: nothing would move")
    require(isinstance(style_layers, (list, tuple)) and style_layers
            and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in style_layers),
            f"style layers must be a list of (name, weight), not {style_layers!r}")
    layers, weights = zip(*style_layers)
    require(all(map(weight, weights)) and any(weights),
            f"style weights must be 0 or from 1e-12 to 1e12, and not all 0, not {list(weights)}")
    for layer in (content_layer, *layers):
        require(isinstance(layer, str), f"a layer must be given by its name, not as {layer!r}")
    require(isinstance(init, str) and init in STARTS,
            f"init must be {' or '.join(STARTS)}, not {init!r}")
    require(whole(seed, 0, 2**31 - 1),
            f"seed must be a whole number, from 0 to {2**31 - 1}, not {seed!r}")
    require(bfloat16 is None or isinstance(bfloat16, bool),
            f"bfloat16 must be True, False or None, not {bfloat16!r}")


def usable_folder(path, room):
    """The path of a folder that can be made and takes `room` bytes; everything is left as it was.

    Raises:
        OutputError: it cannot, or does not, or a folder stands where a file is to be written.
    """
    if isinstance(path, str) and (path == "" or is_url(path)):
        raise OutputError(f"{path!r} is no folder for the pictures: name another with --output.")
    try:
        path = Path(path).expanduser()
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path) as probe:
                probe.write(bytes(room))
        finally:
            for folder in missing:
                with contextlib.suppress(OSError):
                    folder.rmdir()
    except (OSError, RuntimeError, TypeError, ValueError) as error:  # RuntimeError: unknown user
        full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise OutputError(f"{path} cannot be made a folder for the pictures ({error}): "
                          f"{'make room, or ' * full}choose another with --output.") from error
    for name in MADE:
        for folder in filter(Path.is_dir, path.glob(name)):
            raise OutputError(f"{folder} is a folder, and a file of that name is to be written: "
                              "move it, or choose another place with --output.")
    return path
