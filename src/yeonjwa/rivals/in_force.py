"""What a history says is in force: for each practice and each of the four series, in which years and up to which share of its strength."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from yeonjwa.catalogue.histories import FIRST_MONTH, SERIES, levels, schedule
from yeonjwa.months import year_of

FIRST_SHOWN = 1998


@dataclass(frozen=True)
class Stretch:
    """Years in which a series stands above 0 anywhere and for anybody, and the highest share of full strength in them."""

    first: int
    last: int
    at_most: float


def in_force(history: str) -> dict[str, dict[str, tuple[Stretch, ...]]]:
    """Stretches by practice and series, from 1998 on; practices of which all four series are off have no entry."""
    table = schedule(history)
    found = {}
    for practice in levels():
        by_series = {series: _stretches(table.table(practice, series).max(axis=(1, 2)).tolist()) for series in SERIES}
        if any(by_series.values()):
            found[practice] = by_series
    return found


def _stretches(course: list[float]) -> tuple[Stretch, ...]:
    by_year: dict[int, float] = {}
    for position, level in enumerate(course):
        year = int(year_of(FIRST_MONTH + position))
        if year >= FIRST_SHOWN:
            by_year[year] = max(by_year.get(year, 0.0), level)
    found = []
    for is_on, group in groupby(by_year, key=lambda year: by_year[year] > 0):
        years = list(group)
        if is_on:
            found.append(Stretch(years[0], years[-1], max(by_year[year] for year in years)))
    return tuple(found)


__all__ = ["Stretch", "in_force"]
