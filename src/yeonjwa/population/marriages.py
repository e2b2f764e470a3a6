"""The marriage market of one year: brides by pool, single men by pool and age, matched by age, class and kinship.

A bride wishes a groom a few years older. She looks through the single men of her pool, nearest wished age first, up to
``CANDIDATES`` at each age; accepts by loyalty class; and never marries kin within the bar. Who finds nobody looks again
a year later. Every choice is a keyed draw, and pools do not share people, so that threads cannot change the outcome.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from yeonjwa.draws import uniform, uniform_pair
from yeonjwa.months import NEVER
from yeonjwa.population.marriage_bar import list_ancestors, share_ancestor

LOWEST_AGE, HIGHEST_AGE = 17, 65
AGES = HIGHEST_AGE - LOWEST_AGE + 1
CANDIDATES = 3
AGE_REACH = 12
"""A bride looks this many years below and above the wished age."""


@njit(cache=True, parallel=True)
def people_in_market(low, high, is_male, year_start, year_end, sex, enter, leaves, place, pool, elsewhere, outside, key, group):
    """Marriage pool of those of one sex who look for a spouse during the year, -1 for everybody else.

    Parameters
    ----------
    low, high : int64
        Range of person ids to look at.
    elsewhere : float64[208, 208]
        Cumulative pull of other counties; a share ``outside`` of the brides looks there.
    group : int16[high - low], output
        Pool of the person, or -1.
    """
    for k in prange(high - low):
        person = low + k
        group[k] = -1
        if sex[person] != is_male or enter[person] >= year_end or leaves[person] <= year_start:
            continue
        if is_male == 0 and leaves[person] <= max(enter[person], year_start):
            continue
        county = place[person] // 2
        if outside > 0.0:
            u, v = uniform_pair(key, person, year_start)
            if u < outside:
                county = np.searchsorted(elsewhere[county], v, side="right")
        group[k] = pool[county]


@njit(cache=True)
def bucket_men(low, group, birth_month, year_start, n_pools):
    """Single men ordered by (pool, age): offsets int64[n_pools * AGES + 1] and ids int32."""
    offsets = np.zeros(n_pools * AGES + 1, dtype=np.int64)
    for k in range(group.size):
        if group[k] >= 0:
            age = (year_start - birth_month[low + k]) // 12 - LOWEST_AGE
            if 0 <= age < AGES:
                offsets[group[k] * AGES + age + 1] += 1
    for b in range(n_pools * AGES):
        offsets[b + 1] += offsets[b]
    fill = offsets[:-1].copy()
    men = np.empty(offsets[-1], dtype=np.int32)
    for k in range(group.size):
        if group[k] >= 0:
            age = (year_start - birth_month[low + k]) // 12 - LOWEST_AGE
            if 0 <= age < AGES:
                b = group[k] * AGES + age
                men[fill[b]] = low + k
                fill[b] += 1
    return offsets, men


@njit(cache=True)
def bucket_brides(low, group, n_pools):
    """Brides ordered by pool: offsets int64[n_pools + 1] and ids int32."""
    offsets = np.zeros(n_pools + 1, dtype=np.int64)
    for k in range(group.size):
        if group[k] >= 0:
            offsets[group[k] + 1] += 1
    for b in range(n_pools):
        offsets[b + 1] += offsets[b]
    fill = offsets[:-1].copy()
    brides = np.empty(offsets[-1], dtype=np.int32)
    for k in range(group.size):
        if group[k] >= 0:
            brides[fill[group[k]]] = low + k
            fill[group[k]] += 1
    return offsets, brides


@njit(cache=True, parallel=True)
def match(
    key, year_start, bar, gap_mean, gap_sd, distance_one, distance_two,
    bride_offsets, brides, men_offsets, men, birth_month, enter, leaves, songbun, mother, father, groom,
):  # fmt: skip
    """Find a groom for each bride of the year; pools are matched side by side.

    Parameters
    ----------
    brides : int32[n_brides]
        In order of pools. men : int32[n_men], in order of (pool, age); it is used up.
    groom : int32[n_brides], output
        The husband, or -1 where nobody was found.
    """
    levels = bar - 1
    for p in prange(bride_offsets.size - 1):
        left = np.empty(AGES, dtype=np.int64)
        for a in range(AGES):
            left[a] = men_offsets[p * AGES + a + 1] - men_offsets[p * AGES + a]
        hers = np.empty(2 ** (levels + 1) - 1, dtype=np.int64)
        his = np.empty(2 ** (levels + 1) - 1, dtype=np.int64)
        for b in range(bride_offsets[p], bride_offsets[p + 1]):
            bride = brides[b]
            groom[b] = -1
            wedding = max(enter[bride], year_start)
            u, v = uniform_pair(key, bride, year_start)
            # Sum of three uniforms from two numbers: near enough to a normal wish, and bounded.
            third = (u * 4096.0) % 1.0
            wish = gap_mean + gap_sd * 2.0 * (u + v + third - 1.5)
            wished = int((year_start - birth_month[bride]) / 12.0 + wish) - LOWEST_AGE
            listed = False
            tries = 0
            for step in range(2 * AGE_REACH + 1):
                age = wished + ((step + 1) // 2 if step % 2 == 1 else -(step // 2))
                if age < 0 or age >= AGES or left[age] == 0:
                    continue
                base = men_offsets[p * AGES + age]
                found = False
                for _ in range(CANDIDATES):
                    if left[age] == 0:
                        break
                    tries += 1
                    pick, accept = uniform_pair(key, bride, year_start, 0, tries)
                    at = base + int(pick * left[age])
                    man = men[at]
                    if leaves[man] <= wedding or enter[man] > wedding:
                        continue
                    apart = abs(int(songbun[man]) - int(songbun[bride]))
                    if (apart == 1 and accept >= distance_one) or (apart == 2 and accept >= distance_two):
                        continue
                    if not listed:
                        list_ancestors(mother, father, bride, levels, hers)
                        listed = True
                    list_ancestors(mother, father, man, levels, his)
                    if share_ancestor(hers, his, bar):
                        continue
                    groom[b] = man
                    left[age] -= 1
                    men[at] = men[base + left[age]]
                    found = True
                    break
                if found:
                    break


@njit(cache=True, parallel=True)
def settle(
    key_place, key_widowed, year_start, first_row, brides, groom, capital, restricted,
    leaving, elsewhere, arriving, moving, urban_chance, entry_wavering, entry_hostile, exit_hostile,
    remarry_men, remarry_women, last_age_men, last_age_women, delay,
    birth_month, leaves, songbun, enter, place, current_union, first_union, wed_from, wed_to,
    union_wife, union_husband, union_start, union_end, union_place, wife_next, husband_next,
):  # fmt: skip
    """Write the unions of the year: dates, place of the couple, and when a survivor may look again.

    Parameters
    ----------
    brides, groom : int32[n]
        Couples, all matched. Their rows are first_row, first_row + 1, ...
    capital : bool[208]
        Counties of the capital, where the class decides on entry while ``restricted``.
    leaving : float64[416]
        Chance that a couple of a place must leave it so that the census shares are met.
    arriving : float64[416]
        Cumulative chance of the places that lack people.
    moving : float
        Chance to settle elsewhere by own choice (kin_dispersion), to ``elsewhere`` float64[208, 208] (cumulative).
    urban_chance : float64[208]
        Urban share aimed at in each county.
    """
    for k in prange(brides.size):
        wife = brides[k]
        husband = groom[k]
        row = first_row + k
        start = max(enter[wife], year_start)
        end = min(leaves[wife], leaves[husband])
        here = int(place[husband])
        u, v = uniform_pair(key_place, husband, year_start)
        goes = here
        if u < leaving[here]:
            goes = np.searchsorted(arriving, v, side="right")
        elif u < leaving[here] + moving * (1.0 - leaving[here]):
            county = np.searchsorted(elsewhere[here // 2], v, side="right")
            goes = 2 * county + (1 if uniform(key_place, husband, year_start, 1) < urban_chance[county] else 0)
        if restricted:
            if capital[goes // 2] and not capital[here // 2]:
                chance = 1.0
                if songbun[husband] == 1:
                    chance = entry_wavering
                elif songbun[husband] == 2:
                    chance = entry_hostile
                if uniform(key_place, husband, year_start, 2) >= chance:
                    goes = here
            elif capital[goes // 2] and songbun[husband] == 2:
                if uniform(key_place, husband, year_start, 3) < exit_hostile:
                    x = uniform(key_place, husband, year_start, 4)
                    other = np.searchsorted(arriving, x, side="right")
                    if capital[other // 2]:
                        county = np.searchsorted(elsewhere[here // 2], x, side="right")
                        other = 2 * county + (1 if v < urban_chance[county] else 0)
                    goes = other
        union_wife[row] = wife
        union_husband[row] = husband
        union_start[row] = start
        union_end[row] = end
        union_place[row] = goes
        wife_next[row] = -1
        husband_next[row] = -1
        if current_union[wife] < 0:
            first_union[wife] = row
        else:
            wife_next[current_union[wife]] = row
        if current_union[husband] < 0:
            first_union[husband] = row
        else:
            husband_next[current_union[husband]] = row
        current_union[wife] = row
        current_union[husband] = row
        place[wife] = goes
        place[husband] = goes
        enter[wife] = NEVER
        enter[husband] = NEVER
        # Conceived in marriage: the first child comes nine months later at the earliest.
        wed_from[wife] = start + 9
        # A child may be born up to nine months after the father's death.
        wed_to[wife] = min(int(leaves[wife]), int(leaves[husband]) + 9)
        if leaves[wife] < leaves[husband]:
            if end - birth_month[husband] < last_age_men and uniform(key_widowed, husband, end) < remarry_men:
                enter[husband] = end + delay
        elif leaves[husband] < leaves[wife]:
            if end - birth_month[wife] < last_age_women and uniform(key_widowed, wife, end) < remarry_women:
                enter[wife] = end + delay
