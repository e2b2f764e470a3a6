"""Agents who pose as helpers in China and then catch.

Told of 2016 as an old trick (FalseHelpers_DNK16), without a number. No relatives; it falls on those who set out onward.
The chance at full level is assumed. With a level of 0 nobody meets one.

Mode: on setting out. Kin rule: none. Visibility: rumoured. Capacity: none told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices.shared import levels
from yeonjwa.system.ledger import SELF
from yeonjwa.system.run import System


def catch(
    system: System, group: NDArray[Any], persons: NDArray[Any], where: NDArray[Any], who: NDArray[Any]
) -> NDArray[np.bool_]:
    """Who of those setting out onward (persons, of groups keyed by the id ``group``) is caught, bool[n]; harm is
    noted."""
    state = system.state
    chance = levels(system, "agents_posing_as_helpers", where[:], who[:]) * state.figure("agents_chance")
    # One stratum for a group, that of its first row, so that a group meets one fate.
    _, first, at = np.unique(group, return_index=True, return_inverse=True)
    met = state.luck.happens("an agent poses as a helper", group[first], state.month, chance[first])[at]
    state.harm("agents_posing_as_helpers", persons[met], SELF, where=where[met], who=who[met])
    return np.asarray(met)
