"""TensorFlow and Keras: loaded in one place, without messages, and only where they are needed."""

import ast
import json
import subprocess
import sys

import pytest

from utils.backend import keras
from utils.files import PROJECT

MODULES = [path for path in (PROJECT / "utils").rglob("*.py") if path.stem != "backend"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_import_tensorflow_from_backend_only(path):
    """Else it would be loaded with its messages, and Keras with the user's own settings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        assert not {name.split(".")[0] for name in names} & {"tensorflow", "keras"}


@pytest.mark.parametrize(
    "module",
    [
        "utils",
        "utils.weights",
        "utils.download",
        "utils.reading",
        "utils.doctor",
        "course.exercises",
        "course.thumbnails",
    ],
)
def test_keras_is_not_loaded_without_need(module):
    code = f"import sys, {module}; print({{'keras', 'tensorflow'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_no_message_no_other_report_of_errors_and_no_search_for_garbage_in_what_is_loaded():
    code = (
        "import gc, sys; hook = sys.excepthook; import utils.images; from utils.backend import tf; "
        "tf.constant(1); assert sys.excepthook is hook and gc.get_freeze_count() > 100_000"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_keras_is_set_up_whatever_the_user_s_own_settings(tmp_path):
    own = {"floatx": "float64", "image_data_format": "channels_first", "backend": "jax"}
    (tmp_path / "keras.json").write_text(json.dumps(own))
    code = (
        "from utils.backend import keras; print(keras.config.floatx(), "
        "keras.config.image_data_format(), keras.config.backend())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={"KERAS_HOME": str(tmp_path), "PATH": "", "KERAS_BACKEND": "torch"},
    )
    assert done.stdout == "float32 channels_last tensorflow\n", done.stderr
    assert keras.config.floatx() == "float32"
