"""Births, marriages, ageing and deaths of a month, as the genealogy has them, less what leaving undid.

The genealogy is exogenous. A marriage does not happen while one of the two is away (or if one was never born), and is made
up for when both are home before either marries again; a birth does not happen if the mother is away in its month, the
father was away nine months before, the parents' marriage has not happened, or a parent was never born. What did not happen
takes its descendants with it. Return does not bring back a birth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.months import month_of
from yeonjwa.system.arrays import one_of
from yeonjwa.system.register import BANDS, HOME, IN_EXILE, grow_older
from yeonjwa.system.state import FIRST, LAST, State

CONCEPTION = 9  # months before a birth


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
        c = state.columns
        unions = np.concatenate([self._put_off, unions])
        away, over = np.zeros(unions.size, dtype=bool), c["union_end"][unions] <= state.month
        for side in ("wife", "husband"):
            who, following = c[f"union_{side}"][unions], c[f"{side}_next_union"][unions]
            over |= state.gone[who] <= state.month  # dead, or never born
            over |= (following >= 0) & (c["union_start"][following] <= state.month)
            away |= ~one_of(state.whereabouts[who], (HOME, IN_EXILE))
        wed = unions[~away & ~over]
        state.union_end[unions] = c["union_start"][unions]
        state.union_end[wed] = c["union_end"][wed]
        self._put_off = unions[away & ~over]
        state.recode(np.concatenate([c["union_wife"][wed], c["union_husband"][wed]]))

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
