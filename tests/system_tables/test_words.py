"""Reach from words of eight times: bytes, and the same counts as the measure that keeps a row for everybody."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import pedigrees
from yeonjwa.kinship import Pedigree, earliest_within
from yeonjwa.reach.measure import Measure, measure_nation
from yeonjwa.reach.words import least_bytes, reach_of_sets, spread
from yeonjwa.system.tables_reach import SETS, SimulatedWorld

YEARS = (1998, 2024)


@given(pairs=st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=8, max_size=8))
def test_the_lesser_bytes_of_two_words_are_those_of_each_pair(pairs):
    a, b = np.array(pairs, dtype=np.uint8).T.copy()
    least = least_bytes.py_func(a.view(np.uint64), b.view(np.uint64))
    assert least.view(np.uint8).tolist() == np.minimum(a, b).tolist()


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), agnatic=st.booleans())
def test_words_are_the_rows_of_the_sweeps_on_random_pedigrees(parents, seed, agnatic):
    rng = np.random.default_rng(seed)
    pedigree = Pedigree(*parents)
    size = pedigree.mother.size
    person = rng.permutation(size)[: size // 4].astype(np.int32)
    entry = rng.choice(np.array([0, 3, 60, 254, 255], dtype=np.uint8), person.size)
    time = np.full(size, 255, dtype=np.uint8)
    time[person] = entry
    rows = earliest_within(*parents, time, agnatic=agnatic)
    word, side = np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.uint8)
    index = pedigree.children
    spread(pedigree.mother, pedigree.father, index.start, index.child, agnatic, person, entry, 6, 4, word, side)
    assert np.array_equal(word.view(np.uint8).reshape(size, 8), rows[:, 1:])
    if not agnatic:
        expected = rows[:, 1].copy()
        for parent, depth in ((pedigree.father, 6), (pedigree.mother, 4)):
            has = parent >= 0
            expected[has] = np.minimum(expected[has], rows[parent[has], depth - 1])
        assert np.array_equal(side, expected)


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
