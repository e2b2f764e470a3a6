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
from yeonjwa.population.lives import spread

YOUNGEST, OLDEST = 13, 54
COHORTS = OLDEST - YOUNGEST + 2
"""Birth cohorts that can give birth in one calendar year: ages 13 to 54, reached or not in the year."""
TRIES = 60
STEPS = 5000
AT_ONCE = 128
"""Births of a cohort that look for mothers side by side; speed only."""
PEOPLE_AT_ONCE = 1024
"""People who are looked at together; speed only."""


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
    # Of the type of the columns, so that many are compared at a time.
    year_begin, middle, year_end = np.int16(year_start), np.int16(year_start + 6), np.int16(year_start + 12)
    for task in prange(COHORTS):
        c = spread(task, COHORTS)
        cohort = first_cohort - c
        alive = 0
        married = 0
        change = np.zeros(13, dtype=np.int64)
        if 0 <= cohort < start.size - 1:
            into = start[cohort] - base
            is_wife = np.empty(PEOPLE_AT_ONCE, dtype=np.uint8)
            for begin in range(start[cohort], start[cohort + 1], PEOPLE_AT_ONCE):
                end = min(begin + PEOPLE_AT_ONCE, start[cohort + 1])
                of_sex, goes = sex[begin:end], leaves[begin:end]
                able_from, able_to = wed_from[begin:end], wed_to[begin:end]
                for k in range(end - begin):
                    alive += (goes[k] > middle) & (of_sex[k] == 0)
                for k in range(end - begin):
                    is_wife[k] = (able_to[k] > able_from[k]) & (able_to[k] > year_begin) & (able_from[k] < year_end)
                # Without branches: half of the people here are men, and no processor can guess which.
                for k in range(end - begin):
                    listed[into + married] = begin + k
                    married += is_wife[k]
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


@njit
def _look_together(
    key, children, birth_month, turning, wives, chance, interval, wed_from, wed_to, strong, last_birth, found, tries, waiting, pick, luck,
):  # fmt: skip
    """The wife whom each of some children finds, as if none of the others were born meanwhile.

    They look side by side, try by try, since the draws of many take less time together, and so does what is read for them.

    Parameters
    ----------
    children : int32[k]
        Births, in order.
    turning : int64[k]
        For each child the first of the cohort who has not reached the birthday of the year when the child is born.
    wives : int32[w]
        Women of the cohort who may bear, at least one.
    chance : float64[2, 2]
        Chance to accept a wife before and after her birthday, of a weak and of a strong personal factor of fertility.
    found, tries : int64[k], output
        The wife, and the number of the try that found her; TRIES where none did.
    waiting, pick, luck : int64[k], int64[k], float64[k]
        Scratch.
    """
    left = children.size
    for i in range(left):
        waiting[i] = i
        tries[i] = TRIES
    for attempt in range(TRIES):
        for i in range(left):
            u, luck[i] = uniform_pair(key, children[waiting[i]], 0, 0, attempt)
            pick[i] = int(u * wives.size)
        for i in range(left):
            pick[i] = wives[pick[i]]
        looked, left = left, 0
        for i in range(looked):
            k, woman = waiting[i], pick[i]
            accepted = luck[i] < chance[1 if woman < turning[k] else 0, strong[woman]]
            if accepted and _can_bear(woman, birth_month[children[k]], interval, wed_from, wed_to, last_birth):
                found[k], tries[k] = woman, attempt
            else:
                waiting[left] = k
                left += 1
        if left == 0:
            break


@njit
def _look_alone(key, child, born, turning, wives, first_try, chance, interval, wed_from, wed_to, strong, last_birth):
    """The wife whom a child finds from its ``first_try`` on, -1 if nobody can bear; arguments as in ``_look_together``."""
    for attempt in range(first_try, TRIES):
        u, v = uniform_pair(key, child, 0, 0, attempt)
        woman = np.int64(wives[int(u * wives.size)])
        if v < chance[1 if woman < turning else 0, strong[woman]] and _can_bear(
            woman, born, interval, wed_from, wed_to, last_birth
        ):
            return woman
    # Few wives are left: the first who can bear, from a place drawn by luck.
    first = int(uniform(key, child, 0, 1) * wives.size)
    for step in range(min(wives.size, STEPS)):
        woman = np.int64(wives[(first + step) % wives.size])
        if _can_bear(woman, born, interval, wed_from, wed_to, last_birth):
            return woman
    return -1


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
        c = spread(task, COHORTS)  # those with most births stand in the middle
        if wives[c] == 0 or offsets[c] == offsets[c + 1]:
            continue
        first, after = start[first_cohort - c], start[first_cohort - c + 1]
        able = listed[first - base : first - base + wives[c]]
        chance = np.empty((2, 2))
        for is_past in range(2):
            chance[is_past, 0] = accept_age[is_past, c] * accept_weak[c]
            chance[is_past, 1] = accept_age[is_past, c]
        room, luck, other = np.empty((5, AT_ONCE), np.int64), np.empty(AT_ONCE), np.empty(AT_ONCE)
        turning, found, tries, waiting, pick = room[0], room[1], room[2], room[3], room[4]
        month, turns = -1, first
        for begin in range(offsets[c], offsets[c + 1], AT_ONCE):
            children = order[begin : min(begin + AT_ONCE, offsets[c + 1])]
            for k in range(children.size):
                if birth_month[children[k]] != month:
                    # Cohort c reaches the age YOUNGEST + c in the year; its women stand in order of birth.
                    month = birth_month[children[k]]
                    turns = first_above(birth_month, month - 12 * (YOUNGEST + c), first, after)
                turning[k] = turns
            _look_together(
                key, children, birth_month, turning, able, chance, interval, wed_from, wed_to, strong, last_birth,
                found, tries, waiting, pick, luck,
            )  # fmt: skip
            for k in range(children.size):
                child = children[k]
                born = birth_month[child]
                # Whoever has just borne another of these children cannot bear this one, and it looks on; who could not bear it
                # before cannot now.
                if tries[k] == TRIES or born - last_birth[found[k]] < interval:
                    found[k] = _look_alone(
                        key, child, born, turning[k], able, min(tries[k] + 1, TRIES), chance, interval, wed_from, wed_to,
                        strong, last_birth,
                    )  # fmt: skip
                if found[k] >= 0:
                    last_birth[found[k]] = born
            for k in range(children.size):
                waiting[k] = current_union[found[k]] if found[k] >= 0 else -1
                luck[k], other[k] = uniform_pair(key_songbun, children[k])
            for k in range(children.size):
                pick[k] = union_husband[waiting[k]] if waiting[k] >= 0 else -1
            for k in range(children.size):
                child, woman, man = children[k], found[k], pick[k]
                if woman < 0:
                    continue
                mother[child] = woman
                father[child] = man
                if luck[k] < mobility:
                    songbun[child] = 0 if other[k] < core else (1 if other[k] < core + wavering else 2)
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
            parts[b, place[person]] += leaves[person] > month
