"""What the numbers in a file mean: each kind that is accepted, against values known beforehand.

Most files are written here byte by byte, or by tifffile, so that no reader's mistake is repeated.
"""

import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image

from utils.errors import ImageError
from utils.images import load_image

HEIGHT, WIDTH = 40, 48
Y, X = np.indices((HEIGHT, WIDTH))
GREY = 5.0 * X + 0.4 * Y  # 0 to 250
RGB = np.dstack([5 * X, 6 * Y, 255 - 2.9 * (X + Y)]).clip(0, 255)
ALPHA = (Y + 5) / (HEIGHT + 4)  # 0.1 to 1
ON_WHITE = 255 + (RGB - 255) * ALPHA[..., None]
GREY_ON_WHITE = 255 + (GREY - 255) * ALPHA


def bytes_of(values, most=255, kind="u1"):
    """Numbers from 0 to 255 as whole numbers from 0 to `most`."""
    values = np.asarray(values) / 255 * most
    return values.astype(kind) if kind == "f4" else values.round().astype(kind)


def assert_loads(path, expected, capsys, said=None, tolerance=1.6):
    """Whether a file loads as these values from 0 to 255; what it says holds `said`, or nothing."""
    found = 255 * load_image(path).numpy()[0]
    expected = np.asarray(expected, float)
    if expected.ndim == 2:
        expected = np.repeat(expected[..., None], 3, axis=2)
    np.testing.assert_allclose(found, expected, atol=tolerance)
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == (said is not None)
    if said is not None:
        assert told.err.startswith(f"{path} ") and said in told.err


# ---------------------------------------------------------------- TIFF

MOST = {"u1": 255, "u2": 2**16 - 1, "u4": 2**32 - 1, "f4": 1, "i1": 2**7 - 1, "i2": 2**15 - 1,
        "i4": 2**31 - 1}  # fmt: skip


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("byteorder", "<>")
@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
@pytest.mark.parametrize("kind", ["u1", "u2", "u4", "f4", "i1", "i2", "i4"])
def test_tiff_grey(kind, photometric, byteorder, compression, tmp_path, capsys):
    path = tmp_path / "a.tif"
    values = bytes_of(255 - GREY if photometric == "miniswhite" else GREY, MOST[kind], kind)
    tifffile.imwrite(
        path, values, photometric=photometric, byteorder=byteorder, compression=compression
    )
    try:
        Image.open(path)
    except OSError:  # Pillow does not know this kind, and says so
        with pytest.raises(ImageError, match="cannot be read as a picture"):
            load_image(path)
        return
    assert_loads(path, GREY, capsys)


@pytest.mark.parametrize("kind", ["i1", "i2", "i4"])
def test_tiff_of_negative_numbers(kind, tmp_path, capsys):
    path, least = tmp_path / "a.tif", -MOST[kind] - 1
    tifffile.imwrite(
        path,
        (bytes_of(GREY, 2 * MOST[kind] + 1, "f8") + least).astype(kind),
        photometric="minisblack",
    )
    assert_loads(path, GREY, capsys, "signed numbers: the least")


@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
@pytest.mark.parametrize("bits", [8, 10, 12, 14])
@pytest.mark.parametrize("kind", ["u2", "i2", "u4", "i4"])
def test_tiff_whose_numbers_end_early(kind, bits, photometric, tmp_path, capsys):
    """A sensor's 12 bits in 16, an image of bytes saved as 32-bit integers."""
    if kind == "i2" and bits == 14:
        return  # half of the type's range: as likely a dark picture
    path, most = tmp_path / "a.tif", 2**bits - 1
    values = bytes_of(255 - GREY if photometric == "miniswhite" else GREY, most, kind)
    tifffile.imwrite(path, values, photometric=photometric)
    try:
        Image.open(path)
    except OSError:
        return
    assert_loads(path, GREY, capsys, f"{most} is taken for white")


@pytest.mark.parametrize("most", [255, 4095, 65535])
def test_tiff_of_fractions_that_are_none(most, tmp_path, capsys):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.float32(GREY / 255 * most), photometric="minisblack")
    assert_loads(path, GREY, capsys, f"{most} is taken for white")


def test_tiff_of_packed_12_bits(tmp_path, capsys):
    path, values = tmp_path / "a.tif", bytes_of(GREY, 4095, "u2")
    even, odd = values[:, ::2], values[:, 1::2]
    packed = np.dstack([even >> 4, (even & 15) << 4 | odd >> 8, odd & 255]).astype(np.uint8)
    tags = {256: WIDTH, 257: HEIGHT, 258: 12, 259: 1, 262: 1, 273: 8 + 2 + 12 * 9 + 4, 277: 1,
            278: HEIGHT, 279: packed.size}  # fmt: skip
    header = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    path.write_bytes(header + entries + bytes(4) + packed.tobytes())
    assert_loads(path, GREY, capsys)


@pytest.mark.parametrize("byteorder", "<>")
@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("kind", ["u1", "u2"])
def test_tiff_colours(kind, compression, byteorder, tmp_path, capsys):
    path, options = tmp_path / "a.tif", {"byteorder": byteorder, "compression": compression}
    tifffile.imwrite(path, bytes_of(RGB, MOST[kind], kind), photometric="rgb", **options)
    assert_loads(path, RGB, capsys)
    planes = bytes_of(RGB, MOST[kind], kind).transpose(2, 0, 1)
    tifffile.imwrite(path, planes, photometric="rgb", planarconfig="separate", **options)
    if kind == "u1":
        assert_loads(path, RGB, capsys)
    else:
        with pytest.raises(ImageError, match="save it with 8 bits"):
            load_image(path)
    ink = np.dstack([255 - RGB, 0 * GREY])
    tifffile.imwrite(path, bytes_of(ink, MOST[kind], kind), photometric="separated", **options)
    assert_loads(path, RGB, capsys)


@pytest.mark.parametrize("byteorder", "<>")
@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize(
    "extra, colours, expected",
    [
        ("unspecified", RGB, RGB),
        ("unassalpha", RGB, ON_WHITE),
        ("assocalpha", RGB * ALPHA[..., None], ON_WHITE),
        ("unspecified", GREY, GREY),
        ("unassalpha", GREY, GREY_ON_WHITE),
        ("assocalpha", GREY * ALPHA, GREY_ON_WHITE),
    ],
)
def test_tiff_alpha(extra, colours, expected, kind, byteorder, tmp_path, capsys):
    path = tmp_path / "a.tif"
    values = bytes_of(np.dstack([colours, 255 * ALPHA]), MOST[kind], kind)
    tifffile.imwrite(
        path,
        values,
        photometric="rgb" if colours is not GREY and colours.ndim == 3 else "minisblack",
        extrasamples=[extra],
        byteorder=byteorder,
        planarconfig="contig",
    )
    if colours.ndim == 2 and kind == "u2":
        with pytest.raises(ImageError, match="cannot be read"):  # Pillow does not know it
            load_image(path)
    else:
        assert_loads(path, expected, capsys, tolerance=3)


def test_tiff_of_12_bit_colours_says_why_it_is_black(tmp_path, capsys):
    tifffile.imwrite(tmp_path / "a.tif", bytes_of(RGB, 4095, "u2"), photometric="rgb")
    load_image(tmp_path / "a.tif")
    assert "nearly black: should its 16-bit numbers end at 4095" in capsys.readouterr().err


@pytest.mark.parametrize("byteorder", "<>")
@pytest.mark.parametrize("shift", [0, 8], ids=["16-bit colours", "bytes where 16 bits belong"])
def test_tiff_palette(shift, byteorder, tmp_path, capsys):
    palette = np.random.default_rng(0).integers(0, 65536, (3, 256)).astype("u2")
    places = ((5 * X + 7 * Y) % 256).astype("u1")
    tifffile.imwrite(
        tmp_path / "a.tif",
        places,
        photometric="palette",
        byteorder=byteorder,
        colormap=palette >> shift,
    )
    assert_loads(tmp_path / "a.tif", (palette >> 8).T[places], capsys)


def test_tiff_bilevel_tiled_and_ycbcr(tmp_path, capsys):
    path, dark = tmp_path / "a.tif", GREY < 100
    for photometric, bits in (("minisblack", ~dark), ("miniswhite", dark)):
        tifffile.imwrite(path, bits, photometric=photometric)
        assert_loads(path, np.where(dark, 0, 255), capsys)
    tifffile.imwrite(path, bytes_of(RGB), photometric="rgb", tile=(16, 16))
    assert_loads(path, RGB, capsys)
    matrix = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5],
                       [0.5, -0.418688, -0.081312]])  # fmt: skip
    ycbcr = RGB @ matrix.T + [0, 128, 128]
    tifffile.imwrite(
        path, ycbcr.clip(0, 255).round().astype("u1"), photometric="ycbcr", subsampling=(1, 1)
    )
    assert_loads(path, RGB, capsys, tolerance=3)


# ---------------------------------------------------------------- BMP, ICO, TGA

ALPHAS = {"from 0.1 to 1": (ALPHA, ON_WHITE, None), "opaque": (1 + 0 * ALPHA, RGB, None),
          "0 everywhere": (0 * ALPHA, RGB, "transparent everywhere")}  # fmt: skip


def bgra(alpha):
    return bytes_of(np.dstack([RGB[..., ::-1], 255 * alpha]))


def bmp(path, pixels, bits, masks=(), top_down=False):
    """Write a BMP with a header of version 5, or the old one where there are no masks."""
    size, data = 124 if masks else 40, (pixels if top_down else pixels[::-1]).tobytes()
    header = struct.pack(
        "<IiiHHIIiiII",
        size,
        WIDTH,
        -HEIGHT if top_down else HEIGHT,
        1,
        bits,
        3 if masks else 0,
        len(data),
        2835,
        2835,
        0,
        0,
    )
    header += struct.pack("<4I", *masks) if masks else b""
    header = header.ljust(size, b"\0")
    path.write_bytes(
        struct.pack("<2sIHHI", b"BM", 14 + size + len(data), 0, 0, 14 + size) + header + data
    )


BGRA_MASKS = 0xFF0000, 0xFF00, 0xFF, 0xFF000000


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("top_down", [False, True])
def test_bmp_of_32_bits(alpha, top_down, tmp_path, capsys):
    values, expected, said = ALPHAS[alpha]
    bmp(tmp_path / "a.bmp", bgra(values), 32, BGRA_MASKS, top_down)
    assert_loads(tmp_path / "a.bmp", expected, capsys, said)
    bmp(tmp_path / "a.bmp", bgra(values), 32, BGRA_MASKS[:3] + (0,), top_down)
    assert_loads(tmp_path / "a.bmp", RGB, capsys)
    bmp(tmp_path / "a.bmp", bgra(values), 32, top_down=top_down)  # the fourth byte means nothing
    assert_loads(tmp_path / "a.bmp", RGB, capsys)


def test_bmp_of_16_and_24_bits(tmp_path, capsys):
    path = tmp_path / "a.bmp"
    bmp(path, bytes_of(RGB[..., ::-1]), 24)
    assert_loads(path, RGB, capsys)
    red, green, blue = bytes_of(RGB, 31, "u2").transpose(2, 0, 1)
    bmp(path, red << 10 | green << 5 | blue, 16)
    assert_loads(path, RGB, capsys, tolerance=5)
    bmp(path, red << 11 | bytes_of(RGB[..., 1], 63, "u2") << 5 | blue, 16, (0xF800, 0x7E0, 31, 0))
    assert_loads(path, RGB, capsys, tolerance=5)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_ico_of_32_bits(alpha, tmp_path, capsys):
    values, expected, said = ALPHAS[alpha]
    data = struct.pack("<IiiHHIIiiII", 40, WIDTH, 2 * HEIGHT, 1, 32, 0, 0, 0, 0, 0, 0)
    data += bgra(values)[::-1].tobytes() + bytes(8 * HEIGHT)  # the mask says: all opaque
    (tmp_path / "a.ico").write_bytes(
        struct.pack("<HHHBBBBHHII", 0, 1, 1, WIDTH, HEIGHT, 0, 0, 1, 32, len(data), 22) + data
    )
    assert_loads(tmp_path / "a.ico", expected, capsys, said)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("bits_of_alpha", [8, 0])
@pytest.mark.parametrize("top_down", [0x20, 0])
def test_tga_of_32_bits(alpha, bits_of_alpha, top_down, tmp_path, capsys):
    values, expected, said = ALPHAS[alpha]
    header = struct.pack("<3B5x4H2B", 0, 0, 2, 0, 0, WIDTH, HEIGHT, 32, bits_of_alpha | top_down)
    pixels = bgra(values) if top_down else bgra(values)[::-1]
    (tmp_path / "a.tga").write_bytes(header + pixels.tobytes())
    if bits_of_alpha == 0 and said is None:
        expected = RGB
    assert_loads(tmp_path / "a.tga", expected, capsys, said)


# ---------------------------------------------------------------- PNG


def png(path, values, bits, kind, *chunks):
    """Write a PNG: kind 0 is grey, 2 colours, 4 grey and alpha, 6 colours and alpha."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = values.astype(f">u{bits // 8}").reshape(HEIGHT, -1)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            chunk(*each)
            for each in (
                (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, 0)),
                *chunks,
                (b"IDAT", zlib.compress(data)),
                (b"IEND", b""),
            )
        )
    )


@pytest.mark.parametrize("bits", [8, 16])
def test_png_grey_and_colours_with_and_without_alpha(bits, tmp_path, capsys):
    path, most = tmp_path / "a.png", 2**bits - 1
    for kind, values, expected in (
            (0, GREY, GREY), (2, RGB, RGB), (4, np.dstack([GREY, 255 * ALPHA]), GREY_ON_WHITE),
            (6, np.dstack([RGB, 255 * ALPHA]), ON_WHITE)):  # fmt: skip
        png(path, bytes_of(values, most, "u2"), bits, kind)
        assert_loads(path, expected, capsys, tolerance=2)  # Pillow cuts 16 bits of colour to 8


@pytest.mark.parametrize("bits", [8, 16])
def test_png_with_one_colour_clear(bits, tmp_path, capsys):
    path, most = tmp_path / "a.png", 2**bits - 1
    left = X < WIDTH // 2
    grey = np.where(left, 200, 60)
    png(
        path,
        bytes_of(grey, most, "u2"),
        bits,
        0,
        (b"tRNS", struct.pack(">H", bytes_of(60, most, "u2"))),
    )
    assert_loads(path, np.where(left, 200, 255), capsys)
    colours = np.where(left[..., None], [200, 100, 50], [60, 80, 90])
    png(
        path,
        bytes_of(colours, most, "u2"),
        bits,
        2,
        (b"tRNS", struct.pack(">3H", *bytes_of([60, 80, 90], most, "u2"))),
    )
    assert_loads(path, np.where(left[..., None], [200, 100, 50], 255), capsys)


@pytest.mark.parametrize("most", [255, 1023, 4095, 16383])
def test_png_whose_numbers_end_early(most, tmp_path, capsys):
    png(tmp_path / "a.png", bytes_of(GREY, most, "u2"), 16, 0)
    assert_loads(tmp_path / "a.png", GREY, capsys, f"{most} is taken for white")


# ---------------------------------------------------------------- the others


@pytest.mark.parametrize("most", [100, 255, 1023, 4095, 65535])
def test_ppm_says_what_white_is(most, tmp_path, capsys):
    path, kind = tmp_path / "a.ppm", "u1" if most < 256 else ">u2"
    tolerance = 1.6 + 128 / most
    for magic, values in ((b"P5", GREY), (b"P6", RGB)):
        head = b"%s %d %d %d\n" % (magic, WIDTH, HEIGHT, most)
        path.write_bytes(head + bytes_of(values, most, kind).tobytes())
        assert_loads(path, values, capsys, tolerance=tolerance)


def test_ppm_of_fractions(tmp_path, capsys):
    head = b"Pf\n%d %d\n-1.0\n" % (WIDTH, HEIGHT)
    (tmp_path / "a.pfm").write_bytes(head + np.float32(GREY[::-1] / 255).tobytes())
    assert_loads(tmp_path / "a.pfm", GREY, capsys)


@pytest.mark.parametrize(
    "name, options",
    {
        "a.webp": {"lossless": True},
        "a.png": {},
        "a.jp2": {},
        "a.tif": {"compression": "tiff_lzw"},
        "a.avif": {"quality": 100, "subsampling": "4:4:4"},
    }.items(),
)
@pytest.mark.parametrize("alpha", ALPHAS)
def test_alpha_of_every_format_that_has_one(name, options, alpha, tmp_path, capsys):
    values, expected, said = ALPHAS[alpha]
    rgba = Image.fromarray(bytes_of(np.dstack([RGB, 255 * values])))
    rgba.save(tmp_path / name, **options, **({"exact": True} if name == "a.webp" else {}))
    if alpha == "0 everywhere" and name == "a.avif":
        return  # it keeps no colour where nothing is seen
    assert_loads(tmp_path / name, expected, capsys, said, tolerance=4 if name == "a.avif" else 1.6)


def test_jpeg2000_of_16_bits(tmp_path, capsys):
    Image.fromarray(bytes_of(GREY, 65535, "u2")).save(tmp_path / "a.jp2")
    assert_loads(tmp_path / "a.jp2", GREY, capsys)
