"""Small steps of every month, against NumPy's own."""

import numpy as np

from yeonjwa.system.arrays import among, distinct, one_of, side_by_side


def test_the_steps_are_those_of_numpy():
    draw = np.random.default_rng(1)
    for size in (0, 1, 2, 50):
        for few in (0, 1, 2, 30):
            ids, some = draw.integers(0, 60, size), draw.integers(0, 60, few)
            assert among(ids, some).tolist() == np.isin(ids, some).tolist()
            assert distinct(ids).tolist() == np.unique(ids).tolist()
            assert one_of(ids.astype(np.uint8), (3, 7, 59)).tolist() == np.isin(ids, (3, 7, 59)).tolist()


def test_distinct_leaves_what_it_is_given_as_it_is():
    for ids in (np.array([4, 2, 4]), np.array([5])):
        before = ids.tolist()
        distinct(ids)[:] = 0
        assert ids.tolist() == before


def test_arrays_side_by_side_are_zeros_and_share_one_piece_of_memory():
    for size in (0, 1, 7):
        ground, (wide, narrow) = side_by_side(size, np.int32, np.uint8)
        assert (wide.dtype, narrow.dtype, wide.size, narrow.size) == (np.int32, np.uint8, size, size)
        assert not wide.any()
        assert not narrow.any()
        assert wide.flags.aligned
        wide[:], narrow[:] = -1, 1
        assert ground.tolist() == [255] * 4 * size + [1] * size
