"""Who may have a hazard above the ceiling through what befell that person alone: bounds on the personal raise, kept lazily.

The raise of the log hazard (``Deciding.raise_of``) only falls by itself, as grievance and hardship fade and contacts end, so
that what it was when something last happened to a person bounds it from then on. Rows to which something happens are
marked; their bounds are worked out once a month, and again, closer, for those who would be hot by an old bound.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.departures.points_kernels import GROUP, RAISED

CAP_MARGIN = 1e-4  # the cap is stored as float32
EFFECTS = (
    "chain_effect", "chain_weight_on_the_way", "contact_effect", "grievance_effect", "fading_grievance", "hardship_effect",
    "fading_hardship", "recall_effect",
)  # fmt: skip
"""Figures of the raise, in the order in which the kernels take them."""


@njit(inline="always")
def _raise(row, month, effects, left, south, contact_until, grievance, grievance_month, hardship, hardship_month,
           recalled_until):  # fmt: skip
    chain, weight, contact, of_grievance, fading_grievance, of_hardship, fading_hardship, recall = effects
    there = max(south[row], 0)
    on_the_way = max(left[row] - south[row], 0)
    total = chain * np.log1p(there + weight * on_the_way)
    if contact_until[row] >= month:
        total += contact
    if grievance[row] > 0.0:
        total += of_grievance * grievance[row] * np.exp(-fading_grievance * (month - grievance_month[row]))
    if hardship[row] > 0.0:
        total += of_hardship * hardship[row] * np.exp(-fading_hardship * (month - hardship_month[row]))
    if recalled_until[row] >= month:
        total += recall
    return total


@njit(cache=True, nogil=True)
def renew_caps(rows, month, effects, left, south, contact_until, grievance, grievance_month, hardship, hardship_month,
               recalled_until, person, stale, cap, codes):  # fmt: skip
    """Work out ``cap`` of those of ``rows`` (int32, repeats allowed) that are ``stale``, and mark who is there as RAISED in ``codes``."""
    for row in rows:
        if stale[row]:
            stale[row] = False
            cap[row] = CAP_MARGIN + _raise(
                row, month, effects, left, south, contact_until, grievance, grievance_month, hardship, hardship_month,
                recalled_until,
            )  # fmt: skip
            if codes[person[row]] & GROUP:
                codes[person[row]] |= RAISED


@njit(cache=True, nogil=True)
def hot_among(first, last, room, price, code, funded, month, effects, left, south, contact_until, grievance, grievance_month,
              hardship, hardship_month, recalled_until, cap):  # fmt: skip
    """Rows ``first`` to ``last`` - 1 of the affected whose raise may bring the hazard above the ceiling, int64, rising.

    code : uint16, cap : float32, funded : bool, one each per row; room : float64[groups], log of ceiling over the bound of
    the group; price : float64[groups], relief of those whose kin pay. The cap of whoever seems hot is worked out anew.
    """
    rows = np.empty(last - first, dtype=np.int64)
    found = 0
    for row in range(first, last):
        group = code[row] & GROUP
        if group == 0:
            continue
        least = room[group] - (price[group] if funded[row] else 0.0)
        if cap[row] > least:
            cap[row] = CAP_MARGIN + _raise(
                row, month, effects, left, south, contact_until, grievance, grievance_month, hardship, hardship_month,
                recalled_until,
            )  # fmt: skip
            if cap[row] > least:
                rows[found] = row
                found += 1
    return rows[:found].copy()


__all__ = ["CAP_MARGIN", "EFFECTS", "hot_among", "renew_caps"]
