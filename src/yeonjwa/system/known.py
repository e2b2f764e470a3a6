"""The state learns that somebody left: the leaver's case, the family's file, and the relatives it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.system.arrays import one_of
from yeonjwa.system.kin import KinList
from yeonjwa.system.register import ABROAD, HOME, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.state import State

FILED_CHON = 2
"""Relatives up to this degree, and the spouse, are written into the family's file (assumed)."""
CLOSE, DEEPEST = f"cognatic:{FILED_CHON}", "cognatic:4"
"""Relatives a case is made with, and the spouse; and those of whom some are looked for beside it."""
REGISTERED = 1
KNOWN_TO_HAVE_LEFT = 3
KNOWN_ALREADY = 1
"""In the table of the nearest known leaver: no step away, so the person is one."""


@dataclass(frozen=True)
class Cases:
    """Departures that became known this month, one row each.

    leaver : int64[n], rows among the leavers; person : int64[n]; file : int64[n], family file; where, who : uint8[n], stratum of the family;
    close : living relatives of each up to ``FILED_CHON`` (``close.position`` is the case), wherever they are. far : gives those beyond
    it whom a practice may strike, looked for beside what follows (see ``practices.far_kin``); None if nobody looks for them.
    treatment : what is common to all practices, once one of them has asked for it (see ``practices.shared``).
    """

    leaver: NDArray[np.int64]
    person: NDArray[np.int64]
    file: NDArray[np.int64]
    where: NDArray[np.uint8]
    who: NDArray[np.uint8]
    close: KinList
    far: Callable[[], KinList] | None = None
    treatment: list[NDArray[np.float64]] = field(default_factory=list)

    def __len__(self) -> int:
        return int(self.person.size)


def in_turn(state: State, leavers: NDArray[Any]) -> NDArray[np.int64]:
    """Those of rows ``leavers`` who were not known before, in order of the persons: the cases."""
    table = state.leavers
    leavers = np.asarray(leavers, dtype=np.int64)
    leavers = leavers[table.known[leavers] == 32767]
    return leavers[np.argsort(table.person[leavers], kind="stable")]


def make_known(system: System, leavers: NDArray[Any], far: Callable[[], KinList] | None = None) -> Cases:
    """Make cases of rows ``leavers`` that were not known before, opening files or adding to them; far : see ``Cases``, of rows as ``in_turn`` gives them."""
    state = system.state
    table = state.leavers
    leavers = in_turn(state, leavers)
    table.known[leavers], table.label[leavers] = state.month, KNOWN_TO_HAVE_LEFT
    person = table.person[leavers].astype(np.int64)
    is_new = state.known.cognatic[person] != KNOWN_ALREADY
    state.known.add(person)
    close = state.kin(person, CLOSE)
    file = _file(system, leavers, person, _lead(system, leavers, person), close)
    # Whoever is caught or leaves a second time is still one of the family's leavers.
    np.add.at(state.files.left, file[is_new], 1)
    return Cases(leavers, person, file, table.where[leavers].copy(), table.who[leavers].copy(), close, far)


def _lead(system: System, leavers: NDArray[Any], person: NDArray[Any]) -> NDArray[np.int64]:
    """Whose file each leaver may share, int64[n]: that of who decided, unless they left abroad together as colleagues.

    A crew is no family: of a crew it is who decided if a relative, else the first by id of the leaver and the relatives who went along.
    """
    state, table = system.state, system.state.leavers
    group = table.group[leavers].astype(np.int64)
    abroad = np.flatnonzero(table.place[leavers] == ABROAD)
    if not abroad.size:
        return group
    kin = state.kin(person[abroad], DEEPEST)
    position, relative = abroad[kin.position], kin.id.astype(np.int64)
    row = state.people.leaver[state.people.row_of[relative]]
    along = (row >= 0) & (table.group[row] == group[position])
    at, who = position[along], relative[along]
    lead = person.copy()
    np.minimum.at(lead, at, who)
    is_kin = group == person
    is_kin[at[who == group[at]]] = True
    is_kin[table.place[leavers] != ABROAD] = True
    return np.where(is_kin, group, lead)


def _file(
    system: System, leavers: NDArray[Any], person: NDArray[Any], group: NDArray[Any], close: KinList
) -> NDArray[np.int64]:
    """File of each case, opened where there is none; the leaver, the lead of the ``group`` and ``close`` relatives are put into it.

    Of the relatives, those who are in the country, free or banished.
    """
    state = system.state
    people, files, table = state.people, state.files, state.leavers
    # Whoever is elsewhere has a row already; where the others are is read from theirs.
    own, lead, rows = np.split(state.rows(np.concatenate([person, group, close.id])), (person.size, 2 * person.size))
    there = np.flatnonzero(one_of(people.whereabouts[rows], (HOME, IN_EXILE)))
    rows, chon = rows[there], close.chon[there].view(np.uint8)
    start = np.searchsorted(there, np.searchsorted(close.position, np.arange(person.size + 1)))
    # The one who decided comes first, so that the others of the group join that file.
    order = np.lexsort((person, person != group, group))
    found, keeper = np.full((2, person.size), -1, dtype=np.int64)
    new_first, new_members = np.full(person.size, -1, dtype=np.int32), np.zeros(person.size, dtype=np.int16)
    opened = assign_files(
        order, start, rows, own, lead, len(files), people.file, people.next_of_file,
        files.first_row, files.members, new_first, new_members, found, keeper,
    )  # fmt: skip
    keeper = keeper[:opened]
    row = leavers[keeper]
    files.add(
        opened, keeper=person[keeper], opened=state.month, place=table.place[row], where=table.where[row], who=table.who[row],
        songbun=state.columns["songbun"][person[keeper]], first_row=new_first[:opened], members=new_members[:opened],
    )  # fmt: skip
    np.minimum.at(people.chon, rows, chon)
    people.mark[rows] = np.maximum(people.mark[rows], REGISTERED)
    table.file[leavers] = found
    return found


@njit(cache=True, nogil=True)
def assign_files(order, start, rows, own_row, group_row, files, file, following, first_row, members, new_first, new_members,
                 found, keeper):  # fmt: skip
    """The file of each case, in ``order``: the leaver's own, else the decider's, else the lowest of close relatives, else a new one.

    Parameters
    ----------
    order : int64[n], cases in turn; start : int64[n + 1], rows of close relatives of case k are ``rows[start[k]:start[k + 1]]``
    own_row, group_row : int32[n], rows of the leaver and of who decided
    files : int, files there are; new ones get the numbers that follow
    file, following : int32[people], written: the file of each row, and the next row in its chain
    first_row : int32[files], members : int16[files], written: head of each chain, and its rows
    new_first, new_members : int32[n], int16[n], -1 and 0, written: the same for new files
    found, keeper : int64[n], written: file of each case; case that opened each new file

    Returns
    -------
    int
        Files opened.
    """
    opened = 0
    for at in range(order.size):
        k = order[at]
        own = file[own_row[k]]
        if own < 0:
            own = file[group_row[k]]
        if own < 0:
            for j in range(start[k], start[k + 1]):
                theirs = file[rows[j]]
                if theirs >= 0 and (own < 0 or theirs < own):
                    own = theirs
        if own < 0:
            own = files + opened
            keeper[opened] = k
            opened += 1
        found[k] = own
        for j in range(start[k] - 2, start[k + 1]):
            row = own_row[k] if j == start[k] - 2 else (group_row[k] if j == start[k] - 1 else rows[j])
            if file[row] < 0:
                file[row] = own
                heads, counts, at_file = (
                    (first_row, members, own) if own < files else (new_first, new_members, own - files)
                )
                following[row] = heads[at_file]
                heads[at_file] = row
                counts[at_file] += 1
    return opened
