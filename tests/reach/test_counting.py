"""Times of being reached and yearly counts, against plain twins."""

import numpy as np
import pytest

from tests.toy import toy_country
from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.sets import end_of, index_of_year
from yeonjwa.kinship.least_chon import least_chon
from yeonjwa.population.places import PROVINCES
from yeonjwa.reach.counting import count_by_year
from yeonjwa.reach.measure import provinces_at, within_sides
from yeonjwa.reach.world import LINEALITIES, World

YEARS = (1998, 2024)


@pytest.fixture(scope="module", params=[1, 2])
def world(request):
    country = toy_country(3_000, request.param, scale=0.001)
    return World.placed(country, CloseKin(country), 1, 0)


def plain_count(world, lineality, year, chon):
    """Slow twin: the least chon of everybody to those who had arrived, asked again for the year; then the spouses."""
    c, month = world.country, end_of(year)
    arrived = world.departures.person[world.departures.arrived_month <= month]
    reached = least_chon(c.mother, c.father, arrived, f"{lineality}:8") <= chon
    for person, left, came in zip(
        world.departures.person.tolist(),
        world.departures.left_month.tolist(),
        world.departures.arrived_month.tolist(),
        strict=True,
    ):
        spouse = int(c.at("spouse", person, left))
        if came <= month and spouse >= 0 and c.death_month[spouse] > left:
            reached[spouse] = True
    return reached & plain_home(world, month)


def plain_home(world, month):
    home = world.country.is_living(month) & ~world.masked
    home[world.departures.person[world.departures.left_month <= month]] = False
    return home


@pytest.mark.parametrize("lineality", LINEALITIES)
def test_counts_by_year_and_province_equal_the_plain_twin(world, lineality):
    where = provinces_at(world.country, (2008, 2016))
    counts = count_by_year(
        world.times(world.entries("arrived"), lineality), world.country.birth_month, world.home_until,
        np.zeros(world.country.persons_ever, np.uint8), YEARS, where=where, places=len(PROVINCES),
    )  # fmt: skip
    for year in (1998, 2007, 2016, 2024):
        k = year - YEARS[0]
        assert counts.at_home[0, k] == plain_home(world, end_of(year)).sum()
        for chon in range(9):
            assert counts.reached[0, chon, k] == plain_count(world, lineality, year, chon).sum()
    for k, year in enumerate(where):
        province = world.country.at("province", np.arange(world.country.persons_ever), end_of(year))
        reached = plain_count(world, lineality, year, 4)
        assert counts.reached_at[k, :, 4].tolist() == np.bincount(province[reached], minlength=10).tolist()
        assert counts.at_home_at[k].sum() == counts.at_home[0, year - YEARS[0]]


def test_reach_grows_with_degree_and_fathers_alone_reach_no_more(world):
    both, fathers = (world.times(world.entries("left"), line) for line in LINEALITIES)
    assert (np.diff(both.astype(int), axis=1) <= 0).all()
    assert (both <= fathers).all()


def test_who_was_reached_once_stays_reached(world):
    times = world.times(world.entries("left"), "cognatic")
    counts = count_by_year(
        times[:, 8:], np.full(times.shape[0], -32_000, np.int16), np.full(times.shape[0], 32_000, np.int16),
        np.zeros(times.shape[0], np.uint8), YEARS,
    )  # fmt: skip
    assert (np.diff(counts.reached[0, 0]) >= 0).all()
    assert counts.reached[0, 0, 0] > 0


def test_only_grown_people_count_where_asked_each_in_their_own_class(world):
    """Plain twin by class and age, at home and reached, each year anew."""
    c = world.country
    times, songbun = world.times(world.entries("arrived"), "cognatic"), np.asarray(c.songbun)
    counts = count_by_year(times, c.birth_month, world.home_until, songbun, YEARS, 3, grown_months=216)
    for k, year in enumerate(range(YEARS[0], YEARS[1] + 1)):
        grown = plain_home(world, end_of(year)) & (c.birth_month <= end_of(year) - 216)
        assert counts.at_home[:, k].tolist() == np.bincount(songbun[grown], minlength=3).tolist()
        for chon in range(9):
            reached = grown & (times[:, chon] <= index_of_year(year))
            assert counts.reached[:, chon, k].tolist() == np.bincount(songbun[reached], minlength=3).tolist()


@pytest.mark.parametrize(("father", "mother"), [(6, 4), (4, 6), (8, 5)])
def test_depths_by_side_equal_the_kin_rule_for_people_at_home(world, father, mother):
    index = index_of_year(2016)
    members = world.departures.person[world.entries("arrived") <= index]
    found = within_sides(world, world.blood_times(world.entries("arrived"), "cognatic"), father, mother) <= index
    rule = f"{father}/{mother}"
    expected = least_chon(world.country.mother, world.country.father, members, rule) <= max(father, mother)
    home = plain_home(world, end_of(2016))
    assert expected[home].any()
    assert (found == expected)[home].all()


def test_in_china_is_a_set_of_one_month(world):
    month = end_of(2008)
    members = world.members_at("in-china", month)
    expected = (world.departures.left_month <= month) & (world.departures.arrived_month > month)
    assert (members == 0).tolist() == expected.tolist()


def test_families_join_those_who_left_together_and_those_who_followed(world):
    family = world.families()
    d = world.departures
    for row in range(len(d)):
        assert (family[d.group == d.group[row]] == family[row]).all()
        if d.follows[row] >= 0:
            assert family[row] == family[d.follows[row]]
