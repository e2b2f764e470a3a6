"""The affected who are so likely to leave that the hazard of each of them may come to exceed the ceiling.

*Hot* is whose bound exceeds the ceiling this month. To find them among millions to whom something has happened would cost
a pass over all of those each month, so that the *warm*, whose bound comes near it, are looked up when groups rise, and whoever becomes warm in
between is noted. Most of them exceed it by little, if at all: the draw of each is held against the most that they can have before anything
else about them is read, and only of the *far* above it the records are read each month. See ``crowd`` for whole groups above the ceiling.
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
"""How far below the ceiling the bound (a log) of the warm begins; a group that rises by more brings a new search."""
FAR = 2.0
"""How far above where the bound (a log) of the warm begins that of the far does."""
FEWEST_IN_A_THREAD = 10_000
PIECE = 1 << 16  # rows looked through at a time
WARM = 1  # and more for the far: see ``raising.renew_caps``


class Warm:
    """Everyone among the affected whose bound comes near the ceiling, kept up from month to month; ``groups`` with that of the absent."""

    def __init__(self, groups: int) -> None:
        self.noted: list[NDArray[Any]] = []  # rows whose bound is to be worked out anew
        self._new: int | None = None  # first of the rows that are new
        self._reach = np.full((groups, 2), np.inf)  # the cap above which a row is kept, by group and whether kin pay
        self._warm = np.empty(0, dtype=np.int32)  # ids, each once: whoever was warm and not far when last looked at
        self._far = np.empty(0, dtype=np.int32)  # rows, each once
        self._is_loose = False  # a year has passed, in which many may have cooled

    def note(self, rows: Any) -> None:
        """Something happened to ``rows`` that may raise a hazard."""
        self.noted.append(np.asarray(rows))

    def note_new(self, first: int) -> None:
        """Rows from ``first`` on are new: nothing raises their hazards yet, but the crowd no longer holds them."""
        self._new = first if self._new is None else self._new

    def grow_older(self, rows: NDArray[Any]) -> None:
        """``rows`` are in groups of the next age now, as are others of their year."""
        self.note(rows)
        self._is_loose = True

    def renew(self, month: int, effects: tuple[Any, ...], people: AffectedPeople) -> None:
        """Work out the bounds of all who were noted since they were last worked out; effects : see ``raising.effects_of``."""
        if self._new is not None:  # of some groups everybody is warm
            self.noted.append(
                rows_above(np.arange(self._new, len(people), dtype=np.int32), self._reach, people.records)
            )
            self._new = None
        if not self.noted:
            return
        rows = np.concatenate(self.noted, dtype=np.int32, casting="same_kind")
        self.noted.clear()

        def renew_part(part: tuple[int, int]) -> NDArray[np.int32]:
            return renew_caps(rows[slice(*part)], month, *effects, self._reach, FAR, people.records, people.warmth)

        # A row that stands in both parts may be found twice.
        new = distinct(np.concatenate(each(renew_part, parts_of_range(0, rows.size, FEWEST_IN_A_THREAD))))
        if new.size:
            is_far = people.warmth[new] > WARM
            self._warm = np.concatenate([self._warm, people.person[new[~is_far]]])
            self._far = np.concatenate([self._far, new[is_far]])

    def lists(self, need: NDArray[np.float64], people: AffectedPeople) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Ids and rows that together hold everyone whose cap exceeds what their group needs to exceed the ceiling; others may be among
        them. Whoever is not among the rows exceeds it by ``FAR`` at most.

        need : float64[groups, 2], by group and whether kin in the South pay; infinite for the absent.
        """
        if (need < self._reach).any():
            self._keep(need - MARGIN, people, is_search=True)
        elif self._is_loose:
            self._keep(np.maximum(self._reach, need - MARGIN), people, is_search=False)
        self._is_loose = False
        return self._warm, self._far

    def _keep(self, reach: NDArray[np.float64], people: AffectedPeople, *, is_search: bool) -> None:
        """Keep whoever has a cap above ``reach``, of all in a search, otherwise of those who are kept."""
        rows = distinct(np.concatenate([people.row_of[self._warm], self._far]))

        def look(part: tuple[int, int]) -> NDArray[np.int32]:
            pieces = [slice(first, min(first + PIECE, part[1])) for first in range(*part, PIECE)]
            found = [
                rows_above(
                    np.arange(of.start, of.stop, dtype=np.int32) if is_search else rows[of], reach, people.records
                )
                for of in pieces
            ]
            return np.concatenate([rows[:0], *found])

        first, last = (1, len(people)) if is_search else (0, rows.size)
        self._reach = reach
        found = np.concatenate(each(look, parts_of_range(first, last, FEWEST_IN_A_THREAD)))
        self._far = rows_above(found, reach + FAR, people.records)
        people.warmth[rows] = 0
        people.warmth[found] = WARM
        people.warmth[self._far] = WARM + 1
        self._warm = people.person[found[people.warmth[found] == WARM]]
