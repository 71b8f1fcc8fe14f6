"""The site as a reader meets it: every page of site/ in Chromium, served from this machine.

`make test-site` builds the site and calls this; it needs Chromium. conftest.py serves and opens.
"""

from urllib.parse import unquote, urldefrag, urljoin

import pytest

from utils.files import PROJECT

SITE = PROJECT / "site"
NOTEBOOKS = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))
ALL = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
PAGES = [name for name in ALL if not name.startswith("slides/") and name != "genindex.html"]
OURS = [name for name in PAGES if not name.startswith("_downloads/")]  # of the site's own look
DECKS = [name for name in ALL if name.startswith("slides/")]
HOME, PAGE = 1_000_000, 5_000_000  # bytes, the most that a page may weigh
LINKED = "elements => elements.map(element => element.getAttribute('href'))"
BROKEN = "images => images.filter(image => !image.naturalWidth).map(image => image.src)"


def leads_nowhere(link, name, address):
    """Whether a link of a page leads to a file or a place of this site that is not there."""
    url, anchor = urldefrag(urljoin(f"{address}{name}", link))
    if not url.startswith(address):
        return False
    path = SITE / unquote(url.removeprefix(address).partition("?")[0] or "index.html")
    if not path.is_file():
        return True
    named = anchor and path.suffix == ".html"
    return bool(named) and f'id="{unquote(anchor)}"' not in path.read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_light_and_accessible(name, opened, address):
    tab = opened(name, color_scheme="light")
    page = tab.page
    page.eval_on_selector_all(
        "img[loading=lazy]", "all => all.forEach(image => image.loading = 'eager')"
    )
    page.wait_for_function("[...document.images].every(image => image.complete)")
    assert page.eval_on_selector_all("img", BROKEN) == []
    links = page.eval_on_selector_all("a[href]", LINKED)
    assert [link for link in links if leads_nowhere(link, name, address)] == []
    assert page.locator("h1:visible").count() == 1 and page.title()
    assert page.eval_on_selector_all("img:not([alt])", "images => images.length") == 0
    assert page.locator("head script[src]:not([defer]):not([async])").count() == 0
    assert tab.weight < (HOME if name == "index.html" else PAGE)
    assert tab.serious() == []
    assert not tab.wrong


@pytest.mark.parametrize("name", OURS)
def test_a_page_fits_a_telephone_in_the_dark(name, opened):
    tab = opened(name, width=390, color_scheme="dark")
    tab.page.wait_for_load_state("networkidle")
    assert tab.page.locator("html").get_attribute("data-theme") == "dark"
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.serious() == []
    assert not tab.wrong


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_opens_and_pages_through(name, opened):
    tab = opened(name)
    tab.page.wait_for_function("window.Reveal && Reveal.isReady()")
    count = tab.page.evaluate("Reveal.getTotalSlides()")
    assert count >= 10
    for _ in range(200):
        tab.page.keyboard.press("Space")
        if tab.page.evaluate("Reveal.isLastSlide()"):
            break
    assert tab.page.evaluate("Reveal.getSlidePastCount()") == count - 1
    assert not tab.wrong


def test_both_decks_of_every_notebook_are_linked(opened):
    links = opened("INSTRUCTORS.html").page.eval_on_selector_all("a[href]", LINKED)
    assert {link for link in links if link.startswith("slides/")} == set(DECKS)
    assert len(DECKS) == 2 * len(NOTEBOOKS)


def test_search_finds_gram(opened):
    tab = opened("index.html")
    tab.page.keyboard.press("Control+k")
    tab.page.locator("input[type=search]:visible").fill("Gram")
    tab.page.keyboard.press("Enter")
    for page in "02_style_cost", "glossary":  # results appear one after the other
        tab.page.locator(f'#search-results li a[href*="{page}"]').first.wait_for()
    assert not tab.wrong


def test_next_leads_through_the_course(opened):
    tab = opened(f"notebooks/{NOTEBOOKS[0]}.html")
    for stem in NOTEBOOKS[1:]:
        tab.page.locator(".prev-next-area a.right-next").click()
        tab.page.wait_for_url(f"**/{stem}.html")
    tab.page.locator(".prev-next-area a.left-prev").click()
    tab.page.wait_for_url(f"**/{NOTEBOOKS[-2]}.html")


def test_a_solution_is_folded_and_opens_by_keyboard(opened):
    tab = opened("notebooks/01_content_cost.html")
    assert tab.page.get_by_text("YOUR CODE HERE").first.is_visible()
    folded = tab.page.locator("details.hide:has-text('n_H * n_W * n_C')")
    assert folded.count() == 1 and not folded.locator("pre").first.is_visible()
    folded.locator("summary").focus()
    tab.page.keyboard.press("Enter")
    assert folded.locator("pre").first.is_visible()
    assert "SOLUTION" not in folded.inner_text()


def test_code_is_copied(opened):
    tab = opened("index.html", permissions=["clipboard-read", "clipboard-write"])
    block = tab.page.locator("div.highlight:has-text('make lab')")
    block.hover()
    block.locator("button.copybtn").click()
    tab.page.wait_for_function(
        "navigator.clipboard.readText().then(text => text.includes('make lab'))"
    )


def test_the_colours_can_be_chosen(opened):
    tab = opened("index.html", color_scheme="light")
    for theme in ("dark", "light"):
        tab.page.locator("button.theme-switch-button:visible").click()
        tab.page.locator(f"button.dropdown-item[data-mode={theme}]:visible").click()
        assert tab.page.locator("html").get_attribute("data-theme") == theme


def drawn(figure):
    """What a slider shows: the picture, its description, and the words beside it."""
    image = figure.locator("img")
    return (
        image.get_attribute("src"),
        image.get_attribute("alt"),
        figure.locator("output").inner_text(),
    )


def test_every_slider_moves_by_keyboard(opened):
    tab = opened("settings.html")
    figures = tab.page.locator("figure.slider").all()
    assert len(figures) == 4
    for figure in figures:
        handle = figure.locator("input[type=range]")
        handle.focus()
        tab.page.keyboard.press("Home")
        seen = [drawn(figure)]
        for _ in range(int(handle.get_attribute("max"))):
            tab.page.keyboard.press("ArrowRight")
            seen.append(drawn(figure))
            assert handle.get_attribute("aria-valuetext") == seen[-1][2]
        assert len(set(seen)) == len(seen) >= 3
        tab.page.wait_for_function(
            "[...document.querySelectorAll('figure.slider img')].every(image => image.naturalWidth)"
        )
    assert drawn(figures[0])[2] == "1500"
    assert not tab.wrong


def test_a_slider_moves_by_touch(opened):
    tab = opened("settings.html", width=390, has_touch=True)
    figure = tab.page.locator("figure.slider").first
    before, handle = drawn(figure), figure.locator("input[type=range]")
    box = handle.bounding_box()
    assert box["height"] >= 44  # as large as a finger needs
    handle.tap(position={"x": 0.3 * box["width"], "y": box["height"] / 2})
    assert drawn(figure) != before


def test_without_scripts_a_still_picture_remains(opened):
    tab = opened("settings.html", java_script_enabled=False)
    for figure in tab.page.locator("figure.slider").all():
        assert figure.locator("input").count() == 0
        assert figure.locator("img").is_visible() and figure.locator("figcaption").is_visible()
