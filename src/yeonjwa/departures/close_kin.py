"""Close kin at home: whom a person could leave with, or whom those who left could draw after them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import first_above
from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.population.country import Country
from yeonjwa.population.spells import frozen
from yeonjwa.read_ahead import ask_for
from yeonjwa.system.threads import each, parts_of_range

SPOUSE, CHILD, PARENT, SIBLING = 0, 1, 2, 3
MOST = 16  # close kin kept per person; more are rare and the rest are left out
BLOCK = 32  # persons whose links are asked for together
FEWEST_IN_A_THREAD = 100_000


@njit(forceinline=True)
def _ask_ahead(persons, begin, stop, mother, father, gone, first, wife, husband, start, end, child_start, child):
    """Ask for what ``gather_close_kin`` will read of persons ``begin`` to ``stop`` - 1, a step along the links for all of them at a
    time, so that no read waits for another. Who has no union or parent asks for row 0, which is there."""
    for i in range(begin, stop):
        person = persons[i]
        ask_for(first, person)
        ask_for(mother, person)
        ask_for(father, person)
        ask_for(child_start, person)
    for i in range(begin, stop):
        person = persons[i]
        union, parent = max(first[person], 0), max(mother[person], 0)
        ask_for(wife, union)
        ask_for(husband, union)
        ask_for(start, union)
        ask_for(end, union)
        ask_for(child_start, parent)
        ask_for(gone, parent)
        ask_for(gone, max(father[person], 0))
        ask_for(child, child_start[person])
    for i in range(begin, stop):
        person = persons[i]
        union, parent = first[person], mother[person]
        if union >= 0:
            ask_for(gone, husband[union] if wife[union] == person else wife[union])
        for k in range(child_start[person], child_start[person + 1]):
            ask_for(gone, child[k])
        if parent >= 0:
            ask_for(child, child_start[parent])
    for i in range(begin, stop):
        parent = mother[persons[i]]
        if parent >= 0:
            for k in range(child_start[parent], child_start[parent + 1]):
                ask_for(gone, child[k])


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
    born, asked = np.int64(0), np.int64(-1)
    for i in range(persons.size):
        if i % BLOCK == 0:
            _ask_ahead(
                persons, i, min(i + BLOCK, persons.size), mother, father, gone, first, wife, husband, start, end,
                child_start, child,
            )  # fmt: skip
        person, month = persons[i], months[i]
        if month != asked:  # ids are in order of birth
            born, asked = first_above(birth, month, 0, birth.size), np.int64(month)
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
            if found < kin.shape[1] and other < born and gone[other] > month:
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
                if other != person and found < kin.shape[1] and other < born and gone[other] > month:
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
        self.country, self.pedigree = country, pedigree or Pedigree.of(country)
        self.pedigree.require_unions("close kin")

    @cached_property
    def gone(self) -> NDArray[np.int16]:
        """int16[n]: month of death, or of going south in 1945-57."""
        country = self.country
        gone = np.empty_like(country.death_month)

        def fill_part(part: tuple[int, int]) -> None:
            of_it = slice(*part)
            np.minimum(country.death_month[of_it], country.separated_month[of_it], out=gone[of_it])

        each(fill_part, parts_of_range(0, gone.size, FEWEST_IN_A_THREAD))
        return gone

    @cached_property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        unions, children = self.pedigree.require_unions("close kin"), self.pedigree.children
        return (
            self.pedigree.mother, self.pedigree.father, self.country.birth_month, self.gone, unions.first, unions.wife,
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
            *(frozen(column) for column in self._columns),
            kin,
            kind,
        )
        return kin, kind
