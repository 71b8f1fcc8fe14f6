import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from utils.costs import STYLE_LAYERS, compute_content_cost, compute_style_cost, total_cost
from utils.errors import SettingsError
from utils.training import Adam, Step, make_cost, make_train_step, start_picture, train
from utils.vgg import feature_extractor


@pytest.fixture(scope="module")
def content(random_picture):
    return random_picture(32, 48, seed=1)


@pytest.fixture(scope="module")
def style(random_picture):
    return random_picture(64, 40, seed=2)


@pytest.fixture(scope="module")
def cost(content, style):
    return make_cost(content, style)


@pytest.fixture(scope="module")
def run(content, cost):
    """Thirty steps: the picture they end with, the history, and what the callback was given."""
    generated, seen = start_picture(content), []
    history = train(generated, cost, 30, callback=lambda *given: seen.append(given), progress=False)
    return generated, history, seen


def test_start_is_the_content_under_uniform_noise():
    grey = tf.fill((1, 60, 80, 3), 0.5)
    start = start_picture(grey)
    noise = start.numpy() - 0.5
    assert isinstance(start, tf.Variable) and start.dtype == tf.float32
    assert start.shape == grey.shape
    assert 0.249 < noise.max() <= 0.25 and -0.25 <= noise.min() < -0.249
    assert abs(noise.mean()) < 0.01 and noise.std() == pytest.approx(0.5 / 12**0.5, rel=0.02)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_start_stays_in_0_to_1(level):
    start = start_picture(tf.fill((1, 32, 32, 3), level))
    assert tf.reduce_min(start) >= 0 and tf.reduce_max(start) <= 1
    assert np.mean(start.numpy() == level) == pytest.approx(0.5, abs=0.05)


def test_start_from_noise_forgets_the_content(content):
    start = start_picture(content, "noise")
    np.testing.assert_array_equal(start, start_picture(1 - content, "noise"))
    assert 0 <= tf.reduce_min(start) < 0.01 and 0.99 < tf.reduce_max(start) <= 1
    assert start.numpy().mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("init", ["content", "noise"])
def test_seed_decides_the_noise(init, content):
    start = start_picture(content, init, seed=7)
    np.testing.assert_array_equal(start, start_picture(content, init, seed=7))
    assert tf.reduce_mean(abs(start - start_picture(content, init, seed=8))) > 0.05


def test_coarser_grain_leaves_no_speckle():
    grey = tf.fill((1, 32, 48, 3), 0.5)
    fine, coarse = (start_picture(grey, grain=grain).numpy() for grain in (1, 2))
    assert coarse.shape == fine.shape

    for axis in (1, 2):
        speckle = [
            np.abs(np.diff(picture, n=2, axis=axis)).mean() / picture.std()
            for picture in (fine, coarse)
        ]
        assert speckle[1] < speckle[0] / 2
    odd = start_picture(tf.fill((1, 33, 47, 3), 0.5), "noise", grain=2)
    assert odd.shape == (1, 33, 47, 3)
    assert 0 <= odd.numpy().min() and odd.numpy().max() <= 1


@pytest.mark.parametrize("init", ["style", "", None, "Content"])
def test_unknown_start_is_refused_with_the_choices(init, content):
    with pytest.raises(SettingsError, match="'content' or 'noise', or a picture"):
        start_picture(content, init)


@pytest.mark.parametrize(
    "alpha, beta, content_layer, style_layers",
    [
        (10, 40, "block4_conv2", STYLE_LAYERS),
        (3, 5, "block2_conv1", [("block3_conv1", 2), ("block1_conv2", 0.5)]),
        (0, 1, "block1_conv1", [("block1_conv1", 1)]),
    ],
)
def test_cost_is_the_lectures_functions_composed(
    alpha, beta, content_layer, style_layers, content, style, random_picture
):
    generated = random_picture(32, 48, seed=3)
    features = feature_extractor([layer for layer, _ in style_layers] + [content_layer])
    J_content = compute_content_cost(features(content), features(generated))
    J_style = compute_style_cost(features(style), features(generated), style_layers)
    expected = [total_cost(J_content, J_style, alpha, beta), J_content, J_style]
    found = make_cost(content, style, alpha, beta, content_layer, style_layers)(generated)
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_cost_of_the_content_and_of_the_style_picture_vanish(content, style):
    _, J_content, J_style = make_cost(content, style)(content)
    assert J_content < 1e-9 and J_style > 1e-3
    _, J_content, J_style = make_cost(style, style)(style)
    assert J_content < 1e-9 and J_style < 1e-9


def test_first_step_moves_pixels_by_the_rate_against_the_gradient(cost):
    generated = tf.Variable(tf.fill((1, 32, 48, 3), 0.5))
    before = generated.numpy()
    with tf.GradientTape() as tape:
        J = cost(generated)[0]
    gradient = tape.gradient(J, generated).numpy()
    reported = make_train_step(cost, 0.02)(generated)
    moved = generated.numpy() - before
    steep = abs(gradient) > np.median(abs(gradient))
    np.testing.assert_allclose(moved[steep], -0.02 * np.sign(gradient[steep]), rtol=0.05)
    assert float(reported[0]) == pytest.approx(float(J), rel=1e-3)
    assert cost(generated)[0] < J


def test_the_learning_rate_may_decay(cost):
    """The rate is 0.02 at the first step and 0 from the third on."""
    picture = tf.Variable(tf.fill((1, 32, 48, 3), 0.5))
    train_step = Adam(cost, keras.optimizers.schedules.CosineDecay(0.02, 2))
    moved = []
    for _ in range(4):
        before = tf.identity(picture)
        train_step(picture)
        moved.append(float(tf.reduce_max(tf.abs(picture - before))))
    assert moved[0] == pytest.approx(0.02, rel=0.01) and moved[1] > 0.005 and moved[2:] == [0, 0]


def test_step_clips_to_0_to_1(cost, random_picture):
    generated = tf.Variable(tf.round(random_picture(32, 48)))
    make_train_step(cost, 0.1)(generated)
    assert tf.reduce_min(generated) == 0 and tf.reduce_max(generated) == 1
    assert tf.reduce_any((0 < generated) & (generated < 1))


def test_history_has_a_step_for_every_iteration_and_the_start(run):
    _, history, _ = run
    assert [step.iteration for step in history] == list(range(31))
    assert all(isinstance(step, Step) and isinstance(step.J, float) for step in history)
    seconds = [step.seconds for step in history]
    assert seconds == sorted(seconds) and seconds[0] >= 0
    for step in history:
        assert step.J == pytest.approx(10 * step.J_content + 40 * step.J_style, rel=1e-4)


def test_callback_is_given_the_picture_its_step_speaks_of(run, cost, content):
    generated, history, seen = run
    assert [step for step, _ in seen] == history
    np.testing.assert_array_equal(seen[0][1], start_picture(content))
    np.testing.assert_array_equal(seen[-1][1], generated)
    for iteration in 0, 1, 17, 30:
        step, picture = seen[iteration]
        np.testing.assert_allclose(step[2:], cost(picture), rtol=1e-3)


def test_pictures_stay_in_0_to_1(run):
    assert all(0 <= tf.reduce_min(picture) and tf.reduce_max(picture) <= 1 for _, picture in run[2])


def test_thirty_steps_bring_the_cost_far_down(run):
    _, history, _ = run
    assert history[30].J < history[0].J / 2
    assert history[30].J_style < history[0].J_style / 2
    assert all(later.J < earlier.J for earlier, later in itertools.pairwise(history[::10]))


def test_same_seed_gives_the_same_picture(cost, content):
    pictures = []
    for _ in range(2):
        generated = start_picture(content, seed=3)
        train(generated, cost, 5, progress=False)
        pictures.append(generated.numpy())
    np.testing.assert_array_equal(*pictures)


def test_content_weight_keeps_the_content(content, style):
    distances = []
    for alpha, beta in (1000, 1), (1, 1000):
        generated = start_picture(content)
        history = train(generated, make_cost(content, style, alpha, beta), 8, progress=False)
        distances.append(history[-1].J_content)
    assert distances[0] < distances[1]


def test_pictures_of_different_sizes_one_after_the_other(style, random_picture):
    for size in (32, 32), (40, 56), (32, 32):
        content = random_picture(*size)
        generated = start_picture(content)
        history = train(generated, make_cost(content, style), 2, progress=False)
        assert generated.shape == content.shape and history[-1].J < history[0].J


def test_second_picture_starts_with_a_fresh_adam(cost, content):
    """Two runs of one step each move no further than the rate."""
    for seed in 1, 2:
        generated = start_picture(content, seed=seed)
        before = generated.numpy()
        train(generated, cost, 1, learning_rate=0.03, progress=False)
        assert abs(generated.numpy() - before).max() == pytest.approx(0.03, rel=0.01)


def test_adams_variables_are_its_checkpoint(cost, content):
    """What is copied from one to another at step 3 makes the next steps the same."""
    whole, other = start_picture(content), start_picture(content)
    optimizer, copy = Adam(cost, 0.03), Adam(cost, 0.03)
    for _ in range(3):
        optimizer(whole)
    other.assign(whole)
    copy.build(other)
    for theirs, ours in zip(copy.variables, optimizer.variables, strict=True):
        theirs.assign(ours)
    for _ in range(2):
        optimizer(whole)
        copy(other)
    np.testing.assert_array_equal(whole, other)


def test_progress_shows_on_standard_error_only_when_asked(cost, content, capsys):
    train(start_picture(content), cost, 1, progress=False)
    assert capsys.readouterr() == ("", "")
    train(start_picture(content), cost, 1)
    assert "1/1" in capsys.readouterr().err
