"""Blows on a circle: who feels what befalls some persons, how much in all, and what it leaves in each of them.

In three steps: the close kin of the struck are listed with their rows among the affected; what each feels is added up over all of
whom it befell; and anger and fear are taken in, one record of the affected at a time (see ``grievance.strike``). A year of being watched
is taken in likewise.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.read_ahead import AHEAD, ask_for


@njit(cache=True, nogil=True)
def circle_of(kin, kind, weight, row_of, first):
    """Close kin of several persons as one list: position of the person, id, row among the affected (0 none), weight omega.

    Parameters
    ----------
    kin : int32[n, 16], -1 after the last of each; kind : int8[n, 16], what they are, by ``close_kin``
    weight : float64[4], omega by kind; row_of : int32[persons]; first : int, position of the first of the persons
    """
    size = 0
    for i in range(kin.shape[0]):
        for k in range(kin.shape[1]):
            if kin[i, k] < 0:
                break
            ask_for(row_of, kin[i, k])
            size += 1
    at, person = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    row, omega = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.float64)
    j = 0
    for i in range(kin.shape[0]):
        for k in range(kin.shape[1]):
            other = kin[i, k]
            if other < 0:
                break
            at[j], person[j], row[j], omega[j] = first + i, other, row_of[other], weight[kind[i, k]]
            j += 1
    return at, person, row, omega


@njit(cache=True, nogil=True)
def add_up(row, at, omega, loss, unjust, slot, felt, angers):
    """Add up what each row feels of all blows on those near to it, in the order of the list.

    Parameters
    ----------
    row : int32[m], rows among the affected, repeats allowed; at : int64[m], position of the struck; omega : float64[m]
    loss, unjust : float64[1] or float64[n], by position of the struck
    slot : int32 by row, all 0; written: 1 + the position of the row in the list that is returned
    felt, angers : float64[m], all 0; written: sum of omega * loss, and of omega * loss * unjust, for each of that list

    Returns
    -------
    int32[k]
        The rows, each once, as they first come.
    """
    of_loss, of_unjust = min(loss.size - 1, 1), min(unjust.size - 1, 1)
    rows = np.empty(row.size, dtype=np.int32)
    size = 0
    for i in range(row.size):
        if i + AHEAD < row.size:
            ask_for(slot, row[i + AHEAD])
        k = slot[row[i]] - 1
        if k < 0:
            k = size
            rows[k] = row[i]
            size += 1
            slot[row[i]] = size
        blow = omega[i] * loss[at[i] * of_loss]
        felt[k] += blow
        angers[k] += blow * unjust[at[i] * of_unjust]
    return rows[:size].copy()


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


__all__ = ["add_up", "be_watched", "circle_of", "take_in"]
