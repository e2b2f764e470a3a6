"""Births by month, sex, age at death, and the losses of 1950-57: all that is fixed about a life before it is lived.

Death is drawn once per person, by inverting the cumulative hazard of the birth cohort with one number. Inside a year of
age the hazard is constant; deaths of infants are concentrated in the first month. Time is whole months: a person dies
in the month in which the cumulative hazard passes -log(1 - u).

The numbers for sex and death are a plane-filling sequence over the ids (the R2 sequence, Roberts 2018, started by luck
keyed by the seed), so that every cohort holds nearly exactly the shares that the rates ask for. Relatives do not have
neighbouring ids, so their lives stay independent.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from yeonjwa.draws import first_above, uniform, uniform_pair
from yeonjwa.months import NEVER, month_of

MONTHS_OF_LIFE = 110 * 12
# 1 / g and 1 / g**2 for the plastic number g, the real root of g**3 = g + 1.
STEP_SEX = 0.7548776662466927
STEP_DEATH = 0.5698402909980532
STEPS, MOST_STEPS = 256, 8 * 256
"""The month of death is looked for between those of two neighbouring sums of hazard, k / STEPS for k up to MOST_STEPS."""
LANES = 8


@njit
def spread(task, tasks):
    """The tasks in another order, so that threads that take a stretch each get as many large as small ones."""
    lane_size, longer = tasks // LANES, tasks % LANES
    if task < longer * (lane_size + 1):
        return task // (lane_size + 1) + LANES * (task % (lane_size + 1))
    return (task - longer) // lane_size + LANES * ((task - longer) % lane_size)


@njit
def _cumulative_hazard(hazard, first_year, birth_month, sex, first_month_share, out):
    """Hazard summed month by month of age, for a person born in ``birth_month``; out float64[MONTHS_OF_LIFE]."""
    last = hazard.shape[0] - 1
    total = 0.0
    for k in range(out.size):
        year = 1800 + (birth_month + k) // 12 - first_year
        year = min(max(year, 0), last)
        monthly = hazard[year, sex, k // 12] / 12.0
        if k == 0:
            monthly *= 12.0 * first_month_share
        elif k < 12:
            monthly *= (1.0 - first_month_share) * 12.0 / 11.0
        total += monthly
        out[k] = total


@njit
def _first_months(cumulative, out):
    """For each k / STEPS the first month of life in which the hazard summed is above it (the last, if none); out int16[k]."""
    month = 0
    for k in range(out.size):
        while month < MONTHS_OF_LIFE - 1 and cumulative[month] <= k / STEPS:
            month += 1
        out[k] = month


@njit(forceinline=True)
def _fraction(x):
    """x % 1.0 of a number that is not negative, exactly, in a tenth of the time."""
    return x - np.floor(x)


@njit(cache=True, parallel=True)
def begin_lives(
    start, first_birth_year, start_month, key_life, key_separated, key_lost, key_wedlock,
    female_fraction, hazard, first_year, first_month_share, lost_share, separated_share, lost_month,
    entry_age, never, factor_low,
    birth_month, sex, death_month, separated_month, leaves, enter, strong,
):  # fmt: skip
    """Fill what is fixed about everybody's life; one task per birth year.

    Parameters
    ----------
    start : int64[n_birth_years + 1]
        First person of each birth year; ids are in order of birth, months of birth evenly spread over the year.
    start_month : int
        Month in which founders are known to live: their deaths come later.
    key_... : uint64
        Streams of luck.
    female_fraction : float64[n_birth_years]
    hazard : float64[n_years, 2, 110]
        Deaths per person-year from ``first_year`` on; earlier and later years take the ends.
    lost_share : float64[n_birth_years, 2]
        Chance to be removed in ``lost_month`` if alive and not gone south then.
    separated_share : float64[8, n_birth_years, 2]
        Chance to go south in the middle of 1950..1957 if alive then.
    entry_age : float64[2, n_birth_years, LEVELS]
        Age at which women and men start to look for a spouse, by quantile, months.
    never : float
        Share of women who never do.
    factor_low : float
        Chance of the weak factor of fertility (0.5), the rest is strong.
    birth_month, sex, death_month, separated_month : output columns
    leaves : int16[n], output
        Month of death or of going south, whichever is first.
    enter : int16[n], output
        Month from which the person looks for a spouse.
    strong : uint8[n], output
        1 for women whose personal factor of fertility is above 1.
    """
    shift_sex, shift_death = uniform_pair(key_life, 0)
    n_years = start.size - 1
    last_loss = lost_month + 12 * 8
    for task in prange(n_years):
        cohort = spread(task, n_years)
        size = start[cohort + 1] - start[cohort]
        if size == 0:
            continue
        cumulative, begins = np.empty((2, MONTHS_OF_LIFE)), np.empty((2, MOST_STEPS + 1), dtype=np.int16)
        reached = -1
        for k in range(size):
            person = start[cohort] + k
            born = (first_birth_year + cohort - 1800) * 12 + (12 * k) // size
            if born != reached:
                reached = born
                for s in range(2):
                    _cumulative_hazard(hazard, first_year, born, s, first_month_share, cumulative[s])
                    _first_months(cumulative[s], begins[s])
            s = 0 if _fraction(shift_sex + person * STEP_SEX) < female_fraction[cohort] else 1
            need = -np.log1p(-_fraction(shift_death + person * STEP_DEATH))
            lived = max(start_month - born, 0)
            if lived > 0:
                need += cumulative[s, lived - 1]
            at = min(int(need * STEPS), MOST_STEPS)
            until = begins[s, at + 1] if at < MOST_STEPS else MONTHS_OF_LIFE - 1
            dies = born + first_above(cumulative[s], need, max(lived, begins[s, at]), max(lived, until))
            separated = NEVER
            for y in range(8 if born < last_loss else 0):
                if separated_share[y, cohort, s] > 0.0:
                    leaving = lost_month + 12 * y
                    if dies > leaving and uniform(key_separated, person, leaving) < separated_share[y, cohort, s]:
                        separated = leaving
                        break
                if y == 0 and dies > lost_month and lost_share[cohort, s] > 0.0:
                    if uniform(key_lost, person) < lost_share[cohort, s]:
                        dies = lost_month
                        break
            birth_month[person] = born
            sex[person] = s
            death_month[person] = dies
            separated_month[person] = separated
            leaves[person] = min(dies, separated)
            u, v = uniform_pair(key_wedlock, person)
            alone = never if s == 0 else 0.0
            if u < alone:
                enter[person] = NEVER
            else:
                level = int((u - alone) / (1.0 - alone) * entry_age.shape[2])
                enter[person] = born + int(entry_age[s, cohort, level])
            strong[person] = 1 if s == 0 and v >= factor_low else 0


LOST_MONTH = month_of(1950, 7)
