"""Camp for three generations: parents, spouse, children and grandchildren of a person who left are sent to a political
camp.

Told as the rule of earlier decades (CampForExtendedKin_RFA15, CampKinSet_RFA15, ThreeGenerationsOrder_DNK16), rarer for
families of leavers since about 2012 (EliteKinBefore_DNK15 against EliteKinOnlyWatched_DNK15), and still feared. Mode:
on departure. Kin: two readings of "three generations" are told; the set is a parameter (2 chon here, with siblings).
Visibility: neighbours see a family vanish. Capacity: places in the camps; who finds none falls to milder practices (see
``capacity_rationing``). Many die there (CampConditions_RFA15). Assumed: chances, term, mortality.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.practices import capacity_rationing
from yeonjwa.practices.shared import note, struck
from yeonjwa.system.known import Cases
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import IN_CAMP
from yeonjwa.system.run import System

NAME = "three_generations"
KIN = "cognatic:2"
VISIBILITY = 0.8


def strike(system: System, cases: Cases) -> None:
    """Send relatives to a camp, as far as there are places, and set the month in which each would die there."""
    state, f = system.state, system.state.figure
    hit = struck(system, NAME, cases, KIN)
    if not len(hit):
        return
    # The nearest first; of the same degree those of families with more leavers.
    severity = -hit.chon.astype(float) + 0.1 * np.minimum(state.files.left[cases.file[hit.position]], 5)
    hit = hit.where(capacity_rationing.camp_places(system, hit, severity))
    until = state.month + round(12 * f("camp_term_years"))
    state.move(hit.id, IN_CAMP, until, cause=NAME, kin_band=kin_band(hit.chon))
    draw = state.luck.uniform("months to death in a camp", hit.id, state.month)
    months = 1 + np.floor(-np.log1p(-draw) / (f("camp_mortality_year") / 12)).astype(np.int64)
    dies = months < until - state.month
    state.at_ends_of(state.month + months[dies], "death in a camp", hit.id[dies])
    note(system, NAME, cases, hit, f("camp_loss"), VISIBILITY)


def die(system: System) -> None:
    """Those whose month of death in a camp has come die, if they are still there."""
    state = system.state
    due = state.ending("death in a camp")
    due = due[state.lives(due) & (state.whereabouts[due] == IN_CAMP)]
    if due.size:
        state.harm("deaths_in_camps", due, state.people.kin_band[state.people.row_of[due]])
        state.ledger.add("deaths_in_camps", state.year, due.size)
        state.kill(due)
