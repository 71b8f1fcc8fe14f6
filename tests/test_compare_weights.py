"""How the compact weights compare with a Keras file: `benchmarks/weights.py`."""

import importlib.util
import subprocess
import sys

import pytest

from utils.files import PROJECT

SPEC = importlib.util.spec_from_file_location("compare_weights", PROJECT / "benchmarks/weights.py")
weights = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(weights)


def test_difference_to_a_keras_file(keras_file, compact):
    """The file's kernels are 1.01 times the compact ones, its biases the same."""
    found = weights.difference(keras_file)
    assert list(found) == list(compact)
    for kernel, bias in found.values():
        assert kernel == pytest.approx(0.01 / 1.01, rel=1e-3) and bias == 0


@pytest.mark.parametrize(
    "contents", [None, b"", b"no weights\n" * 100], ids=["missing", "empty", "text"]
)
def test_file_to_compare_with_that_is_none_gives_one_sentence(contents, tmp_path, capsys):
    path = tmp_path / "wrong.h5"
    if contents is not None:
        path.write_bytes(contents)
    assert weights.main(str(path)) == 2
    out, err = capsys.readouterr()
    assert len(err.splitlines()) == 1 and str(path) in err and "notop.h5" in err
    assert out == ""


def test_command_with_a_wrong_file_exits_with_two(tmp_path):
    (tmp_path / "wrong.h5").write_text("no weights")
    done = subprocess.run(
        [sys.executable, weights.__file__, tmp_path / "wrong.h5"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1


def test_command_compares_with_a_file(keras_file, capsys):
    assert weights.main(str(keras_file)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 16 and lines[0] == "block1_conv1: kernel differs by 0.99%, bias by 0.00%"
