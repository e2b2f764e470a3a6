"""Limits on internal movement.

One clause of 2016 says that moving about was restricted so that people do not leave (MovementLimits_DNK16); from 2020
movement halted with the border. It falls on everybody without regard to relatives and is felt by all. The level is the
limit itself, read by the hazard of leaving and by grievance; nobody is punished by it as such.

Mode: standing. Kin rule: none. Visibility: public. Capacity: none told.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices.shared import levels
from yeonjwa.system.register import where_of_place
from yeonjwa.system.run import System


def limits(system: System) -> NDArray[np.float64]:
    """Limits on movement by place and standing, float64[PLACES, 2], 0 none, 1 full."""
    return levels(system, "movement_limits", where_of_place()[:, None], np.arange(2))
