"""The theme's icons without Font Awesome, which alone is heavier than the home page may be.

Its script and fonts, 1.9 MB, hold every icon that there is. The pages need a dozen. Their outlines
are taken out of the script and become styles, and script, fonts and the rules for them go.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

SCRIPT = re.compile(r"<script[^>]*fontawesome[^>]*></script>")
NAME = re.compile(r"\bfa-([a-z][\w-]*)")
RULES = re.compile(r"@font-face\{[^}]*fontawesome[^}]*\}|(?:\.fa-[\w-]+,?)+\{--fa:[^}]*\}")


def outlines(script: str, names: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """The icons of these names in Font Awesome's script: width, height and path of each."""
    found = {}
    for name in names:
        icon = rf'["{{,]{re.escape(name)}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]'
        if match := re.search(icon, script):
            found[name] = match[1], match[2], match[3]
    return found


def as_css(icons: dict[str, tuple[str, str, str]]) -> str:
    """Styles that draw the icons in the colour of the text."""
    rules = [
        "/* Icons: Font Awesome Free (CC BY 4.0, https://fontawesome.com/license/free) */",
        '[class*="fa-"]::before { content: ""; display: inline-block; width: 1em; height: 1em;',
        "  vertical-align: -0.125em; background: currentColor;",
        "  mask: var(--icon) center / contain no-repeat; }",
    ]
    for name, (width, height, path) in sorted(icons.items()):
        picture = (
            f"%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'%3E"
            f"%3Cpath d='{path}'/%3E%3C/svg%3E"
        )
        rules.append(f'.fa-{name} {{ --icon: url("data:image/svg+xml,{picture}"); }}')
    return "\n".join(rules) + "\n"


def lighten(site: Path) -> None:
    """Replace Font Awesome by styles in a site that Sphinx built."""
    static = site / "_static"
    script = (static / "scripts" / "fontawesome.js").read_text("utf-8")
    used = set(NAME.findall((static / "scripts" / "pydata-sphinx-theme.js").read_text("utf-8")))
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        if SCRIPT.search(page):
            used.update(NAME.findall(page))
            path.write_text(SCRIPT.sub("", page), "utf-8")
    (static / "icons.css").write_text(as_css(outlines(script, used)), "utf-8")
    styles = static / "styles" / "pydata-sphinx-theme.css"
    styles.write_text(RULES.sub("", styles.read_text("utf-8")), "utf-8")
    shutil.rmtree(static / "vendor")
    for file in {*static.rglob("fontawesome*"), *static.rglob("*.map")}:
        file.unlink()
