"""Reward for informers.

Five million won, about 600 US dollars, for reporting somebody who plans to leave (InformerReward_DNK16); far less in a
later report of the same outlet; whether it was paid is not told. What moves people is the reward they believe in. It
aims at plans, not at relatives. Harm: whoever is stopped by a report that would not have been made without the reward,
and whoever is wrongly reported.

Mode: on a plan. Kin rule: none. Visibility: public. Capacity: none told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices.shared import levels
from yeonjwa.system.run import System

PRACTICE = "informer_bounty"


def believed(system: System, where: Any, who: Any) -> NDArray[np.float64]:
    """Reward that residents believe in, USD, by stratum."""
    return levels(system, PRACTICE, where, who, "believed") * system.state.figure("bounty_full")


def paid(system: System, where: Any, who: Any) -> NDArray[np.float64]:
    """Reward paid for a report, USD, by stratum."""
    return levels(system, PRACTICE, where, who) * system.state.figure("bounty_full")


def in_incomes(system: System, where: Any, who: Any) -> NDArray[np.float64]:
    """ln(1 + B / w): the believed reward beside monthly income."""
    return np.asarray(np.log1p(believed(system, where, who) / system.state.figure("monthly_income")))
