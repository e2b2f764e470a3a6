"""Sections poured into a page: one HTML file that asks nothing of the network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from typing import Any

from yeonjwa.messages import current_language, text
from yeonjwa.report.blocks import Grid, Section

OUR_DRAWINGS = ("standing_bar",)
"""Values that are already SVG of our own making; every word in them was escaped when they were drawn."""


def poured(template: str, sections: Iterable[Section], **values: Any) -> str:
    """A template of this folder filled with sections and values."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_part), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals["t"] = text
    # What is already HTML or SVG of our own making; every word in it was escaped when it was drawn.
    raw = environment.filters["safe"] = jinja2.filters.do_mark_safe
    environment.filters["with_code"] = lambda words: raw(re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(words)))
    grid_template = environment.get_template("grid.html")

    def grid(table: Grid) -> str:
        return raw(grid_template.render(table=table))

    values |= {name: raw(values[name]) for name in OUR_DRAWINGS if name in values}
    return environment.get_template(template).render(
        lang=current_language(),
        style=raw(_part("style.css")),
        sections=[_with_safe_panels(section, raw) for section in sections],
        grid=grid,
        **values,
    )


def small_page(title: str, lead: str, edition: str, sections: Sequence[Section]) -> str:
    """A page of a few sections beside the report of a run: the tested claims, or the rival histories."""
    from yeonjwa.version import __version__

    return poured("small.html", sections, title=title, lead=lead, edition=edition, version=__version__)


def _part(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _with_safe_panels(section: Section, raw: Any) -> dict[str, Any]:
    """A section for the template, with the panels of its figures marked as our own drawings."""
    blocks = []
    for block in section.blocks:
        shown = dict(vars(block))
        if block.kind == "figure":
            shown["panels"] = [raw(panel) for panel in shown["panels"]]
        blocks.append(shown)
    return {**vars(section), "blocks": blocks}


__all__ = ["poured", "small_page"]
