"""The built country against its own inputs: pyramids, census shares, ages at marriage, classes, births and deaths.

Scales: 0.1 (5.8 million persons ever born), and the real size too if YEONJWA_VERIFY_FULL is 1 or, where it is not set, the
machine has 12 GB of free memory (0 forbids it). "Within 1 %" holds at the real size; below, two standard errors are
added to each tolerance.

False alarms: the seeds are fixed, so what passes keeps passing. Deaths and sexes are spread by a sequence, so that cells
vary less than luck would let them; bounds for luck are therefore on the safe side. A bound of 4.5 standard errors has a
chance of 7 in a million a cell, about 1 in 1,000 over the cells of a test. Each test is shown to fail on a wrong input,
mostly the right numbers of another year.
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import psutil
import pytest
from scipy import stats

from yeonjwa.months import NEVER, month_of
from yeonjwa.population import nuptiality
from yeonjwa.population.build import build
from yeonjwa.population.country import Country
from yeonjwa.population.facts import people_by_place, population_by_age
from yeonjwa.population.marriage_bar import least_union_chon
from yeonjwa.population.migration import census_shares, shares_1993
from yeonjwa.population.places import counties
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.vital_rates import expected_population, pyramid_1950, vital_rates

pytestmark = [pytest.mark.verify, pytest.mark.timeout(3600)]

WISH = os.environ.get("YEONJWA_VERIFY_FULL")
FULL = WISH == "1" or (WISH is None and psutil.virtual_memory().available > 12e9)
SCALES = [0.1, 1.0] if FULL else [0.1]
CENSUS = month_of(2008, 9)


@cache
def small() -> Country:
    """The country of scale 0.1, built once."""
    return grown(scale=0.1)


def grown(**changes) -> Country:
    """A country of one seed for all tests here."""
    spec = PopulationSpec(**{"seed": 7, **changes})
    return Country(spec, build(spec).columns)


@pytest.fixture(params=SCALES, scope="module")
def country(request) -> Country:
    """The country of each scale; that of real size is kept only while its tests run."""
    return small() if request.param == 0.1 else grown(scale=request.param)


def months(column: np.ndarray) -> np.ndarray:
    return column.astype(np.int64)


# The end of 1950.


def check_1950(country: Country, wanted: np.ndarray, year: int = 1950) -> None:
    """Each sex and age group to 75-79 within 1 %, and two standard errors of its number below the real size."""
    found = population_by_age(dict(country.columns), month_of(year, 12))[:, :16]
    expected = wanted[:, :16] * country.spec.scale
    slack = 0.01 + (0 if country.spec.scale == 1 else 2 / np.sqrt(expected))
    assert np.abs(found / expected - 1).max() < np.max(slack)
    assert np.all(np.abs(found / expected - 1) < slack)


def test_the_pyramid_of_1950_at_every_scale(country):
    check_1950(country, pyramid_1950(country.spec))


def test_the_pyramid_of_1950_under_the_other_past():
    country = grown(scale=0.1, pre1950="as_1955")
    check_1950(country, pyramid_1950(country.spec))


@pytest.mark.parametrize("year", [1948, 1952])
def test_the_pyramid_of_1950_is_not_that_of_another_year(year):
    with pytest.raises(AssertionError):
        check_1950(small(), pyramid_1950(small().spec), year)


# The census of 2008.


def check_shares(country: Country, wanted: np.ndarray) -> None:
    """Provinces within 1 % (below the real size plus two standard errors), counties within 5 % in the median."""
    people = people_by_place(dict(country.columns), CENSUS).astype(float)
    province = np.repeat(counties().province, 2)
    expected = np.bincount(province, weights=wanted)
    found = np.bincount(province, weights=people) / people.sum()
    slack = 0.01 + (0 if country.spec.scale == 1 else 2 * np.sqrt((1 - expected) / (expected * people.sum())))
    assert np.all(np.abs(found / expected - 1) < slack)
    of_county = people.reshape(208, 2).sum(axis=1) / people.sum()
    assert np.median(np.abs(of_county / wanted.reshape(208, 2).sum(axis=1) - 1)) < 0.05


def test_the_shares_of_places_are_those_of_the_census(country):
    check_shares(country, census_shares())


def test_the_shares_of_places_are_not_those_of_1993():
    with pytest.raises(AssertionError):
        check_shares(small(), shares_1993())


def mean_ages_at_first_marriage(country: Country, year: int) -> tuple[float, float]:
    """Women's and men's mean age at first marriage in ``year``, years (18,000 marriages at scale 0.1: error 0.03)."""
    c, ages = country, []
    for who in (c.union_wife, c.union_husband):
        first = c.first_union[who] == np.arange(who.size)
        rows = np.flatnonzero(first & (c.union_start >= month_of(year)) & (c.union_start < month_of(year + 1)))
        ages.append(float((months(c.union_start)[rows] - months(c.birth_month)[who[rows]]).mean() / 12))
    return ages[0], ages[1]


def test_ages_at_marriage_are_those_of_the_census(country):
    women, men = mean_ages_at_first_marriage(country, 2008)
    assert abs(women - 25.5) < 0.3
    assert abs(men - 29.0) < 0.3
    women, men = mean_ages_at_first_marriage(country, 1985)
    assert abs(women - 25.5) > 0.3
    assert abs(men - 29.0) > 0.3


def test_the_classes_keep_their_shares(country):
    """Without renewal they would drift with the families of the founders; 2 points allow for what is left of it."""
    for month in (month_of(1958, 12), CENSUS, month_of(2024, 12)):
        shares = np.bincount(country.songbun[country.is_living(month)], minlength=3) / country.is_living(month).sum()
        assert np.abs(shares - (0.28, 0.45, 0.27)).max() < 0.02
        assert np.abs(shares - (0.33, 0.40, 0.27)).max() > 0.02


# Births and deaths counted again.


def last_month(country: Country) -> np.ndarray:
    return np.minimum(months(country.death_month), months(country.separated_month))


def births_by_age(country: Country, year: int) -> tuple[np.ndarray, np.ndarray]:
    """(births, woman-years lived) by completed age of the mother 0 to 59, counted month by month."""
    born, left = months(country.birth_month), last_month(country)
    first, after = month_of(year), month_of(year + 1)
    here = slice(*np.searchsorted(born, [first - 60 * 12, after]))
    child = np.arange(*np.searchsorted(born, [first, after]))
    births = np.bincount((born[child] - born[country.mother[child]]) // 12, minlength=60)
    lived = np.zeros(60)
    for month in range(first, after):
        woman = (country.sex[here] == 0) & (left[here] > month) & (born[here] <= month)
        age = (month - born[here][woman]) // 12
        lived += np.bincount(age[age < 60], minlength=60) / 12
    return births, lived


def chance_of_births(country: Country, year: int, rates_of: int) -> float:
    """Chance of births at ages 15 to 49 at least as far from the fertility of ``rates_of`` as these (chi-square).

    Null: given their number, they fall on ages in proportion to woman-years times fertility.
    """
    births, lived = births_by_age(country, year)
    rates = vital_rates(country.spec)
    expected = (lived * rates.fertility[rates_of - rates.first_year])[15:50]
    births = births[15:50]
    expected *= births.sum() / expected.sum()
    judged = expected >= 10
    return float(
        stats.chisquare(births[judged], expected[judged] * births[judged].sum() / expected[judged].sum()).pvalue
    )


@pytest.mark.parametrize("year", [1900, 1955, 1975, 1985, 1993, 2008, 2020])
def test_mothers_bear_at_the_rates_of_their_single_age(year):
    """12,000 to 35,000 births a year; false alarm 1 in 100,000 a year."""
    assert chance_of_births(small(), year, year) > 1e-5


@pytest.mark.parametrize(("year", "other"), [(1955, 1965), (1975, 1985), (1993, 1983), (2008, 1985), (2020, 2008)])
def test_mothers_do_not_bear_at_the_rates_of_another_year(year, other):
    assert chance_of_births(small(), year, other) < 1e-5


def rates_counted_again(country: Country, year: int, later: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(ratio, standard error) of births to those the input expects, mothers of 15-19 to 45-49, nine years about ``year``.

    The input is that of ``later`` years after. Births are counted against woman-years times rates; nothing is scaled.
    """
    rates, births, expected = vital_rates(country.spec), np.zeros(60), np.zeros(60)
    for each in range(year - 4, year + 5):
        born, lived = births_by_age(country, each)
        births += born
        expected += lived * rates.fertility[each + later - rates.first_year]
    births, expected = (a[15:50].reshape(7, 5).sum(axis=1) for a in (births, expected))
    return births / expected, 1 / np.sqrt(expected)


def rates_agree(found: np.ndarray, error: np.ndarray) -> np.ndarray:
    """bool[7]: within 5 % and four standard errors (1.2 % at 20-24 in 1975, 16 % at 15-19 and 60 % at 45-49 in 2008)."""
    return np.abs(found - 1) < 0.05 + 4 * error


@pytest.mark.parametrize("year", [1965, 1975, 1985, 1995, 2008, 2019])
def test_birth_rates_counted_again_are_the_input_from_15_to_49(year):
    """Null: the rates of the input, 300 births at 15-19 in 2004-12 to 80,000 at 25-29. False alarm below 1 in 1,000 a year."""
    assert np.all(rates_agree(*rates_counted_again(small(), year)))


@pytest.mark.parametrize(
    ("year", "later"), [(1965, 10), (1975, 10), (1985, -10), (1995, -10), (2008, -10), (2019, -35)]
)
def test_birth_rates_counted_again_are_not_those_of_another_year(year, later):
    agree = rates_agree(*rates_counted_again(small(), year, later))
    assert not agree[0], "the youngest are judged too"
    assert not np.all(agree[1:])


def test_without_wives_for_the_youngest_their_births_are_missing(monkeypatch):
    """Of 7,000 births to mothers of 15-19 in 1971-79 four in ten are missing then; older mothers bear them."""
    monkeypatch.setattr(nuptiality, "_wed_by_need", lambda births, rates: None)
    found, error = rates_counted_again(grown(scale=0.1), 1975)
    assert not rates_agree(found, error)[0]
    assert found[0] < 0.75
    assert np.all(found[1:5] > 1)


def deaths_by_age(country: Country, year: int, hazard_of: int) -> tuple[np.ndarray, np.ndarray]:
    """(deaths, expected deaths) by sex and completed age 0 to 99, the exposed of every month counted one by one."""
    rates = vital_rates(country.spec)
    hazard, share = rates.hazard[hazard_of - rates.first_year], rates.infant_first_month_share
    born, died = months(country.birth_month), months(country.death_month)
    first, after = month_of(year), month_of(year + 1)
    here = slice(*np.searchsorted(born, [first - 100 * 12, after]))
    born, died, sex = born[here], died[here], country.sex[here].astype(np.int64)
    left = last_month(country)[here]
    deaths, expected = np.zeros((2, 100)), np.zeros((2, 100))
    for month in range(first, after):
        exposed = (born <= month) & (left >= month)
        lived = month - born[exposed]
        cell = sex[exposed] * 1200 + np.minimum(lived, 1199)
        at_risk = np.bincount(cell, minlength=2400).reshape(2, 1200)
        by_month = np.repeat(hazard[:, :100], 12, axis=1) / 12
        by_month[:, 0] *= 12 * share
        by_month[:, 1:12] *= (1 - share) * 12 / 11
        expected += (at_risk * -np.expm1(-by_month)).reshape(2, 100, 12).sum(axis=2)
        of_dead = cell[died[exposed] == month]
        deaths += np.bincount(of_dead, minlength=2400).reshape(2, 100, 12).sum(axis=2)
    return deaths, expected


def largest_error(found: np.ndarray, expected: np.ndarray) -> float:
    """Largest error of five-year groups that expect at least 20, in standard errors of chance counts."""
    found, expected = (a.reshape(2, -1, 5).sum(axis=2) for a in (found, expected))
    judged = expected >= 20
    return float((np.abs(found - expected)[judged] / np.sqrt(expected[judged])).max())


@pytest.mark.parametrize("year", [1880, 1935, 1965, 1980, 1996, 2008, 2020])
def test_people_die_at_the_rates_of_their_age_and_sex(year):
    """40 cells a year. Years without the losses of 1950-57, which are no deaths by the rates."""
    assert largest_error(*deaths_by_age(small(), year, year)) < 4.5


@pytest.mark.parametrize(("year", "other"), [(1935, 1951), (1965, 1970), (1980, 1985), (1996, 1993), (2008, 2005)])
def test_people_do_not_die_at_the_rates_of_another_year(year, other):
    assert largest_error(*deaths_by_age(small(), year, other)) > 4.5


# Later years, against the projection that knows no persons.


def error_of_ages(country: Country, year: int, projected: int) -> float:
    """Largest error of five-year groups of both sexes at the end of ``year``, in standard errors of chance counts."""
    expected = expected_population(vital_rates(country.spec), [projected])[projected] * country.spec.scale
    groups = expected[:, :100].reshape(2, 20, 5).sum(axis=2)
    found = population_by_age(dict(country.columns), month_of(year, 12))[:, :20]
    judged = groups >= 20
    return float((np.abs(found - groups)[judged] / np.sqrt(groups[judged])).max())


@pytest.mark.parametrize("year", [1900, 1950, 1960, 1993, 2008, 2024])
def test_the_ages_of_any_year_are_those_of_the_projection(year):
    assert error_of_ages(small(), year, year) < 4.5


def test_the_ages_are_not_those_of_the_year_before():
    for year in (1950, 1960, 2008, 2024):
        assert error_of_ages(small(), year, year - 1) > 4.5


def test_as_many_went_south_as_the_rates_say():
    """69,000 people, each with a chance of its own; beyond 4.5 standard errors with a chance of 7 in a million a year."""
    rates = vital_rates(small().spec)
    gone = months(small().separated_month)
    for year in range(1950, 1958):
        wanted = rates.separated[year - rates.first_year].sum() * small().spec.scale
        assert abs(np.count_nonzero(gone == month_of(year, 7)) - wanted) < 4.5 * np.sqrt(wanted)
    assert np.count_nonzero(gone < NEVER) > 60_000


# Kin who marry.


def test_unions_of_distant_kin_are_rare_and_counted_right():
    """The manifest reports the share of unions at 5 to 8 chon since 1990 from a sample of 20,000; here all are counted."""
    country = small()
    rows = np.flatnonzero(country.union_start >= month_of(1990))
    chon = least_union_chon(country.mother, country.father, country.union_wife[rows], country.union_husband[rows], 8)
    share = np.mean((chon >= 5) & (chon <= 8))
    assert not np.any(chon <= 4)
    assert 1e-4 < share < 3e-3
    reported = build(PopulationSpec(scale=0.01, seed=7)).facts["share_of_unions_at_5_to_8_chon"]
    assert reported > share, "relatives meet more often where there are fewer people"
