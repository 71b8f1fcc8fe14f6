"""The ICC colour profile of a picture: its own, or the one that its other metadata imply.

Not looked at, because Pillow does not tell of them: the cICP chunk of a PNG, and an AVIF's nclx.
"""

import struct
from collections.abc import Sequence

from PIL import ExifTags, Image

# The red, green and blue of a colour space in CIE XYZ, adapted to the white of D50.
SRGB_PRIMARIES = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.7141),
)
ADOBE_PRIMARIES = (
    *((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087)),
    (0.14919, 0.06322, 0.74457),
)
ADOBE_GAMMA = 563 / 256
D50 = 0.9642, 1, 0.8249
USUAL_GAMMA = 0.4, 0.5  # of a PNG: 1 / 2.2, which means sRGB


def profile_of(image: Image.Image) -> bytes | None:
    """The ICC profile of a loaded image; None stands for sRGB."""
    if profile := image.info.get("icc_profile"):
        return profile
    if is_adobe_rgb(image):
        return rgb_profile(ADOBE_PRIMARIES, ADOBE_GAMMA)
    gamma = image.info.get("gamma") if image.format == "PNG" else None
    if gamma and "srgb" not in image.info and not USUAL_GAMMA[0] < gamma < USUAL_GAMMA[1]:
        return rgb_profile(SRGB_PRIMARIES, 1 / gamma)
    return None


def is_adobe_rgb(image: Image.Image) -> bool:
    """Whether EXIF says Adobe RGB, as cameras do that embed no profile; not if EXIF is broken."""
    try:
        exif = image.getexif()
        details, interoperability = (
            exif.get_ifd(part) for part in (ExifTags.IFD.Exif, ExifTags.IFD.Interop)
        )
        index = interoperability.get(ExifTags.Interop.InteropIndex, "")
        return index.strip("\0 ") == "R03" or details.get(ExifTags.Base.ColorSpace) == 2
    except Exception:
        return False


def rgb_profile(primaries: Sequence[Sequence[float]], gamma: float) -> bytes:
    """An ICC profile of version 2.

    Args:
        primaries: red, green and blue, each in CIE XYZ.
        gamma: the exponent that turns a value from 0 to 1 into light.
    """

    def xyz(colour: Sequence[float]) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * value) for value in colour))

    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(256 * gamma))
    tags = {b"wtpt": xyz(D50)}
    for letter, primary in zip((b"r", b"g", b"b"), primaries):
        tags |= {letter + b"XYZ": xyz(primary), letter + b"TRC": curve}
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(data))
        body += data
    head = struct.pack(
        *(">I4xI4s4s4s12x4s28x3i48x", at + len(body), 0x02400000),
        *(b"mntr", b"RGB ", b"XYZ ", b"acsp"),
        *(round(65536 * value) for value in D50),
    )
    return head + struct.pack(">I", len(tags)) + table + body
