"""Content + style = generated: all of style transfer, from two files to a folder of pictures.

    python -m utils.stylize T_images/sunset_bridge.jpg T_images/swirling_night.jpg
"""
import csv
import dataclasses
import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from utils.backend import tf
from utils.costs import Cost, make_cost
from utils.errors import NumbersError
from utils.faster import bfloat16_is_faster, start_small, train_fast
from utils.files import atomic, sha256
from utils.images import count_pixels, load_image, mend_edge, save_image, triptych
from utils.lbfgs import LBFGS
from utils.stop import Stopped, stop_on_interrupt, was_interrupted
from utils.stylize.checkpoint import (
    CHECKPOINT_FILE,
    Checkpoint,
    Recorder,
    check_made_from,
    find_checkpoint,
)
from utils.stylize.folder import only_run_in, usable_folder
from utils.stylize.forecast import expected_seconds, forecast_in_words
from utils.stylize.memory import check_memory
from utils.stylize.settings import Settings, settings_from
from utils.training import Adam, Callback, Step, how_far, start_picture, train

SAVED_ITERATIONS = (0, 250, 750, 1500)
Finish = Callable[[tf.Tensor], tf.Tensor]  # what is done to a picture before it is saved


def stylize(content: Any, style: Any, output: str | os.PathLike, *, resume: bool = False,
            dry_run: bool = False, **settings: Any) -> Any:
    """Paint `content` in the style of `style`, saving pictures on the way.

    Into the folder `output` go image_0.jpg, image_250.jpg, image_750.jpg, image_1500.jpg (those
    reached, and the last), generated.png, triptych.jpg and history.csv. Until they are all there,
    checkpoint.npz holds what has been reached, never more than 20 seconds old.

    Args:
        content, style: what `load_image` reads.
        output: path of a folder, made if need be.
        resume: whether to go on from the checkpoint in `output`, to the same picture as if nothing
            had happened. Without a checkpoint it begins at the beginning.
        dry_run: whether to check everything, print the memory and time it would take, and stop.
        settings: any field of `utils.stylize.settings.Settings`, such as preset="fast", size=384.

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
    asked = settings_from(settings)
    chosen = asked.complete()
    pixels = count_pixels(content, chosen.size)
    style_pixels = count_pixels(style, chosen.style_size)
    memory = check_memory(chosen.size, pixels, asked.style_size, style_pixels, chosen.preset)
    content, style = load_image(content, chosen.size), load_image(style, chosen.style_size)
    cost = make_cost(content, style, *chosen.weights)
    output = usable_folder(output, needed_bytes=12 * pixels)
    if dry_run:
        seconds = expected_seconds(content, style, chosen)
        print(forecast_in_words(content, chosen, seconds, *memory))
        return None
    finish = mend_edge if chosen.preset == "fast" else tf.identity
    with only_run_in(output):
        checkpoint = find_checkpoint(output, resume)
        chosen = choose_bfloat16(chosen, checkpoint)
        made_from = pictures_made_from(content, style) | chosen.in_words()
        if checkpoint:
            check_made_from(checkpoint.made_from, made_from)
        generated, history = paint(content, style, cost, chosen, output, finish,
                                   made_from, checkpoint)
        generated = finish(generated)
        save_image(generated, output / "generated.png")
        save_image(triptych(content, style, generated), output / "triptych.jpg")
        save_history(history, output / "history.csv")
        (output / CHECKPOINT_FILE).unlink(missing_ok=True)
    return generated, history


def choose_bfloat16(settings: Settings, checkpoint: Checkpoint | None) -> Settings:
    """Decide how the network multiplies: as asked, as the run to go on with, or as is faster."""
    bfloat16 = settings.bfloat16
    if settings.preset != "fast":
        bfloat16 = None  # the lecture's loop multiplies in float32
    elif bfloat16 is None and checkpoint:
        bfloat16 = checkpoint.made_from.get("bfloat16")
    elif bfloat16 is None:
        bfloat16 = bfloat16_is_faster()
        print("Multiplying in bfloat16: this processor is faster at it (--float32 forbids)."
              if bfloat16 else "Multiplying in float32: bfloat16 is no faster here.", flush=True)
    return dataclasses.replace(settings, bfloat16=bfloat16)


def pictures_made_from(content: tf.Tensor, style: tf.Tensor) -> dict[str, str]:
    """What a run depends on besides its settings."""
    return {"content picture": sha256(np.asarray(content)),
            "style picture": sha256(np.asarray(style)),
            "weights": os.environ.get("NST_WEIGHTS", "")}


def paint(content: tf.Tensor, style: tf.Tensor, cost: Cost, settings: Settings, folder: Path,
          finish: Finish, made_from: dict[str, Any], checkpoint: Checkpoint | None
          ) -> tuple[tf.Variable, list[Step]]:
    """Paint, with checkpoints and pictures on the way; return the picture and its history.

    Raises:
        NumbersError, Stopped: as in `stylize`, after the best picture so far has been written.
    """
    path = folder / CHECKPOINT_FILE

    def save(step: Step, picture: tf.Tensor) -> None:
        if step.iteration in (*SAVED_ITERATIONS, settings.iterations):
            save_image(finish(picture), folder / f"image_{step.iteration}.jpg")

    with stop_on_interrupt() as stop:
        recorder = Recorder(path, made_from, checkpoint, stop)
        improve = functools.partial(improve_recorded, settings=settings, recorder=recorder)
        try:
            if settings.preset == "fast":
                start = checkpoint.picture if checkpoint else None
                generated = start_small(content, style, *settings.weights, init=settings.init,
                                        seed=settings.seed, paint=improve, start=start)
            else:
                generated = start_picture(content, settings.init, settings.seed)
            history = improve(generated, cost, settings.iterations, callback=save)
            if len(history) <= settings.iterations:
                raise Stopped(how_far(generated, history, settings.iterations))
            return generated, history
        except NumbersError:
            save_best(recorder, content, folder, finish)
            if not recorder.spared:
                path.unlink(missing_ok=True)  # it would only lead to the same end
            raise
        except (KeyboardInterrupt, RuntimeError) as error:
            if not was_interrupted(error):
                raise
            best = save_best(recorder, content, folder, finish)
            sentence = str(error) if isinstance(error, Stopped) else "Interrupted."
            raise Stopped(sentence, best, recorder.resumable) from None


def improve_recorded(picture: tf.Variable, cost: Cost, iterations: int, settings: Settings,
                     recorder: Recorder, callback: Callback | None = None) -> list[Step]:
    """Train as the preset does, from where the checkpoint has this picture if there is one."""
    def note(step: Step, before: tf.Tensor) -> None:
        if callback:
            callback(step, before)
        recorder.note(step, before, picture, optimizer if step.iteration < iterations else None)

    optimizer: LBFGS | Adam
    if settings.preset == "fast":
        optimizer = LBFGS(cost, picture, iterations)
        history = recorder.begin(picture, optimizer)
        return train_fast(picture, cost, iterations, callback=note, bfloat16=settings.bfloat16,
                          train_step=optimizer, history=history)
    optimizer = Adam(cost, settings.learning_rate)
    optimizer.build(picture)
    history = recorder.begin(picture, optimizer)
    return train(picture, cost, iterations, callback=note, train_step=optimizer, history=history)


def save_best(recorder: Recorder, content: tf.Tensor, folder: Path,
              finish: Finish) -> Path | None:
    """Write the best picture so far, of this level or a smaller one, and its history."""
    if not recorder.history:
        return None
    best = tf.image.resize(recorder.best, content.shape[1:3], "bicubic")
    save_image(finish(best), folder / "generated.png")
    save_history(recorder.history, folder / "history.csv")
    return folder / "generated.png"


def save_history(history: Sequence[Step], path: Path) -> None:
    """Write the history as a table, one line per `Step`."""
    with atomic(path) as part, part.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(Step._fields)
        table.writerows(history)
