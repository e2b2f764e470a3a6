"""Military service: who serves, from when to when.

Everyone of service age has a keyed score; the lowest scores of each sex serve, as many as the 2008 census counted in
military camps, scaled to the country. The same bar then holds for every year, so the number in camps follows the
size of the cohorts. Who marries before the term would end does not serve: the genealogy is built first, and soldiers
do not marry. Terms that ended before 1985 are left out, because nothing reads them. Career soldiers are not modelled.
A conscript keeps the home county; the camp is a spell without province.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniform
from yeonjwa.months import month_of
from yeonjwa.population.country import FEMALE, MALE
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.spells import frozen

CENSUS_MONTH = month_of(2008, 10)
FIRST_MONTH = month_of(1985)
END_MONTH = month_of(2026)

CONSCRIPT_COLUMNS: dict[str, str] = {
    "conscript_person": "int32",  # sorted; one term per person
    "conscript_start": "int16",  # first month of service
    "conscript_end": "int16",  # month after the last
}


@njit(cache=True, parallel=True)
def _terms(
    key_choice,
    key_start,
    first,
    age_months,
    term,
    chance,
    birth,
    death,
    sex,
    songbun,
    first_union,
    union_start,
    score,
    start,
    end,
):
    """Score and would-be term of persons ``first`` onward (term int64[2] by sex, chance float64[3] by songbun).

    Fills score (float64, infinity where the person cannot serve), start and end (int16), all of one length.
    """
    for k in prange(score.size):
        i = first + k
        begin = birth[i] + age_months + int(12 * uniform(key_start, i))
        stop = begin + term[sex[i]]
        union = first_union[i]
        marries = union >= 0 and union_start[union] < stop
        weight = chance[songbun[i]]
        start[k], end[k] = begin, min(stop, death[i])
        if death[i] <= begin or marries or weight <= 0:
            score[k] = np.inf
        else:
            score[k] = uniform(key_choice, i) / weight


def scaled_census(columns: Mapping[str, NDArray[Any]], census: float) -> float:
    """A number of the 2008 census (camps included), scaled by the country's living over the census total."""
    gone = np.minimum(columns["death_month"], columns["separated_month"])
    living = int(np.count_nonzero((columns["birth_month"] <= CENSUS_MONTH) & (gone > CENSUS_MONTH)))
    return census * living / figure("census_population_2008").value


def lowest(score: NDArray[np.floating[Any]], count: int) -> float:
    """The bar that exactly ``count`` of the scores do not exceed; infinity where there are too few."""
    if count <= 0:
        return -np.inf
    return float(np.partition(score, count - 1)[count - 1]) if count <= score.size else np.inf


def conscripts(columns: Mapping[str, NDArray[Any]], spec: PopulationSpec) -> dict[str, NDArray[Any]]:
    """Terms of service 1985-2025, one row per person who serves (CONSCRIPT_COLUMNS).

    In October 2008 the number in service is that of the census, scaled to the country's living, by sex and exactly,
    unless fewer can serve.
    """
    age = round(12 * figure("conscript_age").value)
    term = np.zeros(2, dtype=np.int64)
    term[MALE] = round(12 * figure("conscript_term_men").value)
    term[FEMALE] = round(12 * figure("conscript_term_women").value)
    chance = np.array([1.0, figure("conscript_chance_wavering").value, figure("conscript_chance_hostile").value])
    birth = columns["birth_month"]
    first = int(np.searchsorted(birth, np.int16(FIRST_MONTH - age - 12 - term.max())))
    last = int(np.searchsorted(birth, np.int16(END_MONTH - age)))
    score = np.empty(last - first)
    start, end = np.empty(last - first, np.int16), np.empty(last - first, np.int16)
    names = ("birth_month", "death_month", "sex", "songbun", "first_union", "union_start")
    _terms(
        stream(spec.seed, "who serves"), stream(spec.seed, "month service starts"), first, age, term, chance,
        *(frozen(columns[name]) for name in names), score, start, end,
    )  # fmt: skip
    sex = columns["sex"][first:last]
    chosen = np.zeros(last - first, dtype=bool)
    in_census = (start <= CENSUS_MONTH) & (end > CENSUS_MONTH) & np.isfinite(score)
    for code, key in ((FEMALE, "conscript_women_2008"), (MALE, "conscript_men_2008")):
        wanted = round(scaled_census(columns, figure(key).value))
        bar = lowest(score[in_census & (sex == code)], wanted)
        chosen |= (sex == code) & (score <= bar) & np.isfinite(score)
    chosen &= (end > FIRST_MONTH) & (start < END_MONTH)
    rows = np.flatnonzero(chosen)
    return {
        "conscript_person": (rows + first).astype(np.int32),
        "conscript_start": start[rows],
        "conscript_end": end[rows],
    }
