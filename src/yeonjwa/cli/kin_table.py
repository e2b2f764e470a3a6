"""Rows of the command kin as a table to read: one block per Focal, numbers aligned, nothing cut off."""

from __future__ import annotations

import math
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from yeonjwa.cli.help import columns, wrap
from yeonjwa.messages import text

PIPE_WIDTH = 140  # a file or another program has no width
NAME_AT_LEAST, NAME_AT_MOST = 18, 44
GAP = "  "
FOCAL = ("focal_sex", "focal_age", "focal_persons")
"""Columns that are the same in all rows of a block."""


def draw(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> str:
    """The rows as text.

    Parameters
    ----------
    rows : values in the order of ``names``; None is hidden
    names : columns, the same as in the CSV; where they do not fit the terminal, they are broken at the underscore

    Returns
    -------
    str
        A line of names, then a block for each Focal. Numbers have the digits that their standard error warrants (three
        decimals without one); a hidden cell is two dots.
    """
    cells = [_cells(dict(zip(names, row, strict=True))) for row in rows]
    widths = [max(columns(line[k]) for line in cells) for k in range(1, len(names))]
    room = shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
    heads = [[name] for name in names]
    if _width(widths, heads[1:]) + NAME_AT_LEAST > room:
        heads = [name.split("_") for name in names]
    widths = [max(w, *(columns(part) for part in head)) for w, head in zip(widths, heads[1:], strict=True)]
    longest = max(columns(line[0]) for line in cells)
    name_width = min(longest, NAME_AT_MOST, max(room - _width(widths, heads[1:]), NAME_AT_LEAST))
    lines = list(_heading(heads, [name_width, *widths]))
    focal = [names.index(name) for name in FOCAL if name in names]
    for _, block in groupby(cells, key=lambda line: [line[k] for k in focal]):
        lines.append("")
        for line in block:
            first, *more = _broken(line[0], name_width)
            lines.append(_line(first, line[1:], [name_width, *widths]))
            lines += more
    return "\n".join(lines)


def _broken(name: str, width: int) -> list[str]:
    """A name of kin in lines; English ones (great-great-aunt) may break at hyphens too."""
    if name.isascii():
        return textwrap.wrap(name, width, subsequent_indent=GAP)
    first, *more = wrap(name, width - len(GAP))
    return [first, *(GAP + line for line in more)]


def _width(widths: Sequence[int], heads: Sequence[Sequence[str]]) -> int:
    """Columns that all but the name take."""
    return sum(len(GAP) + max(w, *(columns(p) for p in head)) for w, head in zip(widths, heads, strict=True))


def _heading(heads: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    depth = max(len(head) for head in heads)
    for k in range(depth):
        parts = [head[k - depth + len(head)] if k >= depth - len(head) else "" for head in heads]
        yield _line(parts[0], parts[1:], widths)


def _line(name: str, numbers: Sequence[str], widths: Sequence[int]) -> str:
    right = (" " * (w - columns(number)) + number for number, w in zip(numbers, widths[1:], strict=True))
    return GAP.join([name + " " * (widths[0] - columns(name)), *right]).rstrip()


def _cells(row: dict[str, Any]) -> list[str]:
    """The words of one row; the numbers of living kin end at the same digit, so that points stand in one column."""
    error = row["standard_error"]
    decimals = 3 if not error else min(3, max(1, 1 - math.floor(math.log10(error))))
    found = []
    for name, value in row.items():
        if value is None:
            found.append("··" + " " * 4 if name != "focal_persons" else "··")
        elif isinstance(value, float):
            found.append(f"{value:,.{decimals}f}" + " " * (3 - decimals))
        elif name == "focal_sex":
            found.append(text(f"kin_command.sex.{value}"))
        else:
            found.append(f"{value:,}" if isinstance(value, int) else value)
    return found
