"""Open a picture file that may be of any kind, damaged or hostile, and convert it to sRGB.

Whatever is wrong with a file becomes one `ImageError` that names it; whatever had to be assumed
about its numbers becomes a note.
"""

import io
import logging
import math
import numbers
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import filetype
import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin

from utils.download import download, is_url
from utils.errors import ImageError, SettingsError
from utils.files import closed_stderr
from utils.profiles import profile_of

Source = str | os.PathLike | np.ndarray  # what `load_image` reads
Sides = tuple[int, int]  # width and height, in pixels

logging.getLogger("PIL").addHandler(logging.NullHandler())  # what it logs is in the error too
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY  # bytes; editors write long XMP

SMALLEST = 32  # pixels: VGG-19 halves a picture five times, and of 32 leaves one position
LONGEST = 8192  # pixels to resize to: the widest triptych then fits a JPEG, which ends at 65,500
LARGEST_JPEG = 400e6  # pixels: a telephone's camera delivers 200 million
LARGEST_PROGRESSIVE = 210e6  # pixels: libjpeg holds the whole of such a file, up to 6 bytes a pixel
FORMATS = ["AVIF", "BMP", "GIF", "ICO", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP"]
# those that Pillow reads by itself: for EPS, say, it would start another program
RAW_SUFFIXES = set(
    ".3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .gpr .iiq .kdc .mos .mrw .nef .nrw .orf .pef .raf "
    ".raw .rw2 .rwl .sr2 .srf .srw .x3f".split()
)  # what cameras call the numbers of their sensors
RAW = "{} is a raw file: export it as JPEG."
SRGB = ImageCms.createProfile("sRGB")
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
BLACK_POINT = ImageCms.Flags.BLACKPOINTCOMPENSATION  # the darkest ink becomes black, not grey
SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # a colour profile's space -> Pillow's mode
UPRIGHT = dict(
    enumerate(
        [
            Image.Transpose.FLIP_LEFT_RIGHT,
            Image.Transpose.ROTATE_180,
            Image.Transpose.FLIP_TOP_BOTTOM,
            Image.Transpose.TRANSPOSE,
            Image.Transpose.ROTATE_270,
            Image.Transpose.TRANSVERSE,
            Image.Transpose.ROTATE_90,
        ],
        start=2,
    )
)  # EXIF's orientation -> what sets the picture upright


# TIFF's tags, and values of theirs
BITS, PHOTOMETRIC, PLANES, COLORMAP, SAMPLE_FORMAT = 258, 262, 284, 320, 339
WHITE_IS_ZERO, SEPARATE, UNSIGNED, SIGNED = 0, 2, 1, 2
LIKELY_BITS = 8, 10, 12, 14, 16  # of a sensor or a screen
INFINITE = 1e30  # beyond this a fraction stands for infinity


# ---------------------------------------------------------------- opening


@contextmanager
def opened(source: Source, size: int | None) -> Iterator[tuple[Image.Image, Sides]]:
    """Give a Pillow image, not yet decoded; whatever fails in the block becomes one `ImageError`.

    Args:
        source, size: as in `load_image`.

    Returns:
        (image, sides): sides are the width and height the picture is to have, unless its EXIF tag
        turns it; the image has at least as many pixels, but for a huge JPEG at a huge size.
    """
    if isinstance(source, np.ndarray):
        image = open_array(source)
        yield image, scaled(source, image.size, size)
        return
    if not isinstance(source, (str, os.PathLike)) or source == "":
        raise ImageError(
            f"{source!r:.60} is not a picture: give a path, a web address or an array."
        )
    path = Path(download(source) if is_url(source) else source)
    try:
        path = path.expanduser()
        if path.exists() and not path.is_file():  # a pipe, say, would be waited for
            raise ValueError("it is a directory or device")
        with closed_stderr(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damage that can be read past
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with open_file(path) as image:
                refuse_raw(image, path)
                sides = scaled(source, image.size, size)
                reduce_jpeg(image, sides, path)
                yield image, sides
    except (ImageError, SettingsError) as error:
        message = str(error).replace(str(path), str(source))
        raise type(error)(message) from error
    except FileNotFoundError as error:
        raise ImageError(
            f"{source}: no such file. Give the path of a picture, such as a JPEG or "
            "PNG, or an address that begins with http:// or https://."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(
            f"{source} is too large: it has more than the {most_pixels() / 1e6:.0f} "
            "million pixels that can be read at once. Make it smaller, or export it as JPEG, which "
            "is read at a reduced scale."
        ) from error
    except Exception as error:  # Pillow's readers raise many kinds on a damaged file
        if is_url(source):
            path.unlink(missing_ok=True)  # it is no use to keep
        reason = str(error).replace(str(path), str(source)) or type(error).__name__
        raise ImageError(
            f"{source} cannot be read as a picture ({reason}). "
            "Give a JPEG, PNG or WebP file; a phone's HEIC can be exported as JPEG."
        ) from error


def open_file(path: Path) -> ImageFile.ImageFile:
    """Open a file by its contents, whatever it is called.

    A JPEG does not pass through `Image.open`: that refuses by the number of pixels what can be read
    at a reduced scale, and takes the preview in a photograph for a second picture.
    """
    with path.open("rb") as file:
        start = file.read(3)
    if start == b"\xff\xd8\xff":
        return JpegImagePlugin.JpegImageFile(path)
    try:
        return Image.open(path, formats=FORMATS)
    except Image.UnidentifiedImageError:
        if path.suffix.lower() in RAW_SUFFIXES:
            raise ImageError(RAW.format(path)) from None
        raise


def refuse_raw(image: Image.Image, path: Path) -> None:
    """Refuse a camera's raw file, of which Pillow would read the thumbnail."""
    if image.format != "TIFF":
        return
    tags = image.tag_v2  # type: ignore[attr-defined]
    first_is_thumbnail = tags.get(ExifTags.Base.NewSubfileType, 0) == 1
    if (
        path.suffix.lower() in RAW_SUFFIXES
        or ExifTags.Base.DNGVersion in tags
        or first_is_thumbnail
        and ExifTags.Base.SubIFDs in tags
        or filetype.guess_mime(str(path)) == "image/x-canon-cr2"
    ):
        raise ImageError(RAW.format(path))


def reduce_jpeg(image: Image.Image, sides: Sides, path: Path) -> None:
    """Let a JPEG of too many pixels be decoded at 1/2, 1/4 or 1/8 of its sides.

    Raises:
        ImageError: that would take too much memory all the same.
    """
    pixels, most = math.prod(image.size), most_pixels()
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or pixels <= most:
        return
    progressive = "progressive" in image.info
    if pixels > (LARGEST_PROGRESSIVE if progressive else LARGEST_JPEG):
        raise ImageError(
            f"{path} is too large: its {pixels / 1e6:.0f} million pixels are more than "
            "can be read. Make it smaller first."
        )
    if sides == image.size:
        raise ImageError(
            f"{path} is too large to be read as it is: with its {pixels / 1e6:.0f} "
            f"million pixels, give a size, of {LONGEST} pixels at most."
        )
    enough = image.width // sides[0]  # at this scale it is still as large as asked
    scale = max(min(enough, 8), 2 ** math.ceil(math.log(pixels / most, 4)))
    image.draft(None, (image.width // scale, image.height // scale))


def most_pixels() -> float:
    """How many pixels Pillow decodes without a warning."""
    return Image.MAX_IMAGE_PIXELS or math.inf


def scaled(source: Source, sides: Sides, size: int | None) -> Sides:
    """The (width, height) of a picture once its longest side is `size`, or one error."""
    if min(sides) < SMALLEST:
        raise ImageError(
            f"{name_of(source)} has {sides[0]} x {sides[1]} pixels, and VGG-19 needs "
            f"{SMALLEST} on each side: choose a larger, less narrow picture."
        )
    if size is None:
        return sides
    if not is_whole(size) or size > LONGEST:
        raise SettingsError(
            f"size must be a whole number of pixels, from {SMALLEST} to {LONGEST}, not {size!r}."
        )
    width, height = (max(1, round(side * size / max(sides))) for side in sides)
    if min(width, height) < SMALLEST:
        raise ImageError(
            f"{name_of(source)} would be {width} x {height} pixels, and VGG-19 "
            f"needs {SMALLEST} on each side: choose a larger size or a less narrow "
            "picture."
        )
    return width, height


def is_whole(number: object) -> bool:
    """Whether this is an integer, of Python or NumPy, and not True or False."""
    return isinstance(number, numbers.Integral) and not isinstance(number, bool)


def name_of(source: Source) -> str:
    """What to call a picture in a sentence."""
    return f"the array of shape {source.shape}" if isinstance(source, np.ndarray) else str(source)


def open_array(array: np.ndarray) -> Image.Image:
    """Turn a uint8 array into a Pillow image, or raise one `ImageError`."""
    if (
        array.dtype != np.uint8
        or array.ndim < 2
        or array.shape[2:] not in ((), (3,), (4,))
        or array.size == 0
    ):
        raise ImageError(
            f"an array of shape {array.shape} and type {array.dtype} is not a picture: "
            "give (H, W, 3) of type uint8, from 0 to 255."
        )
    return Image.fromarray(array)


# ---------------------------------------------------------------- converting


def as_rgb(image: Image.Image) -> tuple[Image.Image, list[str]]:
    """Decode a Pillow image of any mode: 8-bit sRGB, upright, laid on white where transparent.

    Returns:
        (picture, notes): as of `as_rgb_and_alpha`.
    """
    picture, alpha, notes = as_rgb_and_alpha(image)
    if alpha is not None:
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=alpha)
        picture = white
    return picture, notes


def as_rgb_and_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None, list[str]]:
    """Decode a Pillow image of any mode: 8-bit sRGB, upright, and its transparency.

    Returns:
        (picture, alpha, notes): the picture in mode RGB; its transparency in mode L, 0 is clear and
        255 opaque, or None if it has none; and what was assumed about the file's numbers, each a
        clause with the picture as its subject.
    """
    notes: list[str] = []
    has_16_bits = ";16" in str(getattr(image, "tile", ""))
    has_no_alpha = alpha_is_undefined(image)
    mend_byte_order(image)
    image.load()
    turn, profile = turn_of(image), profile_of(image)
    if image.mode == "F" or image.mode.startswith("I"):
        image = in_8_bits(image, notes)
    elif image.format == "TIFF":
        image = mend_tiff(image, notes)
    image, alpha = split_alpha(image, has_16_bits)
    picture = to_srgb(image, profile)
    if has_16_bits and np.max(picture.getextrema()) < 16:
        notes.append("is nearly black: should its 16-bit numbers end at 4095, multiply them by 16")
    if alpha is not None and alpha.getextrema() == (0, 0):
        notes.append("is transparent everywhere: its transparency is ignored")
        alpha = None
    elif has_no_alpha:
        alpha = None
    if turn is not None:
        picture, alpha = picture.transpose(turn), alpha and alpha.transpose(turn)
    return picture, alpha, notes


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """What sets a photograph upright, by its EXIF tag; None if that says nothing or is broken."""
    try:
        return UPRIGHT.get(image.getexif()[ExifTags.Base.Orientation])
    except Exception:
        return None


def alpha_is_undefined(image: Image.Image) -> bool:
    """Whether a TGA's header says that its fourth channel is no alpha channel."""
    if image.format != "TGA":
        return False
    file: IO[bytes] = image.fp  # type: ignore[attr-defined]
    place = file.tell()
    file.seek(17)
    bits_of_alpha = file.read(1)[0] & 15
    file.seek(place)
    return bits_of_alpha == 0


def mend_byte_order(image: Image.Image) -> None:
    """Tell Pillow that libtiff has put signed numbers and fractions into this machine's order."""
    for number, tile in enumerate(getattr(image, "tile", [])):
        if tile.codec_name == "libtiff" and tile.args[0] in ("I;16BS", "I;32BS", "F;32BF"):
            args = tile.args[0].replace("B", "N"), *tile.args[1:]
            image.tile[number] = tile._replace(args=args)  # type: ignore[attr-defined]


def in_8_bits(image: Image.Image, notes: list[str]) -> Image.Image:
    """Turn grey in 16 or 32 bits, or in fractions, into mode L.

    The values of black and white are those of the file's type, unless no pixel comes near white: a
    sensor's 12 bits, say, are often stored in 16.
    """
    tags = getattr(image, "tag_v2", {})
    values, black, white = np.asarray(image), 0.0, 65535.0
    bits, kind = tags.get(BITS, (16,))[0], tags.get(SAMPLE_FORMAT, (1,))[0]
    if image.mode == "F":
        values, white = np.nan_to_num(values), 1.0
    elif image.format == "TIFF":
        white = 2.0**bits - 1
        if bits == 32 and kind == UNSIGNED:
            values = values.view(np.uint32)
        elif kind == SIGNED:
            white = 2.0 ** (bits - 1) - 1
    if values.min() < 0 and kind == SIGNED:
        black = -white - 1
        notes.append("holds signed numbers: the least of their type is taken for black")
    elif image.mode == "F" or image.format == "PNG" or bits in (16, 32) and image.format == "TIFF":
        largest = float(values[abs(values) < INFINITE].max(initial=0))
        guess = next((2.0**bits - 1 for bits in LIKELY_BITS if largest < 2**bits), white)
        if largest > 16 * white if image.mode == "F" else guess < white / 3:
            notes.append(f"holds numbers up to {largest:.0f}: {guess:.0f} is taken for white")
            white = guess
    grey = (np.asarray(values, np.float32) - black) * (255 / (white - black))
    if tags.get(PHOTOMETRIC) == WHITE_IS_ZERO:
        grey = 255 - grey
    result = Image.fromarray(grey.clip(0, 255).round().astype(np.uint8))
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        result.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    return result


def mend_tiff(image: Image.Image, notes: list[str]) -> Image.Image:
    """Read two kinds of TIFF as they are meant: signed bytes, and a palette of bytes.

    Raises:
        ValueError: a kind that Pillow reads wrongly.
    """
    tags = image.tag_v2  # type: ignore[attr-defined]
    if tags.get(PLANES) == SEPARATE and max(tags.get(BITS, (1,))) > 8:
        raise ValueError("its 16-bit colours are stored one after the other: save it with 8 bits")
    if image.mode == "L" and tags.get(SAMPLE_FORMAT, (1,))[0] == SIGNED:
        values = np.asarray(image).view(np.int8)
        if values.min() < 0:
            notes.append("holds signed numbers: the least of their type is taken for black")
            return Image.fromarray((values + np.int16(128)).astype(np.uint8))
        return Image.fromarray((values * np.float32(255 / 127)).round().astype(np.uint8))
    if image.mode == "P" and max(palette := tags.get(COLORMAP, (256,))) < 256:  # by rights 65535
        image.putpalette(np.reshape(palette, (3, -1)).T.astype(np.uint8).tobytes())
    return image


def split_alpha(image: Image.Image, has_16_bits: bool) -> tuple[Image.Image, Image.Image | None]:
    """An image without its transparency, and that: 0 is clear, 255 opaque, None all opaque."""
    if not image.has_transparency_data:
        return image, None
    clear = image.info.get("transparency")
    if has_16_bits and isinstance(clear, tuple):  # Pillow has cut the colours to 8 bits, not this
        image.info["transparency"] = tuple(value >> 8 for value in clear)
    opaque = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    image = image.convert(opaque + "A")
    return image.convert(opaque), image.getchannel("A")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours of an opaque image in sRGB, by its ICC profile if that is whole and fits."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = SPACES[source.profile.xcolor_space.strip()]
            if mode == image.mode or mode == "RGB" and image.mode not in ("CMYK", "LAB"):
                return ImageCms.profileToProfile(  # type: ignore[return-value]
                    image.convert(mode), source, SRGB, INTENT, "RGB", flags=BLACK_POINT
                )
        except Exception:  # noqa: S110  a broken profile says nothing
            pass
    return image if image.mode == "RGB" else image.convert("RGB")
