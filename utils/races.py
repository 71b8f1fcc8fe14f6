"""Paint one subject with several optimisers and compare their costs: what notebook 7 races."""

from collections.abc import Mapping
from typing import NamedTuple

from utils.backend import keras, tf
from utils.costs import Cost, make_cost
from utils.images import T_IMAGES, load_image
from utils.lbfgs import LBFGS
from utils.training import Adam, start_picture, train

KEPT = 10  # steps from one picture that is kept to the next


class Subject(NamedTuple):
    """What is painted: a photograph, a style, and the cost of a picture."""

    content: tf.Tensor
    style: tf.Tensor
    cost: Cost


class Descent(NamedTuple):
    """A run of an optimiser: pictures after 0, 10, 20... steps, and J at every evaluation."""

    pictures: list[tf.Tensor]
    J: list[float]


def load_subject(content_name: str, style_name: str, size: int, style_size: int) -> Subject:
    """Two of the course's pictures, by their names without .jpg, and their longer sides."""
    content = load_image(T_IMAGES / f"{content_name}.jpg", size=size)
    style = load_image(T_IMAGES / f"{style_name}.jpg", size=style_size)
    return Subject(content, style, make_cost(content, style))


def descend(
    subject: Subject,
    steps: int,
    rate: float | None = None,
    decay: int | None = None,
    memory: int = 20,
) -> Descent:
    """Paint a subject from its noisy photograph: with Adam, or without a rate with L-BFGS.

    Args:
        subject: from `load_subject`.
        steps: how many are taken.
        rate: Adam's learning rate.
        decay: in so many steps, the rate falls to 0 along a cosine.
        memory: how many pairs L-BFGS remembers.
    """
    picture, pictures = start_picture(subject.content), []
    if rate is None:
        optimiser = LBFGS(subject.cost, picture, steps, memory)
    else:
        schedule = keras.optimizers.schedules.CosineDecay(rate, decay) if decay else rate
        optimiser = Adam(subject.cost, schedule)

    def keep(step, picture):
        if step.iteration % KEPT == 0:
            pictures.append(picture)

    history = train(
        picture, subject.cost, steps, train_step=optimiser, callback=keep, progress=False
    )
    return Descent(pictures, [step.J for step in history])


def curves_of(descents: Mapping[str, Descent]) -> dict[str, list[float]]:
    """J at every evaluation, by the optimiser's name."""
    return {name: descent.J for name, descent in descents.items()}
