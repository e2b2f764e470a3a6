"""From five-year age groups to single years of age, monotone and with the group totals kept exactly.

Both mortality and fertility are graduated on their cumulative curve with a monotone cubic (PCHIP; Fritsch and
Carlson 1980): the curve passes through every group boundary, so that the sum over a group is what it was, and it
never falls, so that no single year is negative.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AGES = 110
"""Single years of age 0 to 109; the last is open."""
GROUP_STARTS: NDArray[np.int64] = np.array([0, 1, *range(5, 105, 5)])
"""First ages of the groups of an abridged life table: 0, 1-4, 5-9, ..., 95-99, 100+."""

# Mean age at death within the first year and within ages 1 to 4 as a line in the death rate of the first year
# (Coale and Demeny 1983, model West; as restated by Preston, Heuveline and Guillot 2001, table 3.3). Sex 0 female.
_HIGH_INFANT_RATE = 0.107
_A0_HIGH, _A0_LINE = (0.350, 0.330), ((0.053, 2.800), (0.045, 2.684))
_A1_HIGH, _A1_LINE = (1.361, 1.352), ((1.522, -1.518), (1.651, -2.816))
_STEEP_RATE = 0.18
"""Above this death rate per year the mid-group approximation overstates how mortality piles up; see group_hazards."""


def group_hazards(mx: Floats, sex: int) -> Floats:
    """Cumulative hazard over each closed group of an abridged life table.

    The first year and ages 1 to 4 follow from the death rate and the mean age at death of those who die there. Older
    groups take deaths to fall in mid-group, q = 5 m / (1 + 2.5 m); beyond a rate of 0.18 a year, where that formula
    runs away, the correction to 5 m stays at its value there.

    Parameters
    ----------
    mx : float64[22]
        Central death rates per person-year of the groups of GROUP_STARTS.
    sex : int
        0 female, 1 male.

    Returns
    -------
    float64[21]
        -log(probability of surviving the group), for all groups but the open one.
    """
    high = mx[0] >= _HIGH_INFANT_RATE
    a0 = _A0_HIGH[sex] if high else _A0_LINE[sex][0] + _A0_LINE[sex][1] * mx[0]
    a1 = _A1_HIGH[sex] if high else _A1_LINE[sex][0] + _A1_LINE[sex][1] * mx[0]
    hazard = np.empty(21)
    hazard[0] = -np.log1p(-mx[0] / (1 + (1 - a0) * mx[0]))
    hazard[1] = -np.log1p(-4 * mx[1] / (1 + (4 - a1) * mx[1]))
    rate = mx[2:21]
    mild = np.minimum(rate, _STEEP_RATE)
    hazard[2:] = np.log1p(2.5 * mild) - np.log1p(-2.5 * mild) + 5 * (rate - mild)
    return hazard


def single_year_hazards(mx: Floats, sex: int) -> Floats:
    """Hazard of each single year of age 0 to 109 from an abridged table of death rates.

    Parameters
    ----------
    mx : float64[22]
        Central death rates per person-year of the groups of GROUP_STARTS.
    sex : int
        0 female, 1 male.

    Returns
    -------
    float64[110]
        Cumulative hazard over each year of age: survival from birthday to birthday is exp(-hazard). Within each
        group it adds up to ``group_hazards``; from 100 on it is the closing rate.
    """
    curve = np.concatenate([[0.0], np.cumsum(group_hazards(mx, sex))])
    return np.concatenate([between(GROUP_STARTS[:22], curve), np.full(AGES - 100, mx[21])])


def single_year_fertility(rates: Floats, first_age: int = 10, ages: int = 60) -> Floats:
    """Births per woman-year by single year of age from rates of five-year groups.

    Parameters
    ----------
    rates : float64[n_groups]
        Births per woman-year of consecutive five-year groups.
    first_age : int
        First age of the first group.
    ages : int
        How many single years, from age 0, to return.

    Returns
    -------
    float64[ages]
        Sums to 5 * rates within each group, 0 outside.
    """
    starts = first_age + 5 * np.arange(rates.size + 1)
    out = np.zeros(ages)
    out[starts[0] : starts[-1]] = between(starts, np.concatenate([[0.0], np.cumsum(5 * rates)]))
    return out


def between(knots: NDArray[np.int64], cumulative: Floats) -> Floats:
    """Single-year increments of the monotone curve through ``cumulative`` at the whole-numbered ``knots``.

    Returns
    -------
    float64[knots[-1] - knots[0]]
        Non-negative; sums to the increments of ``cumulative`` between knots.
    """
    from scipy.interpolate import PchipInterpolator

    curve = PchipInterpolator(np.asarray(knots, dtype=np.float64), cumulative)
    return np.maximum(np.diff(curve(np.arange(knots[0], knots[-1] + 1))), 0.0)


def life_expectancy(hazard: Floats, first_month_share: float) -> float:
    """Life expectancy at birth, years, of hazards by single year of age.

    Parameters
    ----------
    hazard : float64[110]
        One sex, one year.
    first_month_share : float
        Share of the first year's hazard that falls in the first month.
    """
    monthly = np.repeat(hazard[:, None] / 12, 12, axis=1)
    monthly[0] = hazard[0] * (1 - first_month_share) / 11
    monthly[0, 0] = hazard[0] * first_month_share
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(monthly.ravel())]))
    return float((alive[:-1] + alive[1:]).sum() / 24 + alive[-1] / hazard[-1])
