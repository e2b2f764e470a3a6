"""Giving the places of one year's arrivals to people, in order of their keyed luck. Arrays in, arrays out."""

from __future__ import annotations

from numba import njit

from yeonjwa.months import NEVER

PLACED, GROUPED, NEXT_GROUP = 0, 1, 2  # what ``tally`` counts


@njit(cache=True, nogil=True)
def union_began(woman, man, first_union, union_husband, union_start, wife_next):
    """Month in which the first union of two people began, NEVER if they never married."""
    union = first_union[woman]
    while union >= 0:
        if union_husband[union] == man:
            return union_start[union]
        union = wife_next[union]
    return NEVER


@njit(cache=True, nogil=True)
def needed_at_home(person, mother, father, birth, first_union, union_husband, union_start, wife_next, since):
    """Everybody who had to be at home for ``person`` to be born: parents, grandparents, ..., as far as births go.

    It is the rule of the mask (``mask.mask_births``) read backwards. A mother is needed to the month of birth; a father
    to ten months before it, and to the month before the parents married. ``since`` is the month before which nobody
    left, so that the parents of who was born earlier are not asked about.

    Returns
    -------
    who, until : lists of int
        Somebody needed must not have left in month ``until`` or earlier. The first entry is the person, with month 0.
    """
    who, until = [person], [0]
    k = 0
    while k < len(who):
        child = who[k]
        k += 1
        woman, man, month = mother[child], father[child], birth[child]
        if month < since:
            continue
        if woman >= 0:
            who.append(woman)
            until.append(month)
        if man >= 0:
            who.append(man)
            wedding = (
                union_began(woman, man, first_union, union_husband, union_start, wife_next) if woman >= 0 else NEVER
            )
            until.append(month - 10 if wedding == NEVER else max(month - 10, wedding - 1))
    return who, until


@njit(cache=True, nogil=True)
def assign(people, cell, left, arrived, follows, kin, kin_cell, size, want_placed, want_grouped, open_places, left_of,
           needed_until, mother, father, birth, first_union, union_husband, union_start, wife_next, since, out,
           tally):  # fmt: skip
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
    left_of, needed_until : int16[n], state over all years, changed: month of leaving (NEVER: at home), and last month
        in which a person must still be at home for those placed to have been born
    mother, father, first_union : int32[n]; birth : int16[n]; union_husband, wife_next : int32[u]; union_start : int16[u]
    since : first month in which anybody left
    out : int32[places, 5], rows (person, left, arrived, group, follows), written from ``tally[PLACED]``
    tally : int64[3], changed: people placed, those of them in units, number of the next group
    """
    members = [0, 0, 0, 0]  # ``groups.LARGEST_UNIT``
    for is_unit in (True, False):
        for i in range(people.size):
            if is_unit and tally[GROUPED] >= want_grouped:
                break
            if tally[PLACED] >= want_placed:
                return
            count = 0
            room = min(size[i], max(2, want_grouped - tally[GROUPED]), want_placed - tally[PLACED]) if is_unit else 1
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
                who, until = needed_at_home(
                    person, mother, father, birth, first_union, union_husband, union_start, wife_next, since
                )
                is_born = True
                for j in range(len(who)):
                    if left_of[who[j]] <= until[j]:
                        is_born = False
                        break
                if not is_born:
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
                row = tally[PLACED]
                out[row, 0] = members[k]
                out[row, 1] = left[i]
                out[row, 2] = arrived[i]
                out[row, 3] = tally[NEXT_GROUP]
                out[row, 4] = follows[i]
                tally[PLACED] += 1
                # Only now: everybody of a unit is born before it leaves, so its members cannot contradict each other.
                who, until = needed_at_home(
                    members[k], mother, father, birth, first_union, union_husband, union_start, wife_next, since
                )
                for j in range(len(who)):
                    needed_until[who[j]] = max(needed_until[who[j]], until[j])
            tally[NEXT_GROUP] += 1
            if count > 1:
                tally[GROUPED] += count
