"""What a section of the report is made of: figures, tables, lists, text to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grid:
    """A table for reading: heads, rows of words, which columns hold numbers, which cells (row, column) stand out.

    A folded one is opened by the reader (and open in print).
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    marked: frozenset[tuple[int, int]] = frozenset()
    is_folded: bool = False
    ids: Sequence[str] = ()
    """Addresses of the rows on the page, if they have any."""
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Addresses that cells (row, column) lead to."""
    kind: str = "table"


@dataclass(frozen=True)
class Grids:
    """Several tables under one caption, opened together by the reader; left out in print, where they would fill dozens of pages."""

    caption: str
    tables: Sequence[Grid]
    kind: str = "tables"


@dataclass(frozen=True)
class Figure:
    """Panels (SVG text) with a caption and the numbers they show."""

    key: str
    panels: Sequence[str]
    caption: str
    table: Grid | None = None
    is_narrow: bool = False
    kind: str = "figure"


@dataclass(frozen=True)
class Facts:
    """Terms and what is to be said of each; long terms get half of the width."""

    rows: Sequence[tuple[str, str]]
    has_long_terms: bool = False
    ids: Sequence[str] = ()
    """Addresses of the rows on the page, if they have any."""
    kind: str = "list"


@dataclass(frozen=True)
class Copy:
    """Text made to be copied."""

    title: str
    words: str
    lang: str
    kind: str = "copy"


@dataclass(frozen=True)
class Words:
    """A paragraph between figures."""

    words: str
    is_warning: bool = False
    is_small: bool = False
    kind: str = "words"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    words: str
    kind: str = "heading"


@dataclass(frozen=True)
class Part:
    """Some words, and the address on the page to which they lead, if any."""

    words: str
    to: str = ""


@dataclass(frozen=True)
class Origin:
    """Where numbers come from: terms, each with parts that may be links; folded unless it is all that a section has."""

    title: str
    rows: Sequence[tuple[str, Sequence[Part]]]
    is_folded: bool = True
    kind: str = "origin"


Block = Figure | Grid | Grids | Facts | Copy | Words | Heading | Origin


@dataclass(frozen=True)
class Section:
    """One section: key (its address on the page), title, opening paragraphs, blocks."""

    key: str
    title: str
    words: Sequence[str] = ()
    blocks: Sequence[Block] = field(default_factory=list)
