"""Coming home: by oneself from China or from the South, and released from detention, camp or exile.

    from the South   r_0 exp(r_1 contact + r_2 pressure on the family + r_3 clemency + r_4 hardship in the South - r_5 years
                         + r_6 clemency * what the family would be spared)
    from China       a dated hazard that falls with the years abroad and with the sealing of the border

Nearly all who fled hunger went home from China; from the South some 28 in seven years are known. Pressure is a visit or
forced call to the family's file. What the family would be spared is the bargain of lighter penalties: sum over the family of
exp(-chon / delta) (loss if one stays away - loss if one returns), see ``practices.lighter_penalties_bargain``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures import attempts
from yeonjwa.departures.dated import path
from yeonjwa.practices import lighter_penalties_bargain
from yeonjwa.system import away
from yeonjwa.system.drawing import within_reach
from yeonjwa.system.register import DETAINED, HOME, IN_CAMP, IN_EXILE, WHEREABOUTS
from yeonjwa.system.run import System
from yeonjwa.system.state import CHINA, FIRST, SOUTH, STAGES, State

ROUNDING = 1e-9
"""Added to a bound, as a share of it, so that it holds in the last digit too."""
LARGEST = 700.0
"""Log of a hazard that is as good as without bound, and that a float can hold."""


def come_home(system: System) -> None:
    """Returns and releases of this month, and deaths in detention."""
    attempts.die_in_detention(system)
    release(system)
    from_china(system)
    from_the_south(system)


def release(system: System) -> None:
    """Those whose detention, camp or exile ends this month are home again."""
    state, released = system.state, []
    for whereabouts in (DETAINED, IN_CAMP, IN_EXILE):
        persons = state.ending(WHEREABOUTS[whereabouts])
        # Who came home early and was taken again serves the new term: an older date on the list does not free anybody.
        is_over = state.people.until[state.people.row_of[persons]] <= state.month
        persons = persons[(state.whereabouts[persons] == whereabouts) & is_over & state.lives(persons)]
        released.append(persons)
        state.ledger.add(f"released_from_{WHEREABOUTS[whereabouts]}", state.year, persons.size)
    state.move(np.concatenate(released), HOME)


def from_china(system: System) -> None:
    """Those who go home from China by themselves; not in the month of crossing, and not the settled."""
    state, table, f = system.state, system.state.leavers, system.state.figure
    # By months since crossing.
    years = np.arange(state.month - FIRST + 1) / 12
    hazard = path(state, "china_home") * np.exp(-f("china_home_fading") * years) * (1 - state.fields.sealed)
    chance = 1 - np.exp(-hazard)
    rows = _within_reach(state, "goes home from China", table.group, CHINA, chance.max())
    rows = rows[(table.month[rows] < state.month) & ~table.fast[rows]]
    back = rows[
        state.luck.happens(
            "goes home from China", table.group[rows], state.month, chance[state.month - table.month[rows]]
        )
    ]
    back = back[state.lives(table.person[back])]
    if back.size:
        away.come_back(system, back, from_south=False)
        state.ledger.add("returned_from_china", state.year, back.size)


def from_the_south(system: System) -> None:
    """Those who go back from the South."""
    state, table = system.state, system.state.leavers
    # Families, then people, are looked up only for the few whose draw lies below the chance that could be theirs at most.
    most = 1 - np.exp(-most_hazard_by_family(system))
    rows = _within_reach(state, "goes back from the South", table.person, SOUTH, most.max())
    rows = rows[table.arrived[rows] < state.month]
    draw = state.luck.uniform("goes back from the South", table.person[rows], state.month)
    close = draw < most[lighter_penalties_bargain.members_of_families(system, rows)]
    rows, draw = rows[close], draw[close]
    rows = rows[draw < 1 - np.exp(-most_hazard_from_the_south(system, rows))]
    rows = rows[state.lives(table.person[rows])]
    if not rows.size:
        return
    persons = table.person[rows].astype(np.int64)
    chance = 1 - np.exp(-hazard_from_the_south(system, rows, lighter_penalties_bargain.relief(system, rows)))
    back = rows[state.luck.happens("goes back from the South", persons, state.month, chance)]
    if back.size:
        away.come_back(system, back, from_south=True)
        state.ledger.add("returned_from_the_south", state.year, back.size)


def _within_reach(state: State, decision: str, ids: NDArray[np.int32], stage: int, most: float) -> NDArray[np.int64]:
    """Rows among the leavers, rising, in a stage in which ``most`` bounds their chance, whose draw (by ``ids``) lies below it."""
    bound = np.zeros(len(STAGES))
    bound[stage] = most
    return within_reach(state.luck, decision, ids, state.month, state.leavers.stage, bound)


def most_hazard_by_family(system: System) -> NDArray[np.float64]:
    """A bound on the hazard from the South by members of the family's file, 0 to the most there are, that asks nothing else about the
    person: whatever can draw somebody home does."""
    f = system.state.figure
    members = np.arange(1.0 + system.state.files.members.max(initial=0))
    spared = max(f("returning_bargain"), 0.0) * lighter_penalties_bargain.most_relief_by_family(system, members)
    latest = max(-f("returning_years") * (system.state.month - FIRST) / 12, 0.0)
    log = _draws_home(f, "contact", "pressure", "clemency") + spared + f("returning_hardship") * f("hardship_south")
    return _highest(f, log + latest) * (1 + ROUNDING)


def _draws_home(f: Callable[[str], float], *parts: str) -> float:
    return sum(max(f(f"returning_{part}"), 0.0) for part in parts)


def most_hazard_from_the_south(system: System, rows: NDArray[Any]) -> NDArray[np.float64]:
    """A closer bound, at the belief in pardon that each has: who hardly believes in it is hardly drawn by what would be spared."""
    f = system.state.figure
    clemency = belief_in_pardon(system, rows, system.state.people.row_of[system.state.leavers.person[rows]])
    spared = max(f("returning_bargain"), 0.0) * lighter_penalties_bargain.most_relief(system, rows)
    log = _draws_home(f, "contact", "pressure") + (f("returning_clemency") + spared) * clemency + _stay(system, rows)
    return _highest(f, log)


def _highest(f: Callable[[str], float], log: NDArray[np.float64]) -> NDArray[np.float64]:
    """The monthly hazard of a bound on its logarithm, so that rounding never puts a hazard above it."""
    return np.asarray(f("returning_base") / 12 * np.exp(np.minimum(log, LARGEST)) * (1 + ROUNDING))


def _stay(system: System, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Part of the log hazard that is due to hardship in the South and the years spent there."""
    f = system.state.figure
    years = (system.state.month - system.state.leavers.arrived[rows].astype(np.float64)) / 12
    return np.asarray(f("returning_hardship") * f("hardship_south") - f("returning_years") * years)


def belief_in_pardon(system: System, rows: NDArray[Any], own: NDArray[Any]) -> NDArray[np.float64]:
    """Belief, 0 to 1, that who returns is pardoned, of rows among the leavers who are rows ``own`` among the affected."""
    state, table = system.state, system.state.leavers
    around = state.fields.clemency[table.place[rows], table.who[rows]]
    own_belief = state.people.faded("clemency", own, state.month, state.figure("fading_clemency"))
    return np.clip(around + own_belief, 0.0, 1.0)


def hazard_from_the_south(system: System, rows: NDArray[Any], relief: NDArray[Any]) -> NDArray[np.float64]:
    """Monthly hazard of going back, for rows among the leavers; relief: weighted loss that the family is said to be spared."""
    state, f, table, people = system.state, system.state.figure, system.state.leavers, system.state.people
    own = people.row_of[table.person[rows]]
    file = table.file[rows]
    on_file = np.flatnonzero(file >= 0)
    pressed = np.zeros(rows.size, dtype=bool)
    latest = np.maximum(state.files.visited[file[on_file]], state.files.called[file[on_file]])
    pressed[on_file] = (latest >= 0) & (state.month - latest.astype(np.int64) <= f("pressure_months"))
    clemency = belief_in_pardon(system, rows, own)
    years = (state.month - table.arrived[rows].astype(np.float64)) / 12
    log = (
        f("returning_contact") * (people.contact_until[own] >= state.month)
        + f("returning_pressure") * pressed
        + f("returning_clemency") * clemency
        + f("returning_hardship") * f("hardship_south")
        - f("returning_years") * years
        + f("returning_bargain") * clemency * relief
    )
    return np.asarray(f("returning_base") / 12 * np.exp(log))
