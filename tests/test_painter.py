"""The painter: its network, its cost, its crops, its file, its training and its command lines."""

import json
import shlex
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import skimage

from course import train_painter
from utils.backend import keras, tf
from utils.control import SMOOTHNESS
from utils.costs import CONTENT_LAYER, STYLE_LAYERS, compute_content_cost
from utils.errors import SettingsError, StyleTransferError, WeightsError
from utils.files import T_IMAGES
from utils.gaussians import gaussian_distance, guide_channels
from utils.images import load_image
from utils.painter import crops as crops_module
from utils.painter import training as training_module
from utils.painter.checkpoint import Progress, load_progress, save_progress
from utils.painter.cost import PainterCost, windows
from utils.painter.crops import HELD_OUT, PHOTOGRAPHS, Crops, training_names
from utils.painter.network import (
    NOISE,
    AppendNoise,
    InstanceNormalization,
    blended,
    build_painter,
    paint,
)
from utils.painter.store import PAINTERS, load_painter, load_record, save_painter, trained_painters
from utils.painter.training import Training, no_better, train
from utils.relative import COLOUR, total_variation
from utils.stylize.__main__ import main as stylize_main
from utils.stylize.checkpoint import by_number, restore
from utils.training import Step
from utils.vgg import feature_extractor

SMALL = {"size": 32, "count": 1}  # crops that train in a moment


@pytest.fixture(scope="module")
def network():
    """A painter that has learnt nothing, but changes every picture."""
    network = build_painter(seed=3)
    rng = np.random.default_rng(0)
    network.set_weights([w + 0.05 * rng.standard_normal(w.shape) for w in network.get_weights()])
    return network


@pytest.fixture
def painter(network, tmp_path):
    """The file of such a painter."""
    path = tmp_path / "dabs.npz"
    save_painter(network, path, {"seed": 3})
    return path


@pytest.fixture
def small_crops(random_picture, monkeypatch):
    """Crops of two small pictures instead of photographs."""
    pictures = {
        f"blobs{k}": (255 * random_picture(80, 64, k)[0].numpy()).astype("u1") for k in (1, 2)
    }
    monkeypatch.setattr(crops_module, "source_of", pictures.get)
    return Crops(list(pictures), seed=5)


# ---------------------------------------------------------------- the network


def test_instance_normalisation_is_that_of_keras():
    a = tf.random.stateless_normal([2, 7, 9, 4], [1, 2], mean=3, stddev=2)
    ours, theirs = InstanceNormalization(), keras.layers.GroupNormalization(-1, epsilon=1e-5)
    np.testing.assert_allclose(ours(a), theirs(a), atol=1e-5)
    ours.scale.assign([[1, 2, 3, 4]])
    ours.shift.assign([[5, 6, 7, 8]])
    np.testing.assert_allclose(tf.reduce_mean(ours(a), [1, 2]), [[5, 6, 7, 8]] * 2, atol=1e-5)


def test_contrast_of_each_channel_does_not_count():
    a = tf.random.stateless_normal([1, 8, 8, 3], [1, 2])
    normalise = InstanceNormalization()
    np.testing.assert_allclose(normalise(3 * a + 2), normalise(a), atol=1e-4)


def test_each_style_has_scales_and_shifts_of_its_own(random_picture):
    many = build_painter(seed=3, styles=3)
    rng = np.random.default_rng(0)
    many.set_weights([w + 0.05 * rng.standard_normal(w.shape) for w in many.get_weights()])
    weights, picture = many.get_weights(), random_picture(32, 40)
    paintings = []
    for shares in [1, 0, 0], [0, 0, 1], [0.25, 0, 0.75]:
        paintings.append(many([picture, tf.constant(shares, tf.float32)]))
        alone = blended(weights, [4 * share for share in shares])(picture)
        np.testing.assert_allclose(alone, paintings[-1], atol=1e-5)
    one, other, between = (float(tf.reduce_mean(abs(p - paintings[0]))) for p in paintings)
    assert one == 0 < between < 1.5 * other and other > 0.01
    equal = blended(weights, [1, 1, 1])(picture)
    np.testing.assert_array_equal(blended(weights)(picture), equal)


def test_noise_is_mirrored_and_repeated_until_it_covers_a_picture():
    layer = AppendNoise()
    layer.build([None, None, None, 3])
    layer.noise.assign(tf.random.stateless_normal(NOISE, [1, 2]))
    a = layer(tf.ones([2, 70, 150, 3]))
    assert a.shape == (2, 70, 150, 3 + NOISE[-1]) and float(tf.reduce_min(a[..., :3])) == 1
    np.testing.assert_array_equal(a[0], a[1])
    np.testing.assert_array_equal(a[0, 3, 5, 3:], layer.noise[3, 5])
    np.testing.assert_array_equal(a[0, 64 + 3, 64 + 5, 3:], layer.noise[63 - 3, 63 - 5])
    np.testing.assert_array_equal(a[0, 3, 128 + 5, 3:], layer.noise[3, 5])


def test_a_flat_picture_is_not_painted_flat(network):
    """What is painted varies beyond the pattern of 4 pixels that strides alone can make."""
    painting = paint(network, 0.5 * tf.ones([1, 64, 64, 3]))[:, 16:48, 16:48]
    assert float(tf.reduce_max(abs(painting[:, 4:] - painting[:, :-4]))) > 0.01


def test_seed_decides_the_weights():
    one, same, other = (build_painter(seed).get_weights()[0] for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


@pytest.mark.parametrize("sides", [(33, 50), (64, 32), (45, 47)])
def test_pictures_of_any_size_are_painted(network, random_picture, sides):
    painting = paint(network, random_picture(*sides))
    assert painting.shape == (1, *sides, 3)
    assert 0 < float(tf.reduce_min(painting)) and float(tf.reduce_max(painting)) < 1


# ---------------------------------------------------------------- the cost


def test_cost_is_the_relative_cost_of_one_picture(random_picture):
    """Where the sample is the content, and the style no larger than a crop; without the height."""
    content, style, painting = (random_picture(64, 64, seed) for seed in (1, 2, 3))
    features = feature_extractor([*(layer for layer, _ in STYLE_LAYERS), CONTENT_LAYER])
    *C, a_C = content, *features(content)
    *S, _ = style, *features(style)
    *G, a_G = painting, *features(painting)
    J_content = compute_content_cost([a_C], [a_G]) / tf.reduce_mean(
        tf.math.reduce_variance(a_C, axis=[0, 1, 2])
    )
    guides = [guide_channels(picture)[..., 1:] for picture in (style, content)]
    distances = [gaussian_distance(a_S, *guides) for a_S in S]
    relative = [distance(g) / distance(c) for distance, g, c in zip(distances, G, C)]
    J_style = np.average(relative, weights=[COLOUR, *(weight for _, weight in STYLE_LAYERS)])
    for strength in (1, 2):
        cost = PainterCost(style, content, strength=strength)
        kept = 10 * J_content + SMOOTHNESS * total_variation(painting)
        expected = kept / strength + 40 * J_style, J_content, J_style
        np.testing.assert_allclose(cost(content, painting), expected, rtol=1e-3)


def test_cost_of_a_batch_is_a_mean(random_picture):
    contents, paintings = (
        tf.concat([random_picture(48, 48, seed) for seed in seeds], 0) for seeds in ((1, 2), (3, 4))
    )
    cost = PainterCost(random_picture(64, 48, 5), contents)
    singles = [cost(contents[k : k + 1], paintings[k : k + 1]) for k in (0, 1)]
    np.testing.assert_allclose(cost(contents, paintings), np.mean(singles, axis=0), rtol=1e-4)


def test_windows_cover_a_picture(random_picture):
    picture = random_picture(70, 90)
    assert [w.shape for w in windows(picture, 40)] == [(1, 40, 40, 3)] * 9
    assert [w.shape for w in windows(picture, 80)] == [(1, 70, 80, 3)] * 3
    assert len(windows(picture, 100)) == 1
    seen = np.zeros((70, 90))
    numbered = tf.reshape(tf.range(70.0 * 90), [1, 70, 90, 1])
    for window in windows(numbered, 40):
        seen.flat[window.numpy().astype(int)] = 1
    assert seen.all()


# ---------------------------------------------------------------- the crops


def test_pictures_held_out_and_styles_are_not_trained_on():
    everything = {*training_names()}
    assert not everything & {*HELD_OUT}
    styles = "swirling_night", "turbulence"
    assert everything - {*training_names(styles[0])} == {styles[0]}
    assert everything - {*training_names(*styles)} == {*styles}


def test_photographs_are_inside_the_package():
    """So that nothing is fetched."""
    folder = Path(skimage.__file__).parent / "data"
    inside = " ".join(path.name for path in folder.iterdir())
    for name in PHOTOGRAPHS + HELD_OUT[:2]:
        assert name.removeprefix("stereo_") in inside


def test_crops_depend_on_seed_and_number_alone(small_crops):
    first = small_crops.batch(7, 2, 40)
    assert first.shape == (2, 40, 40, 3)
    assert 0 <= float(tf.reduce_min(first)) and float(tf.reduce_max(first)) <= 1
    small_crops.batch(8, 1, 40)
    assert np.array_equal(first, small_crops.batch(7, 2, 40))
    assert not np.array_equal(first, small_crops.batch(8, 2, 40))
    assert not np.array_equal(first, Crops(small_crops.names, 6).batch(7, 2, 40))


def test_some_crops_are_gradients(small_crops, monkeypatch):
    monkeypatch.setattr(crops_module, "recoloured", lambda picture, rng: picture)
    found = [small_crops.batch(number, 1, 40) for number in range(40)]
    monkeypatch.setattr(crops_module, "FLAT", 0)
    cut = [small_crops.batch(number, 1, 40) for number in range(40)]
    pairs = [pair for pair in zip(found, cut) if not np.array_equal(*pair)]
    assert 1 <= len(pairs) <= 15
    for flat, crop in pairs:
        assert total_variation(flat) < 0.7 * total_variation(crop)
        np.testing.assert_allclose(np.mean(flat, (1, 2)), np.mean(crop, (1, 2)), atol=0.1)


# ---------------------------------------------------------------- the file


def test_file_holds_the_painter_in_half_precision(painter, network, random_picture):
    picture = random_picture(40, 48)
    np.testing.assert_allclose(
        paint(load_painter(str(painter)), picture), paint(network, picture), atol=2e-2
    )
    assert painter.stat().st_size < 1e6 and load_record(painter)["seed"] == 3


def spoil(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def with_pickle(path):
    np.savez(path, np.array([print], dtype=object))
    sign(path)


def rewrite(path, change):
    """Change every weight, and let the record agree."""
    with np.load(path) as file:
        weights = {name: change(file[name]) for name in file.files}
    np.savez(path, **weights)
    sign(path)


def sign(path):
    record = json.loads(path.with_suffix(".json").read_text())
    record["sha256"] = train_painter.sha256(path.read_bytes())
    path.with_suffix(".json").write_text(json.dumps(record))


@pytest.mark.parametrize(
    "damage, sentence",
    [
        (spoil, "sha256"),
        (with_pickle, "allow_pickle"),
        (lambda path: path.with_suffix(".json").unlink(), "record"),
        (lambda path: path.with_suffix(".json").write_text("[]"), "record"),
        (lambda path: path.with_suffix(".json").write_text(100_000 * "["), "record"),
        (lambda path: rewrite(path, lambda w: 0 * w + np.float16("nan")), "finite"),
        (lambda path: rewrite(path, lambda w: w.astype("c8")), "half precision"),
        (lambda path: rewrite(path, lambda w: w[..., :1]), "shape"),
    ],
)
def test_a_damaged_painter_is_one_sentence(painter, damage, sentence):
    damage(painter)
    with pytest.raises(WeightsError, match=sentence):
        load_painter(str(painter))


def test_another_number_of_styles_is_one_sentence(painter, tmp_path):
    two = tmp_path / "two.npz"
    save_painter(build_painter(styles=2), two, {"styles": ["night", "day"]})
    assert load_painter(str(two), [1, 3]).count_params() == build_painter().count_params()
    with pytest.raises(SettingsError, match=r"2 styles \(night, day\): blend must .* not 3"):
        load_painter(str(two), [1, 2, 3])
    with pytest.raises(SettingsError, match="has learnt 1 style "):
        load_painter(str(painter), [1, 2])


def test_an_unknown_painter_is_one_sentence():
    with pytest.raises(SettingsError, match="there is no painter nobody"):
        load_painter("nobody")


@pytest.mark.parametrize("name", trained_painters())
def test_painters_that_come_with_the_course(name):
    record = load_record(PAINTERS / f"{name}.npz")
    assert {"command", "seed", "trained on", "held out", "number of steps"} <= record.keys()
    assert not {*record["trained on"]} & {*HELD_OUT, *record["styles"]}
    content = load_image(T_IMAGES / "sunset_bridge.jpg", 64)
    for style, shares in zip(record["styles"], np.eye(len(record["styles"]))):
        assert (T_IMAGES / f"{style}.jpg").exists()
        painting = paint(load_painter(name, shares), content)
        assert float(tf.reduce_mean(abs(painting - content))) > 0.02


# ---------------------------------------------------------------- the training


def weights_after(training, history=()):
    train(training, history, progress=False)
    return np.concatenate([np.ravel(w) for w in training.network.get_weights()])


def test_training_goes_on_where_it_stopped(small_crops, random_picture, tmp_path):
    style = random_picture(48, 64, 9)
    whole = weights_after(Training([style], small_crops, 4, **SMALL))

    def stop_after_two(history, last):
        if len(history) == 3:
            raise KeyboardInterrupt
        state = {key: np.asarray(v) for key, v in by_number(first.variables).items()}
        save_progress(tmp_path / "c.npz", Progress({"seed": 0}, history, state))

    first = Training([style], small_crops, 4, **SMALL)
    with pytest.raises(KeyboardInterrupt):
        train(first, callback=stop_after_two, progress=False)
    progress = load_progress(tmp_path / "c.npz", {"seed": 0})
    assert [step.iteration for step in progress.history] == [0, 1]
    second = Training([style], small_crops, 4, seed=1, **SMALL)
    restore(second.variables, progress.variables)
    assert np.array_equal(weights_after(second, progress.history), whole)


def test_each_step_trains_one_style(small_crops, random_picture):
    styles = [random_picture(48, 48, seed) for seed in (1, 2)]
    training = Training(styles, small_crops, 4, **SMALL)
    scale = training.network.weights[2]
    training.step(0)
    assert np.any(scale[0] != 1) and np.all(scale[1] == 1)
    training.step(1)
    assert np.any(scale[1] != 1)


def test_checkpoint_of_another_training_is_refused(tmp_path):
    save_progress(tmp_path / "c.npz", Progress({"seed": 0, "strength": 1.0}, [], {}))
    with pytest.raises(SettingsError, match="another strength"):
        load_progress(tmp_path / "c.npz", {"seed": 0, "strength": 2.0})
    assert load_progress(tmp_path / "c.npz", {"seed": 0, "strength": None}).history == []


def test_training_that_no_longer_helps_ends():
    falling = [Step(k, 0, 100 - k, 0, 0) for k in range(100)]
    assert not any(no_better(falling[:k], 100) for k in range(1, 101))
    flat = falling[:20] + [step._replace(J=90) for step in falling[20:]]
    assert [k for k in range(1, 101) if no_better(flat[:k], 100)][0] == 40


def test_style_layers_are_those_of_the_course(random_picture):
    cost = PainterCost(random_picture(48, 48, 1), random_picture(48, 48, 2))
    assert len(cost.distances) == len(STYLE_LAYERS) + 1


# ---------------------------------------------------------------- the command lines


@pytest.fixture
def small(monkeypatch, small_crops, folder):
    """A training of a moment, in a folder with two pictures."""
    monkeypatch.setattr(train_painter, "Training", partial(Training, **SMALL))
    monkeypatch.setattr(training_module, "SAMPLE", 2)
    monkeypatch.setattr(train_painter, "training_names", lambda *_: small_crops.names)
    monkeypatch.setattr(train_painter, "HELD_OUT", small_crops.names[:1])
    monkeypatch.setattr(train_painter, "source_of", crops_module.source_of)
    monkeypatch.setattr(train_painter, "SIZE", 48)
    return folder


def test_train_and_paint(small, capsys):
    command = ["style.jpg", "--style-size", "48", "--steps", "2", "--output", "made", "--float32"]
    assert train_painter.main(command) == 0
    assert sorted(path.name for path in Path("made").iterdir()) == [
        "history.csv",
        "preview.jpg",
        "style.json",
        "style.npz",
    ]
    record = load_record(Path("made/style.npz"))
    assert record["number of steps"] == record["steps taken"] == 2
    assert record["held out"]["style"]["blobs1"].keys() == {"J_content", "J_style"}
    paint_it = ["content.png", "--painter", "made/style.npz", "--size", "40", "--output", "out"]
    assert stylize_main(paint_it) == 0
    assert load_image("out/generated.png").shape == (1, 32, 40, 3)
    assert "The painting is out/generated.png" in capsys.readouterr().out


def test_train_several_styles_and_paint_a_blend(small, capsys):
    Path("other.png").write_bytes(Path("content.png").read_bytes())
    command = ["style.jpg", "other.png", "--style-size", "48", "--steps", "2", "--output", "made"]
    assert train_painter.main([*command, "--float32"]) == 0
    record = load_record(Path("made/blend.npz"))
    assert record["styles"] == ["style", "other"] == list(record["held out"])
    paint_it = ["content.png", "--painter", "made/blend.npz", "--size", "40", "--output"]
    for shares in "1,0", "0,1", "0.5,0.5":
        assert stylize_main([*paint_it, f"out{shares}", "--blend", shares]) == 0
    assert stylize_main([*paint_it, "equal"]) == 0
    one, other, half, equal = (
        load_image(f"{folder}/generated.png")
        for folder in ("out1,0", "out0,1", "out0.5,0.5", "equal")
    )
    assert not np.array_equal(one, other) and np.array_equal(half, equal)
    capsys.readouterr()
    assert stylize_main([*paint_it, "more", "--blend", "1,2,3"]) == 2
    assert "has learnt 2 styles (style, other)" in capsys.readouterr().err
    assert not Path("more").exists()
    assert stylize_main([*paint_it, "out1,0", "--blend", "1,3"]) == 2  # another painting is there
    assert "holds another painting" in capsys.readouterr().err


def test_styles_of_one_name_are_refused(small, capsys):
    assert train_painter.main(["style.jpg", "style.jpg", "--output", "made"]) == 2
    assert "two styles have the same name" in capsys.readouterr().err and not Path("made").exists()


def test_many_pictures_are_painted_and_a_broken_one_is_told(painter, folder, capsys, caplog):
    names = [f"p{number}.png" for number in range(6)]
    for name in names:
        Path(name).write_bytes(Path("content.png").read_bytes())
    Path("p3.png").write_text("no picture")
    command = [*names, "--painter", str(painter), "--size", "40", "--output", "out"]
    assert stylize_main(command) == 2
    assert sorted(path.parent.name for path in Path("out").glob("*/generated.png")) == [
        *("p0", "p1", "p2", "p4", "p5")
    ]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("p3.png cannot be read") and not caplog.records


def test_another_painting_is_spared(painter, folder, capsys):
    command = ["content.png", "--painter", str(painter), "--output", "out", "--size"]
    assert stylize_main([*command, "40"]) == 0
    before = Path("out/generated.png").read_bytes()
    assert stylize_main([*command, "44"]) == 2
    assert Path("out/generated.png").read_bytes() == before
    assert "holds another painting" in capsys.readouterr().err
    assert stylize_main([*command, "44", "--overwrite"]) == 0
    assert load_image("out/generated.png").shape[2] == 44


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["content.png", "--painter", "nobody"], "there is no painter nobody"),
        (["nothing.png", "--painter", "PAINTER"], "nothing.png"),
        (["content.png", "--painter", "PAINTER", "--size", "5"], "size must be"),
        (["content.png", "--painter", "PAINTER", "--keep-colors", "match"], "luminance"),
        (["content.png", "--painter", "PAINTER", "--output", ""], "not a possible folder"),
        (["", "--painter", "PAINTER"], "is not a picture"),
        (["content.png", "--painter", 300 * "x"], "there is no painter xxx"),
    ],
)
def test_bad_input_is_one_sentence(painter, folder, capsys, arguments, sentence):
    assert stylize_main([str(painter) if a == "PAINTER" else a for a in arguments]) == 2
    error = capsys.readouterr().err
    assert sentence in error and len(error.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "content.png",
        "dabs.json",
        "dabs.npz",
        "style.jpg",
    ]


def test_options_of_the_optimiser_are_refused(painter, capsys):
    with pytest.raises(SystemExit) as exit:
        stylize_main(["content.png", "--painter", str(painter), "--beta", "3"])
    assert exit.value.code == 2 and "--beta" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--beta 3", "--seed 0", "--float32", "--styles a.png"])
def test_no_option_of_the_optimiser_is_overlooked(painter, option, capsys):
    with pytest.raises(SystemExit):
        stylize_main(["content.png", "--painter", str(painter), *option.split()])
    assert f"without {option.split()[0]} " in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["style.jpg", "--steps", "0"], "at least 1 step"),
        (["style.jpg", "--minutes", "none"], "'none' is not a number"),
        (["style.jpg", "--minutes", "1", "--steps", "3"], "leave out one"),
        (["style.jpg", "--seed", "-1"], "whole number"),
    ],
)
def test_bad_commands_of_training(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as exit:
        train_painter.main(arguments)
    assert exit.value.code == 2 and sentence in capsys.readouterr().err


def test_a_finished_painter_is_spared(small, capsys):
    Path("made").mkdir()
    Path("made/style.npz").write_text("finished")
    for more in [], ["--resume"]:
        command = ["style.jpg", "--style-size", "48", "--steps", "2", "--output", "made", *more]
        assert train_painter.main(command) == 2
        assert "made/style.npz is a finished painter" in capsys.readouterr().err
        assert Path("made/style.npz").read_text() == "finished"


def test_the_command_in_the_record_can_be_given_again():
    words = [
        "two words.jpg",
        "b.jpg",
        "--steps",
        "3",
        "--float32",
        "--style-size",
        "64",
        "--seed",
        "2",
    ]
    given = train_painter.parse(words)
    again = shlex.split(train_painter.command(given, 3))
    assert vars(train_painter.parse(again[3:])) == vars(given)


def test_training_without_a_style_writes_nothing(small, capsys):
    assert train_painter.main(["nothing.jpg", "--output", "made"]) == 2
    assert "nothing.jpg" in capsys.readouterr().err and not Path("made").exists()
    assert issubclass(SettingsError, StyleTransferError)
