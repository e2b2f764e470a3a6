"""The relatives of a person, each with degree, steps up and down, side and blood; and how many of each kind live."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.children import readonly
from yeonjwa.kinship.pedigree import Pedigree, People
from yeonjwa.kinship.rules import KinRule

BLOOD, SPOUSE_OF_RELATIVE, RELATIVE_OF_SPOUSE = 0, 1, 2
"""Values of ``Relatives.link``. The person's own spouse is the spouse of a relative of 0 chon."""

_CHUNK = 256  # focal persons per task


@dataclass(frozen=True)
class Relatives:
    """Relatives of one person, one row each, in order of chon, link, steps up and id.

    A relative reached in several ways stands once, at the least chon and, among ways of that degree, at the fewest
    steps up.

    id : int32[k]
    chon, up, down : int8[k]
        Degree; steps up to the nearest common ancestor; steps down from there. For relatives by marriage these are
        the steps of the blood relation that links them.
    side : int8[k]
        FATHER_SIDE (1), MOTHER_SIDE (2), their sum where ways of the same steps go through both, 0 for descendants.
        For relatives of the spouse it is the spouse's side.
    is_half : bool[k]
        Collateral relatives by half-blood: no way of these steps turns at a couple between two full siblings. False
        in the direct line.
    link : uint8[k]
        BLOOD (0), SPOUSE_OF_RELATIVE (1) or RELATIVE_OF_SPOUSE (2).
    """

    id: NDArray[np.int32]
    chon: NDArray[np.int8]
    up: NDArray[np.int8]
    down: NDArray[np.int8]
    side: NDArray[np.int8]
    is_half: NDArray[np.bool_]
    link: NDArray[np.uint8]

    def __len__(self) -> int:
        return int(self.id.size)

    def where(self, chosen: NDArray[Any]) -> Relatives:
        """The rows chosen by a mask or by positions, in the same order of columns."""
        return Relatives(*(getattr(self, column.name)[chosen] for column in fields(self)))


def relatives_within(
    people: People, person: int, rule: KinRule | str = "cognatic:8", *, month: int | None = None
) -> Relatives:
    """Everybody, alive or dead, who is a relative of ``person`` under ``rule``; the person is not among them.

    Parameters
    ----------
    people : Country, Pedigree, or (mother, father)
        For many persons make one ``Pedigree.of(country)`` and pass that: it keeps the index of children.
    person : int
        Person id.
    rule : KinRule or str
        Depths, lines, and whether marriage counts. Relatives of the spouse are found by the same rule, seen from the
        spouse.
    month : int, optional
        For affines: month in which the unions must be in force (None: ever married).
    """
    pedigree, rule = Pedigree.of(people), KinRule.parse(rule)
    focal = int(pedigree.check_ids(person))
    blood = _blood(pedigree, focal, rule)
    if not rule.affines:
        return blood
    unions = pedigree.require_unions(rule)
    parts = [blood]
    position, spouse = unions.spouses_of(np.append(blood.id, focal), month)
    own = position == len(blood)
    of_relatives = blood.where(position[~own])
    parts.append(_linked(of_relatives, spouse[~own], SPOUSE_OF_RELATIVE))
    for partner in spouse[own].tolist():
        zero = np.zeros(1, dtype=np.int8)
        parts.append(
            Relatives(
                np.array([partner], dtype=np.int32),
                zero,
                zero,
                zero,
                zero,
                zero > 0,
                zero.astype(np.uint8) + SPOUSE_OF_RELATIVE,
            )
        )
        theirs = _blood(pedigree, partner, rule)
        parts.append(_linked(theirs, theirs.id, RELATIVE_OF_SPOUSE))
    everybody = Relatives(*(np.concatenate([getattr(p, c.name) for p in parts]) for c in fields(Relatives)))
    everybody = everybody.where(everybody.id != focal)
    # Once each, at the least degree, there by blood before marriage.
    by_person = np.lexsort((everybody.up, everybody.link, everybody.chon, everybody.id))
    everybody = everybody.where(by_person)
    first = np.append(True, everybody.id[1:] != everybody.id[:-1])[: len(everybody)]
    return _ordered(everybody.where(first))


def _blood(pedigree: Pedigree, person: int, rule: KinRule) -> Relatives:
    from yeonjwa.kinship import walks

    index = pedigree.children
    ids, chon, up, side, full = walks.walk(
        pedigree.mother,
        pedigree.father,
        readonly(index.start, np.int32),
        readonly(index.child, np.int32),
        person,
        rule.father_chon,
        rule.mother_chon,
        rule.agnatic,
    )
    down = chon - up
    is_half = (up > 0) & (down > 0) & ~full
    return _ordered(Relatives(ids, chon, up, down, side, is_half, np.zeros(ids.size, dtype=np.uint8)))


def _linked(blood: Relatives, ids: NDArray[np.int32], link: int) -> Relatives:
    return Relatives(
        ids, blood.chon, blood.up, blood.down, blood.side, blood.is_half, np.full(ids.size, link, dtype=np.uint8)
    )


def _ordered(found: Relatives) -> Relatives:
    return found.where(np.lexsort((found.id, found.up, found.link, found.chon)))


@dataclass(frozen=True)
class KinCounts:
    """Numbers of relatives of focal persons, summed by group of focal persons.

    persons : int64[groups]
        Focal persons in each group.
    total : int64[groups, D + 1, D + 1, 4, 2]
        Relatives by steps up, steps down, side (see ``Relatives.side``) and sex (0 female, 1 male).
    squares : int64[groups, D + 1, D + 1]
        Sum over focal persons of the squared number of relatives, sides and sexes together.
    """

    persons: NDArray[np.int64]
    total: NDArray[np.int64]
    squares: NDArray[np.int64]

    def mean(self) -> NDArray[np.float64]:
        """float64[groups, D + 1, D + 1]: relatives per focal person by steps up and down (NaN for an empty group)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.total.sum(axis=(3, 4)) / self.persons[:, None, None]

    def standard_error(self) -> NDArray[np.float64]:
        """float64[groups, D + 1, D + 1]: of the mean, taking focal persons as independent draws (NaN below 2)."""
        persons = self.persons[:, None, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = (self.squares - persons * self.mean() ** 2) / np.where(persons > 1, persons - 1, np.nan)
            return np.sqrt(np.maximum(variance, 0) / persons)


def count_relatives(
    people: People,
    focal: NDArray[Any],
    counted: NDArray[np.bool_],
    sex: NDArray[Any],
    rule: KinRule | str = "cognatic:8",
    *,
    group: NDArray[Any] | None = None,
    threads: int = 1,
) -> KinCounts:
    """How many relatives the focal persons have by steps up, steps down, side and sex.

    Full-blood and half-blood relatives alike are counted once, at their least degree and fewest steps up.

    Parameters
    ----------
    people : Country, Pedigree, or (mother, father)
    focal : int[k]
        Ids of the focal persons.
    counted : bool[n]
        Whom to count, such as ``country.is_living(month)``.
    sex : uint8[n]
        0 female, 1 male.
    rule : KinRule or str
        Without affines.
    group : int[k], optional
        Group of each focal person (such as an age), 0 to groups - 1; one group if not given.
    threads : int
        Threads over chunks of focal persons; sums of whole numbers, so the result does not depend on it.
    """
    from yeonjwa.kinship import walks

    pedigree, rule = Pedigree.of(people), KinRule.parse(rule)
    if rule.affines:
        raise InputError(
            f"kin rule '{rule}': relatives by marriage have no steps up and down of their own to count by."
        )
    n = pedigree.mother.size
    if np.shape(counted) != (n,) or np.shape(sex) != (n,):
        raise InputError(
            f"counted has {np.shape(counted)} and sex {np.shape(sex)} rows; expected {n} each, one per person."
        )
    ids = pedigree.check_ids(focal).ravel()
    groups = np.zeros(ids.size, dtype=np.int32) if group is None else np.asarray(group, dtype=np.int32).ravel()
    if groups.size != ids.size or (groups.size and groups.min() < 0):
        raise InputError(f"group has {groups.size} values; expected {ids.size}, one per focal person, 0 or more.")
    kinds = int(groups.max()) + 1 if groups.size else 1
    columns = (
        pedigree.mother,
        pedigree.father,
        readonly(pedigree.children.start, np.int32),
        readonly(pedigree.children.child, np.int32),
        readonly(counted, np.bool_),
        readonly(sex, np.uint8),
    )
    size = rule.limit + 1

    def chunk(begin: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        total = np.zeros((kinds, size, size, 4, 2), dtype=np.int64)
        squares = np.zeros((kinds, size, size), dtype=np.int64)
        part = slice(begin, begin + _CHUNK)
        walks.count_walks(
            *columns, ids[part], groups[part], rule.father_chon, rule.mother_chon, rule.agnatic, total, squares
        )
        return total, squares

    total = np.zeros((kinds, size, size, 4, 2), dtype=np.int64)
    squares = np.zeros((kinds, size, size), dtype=np.int64)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for part_total, part_squares in pool.map(chunk, range(0, ids.size, _CHUNK)):
            total += part_total
            squares += part_squares
    return KinCounts(np.bincount(groups, minlength=kinds).astype(np.int64), total, squares)
