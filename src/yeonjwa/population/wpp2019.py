"""World Population Prospects (WPP) 2019 by single year of age and calendar year, from the packaged tables.

WPP 2019 gives rates for five-year periods that run from mid-year to mid-year. They hold within their period; a
calendar year in which two periods meet takes the mean of both. From mid-2020 on the rates of 2015-2020 are held.
Unlike WPP 2024 the revision is one consistent set, but milder in 1950 and in the 1990s.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.graduation import AGES, GROUP_STARTS, between, single_year_fertility, single_year_hazards
from yeonjwa.population.places import read_rows
from yeonjwa.population.projection import exposures, leavers, step, woman_years
from yeonjwa.population.wpp import FIRST, LAST, SEXES, YEARS, Revision, first_age, freeze

Floats = NDArray[np.float64]

LAST_PERIOD = 2015
PERIODS = tuple(range(1950, LAST_PERIOD + 1, 5))


def by_year(periods: Floats) -> Floats:
    """Calendar years 1950-2025 from five-year periods (first axis) that run from mid-year to mid-year."""
    years = np.arange(FIRST, LAST + 1)
    last = len(PERIODS) - 1
    first_half = np.clip((years - 1 - FIRST) // 5, 0, last)
    second_half = np.clip((years - FIRST) // 5, 0, last)
    return (periods[first_half] + periods[second_half]) / 2


def _period(row: dict[str, str]) -> int | None:
    """Row of PERIODS that a table row belongs to, None for projections."""
    start = int(row["period"].split("-")[0])
    return PERIODS.index(start) if start <= LAST_PERIOD else None


@cache
def period_life_expectancy() -> Floats:
    """float64[14, 2], published life expectancy at birth by period and sex."""
    return np.array([[float(r["e0F"]), float(r["e0M"])] for r in read_rows("wpp2019_period.csv")])


@cache
def period_hazards() -> Floats:
    """float64[14, 2, 110], mortality by period, sex and single year of age."""
    rates = np.full((len(PERIODS), 2, GROUP_STARTS.size), np.nan)
    column = {int(a): i for i, a in enumerate(GROUP_STARTS)}
    for r in read_rows("wpp2019_mx_5x5.csv"):
        p = _period(r)
        if p is not None:
            rates[p, :, column[first_age(r["age"])]] = float(r["mxF"]), float(r["mxM"])
    return freeze(np.array([[single_year_hazards(rates[p, sex], sex) for sex in (0, 1)] for p in range(len(PERIODS))]))


@cache
def hazards() -> Floats:
    """float64[76, 2, 110], mortality by calendar year, sex and single year of age."""
    return freeze(by_year(period_hazards()))


@cache
def fertility() -> Floats:
    """float64[76, 60], births per woman-year by calendar year and single year of age."""
    total = np.array([float(r["tfr"]) for r in read_rows("wpp2019_period.csv")])
    groups = np.zeros((len(PERIODS), 7))
    for r in read_rows("wpp2019_pasfr.csv"):
        p = _period(r)
        if p is not None:
            groups[p, (first_age(r["age"]) - 15) // 5] = total[p] * float(r["pasfr_pct"]) / 100 / 5
    return freeze(by_year(np.array([single_year_fertility(g, first_age=15) for g in groups])))


@cache
def mid_year_pyramids() -> dict[int, Floats]:
    """Persons at mid-year by sex and five-year age: float64[2, 21] by year (1950, 1955, ..., 2020)."""
    out: dict[int, Floats] = {}
    for r in read_rows("wpp2019_pop_5yr.csv"):
        table = out.setdefault(int(r["year"]), np.zeros((2, 21)))
        table[SEXES.index(r["sex"]), first_age(r["age"]) // 5] = float(r["pop_thousand"]) * 1000
    return out


@cache
def revision(ages_south: tuple[int, int], first_month_share: float) -> Revision:
    """WPP 2019 as the model uses it.

    The pyramid of mid-1950 is moved to the end of 1950 with the revision's own rates. The packaged tables hold no
    migration: the yearly number who left for the South from mid-1950 to mid-1955 is what closes the account of the
    total between these dates.

    Parameters
    ----------
    ages_south : (int, int)
        First and last age of those who go south.
    first_month_share : float
        Share of the first year's hazard that falls in the month of birth.
    """
    ratio = np.array([float(r["srb"]) for r in read_rows("wpp2019_period.csv")])
    female_fraction = 1 / (1 + by_year(ratio))
    middle = mid_year_pyramids()
    single = np.zeros((2, AGES))
    for sex in (0, 1):
        curve = np.concatenate([[0.0], np.cumsum(middle[1950][sex])])
        single[sex, :105] = between(np.arange(0, 110, 5), curve)
    births_1950 = float(single[0, :60] @ fertility()[0])

    def run(leaving_a_year: float) -> tuple[Floats, float]:
        """Pyramid of the end of 1950 and total at mid-1955 if this many leave each year."""
        living = np.empty((2, AGES, 12))
        living[:, :, :6] = single[:, :, None] / 12
        living[:, 1:, 6:] = single[:, :-1, None] / 12
        living[:, 0, 6:] = (births_1950 * np.array([female_fraction[0], 1 - female_fraction[0]]))[:, None] / 12
        staying = living.sum(axis=2)
        leave = leavers(living, leaving_a_year / 2, ages_south)
        living = living * (1 - np.divide(leave, staying, out=np.zeros_like(leave), where=staying > 0))[:, :, None]
        living = living * np.exp(-exposures(hazards()[0], first_month_share)[1])
        end_1950 = living.sum(axis=2)
        for i in range(1, 6):
            at_mid = step(living, np.zeros(2), hazards()[i], np.zeros((2, AGES)), first_month_share).mid
            born = woman_years(at_mid) @ fertility()[i]
            sexes = born * np.array([female_fraction[i], 1 - female_fraction[i]])
            leave = leavers(at_mid, leaving_a_year, ages_south)
            year = step(living, sexes, hazards()[i], leave, first_month_share)
            living = year.end
        return end_1950, float(year.mid.sum()) - leaving_a_year / 2

    total = float(middle[1955].sum())
    without, with_some = run(0.0)[1], run(1e5)[1]
    leaving = 1e5 * (without - total) / (without - with_some)
    end_1950, _ = run(leaving)
    gone_south = np.zeros(YEARS)
    gone_south[:5] = leaving
    gone_south[5] = leaving / 2
    pyramid = np.zeros((2, 21))
    pyramid[:, :20] = end_1950[:, :100].reshape(2, 20, 5).sum(axis=2)
    pyramid[:, 20] = end_1950[:, 100:].sum(axis=1)
    return Revision(hazards(), fertility(), female_fraction, births_1950, None, None, gone_south, pyramid)
