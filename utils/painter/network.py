"""The network: a picture goes in, its painting comes out.

The form is that of the image transformation network of Johnson, Alahi & Fei-Fei (2016), with
instance normalisation (Ulyanov, Vedaldi & Lempitsky 2017) and upsampling before the convolutions
that enlarge (Odena, Dumoulin & Olah 2016). It has few channels, so that a processor can train it.
"""

import numpy as np

from utils.backend import keras, tf

CHANNELS = 24, 48, 64  # at full size, at a half and at a quarter
BLOCKS = 5  # residual blocks, at a quarter of the size
MARGIN = 16  # pixels painted beyond each edge and cut off
STEEPNESS = 4.0  # of the sigmoid around the picture itself: 4 keeps medium greys as they are


class InstanceNormalization(keras.layers.Layer):
    """Give every channel of every picture its own mean and its own deviation, which are learnt.

        y = scale * (a - mean) / deviation + shift

    Mean and deviation are those of one channel of one picture, over its positions. What is lost
    is the contrast of the content picture, which is not part of the style.
    """

    def build(self, shape):
        """Create a scale and a shift for each channel."""
        self.scale = self.add_weight(shape=shape[-1:], initializer="ones", name="scale")
        self.shift = self.add_weight(shape=shape[-1:], initializer="zeros", name="shift")

    def call(self, a):
        """(batch, n_H, n_W, n_C) -> the same shape."""
        mean, variance = tf.nn.moments(a, axes=[1, 2], keepdims=True)
        factor = self.scale * tf.math.rsqrt(variance + 1e-5)
        return a * factor + (self.shift - mean * factor)


class ReflectionPadding(keras.layers.Layer):
    """Continue a picture beyond its edges by its mirror image; zeros would leave a border."""

    def __init__(self, pixels: int, **options):
        super().__init__(**options)
        self.pixels = pixels

    def call(self, a):
        """(batch, H, W, n_C) -> (batch, H + 2 pixels, W + 2 pixels, n_C)."""
        return tf.pad(a, [[0, 0], [self.pixels] * 2, [self.pixels] * 2, [0, 0]], "REFLECT")


def convolution(a, channels: int, size: int, stride: int = 1, initializer="glorot_uniform"):
    """Convolve with reflection at the edges; the shape stays, but for the stride."""
    a = ReflectionPadding(size // 2)(a)
    return keras.layers.Conv2D(channels, size, stride, kernel_initializer=initializer)(a)


def normalised(a, channels: int, size: int, stride: int = 1):
    """Convolve, normalise, and cut off what is below 0."""
    a = InstanceNormalization()(convolution(a, channels, size, stride))
    return keras.layers.ReLU()(a)


def residual_block(a):
    """Add to an activation what two convolutions make of it."""
    channels = a.shape[-1]
    change = convolution(normalised(a, channels, 3), channels, 3)
    return a + InstanceNormalization()(change)


def enlarged(a, channels: int):
    """Repeat every position twice in both directions, then convolve.

    A transposed convolution would reach some pixels more often than others: a checkerboard.
    """
    return normalised(keras.layers.UpSampling2D(2)(a), channels, 3)


def build_painter(seed: int = 0, channels=CHANNELS, blocks: int = BLOCKS) -> keras.Model:
    """A network that has learnt nothing yet and leaves a picture nearly as it is.

    Args:
        seed: of its weights.

    Returns:
        model from pictures, (batch, H, W, 3) in [0, 1], to as many of the same size, in (0, 1). H
        and W are multiples of 4.
    """
    keras.utils.set_random_seed(seed)
    full, half, quarter = channels
    picture = keras.Input([None, None, 3])
    a = normalised(picture - 0.5, full, 9)
    a = normalised(a, half, 3, stride=2)
    a = normalised(a, quarter, 3, stride=2)
    for _ in range(blocks):
        a = residual_block(a)
    a = enlarged(enlarged(a, half), full)
    change = convolution(a, 3, 9, initializer="zeros")
    return keras.Model(picture, keras.ops.sigmoid(STEEPNESS * (picture - 0.5) + change))
