"""Members of the groups that are so likely to leave that the hazard of each of them may exceed the ceiling.

In the worst years these are some young people of the border. To find them by going through everybody each month would
cost more than all the rest of deciding, so that they are looked up among the groups that come near the ceiling when one of them
rises above it, and whoever enters such a group afterwards is noted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.points_kernels import CEILING
from yeonjwa.system.arrays import distinct, ids_among
from yeonjwa.system.threads import each, parts_of_range

NEAR = 0.75 * CEILING
"""Groups whose bound exceeds it are looked up; others that come to exceed the ceiling bring a new search."""
FEWEST_IN_A_THREAD = 1 << 20


class Crowd:
    """Everyone in groups that come near the ceiling, kept up from month to month, but for the raised: see ``warm``."""

    def __init__(self) -> None:
        self._wanted: NDArray[np.bool_] | None = None  # by code; None while nobody is kept
        self.watched = np.zeros(1 << 16, dtype=bool)  # by code, who is to be noted: the wanted
        self._members = np.empty(0, dtype=np.int32)  # found at the last search, and those who entered since
        self._entered: list[NDArray[np.int32]] = []  # since last asked
        self._is_loose = False  # a year has passed, in which many may have gone

    def note(self, persons: NDArray[np.int32]) -> None:
        """``persons`` (ids, none of them raised) are in groups of ``watched`` codes since their groups were worked out anew."""
        if persons.size:
            self._entered.append(persons)

    def grow_older(self, first: int, last: int, codes: NDArray[np.uint16]) -> None:
        """Persons ``first`` to ``last`` - 1 are in groups of the next age now; for the raised see ``Warm.grow_older``."""
        self._is_loose = True
        if self._wanted is not None:
            self._entered.append(ids_among(codes, self._wanted, first, last))

    def members(
        self, codes: NDArray[np.uint16], bound: NDArray[np.float64], first: int, last: int
    ) -> NDArray[np.int32]:
        """A list that holds everyone among ids ``first`` to ``last`` - 1 who is not raised, in a group whose bound exceeds the ceiling;
        others may be on it, some twice."""
        above = bound > CEILING
        if not above.any():
            if self._is_loose:  # nor will there be any soon: no need to note who enters
                self._wanted, self._is_loose = None, False
                self.watched[:] = False
                self._entered.clear()
            return np.empty(0, dtype=np.int32)
        if self._wanted is None or (above & ~self._wanted[: bound.size]).any():
            wanted = np.zeros(1 << 16, dtype=bool)
            wanted[: bound.size] = bound > NEAR
            parts = parts_of_range(first, last, FEWEST_IN_A_THREAD)
            self._members = np.concatenate(each(lambda part: ids_among(codes, wanted, *part), parts))
            self._wanted = wanted
            self.watched[:] = wanted
        elif self._entered:
            self._members = np.concatenate([self._members, *self._entered])
            if self._is_loose:
                self._wanted[: bound.size] &= bound > NEAR
                self.watched[:] = self._wanted
                self._members = distinct(self._members[self._wanted[codes[self._members]]])
        self._entered.clear()
        self._is_loose = False
        return self._members


__all__ = ["Crowd"]
