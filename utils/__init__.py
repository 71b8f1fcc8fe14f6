"""What the notebooks share, one module per idea, in the order the course meets them.

images -> vgg -> costs -> training -> stylize: each calls only those before it.
"""
import os


def _import_tensorflow_quietly():
    """Load TensorFlow with standard error closed: it greets with pages of log no setting hushes."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"  # whatever ~/.keras/keras.json says
    stderr = os.dup(2)
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        import tensorflow  # noqa: F401
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


_import_tensorflow_quietly()
