"""Words of eight times: since when somebody of a set lies within 1 to 8 chon of a person (see ``two_sets``).

A person's word of a set holds the time index from which somebody of the set lies within 1 to 8 chon by blood, one byte for each
degree (255: never), so that a step to a parent or child is a shift by one byte. Few are ancestors of members, and have a word from
below; the words from above are made in order of ids, counted at once, and kept only of those who have children, since only children
read them. Within 0 chon are only the members themselves and whom they were married to.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.reach.marks import add_mark, number_of
from yeonjwa.reach.measure import ADULT_MONTHS
from yeonjwa.reach.world import MAX_CHON
from yeonjwa.read_ahead import ask_for

assert MAX_CHON == 8, "a word holds eight degrees"
BLOCK = 1024
"""Persons whose parents' words are read together."""
GROWN = ADULT_MONTHS // 12
TIMES = 128
"""Time indices and more."""
NEVER = np.uint64(0xFFFFFFFFFFFFFFFF)
_HIGH = np.uint64(0x8080808080808080)
_EACH = np.uint64(0x0101010101010101)
_BYTE, _SEVEN, _EIGHT = np.uint64(255), np.uint64(7), np.uint64(8)


@njit(forceinline=True)
def least_bytes(a, b):
    """The lesser of each pair of bytes of two words."""
    difference = ((a | _HIGH) - (b & ~_HIGH)) ^ ((a ^ ~b) & _HIGH)
    is_less = ((~a & b) | ((~a | b) & difference)) & _HIGH
    return b ^ ((a ^ b) & ((is_less >> _SEVEN) * _BYTE))


@njit(forceinline=True)
def _step(word):
    """What a parent or child of somebody with this word has from it: every degree is one more."""
    return (word << _EIGHT) | _BYTE


@njit(forceinline=True)
def _within(word, chon):
    """Time index of one degree, 1 to 8."""
    return np.int64((word >> np.uint64(8 * (chon - 1))) & _BYTE)


@njit(forceinline=True)
def _year_ends(month, first_end):
    """How many ends of years from the first on, in month ``first_end``, lie before ``month``."""
    return np.int64(np.uint64(max(0, month - first_end + 11)) // np.uint64(12))


@njit(cache=True, nogil=True)
def ascend(mother, father, child_start, child, agnatic, person, spouse, entry, marks, listed, up, near):
    """Words of two sets that members give to their ancestors and to their own children, and times within 0 chon.

    person, spouse : int32[k], members, each once, and whom they were married to, -1 for nobody; entry : uint8[2, k], time index from
    which each belongs to each set; marks, listed : from ``mark_family``; up : uint64[numbers, 2], near : uint8[numbers, 2], written;
    nobody's row 0 stays empty.
    A word has no place for a member's own time, so members give it to their parents before the sweep, to their children, who wait
    for ``descend``, after it.
    """
    up[:] = NEVER
    near[:] = 255
    for k in range(person.size):
        own, other = number_of(marks, person[k]), number_of(marks, np.int64(spouse[k]))
        for s in range(2):
            near[own, s] = min(near[own, s], entry[s, k])
            near[other, s] = min(near[other, s], entry[s, k])
            if entry[s, k] != 255:
                up[own, s] = np.uint64(entry[s, k]) * _EACH
    near[0] = 255
    for k in range(person.size):
        for side in range(1 if agnatic else 2):
            at = number_of(marks, np.int64(father[person[k]] if side == 0 else mother[person[k]]))
            for s in range(2):
                up[at, s] = least_bytes(up[at, s], (NEVER << _EIGHT) | np.uint64(entry[s, k]))
    asking = np.zeros((2, BLOCK), dtype=np.int64)
    his_at, hers_at = asking[0], asking[1]
    for last in range(up.shape[0], 1, -BLOCK):
        first = max(1, last - BLOCK)
        for i in range(last - 1, first - 1, -1):
            ask_for(father, np.int64(listed[i]))
            ask_for(mother, np.int64(listed[i]))
        for i in range(last - 1, first - 1, -1):
            his_at[i - first] = father[listed[i]]
            hers_at[i - first] = -1 if agnatic else mother[listed[i]]
            ask_for(marks, his_at[i - first] >> 5)
            ask_for(marks, hers_at[i - first] >> 5)
        for k in range(last - first):
            his_at[k] = number_of(marks, his_at[k])
            hers_at[k] = number_of(marks, hers_at[k])
            ask_for(up, his_at[k])
            ask_for(up, hers_at[k])
        for i in range(last - 1, first - 1, -1):
            his, hers = his_at[i - first], hers_at[i - first]
            for s in range(2):
                word = _step(up[i, s])
                up[his, s] = least_bytes(up[his, s], word)
                up[hers, s] = least_bytes(up[hers, s], word)
    for k in range(person.size):
        for j in range(child_start[person[k]], child_start[person[k] + 1]):
            if not agnatic or father[child[j]] == person[k]:
                at = number_of(marks, np.int64(child[j]))
                for s in range(2):
                    up[at, s] = least_bytes(up[at, s], (NEVER << _EIGHT) | np.uint64(entry[s, k]))
    up[0] = NEVER


@njit(cache=True, nogil=True)
def descend(first, last, width, number, mother, father, agnatic, child_start, birth, until, label, listed, at, up, near, marks, word, sides,
            vetted, depth, first_end, first_time, years, near_in, reached, ceased, failing):  # fmt: skip
    """Bring the words of parents down to persons ``first`` to ``last`` - 1, parents before children, and count whom they reach.

    Parameters
    ----------
    birth, until : int16 by person, months; label : uint8 by person
    listed : int32, who has a word from below or a time within 0 chon, by number, and a last that is nobody; at : number they begin with
    up : uint64[numbers, 2]; near : uint8[numbers, 2], from ``ascend``
    marks, word : who has children and a word, and uint64[numbers, 2], read for the parents and written, from ``number`` to one row more
    than is kept; row 0 of ``word``, of those without one, is ``NEVER``
    sides : degrees on the father's and the mother's side of the rule of depth 0, as in ``measure.within_sides``
    vetted : the set that vetting is about; depth : int64[rules], degrees of each rule
    first_end : last month of the first year; first_time : its time index; years : how many are counted
    reached : int64[16, 128], added to: how many at home are reached from each time index on, by set and 1 to 8 chon, and how many
    cease to be at home before; near_in : int64[2, 128], the same of those within 0 chon, less those who cease; ceased : int64[128],
    how many cease; failing : int64[labels, rules + 1, 128], as ``reached`` for adults by rule, and in the last row as ``ceased``
    """
    asking = np.zeros((6, BLOCK), dtype=np.int64)
    who, his_at, hers_at, row, through, labels = asking[0], asking[1], asking[2], asking[3], asking[4], asking[5]
    counting = np.empty((3, BLOCK, 3), dtype=np.uint64)
    seen, lows, highs = counting[0], counting[1], counting[2]
    his, hers = np.full((BLOCK, 2), NEVER, dtype=np.uint64), np.full((BLOCK, 2), NEVER, dtype=np.uint64)
    own = np.empty((BLOCK, 2), dtype=np.uint64)
    by_father, by_mother = his.reshape(-1), hers.reshape(-1)
    mine, theirs, others = own.reshape(-1).view(np.uint8), by_father.view(np.uint8), by_mother.view(np.uint8)
    time_of, low_of, high_of = (
        seen.reshape(-1).view(np.uint8),
        lows.reshape(-1).view(np.uint8),
        highs.reshape(-1).view(np.uint8),
    )
    kept = number
    month, start, grown = birth[first] - 1, np.int64(0), np.int64(0)
    for begin in range(first, last, width):
        asked = 0
        for p in range(begin, min(begin + width, last)):
            who[asked] = p  # overwritten by the next, unless somebody asks for it: no branch to foresee
            asked += (child_start[p + 1] > child_start[p]) | (until[p] > first_end)
        for k in range(asked):
            ask_for(marks, np.int64(father[who[k]]) >> 5)
            if not agnatic:
                ask_for(marks, np.int64(mother[who[k]]) >> 5)
        found = 0
        for k in range(asked):
            p = who[k]
            by_him = number_of(marks, np.int64(father[p]))
            by_her = 0 if agnatic else number_of(marks, np.int64(mother[p]))
            while listed[at] < p:
                at += 1
            who[found], his_at[found], hers_at[found], row[found] = p, by_him, by_her, at if listed[at] == p else 0
            found += (by_him | by_her | row[found]) > 0
            ask_for(word, by_him)
            if not agnatic:
                ask_for(word, by_her)
        for k in range(found):  # nothing but reading, so that many reads are under way at once
            his[k, 0], his[k, 1] = word[his_at[k], 0], word[his_at[k], 1]
        if not agnatic:
            for k in range(found):
                hers[k, 0], hers[k, 1] = word[hers_at[k], 0], word[hers_at[k], 1]
        for k in range(2 * found):
            by_father[k] = _step(by_father[k])
            by_mother[k] = _step(by_mother[k])
        for k in range(16 * found):  # without ``min``, which widens bytes and so stands in the way of vectors
            of_father, of_mother = theirs[k], others[k]
            mine[k] = of_father if of_father < of_mother else of_mother
        counted = 0
        for k in range(found):
            p, i = who[k], row[k]
            if i > 0:
                own[k, 0], own[k, 1] = least_bytes(own[k, 0], up[i, 0]), least_bytes(own[k, 1], up[i, 1])
            # Written in any case, over it if it is not kept (a child would have nothing of it): no branch to foresee.
            keep = (child_start[p + 1] > child_start[p]) & (_step(own[k, 0] & own[k, 1]) != NEVER)
            word[kept, 0], word[kept, 1] = own[k, 0], own[k, 1]
            add_mark(marks, p, keep, kept)
            kept += keep
            if birth[p] != month:  # ids are in order of birth
                month = birth[p]
                born = (month - first_end + 11) // 12
                start, grown = max(np.int64(0), born), max(np.int64(0), born + GROWN)
            cease = min(years, _year_ends(until[p], first_end))
            side = min(_within(his[k, vetted], sides[0]), _within(hers[k, vetted], sides[1]))
            if i > 0:
                for s in range(2):
                    own[k, s] = least_bytes(own[k, s], np.uint64(near[i, s]) * _EACH)
                    if start < cease and near[i, s] != 255:
                        near_in[s, min(max(near[i, s], start + first_time), cease + first_time)] += 1
                        near_in[s, cease + first_time] -= 1
            seen[counted, 0], seen[counted, 1], seen[counted, 2] = own[k, 0], own[k, 1], own[k, vetted]
            lows[counted, 0] = lows[counted, 1] = np.uint64(start + first_time) * _EACH
            lows[counted, 2] = np.uint64(min(grown, cease) + first_time) * _EACH
            highs[counted, 0] = highs[counted, 1] = highs[counted, 2] = np.uint64(cease + first_time) * _EACH
            through[counted], labels[counted] = side, label[p]
            counted += start < cease
        for k in range(24 * counted):  # who is not reached while at home begins when ceasing, and so does not count
            time, low, high = time_of[k], low_of[k], high_of[k]
            time = low if time < low else time
            time_of[k] = high if time > high else time
        for k in range(counted):
            for s in range(2):
                word_of_set = seen[k, s]
                for j in range(MAX_CHON):
                    reached[8 * s + j, (word_of_set >> np.uint64(8 * j)) & _BYTE] += 1
            high, adult = highs[k, 0] & _BYTE, np.int64(lows[k, 2] & _BYTE)
            ceased[high] += 1
            side = min(max(through[k], adult), np.int64(high))
            side = min(side, _within(seen[k, 2], 1))
            for r in range(depth.size):
                failing[labels[k], r, _within(seen[k, 2], depth[r]) if depth[r] > 0 else side] += 1
            failing[labels[k], depth.size, high] += 1


@njit(cache=True, nogil=True)
def count_home(first, last, birth, until, label, first_end, people):
    """Count persons ``first`` to ``last`` - 1 into ``people``, int64[labels, 18 + years + 1, years + 1], by the year in which they are
    born, the first being 18 years before the years counted, and the year in which they cease to be at home."""
    span, years = people.shape[1] - 1, people.shape[2] - 1
    for p in range(first, last):
        if until[p] > first_end:
            born = min(span, max(0, (birth[p] - first_end + 11) // 12 + GROWN))
            people[label[p], born, min(years, (until[p] - first_end + 11) // 12)] += 1


__all__ = ["BLOCK", "GROWN", "NEVER", "TIMES", "ascend", "count_home", "descend", "least_bytes"]
