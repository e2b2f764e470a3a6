"""Who may have a hazard above the ceiling through what befell that person alone: bounds on the personal raise, kept lazily.

The raise of the log hazard (``Deciding.raise_of``) only falls by itself, as grievance and hardship fade and contacts end, so
that what it was when something last happened to a person bounds it from then on. The rows of the affected to which
something happens are noted, and their bounds worked out once a month.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points_kernels import GROUP
from yeonjwa.read_ahead import AHEAD, ask_for

CAP_MARGIN = 1e-4  # the cap is stored as float32
NOTHING = np.float32(0.0)
EFFECTS = (
    "chain_effect", "chain_weight_on_the_way", "contact_effect", "grievance_effect", "hardship_effect", "recall_effect",
)  # fmt: skip
"""Figures of the raise, in the order in which the kernel takes them."""
MONTHS = 512
"""Months for which fading is kept in a table: more than a run has."""
KIN = 32
"""Numbers of kin away for which the raise by the chain is kept in a table; it is worked out for the few who have more."""


def effects_of(figure: Callable[[str], float]) -> tuple[Any, ...]:
    """What ``renew_caps`` takes of figures: the figures of the raise; the raise by the chain, float64[KIN, KIN], by kin in the
    South and kin on the way; what is left of grievance and of hardship after 0, 1, 2, ... months, float64[MONTHS] each."""
    figures = tuple(float(figure(name)) for name in EFFECTS)
    return figures, *_tables(
        figures[0], figures[1], float(figure("fading_grievance")), float(figure("fading_hardship"))
    )


@lru_cache(maxsize=8)
def _tables(chain: float, weight: float, *fading: float) -> tuple[NDArray[np.float64], ...]:
    number, since = np.arange(KIN), np.arange(MONTHS)
    return chain * np.log1p(number[:, None] + weight * number), *(np.exp(-rate * since) for rate in fading)


@njit(forceinline=True)
def _raise(one, month, figures, by_chain, grievance_left, hardship_left):
    # No branches: they could not be foreseen, and would have to wait for the record.
    chain, weight, contact, of_grievance, of_hardship, recall = figures
    south, away = max(one.south, 0), max(one.left - one.south, 0)
    return (
        (by_chain[south, away] if max(south, away) < KIN else chain * np.log1p(south + weight * away))
        + contact * (one.contact_until >= month)
        + of_grievance * max(one.grievance, NOTHING) * grievance_left[min(month - one.grievance_month, MONTHS - 1)]
        + of_hardship * max(one.hardship, NOTHING) * hardship_left[min(month - one.hardship_month, MONTHS - 1)]
        + recall * (one.recalled_until >= month)
    )


@njit(cache=True, nogil=True)
def renew_caps(rows, month, figures, by_chain, grievance_left, hardship_left, reach, far, people, warmth):
    """Work out ``cap`` of ``rows`` (int32, repeats and 0 allowed) in ``people``, the records of the affected; see ``effects_of``.

    Returns those of ``rows`` whose ``warmth`` has risen, each once, int32. warmth : uint8 by row, 1 where the cap exceeds ``reach`` (see
    ``rows_above``), 2 where it does by more than ``far``; raised, never lowered.
    """
    above = np.empty(rows.size, dtype=np.int32)
    found = 0
    for k in range(rows.size):
        if k + AHEAD < rows.size:
            ask_for(people, rows[k + AHEAD])
        row = rows[k]
        if row > 0:
            one = people[row]
            one.cap = CAP_MARGIN + _raise(one, month, figures, by_chain, grievance_left, hardship_left)
            over = one.cap - reach[one.code & GROUP, int(one.south > 0)]
            now = np.uint8(over > 0) + np.uint8(over > far)
            if now > warmth[row]:
                warmth[row] = now
                above[found] = row
                found += 1
    return above[:found].copy()


@njit(cache=True, nogil=True)
def rows_above(rows, reach, people):
    """Those of ``rows`` (int32) who are there and have a cap above ``reach``, int32, in the order given.

    reach : float64[groups, 2], by group and whether kin in the South pay; infinite for the absent.
    """
    above = np.empty(rows.size, dtype=np.int32)
    found = 0
    for row in rows:
        one = people[row]
        above[found] = row  # overwritten by the next, unless it counts: no branch to foresee
        found += one.cap > reach[one.code & GROUP, int(one.south > 0)]
    return above[:found].copy()


__all__ = ["CAP_MARGIN", "effects_of", "renew_caps", "rows_above"]
