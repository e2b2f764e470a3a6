"""Facts that change over a life, read at a month: place, spouse, post, service, membership of the Party.

A person lives at the birth place until the first union begins, then where the latest union settled; widows and
widowers stay. The chain of unions (``first_union``, then ``wife_next_union`` or ``husband_next_union``) is in order
of time. A conscript keeps the home county, and so does a holder of a post abroad. Before birth a fact has the value
of the day of birth, after death that of the last day, except those that end with life (spouse, post, service).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from yeonjwa.population.country import Country
from yeonjwa.population.places import counties
from yeonjwa.system.threads import each, parts_of_range


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only contiguous view, so that each kernel is compiled for one kind of array only."""
    if type(array) is np.ndarray and array.flags.c_contiguous and not array.flags.writeable:
        return array
    view = np.ascontiguousarray(np.asarray(array)).view()
    view.setflags(write=False)
    return view


def chain(columns: Any) -> tuple[NDArray[Any], ...]:
    """The columns that ``latest_union`` walks: sex, first_union, union_start, wife_next_union, husband_next_union."""
    names = ("sex", "first_union", "union_start", "wife_next_union", "husband_next_union")
    return tuple(frozen(columns[name]) for name in names)


@njit(forceinline=True)
def latest_union(person, month, sex, first_union, union_start, wife_next, husband_next):
    """Row of the latest union of ``person`` begun by ``month``, -1 if none."""
    row, found = first_union[person], -1
    while row >= 0 and union_start[row] <= month:
        found = row
        row = wife_next[row] if sex[person] == 0 else husband_next[row]
    return found


@njit(cache=True)
def _latest_unions(persons, month, sex, first_union, union_start, wife_next, husband_next):
    out = np.empty(persons.size, np.int32)
    for k in range(persons.size):
        out[k] = latest_union(persons[k], month, sex, first_union, union_start, wife_next, husband_next)
    return out


@njit(cache=True, parallel=True)
def _places(month, birth_place, union_place, sex, first_union, union_start, wife_next, husband_next):
    out = np.empty(birth_place.size, np.uint16)
    for i in prange(birth_place.size):
        row = latest_union(i, month, sex, first_union, union_start, wife_next, husband_next)
        out[i] = union_place[row] if row >= 0 else birth_place[i]
    return out


def place_of_everyone(country: Country, month: int) -> NDArray[np.uint16]:
    """uint16[persons_ever]: place (county * 2 + urban) of everybody at the start of ``month``.

    Meaningful for those alive then (``Country.is_living``); the others have their first or last place.
    """
    c = country.columns
    return _places(month, frozen(c["birth_place"]), frozen(c["union_place"]), *chain(c))


@njit(cache=True, nogil=True)
def count_places(first, last, month, birth, death, separated, birth_place, union_place, sex, first_union, union_start, wife_next,
                 husband_next, counts):  # fmt: skip
    """Add persons ``first`` to ``last`` - 1 who live at the end of ``month`` to ``counts`` (int64 by place)."""
    for i in range(first, last):
        if birth[i] <= month and death[i] > month and separated[i] > month:
            row = latest_union(i, month, sex, first_union, union_start, wife_next, husband_next)
            counts[union_place[row] if row >= 0 else birth_place[i]] += 1


def living_by_place(country: Country, month: int) -> NDArray[np.int64]:
    """int64[416]: people living at the end of ``month`` by place (county * 2 + urban); conscripts at their homes."""
    c = country.columns
    columns = [frozen(c[n]) for n in ("birth_month", "death_month", "separated_month", "birth_place", "union_place")]

    def count_part(part: tuple[int, int]) -> NDArray[np.int64]:
        counts = np.zeros(2 * counties().province.size, dtype=np.int64)
        count_places(*part, month, *columns, *chain(c), counts)
        return counts

    return np.sum(each(count_part, parts_of_range(0, country.persons_ever, 100_000)), axis=0)


def latest_union_plain(columns: Any, person: int, month: int) -> int:
    """Slow twin of ``latest_union`` that looks through all unions."""
    own = columns["union_wife"] if columns["sex"][person] == 0 else columns["union_husband"]
    rows = np.flatnonzero((own == person) & (columns["union_start"] <= month))
    return int(rows[np.argmax(columns["union_start"][rows])]) if rows.size else -1


def rows_at(
    owner: NDArray[Any], start: NDArray[Any], end: NDArray[Any], persons: NDArray[Any], month: int
) -> NDArray[np.int64]:
    """Row of the spell that covers ``month`` for each person, -1 if none.

    Parameters
    ----------
    owner, start, end : int32[k], int16[k], int16[k]
        Spells sorted by person; they hold from ``start`` up to, not including, ``end``; no two of one person overlap.
    persons : integers, any shape
    """
    asked = np.asarray(persons).astype(np.int32)  # the type of ``owner``, or searchsorted would copy it
    found = np.full(asked.shape, -1, dtype=np.int64)
    after = np.searchsorted(owner, asked)  # the first of each; the others stand next to it
    while owner.size:
        row = np.minimum(after, owner.size - 1)
        is_own = (after < owner.size) & (owner[row] == asked)
        if not is_own.any():
            break
        holds = is_own & (start[row] <= month) & (end[row] > month)
        found[holds] = row[holds]
        after += 1
    return found


@njit(cache=True, nogil=True)
def find_joined(owner, start, persons, month, has_joined):
    """Write into ``has_joined`` (bool) whether each of ``persons`` (int32) stands among ``owner`` (int32, rising, each once) with a
    ``start`` (int16) up to ``month``.

    They are searched for together, a step of all at a time: the reads of a step do not wait for one another.
    """
    low = np.zeros(persons.size, dtype=np.int64)
    left = owner.size
    while left > 1:
        half = left // 2
        for k in range(persons.size):
            low[k] += half if owner[low[k] + half] <= persons[k] else 0
        left -= half
    for k in range(persons.size):
        has_joined[k] = left > 0 and owner[low[k]] == persons[k] and start[low[k]] <= month


def _union_row(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.int32]:
    flat = np.ascontiguousarray(persons, dtype=np.int64).ravel()
    return _latest_unions(frozen(flat), month, *chain(country.columns)).reshape(persons.shape)


def _union(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.int32]:
    row = _union_row(country, persons, month)
    return np.where((row >= 0) & (country.columns["union_end"][row] > month), row, -1).astype(np.int32)


def _spouse(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.int32]:
    c, row = country.columns, _union(country, persons, month)
    other = np.where(c["sex"][persons] == 0, c["union_husband"][row], c["union_wife"][row])
    return np.where(row >= 0, other, -1).astype(np.int32)


def _place(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.uint16]:
    c, row = country.columns, _union_row(country, persons, month)
    return np.where(row >= 0, c["union_place"][row], c["birth_place"][persons]).astype(np.uint16)


def _county(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.uint16]:
    return (_place(country, persons, month) // 2).astype(np.uint16)


def _province(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.uint8]:
    return counties().province[_county(country, persons, month)]


def _post(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.uint8]:
    c = country.columns
    row = rows_at(c["post_person"], c["post_start"], c["post_end"], persons, month)
    code = np.zeros(row.shape, dtype=np.uint8)
    code[row >= 0] = c["post_code"][row[row >= 0]]
    return code


def _is_conscript(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.bool_]:
    c = country.columns
    return rows_at(c["conscript_person"], c["conscript_start"], c["conscript_end"], persons, month) >= 0


def _is_party_member(country: Country, persons: NDArray[Any], month: int) -> NDArray[np.bool_]:
    c = country.columns
    asked = np.asarray(persons, dtype=np.int32)
    has_joined = np.empty(asked.shape, dtype=bool)
    find_joined(frozen(c["party_person"]), frozen(c["party_month"]), asked.ravel(), month, has_joined.ravel())
    return has_joined & (c["death_month"][persons] > month)


FACTS: dict[str, Callable[[Country, NDArray[Any], int], NDArray[Any]]] = {
    "place": _place,
    "county": _county,
    "province": _province,
    "spouse": _spouse,
    "union": _union,
    "post": _post,
    "is_conscript": _is_conscript,
    "is_party_member": _is_party_member,
}
