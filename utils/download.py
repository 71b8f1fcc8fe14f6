"""Fetch a file from the web once, within limits of size, time and redirects."""

import os
import re
import ssl
import time
from pathlib import Path
from typing import TypeGuard
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import httpx
import socksio
import truststore

from utils.errors import ImageError
from utils.files import cache_folder, sha256, write

LARGEST_BYTES = 30_000_000  # bytes
LONGEST_SECONDS = 60  # seconds, for the whole of a download
SILENCE_SECONDS = 10  # seconds without a word from the server
REDIRECTS = 5
ABOUT = "https://arxiv.org/abs/1508.06576"  # what the course teaches; put its own address here
NAME = f"neural-style-transfer-course/1.0 ({ABOUT}) httpx/{httpx.__version__}"
# Some servers, Wikimedia's too, refuse programs that do not say whose they are.


def is_url(source: object) -> TypeGuard[str]:
    """Whether `source` is a web address rather than a path or an array."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def bare(source: str | os.PathLike) -> Path:
    """A path as it is; of a web address the part before ? and #, as a path."""
    return Path(re.split("[?#]", source)[0] if is_url(source) else source)


def cached_at(url: str) -> Path:
    """The path where the file behind `url` is kept once it has been fetched."""
    name = sha256(url.encode())[:16] + bare(url).suffix[:8]
    return cache_folder() / "datasets" / name


def download(url: str) -> Path:
    """Return the path of the file behind `url`, fetched now unless an earlier call did.

    Args:
        url: http:// or https://; at most 5 redirects are followed, none to anything but these two.

    Returns:
        path in Keras's folder of data (`~/.keras/datasets`, or `$KERAS_HOME/datasets`); delete
        it to fetch anew.

    Raises:
        ImageError: the server is silent for ten seconds, its answer is an error, or the file takes
            more than a minute or is larger than 30 MB; nothing is left behind.
    """
    path = cached_at(url)
    if not path.exists():
        data = fetch(url)
        try:
            write(path, data)
        except OSError as error:
            raise ImageError(
                f"{url} cannot be kept in {path} ({error}): make room there, or set "
                "KERAS_HOME to a folder that can be written."
            ) from error
    return path


def fetch(url: str) -> bytes:
    """The bytes behind `url`, or one `ImageError`."""
    data, until = bytearray(), time.monotonic() + LONGEST_SECONDS
    with client(url) as browser:
        try:
            with browser.stream("GET", url) as answer:
                answer.raise_for_status()
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > LARGEST_BYTES:
                        raise ImageError(
                            f"{url} is larger than {LARGEST_BYTES / 1e6:.0f} MB: give a "
                            "smaller picture."
                        )
                    if time.monotonic() > until:
                        raise ImageError(
                            f"{url} did not arrive within {LONGEST_SECONDS} seconds: save it with "
                            "a browser and give the path of the file."
                        )
        except (httpx.HTTPError, httpx.InvalidURL, socksio.ProtocolError) as error:
            raise ImageError(
                f"{url} cannot be fetched ({reason(error, url)}): check the address and the "
                "network, or give the path of a file."
            ) from error
        if is_page(answer.headers.get("Content-Type", ""), data):
            raise ImageError(
                f"{url} is a web page, not a picture: open it in a browser, copy the picture's own "
                "address, or save the picture and give the path of the file."
            )
    return bytes(data)


def is_page(content_type: str, data: bytes | bytearray) -> bool:
    """Whether an answer is a page of HTML."""
    start = bytes(data[:1000]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" in content_type.lower() or start.startswith((b"<!doctype html", b"<html"))


def client(url: str) -> httpx.Client:
    """An HTTP client that uses the environment's proxies, and trusts whom the system trusts.

    Raises:
        ImageError: an environment variable that has a say in this cannot be used.
    """
    name = "SSL_CERT_FILE"
    try:
        certificates = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        certificates.load_verify_locations(certifi.where())  # where the system has none
        if file := os.environ.get(name):
            certificates.load_verify_locations(file)
        for scheme in ("http", "https", "all"):
            name = f"{scheme}_proxy"
            if address := getproxies().get(scheme):
                httpx.Proxy(address if "://" in address else f"http://{address}")
        name = "no_proxy"
        return httpx.Client(
            follow_redirects=True,
            max_redirects=REDIRECTS,
            timeout=SILENCE_SECONDS,
            headers={"User-Agent": NAME},
            verify=certificates,
        )
    except (OSError, ValueError, httpx.InvalidURL) as error:
        raise ImageError(
            f"{url} cannot be fetched, because the environment variable {as_written(name)} cannot "
            f"be used ({error}): correct it or unset it, or give the path of a file."
        ) from error


def as_written(name: str) -> str:
    """An environment variable's name as it is set: proxies are in small or in capital letters."""
    return name if name in os.environ else name.upper()


def reason(error: Exception, url: str) -> str:
    """What went wrong, in few words."""
    if isinstance(error, httpx.InvalidURL):
        return str(error)
    if isinstance(error, httpx.HTTPStatusError):
        answer = f"its server answers {error.response.status_code} {error.response.reason_phrase}"
        refused = error.response.status_code in (401, 403, 429)
        return f"{answer}, perhaps to every program but a browser" if refused else answer
    if isinstance(error, httpx.TimeoutException):
        words = f"no answer within {SILENCE_SECONDS} seconds"
    else:
        words = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in words:
        words += "; if your school has a certificate of its own, name its file in SSL_CERT_FILE"
    proxies, address = getproxies(), urlsplit(url)
    for scheme in (address.scheme, "all"):
        if scheme in proxies and not proxy_bypass(address.hostname or ""):
            return f"{words}, through the proxy that {as_written(scheme + '_proxy')} names"
    return words
