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
from utils.painter.network import one_of_each_style, paint
from utils.painter.store import find_painter, load_record, load_weights, trained_painters
from utils.pyramid import paint as paint_by_optimiser
from utils.relative import make_relative_cost

SIZE = 256  # pixels, the longest side


def timed(function, *arguments):
    """What a function returns, and the seconds that it took."""
    begun = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - begun


def compare(network, style, name):
    """Paint one picture both ways: its cells of the table, and its row of the sheet."""
    content = load_image(source_of(name), SIZE)
    at_once = tf.function(lambda picture: paint(network, picture)).get_concrete_function(content)
    at_once(content)  # the first time takes longer
    painted, seconds = timed(at_once, content)
    (optimised, _), minutes = timed(lambda: paint_by_optimiser(content, style, progress=False))
    cost, cells = make_relative_cost(content, style), []
    for picture in (optimised, painted):
        _, J_content, J_style = cost(picture)
        cells += [f"{float(J_content):.3f}", f"{float(J_style):.3f}"]
    cells += [f"{minutes:.0f}", f"{seconds:.2f}"]
    return cells, tf.concat([content, optimised, painted], axis=2)


def main(painters):
    """Compare and print."""
    print(f"{SIZE} pixels; {describe_machine()}", end="\n\n")
    print("| painter | style | picture | optimiser: J_content | J_style ", end="")
    print("| painter: J_content | J_style | optimiser, s | painter, s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for painter in painters:
        path = find_painter(painter)
        record, networks = load_record(path), one_of_each_style(load_weights(path))
        for name, network in zip(record["styles"], networks):
            style = load_image(T_IMAGES / f"{name}.jpg", record["style size"])
            rows = []
            for picture in HELD_OUT:
                cells, row = compare(network, style, picture)
                rows.append(row)
                print("|", " | ".join([painter, name, picture, *cells]), "|", flush=True)
            save_image(stacked(rows), OUTPUT / "painters" / f"{painter}_{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:] or trained_painters())
