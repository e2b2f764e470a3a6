"""Reach of a lasting set, both lines, from words of eight times: as ``measure.measure_nation``, in a third of the time.

A person's word holds the time index from which somebody of the set lies within 1 to 8 chon by blood, one byte for each degree
(255: never), so that a step to a parent or child is a shift by one byte, and a person one aligned word of memory. Within 0 chon
are only the members themselves and whom they were married to. Half a gigabyte for a country of full size.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.departures.sets import NEVER_INDEX, end_of, index_of_year
from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.population.spells import frozen
from yeonjwa.reach.measure import ADULT_MONTHS, SONGBUN, Measure, vetting_rules
from yeonjwa.reach.world import LINEALITIES, MAX_CHON, World

assert MAX_CHON == 8, "a word holds eight degrees"
BLOCK = 1024
NEVER = np.uint64(0xFFFFFFFFFFFFFFFF)
_HIGH = np.uint64(0x8080808080808080)
_EACH = np.uint64(0x0101010101010101)
_BYTE, _SEVEN, _EIGHT = np.uint64(255), np.uint64(7), np.uint64(8)


@njit(inline="always")
def least_bytes(a, b):
    """The lesser of each pair of bytes of two words."""
    difference = ((a | _HIGH) - (b & ~_HIGH)) ^ ((a ^ ~b) & _HIGH)
    is_less = ((~a & b) | ((~a | b) & difference)) & _HIGH
    return b ^ ((a ^ b) & ((is_less >> _SEVEN) * _BYTE))


@njit(inline="always")
def _step(word):
    """What a parent or child of somebody with this word has from it: every degree is one more."""
    return (word << _EIGHT) | _BYTE


@njit(inline="always")
def _within(word, chon):
    """Time index of one degree, 1 to 8."""
    return np.int64((word >> np.uint64(8 * (chon - 1))) & _BYTE)


@njit(cache=True, nogil=True)
def spread(mother, father, child_start, child, agnatic, person, entry, father_chon, mother_chon, word, side):
    """Fill ``word`` (uint64 by person) from the members: ``person`` int32[k], each once, and their times ``entry`` uint8[k].

    Two sweeps as in ``kinship.kernels.earliest``: from descendants to ancestors, then from ancestors to descendants. A word has no
    place for a member's own time, so members give it to their parents before the first, to their children before the second.
    side : uint8 by person or empty, filled with the time within ``father_chon`` on the father's side or ``mother_chon`` on the
    mother's, as in ``measure.within_sides``.
    """
    word[:] = NEVER
    for k in range(person.size):
        if entry[k] != 255:
            word[person[k]] = np.uint64(entry[k]) * _EACH
    for k in range(person.size):
        if entry[k] == 255:
            continue
        near = (NEVER << _EIGHT) | np.uint64(entry[k])
        if father[person[k]] >= 0:
            word[father[person[k]]] = least_bytes(word[father[person[k]]], near)
        if not agnatic and mother[person[k]] >= 0:
            word[mother[person[k]]] = least_bytes(word[mother[person[k]]], near)
    for p in range(word.size - 1, -1, -1):
        if word[p] == NEVER:
            continue
        up = _step(word[p])
        if father[p] >= 0:
            word[father[p]] = least_bytes(word[father[p]], up)
        if not agnatic and mother[p] >= 0:
            word[mother[p]] = least_bytes(word[mother[p]], up)
    for k in range(person.size):
        if entry[k] == 255:
            continue
        near = (NEVER << _EIGHT) | np.uint64(entry[k])
        for j in range(child_start[person[k]], child_start[person[k] + 1]):
            if not agnatic or father[child[j]] == person[k]:
                word[child[j]] = least_bytes(word[child[j]], near)
    by_father, by_mother = np.full(BLOCK, NEVER, dtype=np.uint64), np.full(BLOCK, NEVER, dtype=np.uint64)
    own, theirs, hers = word.view(np.uint8), by_father.view(np.uint8), by_mother.view(np.uint8)
    for first in range(0, word.size, BLOCK):
        last = min(first + BLOCK, word.size)
        latest = -1
        for p in range(first, last):
            latest = max(latest, father[p], mother[p])
        # Parents are far back unless the country is tiny, so that a block is read first and compared at once.
        width = 1 if latest >= first else BLOCK
        for begin in range(first, last, width):
            end = min(begin + width, last)
            for p in range(begin, end):
                by_father[p - begin] = _step(word[father[p]]) if father[p] >= 0 else NEVER
                if not agnatic:
                    by_mother[p - begin] = _step(word[mother[p]]) if mother[p] >= 0 else NEVER
            bytes_ = own[8 * begin : 8 * end]
            for k in range(bytes_.size):  # without ``min``, which widens bytes and so stands in the way of vectors
                mine, his, her = bytes_[k], theirs[k], hers[k]
                nearer = his if his < her else her
                bytes_[k] = mine if mine < nearer else nearer
            if side.size:
                for p in range(begin, end):
                    through = min(
                        _within(by_father[p - begin], father_chon), _within(by_mother[p - begin], mother_chon)
                    )
                    side[p] = min(through, _within(word[p], 1))


@njit(cache=True, nogil=True)
def count(word, zero, side, birth, until, label, first_end, first_time, grown, depth, nation, adults):
    """Where the yearly counts of people at home change: +1 in the year in which a person begins to count, -1 where they cease.

    Parameters
    ----------
    word, side : from ``spread``; zero : uint8 by person, time within 0 chon
    birth, until : int16 by person, months; label : uint8 by person
    first_end : last month of the first year; first_time : its time index; grown : months of age from which adults count
    depth : int64[rules], degrees of each rule, 0 for the one by ``side``
    nation : int64[10, years + 1], added to: people reached within 0 to 8 chon, and in the last row all at home
    adults : int64[labels, rules + 1, years + 1], added to: adults reached under each rule, and in the last row all
    """
    years, rules = nation.shape[1] - 1, depth.shape[0]
    for i in range(birth.size):
        begin = max(0, (birth[i] - first_end + 11) // 12)
        cease = min(years, (until[i] - first_end + 11) // 12)
        if begin >= cease:
            continue
        nation[9, begin] += 1
        nation[9, cease] -= 1
        for chon in range(8, -1, -1):
            since = np.int64(zero[i])
            if chon > 0:
                since = min(since, _within(word[i], chon))
            reached = max(begin, since - first_time)
            if since == 255 or reached >= cease:  # then nor within fewer chon
                break
            nation[chon, reached] += 1
            nation[chon, cease] -= 1
        begin = max(0, (birth[i] + grown - first_end + 11) // 12)
        if rules == 0 or begin >= cease:
            continue
        adults[label[i], rules, begin] += 1
        adults[label[i], rules, cease] -= 1
        for r in range(rules):
            since = np.int64(zero[i])
            since = min(since, _within(word[i], depth[r]) if depth[r] > 0 else np.int64(side[i]))
            reached = max(begin, since - first_time)
            if since != 255 and reached < cease:
                adults[label[i], r, reached] += 1
                adults[label[i], r, cease] -= 1


def measure_set(world: World, measure: Measure, name: str, years: tuple[int, int]) -> None:
    """What ``measure_nation`` writes into ``measure`` for a lasting set: its reach by line and year; vetting, if they are known."""
    c, pedigree = world.country, Pedigree.of(world.close_kin.pedigree)
    entry = world.entries(name)
    person, married = np.ascontiguousarray(world.departures.person, dtype=np.int32), world.spouses >= 0
    zero = np.full(c.persons_ever, NEVER_INDEX, dtype=np.uint8)
    zero[person] = entry
    np.minimum.at(zero, world.spouses[married], entry[married])
    word = np.empty(c.persons_ever, dtype=np.uint64)
    first, last = years
    for lineality in LINEALITIES:
        wanted = vetting_rules() if name == "known" else {}
        rules = {rule: depth for rule, (line, *depth) in wanted.items() if line == lineality}
        sides = [(father, mother) for father, mother in rules.values() if mother not in (0, father)]
        assert len(sides) <= 1, "there is room for one rule by side"
        side = np.empty(c.persons_ever if sides else 0, dtype=np.uint8)
        depth = np.array([father if mother in (0, father) else 0 for father, mother in rules.values()], dtype=np.int64)
        nation = np.zeros((MAX_CHON + 2, last - first + 2), dtype=np.int64)
        adults = np.zeros((len(SONGBUN), len(rules) + 1, last - first + 2), dtype=np.int64)
        spread(
            pedigree.mother, pedigree.father, pedigree.children.start, pedigree.children.child, lineality == "agnatic", person,
            entry, *(sides[0] if sides else (1, 1)), word, side,
        )  # fmt: skip
        count(
            word, zero, side, frozen(c.birth_month), frozen(world.home_until), frozen(c.songbun), end_of(first), index_of_year(first),
            ADULT_MONTHS, depth, nation, adults,
        )  # fmt: skip
        nation, adults = nation.cumsum(axis=1)[:, :-1], adults.cumsum(axis=2)[:, :, :-1]
        measure.nation[name, lineality] = nation[:-1], nation[-1]
        for k, rule in enumerate(rules):
            measure.vetting[rule] = adults[:, k], adults[:, -1]


def reach_of_sets(world: World, measure: Measure, names: tuple[str, ...], years: tuple[int, int]) -> None:
    """``measure_set`` of several sets in two threads."""
    from yeonjwa.system.threads import each

    # What they share is worked out before they part.
    assert world.spouses.size == world.departures.person.size
    assert world.home_until.size == world.close_kin.pedigree.children.start.size - 1
    each(lambda name: measure_set(world, measure, name, years), names)


__all__ = ["count", "least_bytes", "measure_set", "reach_of_sets", "spread"]
