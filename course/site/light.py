"""What makes the pages that Sphinx built light: fewer icons, and scripts that nothing waits for.

Font Awesome's script and fonts, 1.9 MB, hold every icon that there is. The pages need a dozen.
Their outlines are taken out of the script and become styles, and script, fonts and the rules for
them go. The other scripts run when the page is read, so that it is shown before.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

SCRIPT = re.compile(r"<script[^>]*fontawesome[^>]*></script>")
NAME = re.compile(r"\bfa-([a-z][\w-]*)")
BLOCKING = re.compile(r"<script (?=[^>]*\bsrc=)(?![^>]*\b(?:defer|async)\b)")
USES_ONE = "<script>DOCUMENTATION_OPTIONS"  # that is deferred, as modules are
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
    """Rewrite the pages that Sphinx built in a folder, as described above."""
    static = site / "_static"
    script = (static / "scripts" / "fontawesome.js").read_text("utf-8")
    used = set(NAME.findall((static / "scripts" / "pydata-sphinx-theme.js").read_text("utf-8")))
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        used.update(NAME.findall(page))
        page = BLOCKING.sub("<script defer ", SCRIPT.sub("", page))
        page = page.replace(USES_ONE, USES_ONE.replace(">", ' type="module">'))
        path.write_text(page, "utf-8")
    (static / "icons.css").write_text(as_css(outlines(script, used)), "utf-8")
    styles = static / "styles" / "pydata-sphinx-theme.css"
    styles.write_text(RULES.sub("", styles.read_text("utf-8")), "utf-8")
    # Chromium may look for an imported style in the wrong place, so this one is not imported
    basic = (static / "basic.css").read_text("utf-8").replace("url(", "url(../")
    (static / "styles" / "theme.css").write_text(basic, "utf-8")
    shutil.rmtree(static / "vendor")
    for file in {*static.rglob("fontawesome*"), *static.rglob("*.map"), *static.glob("*.html")}:
        file.unlink()
