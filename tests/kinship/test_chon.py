"""Chon between two persons."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import COUPLES, FATHER, ID, MOTHER, pedigrees, random_couples, rules
from tests.toy import toy_country
from yeonjwa.errors import InputError
from yeonjwa.kinship import KinRule, Pedigree, Unions, chon
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.months import month_of

FAMILY = Pedigree(MOTHER, FATHER, Unions.chained(MOTHER.size, *np.array(COUPLES).T))


@pytest.mark.parametrize(
    ("relative", "degree"),
    [
        ("ego", 0),
        ("father", 1),
        ("mother", 1),
        ("son", 1),
        ("sister", 2),
        ("half_brother", 2),
        ("grandfather", 2),
        ("uncle", 3),
        ("paternal_aunt", 3),
        ("maternal_uncle", 3),
        ("niece", 3),
        ("great_grandmother", 3),
        ("cousin", 4),
        ("cousin_by_aunt", 4),
        ("maternal_cousin", 4),
        ("granduncle", 4),
        ("fathers_cousin", 5),
        ("second_cousin", 6),
        ("second_cousins_son", 7),
        ("wife", -1),
        ("uncles_wife", -1),
        ("stepmother", -1),
    ],
)
def test_the_family_on_one_page_has_the_chon_that_korean_custom_counts(relative, degree):
    assert chon(FAMILY, ID["ego"], ID[relative]) == degree
    assert chon(FAMILY, ID[relative], ID["ego"]) == degree


def test_children_of_second_cousins_are_third_cousins_of_eight_chon():
    assert chon(FAMILY, ID["son"], ID["second_cousins_son"]) == 8
    assert chon(FAMILY, ID["son"], ID["second_cousins_son"], "cognatic:7") == -1


@pytest.mark.parametrize(
    ("relative", "degree"),
    [
        ("father", 1),
        ("paternal_aunt", 3),
        ("cousin", 4),
        ("second_cousin", 6),
        ("half_brother", 2),
        ("sister", 2),
        ("mother", -1),
        ("maternal_uncle", -1),
        ("cousin_by_aunt", -1),
        ("niece", -1),
        ("grandmother", -1),
    ],
)
def test_agnatic_chon_goes_through_fathers_only(relative, degree):
    assert chon(FAMILY, ID["ego"], ID[relative], "agnatic:8") == degree


@pytest.mark.parametrize(
    ("relative", "degree"),
    [("maternal_uncle", 3), ("maternal_cousin", -1), ("cousin", 4), ("second_cousin", 6), ("son", 1), ("sister", 2)],
)
def test_the_two_sides_may_have_different_depths(relative, degree):
    assert chon(FAMILY, ID["ego"], ID[relative], "6/3") == degree


def test_a_rule_by_sides_looks_from_the_first_person():
    assert chon(FAMILY, ID["ego"], ID["maternal_cousin"], "6/3") == -1
    assert chon(FAMILY, ID["maternal_cousin"], ID["ego"], "6/3") == 4


@pytest.mark.parametrize(
    ("relative", "degree"),
    [
        ("wife", 0),
        ("uncles_wife", 3),
        ("sisters_husband", 2),
        ("stepmother", 1),
        ("cousins_in_laws_mother", 5),
        ("wifes_sister", -1),
    ],
)
def test_affines_take_the_degree_of_the_spouse(relative, degree):
    assert chon(FAMILY, ID["ego"], ID[relative], "cognatic:8+affines") == degree
    assert chon(FAMILY, ID[relative], ID["ego"], "cognatic:8+affines") == degree


@settings(max_examples=40, deadline=None)
@given(parents=pedigrees, rule=rules, affines=st.booleans(), seed=st.integers(0, 2**32 - 1))
def test_chon_agrees_with_the_plain_twin_on_random_pedigrees(parents, rule, affines, seed):
    couples = random_couples(seed, *parents)
    rule = KinRule.parse(rule + ("+affines" if affines else ""))
    n = parents[0].size
    people = Pedigree(*parents, Unions.chained(n, *np.array(couples).reshape(-1, 2).T))
    a, b = np.random.default_rng(seed).integers(0, n, size=(2, 60))
    plain = PlainKin(*parents, couples)
    expected = [plain.chon(x, y, rule) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert chon(people, a, b, rule).tolist() == expected


@settings(max_examples=25, deadline=None)
@given(parents=pedigrees, line=st.sampled_from(["cognatic", "agnatic"]))
def test_chon_is_symmetric_and_keeps_the_laws_of_steps(parents, line):
    n = parents[0].size
    a, b = np.divmod(np.arange(n * n), n)
    table = chon(parents, a, b, f"{line}:8").reshape(n, n).astype(int)
    assert (table == table.T).all()
    assert (np.diag(table) == 0).all()
    assert ((table == 0) == np.eye(n, dtype=bool)).all()
    within = np.where(table < 0, 99, table)
    for child in range(n):
        for parent in (parents[0][child], parents[1][child]):
            if parent < 0 or (line == "agnatic" and parent == parents[0][child]):
                continue
            assert within[child, parent] == 1
            # A parent's relative is at most one step further for the child: the triangle law along descent.
            reach = within[parent] + 1
            assert (within[child][reach <= 8] <= reach[reach <= 8]).all()
    for depth in range(8):
        shallow = chon(parents, a, b, f"{line}:{depth}").reshape(n, n)
        assert (shallow == np.where((table >= 0) & (table <= depth), table, -1)).all()


def test_relations_by_blood_do_not_chain():
    # Father and mother are each 1 chon from the child and no kin of each other, so no general triangle law holds.
    assert chon(FAMILY, ID["father"], ID["ego"]) == chon(FAMILY, ID["ego"], ID["mother"]) == 1
    assert chon(FAMILY, ID["father"], ID["mother"]) == -1


def test_relabelling_people_changes_no_chon():
    mother, father = toy_country(150, 4).mother, toy_country(150, 4).father
    rng = np.random.default_rng(1)
    # Any order in which parents come first: a random key, raised above both parents'.
    key = rng.random(150) * 40
    for p in range(150):
        for q in (mother[p], father[p]):
            if q >= 0:
                key[p] = max(key[p], key[q] + rng.random())
    label = np.argsort(np.argsort(key))
    new_mother, new_father = np.full(150, -1), np.full(150, -1)
    new_mother[label] = np.where(mother >= 0, label[mother], -1)
    new_father[label] = np.where(father >= 0, label[father], -1)
    assert (label != np.arange(150)).any()
    a, b = np.divmod(np.arange(150 * 150), 150)
    for rule in ("cognatic:8", "agnatic:8", "6/4"):
        before = chon((mother, father), a, b, rule)
        assert (chon((new_mother, new_father), label[a], label[b], rule) == before).all()


def test_affines_can_be_limited_to_unions_in_force(toy):
    month = month_of(1990)
    ended = np.flatnonzero(toy.union_end <= month)[0]
    wife, husband = int(toy.union_wife[ended]), int(toy.union_husband[ended])
    rule = "cognatic:8+affines"
    assert chon(toy, wife, husband, rule) == 0
    assert chon(toy, wife, husband, rule, month=month) == chon(toy, wife, husband)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("cognatc:8", "Did you mean 'cognatic'"),
        ("cognatic:9", "0 to 8"),
        ("cognatic", "expected 'cognatic:N'"),
        ("6/4+afines", "Did you mean 'affines'"),
        ("", "cannot be read"),
        ("6/-1", "cannot be read"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_the_near_miss(rule, says):
    with pytest.raises(InputError, match=says):
        KinRule.parse(rule)


def test_rules_are_checked_and_written_back_as_read():
    for rule in ("cognatic:8", "agnatic:6", "6/4+affines", "cognatic:4+affines"):
        assert str(KinRule.parse(rule)) == rule
    assert KinRule.parse(" Cognatic : 8 ") == KinRule(8, 8)
    assert KinRule.parse("6/6") == KinRule.parse("cognatic:6")
    with pytest.raises(InputError, match="no mother's side"):
        KinRule(6, 4, agnatic=True)
    with pytest.raises(InputError, match="whole number"):
        KinRule(6.0, 4)  # type: ignore[arg-type]


def test_wrong_people_and_columns_are_refused():
    with pytest.raises(InputError, match="person 33 does not exist"):
        chon(FAMILY, 0, MOTHER.size)
    with pytest.raises(InputError, match="order of birth"):
        chon((np.array([1, -1]), np.array([-1, -1])), 0, 1)
    with pytest.raises(InputError, match="no unions"):
        chon((MOTHER, FATHER), 0, 1, "cognatic:8+affines")
    with pytest.raises(InputError, match="as many"):
        chon((MOTHER, FATHER[:-1]), 0, 1)
    with pytest.raises(InputError, match="expected ids"):
        chon((MOTHER.astype(float), FATHER), 0, 1)
