"""What users may ask for beyond one style everywhere: blends, regions, colours and so on."""

import os
import signal

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from utils import pyramid, regions
from utils.control import Control
from utils.errors import StyleTransferError
from utils.images import load_alpha, load_image, save_image, stacked
from utils.relative import make_relative_cost, total_variation
from utils.stop import Stopped
from utils.stylize import stylize
from utils.stylize.memory import peak_bytes
from utils.stylize.pictures import load_pictures
from utils.stylize.settings import Settings
from utils.vgg import LAYER_SCALE, feature_extractor, load_vgg19

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
    with pytest.raises(StyleTransferError) as told:
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


# ---------------------------------------------------------------- regions


def halves(height=32, width=40, upper=(0, 0, 0), lower=(255, 255, 255)):
    """A mask of two flat colours, one above the other."""
    mask = np.empty([height, width, 3], np.uint8)
    mask[: height // 2], mask[height // 2 :] = upper, lower
    return mask


PLAIN = np.zeros([32, 40], bool)


def test_one_region_that_covers_everything_is_no_region(pictures):
    content, style, _ = pictures
    whole = generated(content, style)
    np.testing.assert_array_equal(whole, generated(content, style, regions=PLAIN))


def test_a_picture_of_numbers_as_a_mask_divides_nothing_and_says_so(folder, random_picture, capsys):
    """Programs that label regions write 0, 1, 2, which look alike: they are no noise, but near."""
    Image.fromarray(np.arange(32, dtype=np.uint8)[:, None] // 16 + np.zeros(40, np.uint8)).save(
        "numbers.png"
    )
    picture = random_picture(32, 40)
    masks = regions.load_regions("numbers.png", "numbers.png", picture, [picture])
    told = capsys.readouterr().err
    assert masks == (None, None) and told.startswith("numbers.png has one region only")
    assert len(told.splitlines()) == 1


def test_a_mask_of_ones_gives_the_cost_of_no_mask(random_picture):
    content, style, picture = (random_picture(48, 64, seed) for seed in (1, 2, 3))
    ones = tf.ones([1, 48, 64, 1])
    for control in Control(regions=ones), Control(regions=ones, style_regions=ones):
        masked = make_relative_cost(content, style, **LAYERS, control=control)(picture)
        plain = make_relative_cost(content, style, **LAYERS)(picture)
        np.testing.assert_allclose(masked, plain, rtol=5e-3)


def test_each_region_takes_the_colours_of_its_style(pictures):
    """Red above and blue below; the order is that of the mask's colours, from dark to light."""
    content, *_ = pictures
    for name, colour in ("red.png", (0.9, 0.1, 0.1)), ("blue.png", (0.1, 0.1, 0.9)):
        noise = np.random.default_rng(0).uniform(-0.1, 0.1, (1, 64, 64, 3))
        save_image(tf.constant(colour + noise, tf.float32), name)
    options = SMALL | {"iterations": 4, "alpha": 0.1, "learning_rate": 0.1}
    for dark, light in ((0, 0, 0), (255, 255, 255)), ((90, 90, 0), (0, 250, 0)):
        mask = halves(upper=dark, lower=light)
        painting, _ = stylize(content, ["red.png", "blue.png"], "out", **options, regions=mask)
        red, _, blue = tf.split(painting - load_image(content, 48), 3, axis=-1)
        gained = (red - blue)[0, :, :, 0]
        assert tf.reduce_mean(gained[:14]) > 0.05 and tf.reduce_mean(gained[-14:]) < -0.05


def test_a_region_takes_the_same_region_of_the_style(pictures):
    """The style is red above and blue below: divided likewise, and the other way round."""
    content, *_ = pictures
    noise = np.random.default_rng(0).uniform(0, 0.2, (64, 64, 3))
    style = noise + halves(64, 64, (200, 0, 0), (0, 0, 200)) / 255
    save_image(tf.constant(style[None], tf.float32), "style.png")
    options = SMALL | {"iterations": 4, "alpha": 0.1, "learning_rate": 0.1}
    mask = np.arange(32)[:, None] // 16 + np.zeros([1, 40], int)
    for turned in False, True:
        square = np.repeat([[turned], [not turned]], 32, axis=0) + np.zeros([1, 64], int)
        painting, _ = stylize(
            content, "style.png", f"out_{turned}", **options, regions=mask, style_regions=square
        )
        red, _, blue = tf.split(painting - load_image(content, 48), 3, axis=-1)
        gained = float(tf.reduce_mean((red - blue)[0, :14]) - tf.reduce_mean((red - blue)[0, -14:]))
        assert gained < -0.2 if turned else gained > 0.2


def test_masks_have_soft_edges_and_sum_up_to_1(random_picture):
    division = regions.divide(halves(320, 400))
    masks = regions.masks_of(division, division, random_picture(160, 200))
    assert masks.shape == (1, 160, 200, 2)
    np.testing.assert_allclose(tf.reduce_sum(masks, axis=3), 1, atol=1e-5)
    np.testing.assert_allclose(masks[0, :70, :, 0], 1, atol=1e-6)
    np.testing.assert_allclose(masks[0, 90:, :, 0], 0, atol=1e-6)
    column = masks[0, :, 100, 0].numpy()
    assert 2 <= np.sum((column > 0.02) & (column < 0.98)) <= 8
    assert np.sum(column) == pytest.approx(80, abs=1)


def test_noisy_colours_of_a_jpeg_are_those_of_the_mask(folder):
    rng = np.random.default_rng(0)
    mask = np.stack([rng.integers(0, 2, (6, 8)).repeat(20, 0).repeat(20, 1)] * 3, -1)
    mask = np.where(mask, (250, 40, 20), (10, 90, 200)).astype(np.uint8)
    mask[:20, :20] = 128
    save_image(tf.constant(mask[None]), "mask.png")
    save_image(tf.constant(mask[None]), "mask.jpg")
    Image.open("mask.png").save("mask.jpg", quality=60)
    exact, noisy = regions.divide("mask.png"), regions.divide("mask.jpg")
    assert len(exact.colours) == len(noisy.colours) == 3
    np.testing.assert_allclose(exact.colours, noisy.colours, atol=12)
    assert np.mean(exact.labels == noisy.labels) > 0.97
    assert len(np.unique(np.asarray(Image.open("mask.jpg")).reshape(-1, 3), axis=0)) > 50


GREY = (128, 128, 128)


@pytest.mark.parametrize(
    "settings, part",
    [
        (
            {"regions": halves(), "style_regions": halves(64, 50, lower=GREY)},
            "no region of the col",
        ),
        (
            {"regions": halves(), "style_regions": PLAIN.repeat(2, 0)[:50]},
            "no region of the colour #",
        ),
        ({"regions": PLAIN, "style_regions": halves(80, 64)}, "no region of the colour #"),
        ({"regions": halves(40, 40)}, "40 x 40 pixels and does not fit a picture of 48 x 38"),
        ({"regions": halves(), "style_regions": halves()}, "does not fit a picture of 38 x 48"),
        ({"regions": halves(), "blend": (1,)}, "leave out one of the two"),
        ({"style_regions": halves()}, "style regions need regions"),
        ({"regions": "content.png"}, "content.png cannot divide a picture into regions"),
        ({"regions": "nothing.png"}, "nothing.png: no such file"),
        ({"regions": 5}, "regions must be a picture's path"),
        ({"regions": np.arange(32 * 40).reshape(32, 40)}, "cannot divide"),
        ({"regions": np.ones([32, 40])}, "regions must be a picture's path"),
        (
            {"regions": halves(), "preset": "lecture"},
            "--regions works with the default recipe only",
        ),
    ],
)
def test_regions_of_no_use_are_refused(settings, part, pictures):
    content, style, other = pictures
    styles = [style, other] if "style_regions" not in settings else style
    if "blend" in settings:
        styles = [style, other]
    assert part in refused(content, styles, **settings)


def test_the_number_of_styles_must_be_that_of_the_regions(pictures):
    content, style, other = pictures
    told = refused(content, style, regions=halves())
    assert "has 2 regions, and style pictures there are 1" in told
    three = [style, other, style]
    assert "2 regions, and style pictures there are 3" in refused(content, three, regions=halves())
    told = refused(content, [style, other], regions=halves(), style_regions=halves(80, 64))
    assert "divide a single style picture, not 2" in told


def test_a_region_without_a_pixel_is_refused(pictures):
    content, style, other = pictures
    thin = np.zeros([320, 400], bool)
    thin[1, 1] = True
    told = refused(content, [style, other], regions=thin)
    assert "the region of the colour #010101" in told and "has no pixel at 48 x 38" in told


def test_a_mask_of_other_contents_is_not_gone_on_with(pictures, interrupted):
    """Under the same name; the same mask under another name is the same."""
    content, *styles = pictures
    save_image(tf.constant(halves()[None]), "mask.png")
    interrupted(content, styles, regions="mask.png")
    upside_down = halves(upper=(255, 255, 255), lower=(0, 0, 0))
    save_image(tf.constant(upside_down[None]), "mask.png")
    told = refused(content, styles, regions="mask.png", resume=True)
    assert "had another regions picture" in told
    resumed = generated(content, styles, regions=halves(), resume=True)
    np.testing.assert_array_equal(resumed, generated(content, styles, regions=halves()))


def test_a_dry_run_knows_regions(pictures, capsys):
    content, *styles = pictures
    stylize(content, styles, "out", **SMALL, regions=halves(), dry_run=True)
    assert "Nothing was written" in capsys.readouterr().out and not os.path.exists("out")


def test_a_dry_run_knows_style_regions(pictures, monkeypatch, capsys):
    """It measures a smaller picture, but the styles at their full size."""
    monkeypatch.setattr("utils.stylize.forecast.MEASURED_SIZE", 32)
    content, style, _ = pictures
    masks = {"regions": halves(), "style_regions": halves(48, 38)}
    stylize(content, style, "out", **SMALL, **masks, dry_run=True)
    assert "Nothing was written" in capsys.readouterr().out


def test_masks_have_the_margin_of_the_picture(random_picture, monkeypatch):
    """At every level, so that a mask lies where its region is."""
    content, style = random_picture(200, 240, 1), random_picture(100, 100, 2)
    division = regions.divide(halves(200, 240))
    control = Control(regions=regions.masks_of(division, division, content))
    given = []
    monkeypatch.setattr("utils.pyramid.make_relative_cost", lambda *args: given.append(args))
    for level in pyramid.pyramid(content, [style, style], control=control):
        pyramid.cost_of(level, (10, 40, "block1_conv1", []))
    for target, _, *_, control in given:
        assert control.regions.shape == (*target.shape[:3], 2)
        inside = pyramid.without_margin(control.regions)[0, :, 10, 0].numpy()
        assert np.sum(inside) == pytest.approx(len(inside) / 2, abs=1)
    assert len(given) > 1


def test_regions_take_more_memory(pictures, monkeypatch):
    """Each beyond the first; a picture that fits with two does not with four."""
    content, style, other = pictures
    needed = {k: peak_bytes(48 * 38, 0, "pyramid", regions=k) for k in (1, 2, 4)}
    assert needed[1] == peak_bytes(48 * 38, 0, "pyramid") < needed[2] < needed[4]
    monkeypatch.setattr("utils.stylize.memory.available_bytes", lambda: needed[4] - 1)
    quarters = np.arange(32)[:, None] // 8 + np.zeros([1, 40], int)
    stylize(content, [style, other], "out", **SMALL, regions=quarters // 2, dry_run=True)
    styles = [style, other] * 2
    assert "of memory" in refused(content, styles, regions=quarters)


# ---------------------------------------------------------------- colours


def chroma(picture):
    return tf.image.rgb_to_yiq(picture)[..., 1:].numpy()


@pytest.mark.parametrize("preset", ["pyramid", "lecture"])
def test_luminance_alone_keeps_the_contents_chroma(preset, pictures):
    """But where the sum would be lighter than white or darker than black."""
    content, style, _ = pictures
    picture = 0.4 + 0.2 * load_image(content)
    save_image(picture, content)
    options = {"preset": preset, "learning_rate": 0.05, "iterations": 4}
    plain, kept = (
        stylize(content, style, name, **SMALL | options | colours)[0]
        for name, colours in (("plain", {}), ("kept", {"keep_colors": "luminance"}))
    )
    ours = load_image(content, 48)
    assert np.abs(chroma(plain) - chroma(ours)).max() > 0.02
    assert np.abs(chroma(kept) - chroma(ours)).max() < 0.02
    light = [tf.image.rgb_to_yiq(picture)[..., 0].numpy() for picture in (plain, kept)]
    np.testing.assert_allclose(*light, atol=0.02)
    for name in "generated.png", "image_0.jpg":
        assert np.abs(chroma(load_image(f"kept/{name}")) - chroma(ours)).mean() < 0.02


def test_matched_colours_are_those_of_the_content(pictures, random_picture):
    """Of every style, and of the fine one; the painting is another then."""
    content, *styles = pictures
    save_image(0.4 + 0.2 * load_image(content), content)
    given = {"size": 48, "keep_colors": "match", "fine_style": styles[1]}
    found = load_pictures(content, styles, Settings(**given).complete())
    mean, variance = tf.nn.moments(found.content, [0, 1, 2])
    for style in (*found.styles, found.control.fine_style):
        their_mean, their_variance = tf.nn.moments(style, [0, 1, 2])
        np.testing.assert_allclose(their_mean, mean, atol=0.01)
        np.testing.assert_allclose(their_variance, variance, rtol=0.1)
    plain, matched = (generated(content, styles, keep_colors=way) for way in (None, "match"))
    assert np.abs(plain - matched).max() > 0.01


def test_an_unknown_way_to_keep_colours_is_refused(pictures):
    told = refused(*pictures[:2], keep_colors="both")
    assert told == "keep colors must be luminance or match, not 'both'."


# ---------------------------------------------------------------- what to start from


def first_picture(*pictures, **settings):
    """The picture that a painting starts from, with a size of 48."""
    stylize(*pictures, "out", overwrite=True, **SMALL, **settings, learning_rate=1e-9)
    return load_image("out/image_0.jpg")


def test_init_is_a_picture_of_your_own(pictures):
    """And what it shows is kept, if there is only the style to aim for."""
    content, style, other = pictures
    save_image(tf.image.resize(load_image(other), (128, 160)), "own.png")
    expected = load_image("own.png", 48)
    for init in "own.png", np.asarray(Image.open("own.png")):
        start = first_picture(content, style, init=init)
        np.testing.assert_allclose(start, expected, atol=0.2)
        assert np.abs(start - expected).mean() < 0.02


def test_init_may_be_the_style_cut_to_the_contents_shape(pictures):
    content, style, _ = pictures
    start, whole = first_picture(content, style, init="style"), load_image(style)
    wide = tf.image.resize(whole, (60, 48), antialias=True)[:, 11:49]
    assert np.abs(start - wide).mean() < 0.04


def test_the_lectures_loop_starts_from_a_picture_too(pictures):
    content, style, other = pictures
    start = first_picture(content, style, init="style", preset="lecture")
    assert np.abs(start - load_image(content, 48)).mean() > 0.1


def test_init_of_another_shape_is_refused(pictures):
    told = refused(*pictures[:2], init=pictures[2])
    assert "other.png has 48 x 48 pixels and does not fit a picture of 48 x 38" in told


def test_a_run_with_another_start_is_not_gone_on_with(pictures, interrupted):
    content, style, other = pictures
    save_image(load_image(content)[:, ::-1], "own.png")
    interrupted(content, style, init="own.png")
    save_image(load_image(content)[:, :, ::-1], "own.png")
    assert "had another start picture" in refused(content, style, init="own.png", resume=True)
    assert "another start picture" in refused(content, style, init="noise", resume=True)


# ---------------------------------------------------------------- smoothness, pooling


def test_more_smoothness_less_variation(pictures):
    content, style, _ = pictures
    rough, default, smooth = (
        float(total_variation(generated(content, style, learning_rate=0.05, **given)))
        for given in ({"smoothness": 0}, {}, {"smoothness": 1e4})
    )
    assert smooth < default < rough


def test_average_pooling_takes_means(random_picture):
    """Written out; and nothing changes before the first pooling."""
    picture = random_picture(48, 64)
    fine, before, after = feature_extractor(
        ["block1_conv1", "block1_conv2", "block2_conv1"], "average"
    )(picture)
    plain = feature_extractor(["block1_conv1", "block1_conv2"])(picture)
    for ours, theirs in zip((fine, before), plain):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)
    blocks = before.numpy().reshape(1, 24, 2, 32, 2, 64).mean((2, 4)) * LAYER_SCALE["block1_conv2"]
    kernel, bias = load_vgg19().get_layer("block2_conv1").weights
    expected = tf.nn.relu(tf.nn.conv2d(blocks, kernel, 1, "SAME") + bias)
    np.testing.assert_allclose(after * LAYER_SCALE["block2_conv1"], expected, rtol=1e-3, atol=1e-2)
    deep = [feature_extractor(["block5_conv1"], pooling)(picture)[0] for pooling in POOLINGS]
    assert 0 < tf.reduce_mean(deep[1]) < tf.reduce_mean(deep[0])


POOLINGS = "max", "average"


def test_costs_stay_relative_with_average_pooling(random_picture):
    """Although its deep activations are smaller than VGG-19's scale says."""
    content, style = random_picture(64, 64, 1), random_picture(64, 64, 2)
    costs = [
        make_relative_cost(content, style, control=Control(pooling=pooling)) for pooling in POOLINGS
    ]
    for cost in costs:
        assert float(cost(content)[2]) == pytest.approx(1, rel=1e-3)
    J_content = [float(cost(style)[1]) for cost in costs]
    assert J_content[1] == pytest.approx(J_content[0], rel=0.5) and J_content[0] != J_content[1]


def test_pooling_reaches_the_painting(pictures):
    ours, theirs = (generated(*pictures[:2], pooling=pooling) for pooling in POOLINGS)
    assert np.abs(ours - theirs).max() > 0.005


@pytest.mark.parametrize(
    "setting", [{"smoothness": 1}, {"pooling": "average"}, {"fine_style": "other.png"}]
)
def test_the_lectures_loop_refuses_what_it_cannot_do(setting, pictures):
    told = refused(*pictures[:2], preset="lecture", **setting)
    option = list(setting)[0].replace("_", "-")
    assert told == f"--{option} works with the default recipe only: leave out --preset lecture."


@pytest.mark.parametrize(
    "setting, part",
    [
        ({"smoothness": -1}, "smoothness must be 0, or from"),
        ({"pooling": "mean"}, "pooling must be max or average"),
        ({"fine_style": "nothing.png"}, "nothing.png: no such file"),
        ({"fine_style": 3}, "fine style must be a picture's path"),
    ],
)
def test_a_setting_out_of_range_is_refused(setting, part, pictures):
    assert part in refused(*pictures[:2], **setting)


# ---------------------------------------------------------------- transparency


def test_transparency_comes_back(pictures, random_picture):
    """A clear border stays clear, and half-clear half-clear; the other pictures are on white."""
    _, style, _ = pictures
    picture = np.round(255 * random_picture(80, 100, 5)[0].numpy()).astype(np.uint8)
    alpha = np.full([80, 100, 1], 255, np.uint8)
    alpha[:20], alpha[:, -20:], alpha[60:, :20] = 0, 0, 128
    rgba = np.concatenate([picture, alpha], axis=2)
    Image.fromarray(rgba).save("clear.png")
    for content in "clear.png", rgba:
        painting = generated(content, style)
        assert painting.shape == (1, 38, 48, 3)
        saved = np.asarray(Image.open("out/generated.png"))
        assert saved.shape == (38, 48, 4)
        assert (saved[:8, :, 3] == 0).all() and (saved[:, -8:, 3] == 0).all()
        assert (saved[12:26, :36, 3] == 255).all() and abs(saved[32:, 2:6, 3] - 128.0).max() < 3
    for name in "triptych.jpg", "image_0.jpg":
        assert Image.open(f"out/{name}").mode == "RGB"
    assert load_image("out/image_0.jpg")[:, :6, :40].numpy().min() > 0.95


def test_a_stopped_painting_has_its_transparency_and_colours(pictures, random_picture, interrupted):
    content = random_picture(80, 100, 5)[0].numpy() * 0.2 + 0.4
    alpha = np.ones([80, 100, 1])
    alpha[:20] = 0
    rgba = np.round(255 * np.concatenate([content, alpha], axis=2)).astype(np.uint8)
    interrupted(rgba, pictures[1], keep_colors="luminance", learning_rate=0.1)
    saved = np.asarray(Image.open("out/generated.png"))
    assert saved.shape == (38, 48, 4) and (saved[:8, :, 3] == 0).all()
    ours = chroma(load_image(rgba, 48))
    assert np.abs(chroma(saved[None, ..., :3] / np.float32(255)) - ours)[:, 12:].max() < 0.02


def test_an_opaque_picture_has_no_transparency(folder):
    assert load_alpha("content.png") is None and load_alpha("style.jpg") is None
    opaque = np.full([40, 50, 4], 255, np.uint8)
    assert load_alpha(opaque) is None
    clear = opaque * np.array([1, 1, 1, 0], np.uint8)
    assert load_alpha(clear) is None  # as `load_image`, which then ignores it


def test_a_turned_photograph_turns_its_transparency(folder):
    alpha = np.full([40, 60], 255, np.uint8)
    alpha[:, :15] = 0  # on the left, and above once it is upright
    image = Image.merge("RGBA", [Image.new("L", (60, 40))] * 3 + [Image.fromarray(alpha)])
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save("turned.png", exif=exif)
    for size in None, 90:
        found = load_alpha("turned.png", size)
        assert found.shape[1:3] == load_image("turned.png", size).shape[1:3]
        above = round(found.shape[1] / 6)
        assert found.shape[1] > found.shape[2] and tf.reduce_max(found[:, :above]) == 0


# ---------------------------------------------------------------- fine marks from another picture


def test_fine_layers_take_the_fine_style_and_deep_ones_the_style(random_picture):
    content, style, fine, picture = (random_picture(64, 64, seed) for seed in (1, 2, 3, 4))
    control = Control(fine_style=fine)

    def J_style(layer, style, control):
        layers = {"content_layer": "block1_conv1", "style_layers": [(layer, 1e6)]}
        return float(make_relative_cost(content, style, **layers, control=control)(picture)[2])

    for layer, expected in (("block2_conv1", fine), ("block3_conv1", style)):
        alone = J_style(layer, expected, Control())
        assert J_style(layer, style, control) == pytest.approx(alone, rel=1e-5)


def test_the_style_as_its_own_fine_style_changes_nothing(pictures):
    content, style, other = pictures
    plain, same, another = (
        generated(content, style, fine_style=fine) for fine in (None, style, other)
    )
    assert np.abs(same - plain).mean() < 0.001  # rounding, which the steps enlarge here and there
    assert np.abs(another - plain).max() > 0.01


def test_the_fine_style_lends_its_marks_and_not_its_colours(pictures):
    content, style, other = pictures
    settings = Settings(size=48, fine_style=other).complete()
    found = load_pictures(content, [style], settings)
    ours, theirs = (
        tf.reduce_mean(picture, [0, 1, 2])
        for picture in (found.styles[0], found.control.fine_style)
    )
    np.testing.assert_allclose(ours, theirs, atol=0.02)
