"""The network: a picture goes in, its painting comes out.

The form is that of the image transformation network of Johnson, Alahi & Fei-Fei (2016), with
instance normalisation (Ulyanov, Vedaldi & Lempitsky 2017) and upsampling before the convolutions
that enlarge (Odena, Dumoulin & Olah 2016). It has few channels, so that a processor can train it.
"""

from collections.abc import Sequence
from typing import Any

from utils.backend import keras, tf

CHANNELS = 24, 48, 64  # at full size, at a half and at a quarter
BLOCKS = 5  # residual blocks, at a quarter of the size
MARGIN = 16  # pixels painted beyond each edge and cut off


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
    """Instance normalisation with a scale and a shift that are learnt.

    Notebook 9 replaces `normalise` by the learner's own, and by a function that leaves it out.
    """

    normalise = staticmethod(instance_normalisation)

    def build(self, shape: Sequence[int | None]) -> None:
        """Create a scale and a shift for each channel."""
        self.scale = self.add_weight(shape=shape[-1:], initializer="ones", name="scale")
        self.shift = self.add_weight(shape=shape[-1:], initializer="zeros", name="shift")

    def call(self, a: tf.Tensor) -> tf.Tensor:
        """(batch, n_H, n_W, n_C) -> the same shape."""
        return self.normalise(a, self.scale, self.shift)


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
    a: keras.KerasTensor, channels: int, size: int, stride: int = 1
) -> keras.KerasTensor:
    """Convolve, normalise, and cut off what is below 0."""
    a = InstanceNormalization()(convolution(a, channels, size, stride))
    return keras.layers.ReLU()(a)


def residual_block(a: keras.KerasTensor) -> keras.KerasTensor:
    """Add to an activation what two convolutions make of it."""
    channels = a.shape[-1]
    change = convolution(normalised(a, channels, 3), channels, 3)
    return a + InstanceNormalization()(change)


def enlarged(a: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    """Repeat every position twice in both directions, then convolve.

    A transposed convolution would reach some pixels more often than others: a checkerboard.
    """
    return normalised(keras.layers.UpSampling2D(2)(a), channels, 3)


def build_painter(
    seed: int = 0, channels: Sequence[int] = CHANNELS, blocks: int = BLOCKS
) -> keras.Model:
    """A network that has learnt nothing yet.

    Args:
        seed: of its weights.
        channels: of the activations at full size, at a half and at a quarter.
        blocks: how many residual blocks.

    Returns:
        model from pictures, (batch, H, W, 3) in [0, 1], to as many of the same size, in (0, 1). H
        and W are multiples of 4.
    """
    full, half, quarter = channels
    picture = keras.Input([None, None, 3])
    a = normalised(picture - 0.5, full, 9)
    a = normalised(a, half, 3, stride=2)
    a = normalised(a, quarter, 3, stride=2)
    for _ in range(blocks):
        a = residual_block(a)
    a = enlarged(enlarged(a, half), full)
    network = keras.Model(picture, keras.ops.sigmoid(convolution(a, 3, 9)))
    initialise(network, seed)
    return network


def initialise(network: keras.Model, seed: int) -> None:
    """Draw the kernels anew (Glorot & Bengio 2010)."""
    kernels = [layer.kernel for layer in network.layers if hasattr(layer, "kernel")]
    for number, kernel in enumerate(kernels):
        draw = keras.initializers.GlorotUniform(seed=1000 * seed + number)
        kernel.assign(draw(kernel.shape))


def paint(network: keras.Model, picture: tf.Tensor) -> tf.Tensor:
    """Paint a picture of any size, (1, H, W, 3) in [0, 1], in one pass."""
    height, width = picture.shape[1:3]
    margins = [[MARGIN, MARGIN + -side % 4] for side in (height, width)]  # to a multiple of 4
    larger = tf.pad(picture, [[0, 0], *margins, [0, 0]], "REFLECT")
    return network(larger)[:, MARGIN:, MARGIN:][:, :height, :width]
