"""What ends, begins or is due in a later month: detentions, terms of posts, births, each a list of ids by month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.system.arrays import distinct
from yeonjwa.system.columns import Growing
from yeonjwa.system.family_files import chained


@njit(cache=True, nogil=True)
def put_on_chains(months, row, first, following):
    """Put rows ``row``, ``row`` + 1, ... at the head of the chains of ``months`` (int64); months without a chain are left out."""
    for k in range(months.size):
        if 0 <= months[k] < first.size:
            following[row + k] = first[months[k]]
            first[months[k]] = row + k


class Ends:
    """Lists of persons by name and month, up to a last month; what lies beyond it is forgotten."""

    def __init__(self, last: int):
        self._first: dict[str, NDArray[np.int32]] = {}
        self._rows: dict[str, Growing] = {}
        self._last = last

    def put(self, name: str, months: Any, persons: Any) -> None:
        """Put each of ``persons`` (ids) on the list ``name`` of its month (month indices; one for all, or one each)."""
        persons = np.asarray(persons)
        if not persons.size:
            return
        months = np.asarray(months, dtype=np.int64)
        if months.shape != persons.shape:
            months = np.broadcast_to(months, persons.shape)
        if name not in self._rows:
            self._first[name] = np.full(self._last + 1, -1, dtype=np.int32)
            self._rows[name] = Growing(person=("int32", -1), following=("int32", -1))
        table = self._rows[name]
        rows = table.add(persons.size, person=persons)
        put_on_chains(np.ascontiguousarray(months), int(rows[0]), self._first[name], table.following)

    def due(self, name: str, month: int) -> NDArray[np.int64]:
        """Ids on the list ``name`` of ``month``, rising, each once."""
        if name not in self._rows or not 0 <= month <= self._last:
            return np.empty(0, dtype=np.int64)
        table, at = self._rows[name], np.array([month], dtype=np.int64)
        _, rows = chained(self._first[name], table.following, at, len(table))
        return distinct(table.person[rows]).astype(np.int64)

    def lists(self) -> dict[tuple[str, int], list[int]]:
        """All lists that are not empty, by name and month, each rising."""
        found = {
            (name, month): self.due(name, month).tolist()
            for name, first in self._first.items()
            for month in np.flatnonzero(first >= 0).tolist()
        }
        return dict(sorted(found.items()))


__all__ = ["Ends"]
