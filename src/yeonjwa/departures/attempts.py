"""Attempts to leave as they are written down, and detention of those who are stopped, caught or returned."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.close_kin import PARENT, SPOUSE, listed
from yeonjwa.departures.dated import path
from yeonjwa.departures.stake import CloseKin
from yeonjwa.system.arrays import distinct, first_of_each, one_of
from yeonjwa.system.register import BANDS, DETAINED, kind_of_post, where_of_place
from yeonjwa.system.run import System
from yeonjwa.system.state import State

UNDER_AGE = 255


def of_age(state: State, month: int, youngest: int, oldest: int) -> tuple[int, int]:
    """Ids from the first up to the second (excluded) were born so as to be ``youngest`` to ``oldest`` months old at ``month``."""
    return state.born_before(month - oldest), state.born_before(month - youngest)


def record(
    system: System, persons: NDArray[Any], groups: NDArray[Any], close: CloseKin | None = None
) -> NDArray[np.int64]:
    """Write one row among the leavers for each of ``persons`` (ids, at home still), deciding under ``groups`` (ids, rising); row numbers.

    close : their close kin this month, looked up if not given.
    """
    state = system.state
    persons = np.asarray(persons, dtype=np.int64)
    place = state.place_of(persons)
    age = state.year - (state.birth[persons].astype(np.int64) // 12 + 1800)
    band = np.where(age < BANDS[0], UNDER_AGE, np.searchsorted(BANDS, age, side="right") - 1)
    rows = state.leavers.add(
        persons.size, person=persons, group=groups, month=state.month, moved=state.month, place=place,
        where=where_of_place()[place], who=stands(system, persons, close), band=band, sex=state.columns["sex"][persons],
        funded=funded(system, persons, groups),
    )  # fmt: skip
    own = state.rows(persons)
    state.people.leaver[own] = rows
    return rows


def stands(system: System, persons: NDArray[Any], close: CloseKin | None = None) -> NDArray[np.uint8]:
    """1 for whoever holds a cadre post, or whose spouse or parent does; else 0; close : see ``record``."""
    return stands_by(system.state, persons, *listed(*(close or system.deciding.close_kin(system.state, persons))))


def stands_by(
    state: State, persons: NDArray[Any], at: NDArray[Any], kin: NDArray[Any], kind: NDArray[Any]
) -> NDArray[np.uint8]:
    """As ``stands``, by the close kin of ``persons`` as ``close_kin.listed`` gives them."""
    is_cadre = one_of(kind_of_post(), (1, 2))
    found = is_cadre[state.post_now[persons]]
    counts = one_of(kind, (SPOUSE, PARENT))
    found[at[counts][is_cadre[state.post_now[kin[counts]]]]] = True
    return found.astype(np.uint8)


def funded(system: System, persons: NDArray[Any], groups: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether relatives in the South pay for each person: they pay for the whole group if for one of it; groups : rising."""
    own = system.state.people.funded[system.state.people.row_of[persons]]
    at = np.cumsum(first_of_each(np.asarray(groups))) - 1
    return np.bincount(at, weights=own)[at] > 0


def terms(system: System, groups: NDArray[Any], months: Any = None, attempt: int = 0) -> NDArray[np.int64]:
    """Months of detention for each person by the id of the group, at least one: the dated rule, spread, less with a bribe.

    months : usual length, by default that of the rule in force.
    """
    state, f = system.state, system.state.figure
    if months is None:
        months = f("detention_months_to_2013" if state.year < 2014 else "detention_months_from_2014")
    spread = f("detention_spread")
    draw = state.luck.uniform("length of detention", groups, state.month, 0, attempt)
    length = np.asarray(months) * (spread + 2 * (1 - spread) * draw)
    paid = state.luck.happens(
        "a bribe shortens detention", groups, state.month, f("detention_bribe_chance"), 0, attempt
    )
    return np.maximum(1, np.rint(length * np.where(paid, f("detention_bribe_share"), 1.0))).astype(np.int64)


def hold(system: System, persons: NDArray[Any]) -> None:
    """Keep account of ``persons`` (ids), detained from this month, so that their deaths can be drawn."""
    memory = system.state.memory
    memory.detained = np.concatenate([memory.detained, np.asarray(persons, dtype=np.int64)])


def detain(system: System, rows: NDArray[Any], stage: int, length: NDArray[Any]) -> None:
    """Rows among the leavers who never got out are detained for ``length`` months; their stage becomes ``stage``."""
    state = system.state
    persons = state.leavers.person[rows].astype(np.int64)
    state.leavers.stage[rows], state.leavers.moved[rows] = stage, state.month
    state.leavers.held[rows] += 1
    state.move(persons, DETAINED, state.month + length)
    hold(system, persons)


def die_in_detention(system: System) -> None:
    """Deaths of this month among all who are detained, for leaving or for a relative, beyond the usual ones."""
    state = system.state
    held = distinct(state.memory.detained)
    held = held[(state.whereabouts[held] == DETAINED) & state.lives(held)]
    state.memory.detained = held
    chance = 1 - np.exp(-path(state, "detention_deaths"))
    dead = held[state.luck.happens("dies in detention", held, state.month, chance)]
    state.harm("deaths_in_detention", dead, state.people.kin_band[state.people.row_of[dead]])
    state.kill(dead)
    state.ledger.add("deaths_in_detention", state.year, dead.size)
