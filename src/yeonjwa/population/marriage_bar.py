"""Whether two people are kin within the bar on marriage, exactly.

Two people are within ``bar`` chon iff somebody is an ancestor of one ``i`` steps up and of the other ``j`` steps up
with i + j <= bar (i or j may be 0). With a bar of 4 that means no common grandparent, and neither the parent, child,
uncle, aunt, great-uncle or great-aunt of the other. Ancestors are listed to as many steps as a caller asks for; the market
lists one step fewer than the bar, since nobody is at marriageable age together with an ancestor four steps up.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit
def list_ancestors(mother, father, person, levels, out):
    """Ancestors up to ``levels`` steps: out[2**k - 1 : 2**(k + 1) - 1] holds those k steps up (-1 unknown)."""
    out[0] = person
    for i in range(2**levels - 1):
        a = out[i]
        out[2 * i + 1] = mother[a] if a >= 0 else -1
        out[2 * i + 2] = father[a] if a >= 0 else -1


@njit
def share_ancestor(a, b, levels, bar):
    """True if the ancestor lists ``a`` and ``b`` (from ``list_ancestors`` with ``levels``) meet within ``bar`` chon."""
    for i in range(min(bar, levels) + 1):
        for j in range(min(bar - i, levels) + 1):
            for x in range(2**i - 1, 2 ** (i + 1) - 1):
                if a[x] < 0:
                    continue
                for y in range(2**j - 1, 2 ** (j + 1) - 1):
                    if a[x] == b[y]:
                        return True
    return False


@njit(cache=True)
def least_union_chon(mother, father, wives, husbands, limit):
    """int64[n]: least chon of each couple up to ``limit``, 127 where they are not kin within it."""
    out = np.full(wives.size, 127, dtype=np.int64)
    a = np.empty(2 ** (limit + 1) - 1, dtype=np.int64)
    b = np.empty(2 ** (limit + 1) - 1, dtype=np.int64)
    for k in range(wives.size):
        list_ancestors(mother, father, wives[k], limit, a)
        list_ancestors(mother, father, husbands[k], limit, b)
        for bar in range(1, limit + 1):
            if share_ancestor(a, b, limit, bar):
                out[k] = bar
                break
    return out
