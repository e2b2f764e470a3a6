"""Reach of two lasting sets, both lines, by words of eight times: as ``measure.measure_nation``, in a small part of the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.sets import NEVER_INDEX, end_of, index_of_year
from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.population.spells import frozen
from yeonjwa.reach.marks import mark_family, no_marks
from yeonjwa.reach.measure import SONGBUN, Measure, vetting_rules
from yeonjwa.reach.words import BLOCK, GROWN, NEVER, TIMES, ascend, count_home, descend
from yeonjwa.reach.world import LINEALITIES, MAX_CHON, World
from yeonjwa.system.threads import each, parts_of_range

CHUNK = 1 << 18
"""Ids by which the country is cut into stretches (see ``stretches``), whole rows of marks."""
FEWEST_IN_A_THREAD = 100_000


Part = tuple[int, int, int, int]


def stretches(
    mother: NDArray[np.int32], father: NDArray[np.int32], child_start: NDArray[np.integer[Any]], chunk: int = CHUNK
) -> tuple[list[list[Part]], int]:
    """Everybody in stretches of ids, each in parts of which none has a parent in another, for ``descend`` in two threads.

    Parents are some years older than their children, so that a stretch is some years of births (all in one part in a tiny country).
    Of each part the first id, the end, of how many at once the parents' words may be read (one, if parents are in the part itself), and
    the number that the words kept begin with: 1, as many as have children in the parts before, and one for each ``chunk`` of them, as a
    part writes on one row more than it keeps. And the number after all of them.
    """
    edges = [*range(0, mother.size, chunk), mother.size]

    def look(ends: tuple[int, int]) -> tuple[int, int]:
        starts = child_start[ends[0] : ends[1] + 1]
        rows = int(np.count_nonzero(starts[1:] > starts[:-1])) + 1
        return max(int(c[slice(*ends)].max()) for c in (mother, father)), rows

    latest, rows = zip(*each(look, list(pairwise(edges))), strict=True)
    number = dict(zip(edges, np.cumsum([1, *rows]).tolist(), strict=True))
    found: list[tuple[list[int], int]] = []
    for first, parent in zip(edges, latest, strict=False):
        if found and parent < found[-1][0][0]:
            found[-1][0].append(first)
        else:
            found.append(([first], 1 if parent >= first else BLOCK))
    ends = [*(of[0] for of, _ in found[1:]), mother.size]
    cut = [
        [(*part, width, number[part[0]]) for part in pairwise(sorted({of[0], of[len(of) // 2], end}))]
        for (of, width), end in zip(found, ends, strict=True)
    ]
    return cut, number[mother.size]


def words_from_below(
    pedigree: Pedigree, agnatic: bool, person: NDArray[np.int32], spouse: NDArray[np.int32], entry: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.uint8]]:
    """``listed``, ``up`` and ``near`` of ``descend`` for two sets; entry : uint8[2, members]."""
    mother, father, children = pedigree.mother, pedigree.father, pedigree.children
    marks = no_marks(mother.size)
    listed = mark_family(person, spouse, mother, father, children.start, children.child, agnatic, marks)
    up, near = np.empty((listed.size - 1, 2), dtype=np.uint64), np.empty((listed.size - 1, 2), dtype=np.uint8)
    ascend(mother, father, children.start, children.child, agnatic, person, spouse, entry, marks, listed, up, near)
    return listed, up, near


def bring_down(
    pedigree: Pedigree, agnatic: bool, below: tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.uint8]],
    people: tuple[NDArray[Any], ...], years: tuple[int, int], rule: tuple[tuple[int, int], int, NDArray[np.int64]],
    word: NDArray[np.uint64], parts: list[list[Part]],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """``descend`` in two threads.

    below : from ``words_from_below``; people : birth, until and label; rule : sides, vetted and depth; word : uint64[numbers, 2].

    Returns
    -------
    uint32[rows, 2], int64[2, 9, years], int64[labels, rules, years]
        Marks of those whose words were kept; people at home reached within 0 to 8 chon; adults reached under each rule.
    """
    first, last = years
    listed, marks = below[0], no_marks(pedigree.mother.size)
    word[0] = NEVER
    shapes = (2, TIMES), (2 * MAX_CHON, TIMES), (TIMES,), (len(SONGBUN), rule[2].size + 1, TIMES)
    steps = [[np.zeros(shape, dtype=np.int64) for shape in shapes] for _ in range(2)]
    for stretch in parts:
        begins = listed.searchsorted(np.array([part[0] for part in stretch], dtype=listed.dtype)).tolist()

        def descend_part(k: int, stretch: Any = stretch, begins: Any = begins) -> None:
            descend(
                *stretch[k], pedigree.mother, pedigree.father, agnatic, pedigree.children.start, *people, listed, begins[k], *below[1:],
                marks, word, *rule, end_of(first), index_of_year(first), last - first + 1, *steps[k],
            )  # fmt: skip

        each(descend_part, range(len(stretch)))
    near_in, reached, ceased, failing = (np.sum(of, axis=0) for of in zip(*steps, strict=True))
    degrees = np.concatenate([near_in[:, None], reached.reshape(2, MAX_CHON, TIMES) - ceased], axis=1)
    counted = slice(index_of_year(first), index_of_year(last) + 1)
    adults = failing[:, :-1] - failing[:, -1:]
    return marks, degrees.cumsum(axis=-1)[..., counted], adults.cumsum(axis=-1)[..., counted]


def at_home(people: tuple[NDArray[Any], ...], years: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All at home at the ends of ``years``, int64[years], and the adults among them by label, int64[songbun, years]."""
    span = years[1] - years[0] + 1

    def count_part(part: tuple[int, int]) -> NDArray[np.int64]:
        found = np.zeros((len(SONGBUN), GROWN + span + 1, span + 1), dtype=np.int64)
        count_home(*part, *people, end_of(years[0]), found)
        return found

    found = np.sum(each(count_part, parts_of_range(0, people[0].size, FEWEST_IN_A_THREAD)), axis=0)
    home = [found[:, : GROWN + k + 1, k + 1 :].sum() for k in range(span)]
    adults = [found[:, : k + 1, k + 1 :].sum(axis=(1, 2)) for k in range(span)]
    return np.array(home), np.stack(adults, axis=1)


def table_of_words(numbers: int, ground: NDArray[np.uint8] | None) -> NDArray[np.uint64]:
    """uint64[numbers, 2], with anything in it, on the ``ground`` that is given if it is large enough."""
    size = numbers * 2 * NEVER.itemsize
    if ground is None or ground.size < size:
        return np.empty((numbers, 2), dtype=np.uint64)
    return ground[:size].view(np.uint64).reshape(numbers, 2)


def reach_of_sets(
    world: World, measure: Measure, names: tuple[str, str], years: tuple[int, int], ground: Callable[[], NDArray[np.uint8]] | None = None,
) -> None:  # fmt: skip
    """What ``measure_nation`` writes into ``measure`` for two lasting sets: their reach by line and year; vetting for the known.

    ``ground`` is asked once, when words are laid out, for memory that they may be written on.
    """
    c, pedigree = world.country, Pedigree.of(world.close_kin.pedigree)
    entry = np.stack([world.entries(name) for name in names])
    ever = (entry != NEVER_INDEX).any(axis=0)
    person, spouse = world.departures.person[ever].astype(np.int32), world.spouses[ever]
    entry = np.ascontiguousarray(entry[:, ever])
    people = frozen(c.birth_month), frozen(world.home_until), frozen(c.songbun)
    is_agnatic = [lineality == "agnatic" for lineality in LINEALITIES]
    makings: list[Callable[[], Any]] = [  # the longest first: while it lasts, another thread makes the others
        *(partial(words_from_below, pedigree, agnatic, person, spouse, entry) for agnatic in is_agnatic),
        partial(at_home, people, years),
        partial(stretches, pedigree.mother, pedigree.father, pedigree.children.start),
    ]
    *both, (home, adults), (parts, numbers) = each(lambda make: make(), makings)
    word = table_of_words(numbers, None if ground is None else ground())
    for lineality, agnatic, below in zip(LINEALITIES, is_agnatic, both, strict=True):
        rules = {rule: depth for rule, (line, *depth) in vetting_rules().items() if line == lineality}
        sides = [(father, mother) for father, mother in rules.values() if mother not in (0, father)]
        assert len(sides) <= 1, "there is room for one rule by side"
        depth = np.array([father if mother in (0, father) else 0 for father, mother in rules.values()], dtype=np.int64)
        rule = sides[0] if sides else (1, 1), names.index("known"), depth
        _, nation, failing = bring_down(pedigree, agnatic, below, people, years, rule, word, parts)
        for k, name in enumerate(names):
            measure.nation[name, lineality] = nation[k], home
        for k, named in enumerate(rules):
            measure.vetting[named] = failing[:, k], adults


__all__ = ["at_home", "bring_down", "reach_of_sets", "stretches", "table_of_words", "words_from_below"]
