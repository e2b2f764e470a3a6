"""Kernel that walks from each of many persons to the living relatives and the spouse.

The links of a large country lie far apart in memory, so that a walk waits for memory more than it works. Persons are
therefore taken ``TOGETHER`` at a time and go up and down degree by degree at once: what one step must read is read for
all of them in one loop, in which the reads overlap.

Who is met on several ways is told apart only at the end, by sorting the few who live; where only those are wanted whom a draw may
hit, the draws come first, since to look up whether somebody lives costs more. Two things keep the ways few: from a
couple of ancestors one goes down to their children once, not once from either, and never to the child through whom one came.
Ids are in order of birth: at the last step nobody is looked up who is too old to live.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.draws import uniform

TOGETHER = 64
AT_ONCE = 1024  # relatives whose draws are worked out together
_ROOM = 1 << 13  # relatives of those taken together, to begin with; it doubles where they have more
_NOBODY = np.iinfo(np.int32).max  # beyond every id


@njit
def _roomier(column, size, room):
    """A column of ``room`` rows that begins with the first ``size`` of ``column``."""
    bigger = np.empty(room, dtype=column.dtype)
    for k in range(size):  # a slice takes long to compile
        bigger[k] = column[k]
    return bigger


@njit(forceinline=True)
def _packed(whose, one, chon, up, side):
    """One blood relative as a number that sorts by person, id, degree and steps up."""
    return (
        (np.int64(whose) << 48) | (np.int64(one) << 16) | (np.int64(chon) << 11) | (np.int64(up) << 4) | np.int64(side)
    )


@njit
def _sorted_part(values, first, last):
    """Sort ``values[first:last]`` in place (Shell's way: the lists are short)."""
    gap = 1
    while 3 * gap + 1 < last - first:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(first + gap, last):
            value, j = values[i], i
            while j >= first + gap and values[j - gap] > value:
                values[j] = values[j - gap]
                j -= gap
            values[j] = value
        gap //= 3


@njit(cache=True, nogil=True)
def living_kin(mother, father, child_start, child, gone, first_union, wife, husband, union_start, union_end, wife_next,
               husband_next, persons, month, born, eldest, father_chon, mother_chon, agnatic, with_blood, keys,
               bound):  # fmt: skip
    """Living blood relatives of each person under depths by side, and the spouse, in order of id.

    Degree, steps up and side are those of ``kinship.walks.walk``: the least degree, among equal degrees the fewest steps
    up, sides that tie joined. The spouse has degree 0, even if a cousin too.

    Parameters
    ----------
    persons : int32[k]; month : int, at which they live; born : int, ids below it are born by then
    eldest : int >= 0, nobody below this id lives at the month any more
    with_blood : bool, False for the spouses alone
    keys : uint64[d]; bound : float64[k, d, degrees]; blood relatives none of whose draws lies below its bound are left out (see
    ``kin.Lots``); everybody is listed without keys
    others : columns of the pedigree, of the unions (``union_end`` as it is in the run) and months of death

    Returns
    -------
    position, id : int32; chon, up, side : int8; is_affine : bool, True for spouses
    """
    limit = max(father_chon, mother_chon) if with_blood else 0
    # ``met`` holds all who are met, by degree: those of one degree are gone down from to those of the next.
    met = np.empty(_ROOM, dtype=np.int64)
    start = np.empty(_ROOM, dtype=np.int32)  # of the children of each, and their end
    stop = np.empty(_ROOM, dtype=np.int32)
    touched = np.empty(max(_ROOM, TOGETHER << limit), dtype=np.int32)
    # Ancestors ``up`` steps up, -1 where unknown: ``wide`` of them for each person, each father before his wife, so that the
    # parents of number k are 2 k and 2 k + 1 of the next row, and the first half is on the father's side.
    line = np.empty((limit + 1, TOGETHER << (0 if agnatic else limit)), dtype=np.int32)
    line_start = np.empty(line.shape[1], dtype=np.int32)
    line_stop = np.empty(line.shape[1], dtype=np.int32)
    begins = np.zeros(TOGETHER + 1, dtype=np.int64)
    room = 64 * (persons.size + 1)
    of = np.empty(room, dtype=np.int32)
    found = np.empty(room, dtype=np.int64)
    relative = np.empty(AT_ONCE, dtype=np.int64)
    other = np.empty(AT_ONCE, dtype=np.int64)
    draw = np.empty(AT_ONCE, dtype=np.float64)
    is_listed = np.empty(AT_ONCE, dtype=np.bool_)
    size = 0
    for group in range(0, persons.size, TOGETHER):
        together = min(TOGETHER, persons.size - group)
        seen, last = 0, 0
        for p in range(together):
            line[0, p] = persons[group + p]
        for s in range(1, limit + 1):
            level, last = last, seen
            if last > start.size:
                start, stop = np.empty(met.size, dtype=np.int32), np.empty(met.size, dtype=np.int32)
            wide = 1 if agnatic else 1 << (s - 1)
            lowest = eldest if s == limit else 0  # of those of the last step it matters only whether they live
            for j in range(level, last):
                one = (met[j] >> 16) & 0xFFFFFFFF
                start[j], stop[j] = child_start[one], child_start[one + 1]
            k = 0
            for _ in range(together):
                for i in range(wide):
                    one = line[s - 1, k]
                    his = her = -1
                    line_start[k] = line_stop[k] = 0
                    if one >= 0:
                        is_read = one >= lowest  # parents are older
                        line_start[k], line_stop[k] = child_start[one], child_start[one + 1]
                        if is_read and s <= (father_chon if 2 * i < wide or s == 1 else mother_chon):
                            his = father[one]
                        if is_read and not agnatic and s <= (father_chon if 2 * i < wide and s > 1 else mother_chon):
                            her = mother[one]
                    if agnatic:
                        line[s, k] = his
                    else:
                        line[s, 2 * k], line[s, 2 * k + 1] = his, her
                    k += 1
            if child.size:
                for j in range(level, last):
                    touched[j & (_ROOM - 1)] = child[start[j] if start[j] < stop[j] else 0]
                for k in range(together * wide):
                    touched[k] = child[line_start[k] if line_start[k] < line_stop[k] else 0]
            within = (1 if s <= father_chon else 0) | (2 if s <= mother_chon else 0)
            for j in range(level, last):
                if seen + stop[j] - start[j] > met.size:
                    met = _roomier(met, seen, 2 * (seen + stop[j] - start[j]))
                whose, one = met[j] >> 48, (met[j] >> 16) & 0xFFFFFFFF
                up, side = (met[j] >> 4) & 63, met[j] & within
                if up > 0 and side == 0:
                    continue
                ego = persons[group + whose]
                for c in range(start[j], stop[j]):
                    q = child[c]
                    if q >= born:
                        break  # children stand in order of birth
                    if q != ego and not (agnatic and father[q] != one):
                        met[seen] = _packed(whose, q, s, up, side)
                        seen += 1
            k = 0
            for whose in range(together):
                ego = persons[group + whose]
                for i in range(0, wide, 2):
                    his, his_end, hers, hers_end = line_start[k], line_stop[k], 0, 0
                    of_his, of_hers, came_from = 0, 0, ego
                    if s > 1:
                        came_from = line[s - 2, k if agnatic else k >> 1]
                        of_his = 1 if s == 2 or 2 * i < wide else 2
                        of_hers = 2 if s == 2 else of_his
                        if not of_his & within:
                            his = his_end
                        if not agnatic and of_hers & within:
                            hers, hers_end = line_start[k + 1], line_stop[k + 1]
                    if seen + his_end - his + hers_end - hers > met.size:
                        met = _roomier(met, seen, 2 * (seen + his_end - his + hers_end - hers))
                    while his < his_end or hers < hers_end:
                        of_him = child[his] if his < his_end else _NOBODY
                        of_her = child[hers] if hers < hers_end else _NOBODY
                        q, side = min(of_him, of_her), 0
                        if q >= born:
                            break
                        if of_him == q:
                            side |= of_his
                            his += 1
                        if of_her == q:
                            side |= of_hers
                            hers += 1
                        if (
                            q >= lowest
                            and q != came_from
                            and q != ego
                            and not (agnatic and father[q] != line[s - 1, k])
                        ):
                            met[seen] = _packed(whose, q, s, s - 1, side)
                            seen += 1
                    k += 1 if wide == 1 else 2
        if seen + 2 * line.shape[1] > met.size:
            met = _roomier(met, seen, 2 * (seen + 2 * line.shape[1]))
        for up in range(1, limit + 1):
            wide = 1 if agnatic else 1 << up
            for p in range(together):
                for i in range(wide):
                    if line[up, p * wide + i] >= eldest:
                        side = 1 if agnatic or 2 * i < wide else 2
                        met[seen] = _packed(p, line[up, p * wide + i], up, up, side)
                        seen += 1
        if keys.size:
            met_of_all, seen = seen, 0
            for begin in range(0, met_of_all, AT_ONCE):
                count = min(AT_ONCE, met_of_all - begin)
                for i in range(count):
                    relative[i], other[i] = (met[begin + i] >> 16) & 0xFFFFFFFF, persons[group + (met[begin + i] >> 48)]
                    is_listed[i] = False
                for d in range(keys.size):
                    for i in range(count):  # nothing else in the loop, so that several are worked out at a time
                        draw[i] = uniform(keys[d], relative[i], month, other[i])
                    for i in range(count):
                        one = met[begin + i]
                        is_listed[i] |= draw[i] < bound[group + (one >> 48), d, (one >> 11) & 31]
                for i in range(count):
                    met[seen] = met[begin + i]
                    seen += is_listed[i]
        live = 0
        for k in range(seen):  # without a branch: who lives is hard to foresee
            one = (met[k] >> 16) & 0xFFFFFFFF
            met[live] = met[k]
            live += int(gone[one] > month) & int(one < born)
        for p in range(together):
            start[p] = first_union[persons[group + p]]
        for p in range(together):
            union = start[p]
            while union >= 0 and union_start[union] <= month:
                is_wife = wife[union] == persons[group + p]
                spouse = husband[union] if is_wife else wife[union]
                if union_end[union] > month and gone[spouse] > month:
                    if live == met.size:
                        met = _roomier(met, live, 2 * live)
                    met[live] = (np.int64(p) << 48) | (np.int64(spouse) << 16) | (1 << 10)
                    live += 1
                union = wife_next[union] if is_wife else husband_next[union]
        if size + live > room:
            room = 2 * (size + live)
            of, found = _roomier(of, size, room), _roomier(found, size, room)
        # Each person's own together, where the person's part of ``found`` begins at the sum of those before.
        begins[:] = 0
        for k in range(live):
            begins[(met[k] >> 48) + 1] += 1
        begins[0] = size
        for p in range(together):
            begins[p + 1] += begins[p]
        for k in range(live):
            p = met[k] >> 48
            found[begins[p]] = met[k]
            begins[p] += 1
        first = size
        for p in range(together):
            _sorted_part(found, first, begins[p])
            only = size
            for k in range(first, begins[p]):
                if size == only or found[k] >> 16 != found[size - 1] >> 16:
                    found[size] = found[k]
                    of[size] = group + p
                    size += 1
                elif found[k] >> 4 == found[size - 1] >> 4:
                    found[size - 1] |= found[k] & 15
            first = begins[p]
    kin_of_all = np.empty(size, dtype=np.int32)
    chon = np.empty(size, dtype=np.int8)
    up_of = np.empty(size, dtype=np.int8)
    side_of = np.empty(size, dtype=np.int8)
    is_affine = np.empty(size, dtype=np.bool_)
    for k in range(size):
        kin_of_all[k] = (found[k] >> 16) & 0xFFFFFFFF
        chon[k] = (found[k] >> 11) & 31
        is_affine[k] = (found[k] >> 10) & 1
        up_of[k] = (found[k] >> 4) & 63
        side_of[k] = found[k] & 15
    return of[:size].copy(), kin_of_all, chon, up_of, side_of, is_affine


__all__ = ["living_kin"]
