"""Points of leaving: kernels against their plain twins, independence of parts and threads, refusals."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from yeonjwa.departures.points import (
    ABSENT,
    BLOCK,
    CEILING,
    GROUP,
    RAISED,
    LeavingPoints,
    leaves,
    poisson_chances,
)
from yeonjwa.departures.points_plain import all_points, lowest_point, members_above

BOUND = np.array([0.0, 0.0004, 0.0, 0.0019, 0.05])  # of groups 0 (absent) to 4; the last is above the ceiling


def town_of(persons: int, seed: int):
    """(luck, code, hot, hot_bound): groups at random, one in ten raised, half of those hot."""
    rng = np.random.default_rng(seed)
    code = rng.integers(0, BOUND.size, persons).astype(np.uint16)
    raised = np.flatnonzero((code != ABSENT) & (rng.random(persons) < 0.1))
    code[raised] |= np.uint16(RAISED)
    hot = np.union1d(raised[::2], members_above(code, BOUND))
    return LeavingPoints.of(seed, persons), code, hot, rng.choice([0.01, 0.5, np.inf], hot.size)


def plain_candidates(luck, month, code, bound, hot, hot_bound):
    """Straight from the definition: everyone's lowest point that was read, if it lies below what bounds the person."""
    below, own = all_points(luck, month), dict(zip(hot.tolist(), hot_bound.tolist(), strict=True))
    found = []
    for i, c in enumerate(code.tolist()):
        if c & GROUP == ABSENT or not (i in below or i in own):
            continue
        limit = own.get(i, CEILING if c & RAISED else bound[c & GROUP])
        height = lowest_point(luck, i, month, below)
        if height < limit:
            found.append((i, height, limit))
    return found


@pytest.mark.parametrize("persons", [1, 300, BLOCK, BLOCK + 1, 2 * BLOCK - 1])
def test_everybodys_lowest_points_are_those_of_the_plain_twin(persons):
    luck = LeavingPoints.of(7, persons)
    for month in (0, 2330):
        below = all_points(luck, month)
        assert luck.everybody(month).tolist() == [lowest_point(luck, i, month, below) for i in range(persons)]


@pytest.mark.parametrize("seed", range(4))
def test_candidates_are_those_of_the_plain_twin(seed):
    luck, code, hot, hot_bound = town_of(3000 + 2000 * seed, seed)
    for month in (2330, 2331, 2332):
        near = luck.candidates(month, code, BOUND, hot, hot_bound)
        plain = plain_candidates(luck, month, code, BOUND, hot, hot_bound)
        assert len(plain) > 20
        assert list(zip(near.person.tolist(), near.height.tolist(), near.bound.tolist(), strict=True)) == plain
        assert near.drawn == sum(len(points) for points in all_points(luck, month).values())


def test_whoever_has_several_points_in_a_month_keeps_the_lowest():
    # Four points a person rather than one per 500 persons.
    luck = replace(LeavingPoints.of(3, 100), chances_end=poisson_chances(400.0))
    code = np.ones(100, dtype=np.uint16)
    for bound in (CEILING, CEILING / 4):
        near = luck.candidates(5, code, np.array([0.0, bound]))
        lowest = {i: min(points) for i, points in all_points(luck, 5).items()}
        expected = {i: z for i, z in sorted(lowest.items()) if z < bound}
        assert 50 < len(expected) < near.drawn
        assert dict(zip(near.person.tolist(), near.height.tolist(), strict=True)) == expected
        assert (np.diff(near.person) > 0).all()


def test_the_dense_reference_agrees_without_any_bound():
    luck, code, _, _ = town_of(9000, 5)
    there = np.flatnonzero(code & GROUP)
    code |= np.where(code & GROUP, RAISED, 0).astype(np.uint16)
    near = luck.candidates(40, code, BOUND, there, np.full(there.size, np.inf))
    assert near.person.tolist() == there.tolist()
    assert near.height.tolist() == luck.everybody(40)[there].tolist()


@pytest.mark.parametrize(("size", "threads"), [(1, 1), (1, 4), (3, 2), (7, 1), (100, 2)])
def test_parts_in_any_order_and_thread_are_the_whole(size, threads):
    luck, code, hot, hot_bound = town_of(10 * BLOCK + 17, 2)
    parts = [(b, min(b + size, luck.blocks)) for b in range(0, luck.blocks, size)]
    shuffled = np.random.default_rng(size).permutation(len(parts))

    def work(k):
        return (
            luck.candidates(90, code, BOUND, hot, hot_bound, blocks=parts[k]),
            luck.everybody(90, blocks=parts[k]),
        )

    with ThreadPoolExecutor(threads) as pool:
        done = dict(zip(shuffled.tolist(), pool.map(work, shuffled.tolist()), strict=True))
    joined = [done[k] for k in range(len(parts))]
    whole = luck.candidates(90, code, BOUND, hot, hot_bound)
    for name in ("person", "height", "bound"):
        assert np.array_equal(np.concatenate([getattr(near, name) for near, _ in joined]), getattr(whole, name))
    assert sum(near.drawn for near, _ in joined) == whole.drawn
    assert np.array_equal(np.concatenate([all_ for _, all_ in joined]), luck.everybody(90))


def test_a_seed_repeats_itself_and_another_seed_does_not():
    one, again, other = (LeavingPoints.of(seed, 5000).everybody(8) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not (one == other).any()


def test_people_born_later_do_not_change_the_points_of_whole_blocks():
    small, large = LeavingPoints.of(1, 2 * BLOCK), LeavingPoints.of(1, 9 * BLOCK + 5)
    assert np.array_equal(small.everybody(8), large.everybody(8)[: 2 * BLOCK])


def test_chances_of_numbers_of_points_are_those_of_poisson():
    from scipy.stats import poisson

    for mean in (0.002, 1.0, CEILING * BLOCK, 400.0):
        chances = poisson_chances(mean)
        assert np.allclose(chances, poisson.cdf(np.arange(chances.size), mean), rtol=0, atol=1e-13)
        assert chances[-1] == 1
        assert (np.diff(chances) >= 0).all()


def test_members_of_groups_above_the_ceiling_need_not_be_listed():
    luck, code, _, _ = town_of(9000, 11)
    raised = np.flatnonzero(code & RAISED)[::2]
    listed = np.union1d(raised, members_above(code, BOUND))
    is_raised = np.isin(listed, raised)
    bounds = np.where(is_raised, 0.01, BOUND[code[listed] & GROUP])
    unlisted_raised = (code[listed] & RAISED > 0) & ~is_raised
    listed, bounds = listed[~unlisted_raised], bounds[~unlisted_raised]
    for month in (2330, 2331):
        one = luck.candidates(month, code, BOUND, raised, np.full(raised.size, 0.01))
        other = luck.candidates(month, code, BOUND, listed, bounds)
        assert one.person.tolist() == other.person.tolist()
        assert one.height.tolist() == other.height.tolist()
        assert one.bound.tolist() == other.bound.tolist()


def test_members_above_are_all_who_are_there_in_a_group_above_the_ceiling():
    code = np.array([0, 4, 3, 4 | RAISED, 1], dtype=np.uint16)
    assert members_above(code, BOUND).tolist() == [1, 3]


def test_the_absent_are_never_candidates():
    luck = LeavingPoints.of(1, 20_000)
    everyone = np.arange(20_000)
    near = luck.candidates(3, np.zeros(20_000, dtype=np.uint16), BOUND, everyone, np.full(20_000, np.inf))
    assert near.person.size == 0
    assert near.drawn > 0


CODE = np.ones(20_000, dtype=np.uint16)
ONE = np.array([3])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((CODE[:-1], BOUND), "expected uint16"),
        ((CODE.astype(np.int64), BOUND), "expected uint16"),
        ((CODE, BOUND.astype(np.float32)), "expected float64"),
        ((CODE, BOUND + 0.1), "0 for group 0"),
        ((CODE, np.array([0.0, np.nan])), "0 or more"),
        ((CODE + np.uint16(8), BOUND), "has code 9, but there are bounds for 5 groups"),
        ((CODE, BOUND, ONE), "go together"),
        ((CODE, BOUND, ONE, np.ones(2)), "one bound each"),
        ((CODE, BOUND, ONE, np.array([np.nan])), "bound of each"),
        ((CODE, BOUND, np.array([3, 3]), np.ones(2)), "rising"),
        ((CODE, BOUND, np.array([20_000]), np.ones(1)), "expected 0 to 19999"),
        ((CODE, BOUND, ONE, np.ones(1)), "person 3 is hot, but the code has no RAISED bit"),
    ],
)
def test_arguments_that_would_lose_points_are_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        LeavingPoints.of(1, 20_000).candidates(100, *arguments)


@pytest.mark.parametrize("blocks", [(-1, 1), (2, 1), (0, 99)])
def test_blocks_that_are_not_there_are_refused(blocks):
    with pytest.raises(ValueError, match="within 0 to 5"):
        LeavingPoints.of(1, 20_000).everybody(1, blocks=blocks)


@pytest.mark.parametrize("persons", [0, 2**31])
def test_a_country_has_a_sensible_number_of_persons(persons):
    with pytest.raises(ValueError, match="persons is"):
        LeavingPoints.of(1, persons)


@pytest.mark.parametrize("wrong", [1.01, np.nan])
def test_a_hazard_above_the_bound_that_was_promised_stops_the_run(wrong):
    luck, code, hot, _ = town_of(9000, 1)
    near = luck.candidates(2, code, BOUND, hot, np.full(hot.size, 0.5))
    assert leaves(near, near.bound).all()
    hazard = near.bound.copy()
    hazard[4] *= wrong
    with pytest.raises(AssertionError, match=f"person {near.person[4]} has hazard"):
        leaves(near, hazard)
