"""Forced calls: a relative is made to telephone the person in the South, and both are pressed.

Told of the north-east and of one inland city in 2014 (ForcedCalls_DNK14, InteriorForcedCall_DNK14: severe anxiety, no
sanction), to add weight to the threat made at home (CallsAddWeight_DNK14); the officer rang the person in the South
first (PressureReachesSouth_DNK14). Mode: sweep over families of people in the South within reach by phone. Kin: the
nearest member at home. Visibility: the family knows. Capacity: officers' hours. Assumed: rates, reach, effects.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.beliefs import grievance
from yeonjwa.practices.harming import harm_members
from yeonjwa.practices.over_files import affordable, members_at_home, of_people_in_the_south, press
from yeonjwa.practices.shared import is_off
from yeonjwa.system.arrays import first_of_each
from yeonjwa.system.ledger import SELF
from yeonjwa.system.run import System
from yeonjwa.system.state import SOUTH
from yeonjwa.units import officers

NAME = "forced_calls"
SINCE_VISIT = 3
"""Months for which a visit is remembered in a call (assumed)."""


def call(system: System) -> None:
    """Make one relative of each family that is reached telephone the person in the South."""
    if is_off(system, NAME):
        return
    state, f = system.state, system.state.figure
    table = state.files
    files, level = of_people_in_the_south(system, NAME)
    if not files.size:
        return
    # Whether a family can be put through to the South at all does not change from month to month.
    in_reach = state.luck.happens("within reach by phone", table.keeper[files], 0, f("forced_calls_in_reach"))
    wanted = level * f("forced_calls_per_month") * (in_reach | table.contact[files])
    chance = affordable(system, NAME, files, wanted, officers.available(system).calls)
    files = files[state.luck.happens("forced call", table.keeper[files], state.month, chance)]
    if not files.size:
        return
    at, rows, person = members_at_home(system, files)
    nearest = _first_of_each(at, state.people.chon[rows], person)
    at, rows, person = at[nearest], rows[nearest], person[nearest]
    files = files[at]
    table.called[files] = state.month
    harm_members(state, NAME, rows)
    grievance.forced_call(system, person)
    # A threat made at home weighs more once the person abroad has been reached.
    after_visit = (table.visited[files] >= 0) & (table.visited[files] >= state.month - SINCE_VISIT)
    press(system, rows, fear=np.where(after_visit, f("forced_calls_weight"), 0.0))
    abroad, of_file = in_the_south(system, files)
    state.harm(NAME, abroad, SELF, where=table.where[of_file], who=table.who[of_file])
    press(system, state.rows(abroad), clemency=f("lure_clemency"))  # who is called is promised a pardon as well
    officers.report_upward(system, NAME, files.size)


def in_the_south(system: System, files: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The latest person of each of ``files`` to arrive in the South: ids, and their files."""
    state = system.state
    t = state.leavers
    # Whoever is abroad is on file too, and has made no later attempt.
    _, members = state.files.rows_of(state.people, files)
    rows = state.people.leaver[members]
    rows = rows[rows >= 0]
    rows = rows[(t.stage[rows] == SOUTH) & (t.file[rows] >= 0)]
    rows = rows[state.lives(t.person[rows])]
    order = np.lexsort((-rows, -t.arrived[rows].astype(np.int64), t.file[rows]))
    rows = rows[order]
    first = first_of_each(t.file[rows])
    return t.person[rows[first]].astype(np.int64), t.file[rows[first]].astype(np.int64)


def _first_of_each(at: np.ndarray, chon: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Positions of the nearest member of each file; of equals the eldest."""
    order = np.lexsort((person, chon, at))
    return np.asarray(order[first_of_each(at[order])])


__all__ = ["NAME", "call", "in_the_south"]
