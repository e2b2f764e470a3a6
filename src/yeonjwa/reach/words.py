"""Reach of two lasting sets, both lines, from words of eight times: as ``measure.measure_nation``, in a sixth of the time.

A person's word of a set holds the time index from which somebody of the set lies within 1 to 8 chon by blood, one byte for each
degree (255: never), so that a step to a parent or child is a shift by one byte. The words of both sets lie side by side, since
reading those of a parent, far away in memory, costs more than all the rest. Within 0 chon are only the members themselves and whom
they were married to. A gigabyte for a country of full size.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.sets import NEVER_INDEX, end_of, index_of_year
from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.population.spells import frozen
from yeonjwa.reach.measure import ADULT_MONTHS, SONGBUN, Measure, vetting_rules
from yeonjwa.reach.world import LINEALITIES, MAX_CHON, World
from yeonjwa.system.threads import each, parts_of_range

assert MAX_CHON == 8, "a word holds eight degrees"
BLOCK = 1024
CHUNK = 1 << 18
"""Ids by which the country is cut into stretches (see ``stretches``)."""
FEWEST_IN_A_THREAD = 100_000
NEVER = np.uint64(0xFFFFFFFFFFFFFFFF)
_HIGH = np.uint64(0x8080808080808080)
_EACH = np.uint64(0x0101010101010101)
_BYTE, _SEVEN, _EIGHT, _TOP = np.uint64(255), np.uint64(7), np.uint64(8), np.uint64(56)


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


@njit(cache=True, nogil=True)
def ascend(mother, father, child_start, child, agnatic, person, entry, s, word):
    """Fill ``word[:, s]`` (uint64[n + 1, 2], all ``NEVER``) from the members up to their ancestors, and their own children.

    person : int32[k], each once; entry : uint8[k, 2], time index from which each belongs to set ``s``. A word has no place for a
    member's own time, so members give it to their parents before the sweep, to their children, who wait for ``descend``, after it.
    """
    for k in range(person.size):
        if entry[k, s] != 255:
            word[person[k], s] = np.uint64(entry[k, s]) * _EACH
    for k in range(person.size):
        if entry[k, s] == 255:
            continue
        near = (NEVER << _EIGHT) | np.uint64(entry[k, s])
        if father[person[k]] >= 0:
            word[father[person[k]], s] = least_bytes(word[father[person[k]], s], near)
        if not agnatic and mother[person[k]] >= 0:
            word[mother[person[k]], s] = least_bytes(word[mother[person[k]], s], near)
    for p in range(mother.size - 1, -1, -1):
        if word[p, s] == NEVER:
            continue
        up = _step(word[p, s])
        if father[p] >= 0:
            word[father[p], s] = least_bytes(word[father[p], s], up)
        if not agnatic and mother[p] >= 0:
            word[mother[p], s] = least_bytes(word[mother[p], s], up)
    for k in range(person.size):
        if entry[k, s] == 255:
            continue
        near = (NEVER << _EIGHT) | np.uint64(entry[k, s])
        for j in range(child_start[person[k]], child_start[person[k] + 1]):
            if not agnatic or father[child[j]] == person[k]:
                word[child[j], s] = least_bytes(word[child[j], s], near)


@njit(cache=True, nogil=True)
def descend(first, last, mother, father, agnatic, father_chon, mother_chon, vetted, word, side):
    """Bring the words of parents down to persons ``first`` to ``last`` - 1, parents before children.

    word : uint64[n + 1, 2], from ``ascend``; the last row is nobody's, ``NEVER``, and read where a parent is unknown (-1).
    side : uint8 by person or empty, filled with the time for set ``vetted`` within ``father_chon`` on the father's side or
    ``mother_chon`` on the mother's, as in ``measure.within_sides``.
    """
    his, hers = np.full((BLOCK, 2), NEVER, dtype=np.uint64), np.full((BLOCK, 2), NEVER, dtype=np.uint64)
    by_father, by_mother = his.reshape(-1), hers.reshape(-1)
    own, theirs, others = word.reshape(-1).view(np.uint8), by_father.view(np.uint8), by_mother.view(np.uint8)
    for block in range(first, last, BLOCK):
        stop = min(block + BLOCK, last)
        latest = -1
        for p in range(block, stop):
            latest = max(latest, father[p], mother[p])
        # Parents are far back unless the country is tiny, so that a block is read first and compared at once.
        width = 1 if latest >= block else BLOCK
        for begin in range(block, stop, width):
            end = min(begin + width, stop)
            for p in range(begin, end):  # nothing but reading, so that many reads are under way at once
                his[p - begin, 0], his[p - begin, 1] = word[father[p], 0], word[father[p], 1]
            if not agnatic:
                for p in range(begin, end):
                    hers[p - begin, 0], hers[p - begin, 1] = word[mother[p], 0], word[mother[p], 1]
            for k in range(2 * (end - begin)):
                by_father[k] = _step(by_father[k])
                by_mother[k] = _step(by_mother[k])
            bytes_ = own[16 * begin : 16 * end]
            for k in range(bytes_.size):  # without ``min``, which widens bytes and so stands in the way of vectors
                mine, of_father, of_mother = bytes_[k], theirs[k], others[k]
                nearer = of_father if of_father < of_mother else of_mother
                bytes_[k] = mine if mine < nearer else nearer
            if side.size:
                for p in range(begin, end):
                    through = min(
                        _within(his[p - begin, vetted], father_chon), _within(hers[p - begin, vetted], mother_chon)
                    )
                    side[p] = min(through, _within(word[p, vetted], 1))


@njit(cache=True, nogil=True)
def count(first, last, word, zero, side, birth, until, label, first_end, first_time, grown, depth, vetted, home, nation,
          adults):  # fmt: skip
    """Where the yearly counts of people at home change: +1 in the year in which a person begins to count, -1 where they cease.

    Parameters
    ----------
    first, last : persons ``first`` to ``last`` - 1 are counted
    word, side : from ``descend``; zero : uint8[n, 2], time within 0 chon of each set
    birth, until : int16 by person, months; label : uint8 by person
    first_end : last month of the first year; first_time : its time index; grown : months of age from which adults count
    depth : int64[rules], degrees of each rule about set ``vetted``, 0 for the one by ``side``
    home : int64[years + 1], added to: all at home; nation : int64[2, 9, years + 1], the same of those reached within 0 to 8 chon
    adults : int64[labels, rules + 1, years + 1], added to: adults reached under each rule, and in the last row all
    """
    years, rules = home.size - 1, depth.size
    for i in range(first, last):
        begin = max(0, (birth[i] - first_end + 11) // 12)
        cease = min(years, (until[i] - first_end + 11) // 12)
        if begin >= cease:
            continue
        home[begin] += 1
        home[cease] -= 1
        for s in range(2):
            near, rest = np.int64(zero[i, s]), word[i, s]
            for chon in range(8, -1, -1):  # the degree stands in the top byte
                since = min(near, np.int64(rest >> _TOP)) if chon > 0 else near
                reached = max(begin, since - first_time)
                if since == 255 or reached >= cease:  # then nor within fewer chon
                    break
                nation[s, chon, reached] += 1
                nation[s, chon, cease] -= 1
                rest <<= _EIGHT
        begin = max(0, (birth[i] + grown - first_end + 11) // 12)
        if rules == 0 or begin >= cease:
            continue
        adults[label[i], rules, begin] += 1
        adults[label[i], rules, cease] -= 1
        for r in range(rules):
            since = np.int64(zero[i, vetted])
            since = min(since, _within(word[i, vetted], depth[r]) if depth[r] > 0 else np.int64(side[i]))
            reached = max(begin, since - first_time)
            if since != 255 and reached < cease:
                adults[label[i], r, reached] += 1
                adults[label[i], r, cease] -= 1


def stretches(mother: NDArray[np.int32], father: NDArray[np.int32], chunk: int = CHUNK) -> list[list[tuple[int, int]]]:
    """Everybody in stretches of ids, each in parts of which none has a parent in another, for ``descend`` in two threads.

    Parents are some years older than their children, so that a stretch is some years of births (all in one part in a tiny country).
    """
    edges = [*range(0, mother.size, chunk), mother.size]
    latest = each(lambda ends: max(int(c[slice(*ends)].max()) for c in (mother, father)), list(pairwise(edges)))
    found: list[list[int]] = []
    for first, parent in zip(edges, latest, strict=False):
        if found and parent < found[-1][0]:
            found[-1].append(first)
        else:
            found.append([first])
    ends = [*(of[0] for of in found[1:]), mother.size]
    return [
        list(pairwise(sorted({of[0], of[len(of) // 2], end}))) for of, end in zip(found, ends, strict=True)
    ]  # fmt: skip


def fill(
    pedigree: Pedigree, agnatic: bool, person: NDArray[np.int32], entry: NDArray[np.uint8], rule: tuple[int, int, int],
    word: NDArray[np.uint64], side: NDArray[np.uint8], parts: list[list[tuple[int, int]]],
) -> None:  # fmt: skip
    """Fill ``word`` and ``side`` in two threads: ``ascend`` for each set, then ``descend``; rule: depths by side, and whose."""
    mother, father, children = pedigree.mother, pedigree.father, pedigree.children
    each(lambda part: word[slice(*part)].fill(NEVER), parts_of_range(0, len(word), FEWEST_IN_A_THREAD))
    each(lambda s: ascend(mother, father, children.start, children.child, agnatic, person, entry, s, word), range(2))
    for stretch in parts:
        each(lambda part: descend(*part, mother, father, agnatic, *rule, word, side), stretch)


def yearly_counts(
    word: NDArray[np.uint64], zero: NDArray[np.uint8], side: NDArray[np.uint8], people: tuple[NDArray[Any], ...],
    depth: NDArray[np.int64], vetted: int, years: tuple[int, int],
) -> tuple[NDArray[np.int64], ...]:  # fmt: skip
    """``count`` in two threads: home int64[years], nation int64[2, 9, years], adults int64[songbun, rules + 1, years]."""
    first, last = years
    shapes: tuple[tuple[int, ...], ...] = (), (2, MAX_CHON + 1), (len(SONGBUN), depth.size + 1)

    def count_part(part: tuple[int, int]) -> list[NDArray[np.int64]]:
        steps = [np.zeros((*shape, last - first + 2), dtype=np.int64) for shape in shapes]
        count(
            *part, word, zero, side, *people, end_of(first), index_of_year(first), ADULT_MONTHS, depth, vetted, *steps
        )
        return steps

    halves = each(count_part, parts_of_range(0, len(zero), FEWEST_IN_A_THREAD))
    return tuple(np.sum(steps, axis=0).cumsum(axis=-1)[..., :-1] for steps in zip(*halves, strict=True))


def reach_of_sets(world: World, measure: Measure, names: tuple[str, str], years: tuple[int, int]) -> None:
    """What ``measure_nation`` writes into ``measure`` for two lasting sets: their reach by line and year; vetting for the known."""
    c, pedigree = world.country, Pedigree.of(world.close_kin.pedigree)
    size = c.persons_ever
    entry = np.stack([world.entries(name) for name in names], axis=1)
    person, married = np.ascontiguousarray(world.departures.person, dtype=np.int32), world.spouses >= 0
    zero = np.full((size, 2), NEVER_INDEX, dtype=np.uint8)
    zero[person] = entry
    np.minimum.at(zero, world.spouses[married], entry[married])
    word = np.empty((size + 1, 2), dtype=np.uint64)
    parts = stretches(pedigree.mother, pedigree.father)
    people = frozen(c.birth_month), frozen(world.home_until), frozen(c.songbun)
    vetted = names.index("known")
    for lineality in LINEALITIES:
        rules = {rule: depth for rule, (line, *depth) in vetting_rules().items() if line == lineality}
        sides = [(father, mother) for father, mother in rules.values() if mother not in (0, father)]
        assert len(sides) <= 1, "there is room for one rule by side"
        side = np.empty(size if sides else 0, dtype=np.uint8)
        rule = (*(sides[0] if sides else (1, 1)), vetted)
        fill(pedigree, lineality == "agnatic", person, entry, rule, word, side, parts)
        depth = np.array([father if mother in (0, father) else 0 for father, mother in rules.values()], dtype=np.int64)
        home, nation, adults = yearly_counts(word, zero, side, people, depth, vetted, years)
        for k, name in enumerate(names):
            measure.nation[name, lineality] = nation[k], home
        for k, named in enumerate(rules):
            measure.vetting[named] = adults[:, k], adults[:, -1]


__all__ = ["ascend", "count", "descend", "fill", "least_bytes", "reach_of_sets", "stretches", "yearly_counts"]
