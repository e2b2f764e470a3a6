"""Hints and threats: some poor relatives of people with much to lose hint that they may leave, and are paid to stay.

    P(hint) = epsilon_0 + epsilon_1 H

Told in 2015 (see the report on officials and traders who pay). The one who pays cannot tell a bluff; whoever's true hazard is low bluffs. Counted: hints, bluffs, paid.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.run import System


def hints(
    system: System, poor: NDArray[np.int64], payer: NDArray[np.int64], hardship: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which of the poor relatives hint to their payer this month that they may leave, bool[n]."""
    state, f = system.state, system.state.figure
    chance = np.minimum(np.maximum(f("hint_base") + f("hint_of_hardship") * np.maximum(hardship, 0), 0.0), 1.0)
    return state.luck.happens("hints at leaving", poor, state.month, chance, payer)


def is_bluff(system: System, poor: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whose hazard of leaving within a year is below what a hint is taken to mean, bool[n]."""
    state, deciding = system.state, system.deciding
    hazard = deciding.hazards(state, poor, deciding.groups(state), with_kin=False)
    found = -np.expm1(-12 * hazard) < state.figure("bluff_below")
    # Fear for kin only lowers a hazard: it is worked out where what is left without it would be no bluff.
    rest = np.flatnonzero(~found)
    if rest.size:
        hazard = hazard[rest] * deciding.fear_for_kin(state, poor[rest])
        found[rest] = -np.expm1(-12 * hazard) < state.figure("bluff_below")
    return np.asarray(found)


__all__ = ["hints", "is_bluff"]
