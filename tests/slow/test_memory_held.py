"""What a painting process really holds in memory."""

import subprocess
import sys

import pytest

from utils.images import save_image
from utils.stylize.memory import PIXEL_BYTES, peak_bytes

MEASURE = """
# A process begins with the peak of the one it is forked from: so let that be a small one.
import os, subprocess, sys
painting = subprocess.Popen([sys.executable, "-m", *sys.argv[1:]], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(painting.pid, 0)
print(usage.ru_maxrss)
sys.exit(status)
"""


@pytest.mark.parametrize("preset", PIXEL_BYTES)
def test_a_real_process_holds_what_is_expected(preset, tmp_path, random_picture):
    """A small content and a large style."""
    save_image(random_picture(96, 128), tmp_path / "content.png")
    save_image(random_picture(480, 640), tmp_path / "style.png")
    command = [
        "utils.stylize",
        tmp_path / "content.png",
        tmp_path / "style.png",
        "--size",
        "128",
        "--style-size",
        "640",
        "--preset",
        preset,
        "--iterations",
        "1",
        "--output",
        tmp_path / "out",
    ]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], capture_output=True, text=True, check=True
    )
    held = int(done.stdout) * (1 if sys.platform == "darwin" else 1024)
    assert peak_bytes(96 * 128, 480 * 640, preset) == pytest.approx(held, rel=0.25)
