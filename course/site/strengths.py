"""Paint the pictures of the home page's slider: `python -m course.site.strengths`, some minutes.

They are larger than those of the notebooks, and are kept in website/strength/.
"""

import tempfile
from pathlib import Path

from PIL import Image

from utils.files import PROJECT, write
from utils.images import T_IMAGES, encode_jpeg
from utils.stylize import stylize

FOLDER = PROJECT / "website" / "strength"
STRENGTHS = ["0.1", "0.3", "1", "3", "10"]
SIZE = 512  # pixels


def main() -> None:
    """Write website/strength/<strength>.jpg for every strength."""
    for strength in STRENGTHS:
        with tempfile.TemporaryDirectory() as folder:
            stylize(
                T_IMAGES / "bow_bridge.jpg",
                T_IMAGES / "swirling_night.jpg",
                folder,
                size=SIZE,
                strength=float(strength),
            )
            picture = Image.open(Path(folder, "generated.png"))
            write(FOLDER / f"{strength}.jpg", encode_jpeg(picture, 90_000))
        print(FOLDER / f"{strength}.jpg")


if __name__ == "__main__":
    main()
