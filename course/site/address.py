"""Where the course is hosted, which course/site.toml says, and the links that open it there."""

import re
from pathlib import Path
from typing import NamedTuple

from utils.files import PROJECT

PLACE = PROJECT / "course" / "site.toml"


class Address(NamedTuple):
    """A repository; without one there are no links."""

    repository: str  # such as "https://github.com/OWNER/NAME", or ""
    branch: str = "main"

    @property
    def name(self) -> str:
        """OWNER/NAME."""
        return "/".join(self.repository.rstrip("/").removesuffix(".git").split("/")[-2:])

    def colab(self, path: str) -> str:
        """The link that opens a notebook of the repository in Colab."""
        return f"https://colab.research.google.com/github/{self.name}/blob/{self.branch}/{path}"

    def binder(self, path: str) -> str:
        """The link that opens a notebook of the repository in Binder."""
        return f"https://mybinder.org/v2/gh/{self.name}/{self.branch}?urlpath=lab/tree/{path}"


def address(place: Path = PLACE) -> Address:
    """What course/site.toml says."""
    # two strings: Python 3.10 has no reader of TOML
    settings = dict(re.findall(r'(?m)^(\w+) = "(.*)"$', place.read_text(encoding="utf-8")))
    return Address(settings["repository"], settings["branch"])
