"""Every line of the report, right and wrong, and never a traceback."""

import json
import os
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from packaging.requirements import Requirement

from course import execute
from utils import doctor, vgg
from utils.files import PROJECT

NAMES = ["python", "tensorflow", "packages", "processor", "memory", "disk", "weights", "time"]


def report(*options, **environment):
    """Run `python -m utils.doctor` in a process of its own."""
    return subprocess.run(
        [sys.executable, *options, "-m", "utils.doctor"],
        text=True,
        cwd=PROJECT,
        capture_output=True,
        env={**os.environ, **environment},
    )


def names(told):
    return [line.split()[1] for line in told.stdout.splitlines()]


def test_on_this_machine_every_line_is_told(capsys):
    found = list(doctor.findings())
    assert [finding.name for finding in found] == NAMES
    wrong = [finding for finding in found if not finding.fine]
    assert not any("cannot be examined" in finding.sentence for finding in wrong)
    assert re.search(r"about \d+ minutes.*\(1: \d+, 2: \d+.*10: \d+\)", found[-1].sentence)


@pytest.mark.parametrize("fine, code", [([True, True], 0), ([True, False], 2), ([False, True], 2)])
def test_exit_code_and_marks(monkeypatch, capsys, fine, code):
    found = [doctor.Finding("disk", each, "words") for each in fine]
    monkeypatch.setattr(doctor, "findings", lambda: iter(found))
    assert doctor.main() == code
    told = capsys.readouterr().out
    assert told.splitlines() == [f"{'ok' if each else '!!'}  disk        words" for each in fine]
    assert doctor.doctor() is None and capsys.readouterr().out == told


def test_without_any_package_all_lines_are_told():
    told = report("-S")
    assert (told.returncode, told.stderr, names(told)) == (2, "", NAMES)
    assert "No module named 'packaging'): make clean and make lab, or " in told.stdout
    assert re.search(r"^ok  python .*\n(.*\n)*ok  disk ", told.stdout, re.MULTILINE)
    assert told.stdout.count("!!") == len(NAMES) - 2


@pytest.mark.parametrize("error", ["ImportError", "AttributeError", "SystemError"])
def test_with_a_broken_tensorflow_all_lines_are_told(tmp_path, error):
    (tmp_path / "tensorflow.py").write_text(f"raise {error}('built for another NumPy\\nmore')")
    told = report(PYTHONPATH=str(tmp_path))
    assert (told.returncode, told.stderr, names(told)) == (2, "", NAMES)
    assert re.search(r"!!  tensorflow .*\(.*built for another NumPy\): .*make lab", told.stdout)
    assert re.search("ok  memory .*\nok  disk ", told.stdout)


@pytest.mark.parametrize(
    "version, fine",
    [((3, 9, 9), False), ((3, 10, 0), True), ((3, 13, 9), True), ((3, 14, 0), False)],
)
def test_python(monkeypatch, version, fine):
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=version))
    found = doctor.look(doctor.python)
    assert found.fine == fine and ".".join(map(str, version)) in found.sentence
    assert fine or "needs 3.10 to 3.13" in found.sentence and "make PYTHON=" in found.sentence


ASKED = {
    line.split(">")[0]: Requirement(line)
    for line in ("tensorflow>=2.18", "pillow>=10.1,<12", "numpy")
}


@pytest.mark.parametrize(
    "check, version, fine",
    [
        (doctor.tensorflow, "2.17.1", False),
        (doctor.tensorflow, "2.18.0", True),
        (doctor.tensorflow, "2.18.0+cpu", True),
        (doctor.tensorflow, "2.9", False),
        (doctor.packages, "10.0.9", False),
        (doctor.packages, "10.1", True),
        (doctor.packages, "10.1rc1", False),
        (doctor.packages, "10.1.post1", True),
        (doctor.packages, "9.5", False),
        (doctor.packages, "11.0.0rc1", True),
        (doctor.packages, "12.1", False),
    ],
)
def test_a_package_of_another_version(monkeypatch, check, version, fine):
    monkeypatch.setattr(doctor, "requirements", lambda: ASKED)
    monkeypatch.setattr(doctor.importlib.metadata, "version", lambda name: version)
    found = doctor.look(check)
    assert found.fine == fine
    if not fine:
        assert f" is {version}, not " in found.sentence
        assert "-m pip install -r requirements.txt" in found.sentence


def test_a_missing_package(monkeypatch):
    def version(name):
        raise doctor.importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(doctor, "requirements", lambda: ASKED)
    monkeypatch.setattr(doctor.importlib.metadata, "version", version)
    assert (
        "numpy is not installed, pillow is not installed: make clean"
        in doctor.look(doctor.packages).sentence
    )


def test_every_line_of_requirements_is_understood():
    lines = (PROJECT / "requirements.txt").read_text().splitlines()
    asked = [line for line in lines if line[:1] not in ("", "#", "-")]
    assert len(doctor.requirements()) == len(asked)
    assert str(doctor.requirements()["tensorflow"].specifier) == ">=2.18"


def test_preflight_is_one_line():
    said = doctor.preflight()
    assert re.fullmatch(
        r"TensorFlow [\d.]+ and Keras [\d.]+ on \d+ (GPU|processor cores); "
        r"VGG-19's 16 convolution layers are ready\.",
        said,
    )


def test_little_memory(monkeypatch):
    monkeypatch.setattr("utils.memory.available_bytes", lambda: 0.52e9)
    found = doctor.look(doctor.memory)
    assert not found.fine and "0.5 GB free" in found.sentence and "close other" in found.sentence


def test_a_full_disk(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "not" / "there"))
    assert doctor.look(doctor.disk).fine
    usage = shutil.disk_usage

    def full(path):
        return usage(path)._replace(free=4e8) if path == tmp_path else usage(path)

    monkeypatch.setattr(doctor.shutil, "disk_usage", full)
    found = doctor.look(doctor.disk)
    assert not found.fine and "0.4 GB free" in found.sentence and "KERAS_HOME" in found.sentence


def test_weights_that_are_there_may_lie_where_nobody_can_write(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: tmp_path not in (path, path.parent))
    assert not doctor.look(doctor.disk).fine
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "vgg19_notop_8bit.bin").touch()
    assert doctor.look(doctor.disk).fine


def test_a_folder_that_cannot_be_written(monkeypatch):
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: path != PROJECT / "output")
    found = doctor.look(doctor.disk)
    assert not found.fine and f"{PROJECT / 'output'} cannot be written to" in found.sentence


def test_no_weights_and_no_network(monkeypatch, pip_without_network):
    monkeypatch.setattr(vgg, "_load", vgg._load.__wrapped__)
    found = {finding.name: finding for finding in doctor.findings()}
    assert not found["weights"].fine and "Connect to the network once" in found["weights"].sentence
    assert not found["time"].fine and "without the weights" in found["time"].sentence
    assert found["disk"].fine and found["tensorflow"].fine


def test_an_unforeseen_error_is_a_sentence():
    def memory():
        raise RuntimeError("first line\nsecond line")

    found = doctor.look(memory)
    assert found[:2] == ("memory", False)
    assert found.sentence.startswith("cannot be examined (RuntimeError: first line): set ")


def test_every_notebook_says_how_long_it_takes():
    notebooks = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == 10 and all(map(doctor.duration_in_steps, notebooks))


def test_the_estimate_adds_up(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name, metadata in (
        ("01_a", {doctor.DURATION: 600}),
        ("02_b", {}),
        ("10_c", {doctor.DURATION: 2400}),
    ):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps({"metadata": metadata}))
    monkeypatch.setattr(doctor, "PROJECT", tmp_path)
    monkeypatch.setattr(doctor, "seconds_per_step", lambda: 0.2)
    fine, sentence = doctor.time_needed()
    assert fine and "about 10 minutes" in sentence and "(1: 2, 10: 8)" in sentence


def test_executing_a_notebook_records_how_long_it_took(monkeypatch, tmp_path):
    path = tmp_path / "a.ipynb"
    cell = nbformat.v4.new_code_cell("import time; time.sleep(0.5); print('slept')", id="a")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    monkeypatch.setattr(execute, "seconds_per_step", lambda: 0.01)
    seconds = execute.execute(path)
    assert 0.5 < seconds < 60 and doctor.duration_in_steps(path) == round(seconds / 0.01)
    (cell,) = nbformat.read(path, as_version=4).cells
    assert cell.outputs[0].text == "slept\n" and cell.execution_count == 1
    assert "execution" not in cell.metadata


@pytest.mark.parametrize(
    "seconds, words", [(1, 1), (89, 1), (91, 2), (700, 12), (1130, 19), (1260, 20), (1500, 25)]
)
def test_minutes_are_round(seconds, words):
    assert doctor.minutes(seconds) == words


def test_a_step_is_really_measured():
    assert 0 < doctor.seconds_per_step(steps=3) < 60


@pytest.mark.parametrize("load, said", [(0, False), (100, True)])
def test_a_busy_machine_is_said_to_be(load, said, monkeypatch):
    monkeypatch.setattr(os, "getloadavg", lambda: (load * os.cpu_count(), 0, 0), raising=False)
    monkeypatch.setattr(doctor, "seconds_per_step", lambda: 0.1)
    fine, sentence = doctor.time_needed()
    assert fine and sentence.endswith("less when it is idle") == said


def test_on_a_slow_machine_few_steps_are_measured(monkeypatch):
    clock = iter(range(0, 10_000, 6))
    monkeypatch.setattr(doctor.time, "perf_counter", lambda: next(clock))
    assert doctor.seconds_per_step() == 6
    assert next(clock) == 6 * 2 * 3
