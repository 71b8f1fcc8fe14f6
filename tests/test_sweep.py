"""Sweeps without a cluster: what is planned, kept, handed in and shown. For clusters: tests/slow."""

import importlib.util
import json
import re
import shutil

import numpy as np
import pytest
from PIL import Image

from utils.errors import SettingsError, SetupError
from utils.files import PROJECT
from utils.sweep import page as page_module
from utils.sweep import sweep
from utils.sweep.exhibition import exhibition, main, read_pairs
from utils.sweep.page import encoded, write_pages
from utils.sweep.plan import file_name, read_plan
from utils.sweep.results import COLUMNS, Results, key_of, row_of

LAYERS = {"deep": "block5_conv1=1", "two": "block1_conv1=1,block2_conv1=0.5"}
SWEEP = {
    "pairs": [["a.png", "b.png"], ["c.png", "b.png", "second"]],
    "settings": {"size": 64, "iterations": 3},
    "lists": {"strength": [0.5, 1, 3], "style_layers": LAYERS},
}


def test_the_product_of_all_lists_for_each_pair():
    tasks = read_plan(SWEEP).tasks
    assert len(tasks) == len(set(map(str, tasks))) == 2 * 3 * 2
    assert tasks[0].pair.name == "a, b" and tasks[-1].pair.name == "second"
    last = tasks[-1].settings
    assert (last.size, last.style_size, last.iterations, last.strength) == (64, 64, 3, 3)
    assert last.style_layers == (("block1_conv1", 1), ("block2_conv1", 0.5))
    assert tasks[-1].labels == {"strength": "3", "style_layers": "two"}


def test_a_sample_is_part_of_the_product_and_the_same_for_a_seed():
    everything = list(map(str, read_plan(SWEEP).tasks))
    sample = list(map(str, read_plan(SWEEP, 5, seed=1).tasks))
    assert len(set(sample)) == 5 and set(sample) < set(everything)
    assert sample == list(map(str, read_plan(SWEEP, 5, seed=1).tasks))
    assert sample != list(map(str, read_plan(SWEEP, 5, seed=2).tasks))
    assert len(read_plan(SWEEP, 100).tasks) == 12


def test_a_file_and_its_pictures_are_read_from_its_folder(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('pairs = [["x/a.png", "b.png"]]\n[lists]\nalpha = [5, 10]\n', "utf-8")
    plan = read_plan(path)
    assert [task.settings.alpha for task in plan.tasks] == [5, 10]
    assert plan.tasks[0].pair.content == tmp_path / "x/a.png"


@pytest.mark.parametrize(
    "change, told",
    [
        ({"pairs": []}, "names no pictures"),
        ({"pairs": ["a.png"]}, "has a pair 'a.png'"),
        ({"list": {}}, "a part list, which"),
        ({"lists": {"strenght": [1]}}, "no setting strenght: choose from preset, size"),
        ({"lists": {"strength": 1}}, "the list of strength is 1: give a list"),
        ({"lists": {"strength": []}}, "the list of strength is"),
        ({"lists": {"strength": [1, 20]}}, "strength must be a number from 0.1 to 10, not 20"),
        ({"lists": {"regions": ["a.png"]}}, "cannot set regions, which is a picture"),
        ({"settings": {"init": "a.png"}}, "init is 'a.png': a sweep starts from"),
        ({"lists": {"style_layers": ["block1_conv1"]}}, "is not of the form"),
        ({"lists": {"content_layer": ["block9_conv1"]}}, "no convolution layer 'block9_conv1'"),
    ],
)
def test_what_is_wrong_with_a_sweep_is_one_sentence(change, told):
    with pytest.raises(SettingsError, match=re.escape(told)):
        read_plan(SWEEP | change)


def test_a_file_that_is_none_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        read_plan(tmp_path / "none.toml")
    (tmp_path / "a.toml").write_text("pairs = [", "utf-8")
    with pytest.raises(SettingsError, match=r"a\.toml is no TOML"):
        read_plan(tmp_path / "a.toml")


def test_the_example_answers_its_question_with_216_paintings():
    plan = read_plan(PROJECT / "sweep.toml")
    assert len(plan.tasks) == 216
    assert all(path.is_file() for task in plan.tasks for path in task.pair[1:])


def test_without_dask_one_process_paints_and_says_so(folder, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    (folder / "broken.png").write_bytes((folder / "content.png").read_bytes()[:-200])
    small = {
        "pairs": [["content.png", "style.jpg"], ["broken.png", "style.jpg"]],
        "settings": {"size": 40, "iterations": 1, "bfloat16": False},
    }
    with pytest.raises(SetupError, match="A scheduler needs Dask: install it with"):
        sweep(small, "out", scheduler="tcp://127.0.0.1:9")
    rows = sweep(small, "out", progress=False)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Dask is missing, so this process paints alone. To use all cores: ")
    assert [row["pair"] for row in rows if not row["error"]] == ["content, style"]
    (told,) = [row["error"] for row in rows if row["error"]]
    assert told.startswith("the content picture")


@pytest.fixture
def results(tmp_path):
    """All paintings of SWEEP: grain, so that thumbnails are heavy."""
    results, draw = Results(tmp_path / "out"), np.random.default_rng(0)
    for number, task in enumerate(read_plan(SWEEP).tasks):
        key = key_of(task, (task.pair.name, "2"), "w")
        pixels = draw.integers(0, 256, (96, 128, 3), np.uint8)
        picture = tmp_path / "picture.png"
        Image.fromarray(pixels).save(picture)
        measures = dict.fromkeys(("J_content", "J_style", "seconds"), 1.0)
        measures |= {"content_distance": number / 10, "style_distance": 0.5}
        row = row_of(task, key, picture=file_name(task, key), machine="m", **measures)
        results.add(row, picture.read_bytes())
    return results


def test_results_are_read_as_they_were_written(results):
    again = Results(results.folder)
    assert again.rows == results.rows and all(map(again.has, again.rows))
    header = (results.folder / "results.csv").read_text("utf-8").splitlines()[0]
    assert header.split(",") == COLUMNS
    first = next(iter(results.rows.values()))
    assert first["picture"].startswith("a_b_strength=0.5_style_layers=deep_")
    (results.folder / "pictures" / first["picture"]).unlink()
    assert not again.has(first["key"])  # it will be painted again


def test_every_setting_picture_and_weight_makes_another_painting():
    tasks = read_plan(SWEEP).tasks
    assert len({key_of(task, ("1", "2"), "w") for task in tasks[:6]}) == 6
    keys = {
        key_of(tasks[0], *rest)
        for rest in [(("1", "2"), "w"), (("1", "3"), "w"), (("1", "2"), "v")]
    }
    assert len(keys) == 3


def test_a_setting_that_is_spelled_out_is_no_other_painting():
    """So that a list may be added around a default later, and nothing is painted again."""
    plain, spelled = (
        read_plan({"pairs": [["a.png", "b.png"]], "lists": lists}).tasks[0]
        for lists in ({}, {"alpha": [10], "size": [256], "content_layer": ["block4_conv2"]})
    )
    assert key_of(plain, ("1", "2"), "w") == key_of(spelled, ("1", "2"), "w")


def test_another_table_is_no_results(tmp_path):
    (tmp_path / "results.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(SettingsError, match=r"results\.csv is not the table of a sweep"):
        Results(tmp_path)


def data_of(folder):
    text = (folder / "index.html").read_text("utf-8")
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return text, json.loads(found)


def test_the_page_is_one_file_that_holds_everything(results):
    write_pages(results, read_plan(SWEEP), "A <b>wall</b>")
    text, data = data_of(results.folder)
    assert data["title"] == "A <b>wall</b>" and "<b>" not in text
    assert data["factors"] == ["pair", "strength", "style_layers"]
    assert data["order"]["strength"] == ["0.5", "1", "3"]
    assert data["order"]["style_layers"] == ["deep", "two"]
    assert len(data["rows"]) == 12
    assert all(row["thumb"].startswith("data:image/jpeg;base64,") for row in data["rows"])
    assert not re.findall(r'(?:src|href)="(?!data:)', text) and "http" not in text.replace(
        "http://www.w3.org/2000/svg", ""
    ).replace("http-equiv", "")
    with Image.open(results.folder / "contact_sheet.png") as sheet:
        assert sheet.size == (1920, 1080)


def test_failures_are_on_the_page(results):
    task = read_plan(SWEEP).tasks[0]
    results.add(row_of(task, "k", error="it </script> is broken"))
    write_pages(results, read_plan(SWEEP), "t")
    assert data_of(results.folder)[1]["failed"] == ["a, b: it </script> is broken"]


def test_the_page_stays_below_its_limit(results, monkeypatch):
    template = len(page_module.TEMPLATE.read_text("utf-8"))
    monkeypatch.setattr(page_module, "PAGE_BYTES", template + 80_000)
    write_pages(results, read_plan(SWEEP), "t")
    size = (results.folder / "index.html").stat().st_size
    assert template + 30_000 < size < template + 80_000


def test_thumbnails_are_as_large_as_fits():
    grain = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    pictures = [Image.fromarray(grain)] * 3
    large, small = encoded(pictures, 10**9), encoded(pictures, 20_000)
    assert sum(map(len, small)) <= 20_000 < sum(map(len, large))


@pytest.fixture
def handed_in(folder):
    """What a class handed in: flat names, and a folder for each."""
    room = folder / "room"
    (room / "Zoë").mkdir(parents=True)
    for name in (
        "anna_content.png",
        "anna style.PNG",
        "Zoë/content.png",
        "Zoë/Style.png",
        "notes.txt",
    ):
        shutil.copy("content.png", room / name)
    return room


def test_pairs_are_found_by_their_names(handed_in):
    pairs = {name: (content, style) for content, style, name in read_pairs(handed_in)}
    assert {name: [path.rsplit("room/")[1] for path in pair] for name, pair in pairs.items()} == {
        "anna": ["anna_content.png", "anna style.PNG"],
        "Zoë": ["Zoë/content.png", "Zoë/Style.png"],
    }
    tasks = read_plan(exhibition(handed_in)).tasks
    assert sorted(task.pair.name for task in tasks) == ["Zoë", "anna"]
    assert {task.settings.size for task in tasks} == {384}


def test_pairs_are_read_from_a_table(handed_in):
    table = handed_in / "pairs.csv"
    table.write_text("name,content,style\nAnna & co,anna_content.png,Zoë/Style.png\n", "utf-8")
    ((content, style, name),) = read_pairs(table)
    assert name == "Anna & co" and content == str(handed_in / "anna_content.png")
    table.write_text("name,content\nx,y\n", "utf-8")
    with pytest.raises(SettingsError, match="with the columns content, style and name"):
        read_pairs(table)


def test_a_missing_half_of_a_pair_is_named(handed_in, capsys):
    (handed_in / "Zoë" / "Style.png").unlink()
    assert main([str(handed_in)]) == 2
    assert "has no style for Zoë" in capsys.readouterr().err
    assert main([str(handed_in / "Zoë" / "none")]) == 2
