"""People's units: 20 to 50 households of one place, and a leader from among them."""

import numpy as np
import pytest

from tests.population.society_tools import JANUARY_2005, with_society
from yeonjwa.catalogue import figure
from yeonjwa.population.country import FEMALE
from yeonjwa.population.people_units import people_units, unit_leaders, units_in

SIZES = tuple(int(figure(f"unit_households{part}").value) for part in ("_low", "", "_high"))


@pytest.fixture(scope="module", params=[None, 7], ids=["many places", "seven places"])
def country(request):
    return with_society(places=request.param)


@pytest.fixture(scope="module")
def units(country):
    return people_units(country, JANUARY_2005)


def test_any_number_of_homes_can_be_cut_into_units_of_20_to_50():
    for homes in range(20, 3000):
        count = units_in(homes, *SIZES)
        assert homes // count >= 20
        assert -(-homes // count) <= 50
    assert {units_in(homes, *SIZES) for homes in range(1, 20)} == {1}
    assert units_in(3500, *SIZES) == 100


def test_units_hold_20_to_50_homes_unless_the_place_has_fewer(units):
    homes_of_place = np.bincount(units.homes.place, minlength=416)
    small = units.size < 20
    np.testing.assert_array_equal(units.size[small], homes_of_place[units.place[small]])
    assert units.size.max() <= 50
    np.testing.assert_array_equal(units.size, np.bincount(units.unit))


def test_most_units_have_30_to_40_homes_where_places_are_large():
    units = people_units(with_society(places=7), JANUARY_2005)
    assert ((units.size >= 30) & (units.size <= 40)).mean() > 0.9


def test_no_unit_mixes_places(units):
    np.testing.assert_array_equal(units.place[units.unit], units.homes.place)


def test_a_leader_is_a_woman_of_her_unit_without_another_post_if_there_is_one(country, units):
    home = np.full(country.persons_ever, -1)
    home[units.homes.person] = units.homes.household
    age = country.age_years(JANUARY_2005)
    can = (country.sex == FEMALE) & (age >= 30) & (age <= 65) & (home >= 0)
    has_post = country.at("post", np.arange(country.persons_ever), JANUARY_2005) > 0
    led = units.leader >= 0
    assert can[units.leader[led]].all()
    np.testing.assert_array_equal(units.unit[home[units.leader[led]]], np.flatnonzero(led))
    free_women = np.bincount(units.unit[home[can & ~has_post]], minlength=units.size.size)
    np.testing.assert_array_equal(led & ~has_post[units.leader], free_women > 0)
    women = np.bincount(units.unit[home[can]], minlength=units.size.size)
    np.testing.assert_array_equal((units.reserve >= 0).sum(axis=1), np.minimum(women, 8))


def test_when_the_leader_is_barred_the_next_on_the_list_follows(country, units):
    barred = np.zeros(country.persons_ever, dtype=bool)
    barred[units.leader[units.leader >= 0]] = True
    np.testing.assert_array_equal(unit_leaders(units, barred), np.where(units.leader >= 0, units.reserve[:, 1], -1))
    np.testing.assert_array_equal(unit_leaders(units), units.leader)


def test_leaders_stay_from_month_to_month(country, units):
    """The order of homes and the draws of leaders have no date, so that most leaders of a month lead the next one too."""
    later = people_units(country, JANUARY_2005 + 1)
    assert np.isin(units.leader, later.leader).mean() > 0.9
