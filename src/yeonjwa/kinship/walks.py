"""Kernels that walk the links of one person: up to ancestors, down to their descendants.

All columns are read-only int32 with -1 for an unknown parent, parents before children; ``child_start`` and ``child``
are a ChildrenIndex. What is found is kept in a small table of its own, so a walk costs what it finds, whatever the
size of the country.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

_EMPTY = -1


@njit(forceinline=True)
def _slot(keys, key):
    """Where ``key`` is, or would be put, in an open-addressing table whose size is a power of two."""
    mask = uint64(keys.size - 1)
    at = (uint64(key) * uint64(0x9E3779B97F4A7C15)) >> uint64(20)
    at &= mask
    while keys[at] != _EMPTY and keys[at] != key:
        at = (at + uint64(1)) & mask
    return at


@njit(cache=True, nogil=True)
def chon_pairs(mother, father, a, b, father_chon, mother_chon, agnatic, out):
    """Chon of b[i] as a relative of a[i] under a rule, -1 beyond it, into ``out`` (int8)."""
    limit = max(father_chon, mother_chon)
    room = 2 << limit
    keys = np.empty(2 * room, dtype=np.int64)
    steps = np.empty(2 * room, dtype=np.int8)
    line = np.empty(room, dtype=np.int32)
    for i in range(a.size):
        keys[:] = _EMPTY
        best = 127
        # First the ancestors of b, each noted with the fewest steps; then those of a are looked up among them, once
        # through each parent, because the two sides may have different depths.
        for climb in range(2 if agnatic else 3):
            s, depth, top = 0, limit, b[i]
            if climb == 1:
                at = _slot(keys, a[i])
                if keys[at] != _EMPTY:
                    best = steps[at]
                s, depth, top = 1, father_chon, father[a[i]]
            elif climb == 2:
                s, depth, top = 1, mother_chon, mother[a[i]]
            if top < 0:
                continue
            line[0] = top
            lo, hi = 0, 1
            while s <= depth:
                end = hi
                for j in range(lo, end):
                    at = _slot(keys, line[j])
                    if climb > 0:
                        if keys[at] != _EMPTY and s + steps[at] <= depth and s + steps[at] < best:
                            best = s + steps[at]
                    elif keys[at] == _EMPTY:
                        keys[at] = line[j]
                        steps[at] = s
                    else:
                        continue
                    f, m = father[line[j]], mother[line[j]]
                    if s < depth and f >= 0:
                        line[hi] = f
                        hi += 1
                    if s < depth and m >= 0 and not agnatic:
                        line[hi] = m
                        hi += 1
                lo = end
                s += 1
        out[i] = best if best <= limit else -1


@njit(cache=True, nogil=True)
def walk(mother, father, child_start, child, person, father_chon, mother_chon, agnatic):
    """All blood relatives of one person under a rule, by walking up to ancestors and down to their descendants.

    A *node* is a person reached on a side (0 by descent from the focal person, 1 first up to the father, 2 to the
    mother); it keeps its least degree and, among equal degrees, the fewest steps up. Nodes are made degree by degree,
    and within a degree in order of steps up, so that the first arrival is the one to keep. A relative is the best of
    the person's nodes; sides that tie are joined.

    Returns
    -------
    id : int32[k]; chon, up, side : int8[k]; full : bool[k]
        In order of chon, then of steps up. ``full``: some least path turns at a couple, between two full siblings.
    """
    limit = max(father_chon, mother_chon)
    depth = (limit, father_chon, mother_chon)

    room = 256
    node_id = np.empty(room, dtype=np.int32)
    node_side = np.empty(room, dtype=np.int8)
    node_up = np.empty(room, dtype=np.int8)
    node_full = np.empty(room, dtype=np.bool_)
    node_kin = np.empty(room, dtype=np.int32)  # row of the relative that this node describes, -1 if another is better
    kin_id = np.empty(room, dtype=np.int32)
    kin_chon = np.empty(room, dtype=np.int8)
    kin_up = np.empty(room, dtype=np.int8)
    kin_side = np.empty(room, dtype=np.int8)
    kin_full = np.empty(room, dtype=np.bool_)
    # Keys are id * 4 + side for nodes and id * 4 + 3 for relatives.
    keys = np.full(4 * room, _EMPTY, dtype=np.int64)
    rows = np.empty(4 * room, dtype=np.int32)

    node_id[0], node_side[0], node_up[0], node_full[0], node_kin[0] = person, 0, 0, False, 0
    kin_id[0], kin_chon[0], kin_up[0], kin_side[0], kin_full[0] = person, 0, 0, 0, False
    nodes, kin = 1, 1
    for key in (np.int64(person) * 4, np.int64(person) * 4 + 3):
        at = _slot(keys, key)
        keys[at] = key
        rows[at] = 0

    line_id = np.array([person], dtype=np.int32)  # ancestors at the last level, with their side
    line_side = np.zeros(1, dtype=np.int8)
    below_id, below_side = line_id[:0], line_side[:0]  # and at the level under it
    level = 0
    for s in range(1, limit + 1):
        # Who may have degree s: children of those of degree s - 1, then ancestors s steps up.
        size = 2 * line_id.size
        for j in range(level, nodes):
            size += child_start[node_id[j] + 1] - child_start[node_id[j]]
        new_id = np.empty(size, dtype=np.int32)
        new_side = np.empty(size, dtype=np.int8)
        new_up = np.empty(size, dtype=np.int8)
        new_full = np.empty(size, dtype=np.bool_)
        new = 0
        for j in range(level, nodes):
            side = node_side[j]
            if s > depth[side]:
                continue
            turns = side > 0 and node_up[j] == s - 1
            for c in child[child_start[node_id[j]] : child_start[node_id[j] + 1]]:
                # Through the person's own line every path is longer than the straight one.
                if c == person or (agnatic and father[c] != node_id[j]):
                    continue
                full = node_full[j]
                if turns and mother[c] >= 0 and father[c] >= 0:
                    for b in range(below_id.size):
                        x = below_id[b]
                        if (
                            (s == 2 or below_side[b] == side)
                            and x != c
                            and mother[x] == mother[c]
                            and father[x] == father[c]
                        ):
                            full = True
                            break
                new_id[new], new_side[new], new_up[new], new_full[new] = c, side, node_up[j], full
                new += 1
        next_id = np.empty(2 * line_id.size, dtype=np.int32)
        next_side = np.empty(2 * line_id.size, dtype=np.int8)
        ups = 0
        for j in range(line_id.size):
            for to_mother in range(1 if agnatic else 2):
                q = mother[line_id[j]] if to_mother else father[line_id[j]]
                side = np.int8(1 + to_mother) if s == 1 else line_side[j]
                if q < 0 or s > depth[side]:
                    continue
                next_id[ups], next_side[ups] = q, side
                ups += 1
                new_id[new], new_side[new], new_up[new], new_full[new] = q, side, s, False
                new += 1
        below_id, below_side = line_id, line_side
        line_id, line_side = next_id[:ups], next_side[:ups]

        if nodes + new > node_id.size:
            grown = 2 * (nodes + new)
            node_id = _grow(node_id, grown)
            node_side = _grow(node_side, grown)
            node_up = _grow(node_up, grown)
            node_full = _grow(node_full, grown)
            node_kin = _grow(node_kin, grown)
            kin_id = _grow(kin_id, grown)
            kin_chon = _grow(kin_chon, grown)
            kin_up = _grow(kin_up, grown)
            kin_side = _grow(kin_side, grown)
            kin_full = _grow(kin_full, grown)
        if 2 * (nodes + kin + 2 * new) > keys.size:
            old_keys, old_rows = keys, rows
            slots = keys.size
            while 2 * (nodes + kin + 2 * new) > slots:
                slots *= 2
            keys = np.full(slots, _EMPTY, dtype=np.int64)
            rows = np.empty(slots, dtype=np.int32)
            for j in range(old_keys.size):
                if old_keys[j] != _EMPTY:
                    at = _slot(keys, old_keys[j])
                    keys[at] = old_keys[j]
                    rows[at] = old_rows[j]

        level = nodes
        for j in range(new):
            key = np.int64(new_id[j]) * 4 + new_side[j]
            at = _slot(keys, key)
            if keys[at] != _EMPTY:  # the node is there already; an equal way may still turn at a couple
                row = rows[at]
                if new_full[j] and row >= level and node_up[row] == new_up[j]:
                    node_full[row] = True
                    if node_kin[row] >= 0:
                        kin_full[node_kin[row]] = True
                continue
            keys[at] = key
            rows[at] = nodes
            node_id[nodes], node_side[nodes], node_up[nodes] = new_id[j], new_side[j], new_up[j]
            node_full[nodes], node_kin[nodes] = new_full[j], -1
            key = np.int64(new_id[j]) * 4 + 3
            at = _slot(keys, key)
            if keys[at] == _EMPTY:
                keys[at] = key
                rows[at] = node_kin[nodes] = kin
                kin_id[kin], kin_chon[kin], kin_up[kin] = new_id[j], s, new_up[j]
                kin_side[kin], kin_full[kin] = new_side[j], new_full[j]
                kin += 1
            elif kin_chon[rows[at]] == s and kin_up[rows[at]] == new_up[j]:
                row = node_kin[nodes] = rows[at]
                kin_side[row] |= new_side[j]
                kin_full[row] |= new_full[j]
            nodes += 1
    return kin_id[1:kin], kin_chon[1:kin], kin_up[1:kin], kin_side[1:kin], kin_full[1:kin]


@njit
def _grow(values, size):
    """A longer copy of an array, its tail unset."""
    longer = np.empty(size, dtype=values.dtype)
    for k in range(values.size):  # a slice takes long to compile
        longer[k] = values[k]
    return longer


@njit(cache=True, nogil=True)
def count_walks(
    mother, father, child_start, child, counted, sex, focal, group, father_chon, mother_chon, agnatic, total, squares
):
    """Add the counted relatives of each focal person to ``total`` and the squares of their numbers to ``squares``.

    counted : bool[n]; sex : uint8[n]; focal, group : int32[k]; total : int64[groups, D + 1, D + 1, 4, 2] by steps up,
    steps down, side and sex; squares : int64[groups, D + 1, D + 1].
    """
    depth = total.shape[1]
    number = np.zeros((depth, depth), dtype=np.int64)
    for i in range(focal.size):
        kin_id, chon, up, side, _ = walk(
            mother, father, child_start, child, np.int64(focal[i]), father_chon, mother_chon, agnatic
        )
        number[:] = 0
        for j in range(kin_id.size):
            if counted[kin_id[j]]:
                total[group[i], up[j], chon[j] - up[j], side[j], sex[kin_id[j]]] += 1
                number[up[j], chon[j] - up[j]] += 1
        for u in range(depth):
            for d in range(depth - u):
                squares[group[i], u, d] += number[u, d] * number[u, d]
