"""Whom those abroad call: one grown close relative at home for each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import uniform
from yeonjwa.system.register import HOME
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

GROWN = 16
DECISION = "whom one calls"
FEWEST_IN_A_THREAD = 500


def receivers_at_home(
    state: State, senders: NDArray[np.int64], kin: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Position, rising, of each sender who has a grown relative at home, and which of the sender's ``kin`` is called, by a draw of the
    pair.

    kin : int32[n, slots], close kin of the senders, as ``deciding.close_kin`` finds them; those who are not at home become -1.
    """
    key, grown = state.luck.key(DECISION), state.born_before(state.month + 1 - 12 * GROWN)
    chosen = np.empty(len(senders), dtype=np.int64)

    def choose(part: tuple[int, int]) -> None:
        choose_whom_to_call(key, *part, senders, state.month, grown, state.gone, state.whereabouts, kin, chosen)

    each(choose, parts_of_range(0, len(senders), FEWEST_IN_A_THREAD))
    at = np.flatnonzero(chosen >= 0)
    return at, chosen[at]


@njit(cache=True, nogil=True)
def choose_whom_to_call(key, first, last, sender, month, grown, gone, whereabouts, kin, chosen):
    """Of ``kin`` (int32[n, slots], living and born, then -1) of each ``sender`` ``first`` to ``last`` - 1: write -1 for those who are not
    at home, and into ``chosen`` (int64) the slot of the lowest draw among ids below ``grown``, -1 where there is none."""
    for k in range(first, last):
        least, chosen[k] = 2.0, -1
        for slot in range(kin.shape[1]):
            other = kin[k, slot]
            if other < 0:
                break
            if gone[other] <= month or whereabouts[other] != HOME:
                kin[k, slot] = -1
            elif other < grown:
                draw = uniform(key, other, 0, sender[k])
                if draw < least:
                    least, chosen[k] = draw, slot


def receivers_at_home_plain(state: State, senders: Any, kin: Any) -> tuple[list[tuple[int, int]], list[list[int]]]:
    """Slow twin of ``receivers_at_home``: position and slot; and ``kin`` with -1 for those who are not at home."""
    found, left = [], []
    for k, sender in enumerate(np.asarray(senders).tolist()):
        ids = np.asarray(kin[k], dtype=np.int64)
        home = (ids >= 0) & state.at_home(ids)
        left.append(np.where(home, ids, -1).tolist())
        slots = np.flatnonzero(home & state.has_completed(ids, GROWN))
        draws = state.luck.uniform(DECISION, ids[slots], 0, sender)
        if slots.size:
            found.append((k, int(slots[np.argmin(draws)])))
    return found, left


__all__ = ["receivers_at_home", "receivers_at_home_plain"]
