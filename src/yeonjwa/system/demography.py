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
from yeonjwa.months import month_of
from yeonjwa.system.register import ABROAD, BANDS, HOME, IN_EXILE, grow_older, regroup
from yeonjwa.system.state import FIRST, LAST, State
from yeonjwa.system.threads import each, parts_of_range

CONCEPTION = 9  # months before a birth
WED, PUT_OFF, OVER = range(3)
"""What becomes of a marriage in its month."""
FEWEST_IN_A_THREAD = 1000
COUNT = len(BANDS)


@njit(cache=True, nogil=True)
def marry(unions, month, wife, husband, start, end, place, wife_next, husband_next, gone, whereabouts, row_of, cap, funded,
          union_end, code_of_row, codes, outcome):  # fmt: skip
    """Wed the couples of rows ``unions``: write WED, PUT_OFF (one of the two is away) or OVER (one is dead or was never born,
    or married again, or it would have ended) into ``outcome``, the end of each union as it is in the run into ``union_end``
    (its start if it is void), and the group of the wed, who move to the place of the union unless they live in none
    (see ``register.regroup``)."""
    for k in range(unions.size):
        union = unions[k]
        is_over, is_away = end[union] <= month, False
        for side in range(2):
            who = wife[union] if side == 0 else husband[union]
            following = wife_next[union] if side == 0 else husband_next[union]
            is_over |= gone[who] <= month or (following >= 0 and start[following] <= month)
            is_away |= not (whereabouts[who] == HOME or whereabouts[who] == IN_EXILE)
        outcome[k] = OVER if is_over else (PUT_OFF if is_away else WED)
        union_end[union] = end[union] if outcome[k] == WED else start[union]
        if outcome[k] != WED:
            continue
        for side in range(2):
            who = wife[union] if side == 0 else husband[union]
            group = codes[who] & GROUP
            if group == ABSENT:
                continue
            rest, band = divmod(group - 1, COUNT)
            lives_in, cadre, sex = rest // 4, rest // 2 % 2, rest % 2
            if lives_in < ABROAD:
                lives_in = place[union] // 2
            regroup(who, lives_in, cadre, sex, band, row_of, cap, funded, code_of_row, codes)


class Demography:
    """Unions and births of the run's window in order of month."""

    def __init__(self, state: State):
        start = state.columns["union_start"]
        rows = np.flatnonzero((start >= FIRST) & (start <= LAST)).astype(np.int32)
        self._unions = rows[np.argsort(start[rows], kind="stable")]
        self._begin = np.searchsorted(start[self._unions], np.arange(FIRST, LAST + 2))
        self._put_off = np.empty(0, dtype=np.int32)  # unions whose month has come while one of the two was away
        self.births = 0
        self.masked = 0

    def begin(self, state: State) -> None:
        """Groups of everybody who is 16 or older when the run begins (the month before its first)."""
        state.month = FIRST - 1
        last = state.born_before(month_of(state.year - BANDS[0] + 1))
        step = 1 << 20
        for first in range(0, last, step):
            ids = np.arange(first, min(first + step, last), dtype=np.int64)
            state.recode(ids[state.gone[first : ids[-1] + 1] > state.month])

    def marry_and_be_born(self, state: State) -> None:
        """Marriages and births of this month; each January people grow a year older."""
        month = state.month
        if month % 12 == 0:
            self._grow_older(state)
        self._marry(state, self._unions[self._begin[month - FIRST] : self._begin[month - FIRST + 1]])
        self.births += state.born_before(month + 1) - state.born_before(month)
        self._be_born(state, state.ending("birth"))

    def _grow_older(self, state: State) -> None:
        state.crowd.forget()  # groups change without ``recode``
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

    def _marry(self, state: State, unions: NDArray[Any]) -> None:
        """Marry the ``unions`` of this month and those put off; put off those of whom one is away, drop those that cannot be."""
        c, people = state.columns, state.people
        unions = np.concatenate([self._put_off, unions])
        outcome = np.empty(unions.size, dtype=np.uint8)

        def marry_part(part: tuple[int, int]) -> None:
            # Nobody weds twice in a month, so that no two parts change the same person.
            of_it = slice(*part)
            marry(
                unions[of_it], state.month, c["union_wife"], c["union_husband"], c["union_start"], c["union_end"], c["union_place"],
                c["wife_next_union"], c["husband_next_union"], state.gone, state.whereabouts, people.row_of, people.cap,
                people.funded, state.union_end, people.code, state.code, outcome[of_it],
            )  # fmt: skip

        each(marry_part, parts_of_range(0, unions.size, FEWEST_IN_A_THREAD))
        self._put_off = unions[outcome == PUT_OFF]
        wed = unions[outcome == WED]
        state.crowd.note(np.concatenate([c["union_wife"][wed], c["union_husband"][wed]]), state.code)

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
