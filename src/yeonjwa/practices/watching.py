"""Watching: officers, unit leaders, neighbours and workplaces keep an eye on the families of those who left.

The most widely told practice, said to have taken the place of harsher ones (WatchingNotExpulsion_DNK14,
WatchedAndTapped_DNK15, SeverePunishmentDeclines_DNK16); about two officers for a family, later up to seven. Mode: on
departure, and then by sweep as long as it is in force. Kin: the family's file. Visibility: known to the family. What
it does: lowers the chance to leave, raises the chance that an absence is seen within a day, and weighs on people by
itself: each month counts as exposure. How much a family is watched depends on who of it is away (``case_kinds``).
Capacity: hours of officers; where they are short, all families of a province are watched less (``units.officers``).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.population.places import PROVINCES
from yeonjwa.practices import case_kinds
from yeonjwa.practices.harming import harm_members
from yeonjwa.practices.over_files import affordable, province_of_place
from yeonjwa.practices.shared import levels, treatment
from yeonjwa.system.arrays import distinct
from yeonjwa.system.known import Cases
from yeonjwa.system.register import HOME, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.threads import each, parts_of_range
from yeonjwa.units import officers

NAME = "watching"
FULL = 3
"""Watch level of a family under full watch; 1 is the occasional visit of the unit leader."""
AS_BEFORE = 255
"""Told to members of a file whose watch nothing changes."""
FEWEST_IN_A_THREAD = 20_000
MANY = 8
"""From this part of all files on, their members are found by one look over the affected, and not file by file."""


def begin(system: System, cases: Cases) -> None:
    """Put the families of new cases under watch at the level of this month, as far as officers had time in January."""
    state = system.state
    files = distinct(cases.file)
    kind = case_kinds.of_files(state, files)
    np.maximum.at(kind, np.searchsorted(files, cases.file), treatment(system, cases)[0])
    # Another world's share comes first, as in ``affordable``; where nothing stands for January there was nobody to watch.
    january = (f"share:{NAME}", state.month - state.month % 12)
    cuts, replay = state.totals.get("cuts", {}), state.totals.get("replay", {})
    share = replay.get(january, cuts.get(january, np.ones(len(PROVINCES))))
    _set(system, files, wanted(system, files, kind) * share[province_of_place()[state.files.place[files]]])


def renew(system: System) -> None:
    """Each January all families are watched at the level of the year, as far as officers have time; called by the sweeps."""
    state = system.state
    if state.month % 12 or not len(state.files):
        return
    files = np.arange(len(state.files))
    watch = wanted(system, files, case_kinds.of_files(state, files))
    if watch.any():
        hours = officers.watch_hours(system, watch)
        affords = affordable(system, NAME, files, hours, officers.available(system).watch_hours)
        watch = watch * np.divide(affords, hours, out=np.zeros(files.size), where=hours > 0)
    _set(system, files, watch)


def wanted(system: System, files: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Mean watch level (0 to FULL) that orders ask for, float64[n]; kind: share of the full treatment (``case_kinds``)."""
    table = system.state.files
    return np.asarray(FULL * levels(system, NAME, table.where[files], table.who[files]) * kind)


def count(system: System) -> None:
    """Each December the year's exposure is noted: members at home, with their months under watch."""
    state = system.state
    files = state.files
    if state.month % 12 != 11 or not files.watch.any():
        return
    rows = state.living_members(files.watch > 0, (HOME, IN_EXILE))
    harm_members(state, NAME, rows, np.minimum(12, state.month + 1 - files.opened).astype(np.int16))


def _set(system: System, files: np.ndarray, mean: np.ndarray) -> None:
    """Watch ``files`` at levels that are ``mean`` on average, whole numbers by a draw of the family."""
    state = system.state
    draw = state.luck.uniform("watch of a family", state.files.keeper[files], state.year)
    watch = np.minimum(FULL, np.floor(mean + draw)).astype(np.uint8)
    changed = watch != state.files.watch[files]
    state.files.watch[files] = watch
    # Newcomers to a family's file are watched like the others.
    _tell_members(system, files[changed | (watch > 0)])


def _tell_members(system: System, files: np.ndarray) -> None:
    """Members of ``files`` are watched as their file says; where they are many, found by one look over the affected."""
    people, table = system.state.people, system.state.files
    if files.size < len(table) // MANY:
        position, few = table.rows_of(people, files)
        people.watch[few] = table.watch[files[position]]
        return
    told = np.full(len(table) + 1, AS_BEFORE, dtype=np.uint8)  # the last for those on no file
    told[files] = table.watch[files]

    each(
        lambda part: tell_rows(*part, people.file, told, people.watch),
        parts_of_range(0, len(people), FEWEST_IN_A_THREAD),
    )


@njit(cache=True, nogil=True)
def tell_rows(first, last, file, told, watch):
    """Write into ``watch`` of rows ``first`` to ``last`` - 1 what their file says (``told``, uint8 by file; the last for none), unless it is
    ``AS_BEFORE``."""
    for row in range(first, last):
        own = told[file[row]]  # -1, no file, is the last
        watch[row] = watch[row] if own == AS_BEFORE else own
