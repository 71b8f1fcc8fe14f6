"""What a user gives to make reaches the programs as it is: neither make nor a shell reads it."""

import json
import shutil
import subprocess
import sys

import pytest

from utils.files import PROJECT

NAMES = [
    "two words.jpg",
    "$1 and $HOME, $$ and ${x}.jpg",
    "$(shell touch pwned) $(CURDIR).jpg",
    'a "quoted" name.jpg',
    "l'été.jpg",
    "`touch pwned`.jpg",
    "$(touch pwned); touch pwned; #.jpg",
    "-x.jpg",
    "--size",
    "a#b%c*?[d]~.jpg",
    "back\\slash\\.jpg",
    "two\nlines.jpg",
    "日本 ü.jpg",
    "a=b&c|d>e<f!.jpg",
    " ",
]
FAKE = """#!{python}
import json, sys
with open({calls!r}, "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
"""


@pytest.fixture
def make(tmp_path):
    """Run the course's Makefile with programs that note how they are called; return the calls."""
    calls = tmp_path / "calls"

    def run(*arguments, **options):
        done = subprocess.run(
            ["make", *arguments], cwd=tmp_path, capture_output=True, text=True, **options
        )
        assert done.returncode == 0, done.stderr
        assert not (tmp_path / "pwned").exists()
        return [json.loads(line) for line in calls.read_text().splitlines()]

    shutil.copy(PROJECT / "Makefile", tmp_path)
    for name in "requirements.txt", "requirements-sweep.txt", "pyproject.toml", "setup.py":
        (tmp_path / name).touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE.format(python=sys.executable, calls=str(calls)))
    python.chmod(0o755)
    (tmp_path / ".venv" / "ready").touch()
    return run


@pytest.mark.parametrize("name", NAMES)
def test_names_are_passed_on_as_they_are(name, make):
    picture, lecture = make("run", f"CONTENT={name}", f"STYLE=b{name}")
    name = name.strip() and name  # make itself drops the blanks before a value
    assert picture == ["-m", "utils.stylize", "--show", "--", name, f"b{name or ' '}"]
    assert lecture == ["-m", "utils.stylize", "--preset", "lecture", *picture[3:]]


@pytest.mark.parametrize("name", NAMES[:-1])
def test_other_values_are_too(name, make, tmp_path):
    assert make("notebook", f"NOTEBOOK={name}")[0] == ["-m", "course.execute", name]
    assert make("wall", f"PAIRS={name}", f"SCHEDULER={name}")[-1] == [
        *("-m", "utils.sweep.exhibition", "--scheduler", name, "--", name)
    ]
    assert make("fuzz", f"COUNT={name}")[-1] == ["tests/slow/test_fuzz.py", name]


def test_values_come_from_the_environment_too(make, monkeypatch):
    monkeypatch.setenv("CONTENT", "`touch pwned` $(shell touch pwned) $1.jpg")
    assert make("picture")[0][4:] == [
        "`touch pwned` $(shell touch pwned) $1.jpg",
        "T_images/swirling_night.jpg",
    ]


def test_without_values_the_defaults_are_used(make):
    assert make("notebook")[0] == ["-m", "course.execute"]
    assert make("fuzz")[-1] == ["tests/slow/test_fuzz.py", "100000"]


def test_a_python_or_browser_of_any_name(make, tmp_path):
    """And `make doctor` calls make once more, which must not read the values either."""
    odd = tmp_path / "my `touch pwned` $(shell touch pwned) pythons" / "python"
    odd.parent.mkdir()
    shutil.copy(tmp_path / ".venv" / "bin" / "python", odd)
    assert make("copy", f"PYTHON={odd}") == [["-m", "course.set_aside"]]
    assert make("test-lab", f"CHROMIUM={odd}")[-1] == ["-m", "pytest", "tests/slow/lab.py"]
    (tmp_path / ".venv" / "bin" / "python").unlink()
    (tmp_path / ".venv" / "ready").touch()
    assert make("doctor", f"PYTHON={odd}")[-1] == ["-m", "utils.doctor"]


def test_every_value_that_a_recipe_takes_is_among_these():
    """A new one must be added to the lines that pass them on."""
    lines = (PROJECT / "Makefile").read_text().splitlines()
    recipes = [line for line in lines if line.startswith("\t")]
    for word in "CONTENT", "STYLE", "NOTEBOOK", "COUNT", "PAIRS", "SCHEDULER", "CHROMIUM", "PYTHON":
        assert f"override {word} := $(value {word})" in lines
        assert not any(f"$({word})" in line for line in recipes)
