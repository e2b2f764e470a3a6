"""Who is whose parent and who married whom: the columns that kinship reads, with what is derived from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.children import ChildrenIndex, children_index, parent_columns, parent_order_error, readonly
from yeonjwa.months import NEVER
from yeonjwa.population.country import Country
from yeonjwa.system.threads import each


@dataclass(frozen=True)
class Unions:
    """All unions, each a row, chained by person as in the country's union table.

    wife, husband : int32[unions]; start, end : int16[unions], months; first : int32[persons], row of the first union
    or -1; wife_next, husband_next : int32[unions], next union of the wife and of the husband or -1.
    """

    wife: NDArray[np.int32]
    husband: NDArray[np.int32]
    start: NDArray[np.int16]
    end: NDArray[np.int16]
    first: NDArray[np.int32]
    wife_next: NDArray[np.int32]
    husband_next: NDArray[np.int32]

    @classmethod
    def of_country(cls, country: Country) -> Unions:
        """The unions of a country, without copying."""
        c = country.columns
        integers = {
            "wife": c["union_wife"],
            "husband": c["union_husband"],
            "first": c["first_union"],
            "wife_next": c["wife_next_union"],
            "husband_next": c["husband_next_union"],
        }
        months = {"start": c["union_start"], "end": c["union_end"]}
        return cls(
            **{name: readonly(column, np.int32) for name, column in integers.items()},
            **{name: readonly(column, np.int16) for name, column in months.items()},
        )

    @classmethod
    def chained(cls, persons: int, wife: Any, husband: Any, start: Any = None, end: Any = None) -> Unions:
        """Unions from their couples, in order of marriage; without months they hold for ever."""
        wife, husband = readonly(wife, np.int32), readonly(husband, np.int32)
        first = np.full(persons, -1, dtype=np.int32)
        following = np.full((2, wife.size), -1, dtype=np.int32)
        last: dict[int, tuple[int, int]] = {}
        for row, couple in enumerate(zip(wife.tolist(), husband.tolist(), strict=True)):
            for role, person in enumerate(couple):
                if person in last:
                    following[last[person]] = row
                else:
                    first[person] = row
                last[person] = (role, row)
        started = np.zeros(wife.size) if start is None else start
        ended = np.full(wife.size, NEVER) if end is None else end
        return cls(
            wife, husband, readonly(started, np.int16), readonly(ended, np.int16), first, following[0], following[1]
        )

    def spouses_of(self, persons: Any, month: Any = None) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Spouses of ``persons``: positions in ``persons`` and ids, one pair per union (in force at ``month``, one or one each, if given)."""
        persons = np.asarray(persons, dtype=np.int32)
        position = np.arange(persons.size)
        union = self.first[persons]
        found: list[tuple[NDArray[np.intp], NDArray[np.int32]]] = []
        while (going := union >= 0).any():
            position, union = position[going], union[going]
            is_wife = self.wife[union] == persons[position]
            spouse = np.where(is_wife, self.husband[union], self.wife[union])
            if month is None:
                found.append((position, spouse))
            else:
                asked = month if np.ndim(month) == 0 else month[position]
                in_force = (self.start[union] <= asked) & (self.end[union] > asked)
                found.append((position[in_force], spouse[in_force]))
            union = np.where(is_wife, self.wife_next[union], self.husband_next[union])
        if not found:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int32)
        positions, spouses = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(positions, kind="stable")
        return positions[order], spouses[order]


@dataclass(frozen=True, eq=False)
class Pedigree:
    """Parents of everybody, with the index of children, made on first use and kept unless it is given.

    mother, father : int32[n], -1 where unknown, parents before children. unions: needed by rules with affines.
    """

    mother: NDArray[np.int32]
    father: NDArray[np.int32]
    unions: Unions | None = None
    index: ChildrenIndex | None = None

    def __post_init__(self) -> None:
        mother, father = parent_columns(self.mother, self.father)
        object.__setattr__(self, "mother", mother)
        object.__setattr__(self, "father", father)
        if self.index is not None:
            return  # the parents were looked through when it was made
        block = 1 << 18  # the check in blocks, so that it needs no memory of the size of the country

        def first_late(begin: int) -> int:
            """The first of a block who does not come after both parents, -1 for none."""
            ids = np.arange(begin, min(begin + block, mother.size), dtype=np.int32)
            late = (mother[begin : begin + block] >= ids) | (father[begin : begin + block] >= ids)
            return begin + int(late.argmax()) if late.any() else -1

        late = [row for row in each(first_late, range(0, mother.size, block)) if row >= 0]
        if late:
            raise parent_order_error(late[0])

    @classmethod
    def of(cls, people: People) -> Pedigree:
        """The pedigree of a country or of a (mother, father) pair of columns; a Pedigree is returned as it is.

        Keep the result when asking more than once: the index of children is made once per Pedigree.
        """
        if isinstance(people, Pedigree):
            return people
        if isinstance(people, Country):
            return cls(people.mother, people.father, Unions.of_country(people), ChildrenIndex.of_country(people))
        mother, father = people
        return cls(mother, father)

    @cached_property
    def children(self) -> ChildrenIndex:
        """Children of everybody."""
        return self.index or children_index(self.mother, self.father)

    def require_unions(self, rule: object) -> Unions:
        """The unions, or an InputError that says why they are needed."""
        if self.unions is None:
            raise InputError(
                f"kin rule '{rule}' counts relatives by marriage, but no unions were given; pass a Country."
            )
        return self.unions

    def check_ids(self, ids: Any) -> NDArray[np.int32]:
        """``ids`` as int32, each checked to be a person."""
        found = np.asarray(ids)
        if found.dtype.kind not in "iu" and found.size:
            raise InputError(f"person ids are {found.dtype}; expected whole numbers.")
        wrong = (found < 0) | (found >= self.mother.size)
        if wrong.any():
            raise InputError(f"person {found[wrong].flat[0]} does not exist; ids go from 0 to {self.mother.size - 1}.")
        return found.astype(np.int32)


People = Country | Pedigree | tuple[NDArray[Any], NDArray[Any]]
