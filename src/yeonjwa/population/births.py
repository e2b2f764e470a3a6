"""The births of one year: each child gets a mother by age-specific fertility, and her husband as father.

The number of births of a year is given. Each is assigned a mother's birth cohort in proportion to women times
fertility at that age, then a married woman of the cohort by keyed rejection: married nine months or less after a
husband's death at the latest, no birth in the last months, and accepted by her personal factor of fertility. Cohorts do
not share women, so they are filled side by side.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from yeonjwa.draws import uniform, uniform_pair

YOUNGEST, OLDEST = 13, 54
COHORTS = OLDEST - YOUNGEST + 2
"""Birth cohorts that can give birth in one calendar year: ages 13 to 54, reached or not in the year."""
TRIES = 20000


@njit(cache=True, parallel=True)
def count_women(start, first_cohort, middle, sex, leaves, wed_from, wed_to, women, wives):
    """Women alive, and in a union, in the middle of the year, by birth cohort (youngest first)."""
    for c in prange(COHORTS):
        cohort = first_cohort - c
        alive = 0
        married = 0
        if 0 <= cohort < start.size - 1:
            for person in range(start[cohort], start[cohort + 1]):
                if sex[person] == 0 and leaves[person] > middle:
                    alive += 1
                    if wed_from[person] <= middle < wed_to[person]:
                        married += 1
        women[c] = alive
        wives[c] = married


@njit(cache=True)
def assign_cohorts(key, first, n, cumulative, offsets, order):
    """Draw the mother's cohort of each birth of the year; births ordered by cohort, in order of birth within it.

    Parameters
    ----------
    cumulative : float64[12, COHORTS]
        Cumulative share of the cohorts among the births of each month.
    offsets : int64[COHORTS + 1], output
    order : int32[n], output
        Births (ids) by cohort.
    """
    cohort = np.empty(n, dtype=np.int8)
    offsets[:] = 0
    for k in range(n):
        u = uniform(key, first + k)
        row = cumulative[(12 * k) // n]
        c = np.searchsorted(row, u, side="right")
        cohort[k] = c
        offsets[c + 1] += 1
    for c in range(COHORTS):
        offsets[c + 1] += offsets[c]
    fill = offsets[:-1].copy()
    for k in range(n):
        c = cohort[k]
        order[fill[c]] = first + k
        fill[c] += 1


@njit(cache=True, parallel=True)
def find_parents(
    key, key_songbun, start, first_cohort, offsets, order, accept_weak, accept_strong, interval, mobility, core, wavering,
    birth_month, wed_from, wed_to, strong, last_birth, current_union, union_husband, place, songbun,
    mother, father, birth_place,
):  # fmt: skip
    """Give each birth a mother, her husband as father, a class in the father's line and the mother's place.

    Parameters
    ----------
    offsets, order
        Births by the mother's cohort, from ``assign_cohorts``.
    accept_weak, accept_strong : float
        Chance to accept a woman drawn, by her personal factor of fertility.
    mother : int32[n], output
        -1 where nobody was found among ``TRIES`` women of the cohort (counted by the caller).
    """
    for task in prange(COHORTS):
        # Interleaved: the cohorts with most births stand in the middle.
        c = task // 2 if task % 2 == 0 else COHORTS - 1 - task // 2
        cohort = first_cohort - c
        for k in range(offsets[c], offsets[c + 1]):
            child = order[k]
            born = birth_month[child]
            low = start[cohort]
            size = start[cohort + 1] - low
            woman = -1
            for attempt in range(TRIES // 2):
                u, v = uniform_pair(key, child, 0, 0, attempt)
                # Two candidates from one block of luck; the low bits of each number decide on acceptance.
                for half in range(2):
                    x = (u if half == 0 else v) * size
                    candidate = low + int(x)
                    if not wed_from[candidate] <= born < wed_to[candidate]:
                        continue
                    if born - last_birth[candidate] < interval:
                        continue
                    if (x * 8192.0) % 1.0 >= (accept_strong if strong[candidate] == 1 else accept_weak):
                        continue
                    woman = candidate
                    break
                if woman >= 0:
                    break
            if woman < 0:
                continue
            last_birth[woman] = born
            man = union_husband[current_union[woman]]
            mother[child] = woman
            father[child] = man
            u, v = uniform_pair(key_songbun, child)
            if u < mobility:
                songbun[child] = 0 if v < core else (1 if v < core + wavering else 2)
            else:
                songbun[child] = songbun[man]
            place[child] = place[woman]
            birth_place[child] = place[woman]


@njit(cache=True, parallel=True)
def count_places(low, high, month, leaves, place, parts):
    """People alive in ``month`` by place, added up in fixed blocks: parts int64[n_blocks, 416], output."""
    blocks = parts.shape[0]
    step = (high - low + blocks - 1) // blocks
    for b in prange(blocks):
        parts[b, :] = 0
        for person in range(low + b * step, min(low + (b + 1) * step, high)):
            if leaves[person] > month:
                parts[b, place[person]] += 1
