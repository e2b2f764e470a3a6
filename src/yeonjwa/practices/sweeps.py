"""The practices that go over the stock of flagged families, each with its own trigger and filter, in a fixed order.

Who is sent away is not visited; who is visited may be called; presents come last. Watching is renewed at the head of
each year and counted at its end.
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
from yeonjwa.system.state import SOUTH, STAGES
from yeonjwa.units.detection import AWAY

IS_AWAY = np.isin(np.arange(len(STAGES)), AWAY)
"""bool by stage of an attempt; that somebody died abroad is not known at home."""


def go_over(system: System) -> None:
    """All sweeps of this month."""
    learn_who_is_away(system)
    watching.renew(system)
    lighter_penalties_bargain.keep(system)
    exile.send(system)
    lure_visits.visit(system)
    private_persuasion.persuade(system)
    forced_calls.call(system)
    consolation.give(system)
    re_vetting.examine(system)
    watching.count(system)


def learn_who_is_away(system: System) -> None:
    """Who of those known to have left is away still; that somebody is in the South is learned some months after
    arrival."""
    state = system.state
    t, files = state.leavers, state.files
    if not len(files):
        return
    away = np.flatnonzero((t.file >= 0) & IS_AWAY[t.stage])
    files.away[:] = np.bincount(t.file[away], minlength=len(files))
    learned = state.month - round(state.figure("south_learned_months"))
    there = away[(t.stage[away] == SOUTH) & (t.arrived[away] <= learned)]
    files.south[:] = np.bincount(t.file[there], minlength=len(files))


__all__ = ["go_over", "learn_who_is_away"]
