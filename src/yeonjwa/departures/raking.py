"""From published margins to cells, and from real people to the people of a smaller country.

Iterative proportional fitting (Deming and Stephan 1940) from a table of ones: among all tables with the published
margins it gives the one that says nothing beyond them, so that what is not published together is independent. Age and
home province, for example, are independent given year and sex. Stated as a limit in the decision record on placing.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.departures.arrivals_data import AGES, Arrivals, arrivals
from yeonjwa.population.places import PROVINCES_NOW

TOLERANCE = 1e-9  # of every margin, relative
MOST_ROUNDS = 2000


def rake(data: Arrivals) -> NDArray[np.float64]:
    """Arrivals by year row, sex, age at arrival and home province, real people.

    Returns
    -------
    float64[rows, 2, 7, 11]
        Agrees with every margin within a relative 1e-9.
    """
    cells = np.ones((data.year_sex.shape[0], 2, len(AGES), len(PROVINCES_NOW)))
    groups = data.group_period.shape[0]
    in_group = (data.province_group[:, None] == np.arange(groups)).astype(float)  # [11, groups]
    for _ in range(MOST_ROUNDS):
        for period in (0, 1):
            rows = data.province_period == period
            have = np.einsum("rsap,pg->g", cells[rows], in_group)
            cells[rows] *= in_group @ _ratio(data.group_period[:, period], have)
        cells *= _ratio(data.province_sex, cells.sum(axis=(0, 2)).T).T[None, :, None, :]
        for period in (0, 1):
            rows = data.age_period == period
            have = cells[rows].sum(axis=(0, 3))  # [sex, age]
            cells[rows] *= _ratio(data.age_sex[period].T, have)[None, :, :, None]
        cells *= _ratio(data.year_sex, cells.sum(axis=(2, 3)))[:, :, None, None]
        if worst_margin(cells, data) < TOLERANCE:
            return cells
    raise AssertionError("the published margins of the arrivals contradict each other")


def _ratio(wanted: NDArray[np.float64], have: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, have, out=np.zeros_like(have), where=have > 0)


def worst_margin(cells: NDArray[np.float64], data: Arrivals) -> float:
    """Largest difference between a margin of ``cells`` and the published one, relative to the total of its period."""
    errors = [
        np.abs(cells.sum(axis=(2, 3)) - data.year_sex).max(),
        np.abs(cells.sum(axis=(0, 2)).T - data.province_sex).max(),
    ]
    for period in (0, 1):
        ages = cells[data.age_period == period].sum(axis=(0, 3))
        errors.append(np.abs(ages.T - data.age_sex[period]).max())
        provinces = cells[data.province_period == period].sum(axis=(0, 1, 2))
        groups = np.bincount(data.province_group, weights=provinces)
        errors.append(np.abs(groups - data.group_period[:, period]).max())
    return float(max(errors) / data.year_sex.sum())


@cache
def raked_arrivals() -> NDArray[np.float64]:
    """``rake`` of the packaged arrivals (read-only)."""
    cells = rake(arrivals())
    cells.setflags(write=False)
    return cells


def counts_at(scale: float, seed: int, placing: int = 0) -> NDArray[np.int64]:
    """Synthetic people to place in each cell: expectation real people x scale, rounded by keyed luck.

    Two steps of systematic rounding (each count is the next lower or next higher whole number of its expectation):
    the total of each sex and year first, then the cells within it, ordered by age and province. So the total of every
    year and sex is within one of its expectation, and no cell is favoured.

    Returns
    -------
    int64[rows, 2, 7, 11]
    """
    expected = raked_arrivals() * scale
    rows = expected.shape[0]
    key_total = draws.stream(seed, "rounding of arrivals by year and sex")
    key_cell = draws.stream(seed, "rounding of arrivals by cell")
    by_year = expected.sum(axis=(2, 3))
    start = draws.uniforms(key_total, np.arange(2), other=placing)
    totals = np.stack([_systematic(by_year[:, sex], start[sex]) for sex in (0, 1)], axis=1)
    starts = draws.uniforms(key_cell, np.arange(rows)[:, None], time=np.arange(2)[None, :], other=placing)
    counts = np.zeros(expected.shape, dtype=np.int64)
    for row, sex in np.argwhere(totals > 0):
        cells = expected[row, sex].ravel()
        share = cells / cells.sum() * totals[row, sex]
        counts[row, sex] = _systematic(share, starts[row, sex]).reshape(expected.shape[2:])
    return counts


def _systematic(expected: NDArray[np.float64], start: float) -> NDArray[np.int64]:
    """Whole numbers with the given expectations: how many of start, start + 1, ... fall in each stretch."""
    edges = np.floor(np.round(np.cumsum(expected), 9) + start).astype(np.int64)
    return np.diff(edges, prepend=0)
