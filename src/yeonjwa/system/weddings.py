"""Weddings: the unions of the run's window in order of month, a year at a time, and what becomes of each in its month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points import ABSENT, GROUP, RAISED
from yeonjwa.months import NEVER
from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.register import ABROAD, BANDS, HOME, IN_EXILE
from yeonjwa.system.state import Regrouped, State
from yeonjwa.system.threads import each, parts_of_range

WED, PUT_OFF, OVER = range(3)
"""What becomes of a marriage in its month."""
FEWEST_IN_A_THREAD = 1000
COUNT = len(BANDS)

WEDDING = np.dtype(
    [
        ("union", "i4"),
        ("wife", "i4"),
        ("husband", "i4"),
        ("place", "u2"),
        ("start", "i2"),
        ("end", "i2"),
        ("following", "i2"),
    ]
)
"""What a wedding asks about: row, couple, place and months of a union, and when the first of the two marries again (or NEVER)."""


@njit(cache=True, nogil=True)
def in_order_of_month(
    first, last, at, row, end_row, wife, husband, start, end, place, wife_next, husband_next, weddings
):
    """Write the unions among rows ``row`` to ``end_row`` - 1 that start in months ``first`` to ``last`` - 1 into ``weddings`` (see
    WEDDING), by month and row.

    at : int64[months], where the unions of each month begin in ``weddings``; in the end, where they end.
    """
    for union in range(row, end_row):
        month = start[union]
        if not first <= month < last:
            continue
        wedding = weddings[at[month - first]]
        at[month - first] += 1
        wedding["union"], wedding["wife"], wedding["husband"] = union, wife[union], husband[union]
        wedding["place"], wedding["start"], wedding["end"], wedding["following"] = (
            place[union],
            month,
            end[union],
            NEVER,
        )
        for following in (wife_next[union], husband_next[union]):
            if following >= 0:
                wedding["following"] = min(wedding["following"], start[following])


@njit(cache=True, nogil=True)
def marry(weddings, month, gone, whereabouts, row_of, watched, union_end, code_of_row, codes, outcome):
    """Hold the ``weddings``: write WED, PUT_OFF (one of the two is away) or OVER (one is dead or was never
    born, or married again, or it would have ended) into ``outcome``, the end of each union as it is in the run into
    ``union_end`` (its start while it is void), and the group of the wed, who move to the place of the union if they live in
    a county; returns of the wed what ``register.recode`` does."""
    entered, raised = np.empty(2 * weddings.size, dtype=np.int32), np.empty(2 * weddings.size, dtype=np.int32)
    size = rows = 0
    for k in range(weddings.size):
        if k + AHEAD < weddings.size:
            later = weddings[k + AHEAD]
            for who in (later["wife"], later["husband"]):
                ask_for(gone, who)
                ask_for(codes, who)
        wedding = weddings[k]
        is_over, is_away = wedding["end"] <= month or wedding["following"] <= month, False
        for who in (wedding["wife"], wedding["husband"]):
            is_over |= gone[who] <= month
            # Whoever has a group is there.
            is_away |= codes[who] & GROUP == ABSENT and not (whereabouts[who] == HOME or whereabouts[who] == IN_EXILE)
        outcome[k] = OVER if is_over else (PUT_OFF if is_away else WED)
        if outcome[k] != WED:
            union_end[wedding["union"]] = wedding["start"]
            continue
        if wedding["start"] < month:  # it was put off
            union_end[wedding["union"]] = wedding["end"]
        for who in (wedding["wife"], wedding["husband"]):
            before = codes[who]
            group = before & GROUP
            if group == ABSENT:
                continue
            rest, band = divmod(group - 1, COUNT)
            lives_in, cadre, sex = rest // 4, rest // 2 % 2, rest % 2
            if lives_in < ABROAD:
                lives_in = wedding["place"] // 2
            code = (before & RAISED) | (1 + ((lives_in * 2 + cadre) * 2 + sex) * COUNT + band)
            if before & RAISED:
                row = row_of[who]
                code_of_row[row] = code
                raised[rows] = row
                rows += 1
            codes[who] = code
            entered[size] = who  # overwritten by the next, unless it counts: no branch to foresee
            size += watched[code]
    return entered[:size].copy(), raised[:rows].copy()


class Weddings:
    """The weddings of each month (of type WEDDING), in order of month and row, found a year at a time."""

    def __init__(self) -> None:
        self._year = -1
        self._found = np.empty(0, dtype=WEDDING)
        self._begin = np.zeros(13, dtype=np.int64)

    def of(self, state: State) -> NDArray[Any]:
        """Those of the state's month: a view, which may be written to."""
        if state.month // 12 != self._year:
            self._year = state.month // 12
            self._find(state, 12 * self._year)
        month = state.month % 12
        return self._found[self._begin[month] : self._begin[month + 1]]

    def _find(self, state: State, first: int) -> None:
        c, rows = state.columns, state.unions.holding(first, first + 12)
        within = c["union_start"][rows] - np.int16(first)
        counts = np.bincount(within[within.view(np.uint16) < 12], minlength=12)
        self._begin = np.append(0, np.cumsum(counts))
        self._found = np.empty(self._begin[-1], dtype=WEDDING)

        def of_months(part: tuple[int, int]) -> None:
            in_order_of_month(
                first + part[0], first + part[1], self._begin[part[0] : part[1]].copy(), rows.start, rows.stop, c["union_wife"],
                c["union_husband"], c["union_start"], c["union_end"], c["union_place"], c["wife_next_union"],
                c["husband_next_union"], self._found,
            )  # fmt: skip

        each(of_months, parts_of_range(0, 12, 1))


def hold(state: State, weddings: NDArray[Any]) -> NDArray[Any]:
    """Hold ``weddings`` (of type WEDDING; nobody weds twice among them), and return those put off."""
    people = state.people
    outcome = np.empty(weddings.size, dtype=np.uint8)

    def marry_part(part: tuple[int, int]) -> Regrouped:
        of_it = slice(*part)
        regrouped: Regrouped = marry(
            weddings[of_it], state.month, state.gone, state.whereabouts, people.row_of, state.crowd.watched, state.union_end,
            people.code, state.code, outcome[of_it],
        )  # fmt: skip
        return regrouped

    for regrouped in each(marry_part, parts_of_range(0, weddings.size, FEWEST_IN_A_THREAD)):
        state.note_groups(*regrouped)
    return weddings.take(np.flatnonzero(outcome == PUT_OFF))


__all__ = ["OVER", "PUT_OFF", "WED", "WEDDING", "Weddings", "hold", "in_order_of_month", "marry"]
