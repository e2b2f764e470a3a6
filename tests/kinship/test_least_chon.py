"""Nearness of everybody to a set, by two sweeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import COUPLES, FATHER, ID, MOTHER, pedigrees, random_couples, rules
from tests.toy import toy_country
from yeonjwa.errors import InputError
from yeonjwa.kinship import BEYOND, KinRule, Unions, chon, earliest_within, least_chon, least_chon_by_side
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.months import month_of


def some_members(seed, n, share=0.08):
    members = np.random.default_rng(seed).random(n) < share
    members[seed % n] = True
    return members


@settings(max_examples=40, deadline=None)
@given(parents=pedigrees, rule=rules, affines=st.booleans(), seed=st.integers(0, 2**32 - 1))
def test_the_two_sweeps_equal_the_least_over_all_pairs(parents, rule, affines, seed):
    n = parents[0].size
    couples = random_couples(seed, *parents)
    members = some_members(seed, n)
    rule = KinRule.parse(rule + ("+affines" if affines else ""))
    unions = Unions.chained(n, *np.array(couples).reshape(-1, 2).T)
    expected = PlainKin(*parents, couples).least_chon(np.flatnonzero(members).tolist(), rule)
    assert least_chon(*parents, members, rule, unions=unions).tolist() == expected


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("rule", ["cognatic:8", "agnatic:8", "cognatic:4", "6/4", "3/7", "0/0", "8/0"])
def test_on_toy_countries_the_sweeps_equal_chon_of_every_pair(seed, rule):
    c = toy_country(700, seed)
    members = np.random.default_rng(seed).choice(700, 9, replace=False)
    a, b = np.repeat(np.arange(700), 9), np.tile(members, 700)
    pairs = chon(c, a, b, rule).reshape(700, 9).astype(int)
    expected = np.where(pairs < 0, BEYOND, pairs).min(axis=1)
    assert (least_chon(c.mother, c.father, members, rule) == expected).all()


@pytest.mark.parametrize("month", [None, month_of(1985)])
def test_relatives_by_marriage_on_a_toy_country(toy, month):
    rule = "6/4+affines"
    members = np.random.default_rng(5).choice(600, 7, replace=False)
    a, b = np.repeat(np.arange(600), 7), np.tile(members, 600)
    pairs = chon(toy, a, b, rule, month=month).reshape(600, 7).astype(int)
    expected = np.where(pairs < 0, BEYOND, pairs).min(axis=1)
    got = least_chon(toy.mother, toy.father, members, rule, unions=Unions.of_country(toy), month=month)
    assert (got == expected).all()


def test_on_the_page_a_marked_maternal_cousin_counts_on_the_mothers_side():
    father_side, mother_side = least_chon_by_side(MOTHER, FATHER, [ID["maternal_cousin"]])
    assert (father_side[ID["ego"]], mother_side[ID["ego"]]) == (BEYOND, 4)
    assert (father_side[ID["niece"]], mother_side[ID["niece"]]) == (BEYOND, 5)
    assert (father_side[ID["son"]], mother_side[ID["son"]]) == (5, BEYOND)
    assert father_side[ID["half_brother"]] == mother_side[ID["half_brother"]] == BEYOND


def test_on_the_page_descendants_and_full_siblings_count_on_both_sides_and_half_siblings_on_one():
    father_side, mother_side = least_chon_by_side(MOTHER, FATHER, [ID["son"]])
    assert father_side[ID["ego"]] == mother_side[ID["ego"]] == 1
    assert father_side[ID["sister"]] == mother_side[ID["sister"]] == 3
    assert (father_side[ID["half_brother"]], mother_side[ID["half_brother"]]) == (3, BEYOND)


def test_a_descendant_counts_to_the_deeper_of_two_depths():
    assert least_chon(MOTHER, FATHER, [ID["son"]], "0/3")[ID["grandfather"]] == 3
    father_side, mother_side = least_chon_by_side(MOTHER, FATHER, [ID["son"]], "0/3")
    assert father_side[ID["grandfather"]] == mother_side[ID["grandfather"]] == 3


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), depths=st.tuples(st.integers(0, 8), st.integers(0, 8)))
def test_the_nearer_side_is_the_least_chon_and_each_side_equals_its_own_rule(parents, seed, depths):
    members = some_members(seed, parents[0].size)
    rule = KinRule(*depths)
    sides = least_chon_by_side(*parents, members, rule)
    assert (np.minimum(*sides) == least_chon(*parents, members, rule)).all()
    marked = np.flatnonzero(members).tolist()
    plain = PlainKin(*parents)
    expected = np.full((2, parents[0].size), BEYOND)
    for p in range(parents[0].size):
        for m in marked:
            for side in (0, 1):
                alone = KinRule(depths[0], 0) if side == 0 else KinRule(0, depths[1])
                row = plain.relation(p, m, alone)
                descent = plain.relation(p, m, KinRule(rule.limit, rule.limit))
                if descent is not None and descent[1] == 0:
                    row = descent
                if row is not None:
                    expected[side, p] = min(expected[side, p], row[0])
    assert (np.array(sides) == expected).all()


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1))
def test_more_members_and_deeper_rules_never_reach_fewer_people(parents, seed):
    members = some_members(seed, parents[0].size)
    more = members | some_members(seed + 1, parents[0].size)
    for line in ("cognatic", "agnatic"):
        full = least_chon(*parents, members, f"{line}:8")
        assert (least_chon(*parents, more, f"{line}:8") <= full).all()
        for depth in range(8):
            expected = np.where(full <= depth, full, BEYOND)
            assert (least_chon(*parents, members, f"{line}:{depth}") == expected).all()
    assert (least_chon(*parents, members) <= least_chon(*parents, members, "agnatic:8")).all()


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, seed=st.integers(0, 2**32 - 1), max_chon=st.integers(0, 8), agnatic=st.booleans())
def test_earliest_time_within_each_degree_agrees_with_the_plain_twin(parents, seed, max_chon, agnatic):
    rng = np.random.default_rng(seed)
    n = parents[0].size
    seed_time = np.where(rng.random(n) < 0.15, rng.integers(0, 27, n), 255).astype(np.uint8)
    expected = PlainKin(*parents).earliest_within(seed_time.tolist(), max_chon, agnatic)
    assert earliest_within(*parents, seed_time, max_chon, agnatic=agnatic).tolist() == expected


@pytest.mark.parametrize("agnatic", [False, True])
def test_one_pass_for_all_years_equals_one_pass_per_year(agnatic):
    c = toy_country(3000, 2)
    rng = np.random.default_rng(3)
    seed_time = np.where(rng.random(3000) < 0.01, rng.integers(0, 27, 3000), 255).astype(np.uint8)
    within = earliest_within(c.mother, c.father, seed_time, agnatic=agnatic)
    assert (np.diff(within.astype(int), axis=1) <= 0).all()
    for year in range(27):
        near = least_chon(c.mother, c.father, seed_time <= year, "agnatic:8" if agnatic else "cognatic:8")
        for d in range(9):
            assert ((within[:, d] <= year) == (near <= d)).all()


def test_order_of_members_and_repeats_do_not_matter(toy):
    ids = np.array([400, 17, 230, 400])
    mask = np.zeros(600, dtype=bool)
    mask[ids] = True
    by_ids = least_chon(toy.mother, toy.father, ids)
    assert (by_ids == least_chon(toy.mother, toy.father, mask)).all()
    assert (by_ids == least_chon(toy.mother, toy.father, ids[::-1])).all()
    assert (least_chon(toy.mother, toy.father, np.array([], dtype=int)) == BEYOND).all()


def test_wrong_input_is_refused(toy):
    with pytest.raises(InputError, match="order of birth"):
        least_chon(np.array([2, -1, -1]), np.array([-1, -1, -1]), [0])
    with pytest.raises(InputError, match="order of birth"):
        earliest_within(np.array([-1, 1, -1]), np.array([-1, -1, -1]), np.zeros(3, dtype=np.uint8))
    with pytest.raises(InputError, match="whole numbers from 0 to 599"):
        least_chon(toy.mother, toy.father, [600])
    with pytest.raises(InputError, match=r"expected bool\[600\]"):
        least_chon(toy.mother, toy.father, np.zeros(5, dtype=bool))
    with pytest.raises(InputError, match="no unions"):
        least_chon(toy.mother, toy.father, [1], "cognatic:4+affines")
    with pytest.raises(InputError, match="two sides"):
        least_chon_by_side(toy.mother, toy.father, [1], "agnatic:4")
    with pytest.raises(InputError, match=r"uint8\[600\]"):
        earliest_within(toy.mother, toy.father, np.zeros(600))
    with pytest.raises(InputError, match="0 to 8"):
        earliest_within(toy.mother, toy.father, np.zeros(600, dtype=np.uint8), 9)


def test_couples_on_the_page_bring_a_marked_wife_near():
    unions = Unions.chained(MOTHER.size, *np.array(COUPLES).T)
    near = least_chon(MOTHER, FATHER, [ID["uncles_wife"]], "cognatic:8+affines", unions=unions)
    assert near[ID["uncle"]] == 0
    assert near[ID["ego"]] == 3
    assert near[ID["wife"]] == BEYOND  # the wife of a nephew of her husband: two marriages away


def test_a_union_is_in_force_from_its_first_month_until_the_month_it_ends():
    nobody = np.array([-1, -1])
    unions = Unions.chained(2, [0], [1], [100], [200])
    for month, in_force in ((99, False), (100, True), (199, True), (200, False)):
        near = least_chon(nobody, nobody, [0], "cognatic:2+affines", unions=unions, month=month)
        assert near[1] == (0 if in_force else BEYOND)
        assert unions.spouses_of([0], month)[1].tolist() == ([1] if in_force else [])
