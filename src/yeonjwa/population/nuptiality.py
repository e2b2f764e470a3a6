"""Age at marriage, age gap and remarriage by year of marriage or birth.

The census of 2008 gives mean ages at first marriage (29.0 men, 25.5 women). For earlier times the knots below rest on
colonial censuses and on the neighbour's census of 1955, recalled and therefore assumed; the alternatives ``early`` and
``late`` move every knot but that of 2008 by the figure ``nuptiality_shift``. How many marry very young is read off the births
of the young: without it the rates of 15 to 19 would find too few wives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from yeonjwa.catalogue import figure
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.vital_rates import VitalRates

# Year of marriage -> figure that holds the women's mean age at first marriage.
KNOTS = {
    1850: "age_at_marriage_women_1850",
    1940: "age_at_marriage_women_1940",
    1960: "age_at_marriage_women_1960",
    1980: "age_at_marriage_women_1980",
    2008: "age_at_marriage_women_2008",
}
LEVELS = 4096
"""Number of quantiles of the age at first marriage that are told apart; many, because of the few who marry very young."""
AGES_BY_MONTH = np.arange(12 * 12, 75 * 12 + 1) / 12.0
"""Ages in years at which the shares of those who look for a spouse are worked out."""


@dataclass(frozen=True)
class Nuptiality:
    """Schedules of marriage as the kernels read them.

    entry_age_months : float64[2, n_birth_years, LEVELS]
        Age in months at which a woman (0) or man (1) of a birth year enters the market, by quantile.
    never : float
        Share of women who never enter it.
    gap_mean, gap_sd : float
        Years by which a bride wishes the groom to be older.
    impatience : float
        Chance per year that a bride who found nobody looks among all single men.
    remarry_men, remarry_women : float
        Chance that a widowed person of a fitting age enters the market again.
    remarry_age_men, remarry_age_women : int
        Age in months beyond which widowed people stay alone.
    last_age_of_brides : int
        Age in years beyond which women look no more.
    first_birth : int
        Months from the wedding to the first month in which a child may be born.
    remarry_delay : int
        Months between widowhood and looking for a new spouse, at least.
    class_distance_one, class_distance_two : float
        Chance that a bride accepts a candidate one or two loyalty classes away (same class: 1).
    outside_county : float
        Share of brides who look for a husband outside their own county.
    """

    first_birth_year: int
    entry_age_months: NDArray[np.float64]
    never: float
    gap_mean: float
    gap_sd: float
    impatience: float
    remarry_men: float
    remarry_women: float
    remarry_age_men: int
    remarry_age_women: int
    last_age_of_brides: int
    remarry_delay: int
    first_birth: int
    class_distance_one: float
    class_distance_two: float
    outside_county: float


def mean_age_at_marriage(years: NDArray[np.float64], variant: str) -> NDArray[np.float64]:
    """Women's mean age at first marriage, years, for marriages of ``years``."""
    shift = {"census": 0.0, "early": -1.0, "late": 1.0}[variant] * figure("nuptiality_shift").value
    ages = [figure(key).value + (0.0 if year == 2008 else shift) for year, key in KNOTS.items()]
    return np.interp(years, list(KNOTS), ages)


def _wed_by_need(births: NDArray[np.float64], rates: VitalRates) -> NDArray[np.float64]:
    """float64[n_birth_years, n_ages]: share of women who must look for a husband by each of ``AGES_BY_MONTH``, at the least.

    Only wives bear here. Where the rates ask for ``f`` births a woman at an age below ``age_of_young_wives``, ``f`` over
    ``births_of_youngest_wives`` of the women must be married in the middle of that age.
    """
    ages = np.arange(int(figure("age_of_young_wives").value))
    year = np.clip(births[:, None].astype(np.int64) + ages - rates.first_year, 0, rates.fertility.shape[0] - 1)
    need = np.maximum.accumulate(rates.fertility[year, ages] / figure("births_of_youngest_wives").value, axis=1)
    return np.stack([np.interp(AGES_BY_MONTH, ages + 0.5, row) for row in need])


def _entry_ages(
    births: NDArray[np.float64], variant: str, older: float, lowest: float, least: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """float64[n_birth_years, LEVELS], years: quantiles of the age at which people begin to look for a spouse.

    A gamma distribution above ``lowest``, but never fewer than ``least`` by any of ``AGES_BY_MONTH`` (share by cohort and age).
    The mean is the women's plus ``older`` all the same: the gamma moves up to make good for the young.
    """
    means = mean_age_at_marriage(births + 20.0, variant) + older
    for _ in range(4):  # the mean depends on the year in which the cohort marries
        means = mean_age_at_marriage(births + means, variant) + older
    above = means - lowest
    # A cohort that marries young marries close together: the spread shrinks with the mean above the lowest age.
    sd = np.minimum(figure("age_at_marriage_sd").value, 0.6 * above)
    middle = (np.arange(LEVELS) + 0.5) / LEVELS
    past_lowest = np.maximum(AGES_BY_MONTH - lowest, 0.0)
    for _ in range(3):
        shape, scale = (above / sd) ** 2, sd**2 / above
        looking = special.gammainc(shape[:, None], past_lowest / scale[:, None])
        if least is not None:
            looking = np.where(past_lowest > 0, np.maximum(looking, least), 0.0)
        ages = np.stack([np.interp(middle, shares, AGES_BY_MONTH) for shares in looking])
        above = above + means - ages.mean(axis=1)
    return ages


def nuptiality(spec: PopulationSpec, rates: VitalRates, first_birth_year: int, last_birth_year: int) -> Nuptiality:
    """The schedules for people born in the given years (both included).

    Ages at first marriage follow a gamma distribution above the lowest age, whose mean moves with the year in which a
    cohort reaches it, with as many young wives before it as the fertility in ``rates`` needs.
    """
    births = np.arange(first_birth_year, last_birth_year + 1, dtype=np.float64)
    head_start = figure("groom_waits").value
    women = _entry_ages(
        births,
        spec.nuptiality,
        -figure("bride_waits").value,
        figure("lowest_age_at_marriage").value,
        _wed_by_need(births, rates),
    )
    men = _entry_ages(
        births, spec.nuptiality, figure("spouse_age_gap").value - head_start, figure("lowest_age_of_grooms").value
    )
    return Nuptiality(
        first_birth_year=first_birth_year,
        entry_age_months=np.stack([women, men]) * 12.0,
        never=figure("never_marry_women").value,
        gap_mean=figure("spouse_age_gap").value,
        gap_sd=figure("spouse_age_gap_sd").value,
        impatience=figure("bride_impatience").value,
        remarry_men=figure("remarriage_men").value,
        remarry_women=figure("remarriage_women").value,
        remarry_age_men=int(figure("remarriage_last_age_men").value * 12),
        remarry_age_women=int(figure("remarriage_last_age_women").value * 12),
        last_age_of_brides=int(figure("last_age_of_brides").value),
        remarry_delay=int(figure("remarriage_delay").value),
        first_birth=int(figure("first_birth_after_wedding").value),
        class_distance_one=figure("class_distance_one").value,
        class_distance_two=figure("class_distance_two").value,
        outside_county=figure("bride_from_outside").value,
    )
