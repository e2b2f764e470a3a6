"""Close kin at home: whom a person could leave with, or whom those who left could draw after them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.population.country import Country

SPOUSE, CHILD, PARENT, SIBLING = 0, 1, 2, 3
MOST = 16  # close kin kept per person; more are rare and the rest are left out


@njit(cache=True, nogil=True)
def gather_close_kin(persons, months, mother, father, birth, gone, first, wife, husband, start, end, wife_next,
                     husband_next, child_start, child, kin, kind):  # fmt: skip
    """Spouse, children, parents and siblings through the mother who live at home.

    Parameters
    ----------
    persons : int32[m]; months : int16[m], when each is asked about
    mother, father : int32[n]; birth, gone : int16[n], months of birth and of death (or of going south in 1945-57)
    first : int32[n]; wife, husband, wife_next, husband_next : int32[u]; start, end : int16[u], the unions
    child_start : int32[n + 1]; child : int32[links], index of children
    kin : int32[m, 16]; kind : int8[m, 16], written: persons (-1 for none) and SPOUSE, CHILD, PARENT, SIBLING
    """
    for i in range(persons.size):
        person, month = persons[i], months[i]
        found = 0
        union = first[person]
        while union >= 0:
            is_wife = wife[union] == person
            other = husband[union] if is_wife else wife[union]
            # A spouse killed by a practice leaves the union's own end where it was.
            if start[union] <= month and end[union] > month and gone[other] > month:
                kin[i, found] = other
                kind[i, found] = 0
                found += 1
                break
            union = wife_next[union] if is_wife else husband_next[union]
        for k in range(child_start[person], child_start[person + 1]):
            other = child[k]
            if found < kin.shape[1] and birth[other] <= month and gone[other] > month:
                kin[i, found] = other
                kind[i, found] = 1
                found += 1
        for parent in (mother[person], father[person]):
            if parent >= 0 and found < kin.shape[1] and gone[parent] > month:
                kin[i, found] = parent
                kind[i, found] = 2
                found += 1
        parent = mother[person]
        if parent >= 0:
            for k in range(child_start[parent], child_start[parent + 1]):
                other = child[k]
                if other != person and found < kin.shape[1] and birth[other] <= month and gone[other] > month:
                    kin[i, found] = other
                    kind[i, found] = 3
                    found += 1
        for k in range(found, kin.shape[1]):
            kin[i, k] = -1
            kind[i, k] = -1


def listed(
    kin: NDArray[np.int32], kind: NDArray[np.int8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Close kin of several persons as one list: position of the person, id, and what they are."""
    slots = np.flatnonzero(kin >= 0)
    return slots // kin.shape[1], kin.reshape(-1)[slots].astype(np.int64), kind.reshape(-1)[slots]


class CloseKin:
    """Finds close kin in one country; holds the columns it reads."""

    def __init__(self, country: Country, pedigree: Pedigree | None = None):
        self.pedigree = pedigree or Pedigree.of(country)
        unions = self.pedigree.require_unions("close kin")
        gone = np.minimum(country.death_month, country.separated_month)
        children = self.pedigree.children
        self.gone = gone
        self._columns = (
            self.pedigree.mother, self.pedigree.father, np.ascontiguousarray(country.birth_month), gone, unions.first, unions.wife,
            unions.husband, unions.start, unions.end, unions.wife_next, unions.husband_next, children.start, children.child,
        )  # fmt: skip

    def of(
        self, persons: NDArray[np.integer], months: NDArray[np.integer]
    ) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Living close kin of each person at a month, and what they are: int32[m, 16], int8[m, 16], -1 for none."""
        kin = np.empty((len(persons), MOST), dtype=np.int32)
        kind = np.empty((len(persons), MOST), dtype=np.int8)
        gather_close_kin(
            np.ascontiguousarray(persons, dtype=np.int32),
            np.ascontiguousarray(months, dtype=np.int16),
            *self._columns,
            kin,
            kind,
        )
        return kin, kind
