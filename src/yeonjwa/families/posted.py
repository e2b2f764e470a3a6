"""Who holds posts abroad and high posts, with the month of taking them: an index over the few, made once.

Holders are those whom the country has in the post when nobody is barred; who got a seat because somebody else was barred or
had left is not found here. All that is asked holds the post now as well, so that nobody is found who lost it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.posts import CODE
from yeonjwa.system.arrays import one_of
from yeonjwa.system.state import State

ABROAD = (CODE["official_abroad"], CODE["trader_abroad"], CODE["worker_abroad"])
CADRE_ABROAD = ABROAD[:2]
HIGH = (*CADRE_ABROAD, CODE["elite_cadre"])


@dataclass(frozen=True)
class Holders:
    """Terms of posts in order of post, month of taking it and person: int64[k] each."""

    code: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    person: NDArray[np.int64]

    def now(self, state: State, codes: tuple[int, ...]) -> NDArray[np.int64]:
        """Rows of those who hold one of ``codes`` this month and are free."""
        rows = np.flatnonzero(one_of(self.code, codes) & (self.start <= state.month) & (self.end > state.month))
        person = self.person[rows]
        return rows[(state.post_now[person] == self.code[rows]) & state.at_home(person)]


def holders(state: State) -> Holders:
    """The index of this run's country; made at the first call."""
    found = state.memory.holders
    if found is None:
        c = state.columns
        if "post_person" not in c:
            rows = np.empty(0, dtype=np.int64)
            found = Holders(rows, rows, rows, rows)
        else:
            rows = np.flatnonzero(one_of(c["post_code"], (*HIGH, *ABROAD)))
            code, start, end, person = (
                c[n][rows].astype(np.int64) for n in ("post_code", "post_start", "post_end", "post_person")
            )
            order = np.lexsort((person, start, code))
            found = Holders(code[order], start[order], end[order], person[order])
        state.memory.holders = found
    return found


__all__ = ["ABROAD", "CADRE_ABROAD", "HIGH", "Holders", "holders"]
