"""What users may ask for beyond one style everywhere: blends, regions, colours and so on."""

import os
import signal

import numpy as np
import pytest
import tensorflow as tf

from utils.errors import SettingsError
from utils.images import load_image, save_image, stacked
from utils.relative import make_relative_cost
from utils.stop import Stopped
from utils.stylize import stylize

SMALL = {"size": 48, "iterations": 2, "bfloat16": False}
LAYERS = {
    "content_layer": "block1_conv1",
    "style_layers": [("block1_conv1", 1), ("block2_conv1", 1)],
}


@pytest.fixture
def pictures(folder, random_picture):
    """A working folder with a content picture and two styles; their names."""
    save_image(random_picture(64, 64, seed=3), "other.png")
    return "content.png", "style.jpg", "other.png"


def generated(content, style, **settings):
    return stylize(content, style, "out", overwrite=True, **SMALL, **settings)[0].numpy()


def refused(*pictures, **settings):
    """The sentence with which a run is refused before anything is written."""
    before = sorted(os.walk("."))
    with pytest.raises(SettingsError) as told:
        stylize(*pictures, "out", **SMALL, **settings)
    assert sorted(os.walk(".")) == before and len(str(told.value).splitlines()) == 1
    return str(told.value)


# ---------------------------------------------------------------- several styles


@pytest.mark.parametrize("blend, only", [((1, 0), 0), ((0, 2.5), 1)])
def test_a_blend_with_one_weight_is_that_style(blend, only, pictures):
    content, *styles = pictures
    blended = generated(content, styles, blend=blend)
    np.testing.assert_array_equal(blended, generated(content, styles[only]))
    np.testing.assert_array_equal(blended, generated(content, [styles[only]]))


def test_a_blend_is_the_style_of_both_pictures_side_by_side(random_picture):
    """But for the receptive fields across their border, and for the guide channels."""
    content, generated = random_picture(48, 48, 1), random_picture(48, 48, 2)
    styles = [random_picture(60, 60, seed) for seed in (3, 4)]
    both = tf.concat(styles, axis=2)
    layers = {"content_layer": "block1_conv1", "style_layers": [("block1_conv1", 1)]}
    blended, alone, beside = (
        float(make_relative_cost(content, style, **layers)(generated)[2])
        for style in (styles, styles[0], both)
    )
    assert blended == pytest.approx(beside, rel=0.03) and abs(alone / beside - 1) > 0.06


def test_each_weight_of_a_blend_draws_the_painting_to_its_style(pictures):
    content, *styles = pictures
    targets = [load_image(style, 48) for style in styles]
    costs = [make_relative_cost(load_image(content, 48), target, **LAYERS) for target in targets]

    def distances(blend):
        painting = generated(content, styles, blend=blend)
        return np.array([float(cost(tf.constant(painting))[2]) for cost in costs])

    more, less = distances((9, 1)), distances((1, 9))
    assert more[0] < less[0] and more[1] > less[1]


def test_equal_weights_are_the_default(pictures):
    content, *styles = pictures
    equal = generated(content, styles)
    np.testing.assert_array_equal(equal, generated(content, styles, blend=(3, 3)))


@pytest.mark.parametrize(
    "blend, part",
    [
        ((1,), "blend has 1 weights for 2 style pictures"),
        ((1, 2, 3), "blend has 3 weights for 2 style pictures"),
        ((1, -0.5), "blend must be a list of weights, each 0 or from"),
        ((0, 0), "not all 0"),
        ((), "blend must be"),
        ((1, float("nan")), "blend must be"),
        (0.5, "blend must be"),
        ("0.5,0.5", "blend must be"),
    ],
)
def test_a_wrong_blend_is_refused(blend, part, pictures):
    content, *styles = pictures
    assert part in refused(content, styles, blend=blend)


def test_no_style_is_refused(pictures):
    assert "no style picture" in refused(pictures[0], [])


def test_several_styles_are_not_for_the_lectures_loop(pictures):
    content, *styles = pictures
    assert "leave out --preset lecture" in refused(content, styles, preset="lecture")
    told = refused(content, styles[0], blend=(1,), preset="lecture")
    assert told == "--blend works with the default recipe only: leave out --preset lecture."


def test_a_run_of_other_styles_or_weights_is_not_gone_on_with(pictures, interrupted):
    content, *styles = pictures
    interrupted(content, styles, blend=(1, 2))
    resume = {"resume": True}
    assert "had another style picture" in refused(content, styles[::-1], blend=(1, 2), **resume)
    assert "had blend [1, 2], not [2, 2]" in refused(content, styles, blend=(2, 2), **resume)
    resumed = generated(content, styles, blend=(1, 2), resume=True)
    np.testing.assert_array_equal(resumed, generated(content, styles, blend=(1, 2)))


@pytest.fixture
def interrupted(monkeypatch):
    """Function that begins a painting and stops it after a step, with a checkpoint."""

    def run(content, style, **settings):
        with monkeypatch.context() as patch:
            patch.setattr("utils.stylize.checkpoint.SECONDS_BETWEEN", 0)
            patch.setattr("utils.training.check_numbers", press_ctrl_c_after_a_step)
            with pytest.raises(Stopped):
                generated(content, style, **settings)

    return run


def press_ctrl_c_after_a_step(step, history):
    if step.iteration == 1:
        signal.raise_signal(signal.SIGINT)


def test_stacked_pictures_are_as_wide_as_the_first(random_picture):
    first, second = random_picture(40, 60, 1), random_picture(50, 100, 2)
    both = stacked([first, second])
    assert both.shape == (1, 40 + 30, 60, 3)
    np.testing.assert_array_equal(both[:, :40], first)
    np.testing.assert_array_equal(stacked([second]), second)
