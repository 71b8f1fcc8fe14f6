"""Compare the painters that come with the course with the optimiser, on pictures they never saw.

    python benchmarks/painters.py [PAINTER ...]     half a minute for each painter and picture

Prints a table, and writes a sheet for each painter: the picture, the optimiser's painting and the
painter's.
"""

import sys
import time

from processes import describe_machine

from utils.backend import tf
from utils.files import OUTPUT, T_IMAGES
from utils.images import load_image, save_image, stacked
from utils.painter.crops import HELD_OUT, source_of
from utils.painter.network import paint
from utils.painter.store import find_painter, load_painter, load_record, trained_painters
from utils.pyramid import paint as paint_by_optimiser
from utils.relative import make_relative_cost

SIZE = 256  # pixels, the longest side


def timed(function, *arguments):
    """What a function returns, and the seconds that it took."""
    begun = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - begun


def compare(painter: str, name: str):
    """Paint one picture both ways: its row of the table, and of the sheet."""
    style_size = load_record(find_painter(painter)).get("style size", SIZE)
    content = load_image(source_of(name), SIZE)
    style = load_image(T_IMAGES / f"{painter}.jpg", style_size)
    loaded = load_painter(painter)
    network = tf.function(lambda picture: paint(loaded, picture)).get_concrete_function(content)
    network(content)  # the first time takes longer
    at_once, seconds = timed(network, content)
    (optimised, _), minutes = timed(lambda: paint_by_optimiser(content, style, progress=False))
    cost, cells = make_relative_cost(content, style), [painter, name]
    for picture in (optimised, at_once):
        _, J_content, J_style = cost(picture)
        cells += [f"{float(J_content):.3f}", f"{float(J_style):.3f}"]
    cells += [f"{minutes:.0f}", f"{seconds:.2f}"]
    return cells, tf.concat([content, optimised, at_once], axis=2)


def main(painters):
    """Compare and print."""
    print(f"{SIZE} pixels; {describe_machine()}", end="\n\n")
    print(
        "| painter | picture | optimiser: J_content | J_style | painter: J_content | J_style |",
        end="",
    )
    print(" optimiser, s | painter, s |\n|---|---|---|---|---|---|---|---|")
    for painter in painters:
        rows = []
        for name in HELD_OUT:
            cells, row = compare(painter, name)
            rows.append(row)
            print("|", " | ".join(cells), "|", flush=True)
        save_image(stacked(rows), OUTPUT / "painters" / f"{painter}.png")


if __name__ == "__main__":
    main(sys.argv[1:] or trained_painters())
