"""Is everything in place? One line before the course begins."""
import os

import keras
import tensorflow as tf

from utils.vgg import count_layers


def preflight():
    """Return a line with TensorFlow's version, what it runs on, and that the weights are there.

    Raises:
        WeightsError: VGG-19's weights could not be had.
    """
    gpus = tf.config.list_physical_devices("GPU")
    where = f"{len(gpus)} GPU" if gpus else f"{os.cpu_count()} processor cores"
    return (f"TensorFlow {tf.__version__} and Keras {keras.__version__} on {where}; "
            f"VGG-19's {count_layers()} convolution layers are ready.")
