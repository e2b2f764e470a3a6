"""Kernels that draw the points of leaving: arrays in, arrays out; ``points`` says what they mean, ``points_plain`` repeats them.

The points below the ceiling lie in blocks of ids, so that a month costs as many draws as there are points, not people.
A block's own draws are keyed by its number alone: any part of the country may be asked for, in any order.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.draws import uniform, uniform_pair
from yeonjwa.read_ahead import AHEAD, ask_for

CEILING = 0.002  # per person-month, as an intensity; below it points are thrown by block, above it read by person
BLOCK = 4096  # consecutive ids that share their points
TOGETHER = 1024  # draws worked out before any of them is looked at

ABSENT = 0  # code of a group: whoever is not there to leave
RAISED = 0x8000  # bit of a person's code: the bound of the group does not hold for this person
GROUP = 0x7FFF  # bits of a person's code that name the group


@njit(nogil=True)
def _number(draw, chances):
    """Points of one block and month: the inverse of ``chances``, the cumulative chances of 0, 1, 2, ... points."""
    k = 0
    while draw >= chances[k]:
        k += 1
    return k


@njit(cache=True, nogil=True)
def points_below(key_number, key_point, month, first, last, persons, full, end, codes, bound):
    """Points below the ceiling in blocks ``first`` to ``last`` - 1 that the bounds do not dismiss, lowest per person.

    ``full`` and ``end`` are the cumulative chances of a whole block and of the country's last one. Returns person
    (int64, rising), height (float64), the number of points drawn, and the first person whose code has no bound, or -1.
    """
    # Draws in loops of their own, so that the processor works out several at a time.
    draw = np.empty(last - first, dtype=np.float64)
    for j in range(draw.size):
        draw[j] = uniform(key_number, first + j, month)
    number = np.empty(draw.size, dtype=np.int64)
    for j in range(draw.size):
        number[j] = _number(draw[j], full if (first + j + 1) * BLOCK <= persons else end)
    drawn = number.sum()
    block, turn = np.empty(drawn, dtype=np.uint32), np.empty(drawn, dtype=np.uint32)
    at = 0
    for j in range(number.size):
        for k in range(number[j]):
            block[at], turn[at] = first + j, k
            at += 1
    whom, height = np.empty(drawn, dtype=np.float64), np.empty(drawn, dtype=np.float64)
    for i in range(drawn):
        whom[i], height[i] = uniform_pair(key_point, block[i], month, 0, turn[i])
    # All points first, then all codes: the reads of a column far larger than the caches then overlap.
    person = np.empty(drawn, dtype=np.int64)
    for i in range(drawn):
        begin = np.int64(block[i]) * BLOCK
        person[i] = begin + int(whom[i] * min(BLOCK, persons - begin))  # below the product's next whole number
        height[i] *= CEILING
    own = np.empty(drawn, dtype=np.uint16)
    for i in range(drawn):
        own[i] = codes[person[i]]
    kept = 0
    for i in range(drawn):
        p, z, code = person[i], height[i], own[i]
        g = code & GROUP
        if g >= bound.size:
            return person[:0], height[:0], drawn, p
        if g == ABSENT or (z >= bound[g] and not code & RAISED):
            continue
        # Kept in order of ids: the few of this block that are kept move up, and a person met before keeps the lower.
        at = kept
        while at > 0 and person[at - 1] > p:
            at -= 1
        if at > 0 and person[at - 1] == p:
            height[at - 1] = min(height[at - 1], z)
            continue
        for j in range(kept, at, -1):
            person[j], height[j] = person[j - 1], height[j - 1]
        person[at], height[at] = p, z
        kept += 1
    return person[:kept].copy(), height[:kept].copy(), drawn, -1


@njit(cache=True, nogil=True)
def points_above(key, month, person, most):
    """Positions in ``person`` (int32 ids) of those whose lowest point above the ceiling lies below ``most`` (float64, one each or
    one for all), int64, and the heights of these points."""
    at = np.empty(person.size, dtype=np.int64)
    height = np.empty(person.size, dtype=np.float64)
    drawn = np.empty(TOGETHER, dtype=np.float64)
    of_most = min(most.size - 1, 1)
    found = 0
    for begin in range(0, person.size, TOGETHER):
        count = min(TOGETHER, person.size - begin)
        for k in range(count):  # in a loop of their own, so that the processor draws several at a time
            drawn[k] = uniform(key, person[begin + k], month)
        for k in range(count):
            own = most[(begin + k) * of_most]
            # The point lies further above the ceiling than the draw says; the logarithm is worked out for the few it matters to.
            if drawn[k] <= (own - CEILING) * (1 + 1e-9):
                z = CEILING - np.log1p(-drawn[k])
                if z < own:
                    at[found], height[found] = begin + k, z
                    found += 1
    return at[:found].copy(), height[:found].copy()


@njit(cache=True, nogil=True)
def points_of_hot(key, month, rows, need, people, person):
    """As ``points_above``, of those of ``rows`` (int32) among the affected whose cap exceeds what their group needs to exceed the
    ceiling: rows, int32, and the heights of these points.

    need : float64[groups, 2], by group and whether kin in the South pay, infinite for the absent; people : records of the affected;
    person : int32, id by row. The bound of each is the ceiling times exp(cap - need).
    """
    above = np.empty(rows.size, dtype=np.int32)
    height = np.empty(rows.size, dtype=np.float64)
    hot, over = np.empty(TOGETHER, dtype=np.int32), np.empty(TOGETHER, dtype=np.float64)
    whom, drawn = np.empty(TOGETHER, dtype=np.int32), np.empty(TOGETHER, dtype=np.float64)
    found = 0
    for begin in range(0, rows.size, TOGETHER):
        count = 0
        for k in range(begin, min(begin + TOGETHER, rows.size)):
            if k + AHEAD < rows.size:
                ask_for(people, rows[k + AHEAD])
            one = people[rows[k]]
            # Overwritten by the next, unless it counts: no branch to foresee.
            hot[count], over[count] = rows[k], one.cap - need[one.code & GROUP, int(one.south > 0)]
            count += over[count] > 0
        for k in range(count):
            whom[k] = person[hot[k]]
        for k in range(count):  # in a loop of their own, so that the processor draws several at a time
            drawn[k] = uniform(key, whom[k], month)
        for k in range(count):
            # exp(x) - 1 is at most e x up to 1: enough for nearly all.
            if over[k] < 1 and drawn[k] > CEILING * 2.72 * over[k]:
                continue
            most = CEILING * np.exp(over[k])
            if drawn[k] <= (most - CEILING) * (1 + 1e-9):
                z = CEILING - np.log1p(-drawn[k])
                if z < most:
                    above[found], height[found] = hot[k], z
                    found += 1
    return above[:found].copy(), height[:found].copy()


@njit(cache=True, nogil=True)
def points_of_everybody(key_number, key_point, key_above, month, first, last, persons, full, end, out):
    """Lowest point of every person of blocks ``first`` to ``last`` - 1, whoever they are, into ``out`` (float64)."""
    for b in range(first, last):
        begin, room, at = b * BLOCK, min(BLOCK, persons - b * BLOCK), (b - first) * BLOCK
        out[at : at + room] = np.inf
        for k in range(_number(uniform(key_number, b, month), full if room == BLOCK else end)):
            whom, how_high = uniform_pair(key_point, b, month, 0, k)
            i = at + int(whom * room)
            out[i] = min(out[i], how_high * CEILING)
        for i in range(room):
            if out[at + i] == np.inf:
                out[at + i] = CEILING - np.log1p(-uniform(key_above, begin + i, month))
