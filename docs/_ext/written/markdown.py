"""Small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(words: object) -> str:
    """Text fit for one cell of a table, in one line."""
    return " ".join(str(words).split()).replace("|", "\\|").replace("<", "&lt;").replace("$", "\\$")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, math: int | None = None) -> list[str]:
    """Lines of a table; the column ``math`` holds formulas between dollars and is left as it is."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [str(x) if k == math else cell(x) for k, x in enumerate(row)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def target(name: str) -> list[str]:
    """A place that links can name."""
    return [f"({name})=", ""]


def number(value: float) -> str:
    """A number as short as it is exact."""
    return f"{value:.12g}" if abs(value) < 1e15 else repr(value)


def span(low: float | None, high: float | None) -> str:
    """A range in words, empty where there is none."""
    return "" if low is None or high is None else f"{number(low)} to {number(high)}"


__all__ = ["cell", "number", "span", "table", "target"]
