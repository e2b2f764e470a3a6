"""Whom the draw of a practice hits among the relatives of a departure, in one look over their list."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import uniform, uniform_plain
from yeonjwa.kinship.rules import KinRule
from yeonjwa.system.kin import KinList
from yeonjwa.system.luck import Luck
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 6000
FARTHEST = 128
"""Degrees in chon are below it."""


def after_departure(practice: str) -> str:
    """The decision whether a practice strikes a relative after a departure, in words."""
    return f"{practice} after a departure"


@cache
def falling(per_chon: float) -> NDArray[np.float64]:
    """exp(-per_chon * chon) by degree, float64[FARTHEST]."""
    return np.asarray(np.exp(-per_chon * np.arange(FARTHEST)))


@cache
def reach(rule: KinRule) -> NDArray[np.int8]:
    """Greatest degree by side, int8[4]: descendants (side 0) and relatives through both parents (3) belong to the deeper side."""
    depths = (rule.limit, rule.father_chon, rule.mother_chon, rule.limit) if rule.by_side else (rule.limit,) * 4
    return np.array(depths, dtype=np.int8)


def within(kin: KinList, rule: KinRule) -> NDArray[np.bool_]:
    """Which of ``kin`` a rule reaches, bool; the spouse is one of the family."""
    is_near = kin.chon <= reach(rule)[kin.side]
    return is_near if rule.affines else is_near & (~kin.is_affine | (kin.chon == 0))


def struck_among(
    luck: Luck, decision: str, month: int, kin: KinList, rule: KinRule, leaver: NDArray[np.int64], strength: NDArray[np.float64],
    per_chon: float, factor: NDArray[np.float64],
) -> NDArray[np.int64]:  # fmt: skip
    """Rows of ``kin`` within ``rule`` whom the draw hits, rising, int64.

    Parameters
    ----------
    leaver : int64[n], ids of those whose relatives they are (by ``kin.position``); the draw is of the relative and of the leaver
    strength, factor : float64[n]; chance = min(1, strength * exp(-per_chon * chon) * factor)
    """
    falls = falling(per_chon)
    if luck.log is not None:
        rows = np.flatnonzero(within(kin, rule))
        at = kin.position[rows]
        chance = np.minimum(1.0, strength[at] * falls[kin.chon[rows]] * factor[at])
        return rows[luck.happens(decision, kin.id[rows], month, chance, leaver[at])]
    key, depths = luck.key(decision), reach(rule)

    def hits_of_part(part: tuple[int, int]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = hits(
            key, month, *part, kin.position, kin.id, kin.chon, kin.side, kin.is_affine, depths, rule.affines, leaver, strength,
            falls, factor,
        )  # fmt: skip
        return found

    parts = each(hits_of_part, parts_of_range(0, len(kin), FEWEST_IN_A_THREAD))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


@njit(cache=True, nogil=True)
def hits(
    key, month, first, last, position, kin, chon, side, is_affine, depths, affines, leaver, strength, falls, factor
):
    """Rows ``first`` to ``last`` - 1 of a list of relatives that are within the depths and hit, rising, int64 (see ``struck_among``)."""
    rows = np.empty(last - first, dtype=np.int64)
    relative = np.empty(last - first, dtype=np.int64)
    other = np.empty(last - first, dtype=np.int64)
    size = 0
    for k in range(first, last):  # without a branch, which could not be foreseen
        rows[size], relative[size], other[size] = k, kin[k], leaver[position[k]]
        size += (chon[k] <= depths[side[k]]) & (affines | (not is_affine[k]) | (chon[k] == 0))
    draw = np.empty(size, dtype=np.float64)
    for i in range(size):  # nothing else in the loop, so that several are worked out at a time
        draw[i] = uniform(key, relative[i], month, other[i])
    struck = 0
    for i in range(size):
        k = rows[i]
        case = position[k]
        rows[struck] = k
        struck += draw[i] < min(1.0, strength[case] * falls[chon[k]] * factor[case])
    return rows[:struck].copy()


def hits_plain(
    key: Any, month: int, kin: KinList, rule: KinRule, leaver: Any, strength: Any, falls: Any, factor: Any
) -> list[int]:
    """Slow twin of ``hits``."""
    depths, found = reach(rule).tolist(), []
    for k in range(len(kin)):
        chon, case = int(kin.chon[k]), int(kin.position[k])
        is_near = chon <= depths[kin.side[k]] and (rule.affines or chon == 0 or not kin.is_affine[k])
        draw = uniform_plain(int(key), int(kin.id[k]), month, int(leaver[case]))
        if is_near and draw < min(1.0, strength[case] * falls[chon] * factor[case]):
            found.append(k)
    return found


__all__ = ["after_departure", "falling", "hits", "hits_plain", "reach", "struck_among", "within"]
