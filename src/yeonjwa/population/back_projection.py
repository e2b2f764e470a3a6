"""Births before 1950 from the pyramid of the end of 1950, and the people missing from it.

Each cohort seen at the end of 1950 is carried back to its birth through the mortality assumed before 1950 and the
rates of 1950 itself. Women and men give two estimates of the births of a year; the larger is taken, and the other
sex's surplus is the number of people of that cohort who were lost (died beyond the rates, or went south) by the end
of 1950.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.graduation import AGES, between
from yeonjwa.population.projection import exposures, survival_from_birth

Floats = NDArray[np.float64]

SEEN_AGES = 80
"""Cohorts below this age at the end of 1950 are met; the few older people are not."""
_KNOTS = np.array([0, 1, *range(5, 105, 5)])
_ROUNDS = 40


@dataclass(frozen=True)
class Past:
    """What the pyramid of 1950 implies for the time before it.

    births: float64[n_years], live births of first_year..1949. founders: float64[2, 110], living at the start of
    first_year. lost, separated: float64[2, 110], removed at mid-1950 by age at the end of 1950. growth: yearly growth
    of births before the oldest cohort trusted.
    """

    births: Floats
    founders: Floats
    lost: Floats
    separated: Floats
    growth: float


def look_back(
    pyramid: Floats,
    before: Floats,
    in_1950: Floats,
    births_1950: float,
    female_fraction: float,
    gone_south_1950: float,
    ages_south: tuple[int, int],
    first_year: int,
    trusted_since: int,
    growth_until: int,
    first_month_share: float,
) -> Past:
    """Births, founders and losses before 1951 that lead to the pyramid of the end of 1950.

    Parameters
    ----------
    pyramid : float64[2, 21]
        Persons at the end of 1950 by sex and five-year age 0-4 .. 100+.
    before, in_1950 : float64[2, 110]
        Hazards of every year before 1950, and of 1950.
    births_1950 : float
        Live births of 1950.
    female_fraction : float
        Share of girls among births before 1950 and in it.
    gone_south_1950 : float
        People who went south in 1950, in proportion to those then living at ``ages_south`` (first, last).
    first_year : int
        First year with births to mothers.
    trusted_since, growth_until : int
        Old survivors are few and depend on the assumed mortality at old age more than on births. Births before
        ``trusted_since`` therefore grow at the mean rate from then to ``growth_until``, or are what the survivors
        require where that is more; survivors beyond the pyramid's count as lost.
    first_month_share : float
        Share of the first year's hazard that falls in the month of birth.
    """
    sexes = np.array([female_fraction, 1 - female_fraction])[:, None]
    ages = np.arange(AGES)
    first, second = exposures(in_1950, first_month_share)
    to_mid = np.ones((2, AGES, 12))
    to_mid[:, 1:] = survival_from_birth(before, first_month_share)[:, :-1]
    to_mid *= np.exp(-first)
    to_end = (to_mid * np.exp(-second)).mean(axis=2)
    to_mid = to_mid.mean(axis=2)

    goes = (ages >= ages_south[0]) & (ages <= ages_south[1])
    share_south = 0.0
    for _ in range(_ROUNDS):
        reach = to_end * np.where(goes, 1 - share_south, 1.0) * sexes
        needed = np.stack([_births_needed(pyramid[sex], reach[sex], births_1950) for sex in (0, 1)])
        mid_after_loss = needed * to_mid * sexes
        new_share = gone_south_1950 / mid_after_loss[:, goes].sum()
        if abs(new_share - share_south) < 1e-12:
            break
        share_south = new_share

    births = needed.max(axis=0)
    births[0] = births_1950
    oldest = 1950 - trusted_since
    growth = float(np.log(births[1950 - growth_until] / births[oldest]) / (growth_until - trusted_since))
    steady = births[oldest] * np.exp(-growth * (ages - oldest))
    births = np.where(ages <= oldest, births, np.where(ages < SEEN_AGES, np.maximum(births, steady), steady))
    kept = np.minimum(np.divide(needed, births, out=np.ones_like(needed), where=births > 0), 1.0)
    kept[:, 0] = 1.0

    at_mid = births * to_mid * sexes
    years_back = np.arange(1, 1950 - first_year + 1)
    past_births = births[np.minimum(years_back, AGES - 1)] * np.exp(-growth * np.maximum(years_back - AGES + 1, 0))
    births_at_first = past_births[-1] * np.exp(-growth * (ages + 1))
    founders = births_at_first * sexes * survival_from_birth(before, first_month_share).mean(axis=2)
    return Past(
        births=past_births[::-1].copy(),
        founders=founders,
        lost=at_mid * (1 - kept),
        separated=np.where(goes, at_mid * kept * share_south, 0.0),
        growth=growth,
    )


def _births_needed(pyramid: Floats, reach: Floats, births_now: float) -> Floats:
    """Births of each cohort, by age at the end of 1950, that leave ``pyramid``: smooth, with groups kept exactly.

    pyramid: float64[21], persons by five-year age. reach: float64[110], share of the births (of both sexes) alive and
    present at the end of 1950. births_now: births of the cohort of age 0, which is known.
    """
    ages = _KNOTS[-1]
    wanted = np.concatenate([[births_now * reach[0]], pyramid[:20]])
    wanted[1] -= wanted[0]
    starts = _KNOTS[:-1]
    widths = np.diff(_KNOTS)
    groups = wanted / (np.add.reduceat(reach[:ages], starts) / widths)
    for _ in range(_ROUNDS):
        births = between(_KNOTS, np.concatenate([[0.0], np.cumsum(groups)]))
        ratio = wanted / np.add.reduceat(births * reach[:ages], starts)
        groups = groups * ratio
        if np.abs(ratio - 1).max() < 1e-10:
            break
    births = births * np.repeat(ratio, widths)
    return np.concatenate([births, np.full(AGES - ages, births[-1])])
