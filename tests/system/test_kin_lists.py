"""Relatives pushed from a few, and the nearest known leaver, against walks, pairs and plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import pedigrees, rules
from tests.toy import toy_country
from yeonjwa.draws import stream, uniform_plain
from yeonjwa.kinship import BEYOND, KinRule, Pedigree, chon, least_chon, relatives_within
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.months import month_of
from yeonjwa.population.lives import MONTHS_OF_LIFE
from yeonjwa.system.kin import FEWEST_ASIDE, STEPS, Lots, NearestKnown, kin_aside, kin_of, lower_steps
from yeonjwa.system.plain import least_chon_plain, lower_steps_plain

JANUARY_2000 = month_of(2000)


@pytest.fixture(scope="module")
def village():
    return toy_country(2_500, 6)


@pytest.fixture(scope="module")
def gone(village):
    return np.minimum(village.death_month, village.separated_month)


def living(village, gone, ids, month):
    return (village.birth_month[ids] <= month) & (gone[ids] > month)


@pytest.mark.parametrize("rule", ["cognatic:0", "cognatic:2", "cognatic:4", "agnatic:6", "6/4", "0/3", "cognatic:8"])
@pytest.mark.parametrize("month", [month_of(1948), JANUARY_2000])
def test_lists_of_many_equal_the_walk_of_each_less_the_dead_and_the_unborn(village, gone, rule, month):
    pedigree = Pedigree.of(village)
    persons = np.random.default_rng(1).choice(2_500, 60).astype(np.int32)  # repeats allowed
    unmarried = np.zeros_like(pedigree.require_unions("test").end)
    found = kin_of(pedigree, persons, KinRule.parse(rule), month, village.birth_month, gone, unmarried)
    position, ids, degree, up, side = found.position, found.id, found.chon, found.up, found.side
    assert (np.diff(position) >= 0).all()
    for k, person in enumerate(persons.tolist()):
        theirs = relatives_within(pedigree, person, rule)
        theirs = theirs.where(living(village, gone, theirs.id, month))
        own = position == k
        got = zip(*(column[own].tolist() for column in (ids, degree, up, side)), strict=True)
        assert sorted(got) == sorted(
            zip(theirs.id.tolist(), theirs.chon.tolist(), theirs.up.tolist(), theirs.side.tolist(), strict=True)
        )


@pytest.mark.parametrize("rule", ["cognatic:2", "6/4", "cognatic:2+affines", "3/1+affines", "agnatic:4+affines"])
def test_relatives_with_and_without_marriage_equal_those_of_relatives_within(village, gone, rule):
    pedigree = Pedigree.of(village)
    unions = pedigree.require_unions("test")
    adults = np.flatnonzero(living(village, gone, np.arange(2_500), JANUARY_2000 - 240) & (gone > JANUARY_2000))
    persons = np.random.default_rng(2).choice(adults, 80, replace=False)
    found = kin_of(pedigree, persons, KinRule.parse(rule), JANUARY_2000, village.birth_month, gone, unions.end)
    married = 0
    for k, person in enumerate(persons.tolist()):
        theirs = relatives_within(pedigree, person, rule, month=JANUARY_2000)
        theirs = theirs.where(living(village, gone, theirs.id, JANUARY_2000))
        expected = dict(zip(theirs.id.tolist(), theirs.chon.tolist(), strict=True))
        _, spouse = unions.spouses_of([person], JANUARY_2000)
        expected |= {s: 0 for s in spouse.tolist() if gone[s] > JANUARY_2000}  # always there, whatever the rule
        married += spouse.size
        own = found.position == k
        assert len(set(found.id[own].tolist())) == own.sum()
        assert dict(zip(found.id[own].tolist(), found.chon[own].tolist(), strict=True)) == expected
        assert found.is_affine[own][np.isin(found.id[own], spouse)].all()
    assert married > 20


@pytest.mark.parametrize("rule", ["cognatic:3", "4/2+affines"])
def test_the_young_are_left_out_if_only_the_grown_are_asked_for(village, gone, rule):
    pedigree = Pedigree.of(village)
    grown_by = JANUARY_2000 - 16 * 12
    persons = np.flatnonzero(living(village, gone, np.arange(2_500), JANUARY_2000 - 240))[::9]
    arguments = (
        pedigree,
        persons,
        KinRule.parse(rule),
        JANUARY_2000,
        village.birth_month,
        gone,
        pedigree.require_unions("test").end,
    )
    every, grown = kin_of(*arguments), kin_of(*arguments, born=int(np.searchsorted(village.birth_month, grown_by + 1)))
    is_grown = village.birth_month[every.id] <= grown_by
    assert 0 < is_grown.sum() < is_grown.size
    for name in ("position", "id", "chon", "up", "side", "is_affine"):
        assert getattr(grown, name).tolist() == getattr(every, name)[is_grown].tolist()


@pytest.mark.parametrize("rule", ["cognatic:2", "cognatic:4", "agnatic:4", "4/3", "2/4", "3/1+affines"])
@pytest.mark.parametrize("month", [month_of(1948), JANUARY_2000, month_of(2024)])
def test_nobody_is_lost_by_not_looking_up_those_too_old_to_live(village, gone, rule, month):
    pedigree = Pedigree.of(village)
    eldest = int(np.searchsorted(village.birth_month, month - MONTHS_OF_LIFE))
    assert not living(village, gone, np.arange(eldest), month).any()
    persons = np.flatnonzero(living(village, gone, np.arange(2_500), month))[::3]
    arguments = (pedigree, persons, KinRule.parse(rule), month, village.birth_month, gone)
    ends = pedigree.require_unions("test").end
    every = kin_of(*arguments, ends)
    assert len(every) > 100
    for bound in (eldest, int(np.argmax(gone > month))):  # the second is the highest there can be
        found = kin_of(*arguments, ends, eldest=bound)
        for name in ("position", "id", "chon", "up", "side", "is_affine"):
            assert getattr(found, name).tolist() == getattr(every, name).tolist()


@pytest.mark.parametrize("rule", ["cognatic:4", "agnatic:4", "4/2"])
def test_of_those_with_lots_exactly_those_are_listed_whom_a_draw_hits(village, gone, rule):
    pedigree = Pedigree.of(village)
    persons = np.flatnonzero(living(village, gone, np.arange(2_500), JANUARY_2000))[::5]
    keys = np.array([stream(1, "the first"), stream(1, "the second")])
    bound = np.full((persons.size, 2, 5), 2.0)
    assert persons.size > FEWEST_ASIDE
    bound[:, 0, 3:], bound[:, 1, 3:] = np.linspace(0, 0.2, persons.size)[:, None], [0.1, 0.05]
    arguments = (pedigree, persons, KinRule.parse(rule), JANUARY_2000, village.birth_month, gone)
    ends = pedigree.require_unions("test").end
    born = int(np.searchsorted(village.birth_month, JANUARY_2000 + 1))
    every = kin_of(*arguments, ends)
    found = kin_aside(*arguments[:4], gone, ends, born=born, eldest=0, lots=Lots(keys, bound))()
    is_hit = [
        any(
            uniform_plain(int(key), one, JANUARY_2000, int(persons[at])) < bound[at, d, chon]
            for d, key in enumerate(keys)
        )
        for at, one, chon in zip(every.position.tolist(), every.id.tolist(), every.chon.tolist(), strict=True)
    ]
    assert 0.3 < np.mean(is_hit) < 0.7
    for name in ("position", "id", "chon", "up", "side", "is_affine"):
        assert getattr(found, name).tolist() == getattr(every, name)[is_hit].tolist()


def test_a_marriage_that_did_not_happen_makes_no_relatives(village, gone):
    pedigree = Pedigree.of(village)
    unions = pedigree.require_unions("test")
    in_force = np.flatnonzero((unions.start <= JANUARY_2000) & (unions.end > JANUARY_2000))
    void = unions.end.copy()
    void[in_force] = unions.start[in_force]
    wives = unions.wife[in_force]
    arguments = (pedigree, wives, KinRule.parse("cognatic:0"), JANUARY_2000, village.birth_month, gone)
    assert len(kin_of(*arguments, unions.end)) == in_force.size
    assert len(kin_of(*arguments, void)) == 0


@settings(max_examples=40, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), agnatic=st.booleans(), steps=st.integers(0, STEPS))
def test_fewest_steps_down_agree_with_the_plain_twin_in_any_order(parents, seed, agnatic, steps):
    rng = np.random.default_rng(seed)
    n = parents[0].size
    members = rng.choice(n, rng.integers(1, 8)).astype(np.int32)
    table = np.zeros(n, dtype=np.int8)
    lower_steps(*parents, members, agnatic, steps, table)
    assert table.tolist() == lower_steps_plain(PlainKin(*parents), members.tolist(), agnatic, steps)
    one_by_one = np.zeros(n, dtype=np.int8)
    for member in members[::-1]:
        lower_steps(*parents, np.array([member]), agnatic, steps, one_by_one)
    assert (table == one_by_one).all()


@settings(max_examples=60, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), rule=rules)
def test_least_chon_to_known_leavers_agrees_with_the_plain_twin(parents, seed, rule):
    rng = np.random.default_rng(seed)
    n = parents[0].size
    members = rng.choice(n, rng.integers(1, 6)).astype(np.int32)
    known = NearestKnown(Pedigree.of(parents))
    for part in np.array_split(members, 2):
        known.add(part)
    kin, parsed = PlainKin(*parents), KinRule.parse(rule)
    expected = [least_chon_plain(kin, person, members.tolist(), parsed, STEPS) for person in range(n)]
    assert known.chon(np.arange(n), parsed).tolist() == expected


@pytest.mark.parametrize("rule", ["cognatic:0", "cognatic:4", "agnatic:4", "4/2", "1/3", "0/4"])
@pytest.mark.parametrize("seed", [1, 2])
def test_up_to_four_chon_no_line_is_cut_and_the_table_equals_two_sweeps_and_all_pairs(rule, seed):
    country = toy_country(900, seed)
    members = np.random.default_rng(seed).choice(900, 12, replace=False)
    known = NearestKnown(Pedigree.of(country))
    known.add(members)
    got = known.chon(np.arange(900), KinRule.parse(rule))
    assert (got == least_chon(country.mother, country.father, members, rule)).all()
    pairs = chon(country, np.repeat(np.arange(900), 12), np.tile(members, 900), rule).reshape(900, 12).astype(int)
    assert (got == np.where(pairs < 0, BEYOND, pairs).min(axis=1)).all()


def test_beyond_four_chon_only_lines_of_five_steps_and_more_on_one_side_are_cut():
    country = toy_country(2_500, 3)
    members = np.flatnonzero(country.birth_month > month_of(1940))[::200]
    known = NearestKnown(Pedigree.of(country))
    known.add(members)
    everybody = np.arange(2_500)
    got, full = known.chon(everybody, KinRule.parse("cognatic:8")), least_chon(country.mother, country.father, members)
    assert (got >= full).all()
    cut = np.flatnonzero(got > full)
    near = {}
    for person in cut.tolist():
        theirs = relatives_within(country, person)
        of_set = np.isin(theirs.id, members) & (theirs.chon == full[person])
        near[person] = np.maximum(theirs.up, theirs.down)[of_set]
    assert all((steps > STEPS).all() for steps in near.values())
    assert 0 < cut.size < 0.2 * (full <= 8).sum()
