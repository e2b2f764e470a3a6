"""Blows on a circle: who feels what befalls some persons, how much in all, and what it leaves in each of them.

In three steps: the rows among the affected of the close kin of the struck are looked up; what each feels is added up over all of
whom it befell, and who has no row gets one; and anger and fear are taken in, one record of the affected at a time (see ``grievance.strike``). A year of being watched
is taken in likewise.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.people import NOBODY


@njit(cache=True, nogil=True)
def look_up_rows(kin, row_of, rows):
    """Write into ``rows`` (int32[n, 16]) the row among the affected (0 none) of each of ``kin`` (int32[n, 16], -1 after the last of each);
    row_of : int32 by person."""
    for i in range(kin.shape[0]):
        for k in range(kin.shape[1]):
            if kin[i, k] < 0:
                break
            ask_for(row_of, kin[i, k])
    for i in range(kin.shape[0]):
        for k in range(kin.shape[1]):
            if kin[i, k] < 0:
                break
            rows[i, k] = row_of[kin[i, k]]


@njit(cache=True, nogil=True)
def add_up(persons, kin, kind, rows, weight, loss, unjust, first, row_of, slot):
    """Add up what everybody feels of all blows: first the struck themselves (weight 1), then their kin, in order of the struck.

    Parameters
    ----------
    persons : int64[n], the struck; kin : int32[n, 16], those near to each, -1 after the last; kind : int8[n, 16], what they are
    rows : int32[n, 16], their rows among the affected, 0 where there was none; weight : float64[4], omega by kind
    loss, unjust : float64[1] or float64[n], by position of the struck
    first : int, row that the first gets who has none; row_of : int32 by person, written for those
    slot : int32 by row that there is, all 0; written: 1 + the position of the row in the list that is returned

    Returns
    -------
    felt_by : int32[k], rows, each once, as they first come; felt, angers : float64[k], sum of omega * loss, and of omega * loss * unjust
    new, at_new : int32[m], persons who got a row, in order of their rows, and where the rows stand in ``felt_by``
    """
    room = persons.size * (1 + kin.shape[1])
    felt_by, new, at_new = (
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
    )
    felt, angers = np.empty(room, dtype=np.float64), np.empty(room, dtype=np.float64)  # mostly never touched
    of_loss, of_unjust = min(loss.size - 1, 1), min(unjust.size - 1, 1)
    size = found = 0
    for are_kin in range(2):
        for i in range(persons.size):
            if are_kin and i + 1 < persons.size:
                for k in range(kin.shape[1]):
                    if kin[i + 1, k] < 0:
                        break
                    ask_for(slot, min(rows[i + 1, k], first - 1))
            if not are_kin and i + AHEAD < persons.size:
                ask_for(row_of, persons[i + AHEAD])
            for k in range(kin.shape[1] if are_kin else 1):
                person = np.int64(kin[i, k]) if are_kin else persons[i]
                if person < 0:
                    break
                row = rows[i, k] if are_kin else row_of[person]
                if row == NOBODY:
                    row = row_of[person]  # perhaps met before, among these
                if row == NOBODY:
                    row = first + found
                    row_of[person], new[found], at_new[found] = row, person, size
                    at, found = -1, found + 1
                else:
                    at = slot[row] - 1 if row < first else at_new[row - first]
                if at < 0:
                    at = size
                    felt_by[at], felt[at], angers[at] = row, 0.0, 0.0
                    size += 1
                    if row < first:
                        slot[row] = size
                blow = (weight[kind[i, k]] if are_kin else 1.0) * loss[i * of_loss]
                felt[at] += blow
                angers[at] += blow * unjust[i * of_unjust]
    return felt_by[:size].copy(), felt, angers, new[:found], at_new[:found]


@njit(cache=True, nogil=True)
def take_in(rows, slot, felt, angers, month, of_anger, anger_left, most, frightens, of_fear, fear_left, people):  # fmt: skip
    """What blows leave in ``rows``: anger up to ``most`` and, if it ``frightens``, fear.

    Parameters
    ----------
    rows : int32[k]; slot : int32 by row, as in ``add_up``; written: 0 again
    felt, angers : float64[>= k], by ``slot``
    of_anger, of_fear : float, grievance and fear that a blow of 1 leaves
    anger_left, fear_left : float64, what is left of them after 0, 1, 2, ... months
    people : records of the affected, written

    Returns
    -------
    float64[k]
        What each of ``rows`` felt.
    """
    in_order = np.empty(rows.size, dtype=np.float64)
    for i in range(rows.size):
        if i + AHEAD < rows.size:
            ask_for(people, rows[i + AHEAD])
        row = rows[i]
        k = slot[row] - 1
        slot[row] = 0
        in_order[i] = felt[k]
        anger = of_anger * angers[k]
        one = people[row]
        one.grievance = min(one.grievance * anger_left[month - one.grievance_month] + anger, most)
        one.grievance_month = month
        if frightens:
            one.fear = one.fear * fear_left[month - one.fear_month] + of_fear * felt[k]
            one.fear_month = month
    return in_order


@njit(cache=True, nogil=True)
def be_watched(first, last, watch, whereabouts, is_there, of_watch, month, anger_left, most, people):
    """Anger, up to ``most``, of those in rows ``first`` to ``last`` - 1 who are watched where they live.

    Parameters
    ----------
    watch, whereabouts : uint8 by row; is_there : bool[256] by whereabouts; of_watch : float64[256], anger by watch level
    anger_left, people : as in ``take_in``

    Returns
    -------
    int32[k]
        Their rows, rising.
    """
    rows = np.empty(last - first, dtype=np.int32)
    size = 0
    for row in range(first, last):  # without a branch: who is watched is hard to foresee
        rows[size] = row
        size += (watch[row] > 0) & is_there[whereabouts[row]]
    for i in range(size):
        one = people[rows[i]]
        left = one.grievance * anger_left[month - one.grievance_month]
        one.grievance = min(left + of_watch[watch[rows[i]]], most)
        one.grievance_month = month
    return rows[:size].copy()


__all__ = ["add_up", "be_watched", "look_up_rows", "take_in"]
