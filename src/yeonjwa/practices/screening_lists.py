"""Screening and registration lists.

Registers, elections and lists drawn up for a purpose find families (BorderExpulsions_DNK14, LeakSuspicion_DNK14,
ListsOfHouseholds_DNK20, FoundByLists_DNK20; house-to-house checks of 2010 by an outside report). The reports do not say
that lists discover families unknown before; the model lets them see through a bought label, that somebody is absent or
dead. Seen by rumour. The chance at full level is assumed; with a level of 0 no label is uncovered.

Mode: sweep, in pulses. Kin rule: those of the home; no degree is given. Visibility: rumoured. Capacity: hours of staff,
told once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices.shared import levels
from yeonjwa.system.run import System

ABSENT, DEAD = 1, 2


def uncovered(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Which labelled rows among the leavers the lists of this month uncover, bool[n]."""
    state, table = system.state, system.state.leavers
    level = levels(system, "screening_lists", table.where[rows], table.who[rows])
    rate = np.where(table.label[rows] == DEAD, state.figure("lists_uncover_dead"), state.figure("lists_uncover_absent"))
    return state.luck.happens("a list uncovers a label", table.person[rows], state.month, level * rate)
