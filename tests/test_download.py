import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image

from utils import download as module
from utils.download import bare, cached_at, download
from utils.errors import ImageError
from utils.images import load_image


def png():
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), (230, 40, 30)).save(stream, "PNG")
    return stream.getvalue()


class Pages(BaseHTTPRequestHandler):
    """A web site with a picture and all that can go wrong."""

    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        page = self.path.split("?")[0].strip("/").split(".")[0]
        getattr(self, page, self.missing)()

    def send(self, data, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def picture(self):
        self.send(png())

    def moved(self):
        self.send(b"", 302, Location="/picture.png")

    def page(self):
        self.send(b"<html>no picture here</html>")

    def missing(self):
        self.send(b"nothing", 404)

    def broken(self):
        self.send(b"", 500)

    def loop(self):
        self.send(b"", 302, Location="/loop")

    def to_a_file(self):
        self.send(b"", 302, Location="file:///etc/hostname")

    def to_ftp(self):
        self.send(b"", 302, Location="ftp://127.0.0.1/picture.png")

    def huge(self):
        self.send(bytes(30_000))

    def cut(self):
        self.send(png()[:100], **{"Content-Length": str(len(png()))})

    def drip(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b"x")
            time.sleep(0.02)

    def silent(self):
        time.sleep(1)

    def log_message(self, *_):
        pass


@pytest.fixture
def site(monkeypatch, tmp_path):
    """The address of a web site on this machine; what is fetched is kept under tmp_path."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "kept"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Pages.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def kept(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_picture_from_the_web(site):
    picture = load_image(f"{site}/picture.png", size=32 * 2)
    assert picture.shape == (1, 48, 64, 3)
    np.testing.assert_allclose(255 * picture[0, 0, 0], (230, 40, 30), atol=1)


def test_an_address_that_has_moved_and_one_with_a_query(site):
    for page in ("moved", "picture.png?size=large&x=/a"):
        assert load_image(f"{site}/{page}").shape == (1, 48, 64, 3)


def test_it_is_fetched_once(site):
    first, second = (download(f"{site}/picture.png") for _ in range(2))
    assert first == second and first.suffix == ".png" and Pages.asked == ["/picture.png"]


def test_a_folder_is_named_after_the_file_of_an_address():
    assert bare("https://a.org/b/cat.jpg?size=3#x").stem == "cat"
    assert bare("pictures/photo #3?.jpg").stem == "photo #3?"


def test_addresses_are_kept_apart(site):
    addresses = [f"{site}/picture.png", f"{site}/picture.png?b", f"{site}/picture.jpg"]
    assert len({cached_at(address) for address in addresses}) == 3


@pytest.mark.parametrize(
    "page, words",
    {
        "missing": "its server answers 404",
        "broken": "its server answers 500",
        "page": "cannot be read as a picture",
        "loop": "redirects",
        "to_a_file": "cannot be fetched",
        "to_ftp": "cannot be fetched",
        "cut": "cannot be fetched",
        "huge": "larger than",
        "drip": "did not arrive within",
        "silent": "no answer within",
    }.items(),
)
def test_what_goes_wrong_is_said_and_nothing_is_kept(page, words, site, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_BYTES", 20_000)
    monkeypatch.setattr(module, "LONGEST_SECONDS", 0.5)
    monkeypatch.setattr(module, "SILENCE_SECONDS", 0.3)
    begun = time.monotonic()
    with pytest.raises(ImageError) as told:
        load_image(f"{site}/{page}")
    assert f"{site}/{page}" in str(told.value) and words in str(told.value)
    assert "\n" not in str(told.value) and str(tmp_path) not in str(told.value)
    assert not kept(tmp_path) and time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/picture.png",
        "http://",
        "https://[::1",
        "http://no such host/a.png",
        "http://127.0.0.1:99999/a.png",
    ],
)
def test_no_server_there(url, site, tmp_path):
    with pytest.raises(ImageError) as told:
        load_image(url)
    assert url in str(told.value) and "the path of a file" in str(told.value)
    assert not kept(tmp_path)


def test_a_folder_that_cannot_be_written(site, tmp_path):
    (tmp_path / "kept").write_text("a file where the folder should be")
    with pytest.raises(ImageError, match="KERAS_HOME"):
        load_image(f"{site}/picture.png")
