"""The directive ``run-python``: the code of a page is run when the page is built, and what it prints stands below it.

Blocks of one page share their names. A block that fails stops the build.
"""

from __future__ import annotations

import io
import traceback
from contextlib import redirect_stdout
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

SPACES: dict[str, dict[str, Any]] = {}
"""Names defined so far, by page."""


class RunPython(SphinxDirective):
    """Runs its content. ``:quiet:`` leaves out what is printed."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"quiet": directives.flag}

    def run(self) -> list[nodes.Node]:
        """The code, and what it printed."""
        code = "\n".join(self.content)
        printed = io.StringIO()
        space = SPACES.setdefault(self.env.docname, {"__name__": "__main__"})
        try:
            with redirect_stdout(printed):
                exec(compile(code, f"{self.env.docname}, line {self.lineno}", "exec"), space)
        except Exception as error:
            raise self.severe(f"the code of this page failed: {traceback.format_exc()}") from error
        shown: list[nodes.Node] = [nodes.literal_block(code, code, language="python")]
        words = printed.getvalue().rstrip()
        if words and "quiet" not in self.options:
            shown.append(nodes.literal_block(words, words, language="text", classes=["output"]))
        return shown


def forget(app: Sphinx, env: Any, docname: str) -> None:
    """A page that is read anew begins without names."""
    SPACES.pop(docname, None)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_directive("run-python", RunPython)
    app.connect("env-purge-doc", forget)
    return {"version": "1", "parallel_read_safe": False}
