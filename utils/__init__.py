"""What the notebooks share, one module per idea, in the order the course meets them.

download, images, memory, weights -> vgg -> costs -> checkpoints, training, kinks -> faster ->
settings, forecast, stylize -> gallery: each calls only those before. What serves the course itself,
preflight and doctor, checks and exercises, slides and thumbnails, calls any.
"""
import contextlib
import os
import sys


@contextlib.contextmanager
def closed_stderr():
    """Close standard error to C code that logs there and cannot be hushed: TensorFlow, libtiff."""
    try:
        stderr = os.dup(2)
    except OSError:  # it was closed from the start
        yield
        return
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


def without_traceback(kind, error, traceback, usual=sys.excepthook):
    """Report an uncaught error as usual, but Ctrl-C in a word: TensorFlow takes seconds to load."""
    if issubclass(kind, KeyboardInterrupt):
        print("Interrupted.", file=sys.stderr)
    else:
        usual(kind, error, traceback)


sys.excepthook = without_traceback
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
try:
    with closed_stderr():
        import keras
except Exception:  # missing or broken: `utils.doctor` says so, every other module fails by itself
    pass
else:
    keras.config.set_floatx("float32")  # whatever ~/.keras/keras.json says
    keras.config.set_image_data_format("channels_last")
