"""Small prepared states for the tests of the border: a toy country, a month, plans of families, and steps on the way."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tests.population.society_tools import with_society
from yeonjwa.departures import crossing, drivers
from yeonjwa.families.group_plans import Plans
from yeonjwa.months import month_of
from yeonjwa.population.country import Country
from yeonjwa.scenario import Scenario
from yeonjwa.system.run import System


@cache
def small_country() -> Country:
    """4,000 persons ever born, all of one place of the north-east."""
    return with_society(4_000, 5)


def at(year: int, month: int = 1, *, seed: int = 1, without: tuple[str, ...] = (), **figures: float) -> System:
    """A system that stands in a month, with the fields from outside read and nothing else done.

    ``figures`` may lie outside their ranges, so that limits can be tested and rare things happen often.
    """
    scenario = Scenario(departures="simulated", seed=seed, without=without)
    system = System(small_country(), scenario.model_copy(update={"figures": dict(figures)}))
    stand_in(system, year, month)
    return system


def stand_in(system: System, year: int, month: int = 1) -> None:
    """Bring the state to a month without what lies between; people grow older."""
    state = system.state
    state.month = month_of(year, month)
    everybody = np.arange(state.birth.size)
    state.recode(everybody[state.lives(everybody)])
    drivers.read(system)
    crossing.set_prices(system)


def grown(system: System, number: int) -> np.ndarray:
    """Ids, rising, of the first grown-ups at home."""
    state = system.state
    everybody = np.arange(state.birth.size)
    fits = state.at_home(everybody) & (state.age(everybody) >= 18) & (state.age(everybody) < 60) & (state.post_now == 0)
    return np.flatnonzero(fits)[:number]


def alone(deciders: Any) -> Plans:
    """A plan for each decider alone."""
    deciders = np.asarray(deciders, dtype=np.int64)
    return Plans(deciders, deciders.copy(), np.arange(deciders.size), np.zeros(deciders.size, dtype=bool))


def together(*groups: list[int]) -> Plans:
    """A plan for each group; its first decides. Groups in rising order of who decides."""
    deciders = np.array([group[0] for group in groups], dtype=np.int64)
    member = np.concatenate([np.array(group, dtype=np.int64) for group in groups])
    position = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return Plans(deciders, member, position, np.zeros(len(groups), dtype=bool))


def family(system: System) -> tuple[int, int, list[int]]:
    """A father, a mother and at least two children of theirs, all at home."""
    state = system.state
    everybody = np.arange(state.birth.size)
    at_home = state.at_home(everybody)
    for mother in grown(system, 4000):
        children = np.flatnonzero((state.columns["mother"] == mother) & at_home)
        if children.size >= 2:
            father = int(state.columns["father"][children[0]])
            same = state.columns["father"][children] == father
            if state.at_home(np.array([father]))[0] and same.sum() >= 2:
                return father, int(mother), [int(child) for child in children[same]]
    raise AssertionError("the toy country holds no such family")


def in_china(system: System, persons: Any, **columns: Any) -> np.ndarray:
    """Rows of persons who have crossed a month before this one."""
    from yeonjwa.departures import attempts
    from yeonjwa.system import away

    state = system.state
    state.month -= 1
    rows = attempts.record(system, np.asarray(persons), np.asarray(persons))
    away.set_out(system, rows)
    state.month += 1
    for name, value in columns.items():
        getattr(state.leavers, name)[rows] = value
    return rows
