"""Reach from words of eight times: bytes, and the same counts as the measure that keeps a row for everybody."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import pedigrees
from yeonjwa.kinship import Pedigree, earliest_within
from yeonjwa.reach.measure import Measure, measure_nation
from yeonjwa.reach.words import fill, least_bytes, reach_of_sets, stretches
from yeonjwa.system.tables_reach import SETS, SimulatedWorld

YEARS = (1998, 2024)


@given(pairs=st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=8, max_size=8))
def test_the_lesser_bytes_of_two_words_are_those_of_each_pair(pairs):
    a, b = np.array(pairs, dtype=np.uint8).T.copy()
    least = least_bytes.py_func(a.view(np.uint64), b.view(np.uint64))
    assert least.view(np.uint8).tolist() == np.minimum(a, b).tolist()


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), agnatic=st.booleans(), chunk=st.integers(1, 40))
def test_words_are_the_rows_of_the_sweeps_on_random_pedigrees(parents, seed, agnatic, chunk):
    rng = np.random.default_rng(seed)
    pedigree = Pedigree(*parents)
    size = pedigree.mother.size
    person = rng.permutation(size)[: size // 4].astype(np.int32)
    entry = rng.choice(np.array([0, 3, 60, 254, 255], dtype=np.uint8), (person.size, 2))
    word, side = np.empty((size + 1, 2), dtype=np.uint64), np.empty(size, dtype=np.uint8)
    parts = stretches(pedigree.mother, pedigree.father, chunk)
    fill(pedigree, agnatic, person, entry, (6, 4, 1), word, side, parts)
    for s in range(2):
        time = np.full(size, 255, dtype=np.uint8)
        time[person] = entry[:, s]
        rows = earliest_within(*parents, time, agnatic=agnatic)
        assert np.array_equal(word[:-1, s].copy().view(np.uint8).reshape(size, 8), rows[:, 1:])
    if not agnatic:
        expected = rows[:, 1].copy()
        for parent, depth in ((pedigree.father, 6), (pedigree.mother, 4)):
            has = parent >= 0
            expected[has] = np.minimum(expected[has], rows[parent[has], depth - 1])
        assert np.array_equal(side, expected)


@settings(max_examples=50, deadline=None)
@given(parents=pedigrees, chunk=st.integers(1, 40))
def test_nobody_has_a_parent_in_the_other_part_of_a_stretch(parents, chunk):
    found = stretches(*parents, chunk)
    assert [edge for stretch in found for part in stretch for edge in range(*part)] == list(range(parents[0].size))
    for stretch in found:
        assert len(stretch) <= 2
        for first, last in stretch[1:]:
            assert max(parent[first:last].max() for parent in parents) < stretch[0][0]


def test_words_give_the_counts_of_the_measure_with_a_row_for_everybody(simulated_run):
    world = SimulatedWorld.of(simulated_run.state)
    plain, quick = Measure("", 0), Measure("", 0)
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
