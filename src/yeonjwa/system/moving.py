"""Where people live, and what going away or coming back changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit

from yeonjwa.departures.points import ABSENT, GROUP
from yeonjwa.system.register import HOME, IN_EXILE


@njit(cache=True, nogil=True)
def find_places(persons, month, place_of_group, codes, birth_place, union_place, sex, first_union, begun, union_start, wife_next,
                husband_next, place):  # fmt: skip
    """Write the place of each of ``persons`` (int64) into ``place`` (uint8): that of the group in ``codes``; of who is in none, that of
    the latest union, else of birth. place_of_group : uint8 by group; begun : row from which on no union has begun."""
    for k in range(persons.size):
        i = persons[k]
        group = codes[i] & GROUP
        if group != ABSENT:
            place[k] = place_of_group[group]
            continue
        union, found = first_union[i], -1
        while 0 <= union < begun and union_start[union] <= month:
            found = union
            union = wife_next[union] if sex[i] == 0 else husband_next[union]
        place[k] = (union_place[found] if found >= 0 else birth_place[i]) // 2


@njit(cache=True, nogil=True)
def go_to(there, month, persons, rows, whereabouts, post_now, busy_until, of_row, since, away_since, back_since, away_before,
          back_before):  # fmt: skip
    """Bring ``persons`` (int64, each once; rows among the affected) ``there`` (of WHEREABOUTS); who goes from home loses the post.

    whereabouts, post_now, busy_until : by person; of_row (the whereabouts) and the months of the latest two spells away : by row.
    Returns those who were at home or banished and are no longer, int64.
    """
    leaves = np.empty(persons.size, dtype=np.int64)
    size = 0
    for k in range(persons.size):
        i, row = persons[k], rows[k]
        was_here = whereabouts[i] == HOME or whereabouts[i] == IN_EXILE
        whereabouts[i], of_row[row], since[row] = there, there, month
        if there != HOME:
            post_now[i], busy_until[i] = 0, 0
        if there in (HOME, IN_EXILE):
            if not was_here:
                back_since[row] = month
        elif was_here:
            away_before[row], back_before[row] = away_since[row], back_since[row]
            away_since[row] = month
            leaves[size] = i
            size += 1
    return leaves[:size].copy()


def go_to_plain(there: int, month: int, was: int, spells: Sequence[int]) -> tuple[bool, Sequence[int]]:
    """Slow twin of ``go_to`` for one person: whether the person leaves, and away_since, back_since, away_before, back_before."""
    away, back, away_before, back_before = spells
    is_here, was_here = there in (HOME, IN_EXILE), was in (HOME, IN_EXILE)
    if is_here and not was_here:
        return False, (away, month, away_before, back_before)
    if was_here and not is_here:
        return True, (month, back, away, back)
    return False, spells


def place_plain(person: int, month: int, group: int, place_of_group: Sequence[int], columns: Any) -> int:
    """Slow twin of ``find_places`` for one person."""
    if group:
        return int(place_of_group[group])
    from yeonjwa.population.spells import latest_union_plain

    union = latest_union_plain(columns, person, month)
    return int(columns["union_place"][union] if union >= 0 else columns["birth_place"][person]) // 2


__all__ = ["find_places", "go_to", "go_to_plain", "place_plain"]
