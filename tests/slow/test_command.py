"""The command line in a process of its own, as it is started from a terminal."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest
from PIL import Image

from utils.images import save_image


def names(path):
    return sorted(file.name for file in path.iterdir())


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "utils.stylize", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_writes_what_it_promises(folder, random_picture):
    """With spaces and accents in every name."""
    content, style, output = "le château d'été.png", "vague à l'âme.jpg", "mes œuvres/n° 1"
    save_image(random_picture(64, 80, seed=1), content)
    save_image(random_picture(80, 64, seed=2), style)
    done = run(content, style, "--output", output, "--size", "40", "--iterations", "3", "--float32")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert done.stdout.splitlines() == [
        f"The pictures are in {output}: generated.png, triptych.jpg and image_<iteration>.jpg."
    ]
    output = folder / output
    assert names(output) == [
        "generated.png",
        "history.csv",
        "image_0.jpg",
        "image_6.jpg",
        "settings.json",
        "triptych.jpg",
    ]
    assert names(folder) == sorted([content, style, "content.png", "style.jpg", "mes œuvres"])
    header, *lines = csv.reader((output / "history.csv").read_text().splitlines())
    assert header == ["iteration", "seconds", "J", "J_content", "J_style", "costs"]
    assert [int(line[0]) for line in lines] == list(range(7))
    assert float(lines[6][2]) < float(lines[0][2])
    assert Image.open(output / "generated.png").size == (40, 32)


def test_command_says_in_one_line_what_is_wrong(folder):
    done = run("nothing.jpg", "style.jpg", "--output", "out")
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "nothing.jpg" in done.stderr
    assert names(folder) == ["content.png", "style.jpg"]


def test_full_disk_in_a_process_of_its_own(folder):
    """And nothing else on standard error: no warning, no log of TensorFlow's."""
    code = (
        "import resource, sys; from utils.stylize.__main__ import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            code,
            "content.png",
            "style.jpg",
            "--size",
            "40",
            "--iterations",
            "1",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "File too large" in done.stderr
    assert names(folder) == ["content.png", "style.jpg"]


def test_nobody_reads_what_is_printed(folder):
    """As in `... --dry-run | head -0`."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "utils.stylize",
                "content.png",
                "style.jpg",
                "--size",
                "40",
                "--dry-run",
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2 and done.stderr.startswith("The program ended early:")
    assert len(done.stderr.splitlines()) == 1


def test_standard_error_may_be_closed(folder):
    done = subprocess.run(
        [
            "sh",
            "-c",
            'exec "$0" "$@" 2>&-',
            sys.executable,
            "-m",
            "utils.stylize",
            "content.png",
            "style.jpg",
            "--size",
            "40",
            "--iterations",
            "1",
            "--output",
            "out",
            "--float32",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "The pictures are in out" in done.stdout


@pytest.mark.parametrize(
    "content, environment",
    [
        ("дом.png", {"PYTHONIOENCODING": "ascii"}),
        ("дом.png", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
        ("n\udcff.png", {}),  # a byte that is no UTF-8
    ],
)
def test_a_name_that_the_terminal_cannot_show(content, environment, folder):
    (folder / "content.png").rename(content)
    arguments = ["--size", "40", "--iterations", "1", "--float32"]
    done = subprocess.run(
        [sys.executable, "-m", "utils.stylize", content, "style.jpg", *arguments],
        capture_output=True,
        env=os.environ | environment,
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr
    assert done.stdout.startswith(b"The pictures are in output/")
    assert (folder / "output" / f"{content[:-4]}_style" / "generated.png").exists()


def test_ctrl_c_while_it_loads_is_one_line(folder):
    begun = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "utils.stylize", "content.png", "style.jpg"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.read(begun.stderr.fileno(), 1)  # it runs
    time.sleep(1.5)
    begun.send_signal(signal.SIGINT)
    _, told = begun.communicate()
    assert begun.returncode == 130 and told.splitlines()[-1] == b"Interrupted."


def test_every_content_in_every_style(folder):
    (folder / "bad.png").write_text("no picture")
    arguments = ["--size", "64", "--iterations", "2", "--float32", "--output", "wall"]
    for again in False, True:
        done = run("content.png", "bad.png", "style.jpg", "--styles", "style.jpg", *arguments)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        *_, first, failure = done.stderr.splitlines()
        assert first == "1 of 3 could not be painted:"
        assert failure.startswith("bad.png in the style of style.jpg: bad.png cannot be read")
        assert done.stdout.splitlines()[-1] == "2 of 3 paintings are in wall."
        assert done.stdout.count("already") == 2 * again
    done = run("content.png", "style.jpg", "--styles", "content.png", "style.jpg", *arguments)
    assert done.returncode == 0 and done.stdout.count("already") == 2
    assert names(folder / "wall") == [
        f"{content}_{style}" for content in ("content", "style") for style in ("content", "style")
    ]
    for painting in (folder / "wall").iterdir():
        assert Image.open(painting / "generated.png").size in ((64, 51), (51, 64))
