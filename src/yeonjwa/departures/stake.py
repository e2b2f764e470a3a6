"""Whom punishment could strike: the weights of the close kin of each person who are at home, added up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.close_kin import CHILD, MOST, SPOUSE
from yeonjwa.system.arrays import one_of
from yeonjwa.system.register import HOME, kind_of_post
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

CloseKin = tuple[NDArray[np.int32], NDArray[np.int8]]
"""Close kin of several persons: int32[n, 16], int8[n, 16], -1 for none (see ``Deciding.close_kin``)."""
FEWEST_IN_A_THREAD = 1000
POSTED_ABROAD = (2, 3)


def stakes(state: State, persons: NDArray[Any], close: CloseKin, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of ``weight`` (by kind) over the close kin of each person who are at home, float64[n].

    Spouse and children who live abroad with a posted person are not; those of them who are kept home are.
    """
    kin, kind = close
    out = np.empty(len(kin), dtype=np.float64)

    def add_part(part: tuple[int, int]) -> None:
        own = slice(*part)
        add_weights(kin[own], kind[own], weight, state.whereabouts, out[own])

    each(add_part, parts_of_range(0, len(kin), FEWEST_IN_A_THREAD))
    posted = np.flatnonzero(one_of(kind_of_post()[state.post_now[persons]], POSTED_ABROAD))
    if posted.size:
        kind = np.where(_are_along(state, np.asarray(persons)[posted], kin[posted], kind[posted]), -1, kind[posted])
        of_them = np.empty(posted.size, dtype=np.float64)
        add_weights(kin[posted], kind, weight, state.whereabouts, of_them)
        out[posted] = of_them
    return out


def _are_along(state: State, posted: NDArray[Any], kin: NDArray[Any], kind: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the close kin of ``posted`` persons live abroad with them, bool[n, 16]."""
    from yeonjwa.families.abroad import lives_abroad_too
    from yeonjwa.practices.children_kept_home import are_kept

    at, slot = np.nonzero((kind == SPOUSE) | (kind == CHILD))
    head, who, is_child = posted[at].astype(np.int64), kin[at, slot].astype(np.int64), kind[at, slot] == CHILD
    along = np.zeros(kin.shape, dtype=bool)
    along[at, slot] = lives_abroad_too(state, head, who, is_child) & ~(is_child & are_kept(state, head, who))
    return along


@njit(cache=True, nogil=True)
def add_weights(kin, kind, weight, whereabouts, out):
    """Write the sum of ``weight`` (float64 by kind) over those of ``kin`` (int32[n, 16]) who are at home into ``out`` (float64[n]).

    kind : int8[n, 16], -1 for who does not count. The sum is made in pairs, in the order in which NumPy adds 16 numbers.
    """
    half = MOST // 2
    part = np.empty(half, dtype=np.float64)
    for i in range(out.size):
        part[:] = 0.0
        for k in range(MOST):
            if kin[i, k] < 0:
                break
            if kind[i, k] >= 0 and whereabouts[kin[i, k]] == HOME:
                part[k % half] += weight[kind[i, k]]
        out[i] = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]))


def add_weights_plain(kin: list[int], kind: list[int], weight: list[float], whereabouts: Any) -> float:
    """Slow twin of ``add_weights`` for one person."""
    own = [weight[k] if i >= 0 and k >= 0 and whereabouts[i] == HOME else 0.0 for i, k in zip(kin, kind, strict=True)]
    return float(np.sum(np.array(own)))


__all__ = ["CloseKin", "add_weights", "add_weights_plain", "stakes"]
