"""The costs of `utils.relative` for training: one style, measured once, and many content pictures.

A painting is made for one content picture, and its costs are in units of that picture. A network is
trained on thousands, so its units are means over a sample of them.
"""

from collections.abc import Sequence

from utils.backend import tf
from utils.control import SMOOTHNESS
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, compute_content_cost
from utils.gaussians import (
    GUIDANCE,
    DistanceFrom,
    Moments,
    append_guides,
    guide_channels,
    mixture,
    moments,
    total_variance,
)
from utils.relative import COLOUR, total_variation
from utils.vgg import feature_extractor


def colour_guides(picture: tf.Tensor) -> tf.Tensor:
    """The colours of a picture as channels to be appended: dark is to be painted like dark.

    A crop may be from any height of a picture, so the height of `guide_channels` is left out.
    """
    return guide_channels(picture)[..., 1:]


def windows(picture: tf.Tensor, size: int) -> list[tf.Tensor]:
    """Overlapping squares of a picture, or strips if it is too small: three rows of three."""
    height, width = (min(size, side) for side in picture.shape[1:3])
    downs, acrosses = (
        sorted({round(share * (side - cut)) for share in (0, 0.5, 1)})
        for side, cut in zip(picture.shape[1:3], (height, width))
    )
    return [
        picture[:, down : down + height, across : across + width]
        for down in downs
        for across in acrosses
    ]


class PainterCost:
    """The function from content pictures and their paintings to (J, J_content, J_style).

        J_content = compute_content_cost(C, G) / mean variance of a_C
        J_style = weighted mean over layers of distance(S, G) / mean distance(S, C)
        J = (alpha * J_content + smoothness * total variation) / strength + beta * J_style

    The style is measured in squares of the paintings' size: VGG-19 pads with zeros, and a small
    picture has more of its border.

    Args:
        style: picture, (1, H, W, 3) in [0, 1].
        sample: content pictures, (count, size, size, 3); the means are over these.
        alpha, beta, strength: as in `make_relative_cost`.
    """

    def __init__(
        self,
        style: tf.Tensor,
        sample: tf.Tensor,
        alpha: float = 10,
        beta: float = 40,
        strength: float = 1,
    ):
        self.alpha, self.beta, self.smoothness = alpha / strength, beta, SMOOTHNESS / strength
        names = [layer for layer, _ in STYLE_LAYERS]
        self.features = feature_extractor([*names, CONTENT_LAYER])
        weights = tf.constant([COLOUR] + [weight for _, weight in STYLE_LAYERS], tf.float32)
        self.weights = weights / tf.reduce_sum(weights)
        squares = windows(tf.concat([style, colour_guides(style)], axis=3), sample.shape[1])
        seen = [(self.style_layers(square[..., :3]), square[..., 3:]) for square in squares]
        self.guidance = [
            GUIDANCE * tf.sqrt(tf.reduce_mean([total_variance(a) for a in layer]))
            for layer in zip(*[layers for layers, _ in seen])
        ]
        self.directions: list[tf.Tensor | None] = [None] * len(self.guidance)
        measured = [self.measure(layers, guides) for layers, guides in seen]
        self.distances = [
            DistanceFrom(mixture(layer, [1.0] * len(seen))) for layer in zip(*measured)
        ]
        self.directions = [distance.directions for distance in self.distances]
        contents = [self.look(picture[None]) for picture in sample]
        self.variance = tf.reduce_mean([variance for variance, _ in contents])
        self.units = tf.reduce_mean([distances for _, distances in contents], axis=0)

    def style_layers(self, picture: tf.Tensor) -> list[tf.Tensor]:
        """The pixels, which count as the first layer, and the activations of the style layers."""
        return [picture, *self.features(picture)[:-1]]

    def look(self, picture: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The variance of a picture's content activation, and its distances from the style."""
        *layers, a_C = picture, *self.features(picture)
        variance = tf.reduce_mean(tf.math.reduce_variance(a_C, axis=[0, 1, 2]))
        return variance, self.distances_of([self.measure(layers, colour_guides(picture))])

    def measure(self, layers: Sequence[tf.Tensor], guides: tf.Tensor) -> list[Moments]:
        """The moments of each layer of one picture."""
        return [
            moments(append_guides(a, guides, weight), None, directions)
            for a, weight, directions in zip(layers, self.guidance, self.directions)
        ]

    def distances_of(self, pictures: Sequence[list[Moments]]) -> tf.Tensor:
        """The mean distance of some pictures from the style, layer by layer."""
        return tf.reduce_mean(
            [[d(each) for d, each in zip(self.distances, picture)] for picture in pictures], axis=0
        )

    def __call__(
        self, contents: tf.Tensor, paintings: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Means over a batch, (batch, size, size, 3)."""
        *layers, a_G = paintings, *self.features(paintings)
        J_content = compute_content_cost(self.features(contents), [a_G]) / self.variance
        pictures = [
            self.measure([a[k : k + 1] for a in layers], colour_guides(contents[k : k + 1]))
            for k in range(len(contents))
        ]
        J_style = tf.reduce_sum(self.weights * self.distances_of(pictures) / self.units)
        smooth = self.smoothness * total_variation(paintings)
        return self.alpha * J_content + self.beta * J_style + smooth, J_content, J_style
