"""Steps that the processes take in every month, without the general machinery of NumPy for them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

PIECE = 1 << 16
"""Values of a long column that are looked at together."""


def distinct(values: Any) -> NDArray[Any]:
    """The distinct values, rising: a sort, several times as fast as the hash table of ``np.unique`` on ids."""
    ordered = np.array(values).reshape(-1)
    if ordered.size < 2:
        return ordered
    ordered.sort()
    return ordered[first_of_each(ordered)]


def first_of_each(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each of ``ordered``, in which equal values stand together, is the first of its value."""
    is_first = np.empty(ordered.size, dtype=bool)
    is_first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return is_first


def rows_of_first(values: NDArray[Any]) -> NDArray[np.int64]:
    """Position of the first entry of each of the distinct values, in their order: as ``np.unique`` gives it, sooner for a few."""
    order = values.argsort(kind="stable")
    return order[first_of_each(values[order])]


def one_of(values: NDArray[Any], codes: tuple[int, ...]) -> NDArray[np.bool_]:
    """Whether each of ``values`` (codes of 8 bits) is one of ``codes``, read from a table."""
    return table_of(codes).take(values)


def rows_of(values: NDArray[Any], codes: tuple[int, ...]) -> NDArray[np.int64]:
    """Positions, rising, of those of many ``values`` (codes of 8 bits) that are one of ``codes``: a piece at a time, since ``one_of``
    takes nine bytes for each."""
    pieces = range(0, max(values.size, 1), PIECE)
    return np.concatenate([first + np.flatnonzero(one_of(values[first : first + PIECE], codes)) for first in pieces])


def among(ids: NDArray[Any], few: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each of ``ids`` is one of ``few``, looked up in their order: ``np.isin`` sorts both together."""
    ordered = np.append(np.sort(few), -1)  # the last for those beyond all
    return np.asarray(ordered[np.searchsorted(ordered[:-1], ids)] == ids)


@njit(cache=True, nogil=True)
def ids_among(codes, counts, first, last):
    """Ids ``first`` to ``last`` - 1, int32, rising, whose code (unsigned, by person) is one that ``counts`` (bool by code)."""
    found = np.empty(last - first, dtype=np.int32)  # mostly never touched
    size = 0
    for i in range(first, last):
        found[size] = i  # overwritten by the next, unless it counts: no branch to foresee
        size += counts[codes[i]]
    return found[:size].copy()


@cache
def table_of(codes: tuple[int, ...]) -> NDArray[np.bool_]:
    """bool[256]: whether a code of 8 bits is one of ``codes``."""
    table = np.zeros(256, dtype=bool)
    table[list(codes)] = True
    return table


def side_by_side(size: int, *kinds: type) -> tuple[NDArray[np.uint8], list[NDArray[Any]]]:
    """A piece of memory with an array of zeros on it of ``size`` for each of ``kinds``, the widest first; and those arrays."""
    ends = np.cumsum([size * np.dtype(kind).itemsize for kind in kinds])
    ground = np.zeros(int(ends[-1]), dtype=np.uint8)
    return ground, [part.view(kind) for part, kind in zip(np.split(ground, ends[:-1]), kinds, strict=True)]


__all__ = [
    "among",
    "distinct",
    "first_of_each",
    "ids_among",
    "one_of",
    "rows_of",
    "rows_of_first",
    "side_by_side",
    "table_of",
]
