"""What lines and bands of a report on simulated runs hold: the luck of one run, or the spread over the runs of an ensemble.

A table over runs names the runs of each row in its column ``runs``; a table of one run has no such column.
"""

from __future__ import annotations

from collections.abc import Mapping

from yeonjwa.messages import text
from yeonjwa.outcome import Table

RUNS = "runs"


def runs_of(table: Table) -> int | None:
    """How many runs a table rests on; None if it is of one run."""
    return int(table.column(RUNS).max()) if RUNS in table.data and len(table) else None


def band(table: Table) -> str:
    """What lines and bands drawn from a table hold, in words for a caption."""
    runs = runs_of(table)
    if runs is None:
        return text("simulated.band.luck")
    return text("simulated.band.one" if runs == 1 else "simulated.band.runs", runs=runs)


def interval(table: Table, low: str, high: str) -> str:
    """An interval beside a number of the first screen."""
    runs = runs_of(table)
    if runs is None:
        return text("simulated.interval", low=low, high=high)
    return "" if runs == 1 else text("simulated.interval_runs", low=low, high=high)


def note(published: Mapping[str, Table]) -> str:
    """What the intervals of the report hold and what they leave out."""
    runs = runs_of(published["harm_by_kin"])
    return text("simulated.note") if runs is None else text("simulated.note_runs", runs=runs)


__all__ = ["band", "interval", "note", "runs_of"]
