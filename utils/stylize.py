"""Content + style = generated: the whole of style transfer, from two files to a folder of pictures.

    python -m utils.stylize T_images/sunset_bridge.jpg T_images/swirling_night.jpg
"""
import argparse
import contextlib
import csv
import os
import shlex
import signal
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

import numpy as np

from utils.backend import tf
from utils.checkpoints import CHECKPOINT_FILE, Keeper, Stopped, alone_in, find_checkpoint
from utils.costs import CONTENT_LAYER, STYLE_LAYERS
from utils.download import bare
from utils.errors import NumbersError, SettingsError, StyleTransferError
from utils.faster import bfloat16_is_faster, start_small, train_fast
from utils.files import atomic, sha256
from utils.forecast import expected_seconds, forecast
from utils.images import count_pixels, load_image, mend_edge, save_image, triptych
from utils.memory import check_memory
from utils.settings import check_settings, usable_folder
from utils.training import STARTS, Step, make_cost, start_picture, train

SAVED_ITERATIONS = (0, 250, 750, 1500)
PRESETS = {"lecture": 1500, "fast": 120}  # how to walk down the cost, and how many steps


def default_size(preset):
    """The longest side, in pixels, that takes minutes with the lecture's loop, less with the fast.
    """
    on_a_laptop = {"lecture": 224, "fast": 256}[preset]
    return 512 if tf.config.list_physical_devices("GPU") else on_a_laptop


def stylize(content, style, output, preset="lecture", size=None, style_size=None, iterations=None,
            alpha=10, beta=40, content_layer=CONTENT_LAYER, style_layers=STYLE_LAYERS,
            init="content", learning_rate=0.01, seed=0, bfloat16=None, resume=False, dry_run=False):
    """Paint `content` in the style of `style`, saving pictures on the way.

    Into the folder `output` go image_0.jpg, image_250.jpg, image_750.jpg, image_1500.jpg (those
    reached, and the last), generated.png, triptych.jpg and history.csv. Until they are all there,
    checkpoint.npz holds what has been reached, never more than `checkpoints.EVERY` seconds old.

    Args:
        content, style: what `load_image` reads.
        output: path of a folder, made if need be.
        preset: "lecture", the plain loop of `utils.training`, or "fast", that of `utils.faster`,
            whose iteration 0 is a picture painted small and enlarged. The fast one's pictures get
            a clean edge by `mend_edge`; the costs in the history are of before.
        size: longest side of the generated picture, in pixels; None takes `default_size`.
        style_size: longest side the style picture is seen at; None takes `size`. Larger makes
            larger strokes.
        iterations: steps, 1 or more; None takes 1500 with the lecture's loop, 120 with the fast.
        alpha, beta: weights of content and style, 0 or more, not both 0.
        content_layer, style_layers: as in `make_cost`.
        init, seed: as in `start_picture`.
        learning_rate: as in `train`; the fast loop finds its own.
        bfloat16: as in `train_fast`; the lecture's loop multiplies in float32.
        resume: whether to go on from the checkpoint in `output`, to the same picture as if nothing
            had happened. Without a checkpoint it begins at the beginning.
        dry_run: whether to check everything, print the memory and time it would take, and stop.

    Returns:
        (generated, history): the picture, (1, H, W, 3) in [0, 1], and the list of `Step`s. None of
        a dry run.

    Raises:
        StyleTransferError: a picture, setting or folder is of no use, the memory is too small, the
            weights are missing, another run paints into the folder, or the checkpoint is of other
            pictures or settings: nothing has been written. Or the disk filled up on the way: what
            was there is whole.
        NumbersError: as in `train`; generated.png and history.csv are as good as it got.
        Stopped: Ctrl-C was pressed; likewise, and `resume` goes on.
    """
    if not isinstance(preset, str) or preset not in PRESETS:
        raise SettingsError(f"preset must be {' or '.join(PRESETS)}, not {preset!r}.")
    size = default_size(preset) if size is None else size
    iterations = PRESETS[preset] if iterations is None else iterations
    seen_at = size if style_size is None else style_size
    check_settings(size, seen_at, iterations, alpha, beta, content_layer, style_layers, init,
                   learning_rate, seed, bfloat16)
    pixels, style_pixels = count_pixels(content, size), count_pixels(style, seen_at)
    memory = check_memory(size, pixels, style_size, style_pixels, preset)
    content, style = load_image(content, size), load_image(style, seen_at)
    weights = alpha, beta, content_layer, style_layers
    cost = make_cost(content, style, *weights)
    made_from = {"content picture": sha256(np.asarray(content)),
                 "style picture": sha256(np.asarray(style)),
                 "weights": os.environ.get("NST_WEIGHTS", ""), "preset": preset, "size": size,
                 "style size": seen_at, "iterations": iterations, "alpha": alpha,
                 "beta": beta, "content layer": content_layer, "style layers": style_layers,
                 "init": init, "learning rate": learning_rate, "seed": seed}
    output = usable_folder(output, room=12 * pixels)
    if dry_run:
        seconds = expected_seconds(content, style, weights, preset, iterations, bfloat16)
        return print(forecast(content, preset, iterations, seconds, *memory))
    path = output / CHECKPOINT_FILE
    finish = mend_edge if preset == "fast" else tf.identity

    def save(step, picture):
        if step.iteration in (*SAVED_ITERATIONS, iterations):
            save_image(finish(picture), output / f"image_{step.iteration}.jpg")

    with alone_in(output):
        left = find_checkpoint(path, resume)
        if preset == "fast":
            if bfloat16 is None and left:
                bfloat16 = left.made_from.get("bfloat16")
            elif bfloat16 is None:
                bfloat16 = bfloat16_is_faster()
                print("Multiplying in bfloat16: this processor is faster at it (--float32 forbids)."
                      if bfloat16 else "Multiplying in float32: bfloat16 is no faster here.",
                      flush=True)
            made_from["bfloat16"] = bfloat16
        if left:
            left.check(made_from)
        keeper = Keeper(path, made_from, left)
        try:
            with keeper.catching():
                if preset == "fast":
                    generated = start_small(content, style, *weights, init, seed, bfloat16,
                                            keeper=keeper)
                    history = train_fast(generated, cost, iterations, callback=save,
                                         bfloat16=bfloat16, keeper=keeper)
                else:
                    generated = start_picture(content, init, seed)
                    history = train(generated, cost, iterations, learning_rate, callback=save,
                                    keeper=keeper)
        except (KeyboardInterrupt, NumbersError) as reason:
            if keeper.history:  # of this picture, or of a smaller one that comes before it
                best = tf.image.resize(keeper.best, content.shape[1:3], "bicubic")
                save_image(finish(best), output / "generated.png")
                save_history(keeper.history, output / "history.csv")
                reason.best = output / "generated.png"
            if isinstance(reason, NumbersError) and not keeper.spared:
                path.unlink(missing_ok=True)  # it would only lead to the same end
            reason.how = f"{output} holds the best picture so far; " + (
                "it was too soon for a checkpoint." if keeper.spared else "resume=True goes on.")
            raise
        generated = finish(generated)
        save_image(generated, output / "generated.png")
        save_image(triptych(content, style, generated), output / "triptych.jpg")
        save_history(history, output / "history.csv")
        path.unlink(missing_ok=True)
    return generated, history


def save_history(history, path):
    """Write the history as a table, one line a `Step`."""
    with atomic(path) as part, part.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(Step._fields)
        table.writerows(history)


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message):
        self.exit(2, f"{message} (--help lists the options)\n")


def number(text):
    """Read a number; whether it will do is `check_settings`'s to say."""
    for kind in int, float:
        with contextlib.suppress(ValueError):
            return kind(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number")


def layer_weights(text):
    """Read "block1_conv1=0.2,block2_conv1=0.8" into a list of (layer name, weight)."""
    try:
        return [(name.strip(), float(weight))
                for name, weight in (pair.split("=") for pair in text.split(","))]
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form block1_conv1=0.2,block2_conv1=0.8") from None


def parse(arguments):
    """Read the command line."""
    parser = Parser(prog="python -m utils.stylize", allow_abbrev=False,
                    description="Paint one picture in the style of another.",
                    formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("content", help="the picture that says what to paint: a path or a web "
                        "address")
    parser.add_argument("style", help="the picture that says how")
    parser.add_argument("--output", help="folder (default: output/<content>_<style>[_fast])",
                        default=argparse.SUPPRESS)
    parser.add_argument("--preset", choices=PRESETS, default="lecture",
                        help="the lecture's loop, or a faster way down the same cost")
    parser.add_argument("--size", type=number, default=argparse.SUPPRESS,
                        help="longest side, in pixels (default: 224, with --preset fast 256, "
                        "on a GPU 512)")
    parser.add_argument("--style-size", type=number, default=argparse.SUPPRESS,
                        help="longest side of the style picture (default: as --size)")
    parser.add_argument("--iterations", type=number, default=argparse.SUPPRESS,
                        help="steps (default: 1500, or 120 with --preset fast)")
    parser.add_argument("--alpha", type=number, default=10, help="weight of the content")
    parser.add_argument("--beta", type=number, default=40, help="weight of the style")
    parser.add_argument("--content-layer", default=CONTENT_LAYER, help="where content is compared")
    parser.add_argument("--style-layers", type=layer_weights, metavar="LAYER=WEIGHT,...",
                        default=",".join(f"{name}={weight}" for name, weight in STYLE_LAYERS),
                        help="where style is compared")
    parser.add_argument("--init", choices=STARTS, default="content",
                        help="start from the content under noise, or from noise")
    parser.add_argument("--learning-rate", type=number, default=0.01,
                        help="Adam's, in the lecture's loop")
    parser.add_argument("--float32", dest="bfloat16", action="store_false",
                        default=argparse.SUPPRESS, help="never multiply in bfloat16; else "
                        "--preset fast does where the processor is faster at it")
    parser.add_argument("--show", action="store_true",
                        help="open the picture when it is done, if there is a screen")
    parser.add_argument("--seed", type=number, default=0, help="of the noise")
    parser.add_argument("--resume", action="store_true", default=argparse.SUPPRESS,
                        help="go on with a run that was stopped or killed")
    parser.add_argument("--dry-run", action="store_true", default=argparse.SUPPRESS,
                        help="check everything, print how much memory and time it would take, "
                        "write nothing")
    return parser.parse_args(arguments)


def has_screen():
    """Whether there is somewhere to show a picture; a Linux server has none."""
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def main(arguments=None):
    """Run the command line; return its exit code, 2 for anything the user can mend."""
    settings = vars(parse(arguments))
    names = [bare(settings[role]).stem for role in ("content", "style")]
    if settings["preset"] == "fast":
        names.append("fast")
    output = os.path.expanduser(settings.setdefault("output", Path("output", "_".join(names))))
    show, begun = settings.pop("show"), time.time()
    try:
        stylize(**settings)
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, RuntimeError) as stop:
        if "KeyboardInterrupt" not in repr(stop) and not isinstance(stop, Stopped):
            raise  # TensorFlow makes a RuntimeError of an interrupt in the midst of it
        command = (sys.orig_argv if arguments is None else
                   ["python", "-m", "utils.stylize", *arguments])
        command = [*(part for part in command if part != "--resume"), "--resume"]
        left = Path(output, CHECKPOINT_FILE)  # of this run, or of one before it
        kept = left.exists() and ("resume" in settings or left.stat().st_mtime > begun - 1)
        if hasattr(stop, "best"):
            print(f"The best picture so far is in {stop.best}.", file=sys.stderr)
        quoted = (subprocess.list2cmdline if os.name == "nt" else shlex.join)(command)
        print(stop if isinstance(stop, Stopped) else "Interrupted.", f"Go on with: {quoted}"
              if kept else "No checkpoint was made yet: begin again with the same command.",
              file=sys.stderr)
        return 130
    if "dry_run" in settings:
        return 0
    print(f"The pictures are in {output}: generated.png, triptych.jpg and image_<iteration>.jpg.")
    if show and has_screen():
        webbrowser.open(Path(output, "triptych.jpg").resolve().as_uri())
    return 0


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
