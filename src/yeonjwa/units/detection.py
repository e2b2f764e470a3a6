"""Absence noticed: what people's units see, labels that families buy, and how the state comes to know that somebody left.

    in a month   1 - (1 - p)^days, p the daily chance, raised by the leader's vigilance, lowered by hunger; one day where the family
                 is on file already, as far as leaders are held liable for it
    label        at the first questions a family not on file may buy "absent" or "dead", which passes until a list, contact
                 found out, or a capture uncovers it

Who is caught, shot or returned by force is known at once. People who arrived and pass for dead may stay unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices import far_kin, screening_lists, unit_leader_liability
from yeonjwa.practices.shared import highest_level, levels
from yeonjwa.system.arrays import one_of
from yeonjwa.system.known import Cases, in_turn, make_known
from yeonjwa.system.memory import Kept
from yeonjwa.system.register import ABROAD
from yeonjwa.system.run import System
from yeonjwa.system.state import (
    CAME_BACK,
    CHINA,
    HELD,
    LEAVING,
    ONWARD_,
    SENT_BACK,
    SETTLED,
    SHOT,
    SOUTH,
    STOPPED,
    State,
)
from yeonjwa.system.state import DEAD as DIED

DAYS = 30
UNKNOWN = 32767
PASSED, ABSENT, DEAD = 0, screening_lists.ABSENT, screening_lists.DEAD
AWAY = (LEAVING, CHINA, HELD, ONWARD_, SOUTH, SETTLED, DIED)
"""Stages of those whose homes see them missing; that somebody died on the way is not known there."""


def notice(system: System) -> Cases:
    """Departures that become known this month, with sanctions of leaders and false alarms."""
    state, table = system.state, system.state.leavers
    _calm_down(system)
    unknown = still_unknown(state)
    stage = table.stage[unknown]
    at_once = unknown[one_of(stage, (STOPPED, SHOT, SENT_BACK))]
    away = unknown[one_of(stage, AWAY)]
    is_fresh = table.label[away] == PASSED
    labelled, fresh = away[~is_fresh], away[is_fresh]
    found_out = labelled[uncovered(system, labelled)]
    on_file = is_on_file(system, fresh)
    seen = state.luck.happens(
        "an absence is noticed", table.person[fresh], state.month, chance_of_notice(system, fresh, on_file)
    )
    noticed, was_on_file = fresh[seen], on_file[seen]
    unit_leader_liability.sanction(
        system, table.person[noticed[was_on_file]].astype(np.int64), table.place[noticed[was_on_file]],
        table.where[noticed[was_on_file]], table.who[noticed[was_on_file]],
    )  # fmt: skip
    passes = np.zeros(noticed.size, dtype=bool)
    passes[~was_on_file] = buy_labels(system, noticed[~was_on_file])
    gone = np.concatenate([found_out, noticed[~passes]])
    cases = in_turn(state, np.concatenate([at_once, gone]))
    far = far_kin.look_for(state, cases)
    _tell_neighbours(system, gone)
    false_alarms(system)
    state.ledger.add("labels_bought", state.year, int(passes.sum()))
    state.ledger.add("labels_uncovered", state.year, found_out.size)
    return make_known(system, cases, far)


def still_unknown(state: State) -> NDArray[np.int32]:
    """Rows, rising, of leavers whom the state does not know and who are not back: those of last month, and who has left since."""
    table = state.leavers
    rows = state.memory.unknown.and_since(len(table))
    rows = rows[(table.known[rows] == UNKNOWN) & (table.stage[rows] != CAME_BACK)]
    state.memory.unknown = Kept(rows, len(table))
    return rows


def is_on_file(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether the family of each row among the leavers is on file as that of somebody who left."""
    people = system.state.people
    return np.asarray(people.file[people.row_of[system.state.leavers.person[rows]]] >= 0)


def chance_of_notice(system: System, rows: NDArray[Any], on_file: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Chance that the absence of each row is noticed within this month."""
    state, f, table = system.state, system.state.figure, system.state.leavers
    place, who = table.place[rows], table.who[rows]
    daily = f("absence_noticed_daily") * np.exp(-f("absence_noticed_hardship") * state.fields.hardship[place, who])
    daily = np.minimum(1.0, daily * state.fields.vigilance[place])
    daily[place == ABROAD] = f("absence_noticed_abroad")
    usual = 1 - (1 - daily) ** DAYS
    liable = unit_leader_liability.level(system, table.where[rows], who) * on_file
    return np.asarray(usual + liable * (1 - usual))


def buy_labels(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Families of rows just noticed who buy a label, bool[n]; it is written into the register."""
    state, f, table = system.state, system.state.figure, system.state.leavers
    persons = table.person[rows]
    eager = np.maximum(state.fields.vigilance[table.place[rows]] - 1, 0)
    buys = state.luck.happens(
        "a family buys a label", persons, state.month, f("label_bought") * np.exp(-f("label_vigilance") * eager)
    )
    buys &= table.place[rows] != ABROAD
    dead = state.luck.happens("the label says dead", persons, state.month, f("label_dead"))
    table.label[rows[buys]] = np.where(dead, DEAD, ABSENT)[buys]
    state.ledger.add("label_bribes_usd", state.year, f("label_price") * int(buys.sum()))
    return buys


def uncovered(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Labelled rows that a list or contact found out uncovers this month, bool[n]."""
    state, table, people = system.state, system.state.leavers, system.state.people
    if not rows.size:
        return np.zeros(0, dtype=bool)
    found, name = screening_lists.uncovered(system, rows), "contact uncovers a label"
    uncovers = state.figure("contact_uncovers")
    # Drawn against the highest chance first: level and contact are looked up only for the few below it.
    most, person = highest_level(system, "phone_interception") * uncovers, table.person[rows]
    close = state.luck.rare(name, person, state.month, most * (1 + 1e-9))
    near, person = rows[close], person[close]
    level = levels(system, "phone_interception", table.where[near], table.who[near])
    contact = people.contact_until[people.row_of[person]] >= state.month
    found[close] |= state.luck.happens(name, person, state.month, contact * (level * uncovers))
    return found


def false_alarms(system: System) -> None:
    """Members of families on file who are away for a day without having left: leaders answer for it all the same."""
    state, files = system.state, system.state.files
    if not len(files):
        return
    # Drawn against the chance of the largest family first: that of each is worked out only for the few below it.
    absence, name = state.figure("temporary_absence"), "away for a day"
    highest = highest_level(system, unit_leader_liability.PRACTICE) * absence
    most = 1 - (1 - highest) ** int(files.members.max())
    close = state.luck.rare(name, files.keeper, state.month, most * (1 + 1e-9))
    level = unit_leader_liability.level(system, files.where[close], files.who[close])
    chance = 1 - (1 - level * absence) ** files.members[close]
    alarm = close[state.luck.happens(name, files.keeper[close], state.month, chance)]
    state.ledger.add("false_alarms", state.year, alarm.size)
    unit_leader_liability.sanction(
        system, files.keeper[alarm].astype(np.int64), files.place[alarm], files.where[alarm], files.who[alarm]
    )


def _tell_neighbours(system: System, rows: NDArray[Any]) -> None:
    if rows.size:
        table, heard = system.state.leavers, system.state.figure("success_heard")
        system.state.totals.setdefault("seen", []).append(
            ("cover_up", table.place[rows].copy(), table.who[rows].copy(), np.ones(rows.size), heard, "success")
        )


def _calm_down(system: System) -> None:
    """Vigilance returns to the usual: v <- 1 + (v - 1) exp(-rate)."""
    fields = system.state.fields
    fields.vigilance = 1 + (np.minimum(fields.vigilance, system.state.figure("vigilance_most")) - 1) * np.exp(
        -system.state.figure("vigilance_fading")
    )
