"""Relatives of the few: lists pushed from those who leave, and the nearest known leaver of anyone who is asked about.

Nobody's relatives are stored. ``kin_of`` walks the links from a few persons. ``NearestKnown`` keeps, for each ancestor
of a known leaver, the fewest steps down to one, so that the least chon of any candidate is read from the candidate's own
ancestors: chon = steps up to a common ancestor + steps down from there, least over all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.kinship.rules import MAX_CHON, KinRule
from yeonjwa.kinship.walks import walk
from yeonjwa.system.threads import each, parts_of_range

STEPS = MAX_CHON // 2
"""Steps up that 8 chon between people of one generation need; uneven lines are cut at 4 steps on either side."""
NONE = 127
FEWEST_IN_A_THREAD = 100


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


@njit(inline="always")
def _roomier(column, size, room):
    """A column of ``room`` rows that begins with the first ``size`` of ``column``."""
    bigger = np.empty(room, dtype=column.dtype)
    bigger[:size] = column[:size]
    return bigger


@njit(cache=True, nogil=True)
def walk_many(mother, father, child_start, child, persons, month, birth, gone, father_chon, mother_chon, agnatic):
    """Living blood relatives of each person at ``month`` (born, not dead): position, id, chon, up, side."""
    room = 64 * (persons.size + 1)
    position = np.empty(room, dtype=np.int32)
    kin = np.empty(room, dtype=np.int32)
    chon = np.empty(room, dtype=np.int8)
    up = np.empty(room, dtype=np.int8)
    side = np.empty(room, dtype=np.int8)
    size = 0
    for p in range(persons.size):
        ids, c, u, s, _ = walk(mother, father, child_start, child, persons[p], father_chon, mother_chon, agnatic)
        if size + ids.size > room:
            room = 2 * (size + ids.size)
            position, kin = _roomier(position, size, room), _roomier(kin, size, room)
            chon, up, side = _roomier(chon, size, room), _roomier(up, size, room), _roomier(side, size, room)
        for k in range(ids.size):
            i = ids[k]
            if i != persons[p] and birth[i] <= month and gone[i] > month:
                position[size], kin[size], chon[size], up[size], side[size] = p, i, c[k], u[k], s[k]
                size += 1
    return position[:size].copy(), kin[:size].copy(), chon[:size].copy(), up[:size].copy(), side[:size].copy()


def kin_of(
    pedigree: Pedigree, persons: NDArray[Any], rule: KinRule, month: int, birth: NDArray[Any], gone: NDArray[Any],
    union_end: NDArray[Any],
) -> KinList:  # fmt: skip
    """Living relatives of each of ``persons`` under ``rule``; the spouse is always among them (chon 0).

    Parameters
    ----------
    birth, gone : int16[n]
        Months from which and up to which somebody lives.
    union_end : int16[u]
        End of each union (its start, if it never happened).
    """
    people = np.ascontiguousarray(persons, dtype=np.int32)
    blood = _walk(pedigree, people, rule, month, birth, gone)
    position, kin, chon, up, side = blood
    found = KinList(position, kin, chon, up, side, np.zeros(kin.size, dtype=bool))
    own_position, spouse = spouses_of(pedigree, people, month, union_end)
    keep = gone[spouse] > month
    own = _married(own_position[keep], spouse[keep])
    parts = [found, own]
    if rule.affines:
        at, wed = spouses_of(pedigree, found.id, month, union_end)
        near = found.where(at)
        parts.append(KinList(near.position, wed, near.chon, near.up, near.side, np.ones(at.size, dtype=bool)))
        theirs = _walk(pedigree, np.ascontiguousarray(own.id), rule, month, birth, gone)
        position, kin, chon, up, side = theirs
        parts.append(KinList(own.position[position], kin, chon, up, side, np.ones(kin.size, dtype=bool)))
    together = _joined(parts)
    together = together.where((gone[together.id] > month) & (together.id != people[together.position]))
    order = np.lexsort((together.is_affine, together.chon, together.id, together.position))
    together = together.where(order)
    first = np.ones(len(together), dtype=bool)
    first[1:] = (np.diff(together.position) != 0) | (np.diff(together.id) != 0)
    return together.where(first)


def _walk(
    pedigree: Pedigree, people: NDArray[Any], rule: KinRule, month: int, birth: NDArray[Any], gone: NDArray[Any]
) -> tuple[NDArray[Any], ...]:
    """``walk_many`` in two threads."""
    parts = parts_of_range(0, people.size, FEWEST_IN_A_THREAD)

    def walk_part(part: tuple[int, int]) -> tuple[NDArray[Any], ...]:
        found = walk_many(
            pedigree.mother, pedigree.father, pedigree.children.start, pedigree.children.child, people[part[0] : part[1]], month,
            birth, gone, rule.father_chon, rule.mother_chon, rule.agnatic,
        )  # fmt: skip
        return found[0] + np.int32(part[0]), *found[1:]

    return tuple(np.concatenate(columns) for columns in zip(*each(walk_part, parts), strict=True))


def spouses_of(
    pedigree: Pedigree, persons: NDArray[Any], month: int, union_end: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Positions in ``persons`` and ids of the spouses of unions in force at ``month``."""
    unions = pedigree.require_unions("spouses")
    position = np.arange(len(persons))
    row = unions.first[persons]
    found = [(np.empty(0, np.int64), np.empty(0, np.int32))]
    while (going := (row >= 0) & (unions.start[row] <= month)).any():
        position, row = position[going], row[going]
        is_wife = unions.wife[row] == np.asarray(persons)[position]
        holds = union_end[row] > month
        found.append((position[holds], np.where(is_wife, unions.husband[row], unions.wife[row])[holds]))
        row = np.where(is_wife, unions.wife_next[row], unions.husband_next[row])
    positions, spouses = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(positions, kind="stable")
    return positions[order], spouses[order]


def _married(position: NDArray[Any], spouse: NDArray[Any]) -> KinList:
    zero = np.zeros(position.size, dtype=np.int8)
    return KinList(position.astype(np.int32), spouse.astype(np.int32), zero, zero, zero, np.ones(zero.size, dtype=bool))


def _joined(parts: list[KinList]) -> KinList:
    names = ("position", "id", "chon", "up", "side", "is_affine")
    return KinList(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@njit(cache=True, nogil=True)
def lower_steps(mother, father, persons, agnatic, steps, table):
    """Write into ``table`` (int8 by person; 0 none, else steps + 1) the fewest steps from each ancestor down to one of ``persons``."""
    line = np.empty(2 << steps, dtype=np.int32)
    for k in range(persons.size):
        line[0] = persons[k]
        lo, hi = 0, 1
        for s in range(steps + 1):
            end = hi
            for j in range(lo, end):
                a = line[j]
                if table[a] != 0 and table[a] <= s + 1:
                    continue
                table[a] = s + 1
                if s < steps:
                    if father[a] >= 0:
                        line[hi] = father[a]
                        hi += 1
                    if mother[a] >= 0 and not agnatic:
                        line[hi] = mother[a]
                        hi += 1
            lo = end


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
    """``least_chon_of`` for each of ``persons``, into ``out`` (int8)."""
    for k in range(persons.size):
        out[k] = least_chon_of(mother, father, persons[k], father_chon, mother_chon, agnatic, steps, table)


class NearestKnown:
    """The nearest of a growing set of persons (known leavers), for anybody who is asked about."""

    def __init__(self, pedigree: Pedigree):
        self.pedigree = pedigree
        self.cognatic = np.zeros(pedigree.mother.size, dtype=np.int8)
        self._agnatic: NDArray[np.int8] | None = None
        self._members: list[
            NDArray[np.int32]
        ] = []  # what the agnatic table, made when first asked for, has not taken in

    def add(self, persons: NDArray[Any]) -> None:
        """Put ``persons`` (ids) into the set."""
        ids = np.ascontiguousarray(persons, dtype=np.int32)
        lower_steps(self.pedigree.mother, self.pedigree.father, ids, False, STEPS, self.cognatic)
        self._members.append(ids)

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
        least_chon_of_many(
            self.pedigree.mother,
            self.pedigree.father,
            ids,
            rule.father_chon,
            rule.mother_chon,
            rule.agnatic,
            STEPS,
            table,
            out,
        )
        return out


__all__ = ["KinList", "NearestKnown", "kin_of", "spouses_of"]
