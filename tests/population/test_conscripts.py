"""Who serves: as many as the census counted, at the age of the law, unmarried."""

import numpy as np
import pytest

from tests.population.society_tools import SCALE, with_society
from tests.toy import toy_country
from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniform_plain
from yeonjwa.population.conscripts import CENSUS_MONTH, conscripts, lowest, scaled_census
from yeonjwa.population.country import FEMALE, MALE


@pytest.fixture(scope="module")
def unmarried():
    """A toy country in which nobody marries, so that marriage keeps nobody from service."""
    toy = toy_country(30_000, 3, scale=SCALE)
    columns = {**toy.columns, "first_union": np.full(toy.persons_ever, -1, np.int32)}
    return columns, conscripts(columns, toy.spec)


@pytest.mark.parametrize(("sex", "key"), [(MALE, "conscript_men_2008"), (FEMALE, "conscript_women_2008")])
def test_in_october_2008_as_many_serve_as_the_census_counted(unmarried, sex, key):
    columns, served = unmarried
    serving = (served["conscript_start"] <= CENSUS_MONTH) & (served["conscript_end"] > CENSUS_MONTH)
    found = np.count_nonzero(columns["sex"][served["conscript_person"][serving]] == sex)
    assert found == round(scaled_census(columns, figure(key).value)) > 5


def test_terms_follow_the_law_and_end_with_life():
    country = with_society()
    who, start, end = country.conscript_person, country.conscript_start, country.conscript_end
    assert who.size > 500
    assert (np.diff(who) > 0).all()
    age = start - country.birth_month[who]
    assert age.min() >= 17 * 12
    assert age.max() < 18 * 12
    term = np.where(country.sex[who] == MALE, 120, 84)
    np.testing.assert_array_equal(end, np.minimum(start + term, country.death_month[who]))


def test_nobody_marries_in_service():
    country = with_society()
    first = country.first_union[country.conscript_person]
    wed = first >= 0
    term = np.where(country.sex[country.conscript_person] == MALE, 120, 84)
    assert (country.union_start[first[wed]] >= (country.conscript_start + term)[wed]).all()


def test_the_lowest_scores_serve(unmarried):
    """Plain twin: scores worked out one by one, for the cohorts in service in 2008."""
    columns, served = unmarried
    seed, chance = 3, [1.0, figure("conscript_chance_wavering").value, figure("conscript_chance_hostile").value]
    keys = [int(stream(seed, name)) for name in ("who serves", "month service starts")]
    scores = {}
    for i in np.flatnonzero(np.abs(columns["birth_month"] - (CENSUS_MONTH - 22 * 12)) < 8 * 12):
        start = columns["birth_month"][i] + 17 * 12 + int(12 * uniform_plain(keys[1], i))
        end = min(start + (120 if columns["sex"][i] == MALE else 84), columns["death_month"][i])
        if start <= CENSUS_MONTH < end:
            scores[int(i)] = uniform_plain(keys[0], i) / chance[columns["songbun"][i]]
    serving = (served["conscript_start"] <= CENSUS_MONTH) & (served["conscript_end"] > CENSUS_MONTH)
    chosen = set(served["conscript_person"][serving].tolist())
    for sex in (FEMALE, MALE):
        own = sorted((i for i in scores if columns["sex"][i] == sex), key=scores.__getitem__)
        count = sum(columns["sex"][i] == sex for i in chosen)
        assert set(own[:count]) == {i for i in chosen if columns["sex"][i] == sex}


def test_a_bar_lets_exactly_so_many_through():
    score = np.array([0.3, 0.1, 0.9, 0.2])
    assert np.count_nonzero(score <= lowest(score, 3)) == 3
    assert np.count_nonzero(score <= lowest(score, 0)) == 0
    assert np.count_nonzero(score <= lowest(score, 9)) == 4
