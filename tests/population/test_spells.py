"""Facts at a month: place, spouse, union, post, service, Party."""

import numpy as np
import pytest

from tests.population.society_tools import plain_place, serves_plain, with_society
from yeonjwa.errors import InputError
from yeonjwa.months import month_of
from yeonjwa.population.facts import population_by_age, populations_by_age
from yeonjwa.population.places import counties
from yeonjwa.population.spells import FACTS, find_joined, frozen, latest_union_plain, living_by_place, place_of_everyone

MONTHS = [month_of(1900), month_of(1952, 3), month_of(1990), month_of(2008, 10), month_of(2025, 12)]


@pytest.mark.parametrize("month", MONTHS)
def test_place_and_spouse_are_those_of_the_latest_union(toy, month):
    everyone = np.arange(toy.persons_ever)
    rows = [latest_union_plain(toy.columns, i, month) for i in everyone]
    place = [plain_place(toy, i, month) for i in everyone]
    np.testing.assert_array_equal(toy.at("place", everyone, month), place)
    np.testing.assert_array_equal(place_of_everyone(toy, month), place)
    np.testing.assert_array_equal(toy.at("county", everyone, month), np.array(place) // 2)
    np.testing.assert_array_equal(toy.at("province", everyone, month), counties().province[np.array(place) // 2])
    lasting = np.array([row if row >= 0 and toy.union_end[row] > month else -1 for row in rows])
    np.testing.assert_array_equal(toy.at("union", everyone, month), lasting)
    partner = np.where(toy.sex == 0, toy.union_husband[lasting], toy.union_wife[lasting])
    np.testing.assert_array_equal(toy.at("spouse", everyone, month), np.where(lasting >= 0, partner, -1))


def test_marriage_is_mutual_and_of_the_living(toy):
    month = month_of(1985)
    spouse = toy.at("spouse", np.arange(toy.persons_ever), month)
    wed = np.flatnonzero(spouse >= 0)
    assert wed.size > 20
    np.testing.assert_array_equal(spouse[spouse[wed]], wed)
    assert toy.is_living(month)[wed].all()


def test_a_fact_can_be_asked_of_one_person_or_of_a_table(toy):
    month = month_of(2000)
    one = toy.at("place", 400, month)
    assert one.shape == ()
    np.testing.assert_array_equal(toy.at("place", [[400, 401]], month), [[one, toy.at("place", 401, month)]])


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_every_fact_has_the_shape_of_what_it_is_asked_of(fact):
    country = with_society()
    for persons in (7, [7], [[7, 8, 9]], np.arange(12).reshape(3, 4)[:, ::2]):
        assert country.at(fact, persons, month_of(2008)).shape == np.shape(persons)


def test_service_posts_and_membership_agree_with_their_tables():
    country = with_society()
    month = month_of(2008, 10)
    some = np.concatenate([country.conscript_person[:300], country.post_person[:300], country.party_person[:300]])
    is_conscript, post = country.at("is_conscript", some, month), country.at("post", some, month)
    member = country.at("is_party_member", some, month)
    for k, person in enumerate(some):
        assert is_conscript[k] == serves_plain(country, person, month)
        own = (country.post_person == person) & (country.post_start <= month) & (country.post_end > month)
        assert np.count_nonzero(own) <= 1
        assert post[k] == country.post_code[own].sum()
        entered = np.any(country.party_month[country.party_person == person] <= month)
        assert member[k] == (entered and country.death_month[person] > month)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 800])
def test_who_has_joined_is_found_among_however_many(size):
    rng = np.random.default_rng(size)
    owner = np.sort(rng.permutation(2_000)[:size]).astype(np.int32)
    start, asked = rng.integers(0, 100, size).astype(np.int16), np.arange(2_000, dtype=np.int32)
    has_joined = np.empty(asked.size, dtype=bool)
    find_joined(frozen(owner), frozen(start), asked, 50, has_joined)
    assert np.flatnonzero(has_joined).tolist() == owner[start <= 50].tolist()


def test_an_unknown_fact_is_refused_with_the_near_miss(toy):
    with pytest.raises(InputError, match="province"):
        toy.at("provnce", 1, month_of(2000))


@pytest.mark.parametrize("month", [month_of(1950), month_of(1993, 12), month_of(2008, 9)])
def test_the_living_are_counted_by_place_and_by_age_as_one_by_one(toy, month):
    lives = (toy.birth_month <= month) & (toy.death_month > month) & (toy.separated_month > month)
    assert lives.any()
    place = np.bincount(place_of_everyone(toy, month)[lives], minlength=living_by_place(toy, month).size)
    np.testing.assert_array_equal(living_by_place(toy, month), place)
    ages = np.zeros((2, 21), dtype=np.int64)
    for sex, age in zip(toy.sex[lives].tolist(), ((month - toy.birth_month[lives]) // 60).tolist(), strict=True):
        ages[sex, min(age, 20)] += 1
    counts = populations_by_age(toy.columns, [month, month_of(1960)])
    np.testing.assert_array_equal(counts[0], ages)
    np.testing.assert_array_equal(counts[1], population_by_age(dict(toy.columns), month_of(1960)))


def test_months_may_be_asked_for_in_any_order_more_than_once_and_before_anybody_was_born(toy):
    months = [month_of(2008, 9), month_of(1950), month_of(2008, 9), 0]
    for month, counts in zip(months, populations_by_age(toy.columns, months), strict=True):
        np.testing.assert_array_equal(counts, population_by_age(dict(toy.columns), month))
        assert counts.sum() == toy.is_living(month).sum()
