"""The page "Try it" in Chromium: it paints as Python does, and says in one sentence if it cannot.

`make test-site` builds the site and calls this; it needs npm and Chromium.
"""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from course.site.try_it import painters
from utils.files import PROJECT
from utils.images import load_image, save_image
from utils.painter.crops import source_of
from utils.painter.network import paint
from utils.painter.store import load_painter

LIBRARY = PROJECT / "site" / "_static" / "try_it" / "library"
HEAVIEST = 12_000_000  # bytes, of all that is loaded until a picture is painted
SHARES = 0.5, 0, 1, 0.25  # of the styles of a blend
BROKEN = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8 and no more"}


@pytest.fixture
def page(opened):
    """Function that opens the page; it returns the tab and a function that finds parts by name."""
    assert LIBRARY.exists(), f"{LIBRARY} is not there: install npm and run `make test-site` again."

    def open_page(**options):
        tab = opened("try_it.html", **options)
        return tab, lambda name: tab.page.locator(f"[data-part={name}]")

    return open_page


def shown(part):
    """The addresses of the picture and the painting."""
    return [part(name).get_attribute("src") for name in ("photograph", "painting")]


def wait_for(part, size):
    """Wait until a painting whose longest side has so many pixels is finished."""
    expect(part("caption")).to_have_text(re.compile(f", {size} × .* pixels, by "), timeout=120_000)


def test_it_paints_as_python_does(page, tmp_path):
    content = load_image(source_of("chelsea"), 384)  # whose height is no multiple of 4
    save_image(content, tmp_path / "cat.png")
    tab, part = page(color_scheme="dark")
    part("file").set_input_files(tmp_path / "cat.png")
    wait_for(part, 512)
    tab.page.locator("select").select_option("384")
    wait_for(part, 384)
    with tab.page.expect_download() as download:
        part("save").click()
    assert download.value.suggested_filename == f"cat_{painters()[0]}.png"
    assert part("full").get_attribute("href") == part("painting").get_attribute("src")
    tab.page.locator("[value=chelsea]").check(force=True)
    expect(part("name")).to_have_text("Cat")
    tab.page.locator("[value=own]").check(force=True)  # and back to the visitor's
    expect(part("name")).to_have_text("cat")
    heights = {
        label.bounding_box()["height"] for label in tab.page.locator(".pictures .thumb").all()
    }
    assert max(heights) < 150  # pixels: the visitor's own tile is as small as the others
    expect(part("result")).to_have_attribute("aria-busy", "false")  # else it is dimmed
    found = load_image(download.value.path())
    expected = paint(load_painter(painters()[0]), content)
    assert np.abs(found - content).mean() > 10 / 255
    assert np.abs(found - expected).mean() < 2 / 255
    assert 1_000_000 < tab.weight < HEAVIEST  # the library is among it
    assert tab.serious() == []
    assert not tab.wrong


def test_sliders_blend_styles(page):
    """Those of the painter that has learnt several, and of no other."""
    tab, part = page()
    sliders = tab.page.locator("[data-painter=blend]")
    expect(sliders).to_be_hidden()
    tab.page.locator("[name=painter][value=blend]").check(force=True)
    expect(sliders).to_be_visible()
    tab.page.locator("select").select_option("384")
    for number, share in enumerate(SHARES):
        sliders.locator("input").nth(number).fill(str(share))
    mix = "Blend: 29 % Swirling night, 57 % Cubist facets, 14 % Poppy field, 384"
    expect(part("caption")).to_contain_text(mix, timeout=120_000)
    assert sliders.locator("output").all_inner_texts() == [
        "29\xa0%",
        "0\xa0%",
        "57\xa0%",
        "14\xa0%",
    ]
    tab.page.locator("select").select_option("768")  # with the last of the shares
    wait_for(part, 768)
    with tab.page.expect_download() as download:
        part("save").click()
    content = load_image(PROJECT / "site/_static/try_it/pictures/sunset_bridge.jpg")
    expected = paint(load_painter("blend", SHARES), content)
    assert np.abs(load_image(download.value.path()) - expected).mean() < 2 / 255
    assert np.abs(paint(load_painter("blend"), content) - expected).mean() > 3 / 255
    assert tab.serious() == [] and not tab.wrong


def test_everything_is_chosen_by_keyboard(page):
    tab, part = page()
    tab.page.locator("[name=picture]:checked").focus()
    tab.page.keyboard.press("ArrowRight")
    wait_for(part, 512)
    assert part("save").get_attribute("download") == f"Cat_{painters()[0]}.png"
    before = shown(part)
    tab.page.locator("select").focus()
    tab.page.keyboard.press("Home")
    wait_for(part, 384)
    tab.page.locator("[name=painter]:checked").focus()
    tab.page.keyboard.press("ArrowRight")
    other = tab.page.locator("[name=painter]:checked + span").inner_text()
    expect(part("caption")).to_contain_text(f"{other}, 384 ×", timeout=120_000)
    assert tab.page.locator("[name=painter]").first.is_checked() is False
    assert not {*before} & {*shown(part)}
    assert not tab.wrong


def test_a_painter_chosen_first_paints_the_bridge(page):
    tab, part = page(width=390)
    other = painters()[1]
    tab.page.locator(f"[value={other}]").check(force=True)
    expect(part("result")).to_have_attribute("aria-busy", "true")  # the example is dimmed
    wait_for(part, 512)
    assert part("save").get_attribute("download") == f"Sunset_bridge_{other}.png"
    expect(part("result")).to_have_attribute("aria-busy", "false")
    expect(part("painting")).to_be_in_viewport(ratio=1)
    assert not tab.wrong


DROP = """file => {
  const data = new DataTransfer();
  if (file) data.items.add(new File([file], file));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""


def test_what_is_no_picture_is_refused_and_nothing_is_lost(page):
    tab, part = page(width=390)
    before = shown(part)
    part("file").set_input_files(BROKEN)
    expect(part("refused")).to_have_text(re.compile("^broken.jpg cannot be read. It may be"))
    tab.page.evaluate(DROP, "notes.txt")
    expect(part("refused")).to_have_text(re.compile("^notes.txt is not a picture that"))
    under = part("refused").bounding_box()["y"] - part("file").locator("..").bounding_box()["y"]
    assert 0 < under < 100  # pixels: it stands under the buttons
    tab.page.evaluate(DROP, None)
    expect(part("refused")).to_have_text(re.compile("^That was no file: drop"))
    assert shown(part) == before
    tab.page.locator("select").select_option("384")
    expect(part("refused")).to_be_empty()  # what is asked next clears it
    wait_for(part, 384)
    assert not tab.wrong


def test_a_picture_that_is_too_narrow_is_refused(page, tmp_path):
    save_image(np.zeros([1, 32, 1000, 3], np.float32), tmp_path / "narrow.png")
    tab, part = page()
    part("file").set_input_files(tmp_path / "narrow.png")
    expect(part("refused")).to_have_text(re.compile("the picture would be 512 × 16 pixels"))
    assert not tab.wrong


def test_a_refused_camera_is_told(page):
    tab, part = page()
    before = shown(part)
    part("camera").click()
    expect(part("refused")).to_have_text(re.compile("^The camera was refused. Allow it"))
    assert shown(part) == before and part("photograph").is_visible()
    assert not tab.wrong


def test_a_camera_that_is_not_there_is_told(page):
    tab, part = page()
    tab.page.evaluate("delete Navigator.prototype.mediaDevices")
    part("camera").click()
    expect(part("refused")).to_have_text(re.compile("^No camera was found. Connect one"))
    assert not tab.wrong


def test_the_camera_is_painted_live_and_then_larger(page):
    tab, part = page(permissions=["camera"])
    part("camera").click()
    wait_for(part, 256)
    before = shown(part)[1]
    track = part("video").evaluate_handle("video => video.srcObject.getTracks()[0]")
    expect(part("painting")).not_to_have_attribute("src", before, timeout=120_000)
    part("camera").click()  # which now takes the picture
    wait_for(part, 512)
    assert part("photograph").is_visible() and not part("video").is_visible()
    assert track.evaluate("track => track.readyState") == "ended"  # its light is out
    assert not tab.wrong


def test_what_is_chosen_already_is_painted_if_it_is_clicked(page):
    tab, part = page()
    tab.page.locator("[name=picture]:checked").click(force=True)
    wait_for(part, 512)
    assert part("name").inner_text() == "Sunset bridge"
    assert not tab.wrong


def test_a_painter_that_cannot_be_loaded_is_said(page):
    tab, part = page()
    name = painters()[1]
    tab.page.route(f"**/{name}.bin", lambda route: route.abort())
    tab.page.locator(f"[value={name}]").check(force=True)
    expect(part("refused")).to_have_text(re.compile("^The page could not load what it needs"))
    assert part("caption").inner_text() == "The painting before"


@pytest.mark.parametrize("stop", ["button", "Escape"])
def test_the_camera_can_be_stopped(stop, page):
    tab, part = page(permissions=["camera"])
    part("camera").click()
    wait_for(part, 256)
    track = part("video").evaluate_handle("video => video.srcObject.getTracks()[0]")
    if stop == "button":
        part("stop").click()
    else:
        tab.page.keyboard.press("Escape")
    assert track.evaluate("track => track.readyState") == "ended"
    wait_for(part, 512)
    expect(part("note")).to_have_text(re.compile("^Painted in "))
    assert part("photograph").is_visible() and not part("stop").is_visible()
    assert not tab.wrong


@pytest.mark.parametrize("without", ["JavaScript", "WebAssembly"])
def test_where_it_cannot_paint_an_example_remains(without, page):
    tab, part = page(java_script_enabled=without != "JavaScript")
    if without == "WebAssembly":
        tab.page.add_init_script("delete globalThis.WebAssembly")
        tab.page.reload()
        tab.page.wait_for_load_state("networkidle")
    assert without in part("note").inner_text()
    assert part("painting").is_visible() and not part("form").is_visible()
