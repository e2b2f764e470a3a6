"""Dread: what families live with although nothing happens. Told in four of the five reports, more often than any other harm.

Counted as person-months of exposure of the members of family files, weighted nowhere; the believed loss that they live under is added up beside
it. Dread makes people keep to themselves (``families.silence``). Not a practice: it has no level, and ends where nothing is feared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.arrays import table_of
from yeonjwa.system.exposure import live_in_fear
from yeonjwa.system.ledger import FIRST_YEAR, kin_band
from yeonjwa.system.people import left_after
from yeonjwa.system.register import HOME, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.threads import each, parts_of_range

NAME = "dread"
FEWEST_IN_A_THREAD = 20_000
FARTHEST = 256
"""Degrees in chon, and what stands for none, are below it."""
GROWN = 18


def count(system: System) -> None:
    """Each December: who of the families lived under fear in the year, for how many months, and what they feared."""
    state = system.state
    people, files = state.people, state.files
    if state.month % 12 != 11 or not len(files):
        return
    around = state.fields.punish[files.place, files.who]
    months = np.minimum(12, state.month + 1 - files.opened)
    left, least = left_after(state.figure("fading_fear")), state.figure("dread_from")
    stratum, bands = files.where * np.uint8(2) + files.who, kin_band(np.arange(FARTHEST))
    minors, sex = state.born_before(state.month + 1 - 12 * GROWN), state.columns["sex"]
    noted = state.ledger.exposed[NAME].columns(len(people))

    def fearing(part: tuple[int, int]) -> tuple[NDArray[np.float64], int]:
        found: tuple[NDArray[np.float64], int] = live_in_fear(
            *part, state.month, table_of((HOME, IN_EXILE)), people.file, people.gone, people.whereabouts, people.fear,
            people.fear_month, left, around, least, months, stratum, bands, minors, people.chon, people.person, sex, *noted,
        )  # fmt: skip
        return found

    parts = each(fearing, parts_of_range(0, len(people), FEWEST_IN_A_THREAD))
    weighed = np.concatenate([feared for feared, _ in parts])
    state.ledger.people_of_year[NAME][state.year - FIRST_YEAR] = weighed.size
    state.ledger.add("dread_person_months", state.year, float(sum(lived for _, lived in parts)))
    state.ledger.add_sum("dread_believed_loss_months", state.year, weighed)


__all__ = ["NAME", "count"]
