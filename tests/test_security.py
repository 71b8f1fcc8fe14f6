"""No code comes in with data: nothing in utils/ can run it, save one reader that refuses it."""
import ast
import os
import pickle

import pytest

from utils.images import PROJECT
from utils.weights import decode, read_tensors

SOURCES = [path for folder in ("utils", "benchmarks") for path in PROJECT.glob(f"{folder}/**/*.py")]
RUNS_CODE = {
    "eval", "exec", "__import__",
    "pickle", "Unpickler", "allow_pickle", "read_pickle", "dill", "cloudpickle", "joblib",
    "shelve", "marshal", "torch",
    "unsafe_load", "full_load", "load_model", "enable_unsafe_deserialization",
}


def words(source):
    """Every name, attribute, import and keyword in some code, unless it is given as False."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and ast.unparse(node.value) != "False":
            yield node.arg
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (getattr(node, "module", None) or "").split(".")
            yield from (part for alias in node.names for part in alias.name.split("."))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_only_the_reader_of_the_weights_knows_pickles(path):
    guarded = {"pickle", "Unpickler"} if path.stem == "weights" else set()
    assert RUNS_CODE & set(words(path.read_text("utf-8"))) == guarded


def test_pickles_reach_that_reader_only_through_its_guard():
    tree = ast.parse((PROJECT / "utils" / "weights.py").read_text("utf-8"))
    used = sorted(ast.unparse(node) for node in ast.walk(tree)
                  if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pickle")
    readers = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
               for node in node.bases]
    assert used == ["pickle.Unpickler", "pickle.UnpicklingError"]
    assert readers == ["pickle.Unpickler"]


@pytest.mark.parametrize("code", [
    "import pickle as p", "from pickle import load", "import torch.serialization",
    "np.load(path, allow_pickle=True)", "np.load(path, allow_pickle=trust)", "f = eval",
    "pandas.read_pickle(path)", "keras.models.load_model(path)",
])
def test_the_words_are_found_wherever_they_stand(code):
    assert RUNS_CODE & set(words(code))


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
