"""Giving the places of one year's arrivals to people, in order of their keyed luck. Arrays in, arrays out."""

from __future__ import annotations

from numba import njit

from yeonjwa.months import NEVER

PLACED, GROUPED, FOLLOWING, NEXT_GROUP = 0, 1, 2, 3  # what ``tally`` counts


@njit(cache=True, nogil=True)
def is_born_here(person, left_of, mother, father, birth, since):
    """Whether the birth of ``person`` happened although people left: no parent, grandparent, ... was away then.

    A father may have left up to nine months before the birth. ``since`` is the month before which nobody left.
    """
    stack = [person]
    while len(stack) > 0:
        child = stack.pop()
        month = birth[child]
        if month < since:
            continue
        parent = mother[child]
        if parent >= 0:
            if left_of[parent] <= month:
                return False
            stack.append(parent)
        parent = father[child]
        if parent >= 0:
            if left_of[parent] < month - 9:
                return False
            stack.append(parent)
    return True


@njit(cache=True, nogil=True)
def need_ancestors(person, needed_until, mother, father, birth, since):
    """Note for every ancestor until when they must stay at home for ``person`` to have been born."""
    stack = [person]
    while len(stack) > 0:
        child = stack.pop()
        month = birth[child]
        if month < since:
            continue
        parent = mother[child]
        if parent >= 0:
            needed_until[parent] = max(needed_until[parent], month)
            stack.append(parent)
        parent = father[child]
        if parent >= 0:
            needed_until[parent] = max(needed_until[parent], month - 9)
            stack.append(parent)


@njit(cache=True, nogil=True)
def assign(people, cell, left, arrived, follows, kin, kin_cell, size, want_placed, want_grouped, open_places, left_of,
           needed_until, mother, father, birth, since, out, tally):  # fmt: skip
    """Place people of a list, and their kin with them, while cells have open places.

    Two passes over the list: family units first, until ``want_grouped`` people are in units; then people alone, until
    ``want_placed`` people are placed in all. Nobody is placed twice, and nobody is placed whose own birth, or whose
    going, contradicts somebody placed before.

    Parameters
    ----------
    people, cell, follows : int32[m]; left, arrived : int16[m]; size : int8[m], the list in order of luck
    kin, kin_cell : int32[m, k], kin who could go along (-1: none) and the cells they would fill (-1: none)
    want_placed, want_grouped : targets of the tally for this call
    open_places : int64[cells], changed
    left_of, needed_until : int16[n], state over all years, changed
    mother, father : int32[n]; birth : int16[n]; since : first month in which anybody left
    out : int32[places, 5], rows (person, left, arrived, group, follows), written from ``tally[PLACED]``
    tally : int64[4], changed
    """
    members = [0, 0, 0, 0]
    for is_unit in (True, False):
        for i in range(people.size):
            if is_unit and tally[1] >= want_grouped:
                break
            if tally[0] >= want_placed:
                return
            count = 0
            room = min(size[i], max(2, want_grouped - tally[1]), want_placed - tally[0]) if is_unit else 1
            for k in range(-1, kin.shape[1] if is_unit else 0):
                if count >= room or (k >= 0 and count == 0):
                    break
                person = people[i] if k < 0 else kin[i, k]
                c = cell[i] if k < 0 else kin_cell[i, k]
                if (
                    person < 0
                    or c < 0
                    or open_places[c] == 0
                    or left_of[person] != NEVER
                    or needed_until[person] >= left[i]
                ):
                    continue
                if not is_born_here(person, left_of, mother, father, birth, since):
                    continue
                members[count] = person
                count += 1
                open_places[c] -= 1
                left_of[person] = left[i]
            if is_unit and count == 1:  # no unit: give the place back, the person may come alone in the second pass
                open_places[cell[i]] += 1
                left_of[members[0]] = NEVER
                continue
            if count == 0:
                continue
            for k in range(count):
                row = tally[0]
                out[row, 0] = members[k]
                out[row, 1] = left[i]
                out[row, 2] = arrived[i]
                out[row, 3] = tally[3]
                out[row, 4] = follows[i]
                tally[0] += 1
                # Only now: everybody of a unit is born before it leaves, so its members cannot contradict each other.
                need_ancestors(members[k], needed_until, mother, father, birth, since)
            tally[3] += 1
            if count > 1:
                tally[1] += count
            if follows[i] >= 0:
                tally[2] += count
