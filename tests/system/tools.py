"""Toy runs in which much happens: people come and go by a draw of the test's own, so that kernels meet every case."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import numpy as np

from tests.population.society_tools import with_society
from yeonjwa.population.country import Country
from yeonjwa.scenario import Scenario
from yeonjwa.system.away import come_back, reach_south, send_back, set_out
from yeonjwa.system.known import make_known
from yeonjwa.system.register import HOME, IN_CAMP, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.state import CAME_BACK, CHINA, SOUTH


def scenario(figures: dict[str, float] | None = None, **fields: Any) -> Scenario:
    """A simulated scenario; ``figures`` may lie outside their ranges, so that rare things happen often."""
    made = Scenario(departures="simulated", **fields)
    return made.model_copy(update={"figures": dict(figures or {})})


def toy_system(persons: int = 6_000, town: int = 5, *, log: list[Any] | None = None, **given: Any) -> System:
    """A run of a toy country (of seed ``town``) with its society, before its first month."""
    return System(with_society(persons, town), scenario(**given), log=log)


def of_country(country: Country, **given: Any) -> System:
    """A run of a country, before its first month."""
    return System(country, scenario(**given))


def leave(system: System, persons: np.ndarray) -> np.ndarray:
    """Persons at home (ids) cross into China this month, each alone; returns their rows among the leavers."""
    state = system.state
    where, who = state.stratum_of(persons)
    rows = state.leavers.add(
        persons.size, person=persons, group=persons, month=state.month, place=state.place_of(persons), where=where, who=who,
        sex=state.columns["sex"][persons],
    )  # fmt: skip
    state.rows(persons)
    set_out(system, rows)
    return rows


def live(
    system: System,
    months: int,
    *,
    share: float = 0.002,
    seed: int = 1,
    decide: Callable[[System], np.ndarray] | None = None,
) -> Iterator[int]:
    """Months of a run with births, weddings, service and posts, and with going and coming by chance; yields after each.

    ``share`` of the grown who are at home leave in a month, or whoever ``decide`` names (ids); others are held, banished
    or killed. Those away come back, are returned, or reach the South; the state learns of half of the leavers.
    """
    rng = np.random.default_rng(seed)
    state = system.state
    for _ in range(months):
        state.month += 1
        system.demography.marry_and_be_born(state)
        system.posts.serve(state)
        for ending in ("detained", "camp", "exile"):
            over = state.ending(ending)
            state.move(over[state.lives(over) & ~np.isin(state.whereabouts[over], (HOME,))], HOME)
        grown = np.flatnonzero((state.code & 0x7FFF > 0) & state.lives(np.arange(state.code.size)))
        grown = grown[state.whereabouts[grown] == HOME]
        chosen = rng.permutation(grown)[: max(6, int(share * grown.size))]
        goes, camp, exile, dies = np.split(chosen, [chosen.size // 2, chosen.size * 3 // 4, chosen.size - 1])
        rows = leave(system, goes if decide is None else decide(system))
        camp, exile, dies = (ids[state.at_home(ids)] for ids in (camp, exile, dies))
        state.move(camp, IN_CAMP, state.month + rng.integers(3, 40, camp.size))
        state.move(exile, IN_EXILE, state.month + 30)
        state.kill(dies)
        away = np.flatnonzero((state.leavers.stage == CHINA) & state.lives(state.leavers.person))
        away = rng.permutation(np.setdiff1d(away, rows))
        south, returned, home = np.split(away[: away.size // 4], [away.size // 8, away.size // 5])
        reach_south(system, south)
        send_back(system, returned, state.month + 6)
        come_back(system, home, from_south=False)
        there = np.flatnonzero((state.leavers.stage == SOUTH) & state.lives(state.leavers.person))
        come_back(system, there[rng.random(there.size) < 0.01], from_south=True)
        unknown = np.flatnonzero((state.leavers.known == 32767) & (state.leavers.stage != CAME_BACK))
        make_known(system, unknown[rng.random(unknown.size) < 0.5])
        system.posts.fill(state)
        state.ledger.close_month(state.month)
        yield state.month


def listen(monkeypatch: Any, module: Any, name: str) -> list[tuple[dict[str, Any], dict[str, Any], Any]]:
    """Arguments by name before and after each call of a kernel of ``module`` from now on, and its result."""
    kernel, seen = getattr(module, name), []
    names = list(inspect.signature(kernel.py_func).parameters)

    def copied(values: Any) -> dict[str, Any]:
        return {n: v.copy() if isinstance(v, np.ndarray) else v for n, v in zip(names, values, strict=True)}

    def call(*values: Any) -> Any:
        before = copied(values)
        result = kernel(*values)
        seen.append((before, copied(values), result))
        return result

    monkeypatch.setattr(module, name, call)
    return seen


def alike(system: System) -> tuple[System, System]:
    """The same world twice, each with its own state; what never changes is shared."""
    state = system.state
    unions = state.pedigree.require_unions("copies")
    kept = [state.country, state.pedigree, state.columns, *state.columns.values(), state.birth, *vars(unions).values()]
    one, two = (deepcopy(system, {id(x): x for x in kept}) for _ in range(2))
    return one, two
