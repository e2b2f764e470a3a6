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
from yeonjwa.system.register import BANDS, group_of, grow_older, settle
from yeonjwa.system.state import State
from yeonjwa.system.threads import each
from yeonjwa.system.weddings import WEDDING, Weddings, hold

CONCEPTION = 9  # months before a birth
STEP = 1 << 16  # persons whose first group is worked out at a time


class Demography:
    """Unions and births of the run's window in order of month."""

    def __init__(self) -> None:
        self._weddings = Weddings()
        self._put_off = np.empty(0, dtype=WEDDING)  # their month has come while one of the two was away
        self.births = 0
        self.masked = 0

    @staticmethod
    def settle(state: State) -> None:
        """Give the living of 16 or older the group that they have without a post. To look up the unions of each would take
        four times as long as to go over all unions in order."""
        c = state.columns

        def born(part: tuple[int, int, int]) -> None:
            band, ids = part[0], slice(*part[1:])
            group = group_of(c["birth_place"][ids] // 2, 0, c["sex"][ids], band)
            np.multiply(group, state.gone[ids] > state.month, out=state.code[ids])  # of the dead 0, ABSENT

        def married(role: str) -> None:  # nobody is a wife and a husband
            begun = slice(0, state.unions.begun(state.month))
            settle(
                c[f"union_{role}"][begun], c["union_start"][begun], state.union_end[begun], c["union_place"][begun], state.month, state.code,
            )  # fmt: skip

        edges = [*state.too_young().tolist(), 0]
        pieces = [
            (band, first, min(first + STEP, edges[band]))
            for band in range(len(BANDS))
            for first in range(edges[band + 1], edges[band], STEP)
        ]
        each(born, pieces)
        each(married, ("wife", "husband"))

    def marry_and_be_born(self, state: State) -> None:
        """Marriages and births of this month; each January people grow a year older."""
        month = state.month
        if month % 12 == 0:
            self._grow_older(state)
        self._marry(state, self._weddings.of(state))
        self.births += state.born_before(month + 1) - state.born_before(month)
        self._be_born(state, state.ending("birth"))

    def _grow_older(self, state: State) -> None:
        edges = {age: state.born_before(month_of(state.year - age)) for age in BANDS}
        after = {age: state.born_before(month_of(state.year - age + 1)) for age in BANDS}
        state.recode(np.arange(edges[BANDS[0]], after[BANDS[0]]))

        def older(age: int) -> NDArray[np.int32]:
            people = state.people
            rows: NDArray[np.int32] = grow_older(
                edges[age], after[age], state.month, state.gone, people.row_of, people.code, state.code
            )
            return rows

        for age, rows in zip(BANDS[1:], each(older, BANDS[1:]), strict=True):  # groups change without ``recode``
            state.crowd.grow_older(edges[age], after[age], state.code)
            state.warm.grow_older(rows)

    def _marry(self, state: State, weddings: NDArray[Any]) -> None:
        """Hold the ``weddings`` of this month and those put off; put off those of whom one is away."""
        # Who weds anew this month no longer weds whom a wedding put off was for, which is over then: none waits for another.
        both = [some.view(np.uint8) for some in (self._put_off, weddings)]  # as bytes: NumPy would compare the fields
        self._put_off = hold(state, np.concatenate(both).view(WEDDING))

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
