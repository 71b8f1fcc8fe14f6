"""The page about 216 paintings: its tables are those of the table of results."""

import importlib
import sys

import pytest

from utils.files import PROJECT

sys.path.append(str(PROJECT / "benchmarks"))
layers = importlib.import_module("layers")


def rows_of(*points, **columns):
    """Rows of one pair, from (strength, style distance, content distance)."""
    return [
        {"pair": "a", "strength": strength, layers.STYLE: style, layers.CONTENT: content} | columns
        for strength, style, content in points
    ]


def test_the_page_shows_the_tables_of_the_results():
    rows = layers.read(layers.RESULTS)
    page = (PROJECT / "docs" / "layers.md").read_text("utf-8")
    assert len(rows) == 216
    for table in layers.tables(rows):
        assert table in page


def test_layers_are_compared_at_the_same_style_distance():
    curve = rows_of(("0.3", "1", "0.1"), ("1", "0.5", "0.3"), ("3", "0.125", "0.5"))
    assert layers.content_at_same_style(curve) == pytest.approx(0.4)  # between 0.5 and 0.125


def test_a_style_distance_that_no_strength_reaches_is_not_guessed():
    with pytest.raises(ValueError, match="do not span"):
        layers.content_at_same_style(rows_of(("1", "0.9", "0.1"), ("3", "0.5", "0.2")))


def test_the_share_that_a_choice_explains():
    rows = rows_of(("0.3", "1", "0"), ("3", "0", "0"), content_layer="block1_conv1")
    rows += rows_of(("0.3", "1", "1"), ("3", "0", "1"), content_layer="block2_conv1")
    shares = [
        layers.share(rows, factor, column)
        for factor in ("content_layer", "strength")
        for column in (layers.CONTENT, layers.STYLE)
    ]
    assert shares == ["100 %", "0 %", "0 %", "100 %"]
