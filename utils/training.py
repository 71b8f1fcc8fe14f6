"""The way down: start from a noisy picture and step against the gradient of the total cost.

The loop is the lecture's: Adam on the pixels, clipped to [0, 1] after every step.
"""
import contextlib
import math
import sys
import time
from typing import NamedTuple

from tqdm.auto import tqdm

from utils.backend import keras, tf
from utils.checkpoints import Keeper, Stopped
from utils.costs import (CONTENT_LAYER, STYLE_LAYERS, compare_grams, compute_content_cost,
                         mean_gram, total_cost)
from utils.errors import NumbersError, SettingsError
from utils.vgg import feature_extractor


STARTS = ("content", "noise")


class Step(NamedTuple):
    """One line of the history: where the picture stood after so many steps."""

    iteration: int
    seconds: float  # since the loop began
    J: float
    J_content: float
    J_style: float


def start_picture(content, init="content", seed=0, strength=0.25, grain=1):
    """The picture to start from: noise, or the content picture under noise.

    Args:
        content: picture, (1, H, W, 3) in [0, 1].
        init: "content" adds uniform noise in [-strength, strength] to the content, as the lecture
            does; "noise" is uniform noise in [0, 1] alone, as the paper does.
        seed: of the noise.
        strength: of the noise that is added.
        grain: size of the noise's grains, in pixels.

    Returns:
        `tf.Variable` of the same shape, in [0, 1].

    Raises:
        SettingsError: `init` is neither word.
    """
    if init not in STARTS:
        raise SettingsError(f"init must be 'content' or 'noise', not {init!r}.")
    height, width = content.shape[1:3]
    noise = tf.random.stateless_uniform([1, height // grain, width // grain, 3], seed=[seed, 0])
    if grain > 1:
        noise = tf.image.resize(noise, [height, width], "bicubic")
    start = content + strength * (2 * noise - 1) if init == "content" else noise
    return tf.Variable(tf.clip_by_value(start, 0, 1))


def make_cost(content, style, alpha=10, beta=40, content_layer=CONTENT_LAYER,
              style_layers=STYLE_LAYERS):
    """Return the function from a generated picture to (J, J_content, J_style).

    What it aims at, the content's activations and the style's Gram matrices, is computed here,
    once: neither changes while the picture does.

    Args:
        content, style: pictures, (1, H, W, 3) in [0, 1], of any two sizes.
        alpha, beta: weights of content and style.
        content_layer: name of a convolution layer.
        style_layers: list of (layer name, weight).
    """
    features = feature_extractor([layer for layer, _ in style_layers] + [content_layer])
    a_C = features(content)[-1]
    G_S = [mean_gram(a_S) for a_S in features(style)[:-1]]

    def cost(generated):
        output = features(generated)
        J_content = compute_content_cost([a_C], output)
        J_style = 0.0
        for G, a_G, (_, weight) in zip(G_S, output[:-1], style_layers, strict=True):
            J_style += weight * compare_grams(G, mean_gram(a_G))
        return total_cost(J_content, J_style, alpha, beta), J_content, J_style

    return cost


def make_train_step(cost, learning_rate=0.01):
    """Return `train_step(generated_image)`: one step of Adam down the cost, then a clip to [0, 1].

    It changes the variable in place and returns (J, J_content, J_style) as they were before the
    step; J is NaN should the gradient have overflowed. Make a new one for every picture: Adam's
    memory, which `train_step.state(generated_image)` lists, and TensorFlow's trace belong to one.
    """
    optimizer = keras.optimizers.Adam(float(learning_rate))

    @tf.function
    def train_step(generated_image):
        with tf.GradientTape() as tape:
            J, J_content, J_style = cost(generated_image)
        gradient = tape.gradient(J, generated_image)
        optimizer.apply_gradients([(gradient, generated_image)])
        generated_image.assign(tf.clip_by_value(generated_image, 0, 1))
        return unless_overflowed(J, gradient), J_content, J_style

    def state(generated_image):
        if not optimizer.built:
            optimizer.build([generated_image])
        return optimizer.variables

    train_step.state = state
    return train_step


def unless_overflowed(J, gradient):
    """J; or NaN if the gradient is not of finite numbers whose squares can be added up."""
    return tf.where(tf.math.is_finite(tf.reduce_sum(tf.square(gradient))), J, math.nan)


def train(generated_image, cost, iterations=1500, learning_rate=0.01, callback=None,
          progress=True, train_step=None, history=(), keeper=None):
    """Run `train_step` again and again; the picture changes in place.

    Ctrl-C, or a notebook's stop button, ends the loop after the step it is at: the picture is then
    the best so far, and the history ends there. Pressed again, it interrupts at once.

    Args:
        generated_image: `tf.Variable` from `start_picture`; afterwards it holds the result.
        cost: from `make_cost`.
        iterations: how many steps.
        learning_rate: Adam's: about how far a pixel moves in one step; unused with a `train_step`.
        callback: called as callback(step, picture) at every iteration from 0, the start, to
            `iterations`, with the `Step` and the picture it speaks of.
        progress: whether to draw a bar with the size, the iteration, the cost and the time left.
        train_step: another way down; None makes the lecture's, with `make_train_step`.
        history: what an earlier call returned, to go on from where it stopped with this picture.
        keeper: the run's `Keeper`, which holds checkpoints; then a stop raises `Stopped`.

    Returns:
        the history: a list of `iterations + 1` `Step`s, or fewer after a stop.

    Raises:
        NumbersError: the cost or the gradient is not finite. The picture is the best so far.
    """
    train_step = train_step or make_train_step(cost, learning_rate)
    own = keeper is None
    keeper = keeper or Keeper()
    lines = keeper.begin(generated_image, train_step, history[:-1])  # the last is looked at anew
    history = [Step(*line) for line in lines]
    begun = time.perf_counter() - (history[-1].seconds if history else 0)
    height, width = generated_image.shape[1:3]
    try:
        with (tqdm(desc=f"{width} x {height}", total=iterations, initial=max(0, len(history) - 1),
                   disable=not progress or sys.stderr is None) as bar,
              keeper.catching() if own else contextlib.nullcontext()):
            for iteration in range(len(history), iterations + 1):
                picture = tf.identity(generated_image)
                costs = train_step(generated_image) if iteration < iterations else cost(picture)
                step = Step(iteration, time.perf_counter() - begun, *map(float, costs))
                check_numbers(step, history)
                history.append(step)
                bar.set_postfix(J=f"{step.J:.3g}", refresh=False)
                bar.update(min(iteration, 1))
                if callback:
                    callback(step, picture)
                keeper.keep(history, picture, generated_image, train_step, iterations)
    except (Stopped, NumbersError) as reason:
        generated_image.assign(keeper.best)
        if not own or isinstance(reason, NumbersError):
            raise
        print(reason, "The picture is the best so far; to go on, make the same call again with "
              "history= what it returned. To stop all that comes after it too, press twice.")
    return history


def check_numbers(step, history):
    """Raise `NumbersError` if a cost is no finite number; say so if the way leads up.

    That is: more than 8 times the start's cost for 3 steps, or 1.5 times for 50. From noise, rates
    up to 0.3 never do either, and 10 does. Pixels are held in [0, 1], so it may come down again.
    """
    if not all(map(math.isfinite, step)):
        raise NumbersError(
            f"The cost or its gradient left the range of numbers at iteration {step.iteration}: "
            "the learning rate or a weight (alpha, beta) is too large: try the defaults.")
    start = (history or [step])[0].J
    for far, patience in (8, 3), (1.5, 50):
        far_up = [J > far * start for _, _, J, *_ in (*history[-patience:], step)]
        if far_up == [False] + patience * [True]:
            tqdm.write(f"After {step.iteration} steps the cost is {step.J / start:.1f} times the "
                       "start's: the learning rate is too large. Stop, and try 0.01.")
