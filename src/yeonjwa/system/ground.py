"""The memory by person that a run writes on, some 12 bytes for each.

Who lays it out early has it filled beside what else has to be made ready: memory that was never written to is slow to write to
(see ``pages``).
"""

from __future__ import annotations

import numpy as np

from yeonjwa.population.country import Country
from yeonjwa.system.arrays import side_by_side
from yeonjwa.system.pages import find_pages_aside
from yeonjwa.system.threads import aside

FEWEST_ASIDE = 100_000
"""Persons from which it is worth the while to do something for all of them in another thread."""


class Ground:
    """Arrays by person, and one by union, for the ``State`` of one run to give names to.

    Attributes
    ----------
    gone : int16[persons_ever], month of death or separation; union_end : int16[unions]
        As the genealogy has them, once ``copied.result()`` is there.
    row_of : int32, busy_until : int16, code : uint16, post_now, whereabouts : uint8, nearest : int8, each [persons_ever]
        Zeros.
    piece : uint8
        The memory on which ``row_of`` to ``post_now`` stand side by side.
    """

    def __init__(self, country: Country):
        persons, self._columns = country.persons_ever, country.columns
        self.gone, self.union_end = (np.empty_like(self._columns[name]) for name in ("death_month", "union_end"))
        self.copied = aside(self._copy, is_long=persons >= FEWEST_ASIDE)
        self.piece, by_person = side_by_side(persons, np.int32, np.int16, np.uint16, np.uint8)
        self.row_of, self.busy_until, self.code, self.post_now = by_person
        self.whereabouts, self.nearest = np.zeros(persons, np.uint8), np.zeros(persons, np.int8)

    def _copy(self) -> None:
        c = self._columns
        np.minimum(c["death_month"], c["separated_month"], out=self.gone)
        self.union_end[:] = c["union_end"]

    def find_pages(self, eldest: int) -> None:
        """Have the memory ready, beside what follows, that is written to here and there in the course of a run (see ``pages``).

        eldest : int, first id of those who can live when it begins.
        """
        find_pages_aside([self.row_of[eldest:], self.whereabouts[eldest:], self.nearest])


__all__ = ["FEWEST_ASIDE", "Ground"]
