"""Kill real runs at random moments until they are done, and see that nothing was lost.

    python tests/slow/kill.py [minutes] [seed]

Both presets paint in processes of their own, first undisturbed, then killed again and again by
SIGKILL, SIGTERM or SIGINT and resumed. Every other run writes a checkpoint after every step, so
that many a kill comes in the middle of a file. Meanwhile a reader opens all files in a loop.
"""

import collections
import csv
import math
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image

from utils.images import T_IMAGES
from utils.stylize.checkpoint import SECONDS_BETWEEN

RUNS = {
    "lecture": ["--preset", "lecture", "--size", "96", "--iterations", "600"],
    "pyramid": ["--size", "256", "--iterations", "60"],
}
START = (
    "import signal, sys; from utils.stylize import __main__, checkpoint; "
    "checkpoint.SECONDS_BETWEEN = {every}; "
    "signal.signal(signal.SIGTERM, signal.default_int_handler); "
    "sys.exit(__main__.main(sys.argv[1:]))"
)
LOST = 30  # seconds of work, at most
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]


def start(preset, folder, every, *more):
    """Start a run that writes its checkpoints into `folder`."""
    command = [
        sys.executable,
        "-c",
        START.format(every=every),
        T_IMAGES / "sunset_bridge.jpg",
        T_IMAGES / "swirling_night.jpg",
        "--output",
        folder,
        *RUNS[preset],
        *more,
    ]
    errors = folder.with_suffix(".log").open("w")
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)


def table(path):
    """The lines of a history.csv, whole."""
    with path.open(newline="") as file:
        _, *lines = csv.reader(file)
    assert all(len(line) == 6 for line in lines)
    lines = [list(map(float, line[:5])) for line in lines]
    assert [line[0] for line in lines] == list(range(len(lines)))
    return lines


def names(folder):
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def look_into(path):
    """Open a file to its last byte, as a reader would."""
    if path.suffix in (".png", ".jpg"):
        Image.open(path).load()
    elif path.suffix == ".csv":
        table(path)
    elif path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            for name in arrays:
                arrays[name]


def read_all(root, looks, stop):
    """Look into every file below `root`, again and again; count what is whole and what is not."""
    while not stop.is_set():
        for path in root.glob("*/[!.]*.*"):
            try:
                look_into(path)
                looks["whole"] += 1
            except FileNotFoundError:
                looks["gone"] += 1
            except Exception as error:  # whatever half a file makes a reader raise
                looks["half"] += 1
                print(f"{path} was not whole: {error!r}", flush=True)
        time.sleep(0.05)


def wait(process, seconds):
    """Wait for a process, so long at most; return whether it ended."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def kill_until_done(preset, folder, every, chance, until):
    """Paint, killed at random moments until the time is over; yield (signal, seconds of work lost)
    for every kill.
    """
    checkpoint, log = folder / "checkpoint.npz", folder.with_suffix(".log")
    while True:
        process = start(preset, folder, every, "--resume")
        try:
            while process.poll() is None and not log.stat().st_size:  # until the bar is drawn
                time.sleep(0.05)
            begun = time.time()
            patience = chance.uniform(0, 1.5 * SECONDS_BETWEEN if every else 6)
            if wait(process, patience if time.monotonic() < until else None):
                assert process.returncode == 0, log.read_text()
                return
            number, now = chance.choice(SIGNALS), time.time()
            process.send_signal(number)
            code = process.wait()
        finally:
            process.kill()
        if not checkpoint.exists() and (folder / "triptych.jpg").exists():  # it was just done
            return
        assert code == (-number if number == signal.SIGKILL else 130), log.read_text()
        kept = checkpoint.stat().st_mtime if checkpoint.exists() else 0
        yield number, max(0, now - max(begun, kept))


def main(minutes=10, seed=0):
    """Kill for so many minutes; return 1 if anything was lost or half written."""
    chance, kills, losses, ratios = random.Random(int(seed)), collections.Counter(), [], []
    looks, stop = collections.Counter(), threading.Event()
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        threading.Thread(target=read_all, args=(root, looks, stop), daemon=True).start()
        undisturbed = {}
        for preset in RUNS:
            folder = root / f"{preset}_whole"
            assert start(preset, folder, SECONDS_BETWEEN).wait() == 0
            undisturbed[preset] = table(folder / "history.csv")
        until = time.monotonic() + 60 * float(minutes)
        for number in range(10**6):
            preset = list(RUNS)[(1 + number + number // 2) % 2]
            every = (0, SECONDS_BETWEEN)[number % 2]
            folder = root / f"{preset}_{number}"
            for sent, lost in kill_until_done(preset, folder, every, chance, until):
                kills[sent.name] += 1
                losses.append(lost)
                print(
                    f"{preset}, checkpoints every {every} s: {sent.name}, {lost:.1f} s lost",
                    flush=True,
                )
            history, whole = table(folder / "history.csv"), undisturbed[preset]
            assert len(history) == len(whole)
            assert names(folder) == names(root / f"{preset}_whole")
            ratios.append(history[-1][2] / whole[-1][2])
            print(f"{preset}: done, J / undisturbed J = {ratios[-1]:.6f}", flush=True)
            if time.monotonic() > until:
                break
        stop.set()
    worst = max(abs(ratio - 1) for ratio in ratios)
    print(
        f"{kills.total()} kills {dict(kills)} in {len(ratios)} runs; at most {max(losses):.1f} s "
        f"lost; J at most {worst:.2e} from the undisturbed; {looks['whole']} files read whole, "
        f"{looks['half']} half"
    )
    return int(
        not (math.isfinite(worst) and worst < 1e-3 and max(losses) < LOST and not looks["half"])
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
