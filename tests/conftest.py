"""What the tests share."""

import gc
import os
import signal

import h5py
import matplotlib
import numpy as np
import pytest

from utils.backend import tf
from utils.images import save_image
from utils.training import make_cost
from utils.weights import compact_weights

os.environ.pop("NST_WEIGHTS", None)
matplotlib.use("Agg")  # here only: in the environment, it would reach the notebooks' kernels


def pytest_collection_finish():
    """Every painting collects garbage, and need not search the tests, which stay to the end."""
    gc.freeze()


@pytest.fixture(autouse=True)
def interruptible():
    """As in a terminal: a process that was started in the background may ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def random_picture():
    """Function from height, width and seed to a picture of smooth random blobs."""

    def make(height=32, width=32, seed=0):
        coarse = np.random.default_rng(seed).random((1, 8, 8, 3), np.float32)
        return tf.clip_by_value(tf.image.resize(coarse, (height, width), "bicubic"), 0, 1)

    return make


@pytest.fixture
def folder(tmp_path, monkeypatch, random_picture):
    """A working folder with two pictures in it."""
    monkeypatch.chdir(tmp_path)
    save_image(random_picture(64, 80, seed=1), "content.png")
    save_image(random_picture(80, 64, seed=2), "style.jpg")
    return tmp_path


@pytest.fixture(scope="session")
def pair(random_picture):
    """A small content picture, and the real cost with a style as small."""
    content, style = random_picture(48, 64, 1), random_picture(48, 64, 2)
    return content, make_cost(content, style)


@pytest.fixture(scope="session")
def compact():
    """The compact weights, decoded once."""
    return compact_weights()


@pytest.fixture(scope="session")
def keras_file(compact, tmp_path_factory):
    """A file in the form of Keras's own no-top .h5, with every kernel 1 % larger."""
    path = tmp_path_factory.mktemp("keras") / "notop.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = list(compact)
        for layer, (kernel, bias) in compact.items():
            group = file.create_group(layer)
            group.attrs["weight_names"] = [f"{layer}_W", f"{layer}_b"]
            group[f"{layer}_W"], group[f"{layer}_b"] = 1.01 * kernel, bias
    yield path
    path.unlink()  # 80 MB


@pytest.fixture
def pip_without_network(monkeypatch, tmp_path):
    """An empty cache, and a folder that is the only place where pip looks for packages."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras_home"))
    return shelf
