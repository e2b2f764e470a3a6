"""Residents by county and sex, in order of birth, with the months in which each could take up a post.

An entry is one stay of a grown person in one county between 1990 and 2025. Years of service are not spent in a
county: they are stays in the camps, one more county here. An entry is packed into 64 bits, so that one look in memory tells all that a draw needs: person (high 32 bits), songbun (2 bits),
first month and month after the last (10 bits each, counted from January 1990).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from yeonjwa.draws import first_above
from yeonjwa.months import month_of
from yeonjwa.population.places import counties
from yeonjwa.population.spells import chain, frozen
from yeonjwa.read_ahead import AHEAD, ask_for

START = month_of(1990)
END = month_of(2026)
ADULT_MONTHS = 18 * 12
OLDEST_MONTHS = 75 * 12
CHUNKS = 64
CAMPS = len(counties().name)
"""Code of the camps among the lists of residents, after the last county."""


@dataclass(frozen=True)
class Residents:
    """entries: int64[e] packed stays, list by list, in order of birth; list = sex * (counties + 1) + county, where the
    camps are the last county (CAMPS).

    offset: int32[lists, birth months + 1], the first entry of a list whose person was born in that month or later,
    counted from ``first_birth``.
    """

    entries: NDArray[np.int64]
    offset: NDArray[np.int32]
    first_birth: int


@njit(forceinline=True)
def _put(fill, entries, cursor, person, songbun, begin, stop, start):
    if stop > begin:
        if fill:
            entries[cursor] = (
                (np.int64(person) << 32) | (np.int64(songbun) << 20) | ((begin - start) << 10) | (stop - start)
            )
        return cursor + 1
    return cursor


@njit(cache=True, parallel=True)
def _stays(fill, bounds, n_lists, start, end, adult, birth, death, separated, songbun, birth_place, union_place,
           sex, first_union, union_start, wife_next, husband_next, served, served_start, served_end, cursor, entries):  # fmt: skip
    """Count (fill False) or write (fill True) the stays of each chunk of persons; moves cursor[chunk, list] on."""
    for chunk in prange(bounds.size - 1):
        row = first_above(served, bounds[chunk] - 1, 0, served.size)
        for i in range(bounds[chunk], bounds[chunk + 1]):
            if i + AHEAD < bounds[chunk + 1]:
                soon = np.int64(first_union[i + AHEAD])
                ask_for(union_place, soon)
                ask_for(union_start, soon)
                ask_for(wife_next if sex[i + AHEAD] == 0 else husband_next, soon)
            begin = max(birth[i] + adult, start)
            gone = min(min(death[i], separated[i]), end)
            if begin >= gone:
                continue
            while row < served.size and served[row] < i:
                row += 1
            away, back = end, end
            if row < served.size and served[row] == i:
                away, back = served_start[row], served_end[row]
            county = birth_place[i] // 2
            union = first_union[i]
            camps = sex[i] * n_lists + n_lists - 1
            cursor[chunk, camps] = _put(
                fill, entries, cursor[chunk, camps], i, songbun[i], max(begin, away), min(back, gone), start
            )
            while begin < gone:
                while union >= 0 and union_place[union] // 2 == county:
                    union = wife_next[union] if sex[i] == 0 else husband_next[union]
                stop = gone if union < 0 else min(gone, union_start[union])
                where = sex[i] * n_lists + county
                at = cursor[chunk, where]
                at = _put(fill, entries, at, i, songbun[i], begin, min(stop, away), start)
                at = _put(fill, entries, at, i, songbun[i], max(begin, back), stop, start)
                cursor[chunk, where] = at
                if union < 0:
                    break
                begin = max(begin, stop)
                county = union_place[union] // 2
                union = wife_next[union] if sex[i] == 0 else husband_next[union]


@njit(cache=True, parallel=True)
def _offsets(entries, list_start, birth, first_birth, offset):
    for where in prange(list_start.size - 1):
        at = list_start[where]
        for month in range(offset.shape[1]):
            while at < list_start[where + 1] and birth[entries[at] >> 32] < first_birth + month:
                at += 1
            offset[where, month] = at


def residents(columns: Mapping[str, NDArray[Any]], served: Mapping[str, NDArray[Any]]) -> Residents:
    """Stays of everybody who could take up a post between 1990 and 2025.

    Parameters
    ----------
    columns : the genealogy's columns
    served : the columns of ``conscripts.conscripts``
    """
    birth = frozen(columns["birth_month"])
    first_birth, last_birth = START - OLDEST_MONTHS, END - ADULT_MONTHS
    first, last = (int(np.searchsorted(birth, np.int16(m))) for m in (first_birth, last_birth))
    bounds = np.linspace(first, last, CHUNKS + 1).astype(np.int64)
    n_lists = CAMPS + 1
    cursor = np.zeros((CHUNKS, 2 * n_lists), dtype=np.int64)
    names = ("death_month", "separated_month", "songbun", "birth_place", "union_place")
    arguments = (
        bounds, n_lists, START, END, ADULT_MONTHS, birth, *(frozen(columns[n]) for n in names), *chain(columns),
        *(frozen(served[f"conscript_{n}"]) for n in ("person", "start", "end")),
    )  # fmt: skip
    _stays(False, *arguments, cursor, np.empty(0, np.int64))
    # Lists follow each other, and within a list the chunks, so that a list is in order of birth.
    ends = np.cumsum(cursor.T.ravel())
    begins = np.concatenate(([0], ends[:-1])).reshape(2 * n_lists, CHUNKS)
    entries = np.empty(int(ends[-1]), dtype=np.int64)
    list_start = np.concatenate((begins[:, 0], ends[-1:]))
    _stays(True, *arguments, np.ascontiguousarray(begins.T), entries)
    offset = np.empty((2 * n_lists, last_birth - first_birth + 1), dtype=np.int32)
    _offsets(entries, list_start, birth, first_birth, offset)
    return Residents(entries, offset, first_birth)
