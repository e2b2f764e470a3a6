"""Expulsion to remote places, in waves: each with its own ground, and with pauses between in which single families go.

Waves are told of 2005, August to October 2011 (an inspection), late 2013 to spring 2014 (suspected contact; members and
not whole families: BorderExpulsions_DNK14, LeakSuspicion_DNK14) and July 2022 (two or more gone); after that of 2014
watching took its place (WatchingNotExpulsion_DNK14). Mode: sweep over files of whom somebody is away. Kin: the home:
spouse, parents and children in the same place. Visibility: neighbours see the trucks. Capacity: homes in a month; who
finds no place is watched. Some walk back. It falls on families long after the departure, so it also teaches that
staying is no protection. Assumed: chances, years, loss.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.beliefs.levels import by_stratum
from yeonjwa.months import month_of
from yeonjwa.practices import watching
from yeonjwa.practices.harming import harm_members
from yeonjwa.practices.over_files import be_seen, members_at_home, places_for, whose_turn
from yeonjwa.practices.shared import is_off
from yeonjwa.practices.stock import stock_of
from yeonjwa.system.arrays import distinct
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import IN_EXILE
from yeonjwa.system.run import System

NAME = "exile"
VISIBILITY = 0.8
HOUSEHOLD_CHON = 1
HOSTILE = 2
CONTACT_SINCE, SEVERAL_SINCE = month_of(2013), month_of(2022)
"""Grounds change: any family until 2012 (those in contact more often), suspected contact to 2021, two or more gone from
2022."""


def send(system: System) -> None:
    """Send homes to remote counties, as far as there are places, and watch the others that were marked for it."""
    state, f = system.state, system.state.figure
    table = state.files
    if is_off(system, NAME):
        return
    level = by_stratum(state, NAME, "actual")
    files = whose_turn(system, "looked at for exile", level * f("exile_chance"))
    files = files[state.luck.happens("ground for exile", table.keeper[files], state.month, ground(system, files))]
    if not files.size:
        return
    severity = np.minimum(table.left[files], 5) + 2.0 * table.contact[files] + (table.songbun[files] == HOSTILE)
    given = places_for(system, NAME, files, severity, _places(system))
    if not is_off(system, watching.NAME):
        _watch(system, files[~given])
    _move(system, files[given])


def ground(system: System, files: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far the ground of the time holds for each family, 0 to 1."""
    state, f = system.state, system.state.figure
    table = state.files
    if state.month >= SEVERAL_SINCE:
        return np.asarray((table.away[files] >= 2).astype(np.float64))
    # Suspicion is not proof: each year some families without contact fall under it.
    suspected = state.luck.happens("suspected of contact", table.keeper[files], state.year, f("exile_suspicion"))
    has_ground = table.contact[files] | suspected
    return np.where(has_ground, 1.0, 0.0 if state.month >= CONTACT_SINCE else f("exile_without_contact"))


def _places(system: System) -> int:
    """Homes that can be sent away this month, by the mean level over the families of whom somebody is away."""
    state = system.state
    level = float(by_stratum(state, NAME, "actual").take(stock_of(state).away.stratum).mean())
    return state.luck.rounded("homes in a wave", state.figure("exile_homes_month") * level, state.month, state.scale)


def _move(system: System, files: NDArray[np.int64]) -> None:
    state, f = system.state, system.state.figure
    people = state.people
    at, rows, person = members_at_home(system, files, youngest=0)
    keep = (people.chon[rows] <= HOUSEHOLD_CHON) & (state.place_of(person) == state.files.place[files[at]])
    if CONTACT_SINCE <= state.month < SEVERAL_SINCE:
        keep &= state.luck.happens("member sent away", person, state.month, f("exile_member_share"))
    at, rows, person = at[keep], rows[keep], person[keep]
    gone = distinct(at)
    state.files.exiled[files[gone]] = state.month
    harm_members(state, NAME, rows)
    be_seen(system, NAME, files[gone], f("exile_loss"), VISIBILITY, "punishment")
    walks = state.luck.happens("walks back from exile", person, state.month, f("exile_walk_back"))
    draw = state.luck.uniform("months in exile", person, state.month)
    months = np.where(walks, 1 + np.floor(12 * draw), 12 * f("exile_years")).astype(np.int64)
    state.move(person, IN_EXILE, state.month + months, cause=NAME, kin_band=kin_band(people.chon[rows]))
    people.add_to_each("hardship", rows, f("exile_hardship"), state.month, f("fading_hardship"))
    grievance.strike(system, person, people.chon[rows], f("exile_loss"), True, is_avoidable=False)
    system.deciding.update_caps(state, rows)
    state.ledger.add("homes_exiled", state.year, gone.size)


def _watch(system: System, files: NDArray[np.int64]) -> None:
    state = system.state
    state.files.watch[files] = watching.FULL
    _, rows = state.files.rows_of(state.people, files)
    state.people.watch[rows] = watching.FULL
    state.ledger.add("homes_watched_for_want_of_places", state.year, files.size)


__all__ = ["NAME", "ground", "send"]
