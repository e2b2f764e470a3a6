"""Whom a draw hits among many who belong to few kinds, each with its chance: in one look over all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import uniform, uniform_plain
from yeonjwa.system.luck import Luck
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 40_000


def drawn(
    luck: Luck,
    decision: str,
    person: NDArray[np.int32],
    month: int,
    kind: NDArray[np.uint8],
    chance: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Positions, rising, of those of ``person`` (ids) to whom what has the ``chance`` (float64 by ``kind``) happens, as by
    ``Luck.happens``; kinds without a chance are not drawn for."""
    rows = within_reach(luck, decision, person, month, kind, chance)
    return rows if luck.log is None else rows[luck.happens(decision, person[rows], month, chance[kind[rows]])]


def within_reach(
    luck: Luck,
    decision: str,
    person: NDArray[np.int32],
    month: int,
    kind: NDArray[np.uint8],
    bound: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Positions, rising, of those of ``person`` (ids) whose draw lies below the ``bound`` (float64 by ``kind``) on their chance: the
    few for whom it is worth working out; kinds without a bound above 0 are left out. Where draws are logged, all of the other
    kinds: the log holds the draws of everybody who has a chance."""
    if luck.log is not None:
        return np.flatnonzero(bound[kind] > 0)
    if not bound.any():
        return np.empty(0, dtype=np.int64)
    key = luck.key(decision)

    def look(part: tuple[int, int]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = hits_of_kinds(key, month, *part, person, kind, bound)
        return found

    return np.concatenate(each(look, parts_of_range(0, person.size, FEWEST_IN_A_THREAD)))


@njit(cache=True, nogil=True)
def hits_of_kinds(key, month, first, last, person, kind, chance):
    """Positions ``first`` to ``last`` - 1 that are hit, rising, int64 (see ``drawn``)."""
    rows = np.empty(last - first, dtype=np.int64)
    size = 0
    for row in range(first, last):  # without a branch, which could not be foreseen
        rows[size] = row
        size += chance[kind[row]] > 0.0
    draw = np.empty(size, dtype=np.float64)
    for k in range(size):  # nothing else in the loop, so that several are worked out at a time
        draw[k] = uniform(key, person[rows[k]], month)
    hit = 0
    for k in range(size):
        row = rows[k]
        rows[hit] = row
        hit += draw[k] < chance[kind[row]]
    return rows[:hit].copy()


def hits_of_kinds_plain(key: Any, month: int, person: Any, kind: Any, chance: Any) -> list[int]:
    """Slow twin of ``hits_of_kinds``, over all."""
    return [row for row, one in enumerate(person.tolist()) if uniform_plain(int(key), one, month) < chance[kind[row]]]


__all__ = ["drawn", "hits_of_kinds", "hits_of_kinds_plain", "within_reach"]
