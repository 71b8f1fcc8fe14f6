import io
import os
import re
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer

import certifi
import numpy as np
import pytest
import trustme
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
        self.send(b"<p>no picture here</p>", **{"Content-Type": "text/html; charset=utf-8"})

    def untold_page(self):
        self.send(b"\xef\xbb\xbf\n <!DOCTYPE html><title>no picture here</title>")

    def text(self):
        self.send(b"no picture here", **{"Content-Type": "text/plain"})

    def forbidden(self):
        self.send(b"", 403)

    def policed(self):
        """As Wikimedia's servers do: an address or a link must say whose program asks."""
        agent = self.headers["User-Agent"]
        known = re.fullmatch(r"[\w-]+/[\d.]+ \((https?://|mailto:[\w.-]+@)[\w./-]+\).*", agent)
        self.send(png()) if known else self.forbidden()

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
        "page": "is a web page, not a picture: open it in a browser",
        "untold_page": "is a web page, not a picture",
        "text": "cannot be read as a picture",
        "forbidden": "its server answers 403 Forbidden, perhaps to every program but a browser",
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


def test_the_program_says_whose_it_is(site):
    assert load_image(f"{site}/policed.png").shape == (1, 48, 64, 3)


# ---------------------------------------------------------------- proxies and certificates


@pytest.fixture
def bare_environment(monkeypatch):
    """No proxies, and no certificates but the system's."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL_CERT_"):
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("ALL_PROXY", "socks://127.0.0.1:1", "Unknown scheme"),
        ("all_proxy", "socks4://127.0.0.1:1", "Unknown scheme"),
        ("HTTPS_PROXY", "ftp://127.0.0.1:1", "Unknown scheme"),
        ("http_proxy", "http://127.0.0.1:many", "Invalid port"),
        ("HTTP_PROXY", "http://[::1:3128", "Invalid"),
        ("NO_PROXY", "localhost,[::1]", "Invalid port"),
        ("no_proxy", "[::1]:8080", "Invalid port"),
        ("SSL_CERT_FILE", "no/such/file.pem", "No such file"),
        ("SSL_CERT_FILE", __file__, "no certificate"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(name, value, words, bare_environment, site):
    bare_environment.delenv("NO_PROXY", raising=False)
    bare_environment.setenv(name, value)
    with pytest.raises(ImageError) as told:
        load_image(f"{site}/picture.png")
    assert f"the environment variable {name} cannot be used (" in str(told.value)
    assert words.lower() in str(told.value).lower() and "\n" not in str(told.value)
    assert not Pages.asked


@pytest.mark.parametrize(
    "name, value",
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
        ("all_proxy", "socks5h://127.0.0.1:1"),
        ("HTTP_PROXY", "http://127.0.0.1:1"),
        ("http_proxy", "127.0.0.1:1"),
        ("ALL_PROXY", "socks5://user:secret@127.0.0.1:1"),
        ("HTTP_PROXY", "http://user:secret@127.0.0.1:1"),
    ],
)
def test_a_proxy_that_does_not_answer_is_named(name, value, bare_environment, tmp_path):
    bare_environment.setenv(name, value)
    bare_environment.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(ImageError, match=f"through the proxy that {name} names") as told:
        load_image("http://example.invalid/picture.png")
    assert "secret" not in str(told.value)
    bare_environment.setenv("NO_PROXY", "example.invalid")
    with pytest.raises(ImageError, match="cannot be fetched") as told:
        load_image("http://example.invalid/picture.png")
    assert "proxy" not in str(told.value)


class Deaf(BaseRequestHandler):
    """A proxy that is none."""

    def handle(self):
        self.request.recv(100)
        self.request.sendall(b"what?")


@pytest.mark.parametrize("scheme", ["socks5", "http"])
def test_a_proxy_that_talks_nonsense_is_named(scheme, bare_environment, tmp_path):
    bare_environment.setenv("KERAS_HOME", str(tmp_path))
    with ThreadingTCPServer(("127.0.0.1", 0), Deaf) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        bare_environment.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{server.server_address[1]}")
        with pytest.raises(ImageError, match="through the proxy that ALL_PROXY names"):
            load_image("http://example.invalid/picture.png")
        server.shutdown()


class Socks5(BaseRequestHandler):
    """A proxy of the SOCKS5 kind that hands out the picture itself, whoever is asked."""

    def handle(self):
        self.request.recv(100)
        self.request.sendall(b"\x05\x00")
        self.request.recv(1000)
        self.request.sendall(b"\x05\x00\x00\x01" + bytes(6))
        self.request.recv(10_000)
        self.request.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + png())


def test_a_socks_proxy_is_used(bare_environment, tmp_path):
    bare_environment.setenv("KERAS_HOME", str(tmp_path))
    with ThreadingTCPServer(("127.0.0.1", 0), Socks5) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        bare_environment.setenv("ALL_PROXY", f"socks5://127.0.0.1:{server.server_address[1]}")
        assert load_image("http://example.invalid/picture.png").shape == (1, 48, 64, 3)
        server.shutdown()


@pytest.fixture
def school(tmp_path, bare_environment):
    """A web site with a certificate of the school's own authority: its address, and that's file."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "school.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bare_environment.setenv("KERAS_HOME", str(tmp_path / "kept"))
    yield f"https://127.0.0.1:{server.server_port}/picture.png", tmp_path / "school.pem"
    server.shutdown()
    server.server_close()


def test_a_school_s_certificate_in_the_system_s_store_is_trusted(school, monkeypatch):
    """OpenSSL's default paths are that store here; truststore asks Windows and macOS for theirs."""
    url, file = school
    store = ssl.get_default_verify_paths()._replace(cafile=None, capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: store)
    monkeypatch.setattr("truststore._openssl._CA_FILE_CANDIDATES", [str(file)])
    assert load_image(url).shape == (1, 48, 64, 3)


def test_a_school_s_certificate_can_be_named(school, monkeypatch):
    url, file = school
    with pytest.raises(ImageError, match="name its file in SSL_CERT_FILE"):
        load_image(url)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert load_image(url).shape == (1, 48, 64, 3)


def test_the_public_certificates_are_trusted_where_the_system_has_none(bare_environment):
    loaded = []
    bare_environment.setattr(
        module.truststore.SSLContext,
        "load_verify_locations",
        lambda self, cafile=None, capath=None, cadata=None: loaded.append(cafile),
    )
    module.client("https://example.invalid").close()
    assert certifi.where() in loaded
