"""The practices that go over the stock of flagged families, each with its own trigger and filter, in a fixed order.

Who is sent away is not visited; who is visited may be called; presents come last. Watching is renewed at the head of each year
and counted at its end.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.practices import (
    consolation,
    exile,
    forced_calls,
    lighter_penalties_bargain,
    lure_visits,
    private_persuasion,
    re_vetting,
    watching,
)
from yeonjwa.system.run import System
from yeonjwa.system.state import SOUTH


def go_over(system: System) -> None:
    """All sweeps of this month."""
    learn_who_is_in_the_south(system)
    watching.renew(system)
    lighter_penalties_bargain.keep(system)
    exile.send(system)
    lure_visits.visit(system)
    private_persuasion.persuade(system)
    forced_calls.call(system)
    consolation.give(system)
    re_vetting.examine(system)
    watching.count(system)


def learn_who_is_in_the_south(system: System) -> None:
    """Officials learn some months after an arrival that somebody whom they know to have left is in the South."""
    state = system.state
    t = state.leavers
    if not len(state.files):
        return
    learned = state.month - round(state.figure("south_learned_months"))
    there = np.flatnonzero((t.stage == SOUTH) & (t.file >= 0) & (t.arrived <= learned))
    state.files.south[:] = np.bincount(t.file[there], minlength=len(state.files))


__all__ = ["go_over", "learn_who_is_in_the_south"]
