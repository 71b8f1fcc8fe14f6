"""TensorFlow and Keras, loaded without their messages and set up once: import both from here.

from utils.backend import keras, tf
"""

from utils.files import closed_stderr

with closed_stderr():
    import keras
    import tensorflow as tf

keras.config.set_floatx("float32")  # whatever ~/.keras/keras.json says
keras.config.set_image_data_format("channels_last")

__all__ = ["keras", "tf"]
