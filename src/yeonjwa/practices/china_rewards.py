"""Rewards to Chinese police and residents for every person found.

Officers in the north-east are told to be paid for tracing and catching (ChinesePoliceRewards_DNK16); 38 people were
held in one province at the time (HeldInChina_DNK16). No relatives; it falls on whoever is in China. The level
multiplies an assumed addition to the hazard of arrest; the arrests that the addition alone brings are its harm.

Mode: standing. Kin rule: none. Visibility: known. Capacity: none told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.dated import path
from yeonjwa.practices.shared import levels
from yeonjwa.system.ledger import SELF
from yeonjwa.system.register import ORDINARY, WHERE
from yeonjwa.system.run import System

BORDER = WHERE.index("border")


def base(system: System) -> float:
    """Monthly hazard of arrest in China if nobody is rewarded."""
    return path(system.state, "china_arrest")


def hazard(system: System) -> float:
    """Monthly hazard of arrest in China with the rewards in force."""
    level = float(levels(system, "china_rewards", BORDER, ORDINARY))
    return base(system) * (1 + system.state.figure("rewards_effect") * level)


def note(
    system: System, persons: NDArray[Any], where: NDArray[Any], who: NDArray[Any], would_be: NDArray[np.bool_]
) -> None:
    """Of those arrested, note the ones who would not have been without rewards (``would_be``: who would)."""
    extra = ~would_be
    system.state.harm("china_rewards", persons[extra], SELF, where=where[extra], who=who[extra])
