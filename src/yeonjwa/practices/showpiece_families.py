"""Families shown as proof: those of senior people who left live on, and are shown as proof of the leader's kindness.

Told of the capital in 2015 (FamiliesAsShowpieces_DNK15, AppeasingTheCapital_DNK15); residents notice the leniency
(LeniencyNoticed_DNK15) while the families are watched and trust nothing. Mode: sweep over files of cadre of whom
somebody is away. Kin: the file. Visibility: high, it is meant to be seen. Capacity: none told. What it does: leniency
is seen, which lowers the believed loss and the grievance of onlookers; being shown is noted as harm to those shown.
Assumed: how often a family is shown.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.practices.shared import is_off, levels
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import CADRE
from yeonjwa.system.run import System

NAME = "showpiece_families"


def show(system: System) -> None:
    """Families of cadre are shown this month, each by a draw of its own."""
    state = system.state
    files = state.files
    if is_off(system, NAME) or not len(files):
        return
    elite = np.flatnonzero((files.who == CADRE) & (files.away > 0) & (files.exiled < 0))
    chance = levels(system, NAME, files.where[elite], files.who[elite]) * state.figure("showpiece_month")
    shown = elite[state.luck.happens("family shown as proof of kindness", files.keeper[elite], state.month, chance)]
    if not shown.size:
        return
    position, rows = files.rows_of(state.people, shown)
    person = state.people.person[rows].astype(np.int64)
    there = state.at_home(person)
    file = shown[position[there]]
    state.harm(
        NAME, person[there], kin_band(state.people.chon[rows[there]]), where=files.where[file], who=files.who[file]
    )
    state.ledger.add("families_shown", state.year, shown.size)
    state.totals.setdefault("seen", []).append(
        (NAME, files.place[shown], files.who[shown], 1.0, state.figure("showpiece_visibility"), "leniency")
    )


__all__ = ["NAME", "show"]
