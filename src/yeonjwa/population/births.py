"""The births of one year: each child gets a mother by age-specific fertility, and her husband as father.

The number of births of a year is given. Each is assigned a mother's birth cohort in proportion to women times
fertility at that age, then a wife of the cohort by keyed rejection: married for a month or more, nine months or less after a
husband's death, no birth in the last months, and accepted by her personal factor of fertility. Cohorts do
not share women, so they are filled side by side.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from yeonjwa.draws import first_above, uniform, uniform_pair

YOUNGEST, OLDEST = 13, 54
COHORTS = OLDEST - YOUNGEST + 2
"""Birth cohorts that can give birth in one calendar year: ages 13 to 54, reached or not in the year."""
TRIES = 60
STEPS = 5000


@njit(cache=True, parallel=True)
def list_wives(start, first_cohort, year_start, sex, leaves, wed_from, wed_to, women, wives, able, listed):
    """Women alive in the middle of the year, and the list of those who may bear in it, by birth cohort (youngest first).

    Parameters
    ----------
    women, wives : int64[COHORTS], output
        Women alive in mid-year; women whose union leaves room for a birth in some month of the year.
    able : int64[COHORTS, 12], output
        Of the wives, those who may bear in each month (intervals between births apart).
    listed : int32[...], output
        Ids of the wives; those of a cohort stand from start[cohort] - start[oldest cohort] on.
    """
    base = start[max(first_cohort - COHORTS + 1, 0)]
    middle, year_end = year_start + 6, year_start + 12
    for task in prange(COHORTS):
        c = task // 2 if task % 2 == 0 else COHORTS - 1 - task // 2
        cohort = first_cohort - c
        alive = 0
        married = 0
        change = np.zeros(13, dtype=np.int64)
        if 0 <= cohort < start.size - 1:
            into = start[cohort] - base
            # Without branches: half of the people here are men, and no processor can guess which.
            for person in range(start[cohort], start[cohort + 1]):
                listed[into + married] = person
                married += (wed_to[person] > max(wed_from[person], year_start)) & (wed_from[person] < year_end)
                alive += (leaves[person] > middle) & (sex[person] == 0)
            for k in range(into, into + married):
                change[max(wed_from[listed[k]] - year_start, 0)] += 1
                change[min(wed_to[listed[k]] - year_start, 12)] -= 1
        women[c] = alive
        wives[c] = married
        running = 0
        for month in range(12):
            running += change[month]
            able[c, month] = running


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
        c = first_above(row, u, 0, row.size)
        cohort[k] = c
        offsets[c + 1] += 1
    for c in range(COHORTS):
        offsets[c + 1] += offsets[c]
    fill = offsets[:-1].copy()
    for k in range(n):
        c = cohort[k]
        order[fill[c]] = first + k
        fill[c] += 1


@njit(forceinline=True)
def _can_bear(woman, born, interval, wed_from, wed_to, last_birth):
    return wed_from[woman] <= born < wed_to[woman] and born - last_birth[woman] >= interval


@njit(cache=True, parallel=True)
def find_parents(
    key, key_songbun, start, first_cohort, wives, listed, offsets, order, accept_weak, accept_age, interval, mobility, core, wavering,
    birth_month, wed_from, wed_to, strong, last_birth, current_union, union_husband, place, songbun,
    mother, father, birth_place,
):  # fmt: skip
    """Give each birth a mother, her husband as father, a class in the father's line and the mother's place.

    Parameters
    ----------
    wives, listed
        Women who may bear, by cohort, from ``list_wives``.
    offsets, order
        Births by the mother's cohort, from ``assign_cohorts``.
    accept_weak : float64[COHORTS]
        Chance to accept a woman of weak personal factor of fertility, relative to one of strong factor.
    accept_age : float64[2, COHORTS]
        Chance to accept a woman before (0) and after (1) her birthday of the year: fertility at either age over the larger.
    mother : int32[n], output
        -1 where no woman of the cohort can bear in that month (counted by the caller).
    """
    base = start[max(first_cohort - COHORTS + 1, 0)]
    for task in prange(COHORTS):
        # Interleaved: the cohorts with most births stand in the middle.
        c = task // 2 if task % 2 == 0 else COHORTS - 1 - task // 2
        size = wives[c]
        for k in range(offsets[c], offsets[c + 1]):
            child = order[k]
            born = birth_month[child]
            low = start[first_cohort - c] - base
            woman = -1
            for attempt in range(TRIES):
                u, v = uniform_pair(key, child, 0, 0, attempt)
                candidate = listed[low + int(u * size)]
                # Cohort c reaches the age YOUNGEST + c in the year.
                chance = accept_age[1 if born - birth_month[candidate] >= 12 * (YOUNGEST + c) else 0, c]
                if strong[candidate] == 0:
                    chance *= accept_weak[c]
                if v < chance and _can_bear(candidate, born, interval, wed_from, wed_to, last_birth):
                    woman = candidate
                    break
            if woman < 0 and size > 0:
                # Few wives are left: the first who can bear, from a place drawn by luck.
                first = int(uniform(key, child, 0, 1) * size)
                for step in range(min(size, STEPS)):
                    candidate = listed[low + (first + step) % size]
                    if _can_bear(candidate, born, interval, wed_from, wed_to, last_birth):
                        woman = candidate
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
