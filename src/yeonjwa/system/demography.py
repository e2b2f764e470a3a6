"""Births, marriages, ageing and deaths of a month, as the genealogy has them, less what leaving undid.

The genealogy is exogenous. A marriage does not happen while one of the two is away (or if one was never born), and is made
up for when both are home before either marries again; a birth does not happen if the mother is away in its month, the
father was away nine months before, the parents' marriage has not happened, or a parent was never born. What did not happen
takes its descendants with it. Return does not bring back a birth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points import ABSENT, GROUP
from yeonjwa.months import NEVER, month_of, year_of
from yeonjwa.system.register import ABROAD, BANDS, HOME, IN_EXILE, group_of, grow_older, put_group, settle
from yeonjwa.system.state import FIRST, LAST, State
from yeonjwa.system.threads import each, parts_of_range

CONCEPTION = 9  # months before a birth
WED, PUT_OFF, OVER = range(3)
"""What becomes of a marriage in its month."""
FEWEST_IN_A_THREAD = 1000
BLOCK = 32  # couples asked about together
STEP = 1 << 20  # persons whose first group is worked out at a time
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
def in_order_of_month(first, last, at, wife, husband, start, end, place, wife_next, husband_next, weddings):
    """Write the unions that start in months ``first`` to ``last`` - 1 into ``weddings`` (see WEDDING), by month and row.

    at : int64[months], where the unions of each month begin in ``weddings``; in the end, where they end.
    """
    for union in range(start.size):
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
def marry(chosen, weddings, month, gone, whereabouts, row_of, union_end, code_of_row, codes, outcome):
    """Hold the ``weddings`` at positions ``chosen``: write WED, PUT_OFF (one of the two is away) or OVER (one is dead or was never
    born, or married again, or it would have ended) into ``outcome``, the end of each union as it is in the run into
    ``union_end`` (its start while it is void), and the group of the wed, who move to the place of the union if they live in
    a county (see ``register.recode``). Returns a number of no meaning: what is asked about the couples of a block is read
    for all of them first, in reads that do not wait for one another."""
    total = 0
    for k in range(chosen.size):
        if k % BLOCK == 0:
            for j in range(k, min(k + BLOCK, chosen.size)):
                wedding = weddings[chosen[j]]
                for who in (wedding["wife"], wedding["husband"]):
                    total += gone[who] + codes[who] + row_of[who]
        wedding = weddings[chosen[k]]
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
            group = codes[who] & GROUP
            if group == ABSENT:
                continue
            rest, band = divmod(group - 1, COUNT)
            lives_in, cadre, sex = rest // 4, rest // 2 % 2, rest % 2
            if lives_in < ABROAD:
                lives_in = wedding["place"] // 2
            put_group(who, lives_in, cadre, sex, band, row_of, code_of_row, codes)
    return total


class Demography:
    """Unions and births of the run's window in order of month."""

    def __init__(self, state: State):
        self._weddings, self._begin = _weddings(state)
        self._put_off = np.empty(
            0, dtype=np.int64
        )  # positions of weddings whose month has come while one of the two was away
        self.births = 0
        self.masked = 0

    @staticmethod
    def settle(state: State) -> None:
        """Give the living of 16 or older some group at the place where they live. To look up the unions of each would take
        four times as long as to go over all unions in order."""
        c, last = state.columns, _first_under_age(state)

        def born(first: int) -> None:
            ids = slice(first, min(first + STEP, last))
            lives = state.gone[ids] > state.month
            state.code[ids] = np.where(lives, group_of(c["birth_place"][ids] // 2, 0, 0, 0), ABSENT)

        def married(role: str) -> None:  # nobody is a wife and a husband
            settle(c[f"union_{role}"], c["union_start"], state.union_end, c["union_place"], state.month, state.code)

        each(born, range(0, last, STEP))
        each(married, ("wife", "husband"))

    @staticmethod
    def begin(state: State) -> None:
        """Groups of everybody who is 16 or older, settled, when the run begins (the month before its first), by their posts too."""
        last = _first_under_age(state)
        for first in range(0, last, STEP):
            state.recode(first + np.flatnonzero(state.code[first : min(first + STEP, last)]))

    def marry_and_be_born(self, state: State) -> None:
        """Marriages and births of this month; each January people grow a year older."""
        month = state.month
        if month % 12 == 0:
            self._grow_older(state)
        self._marry(state, np.arange(*self._begin[month - FIRST : month - FIRST + 2]))
        self.births += state.born_before(month + 1) - state.born_before(month)
        self._be_born(state, state.ending("birth"))

    def _grow_older(self, state: State) -> None:
        for age in BANDS:
            year = state.year - age
            first, last = state.born_before(month_of(year)), state.born_before(month_of(year + 1))
            if age == BANDS[0]:
                ids = np.arange(first, last, dtype=np.int64)
                state.recode(ids[state.gone[ids] > state.month])
                continue
            grow_older(first, last, state.month, state.gone, state.code)
            rows = state.people.row_of[first:last]
            known = np.flatnonzero(rows)
            state.people.code[rows[known]] = state.code[first + known]
            state.crowd.grow_older(first, last, state.code)  # groups change without ``recode``
            state.warm.grow_older(rows[known])

    def _marry(self, state: State, weddings: NDArray[np.int64]) -> None:
        """Hold the ``weddings`` (positions) of this month and those put off; put off those of whom one is away."""
        people = state.people
        weddings = np.concatenate([self._put_off, weddings])
        outcome = np.empty(weddings.size, dtype=np.uint8)

        def marry_part(part: tuple[int, int]) -> None:
            # Nobody weds twice in a month, so that no two parts change the same person.
            of_it = slice(*part)
            marry(
                weddings[of_it], self._weddings, state.month, state.gone, state.whereabouts, people.row_of, state.union_end, people.code, state.code, outcome[of_it],
            )  # fmt: skip

        each(marry_part, parts_of_range(0, weddings.size, FEWEST_IN_A_THREAD))
        self._put_off = weddings[outcome == PUT_OFF]
        wed = self._weddings[weddings[outcome == WED]]
        state.note_groups(np.concatenate([wed["wife"], wed["husband"]]))

    def _be_born(self, state: State, children: NDArray[Any]) -> None:
        """Mask those of ``children`` (due this month, a parent of whom has been away) whose birth does not happen."""
        if not children.size:
            return
        c, month = state.columns, state.month
        mother, father = c["mother"][children], c["father"][children]
        is_masked = np.zeros(children.size, dtype=bool)
        for parent, when in ((mother, month), (father, month - CONCEPTION)):
            has = parent >= 0
            own = np.where(has, parent, 0)
            never_born = state.gone[own] <= state.birth[own]
            is_masked |= has & (never_born | state.was_away(own, when))
            # Dead by a practice before the birth (mother) or conception (father).
            is_masked |= has & (state.gone[own] < np.minimum(c["death_month"][own], when))
        is_masked |= self._is_of_void_union(state, mother, father)
        masked = children[is_masked]
        self.masked += masked.size
        state.gone[masked] = state.birth[masked]
        state.expect_births(masked)

    @staticmethod
    def _is_of_void_union(state: State, mother: NDArray[Any], father: NDArray[Any]) -> NDArray[np.bool_]:
        c = state.columns
        row = np.where(mother >= 0, c["first_union"][mother], -1)
        void = np.zeros(mother.size, dtype=bool)
        while (going := row >= 0).any():
            of_both = going & (c["union_husband"][row] == father)
            void |= of_both & (state.union_end[row] <= c["union_start"][row])
            row = np.where(going & ~of_both, c["wife_next_union"][row], -1)
        return void


def _first_under_age(state: State) -> int:
    """First id of those who are under 16 as the run begins."""
    return state.born_before(month_of(year_of(FIRST - 1) - BANDS[0] + 1))


def _weddings(state: State) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The unions of the run's window in order of month (of type WEDDING), and where each month begins among them."""
    c = state.columns
    start = c["union_start"]
    months = LAST + 1 - FIRST
    counts = np.bincount(start[(start >= FIRST) & (start <= LAST)] - FIRST, minlength=months)
    begin = np.append(0, np.cumsum(counts))
    weddings = np.empty(begin[-1], dtype=WEDDING)

    def of_months(part: tuple[int, int]) -> None:
        in_order_of_month(
            FIRST + part[0], FIRST + part[1], begin[part[0] : part[1]].copy(), c["union_wife"], c["union_husband"], start,
            c["union_end"], c["union_place"], c["wife_next_union"], c["husband_next_union"], weddings,
        )  # fmt: skip

    each(of_months, parts_of_range(0, months, 1))
    return weddings, begin
