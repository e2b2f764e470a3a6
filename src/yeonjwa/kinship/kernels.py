"""Kernels that sweep over everybody: arrays in, arrays out; the faces that check and explain stand beside this file.

All columns are read-only int32 with -1 for an unknown parent. Least chon and earliest time lean on one order: ids are
in order of birth, so that one sweep down the ids meets every child before its parents, and one sweep up meets every
parent before its children. Sweeps that write return -1, or the first row whose parent does not come before it.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def count_links(mother, father, first, last, bits, count):
    """Add to ``count`` (int64[blocks]) the links of children ``first`` to ``last`` - 1 by block of the parent; -1 or the bad row.

    A block is a stretch of 2 ** ``bits`` ids.
    """
    for p in range(first, last):
        m, f = mother[p], father[p]
        if m >= p or f >= p:
            return p
        if m >= 0:
            count[m >> bits] += 1
        if f >= 0:
            count[f >> bits] += 1
    return -1


@njit(cache=True, nogil=True)
def deal_links(mother, father, first, last, bits, at, child, within):
    """Deal the links of children ``first`` to ``last`` - 1 out to the blocks of their parents, in order of birth.

    at : int64[blocks], where the first of each block goes, moved on; child : int32[links], written; within : uint16[links],
    written: the parent's place in the block.
    """
    mask = (1 << bits) - 1
    for p in range(first, last):
        m, f = mother[p], father[p]
        if m >= 0:
            k = at[m >> bits]
            at[m >> bits] = k + 1
            child[k], within[k] = p, m & mask
        if f >= 0:
            k = at[f >> bits]
            at[f >> bits] = k + 1
            child[k], within[k] = p, f & mask


@njit(cache=True, nogil=True)
def sort_links(first, last, bits, begin, within, start, child):
    """Sort the links of blocks ``first`` to ``last`` - 1 by parent in place, and write ``start`` of these parents.

    begin : int64[blocks + 1], where the links of each block stand in ``child`` and ``within``.
    """
    size = 1 << bits
    cursor = np.empty(size + 1, dtype=np.int64)
    most = 0
    for b in range(first, last):
        most = max(most, begin[b + 1] - begin[b])
    dealt = np.empty(most, dtype=child.dtype)
    for b in range(first, last):
        low, high = begin[b], begin[b + 1]
        cursor[:] = 0
        cursor[0] = low
        for k in range(low, high):
            dealt[k - low] = child[k]
            cursor[within[k] + 1] += 1
        own = start[b * size : min((b + 1) * size, start.size - 1)]
        for i in range(own.size):
            own[i] = cursor[i]
            cursor[i + 1] += cursor[i]
        for k in range(low, high):
            child[cursor[within[k]]] = dealt[k - low]
            cursor[within[k]] += 1


@njit(cache=True, nogil=True)
def least_up(mother, father, agnatic, limit, steps):
    """Sweep from descendants to ancestors: ``steps`` (int8[n]) becomes the fewest steps down to a marked descendant.

    On entry 0 for marked persons and 127 for others; values beyond ``limit`` stay 127.
    """
    for p in range(mother.size - 1, -1, -1):
        s = steps[p]
        if s < limit:
            s += 1
            f = father[p]
            if f >= p:
                return p
            if f >= 0 and steps[f] > s:
                steps[f] = s
            if not agnatic:
                m = mother[p]
                if m >= p:
                    return p
                if m >= 0 and steps[m] > s:
                    steps[m] = s
    return -1


@njit(cache=True, nogil=True)
def least_down(mother, father, agnatic, limit, chon):
    """Sweep from ancestors to descendants: steps down to the marked become least chon, in place.

    chon(p) = min(steps down from p, 1 + chon(mother), 1 + chon(father)): a path that goes up first goes up to a
    parent, and the rest of it is a path of the parent. A path that comes back down through p itself is never shorter.
    """
    for p in range(mother.size):
        best = chon[p]
        f = father[p]
        if f >= p:
            return p
        if f >= 0 and chon[f] + 1 < best:
            best = chon[f] + 1
        if not agnatic:
            m = mother[p]
            if m >= p:
                return p
            if m >= 0 and chon[m] + 1 < best:
                best = chon[m] + 1
        if best <= limit:
            chon[p] = best
    return -1


@njit(cache=True, nogil=True)
def chon_of_side(parent, steps, chon, depth, out):
    """Least chon on one side: steps down from p, or 1 + chon(parent of that side) if within ``depth``; else 127.

    ``steps`` are already bounded by the deeper of the two sides, to which descendants count on both.
    """
    for p in range(parent.size):
        best = steps[p]
        q = parent[p]
        if q >= 0 and chon[q] < depth and chon[q] + 1 < best:
            best = chon[q] + 1
        out[p] = best


@njit(cache=True, nogil=True)
def lower_by_spouse(wife, husband, start, end, month, values, out):
    """Lower ``out`` of each spouse to ``values`` of the other, over unions in force at ``month`` (all if negative)."""
    for u in range(wife.size):
        if month >= 0 and not (start[u] <= month < end[u]):
            continue
        w, h = wife[u], husband[u]
        if values[h] < out[w]:
            out[w] = values[h]
        if values[w] < out[h]:
            out[h] = values[w]


@njit(cache=True, nogil=True)
def earliest(mother, father, agnatic, within):
    """Both sweeps with a row of times per person: uint8[n, D + 1], earliest time of a marked person within d chon.

    On entry each row holds the person's own time (255 = never) throughout. Rows never increase with d, so a row that
    is 255 in its last but one place has nothing to give.
    """
    n, width = within.shape
    if width < 2:
        return -1
    for p in range(n - 1, -1, -1):
        if within[p, width - 2] == 255:
            continue
        for side in range(1 if agnatic else 2):
            q = father[p] if side == 0 else mother[p]
            if q >= p:
                return p
            if q >= 0:
                for d in range(1, width):
                    within[q, d] = min(within[q, d], within[p, d - 1])
    for p in range(n):
        for side in range(1 if agnatic else 2):
            q = father[p] if side == 0 else mother[p]
            if q >= p:
                return p
            if q >= 0 and within[q, width - 2] != 255:
                for d in range(1, width):
                    within[p, d] = min(within[p, d], within[q, d - 1])
    return -1
