"""Kernels of the posts: terms of seats, reserve lists, and who takes a vacancy.

Arrays in, arrays out. Months are counted from ``residents.START`` (January 1990) where said so.
"""

from __future__ import annotations

import numpy as np
from numba import get_thread_id, njit, prange

from yeonjwa.draws import uniform, uniform_pair

LIST_LENGTH = 8
COUNTY_TRIES = 64  # then the search widens to the province
TRIES = 512


@njit(cache=True)
def seat_terms(key, fill, post, number, seats, shortest, longest, out):
    """Vacancies of every seat: count them (fill False) or write (seat, month from START, tenure in months).

    Parameters
    ----------
    post, number : uint8[s], int32[s]
        Post of each seat and its number within the post.
    seats : int32[posts, months]
        How many seats the post has in each month; seat k exists while ``k < seats``.
    shortest, longest : int64[posts]
        A tenure lies evenly between these, months. In the first month it has partly run.
    out : int32[v, 3]
    """
    found = 0
    months = seats.shape[1]
    for seat in range(post.size):
        p, k = post[seat], number[seat]
        month, turn = 0, 0
        while month < months:
            if k >= seats[p, month]:
                month += 1
                continue
            u, rest = uniform_pair(key, k, p, 0, turn)
            tenure = shortest[p] + int(u * (longest[p] - shortest[p] + 1))
            if month == 0:
                tenure = 1 + int(rest * tenure)
            closes = month + 1
            while closes < min(month + tenure, months) and k < seats[p, closes]:
                closes += 1
            if closes < months:
                tenure = min(tenure, closes - month)
            if fill:
                out[found, 0], out[found, 1], out[found, 2] = seat, month, tenure
            found += 1
            month += tenure
            turn += 1
    return found


@njit(inline="always")
def _range(offset, where, low, high):
    """First and last-plus-one entry of a list for births from index ``low`` to before ``high``."""
    last = offset.shape[1] - 1
    return offset[where, min(max(low, 0), last)], offset[where, min(max(high, 0), last)]


@njit(inline="always")
def _resident(key, number, month, post, attempt, county, n_counties, low, high, women, chance, entries, offset):
    """One try: a person of the right age from the lists of a county, or -1."""
    f0, f1 = _range(offset, county, low, high)
    m0, m1 = _range(offset, n_counties + county, low, high)
    share = women
    if f1 == f0:
        share = 0.0
    elif m1 == m0 and women > 0:
        share = 1.0
    u, v = uniform_pair(key, number, month, post, attempt)
    if v < share:
        v = v / share
    else:
        f0, f1 = m0, m1
        v = (v - share) / (1.0 - share)
    if f1 == f0:
        return -1
    entry = entries[f0 + int(u * (f1 - f0))]
    is_there = (entry >> 10) & 1023 <= month < entry & 1023
    return entry >> 32 if is_there and v < chance[(entry >> 20) & 3] else -1


@njit(inline="always")
def _soldier(key, number, month, post, attempt, low, high, until, start, women, chance, sex, songbun, served, served_start, served_end):
    """One try: a conscript among rows ``low`` to ``high`` who serves from now until the tenure ends, or -1."""
    if high == low:
        return -1
    u, v = uniform_pair(key, number, month, post, attempt)
    row = low + int(u * (high - low))
    person = served[row]
    in_service = served_start[row] <= month + start and served_end[row] >= until
    weight = chance[songbun[person]] * (women if sex[person] == 0 else 1.0)
    return np.int64(person) if in_service and v < weight else -1


@njit(cache=True, parallel=True)
def reserve_lists(key, threads, task, order, post, number, place, month, tenure, age_low, age_high, women, chance, soldiers_post,
                  start, first_birth, province_start, province_counties, county_province, entries, offset,
                  sex, songbun, birth, served, served_start, served_end, out):  # fmt: skip
    """Reserve list of every vacancy.

    A task is a month and a province (or the conscripts): nobody can be found by two tasks of one month, and within a
    task a bit per person keeps lists apart, so lists of one month never share a person, whatever the threads do.

    Parameters
    ----------
    task : int64[tasks + 1]
        First vacancy of each task. ``order`` (int64[tasks]) spreads large tasks over the threads.
    post, number, place, month, tenure : arrays[v]
        Vacancies, sorted by task; ``month`` counted from ``start``.
    age_low, age_high : int64[posts]
        Months of age on taking the post: from ``age_low`` up to, not including, ``age_high``.
    women : float64[posts]
        Share of women. chance : float64[posts, 3], by songbun.
    out : int32[v, LIST_LENGTH], filled with -1
    """
    n_counties = offset.shape[0] // 2
    bits = np.zeros((threads, (birth.size >> 6) + 1), np.uint64)
    for t in prange(order.size):
        mine = bits[get_thread_id()]
        for v in range(task[order[t]], task[order[t] + 1]):
            p = post[v]
            low, high = month[v] + start - age_high[p] + 1, month[v] + start - age_low[p] + 1
            first, last = 0, 0
            if p == soldiers_post:
                first = np.searchsorted(served, np.searchsorted(birth, low))
                last = np.searchsorted(served, np.searchsorted(birth, high))
            found = 0
            for attempt in range(TRIES):
                if p == soldiers_post:
                    until = start + month[v] + tenure[v]
                    person = _soldier(key, number[v], month[v], p, attempt, first, last, until, start, women[p], chance[p],
                                      sex, songbun, served, served_start, served_end)  # fmt: skip
                else:
                    county = np.int64(place[v])
                    if attempt >= COUNTY_TRIES:
                        province = county_province[county]
                        size = province_start[province + 1] - province_start[province]
                        u = uniform(key, number[v], month[v], p, TRIES + attempt)
                        county = province_counties[province_start[province] + int(u * size)]
                    person = _resident(key, number[v], month[v], p, attempt, county, n_counties,
                                       low - first_birth, high - first_birth, women[p], chance[p], entries, offset)  # fmt: skip
                if person < 0:
                    continue
                word, bit = person >> 6, np.uint64(1) << np.uint64(person & 63)
                if mine[word] & bit:
                    continue
                mine[word] |= bit
                out[v, found] = person
                found += 1
                if found == LIST_LENGTH:
                    break
        for v in range(task[order[t]], task[order[t] + 1]):
            for k in range(LIST_LENGTH):
                if out[v, k] >= 0:
                    mine[out[v, k] >> 6] = 0


@njit(cache=True)
def take(month, tenure, reserve, barred, gone, holder, end):
    """Go through the vacancies in order: the first on the list who is unbarred, there and free takes the post.

    Parameters
    ----------
    month, tenure : int16[v], sorted by month
    reserve : int32[v, LIST_LENGTH]
    barred : bool[v, LIST_LENGTH] or bool[0, 0]
        Who may not take which post; empty: nobody is barred.
    gone : int16[n]
        Month from which a person is no longer there.
    holder, end : int32[v], int16[v]
        Filled: the person who takes the post (-1: it stays empty) and the month after the last in it.
    """
    busy = np.zeros(gone.size, np.int16)
    for v in range(month.size):
        holder[v] = -1
        end[v] = month[v]
        for k in range(reserve.shape[1]):
            person = reserve[v, k]
            if person < 0:
                break
            if gone[person] <= month[v] or busy[person] > month[v] or (barred.size > 0 and barred[v, k]):
                continue
            holder[v] = person
            end[v] = min(np.int64(month[v]) + tenure[v], np.int64(gone[person]))
            busy[person] = end[v]
            break
