"""Files as cameras and editors write them: profiles, huge JPEGs, metadata, raw files."""

import resource
import struct
import subprocess
import sys

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms, PngImagePlugin

from utils.errors import ImageError
from utils.files import PROJECT
from utils.images import count_pixels, load_image

RED = 230, 40, 30

# ---------------------------------------------------------------- colour profiles

# What a primary colour is in CIE XYZ, a column each, relative to the white of D50.
TO_XYZ = {
    "sRGB": [[0.4360, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]],
    "P3": [[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]],
    "ProPhoto": [[0.7977, 0.1352, 0.0313], [0.2880, 0.7119, 0.0001], [0, 0, 0.8249]],
    "Adobe RGB": [[0.6097, 0.2053, 0.1492], [0.3111, 0.6257, 0.0632], [0.0195, 0.0609, 0.7446]],
}  # fmt: skip
GAMMA = {"P3": 2.2, "ProPhoto": 1.8, "Adobe RGB": 2.2}
WHITE = 0.9642, 1, 0.8249


def icc(space, connection, tags):
    """An ICC profile of version 2: a header, a table of the tags, the tags."""
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4sI4s4s4s12x4s28x3i48x",
        at + len(body),
        b"none",
        0x02400000,
        b"scnr",
        space,
        connection,
        b"acsp",
        *(int(value * 65536) for value in WHITE),
    )
    return head + struct.pack(">I", len(tags)) + table + body


def xyz(*values):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))


def rgb_profile(name):
    columns = zip((b"rXYZ", b"gXYZ", b"bXYZ"), np.transpose(TO_XYZ[name]))
    return icc(
        b"RGB ",
        b"XYZ ",
        {
            b"wtpt": xyz(*WHITE),
            **{tag: xyz(*column) for tag, column in columns},
            **{tag: curve(GAMMA[name]) for tag in (b"rTRC", b"gTRC", b"bTRC")},
        },
    )


def grey_profile(gamma):
    return icc(b"GRAY", b"XYZ ", {b"wtpt": xyz(*WHITE), b"kTRC": curve(gamma)})


def cmyk_profile(lab_of_cyan):
    """A table of the 16 full inks in CIE Lab: all but cyan alone are greys, by their amount."""
    inks = np.indices((2, 2, 2, 2)).reshape(4, 16).T
    lab = np.column_stack([100 - 25 * inks.sum(1), 0 * inks[:, 0], 0 * inks[:, 0]]).astype(float)
    lab[8] = lab_of_cyan
    table = np.column_stack([lab[:, 0] * 2.55, lab[:, 1:] + 128]).round().astype(np.uint8)
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    return icc(
        b"CMYK",
        b"Lab ",
        {
            b"wtpt": xyz(*WHITE),
            b"A2B0": b"mft1\0\0\0\0\4\3\2\0" + matrix + 4 * ramp + table.tobytes() + 3 * ramp,
        },
    )


def encoded(linear):
    """sRGB's values from 0 to 255 of light from 0 to 1."""
    linear = np.clip(linear, 0, 1)
    return 255 * np.where(linear < 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def srgb_of_xyz(colour):
    return encoded(np.linalg.solve(TO_XYZ["sRGB"], colour))


def srgb_of(name, colour):
    return srgb_of_xyz(TO_XYZ[name] @ (np.array(colour) / 255) ** GAMMA[name])


def srgb_of_lab(L, a, b):
    f = np.array([(L + 16) / 116 + a / 500, (L + 16) / 116, (L + 16) / 116 - b / 200])
    return srgb_of_xyz(WHITE * np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)))


def colour_of(path):
    return 255 * load_image(path).numpy()[0, 20, 20]


SAVED_AS = {"a.jpg": {"quality": 95, "subsampling": 0}, "a.png": {}, "a.webp": {"lossless": True},
            "a.tif": {}, "a.avif": {"quality": 100, "subsampling": "4:4:4"}}  # fmt: skip


@pytest.mark.parametrize("name", SAVED_AS)
@pytest.mark.parametrize("profile", GAMMA)
@pytest.mark.parametrize("colour", [(200, 80, 60), (120, 120, 60), (90, 90, 90)], ids=str)
def test_colours_are_those_of_the_profile(name, profile, colour, tmp_path):
    image = Image.new("RGB", (64, 48), colour)
    image.save(tmp_path / name, icc_profile=rgb_profile(profile), **SAVED_AS[name])
    expected = srgb_of(profile, colour)
    tolerance = 8 if name == "a.avif" else 4  # it loses one or two in 256 before the conversion
    np.testing.assert_allclose(colour_of(tmp_path / name), expected, atol=tolerance)


@pytest.mark.parametrize(
    "tags, space",
    [
        ({0xA005: {1: "R03"}, 0x8769: {0xA001: 65535}}, "Adobe RGB"),
        ({0xA005: {1: "R03"}}, "Adobe RGB"),
        ({0x8769: {0xA001: 2}}, "Adobe RGB"),
        ({0xA005: {1: "R98"}, 0x8769: {0xA001: 1}}, None),
        ({0x8769: {0xA001: 65535}}, None),
    ],
)
@pytest.mark.parametrize("name", ["a.jpg", "a.webp"])
def test_a_camera_s_adobe_rgb_without_a_profile(name, tags, space, tmp_path):
    exif, colour = Image.Exif(), (140, 160, 90)
    for part, entries in tags.items():
        exif.get_ifd(0x8769)  # where cameras put the other part
        target = exif.get_ifd(part)
        target.update(entries)
    if 0xA005 in tags:
        exif.get_ifd(0x8769)[0xA005] = exif.get_ifd(0xA005)
    Image.new("RGB", (64, 48), colour).save(tmp_path / name, exif=exif, **SAVED_AS[name])
    expected = srgb_of(space, colour) if space else colour
    np.testing.assert_allclose(colour_of(tmp_path / name), expected, atol=4)


def test_a_profile_says_more_than_exif(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 2
    image = Image.new("RGB", (64, 48), (200, 80, 60))
    image.save(tmp_path / "a.jpg", exif=exif, icc_profile=rgb_profile("P3"), **SAVED_AS["a.jpg"])
    np.testing.assert_allclose(colour_of(tmp_path / "a.jpg"), (216, 69, 50), atol=4)


@pytest.mark.parametrize("gamma", [1, 0.55, 0.45455, 0.41667])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
@pytest.mark.parametrize("srgb", [False, True])
def test_a_png_s_gamma(gamma, mode, srgb, tmp_path):
    """About 1 / 2.2 means sRGB, and so does a chunk of that name."""
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"gAMA", struct.pack(">I", round(100_000 * gamma)))
    if srgb:
        chunks.add(b"sRGB", b"\0")
    colour = np.array((90, 90, 90) if mode == "L" else (200, 80, 60))
    image = Image.new("RGB", (64, 48), tuple(colour.tolist())).convert(mode)
    image.save(tmp_path / "a.png", pnginfo=chunks)
    expected = colour if srgb or gamma < 0.5 else encoded((colour / 255) ** (1 / gamma))
    np.testing.assert_allclose(colour_of(tmp_path / "a.png"), expected, atol=4)


@pytest.mark.parametrize("mode", ["P", "RGBA", "PA", "L", "LA"])
def test_a_profile_counts_in_every_mode(mode, tmp_path):
    """Transparency stays, and grey is grey in any colour space."""
    colour, clear = (200, 80, 60), mode.endswith("A") and mode != "PA"
    image = Image.new("RGB", (64, 48), colour)
    if mode[0] == "L":
        image = image.convert("L")
        colour = (image.getpixel((0, 0)),) * 3
    if clear:
        image.putalpha(102)
    if mode[0] == "P":
        image = image.quantize(4)
    image.save(
        tmp_path / "a.png",
        icc_profile=rgb_profile("ProPhoto"),
        **({"transparency": bytes([102] * 4)} if mode == "PA" else {}),
    )
    expected = srgb_of("ProPhoto", colour)
    if mode.endswith("A"):
        expected = 255 + 0.4 * (expected - 255)
    np.testing.assert_allclose(colour_of(tmp_path / "a.png"), expected, atol=2)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "16.png"])
def test_a_grey_profile(name, tmp_path):
    image = Image.new("L", (64, 48), 100)
    if name == "16.png":
        image = Image.fromarray(np.full((48, 64), 100 * 257, np.uint16))
    image.save(tmp_path / name, icc_profile=grey_profile(1.8))
    np.testing.assert_allclose(colour_of(tmp_path / name), encoded((100 / 255) ** 1.8), atol=2)


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_a_cmyk_file_has_its_own_inks(name, tmp_path):
    lab = 60, 20, 30
    for ink, expected in (((255, 0, 0, 0), srgb_of_lab(*lab)), ((0, 255, 0, 0), None)):
        image = Image.new("CMYK", (64, 48), ink)
        image.save(tmp_path / name, icc_profile=cmyk_profile(lab))
        if expected is None:
            expected = srgb_of_lab(75, 0, 0)
        np.testing.assert_allclose(colour_of(tmp_path / name), expected, atol=4)


@pytest.mark.parametrize("profile", [
    b"", b"no profile", bytes(200), rgb_profile("ProPhoto")[:200], rgb_profile("P3")[:-30],
    rgb_profile("P3").replace(b"rXYZ", b"zzzz"), grey_profile(1.8), cmyk_profile((60, 20, 30)),
    b"\xff" * 5000], ids=range(9))  # fmt: skip
def test_a_broken_profile_or_one_of_another_space_is_ignored(profile, tmp_path, capfd):
    Image.new("RGB", (64, 48), RED).save(tmp_path / "a.png", icc_profile=profile)
    np.testing.assert_allclose(colour_of(tmp_path / "a.png"), RED, atol=1)
    assert capfd.readouterr() == ("", "")


def test_an_srgb_profile_changes_nothing(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png", icc_profile=profile)
    np.testing.assert_allclose(255 * load_image(tmp_path / "a.png")[0], pixels, atol=1)


# ---------------------------------------------------------------- huge files


def huge(path, width, height, **options):
    """A grey picture, dark on its left half."""
    image = Image.new("L", (width, height), 200)
    image.paste(60, (0, 0, width // 2, height))
    image.save(path, **options)
    return path


READS = """
import resource, sys
from utils.images import load_image
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
picture = load_image(sys.argv[1], 512).numpy()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(*picture.shape, *picture[0, 100, [100, 400], 0].round(2), (after - before) // 1024)
"""


@pytest.mark.parametrize("width, height", [(12000, 9000), (16320, 12240)])
def test_a_telephone_s_huge_photograph_is_read_in_little_memory(width, height, tmp_path):
    path = huge(tmp_path / "a.jpg", width, height, quality=50)
    done = subprocess.run(
        [sys.executable, "-c", READS, path],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert done.stderr == ""
    *seen, megabytes = done.stdout.split()
    assert seen == ["1", "384", "512", "3", "0.24", "0.78"] and int(megabytes) < 300
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


@pytest.mark.parametrize("size", [400, 100, 50, 45])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_jpeg_beyond_the_limit_has_the_size_asked(size, orientation, tmp_path, monkeypatch):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = huge(tmp_path / "a.jpg", 799, 601, exif=exif, quality=95)
    expected = load_image(path, size)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 150_000)
    found = load_image(path, size)
    assert found.shape == expected.shape
    assert count_pixels(path, size) == found.shape[1] * found.shape[2]
    np.testing.assert_allclose(found, expected, atol=0.15)
    assert abs(found - expected).numpy().mean() < 0.01


@pytest.mark.parametrize(
    "name, size, words",
    [
        ("a.jpg", None, "million pixels, give a size"),
        ("a.png", 64, "export it as JPEG"),
        ("a.png", None, "export it as JPEG"),
        ("a.webp", 64, "million pixels that can be read"),
        ("a.tif", 64, "million pixels that can be read"),
    ],
)
@pytest.mark.parametrize("limit", [100_000, 300_000])
def test_what_cannot_be_read_at_a_reduced_scale_says_so(
    name, size, words, limit, tmp_path, monkeypatch
):
    path = huge(tmp_path / name, 800, 600)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    for function in load_image, count_pixels:
        with pytest.raises(ImageError, match="a.* is too large.*") as told:
            function(path, size)
        assert words in str(told.value)
        assert not {"attack", "bomb", "DOS"} & set(str(told.value).split())


@pytest.mark.parametrize("progressive, limit", [(False, 400e6), (True, 210e6)])
def test_even_a_jpeg_has_a_limit(progressive, limit, tmp_path):
    path = huge(tmp_path / "a.jpg", 800, 600, progressive=progressive)
    data = path.read_bytes()
    start = data.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    side = int(limit**0.5)
    for extra, words in ((-50, "cannot be read as a picture"), (50, "is too large: its")):
        sides = struct.pack(">HH", side + extra, side + extra)
        path.write_bytes(data[:start] + sides + data[start + 4 : 2000])
        with pytest.raises(ImageError, match=words):
            load_image(path, 64)


# ---------------------------------------------------------------- what lies beside the pixels


def text(kind, megabytes):
    info = PngImagePlugin.PngInfo()
    if kind == "XMP":
        info.add_itxt("XML:com.adobe.xmp", "x" * int(megabytes * 1e6), zip=True)
    else:
        info.add_text("Comment", "x" * int(megabytes * 1e6), zip=kind == "compressed")
    return {"pnginfo": info}


@pytest.mark.parametrize("kind", ["XMP", "compressed", "plain"])
@pytest.mark.parametrize("megabytes", [1.1, 2, 20])
def test_a_png_may_hold_much_text(kind, megabytes, tmp_path):
    Image.new("RGB", (64, 48), RED).save(tmp_path / "a.png", **text(kind, megabytes))
    np.testing.assert_allclose(colour_of(tmp_path / "a.png"), RED, atol=1)


def test_a_png_may_hold_a_large_profile(tmp_path):
    profile = rgb_profile("ProPhoto") + bytes(3_000_000)
    Image.new("RGB", (64, 48), RED).save(tmp_path / "a.png", icc_profile=profile)
    np.testing.assert_allclose(colour_of(tmp_path / "a.png"), srgb_of("ProPhoto", RED), atol=30)


BROKEN_EXIF = [b"", b"Exif\0\0", b"Exif\0\0nonsense", b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\1\3",
               b"Exif\0\0\0\x08\0\2\1\x12\0\3", b"Exif\0\0II*\0\xff\xff\xff\x7f",
               b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\2\0\0\0\4abcd"]  # fmt: skip


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.jpg", "a.avif"])
@pytest.mark.parametrize("exif", BROKEN_EXIF, ids=range(len(BROKEN_EXIF)))
def test_broken_exif_is_ignored(name, exif, tmp_path, capfd):
    try:
        Image.new("RGB", (64, 48), RED).save(tmp_path / name, exif=exif)
    except Exception:
        assert name == "a.avif"  # Pillow refuses to write it there
        return
    assert load_image(tmp_path / name).shape == (1, 48, 64, 3)
    np.testing.assert_allclose(colour_of(tmp_path / name), RED, atol=4)
    assert capfd.readouterr() == ("", "")


def test_a_telephone_s_preview_is_no_second_picture(tmp_path, capfd):
    pictures = [Image.new("RGB", (64, 48), colour) for colour in (RED, (0, 0, 255))]
    pictures[0].save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=pictures[1:])
    assert Image.open(tmp_path / "a.jpg").n_frames == 2
    np.testing.assert_allclose(colour_of(tmp_path / "a.jpg"), RED, atol=4)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size, said", [(48, False), (144, False), (145, True), (480, True)])
def test_a_small_picture_that_is_enlarged_says_so(size, said, tmp_path, capsys):
    Image.new("RGB", (48, 40), RED).save(tmp_path / "icon.png")
    load_image(tmp_path / "icon.png", size)
    expected = (
        f"{tmp_path / 'icon.png'} has 48 x 40 pixels, so it is blurred when enlarged to {size}.\n"
    )
    assert capsys.readouterr().err == expected * said


# ---------------------------------------------------------------- raw files


def thumbnail(path, *tags, subfiletype=1, sub_pictures=1):
    """A TIFF whose first picture is small, as the raw files of most cameras begin."""
    small = np.full((48, 64, 3), RED, np.uint8)
    with tifffile.TiffWriter(path) as tif:
        tif.write(
            small, photometric="rgb", subfiletype=subfiletype, subifds=sub_pictures, extratags=tags
        )
        for _ in range(sub_pictures):
            tif.write(np.zeros((96, 128), np.uint16), photometric=32803, subfiletype=0)
    return path


def cr2(path):
    """A TIFF with Canon's mark after its header."""
    data = thumbnail(path, subfiletype=0, sub_pictures=0).read_bytes()
    start = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[start : start + 2])[0]
    table = data[start : start + 2 + 12 * count + 4]
    head = data[:4] + struct.pack("<I", len(data)) + b"CR\2\0" + data[12:]
    path.write_bytes(head + table)
    return path


RAW = {
    "a.dng": lambda p: thumbnail(p, (50706, 1, 4, (1, 4, 0, 0), True)),
    "whole.dng": lambda p: thumbnail(p, (50706, 1, 4, (1, 4, 0, 0), True), subfiletype=0,
                                     sub_pictures=0),
    "named.tif": thumbnail, "a.nef": thumbnail, "a.arw": thumbnail,
    "a.CR2": cr2, "renamed.jpg": cr2,
    "no thumbnail.NEF": lambda p: thumbnail(p, subfiletype=0, sub_pictures=0),
    "a.cr3": lambda p: p.write_bytes(b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(100)),
    "a.raf": lambda p: p.write_bytes(b"FUJIFILMCCD-RAW 0201" + bytes(100)),
    "a.orf": lambda p: p.write_bytes(b"IIRO\x08\0\0\0" + bytes(100)),
    "a.rw2": lambda p: p.write_bytes(b"IIU\0\x08\0\0\0" + bytes(100)),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_a_raw_file_is_refused_in_one_sentence(name, tmp_path):
    path = tmp_path / name
    RAW[name](path)
    for function in load_image, count_pixels:
        with pytest.raises(ImageError) as told:
            function(path)
        assert str(told.value) == f"{path} is a raw file: export it as JPEG."


def test_a_tiff_with_smaller_copies_of_itself_is_no_raw_file(tmp_path, capsys):
    with tifffile.TiffWriter(tmp_path / "a.tif") as tif:
        tif.write(np.full((96, 128, 3), RED, np.uint8), photometric="rgb", subifds=1)
        tif.write(np.full((48, 64, 3), RED, np.uint8), photometric="rgb", subfiletype=1)
    assert load_image(tmp_path / "a.tif").shape == (1, 96, 128, 3)


def test_a_jpeg_named_like_a_raw_file_is_read(tmp_path):
    Image.new("RGB", (64, 48), RED).save(tmp_path / "a.dng", "JPEG")
    assert load_image(tmp_path / "a.dng").shape == (1, 48, 64, 3)
