"""The two worlds: whether they can be compared, the fixed design of assumed figures, and their runs through the ensemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from yeonjwa.compare.margins import margins, periods_of
from yeonjwa.departures.masked_births import share_masked
from yeonjwa.ensemble.design import with_figures
from yeonjwa.ensemble.plan import plan
from yeonjwa.errors import InputError, MachineError
from yeonjwa.outcome import Table
from yeonjwa.scenario import Scenario

FIGURES = ("kin_fear_effect", "grievance_effect")
"""Assumed figures of the fixed design: fear for relatives and grievance, the two forces that pull a difference apart."""
LEAST_DRAWS = 4
"""Least number of draws of the schedule, where a scenario sets figures of the design itself and corners are missing."""
A, B = "A", "B"
FIRST_SHOWN = 1998

Margins = Mapping[str, Table]
Point = tuple[tuple[str, float], ...]
"""Values of the figures at one point of the design, by name, and the draw of the schedule; the shipped value where one does not stand in it."""


@dataclass(frozen=True)
class Worlds:
    """Tables of all runs, in the order of the seeds: run i of ``a`` and of ``b`` share a seed.

    points : for each point of the design other than the shipped figures, the tables of both worlds at the first seed; None where a
        run failed. Empty if only the shipped figures were run.
    masked : share of births masked in each world, all seeds together; None where it cannot be told.
    """

    a: Sequence[Margins]
    b: Sequence[Margins]
    seeds: tuple[int, ...]
    points: Mapping[Point, tuple[Margins, Margins] | None]
    failed: Mapping[str, str]
    masked: tuple[float | None, float | None] = (None, None)


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
    """The fixed design: low, shipped and high of each figure, crossed, each corner in a draw of its own of dates and levels of the schedule.

    Both worlds meet the same draw. The shipped figures in the schedule as it stands are left out. A figure that a scenario sets
    itself stays as it is set, and so does the schedule where one names a draw.
    """
    from yeonjwa.catalogue.figures import figure
    from yeonjwa.ensemble.design import with_draws

    known = {key: figure(key) for key in FIGURES if key not in a.figures and key not in b.figures}
    choices = [[(), ((key, float(f.low or 0.0)),), ((key, float(f.high or 0.0)),)] for key, f in known.items()]
    points: list[Point] = [tuple(pair for part in parts for pair in part) for parts in product(*choices)]
    corners = [point for point in points if point]
    if a.schedule_draw or b.schedule_draw:
        return tuple(corners)
    corners += [()] * max(0, LEAST_DRAWS - len(corners))
    return tuple(tuple(point) for point in with_draws(corners))


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
    **given : further arguments of ``ensemble.work_off`` (say, note, open_country, simulate, workers)

    Raises
    ------
    MachineError
        There is no seed at which both worlds could be run.
    """
    from yeonjwa import ensemble

    named = {A: a, B: b}
    for k, point in enumerate(points, start=1):
        named |= {_at_point(side, k): with_figures(one, point) for side, one in ((A, a), (B, b))}
    once: dict[Scenario, str] = {}
    same_as = {name: once.setdefault(one, name) for name, one in named.items()}
    unequal = {name: one for name, one in named.items() if same_as[name] == name}
    work = given.get("simulate") or ""
    runs = plan({n: one for n, one in unequal.items() if n in (A, B)}, seeds, simulate=work)
    at_points = {n: one for n, one in unequal.items() if n not in (A, B)}
    runs += plan(at_points, seeds[:1], simulate=work) if at_points else []
    bank = ensemble.work_off(runs, folder, **given)
    tables: dict[tuple[str, int], Margins] = {}
    births: dict[str, list[Table]] = {}
    for run, outcome in bank.outcomes():
        births.setdefault(run.scenario, []).append(outcome.tables["births"])
        tables[run.scenario, run.seed] = margins(outcome.tables, periods_of(named[run.scenario]), horizons)

    def of(name: str, seed: int) -> Margins | None:
        return tables.get((same_as[name], seed))

    pairs = {seed: (of(A, seed), of(B, seed)) for seed in seeds}
    whole = {seed: (x, y) for seed, (x, y) in pairs.items() if x is not None and y is not None}
    if not whole:
        raise MachineError(
            f"no pair of runs could be finished; the first that failed said: {next(iter(bank.failed.values()))}"
        )
    found: dict[Point, tuple[Margins, Margins] | None] = {}
    for k, point in enumerate(points, start=1):
        one, other = (of(_at_point(side, k), seeds[0]) for side in (A, B))
        found[point] = None if one is None or other is None else (one, other)
    return Worlds(
        [x for x, _ in whole.values()], [y for _, y in whole.values()], tuple(whole), found, dict(bank.failed),
        (share_masked(births.get(same_as[A], ())), share_masked(births.get(same_as[B], ()))),
    )  # fmt: skip


def _at_point(side: str, number: int) -> str:
    return f"{side}-point-{number}"


__all__ = ["FIGURES", "Margins", "Point", "Worlds", "check", "design", "first_year_of_difference", "run_worlds"]
