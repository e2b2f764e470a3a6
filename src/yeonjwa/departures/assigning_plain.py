"""Slow twin of ``assigning`` in plain Python, written from the decision records; the tests compare the two.

It keeps no state but the list of those placed. Whether somebody may go is asked anew each time, of everybody placed
before: all of them must still have been born if this person leaves too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import dataclass

from yeonjwa.months import NEVER

Placed = tuple[int, int, int, int, int]  # person, month of leaving, month of arriving, group, row followed or -1


@dataclass(frozen=True)
class Family:
    """Births and weddings of everybody; ``wed`` has the month of the first union of each (wife, husband)."""

    mother: Sequence[int]
    father: Sequence[int]
    birth: Sequence[int]
    wed: Mapping[tuple[int, int], int]

    def is_born(self, child: int, left: Mapping[int, int]) -> bool:
        """Whether a birth happens although people left in the months ``left``: the rule of the mask, up the generations."""
        woman, man, month = self.mother[child], self.father[child], self.birth[child]
        hers, his = left.get(woman, NEVER), left.get(man, NEVER)
        if hers <= month or his < month - 9 or min(hers, his) < self.wed.get((woman, man), -NEVER):
            return False
        return all(self.is_born(parent, left) for parent in (woman, man) if parent >= 0)


@dataclass(frozen=True)
class Candidate:
    """One place in the queue: a person, the cell to fill, and ``kin`` (person, cell) who could go along, in order."""

    person: int
    cell: int
    left: int
    arrived: int
    follows: int
    size: int
    kin: Sequence[tuple[int, int]]


def in_units(placed: Sequence[Placed]) -> int:
    """How many of those placed left together with somebody."""
    together = Counter(row[3] for row in placed)
    return sum(number for number in together.values() if number > 1)


def assign_plain(
    queue: Sequence[Candidate],
    want_placed: int,
    want_grouped: int,
    open_places: MutableSequence[int],
    placed: list[Placed],
    family: Family,
) -> None:
    """Twin of ``assign``: adds to ``placed`` and takes from ``open_places``."""
    for units in (True, False):
        for one in queue:
            missing = want_placed - len(placed)
            unit_missing = want_grouped - in_units(placed)
            if missing <= 0 or (units and unit_missing <= 0):
                break
            if units:
                party = _party(one, min(one.size, max(2, unit_missing), missing), open_places, placed, family)
            else:
                party = _party(one, 1, open_places, placed, family)
            if len(party) < (2 if units else 1):
                continue
            group = 1 + max((row[3] for row in placed), default=-1)
            for person, cell in party:
                placed.append((person, one.left, one.arrived, group, one.follows))
                open_places[cell] -= 1


def _party(
    one: Candidate, most: int, open_places: Sequence[int], placed: Sequence[Placed], family: Family
) -> list[tuple[int, int]]:
    """Who goes, with the cell of each: the candidate, if possible, and then kin until there are ``most``."""
    party: list[tuple[int, int]] = []
    for person, cell in [(one.person, one.cell), *one.kin]:
        left = {row[0]: row[1] for row in placed} | {other: one.left for other, _ in party}
        free = cell >= 0 and open_places[cell] > sum(other == cell for _, other in party)
        if person >= 0 and person not in left and free:
            left[person] = one.left
            if all(family.is_born(child, left) for child in left):
                party.append((person, cell))
        if not party or len(party) == most:
            break
    return party
