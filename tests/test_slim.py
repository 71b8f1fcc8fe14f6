"""Slimmed notebooks: below the limit, with the same figures, described as before."""

import base64
import io

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from course import slim as module
from course.slim import figure, main, slim, weight


def encoded(image, format, **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return base64.b64encode(stream.getvalue()).decode()


def blobs(seed, width, height):
    """A picture of soft shapes under grain, as a painting is."""
    rng = np.random.default_rng(seed)
    soft = Image.fromarray(rng.integers(0, 255, (12, 16, 3), np.uint8))
    soft = np.asarray(soft.resize((width, height), Image.Resampling.BICUBIC), float)
    grain = rng.normal(0, 12, soft.shape)
    return Image.fromarray((soft + grain).clip(0, 255).astype(np.uint8))


def plot():
    """Lines on white with soft edges, in more colours than a palette has."""
    rows, columns = np.mgrid[:200, :300]
    lines = [abs(rows - 40 * k - 0.317 * k * columns) for k in (1, 2, 3)]
    near = np.stack([np.exp(-(line**2) / 6) for line in lines], -1)
    near = near @ [[1, 0.4, 0.1], [0.2, 0.7, 0.9], [0.6, 0.1, 0.5]]
    return Image.fromarray((255 * (1 - near.clip(0, 1))).astype(np.uint8)).convert("RGBA")


def film(count):
    """A picture that turns into another one."""
    ends = [blobs(seed, 96, 64).convert("L").convert("RGB") for seed in (4, 5)]
    first, *others = [Image.blend(*ends, k / (count - 1)).quantize(128) for k in range(count)]
    durations = [100] * len(others) + [1000]
    return encoded(first, "PNG", save_all=True, append_images=others, duration=durations, loop=0)


def shown(kind, data):
    output = new_output("display_data", {kind: data}, metadata={"alt": f"described, {kind}"})
    return new_code_cell("show()", outputs=[output])


@pytest.fixture
def notebook():
    """A made-up page with three paintings, a plot, a film and a printed line."""
    cells = [
        shown("image/jpeg", encoded(blobs(k, 1200, 400), "JPEG", quality=88)) for k in (1, 2, 3)
    ]
    cells += [shown("image/png", encoded(plot(), "PNG")), shown("image/png", film(9))]
    cells.append(new_code_cell("print(1)", outputs=[new_output("stream", text="1\n")]))
    return new_notebook(cells=cells)


def pictures(notebook):
    found = []
    for cell in notebook.cells:
        for output in cell.outputs:
            for kind, data in output.get("data", {}).items():
                found.append((kind, figure(data)))
    return found


def without_pictures(notebook):
    bare = nbformat.from_dict(notebook)
    for cell in bare.cells:
        for output in cell.outputs:
            if "data" in output:
                output.data = {kind: "" for kind in output.data}
    return bare


def difference(one, other):
    other = other.convert("RGB").resize(one.size, Image.Resampling.BICUBIC)
    return np.abs(np.asarray(one.convert("RGB"), float) - np.asarray(other, float))


def test_a_notebook_below_the_limit_stays_as_it_is(notebook):
    assert weight(notebook) < module.LIMIT and slim(notebook) == notebook


def test_a_heavy_notebook_gets_below_the_limit_and_shows_the_same(notebook, monkeypatch):
    limit = int(0.6 * weight(notebook))
    monkeypatch.setattr(module, "LIMIT", limit)
    monkeypatch.setattr(module, "FILM", limit // 5)
    before, slimmed = nbformat.from_dict(notebook), slim(notebook)
    assert notebook == before and weight(slimmed) < limit
    assert slim(slimmed) == slimmed
    assert without_pictures(slimmed) == without_pictures(notebook)
    for (kind, old), (_, new) in zip(pictures(notebook), pictures(slimmed), strict=True):
        assert new.format == old.format == kind[6:].upper()
        assert difference(old, new).mean() < 12
    for _, old, new in [(*one, two[1]) for one, two in zip(pictures(notebook), pictures(slimmed))][
        3:4
    ]:
        assert new.mode == "P" and old.mode == "RGBA"
        assert difference(old, new).max() <= module.CHANGE


def test_no_more_is_lost_than_the_limit_asks_for(notebook, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", weight(notebook) - 1)
    assert [image.width for _, image in pictures(slim(notebook))[:3]] == [1200] * 3


def test_a_plot_that_a_palette_would_change_stays(monkeypatch):
    monkeypatch.setattr(module, "CHANGE", 0)
    assert module.as_png(plot()) == b""


@pytest.mark.parametrize("count", [8, 9])
def test_a_film_too_heavy_loses_every_second_picture_and_lasts_as_long(count, monkeypatch):
    whole = module.frames(figure(film(count)))
    monkeypatch.setattr(module, "FILM", 35_000)
    slimmed = Image.open(io.BytesIO(module.as_png(figure(film(count)))))
    kept = module.frames(slimmed)
    assert len(kept) == count // 2 + 1
    assert difference(whole[0], kept[0]).mean() < 3 < difference(whole[1], kept[0]).mean()
    assert difference(whole[-1], kept[-1]).mean() < 3 < difference(whole[-2], kept[-1]).mean()
    assert sum(frame.info["duration"] for frame in kept[:-1]) == pytest.approx(
        sum(frame.info["duration"] for frame in whole[:-1]), abs=100
    )
    assert kept[-1].info["duration"] == 1000


def test_alone_it_rewrites_the_file_and_says_when_that_is_not_enough(
    notebook, monkeypatch, tmp_path, capsys
):
    path = tmp_path / "page.ipynb"
    nbformat.write(notebook, path)
    monkeypatch.setattr(module, "LIMIT", int(0.6 * weight(notebook)))
    monkeypatch.setattr(module, "FILM", module.LIMIT // 5)
    assert main([str(path)]) == 0
    assert path.stat().st_size == weight(nbformat.read(path, as_version=4)) < module.LIMIT
    monkeypatch.setattr(module, "LIMIT", 1000)
    assert main([str(path)]) == 1
    assert "draw fewer figures" in capsys.readouterr().err
