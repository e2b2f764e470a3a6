"""Marked persons: a bit for each in the country, and their numbers in order, in a table that stays close at hand.

A column of the country's length is hundreds of megabytes, of which each look-up takes a line of memory; marks take a quarter of a byte.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

PER_ROW = 32
"""Persons of one row of the marks."""
_ONE, _TWO, _FOUR, _EIGHT, _SIXTEEN, _LAST_BYTE = (np.uint64(k) for k in (1, 2, 4, 8, 16, 56))
_FIVES, _THREES = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_FIFTEENS, _EACH_BYTE = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)


def no_marks(persons: int) -> NDArray[np.uint32]:
    """uint32[rows + 1, 2]: the bits of 32 persons, and the number of the first of them who is marked. The last row is nobody's."""
    return np.zeros((persons // PER_ROW + 2, 2), dtype=np.uint32)


@njit(forceinline=True)
def ones(bits):
    """How many bits of a word are set; of this form the compiler makes one step."""
    bits = bits - ((bits >> _ONE) & _FIVES)
    bits = (bits & _THREES) + ((bits >> _TWO) & _THREES)
    return (((bits + (bits >> _FOUR)) & _FIFTEENS) * _EACH_BYTE) >> _LAST_BYTE


@njit(forceinline=True)
def highest(bits):
    """Position of the highest bit that is set in the lower half of a word, which is not 0."""
    for shift in (_ONE, _TWO, _FOUR, _EIGHT, _SIXTEEN):
        bits |= bits >> shift
    return np.int64(ones(bits)) - 1


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
    """Number of a person, counted from 1; 0 for those without a mark and for the unknown (-1)."""
    bits, bit = np.uint64(marks[person >> 5, 0]), np.uint64(person & 31)  # of -1 the last row
    number = np.uint64(marks[person >> 5, 1]) + ones(bits & ((_ONE << bit) - _ONE))
    return np.int64(number * ((bits >> bit) & _ONE))  # no branch, as it could not be foreseen


@njit(cache=True, nogil=True)
def mark_family(person, spouse, mother, father, child_start, child, agnatic, marks):
    """Mark ``person`` (int32[k]) with their ancestors, their children and ``spouse`` (int32[k], -1 for none), and number them.

    marks : from ``no_marks``. Returns int32[marked + 2]: who is marked by number, rising; nobody before them (-1), and after them the
    first id that nobody has.
    """
    for k in range(person.size):
        mark(marks, person[k])
    for row in range(marks.shape[0] - 2, -1, -1):
        bits = np.uint64(marks[row, 0])
        while bits != 0:
            bit = highest(bits)
            p = row * PER_ROW + bit
            if father[p] >= 0:
                mark(marks, father[p])
            if not agnatic and mother[p] >= 0:
                mark(marks, mother[p])
            # Parents come before children, also within a row.
            bits = np.uint64(marks[row, 0]) & ((_ONE << np.uint64(bit)) - _ONE)
    for k in range(person.size):
        if spouse[k] >= 0:
            mark(marks, spouse[k])
        for j in range(child_start[person[k]], child_start[person[k] + 1]):
            if not agnatic or father[child[j]] == person[k]:
                mark(marks, child[j])
    found = np.int64(1)
    for row in range(marks.shape[0] - 1):
        marks[row, 1] = found
        found += np.int64(ones(np.uint64(marks[row, 0])))
    listed = np.empty(found + 1, dtype=np.int32)
    listed[0], listed[found] = -1, mother.size
    for row in range(marks.shape[0] - 1):
        bits, number = np.uint64(marks[row, 0]), np.int64(marks[row, 1])
        while bits != 0:
            listed[number] = row * PER_ROW + np.int64(ones(~bits & (bits - _ONE)))
            number += 1
            bits &= bits - _ONE
    return listed


__all__ = ["PER_ROW", "add_mark", "highest", "mark", "mark_family", "no_marks", "number_of", "ones"]
