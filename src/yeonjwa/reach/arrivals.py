"""Those placed beside the published arrivals: year and sex, period and home province, period and age."""

from __future__ import annotations

from typing import Any

import numpy as np

from yeonjwa.departures.arrivals_data import AGE_FROM, AGES, arrivals
from yeonjwa.departures.home import home_province
from yeonjwa.departures.raking import raked_arrivals
from yeonjwa.months import EPOCH_YEAR
from yeonjwa.outcome import ALL, Field, Table
from yeonjwa.population.places import PROVINCES_NOW
from yeonjwa.reach.columns import column, dimensions, table_of
from yeonjwa.reach.world import World

SEXES: tuple[str, ...] = ("female", "male")
PERIODS: dict[str, tuple[int, int]] = {
    "to 2001": (0, 2001),
    "2002-2008": (2002, 2008),
    "2009-2016": (2009, 2016),
    "2017-2020": (2017, 2020),
    "2021-2024": (2021, 2024),
}
"""Long enough that the cells of a default run stand above the floor, and split where the published margins are."""

_NUMBERS: tuple[Field, ...] = (
    column("placed", "raw", "people"),
    column("people", "estimate", "real people", of="placed"),
    column("published", "observed", "real people"),
)


def arrivals_tables(world: World, first_year: int = 1998, last_year: int = 2024) -> dict[str, Table]:
    """Three tables of one placing: ``arrivals``, ``arrivals_by_province`` and ``arrivals_by_age``.

    The published figures beside province and age are those the raking gives for the period; they add to the published
    margins, but a single period of them is published for 2016-17 and 2020-21 only as a boundary.
    """
    found = world.departures
    scale = world.country.spec.scale
    year = EPOCH_YEAR + found.arrived_month.astype(int) // 12
    sex = np.asarray(world.country.sex)[found.person]
    data, cells = arrivals(), raked_arrivals()

    rows: list[dict[str, Any]] = []
    for name, low, high in _years(first_year, last_year):
        placed = np.bincount(sex[(year >= low) & (year <= high)], minlength=2)
        published = data.year_sex[(data.last_year >= low) & (data.last_year <= high)].sum(axis=0)
        for s, value in enumerate(SEXES):
            rows.append(_row(scale, placed[s], published[s], year=name, sex=value))
        rows.append(_row(scale, placed.sum(), published.sum(), year=name, sex=ALL))
    tables = {"arrivals": table_of("arrivals", (*dimensions("year", "sex"), *_NUMBERS), rows, sums=("sex",))}

    age = (
        np.searchsorted(
            AGE_FROM, (found.arrived_month - world.country.birth_month[found.person].astype(int)) // 12, "right"
        )
        - 1
    )
    province = home_province(world.country, found.person, found.left_month)
    for dimension, labels, which, axes in (
        ("province", PROVINCES_NOW, province, (0, 1, 2)),
        ("age", AGES, age, (0, 1, 3)),
    ):
        rows = []
        for period, (low, high) in PERIODS.items():
            if low > last_year:
                continue
            of_period = (year >= low) & (year <= min(high, last_year))
            placed = np.bincount(which[of_period], minlength=len(labels))
            published = cells[(data.last_year >= low) & (data.last_year <= min(high, last_year))].sum(axis=axes)
            for k, label in enumerate(labels):
                rows.append(_row(scale, placed[k], published[k], period=period, **{dimension: label}))
            rows.append(_row(scale, placed.sum(), published.sum(), period=period, **{dimension: ALL}))
        name = f"arrivals_by_{dimension}"
        tables[name] = table_of(name, (*dimensions("period", dimension), *_NUMBERS), rows, sums=(dimension,))
    return tables


def _years(first_year: int, last_year: int) -> list[tuple[str, int, int]]:
    before = [(f"to {first_year - 1}", 0, first_year - 1)]
    return before + [(str(y), y, y) for y in range(first_year, last_year + 1)]


def _row(scale: float, placed: Any, published: float, **dimensions_: str) -> dict[str, Any]:
    return {**dimensions_, "placed": int(placed), "people": placed / scale, "published": round(float(published), 1)}
