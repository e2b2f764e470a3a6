"""Listening to phones: officers listen for calls and money from abroad, and claim to know every word.

Told of the border in 2014 (ClaimedPhoneKnowledge_DNK14, PhoneContactTolerated_DNK14: calls let pass for a share of the
money) and of senior families in the capital (WatchedAndTapped_DNK15); money from the South becomes a crime against the
state in 2024. Mode: sweep over contacts of the month. Kin: whoever was called. Visibility: known to the family.
Capacity: officers' hours for tracing; a part of what they hear they let pass for a share of the money
(``units.officers``). Level, actual: how much is heard; believed: how much people think is heard, which is more, and
keeps them silent (``families.silence``). Assumed: chances, detention.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.departures import attempts
from yeonjwa.families.posted import standing
from yeonjwa.practices.over_files import affordable_at, province_of_place
from yeonjwa.practices.shared import is_off, levels
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import DETAINED, where_of_place
from yeonjwa.system.run import System
from yeonjwa.units import officers

NAME = "phone_interception"
CRIMINALISED = 2024
"""Year from which money from the South is a crime against the state."""


def share_taken(system: System, persons: Any) -> NDArray[np.float64]:
    """Share of the money to each receiver that agents take, float64[n]: of the calls heard, those let pass cost a
    share."""
    state = system.state
    place = state.place_of(persons)
    level = levels(system, NAME, where_of_place()[place], standing(state, persons))
    return np.asarray(state.figure("agents_share") * level * _let_pass(system, place))


def listen(
    system: System, persons: NDArray[np.int64], senders: NDArray[np.int64], chon: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether the contact of each person (ids, each once) with a sender abroad is found out this month, and what
    follows.

    chon : degree of each to the sender.
    """
    state = system.state
    f, people, files = state.figure, state.people, state.files
    if not persons.size or is_off(system, NAME):
        return np.zeros(persons.size, dtype=bool)
    place = state.place_of(persons)
    where, who = where_of_place()[place], standing(state, persons)
    chance = f("interception_chance") * levels(system, NAME, where, who) * (1 - _let_pass(system, place))
    chance = affordable_at(system, NAME, place, chance, officers.available(system).traces)
    found = state.luck.happens("contact found out", persons, state.month, chance, senders)
    if not found.any():
        return found
    ids = persons[found]
    rows = state.rows(ids)
    file = people.file[rows]
    files.contact[file[file >= 0]] = True
    band = kin_band(np.minimum(people.chon[rows], chon[found]))
    state.harm(NAME, ids, band, where=where[found], who=who[found])
    state.ledger.add("contacts_found_out", state.year, ids.size)
    grievance.strike(system, ids, None, f("interception_loss"))
    since = "from" if state.year >= CRIMINALISED else "before"
    held = state.luck.happens(
        "held for contact", ids, state.month, f(f"interception_detention_{since}_2024")
    ) & state.at_home(ids)
    if held.any():
        until = state.month + round(f("interception_detention_months"))
        state.move(ids[held], DETAINED, until, kin_band=band[held])
        attempts.hold(system, ids[held])
        state.ledger.add("held_for_contact", state.year, int(held.sum()))
        grievance.strike(system, ids[held], None, f("interception_detention_loss"))
    return found


def _let_pass(system: System, place: NDArray[Any]) -> NDArray[np.float64]:
    """Share of the traced calls to each place that agents let pass for money, float64[n]."""
    return officers.available(system).let_pass[province_of_place()[place]]


__all__ = ["NAME", "listen", "share_taken"]
