"""The check of notebook 9's `step_on_weights`, and the course's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from utils.backend import keras, tf
from utils.checks.harness import Exercise, check

Costs = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
Cost = Callable[[tf.Tensor, tf.Tensor], Costs]
Step = Callable[..., Any]


def step_on_weights(
    network: keras.Layer, optimizer: keras.optimizers.Optimizer, cost: Cost, contents: tf.Tensor
) -> Costs:
    """Take one step on a network's weights; return J, J_content and J_style as before it.

    Args:
        network: from pictures to paintings.
        optimizer: takes the step.
        cost: from contents and paintings to J, J_content and J_style.
        contents: a batch of pictures, (batch, H, W, 3).
    """
    weights = network.trainable_variables
    with tf.GradientTape() as tape:
        J, J_content, J_style = cost(contents, network(contents))
    optimizer.apply_gradients(zip(tape.gradient(J, weights), weights))
    return J, J_content, J_style


def check_step_on_weights(f: Step) -> None:
    """Check `step_on_weights(network, optimizer, cost, contents)`; raise `Mistake` if it is wrong."""
    check(asked(f), weights_exercise())


def small_cost(contents: tf.Tensor, paintings: tf.Tensor) -> Costs:
    """Costs in place of the painter's, which need VGG-19."""
    J_content = tf.reduce_mean(tf.square(contents - paintings))
    J_style = tf.square(tf.reduce_mean(paintings) - 0.8)
    return 10 * J_content + 40 * J_style, J_content, J_style


def asked(f: Step) -> Callable[..., tf.Tensor]:
    """What f returns and the weights after it, as one tensor, for the check to compare."""

    @wraps(f)  # an error is shown with the line of f
    def costs_and_weights(contents, kernel):
        network = keras.layers.Dense(3)
        network.build(contents.shape)
        network.set_weights([kernel, tf.zeros([3])])
        costs = f(network, keras.optimizers.SGD(0.01), small_cost, contents)
        if costs is None:
            return None
        parts = [costs, *network.trainable_variables]
        return tf.concat([tf.reshape(tf.convert_to_tensor(part), [-1]) for part in parts], axis=0)

    return costs_and_weights


def weights_exercise() -> Exercise:
    """Return the exercise `step_on_weights`."""

    def case(seed, count):
        contents = tf.random.stateless_uniform([count, 4, 5, 3], [seed, 0])
        kernel = tf.random.stateless_uniform([3, 3], [seed, 1])
        return f"a small network and {count} pictures", (contents, kernel)

    def stepped(followed=lambda J, J_content, J_style: J, returned=lambda *costs: costs):
        """A step that follows the gradient of something else, or returns something else."""

        def of(network, optimizer, cost, contents):
            weights = network.trainable_variables
            with tf.GradientTape() as tape:
                costs = cost(contents, network(contents))
                J = followed(*costs)
            optimizer.apply_gradients(zip(tape.gradient(J, weights), weights))
            return returned(*costs)

        return asked(of)

    def swapped(network, optimizer, cost, contents):
        return step_on_weights(network, optimizer, lambda C, G: cost(G, C), contents)

    def afterwards(network, optimizer, cost, contents):
        step_on_weights(network, optimizer, cost, contents)
        return cost(contents, network(contents))

    mistakes = {
        "It looks as if the weights are not changed. Call optimizer.apply_gradients.": asked(
            lambda network, optimizer, cost, contents: cost(contents, network(contents))
        ),
        "It looks as if the costs are computed again after the step. Return those from inside the "
        "tape.": asked(afterwards),
        "It looks as if contents and paintings are swapped in the call of cost.": asked(swapped),
        "It looks as if you took the gradient of J_content. Take that of J.": stepped(
            lambda J, J_content, J_style: J_content
        ),
        "It looks as if you took the gradient of J_style. Take that of J.": stepped(
            lambda J, J_content, J_style: J_style
        ),
        "It looks as if you took the gradient of the sum of all three. Take that of J.": stepped(
            lambda *costs: sum(costs)
        ),
        "It looks like gradient ascent: apply_gradients already includes the minus sign.": stepped(
            lambda J, J_content, J_style: -J
        ),
        "It looks as if only J is returned. Return J, J_content, J_style.": stepped(
            returned=lambda J, J_content, J_style: J
        ),
    }
    truth = asked(step_on_weights)
    return Exercise("step_on_weights", [case(1, 2), case(2, 1)], truth, mistakes, lambda _: ())
