"""The table of sensitivity to the assumptions, as it is packaged or was computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yeonjwa.messages import text
from yeonjwa.report.blocks import Grid, Section, Words


@dataclass(frozen=True)
class Sensitivity:
    """Rows of the table as words by head, its heads, and how it was made."""

    heads: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    provenance: str


def sensitivity_section(sensitivity: Sensitivity | None) -> Section:
    """The table with its provenance, or that there is none."""
    title = text("report.sensitivity.title")
    if sensitivity is None:
        return Section("sensitivity", title, [], [Words(text("report.sensitivity.missing"), is_warning=True)])
    rows = [[row.get(head, "–") for head in sensitivity.heads] for row in sensitivity.rows]
    grid = Grid(title, sensitivity.heads, rows)
    return Section("sensitivity", title, [text("report.sensitivity.words")], [grid, Words(sensitivity.provenance)])
