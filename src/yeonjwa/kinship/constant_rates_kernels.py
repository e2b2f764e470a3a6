"""Kernels of the population under constant rates: women and their births, fathers, and walks to kin.

Plain twins stand in ``constant_rates_plain``; they agree exactly.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.draws import uniform

FIRST_BIRTH_DRAW = 1  # attempt numbers of the births of a woman start here; every draw has its own stream


@njit(cache=True, nogil=True)
def age_at(table, rate, target):
    """Age at which a cumulated yearly rate reaches ``target``; inf if it never does.

    Parameters
    ----------
    table : float64[101], the sum of ``rate`` up to exact age x.
    rate : float64[101], constant within each year of age; the last one holds for ever.
    """
    low, high = 0, table.size - 1
    if target >= table[high]:
        return high + (target - table[high]) / rate[high] if rate[high] > 0 else np.inf
    while high - low > 1:  # table[low] <= target < table[high]
        middle = (low + high) // 2
        if table[middle] <= target:
            low = middle
        else:
            high = middle
    return low + (target - table[low]) / rate[low]


@njit(cache=True, nogil=True)
def fill_population(
    keys, founders, hazard, hazard_sum, fertility, fertility_sum, girls, end, born, died, mother, sex, first_child
):
    """Let the founders live, and all their descendants born before ``end``, through mothers.

    People are rows in the order in which their mothers are visited, so that mothers come before their children and
    the children of one woman stand together, in order of birth.

    Parameters
    ----------
    keys : uint64[3], streams of death, births, sex.
    founders : number of rows filled in beforehand: their births (at or before time 0), sexes, and -1 as mothers.
    hazard, hazard_sum : float64[2, 101]; deaths per year at each age and their sum up to it.
    fertility, fertility_sum : float64[101]; births per woman and year and their sum (girls only, in the female line).
    girls : share of girls among births (1 in the female line).
    end : time at which the run ends, years; it begins at 0.
    born, died : float64[capacity], years; mother : int32[capacity]; sex : uint8[capacity].
    first_child : int64[capacity + 1]; the children of woman i are the rows ``first_child[i]`` to ``first_child[i + 1]``.

    Returns
    -------
    int
        Number of people; -1 if the arrays are too short.
    """
    n = founders
    i = 0
    while i < n:
        s = sex[i]
        begin = max(0.0, -born[i])  # founders have lived to that age
        whole = min(int(begin), 100)
        reached = hazard_sum[s, whole] + (begin - whole) * hazard[s, whole]
        death_age = age_at(hazard_sum[s], hazard[s], reached - np.log1p(-uniform(keys[0], i)))
        died[i] = born[i] + death_age
        first_child[i] = n
        if s == 0:
            last = min(death_age, end - born[i])
            reached = fertility_sum[whole] + (begin - whole) * fertility[whole]
            order = FIRST_BIRTH_DRAW
            while True:
                reached -= np.log1p(-uniform(keys[1], i, 0, 0, order))
                age = age_at(fertility_sum, fertility, reached)
                if not age < last:
                    break
                if n == born.size:
                    return -1
                born[n] = born[i] + age
                mother[n] = i
                sex[n] = 0 if uniform(keys[2], n) < girls else 1
                n += 1
                order += 1
        i += 1
    first_child[n] = n
    return n


@njit(cache=True, nogil=True)
def draw_fathers(key, men, men_born, died, born, start, fertility, youngest, oldest, most, father):
    """Draw the father of everyone born in the run among the men living at that moment, by the fertility of their age.

    A man is proposed evenly from those of a possible age, and accepted with chance fertility / ``most``, if he lives.

    Parameters
    ----------
    men : int32[m], rows of men in order of birth; men_born : float64[m], their births.
    start : first row that is not a founder.
    fertility : float64[101], above 0 from exact age ``youngest`` to ``oldest``; most : its maximum.
    father : int32[n], filled in; -1 for founders and where no man was there.

    Returns
    -------
    int
        Number of births without a father.
    """
    without = 0
    for i in range(born.size):
        father[i] = -1
        if i < start:
            continue
        low = np.searchsorted(men_born, born[i] - oldest)
        high = np.searchsorted(men_born, born[i] - youngest)
        for attempt in range(0, 20000, 2):
            if low >= high:
                break
            man_at = low + int(uniform(key, i, 0, 0, attempt) * (high - low))
            man = men[man_at]
            age = int(born[i] - men_born[man_at])
            if died[man] > born[i] and uniform(key, i, 0, 0, attempt + 1) * most < fertility[age]:
                father[i] = man
                break
        if father[i] < 0:
            without += 1
    return without


@njit(cache=True, nogil=True)
def children_by_father(father, first, listed):
    """Index of children by father: those of man i are ``listed[first[i]:first[i + 1]]``, in row order.

    Parameters
    ----------
    father : int32[n]; first : int64[n + 1], zeros; listed : int32[number of children with a father].
    """
    for i in range(father.size):
        if father[i] >= 0:
            first[father[i] + 1] += 1
    for i in range(father.size):
        first[i + 1] += first[i]
    at = first[:-1].copy()
    for i in range(father.size):
        if father[i] >= 0:
            listed[at[father[i]]] = i
            at[father[i]] += 1


@njit(cache=True, nogil=True)
def walk_kin(
    focals, age, born, died, mother, father, sex, first_child, first_fathered, fathered, max_chon, living, found, room
):
    """Add up the living kin of Focal at their exact age, by (up, down) and sex, counted by path.

    From each ancestor path the walk descends through the other children of the ancestor's mother (siblings are
    counted through mothers), then through all children. Children of Focal are through either parent.

    Parameters
    ----------
    focals : int32[f]; age : float64, years.
    father, first_fathered, fathered : of ``draw_fathers`` and ``children_by_father``; empty in the female line.
    max_chon : depth D.
    living : int64[D + 1, D + 1, 2], zeros; sums over Focal by up, down, sex.
    found : int64[D + 1], zeros; known ancestors at each level, living or dead.
    room : longest list of people at one level.

    Returns
    -------
    bool
        False if ``room`` was too small; the sums are then not complete.
    """
    two_lines = father.size > 0
    here = np.empty(room, np.int32)
    below = np.empty(room, np.int32)
    ancestors = np.empty(1 << (max_chon + 1), np.int32)
    higher = np.empty(1 << (max_chon + 1), np.int32)
    for f in range(focals.size):
        t = born[focals[f]] + age
        ancestors[0] = focals[f]
        many = 1
        for up in range(max_chon + 1):
            # Each person at level up - 1 opens one side branch, below the mother; up = 0 is Focal's own descendants.
            next_many = 0
            for a in range(many):
                person = ancestors[a]
                size = 0
                down = 1
                if up == 0:
                    here[0] = person
                    size = 1
                else:
                    if two_lines and father[person] >= 0:
                        higher[next_many] = father[person]
                        next_many += 1
                        if died[father[person]] > t:
                            living[up, 0, 1] += 1
                    top = mother[person]
                    if top < 0:
                        continue
                    higher[next_many] = top
                    next_many += 1
                    if died[top] > t:
                        living[up, 0, 0] += 1
                    if up < max_chon:
                        for child in range(first_child[top], first_child[top + 1]):
                            if child != person and born[child] <= t:
                                if size == room:
                                    return False
                                here[size] = child
                                size += 1
                                if died[child] > t:
                                    living[up, 1, sex[child]] += 1
                    down = 2
                while size > 0 and up + down <= max_chon:
                    next_size = 0
                    for h in range(size):
                        parent = here[h]
                        is_man = sex[parent] == 1
                        if is_man and not two_lines:
                            continue
                        begin = first_fathered[parent] if is_man else first_child[parent]
                        stop = first_fathered[parent + 1] if is_man else first_child[parent + 1]
                        for place in range(begin, stop):
                            child = fathered[place] if is_man else place
                            if born[child] <= t:
                                if next_size == room:
                                    return False
                                below[next_size] = child
                                next_size += 1
                                if died[child] > t:
                                    living[up, down, sex[child]] += 1
                    here, below = below, here
                    size = next_size
                    down += 1
            if up > 0:
                found[up] += next_many
                many = next_many
                ancestors, higher = higher, ancestors
    return True
