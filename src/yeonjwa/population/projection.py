"""Cohort projection by half-years: the deterministic twin of the simulated country.

The convention of time is that of the simulation, so that both agree to sampling error:

- A person born in month ``b`` is exposed to death in the months b, b + 1, ...; births are spread evenly over the
  twelve months of a year. In month ``k`` the completed age is (k - b) // 12.
- The hazard of a month is hazard[year, sex, age] / 12. Age 0 is front-loaded: ``first_month_share`` of its yearly
  hazard falls in the month of birth, the rest evenly in the following eleven.
- People who go south or are lost leave at mid-year, after the hazards of January to June.
- The age at the end of a year is the year minus the year of birth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.graduation import AGES

Floats = NDArray[np.float64]


class Year(NamedTuple):
    """One projected year. mid, end: float64[2, 110, 12], persons by sex, age at the end of the year and month of
    birth, at mid-year (before anybody leaves; nobody yet for months not yet born) and at the end. deaths: persons."""

    mid: Floats
    end: Floats
    deaths: float


def exposures(hazard: Floats, first_month_share: float) -> tuple[Floats, Floats]:
    """Cumulative hazard of each birth cohort over the first and the second half of one calendar year.

    Parameters
    ----------
    hazard : float64[2, 110]
        By sex and single year of age.
    first_month_share : float
        Share of the first year's hazard that falls in the month of birth.

    Returns
    -------
    first, second : float64[2, 110, 12]
        By sex, age at the end of the year, month of birth.
    """
    born = np.arange(12)

    def infancy(months_lived: NDArray[np.int64]) -> Floats:
        lived = np.minimum(months_lived, 12)
        return np.where(lived > 0, first_month_share + (1 - first_month_share) * (lived - 1) / 11, 0.0)

    halves = []
    for start in (0, 6):
        end = start + 6
        before_birthday = (np.clip(born, start, end) - start) / 12
        after_birthday = 0.5 - before_birthday
        out = np.empty((2, AGES, 12))
        out[:, 1:] = hazard[:, :-1, None] * before_birthday + hazard[:, 1:, None] * after_birthday
        rest_of_infancy = infancy(end - born + 12) - infancy(start - born + 12)
        out[:, 1] = hazard[:, 0, None] * rest_of_infancy + hazard[:, 1, None] * after_birthday
        out[:, 0] = hazard[:, 0, None] * (infancy(end - born) - infancy(start - born))
        halves.append(out)
    return halves[0], halves[1]


def step(living: Floats, births: Floats, hazard: Floats, leave: Floats, first_month_share: float) -> Year:
    """Project one calendar year.

    Parameters
    ----------
    living : float64[2, 110, 12]
        Persons at the end of the year before, by sex, age then, and month of birth.
    births : float64[2]
        Girls and boys born in the year.
    hazard : float64[2, 110]
        By sex and single year of age.
    leave : float64[2, 110]
        Persons removed at mid-year by sex and age at the end of the year.
    first_month_share : float
        Share of the first year's hazard that falls in the month of birth.
    """
    first, second = exposures(hazard, first_month_share)
    start = np.empty_like(living)
    start[:, 1:] = living[:, :-1]
    start[:, 0] = births[:, None] / 12
    mid = start * np.exp(-first)
    born = mid.copy()
    born[:, 0, 6:] = 0.0
    stay = mid - born * _share_leaving(born, leave)[:, :, None]
    end = stay * np.exp(-second)
    deaths = start.sum() - mid.sum() + stay.sum() - end.sum() + living[:, -1].sum()
    return Year(born, end, float(deaths))


def _share_leaving(living: Floats, leave: Floats) -> Floats:
    there = living.sum(axis=2)
    return np.minimum(np.divide(leave, there, out=np.zeros_like(leave), where=there > 0), 1.0)


def leavers(living: Floats, persons: float, ages: tuple[int, int]) -> Floats:
    """float64[2, 110], ``persons`` by sex and age, in proportion to those ``living`` (float64[2, 110, 12]) at ``ages``
    (first, last)."""
    there = living.sum(axis=2)
    there[:, : ages[0]] = 0.0
    there[:, ages[1] + 1 :] = 0.0
    return there * (persons / there.sum())


def woman_years(at_mid: Floats) -> Floats:
    """float64[60], years lived by women in completed ages 0 to 59 in a year whose mid-year state is ``at_mid``.

    Half of those who reach an age in a year live there before their birthday at the age below.
    """
    women = at_mid[0].sum(axis=1)
    return (women[:60] + women[1:61]) / 2


def survival_from_birth(hazard: Floats, first_month_share: float) -> Floats:
    """Share of a birth cohort alive at the end of the year in which it reaches each age, under constant hazards.

    Returns
    -------
    float64[2, 110, 12]
        By sex, age at the end of the year, month of birth.
    """
    first, second = exposures(hazard, first_month_share)
    return np.exp(-np.cumsum(first + second, axis=1))
