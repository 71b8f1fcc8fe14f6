"""No code comes in with data: nothing can run it, save one reader of pickles that refuses it.

`make check` forbids pickle, eval and their like everywhere else (ruff's rules S3xx and TID251).
Here stands what no linter sees: options that trust a file, and that the one reader does refuse.
"""

import ast
import os
import pickle

import pytest

from utils.images import PROJECT
from utils.weights import decode, read_tensors

SOURCES = [
    path
    for folder in ("utils", "course", "drawings", "benchmarks")
    for path in PROJECT.glob(f"{folder}/**/*.py")
]


def trusting(source):
    """The calls in some code that allow what they read to run code."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        for option in node.keywords
        if option.arg in ("allow_pickle", "safe_mode")
        and ast.unparse(option.value) != str(option.arg == "safe_mode")
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_file_is_trusted(path):
    assert not trusting(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "code",
    [
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=trust)",
        "keras.saving.load_weights(path, safe_mode=False)",
    ],
)
def test_trust_is_found(code):
    assert trusting(code) and not trusting("np.load(path, allow_pickle=False)")


def test_pickles_reach_that_reader_only_through_its_guard():
    tree = ast.parse((PROJECT / "utils" / "weights.py").read_text("utf-8"))
    used = sorted(
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pickle"
    )
    readers = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for node in node.bases
    ]
    assert used == ["pickle.Unpickler", "pickle.UnpicklingError"]
    assert readers == ["pickle.Unpickler"]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("read", [decode, read_tensors])
def test_a_hostile_file_of_weights_runs_nothing(read, protocol, tmp_path):
    """Where each of the file's five pickles stands, and at each protocol."""

    class Attack:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "was here"),)

    hostile = pickle.dumps(Attack(), protocol=protocol)
    pickle.loads(hostile)  # it is hostile to the reader that has no guard
    (tmp_path / "was here").rmdir()
    for place in range(5):
        data = pickle.dumps({}, protocol=2) * place + hostile
        with pytest.raises(pickle.UnpicklingError, match="mkdir"):
            read(data)
        assert not (tmp_path / "was here").exists()
