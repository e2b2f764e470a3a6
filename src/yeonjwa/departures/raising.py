"""Who may have a hazard above the ceiling through what befell that person alone: bounds on the personal raise, kept lazily.

The raise of the log hazard (``Deciding.raise_of``) only falls by itself, as grievance and hardship fade and contacts end, so
that what it was when something last happened to a person bounds it from then on. Rows to which something happens are
marked; their bounds are worked out once a month.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points_kernels import GROUP, RAISED

CAP_MARGIN = 1e-4  # the cap is stored as float32
EFFECTS = (
    "chain_effect", "chain_weight_on_the_way", "contact_effect", "grievance_effect", "hardship_effect", "recall_effect",
)  # fmt: skip
"""Figures of the raise, in the order in which the kernels take them."""
MONTHS = 512
"""Months for which fading is kept in a table: more than a run has."""


def effects_of(figure: Callable[[str], float]) -> tuple[tuple[float, ...], NDArray[np.float64], NDArray[np.float64]]:
    """The figures of the raise, and what is left of grievance and of hardship after 0, 1, 2, ... months, float64[MONTHS]."""
    since = np.arange(MONTHS)
    left = [np.exp(-figure(f"fading_{name}") * since) for name in ("grievance", "hardship")]
    return tuple(float(figure(name)) for name in EFFECTS), left[0], left[1]


@njit(forceinline=True)
def _raise(row, month, effects, grievance_left, hardship_left, left, south, contact_until, grievance, grievance_month, hardship,
           hardship_month, recalled_until):  # fmt: skip
    chain, weight, contact, of_grievance, of_hardship, recall = effects
    total = 0.0
    if left[row] > 0 or south[row] > 0:
        total += chain * np.log1p(max(south[row], 0) + weight * max(left[row] - south[row], 0))
    if contact_until[row] >= month:
        total += contact
    if grievance[row] > 0.0:
        total += of_grievance * grievance[row] * grievance_left[min(month - grievance_month[row], MONTHS - 1)]
    if hardship[row] > 0.0:
        total += of_hardship * hardship[row] * hardship_left[min(month - hardship_month[row], MONTHS - 1)]
    if recalled_until[row] >= month:
        total += recall
    return total


@njit(cache=True, nogil=True)
def renew_caps(rows, month, effects, grievance_left, hardship_left, left, south, contact_until, grievance,
               grievance_month, hardship, hardship_month, recalled_until, person, stale, cap, codes):  # fmt: skip
    """Work out ``cap`` of those of ``rows`` (int32, repeats allowed) that are ``stale``, and mark who is there as RAISED in ``codes``."""
    for row in rows:
        if stale[row]:
            stale[row] = False
            cap[row] = CAP_MARGIN + _raise(
                row, month, effects, grievance_left, hardship_left, left, south, contact_until, grievance, grievance_month,
                hardship, hardship_month, recalled_until,
            )  # fmt: skip
            if codes[person[row]] & GROUP:
                codes[person[row]] |= RAISED


@njit(cache=True, nogil=True)
def hot_among(code, cap, funded, room, price):
    """Rows of the affected whose raise may bring the hazard above the ceiling, int64, rising.

    code : uint16, cap : float32, funded : bool, one each per row; room : float64[groups], log of ceiling over the bound of
    the group; price : float64[groups], relief of those whose kin pay.
    """
    rows = np.empty(code.size, dtype=np.int64)  # mostly never touched
    found = 0
    for i in range(code.size):
        group = code[i] & GROUP
        if group and cap[i] + (price[group] if funded[i] else 0.0) > room[group]:
            rows[found] = i
            found += 1
    return rows[:found].copy()


__all__ = ["CAP_MARGIN", "effects_of", "hot_among", "renew_caps"]
