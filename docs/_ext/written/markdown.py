"""Small pieces of Markdown.

Every figure, claim, practice, source, report and check has a place of its own. Its address is the kind and the key as the catalogue
spells it (``reference/figures.html#figure-exile_chance``), so that anybody can write a link. Links between pages go to a
second name in small letters, which Sphinx knows and checks when the pages are built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

Kind = Literal["figure", "claim", "practice", "source", "report", "check"]


class Marked(str):
    """Text of a cell that is Markdown already; other text is escaped."""


def cell(words: object) -> str:
    """Text fit for one cell of a table, in one line."""
    return " ".join(str(words).split()).replace("|", "\\|").replace("<", "&lt;").replace("$", "\\$")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, math: int | None = None) -> list[str]:
    """Lines of a table; the column ``math`` holds formulas between dollars and is left as it is."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [str(x) if k == math or isinstance(x, Marked) else cell(x) for k, x in enumerate(row)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def target(name: str) -> list[str]:
    """A place that links can name."""
    return [f"({name})=", ""]


def slug(kind: Kind, key: str) -> str:
    """Name of a place for links between pages: small letters and hyphens."""
    return f"{kind}-{re.sub(r'[._]', '-', key).lower()}"


def address(kind: Kind, key: str) -> str:
    """The place itself, by the key as the catalogue spells it; may stand on several pages."""
    return f'<a id="{kind}-{key}"></a>'


def also(kind: Kind, key: str) -> str:
    """The same beside a place that Sphinx knows; nothing where the two names are one."""
    return "" if slug(kind, key) == f"{kind}-{key}" else address(kind, key)


def anchor(kind: Kind, key: str) -> str:
    """The key of an entry, with both names of its place; stands on one page only."""
    return f"{also(kind, key)}[`{key}`]{{#{slug(kind, key)}}}"


def link(kind: Kind, key: str, words: str = "") -> str:
    """A link to the place of an entry."""
    return f"[{words or f'`{key}`'}](#{slug(kind, key)})"


def links(kind: Kind, keys: Iterable[str]) -> str:
    """Links to several, with commas."""
    return ", ".join(link(kind, key) for key in keys)


def number(value: float) -> str:
    """A number as short as it is exact."""
    return f"{value:.12g}" if abs(value) < 1e15 else repr(value)


def span(low: float | None, high: float | None) -> str:
    """A range in words, empty where there is none."""
    return "" if low is None or high is None else f"{number(low)} to {number(high)}"


__all__ = [
    "Kind",
    "Marked",
    "address",
    "also",
    "anchor",
    "cell",
    "link",
    "links",
    "number",
    "slug",
    "span",
    "table",
    "target",
]
