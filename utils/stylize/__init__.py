"""Content + style = generated: all of style transfer, from two files to a folder of pictures.

On the command line:

    python -m utils.stylize T_images/sunset_bridge.jpg T_images/swirling_night.jpg
"""

import csv
import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from utils import pyramid
from utils.backend import tf
from utils.bfloat16 import bfloat16_is_faster
from utils.costs import make_cost
from utils.errors import NumbersError, SettingsError
from utils.files import atomic
from utils.images import count_pixels, load_image, save_image, stacked, triptych
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
from utils.stylize.memory import check_memory, memory_may_run_out
from utils.stylize.pictures import Pictures, check_number, finished, load_pictures
from utils.stylize.record import can_go_on, free_folder, is_finished, write_record
from utils.stylize.settings import Settings, settings_from
from utils.training import Adam, Step, how_far, size_of, start_picture, train
from utils.vgg import feature_extractor

SAVED_ITERATIONS = (0, 250, 750, 1500)

Note = Callable[[Step, tf.Tensor, int], None]  # of a step, its picture, and the last iteration


class Painting(NamedTuple):
    """A finished painting, and the folder that it is in."""

    picture: tf.Tensor  # (1, H, W, 3) in [0, 1]
    history: list[Step]
    folder: Path


def stylize(
    content: Any,
    style: Any,
    output: str | os.PathLike,
    *,
    resume: bool | None = False,
    overwrite: bool = False,
    dry_run: bool = False,
    **settings: Any,
) -> Any:
    """Paint `content` in the style of `style`, saving pictures on the way.

    Into the folder `output` go image_0.jpg, image_250.jpg, image_750.jpg, image_1500.jpg (those
    reached, and the last), generated.png, triptych.jpg, history.csv and settings.json, which notes
    what the painting is made from. Until they are all there, checkpoint.npz holds what has been
    reached, never more than 20 seconds old. A folder that holds this very painting already, of the
    same pictures and settings, is left as it is.

    Args:
        content, style: what `load_image` reads; several styles, which are blended, are a list.
        output: path of a folder, made if need be.
        resume: whether to go on from the checkpoint in `output`, to the same picture as if nothing
            had happened. Without a checkpoint it begins at the beginning. None goes on if this very
            painting was begun here, and else begins anew.
        overwrite: whether to paint anew where a painting is finished, and to replace it.
        dry_run: whether to check everything, print the memory and time it would take, and stop.
        settings: any field of `utils.stylize.settings.Settings`, such as size=384, strength=3.

    Returns:
        (generated, history): the picture, (1, H, W, 3) in [0, 1], and the list of `Step`s. None of
        a dry run.

    Raises:
        StyleTransferError: a picture, setting or folder is of no use, the memory is too small, the
            weights are missing, another run paints into the folder, it holds another finished
            painting, or the checkpoint is of other pictures or settings: nothing has been written.
            Or the disk filled up on the way: what was there is whole.
        NumbersError: as in `train`; generated.png and history.csv are as good as it got.
        Stopped: Ctrl-C was pressed; likewise, and `resume` goes on.
    """
    painting = paint_files(
        content, style, output, resume=resume, overwrite=overwrite, dry_run=dry_run, **settings
    )
    return painting[:2] if isinstance(painting, Painting) else None


@memory_may_run_out()
def paint_files(
    content: Any,
    style: Any,
    output: str | os.PathLike,
    *,
    numbered: bool = False,
    resume: bool | None = False,
    overwrite: bool = False,
    dry_run: bool = False,
    **settings: Any,
) -> Painting | float:
    """As `stylize`, and say where the painting is.

    Args:
        numbered: whether `output` gets a number behind its name if it holds another painting.
        resume: None, where the folder is numbered, spares other paintings that were begun.

    Returns:
        the painting, or of a dry run how many seconds it would take.
    """
    asked = settings_from(settings)
    chosen = asked.complete()
    pixels = count_pixels(content, chosen.size)
    styles = list(style) if isinstance(style, (list, tuple)) else [style]
    check_number(styles, chosen)
    seen = styles if chosen.fine_style is None else [*styles, chosen.fine_style]
    style_pixels = [count_pixels(style, chosen.style_size) for style in seen]
    sizes = chosen.size, pixels, asked.style_size, style_pixels, chosen.preset
    memory = check_memory(*sizes)
    feature_extractor(chosen.layers)  # refuses unknown layers before anything is written
    folder = usable_folder(output, needed_bytes=12 * pixels)
    pictures = load_pictures(content, styles, chosen)
    if pictures.control.regions is not None:
        memory = check_memory(*sizes, regions=pictures.control.regions.shape[3])
    made_from = pictures.made_from() | {"weights": os.environ.get("NST_WEIGHTS", "")}
    if numbered:
        # one of many may bear the name of another that was begun just before
        folder = free_folder(folder, made_from | chosen.in_words(), spare_begun=resume is None)
        usable_folder(folder, needed_bytes=12 * pixels)
    if not overwrite and is_finished(folder, made_from | chosen.in_words()):
        print(f"{folder} holds this painting already: --overwrite paints it anew.", flush=True)
        generated = load_image(folder / "generated.png")
        return 0.0 if dry_run else Painting(generated, read_history(folder / "history.csv"), folder)
    if dry_run:
        seconds = expected_seconds(pictures.content, pictures.styles, chosen, pictures.control)
        print(forecast_in_words(pictures.content, chosen, seconds, *memory))
        return seconds
    with only_run_in(folder):
        if resume is None:
            resume = can_go_on(folder, made_from | chosen.in_words())
        checkpoint = find_checkpoint(folder, resume)
        chosen = choose_bfloat16(chosen, checkpoint)
        made_from |= chosen.in_words()
        if checkpoint:
            check_made_from(checkpoint.made_from, made_from)
        generated, history = paint(pictures, chosen, folder, made_from, checkpoint)
        generated = finished(generated, pictures.content, chosen.keep_colors)
        save_image(generated, folder / "generated.png", pictures.alpha)
        panels = pictures.content, stacked(pictures.styles), generated
        save_image(triptych(*panels), folder / "triptych.jpg")
        save_history(history, folder / "history.csv", chosen.preset)
        write_record(folder, made_from, finished=True)
        (folder / CHECKPOINT_FILE).unlink(missing_ok=True)
    return Painting(generated, history, folder)


def choose_bfloat16(settings: Settings, checkpoint: Checkpoint | None) -> Settings:
    """Decide how the network multiplies: as asked, as the run to go on with, or as is faster."""
    bfloat16 = settings.bfloat16
    if settings.preset == "lecture":
        bfloat16 = None  # its loop multiplies in float32
    elif bfloat16 is None and checkpoint:
        bfloat16 = checkpoint.made_from.get("bfloat16")
    elif bfloat16 is None:
        bfloat16 = bfloat16_is_faster()
        number = "bfloat16: this processor is faster at it" if bfloat16 else "float32"
        print(f"Multiplying in {number}.", flush=True)
    return dataclasses.replace(settings, bfloat16=bfloat16)


def paint(
    pictures: Pictures,
    settings: Settings,
    folder: Path,
    made_from: dict[str, Any],
    checkpoint: Checkpoint | None,
) -> tuple[tf.Tensor, list[Step]]:
    """Paint, with checkpoints and pictures on the way; return the picture and its history.

    Raises:
        NumbersError, Stopped: as in `stylize`, after the best picture so far has been written.
    """
    paint_preset = paint_lecture if settings.preset == "lecture" else paint_pyramid
    with stop_on_interrupt() as stop:
        recorder = Recorder(folder / CHECKPOINT_FILE, made_from, checkpoint, stop)

        def note(step, before, last):
            if not recorder.history:
                write_record(folder, made_from, finished=False)
            if step.iteration in (*SAVED_ITERATIONS, last):
                shown = finished(before, pictures.content, settings.keep_colors)
                save_image(shown, folder / f"image_{step.iteration}.jpg")
            recorder.note(step, before, step.iteration == last)

        try:
            return paint_preset(pictures, settings, recorder, note)
        except NumbersError:
            save_best(recorder, pictures, settings, folder)
            if not recorder.spared:
                recorder.path.unlink(missing_ok=True)  # it would only lead to the same end
            raise
        except (KeyboardInterrupt, RuntimeError) as error:
            if not was_interrupted(error):
                raise
            best = save_best(recorder, pictures, settings, folder)
            sentence = str(error) if isinstance(error, Stopped) else "Interrupted."
            raise Stopped(sentence, best, recorder.resumable) from None


def paint_lecture(
    pictures: Pictures, settings: Settings, recorder: Recorder, note: Note
) -> tuple[tf.Tensor, list[Step]]:
    """Paint by the loop of notebook 4."""
    alpha, beta, content_layer, style_layers = settings.weights
    alpha /= settings.strength
    content, (style,) = pictures.content, pictures.styles
    cost = make_cost(content, style, alpha, beta, content_layer, style_layers)
    generated = start_picture(content, pictures.start, settings.seed)
    train_step = Adam(cost, settings.learning_rate)
    train_step.build(generated)
    last = settings.iterations
    history = train(
        generated,
        cost,
        last,
        callback=lambda step, before: note(step, before, last),
        train_step=train_step,
        history=recorder.begin(generated, train_step, last),
    )
    if len(history) <= last:
        raise Stopped(how_far(generated, history, last))
    return generated, history


def paint_pyramid(
    pictures: Pictures, settings: Settings, recorder: Recorder, note: Note
) -> tuple[tf.Tensor, list[Step]]:
    """Paint by the default recipe, level by level."""
    content, styles, control = pictures.content, pictures.styles, pictures.control
    last = pyramid.pyramid(content, styles, settings.iterations, control)[-1].last

    def train_level(picture, cost, train_step, level, _):
        return train(
            picture,
            cost,
            level.last,
            callback=lambda step, before: note(step, pyramid.without_margin(before), last),
            train_step=train_step,
            history=recorder.begin(picture, train_step, level.last, level.first),
            first=level.first,
            title=size_of(level.content),
        )

    return pyramid.paint(
        content,
        styles,
        *settings.weights,
        control=control,
        init=pictures.start,
        seed=settings.seed,
        steps=settings.iterations,
        learning_rate=settings.learning_rate,
        bfloat16=settings.bfloat16,
        train_level=train_level,
    )


def save_best(
    recorder: Recorder, pictures: Pictures, settings: Settings, folder: Path
) -> Path | None:
    """Write the best picture so far, of this level or a smaller one, and its history."""
    if not recorder.history:
        return None
    best = finished(recorder.best, pictures.content, settings.keep_colors)
    save_image(best, folder / "generated.png", pictures.alpha)
    save_history(recorder.history, folder / "history.csv", settings.preset)
    return folder / "generated.png"


def save_history(history: Sequence[Step], path: Path, preset: str) -> None:
    """Write the history as a table, a line per `Step`; the last column names the kind of costs."""
    costs = "absolute" if preset == "lecture" else "relative"
    with atomic(path) as part, part.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow([*Step._fields, "costs"])
        table.writerows([*step, costs] for step in history)


def read_history(path: Path) -> list[Step]:
    """What `save_history` wrote; raise `SettingsError` if it is not there or was changed."""
    try:
        with path.open(newline="") as file:
            _, *lines = csv.reader(file)
        return [Step(int(line[0]), *map(float, line[1:5])) for line in lines]
    except (OSError, ValueError, TypeError, IndexError, csv.Error) as error:
        raise SettingsError(
            f"{path} is not the table of the painting beside it ({error}): --overwrite paints anew."
        ) from error
