"""How the tables of a run hang together: what must be known of the others so that none tells what another hides.

Three relations are looked at. The same cell may stand in two tables (reach, nation, by year and beside the provinces):
hidden in one, it is hidden in all. A cell of one table may hold that of another (people reached and the adults among
them): shown both, they differ by the floor or more, or not at all. And rows of one may add up to a row of another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.outcome import ALL, Table

Cell = tuple[str, int]
"""Name of a table and row in it."""

Key = tuple[Any, ...]

MARGINS_OF_HARM: dict[str, tuple[str, ...]] = {
    "harm_by_kin": ("kin",), "harm_by_stratum": ("stratum",), "harm_by_sex_and_age": ("sex", "age"),
}  # fmt: skip
"""Tables of harm with the dimensions over which each has totals; the total of a practice and period is in all of them."""
ANY_PRACTICE = "any_practice"


@dataclass(frozen=True)
class Holding:
    """Two counts of which the outer holds the inner, and which cell is hidden if they differ by less than the floor."""

    inner: Cell
    outer: Cell
    hide: Cell
    inner_count: str = "reached"
    outer_count: str = "reached"


def totals_elsewhere(name: str, tables: Mapping[str, Table]) -> list[NDArray[np.int64]]:
    """Groups of rows of one table whose sums stand in another table of the same run."""
    table = tables[name]
    if name == "returns":  # several years together stand beside what was confirmed for them
        rows = rows_of(tables, name)
        spans = [(at["kind"], *at["year"].split("-")) for _, at in rows if "-" in at["year"]]
        return [
            np.array([k for k, (_, at) in enumerate(rows) if at["kind"] == kind and first <= at["year"] <= last and "-" not in at["year"]])
            for kind, first, last in spans
        ]  # fmt: skip
    if name == "arrivals" and "arrivals_by_age" in tables:  # periods are sums of years
        last = [re.sub(r"\D", "", year)[-4:] for year in table.column("year").tolist()]
        ends = sorted({period[-4:] for period in tables["arrivals_by_age"].column("period").tolist()})
        period = np.searchsorted(ends, last)
        both = table.column("sex") == ALL
        return [np.flatnonzero(both & (period == k)) for k in range(len(ends))]
    if name == "relatives_by_chon":  # the reach within D chon is the sum to D where there is one placing
        everybody = (table.column("sex") == ALL) & (table.column("age") == ALL)
        return [
            np.flatnonzero(everybody & (table.column("year") == year) & (table.column("chon") <= chon))
            for year in sorted(set(table.column("year").tolist()))
            for chon in sorted(set(table.column("chon").tolist()))[1:]
        ]
    return []


def same_cells(tables: Mapping[str, Table]) -> list[list[Cell]]:
    """Cells that stand in more than one table: the reach, by province, at the year of the claims, beside capacity."""
    main = _main_clustering(tables)
    by_key: dict[Key, list[Cell]] = defaultdict(list)
    for cell, at in rows_of(tables, "reach"):
        if at["clustering"] == main:
            by_key[at["set"], at["lineality"], at["year"], ALL, at["chon"]].append(cell)
    for name in ("reach_by_province", "large_or_small"):
        for cell, at in rows_of(tables, name):
            by_key["arrived", at["lineality"], at["year"], at["province"], at["chon"]].append(cell)
    for cell, at in rows_of(tables, "close_kin_and_capacity"):
        if at["quantity"].startswith("kin_within_"):
            by_key["known", "cognatic", at["year"], ALL, int(at["quantity"][-1])].append(cell)
    for name, margins in MARGINS_OF_HARM.items():
        for cell, at in rows_of(tables, name):
            if all(at[margin] == ALL for margin in margins):
                by_key["harm", at["practice"], at["period"]].append(cell)
    if "arrivals_in_company" in tables:
        for name in ("province", "age"):
            for cell, at in rows_of(tables, f"arrivals_by_{name}"):
                if at[name] == ALL:
                    by_key["arrivals", at["period"]].append(cell)
    return [group for group in by_key.values() if len(group) > 1]


def wider_ranges(tables: Mapping[str, Table]) -> list[tuple[list[Cell], Cell]]:
    """Cells whose interval is over all clusterings, each after those of the clusterings: an end would tell a hidden one."""
    by_key: dict[Key, list[Cell]] = defaultdict(list)
    for cell, at in rows_of(tables, "reach"):
        if at["set"] == "arrived":
            by_key[at["lineality"], at["year"], at["chon"]].append(cell)
    return [
        (by_key[at["lineality"], at["year"], at["chon"]], cell)
        for cell, at in rows_of(tables, "large_or_small")
        if at["province"] == ALL
    ]


def holdings(tables: Mapping[str, Table]) -> list[Holding]:
    """Cells of which one holds the other, in several tables or several sets."""
    main = _main_clustering(tables)
    reach: dict[Key, Cell] = {}
    placings: dict[Key, Any] = {}
    for cell, at in rows_of(tables, "reach"):
        if at["clustering"] == main:
            key = at["set"], at["lineality"], at["year"], at["chon"]
            reach[key], placings[key] = cell, tables["reach"].column("placings")[cell[1]]
    found = []
    for (name, *rest), inner in reach.items():
        # The rest are those on the way, who can be told apart if both counts are over the same placings.
        left = ("left", *rest)
        if name != "left" and left in reach and placings[left] == placings[(name, *rest)]:
            found.append(Holding(inner, reach[left], hide=reach[left]))
    for cell, at in rows_of(tables, "vetting"):
        line, _, depth = at["rule"].partition(":")
        outer = reach.get(("known", line, at["year"], int(depth))) if depth and at["songbun"] == ALL else None
        if outer is not None:  # the rest are children
            found.append(Holding(cell, outer, hide=cell))
    living = {
        at["year"]: cell for cell, at in rows_of(tables, "population_pyramid") if at["sex"] == ALL and at["age"] == ALL
    }
    for cell, at in rows_of(tables, "reach"):
        if at["year"] in living:  # the rest are those who are away, and children not born for it
            people = tables["population_pyramid"].of_role("raw")[0].name
            found.append(Holding(cell, living[at["year"]], living[at["year"]], "at_home", people))
    return found + _holdings_of_harm(tables)


def _holdings_of_harm(tables: Mapping[str, Table]) -> list[Holding]:
    """A period holds each of its years, all practices together hold each one, and those who were shot those who died of it."""
    found = []

    def holds(inner: Cell, outer: Cell) -> None:
        found.append(Holding(inner, outer, inner, "synthetic", "synthetic"))

    periods = {(at["practice"], at["period"]): cell for cell, at in rows_of(tables, "harm_by_kin") if at["kin"] == ALL}
    years = {(at["practice"], at["year"]): cell for cell, at in rows_of(tables, "harm_by_year")}
    for (practice, year), cell in years.items():
        for (other, period), outer in periods.items():
            if practice == other and int(period[:4]) <= year <= int(period[-4:]):
                holds(cell, outer)
    sexes = {
        (at["practice"], at["period"], at["sex"]): cell
        for cell, at in rows_of(tables, "harm_by_sex_and_age")
        if at["age"] == ALL
    }
    for cells in (periods, years, sexes):
        for (practice, *rest), cell in cells.items():
            outer_cell = cells.get((ANY_PRACTICE, *rest))
            if outer_cell is not None and practice not in (ANY_PRACTICE, "dread"):
                holds(cell, outer_cell)
    shot = {at["year"]: cell for cell, at in rows_of(tables, "departures") if at["outcome"] == "shot"}
    for cell, at in rows_of(tables, "departures_and_after"):
        if at["quantity"] == "shot_dead" and at["year"] in shot:
            holds(cell, shot[at["year"]])
    return found


def overlaps(tables: Mapping[str, Table]) -> list[tuple[list[Cell], Cell]]:
    """Counts of people in parts that overlap, and of the people in any of them: the difference counts those who are in several.

    Years of a practice and the period: who was struck in two years is counted in both.
    """
    years = rows_of(tables, "harm_by_year")
    shown = {at["year"] for _, at in years}
    return [
        (
            [c for c, of in years if of["practice"] == at["practice"] and int(at["period"][:4]) <= of["year"] <= int(at["period"][-4:])],
            cell,
        )
        for cell, at in rows_of(tables, "harm_by_kin")
        if at["kin"] == ALL and {int(at["period"][:4]), int(at["period"][-4:])} <= shown
    ]  # fmt: skip


def rows_of(tables: Mapping[str, Table], name: str) -> list[tuple[Cell, dict[str, Any]]]:
    """Rows of a table with their dimensions by name; none if the run has no such table."""
    if name not in tables:
        return []
    table = tables[name]
    columns = [table.column(d).tolist() for d in table.dimensions]
    return [
        ((name, row), dict(zip(table.dimensions, values, strict=True)))
        for row, values in enumerate(zip(*columns, strict=True))
    ]


def _main_clustering(tables: Mapping[str, Table]) -> str:
    """The clustering of the run: the only one for which other sets than the arrived are measured."""
    other = [at["clustering"] for _, at in rows_of(tables, "reach") if at["set"] != "arrived"]
    return str(other[0]) if other else ""
