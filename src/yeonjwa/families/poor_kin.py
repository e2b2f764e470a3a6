"""Which relatives of those who look round are at home and in need, in one look at each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points_kernels import GROUP
from yeonjwa.system.arrays import table_of
from yeonjwa.system.people import left_after
from yeonjwa.system.register import HOME, kind_of_post, place_of_group
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 1_000
CADRE_KINDS = (1, 2)


def in_need(
    state: State, persons: NDArray[np.int32], grown: int, least: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Positions in ``persons`` (living ids), rising, of those at home, of ``grown`` years (16 or more) or older, whose hardship is at
    least ``least``; and their hardship: that of their place and standing and their own."""
    p = state.people
    is_cadre = table_of(CADRE_KINDS)[kind_of_post()]
    born = state.born_before(state.month + 1 - 12 * grown)
    left = left_after(state.figure("fading_hardship"))

    def look(part: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        found: tuple[NDArray[np.int64], NDArray[np.float64]] = poor_among(
            *part, persons, state.month, born, state.gone, state.whereabouts, state.code, place_of_group(), state.post_now, is_cadre,
            state.fields.hardship, p.row_of, p.records, left, least,
        )  # fmt: skip
        return found

    parts = each(look, parts_of_range(0, persons.size, FEWEST_IN_A_THREAD))
    at, hardship = map(np.concatenate, zip(*parts, strict=True))
    return at, hardship


@njit(cache=True, nogil=True)
def poor_among(first, last, persons, month, born, gone, whereabouts, code, place_of_code, post_now, is_cadre, by_place, row_of,
               people, left, least):  # fmt: skip
    """Positions ``first`` to ``last`` - 1 in ``persons`` of those who are in need, int64, and their hardship, float64.

    born : first id that is too young; place_of_code : uint8 by group; is_cadre : bool by post; by_place : float64[PLACES, 2];
    people : records of the affected; left : float64, what is left of hardship after 0, 1, 2, ... months.
    """
    found = np.empty(last - first, dtype=np.int64)
    hardship = np.empty(last - first, dtype=np.float64)
    size = 0
    for k in range(first, last):  # without a branch: reads of the next ones need not wait
        person = persons[k]
        one = people[row_of[person]]
        found[size] = k  # overwritten by the next, unless it counts
        hardship[size] = (
            by_place[place_of_code[code[person] & GROUP], int(is_cadre[post_now[person]])]
            + one.hardship * left[month - one.hardship_month]
        )
        size += (person < born) & (gone[person] > month) & (whereabouts[person] == HOME) & (hardship[size] >= least)
    return found[:size].copy(), hardship[:size].copy()


def in_need_plain(state: State, persons: Any, grown: int, least: float) -> list[tuple[int, float]]:
    """Slow twin of ``in_need``: position and hardship."""
    found = []
    for k, person in enumerate(np.asarray(persons).tolist()):
        one = np.array([person])
        if not (state.at_home(one)[0] and state.has_completed(one, grown)[0]):
            continue
        row = state.people.row_of[one]
        own = state.people.faded("hardship", row, state.month, state.figure("fading_hardship"))
        hardship = float(state.fields.hardship[state.place_of(one), state.stratum_of(one)[1]][0] + own[0])
        if hardship >= least:
            found.append((k, hardship))
    return found


__all__ = ["in_need", "in_need_plain"]
