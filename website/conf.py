"""Sphinx's settings for the course's site. `course.site` lays out the sources and calls Sphinx."""

import sys
from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from course.site.address import address  # noqa: E402
from course.slides import as_mathml  # noqa: E402

project = "Neural style transfer, built from its parts"
html_title = "Neural style transfer"
html_short_title = html_title
language = "en"
root_doc = "index"
highlight_language = "bash"  # blocks that name no language are commands
extensions = ["myst_nb", "sphinx_copybutton"]
nb_execution_mode = "off"  # the stored outputs are the page
nb_ipywidgets_js = {}  # would be fetched from other hosts
nb_code_prompt_show = "Show a solution"
nb_code_prompt_hide = "Hide the solution"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
html_theme = "sphinx_book_theme"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["course.css", "try_it.css", "icons.css"]
html_js_files = ["slider.js", "scroll.js"]
html_copy_source = False
html_show_copyright = False
html_last_updated_fmt = None
html_sidebars = {
    "**": ["navbar-logo.html", "search-button-field.html", "sbt-sidebar-nav.html", "launch.html"]
}
html_theme_options = {
    "use_download_button": False,
    "home_page_in_toc": False,
    "toc_title": "On this page",
    "search_bar_text": "Search the course",
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "footer_content_items": [],
    "logo": {"text": html_title},
}
html_context = {"address": address(), "default_mode": "auto"}
copybutton_selector = "div.cell_input pre, div.highlight-python pre, div.highlight-bash pre"
exclude_patterns = ["benchmarks/*.py"]


def formula(block: bool) -> Callable:
    """A visitor that writes a formula as MathML."""

    def visit(translator, node):
        translator.body.append(as_mathml(node.astext(), block))
        raise nodes.SkipNode

    return visit


def setup(app: Sphinx) -> None:
    """Register MathML, which needs neither a script nor a font from elsewhere."""
    app.add_html_math_renderer("mathml", (formula(False), None), (formula(True), None))
