"""Where people live, in the county of their group, else of their latest union, else of birth; and who they are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numba import njit

from yeonjwa.departures.points import ABSENT, GROUP
from yeonjwa.read_ahead import AHEAD, ask_for


@njit(cache=True, nogil=True)
def find_places(persons, month, place_of_group, codes, birth_place, union_place, sex, first_union, begun, union_start, wife_next,
                husband_next, place):  # fmt: skip
    """Write the place of each of ``persons`` (int64) into ``place`` (uint8): that of the group in ``codes``; of who is in none, that of
    the latest union, else of birth. place_of_group : uint8 by group; begun : row from which on no union has begun."""
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(codes, persons[k + AHEAD])
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
def find_strata(persons, place, where_of_place, is_cadre, post_now, where, who):
    """Write of each of ``persons`` (int64), who live at ``place`` (uint8), ``where`` and ``who`` (uint8, see ``State.stratum_of``).
    where_of_place : uint8 by place; is_cadre : bool by post; post_now : uint8 by person."""
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(post_now, persons[k + AHEAD])
        where[k], who[k] = where_of_place[place[k]], is_cadre[post_now[persons[k]]]


def place_plain(person: int, month: int, group: int, place_of_group: Sequence[int], columns: Any) -> int:
    """Slow twin of ``find_places`` for one person."""
    if group:
        return int(place_of_group[group])
    from yeonjwa.population.spells import latest_union_plain

    union = latest_union_plain(columns, person, month)
    return int(columns["union_place"][union] if union >= 0 else columns["birth_place"][person]) // 2


__all__ = ["find_places", "find_strata", "place_plain"]
