"""Marked persons: a bit for each in the country, and their numbers in order, in a table that stays close at hand.

A column of the country's length is hundreds of megabytes, of which each look-up takes a line of memory; marks take a quarter of a byte.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

PER_ROW = 32
"""Persons of one row of the marks."""


def no_marks(persons: int) -> NDArray[np.uint32]:
    """uint32[rows + 1, 2]: the bits of 32 persons, and the number of the first of them who is marked. The last row is nobody's."""
    return np.zeros((persons // PER_ROW + 2, 2), dtype=np.uint32)


@njit(forceinline=True)
def has_mark(marks, person):
    """1 where a person is marked, else 0."""
    return (np.int64(marks[person >> 5, 0]) >> (person & 31)) & 1


@njit(forceinline=True)
def mark(marks, person):
    """Mark a person."""
    marks[person >> 5, 0] |= np.uint32(1 << (person & 31))


@njit(forceinline=True)
def add_mark(marks, person, is_due, number):
    """Mark a person if ``is_due`` and give the ``number`` after that of the last one marked; in order of ids."""
    row = person >> 5
    marks[row, 1] = number if marks[row, 0] == 0 else marks[row, 1]
    marks[row, 0] |= np.uint32(np.int64(is_due) << (person & 31))


@njit(forceinline=True)
def number_of(marks, person):
    """Number of a person, -1 for those without a mark and for the unknown (-1)."""
    bits, bit = np.int64(marks[person >> 5, 0]), person & 31  # of -1 the last row
    before = bits & ((1 << bit) - 1)
    before -= (before >> 1) & 0x55555555
    before = (before & 0x33333333) + ((before >> 2) & 0x33333333)
    before = (((before + (before >> 4)) & 0x0F0F0F0F) * 0x01010101 >> 24) & 255
    number = np.int64(marks[person >> 5, 1]) + before
    return (number + 1) * ((bits >> bit) & 1) - 1  # no branch, as it could not be foreseen


@njit(cache=True, nogil=True)
def mark_family(person, spouse, mother, father, child_start, child, agnatic, marks, listed):
    """Mark ``person`` (int32[k]) with their ancestors, their children and ``spouse`` (int32[k], -1 for none), and number them.

    marks : from ``no_marks``; listed : int32 with room for everybody and one more, written: who is marked, in order of ids. Returns how many.
    """
    for k in range(person.size):
        mark(marks, person[k])
    for row in range(marks.shape[0] - 2, -1, -1):
        if marks[row, 0] == 0:
            continue
        for bit in range(PER_ROW - 1, -1, -1):  # parents come before children, also within a row
            p = np.int64(row * PER_ROW + bit)
            if has_mark(marks, p):
                if father[p] >= 0:
                    mark(marks, father[p])
                if not agnatic and mother[p] >= 0:
                    mark(marks, mother[p])
    for k in range(person.size):
        if spouse[k] >= 0:
            mark(marks, spouse[k])
        for j in range(child_start[person[k]], child_start[person[k] + 1]):
            if not agnatic or father[child[j]] == person[k]:
                mark(marks, child[j])
    found = np.int64(0)
    for row in range(marks.shape[0] - 1):
        marks[row, 1] = found
        bits = np.int64(marks[row, 0])
        for bit in range(PER_ROW if bits else 0):
            listed[found] = row * PER_ROW + bit  # overwritten by the next, unless it is marked: no branch to foresee
            found += (bits >> bit) & 1
    return found


__all__ = ["PER_ROW", "add_mark", "has_mark", "mark", "mark_family", "no_marks", "number_of"]
