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
def circle_of(kin, row_of):
    """Close kin of several persons as one list: ids and rows among the affected (0 none), int32.

    kin : int32[n, 16], -1 after the last of each; row_of : int32 by person
    """
    size = 0
    for i in range(kin.shape[0]):
        for k in range(kin.shape[1]):
            if kin[i, k] < 0:
                break
            ask_for(row_of, kin[i, k])
            size += 1
    ids, rows = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    j = 0
    for i in range(kin.shape[0]):
        for k in range(kin.shape[1]):
            other = kin[i, k]
            if other < 0:
                break
            ids[j], rows[j] = other, row_of[other]
            j += 1
    return ids, rows


@njit(cache=True, nogil=True)
def add_up(circle, kin, kind, weight, loss, unjust, slot):
    """Add up what each row feels of all blows on those near to it and on itself, in the order of the ``circle``.

    Parameters
    ----------
    circle : int32[m], rows among the affected, repeats allowed: of the struck, and then of the close kin of each of them
    kin : int32[n, 16], close kin, -1 after the last of each; kind : int8[n, 16], what they are; weight : float64[4], omega by kind
    loss, unjust : float64[1] or float64[n], by position of the struck
    slot : int32 by row, all 0; written: 1 + the position of the row in the list that is returned

    Returns
    -------
    rows : int32[k]
        Each once, as they first come.
    felt, angers : float64[m]
        Of each of ``rows`` the sum of omega * loss, and of omega * loss * unjust.
    """
    of_loss, of_unjust = min(loss.size - 1, 1), min(unjust.size - 1, 1)
    rows = np.empty(circle.size, dtype=np.int32)
    felt, angers = np.empty(circle.size, dtype=np.float64), np.empty(circle.size, dtype=np.float64)
    size, i, at = 0, 0, 0
    for j in range(circle.size):
        if j + AHEAD < circle.size:
            ask_for(slot, circle[j + AHEAD])
        if j < kin.shape[0]:
            struck, omega = j, 1.0
        else:
            while at == kin.shape[1] or kin[i, at] < 0:
                i, at = i + 1, 0
            struck, omega = i, weight[kind[i, at]]
            at += 1
        k = slot[circle[j]] - 1
        if k < 0:
            k = size
            rows[k], felt[k], angers[k] = circle[j], 0.0, 0.0
            size += 1
            slot[circle[j]] = size
        blow = omega * loss[struck * of_loss]
        felt[k] += blow
        angers[k] += blow * unjust[struck * of_unjust]
    return rows[:size].copy(), felt, angers


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
