"""How the documentation is built: MyST pages, plus pages written from the program so that they cannot drift."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

from written import pages  # noqa: E402

from yeonjwa.version import __version__  # noqa: E402

project = "yeonjwa"
author = "The yeonjwa developers"
copyright = "2026, the yeonjwa developers"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "mathml", "run_python"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_ext", "reference/_generated"]
# Types in signatures are for readers; most of them are of numpy or of this program and have no page of their own.
nitpick_ignore_regex = [("py:.*", ".*")]
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"yeonjwa {__version__}"
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_math_renderer = "mathml"


def as_it_stands(app: object, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Docstrings are written for the eye: the first paragraph as text, the rest letter for letter."""
    words = "\n".join(lines).strip("\n").split("\n\n", 1)
    first = " ".join(words[0].split()).replace("\\", "\\\\").replace("*", "\\*").replace("|", "\\|").replace("``", "`")
    rest = words[1].split("\n") if len(words) > 1 else []
    lines[:] = [first.replace("`", "``"), ""]
    if rest:
        lines += [".. code-block:: text", "", *(f"   {line}" for line in rest), ""]


def setup(app: Any) -> None:
    """Write the generated pages before Sphinx reads anything."""
    pages.write_all(HERE / "reference" / "_generated", HERE / "_build" / "countries")
    app.connect("autodoc-process-docstring", as_it_stands)
