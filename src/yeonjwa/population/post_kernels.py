"""Kernels of the posts: terms of seats, reserve lists, and who takes a vacancy.

Arrays in, arrays out. Months are counted from ``residents.START`` (January 1990) where said so.
"""

from __future__ import annotations

import numpy as np
from numba import get_thread_id, njit, prange

from yeonjwa.draws import uniform, uniform_pair

LIST_LENGTH = 8
BATCH = 8
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


@njit(forceinline=True)
def _stretch(offset, county, low, high, women):
    """Entries of women and of men of a county born from month ``low`` to before ``high``, and the share of tries on women."""
    last, men = offset.shape[1] - 1, offset.shape[0] // 2 + county
    low, high = min(max(low, 0), last), min(max(high, 0), last)
    f0, f1 = offset[county, low], offset[county, high]
    m0, m1 = offset[men, low], offset[men, high]
    share = women
    if f1 == f0:
        share = 0.0
    elif m1 == m0 and women > 0:
        share = 1.0
    return f0, f1 - f0, m0, m1 - m0, share


@njit(cache=True, parallel=True)
def reserve_lists(key, threads, task, order, post, number, county, month, until, wanted, low, high, women, chance,
                  province_start, province_counties, county_province, entries, offset, persons, out):  # fmt: skip
    """Reserve list of every vacancy.

    A try draws an entry of the right county, sex and age; it counts if the person lives there long enough and passes
    the chance of the class. The tries of a vacancy widen to its province after COUNTY_TRIES. They are made in small
    batches, because the loads of a batch overlap.

    A task is a month and a province (or the camps): nobody can be found by two tasks of one month, and within a
    task a bit per person keeps lists apart, so lists of one month never share a person, whatever the threads do.

    Parameters
    ----------
    task : int64[tasks + 1]
        First vacancy of each task. ``order`` (int64[tasks]) only spreads tasks over the threads.
    post, number, county, month : arrays[v]
        Vacancies, sorted by task; months counted from January 1990 (as in the entries).
    until, wanted : int64[v]
        Who stands on the list is there at least up to the month before ``until``; length of the list.
    low, high : int64[v]
        Birth months, as columns of ``offset``: from ``low`` up to, not including, ``high``.
    women, chance : float64[posts], float64[posts, 3]
        Share of women; chance by songbun.
    entries, offset : as in ``residents.Residents``
    out : int32[v, LIST_LENGTH], filled with -1
    """
    bits = np.zeros((threads, (persons >> 6) + 1), np.uint64)
    for t in prange(order.size):
        mine = bits[get_thread_id()]
        drawn, luck = np.empty(BATCH, np.int64), np.empty(BATCH)
        for v in range(task[order[t]], task[order[t] + 1]):
            p = post[v]
            f0, n_women, m0, n_men, share = _stretch(offset, county[v], low[v], high[v], women[p])
            found, batch = 0, 0
            while found < wanted[v] and batch < TRIES // BATCH:
                if batch * BATCH >= COUNTY_TRIES:
                    province = county_province[county[v]]
                    size = province_start[province + 1] - province_start[province]
                    u = uniform(key, number[v], month[v], p, TRIES + batch)
                    other = province_counties[province_start[province] + int(u * size)]
                    f0, n_women, m0, n_men, share = _stretch(offset, other, low[v], high[v], women[p])
                for b in range(BATCH):
                    u, luck[b] = uniform_pair(key, number[v], month[v], p, batch * BATCH + b)
                    first, size = (f0, n_women) if luck[b] < share else (m0, n_men)
                    drawn[b] = entries[first + int(u * size)] if size > 0 else 0  # 0: nobody, there until month 0
                for b in range(BATCH):
                    entry = drawn[b]
                    fortune = luck[b] / share if luck[b] < share else (luck[b] - share) / (1.0 - share)
                    is_there = (entry >> 10) & 1023 <= month[v] and entry & 1023 >= until[v]
                    if not is_there or fortune >= chance[p, (entry >> 20) & 3] or found == wanted[v]:
                        continue
                    person = entry >> 32
                    word, bit = person >> 6, np.uint64(1) << np.uint64(person & 63)
                    if mine[word] & bit:
                        continue
                    mine[word] |= bit
                    out[v, found] = person
                    found += 1
                batch += 1
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
