"""What a section of the report is made of: figures, tables, lists, text to copy."""

from __future__ import annotations

from collections.abc import Sequence
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


Block = Figure | Grid | Grids | Facts | Copy | Words | Heading


@dataclass(frozen=True)
class Section:
    """One section: key (its address on the page), title, opening paragraphs, blocks."""

    key: str
    title: str
    words: Sequence[str] = ()
    blocks: Sequence[Block] = field(default_factory=list)
