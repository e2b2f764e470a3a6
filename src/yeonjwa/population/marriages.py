"""The marriage market of one year: brides by pool, single men by pool and age, matched by age, class and kinship.

A bride wishes a groom a few years older. She looks through the men of her pool who look for a bride, nearest wished age
first, up to ``CANDIDATES`` at each age; accepts by loyalty class; and never marries kin within the bar. Where men are
scarce (after the war) she may look a second time, among men who do not look yet: they marry younger than they would have.
Who finds nobody looks again a year later, until the age at which widows stop looking. Every choice is a keyed draw, and pools do not share people, so that threads cannot change the outcome.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from yeonjwa.draws import first_above, uniform, uniform_pair
from yeonjwa.months import NEVER
from yeonjwa.population.marriage_bar import are_kin, list_ancestors
from yeonjwa.read_ahead import ask_for

LOWEST_AGE, HIGHEST_AGE = 17, 65
AGES = HIGHEST_AGE - LOWEST_AGE + 1
CANDIDATES = 3
AGE_REACH = 12
"""A bride looks this many years below and above the wished age."""
STEPS = 2 * AGE_REACH + 1
AHEAD = 8
"""How many brides or couples ahead of the one in hand is asked for what will be read about them; speed only."""
AT_ONCE = 1024
"""People who are looked at together; speed only."""
HEAD_START = 60
"""Men are listed this many months before they look themselves, for the second look of brides."""


@njit(cache=True, parallel=True)
def list_seekers(low, high, is_male, year_start, last_entry, sex, enter, leaves, ids, counts):
    """People of one sex who look for a spouse by ``last_entry``, in blocks and in order of id within each.

    Parameters
    ----------
    low, high : int64
        Range of person ids to look at; blocks are equal parts of it.
    last_entry : int64
        Month before which a person must begin to look.
    ids : int32[high - low + n_blocks], output
        The seekers of block b stand from b * step + b on.
    counts : int64[n_blocks], output
    """
    blocks = counts.size
    step = (high - low + blocks - 1) // blocks
    # Of the types of the columns, so that many are compared at a time.
    entry, now, male = np.int16(last_entry), np.int16(year_start), np.uint8(is_male)
    for b in prange(blocks):
        found = 0
        into = b * step + b
        looks = np.empty(AT_ONCE, dtype=np.uint8)
        last = min(low + (b + 1) * step, high)
        for begin in range(low + b * step, last, AT_ONCE):
            end = min(begin + AT_ONCE, last)
            of_sex, begins, goes = sex[begin:end], enter[begin:end], leaves[begin:end]
            for k in range(end - begin):
                looks[k] = (begins[k] < entry) & (of_sex[k] == male) & (goes[k] > begins[k]) & (goes[k] > now)
            # Without branches: nobody can guess who is single.
            for k in range(end - begin):
                ids[into + found] = begin + k
                found += looks[k]
        counts[b] = found


@njit(cache=True)
def by_pool(
    span, ids, counts, by_age, year_start, year_end, n_pools, birth_month, enter, current_union, place, pool, elsewhere, outside,
    key, offsets, people,
):  # fmt: skip
    """Order seekers by pool (``by_age``: by pool and age, those who look now before those who will later).

    Of those who will look later only men who never married count: a man who will be a widower still has his wife.

    Parameters
    ----------
    span : int64
        high - low of ``list_seekers``, whose ids and counts these are.
    elsewhere : float64[208, 208]
        Cumulative pull of other counties; a share ``outside`` of the people looks there.
    offsets : int64[n_buckets + 1], output
        n_buckets is n_pools, or 2 * n_pools * AGES if ``by_age``.
    people : int32[sum of counts], output
    """
    blocks = counts.size
    step = (span + blocks - 1) // blocks
    bucket = np.empty(people.size, dtype=np.int32)
    offsets[:] = 0
    k = 0
    for b in range(blocks):
        for at in range(b * step + b, b * step + b + counts[b]):
            person = ids[at]
            county = place[person] // 2
            if outside > 0.0:
                u, v = uniform_pair(key, person, year_start)
                if u < outside:
                    county = first_above(elsewhere[county], v, 0, elsewhere.shape[1])
            into = pool[county]
            if by_age:
                age = (year_start - birth_month[person]) // 12 - LOWEST_AGE
                into = into * AGES + age if 0 <= age < AGES else -1
                if into >= 0 and enter[person] >= year_end:
                    into = into + n_pools * AGES if current_union[person] < 0 else -1
            bucket[k] = into
            if into >= 0:
                offsets[into + 1] += 1
            k += 1
    for j in range(offsets.size - 1):
        offsets[j + 1] += offsets[j]
    fill = offsets[:-1].copy()
    k = 0
    for b in range(blocks):
        for at in range(b * step + b, b * step + b + counts[b]):
            if bucket[k] >= 0:
                people[fill[bucket[k]]] = ids[at]
                fill[bucket[k]] += 1
            k += 1


@njit(forceinline=True)
def wedding_month(hers, his, year_start):
    """Month of a wedding: when both look; a man who was not to look this year marries when she looks."""
    wedding = max(hers, year_start)
    return max(wedding, his) if his < year_start + 12 else wedding


@njit(forceinline=True)
def _age_of_step(wished, step):
    """The ages in the order in which a bride looks at them: the wished age, then the older and the younger by turns."""
    return wished + ((step + 1) // 2 if step % 2 == 1 else -(step // 2))


@njit
def _first_man(wished, pick, base, left, offsets, men):
    """Whom a bride of draw ``pick`` would look at first as the list stands, -1 if nobody is left for her."""
    for step in range(STEPS):
        age = _age_of_step(wished, step)
        if 0 <= age < AGES and left[age] > 0:
            return np.int64(men[offsets[base + age] + int(pick * left[age])])
    return np.int64(-1)


@njit
def _look(
    key, bride, bride_class, year_start, wished, tries, base, left, offsets, men, enter, leaves, songbun, distance_one, distance_two,
    mother, father, bar, hers, his, listed,
):  # fmt: skip
    """One look through a list of men, nearest wished age first: (groom or -1, tries made, bride's ancestors listed)."""
    for step in range(STEPS):
        age = _age_of_step(wished, step)
        if age < 0 or age >= AGES:
            continue
        for _ in range(CANDIDATES):
            if left[age] == 0:
                break
            tries += 1
            pick, accept = uniform_pair(key, bride, year_start, 0, tries)
            at = offsets[base + age] + int(pick * left[age])
            man = men[at]
            wedding = wedding_month(enter[bride], enter[man], year_start)
            if leaves[man] <= wedding or leaves[bride] <= wedding:
                continue
            # Signed on purpose: a difference of unsigned classes wraps around.
            apart = abs(np.int64(songbun[man]) - bride_class)
            if (apart == 1 and accept >= distance_one) or (apart == 2 and accept >= distance_two):
                continue
            if not listed:
                list_ancestors(mother, father, bride, bar // 2, -1, hers)
                listed = True
            list_ancestors(mother, father, man, bar // 2, -2, his)
            if are_kin(mother, father, hers, his, bar):
                continue
            left[age] -= 1
            men[at] = men[offsets[base + age] + left[age]]
            return man, tries, listed
    return -1, tries, listed


@njit(forceinline=True)
def _ask_for_grandparents(mother, father, person):
    for parent in (np.int64(mother[person]), np.int64(father[person])):
        ask_for(mother, parent)
        ask_for(father, parent)


@njit(cache=True, parallel=True)
def match(
    key, year_start, bar, gap_mean, gap_sd, impatience, distance_one, distance_two, bride_offsets, brides,
    men_offsets, men, birth_month, enter, leaves, songbun, mother, father, groom,
):  # fmt: skip
    """Find a groom for each bride of the year; pools are matched side by side.

    Parameters
    ----------
    impatience : float
        Chance that a bride who found nobody turns to the men who do not look yet.
    brides : int32[n_brides]
        In order of pools.
    men : int32
        Men who look in order of (pool, age), then those who will look later; the list is used up.
    groom : int32[n_brides], output
        The husband, or -1 where nobody was found.
    """
    for p in prange(bride_offsets.size - 1):
        base = np.int64(p) * AGES
        left = men_offsets[base + 1 : base + AGES + 1] - men_offsets[base : base + AGES]
        later = base + np.int64(bride_offsets.size - 1) * AGES
        left_later = men_offsets[later + 1 : later + AGES + 1] - men_offsets[later : later + AGES]
        hers = np.empty(2**bar, dtype=np.int64)
        his = np.empty(2**bar, dtype=np.int64)
        first, after = bride_offsets[p], bride_offsets[p + 1]
        wished, pick = np.empty(after - first, dtype=np.int64), np.empty(after - first)
        for b in range(first, after):
            u, v = uniform_pair(key, brides[b], year_start)
            third = (u * 4096.0) % 1.0
            # Sum of three uniforms: near enough to a normal wish, and bounded.
            wish = gap_mean + gap_sd * 2.0 * (u + v + third - 1.5)
            wished[b - first] = int((year_start - birth_month[brides[b]]) / 12.0 + wish) - LOWEST_AGE
            pick[b - first] = uniform(key, brides[b], year_start, 0, 1)
        likely = np.zeros(AHEAD, dtype=np.int64)
        # Youngest first: where men are scarce, some women stay single instead of all marrying late.
        for b in range(after - 1, first - 1, -1):
            bride, nobody_left = brides[b], likely[b % AHEAD] < 0
            if b - AHEAD >= first:
                soon = _first_man(wished[b - AHEAD - first], pick[b - AHEAD - first], base, left, men_offsets, men)
                likely[b % AHEAD] = soon
                if soon >= 0:
                    for one in (soon, np.int64(brides[b - AHEAD])):
                        ask_for(enter, one)
                        ask_for(leaves, one)
                        ask_for(songbun, one)
                        ask_for(mother, one)
                        ask_for(father, one)
            if b - AHEAD // 2 >= first:
                soon = likely[(b - AHEAD // 2) % AHEAD]
                if soon >= 0:
                    _ask_for_grandparents(mother, father, soon)
                    _ask_for_grandparents(mother, father, np.int64(brides[b - AHEAD // 2]))
            man, tries, listed = np.int64(-1), 0, False
            if not nobody_left:
                man, tries, listed = _look(
                    key, bride, np.int64(songbun[bride]), year_start, wished[b - first], 0, base, left, men_offsets, men, enter, leaves,
                    songbun, distance_one, distance_two, mother, father, bar, hers, his, False,
                )  # fmt: skip
            if man < 0 and uniform(key, bride, year_start, 1) < impatience:
                man, tries, listed = _look(
                    key, bride, np.int64(songbun[bride]), year_start, wished[b - first], tries, later, left_later, men_offsets, men,
                    enter, leaves, songbun, distance_one, distance_two, mother, father, bar, hers, his, listed,
                )  # fmt: skip
            groom[b] = man


@njit(cache=True, parallel=True)
def settle(
    key_place, key_widowed, year_start, first_row, brides, groom, capital, restricted,
    leaving, elsewhere, arriving, moving, urban_chance, entry_wavering, entry_hostile, exit_hostile,
    remarry_men, remarry_women, last_age_men, last_age_women, delay, first_birth,
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
    first_birth : int
        Months from the wedding to the first month in which a child may be born.
    """
    for k in prange(brides.size):
        if k + AHEAD < brides.size:
            for soon in (np.int64(brides[k + AHEAD]), np.int64(groom[k + AHEAD])):
                ask_for(enter, soon)
                ask_for(leaves, soon)
                ask_for(place, soon)
                ask_for(current_union, soon)
            ask_for(songbun, np.int64(groom[k + AHEAD]))
        wife = brides[k]
        husband = groom[k]
        row = first_row + k
        start = wedding_month(enter[wife], enter[husband], year_start)
        end = min(leaves[wife], leaves[husband])
        here = int(place[husband])
        u, v = uniform_pair(key_place, husband, year_start)
        goes = here
        if u < leaving[here]:
            goes = first_above(arriving, v, 0, arriving.size)
        elif u < leaving[here] + moving * (1.0 - leaving[here]):
            county = first_above(elsewhere[here // 2], v, 0, elsewhere.shape[1])
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
                    other = first_above(arriving, x, 0, arriving.size)
                    if capital[other // 2]:
                        county = first_above(elsewhere[here // 2], x, 0, elsewhere.shape[1])
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
        # Many first children are conceived before the wedding or with it in view.
        wed_from[wife] = start + first_birth
        # A child may be born up to nine months after the father's death.
        wed_to[wife] = min(int(leaves[wife]), int(leaves[husband]) + 9)
        if leaves[wife] < leaves[husband]:
            if end - birth_month[husband] < last_age_men and uniform(key_widowed, husband, end) < remarry_men:
                enter[husband] = end + delay
        elif leaves[husband] < leaves[wife]:
            if end - birth_month[wife] < last_age_women and uniform(key_widowed, wife, end) < remarry_women:
                enter[wife] = end + delay
