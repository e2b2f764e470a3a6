"""How hard a family is treated by what became of the one who left: caught on the way, returned by force, missing, in the South.

The reports speak of families of people who left for the South. Of those returned by force an outlet told in 2012 that who had
only sought a living in China was sent to labour training, who had made for the South to a camp, and that the family answered
only where contact with agents of the South was found (dailynk-returned-2012). So the level of what follows for relatives is
multiplied by a share: 1 where somebody is known to be in the South, less where somebody is missing, least where the person was
caught or came back from China. The shares are assumed, within ranges that reach from nobody to all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.state import SENT_BACK, SHOT, SOUTH, STAGES, STOPPED, State


def of_cases(state: State, leavers: NDArray[Any]) -> NDArray[np.float64]:
    """Share of the full treatment of families for rows among the leavers, as the state takes them when it learns, float64[n]."""
    f, table = state.figure, state.leavers
    of_stage = np.full(len(STAGES), f("families_of_missing"))
    of_stage[[STOPPED, SHOT]] = f("families_of_caught")
    of_stage[SENT_BACK] = f("families_of_returned")
    stage = table.stage[leavers]
    share = of_stage[stage]
    share[(stage == SENT_BACK) & table.fast[leavers]] = f("families_of_returned_on_the_way")
    share[(stage == SOUTH) & (table.arrived[leavers] <= state.month - round(f("south_learned_months")))] = 1.0
    return share


def of_files(state: State, files: NDArray[Any]) -> NDArray[np.float64]:
    """The same for families on file, by who of them is away still, float64[n]."""
    f, table = state.figure, state.files
    share = np.where(table.away[files] > 0, f("families_of_missing"), f("families_of_returned"))
    return np.asarray(np.where(table.south[files] > 0, 1.0, share))


__all__ = ["of_cases", "of_files"]
