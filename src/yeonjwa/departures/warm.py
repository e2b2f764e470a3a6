"""The affected who are so likely to leave that the hazard of each of them may come to exceed the ceiling.

*Hot* is whose bound exceeds the ceiling this month. To find them among millions to whom something has happened would cost
a pass over all of those each month, so that the *warm*, whose bound comes near it, are looked up now and then, and whoever becomes warm in
between is noted. See ``crowd`` for whole groups above the ceiling.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.raising import renew_caps, rows_above
from yeonjwa.system.arrays import distinct
from yeonjwa.system.people import AffectedPeople
from yeonjwa.system.threads import each, parts_of_range

MARGIN = 0.3
"""How far below the ceiling the bound (a log) of the warm begins; a group that rises by more within the year brings a new search."""
FEWEST_IN_A_THREAD = 10_000


class Warm:
    """Everyone among the affected whose bound comes near the ceiling, kept up from month to month; ``groups`` with that of the absent."""

    def __init__(self, groups: int) -> None:
        self.noted: list[NDArray[Any]] = []  # rows whose bound is to be worked out anew
        self.moved: list[NDArray[Any]] = []  # ids of the affected whose group was worked out anew
        self._reach = np.full((groups, 2), np.inf)  # the cap above which a row is kept, by group and whether kin pay
        self._rows = np.empty(0, dtype=np.int32)  # rising

    def note(self, rows: Any) -> None:
        """Something happened to ``rows`` that may raise a hazard."""
        self.noted.append(np.asarray(rows))

    def note_moved(self, affected: NDArray[Any]) -> None:
        """The groups of ``affected`` (ids, who have a row) were worked out anew."""
        if affected.size:
            self.moved.append(affected)

    def forget(self) -> None:
        """Groups changed otherwise (a year's ageing): look everybody up again when next asked."""
        self._reach[:] = np.inf

    def renew(self, month: int, effects: tuple[Any, ...], people: AffectedPeople) -> None:
        """Work out the bounds of all who were noted since they were last worked out; effects : see ``raising.effects_of``."""
        self.noted += [people.row_of[persons] for persons in self.moved]
        self.moved.clear()
        if not self.noted:
            return
        rows = np.concatenate(self.noted).astype(np.int32)
        self.noted.clear()

        def renew_part(part: tuple[int, int]) -> NDArray[np.int32]:
            return renew_caps(rows[slice(*part)], month, *effects, self._reach, people.records)[0]

        new = each(renew_part, parts_of_range(0, rows.size, FEWEST_IN_A_THREAD))
        if any(part.size for part in new):
            self._rows = distinct(np.concatenate([self._rows, *new]))

    def hot(self, need: NDArray[np.float64], people: AffectedPeople) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Rows, rising, of those whose cap exceeds what their group needs to exceed the ceiling, and by how much, float64.

        need : float64[groups, 2], by group and whether kin in the South pay; infinite for the absent.
        """
        if (need < self._reach).any():
            self._reach = need - MARGIN
            self._rows, _ = _above(np.arange(1, len(people), dtype=np.int32), self._reach, people)
        return _above(self._rows, need, people)


def _above(
    rows: NDArray[np.int32], reach: NDArray[np.float64], people: AffectedPeople
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    parts = parts_of_range(0, rows.size, FEWEST_IN_A_THREAD)
    found = each(lambda part: rows_above(rows[slice(*part)], reach, people.records), parts)
    return np.concatenate([rows for rows, _ in found]), np.concatenate([over for _, over in found])
