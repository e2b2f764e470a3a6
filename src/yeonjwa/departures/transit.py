"""China and the way on: arrest, return by force, going on quickly or after years, settling, arrival.

Whoever has crossed is part of the stock in China, with a monthly hazard of arrest (dated, raised by rewards), of going on and of
settling. Those with funds from the South, and a dated share of the others, go on within months; the rest after years, if
at all, so that delays have two humps; the settled more rarely than others. Who is held is handed over after a month or two while China hands people over.
A group shares its fate: draws are keyed by the id of whoever decided. Deaths are those of the genealogy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.departures import attempts
from yeonjwa.departures.dated import path
from yeonjwa.practices import agents_posing_as_helpers, china_rewards
from yeonjwa.system import away
from yeonjwa.system.arrays import one_of
from yeonjwa.system.drawing import drawn
from yeonjwa.system.register import ABROAD, BANDS, HELD_IN_CHINA, ONWARD, WHERE, where_of_place
from yeonjwa.system.run import System
from yeonjwa.system.state import CHINA, DEAD, FIRST, HELD, ONWARD_, SETTLED, STAGES

TRIES = 60  # draws for each of those placed at the beginning; about one in fourteen lives at the border


def travel(system: System) -> None:
    """One month of everybody between the border and the South."""
    state, table = system.state, system.state.leavers
    if state.month == FIRST:
        _begin(system)
    _bury(system)
    _hand_over(system)
    arriving = state.ending("onward")
    arriving = arriving[(state.whereabouts[arriving] == ONWARD) & state.lives(arriving)]
    away.reach_south(system, state.people.leaver[state.people.row_of[arriving]].astype(np.int64))
    state.ledger.add("arrivals", state.year, arriving.size)

    free = np.flatnonzero((table.stage == CHINA) | (table.stage == SETTLED))
    # Rows are in order of the month of leaving; nobody goes on in the month of crossing.
    new = np.searchsorted(free, np.searchsorted(table.month, np.array(state.month, dtype=table.month.dtype)))
    _draw_ways(system, free[new:])
    free = free[:new]
    free = free[~arrest(system, free)]
    free = free[~go_on(system, free)]
    free = free[table.stage[free] == CHINA]
    chance = 1 - np.exp(-state.figure("settling"))
    settles = free[~table.fast[free]]
    settles = settles[state.luck.happens("settles in China", table.group[settles], state.month, chance)]
    table.stage[settles], table.moved[settles] = SETTLED, state.month


def _begin(system: System) -> None:
    """Those who live in China when the run begins: grown people of the border, as many as the figure says."""
    state = system.state
    number = state.luck.rounded(
        "stock in China at the beginning", state.figure("china_stock_1993"), state.month, state.scale
    )
    if not number:
        return
    first, last = state.born_before(state.month - 50 * 12), state.born_before(state.month - BANDS[0] * 12)
    draw = state.luck.uniform("who lives in China at the beginning", np.arange(TRIES * number), state.month)
    people = first + (draw * (last - first)).astype(np.int64)
    people = people[state.at_home(people) & (where_of_place()[state.place_of(people)] == WHERE.index("border"))]
    people = np.sort(people[np.sort(np.unique(people, return_index=True)[1])][:number])
    away.set_out(system, attempts.record(system, people, people))


def _bury(system: System) -> None:
    """Those who died on the way or in China: no practice kills anybody there, so that the month is known at crossing."""
    state, table = system.state, system.state.leavers
    rows = state.people.leaver[state.people.row_of[state.ending(away.DEATH)]]
    dead = rows[one_of(table.stage[rows], (CHINA, HELD, ONWARD_, SETTLED))]
    table.stage[dead], table.moved[dead] = DEAD, state.month
    state.ledger.add("deaths_in_china", state.year, dead.size)


def _draw_ways(system: System, rows: NDArray[Any]) -> None:
    """Who goes on quickly, drawn once at crossing."""
    state, table = system.state, system.state.leavers
    chance = np.where(table.funded[rows], state.figure("transit_funded"), path(state, "transit_lucky"))
    chance[table.place[rows] == ABROAD] = 1.0  # they left from abroad, with papers and money
    table.fast[rows] = state.luck.happens("goes on quickly", table.group[rows], state.month, chance)


def arrest(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Rows arrested in China this month, bool[n]; they are held."""
    state, table = system.state, system.state.leavers
    share = np.zeros(len(STAGES))
    share[[CHINA, SETTLED]] = 1.0, state.figure("arrest_settled")
    draw = "arrested in China"
    stage, caught = table.stage[rows], np.zeros(rows.size, dtype=bool)
    taken = drawn(state.luck, draw, table.group[rows], state.month, stage, 1 - np.exp(-state.fields.china * share))
    caught[taken] = True
    base = (1 - np.exp(-china_rewards.base(system) * share))[stage[taken]]
    taken = rows[taken]
    anyway = state.luck.happens(draw, table.group[taken], state.month, base)
    china_rewards.note(system, table.person[taken].astype(np.int64), table.where[taken], table.who[taken], anyway)
    _hold(system, taken)
    return caught


def _hold(system: System, rows: NDArray[Any]) -> None:
    if rows.size:
        away.change_stage(system, rows, HELD_IN_CHINA)
        system.state.leavers.held[rows] += 1
        system.state.ledger.add("arrested_in_china", system.state.year, rows.size)


def go_on(system: System, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Rows that set out for third countries this month, bool[n]; some meet an agent who poses as a helper and are held."""
    state, table = system.state, system.state.leavers
    # By whether one goes on slowly or fast, and before or after settling.
    rate = np.array([path(state, "transit_onward_slow"), state.figure("transit_onward_fast")])
    rate = np.concatenate([rate, rate * state.figure("onward_settled")])
    chance = 1 - np.exp(-rate * path(state, "route_open"))
    way = 2 * (table.stage[rows] == SETTLED).view(np.uint8) + table.fast[rows]
    sets_out = np.zeros(rows.size, dtype=bool)
    sets_out[drawn(state.luck, "goes on from China", table.group[rows], state.month, way, chance)] = True
    out = rows[sets_out]
    if not out.size:
        return sets_out
    met = agents_posing_as_helpers.catch(
        system, table.group[out], table.person[out].astype(np.int64), table.where[out], table.who[out]
    )
    _hold(system, out[met])
    table.fast[out[met]] = True  # on the way to the South when caught
    out = out[~met]
    if out.size:
        longest = state.figure("onward_months")
        months = 1 + np.floor(
            longest * state.luck.uniform("months through third countries", table.group[out], state.month)
        )
        state.move(table.person[out].astype(np.int64), ONWARD, state.month + months.astype(np.int64))
        away.change_stage(system, out, ONWARD)
    return sets_out


def _hand_over(system: System) -> None:
    """Some of those held before this month are handed over and detained in the North, longer if they were on the way South."""
    state, table = system.state, system.state.leavers
    held = np.flatnonzero(table.stage == HELD)
    held = held[(table.moved[held] < state.month) & state.lives(table.person[held])]
    back = held[
        state.luck.happens("handed over by China", table.group[held], state.month, path(state, "china_handover"))
    ]
    if not back.size:
        return
    contact = table.fast[back] & state.luck.happens(
        "held for contact with the South", table.group[back], state.month, state.figure("detention_contact_chance")
    )
    length = attempts.terms(system, table.group[back])
    length[contact] = attempts.terms(system, table.group[back[contact]], state.figure("detention_contact_months"))
    persons = table.person[back].astype(np.int64)
    away.send_back(system, back, state.month + length)
    attempts.hold(system, persons)
    state.ledger.add("returned_by_force", state.year, back.size)
    loss = np.full(back.size, system.deciding.own_loss(state))
    grievance.strike(system, persons, None, loss, state.figure("capture_unjust"))
    state.totals.setdefault("seen", []).append(
        (
            "border_control",
            table.place[back].copy(),
            table.who[back].copy(),
            loss,
            state.figure("forced_return_heard"),
            "capture",
        )
    )


__all__ = ["arrest", "go_on", "travel"]
