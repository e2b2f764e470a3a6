"""Children of every person, found from the mother and father columns by a counting sort in two threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.population.country import Country

BITS = 16
"""Parents are sorted in blocks of 2 ** BITS ids; places within a block are kept as uint16."""
FEWEST_IN_A_THREAD = 100_000


@dataclass(frozen=True)
class ChildrenIndex:
    """Children by parent: those of ``p`` are ``child[start[p]:start[p + 1]]``, in order of birth.

    start : int32[n + 1]; child : int32[number of parent-child links], both read-only. Mothers and fathers share the one index, since
    nobody is both; 12 bytes per person, 660 MB for 55 million.
    """

    start: NDArray[np.int32]
    child: NDArray[np.int32]

    @classmethod
    def of_country(cls, country: Country) -> ChildrenIndex | None:
        """The index stored with a country; None where there is none."""
        c = country.columns
        return cls(readonly(c["child_start"], np.int32), readonly(c["child"], np.int32)) if "child" in c else None

    def of(self, person: int) -> NDArray[np.int32]:
        """int32[k]: ids of the children of one person."""
        return self.child[self.start[person] : self.start[person + 1]]


def children_index(mother: NDArray[Any], father: NDArray[Any]) -> ChildrenIndex:
    """Index of the children of everybody.

    Parameters
    ----------
    mother, father : int32[n]
        Parent ids, -1 where unknown; parents have smaller ids than their children.

    Raises
    ------
    InputError
        The columns differ in length or type, or a parent does not come before the child.
    """
    from yeonjwa.kinship import kernels
    from yeonjwa.system.threads import each, parts_of_range

    mother, father = parent_columns(mother, father)
    persons = mother.size
    blocks = (persons >> BITS) + 1
    # Links are dealt out to blocks of parents first, so that the sort of each block stays within the fast memory.
    parts = parts_of_range(0, persons, FEWEST_IN_A_THREAD)
    count = np.zeros((len(parts), blocks), dtype=np.int64)
    bad = each(lambda k: kernels.count_links(mother, father, *parts[k], BITS, count[k]), range(len(parts)))
    if max(bad) >= 0:
        raise parent_order_error(min(row for row in bad if row >= 0))
    begin = np.append(0, np.cumsum(count.sum(axis=0)))
    at = begin[:-1] + np.cumsum(count, axis=0) - count
    start, child = np.empty(persons + 1, dtype=np.int32), np.empty(begin[-1], dtype=np.int32)
    within = np.empty(child.size, dtype=np.uint16)
    each(lambda k: kernels.deal_links(mother, father, *parts[k], BITS, at[k], child, within), range(len(parts)))
    halves = parts_of_range(0, blocks, 1)
    each(lambda half: kernels.sort_links(*half, BITS, begin, within, start, child), halves)
    start[-1] = child.size
    return ChildrenIndex(readonly(start, np.int32), readonly(child, np.int32))


def parent_columns(mother: NDArray[Any], father: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The two columns as read-only int32 views, checked for type and length (kernels then have one signature)."""
    columns = []
    for name, values in (("mother", mother), ("father", father)):
        values = np.asarray(values)
        if values.ndim != 1 or values.dtype.kind not in "iu":
            raise InputError(f"column '{name}' is {values.dtype}{list(values.shape)}; expected ids as int32[persons].")
        columns.append(readonly(values, np.int32))
    if columns[0].size != columns[1].size:
        raise InputError(
            f"columns 'mother' and 'father' have {columns[0].size} and {columns[1].size} rows; expected as many."
        )
    return columns[0], columns[1]


def readonly(values: Any, dtype: Any) -> NDArray[Any]:
    """A contiguous read-only view (a copy only where type or layout differ), so that kernels compile once."""
    view = np.ascontiguousarray(values, dtype=dtype).view()
    view.setflags(write=False)
    return view


def parent_order_error(row: int) -> InputError:
    """What to say when the parent in ``row`` is not born before the child."""
    return InputError(f"person {row} has a parent with the same or a greater id; expected ids in order of birth.")
