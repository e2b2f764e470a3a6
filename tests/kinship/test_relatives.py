"""The relatives of a person, and how many of each kind."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinship.families import COUPLES, FATHER, ID, MOTHER, NAMES, pedigrees, random_couples, rules
from tests.toy import toy_country
from yeonjwa.errors import InputError
from yeonjwa.kinship import (
    BLOOD,
    RELATIVE_OF_SPOUSE,
    SPOUSE_OF_RELATIVE,
    KinRule,
    Pedigree,
    Unions,
    children,
    children_index,
    chon,
    count_relatives,
    relatives_within,
)
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.months import month_of

FAMILY = Pedigree(MOTHER, FATHER, Unions.chained(MOTHER.size, *np.array(COUPLES).T))


def named(found):
    return {NAMES[i]: row for row, i in enumerate(found.id.tolist())}


def test_on_the_page_each_relative_has_steps_side_and_blood():
    found = relatives_within(FAMILY, ID["ego"])
    at = named(found)
    table = {
        "father": (1, 1, 0, 1, False),
        "mother": (1, 1, 0, 2, False),
        "son": (1, 0, 1, 0, False),
        "sister": (2, 1, 1, 3, False),
        "half_brother": (2, 1, 1, 1, True),
        "niece": (3, 1, 2, 3, False),
        "maternal_uncle": (3, 2, 1, 2, False),
        "cousin_by_aunt": (4, 2, 2, 1, False),
        "second_cousin": (6, 3, 3, 1, False),
    }
    for name, row in table.items():
        k = at[name]
        assert (found.chon[k], found.up[k], found.down[k], found.side[k], found.is_half[k]) == row
    assert "wife" not in at
    assert "ego" not in at
    assert (np.diff(found.chon) >= 0).all()


def test_on_the_page_relatives_by_marriage_say_how_they_are_linked():
    found = relatives_within(FAMILY, ID["ego"], "3/3+affines")
    at = named(found)
    assert (found.chon[at["wife"]], found.link[at["wife"]]) == (0, SPOUSE_OF_RELATIVE)
    assert (found.chon[at["uncles_wife"]], found.link[at["uncles_wife"]]) == (3, SPOUSE_OF_RELATIVE)
    assert found.link[at["uncle"]] == BLOOD
    theirs = relatives_within(FAMILY, ID["sisters_husband"], "cognatic:4+affines")
    k = named(theirs)["father"]
    assert (theirs.chon[k], theirs.up[k], theirs.side[k], theirs.link[k]) == (1, 1, 1, RELATIVE_OF_SPOUSE)


@settings(max_examples=40, deadline=None)
@given(parents=pedigrees, rule=rules, seed=st.integers(0, 2**32 - 1))
def test_relatives_agree_with_the_plain_twin_on_random_pedigrees(parents, rule, seed):
    pedigree, plain = Pedigree(*parents), PlainKin(*parents)
    rule = KinRule.parse(rule)
    for person in np.random.default_rng(seed).integers(0, parents[0].size, 5).tolist():
        found = relatives_within(pedigree, person, rule)
        rows = zip(found.chon.tolist(), found.up.tolist(), found.side.tolist(), found.is_half.tolist(), strict=True)
        assert dict(zip(found.id.tolist(), rows, strict=True)) == plain.relatives(person, rule)
        assert (found.down == found.chon - found.up).all()


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, rule=rules, seed=st.integers(0, 2**32 - 1))
def test_with_affines_the_relatives_are_those_whom_chon_knows(parents, rule, seed):
    n = parents[0].size
    couples = random_couples(seed, *parents)
    people = Pedigree(*parents, Unions.chained(n, *np.array(couples).reshape(-1, 2).T))
    person = seed % n
    found = relatives_within(people, person, rule + "+affines")
    assert np.unique(found.id).size == len(found)
    degree = np.full(n, -1)
    degree[found.id] = found.chon
    degree[person] = 0
    assert (degree == chon(people, person, np.arange(n), rule + "+affines")).all()


@pytest.mark.parametrize("shared", ["father", "mother"])
def test_among_ways_of_one_degree_the_fewest_steps_up_alone_give_side_and_blood(shared):
    # The child is a half-sibling's grandchild (1 up, 3 down) and a full uncle's child (2 up, 2 down): 4 chon either way.
    parents = {
        "grandmother": None,
        "grandfather": None,
        "father": ("grandmother", "grandfather"),
        "uncle": ("grandmother", "grandfather"),
        "mother": None,
        "other": None,
        "half_sister": ("other", "father") if shared == "father" else ("mother", "other"),
        "ego": ("mother", "father"),
        "brother_in_law": None,
        "half_niece": ("half_sister", "brother_in_law"),
        "child": ("half_niece", "uncle"),
    }
    row = {name: i for i, name in enumerate(parents)}
    mother, father = (np.array([row[p[k]] if p else -1 for p in parents.values()]) for k in (0, 1))
    found = relatives_within((mother, father), row["ego"])
    k = found.id.tolist().index(row["child"])
    assert (found.chon[k], found.up[k], found.down[k]) == (4, 1, 3)
    assert found.side[k] == (1 if shared == "father" else 2)
    assert found.is_half[k]
    plain = PlainKin(mother, father)
    assert plain.relation(row["ego"], row["child"], KinRule(8, 8)) == (4, 1, int(found.side[k]), True)


@pytest.mark.parametrize("seed", [1, 2])
def test_on_toy_countries_relatives_are_those_whom_chon_knows(seed):
    people = Pedigree.of(toy_country(2000, seed))
    everybody = np.arange(2000)
    for person in (1999, 1500, 900, 40):
        for rule in ("cognatic:8", "agnatic:8", "6/4"):
            found = relatives_within(people, person, rule)
            degree = np.full(2000, -1)
            degree[found.id] = found.chon
            degree[person] = 0
            assert (degree == chon(people, person, everybody, rule)).all()


def test_rules_nest():
    people = Pedigree.of(toy_country(2000, 3))
    ids = {
        r: set(relatives_within(people, 1700, r).id.tolist()) for r in ("agnatic:6", "cognatic:6", "6/4", "cognatic:4")
    }
    assert ids["agnatic:6"] < ids["6/4"] <= ids["cognatic:6"]
    assert ids["cognatic:4"] <= ids["6/4"]


@pytest.mark.parametrize("rule", ["cognatic:8", "agnatic:6", "6/4"])
def test_counts_equal_a_count_of_the_lists_whatever_the_threads(rule):
    c = toy_country(3000, 5)
    people = Pedigree.of(c)
    living = c.is_living(month_of(1995))
    focal = np.flatnonzero(living)[:600]
    group = (c.sex[focal] + 2 * (focal % 2)).astype(np.int32)
    counts = count_relatives(people, focal, living, c.sex, rule, group=group)
    total, squares = np.zeros_like(counts.total), np.zeros_like(counts.squares)
    for person, g in zip(focal.tolist(), group.tolist(), strict=True):
        found = relatives_within(people, person, rule)
        found = found.where(living[found.id])
        number = np.zeros(squares.shape[1:], dtype=np.int64)
        np.add.at(number, (found.up, found.down), 1)
        np.add.at(total[g], (found.up, found.down, found.side, c.sex[found.id]), 1)
        squares[g] += number**2
    assert (counts.total == total).all()
    assert (counts.squares == squares).all()
    assert (counts.persons == np.bincount(group)).all()
    threaded = count_relatives(people, focal, living, c.sex, rule, group=group, threads=3)
    assert (threaded.total == total).all()
    assert (threaded.squares == squares).all()


def test_mean_and_standard_error_are_those_of_the_focal_persons():
    # Three siblings: each has two siblings and two parents alive; the father has three children.
    mother, father = np.array([-1, -1, 0, 0, 0]), np.array([-1, -1, 1, 1, 1])
    everybody = np.ones(5, dtype=bool)
    counts = count_relatives((mother, father), [2, 3, 4, 1], everybody, np.array([0, 1, 0, 1, 0]), "cognatic:2")
    assert counts.mean()[0, 1, 1] == pytest.approx(6 / 4)
    assert counts.mean()[0, 0, 1] == pytest.approx(3 / 4)
    assert counts.standard_error()[0, 1, 1] == pytest.approx(np.std([2, 2, 2, 0], ddof=1) / 2)


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees)
def test_the_index_of_children_agrees_with_the_plain_twin(parents):
    index, plain = children_index(*parents), PlainKin(*parents)
    for parent in range(parents[0].size):
        assert index.of(parent).tolist() == plain.children(parent)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=pedigrees, bits=st.integers(1, 4))
def test_the_index_is_the_same_from_several_blocks_in_two_threads(monkeypatch, parents, bits):
    whole = children_index(*parents)
    monkeypatch.setattr(children, "BITS", bits)
    monkeypatch.setattr(children, "FEWEST_IN_A_THREAD", 1)
    parts = children_index(*parents)
    assert (parts.start == whole.start).all()
    assert (parts.child == whole.child).all()


def test_spouses_follow_the_chain_of_unions(toy):
    unions = Unions.of_country(toy)
    plain = PlainKin(toy.mother, toy.father, zip(toy.union_wife, toy.union_husband, strict=True))
    position, spouse = unions.spouses_of(np.arange(600))
    for person in range(600):
        assert sorted(spouse[position == person].tolist()) == sorted(plain.spouses(person))
    again = Unions.chained(600, toy.union_wife, toy.union_husband, toy.union_start, toy.union_end)
    assert (again.first == toy.first_union).all()
    assert (again.wife_next == toy.wife_next_union).all()
    assert (again.husband_next == toy.husband_next_union).all()


def test_wrong_input_is_refused(toy):
    with pytest.raises(InputError, match="does not exist"):
        relatives_within(toy, 600)
    with pytest.raises(InputError, match="relatives by marriage"):
        count_relatives(toy, [1], toy.is_living(2000), toy.sex, "6/4+affines")
    with pytest.raises(InputError, match="one per person"):
        count_relatives(toy, [1], toy.is_living(2000)[:5], toy.sex)
    with pytest.raises(InputError, match="one per focal"):
        count_relatives(toy, [1], toy.is_living(2000), toy.sex, group=[0, 1])
