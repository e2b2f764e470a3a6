"""The state learns that somebody left: the leaver's case, the family's file, and the relatives it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.kin import KinList
from yeonjwa.system.register import HOME, IN_EXILE
from yeonjwa.system.run import System

DEEPEST = "cognatic:4+affines"
"""Relatives a case is made with; practices that strike fewer take their part of the list."""
FILED_CHON = 2
"""Relatives up to this degree, and the spouse, are written into the family's file (assumed)."""
REGISTERED = 1
KNOWN_TO_HAVE_LEFT = 3


@dataclass(frozen=True)
class Cases:
    """Departures that became known this month, one row each.

    leaver : int64[n], rows among the leavers; person : int64[n]; file : int64[n], family file; where, who : uint8[n], stratum of the family;
    kin : relatives of each (``kin.position`` is the case) who live in the country, free or banished.
    """

    leaver: NDArray[np.int64]
    person: NDArray[np.int64]
    file: NDArray[np.int64]
    where: NDArray[np.uint8]
    who: NDArray[np.uint8]
    kin: KinList

    def __len__(self) -> int:
        return int(self.person.size)


def make_known(system: System, leavers: NDArray[Any]) -> Cases:
    """Make cases of rows ``leavers`` that were not known before, opening files or adding to them."""
    state = system.state
    table = state.leavers
    leavers = np.asarray(leavers, dtype=np.int64)
    leavers = leavers[table.known[leavers] == 32767]
    leavers = leavers[np.argsort(table.person[leavers], kind="stable")]
    table.known[leavers], table.label[leavers] = state.month, KNOWN_TO_HAVE_LEFT
    person = table.person[leavers].astype(np.int64)
    state.known.add(person)
    kin = state.kin(person, DEEPEST)
    kin = kin.where(np.isin(state.whereabouts[kin.id], (HOME, IN_EXILE)))
    file = _file(system, leavers, person, kin)
    return Cases(leavers, person, file, table.where[leavers].copy(), table.who[leavers].copy(), kin)


def _file(system: System, leavers: NDArray[Any], person: NDArray[Any], kin: KinList) -> NDArray[np.int64]:
    """File of each case: that of the leaver, else of the group, else of a close relative, else a new one."""
    state = system.state
    people, files, table = state.people, state.files, state.leavers
    near = kin.where((kin.chon <= FILED_CHON) & (~kin.is_affine | (kin.chon == 0)))
    state.rows(np.concatenate([person, near.id.astype(np.int64)]))
    start = np.searchsorted(near.position, np.arange(person.size + 1))
    of_group: dict[int, int] = {}
    found = np.empty(person.size, dtype=np.int64)
    for k in range(person.size):
        rows = people.row_of[near.id[start[k] : start[k + 1]]]
        own = int(people.file[people.row_of[person[k]]])
        group = int(table.group[leavers[k]])
        if own < 0:
            own = of_group.get(group, -1)
        if own < 0:
            theirs = people.file[rows]
            own = int(theirs[theirs >= 0].min(initial=2**31 - 1))
            own = -1 if own == 2**31 - 1 else own
        if own < 0:
            row = leavers[k]
            own = int(
                files.add(
                    1, keeper=person[k], opened=state.month, place=table.place[row], where=table.where[row], who=table.who[row],
                    songbun=state.columns["songbun"][person[k]],
                )[0]
            )  # fmt: skip
        of_group[group] = own
        found[k] = own
        files.left[own] += 1
        mine = np.append(rows, people.row_of[person[k]])
        new = np.unique(mine[people.file[mine] < 0])
        files.put(people, np.full(new.size, own), new)
        people.chon[rows] = np.minimum(people.chon[rows], near.chon[start[k] : start[k + 1]].astype(np.uint8))
        people.mark[rows] = np.maximum(people.mark[rows], REGISTERED)
    table.file[leavers] = found
    return found
