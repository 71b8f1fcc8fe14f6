"""Damaged picture files: thousands of them, each read as a picture or refused by one `ImageError`.

    python tests/slow/test_fuzz.py 100000        as many mutations, some minutes
    python tests/slow/test_fuzz.py 1 4711        only number 4711 (each is the same every time)

Run in a process of its own, so that a crash, a hang or a greed of memory has a name.
"""

import contextlib
import faulthandler
import io
import re
import resource
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

FIRST, MUTATIONS = 4000, 4000  # among them number 7380, which Pillow would log
SIZE = 40  # pixels
LONGEST = 30  # seconds for one file: beyond, it hangs
MOST = 0.9e9  # bytes, over what the process holds before


def scene(mode="RGB", seed=0):
    """A drawing of 56 x 48 pixels with edges, a ramp and grain."""
    y, x = np.indices((48, 56))
    grain = np.random.default_rng(seed).integers(0, 30, (48, 56, 3))
    image = Image.fromarray((np.dstack([3 * x, 4 * y, 2 * (x + y)]) + grain).astype(np.uint8))
    ImageDraw.Draw(image).ellipse((10, 8, 40, 40), (240, 200, 40), "black")
    return image.convert(mode)


def encoded(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def originals():
    """Whole files of many kinds: a dict from a name to bytes."""
    exif = Image.Exif()
    exif[0x0112] = 6
    rgb, three = scene(), [scene(seed=seed) for seed in (1, 2)]
    grey16 = Image.fromarray(np.asarray(scene("L")).astype(np.uint16) * 257)
    rgba = rgb.copy()
    rgba.putalpha(scene("L"))
    return {
        "baseline.jpg": encoded(rgb, "JPEG", exif=exif),
        "progressive.jpg": encoded(rgb, "JPEG", progressive=True, quality=90),
        "cmyk.jpg": encoded(scene("CMYK"), "JPEG"),
        "rgb.png": encoded(rgb, "PNG"),
        "alpha.png": encoded(rgba, "PNG", exif=exif),
        "16.png": encoded(grey16, "PNG"),
        "palette.png": encoded(rgb.quantize(32), "PNG", transparency=3),
        "animated.png": encoded(rgb, "PNG", save_all=True, append_images=three),
        "lossy.webp": encoded(rgb, "WEBP"),
        "lossless.webp": encoded(rgba, "WEBP", lossless=True),
        "animated.webp": encoded(rgb, "WEBP", save_all=True, append_images=three),
        "animated.gif": encoded(
            rgb.quantize(32),
            "GIF",
            save_all=True,
            append_images=[frame.quantize(32) for frame in three],
        ),
        "raw.tif": encoded(rgb, "TIFF"),
        "lzw.tif": encoded(rgba, "TIFF", compression="tiff_lzw"),
        "jpeg.tif": encoded(rgb, "TIFF", compression="jpeg"),
        "16.tif": encoded(grey16, "TIFF"),
        "float.tif": encoded(scene("F").point(lambda value: value / 255), "TIFF"),
        "lab.tif": encoded(scene("LAB"), "TIFF"),
        "rgb.bmp": encoded(rgb, "BMP"),
        "palette.bmp": encoded(rgb.quantize(32), "BMP"),
        "rgb.ppm": encoded(rgb, "PPM"),
        "rle.tga": encoded(rgba, "TGA", compression="tga_rle"),
        "rgb.jp2": encoded(rgb, "JPEG2000"),
        "icon.ico": encoded(rgba, "ICO", sizes=[(48, 48)]),
    }


def png_chunks(data):
    """The chunks of a PNG file, each (name, body)."""
    chunks, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += length + 12
    return chunks


def png_of(chunks):
    """A PNG file of chunks, its checksums right, so that readers look at what is inside."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def flip_bits(data, rng, _):
    bytes_ = bytearray(data)
    for at in rng.integers(0, len(bytes_), rng.integers(1, 9)):
        bytes_[at] ^= 1 << rng.integers(8)
    return bytes(bytes_)


def spoil_header(data, rng, others):
    return flip_bits(data[:64], rng, others) + data[64:]


def cut_short(data, rng, _):
    return data[: rng.integers(len(data))]


def two_places(data, rng):
    return sorted(rng.integers(0, len(data), 2))


def drop(data, rng, _):
    start, stop = two_places(data, rng)
    return data[:start] + data[stop:]


def repeat(data, rng, _):
    start, stop = two_places(data, rng)
    return data[:stop] + data[start:stop] * int(rng.integers(1, 4)) + data[stop:]


def insert(data, rng, _):
    at = rng.integers(len(data))
    return data[:at] + rng.bytes(rng.integers(1, 40)) + data[at:]


def splice(data, rng, others):
    return (
        data[: rng.integers(len(data))]
        + (other := others[rng.integers(len(others))])[rng.integers(len(other)) :]
    )


def lie_about_length(data, rng, _):
    """Overwrite two or four bytes, mostly in the header, by a number that promises much or naught."""
    width = int(rng.choice([2, 4]))
    value = int(rng.choice([0, 1, 0x7F, 0xFF, 9000, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
    number = (value % 256**width).to_bytes(width, str(rng.choice(["little", "big"])))
    at = int(rng.integers(min(len(data), int(rng.choice([64, 400, 1 << 20])))))
    return data[:at] + number + data[at + width :]


def shuffle_chunks(data, rng, others):
    """Of a PNG: swap, drop, double or damage chunks, and mend the checksums. Else as `drop`."""
    if not data.startswith(b"\x89PNG"):
        return drop(data, rng, others)
    chunks = png_chunks(data)
    one, two = rng.integers(0, len(chunks), 2)
    name, body = chunks[one]
    what = rng.integers(4)
    if what == 0:
        chunks[one], chunks[two] = chunks[two], chunks[one]
    elif what == 1:
        del chunks[one]
    elif what == 2:
        chunks.insert(two, chunks[one])
    elif body:
        chunks[one] = name, lie_about_length(body, rng, others)
    return png_of(chunks)


WAYS = [
    flip_bits,
    spoil_header,
    cut_short,
    drop,
    repeat,
    insert,
    splice,
    lie_about_length,
    shuffle_chunks,
]


def mutate(number, files):
    """Mutation `number`, the same every time: the name of the original and the spoilt bytes."""
    rng = np.random.default_rng(number)
    name = list(files)[number % len(files)]
    data = files[name]
    for way in rng.choice(len(WAYS), rng.integers(1, 3)):
        data = WAYS[way](data, rng, list(files.values())) or b"\0"
    return name, data


def check(path):
    """Whether a file was read as a whole picture (True) or refused by one error (False)."""
    from utils.errors import ImageError
    from utils.images import load_image

    try:
        picture = load_image(path, SIZE).numpy()
    except ImageError as error:
        assert str(path) in str(error) and "\n" not in str(error), f"not a fair sentence: {error}"
        return False
    assert picture.shape[0] == 1 and picture.shape[3] == 3 and picture.dtype == np.float32
    assert max(picture.shape[1:3]) == SIZE and min(picture.shape[1:3]) >= 32
    assert np.isfinite(picture).all() and picture.min() >= 0 and picture.max() <= 1
    return True


def peak_memory():
    """The most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


def main(count, first=0):
    """Try mutations `first` to `first + count`; raise at the first that is treated wrongly."""
    files, read = originals(), 0
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder, name)
            path.write_bytes(data)
            with contextlib.redirect_stderr(io.StringIO()):
                assert check(path) or name == "lab.tif", f"{name} was refused whole"
        before = peak_memory()
        for number in range(first, first + count):
            name, data = mutate(number, files)
            path = Path(folder, name)
            path.write_bytes(data)
            faulthandler.dump_traceback_later(LONGEST, exit=True)
            try:
                with contextlib.redirect_stderr(io.StringIO()) as notices:
                    read += check(path)
                said = notices.getvalue().splitlines()
                assert all(line.startswith(str(path)) for line in said), f"it said {said}"
                assert peak_memory() - before < MOST, "took too much memory"
            except BaseException as error:
                raise AssertionError(f"mutation {number}, of {name}: {error!r}") from error
            finally:
                faulthandler.cancel_dump_traceback_later()
    print(
        f"{count} spoilt files: {read} read, {count - read} refused, "
        f"{(peak_memory() - before) / 1e6:.0f} MB more at most"
    )


def test_every_spoilt_file_is_read_or_refused():
    done = subprocess.run(
        [sys.executable, __file__, str(MUTATIONS), str(FIRST)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr[-3000:]
    read, refused = map(int, re.findall(r"(\d+) (?:read|refused)", done.stdout))
    assert read > MUTATIONS / 10 and refused > MUTATIONS / 10


def test_mutations_differ_and_come_again():
    files = originals()
    spoilt = [mutate(number, files) for number in range(200)]
    assert spoilt == [mutate(number, files) for number in range(200)]
    assert sum(data != files[name] for name, data in spoilt) > 180
    assert all(
        png_of(png_chunks(data)) == data for name, data in files.items() if name.endswith(".png")
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or [str(MUTATIONS)]))
