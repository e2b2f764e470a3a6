"""Reading published tables: the rows that a view shows, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from yeonjwa.outcome import Table
from yeonjwa.report.svg import is_known

NAN = float("nan")


@dataclass(frozen=True)
class Value:
    """One number with its interval; NaN where hidden or not there."""

    value: float = NAN
    low: float = NAN
    high: float = NAN
    people: float = NAN


def values_of(table: Table, name: str) -> list[Any]:
    """The values of a dimension in the order in which they first stand."""
    return list(dict.fromkeys(table.column(name).tolist()))


def kept(table: Table, keep: Any) -> Table:
    """The rows for which ``keep`` holds (bool[rows])."""
    return replace(table, data={name: table.column(name)[keep] for name in table.data})


def reach_at(reach: Table, **where: Any) -> Value:
    """Share reached in one row of the central clustering chosen by ``where``; the interval spans all clusterings.

    The table gives an interval over placings for each clustering; the widest ends are shown, since how strongly people
    followed each other is not known. Where any clustering is hidden, its ends are left out.
    """
    clustering = where.pop("clustering")
    rows = reach.where(**where)
    main = rows.where(clustering=clustering)
    if not len(main):
        return Value()
    lows = [v for v in rows.column("low").tolist() if is_known(v)]
    highs = [v for v in rows.column("high").tolist() if is_known(v)]
    share, people = float(main.column("share")[0]), float(main.column("people")[0])
    if not is_known(share):
        return Value()
    return Value(share, min(lows), max(highs), people)


def latest_year(table: Table) -> int:
    """The last year of a table."""
    return int(np.max(table.column("year")))
