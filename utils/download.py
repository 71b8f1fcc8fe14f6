"""Fetch a file from the web once, within limits of size, time and redirects."""

import os
import re
import time
from pathlib import Path
from typing import TypeGuard

import httpx

from utils.errors import ImageError
from utils.files import cache_folder, sha256, write

LARGEST_BYTES = 30_000_000  # bytes
LONGEST_SECONDS = 60  # seconds, for the whole of a download
SILENCE_SECONDS = 10  # seconds without a word from the server
REDIRECTS = 5
NAME = "neural-style-transfer-course/1.0"  # some servers, Wikimedia's too, refuse the nameless


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
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                max_redirects=REDIRECTS,
                timeout=SILENCE_SECONDS,
                headers={"User-Agent": NAME},
            ) as client,
            client.stream("GET", url) as answer,
        ):
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
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ImageError(
            f"{url} cannot be fetched ({reason(error)}): check the address and the "
            "network, or give the path of a file."
        ) from error
    return bytes(data)


def reason(error: Exception) -> str:
    """What went wrong, in few words."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"its server answers {error.response.status_code} {error.response.reason_phrase}"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {SILENCE_SECONDS} seconds"
    return str(error) or type(error).__name__
