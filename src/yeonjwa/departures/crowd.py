"""Members of the groups that are so likely to leave that the hazard of each of them may exceed the ceiling.

In the worst years these are some young people of the border. To find them by going through everybody each month would
cost more than all the rest of deciding, so that they are looked up once a year among the groups that come near the
ceiling, and whoever enters such a group in between is noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.points_kernels import CEILING, GROUP, RAISED
from yeonjwa.system.arrays import ids_among
from yeonjwa.system.threads import each, parts_of_range

NEAR = CEILING / 2
"""Groups whose bound exceeds it are looked up; others that come to exceed the ceiling within the year bring a new search."""
FEWEST_IN_A_THREAD = 1 << 20


class Crowd:
    """Everyone in groups that come near the ceiling, kept up from month to month."""

    def __init__(self) -> None:
        self._wanted: NDArray[np.bool_] | None = None  # by group; None while nobody is kept
        self._found: list[NDArray[np.int32]] = []  # at the last search
        self._entered: list[NDArray[np.int32]] = []  # since then

    def note(self, persons: NDArray[Any], codes: NDArray[np.uint16]) -> None:
        """The groups of ``persons`` (ids) were worked out anew; ``codes``: what they are now, one each."""
        if self._wanted is not None:
            entered = persons[self._wanted[codes & GROUP]]
            if entered.size:
                self._entered.append(entered.astype(np.int32))

    def forget(self) -> None:
        """Groups changed otherwise (a year's ageing): look everybody up again when next asked."""
        self._wanted = None

    def members(
        self, codes: NDArray[np.uint16], bound: NDArray[np.float64], first: int, last: int
    ) -> Sequence[NDArray[np.int32]]:
        """Lists that hold everyone among ids ``first`` to ``last`` - 1 in a group whose bound exceeds the ceiling; others may be
        on them, some twice."""
        above = bound > CEILING
        if not above.any():
            return ()
        if self._wanted is None or (above & ~self._wanted).any():
            wanted = bound > NEAR
            counts = np.zeros(1 << 16, dtype=bool)  # by code, raised or not
            counts[: wanted.size] = counts[RAISED : RAISED + wanted.size] = wanted
            self._found = each(
                lambda part: ids_among(codes, counts, *part), parts_of_range(first, last, FEWEST_IN_A_THREAD)
            )
            self._wanted = wanted
            self._entered.clear()
        if len(self._entered) > 1:
            self._entered = [np.concatenate(self._entered)]
        return [*self._found, *self._entered]


__all__ = ["Crowd"]
