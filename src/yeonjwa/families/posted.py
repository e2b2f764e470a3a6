"""Who holds posts abroad and high posts, with the month of taking them: an index over the few, made once.

Holders are those whom the country has in the post when nobody is barred; who got a seat because somebody else was barred or
had left is not found here. All that is asked holds the post now as well, so that nobody is found who lost it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.posts import CODE
from yeonjwa.system.arrays import distinct, one_of, rows_of
from yeonjwa.system.register import kind_of_post
from yeonjwa.system.state import State

ABROAD = (CODE["official_abroad"], CODE["trader_abroad"], CODE["worker_abroad"])
CADRE_ABROAD = ABROAD[:2]
HIGH = (*CADRE_ABROAD, CODE["elite_cadre"])


@dataclass(frozen=True)
class Holders:
    """Terms of posts in order of post, month of taking it and person: int64[k] each.

    look : float64[k], a draw of each holder, from which the month of looking round among kin follows (``families.support``).
    """

    code: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    person: NDArray[np.int64]
    look: NDArray[np.float64]

    @cached_property
    def crew(self) -> NDArray[np.int64]:
        """Number of the post and month of each row, rising: who took up the same post in the same month has the same."""
        return self.code * 10_000 + self.start

    @cached_property
    def longest(self) -> dict[int, int]:
        """Months of the longest term by post."""
        terms = self.end - self.start
        return {code: int(terms[self.code == code].max()) for code in distinct(self.code).tolist()}

    def looking_round(self, month: int, every: int) -> NDArray[np.int64]:
        """Rows of HIGH posts whose term runs in ``month`` and whose turn it is to look round: each has one in ``every`` months."""
        rows, start, end = self._turns(every)[-month % every]
        return rows[(start <= month) & (end > month)]

    def _turns(self, every: int) -> list[tuple[NDArray[np.int64], NDArray[np.int16], NDArray[np.int16]]]:
        """Rows of HIGH posts by turn, with the months in which their terms begin and end."""
        if every not in self._by_turn:
            high = np.flatnonzero(one_of(self.code, HIGH))
            turn = np.floor(every * self.look[high]).astype(np.int64) % every
            of_turn = [high[turn == k] for k in range(every)]
            start, end = (months.astype(np.int16) for months in (self.start, self.end))  # few bytes to go through
            self._by_turn[every] = [(rows, start[rows], end[rows]) for rows in of_turn]
        return self._by_turn[every]

    @cached_property
    def _by_turn(self) -> dict[int, Any]:
        return {}

    @cached_property
    def _by_person(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.person, kind="stable")
        return order, self.person[order]

    def in_term(self, month: int, codes: tuple[int, ...]) -> NDArray[np.int64]:
        """Rows whose term of one of ``codes`` runs in ``month``, whoever holds the post."""
        parts = [np.empty(0, dtype=np.int64)]
        for code in sorted(set(codes) & self.longest.keys()):
            ends = [code * 10_000 + max(month - self.longest[code], 0), code * 10_000 + month + 1]
            first, last = np.searchsorted(self.crew, ends)
            parts.append(first + np.flatnonzero(self.end[first:last] > month))
        return np.concatenate(parts)

    def held(self, state: State, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of ``rows``, whose term runs, who do hold the post this month and are free."""
        rows = rows[state.post_now[self.person[rows]] == self.code[rows]]
        return rows[state.at_home(self.person[rows])]

    def now(self, state: State, codes: tuple[int, ...]) -> NDArray[np.int64]:
        """Rows of those who hold one of ``codes`` this month and are free."""
        return self.held(state, self.in_term(state.month, codes))

    def of_person(self, state: State, person: int, codes: tuple[int, ...]) -> NDArray[np.int64]:
        """Rows of one person among ``now``."""
        order, persons = self._by_person
        first, last = np.searchsorted(persons, [person, person + 1])
        rows = np.sort(order[first:last])
        runs = one_of(self.code[rows], codes) & (self.start[rows] <= state.month) & (self.end[rows] > state.month)
        return self.held(state, rows[runs])

    def colleagues(self, state: State, row: int) -> NDArray[np.int64]:
        """Persons who took up the same post in the same month as ``row`` and are there: the next in order of ids first."""
        first, last = np.searchsorted(self.crew, [self.crew[row], self.crew[row] + 1])
        rows = np.concatenate([np.arange(row + 1, last), np.arange(first, row)])
        return self.person[self.held(state, rows[self.end[rows] > state.month])]


def holders(state: State) -> Holders:
    """The index of this run's country; made at the first call."""
    found = state.memory.holders
    if found is None:
        c = state.columns
        if "post_person" not in c:
            rows = np.empty(0, dtype=np.int64)
            found = Holders(rows, rows, rows, rows, np.empty(0))
        else:
            rows = rows_of(c["post_code"], (*HIGH, *ABROAD))
            code, start, end, person = (
                c[n][rows].astype(np.int64) for n in ("post_code", "post_start", "post_end", "post_person")
            )
            order = np.lexsort((person, start, code))
            look = state.luck.uniform("month of looking round", person, 0)
            found = Holders(code[order], start[order], end[order], person[order], look[order])
        state.memory.holders = found
    return found


def standing(state: State, persons: NDArray[Any]) -> NDArray[np.uint8]:
    """0 ordinary, 1 cadre by own post, of each person; for the place as well see ``State.stratum_of``."""
    return one_of(kind_of_post()[state.post_now[persons]], (1, 2)).astype(np.uint8)


__all__ = ["ABROAD", "CADRE_ABROAD", "HIGH", "Holders", "holders", "standing"]
