"""Three courses of mortality in the 1990s, none of which is known to be right.

``wpp2024`` draws a block of high mortality from 1995 to 2002, ``wpp2019`` a milder one from mid-1995 to mid-2000, and
``statkorea`` (Statistics Korea) a trough of life expectancy in 1998 between points in 1993 and 2008.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.population import wpp, wpp2019
from yeonjwa.population.graduation import life_expectancy

Floats = NDArray[np.float64]

WPP_FROM, WPP_TO = 1990, 2005
"""Years whose mortality another revision of WPP replaces."""
_BISECTIONS = 60


def other_mortality(famine: str, revision: str, first_month_share: float) -> dict[int, Floats]:
    """Hazards that replace those of ``revision``: float64[2, 110] by calendar year, empty where nothing is replaced."""
    if famine == "statkorea":
        return _statistics_korea(revision, first_month_share)
    if famine == revision:
        return {}
    source = wpp.hazards() if famine == "wpp2024" else wpp2019.hazards()
    return {year: source[year - wpp.FIRST] for year in range(WPP_FROM, WPP_TO + 1)}


def statistics_korea_points() -> tuple[Floats, Floats]:
    """Years float64[3] and life expectancy float64[2, 3] (women, men) of Statistics Korea.

    No figure for women in 1998 was found; it is that of men plus the mean difference of the other two points.
    """
    value = {(sex, year): figure(f"vital_rates.statkorea_e0_{sex}_{year}").value for sex, year in _POINTS}
    gap = (value["women", 1993] - value["men", 1993] + value["women", 2008] - value["men", 2008]) / 2
    women = [value["women", 1993], value["men", 1998] + gap, value["women", 2008]]
    men = [value["men", 1993], value["men", 1998], value["men", 2008]]
    return np.array([1993.0, 1998.0, 2008.0]), np.array([women, men])


_POINTS = (("men", 1993), ("women", 1993), ("men", 1998), ("men", 2008), ("women", 2008))


@cache
def _statistics_korea(revision: str, first_month_share: float) -> dict[int, Floats]:
    """Age shape of the revision's year, one factor per year and sex that gives the life expectancy wanted.

    Before 1993 and after 2008 the difference from the revision fades in a straight line over the joining years.
    """
    shape = wpp.hazards() if revision == "wpp2024" else wpp2019.hazards()
    own = {y: [life_expectancy(shape[y - wpp.FIRST, sex], first_month_share) for sex in (0, 1)] for y in _all_years()}
    years, points = statistics_korea_points()
    fade = _joining_years()
    out = {}
    for year in _all_years():
        hazard = np.empty_like(shape[0])
        end = int(min(max(year, years[0]), years[-1]))
        weight = max(1 - abs(year - end) / (fade + 1), 0.0)
        for sex in (0, 1):
            point = np.interp(end, years, points[sex])
            wanted = point if year == end else own[year][sex] + weight * (point - own[end][sex])
            hazard[sex] = scaled_to(shape[year - wpp.FIRST, sex], wanted, first_month_share)
        out[year] = wpp.freeze(hazard)
    return out


def _joining_years() -> int:
    return int(figure("vital_rates.statkorea_joining_years").value)


def _all_years() -> range:
    return range(1993 - _joining_years(), 2008 + _joining_years() + 1)


def scaled_to(hazard: Floats, wanted: float, first_month_share: float) -> Floats:
    """``hazard`` (float64[110]) times the factor that gives life expectancy ``wanted`` (years), by bisection."""
    low, high = np.log(0.05), np.log(20.0)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if life_expectancy(hazard * np.exp(middle), first_month_share) > wanted:
            low = middle
        else:
            high = middle
    return hazard * np.exp((low + high) / 2)
