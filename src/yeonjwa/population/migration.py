"""Where couples settle: shares of the counties to be met, pull of places, marriage pools.

People move when they marry. A couple settles in the husband's county unless it moves: some move by their own choice
(``kin_dispersion``), others because the census shares require it. The shares reach those of October 2008 county by
county; before, they follow the provinces of 1993 and, before 1945, a mostly rural country (assumed).
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.population.places import PROVINCES, counties, read_rows

N_COUNTIES = 208
N_PLACES = 2 * N_COUNTIES
"""A place is county * 2 + (1 if urban)."""


def census_shares() -> NDArray[np.float64]:
    """float64[416]: share of each place in the civil population of October 2008."""
    c = counties()
    people = np.empty(N_PLACES)
    people[0::2] = c.population - c.urban
    people[1::2] = c.urban
    return people / people.sum()


def shares_1993() -> NDArray[np.float64]:
    """float64[416]: the shares of 2008, moved to the provinces of the 1993 census (Nampo and Kaesong in their units of 2008)."""
    total = dict.fromkeys(PROVINCES, 0.0)
    for row in read_rows("census1993_province.csv"):
        name = row["province_1993"]
        unit = {"Nampo": "South Pyongan", "Kaesong": "North Hwanghae"}.get(name, name)
        if unit in total:
            total[unit] += float(row["total"])
    then = np.array([total[p] for p in PROVINCES])
    now = census_shares()
    province = np.repeat(counties().province, 2)
    ratio = (then / then.sum()) / np.bincount(province, weights=now)
    shares = now * ratio[province]
    return shares / shares.sum()


def shares_before_1945() -> NDArray[np.float64]:
    """float64[416]: a mostly rural country: urban places count a fraction of their weight of 2008."""
    shares = census_shares()
    shares[1::2] *= figure("urban_share_of_2008_before_1945").value
    # Purely urban districts were villages then: they keep a rural part.
    bare = shares[0::2] == 0
    shares[0::2][bare] = shares[1::2][bare]
    shares[1::2][bare] = 0.0
    return shares / shares.sum()


def wanted_shares(year: float) -> NDArray[np.float64]:
    """float64[416]: share of each place that the country is led towards in ``year``, summing to 1."""
    knots = ((1945.0, shares_before_1945()), (1993.0, shares_1993()), (2008.0, census_shares()))
    if year <= knots[0][0]:
        return knots[0][1]
    for (y0, s0), (y1, s1) in itertools.pairwise(knots):
        if year <= y1:
            w = (year - y0) / (y1 - y0)
            return (1 - w) * s0 + w * s1
    return knots[-1][1]


@cache
def distances_km() -> NDArray[np.float64]:
    """float64[208, 208]: great-circle distance between county points."""
    c = counties()
    lat, lon = np.radians(c.latitude), np.radians(c.longitude)
    cosine = np.sin(lat)[:, None] * np.sin(lat) + np.cos(lat)[:, None] * np.cos(lat) * np.cos(lon[:, None] - lon)
    return 6371.0 * np.arccos(np.clip(cosine, -1.0, 1.0))


def pull(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[208, 208]: cumulative chance that a mover from one county goes to each other one, by size and distance."""
    people = shares[0::2] + shares[1::2]
    weight = people[None, :] * np.exp(-distances_km() / figure("gravity_distance").value)
    np.fill_diagonal(weight, 0.0)
    total = np.cumsum(weight, axis=1)
    return total / total[:, -1:]


def marriage_pools(people: NDArray[np.float64]) -> NDArray[np.int64]:
    """int64[208]: marriage pool of each county; pools below the smallest size are merged with their nearest neighbour.

    Parameters
    ----------
    people : float64[208]
        Synthetic people living in each county.
    """
    smallest = figure("smallest_pool").value
    province = counties().province
    apart = distances_km() + 1000.0 * (province[:, None] != province[None, :])
    # Distance between pools is that of their nearest counties; row and column of a merged pool become infinite.
    apart = apart.copy()
    np.fill_diagonal(apart, np.inf)
    pool = np.arange(N_COUNTIES)
    size = people.astype(np.float64).copy()
    for _ in range(N_COUNTIES - 1):
        least = int(np.argmin(size))
        if size[least] >= smallest:
            break
        into = int(np.argmin(apart[least]))
        pool[pool == least] = into
        size[into] += size[least]
        size[least] = np.inf
        apart[into] = np.minimum(apart[into], apart[least])
        apart[:, into] = apart[into]
        apart[into, into] = np.inf
        apart[least] = np.inf
        apart[:, least] = np.inf
    return np.unique(pool, return_inverse=True)[1].astype(np.int64)
