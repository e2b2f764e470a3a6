"""Whether two people are kin within the bar on marriage, exactly.

Two people are within ``bar`` chon iff somebody is an ancestor of one ``i`` steps up and of the other ``j`` steps up
with i + j <= bar (i or j may be 0). With a bar of 4 that means no common grandparent, and neither the parent, child,
uncle, aunt, great-uncle or great-aunt of the other. Ancestors are listed to as many steps as a caller asks for; the market
looks one step fewer up than the bar, since nobody is at marriageable age together with an ancestor four steps up.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit
def list_ancestors(mother, father, person, levels, unknown, out):
    """Ancestors up to ``levels`` steps: out[2**k : 2**(k + 1)] holds those k steps up, ``unknown`` (below 0) where unknown, as in out[0]."""
    out[0], out[1] = unknown, person
    for i in range(1, 2**levels):
        m, f = (mother[out[i]], father[out[i]]) if out[i] >= 0 else (-1, -1)
        out[2 * i], out[2 * i + 1] = m if m >= 0 else unknown, f if f >= 0 else unknown


@njit
def share_ancestor(a, b, levels, bar):
    """True if the ancestor lists ``a`` and ``b`` (from ``list_ancestors`` with ``levels``) meet within ``bar`` chon."""
    for i in range(min(bar, levels) + 1):
        for j in range(min(bar - i, levels) + 1):
            for x in range(2**i, 2 ** (i + 1)):
                if a[x] < 0:
                    continue
                for y in range(2**j, 2 ** (j + 1)):
                    if a[x] == b[y]:
                        return True
    return False


@njit
def _is_met_above(mother, father, a, b, bar):
    """True if an ancestor of a's more than bar // 2 and fewer than ``bar`` steps up stands in the list ``b`` within ``bar`` chon.

    ``a`` (room for bar - 1 steps, used) and ``b`` are lists of bar // 2 steps. Parents have smaller ids than their children: above
    somebody with a smaller id than all of ``b`` that would count, nobody needs to be looked at, and that is nearly always so.
    """
    for i in range(bar // 2 + 1, bar):
        low, until = b[1], 2 ** (bar - i + 1)
        for y in range(2, until):
            if 0 <= b[y] < low:
                low = b[y]
        is_open = False
        for x in range(2 ** (i - 1), 2**i):
            m, f = np.int64(-1), np.int64(-1)
            if a[x] > low:
                m, f = np.int64(mother[a[x]]), np.int64(father[a[x]])
                is_open = True
                for y in range(1, until):
                    if b[y] >= 0 and (b[y] == m or b[y] == f):
                        return True
            a[2 * x], a[2 * x + 1] = m, f
        if not is_open:
            break
    return False


@njit
def are_kin(mother, father, hers, his, bar):
    """True if two people are kin within ``bar`` chon through ancestors fewer than ``bar`` steps up.

    hers, his : int64[2**bar], with half of ``bar`` steps listed and different numbers for who is unknown; the rest is used.
    """
    for x in range(1, 2 ** (bar // 2 + 1)):
        for y in range(1, 2 ** (bar // 2 + 1)):
            if hers[x] == his[y]:
                return True
    return _is_met_above(mother, father, hers, his, bar) or _is_met_above(mother, father, his, hers, bar)


@njit(cache=True)
def least_union_chon(mother, father, wives, husbands, limit):
    """int64[n]: least chon of each couple up to ``limit``, 127 where they are not kin within it."""
    out = np.full(wives.size, 127, dtype=np.int64)
    a = np.empty(2 ** (limit + 1), dtype=np.int64)
    b = np.empty(2 ** (limit + 1), dtype=np.int64)
    for k in range(wives.size):
        list_ancestors(mother, father, wives[k], limit, -1, a)
        list_ancestors(mother, father, husbands[k], limit, -1, b)
        for bar in range(1, limit + 1):
            if share_ancestor(a, b, limit, bar):
                out[k] = bar
                break
    return out
