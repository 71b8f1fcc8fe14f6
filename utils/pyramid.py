"""The default recipe: paint a small picture first, enlarge the painting, and go on from there.

At about 128 pixels, VGG-19's receptive fields cover large parts of the scene. Broad strokes and the
distribution of colours are found there; each larger level refines what it receives. This is an
image pyramid, as Gatys et al. (2017) use for large pictures.
"""

import functools
import gc
from collections.abc import Callable, Sequence
from typing import NamedTuple

from utils.backend import tf
from utils.bfloat16 import bfloat16_is_faster, multiplying_in_bfloat16
from utils.control import Control
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, Cost, Layers
from utils.reading import SMALLEST
from utils.relative import make_relative_cost
from utils.stop import Stopped, stop_on_interrupt
from utils.training import Step, how_far, nan_if_overflowed, size_of, start_picture, train

FIRST_SIZE = 128  # pixels, about the longest side of the smallest level
GROWTH = 2**0.5  # of the sides, from level to level
STEPS = 50  # at every level but the first, which gets twice as many
MARGIN = 16  # pixels painted beyond each edge and cut off at the end
LEARNING_RATE = 0.02  # about how far a pixel moves in one step


class Level(NamedTuple):
    """One level of the pyramid."""

    content: tf.Tensor  # (1, H, W, 3) in [0, 1]
    style: tf.Tensor | Sequence[tf.Tensor]  # a picture, or a list of them
    steps: int
    first: int  # iteration at which the level begins
    control: Control = Control()

    @property
    def last(self) -> int:
        """The iteration at which the level ends, after all its steps."""
        return self.first + self.steps


def resized(picture: tf.Tensor, scale: float) -> tf.Tensor:
    """A picture with both sides `scale` times as long, in [0, 1]."""
    sides = [round(scale * side) for side in picture.shape[1:3]]
    return tf.clip_by_value(tf.image.resize(picture, sides, "bicubic", antialias=True), 0, 1)


def pyramid(
    content: tf.Tensor,
    style: tf.Tensor | Sequence[tf.Tensor],
    steps: int = STEPS,
    control: Control = Control(),  # noqa: B008 (it cannot be changed)
) -> list[Level]:
    """The levels at which a picture is painted, the smallest first.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], or a list of styles; the last level has
            just these.
        steps: of every level but the first, which gets twice as many.
        control: as in `make_relative_cost`; its pictures and masks become smaller, too.
    """
    longest = max(content.shape[1:3])
    shortest = min(
        side
        for picture in [
            content,
            *tf.nest.flatten(style),
            *([] if control.fine_style is None else [control.fine_style]),
        ]
        for side in picture.shape[1:3]
    )
    scales = [1.0]
    while (
        scales[0] * longest / GROWTH > 0.94 * FIRST_SIZE
        and scales[0] * shortest / GROWTH >= SMALLEST
    ):
        scales.insert(0, scales[0] / GROWTH)
    levels: list[Level] = []
    for scale in scales:
        first = levels[-1].last + 1 if levels else 0
        levels.append(
            Level(
                content=resized(content, scale),
                style=tf.nest.map_structure(functools.partial(resized, scale=scale), style),
                steps=steps if levels else 2 * steps,
                first=first,
                control=resized_control(control, scale),
            )
        )
    return levels


def fitted(picture: tf.Tensor, like: tf.Tensor) -> tf.Tensor:
    """A picture at the size of another, in [0, 1]."""
    return tf.clip_by_value(
        tf.image.resize(picture, like.shape[1:3], "bicubic", antialias=True), 0, 1
    )


def resized_control(control: Control, scale: float) -> Control:
    """The same with its pictures and masks resized."""
    fields = control._asdict().items()
    return control._replace(**{name: resized(x, scale) for name, x in fields if tf.is_tensor(x)})


def with_margin(picture: tf.Tensor) -> tf.Tensor:
    """Continue a picture beyond its edges by its mirror image.

    VGG-19 pads with zeros, which would leave a border. It is painted on the margin, and cut off.
    """
    return tf.pad(picture, [[0, 0], [MARGIN] * 2, [MARGIN] * 2, [0, 0]], "REFLECT")


def without_margin(picture: tf.Tensor) -> tf.Tensor:
    """Undo `with_margin`."""
    return picture[:, MARGIN:-MARGIN, MARGIN:-MARGIN]


class AveragedAdam(tf.Module):
    """A `train_step(generated_image)`: Adam whose last step leaves the average of the iterates.

    The learning rate falls to 0 over the last 30 % of the steps. Both remove the little swinging
    that steps of a fixed length leave (Polyak & Juditsky 1992 on averaging).

    Args:
        cost: from `make_relative_cost`.
        generated_image: the picture to improve, (1, H, W, 3) in [0, 1], with a margin.
        steps: how many will be taken.
        learning_rate: about how far a pixel moves in one step, before it falls.
        smaller: the optimiser of the level before, whose moments are taken over.
    """

    BETA_1, BETA_2 = 0.9, 0.99  # memory of the first and the second moment (Kingma & Ba 2015)
    MEMORY = 0.9  # of the average

    def __init__(
        self,
        cost: Cost,
        generated_image: tf.Variable,
        steps: int,
        learning_rate: float = LEARNING_RATE,
        smaller: "AveragedAdam | None" = None,
    ):
        super().__init__()
        self.cost, self.steps, self.learning_rate = cost, steps, float(learning_rate)
        self.taken = tf.Variable(0.0)  # steps at this level
        self.taken_before = tf.Variable(0.0)
        self.average = tf.Variable(generated_image)
        self.first, self.second = (tf.Variable(tf.zeros_like(generated_image)) for _ in range(2))
        if smaller is not None:
            sides = without_margin(generated_image).shape[1:3]
            for ours, theirs in ((self.first, smaller.first), (self.second, smaller.second)):
                ours.assign(with_margin(tf.image.resize(without_margin(theirs), sides)))
            self.taken_before.assign(smaller.taken_before + smaller.taken)

    @tf.function
    def __call__(self, generated_image: tf.Variable) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Change the picture in place; return (J, J_content, J_style) as before the step.

        J is NaN if the gradient overflowed.
        """
        with tf.GradientTape() as tape:
            J, J_content, J_style = self.cost(generated_image)
        # times the number of pixels, so that moments fit the next level, where each pixel has a
        # smaller share in the cost
        pixels = float(generated_image.shape[1] * generated_image.shape[2])
        gradient = pixels * tape.gradient(J, generated_image)
        self.taken.assign_add(1.0)
        generated_image.assign(tf.clip_by_value(generated_image - self.move(gradient), 0, 1))
        self.average.assign(self.MEMORY * self.average + (1 - self.MEMORY) * generated_image)
        if self.taken >= self.steps:
            generated_image.assign(self.average)
        return nan_if_overflowed(J, gradient), J_content, J_style

    def move(self, gradient: tf.Tensor) -> tf.Tensor:
        """Adam's step for a gradient."""
        self.first.assign(self.BETA_1 * self.first + (1 - self.BETA_1) * gradient)
        self.second.assign(self.BETA_2 * self.second + (1 - self.BETA_2) * tf.square(gradient))
        # both moments began at 0, so young averages are too small (Kingma & Ba 2015, section 3)
        age = self.taken_before + self.taken
        first = self.first / (1 - self.BETA_1**age)
        second = self.second / (1 - self.BETA_2**age)
        decay = tf.minimum(1.0, (1 - self.taken / self.steps) / 0.3 + 0.02)
        return decay * self.learning_rate * first / (tf.sqrt(second) + 1e-8)


def cost_of(level: Level, weights: tuple[float, float, str, Layers]) -> Cost:
    """The cost of a picture of this level with a margin.

    Args:
        level: from `pyramid`.
        weights: alpha, beta, content_layer and style_layers, as in `make_relative_cost`.
    """
    control = level.control
    if control.regions is not None:
        control = control._replace(regions=with_margin(control.regions))
    return make_relative_cost(with_margin(level.content), level.style, *weights, control)


TrainLevel = Callable[[tf.Variable, Cost, AveragedAdam, Level, list[Step]], list[Step]]


def paint(
    content: tf.Tensor,
    style: tf.Tensor | Sequence[tf.Tensor],
    alpha: float = 10,
    beta: float = 40,
    content_layer: str = CONTENT_LAYER,
    style_layers: Layers = STYLE_LAYERS,
    control: Control = Control(),  # noqa: B008 (it cannot be changed)
    init: str | tf.Tensor = "content",
    seed: int = 0,
    steps: int = STEPS,
    learning_rate: float = LEARNING_RATE,
    bfloat16: bool | None = None,
    train_level: TrainLevel | None = None,
    progress: bool = True,
) -> tuple[tf.Tensor, list[Step]]:
    """Paint a picture level by level.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], or a list of styles. The style's size
            decides the size of the strokes: they are as long in the painting as in the style
            picture.
        alpha, beta, content_layer, style_layers, control: as in `make_relative_cost`.
        init: "content", "noise" or a picture of the content's size, (1, H, W, 3): what the smallest
            level starts from.
        seed: of the noise.
        steps, learning_rate: as in `pyramid` and `AveragedAdam`.
        bfloat16: whether the network may multiply in bfloat16; None asks `bfloat16_is_faster`.
        train_level: called as train_level(picture, cost, train_step, level, history) at each level;
            it improves the picture, which has a margin, and returns the history with the level's
            steps added. None calls `train`.
        progress: whether to draw a bar for each level.

    Returns:
        (generated, history): the picture, (1, H, W, 3) in [0, 1], and one `Step` per evaluation.

    Raises:
        Stopped: Ctrl-C was pressed.
        NumbersError: as in `train`.
    """

    def train_alone(picture, cost, train_step, level, history):
        title = size_of(level.content)
        return train(
            picture,
            cost,
            level.last,
            progress=progress,
            train_step=train_step,
            history=history,
            first=level.first,
            title=title,
        )

    bfloat16 = bfloat16_is_faster() if bfloat16 is None else bfloat16
    picture, train_step = None, None
    history: list[Step] = []
    with multiplying_in_bfloat16(bfloat16), stop_on_interrupt():
        for level in pyramid(content, style, steps, control):
            target = with_margin(level.content)
            cost = cost_of(level, (alpha, beta, content_layer, style_layers))
            if picture is None:
                if tf.is_tensor(init):
                    init = with_margin(fitted(init, level.content))
                picture = start_picture(target, init, seed, strength=0)
            else:
                sides = level.content.shape[1:3]
                larger = tf.image.resize(without_margin(picture), sides, "bicubic")
                picture = tf.Variable(with_margin(tf.clip_by_value(larger, 0, 1)))
            train_step = AveragedAdam(cost, picture, level.steps, learning_rate, train_step)
            gc.collect()  # the graph of the level before: a cycle of references that holds much
            history = (train_level or train_alone)(picture, cost, train_step, level, history)
            if len(history) <= level.last:
                raise Stopped(how_far(level.content, history, level.last))
    return without_margin(picture), history
