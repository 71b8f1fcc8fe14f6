"""Sweeps on real Dask clusters: one here, and two "machines" that share nothing but a port."""

import csv
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import psutil
import pytest
from PIL import Image

from utils.files import PROJECT
from utils.sweep import sweep
from utils.sweep.plan import read_plan

ENVIRONMENT = os.environ | {"PYTHONPATH": str(PROJECT)}


def start(*command, folder, weights="", **options):
    """Start a program of the course's Python in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", *map(str, command)],
        cwd=folder,
        env=ENVIRONMENT | ({"NST_WEIGHTS": weights} if weights else {}),
        start_new_session=True,
        **options,
    )


def stop(process):
    """End a program, and all that it started."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for each in (*children, process):
        if psutil.pid_exists(each.pid):
            each.kill()
    process.wait()


def wait_until(true, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """The address of a scheduler with two workers, each with a folder and a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("room")
    scheduler = "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"
    worker = "utils.sweep.cluster", address, "--workers", 1, "--memory", 2.2
    commands = [scheduler, worker, worker]
    with (folder / "log").open("w") as log:
        processes = []
        for number, command in enumerate(commands):
            (folder / str(number)).mkdir()
            processes.append(start(*command, folder=folder / str(number), stdout=log, stderr=log))
        yield address
        for process in processes:
            stop(process)


@pytest.fixture
def small(folder):
    """A sweep of four small paintings."""
    return {
        "pairs": [["content.png", "style.jpg"]],
        "settings": {"size": 40, "iterations": 1, "bfloat16": False},
        "lists": {"strength": [0.5, 1], "content_layer": ["block3_conv1", "block4_conv2"]},
    }


def rows_of(folder):
    with (folder / "results.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_two_machines_failures_and_more_settings(room, small, folder):
    """What cannot be painted is told, the rest is; later, only what is new is painted."""
    (folder / "broken.png").write_bytes((folder / "content.png").read_bytes()[:-200])
    small["pairs"] += [["broken.png", "style.jpg", "broken"], ["none.png", "style.jpg", "none"]]
    small["lists"]["size"] = [40, 1600]  # 1600 pixels need more memory than the workers have
    small["lists"]["strength"] = [1]
    rows = sweep(small, "out", scheduler=room)
    painted = [row for row in rows if not row["error"]]
    assert len(rows) == 12 and len(painted) == 2
    errors = sorted({(row["pair"], row["size"] == "40", row["error"]) for row in rows} - {""})
    told = {(pair, small): text for pair, small, text in errors if text}
    assert "none.png" in told["none", True] and "none.png" in told["none", False]
    assert told["broken", True].startswith("the content picture")
    assert "the largest worker has 2.2 GB: choose a smaller" in told["content, style", False]
    for row in painted:
        with Image.open(folder / "out" / "pictures" / row["picture"]) as picture:
            assert picture.size == (40, 32)
        assert 0 < float(row["content_distance"]) and 0 < float(row["style_distance"])
    assert (folder / "out" / "index.html").stat().st_size > 10_000
    before = {path: path.stat().st_mtime_ns for path in (folder / "out" / "pictures").iterdir()}
    del small["pairs"][1:], small["lists"]["size"]
    small["lists"] |= {"strength": [1, 2], "content_layer": ["block4_conv2", "block5_conv1"]}
    sweep(small, "out", scheduler=room)
    painted = [row for row in rows_of(folder / "out") if not row["error"]]
    assert len(painted) == 5
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_worker_of_other_versions_is_refused(room, small, folder, capfd):
    options = "--no-nanny", "--nthreads", 8, "--no-dashboard", "--resources"
    old = "TensorFlow:0.1=1 course:0123456789=1 bytes=9000000000"
    # without weights it would fail if it were given something to paint
    command = "distributed.cli.dask_worker", room, *options, old
    worker = start(*command, folder=folder, weights=str(folder / "none"))
    try:
        from distributed import Client

        with Client(room) as client:
            wait_until(lambda: len(client.scheduler_info(n_workers=-1)["workers"]) == 3)
        rows = sweep(small, "out", scheduler=room)
    finally:
        stop(worker)
    assert len(rows) == 4 and not any(row["error"] for row in rows)
    lines = [line for line in capfd.readouterr().err.splitlines() if "is refused" in line]
    assert len(lines) == 1, lines
    (line,) = lines
    assert "it has TensorFlow:0.1, course:0123456789, and this sweep needs" in line
    assert "python -m utils.sweep.cluster" in line


def test_a_killed_worker_loses_one_picture_which_is_painted_again(small, folder):
    killed = []

    def kill():
        wait_until(lambda: (folder / "out" / "results.csv").exists())
        for process in psutil.Process().children(recursive=True):
            if "spawn_main" in " ".join(process.cmdline()) and not killed:
                process.kill()
                killed.append(process.pid)

    killer = threading.Thread(target=kill)
    killer.start()
    small["settings"]["iterations"] = 3
    rows = sweep(small, "out", workers=1, progress=False)
    killer.join()
    assert killed
    assert len(rows) == 4 and not any(row["error"] for row in rows)


def test_ctrl_c_leaves_what_is_finished_and_the_same_command_goes_on(small, folder, room):
    settings = "size = 40\niterations = 4\nbfloat16 = false\n[lists]\nstrength = [1, 2, 3, 4, 5]\n"
    (folder / "a.toml").write_text(
        f'pairs = [["content.png", "style.jpg"]]\n[settings]\n{settings}'
    )
    command = "utils.sweep", "a.toml", "--output", "out", "--workers", 1
    running = start(*command, folder=folder, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: (folder / "out" / "results.csv").exists())
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    *_, last = told.splitlines()
    assert last.endswith("and the same command paints the rest.") and "Traceback" not in told
    before = {row["key"] for row in rows_of(folder / "out")}
    assert 1 <= len(before) < 5 and (folder / "out" / "index.html").exists()
    stamps = {p: p.stat().st_mtime_ns for p in (folder / "out" / "pictures").iterdir()}
    assert len(stamps) == len(before)
    sweep("a.toml", "out", scheduler=room)
    assert len(rows_of(folder / "out")) == 5
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_nobody_at_the_scheduler_s_address_is_told(small, folder):
    with pytest.raises(ValueError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        sweep(small, "out", scheduler="tcp://127.0.0.1:9")
    assert not (folder / "out" / "results.csv").exists()


def test_the_example_is_a_sweep_of_216():
    assert len(read_plan(PROJECT / "sweep.toml").tasks) == 216
