"""The toy country keeps the promises that the tests built on it rely on."""

import numpy as np
import pytest

from tests.toy import toy_country
from yeonjwa.months import NEVER, month_of
from yeonjwa.population.country import FEMALE, MALE, PERSON_COLUMNS, UNION_COLUMNS


@pytest.mark.parametrize(("persons", "seed"), [(60, 3), (600, 1), (600, 2), (4000, 1)])
def test_every_column_of_a_toy_country_agrees_with_every_other(persons, seed):
    c = toy_country(persons, seed)
    assert c.persons_ever == persons
    for name, dtype in {**PERSON_COLUMNS, **UNION_COLUMNS}.items():
        assert c.columns[name].dtype == dtype
    ids = np.arange(persons)
    assert (np.diff(c.birth_month) >= 0).all()
    assert (c.birth_month >= month_of(1850)).all()
    assert (c.birth_month < month_of(2026)).all()
    assert (c.death_month >= c.birth_month).all()
    assert ((c.separated_month == NEVER) | (c.separated_month < c.death_month)).all()
    founder = c.mother < 0
    assert (founder == (c.father < 0)).all()
    for parent, sex in ((c.mother, FEMALE), (c.father, MALE)):
        p, child = parent[~founder], ids[~founder]
        assert (p < child).all()
        assert (c.sex[p] == sex).all()
        age = c.birth_month[child].astype(int) - c.birth_month[p]
        assert ((age > 15 * 12) & (age < 50 * 12)).all()
        assert (c.death_month[p] > c.birth_month[child]).all()
    assert (c.birth_place < 416).all()
    assert (c.union_place < 416).all()
    assert (c.songbun <= 2).all()


def test_unions_are_chained_in_order_and_end_when_one_dies(toy):
    c = toy
    gone = np.minimum(c.death_month, c.separated_month)
    assert (c.union_end == np.minimum(gone[c.union_wife], gone[c.union_husband])).all()
    assert (c.union_start < c.union_end).all()
    chained = 0
    for person in range(c.persons_ever):
        mine, following = (
            (c.union_wife, c.wife_next_union) if c.sex[person] == FEMALE else (c.union_husband, c.husband_next_union)
        )
        union, earlier_end = int(c.first_union[person]), -1
        while union >= 0:
            assert mine[union] == person
            assert c.union_start[union] >= earlier_end
            earlier_end, union, chained = int(c.union_end[union]), int(following[union]), chained + 1
    assert chained == 2 * c.union_wife.size


def test_a_toy_country_has_what_tests_need():
    c = toy_country(2000, 1)
    born = c.mother >= 0
    assert (c.husband_next_union >= 0).sum() > 10
    assert (c.wife_next_union >= 0).sum() > 10
    assert (c.separated_month < NEVER).sum() >= 5
    assert c.is_living(month_of(2000)).sum() > 400
    assert born.mean() > 0.8
    mothers = {}
    for m, f in zip(c.mother[born].tolist(), c.father[born].tolist(), strict=True):
        mothers.setdefault(m, set()).add(f)
    assert sum(len(f) > 1 for f in mothers.values()) >= 5  # half-siblings


def test_equal_seeds_give_equal_toy_countries():
    a, b, other = toy_country(300, 5), toy_country(300, 5), toy_country(300, 6)
    assert all((a.columns[k] == b.columns[k]).all() for k in a.columns)
    assert any(
        a.columns[k].size != other.columns[k].size or (a.columns[k] != other.columns[k]).any() for k in a.columns
    )
