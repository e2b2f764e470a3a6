"""Where people are, and from when: what is written of those who come to new whereabouts, and the births that it may undo."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.register import HOME, IN_EXILE


@njit(cache=True, nogil=True)
def begin_stay(persons, rows, month, whereabouts, cause, kin_band, until, people_since, people_cause, people_kin_band, people_until,
               away_since, back_since, away_before, back_before, row_whereabouts, whereabouts_of, post_now, busy_until):  # fmt: skip
    """Write the new ``whereabouts`` of ``persons`` (int64, each once) with their ``rows``, from ``month`` on.

    cause : code of what holds them; kin_band : uint8, until : int16, one for all or one each
    people_since to row_whereabouts : columns of the affected, by row; whereabouts_of, post_now, busy_until : by person; written

    Returns
    -------
    int64[n]
        Those who leave a place where children are born: they were at home or banished, and are no more.
    """
    leave = np.empty(persons.size, dtype=np.int64)
    size = 0
    of_band, of_until = min(kin_band.size - 1, 1), min(until.size - 1, 1)
    is_here = whereabouts in (HOME, IN_EXILE)
    for k in range(persons.size):
        person, row = persons[k], rows[k]
        people_since[row], people_cause[row] = month, cause
        people_kin_band[row], people_until[row] = kin_band[k * of_band], until[k * of_until]
        before = whereabouts_of[person]
        was_here = before in (HOME, IN_EXILE)
        whereabouts_of[person] = whereabouts
        row_whereabouts[row] = whereabouts
        if is_here and not was_here:
            back_since[row] = month
        elif was_here and not is_here:
            away_before[row], back_before[row] = away_since[row], back_since[row]
            away_since[row] = month
            leave[size] = person
            size += 1
        if whereabouts != HOME:
            post_now[person] = 0
            busy_until[person] = 0
    return leave[:size].copy()


def begin_stay_plain(whereabouts: int, month: int, before: dict[str, int]) -> tuple[dict[str, int], bool]:
    """Slow twin of ``begin_stay`` for one person: the spells and whereabouts that were ``before`` as they are now, and whether it leaves."""
    here = HOME, IN_EXILE
    now = before | {"since": month, "whereabouts": whereabouts}
    if whereabouts in here and before["whereabouts"] not in here:
        now["back_since"] = month
    leaves = whereabouts not in here and before["whereabouts"] in here
    if leaves:
        now |= {"away_before": before["away_since"], "back_before": before["back_since"], "away_since": month}
    return now, leaves


@njit(cache=True, nogil=True)
def children_from(persons, child_start, child, first, birth):
    """The children of ``persons`` (int64) from id ``first`` on, int32, in order of persons and births; and the months of their
    birth (``birth``: int16 by person), int64."""
    size = 0
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(child_start, persons[k + AHEAD])
        ask_for(child, np.int64(child_start[persons[k]]))
        size += child_start[persons[k] + 1] - child_start[persons[k]]
    found = np.empty(size, dtype=np.int32)
    size = 0
    for k in range(persons.size):
        for j in range(child_start[persons[k]], child_start[persons[k] + 1]):
            found[size] = child[j]
            ask_for(birth, np.int64(child[j]))
            size += child[j] >= first
    months = np.empty(size, dtype=np.int64)
    for k in range(size):
        months[k] = birth[found[k]]
    return found[:size].copy(), months


def children_from_plain(persons: Any, child_start: Any, child: Any, first: int, birth: Any) -> list[tuple[int, int]]:
    """Slow twin of ``children_from``."""
    own = [int(one) for p in persons for one in child[child_start[p] : child_start[p + 1]] if one >= first]
    return [(one, int(birth[one])) for one in own]


__all__ = ["begin_stay", "begin_stay_plain", "children_from", "children_from_plain"]
