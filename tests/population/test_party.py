"""Membership of the Party: its size, who must be in it, and who would enter in somebody's place."""

import numpy as np
import pytest

from tests.population.society_tools import with_society
from yeonjwa.catalogue import figure
from yeonjwa.population.country import FEMALE, Country
from yeonjwa.population.party import COUNT_MONTH, members_at, permuted, reserves_for_entry
from yeonjwa.population.posts import IN_PARTY

PERSONS = 60_000


@pytest.fixture(scope="module")
def country() -> Country:
    return with_society(PERSONS)


def test_in_january_2021_the_members_are_the_known_number(country):
    wanted = figure("party_members_2021").value * country.spec.scale
    women = figure("party_share_women").value
    members = members_at(country.columns, COUNT_MONTH)
    assert members.size == pytest.approx(wanted, abs=2)
    assert np.count_nonzero(country.sex[members] == FEMALE) == pytest.approx(wanted * women, abs=1)


def test_entry_is_at_the_ages_of_the_figures_unless_a_post_needs_it_earlier(country):
    age = (country.party_month - country.birth_month[country.party_person]) / 12
    needs = np.isin(country.post_code, IN_PARTY)
    ordinary = ~np.isin(country.party_person, country.post_person[needs])
    assert ordinary.any()
    assert age[ordinary].min() >= figure("party_age_min").value
    assert age[ordinary].max() <= figure("party_age_max").value


def test_holders_of_posts_that_need_it_are_members_from_the_first_month(country):
    needs = np.flatnonzero(np.isin(country.post_code, IN_PARTY))
    assert needs.size > 30
    for row in needs:
        assert country.at("is_party_member", country.post_person[row], country.post_start[row])


def test_better_class_and_service_raise_the_chance(country):
    adults = country.is_living(COUNT_MONTH) & (country.age_years(COUNT_MONTH) >= 45)
    member = np.zeros(country.persons_ever, dtype=bool)
    member[members_at(country.columns, COUNT_MONTH)] = True
    share = [member[adults & (country.songbun == k)].mean() for k in range(3)]
    assert share[0] > share[1] > share[2]
    served = np.zeros(country.persons_ever, dtype=bool)
    served[country.conscript_person] = True
    men = adults & (country.sex != FEMALE) & (country.songbun == 1) & (country.age_years(COUNT_MONTH) < 52)
    assert member[men & served].mean() > member[men & ~served].mean()


@pytest.mark.parametrize("size", [1, 2, 3, 10, 64, 65, 257])
def test_the_keyed_permutation_meets_everybody_once(size):
    assert sorted(permuted(k, size, 12345) for k in range(size)) == list(range(size))


def test_the_permutation_depends_on_its_key():
    assert [permuted(k, 50, 1) for k in range(50)] != [permuted(k, 50, 2) for k in range(50)]


def test_reserves_could_enter_and_stand_on_one_list_a_month(country):
    # The fullest months from 2005 on.
    months, count = np.unique(country.party_month[country.party_month > 2460], return_counts=True)
    members = set(country.party_person.tolist())
    for month in months[np.argsort(count)[-3:]]:
        entrants = country.party_person[country.party_month == month]
        listed = []
        for person in entrants:
            reserves = reserves_for_entry(country, int(person))
            assert (country.sex[reserves] == country.sex[person]).all()
            assert (country.songbun[reserves] == country.songbun[person]).all()
            assert country.is_living(int(month))[reserves].all()
            age = (month - country.birth_month[reserves].astype(int)) / 12
            assert ((age > figure("party_age_min").value) & (age <= figure("party_age_max").value)).all()
            assert not members & set(reserves.tolist())
            listed += reserves.tolist()
        assert len(entrants) > 5
        assert len(listed) == len(set(listed)) > 8


def test_who_never_enters_has_no_reserves(country):
    outsider = np.setdiff1d(np.arange(country.persons_ever), country.party_person)[-1]
    assert reserves_for_entry(country, int(outsider)).size == 0
