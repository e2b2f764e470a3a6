"""Kernel that walks from each of many persons to the living relatives and the spouse.

The links of a large country lie far apart in memory, so that a walk waits for memory more than it works. Persons are
therefore taken ``TOGETHER`` at a time and go up and down degree by degree at once: what one step must read is read for
all of them in one loop, in which the reads overlap.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

_EMPTY = -1
TOGETHER = 64
_ROOM = 1 << 13  # relatives of those taken together, to begin with; it doubles where they have more


@njit(inline="always")
def _slot(keys, wanted):
    """Where ``wanted`` is, or would be put, in an open-addressing table whose size is a power of two."""
    mask = uint64(keys.size - 1)
    at = ((uint64(wanted) * uint64(0x9E3779B97F4A7C15)) >> uint64(24)) & mask
    while keys[at] != _EMPTY and keys[at] != wanted:
        at = (at + uint64(1)) & mask
    return at


@njit
def _roomier(column, size, room):
    """A column of ``room`` rows that begins with the first ``size`` of ``column``."""
    bigger = np.empty(room, dtype=column.dtype)
    for k in range(size):  # a slice takes long to compile
        bigger[k] = column[k]
    return bigger


@njit(forceinline=True)
def _packed(whose, one, chon, up, side):
    """One blood relative as a number that sorts by person, id, degree and steps up."""
    return (
        (np.int64(whose) << 48) | (np.int64(one) << 16) | (np.int64(chon) << 11) | (np.int64(up) << 4) | np.int64(side)
    )


@njit
def _sorted_part(values, first, last):
    """Sort ``values[first:last]`` in place (Shell's way: the lists are short)."""
    gap = 1
    while 3 * gap + 1 < last - first:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(first + gap, last):
            value, j = values[i], i
            while j >= first + gap and values[j - gap] > value:
                values[j] = values[j - gap]
                j -= gap
            values[j] = value
        gap //= 3


@njit(cache=True, nogil=True)
def living_kin(mother, father, child_start, child, gone, first_union, wife, husband, union_start, union_end, wife_next,
               husband_next, persons, month, born, father_chon, mother_chon, agnatic, with_blood):  # fmt: skip
    """Living blood relatives of each person under depths by side, and the spouse, in order of id.

    Degree, steps up and side are those of ``kinship.walks.walk``: the least degree, among equal degrees the fewest steps
    up, sides that tie joined. The spouse has degree 0, even if a cousin too.

    Parameters
    ----------
    persons : int32[k]; month : int, at which they live; born : int, ids below it are born by then
    with_blood : bool, False for the spouses alone
    others : columns of the pedigree, of the unions (``union_end`` as it is in the run) and months of death

    Returns
    -------
    position, id : int32; chon, up, side : int8; is_affine : bool, True for spouses
    """
    limit = max(father_chon, mother_chon)
    depth = (limit, father_chon, mother_chon)
    # Relatives nearer than the limit are told apart by key, (person among those taken together) << 32 | id, in an
    # open-addressing table: they are gone on from. Those at the limit are not, and are told apart by sorting.
    keys = np.full(4 * _ROOM, _EMPTY, dtype=np.int64)
    row_at = np.empty(4 * _ROOM, dtype=np.int32)
    kin_key = np.empty(_ROOM, dtype=np.int64)
    kin_slot = np.empty(_ROOM, dtype=np.int64)
    kin_chon = np.empty(_ROOM, dtype=np.int8)
    kin_up = np.empty(_ROOM, dtype=np.int8)
    kin_side = np.empty(_ROOM, dtype=np.int8)
    kin_seen = np.empty(_ROOM, dtype=np.int8)  # bit by side on which the relative was reached
    # A node is a relative reached on a side: three for a relative at most.
    node_row = np.empty(3 * _ROOM, dtype=np.int32)
    node_side = np.empty(3 * _ROOM, dtype=np.int8)
    node_up = np.empty(3 * _ROOM, dtype=np.int8)
    start = np.empty(3 * _ROOM, dtype=np.int32)  # of the children of each node, and their end
    stop = np.empty(3 * _ROOM, dtype=np.int32)
    touched = np.empty(3 * _ROOM, dtype=np.int32)
    line = np.empty(TOGETHER * (2 << limit), dtype=np.int64)  # keys of ancestors
    line_side = np.empty(line.size, dtype=np.int8)
    parents = np.empty((line.size, 2), dtype=np.int32)
    # Person, id, degree, whether a spouse, steps up, side: in this order, so that they sort.
    met = np.empty(4 * _ROOM, dtype=np.int64)
    ends = np.empty(4 * _ROOM, dtype=gone.dtype)
    begins = np.zeros(TOGETHER + 1, dtype=np.int64)
    room = 64 * (persons.size + 1)
    of = np.empty(room, dtype=np.int32)
    found = np.empty(room, dtype=np.int64)
    size = 0
    for group in range(0, persons.size, TOGETHER):
        together = min(TOGETHER, persons.size - group)
        kin, nodes, level, low, high, seen = 0, 0, 0, 0, 0, 0
        if with_blood:
            for p in range(together):
                key = (np.int64(p) << 32) | persons[group + p]
                at = _slot(keys, key)
                keys[at], row_at[at] = key, p
                kin_key[p], kin_slot[p], kin_chon[p], kin_up[p], kin_side[p], kin_seen[p] = key, at, 0, 0, 0, 1
                node_row[p], node_side[p], node_up[p] = p, 0, 0
                line[p], line_side[p] = key, 0
            kin = nodes = high = together
        for s in range(1, limit + 1):
            last, top = nodes, high
            for j in range(level, last):
                one = kin_key[node_row[j]] & 0xFFFFFFFF
                start[j], stop[j] = child_start[one], child_start[one + 1]
            if child.size:
                for j in range(level, last):
                    touched[j] = child[min(start[j], child.size - 1)]
            for j in range(low, top):
                one = line[j] & 0xFFFFFFFF
                parents[j, 0], parents[j, 1] = father[one], mother[one]
            # Children of those of degree s - 1 come before ancestors s steps up: among equal degrees, fewest steps up.
            for j in range(level, last + top - low):
                if j < last:
                    key, side, up = kin_key[node_row[j]], node_side[j], node_up[j]
                    if s > depth[side]:
                        continue
                    first, end = start[j], stop[j]
                else:
                    key, side, up = line[low + j - last], line_side[low + j - last], s
                    first, end = 0, 1 if agnatic else 2
                one, whose = key & 0xFFFFFFFF, key >> 32
                if seen + end - first > met.size:
                    met = _roomier(met, seen, 2 * (seen + end - first))
                for c in range(first, end):
                    if j < last:
                        q = child[c]
                        if q >= born:
                            break  # children stand in order of birth
                        if q == persons[group + whose] or (agnatic and father[q] != one):
                            continue
                    else:
                        q = parents[low + j - last, c]
                        if s == 1:
                            side = 1 + c
                        if q < 0 or s > depth[side]:
                            continue
                    if s == limit:
                        met[seen] = _packed(whose, q, s, up, side)
                        seen += 1
                        continue
                    key = (whose << 32) | q
                    if j >= last:
                        line[high], line_side[high] = key, side
                        high += 1
                    at = _slot(keys, key)
                    if keys[at] == _EMPTY:
                        if kin == kin_key.size:
                            more = 2 * kin
                            kin_key, kin_slot = _roomier(kin_key, kin, more), _roomier(kin_slot, kin, more)
                            kin_chon, kin_up = _roomier(kin_chon, kin, more), _roomier(kin_up, kin, more)
                            kin_side, kin_seen = _roomier(kin_side, kin, more), _roomier(kin_seen, kin, more)
                            node_row, node_side = (
                                _roomier(node_row, nodes, 3 * more),
                                _roomier(node_side, nodes, 3 * more),
                            )
                            node_up, touched = _roomier(node_up, nodes, 3 * more), _roomier(touched, nodes, 3 * more)
                            start, stop = _roomier(start, nodes, 3 * more), _roomier(stop, nodes, 3 * more)
                            keys = np.full(4 * more, _EMPTY, dtype=np.int64)
                            row_at = np.empty(4 * more, dtype=np.int32)
                            for k in range(kin):
                                at = _slot(keys, kin_key[k])
                                keys[at], row_at[at], kin_slot[k] = kin_key[k], k, at
                            at = _slot(keys, key)
                        row = kin
                        keys[at], row_at[at] = key, row
                        kin_key[row], kin_slot[row], kin_chon[row], kin_up[row] = key, at, s, up
                        kin_side[row], kin_seen[row] = side, 0
                        kin += 1
                    else:
                        row = row_at[at]
                        if kin_seen[row] & (1 << side):
                            continue
                        if kin_chon[row] == s and kin_up[row] == up:
                            kin_side[row] |= side
                    kin_seen[row] |= 1 << side
                    node_row[nodes], node_side[nodes], node_up[nodes] = row, side, up
                    nodes += 1
            level, low = last, top
        if seen + kin > met.size:
            met = _roomier(met, seen, 2 * (seen + kin))
        for k in range(kin):
            keys[kin_slot[k]] = _EMPTY
        for k in range(together, kin):
            met[seen] = _packed(kin_key[k] >> 32, kin_key[k] & 0xFFFFFFFF, kin_chon[k], kin_up[k], kin_side[k])
            seen += 1
        if seen > ends.size:
            ends = np.empty(met.size, dtype=gone.dtype)
        for k in range(seen):
            ends[k] = gone[(met[k] >> 16) & 0xFFFFFFFF]
        live = 0
        for k in range(seen):  # without a branch: who lives is hard to foresee
            met[live] = met[k]
            live += int(ends[k] > month) & int((met[k] >> 16) & 0xFFFFFFFF < born)
        for p in range(together):
            start[p] = first_union[persons[group + p]]
        for p in range(together):
            union = start[p]
            while union >= 0 and union_start[union] <= month:
                is_wife = wife[union] == persons[group + p]
                spouse = husband[union] if is_wife else wife[union]
                if union_end[union] > month and gone[spouse] > month:
                    if live == met.size:
                        met = _roomier(met, live, 2 * live)
                    met[live] = (np.int64(p) << 48) | (np.int64(spouse) << 16) | (1 << 10)
                    live += 1
                union = wife_next[union] if is_wife else husband_next[union]
        if size + live > room:
            room = 2 * (size + live)
            of, found = _roomier(of, size, room), _roomier(found, size, room)
        # Each person's own together, where the person's part of ``found`` begins at the sum of those before.
        begins[:] = 0
        for k in range(live):
            begins[(met[k] >> 48) + 1] += 1
        begins[0] = size
        for p in range(together):
            begins[p + 1] += begins[p]
        for k in range(live):
            p = met[k] >> 48
            found[begins[p]] = met[k]
            begins[p] += 1
        first = size
        for p in range(together):
            _sorted_part(found, first, begins[p])
            only = size
            for k in range(first, begins[p]):
                if size == only or found[k] >> 16 != found[size - 1] >> 16:
                    found[size] = found[k]
                    of[size] = group + p
                    size += 1
                elif found[k] >> 4 == found[size - 1] >> 4:
                    found[size - 1] |= found[k] & 15
            first = begins[p]
    kin_of_all = np.empty(size, dtype=np.int32)
    chon = np.empty(size, dtype=np.int8)
    up_of = np.empty(size, dtype=np.int8)
    side_of = np.empty(size, dtype=np.int8)
    is_affine = np.empty(size, dtype=np.bool_)
    for k in range(size):
        kin_of_all[k] = (found[k] >> 16) & 0xFFFFFFFF
        chon[k] = (found[k] >> 11) & 31
        is_affine[k] = (found[k] >> 10) & 1
        up_of[k] = (found[k] >> 4) & 63
        side_of[k] = found[k] & 15
    return of[:size].copy(), kin_of_all, chon, up_of, side_of, is_affine


__all__ = ["living_kin"]
