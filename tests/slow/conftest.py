"""What pages.py and try_it.py share: the site, served from this machine and opened in Chromium.

Only `make test-site` brings what opens it, so that is imported where it is used.
"""

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest

from utils.files import PROJECT

SITE = PROJECT / "site"


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not tell of every request."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address():
    """Where the site is served, on this machine alone."""
    assert (SITE / "index.html").exists(), f"{SITE} holds no page: run `make test-site`."
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
        options = ["--disable-gpu", "--use-fake-device-for-media-stream"]  # a camera
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


class Tab:
    """A page that is open in a window of its own, and what went wrong on it."""

    def __init__(self, browser, address, name, width=1280, **options):
        viewport = {"width": width, "height": 900}
        self.window = browser.new_context(viewport=viewport, **options)
        self.page, self.address = self.window.new_page(), address
        self.wrong, self.weight = [], 0
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", self.miss)
        self.page.on("request", self.ask)
        self.page.on("response", self.weigh)
        self.page.goto(f"{address}{name}")

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)

    def ask(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"asked another host: {request.url}")

    def miss(self, request):
        # Who leaves a page stops the loading of its pictures: that is no mistake of the page.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url}")

    def weigh(self, response):
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")
        if response.url.startswith(self.address):
            path = SITE / unquote(urlsplit(response.url).path).lstrip("/")
            self.weight += path.stat().st_size if path.is_file() else 0

    def serious(self):
        """What axe-core finds serious or worse, a line for each element."""
        from axe_playwright_python.sync_playwright import Axe

        return [
            f"{rule['id']}: {node['html'][:200]} ({node['failureSummary'][:300]})"
            for rule in Axe().run(self.page).response["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]


@pytest.fixture
def opened(chromium, address):
    """Function that opens a page; afterwards it is closed."""
    tabs = []

    def open_tab(name, **options):
        tabs.append(Tab(chromium, address, name, **options))
        return tabs[-1]

    yield open_tab
    for tab in tabs:
        tab.window.close()
