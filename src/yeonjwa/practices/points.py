"""Points for units: a security unit that wins back a prominent or well-classed person gains over other units.

Told once, as the reason why officers choose families of good songbun (PointsForReturns_DNK14); what is scored and by
whom is not told. Mode: none of its own; it moves officers' time (``units.officers``) and the choice of homes
(``lure_visits``). Kin: not aimed at relatives. Visibility: hidden. Capacity: none. Assumed: units are provinces, points
count within a year, and those behind try harder. tau = 0 is no tournament.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import higher
from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.practices.over_files import prestige, province_of_place
from yeonjwa.system.register import WHERE, where_of_place
from yeonjwa.system.run import System
from yeonjwa.system.state import CAME_BACK, FIRST, State

NAME = "points"
NEVER_ARRIVED = 32767


@cache
def _mix() -> NDArray[np.float64]:
    """float64[provinces, WHERE]: share of each province's civil people who live in each kind of place."""
    weight = np.zeros((len(PROVINCES), len(WHERE)))
    np.add.at(weight, (counties().province, where_of_place()[:208]), counties().population)
    return weight / weight.sum(axis=1, keepdims=True)


def by_province(state: State, practice: str) -> NDArray[np.float64]:
    """Level of a practice this month in each province, over its kinds of places: the higher of the two standings."""
    table = state.schedule.table(practice, "actual")[state.month - FIRST]
    return np.asarray(_mix() @ higher(table))


def tau(system: System) -> NDArray[np.float64]:
    """tau_u, float64[provinces]: how steeply a unit's time follows the points; 0 where there is no tournament."""
    state = system.state
    f = state.figure
    own = np.zeros(len(PROVINCES)) if state.memory.points is None else state.memory.points
    behind = 1.0 - own / own.max() if own.max() > 0 else np.zeros(len(PROVINCES))
    return np.asarray(f("points_tournament") * by_province(state, NAME) * (1.0 + f("points_rivalry") * behind))


def award(system: System) -> None:
    """Points for last month's returns from the South, to the unit of the home; counts begin anew each January."""
    state = system.state
    if state.month % 12 == 0:
        state.memory.points = None
    back = returned(state)
    if not back.size:
        return
    t = state.leavers
    province = province_of_place()[t.place[back]]
    worth = prestige(state, state.columns["songbun"][t.person[back]], t.who[back]) * by_province(state, NAME)[province]
    won = np.bincount(province, weights=worth, minlength=len(PROVINCES)).astype(np.float64)
    state.memory.points = won if state.memory.points is None else state.memory.points + won
    state.ledger.add("points_awarded", state.year, float(worth.sum()))


def returned(state: State) -> NDArray[np.int64]:
    """Rows of leavers who came back from the South last month, of known families."""
    t = state.leavers
    rows = np.flatnonzero(t.moved == state.month - 1)  # few
    return rows[(t.stage[rows] == CAME_BACK) & (t.arrived[rows] < NEVER_ARRIVED) & (t.file[rows] >= 0)]


def pull(system: System, files: Any) -> NDArray[np.float64]:
    """Log of how much more often a home is chosen for its prestige: what orders say, and what points add."""
    state = system.state
    table = state.files
    worth = prestige(state, table.songbun[files], table.who[files])
    of_points = tau(system)[province_of_place()[table.place[files]]]
    return np.asarray((state.figure("lure_prestige") + of_points) * worth)


__all__ = ["award", "by_province", "pull", "returned", "tau"]
