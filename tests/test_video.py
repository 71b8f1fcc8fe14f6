"""Clips: read, painted and written frame by frame, with little flicker and nothing half-written.

The painter here turns white into black, so what it paints is known.
"""

import gc
import importlib.util
import json
import os
import signal
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from utils.backend import tf
from utils.stylize import video
from utils.stylize.__main__ import main
from utils.stylize.clips import is_clip, open_clip
from utils.stylize.video import Moment, steadied

needs_av = pytest.mark.skipif(
    importlib.util.find_spec("av") is None and "CI" not in os.environ,  # CI must have it
    reason="films need PyAV: requirements-video.txt",
)
HEIGHT, WIDTH = 48, 64


def frame(number, height=HEIGHT, width=WIDTH):
    """A picture of bytes: a gradient with noise, and a red square that moves 8 pixels a frame."""
    pixels = np.random.default_rng(number).integers(0, 5, (height, width, 3), np.uint8)
    pixels[..., 1] += np.linspace(0, 150, width).astype(np.uint8)
    pixels[10:26, (left := 8 * (number % 6)) : left + 16] = 200, 30, 60
    return pixels


def make_folder(count=5, path="clip"):
    Path(path).mkdir()
    for number in range(count):
        Image.fromarray(frame(number)).save(f"{path}/frame{number}.png")
    return path


def make_gif(count=5, path="clip.gif", **options):
    first, *others = [Image.fromarray(frame(number)).quantize() for number in range(count)]
    options = {"duration": [50 + 10 * k for k in range(count)], "loop": 3} | options
    first.save(path, save_all=True, append_images=others, **options)
    return path


def make_film(count=5, path="clip.mp4", height=HEIGHT, width=WIDTH):
    import av

    with av.open(path, "w") as film:
        stream = film.add_stream("libx264", rate=Fraction(30000, 1001), options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(count):
            pixels = av.VideoFrame.from_ndarray(frame(number, height, width), format="rgb24")
            film.mux(stream.encode(pixels))
        film.mux(stream.encode(None))
    return path


KINDS = [
    pytest.param(make_folder, id="folder"),
    pytest.param(make_gif, id="gif"),
    pytest.param(make_film, id="film", marks=needs_av),
]


@pytest.fixture(autouse=True)
def negative(tmp_path, monkeypatch):
    """An empty folder to work in, and a painter, dabs.npz, that paints the negative."""
    monkeypatch.chdir(tmp_path)
    Path("dabs.npz").touch()
    Path("dabs.json").write_text('{"sha256": "0"}')
    monkeypatch.setattr(video, "load_painter", lambda name, blend: lambda picture: 1 - picture)
    monkeypatch.setattr(video, "paint", lambda network, picture: network(picture))


def paint(clip, *options):
    return main([str(clip), "--painter", "dabs.npz", "--output", "out", "--steady", "0", *options])


def frames_of(path):
    """The bytes of every frame of a clip, (count, H, W, 3)."""
    clip = open_clip(Path(path), None)
    return np.array([np.round(255 * picture[0].numpy()) for _, picture in clip.frames()])


def painted():
    """The one clip that was painted, and whether its record says that it is whole."""
    (path,) = [path for path in Path("out").iterdir() if path.name.startswith("generated")]
    assert not list(Path("out").rglob("*.part*"))
    return path, json.loads(Path("out/settings.json").read_text())["finished"]


# ---------------------------------------------------------------- three kinds


@pytest.mark.parametrize("make", KINDS)
def test_every_frame_is_painted_at_its_size(make, capsys):
    source = make()
    assert paint(source) == 0
    path, whole = painted()
    assert whole and path.suffix == Path(source).suffix and str(path) in capsys.readouterr().out
    before, after = frames_of(source), frames_of(path)
    assert after.shape == before.shape == (5, HEIGHT, WIDTH, 3)
    assert np.mean(abs(after - (255 - before))) < 3
    assert len(np.unique([f.argmin() for f in after[..., 1]])) > 1 or after.std(axis=0).max() > 20


@pytest.mark.parametrize("make", KINDS)
def test_size_reduces_and_never_enlarges(make):
    source = make()
    for size, sides in (("48", (48, 36)), ("400", (WIDTH, HEIGHT))):
        assert paint(source, "--size", size, "--overwrite") == 0
        assert frames_of(painted()[0]).shape[1:3] == sides[::-1]


def test_frames_keep_their_names_and_are_in_natural_order():
    Path("clip").mkdir()
    for number, name in enumerate(["a1.jpg", "a2.png", "a10.jpg"]):
        Image.fromarray(frame(number)).save(f"clip/{name}", quality=95)
    Path("clip/notes.txt").write_text("no frame")
    assert [name for name, _ in open_clip(Path("clip"), None).frames()] == [
        *("a1.jpg", "a2.png", "a10.jpg")
    ]
    assert paint("clip") == 0
    assert sorted(os.listdir("out/generated")) == ["a1.jpg", "a10.jpg", "a2.png"]


def test_a_gif_keeps_its_time_and_loops():
    make_gif(disposal=2)
    assert paint("clip.gif") == 0
    with Image.open("out/generated.gif") as gif:
        assert gif.info["loop"] == 3
        assert [f.info["duration"] for f in ImageSequence.Iterator(gif)] == [50, 60, 70, 80, 90]


def test_a_gif_that_plays_once_plays_once():
    first, *others = [Image.fromarray(frame(number)) for number in range(3)]
    first.save("clip.gif", save_all=True, append_images=others, duration=40)
    assert paint("clip.gif") == 0
    with Image.open("out/generated.gif") as gif:
        assert gif.n_frames == 3 and "loop" not in gif.info


@needs_av
@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_a_film_keeps_its_time(suffix):
    import av

    assert paint(make_film(7, f"clip.{suffix}")) == 0
    times = []
    for path in f"clip.{suffix}", f"out/generated.{suffix}":
        with av.open(path) as film:
            times.append([float(each.time) for each in film.decode(video=0)])
    assert len(times[0]) == 7
    np.testing.assert_allclose(*times, atol=2e-3)


@needs_av
def test_a_film_of_a_telephone_is_painted_upright():
    data = bytearray(Path(make_film()).read_bytes())
    place = data.index(b"tkhd") + 44  # of the matrix, after version, times, and so on
    matrix = [0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30]  # clockwise, by a quarter
    data[place : place + 36] = np.array(matrix, ">i4").tobytes()
    before = frames_of("clip.mp4")
    Path("clip.mp4").write_bytes(data)
    assert paint("clip.mp4") == 0
    after = frames_of("out/generated.mp4")
    assert after.shape == (5, WIDTH, HEIGHT, 3)
    assert np.mean(abs(after[0] - np.rot90(255 - before[0], -1))) < 3


@needs_av
def test_sides_of_a_film_are_even():
    import av

    make_folder()
    with av.open("clip.mkv", "w") as film:  # losslessly, which takes any side
        stream = film.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 63, 47, "bgr0"
        film.mux(stream.encode(av.VideoFrame.from_ndarray(frame(0, 47, 63), format="rgb24")))
        film.mux(stream.encode(None))
    assert paint("clip.mkv") == 0
    assert frames_of("out/generated.mkv").shape == (1, 48, 64, 3)


@pytest.mark.parametrize("make", KINDS)
def test_no_frame_is_held(make, monkeypatch):
    """So that the memory does not grow with their number."""
    counts = []

    def painter(picture):
        if len(counts) in (4, 9):
            gc.collect()
            kinds = [type(each) for each in gc.get_objects()]
            tensor = type(tf.constant(0))
            counts.append((kinds.count(tensor), sum(issubclass(k, Image.Image) for k in kinds)))
        else:
            counts.append(None)
        return 1 - picture

    monkeypatch.setattr(video, "load_painter", lambda name, blend: painter)
    monkeypatch.setattr(tf, "function", lambda function: function)
    assert paint(make(12), "--steady", "0.5") == 0
    assert counts[4] == counts[9] and len(counts) == 12


# ---------------------------------------------------------------- flicker


def moment(value):
    picture = tf.constant(np.broadcast_to(value, (1, 32, 32, 3)), tf.float32)
    return Moment(picture, 1 - picture)


def test_noise_is_averaged_and_a_cut_is_not():
    rng = np.random.default_rng(0)
    noisy = [moment(0.5 + 0.02 * rng.standard_normal((1, 32, 32, 3))) for _ in range(12)]
    before, shown = noisy[0], [noisy[0].painting]
    for now in noisy[1:]:
        before = steadied(before, now, 0.8)
        shown.append(before.painting)
    change = [np.std(b - a) for a, b in zip(shown[5:], shown[6:])]
    assert np.mean(change) < 0.25 * np.std(noisy[1].painting - noisy[0].painting)
    cut = steadied(moment(0.2), moment(0.6), 0.8)
    np.testing.assert_allclose(cut.painting, 0.4, atol=1e-4)
    off = steadied(noisy[0], noisy[1], 0)
    np.testing.assert_allclose(off.painting, noisy[1].painting)


def test_a_slow_change_is_followed():
    """What is too little between two frames adds up."""
    before = moment(0.2)
    for number in range(1, 81):
        before = steadied(before, moment(0.2 + 0.005 * number), 0.99)
    np.testing.assert_allclose(before.painting, 0.4, atol=0.03)


def test_steady_by_default(monkeypatch):
    make_folder()
    command = ["clip", "--painter", "dabs.npz", "--output"]
    assert main([*command, "steady"]) == main([*command, "plain", "--steady", "0"]) == 0
    steady, plain = frames_of("steady/generated"), frames_of("plain/generated")
    assert np.array_equal(steady[0], plain[0]) and not np.array_equal(steady[1], plain[1])


# ---------------------------------------------------------------- what goes wrong


def one_line(capsys):
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.fixture(autouse=True)
def without_bar(monkeypatch):
    plain = video.progress_bar
    monkeypatch.setattr(video, "progress_bar", lambda *given: plain(*given[:3], visible=False))


def spoil_folder():
    path = Path(make_folder(), "frame3.png")
    path.write_bytes(path.read_bytes()[:-60])
    return "clip", "frame3.png"


def spoil_gif(kept):
    """Cut the last frame off after its header's `kept` bytes: in its palette, or in its pixels."""
    path = Path(make_gif())
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"!\xf9\x04") + kept])
    return "clip.gif", "frame 5"


@pytest.mark.parametrize(
    "spoil",
    [spoil_folder, lambda: spoil_gif(30), lambda: spoil_gif(1200)],
    ids=["folder", "palette", "pixels"],
)
def test_a_broken_frame_is_named_and_those_before_it_are_kept(spoil, capsys):
    source, name = spoil()
    assert paint(source) == 2
    line = one_line(capsys)
    path, whole = painted()
    assert name in line and str(path) in line and not whole
    kept = frames_of(path)
    assert (
        len(kept) == (3 if source == "clip" else 4) and f"The {len(kept)} frames before it" in line
    )


@needs_av
def test_a_film_that_is_cut_off_is_one_sentence(capsys):
    path = Path(make_film(30))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])  # its index stands at the end
    assert paint("clip.mp4") == 2
    assert "clip.mp4 cannot be read" in one_line(capsys) and not Path("out").exists()


def no_frames():
    Path("clip").mkdir()
    Path("clip/notes.txt").write_text("no frame")


def two_sizes():
    make_folder()
    Image.fromarray(frame(0)[:40]).save("clip/frame2.png")


@pytest.mark.parametrize(
    "make, source, told",
    [
        (no_frames, "clip", "clip holds no frames"),
        (two_sizes, "clip", "frame2.png has 64 x 40: the frames"),
        (lambda: Path("a.avi").write_bytes(b"RIFF\0\0\0\0AVI LIST" + bytes(300)), "a.avi", ".mp4"),
        (lambda: None, "nothing", "nothing: no such file"),
        pytest.param(lambda: None, "nothing.mp4", "no such file", marks=needs_av),
        pytest.param(
            lambda: Path("a.mp4").write_text("text"), "a.mp4", "a.mp4 cannot", marks=needs_av
        ),
    ],
)
def test_what_is_no_clip_is_one_sentence(make, source, told, capsys):
    make()
    assert main([source, "--painter", "dabs.npz", "--output", "out"]) == 2
    assert told in one_line(capsys) and not Path("out").exists()


@pytest.mark.parametrize(
    "options, told",
    [
        (["clip", "--steady", "1"], "steady must be a number from 0 to 0.99"),
        (["clip", "--steady", "nan"], "steady must be"),
        (["clip", "--size", "5"], "size must be"),
        (["clip", "--keep-colors", "match"], "luminance"),
        (["clip/frame0.png", "--steady", "0.5"], "steady is for clips"),
    ],
)
def test_options_that_do_not_fit(options, told, capsys):
    make_folder()
    assert main([*options, "--painter", "dabs.npz", "--output", "out"]) == 2
    assert told in one_line(capsys) and not Path("out").exists()


def test_steady_belongs_to_painters(capsys):
    with pytest.raises(SystemExit):
        main(["a.png", "b.png", "--steady", "0.5"])
    assert "--steady is for clips" in one_line(capsys)


def test_without_pyav_the_command_that_installs_it_is_told(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "av", None)
    Path("clip.mp4").write_bytes(b"\0\0\0\x18ftypmp42")
    assert main(["clip.mp4", "--painter", "dabs.npz"]) == 2
    command = one_line(capsys).split("install it with ")[1].rstrip(".").split()
    assert command[:4] == [sys.executable, "-m", "pip", "install"] and Path(command[-1]).is_file()


@pytest.mark.parametrize("make", KINDS)
def test_another_clip_is_spared(make, capsys):
    assert paint(make()) == 0
    before = frames_of(painted()[0])
    assert paint(make_gif(3, "other.gif")) == 2
    assert "holds another painting" in one_line(capsys)
    assert np.array_equal(frames_of(painted()[0]), before)


def test_the_same_clip_is_painted_once(monkeypatch, capsys):
    make_folder()
    assert paint("clip") == 0
    monkeypatch.setattr(video, "paint_frames", None)
    assert paint("clip") == 0
    assert "holds this painting already" in capsys.readouterr().out


def test_a_shorter_clip_leaves_no_frame_of_a_longer_one():
    assert paint(make_folder(5)) == 0
    assert paint(make_folder(2, "other"), "--overwrite") == 0
    assert len(frames_of("out/generated")) == 2


def test_a_clip_is_not_painted_over(capsys):
    make_folder(path="generated")
    assert main(["generated", "--painter", "dabs.npz", "--output", ".", "--overwrite"]) == 2
    assert "would be painted over" in one_line(capsys) and len(os.listdir("generated")) == 5


@pytest.mark.parametrize("make", KINDS)
def test_ctrl_c_keeps_what_is_painted(make, monkeypatch, capsys):
    calls = []

    def painter(picture):
        calls.append(1)
        if len(calls) == 3:
            signal.raise_signal(signal.SIGINT)
        return 1 - picture

    monkeypatch.setattr(video, "load_painter", lambda name, blend: painter)
    monkeypatch.setattr(tf, "function", lambda function: function)
    source = make(8)
    assert paint(source) == 130
    path, whole = painted()
    assert len(frames_of(path)) == 3 and not whole
    assert f"Stopped after frame 3. What is painted so far is {path}." in one_line(capsys)
    assert paint(source) == 0
    path, whole = painted()
    assert len(frames_of(path)) == 8 and whole


@pytest.mark.parametrize("make", KINDS)
def test_a_full_disk_is_one_sentence(make, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert paint(make()) == 2
    assert "No space left" in one_line(capsys)
    assert not Path("out").exists() or not list(Path("out").glob("generated*"))


def test_a_gif_that_does_not_move_is_a_picture():
    make_gif(1)
    assert (
        not is_clip("")
        and not is_clip("clip.gif")
        and not is_clip("nothing.gif")
        and is_clip(make_gif(2, "a.gif"))
    )
