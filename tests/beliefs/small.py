"""A small system that stands in a chosen month, without the months before it having been run."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.population.society_tools import with_society
from yeonjwa.months import month_of
from yeonjwa.scenario import Scenario
from yeonjwa.system import away
from yeonjwa.system.known import Cases, make_known
from yeonjwa.system.register import IN_CAMPS, parts_of
from yeonjwa.system.run import System

JANUARY_2010 = month_of(2010)


def system_at(month: int = JANUARY_2010, persons: int = 12_000, **scenario: Any) -> System:
    """A system of a toy country; everybody's group is that of the month."""
    country = with_society(persons)
    system = System(country, Scenario(departures="simulated", population=country.spec, **scenario))
    state = system.state
    c = country.columns
    held = (c["post_start"] <= month) & (c["post_end"] > month)
    state.post_now[:] = 0
    state.post_now[c["post_person"][held]] = c["post_code"][held]
    state.busy_until[c["post_person"][held]] = c["post_end"][held]
    state.month = month
    state.recode(np.arange(country.persons_ever))
    return system


def grown_at_home(system: System) -> np.ndarray:
    """Ids of grown people at home who do not serve."""
    code = system.state.code & 0x7FFF
    return np.flatnonzero((code > 0) & (parts_of(code)[0] != IN_CAMPS))


def with_steady_kin(system: System, months: int, least: int = 4) -> tuple[int, np.ndarray]:
    """A person at home and the close kin (at least ``least``) who are there now and ``months`` later, nobody new among them."""
    state = system.state
    persons = grown_at_home(system)
    now, _ = system.deciding.close_kin(state, persons)
    state.month += months
    later, _ = system.deciding.close_kin(state, persons)
    state.month -= months
    steady = (
        (now == later).all(axis=1) & ((now >= 0).sum(axis=1) >= least) & (state.gone[persons] > state.month + months)
    )
    person = int(persons[np.flatnonzero(steady)[0]])
    kin = now[persons == person][0]
    return person, kin[kin >= 0].astype(np.int64)


def leave(system: System, persons: np.ndarray, *, months_ago: int = 6, is_known: bool = True) -> Cases | None:
    """``persons`` reached the South; the state learns of it now."""
    state = system.state
    where, who = state.stratum_of(persons)
    rows = state.leavers.add(
        persons.size, person=persons, group=persons, month=state.month - months_ago, place=state.place_of(persons),
        where=where, who=who, sex=state.columns["sex"][persons],
    )  # fmt: skip
    away.set_out(system, rows)
    away.reach_south(system, rows)
    return make_known(system, rows) if is_known else None


__all__ = ["JANUARY_2010", "grown_at_home", "leave", "system_at", "with_steady_kin"]
