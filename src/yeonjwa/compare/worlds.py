"""The two worlds: whether they can be compared, the fixed design of assumed figures, and their runs through the ensemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from yeonjwa.compare.margins import margins, periods_of
from yeonjwa.errors import InputError, MachineError
from yeonjwa.outcome import Table
from yeonjwa.scenario import Scenario

FIGURES = ("kin_fear_effect", "grievance_effect")
"""Assumed figures of the fixed design: fear for relatives and grievance, the two forces that pull a difference apart."""
A, B = "A", "B"
FIRST_SHOWN = 1998

Margins = Mapping[str, Table]
Point = tuple[tuple[str, float], ...]
"""Values of the figures at one point of the design, by name; the shipped value where a figure does not stand in it."""


@dataclass(frozen=True)
class Worlds:
    """Tables of all runs, in the order of the seeds: run i of ``a`` and of ``b`` share a seed.

    points : for each point of the design other than the shipped figures, the tables of both worlds at the first seed; None where a
        run failed. Empty if only the shipped figures were run.
    """

    a: Sequence[Margins]
    b: Sequence[Margins]
    seeds: tuple[int, ...]
    points: Mapping[Point, tuple[Margins, Margins] | None]
    failed: Mapping[str, str]


def check(names: tuple[str, str], a: Scenario, b: Scenario) -> None:
    """Refuse two scenarios that cannot be compared.

    Raises
    ------
    InputError
        One places the published arrivals, the years differ, or they hold no whole period.
    """
    for name, one in zip(names, (a, b), strict=True):
        if one.departures != "simulated":
            raise InputError(
                f"scenario '{name}' places the published arrivals, which are the same in every world by construction; "
                "to compare what practices do, give a scenario with departures = 'simulated'."
            )
    if (a.first_year, a.last_year) != (b.first_year, b.last_year):
        raise InputError(
            f"'{names[0]}' reports {a.first_year}-{a.last_year} and '{names[1]}' {b.first_year}-{b.last_year}; "
            "expected the same first_year and last_year."
        )
    if not periods_of(a):
        raise InputError(
            f"the scenarios report {a.first_year}-{a.last_year}, which holds no whole period; expected years such as 1998 to 2024."
        )


def first_year_of_difference(a: Scenario, b: Scenario) -> int:
    """First year from 1998 in which the schedules differ; 1998 where they never do."""
    import numpy as np

    from yeonjwa.catalogue.histories import FIRST_MONTH, SERIES, levels
    from yeonjwa.months import year_of
    from yeonjwa.system.schedules import schedule_of

    one, other = schedule_of(a), schedule_of(b)
    first = None
    for practice, series in product(levels(), SERIES):
        differs = (one.table(practice, series) != other.table(practice, series)).any(axis=(1, 2))
        if differs.any():
            month = int(np.argmax(differs)) + FIRST_MONTH
            first = month if first is None else min(first, month)
    return FIRST_SHOWN if first is None else max(FIRST_SHOWN, int(year_of(first)))


def design(a: Scenario, b: Scenario) -> tuple[Point, ...]:
    """The fixed design: low, shipped and high of each figure, crossed; the shipped figures alone are left out.

    A figure that a scenario sets itself stays as it is set.
    """
    from yeonjwa.catalogue.figures import figure

    known = {key: figure(key) for key in FIGURES if key not in a.figures and key not in b.figures}
    choices = [[(), ((key, float(f.low or 0.0)),), ((key, float(f.high or 0.0)),)] for key, f in known.items()]
    points = (tuple(pair for part in parts for pair in part) for parts in product(*choices))
    return tuple(point for point in points if point)


def run_worlds(
    a: Scenario,
    b: Scenario,
    seeds: Sequence[int],
    points: Sequence[Point],
    horizons: Mapping[str, tuple[int, int]],
    folder: Path | str,
    **given: Any,
) -> Worlds:
    """Run both worlds with every seed, and at every point of the design with the first, as an ensemble in ``folder``.

    Parameters
    ----------
    a, b : the scenarios; if they are equal, each run stands for both
    seeds : of the runs
    points : of the design; empty for the shipped figures only
    horizons : years over which the parts of the hazard are averaged, by name
    folder : of the ensemble; the same call goes on where it stopped
    **given : further arguments of ``ensemble.run`` (say, note, open_country, simulate, workers)

    Raises
    ------
    MachineError
        There is no seed at which both worlds could be run.
    """
    tables, failed = _margins_of({A: a, B: b}, seeds, horizons, folder, given)
    whole = [seed for seed in seeds if (A, seed) in tables and (B, seed) in tables]
    if not whole:
        raise MachineError(
            f"no pair of runs could be finished; the first that failed said: {next(iter(failed.values()))}"
        )
    found: dict[Point, tuple[Margins, Margins] | None] = {}
    if points:
        named: dict[str, Scenario] = {}
        for k, point in enumerate(points):
            named |= {f"{side}-point-{k + 1}": _at(one, point) for side, one in ((A, a), (B, b))}
        more, also = _margins_of(named, seeds[:1], horizons, folder, given)
        failed |= also
        for k, point in enumerate(points):
            sides = [more.get((f"{side}-point-{k + 1}", seeds[0])) for side in (A, B)]
            found[point] = None if sides[0] is None or sides[1] is None else (sides[0], sides[1])
    return Worlds([tables[A, s] for s in whole], [tables[B, s] for s in whole], tuple(whole), found, failed)


def _at(scenario: Scenario, point: Point) -> Scenario:
    content = scenario.model_dump(mode="json")
    return Scenario(**{**content, "figures": {**content["figures"], **dict(point)}})


def _margins_of(
    scenarios: Mapping[str, Scenario],
    seeds: Sequence[int],
    horizons: Mapping[str, tuple[int, int]],
    folder: Path | str,
    given: Mapping[str, Any],
) -> tuple[dict[tuple[str, int], Margins], dict[str, str]]:
    """Tables by scenario and seed, and the sentences of failed runs; equal scenarios are run once."""
    from yeonjwa import ensemble

    once: dict[Scenario, str] = {}
    same_as = {name: once.setdefault(one, name) for name, one in scenarios.items()}
    unequal = {name: one for name, one in scenarios.items() if same_as[name] == name}
    bank = ensemble.run(unequal, seeds, out=folder, is_published=False, **given)
    tables: dict[tuple[str, int], Margins] = {}
    for run, outcome in bank.outcomes():
        tables[run.scenario, run.seed] = margins(outcome.tables, periods_of(scenarios[run.scenario]), horizons)
    for name, twin in same_as.items():
        tables |= {(name, seed): tables[twin, seed] for seed in seeds if (twin, seed) in tables}
    return tables, dict(bank.failed)


__all__ = ["FIGURES", "Margins", "Point", "Worlds", "check", "design", "first_year_of_difference", "run_worlds"]
