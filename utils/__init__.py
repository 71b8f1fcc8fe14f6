"""What the notebooks share, one module per idea, in the order the course meets them.

download, images, weights -> vgg -> costs -> training -> faster -> stylize -> gallery: each calls
only those before. doctor and preflight, which begin the course, call any.
"""
import contextlib
import os


@contextlib.contextmanager
def _closed_stderr():
    """Close standard error for TensorFlow's start: its C++ log is long and no setting hushes it."""
    stderr = os.dup(2)
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
try:
    with _closed_stderr():
        import keras
except Exception:  # missing or broken: `utils.doctor` says so, every other module fails by itself
    pass
else:
    keras.config.set_floatx("float32")  # whatever ~/.keras/keras.json says
    keras.config.set_image_data_format("channels_last")
