"""Counting those who are reached, by year, from the time at which each was first reached. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.sets import end_of, index_of_year
from yeonjwa.population.spells import frozen


@njit(cache=True, nogil=True)
def count_steps(times, birth, until, label, first_end, first_time, grown, where, where_year, steps, placed):
    """Where the yearly counts of people at home change, by label and degree, and counts by place in a few years.

    Parameters
    ----------
    times : uint8[n, k], time index from which a person is reached at each of k degrees (255: never); who is never
        reached at the last is reached at none
    birth, until : int16[n], months in which a person is born and is no longer at home
    label : uint8[n], which yearly count a person belongs to
    first_end : last month of the first year; first_time : its time index; grown : months of age below which none counts
    where : uint8[m, n], place of everybody in m years; where_year : int64[m], those years, counted from the first
    steps : int64[labels, k + 1, years + 1], added to: +1 where a person begins to count and -1 where they cease; the
        last degree counts everybody at home
    placed : int64[m, places, k + 1], added to: people reached, and at home, by place
    """
    k = times.shape[1]
    years = steps.shape[2] - 1
    for i in range(birth.size):
        # Year y ends at month first_end + 12 y; present there if birth + grown <= month < until.
        begin = max(0, (birth[i] + grown - first_end + 11) // 12)
        cease = min(years, (until[i] - first_end + 11) // 12)
        if begin >= cease:
            continue
        steps[label[i], k, begin] += 1
        steps[label[i], k, cease] -= 1
        for m in range(where_year.size):
            if begin <= where_year[m] < cease:
                placed[m, where[m, i], k] += 1
        if times[i, k - 1] == 255:
            continue
        for d in range(k):
            if times[i, d] == 255:
                continue
            since = times[i, d] - first_time
            reached = max(begin, since)
            if reached < cease:
                steps[label[i], d, reached] += 1
                steps[label[i], d, cease] -= 1
                for m in range(where_year.size):
                    if reached <= where_year[m] < cease:
                        placed[m, where[m, i], d] += 1


@dataclass(frozen=True)
class Counts:
    """reached: int64[labels, k, years]; at_home: int64[labels, years], at year ends, and the same by place in a few
    years: reached_at int64[m, places, k], at_home_at int64[m, places]."""

    reached: NDArray[np.int64]
    at_home: NDArray[np.int64]
    reached_at: NDArray[np.int64]
    at_home_at: NDArray[np.int64]


def count_by_year(
    times: NDArray[np.uint8],
    birth: NDArray[np.int16],
    until: NDArray[np.int16],
    label: NDArray[np.uint8],
    years: tuple[int, int],
    labels: int = 1,
    *,
    grown_months: int = 0,
    where: dict[int, NDArray[np.uint8]] | None = None,
    places: int = 1,
) -> Counts:
    """People at home at each year's end, and how many of them are reached at each degree.

    Parameters
    ----------
    times : uint8[n, k]
        From ``World.times``; nobody is reached at a degree who is not reached at the last.
    birth, until : int16[n]
        Month of birth, and first month no longer at home.
    label : uint8[n]
        Which count each belongs to, below ``labels``.
    years : (first, last)
        Calendar years.

    Other parameters
    ----------------
    grown_months : int
        Only people at least so old are counted.
    where : dict of year -> uint8[n]
        Place of everybody at the end of some years, below ``places``.
    """
    first, last = years
    where = where or {}
    stacked = np.stack(list(where.values())) if where else np.zeros((0, 1), dtype=np.uint8)
    offsets = np.array([year - first for year in where], dtype=np.int64)
    k = times.shape[1]
    steps = np.zeros((labels, k + 1, last - first + 2), dtype=np.int64)
    placed = np.zeros((len(where), places, k + 1), dtype=np.int64)
    count_steps(
        times, frozen(birth), frozen(until), frozen(label), np.int64(end_of(first)), np.int64(index_of_year(first)),
        np.int64(grown_months), stacked, offsets, steps, placed,
    )  # fmt: skip
    counts = steps.cumsum(axis=2)[:, :, :-1]
    return Counts(counts[:, :-1], counts[:, -1], placed[:, :, :-1], placed[:, :, -1])
