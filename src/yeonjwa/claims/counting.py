"""The run of one world for the claims: the tables of a simulated run, and counts that only verdicts are made from.

Who left by standing, how many left together, and how far control had worn, is counted for the nation by year and never
published: verdicts use it, and the numbers shown obey the floor. ``simulate`` has the form that an ensemble asks for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from yeonjwa.months import EPOCH_YEAR, NEVER
from yeonjwa.outcome import Outcome, Table
from yeonjwa.population.country import Country
from yeonjwa.scenario import Scenario

COUNTS, CONTROL = "claim_counts", "claim_control"
FIRST_YEAR, LAST_YEAR = 1998, 2024


def simulate(country: Country, scenario: Scenario) -> Outcome:
    """Run ``scenario`` in ``country``: with simulated departures what the claims need of it, else as ``yeonjwa.simulate`` does."""
    if scenario.departures == "observed":
        from yeonjwa.simulate import simulate as whole

        outcome = whole(country, scenario)
        needed = ("large_or_small", "vetting", "close_kin_and_capacity")
        return Outcome({name: outcome.tables[name] for name in needed}, {"scenario": outcome.run["scenario"]})
    from yeonjwa.system.run import System
    from yeonjwa.system.state import LAST
    from yeonjwa.system.tables import beliefs
    from yeonjwa.system.tables_harm import harm_tables
    from yeonjwa.system.tables_yearly import yearly_tables
    from yeonjwa.system.terms_table import terms_of_leaving

    system = System(country, scenario)
    control: list[tuple[int, float, float, float]] = []
    while system.state.month < LAST:
        system.step()
        fields = system.state.fields
        worn = float((fields.control * fields.worn).mean())
        control.append((system.state.month, float(fields.control.mean()), worn, float(np.mean(fields.sealed))))
    state = system.state
    years = FIRST_YEAR, LAST_YEAR
    harm = harm_tables(state, *years)
    tables: dict[str, Table] = {
        **{name: harm[name] for name in ("harm_by_kin", "harm_by_year")},
        **yearly_tables(state, *years),
        "beliefs": beliefs(state, *years),
        "terms_of_leaving": terms_of_leaving(system.terms, *years),
        COUNTS: counts_table(state.leavers),
        CONTROL: control_table(control),
    }
    return Outcome(tables, {"scenario": scenario.model_dump(mode="json")})


def counts_table(leavers: Any) -> Table:
    """Counts by year: tries (one for each person), plans (one for each group), people squared (for the spread of sizes), arrivals,
    and arrivals of cadre families."""
    person, month = leavers.person[: len(leavers)], leavers.month[: len(leavers)].astype(np.int64)
    year = EPOCH_YEAR + month // 12
    plan = leavers.group[: len(leavers)].astype(np.int64) * 65536 + month
    _, first, size = np.unique(plan, return_index=True, return_counts=True)
    arrived = leavers.arrived[: len(leavers)]
    there = arrived < NEVER
    at = EPOCH_YEAR + arrived[there].astype(np.int64) // 12
    is_cadre = leavers.who[: len(leavers)][there] == 1
    columns = {
        "tries": _by_year(year, np.ones(person.size)),
        "plans": _by_year(year[first], np.ones(size.size)),
        "size_squared": _by_year(year[first], size.astype(np.float64) ** 2),
        "arrivals": _by_year(at, np.ones(at.size)),
        "cadre_arrivals": _by_year(at[is_cadre], np.ones(int(is_cadre.sum()))),
    }
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    rows = [(name, int(y), float(n)) for name, counts in columns.items() for y, n in zip(years, counts, strict=True)]
    return _plain(
        COUNTS, {"quantity": [r[0] for r in rows], "year": [r[1] for r in rows], "count": [r[2] for r in rows]}
    )


def control_table(months: list[tuple[int, float, float, float]]) -> Table:
    """By month index: effort of control at the border, how much of it is worn off, and the share sealed; means of the two segments."""
    columns = zip(*months, strict=True)
    names = ("month", "effort", "worn", "sealed")
    return _plain(CONTROL, {name: list(values) for name, values in zip(names, columns, strict=True)})


def _by_year(year: Any, weight: Any) -> Any:
    keep = (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    return np.bincount(year[keep] - FIRST_YEAR, weights=weight[keep], minlength=LAST_YEAR - FIRST_YEAR + 1)


def _plain(name: str, data: dict[str, list[Any]]) -> Table:
    """A table of the working cache; its columns have no description, because it is never published."""
    from yeonjwa.outcome import Field

    fields = tuple(Field(n, "dimension" if n in ("quantity", "year", "month") else "raw", "count", "") for n in data)
    return Table(name, "", fields, {n: np.array(values) for n, values in data.items()})


__all__ = ["CONTROL", "COUNTS", "control_table", "counts_table", "simulate"]
