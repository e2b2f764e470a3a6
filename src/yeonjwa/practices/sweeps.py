"""The practices that go over the stock of flagged families, each with its own trigger and filter, in a fixed order.

Who is sent away is not visited; who is visited may be called; presents come last. Watching is renewed at the head of
each year and counted at its end.
"""

from __future__ import annotations

import numpy as np
from numba import njit

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
from yeonjwa.practices.stock import Stock
from yeonjwa.system.memory import Kept
from yeonjwa.system.run import System
from yeonjwa.system.state import CAME_BACK, SENT_BACK, SHOT, SOUTH, STAGES, STOPPED
from yeonjwa.units.detection import AWAY

IS_AWAY = np.isin(np.arange(len(STAGES)), AWAY)
"""bool by stage of an attempt; that somebody died abroad is not known at home."""
IS_OVER = np.isin(np.arange(len(STAGES)), (STOPPED, SHOT, SENT_BACK, CAME_BACK))
"""bool by stage: nothing more comes of the attempt; whoever leaves again makes another."""


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
    learned = state.month - round(state.figure("south_learned_months"))
    rows = state.memory.under_way.and_since(len(t))
    left = count_away(rows, t.file, t.stage, t.arrived, IS_AWAY, IS_OVER, learned, files.away, files.south)
    state.memory.under_way = Kept(rows[:left], len(t))
    state.memory.stock = Stock.of(files)


@njit(cache=True, nogil=True)
def count_away(rows, file, stage, arrived, is_away, is_over, learned, away, south):
    """Count by file, into ``away``, the leavers whose ``stage`` ``is_away``, and into ``south`` those of them who arrived by ``learned``.

    rows : int32, of the leavers looked at; those whose attempt is not over are moved to its head, and their number is returned
    file : int32, stage : uint8, arrived : int16, of each leaver; is_away, is_over : bool by stage; away, south : int16 by file
    """
    away[:], south[:] = 0, 0
    left = 0
    for k in range(rows.size):  # without a branch, which could not be foreseen
        row = rows[k]
        rows[left] = row  # overwritten by the next, if it is over
        left += not is_over[stage[row]]
        own = file[row]
        counts = (own >= 0) & is_away[stage[row]]
        own = max(own, 0)
        away[own] += counts
        south[own] += counts & (stage[row] == SOUTH) & (arrived[row] <= learned)
    return left


__all__ = ["count_away", "go_over", "learn_who_is_away"]
