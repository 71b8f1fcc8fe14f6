"""Every deck opened in Chromium: nothing overflows, nothing is tiny, nothing asks for the network.

    make test-slides

Not part of `make test`, as it needs Chromium. A copy of each deck gets a script that goes through
its slides and clicks and writes what it measures into the page, and `chromium --dump-dom` prints
that page: no driver and no package between.
"""

import base64
import json
import re
import shutil
import subprocess

import pytest

from course.slides import PROJECT, as_deck, as_html

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
NAMES = [folder + path.stem for path in NOTEBOOKS for folder in ("", "solutions/")]
BROWSERS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge"
MEASURE = """
<script>
const WIDTH = 1280, HEIGHT = 720, SMALLEST = 18, WIDE = 1176, TALL = 440;

function measure(page) {
  const wrong = [], scale = Reveal.getScale(), slide = page.parentElement.getBoundingClientRect();
  const inside = box => box.left > slide.left - 1 && box.right < slide.left + WIDTH * scale + 1
    && box.top > slide.top - 1 && box.bottom < slide.top + HEIGHT * scale + 1;
  for (const element of page.querySelectorAll("*")) {
    const what = element.localName + " " + element.textContent.trim().slice(0, 50);
    if (!inside(element.getBoundingClientRect())) wrong.push("outside: " + what);
    if (getComputedStyle(element).display !== "inline"
        && !element.closest("math") && !element.querySelector("math")
        && (element.scrollWidth > element.clientWidth + 1
            || element.scrollHeight > element.clientHeight + 1))
      wrong.push("overflows: " + what);
    if (element.localName === "img") {
      const times = Math.min(element.width / element.naturalWidth,
                             element.height / element.naturalHeight);
      if (!(times * element.naturalWidth > WIDE - 2 || times * element.naturalHeight > TALL - 2))
        wrong.push("small picture: " + element.alt);
    }
  }
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, range = document.createRange();
    if (!text.data.trim()) continue;
    range.selectNodeContents(text);
    if (![...range.getClientRects()].every(inside)) wrong.push("text outside: " + text.data);
    if (parseFloat(getComputedStyle(text.parentElement).fontSize) < SMALLEST)
      wrong.push("small type: " + text.data);
  }
  const pieces = [...page.querySelectorAll(":scope > *, .columns > * > *")]
    .filter(piece => !piece.matches("h1, h2, .columns"));
  if (!pieces.length) wrong.push("nothing but a headline");
  const below = pieces.map(piece => piece.getBoundingClientRect());
  below.forEach((one, i) => below.slice(i + 1).forEach(other => {
    if (one.left < other.right - 1 && other.left < one.right - 1
        && one.top < other.bottom - 1 && other.top < one.bottom - 1) wrong.push("overlap");
  }));
  return wrong;
}

function measureAll() {
  const found = [];
  for (const slide of Reveal.getSlides()) {
    const {h, v} = Reveal.getIndices(slide);
    const clicks = new Set([...slide.querySelectorAll(".fragment")]
      .map(fragment => fragment.dataset.fragmentIndex)).size;
    for (let click = -1; click < clicks; click++) {
      Reveal.slide(h, v || 0, click);
      for (const wrong of measure(slide.querySelector(".page")))
        found.push(`slide ${h + 1}.${(v || 0) + 1}, click ${click + 1}: ${wrong}`);
    }
  }
  const asked = performance.getEntriesByType("resource").map(entry => entry.name)
    .filter(name => !name.startsWith("data:"));
  const report = document.createElement("pre");
  report.id = "report";
  report.textContent = btoa(unescape(encodeURIComponent(JSON.stringify({
    found, asked, slides: Reveal.getTotalSlides(), notes: Boolean(Reveal.getPlugin("notes")),
    size: [Reveal.getConfig().width, Reveal.getConfig().height]}))));
  document.body.append(report);
}
addEventListener("load", () => Reveal.isReady() ? measureAll() : Reveal.on("ready", measureAll));
</script>
"""


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, f"The slides are tested in a browser: install one of {', '.join(BROWSERS)}."
    return path


@pytest.fixture
def opened(chromium, tmp_path):
    """Function from a deck's HTML to what the browser, without a network, measures in it."""

    def look(page):
        path = tmp_path / "deck.html"
        path.write_text(page + MEASURE, encoding="utf-8")
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-sync",
            "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--window-size=1280,720",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=60000",
            "--dump-dom",
            path.as_uri(),
        ]
        browser = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        report = re.search(r'<pre id="report">(.+?)</pre>', browser.stdout)
        assert report, f"the deck did not start:\n{browser.stderr[-2000:]}"
        return json.loads(base64.b64decode(report[1]))

    return look


@pytest.fixture(scope="session")
def decks():
    """The decks, as `make slides` names them: the learner's, and the instructor's."""
    learners = {path.stem: as_deck(path, solved=False) for path in NOTEBOOKS}
    return learners | {f"solutions/{path.stem}": as_deck(path, solved=True) for path in NOTEBOOKS}


@pytest.mark.parametrize("name", NAMES)
def test_every_slide_fits_and_needs_no_network(name, decks, opened):
    seen = opened(decks[name])
    assert seen["size"] == [1280, 720] and seen["slides"] >= 10 and seen["notes"]
    assert not seen["found"], "\n".join(seen["found"])
    assert not seen["asked"]


@pytest.mark.parametrize("name", NAMES)
def test_a_deck_names_nothing_remote(name, decks):
    page = re.sub(r"(?s)(?<=<script>).*?(?=</script>)", "", decks[name])
    loads = re.findall(r'<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="([^"]*)"', page)
    assert loads and all(
        address.startswith("data:image/") or address == "data:,"
        for address in loads  # no icon
    )
    styles = "".join(re.findall(r"(?s)<style>(.*?)</style>", page))
    assert styles and not re.search(r"@import|url\((?!data:)", styles)
    scripts = "".join(re.findall(r"(?s)<script>(.*?)</script>", decks[name]))
    assert scripts and not re.search(r"(?:src|href|import|url|fetch)[\s=(\"'`:]+https?:", scripts)


def test_a_formula_needs_no_script():
    page = as_html("The sum `$a$` is\n\n$$J_{style} = \\sum_{i} x_i$$\n\nand $x_i * y_i * z_i$.")
    assert page.count("<math") == 2 and page.count('display="block"') == 1
    assert "<mtext>style</mtext>" in page and "<code>$a$</code>" in page and "<em>" not in page


def test_the_measuring_notices(decks, opened):
    """What the other tests forbid, put into a deck: each is seen."""
    page = decks[NOTEBOOKS[0].stem]
    start = '<div class="page">'
    spoilt = {
        "outside": "<ul>" + 30 * "<li>and so on</li>" + "</ul>",
        "text outside": '<pre style="font-size: 20px">' + "wide " * 60 + "</pre>",
        "overflows": '<div style="height: 40px; overflow: hidden">a<br>b<br>c</div>',
        "small type": '<p style="font-size: 12px">small</p>',
        "small picture": '<img width="50" alt="none" src="data:image/gif;base64,R0lGODlhAQABAIAAA'
        'AAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">',
    }
    for wrong, piece in spoilt.items():
        found = opened(page.replace(start, start + piece, 1))["found"]
        assert any(wrong + ":" in line for line in found), (wrong, found)
    alone = f"</section><section>{start}<h2>Alone</h2></div></section>"
    found = opened(page.replace("</section>", alone, 1))["found"]
    assert any("nothing but a headline" in line for line in found)
    remote = page.replace(start, start + '<img src="https://no.where/b">', 1)
    assert opened(remote)["asked"] == ["https://no.where/b"]
