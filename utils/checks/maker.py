"""The check of notebook 3's `make_cost_with`, and the course's own."""

from collections.abc import Callable
from functools import wraps

from utils import costs
from utils.backend import tf
from utils.checks.harness import Exercise, check

Extractor = Callable[[tf.Tensor], list[tf.Tensor]]
Maker = Callable[..., costs.Cost]


def make_cost_with(
    features: Extractor, content: tf.Tensor, style: tf.Tensor, alpha: float = 10, beta: float = 40
) -> costs.Cost:
    """Return the function from a picture to (J, J_content, J_style), with any extractor.

    `costs.make_cost` is the same for the course's own extractor. It keeps only the Gram matrices of
    the style, and chooses the layers itself.

    Args:
        features: from a picture to its output, the activations of the course's style layers and, last,
            those of the content layer.
        content, style: pictures, (1, H, W, 3).
        alpha, beta: weights of content and style.
    """
    content_output, style_output = features(content), features(style)

    def cost(picture: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        output = features(picture)
        J_content = costs.compute_content_cost(content_output, output)
        J_style = costs.compute_style_cost(style_output, output)
        return costs.total_cost(J_content, J_style, alpha, beta), J_content, J_style

    return cost


def check_make_cost_with(f: Maker) -> None:
    """Check `make_cost_with(features, content, style, alpha=10, beta=40)`; raise `Mistake` if wrong."""
    check(asked(f), maker_exercise())


def asked(f: Maker) -> Callable[..., tf.Tensor]:
    """The costs that f's function gives of a picture, as one tensor, for the check to compare."""

    @wraps(f)  # an error is shown with the line of f
    def costs_of(features, content, style, picture, *weights):
        cost = f(features, content, style, *weights)
        return None if cost is None else tf.convert_to_tensor(cost(picture))

    return costs_of


def features(picture: tf.Tensor) -> list[tf.Tensor]:
    """A small extractor in place of VGG-19: six random layers, each on the picture alone."""
    kernels = [tf.random.stateless_normal([1, 1, 3, 4], [seed, 0]) for seed in range(6)]
    return [tf.nn.relu(tf.nn.conv2d(picture, kernel, 1, "SAME")) for kernel in kernels]


def maker_exercise() -> Exercise:
    """Return the exercise `make_cost_with`."""

    def picture(seed):
        return tf.random.stateless_uniform([1, 6, 5, 3], [seed, 1])

    pictures = picture(1), picture(2), picture(3)
    cases = [
        (f"three small pictures and {words}", (features, *pictures, *weights))
        for words, weights in (
            ("the default alpha and beta", ()),
            ("alpha = 3, beta = 7", (3, 7)),
            ("alpha = 2, beta = 0", (2, 0)),
        )
    ]
    truth = asked(make_cost_with)

    def returned(change):
        """What is returned, made from the right costs."""
        return lambda *arguments: tf.convert_to_tensor(change(*tf.unstack(truth(*arguments))))

    def compared(change):
        """Other pictures in the places of content, style and painting."""
        return lambda features, C, S, G, *weights: truth(features, *change(C, S, G), *weights)

    def with_targets(content_of, style_of):
        """The right sum of costs, each of which is compared with something else."""

        def of(features, C, S, G, alpha=10, beta=40):
            J_content = costs.compute_content_cost(features(content_of(C, S)), features(G))
            J_style = costs.compute_style_cost(features(style_of(C, S)), features(G))
            return tf.stack([costs.total_cost(J_content, J_style, alpha, beta), J_content, J_style])

        return of

    def swapped(features, C, S, G, alpha=10, beta=40):
        _, J_content, J_style = tf.unstack(truth(features, C, S, G))
        return tf.stack([costs.total_cost(J_content, J_style, beta, alpha), J_content, J_style])

    def weighted(change):
        return lambda features, C, S, G, alpha=10, beta=40: truth(
            features, C, S, G, *change(alpha, beta)
        )

    mistakes = {
        "It looks as if content and style are swapped.": compared(lambda C, S, G: (S, C, G)),
        "It looks as if both costs compare with the content. The style cost compares with the "
        "style's output.": with_targets(lambda C, S: C, lambda C, S: C),
        "It looks as if both costs compare with the style. The content cost compares with the "
        "content's output.": with_targets(lambda C, S: S, lambda C, S: S),
        "It looks as if the content is measured instead of the picture. Call features(picture) inside "
        "`cost`.": compared(lambda C, S, G: (C, S, C)),
        "It looks as if the style is measured instead of the picture. Call features(picture) inside "
        "`cost`.": compared(lambda C, S, G: (C, S, S)),
        "It looks as if alpha and beta are ignored. Pass them on to total_cost.": weighted(
            lambda alpha, beta: (10, 40)
        ),
        "It looks as if alpha and beta are swapped, or J_content and J_style in the call of "
        "total_cost.": swapped,
        "It looks as if J_content and J_style are returned in the opposite order.": returned(
            lambda J, C, S: (J, S, C)
        ),
        "It looks as if J comes last. Return J, J_content, J_style.": returned(
            lambda J, C, S: (C, S, J)
        ),
        "It looks as if only J is returned. Return J, J_content, J_style.": returned(
            lambda J, C, S: J
        ),
        "It looks as if J is missing. Return J, J_content, J_style.": returned(
            lambda J, C, S: (C, S)
        ),
    }
    return Exercise("make_cost_with", cases, truth, mistakes, lambda arguments: arguments[3:4])
