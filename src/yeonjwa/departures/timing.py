"""When a person left, given when they arrived; and shares that change over the years.

Delay between leaving and arriving is a mixture: a fast way of weeks to months (exponential) and a slow way of years
of living in China (Erlang with shape 2, so that a slow way of a few weeks is rare). The share of the fast way is linear
between anchor years, calibrated on the two published means (4 years to 2005, 1.5 years in 2009).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.catalogue import figure

LONGEST_YEARS = 25  # a slow way longer than this is cut; the chance is below 0.3 % before 2020

FAST_SHARES = ((1993, "delay_fast_share_1993"), (1997, "delay_fast_share_2005"), (2005, "delay_fast_share_2005"),
               (2009, "delay_fast_share_2009"), (2019, "delay_fast_share_2009"), (2021, "delay_fast_share_2021"))  # fmt: skip
SLOW_MEANS = ((2019, "delay_slow_mean_years"), (2021, "delay_slow_mean_years_2021"))


def between(anchors: tuple[tuple[int, str], ...], year: NDArray[Any] | int) -> NDArray[np.float64]:
    """A figure that is linear between anchor years and constant outside them."""
    return np.asarray(np.interp(year, [y for y, _ in anchors], [figure(key).value for _, key in anchors]))


def delays(seed: int, placing: int, person: NDArray[Any], year: NDArray[Any]) -> NDArray[np.int64]:
    """Months between leaving and arriving, for each (person, year of arrival).

    Returns
    -------
    int64[n]
        0 or more; keyed by person and year, so that it does not depend on who else arrives.
    """
    year = np.asarray(year, dtype=np.int64)
    way = draws.uniforms(draws.stream(seed, "way to the South"), person, time=year, other=placing)
    key = draws.stream(seed, "delay on the way")
    first = -np.log1p(-draws.uniforms(key, person, time=year, other=placing, attempt=0))
    second = -np.log1p(-draws.uniforms(key, person, time=year, other=placing, attempt=1))
    fast = figure("delay_fast_mean_years").value * first
    slow = between(SLOW_MEANS, year) / 2 * (first + second)
    years = np.where(way < between(FAST_SHARES, year), fast, slow)
    return (12 * np.minimum(years, LONGEST_YEARS)).astype(np.int64)


def fast_delays(seed: int, placing: int, person: NDArray[Any], year: NDArray[Any]) -> NDArray[np.int64]:
    """``delays`` of those who are known to have come the fast way (small children; followers of a late leaver)."""
    key = draws.stream(seed, "delay on the way")
    first = -np.log1p(-draws.uniforms(key, person, time=year, other=placing, attempt=0))
    return (12 * np.minimum(figure("delay_fast_mean_years").value * first, LONGEST_YEARS)).astype(np.int64)
