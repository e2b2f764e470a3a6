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

from yeonjwa.practices.shared import highest_level, levels
from yeonjwa.system.run import System

ABSENT, DEAD = 1, 2


def uncovered(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Which labelled rows among the leavers the lists of this month uncover, bool[n]."""
    state, table = system.state, system.state.leavers
    found, name = np.zeros(rows.size, dtype=bool), "a list uncovers a label"
    of_dead, of_absent = state.figure("lists_uncover_dead"), state.figure("lists_uncover_absent")
    most = highest_level(system, "screening_lists") * max(of_dead, of_absent)
    if most > 0:
        # Drawn against the highest chance first: that of each is worked out only for the few below it.
        person = table.person[rows]
        close = state.luck.rare(name, person, state.month, most * (1 + 1e-9))
        near = rows[close]
        level = levels(system, "screening_lists", table.where[near], table.who[near])
        rate = np.where(table.label[near] == DEAD, of_dead, of_absent)
        found[close] = state.luck.happens(name, person[close], state.month, level * rate)
    return found
