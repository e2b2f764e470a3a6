"""The tables of a world from which a comparison is made: harm as it is, yearly totals summed over the years of a period.

Nothing here is finer than what a run publishes: harm by practice with one margin, all else for the nation and a period,
and the four parts of the log hazard by stratum over a horizon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from yeonjwa.outcome import ALL, Field, Table
from yeonjwa.scenario import Scenario
from yeonjwa.system.ledger import PERIODS

HARM = ("harm_by_kin", "harm_by_stratum", "harm_by_sex_and_age")
TERMS = "terms_over_horizon"
LOG_HAZARD = "log hazard"
DEATHS = ("shot_dead", "deaths_in_china")
"""Those that are counted as events; deaths in camps and in detention stand in the tables of harm."""
RETURNS = ("returned_by_force", "returned_from_china", "returned_from_the_south")
SUMMED: dict[str, tuple[str, str, str]] = {
    "departures": ("outcome", "attempts", "events"),
    "arrivals": ("sex", "people", "people"),
    "deaths": ("quantity", "total", "people"),
    "returns": ("kind", "returns", "events"),
    "money": ("quantity", "total", "events"),
    "dread": ("quantity", "total", "people"),
}
"""Quantities summed over the years of a period: the dimension that names them, their number, and what is counted behind it."""
SOURCE = {"deaths": "departures_and_after", "money": "money_by_year", "dread": "dread_by_year"}
NAMED: dict[str, dict[str, str]] = {
    "departures": {ALL: "attempts", "through": "crossed"},
    "arrivals": {ALL: "arrivals"},
    "deaths": {name: name for name in DEATHS},
    "returns": {name: name for name in RETURNS},
    "dread": {
        "dread_believed_loss_months": "dread_believed_loss_months"
    },  # person-months of dread stand with the people in the tables of harm
}
"""Categories that are taken, with the names under which they stand in a comparison; all others are left out."""
NOT_SUMMED = ("fee_mean_usd",)
"""A mean price is no amount of money moved."""
NESTED = {"departures": ("crossed", "attempts"), "money": ("extortion_usd", "support_usd")}
"""Quantities of which the second holds the first."""
UNITS = {
    "departures": "events", "arrivals": "people", "deaths": "people", "returns": "events", "money": "USD of 2010", "dread": "person-months",
}  # fmt: skip


def periods_of(scenario: Scenario) -> dict[str, tuple[int, int]]:
    """The periods that lie wholly in the years reported, by name; the first of the run is never reported."""
    return {
        f"{low}-{high}": (low, high)
        for low, high in PERIODS[1:]
        if scenario.first_year <= low and high <= scenario.last_year
    }


def margins(
    tables: Mapping[str, Table], periods: Mapping[str, tuple[int, int]], horizons: Mapping[str, tuple[int, int]]
) -> dict[str, Table]:
    """The tables of one run from which a comparison is made, with every cell.

    Parameters
    ----------
    tables : of a simulated run
    periods, horizons : first and last year by name; yearly totals are summed over periods, the log hazard is averaged over horizons

    Returns
    -------
    dict of Table
        ``HARM`` (practice, period and one margin), ``SUMMED`` (quantity, period) and ``TERMS`` (period, stratum, part).
    """
    found = {name: _harm(tables[name], periods) for name in HARM}
    found |= {name: _summed(name, tables[SOURCE.get(name, name)], periods) for name in SUMMED}
    found[TERMS] = _terms(tables["terms_of_leaving"], horizons)
    return found


def _harm(table: Table, periods: Mapping[str, tuple[int, int]]) -> Table:
    """Counts of people and person-months; the interval of one run's luck is left out, since the runs give their own."""
    keep = np.isin(table.column("period"), list(periods))
    fields = tuple(f for f in table.fields if f.role in ("dimension", "raw", "estimate"))
    return Table(table.name, table.title, fields, {f.name: table.column(f.name)[keep] for f in fields}, table.sums)


def _summed(name: str, table: Table, periods: Mapping[str, tuple[int, int]]) -> Table:
    dimension, number, counted = SUMMED[name]
    wanted = NAMED.get(name)
    first = [] if wanted is None else list(wanted.values())
    total: dict[tuple[str, str], list[float]] = {
        (quantity, period): [0.0, 0.0] for quantity in first for period in periods
    }
    order = zip(*(table.column(c).tolist() for c in (dimension, "year", "synthetic", number)), strict=True)
    for category, year, raw, amount in order:
        if category in NOT_SUMMED or not (wanted is None or category in wanted) or not str(year).isdigit():
            continue  # several years together stand beside what was confirmed for them; they are sums of the others
        quantity = category if wanted is None else wanted[category]
        for period, (low, high) in periods.items():
            if low <= int(year) <= high:
                of_period = total.setdefault((quantity, period), [0.0, 0.0])
                of_period[0] += raw
                of_period[1] += amount
    fields = (
        Field("quantity", "dimension", "name", "compare.field.name"),
        Field("period", "dimension", "years", "compare.field.period"),
        Field("synthetic", "raw", counted, "compare.field.raw_a"),
        Field("total", "estimate", UNITS[name], "compare.field.a", of="synthetic"),
    )
    data = {
        "quantity": np.array([quantity for quantity, _ in total]),
        "period": np.array([period for _, period in total]),
        "synthetic": np.array([round(raw) for raw, _ in total.values()], dtype=np.int64),
        "total": np.array([amount for _, amount in total.values()]),
    }
    nested = (("quantity", NESTED[name]),) if name in NESTED else ()
    return Table(name, "compare.about", fields, data, nested=nested)


def _terms(table: Table, horizons: Mapping[str, tuple[int, int]]) -> Table:
    """Mean parts of the log hazard over the years of each horizon, weighted with the people in the sample."""
    sums: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    columns = (table.column(c).tolist() for c in ("year", "stratum", "part", "sampled", "log_hazard"))
    for year, stratum, part, people, value in zip(*columns, strict=True):
        for horizon, (low, high) in horizons.items():
            if low <= year <= high:
                sums[horizon, stratum, part][0] += people
                sums[horizon, stratum, part][1] += people * value
    fields = (
        Field("period", "dimension", "years", "compare.field.period"),
        Field("stratum", "dimension", "name", "compare.field.band"),
        Field("part", "dimension", "name", "compare.field.name"),
        Field("synthetic", "raw", "people", "compare.field.raw_a"),
        Field("total", "estimate", LOG_HAZARD, "compare.field.a", of="synthetic"),
    )
    keys = list(sums)
    data = {name: np.array([key[k] for key in keys]) for k, name in enumerate(("period", "stratum", "part"))}
    data["synthetic"] = np.array([round(people) for people, _ in sums.values()], dtype=np.int64)
    data["total"] = np.array([value / max(people, 1.0) for people, value in sums.values()])
    return Table(TERMS, "compare.about", fields, data)


__all__ = ["DEATHS", "HARM", "LOG_HAZARD", "NESTED", "SUMMED", "TERMS", "UNITS", "margins", "periods_of"]
