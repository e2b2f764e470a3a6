"""What ends, begins or is due in a later month: detentions, terms of posts, births, each a list of ids by month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.system.arrays import distinct

PIECE = 32
"""Entries that stand together."""


@njit(cache=True, nogil=True)
def put_on_lists(months, persons, latest, filled, pieces, before, used):
    """Put each of ``persons`` (int32) on the list of its month (``months``, int64); returns the pieces in use, of ``used`` before.

    A list is a chain of pieces, the latest first. latest : int32 by month, the piece in use, -1 none; filled : int64 by month, the
    entries in it; pieces : int32[n, PIECE]; before : int32[n], the piece before each. Months without a list are left out.
    """
    for k in range(months.size):
        month = months[k]
        if not 0 <= month < latest.size:
            continue
        if latest[month] < 0 or filled[month] == PIECE:
            before[used] = latest[month]
            latest[month], filled[month] = used, 0
            used += 1
        pieces[latest[month], filled[month]] = persons[k]
        filled[month] += 1
    return used


class _Lists:
    """The lists of one name, in pieces that hold those of one month each."""

    def __init__(self, months: int) -> None:
        self.latest = np.full(months, -1, dtype=np.int32)
        self.filled = np.zeros(months, dtype=np.int64)
        self.pieces = np.empty((months, PIECE), dtype=np.int32)
        self.before = np.empty(months, dtype=np.int32)
        self.used = 0

    def put(self, months: NDArray[np.int64], persons: NDArray[np.int32]) -> None:
        room = self.used + min(persons.size, self.latest.size) + persons.size // PIECE
        if room > len(self.before):
            pieces, before = self.pieces, self.before
            self.pieces, self.before = np.empty((2 * room, PIECE), dtype=np.int32), np.empty(2 * room, dtype=np.int32)
            self.pieces[: self.used], self.before[: self.used] = pieces[: self.used], before[: self.used]
        self.used = put_on_lists(months, persons, self.latest, self.filled, self.pieces, self.before, self.used)

    def of(self, month: int) -> NDArray[np.int32]:
        """Those of a month that has a list, in no order."""
        own, piece = [], int(self.latest[month])
        while piece >= 0:
            own.append(piece)
            piece = int(self.before[piece])
        entries = self.pieces[own].ravel()  # the first piece may have room left
        return np.concatenate([entries[: self.filled[month]], entries[PIECE:]])


class Ends:
    """Lists of persons by name and month, up to a last month; what lies beyond it is forgotten."""

    def __init__(self, last: int):
        self._lists: dict[str, _Lists] = {}
        self._last = last

    def put(self, name: str, months: Any, persons: Any) -> None:
        """Put each of ``persons`` (ids) on the list ``name`` of its month (month indices; one for all, or one each)."""
        persons = np.ascontiguousarray(persons, dtype=np.int32)
        if not persons.size:
            return
        if name not in self._lists:
            self._lists[name] = _Lists(self._last + 1)
        each = np.empty(persons.size, dtype=np.int64)
        each[:] = months
        self._lists[name].put(each, persons)

    def due(self, name: str, month: int) -> NDArray[np.int64]:
        """Ids on the list ``name`` of ``month``, rising, each once."""
        if name not in self._lists or not 0 <= month <= self._last or self._lists[name].latest[month] < 0:
            return np.empty(0, dtype=np.int64)
        return distinct(self._lists[name].of(month)).astype(np.int64)

    def lists(self) -> dict[tuple[str, int], list[int]]:
        """All lists that are not empty, by name and month, each rising."""
        found = {
            (name, month): self.due(name, month).tolist()
            for name, lists in self._lists.items()
            for month in np.flatnonzero(lists.latest >= 0).tolist()
        }
        return dict(sorted(found.items()))


__all__ = ["Ends"]
