"""The network: a picture goes in, its painting comes out.

The form is that of the image transformation network of Johnson, Alahi & Fei-Fei (2016), with
instance normalisation (Ulyanov, Vedaldi & Lempitsky 2017) and upsampling before the convolutions
that enlarge (Odena, Dumoulin & Olah 2016). It has few channels, so that a processor can train it.

Several styles can share one network: each has only its own scales and shifts, and a mean of them is
a blend (Dumoulin, Shlens & Kudlur 2017).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.backend import keras, tf

CHANNELS = 24, 48, 64  # at full size, at a half and at a quarter
BLOCKS = 5  # residual blocks, at a quarter of the size
NOISE = 64, 64, 2  # positions down and across, at a quarter of the size, and channels
MARGIN = 16  # pixels painted beyond each edge and cut off

Shape = Sequence[int | None]


def instance_normalisation(a: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) -> tf.Tensor:
    """Give every channel of every picture its own mean and its own deviation.

        y = scale * (a - mean) / deviation + shift

    Mean and deviation are those of one channel of one picture, over its positions. What is lost
    is the contrast of the content picture, which is not part of the style.

    Args:
        a: activations, (batch, n_H, n_W, n_C).
        scale, shift: one number for each channel, (n_C,).
    """
    mean, variance = tf.nn.moments(a, axes=[1, 2], keepdims=True)
    factor = scale * tf.math.rsqrt(variance + 1e-5)
    return a * factor + (shift - mean * factor)


class InstanceNormalization(keras.layers.Layer):
    """Instance normalisation with a scale and a shift that are learnt, one row for each style.

    Notebook 9 replaces `normalise` by the learner's own, and by a function that leaves it out.
    """

    normalise = staticmethod(instance_normalisation)

    def build(self, a_shape: Shape, shares_shape: Shape | None = None) -> None:
        """Create a scale and a shift for each style and channel."""
        rows = shares_shape[0] if shares_shape else 1, a_shape[-1]
        self.scale = self.add_weight(shape=rows, initializer="ones", name="scale")
        self.shift = self.add_weight(shape=rows, initializer="zeros", name="shift")

    def call(self, a: tf.Tensor, shares: tf.Tensor | None = None) -> tf.Tensor:
        """(batch, n_H, n_W, n_C), and each style's share, (styles,) -> the shape of a."""
        if shares is None:
            return self.normalise(a, self.scale[0], self.shift[0])
        scale, shift = (tf.linalg.matvec(w, shares, True) for w in (self.scale, self.shift))
        return self.normalise(a, scale, shift)


class AppendNoise(keras.layers.Layer):
    """Append channels of noise, the same for every picture.

    Where a picture is flat, each position sees the same, and a network without noise can only paint
    one even colour there. From noise it can make strokes (Ulyanov et al. 2016).
    """

    def build(self, shape: Shape) -> None:
        """Make room for the noise, which `initialise` draws."""
        self.noise = self.add_weight(
            shape=NOISE, initializer="zeros", trainable=False, name="noise"
        )

    def call(self, a: tf.Tensor) -> tf.Tensor:
        """(batch, n_H, n_W, n_C) -> (batch, n_H, n_W, n_C + channels of noise)."""
        batch, height, width = tf.unstack(tf.shape(a)[:3])
        # mirrored before it is repeated: the same strokes side by side would be noticed
        rows, columns, _ = NOISE
        mirrored = tf.pad(self.noise, [[0, rows], [0, columns], [0, 0]], "SYMMETRIC")
        repeats = [1 + height // (2 * rows), 1 + width // (2 * columns), 1]
        noise = tf.tile(mirrored, repeats)[:height, :width]
        return tf.concat([a, tf.repeat(noise[None], batch, axis=0)], axis=3)


class ReflectionPadding(keras.layers.Layer):
    """Continue a picture beyond its edges by its mirror image; zeros would leave a border."""

    def __init__(self, pixels: int, **options: Any):
        super().__init__(**options)
        self.pixels = pixels

    def call(self, a: tf.Tensor) -> tf.Tensor:
        """(batch, H, W, n_C) -> (batch, H + 2 pixels, W + 2 pixels, n_C)."""
        return tf.pad(a, [[0, 0], [self.pixels] * 2, [self.pixels] * 2, [0, 0]], "REFLECT")


def convolution(
    a: keras.KerasTensor, channels: int, size: int, stride: int = 1
) -> keras.KerasTensor:
    """Convolve with reflection at the edges; the size stays, or is divided by the stride."""
    return keras.layers.Conv2D(channels, size, stride)(ReflectionPadding(size // 2)(a))


def normalised(
    a: keras.KerasTensor,
    shares: keras.KerasTensor | None,
    channels: int,
    size: int,
    stride: int = 1,
) -> keras.KerasTensor:
    """Convolve, normalise, and cut off what is below 0."""
    a = InstanceNormalization()(convolution(a, channels, size, stride), shares)
    return keras.layers.ReLU()(a)


def residual_block(a: keras.KerasTensor, shares: keras.KerasTensor | None) -> keras.KerasTensor:
    """Add to an activation what two convolutions make of it."""
    channels = a.shape[-1]
    change = convolution(normalised(a, shares, channels, 3), channels, 3)
    return a + InstanceNormalization()(change, shares)


def enlarged(
    a: keras.KerasTensor, shares: keras.KerasTensor | None, channels: int
) -> keras.KerasTensor:
    """Double height and width by bilinear interpolation, then convolve.

    A transposed convolution would reach some pixels more often than others: a checkerboard.
    """
    larger = keras.layers.UpSampling2D(2, interpolation="bilinear")(a)
    return normalised(larger, shares, channels, 3)


def build_painter(
    seed: int = 0, channels: Sequence[int] = CHANNELS, blocks: int = BLOCKS, styles: int = 1
) -> keras.Model:
    """A network that has learnt nothing yet.

    Args:
        seed: of its weights.
        channels: of the activations at full size, at a half and at a quarter.
        blocks: how many residual blocks.
        styles: how many it is to learn.

    Returns:
        model from pictures, (batch, H, W, 3) in [0, 1], to as many of the same size, in (0, 1). H
        and W are multiples of 4. With several styles it is a model from such pictures and each
        style's share, (styles,).
    """
    full, half, quarter = channels
    picture = keras.Input([None, None, 3])
    shares = keras.Input(batch_shape=[styles]) if styles > 1 else None
    a = normalised(picture - 0.5, shares, full, 9)
    a = normalised(a, shares, half, 3, stride=2)
    a = AppendNoise()(normalised(a, shares, quarter - NOISE[-1], 3, stride=2))
    for _ in range(blocks):
        a = residual_block(a, shares)
    a = enlarged(enlarged(a, shares, half), shares, full)
    painting = keras.ops.sigmoid(convolution(a, 3, 9))
    network = keras.Model(picture if shares is None else [picture, shares], painting)
    initialise(network, seed)
    return network


def initialise(network: keras.Model, seed: int) -> None:
    """Draw the kernels (Glorot & Bengio 2010) and the noise anew."""
    kernels = [layer.kernel for layer in network.layers if hasattr(layer, "kernel")]
    for number, kernel in enumerate(kernels):
        draw = keras.initializers.GlorotUniform(seed=1000 * seed + number)
        kernel.assign(draw(kernel.shape))
    for noise in network.non_trainable_weights:
        noise.assign(np.random.default_rng(seed).uniform(-1, 1, noise.shape))


def style_count(weights: Sequence[np.ndarray]) -> int:
    """How many styles the network has learnt that has these weights, as `get_weights` has them."""
    _, _, scale, *_ = weights
    return len(scale)


def blended(weights: Sequence[np.ndarray], shares: Sequence[float] | None = None) -> keras.Model:
    """The network of one blend of the styles that a network has learnt.

    Args:
        weights: of the network, as `get_weights` returns them. Scales and shifts are (styles, n_C).
        shares: of each style; they are divided by their sum. None stands for equal ones.

    Raises:
        ValueError: the weights are of another network, or the shares of another number of styles.
    """
    given = np.ones(style_count(weights)) if shares is None else np.array(shares, float)
    network = build_painter()
    network.set_weights([given[None] @ w / given.sum() if w.ndim == 2 else w for w in weights])
    return network


def one_of_each_style(weights: Sequence[np.ndarray]) -> list[keras.Model]:
    """A network of each style that a network has learnt, from its weights."""
    return [blended(weights, shares) for shares in np.eye(style_count(weights)).tolist()]


def paint(network: keras.Model, picture: tf.Tensor) -> tf.Tensor:
    """Paint a picture of any size, (1, H, W, 3) in [0, 1], in one pass."""
    height, width = picture.shape[1:3]
    margins = [[MARGIN, MARGIN + -side % 4] for side in (height, width)]  # to a multiple of 4
    larger = tf.pad(picture, [[0, 0], *margins, [0, 0]], "REFLECT")
    return network(larger)[:, MARGIN:, MARGIN:][:, :height, :width]
