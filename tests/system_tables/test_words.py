"""Reach from words of eight times: bytes, and the same counts as the measure that keeps a row for everybody."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from tests.kinship.families import pedigrees
from yeonjwa.departures.sets import end_of, index_of_year
from yeonjwa.kinship import Pedigree, earliest_within
from yeonjwa.reach.marks import PER_ROW, add_mark, highest, mark_family, no_marks, number_of, ones
from yeonjwa.reach.measure import ADULT_MONTHS, Measure, measure_nation
from yeonjwa.reach.two_sets import at_home, bring_down, reach_of_sets, stretches, table_of_words, words_from_below
from yeonjwa.reach.words import least_bytes
from yeonjwa.read_ahead import ask_for
from yeonjwa.system.tables_reach import SETS, SimulatedWorld

YEARS = (1998, 2024)


@given(pairs=st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=8, max_size=8))
def test_the_lesser_bytes_of_two_words_are_those_of_each_pair(pairs):
    a, b = np.array(pairs, dtype=np.uint8).T.copy()
    least = least_bytes.py_func(a.view(np.uint64), b.view(np.uint64))
    assert least.view(np.uint8).tolist() == np.minimum(a, b).tolist()


FIRST, LAST = 1998, 2003
RULE = (6, 4), 1, np.array([4, 0], dtype=np.int64)
"""Vetting about the second set: 4 degrees, and 6 on the father's side with 4 on the mother's."""


def reached_by_rows(parents, agnatic, members, entry, people):
    """Plain twin: a row of times for everybody, and everybody looked at in every year."""
    person, spouse = members
    mother, father = parents
    birth, until, label = people
    nation, failing = np.zeros((2, 9, LAST - FIRST + 1), dtype=int), np.zeros((3, 2, LAST - FIRST + 1), dtype=int)
    for s in range(2):
        time = np.full(mother.size, 255, dtype=np.uint8)
        time[person] = entry[s]
        blood = earliest_within(*parents, time, agnatic=agnatic)
        by_side = blood[:, 1].copy()
        for parent, depth in ((father, 6), (mother, 4)):
            has = (parent >= 0) & (not agnatic or parent is father)
            by_side[has] = np.minimum(by_side[has], blood[parent[has], depth - 1])
        zero = np.full(mother.size, 255, dtype=np.uint8)
        np.minimum.at(zero, spouse[spouse >= 0], entry[s, spouse >= 0])
        for year in range(FIRST, LAST + 1):
            home = (birth <= end_of(year)) & (until > end_of(year))
            adult = home & (birth + ADULT_MONTHS <= end_of(year))
            now = index_of_year(year)
            nation[s, :, year - FIRST] = (home[:, None] & (np.minimum(blood, zero[:, None]) <= now)).sum(axis=0)
            for r, since in enumerate((blood[:, 4], by_side)):
                counted = adult & (np.minimum(since, zero) <= now)
                failing[:, r, year - FIRST] = np.bincount(label[counted], minlength=3)
    return blood, nation, failing


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), agnatic=st.booleans(), rows=st.integers(1, 3))
def test_words_count_as_a_row_for_everybody_on_random_pedigrees(parents, seed, agnatic, rows):
    rng = np.random.default_rng(seed)
    pedigree = Pedigree(*parents)
    size = pedigree.mother.size
    person = rng.permutation(size)[: size // 4].astype(np.int32)
    spouse = rng.integers(-1, size, person.size).astype(np.int32)
    times = np.array([0, 3, index_of_year(FIRST), index_of_year(2000), index_of_year(LAST), 80, 255], dtype=np.uint8)
    entry = rng.choice(times, (2, person.size))
    birth = np.sort(rng.integers(end_of(FIRST) - 600, end_of(LAST) + 24, size)).astype(np.int16)
    until = (birth + rng.integers(-5, 900, size)).astype(np.int16)
    people = birth, until, rng.integers(0, 3, size).astype(np.uint8)
    parts, numbers = stretches(pedigree.mother, pedigree.father, pedigree.children.start, PER_ROW * rows)
    ground = rng.integers(0, 256, 20 * numbers).astype(np.uint8)
    word, beyond = table_of_words(numbers, ground), ground[16 * numbers :].copy()
    below = words_from_below(pedigree, agnatic, person, spouse, entry)
    marks, nation, failing = bring_down(pedigree, agnatic, below, people, (FIRST, LAST), RULE, word, parts)
    blood, expected, expected_failing = reached_by_rows(parents, agnatic, (person, spouse), entry, people)
    assert np.array_equal(nation, expected)
    assert np.array_equal(ground[16 * numbers :], beyond)
    assert np.array_equal(failing, expected_failing)
    for p in range(size):  # what is kept for the children
        at = _number_of(marks, p)
        has_word = pedigree.children.of(p).size > 0 and (blood[p, 1:8] < 255).any()  # for a child it is one degree more
        assert at > 0 or not has_word
        if has_word:
            assert np.array_equal(word[at, 1:].view(np.uint8), blood[p, 1:])
    home, adults = at_home(people, (FIRST, LAST))
    for k, year in enumerate(range(FIRST, LAST + 1)):
        lives = (birth <= end_of(year)) & (until > end_of(year))
        grown = lives & (birth + ADULT_MONTHS <= end_of(year))
        assert home[k] == lives.sum()
        assert np.array_equal(adults[:, k], np.bincount(people[2][grown], minlength=3))


@settings(deadline=None)
@given(st.sets(st.integers(0, 99)), st.integers(0, 99))
def test_marks_number_the_marked_in_order(persons, asked):
    marks = no_marks(100)
    for number, person in enumerate(sorted(persons), start=1):
        for is_due in (False, True):
            add_mark.py_func(marks, person, is_due, number)
    expected = sorted(persons).index(asked) + 1 if asked in persons else 0
    assert _number_of(marks, asked) == expected
    assert _number_of(marks, -1) == 0


@njit
def _number_of(marks, person):
    return number_of(marks, person)


@settings(deadline=None)
@given(st.integers(1, 2**32 - 1))
def test_bits_are_counted_and_the_highest_is_found(bits):
    with np.errstate(over="ignore"):  # the highest byte of a product is what is wanted
        assert ones.py_func(np.uint64(bits)) == bits.bit_count()
    assert _highest(np.uint64(bits)) == bits.bit_length() - 1


@njit
def _highest(bits):
    return highest(bits)


@settings(max_examples=50, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), agnatic=st.booleans())
def test_the_family_are_members_their_ancestors_children_and_spouses(parents, seed, agnatic):
    rng = np.random.default_rng(seed)
    pedigree = Pedigree(*parents)
    person = rng.permutation(pedigree.mother.size)[: pedigree.mother.size // 4].astype(np.int32)
    spouse = rng.integers(-1, pedigree.mother.size, person.size).astype(np.int32)
    marks = no_marks(pedigree.mother.size)
    children = pedigree.children
    listed = mark_family(person, spouse, *parents, children.start, children.child, agnatic, marks)
    family, ahead = set(person.tolist()), person.tolist()
    lines = parents[1:] if agnatic else parents
    while ahead:
        p = ahead.pop()
        of_it = {int(line[p]) for line in lines} - {-1} - family
        family |= of_it
        ahead += of_it
    family |= {p for p in range(pedigree.mother.size) for line in lines if line[p] in person}
    family |= set(spouse.tolist()) - {-1}
    assert listed.tolist() == [-1, *sorted(family), pedigree.mother.size]
    assert [_number_of(marks, p) for p in listed.tolist()[1:-1]] == list(range(1, len(family) + 1))


@pytest.mark.parametrize("row", [-(2**40), -1, 0, 2, 3, 2**40])
def test_a_row_may_be_asked_for_whether_it_is_there_or_not(row):
    rows = np.arange(6).reshape(3, 2)
    _ask(rows, row)
    assert rows.tolist() == [[0, 1], [2, 3], [4, 5]]


@njit
def _ask(rows, row):
    ask_for(rows, row)


@settings(max_examples=200, deadline=None)
@given(parents=pedigrees, chunk=st.integers(1, 40))
def test_nobody_has_a_parent_in_the_other_part_of_a_stretch(parents, chunk):
    start = Pedigree(*parents).children.start
    found, numbers = stretches(*parents, start, chunk)
    has_children = np.diff(start) > 0
    edges = [part[0] for stretch in found for part in stretch] + [parents[0].size]
    begins = [part[3] for stretch in found for part in stretch] + [numbers]
    assert begins[0] == 1
    for k, (first, last) in enumerate(pairwise(edges)):
        assert begins[k + 1] - begins[k] > has_children[first:last].sum(), "there is a row more than is kept"
    assert [edge for stretch in found for part in stretch for edge in range(*part[:2])] == list(range(parents[0].size))
    for stretch in found:
        assert len(stretch) <= 2
        for first, last, width, _ in stretch:
            own = np.concatenate([parent[first:last] for parent in parents])
            assert ((own < stretch[0][0]) | ((own >= first) & (own < last))).all()
            assert width == 1 or own.max() < first


@pytest.mark.parametrize(("size", "is_used"), [(0, False), (47, False), (48, True), (1000, True)])
def test_words_stand_on_the_ground_given_if_there_is_room(size, is_used):
    ground = np.zeros(size, dtype=np.uint8)
    word = table_of_words(3, ground)
    word[:] = 2**64 - 1
    assert word.shape == (3, 2)
    assert ground.sum() == (48 * 255 if is_used else 0)
    assert table_of_words(3, None).shape == (3, 2)


def test_words_give_the_counts_of_the_measure_with_a_row_for_everybody(simulated_run):
    plain, quick = Measure("", 0), Measure("", 0)
    with SimulatedWorld.of(simulated_run.state) as world:
        for name in SETS:
            measure_nation(world, plain, name, YEARS)
        reach_of_sets(world, quick, SETS, YEARS)
    assert plain.nation.keys() == quick.nation.keys()
    assert plain.vetting.keys() == quick.vetting.keys()
    for kept in ("nation", "vetting"):
        for key, counts in getattr(plain, kept).items():
            for expected, found in zip(counts, getattr(quick, kept)[key], strict=True):
                assert expected.sum() > 0
                assert np.array_equal(expected, found), (kept, key)
