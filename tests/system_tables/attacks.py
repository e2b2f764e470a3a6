"""What a reader can try who has all published tables of a simulated run, or of several pooled, and knows how the model counts.

The unpublished tables tell which cells are secret and which relations between counts are true of the model; the numbers that a reader
computes with are the published ones alone.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import numpy as np

from yeonjwa.disclosure import FLOOR_EVENTS, FLOOR_PEOPLE
from yeonjwa.outcome import ALL

YEARS = tuple(range(1998, 2025))
SHARE_TRUE, FEWEST_YEARS, FEWEST_VALUES = 0.6, 6, 4
"""A formula is a relation of the model if it holds in this share of the years with a count, in so many years and with so many values."""


@dataclass
class Series:
    """Counts of the nation by year: name -> true counts and published ones (NaN where hidden), [runs * years]; and the floor of each."""

    names: list
    true: np.ndarray
    shown: np.ndarray
    floor: np.ndarray


def floor_of(column):
    return FLOOR_EVENTS if column.unit.startswith("event") else FLOOR_PEOPLE


def series_of(runs):
    """All yearly counts of several (unpublished, published) tables, one after another; years stand without gaps."""
    parts = [_of_one(*run) for run in runs]
    names = sorted(set.intersection(*(set(part) for part in parts)))
    true, shown = (np.array([[v for part in parts for v in part[n][k]] for n in names]) for k in (0, 1))
    return Series(names, true, shown, np.array([parts[0][n][2] for n in names]))


def _of_one(tables, published):
    found = {}
    for name, table in tables.items():
        others = [d for d in table.dimensions if d != "year"]
        if "year" not in table.dimensions or {"chon", "rule", "belief", "age"} & set(others):
            continue
        keys = list(zip(*(map(str, table.column(d).tolist()) for d in others), strict=True)) or [()] * len(table)
        years = [str(y) for y in table.column("year").tolist()]
        for column in table.of_role("raw"):
            true, shown = (t.column(column.name).astype(float) for t in (table, published[name]))
            for row, (key, year) in enumerate(zip(keys, years, strict=True)):
                if year.isdigit() and int(year) in YEARS:
                    entry = found.setdefault((name, column.name, *key), ({}, {}, floor_of(column)))
                    entry[0][int(year)], entry[1][int(year)] = true[row], shown[row]
    return {
        name: ([a[y] for y in YEARS], [b[y] for y in YEARS], floor)
        for name, (a, b, floor) in found.items()
        if set(a) == set(YEARS)
    }


def secret(series, i):
    """Cells hidden for their own sake that count somebody."""
    return np.isnan(series.shown[i]) & (series.true[i] > 0) & (series.true[i] < series.floor[i])


def counted_only(series):
    """The series that count anybody in any year."""
    some = series.true.any(axis=1)
    names = [n for n, keep in zip(series.names, some, strict=True) if keep]
    return Series(names, series.true[some], series.shown[some], series.floor[some])


def _year_before(values):
    later = np.full_like(values, np.nan)
    later[:, 1:] = values[:, :-1]
    later[:, :: len(YEARS)] = np.nan
    return later


def recovered(series):
    """Cells that a relation of the model gives exactly: [(name, position, formula)].

    Every A = B and A = B - C is tried, of the same year and of the year before, among all series: identical ones, what is left of a total,
    and the yearly change of a stock.
    """
    series = counted_only(series)
    names = [(n, "") for n in series.names] + [(n, " of the year before") for n in series.names]
    true, shown = (np.vstack([values, _year_before(values)]) for values in (series.true, series.shown))
    size = len(series.names)
    found = []
    for i, name in enumerate(series.names):
        cells = secret(series, i)
        counted = series.true[i] > 0
        needed = max(FEWEST_YEARS, SHARE_TRUE * counted.sum())
        if not cells.any() or counted.sum() < needed or np.unique(series.true[i][counted]).size < FEWEST_VALUES:
            continue
        own = [k for k in range(len(names)) if k not in (i, i + size)]
        a = series.true[i][counted]
        b, c = true[np.ix_(own, np.flatnonzero(counted))], shown[np.ix_(own, np.flatnonzero(cells))]
        secrets = series.true[i][cells]
        for k in np.flatnonzero((b == a).sum(axis=1) >= needed):
            _note(found, series, name, cells, c[k] == secrets, _words(names[own[k]]))
        for k in range(len(own)):
            holds = ((b[k] - b) == a).sum(axis=1) >= needed
            for j in np.flatnonzero(holds & (np.arange(len(own)) != k)):
                told = (c[k] - c[j]) == secrets
                _note(found, series, name, cells, told, f"{_words(names[own[k]])} - {_words(names[own[j]])}")
    return found


def _words(named):
    name, since = named
    return "/".join(name) + since


def _note(found, series, name, cells, told, formula):
    positions = np.flatnonzero(cells)[told]
    found += [(name, int(position), formula) for position in positions]


def told_by_margins(tables, published):
    """Cells that are what is left of a shown total after the other parts: [(table, row)]."""
    found = []
    for name, table in tables.items():
        shown = published[name]
        for dimension, column in itertools.product(table.sums, table.of_role("raw")):
            others = [d for d in table.dimensions if d != dimension]
            groups = {}
            for row, key in enumerate(zip(*(table.column(d).tolist() for d in others), strict=True)):
                groups.setdefault(key, []).append(row)
            for rows in groups.values():
                of = table.column(dimension)
                total = [r for r in rows if of[r] == ALL]
                hidden = [r for r in rows if of[r] != ALL and np.isnan(shown.column(column.name)[r])]
                if len(hidden) != 1 or not total or np.isnan(shown.column(column.name)[total[0]]):
                    continue
                rest = shown.column(column.name)[total[0]] - sum(
                    shown.column(column.name)[r] for r in rows if r not in (*hidden, *total)
                )
                count = table.column(column.name)[hidden[0]]
                if 0 < count < floor_of(column) and rest == count:
                    found.append((name, hidden[0]))
    return found


def told_by_periods(tables, published):
    """Secret cells that follow from years and their period together: [(practice, year or period)].

    The hidden year is the period less its other years, where nobody was struck twice; those shot in a period are those who tried less
    those who crossed or were caught.
    """
    found = []

    def count(of, name, **where):
        return of[name].where(**where).column("synthetic").astype(float)

    for practice, period in sorted(
        set(zip(*(tables["harm_by_kin"].column(d).tolist() for d in ("practice", "period")), strict=True))
    ):
        first, last = (int(y) for y in period.split("-"))
        years = tables["harm_by_year"].where(practice=practice).column("year")
        inside = (years >= first) & (years <= last)
        true, shown = (count(of, "harm_by_year", practice=practice)[inside] for of in (tables, published))
        whole, total = (
            count(of, "harm_by_kin", practice=practice, period=period, kin=ALL)[0] for of in (tables, published)
        )
        if np.isnan(shown).sum() == 1 and not np.isnan(total):
            few = float(true[np.isnan(shown)][0])
            if 0 < few < FLOOR_PEOPLE and total - np.nansum(shown) == few:
                found.append((practice, period))
        if practice == "shooting_on_sight" and np.isnan(total) and 0 < whole < FLOOR_PEOPLE:
            tried, crossed = (count(published, "departures", outcome=o) for o in (ALL, "through"))
            caught = count(published, "harm_by_kin", practice="border_control", period=period, kin=ALL)[0]
            if (tried - crossed)[inside].sum() - caught == whole:
                found.append((practice, period))
    return found


Q, H = "synthetic", "harm_by_year"
STOCK, ACT, BACK, FEES = "left_and_where", "acts_by_year", "returns", "money_by_year"
RELATIONS = (
    {("departures", Q, ALL): (1, 0), ("departures", Q, "through"): (-1, 0), ("departures", Q, "caught"): (-1, 0), ("departures", Q, "shot"): (-1, 0)},
    {("departures", Q, "through"): (1, 0), (FEES, Q, "crossing_fees_usd"): (-1, 0)},
    {("departures", Q, ALL): (1, 0), (FEES, Q, "fee_mean_usd"): (-1, 0)},
    {("departures", Q, "caught"): (1, 0), (H, Q, "border_control"): (-1, 0)},
    {("departures", Q, "shot"): (1, 0), (H, Q, "shooting_on_sight"): (-1, 0)},
    {(ACT, Q, "deaths_in_camps"): (1, 0), (H, Q, "deaths_in_camps"): (-1, 0)},
    {(ACT, Q, "extortion_cases"): (1, 0), (FEES, Q, "extortion_usd"): (-1, 0)},
    {("arrivals", Q, ALL): (1, 0), ("arrivals", Q, "female"): (-1, 0), ("arrivals", Q, "male"): (-1, 0)},
    {(H, Q, "three_generations"): (1, 0), ("held_by_year", Q, "stock_in_camps"): (-1, 0), (ACT, Q, "released_from_camp"): (-1, 0), (ACT, Q, "deaths_in_camps"): (-1, 0)},
    {(H, Q, "three_generations"): (1, 0), ("held_by_year", Q, "stock_in_camps"): (-1, -1), (ACT, Q, "camp_places_found"): (-1, 0)},
)  # fmt: skip
"""Sums that are zero in the model, but for a few: series with weight and years since."""
LASTING = (
    ((STOCK, Q, "in the South"),), {("arrivals", Q, ALL): 1},
), (
    ((STOCK, Q, "in China"), (STOCK, Q, "held in China"), (STOCK, Q, "on the way")),
    {("departures", Q, "through"): 1, ("arrivals", Q, ALL): -1, (BACK, Q, "returned_by_force"): -1, (BACK, Q, "returned_from_china"): -1,
     ("departures_and_after", Q, "deaths_in_china"): -1},
), (
    (("held_by_year", Q, "stock_in_camps"),),
    {(ACT, Q, "camp_places_found"): 1, (ACT, Q, "released_from_camp"): -1, (ACT, Q, "deaths_in_camps"): -1},
)  # fmt: skip
"""Stocks, and what comes and goes in a year."""


def told_together(series, periods):
    """Secret cells that follow from all relations of the model together, by linear algebra: [(name, position)].

    The reader is even told by how much each relation is off. periods : first and last year of those whose arrivals are shown.
    """
    relations = list(RELATIONS)
    for stocks, flows in LASTING:
        change = {}
        for stock in stocks:
            change[stock] = [(1, 0), (-1, -1)]
        relations.append({**change, **{flow: (-sign, 0) for flow, sign in flows.items()}})
    index = {name: k for k, name in enumerate(series.names)}
    width, rows = series.true.shape[1], []
    for relation in relations:
        terms = [(n, w, since) for n, at in relation.items() for w, since in (at if isinstance(at, list) else [at])]
        terms = [(index[n], w, since) for n, w, since in terms if n in index]
        for position in range(width):
            if any(position % len(YEARS) + since < 0 for _, _, since in terms):
                continue
            rows.append({(k, position + since): w for k, w, since in terms})
    arrivals = index[("arrivals", Q, ALL)]
    for start in range(0, width, len(YEARS)):
        rows += [{(arrivals, start + y - YEARS[0]): 1 for y in range(first, last + 1)} for first, last in periods]
    rows = [row for row in rows if any(np.isnan(series.shown[cell]) for cell in row)]
    unknown = sorted({cell for row in rows for cell in row if np.isnan(series.shown[cell])})
    at = {cell: k for k, cell in enumerate(unknown)}
    matrix = np.zeros((len(rows), len(unknown)))
    for k, row in enumerate(rows):
        for cell, weight in row.items():
            if cell in at:
                matrix[k, at[cell]] = weight
    _, sizes, told = np.linalg.svd(matrix, full_matrices=False)
    told = told[sizes > 1e-9 * sizes.max()]
    exposed = np.flatnonzero((told**2).sum(axis=0) > 1 - 1e-9)
    return [
        (series.names[unknown[e][0]], unknown[e][1]) for e in exposed if secret(series, unknown[e][0])[unknown[e][1]]
    ]


def periods_shown(published):
    """Periods whose arrivals are shown by age or by province."""
    found = set()
    for name in ("arrivals_by_age", "arrivals_by_province"):
        if name not in published:
            continue
        table = published[name].where(**{name.removeprefix("arrivals_by_"): ALL})
        for period, count in zip(table.column("period"), table.column("synthetic"), strict=True):
            if not np.isnan(count):
                found.add(tuple(int(y) for y in re.findall(r"\d+", str(period))))
    return sorted(found)
