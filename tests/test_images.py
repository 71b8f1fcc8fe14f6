import io
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from IPython.display import Image as JpegPicture
from PIL import Image

from utils.errors import ImageError, OutputError, SettingsError, StyleTransferError
from utils.images import (
    close_up,
    count_pixels,
    framed,
    load_image,
    save_image,
    show,
    show_figure,
    show_film,
    to_array,
    triptych,
)

RED, BLUE, WHITE = (230, 40, 30), (20, 60, 200), (255, 255, 255)


def two_halves(mode="RGB", left=RED, right=BLUE, size=(64, 48)):
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def four_quarters():
    """Four colours, so that no turn or flip looks like another."""
    image = two_halves()
    image.paste(two_halves(left=(40, 180, 50), right=(240, 220, 60), size=(64, 24)), (0, 24))
    return image


def middles(picture):
    """The colours in the middle of the left and right half, from 0 to 255."""
    _, height, width, _ = picture.shape
    return 255 * picture.numpy()[0, height // 2, [width // 4, 3 * width // 4]]


def save_palette(path, alpha=None):
    """A palette PNG whose right half's entry has this alpha."""
    image = two_halves().quantize(2)
    alphas = [255] * 256
    if alpha is None:
        return image.save(path)
    if alpha == 0:
        return image.save(path, transparency=image.getpixel((63, 0)))
    alphas[image.getpixel((63, 0))] = alpha
    image.save(path, transparency=bytes(alphas))


def save_16_bits(path):
    grey = np.full((48, 64), 16384, np.uint16)
    grey[:, 32:] = 49152
    Image.fromarray(grey).save(path)


def save_fractions(path):
    """Grey from 0 to 1, and what is beyond; what is not a number is black."""
    grey = np.full((48, 64), 0.25, np.float32)
    grey[:, 32:] = 7
    grey[0, :3] = np.nan, np.inf, -np.inf
    Image.fromarray(grey).save(path)


KINDS = {
    "JPEG": ("a.jpg", lambda p: two_halves().save(p, quality=95), RED, BLUE),
    "PNG": ("a.png", lambda p: two_halves().save(p), RED, BLUE),
    "WebP": ("a.webp", lambda p: two_halves().save(p, quality=95), RED, BLUE),
    "lossless WebP": ("a.webp", lambda p: two_halves().save(p, lossless=True), RED, BLUE),
    "capital ending": ("A.JPEG", lambda p: two_halves().save(p, quality=95), RED, BLUE),
    "PNG named jpg": ("a.jpg", lambda p: two_halves().save(p, "PNG"), RED, BLUE),
    "space and accents": ("été à la mer.png", lambda p: two_halves().save(p), RED, BLUE),
    "1 bit": ("a.png", lambda p: two_halves("1", 0, 1).save(p), 0, 255),
    "grey": ("a.png", lambda p: two_halves("L", 64, 200).save(p), 64, 200),
    "progressive JPEG": (
        "a.jpg",
        lambda p: two_halves().save(p, quality=95, progressive=True),
        RED,
        BLUE,
    ),
    "grey JPEG": ("a.jpg", lambda p: two_halves("L", 64, 200).save(p), 64, 200),
    "grey and alpha": ("a.png", lambda p: two_halves("LA", (64, 255), (64, 0)).save(p), 64, 255),
    "grey, one value transparent": (
        "a.png",
        lambda p: two_halves("L", 64, 200).save(p, transparency=200),
        64,
        255,
    ),
    "palette": ("a.png", save_palette, RED, BLUE),
    "palette, one entry transparent": ("a.png", lambda p: save_palette(p, 0), RED, WHITE),
    "palette, one entry half transparent": (
        "a.png",
        lambda p: save_palette(p, 102),
        RED,
        (161, 177, 233),
    ),
    "GIF": ("a.gif", lambda p: two_halves().save(p), RED, BLUE),
    "alpha": (
        "a.png",
        lambda p: two_halves("RGBA", (*RED, 255), (*BLUE, 102)).save(p),
        RED,
        (161, 177, 233),
    ),
    "alpha in WebP": (
        "a.webp",
        lambda p: two_halves("RGBA", (*RED, 255), (*BLUE, 0)).save(p, lossless=True),
        RED,
        WHITE,
    ),
    "one colour transparent": (
        "a.png",
        lambda p: two_halves().save(p, transparency=BLUE),
        RED,
        WHITE,
    ),
    "16-bit grey": ("a.png", save_16_bits, 63.75, 191.25),
    "16-bit grey TIFF": ("a.tif", save_16_bits, 63.75, 191.25),
    "grey in fractions": ("a.tif", lambda p: save_fractions(p), 63.75, 255),
    "CIELAB TIFF": (
        "a.tif",
        lambda p: two_halves("LAB", (128, 128, 128), (255, 128, 128)).save(p),
        119,
        255,
    ),
    "CMYK JPEG": (
        "a.jpg",
        lambda p: two_halves("CMYK", (0, 255, 255, 0), (255, 255, 0, 0)).save(p, quality=95),
        (255, 0, 0),
        (0, 0, 255),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_loads_in_its_colours(kind, tmp_path):
    name, write, left, right = KINDS[kind]
    write(tmp_path / name)
    picture = load_image(tmp_path / name)
    assert picture.shape == (1, 48, 64, 3) and picture.dtype == tf.float32
    assert 0 <= tf.reduce_min(picture) and tf.reduce_max(picture) <= 1
    found_left, found_right = middles(picture)
    np.testing.assert_allclose(found_left, np.broadcast_to(left, 3), atol=4)
    np.testing.assert_allclose(found_right, np.broadcast_to(right, 3), atol=4)


ANIMATED = {"a.gif": {}, "a.png": {}, "a.webp": {"lossless": True}, "pages.tif": {}}


@pytest.mark.parametrize("name", ANIMATED)
def test_of_an_animation_the_first_picture_is_read_and_that_is_said(name, tmp_path, capfd):
    """Once, in one line, and without a word where there is one picture only."""
    first, *others = (two_halves(left=colour) for colour in (RED, (0, 0, 0), WHITE))
    first.save(tmp_path / name, save_all=True, append_images=others, **ANIMATED[name])
    left, right = middles(load_image(tmp_path / name, 48))
    np.testing.assert_allclose([left, right], [RED, BLUE], atol=4)
    assert capfd.readouterr() == ("", f"{tmp_path / name} holds 3 pictures: the first is used.\n")
    first.save(tmp_path / name, **ANIMATED[name])
    load_image(tmp_path / name)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("width, height", [(4000, 100), (100, 4000)])
def test_very_wide_and_very_tall_pictures_keep_their_proportions(width, height, tmp_path):
    turned = two_halves(size=(width, height))
    turned.save(tmp_path / "a.jpg", quality=95)
    picture = load_image(tmp_path / "a.jpg", 1280)
    assert picture.shape == (1, *sorted((32, 1280), reverse=height > width), 3)
    np.testing.assert_allclose(middles(picture), [RED, BLUE], atol=4)


def test_damage_is_told_in_the_error_alone(tmp_path, capfd):
    """Though Pillow warns and logs, and libtiff writes to standard error in spite of Python."""
    path = cut_short(tmp_path, "a.tif", 1, compression="tiff_lzw")
    data = path.read_bytes()
    path.write_bytes(data[:500] + b"\xff" * 64 + data[564:])
    with warnings.catch_warnings(), pytest.raises(ImageError):
        warnings.simplefilter("error")
        load_image(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size", [None, 80])
def test_pixels_are_counted_without_decoding(size, tmp_path, monkeypatch):
    exif = Image.Exif()
    exif[0x0112] = 6
    two_halves(size=(200, 100)).save(tmp_path / "a.jpg", exif=exif)
    grey = np.zeros((40, 80), np.uint8)
    expected = [load_image(source, size).shape for source in (tmp_path / "a.jpg", grey)]
    monkeypatch.setattr("utils.images.as_rgb", lambda image: pytest.fail("decoded"))
    for source, (_, height, width, _) in zip((tmp_path / "a.jpg", grey), expected):
        assert count_pixels(source, size) == height * width
    with pytest.raises(ImageError, match="nothing.jpg: no such file"):
        count_pixels(tmp_path / "nothing.jpg", size)


@pytest.mark.parametrize("size", [64.0, "64", True, float("nan"), 8193, 10**400, [64]], ids=str)
def test_size_that_is_no_number_of_pixels_is_refused(size):
    for function in load_image, count_pixels:
        with pytest.raises(SettingsError, match="whole number of pixels"):
            function(np.zeros((64, 64, 3), np.uint8), size)


def test_png_values_are_exact_and_span_0_to_1(tmp_path):
    ramp = np.arange(48 * 64 * 3, dtype=np.uint32).reshape(48, 64, 3).astype(np.uint8)
    Image.fromarray(ramp).save(tmp_path / "a.png")
    np.testing.assert_array_equal(load_image(tmp_path / "a.png")[0], ramp.astype(np.float32) / 255)


STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED_AS)
def test_photograph_turned_by_its_exif_tag_is_set_upright(orientation, tmp_path):
    upright = four_quarters()
    turn = STORED_AS[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.jpg", exif=exif, quality=95)
    picture = load_image(tmp_path / "a.jpg")
    assert picture.shape == (1, 48, 64, 3)
    np.testing.assert_allclose(
        picture[0, 12::24, 16::32] * 255, np.asarray(upright)[12::24, 16::32], atol=6
    )


@pytest.mark.parametrize(
    "width, height, size, expected",
    [
        (100, 80, None, (80, 100)),
        (100, 80, 50, (40, 50)),
        (80, 100, 50, (50, 40)),
        (64, 64, 33, (33, 33)),
        (50, 40, 100, (80, 100)),
        (300, 200, 100, (67, 100)),
        (32, 32, 32, (32, 32)),
    ],
)
def test_longest_side_is_the_size_asked_and_proportions_stay(
    width, height, size, expected, tmp_path
):
    two_halves(size=(width, height)).save(tmp_path / "a.png")
    assert load_image(tmp_path / "a.png", size).shape == (1, *expected, 3)


def test_size_is_measured_on_the_upright_photograph(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    two_halves(size=(200, 100)).save(tmp_path / "a.jpg", exif=exif)
    assert load_image(tmp_path / "a.jpg", 80).shape == (1, 80, 40, 3)


def test_resizing_averages_fine_detail():
    board = np.indices((96, 96)).sum(axis=0) % 2 * 255
    picture = load_image(np.repeat(board[..., None], 3, 2).astype(np.uint8), 32)
    np.testing.assert_allclose(picture, 0.5, atol=0.1)


@pytest.mark.parametrize("mode, colour", [("RGB", RED), ("L", 200), ("RGBA", (*RED, 255))])
def test_array_loads_as_its_file_does(mode, colour, tmp_path):
    image = Image.new(mode, (60, 40), colour)
    image.save(tmp_path / "a.png")
    np.testing.assert_array_equal(
        load_image(np.asarray(image), 50), load_image(tmp_path / "a.png", 50)
    )


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((40, 40, 3), np.float32),
        np.zeros((40, 40, 3), np.int64),
        np.zeros((40, 40, 3), bool),
        np.zeros((1, 40, 40, 3), np.uint8),
        np.zeros(40, np.uint8),
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((40, 40, 1), np.uint8),
        np.zeros((40, 40, 5), np.uint8),
    ],
    ids=lambda array: f"{array.shape} {array.dtype}",
)
def test_array_that_is_no_picture_is_refused(array):
    with pytest.raises(ImageError, match="array"):
        load_image(array)


def cut_short(path, name, share=0.5, **options):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    whole = path / f"whole {name}"
    Image.fromarray(noise).save(whole, **options)
    data = whole.read_bytes()
    (path / name).write_bytes(data[: int(len(data) * share)])
    return path / name


def damaged(path, **replacements):
    Image.new("RGB", (64, 64), RED).save(path)
    data = path.read_bytes()
    for old, new in replacements.items():
        assert old.encode() in data
        data = data.replace(old.encode(), new.encode())
    return written(path, data)


def written(path, data):
    path.write_bytes(data)
    return path


def drawn(path, size):
    Image.new("RGB", size).save(path)
    return path


USELESS = {
    "missing": lambda folder: folder / "nothing.jpg",
    "missing folder": lambda folder: folder / "no" / "such" / "a.jpg",
    "folder": lambda folder: folder,
    "empty": lambda folder: written(folder / "empty.jpg", b""),
    "text named jpg": lambda folder: written(folder / "text.jpg", b"dear diary,\n" * 100),
    "JPEG cut short": lambda folder: cut_short(folder, "a.jpg"),
    "JPEG's first bytes": lambda folder: cut_short(folder, "a.jpg", 0.02),
    "PNG cut short": lambda folder: cut_short(folder, "a.png"),
    "WebP cut short": lambda folder: cut_short(folder, "a.webp"),
    "AVIF cut short": lambda folder: cut_short(folder, "a.avif"),
    "AVIF damaged": lambda folder: damaged(folder / "a.avif", av01="zzzz"),
    "GIF cut short": lambda folder: cut_short(folder, "a.gif"),
    "TIFF cut short": lambda folder: cut_short(folder, "a.tif", compression="tiff_lzw"),
    "tiny": lambda folder: drawn(folder / "tiny.png", (31, 31)),
    "one pixel": lambda folder: drawn(folder / "dot.png", (1, 1)),
    "strip": lambda folder: drawn(folder / "strip.png", (20000, 2)),
    "upright strip": lambda folder: drawn(folder / "strip.png", (2, 20000)),
    "unknown home": lambda folder: "~nobody-of-that-name.jpg",
    "name too long": lambda folder: folder / ("a" * 300 + ".jpg"),
}


@pytest.mark.parametrize("kind", USELESS)
def test_useless_file_gives_one_line_that_names_it(kind, tmp_path):
    path = USELESS[kind](tmp_path)
    with pytest.raises(ImageError) as caught:
        load_image(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("size", [31, 8, 1, 0, -5])
def test_size_too_small_for_vgg19_names_the_file(size, tmp_path):
    path = drawn(tmp_path / "a.png", (64, 64))
    with pytest.raises(ImageError, match="a.png.*32"):
        load_image(path, size)


def test_strip_names_itself_when_resized(tmp_path):
    with pytest.raises(ImageError, match="strip.png.*less narrow"):
        load_image(drawn(tmp_path / "strip.png", (20000, 2)), 240)


def test_a_strip_is_refused_before_it_is_decoded(tmp_path):
    path = drawn(tmp_path / "strip.png", (20000, 2))
    path.write_bytes(path.read_bytes()[:60])  # decoding it would find that it breaks off
    with pytest.raises(ImageError, match="strip.png.*less narrow"):
        load_image(path)


@pytest.mark.parametrize("limit", [1000, 9000], ids=["an error of Pillow's", "a warning of its"])
def test_huge_picture_is_refused_before_it_is_decoded(limit, monkeypatch, tmp_path):
    path = drawn(tmp_path / "huge.png", (100, 100))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    monkeypatch.setattr("utils.images.as_rgb", lambda image: pytest.fail("decoded"))
    for function in load_image, count_pixels:
        with pytest.raises(ImageError, match="huge.png.*too large"):
            function(path)


def test_image_errors_are_caught_with_the_others():
    assert issubclass(ImageError, StyleTransferError) and issubclass(ImageError, ValueError)


def test_png_round_trip_is_exact(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
    picture = load_image(values)
    save_image(picture, tmp_path / "new" / "folder" / "a.png")
    np.testing.assert_array_equal(load_image(tmp_path / "new" / "folder" / "a.png"), picture)


def test_jpeg_round_trip_is_close(tmp_path, random_picture):
    picture = random_picture(48, 64)
    save_image(picture, tmp_path / "a.jpg")
    assert tf.reduce_mean(abs(load_image(tmp_path / "a.jpg") - picture)) < 0.02


def test_to_array_rounds_and_clips():
    picture = tf.constant([-1, 0, 0.499 / 255, 0.501 / 255, 1, 2], tf.float32)
    np.testing.assert_array_equal(
        to_array(tf.reshape(picture, (1, 1, 2, 3))).ravel(), [0, 0, 0, 1, 255, 255]
    )


PIXELS = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
UNDERSTOOD = {
    "(1, H, W, 3)": PIXELS[None] / np.float32(255),
    "(H, W, 3)": PIXELS / np.float32(255),
    "a tensor": tf.constant(PIXELS / np.float32(255)),
    "a variable": tf.Variable(PIXELS[None] / np.float32(255)),
    "float64": PIXELS / 255,
    "float16": (PIXELS / 255).astype(np.float16),
    "bytes": PIXELS,
    "a tensor of bytes": tf.constant(PIXELS[None]),
}
REFUSED = {
    "a row": PIXELS[0] / 255,
    "a batch": np.stack([PIXELS, PIXELS]) / 255,
    "grey": PIXELS[..., 0] / 255,
    "one channel": PIXELS[..., :1] / 255,
    "alpha": np.concatenate([PIXELS, PIXELS[..., :1]], axis=2) / 255,
    "channels first": PIXELS.transpose(2, 0, 1) / 255,
    "empty": PIXELS[:0] / 255,
    "a number": np.float32(0.5),
    "int64": PIXELS.astype(int),
    "bool": PIXELS > 99,
    "fractions up to 255": PIXELS.astype(np.float32),
    "minus 255": -PIXELS.astype(np.float32),
    "not a number": np.where(PIXELS > 99, np.nan, PIXELS / 255),
    "infinite": np.where(PIXELS > 99, np.inf, PIXELS / 255),
    "complex": PIXELS.astype(complex),
    "words": np.array(["a picture"]),
}


@pytest.mark.parametrize("kind", UNDERSTOOD)
def test_an_array_is_saved_as_it_is_meant(kind, tmp_path):
    save_image(UNDERSTOOD[kind], tmp_path / "a.png")
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "a.png")), PIXELS)


@pytest.mark.parametrize("kind", UNDERSTOOD)
def test_an_array_is_shown_as_it_is_meant(kind, monkeypatch):
    figures = []
    with monkeypatch.context() as patch:
        patch.setattr(plt, "close", figures.append)
        patch.setattr("utils.images.display", lambda _: None)
        show(UNDERSTOOD[kind])
    plt.close(figures[0])
    np.testing.assert_array_equal(figures[0].axes[0].images[0].get_array(), PIXELS)


@pytest.mark.parametrize("kind", REFUSED)
def test_an_array_that_is_no_picture_is_neither_saved_nor_shown(kind, tmp_path):
    for write in (
        lambda image: save_image(image, tmp_path / "a.png"),
        show,
        lambda image: show([PIXELS, image]),
    ):
        with pytest.raises(ImageError, match="^an array .* is not a picture: give "):
            write(REFUSED[kind])
    assert list(tmp_path.iterdir()) == [] and plt.get_fignums() == []


@pytest.mark.parametrize("name", ["a.xyz", "a", "a.heic", "a.txt"])
def test_an_ending_that_no_format_has_is_said(name, tmp_path):
    with pytest.raises(ImageError, match=f"{name} cannot be written .*: end it in .png or .jpg"):
        save_image(PIXELS, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("titles, alt", [(None, None), (["one"], "one")])
def test_pictures_appear_where_ipython_knows_no_alt_text(titles, alt, monkeypatch):
    """As IPython 7.34 does, which Colab runs."""
    shown, init = [], JpegPicture.__init__

    def old_init(
        self,
        data=None,
        url=None,
        filename=None,
        format=None,
        embed=None,
        width=None,
        height=None,
        retina=False,
        unconfined=False,
        metadata=None,
    ):
        init(self, data, url, filename, format, embed, width, height, retina, unconfined, metadata)

    monkeypatch.setattr(JpegPicture, "__init__", old_init)
    monkeypatch.setattr("utils.images.display", shown.append)
    show(PIXELS, titles)
    data, metadata = shown[0]._repr_mimebundle_()
    assert list(data) == ["image/jpeg"] and metadata.get("image/jpeg", metadata).get("alt") == alt


def disk_full(image, path, **options):
    with open(path, "wb") as file:
        file.write(b"half a picture")
    raise OSError("No space left on device")


def test_failed_save_leaves_nothing(monkeypatch, tmp_path, random_picture):
    monkeypatch.setattr(Image.Image, "save", disk_full)
    with pytest.raises(OutputError, match="a.png cannot be written.*No space.*make room") as told:
        save_image(random_picture(), tmp_path / "a.png")
    assert isinstance(told.value, StyleTransferError) and isinstance(told.value, OSError)
    assert list(tmp_path.iterdir()) == []


def test_failed_save_leaves_the_picture_that_was_there(monkeypatch, tmp_path, random_picture):
    save_image(random_picture(seed=1), tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()
    monkeypatch.setattr(Image.Image, "save", disk_full)
    with pytest.raises(OSError, match="No space"):
        save_image(random_picture(seed=2), tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == before


def test_save_replaces_what_was_there(tmp_path, random_picture):
    for seed in 1, 2:
        save_image(random_picture(seed=seed), tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    np.testing.assert_allclose(load_image(tmp_path / "a.png"), random_picture(seed=2), atol=0.002)


def test_triptych_shows_the_three_pictures_on_white(random_picture):
    content, style, generated = (
        random_picture(60, width, seed) for width, seed in ((80, 1), (40, 2), (80, 3))
    )
    gap = 60 // 5
    row = triptych(content, style, generated)
    assert row.shape == (1, 60, 80 + gap + 40 + gap + 80, 3)
    for left, picture in ((0, content), (80 + gap, style), (80 + 40 + 2 * gap, generated)):
        width = picture.shape[2]
        np.testing.assert_allclose(row[:, :, left : left + width], picture, atol=0.002)
    for left in 80, 80 + gap + 40:
        between = row[0, :, left : left + gap].numpy()
        assert (between[[0, -1]] == 1).all() and (between[25:35] == 0).any()


def test_triptych_brings_all_to_the_height_of_the_generated(random_picture):
    content, style, generated = (
        random_picture(*size, seed=1) for size in ((64, 96), (50, 40), (48, 72))
    )
    row = triptych(content, style, generated)
    assert row.shape == (1, 48, 72 + 38 + 72 + 2 * (48 // 5), 3)
    np.testing.assert_allclose(row[:, :, -72:], generated, atol=0.002)
    small = tf.image.resize(content, (48, 72), antialias=True)
    assert tf.reduce_mean(abs(row[:, :, :72] - small)) < 0.02


def test_triptych_of_strips_is_no_longer_than_six_of_the_generated(random_picture):
    content, style, generated = (random_picture(*size) for size in ((32, 600), (32, 900), (60, 40)))
    row = triptych(content, style, generated)
    assert row.shape == (1, 60, 180 + 12 + 180 + 12 + 40, 3)
    np.testing.assert_allclose(row[:, :, -40:], generated, atol=0.002)
    strip = row[0, :, 192 : 192 + 180].numpy()
    assert (strip[:26] == 1).all() and (strip[-26:] == 1).all() and (strip[28:32] < 1).any()


def test_show_draws_a_grid_of_titled_pictures(monkeypatch, random_picture):
    figures, shown = [], []
    pictures = [random_picture(40, 60, seed) for seed in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr(plt, "close", figures.append)
        patch.setattr("utils.images.display", shown.append)
        show(pictures, ["one", "two", "three"], columns=2, width=6)
    plt.close(figures[0])
    axes = figures[0].axes
    assert [axis.get_title() for axis in axes] == ["one", "two", "three", ""]
    np.testing.assert_array_equal(axes[2].images[0].get_array(), to_array(pictures[2]))
    assert not any(axis.axison for axis in axes)
    assert Image.open(io.BytesIO(shown[0].data)).width == 600


@pytest.mark.parametrize("count, columns, width", [(1, 1, 5), (3, 3, 12), (4, 2, 9), (8, 4, 10)])
def test_titles_can_be_read_on_a_slide(count, columns, width, monkeypatch, random_picture):
    """The slide is 1280 x 720 pixels; its headline and two lines of text leave 1176 x 440."""
    figures = []
    with monkeypatch.context() as patch:
        patch.setattr(plt, "close", figures.append)
        patch.setattr("utils.images.display", lambda _: None)
        show([random_picture(48, 64)] * count, ["iteration 50"] * count, columns, width)
    figure = figures[0]
    plt.close(figure)
    size = figure.axes[0].title.get_fontsize()
    scale = min(11.76 / figure.get_figwidth(), 4.4 / figure.get_figheight())
    assert size * 100 / 72 * scale >= 16
    titles = [axis.title.get_window_extent() for axis in figure.axes]
    assert all(title.width < 100 * width / columns for title in titles)


@pytest.mark.parametrize("width", [5, 7.3])
def test_the_squares_of_a_close_up_are_equally_large(width, monkeypatch):
    """Black and white squares in turn are drawn all equally wide and high."""
    shown = []
    monkeypatch.setattr("utils.images.display", shown.append)
    board = np.indices((30, 40)).sum(axis=0)[None, ..., None] % 2 * np.ones(3, np.float32)
    show([close_up(board, (0, 1, 0, 1))] * 2, ["here", "there"], width=width)
    drawn = np.asarray(Image.open(io.BytesIO(shown[0].data)).convert("L")) < 128
    for line in (drawn[-20], drawn[:, 100]):
        edges = np.flatnonzero(np.diff(line.astype(int)))
        sides = np.diff(edges)
        times = sides.min()
        assert times >= 4 and np.mean(sides == times) > 0.9


def test_show_takes_one_picture_and_no_titles(monkeypatch, random_picture):
    shown = []
    monkeypatch.setattr("utils.images.display", shown.append)
    show(random_picture())
    assert len(shown) == 1 and plt.get_fignums() == []


def test_a_figure_is_shown_with_its_description_and_closed(monkeypatch):
    shown = []
    monkeypatch.setattr("utils.images.display", shown.append)
    plt.plot([1, 2])
    show_figure(plt.gcf(), alt="a line that climbs")
    show(PIXELS, ["title"], alt="a picture")
    descriptions = [each.alt for each in shown]
    assert descriptions == ["a line that climbs", "a picture"] and plt.get_fignums() == []
    assert Image.open(io.BytesIO(shown[0].data)).format == "PNG"


def test_a_film_plays_its_pictures_in_order_and_begins_with_the_last(
    monkeypatch, tmp_path, random_picture
):
    shown = []
    monkeypatch.setattr("utils.images.display", shown.append)
    pictures = [random_picture(32, 48, seed) for seed in range(3)]
    show_film(pictures, tmp_path / "new" / "film.png", alt="blobs", milliseconds=100)
    film = Image.open(tmp_path / "new" / "film.png")
    assert film.n_frames == 3 and film.size == (48, 32)
    durations = []
    for number, picture in enumerate([pictures[-1], *pictures[:-1]]):
        film.seek(number)
        durations.append(film.info["duration"])
        error = np.asarray(film.convert("RGB"), int) - to_array(picture)
        assert (
            np.mean(np.abs(error)) < 16
        )  # of 255: all share one palette; another picture is 80 away
    assert durations == [1000, 100, 100]
    assert shown[0].alt == "blobs" and shown[0].data == (tmp_path / "new" / "film.png").read_bytes()


def test_no_picture_starts_another_program(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", lambda *_, **__: started.append(True))
    Image.new("RGB", (64, 64)).save(tmp_path / "picture.eps")
    with pytest.raises(ImageError, match="picture.eps cannot be read as a picture"):
        load_image(tmp_path / "picture.eps")
    assert not started


def test_a_phone_s_heic_is_told_what_to_become(tmp_path):
    (tmp_path / "IMG_0001.HEIC").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    with pytest.raises(ImageError, match="IMG_0001.HEIC cannot .* HEIC can be exported as JPEG"):
        load_image(tmp_path / "IMG_0001.HEIC")


def test_a_part_is_framed_and_enlarged_alike(random_picture):
    """The frame of both sizes of a picture lies around what `close_up` shows."""
    picture, part = random_picture(40, 60, 1), (0.25, 0.75, 0.5, 0.9)
    place = np.s_[:, 10:30, 30:54]
    expected = np.array(picture)
    expected[place] = 0
    expected[:, 11:29, 31:53] = 1
    expected[:, 13:27, 33:51] = picture[:, 13:27, 33:51]
    np.testing.assert_array_equal(framed(picture, part), expected)
    both = framed(picture, part, (0, 0.25, 0, 0.5))
    assert both[0, 0, 0, 0] == 0 and (both[:, 10:] == expected[:, 10:]).all()
    wide = framed(picture, part, width=120)
    assert wide.shape == (1, 80, 120, 3) and (wide[:, 20, 60:108] == 0).all()
    assert (wide[:, 21, 61:107] == 1).all()
    squares = close_up(tf.Variable(picture), part, times=2)
    assert squares.shape == (1, 40, 48, 3)
    np.testing.assert_array_equal(squares[:, 1::2, ::2], picture[place])
