"""Relatives of the few: lists pushed from those who leave, and the nearest known leaver of anyone who is asked about.

Nobody's relatives are stored. ``kin_of`` walks the links from a few persons. ``NearestKnown`` keeps, for each ancestor
of a known leaver, the fewest steps down to one, so that the least chon of any candidate is read from the candidate's own
ancestors: chon = steps up to a common ancestor + steps down from there, least over all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.kinship.rules import MAX_CHON, KinRule
from yeonjwa.system.kin_walks import TOGETHER, living_kin
from yeonjwa.system.threads import Begun, begin, each, parts_of_range

STEPS = MAX_CHON // 2
"""Steps up that 8 chon between people of one generation need; uneven lines are cut at 4 steps on either side."""
NONE = 127
FEWEST_IN_A_THREAD, FEWEST_WALKS_IN_A_THREAD, FEWEST_ASIDE = 100, 40, 80
PARTS_ASIDE = 4


@dataclass(frozen=True)
class KinList:
    """Relatives of several persons, in order of those persons: position of the person, id, chon, steps up, side.

    position : int32[k]; id : int32[k]; chon, up, side : int8[k] (side as in ``kinship.rules``; spouses have chon 0,
    up 0, side 0). is_affine : bool[k], the spouse or a relative by marriage.
    """

    position: NDArray[np.int32]
    id: NDArray[np.int32]
    chon: NDArray[np.int8]
    up: NDArray[np.int8]
    side: NDArray[np.int8]
    is_affine: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.id.size)

    def where(self, chosen: NDArray[Any]) -> KinList:
        """The rows chosen by a mask or by positions."""
        return KinList(
            self.position[chosen], self.id[chosen], self.chon[chosen], self.up[chosen], self.side[chosen],
            self.is_affine[chosen],
        )  # fmt: skip


@dataclass(frozen=True)
class Lots:
    """Draws of a relative for a person: who draws below none of the bounds is not listed.

    keys : uint64[d], of the decisions, as ``Luck.key`` gives them; the draws are those of the relative, the month and the person.
    bound : float64[n, d, degrees], by person and chon, not rising with the degree: bounds on the chances, 1 and more for everybody.
    """

    keys: NDArray[np.uint64]
    bound: NDArray[np.float64]


EVERYBODY = Lots(np.empty(0, dtype=np.uint64), np.empty((0, 0, 0)))


def kin_of(
    pedigree: Pedigree, persons: NDArray[Any], rule: KinRule, month: int, birth: NDArray[Any], gone: NDArray[Any],
    union_end: NDArray[Any], *, born: int | None = None, eldest: int = 0,
) -> KinList:  # fmt: skip
    """Living relatives of each of ``persons`` under ``rule``; the spouse is always among them (chon 0).

    Parameters
    ----------
    birth, gone : int16[n]
        Months from which and up to which somebody lives.
    union_end : int16[u]
        End of each union (its start, if it never happened).
    born : int, optional
        Relatives by blood from this id on are left out (of those born after the month, if not given).
    eldest : int, optional
        Nobody below this id lives at the month any more: it saves looking for the remotest ancestors.
    """
    people = np.ascontiguousarray(persons, dtype=np.int32)
    if born is None:
        born = int(np.searchsorted(birth, np.array(month + 1, dtype=birth.dtype)))
    found = _walk(pedigree, people, rule, month, (eldest, born), gone, union_end)
    if not rule.affines:
        return found
    blood, own = found.where(~found.is_affine), found.where(found.is_affine)
    wed = _walk(pedigree, blood.id, rule, month, (eldest, born), gone, union_end, with_blood=False)
    near = blood.where(wed.position)
    theirs = _walk(pedigree, own.id, rule, month, (eldest, born), gone, union_end)
    theirs = theirs.where(~theirs.is_affine)
    together = joined(
        [
            found,
            KinList(near.position, wed.id, near.chon, near.up, near.side, wed.is_affine),
            KinList(own.position[theirs.position], theirs.id, theirs.chon, theirs.up, theirs.side, ~theirs.is_affine),
        ]
    )
    together = together.where(together.id != people[together.position])
    together = together.where(np.lexsort((together.is_affine, together.chon, together.id, together.position)))
    first = np.ones(len(together), dtype=bool)
    first[1:] = (np.diff(together.position) != 0) | (np.diff(together.id) != 0)
    return together.where(first)


def kin_aside(
    pedigree: Pedigree, persons: NDArray[Any], rule: KinRule, month: int, gone: NDArray[Any], union_end: NDArray[Any], *,
    born: int, eldest: int, lots: Lots,
) -> Callable[[], KinList]:  # fmt: skip
    """``kin_of`` under a rule without relatives by marriage, looked for beside what follows; the list is to be asked for once."""
    people = np.ascontiguousarray(persons, dtype=np.int32)
    edges = np.linspace(0, people.size, PARTS_ASIDE + 1).astype(np.int64).tolist()
    begun = begin(
        _walker(pedigree, people, rule, month, (eldest, born), gone, union_end, True, lots), [*pairwise(edges)],
        is_long=people.size >= FEWEST_ASIDE,
    )  # fmt: skip
    return lambda: joined(begun.results())


def _walk(
    pedigree: Pedigree, people: NDArray[np.int32], rule: KinRule, month: int, ids: tuple[int, int], gone: NDArray[Any],
    union_end: NDArray[Any], *, with_blood: bool = True,
) -> KinList:  # fmt: skip
    """``living_kin`` in two threads; ids : the first and the last (excluded) who can live."""
    walk_part = _walker(pedigree, people, rule, month, ids, gone, union_end, with_blood, EVERYBODY)
    return joined(each(walk_part, parts_of_range(0, people.size, FEWEST_WALKS_IN_A_THREAD)))


def _walker(
    pedigree: Pedigree, people: NDArray[np.int32], rule: KinRule, month: int, ids: tuple[int, int], gone: NDArray[Any],
    union_end: NDArray[Any], with_blood: bool, lots: Lots,
) -> Callable[[tuple[int, int]], KinList]:  # fmt: skip
    """``living_kin`` of a part of ``people``, from one position up to another."""
    unions, children = pedigree.require_unions("relatives"), pedigree.children

    def walk_part(part: tuple[int, int]) -> KinList:
        position, *others = living_kin(
            pedigree.mother, pedigree.father, children.start, children.child, gone, unions.first, unions.wife, unions.husband,
            unions.start, union_end, unions.wife_next, unions.husband_next, np.ascontiguousarray(people[part[0] : part[1]]), month,
            ids[1], ids[0], rule.father_chon, rule.mother_chon, rule.agnatic, with_blood, lots.keys, lots.bound[slice(*part)],
        )  # fmt: skip
        return KinList(position + np.int32(part[0]), *others)

    return walk_part


def joined(parts: list[KinList]) -> KinList:
    """One list after the other."""
    if len(parts) == 1:
        return parts[0]
    names = ("position", "id", "chon", "up", "side", "is_affine")
    return KinList(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@njit(cache=True, nogil=True)
def lower_steps(mother, father, persons, agnatic, steps, table):
    """Write into ``table`` (int8 by person; 0 none, else steps + 1) the fewest steps from each ancestor down to one of ``persons``.

    ``TOGETHER`` persons go up step by step at once, so that the reads of a step overlap.
    """
    line = np.empty(TOGETHER << steps, dtype=np.int32)
    above = np.empty(TOGETHER << steps, dtype=np.int32)
    for group in range(0, persons.size, TOGETHER):
        size = min(TOGETHER, persons.size - group)
        line[:size] = persons[group : group + size]
        for s in range(steps + 1):
            higher = 0
            for j in range(size):
                a = line[j]
                if table[a] != 0 and table[a] <= s + 1:
                    continue
                table[a] = s + 1
                if s < steps:
                    above[higher] = father[a]
                    higher += father[a] >= 0
                    if not agnatic:
                        above[higher] = mother[a]
                        higher += mother[a] >= 0
            line, above, size = above, line, higher


@njit(cache=True, nogil=True)
def least_chon_of(mother, father, person, father_chon, mother_chon, agnatic, steps, table):
    """Least chon of one person to the set behind ``table`` under depths by side; 127 if beyond them."""
    best = 127
    if table[person] != 0 and table[person] - 1 <= max(father_chon, mother_chon):
        best = table[person] - 1
    line = np.empty(2 << steps, dtype=np.int32)
    for side in range(1 if agnatic else 2):
        depth = father_chon if side == 0 else mother_chon
        top = father[person] if side == 0 else mother[person]
        if top < 0:
            continue
        line[0] = top
        lo, hi = 0, 1
        for s in range(1, steps + 1):
            if s > depth or s >= best:  # nobody so far up is nearer
                break
            end = hi
            for j in range(lo, end):
                a = line[j]
                if table[a] != 0 and s + table[a] - 1 <= depth and s + table[a] - 1 < best:
                    best = s + table[a] - 1
                if s < steps:
                    if father[a] >= 0:
                        line[hi] = father[a]
                        hi += 1
                    if mother[a] >= 0 and not agnatic:
                        line[hi] = mother[a]
                        hi += 1
            lo = end
    return best


@njit(cache=True, nogil=True)
def least_chon_of_many(mother, father, persons, father_chon, mother_chon, agnatic, steps, table, out):
    """``least_chon_of`` for each of ``persons``, into ``out`` (int8), ``TOGETHER`` at a time as in ``lower_steps``."""
    line = np.empty((2, TOGETHER << steps), dtype=np.int32)
    whose = np.empty((2, TOGETHER << steps), dtype=np.int32)  # number among those together * 2 + side
    for group in range(0, persons.size, TOGETHER):
        size = min(TOGETHER, persons.size - group)
        for j in range(size):
            line[0, j], whose[0, j], out[group + j] = persons[group + j], 2 * j, 127
        for s in range(steps + 1):
            below, of_below, above, of_above = line[s & 1], whose[s & 1], line[1 - (s & 1)], whose[1 - (s & 1)]
            higher = 0
            for j in range(size):
                one, own = below[j], of_below[j]
                at, side, mark = group + (own >> 1), own & 1, np.int64(table[one])
                depth = max(father_chon, mother_chon) if s == 0 else (mother_chon if side else father_chon)
                if mark != 0 and s + mark - 1 <= depth and s + mark - 1 < out[at]:
                    out[at] = s + mark - 1
                if s < steps and s + 1 <= depth:
                    above[higher], of_above[higher] = father[one], own
                    higher += father[one] >= 0 and (s > 0 or father_chon > 0)
                    if not agnatic:
                        above[higher], of_above[higher] = mother[one], own | (s == 0)
                        higher += mother[one] >= 0 and (s > 0 or mother_chon > 0)
            size = higher


class NearestKnown:
    """The nearest of a growing set of persons (known leavers), for anybody who is asked about."""

    def __init__(self, pedigree: Pedigree, ground: NDArray[np.int8] | None = None):
        """Of nobody; ``ground``: zeros by person to write on."""
        self.pedigree = pedigree
        self._cognatic = np.zeros(pedigree.mother.size, dtype=np.int8) if ground is None else ground
        self._adding: Begun[None] | None = None  # what others may be writing into it
        self._agnatic: NDArray[np.int8] | None = None
        self._members: list[
            NDArray[np.int32]
        ] = []  # what the agnatic table, made when first asked for, has not taken in

    def add(self, persons: NDArray[Any]) -> None:
        """Put ``persons`` (ids) into the set: beside what follows, if they are many, up to when somebody asks."""
        ids, table = np.ascontiguousarray(persons, dtype=np.int32), self.cognatic
        self._adding = begin(
            lambda of: lower_steps(self.pedigree.mother, self.pedigree.father, of, False, STEPS, table), [ids],
            is_long=ids.size >= FEWEST_ASIDE,
        )  # fmt: skip
        self._members.append(ids)

    @property
    def cognatic(self) -> NDArray[np.int8]:
        """The table through mothers and fathers, int8 by person, as ``lower_steps`` writes it."""
        adding = self._adding  # two threads may ask at once
        if adding is not None:
            adding.results()
            self._adding = None
        return self._cognatic

    def __getstate__(self) -> dict[str, Any]:
        self.cognatic  # noqa: B018  what is under way cannot be copied
        return self.__dict__

    @property
    def agnatic(self) -> NDArray[np.int8]:
        """The table through fathers only; few rules ask for it."""
        if self._agnatic is None:
            self._agnatic = np.zeros_like(self.cognatic)
        for ids in self._members:
            lower_steps(self.pedigree.mother, self.pedigree.father, ids, True, STEPS, self._agnatic)
        self._members.clear()
        return self._agnatic

    def chon(self, persons: NDArray[Any], rule: KinRule) -> NDArray[np.int8]:
        """Least chon of each person by blood under ``rule``, int8, 127 if beyond it."""
        ids = np.ascontiguousarray(persons, dtype=np.int32)
        out = np.empty(ids.size, dtype=np.int8)
        table = self.agnatic if rule.agnatic else self.cognatic

        def look_up(part: tuple[int, int]) -> None:
            least_chon_of_many(
                self.pedigree.mother, self.pedigree.father, ids[slice(*part)], rule.father_chon, rule.mother_chon,
                rule.agnatic, min(STEPS, rule.limit), table, out[slice(*part)],
            )  # fmt: skip

        each(look_up, parts_of_range(0, ids.size, FEWEST_IN_A_THREAD))
        return out


__all__ = ["EVERYBODY", "KinList", "Lots", "NearestKnown", "joined", "kin_aside", "kin_of"]
