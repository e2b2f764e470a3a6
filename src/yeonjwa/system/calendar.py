"""Where in a column of months of the country the rows of a span of months stand.

Unions, services and posts were made year by year or in order of birth, so that those of a year stand near one another. To look
for them within a stretch of the column, and a year at a time, costs a fraction of sorting all of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STRETCH = 1 << 13
"""Rows of which the earliest and the latest month are kept."""


class Stretches:
    """The earliest and the latest of each stretch of a column of ``months`` (int16[n]), in no order."""

    def __init__(self, months: NDArray[np.int16]) -> None:
        self.rows = months.size
        begins = np.arange(0, months.size, STRETCH)
        self._earliest, self._latest = (
            f.reduceat(months, begins) if begins.size else months for f in (np.minimum, np.maximum)
        )
        self._earliest_from = np.minimum.accumulate(self._earliest[::-1])[::-1]
        self._begun = -1, 0  # of the month last asked about

    def holding(self, first: int, last: int) -> slice:
        """A slice of the rows that holds all of months ``first`` to ``last`` - 1, and others."""
        at = np.flatnonzero((self._earliest < last) & (self._latest >= first))
        return slice(int(at[0]) * STRETCH, min((int(at[-1]) + 1) * STRETCH, self.rows)) if at.size else slice(0, 0)

    def begun(self, month: int) -> int:
        """A row from which on all are of a later month than ``month``."""
        if self._begun[0] != month:
            stretches = int(self._earliest_from.searchsorted(month, side="right"))
            self._begun = month, min(stretches * STRETCH, self.rows)
        return self._begun[1]


class OfMonths:
    """``persons`` by ``months`` (a column each of the country's), worked out a year at a time."""

    def __init__(self, persons: NDArray[np.int32], months: NDArray[np.int16]) -> None:
        self._persons, self._months = persons, months
        self._stretches = Stretches(months)
        self._year = -1
        self._found = np.empty(0, dtype=np.int32)
        self._begin = np.zeros(13, dtype=np.int64)

    def of(self, month: int) -> NDArray[np.int32]:
        """Those of ``month``, in order of their rows."""
        if month // 12 != self._year:
            self._year = month // 12
            first = 12 * self._year
            rows = self._stretches.holding(first, first + 12)
            within = self._months[rows] - np.int16(first)
            inside = np.flatnonzero(within.view(np.uint16) < 12)
            within = within[inside]
            self._found = self._persons[rows][inside[np.argsort(within, kind="stable")]]
            self._begin = np.append(0, np.cumsum(np.bincount(within, minlength=12)))
        return self._found[self._begin[month % 12] : self._begin[month % 12 + 1]]


__all__ = ["OfMonths", "Stretches"]
