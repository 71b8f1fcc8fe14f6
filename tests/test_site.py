"""What the site makes of the notebooks, without Sphinx; `make test-site` opens the pages."""

import json
import re
from html import unescape

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from course.site import sliders, try_it
from course.site.__main__ import ON_SITE, with_decks
from course.site.address import Address, address
from course.site.light import as_css, lighten, outlines
from course.site.pages import CARD, ON_CARD, as_page, cards, exercise, links, write_pictures
from course.site.sliders import LARGE, SLIDERS, Slider, as_html, panels, pictures_of
from utils.errors import StyleTransferError
from utils.files import PROJECT
from utils.painter.network import build_painter
from utils.painter.store import save_painter, trained_painters

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("slider", SLIDERS, ids=lambda slider: slider.name)
def test_a_notebook_holds_the_pictures_of_a_slider(slider):
    pictures = pictures_of(slider)
    assert len(pictures) == len(slider.titles) >= 3 and slider.start in slider.titles
    assert all(1.2 < picture.width / picture.height < 1.5 for picture in pictures)
    small = [np.asarray(picture.resize((32, 24)), float) for picture in pictures]
    assert all(np.abs(a - b).mean() > 2 for a, b in zip(small, small[1:]))


def test_the_home_page_has_five_larger_paintings(tmp_path):
    sliders.write_pictures(LARGE, tmp_path)
    pictures = [Image.open(file) for file in sorted(tmp_path.glob("large-*.jpg"))]
    assert [picture.size for picture in pictures] == 5 * [(512, 384)]
    small = [np.asarray(picture.resize((32, 24)), float) for picture in pictures]
    assert all(np.abs(a - b).mean() > 2 for a, b in zip(small, small[1:]))
    assert 'width="512" height="384"' in as_html(LARGE, "sliders")


def sheet(rows, columns):
    """A white figure with pictures of one colour each, and a thin line as a title's letters."""
    figure = Image.new("RGB", (100 * columns + 10, 90 * rows), "white")
    for row in range(rows):
        for column in range(columns):
            colour = (40 * row, 30 * column, 100)
            figure.paste(
                colour, (100 * column + 10, 90 * row + 20, 100 * column + 100, 90 * row + 85)
            )
            figure.paste(
                "black", (100 * column + 40, 90 * row + 5, 100 * column + 60, 90 * row + 12)
            )
    return figure


def test_pictures_are_cut_out_of_a_figure_row_by_row():
    found = panels(sheet(2, 3))
    assert [picture.size for picture in found] == [(88, 63)] * 6
    assert [picture.getpixel((5, 5)) for picture in found] == [
        (40 * row, 30 * column, 100) for row in range(2) for column in range(3)
    ]
    assert panels(Image.new("RGB", (300, 200), "white")) == []


def test_another_number_of_pictures_is_an_error(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell("show()", id="row")]), tmp_path / "a.ipynb")
    slider = Slider("s", "S", "a", {"row": ["1", "2"]}, "1", "A")
    with pytest.raises(StyleTransferError, match="cell row holds 0 pictures instead of 2"):
        pictures_of(slider, tmp_path)


def test_titles_are_in_the_order_of_their_numbers():
    figures = {"a": ["0", "1500"], "b": ["0", "", "250"]}
    assert Slider("s", "S", "a", figures, "0", "A").titles == ["0", "250", "1500"]


def test_a_slider_is_a_still_picture_that_says_how_to_move():
    still = as_html(SLIDERS[1], "sliders")
    data = json.loads(unescape(re.search('data-slider="(.+?)"', still)[1]))
    assert data["titles"] == SLIDERS[1].titles and len(data["pictures"]) == len(data["titles"])
    assert f'src="{data["pictures"][data["start"]]}"' in still and "alt=" in still


@pytest.fixture
def page():
    solution = (
        "def f(x):\n    ### BEGIN SOLUTION\n    y = 2 * x\n    return y\n    ### END SOLUTION"
    )
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "VBox()"}
    picture = new_output(
        "display_data", {"image/png": "aGk="}, metadata={"image/png": {"alt": "two bars"}}
    )
    cells = [
        new_markdown_cell("# Title\n\nTerms are in `docs/glossary.md`."),
        new_code_cell(solution),
        new_code_cell("draw()", outputs=[picture]),
        new_code_cell("slider", outputs=[new_output("display_data", widget)]),
    ]
    return as_page(new_notebook(cells=cells), "07_faster").cells


def test_a_solution_is_left_out_and_folded_below(page):
    stub = next(cell for cell in page if "YOUR CODE HERE" in cell.source)
    solution = page[page.index(stub) + 1]
    assert stub.cell_type == "markdown" and "2 * x" not in stub.source
    assert "hide-input" in solution.metadata.tags
    assert solution.source == "def f(x):\n    y = 2 * x\n    return y\n"


def test_a_page_has_descriptions_links_and_no_widget(page):
    drawing, widget = page[-2:]
    assert drawing.metadata.mystnb.image.alt == "two bars" and widget.outputs == []
    assert "[glossary](../docs/glossary.md)" in page[0].source
    assert 'href="../download/exercises/07_faster.ipynb"' in page[1].source


def test_a_picture_attached_to_a_text_is_in_the_page():
    text = new_markdown_cell(
        "![dabs](attachment:a.png)", attachments={"a.png": {"image/png": "iVBO"}}
    )
    shown = as_page(new_notebook(cells=[new_markdown_cell("# Title"), text]), "06_better_pictures")
    assert shown.cells[-1].source == "![dabs](data:image/png;base64,iVBO)"
    assert "attachments" not in shown.cells[-1] and "attachments" in text


def test_the_first_screen_of_a_page_opens_it_elsewhere(monkeypatch):
    assert "Colab" not in links("07_faster") or address().repository
    monkeypatch.setattr("course.site.pages.address", lambda: Address("https://github.com/a/b"))
    assert "/github/a/b/blob/main/notebooks/07_faster.ipynb" in links("07_faster")
    assert "urlpath=lab/tree/notebooks/07_faster.ipynb" in links("07_faster")


@pytest.mark.parametrize("slider", SLIDERS, ids=lambda slider: slider.name)
def test_a_slider_follows_the_row_that_it_leafs_through(slider):
    path = PROJECT / "notebooks" / f"{slider.notebook}.ipynb"
    cells = as_page(nbformat.read(path, as_version=4), path.stem).cells
    (place,) = [i for i, cell in enumerate(cells) if f"{slider.name}-0.jpg" in cell.source]
    before = [cell.get("id") for cell in cells[:place] if cell.cell_type == "code"]
    assert before[-1] == list(slider.figures)[-1]


def test_every_figure_of_the_course_is_described_on_its_page():
    for path in NOTEBOOKS:
        for cell in as_page(nbformat.read(path, as_version=4), path.stem).cells:
            if any(
                "image" in kind for out in cell.get("outputs", []) for kind in out.get("data", {})
            ):
                assert cell.metadata.mystnb.image.alt, f"{path.stem}: {cell.source}"


def test_the_readme_gives_the_home_page_its_cards():
    found = cards((PROJECT / "README.md").read_text("utf-8"))
    assert [card.stem for card in found] == [path.stem for path in NOTEBOOKS]
    assert all((PROJECT / card.thumbnail).exists() and card.promise for card in found)


def test_a_card_shows_different_pictures_without_titles(tmp_path):
    for card in cards((PROJECT / "README.md").read_text("utf-8")):
        write_pictures(card, tmp_path)
        pictures = [Image.open(tmp_path / name) for name in card.pictures]
        assert len(pictures) >= 2 and {picture.width for picture in pictures} == {CARD}
        assert all(1.3 < picture.width / picture.height < 1.55 for picture in pictures)
        small = [np.asarray(picture.resize((32, 24)), float) for picture in pictures]
        assert all(np.abs(a - b).mean() > 2 for a, b in zip(small, small[1:])), card.stem


def test_a_card_says_so_if_its_picture_is_gone(tmp_path, monkeypatch):
    monkeypatch.setitem(ON_CARD, "07_faster", (0, 6))
    (card,) = [
        c for c in cards((PROJECT / "README.md").read_text("utf-8")) if c.stem == "07_faster"
    ]
    with pytest.raises(StyleTransferError, match=r"07_faster.* holds 6 pictures.* ON_CARD"):
        write_pictures(card, tmp_path)


def test_the_exercises_of_a_notebook_are_found():
    found = exercise(PROJECT / "notebooks" / "02_style_cost.ipynb")
    assert found.functions == ["gram_matrix", "compute_layer_style_cost", "compute_style_cost"]
    assert found.title.startswith("2 · ")
    assert exercise(NOTEBOOKS[0]).questions[0] == 'How exact is "where"?'
    for path in NOTEBOOKS:  # the page's list has its own marks
        assert not [
            question for question in exercise(path).questions if question[0] in "123456789("
        ]


def test_a_task_with_a_worked_answer_is_listed_and_a_prediction_is_not():
    better, layers, content = (exercise(NOTEBOOKS[number]).questions for number in (5, 4, 0))
    assert {"Which beta?", "Which guide does what?", "What is still forgotten?"} <= set(better)
    assert layers[:2] == ["Your own layers, at equal loss", "An unfair comparison."]
    assert not [question for question in content if "redict" in question]


def test_the_instructors_links_lead_to_pages_of_the_site():
    page = with_decks((PROJECT / "INSTRUCTORS.md").read_text("utf-8"))
    assert all(there in page and here not in page for here, there in ON_SITE.items())
    assert page.index("\n## Slides\n") < page.index("\n## Minutes\n")


def test_every_page_of_the_docs_is_in_the_sidebar():
    home = (PROJECT / "website" / "index.md").read_text("utf-8").splitlines()
    paths = [path.relative_to(PROJECT).with_suffix("") for path in PROJECT.glob("docs/**/*.md")]
    assert len(paths) > 8 and [path for path in paths if path.as_posix() not in home] == []


def test_the_address_is_read_and_leads_to_the_notebook(tmp_path):
    (tmp_path / "site.toml").write_text(
        '# where\nrepository = "https://github.com/a/b"\nbranch = "c"\n'
    )
    place = address(tmp_path / "site.toml")
    assert place == Address("https://github.com/a/b", "c") and place.name == "a/b"
    assert place.colab("n/1.ipynb").endswith("/github/a/b/blob/c/n/1.ipynb")
    assert place.binder("n/1.ipynb").endswith("/gh/a/b/c?urlpath=lab/tree/n/1.ipynb")
    assert isinstance(address(), Address)


def test_icons_become_styles_and_scripts_wait(tmp_path):
    script = 'x={"bars":[448,512,["nav"],"f0c9","M0 96"],sun:[576,512,[],"f185","M288"]}'
    assert outlines(script, ["bars", "sun", "none"]) == {
        "bars": ("448", "512", "M0 96"),
        "sun": ("576", "512", "M288"),
    }
    assert ".fa-sun" in as_css(outlines(script, ["sun"]))
    for name, text in {
        "scripts/fontawesome.js": script,
        "scripts/pydata-sphinx-theme.js": "'fa-sun'",
        "styles/pydata-sphinx-theme.css": '@font-face{src:url(fontawesome/a)}.fa-a,.fa-b{--fa:"1"}p{}',
        "styles/theme.css": '@import "../basic.css";',
        "basic.css": "a{background:url(file.png)}",
        "vendor/fontawesome/a": "",
    }.items():
        path = tmp_path / "_static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    page = tmp_path / "page.html"
    page.write_text(
        '<script defer src="_static/scripts/fontawesome.js"></script><script src="a.js"></script>'
        '<script>DOCUMENTATION_OPTIONS.a</script><i class="fa-solid fa-bars"></i>'
    )
    lighten(tmp_path)
    assert page.read_text() == (
        '<script defer src="a.js"></script><script type="module">DOCUMENTATION_OPTIONS.a</script>'
        '<i class="fa-solid fa-bars"></i>'
    )
    static = tmp_path / "_static"
    assert {".fa-bars", ".fa-sun"} <= set((static / "icons.css").read_text().split())
    assert (static / "styles" / "pydata-sphinx-theme.css").read_text() == "p{}"
    assert "url(../file.png)" in (static / "styles" / "theme.css").read_text()
    assert not (static / "scripts" / "fontawesome.js").exists() and not (static / "vendor").exists()


def test_the_pictures_on_the_site_are_of_one_width(tmp_path, monkeypatch):
    monkeypatch.setattr(sliders, "pictures_of", lambda slider: panels(sheet(1, 3)))
    sliders.write_pictures(SLIDERS[1], tmp_path)
    files = sorted(tmp_path.glob("marks-*.jpg"))
    assert len(files) == 3 and {Image.open(file).width for file in files} == {sliders.WIDTH}


def test_a_painter_is_numbers_in_a_row_and_their_shapes(tmp_path, monkeypatch):
    network = build_painter(seed=3)
    monkeypatch.setattr("utils.painter.store.PAINTERS", tmp_path)
    save_painter(network, tmp_path / "night.npz", {"styles": ["swirling_night"]})
    try_it.write_painter("night", tmp_path / "site")
    shapes = json.loads((tmp_path / "site" / "night.json").read_text())
    numbers = np.frombuffer((tmp_path / "site" / "night.bin").read_bytes(), "<f2")
    assert shapes == [list(w.shape) for w in network.weights]
    ends = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])
    assert len(numbers) == ends[-1]
    for w, end in zip(network.weights, ends):
        part = numbers[end - np.size(w) : end].reshape(w.shape)
        np.testing.assert_array_equal(part, np.asarray(w, np.float16))
    assert Image.open(tmp_path / "site" / "night.jpg").width == try_it.THUMBNAIL


def test_without_npm_the_site_has_an_example_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(try_it, "trained_painters", lambda: ["poppy_field"])
    monkeypatch.setattr(try_it, "LIBRARY", tmp_path)
    assert try_it.known()["can_paint"]
    monkeypatch.setattr(try_it, "LIBRARY", tmp_path / "nowhere")
    assert not try_it.known()["can_paint"]
    assert try_it.known()["painters"] == {"poppy_field": "Poppy field"}


def test_a_painter_of_several_styles_comes_last_with_a_slider_for_each(tmp_path):
    known = try_it.known()
    assert list(known["painters"])[-1] == "blend" and list(known["blends"]) == ["blend"]
    shares = known["blends"]["blend"]
    assert shares == {"Swirling night": 1, "Turbulence": 1, "Cubist facets": 0, "Poppy field": 0}
    try_it.write_painter("blend", tmp_path)
    four, one = (Image.new("RGB", (30, 20), colour) for colour in ("red", "blue"))
    assert try_it.mosaic([one]) is one
    sheet = try_it.mosaic([one, one, one, four])
    assert sheet.getpixel((5, 5)) == (0, 0, 255)
    assert sheet.getpixel((sheet.width - 5, sheet.height - 5)) == (255, 0, 0)
    assert Image.open(tmp_path / "blend.jpg").width == try_it.THUMBNAIL


def test_the_most_telling_painter_is_first():
    assert try_it.painters()[0] == "swirling_night"
    assert sorted(try_it.painters()) == trained_painters()


def test_every_package_of_the_library_has_one_version_and_a_hash():
    wanted = json.loads((PROJECT / "website" / "package.json").read_text())["dependencies"]
    lock = json.loads((PROJECT / "website" / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert lock.pop("")["dependencies"] == wanted
    assert lock and all(each["integrity"].startswith("sha512-") for each in lock.values())
    assert not [name for name, each in lock.items() if "resolved" in each]
    assert {name.split("/")[0] for name in try_it.FILES} == {name[12:] for name in wanted}
