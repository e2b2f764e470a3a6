"""Dread: what families live with although nothing happens. Told in four of the five reports, more often than any other harm.

Counted as person-months of exposure of the members of family files, weighted nowhere; the believed loss that they live under is added up beside
it. Dread makes people keep to themselves (``families.silence``). Not a practice: it has no level, and ends where nothing is feared.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.system.arrays import one_of
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import HOME, IN_EXILE
from yeonjwa.system.run import System

NAME = "dread"


def count(system: System) -> None:
    """Each December: who of the families lived under fear in the year, for how many months, and what they feared."""
    state = system.state
    people, files = state.people, state.files
    if state.month % 12 != 11 or not len(files):
        return
    rows = np.flatnonzero(people.file >= 0)
    file = people.file[rows]
    place, who = files.place[file], files.who[file]
    own = people.faded("fear", rows, state.month, state.figure("fading_fear"))
    feared = np.maximum(0.0, state.fields.punish[place, who] + own)
    is_feared = feared > state.figure("dread_from")
    rows, file, feared = rows[is_feared], file[is_feared], feared[is_feared]
    person = people.person[rows].astype(np.int64)
    here = state.lives(person) & one_of(state.whereabouts[person], (HOME, IN_EXILE))
    rows, person, file, feared = (x[here] for x in (rows, person, file, feared))
    months = np.minimum(12, state.month + 1 - files.opened[file].astype(np.int64))
    state.harm(NAME, person, kin_band(people.chon[rows]), months, where=files.where[file], who=files.who[file])
    state.ledger.add("dread_person_months", state.year, float(months.sum()))
    # Summed in order of size, so that the order in which people came to have rows does not show in the last digit.
    state.ledger.add("dread_believed_loss_months", state.year, float(np.sort(months * feared).sum()))


__all__ = ["NAME", "count"]
