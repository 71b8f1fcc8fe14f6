"""Cut the README's thumbnails out of the notebooks: one figure of each, small.

    python -m course.thumbnails

The cell whose first figure is taken carries the tag "thumbnail".
"""

import base64
import io
import json
from pathlib import Path

from PIL import Image

from utils.files import OUTPUT, PROJECT, atomic

WIDTH = 240  # pixels


def figure_of(notebook: Path) -> Image.Image:
    """The figure of the cell tagged "thumbnail", as a Pillow image."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if "thumbnail" in cell["metadata"].get("tags", []):
            for output in cell["outputs"]:
                for kind in ("image/jpeg", "image/png"):
                    if kind in output.get("data", {}):
                        return Image.open(io.BytesIO(base64.b64decode(output["data"][kind])))
    raise ValueError(f"{notebook}: no cell tagged thumbnail holds a figure")


def main() -> None:
    """Write output/thumbnails/<notebook>.jpg for every notebook."""
    for notebook in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        figure = figure_of(notebook).convert("RGB")
        figure = figure.resize(
            (WIDTH, round(WIDTH * figure.height / figure.width)), Image.Resampling.LANCZOS
        )
        with atomic(OUTPUT / "thumbnails" / f"{notebook.stem}.jpg") as part:
            figure.save(part, quality=90)
        print(part.parent / f"{notebook.stem}.jpg")


if __name__ == "__main__":
    main()
