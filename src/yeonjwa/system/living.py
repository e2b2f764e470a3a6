"""Whether persons live, and whether they do so at home: what the processes ask most often, of scattered ids."""

from __future__ import annotations

from typing import Any

from numba import njit

from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.register import HOME


@njit(cache=True, nogil=True)
def find_living(persons, born, month, gone, found):
    """Write into ``found`` (bool) whether each of ``persons`` (int64, negative for nobody) has an id below ``born`` and lives at ``month``.

    gone : int16 by person, month of death or separation
    """
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(gone, persons[k + AHEAD])
        person = persons[k]
        found[k] = (person >= 0) & (person < born) & (gone[max(person, 0)] > month)


@njit(cache=True, nogil=True)
def find_at_home(persons, born, month, gone, whereabouts, found):
    """As ``find_living``, of those who are at HOME (``whereabouts``, uint8 by person)."""
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(gone, persons[k + AHEAD])
            ask_for(whereabouts, persons[k + AHEAD])
        person = persons[k]
        own = max(person, 0)
        found[k] = (person >= 0) & (person < born) & (gone[own] > month) & (whereabouts[own] == HOME)


def lives_plain(person: int, born: int, month: int, gone: Any) -> bool:
    """Slow twin of ``find_living`` for one person."""
    return 0 <= person < born and bool(gone[person] > month)


__all__ = ["find_at_home", "find_living", "lives_plain"]
