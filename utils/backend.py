"""TensorFlow and Keras, loaded without their messages and set up once: import both from here.

from utils.backend import keras, tf
"""

import gc

from utils.errors import OutputError, SetupError
from utils.files import cache_folder, closed_stderr
from utils.processor import check_processor
from utils.stop import end_on_interrupt

check_processor()
try:
    cache_folder()
except OutputError as error:  # Keras would make a folder named ~ here
    raise SetupError(str(error)) from error
try:
    with end_on_interrupt(), closed_stderr():
        import keras
        import tensorflow as tf
except ImportError as error:
    if "DLL load failed" not in str(error):
        raise
    raise SetupError(
        "TensorFlow needs Microsoft's Visual C++ runtime: install "
        "https://aka.ms/vs/17/release/vc_redist.x64.exe and start Python anew."
    ) from error

gc.freeze()  # what is loaded stays, so whoever collects garbage need not search it: 0.2 s each time
keras.config.set_floatx("float32")  # whatever ~/.keras/keras.json says
keras.config.set_image_data_format("channels_last")

__all__ = ["keras", "tf"]
