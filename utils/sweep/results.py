"""The results of a sweep: results.csv with a row for each painting, and a folder of pictures."""

import csv
import io
import json
from pathlib import Path

from utils.errors import SettingsError
from utils.files import sha256, write
from utils.stylize.settings import PICTURE
from utils.sweep.plan import FIELDS, Task, value_in_words

SETTINGS = [n for n, f in FIELDS.items() if f.metadata["kind"] is not PICTURE]
MEASURES = ["J_content", "J_style", "content_distance", "style_distance", "seconds"]
COLUMNS = ["key", "picture", "pair", *SETTINGS, *MEASURES, "machine", "error"]
TABLE, PICTURES = "results.csv", "pictures"

Row = dict[str, str]  # from the name of a column to its text


def key_of(task: Task, pictures: tuple[str, str], weights: str) -> str:
    """What identifies a painting: a hash of all its settings, its two pictures and the weights.

    Args:
        task: one painting.
        pictures: hashes of the bytes of the content and of the style.
        weights: hash of VGG-19's.
    """
    return sha256(json.dumps([settings_in_words(task), *pictures, weights]).encode())[:16]


def settings_in_words(task: Task) -> Row:
    """The columns of a painting's settings."""
    return {name: value_in_words(name, getattr(task.settings, name)) for name in SETTINGS}


def row_of(task: Task, key: str, **columns: object) -> Row:
    """A row of results.csv."""
    texts = {
        name: f"{value:.5g}" if isinstance(value, float) else str(value)
        for name, value in columns.items()
    }
    return (
        dict.fromkeys(COLUMNS, "")
        | {"key": key, "pair": task.pair.name}
        | settings_in_words(task)
        | texts
    )


class Results:
    """What a folder holds of a sweep; every change is on the disk at once, whole or not at all.

    Args:
        folder: made if need be.

    Raises:
        SettingsError: its results.csv is not that of a sweep.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.rows: dict[str, Row] = {}  # by key, in the order in which they were finished
        path = folder / TABLE
        if path.exists():
            try:
                with path.open(newline="", encoding="utf-8") as file:
                    table = csv.DictReader(file, strict=True)
                    rows = list(table)
                if table.fieldnames != COLUMNS or any(None in row.values() for row in rows):
                    raise ValueError("it has other columns")
            except (OSError, ValueError, csv.Error) as error:
                raise SettingsError(
                    f"{path} is not the table of a sweep ({error}): choose another folder with "
                    "--output, or move the file away."
                ) from error
            self.rows = {row["key"]: row for row in rows}

    def has(self, key: str) -> bool:
        """Whether a painting is finished."""
        row = self.rows.get(key)
        return row is not None and not row["error"] and self.picture(row).is_file()

    def picture(self, row: Row) -> Path:
        """The path of a painting; the table may come from elsewhere, so it stays in the folder."""
        return self.folder / PICTURES / Path(row["picture"]).name

    def painted(self) -> list[Row]:
        """The rows of all paintings that are there."""
        return [row for key, row in self.rows.items() if self.has(key)]

    def failed(self) -> list[Row]:
        """The rows of the others."""
        return [row for row in self.rows.values() if row["error"]]

    def add(self, row: Row, picture: bytes | None = None) -> None:
        """Keep a painting, or the sentence about why there is none."""
        if picture is not None:
            write(self.folder / PICTURES / row["picture"], picture)
        self.rows[row["key"]] = row
        text = io.StringIO()
        table = csv.DictWriter(text, COLUMNS)
        table.writeheader()
        table.writerows(self.rows.values())
        write(self.folder / TABLE, text.getvalue().encode())
