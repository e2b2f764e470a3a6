"""What the builder reads: shares of places, pull, marriage pools, ages at marriage, and the sequence behind sex and death."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniform_pair_plain
from yeonjwa.population import migration
from yeonjwa.population.build import build
from yeonjwa.population.lives import STEP_DEATH, STEP_SEX
from yeonjwa.population.nuptiality import LEVELS, mean_age_at_marriage, nuptiality
from yeonjwa.population.places import counties, read_rows
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.vital_rates import VitalRates, vital_rates

# Places.


@pytest.mark.parametrize("year", [1790, 1900, 1945, 1960, 1993, 2000, 2008, 2025])
def test_wanted_shares_add_up_to_one(year):
    shares = migration.wanted_shares(year)
    assert shares.shape == (416,)
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1, abs=1e-12)


def test_wanted_shares_are_those_of_the_census_in_2008_and_after():
    c = counties()
    for year in (2008, 2020):
        of_county = migration.wanted_shares(year).reshape(208, 2).sum(axis=1)
        assert of_county == pytest.approx(c.population / c.population.sum(), rel=1e-12)


def test_wanted_shares_of_1993_are_those_of_its_provinces():
    of_province = np.bincount(np.repeat(counties().province, 2), weights=migration.wanted_shares(1993))
    rows = {r["province_1993"]: float(r["total"]) for r in read_rows("census1993_province.csv")}
    assert of_province[8] / of_province[9] == pytest.approx(rows["North Hamgyong"] / rows["Ryanggang"], rel=1e-9)


def test_the_country_before_1945_is_mostly_rural():
    def urban(year: int) -> float:
        return float(migration.wanted_shares(year)[1::2].sum())

    assert urban(1900) == urban(1945) < 0.3 < urban(1993) < 0.7
    assert urban(1945) < urban(1960) < urban(1980) < urban(1993)


def test_pull_falls_with_distance_and_never_points_home():
    pull = migration.pull(migration.census_shares())
    chance = np.diff(pull, axis=1, prepend=0.0)
    assert pull[:, -1] == pytest.approx(np.ones(208))
    assert chance.min() >= 0
    assert not np.diag(chance).any()
    # Two counties of the capital's size at 20 and 200 km would differ by exp(-180 / 60); the weights per head show it.
    people, apart = counties().population, migration.distances_km()
    per_head = chance[0, 1:] / people[1:]
    slope = np.polyfit(apart[0, 1:], np.log(per_head), 1)[0]
    assert slope == pytest.approx(-1 / figure("gravity_distance").value, rel=1e-6)


@pytest.mark.parametrize(("scale", "fewest"), [(0.0005, 1), (0.002, 2), (0.01, 10), (0.1, 50), (1.0, 190)])
def test_marriage_pools_hold_enough_people_or_all(scale, fewest):
    people = counties().population * scale
    pool = migration.marriage_pools(people)
    sizes = np.bincount(pool, weights=people)
    assert set(pool.tolist()) == set(range(sizes.size))
    assert sizes.size == 1 or sizes.min() >= figure("smallest_pool").value
    assert fewest <= sizes.size <= people.sum() / figure("smallest_pool").value


def test_a_county_that_is_large_enough_is_a_pool_of_its_own():
    pool = migration.marriage_pools(counties().population.astype(float))
    large = np.flatnonzero(counties().population >= 10 * figure("smallest_pool").value)
    assert np.unique(pool[large]).size == large.size


def test_pools_stay_within_provinces_where_they_can():
    people = counties().population * 0.1
    pool, province = migration.marriage_pools(people), counties().province
    assert all(np.unique(province[pool == p]).size == 1 for p in np.unique(pool))


# Ages at marriage.


def test_the_mean_age_of_2008_is_the_census_in_every_alternative():
    for variant in ("census", "early", "late"):
        assert mean_age_at_marriage(np.array([2008.0]), variant)[0] == figure("age_at_marriage_women_2008").value


def test_nobody_enters_the_market_below_the_lowest_age():
    for variant in ("census", "early", "late"):
        spec = PopulationSpec(nuptiality=variant)
        ages = nuptiality(spec, vital_rates(spec), 1790, 2025).entry_age_months
        assert ages.shape == (2, 236, LEVELS)
        assert np.all(np.diff(ages, axis=2) > 0)
        assert ages[0].min() >= 12 * figure("lowest_age_at_marriage").value
        assert ages[1].min() >= 12 * figure("lowest_age_of_grooms").value


def test_the_mean_of_a_cohort_is_the_age_of_the_year_in_which_it_marries():
    table = nuptiality(PopulationSpec(), vital_rates(PopulationSpec()), 1790, 2025)
    for birth in (1900, 1950, 1980):
        mean = table.entry_age_months[0, birth - 1790].mean() / 12
        wanted = mean_age_at_marriage(np.array([birth + mean]), "census")[0] - figure("bride_waits").value
        assert mean == pytest.approx(wanted, abs=0.05)


def wives_lacking(rates: VitalRates, needed_by: VitalRates, birth: int) -> float:
    """Largest share of women born in ``birth`` that ``needed_by`` would have married at 15 to 19, and who do not look yet."""
    ages = nuptiality(PopulationSpec(), rates, birth, birth).entry_age_months[0, 0]
    born = birth - rates.first_year
    return max(
        needed_by.fertility[born + age, age] / figure("births_of_youngest_wives").value - np.mean(ages < 12 * age + 6)
        for age in range(15, 20)
    )


@pytest.mark.parametrize("birth", [1950, 1960, 1970, 1980, 1990, 2005])
def test_as_many_marry_young_as_the_births_of_the_young_need(birth):
    rates = vital_rates(PopulationSpec())
    assert wives_lacking(rates, rates, birth) < 3e-4, "one or two of 4,096 quantiles"
    childless = dataclasses.replace(rates, fertility=np.zeros_like(rates.fertility))
    assert wives_lacking(childless, rates, birth) > 3e-4


# Defaults stand in the catalogue with their ranges.


@pytest.mark.parametrize("name", ["kin_dispersion", "fertility_spread"])
def test_the_defaults_of_a_spec_are_the_figures(name):
    assert getattr(PopulationSpec(), name) == figure(f"{name}_default").value


# The sequence behind sex and death.


def points(ids: np.ndarray, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Numbers for sex and death of persons, as ``begin_lives`` makes them."""
    shifts = uniform_pair_plain(int(stream(seed, "sex and death")), 0)
    return tuple((shift + ids * step) % 1.0 for shift, step in zip(shifts, (STEP_SEX, STEP_DEATH), strict=True))


def discrepancy(x: np.ndarray, y: np.ndarray) -> float:
    """Largest error of the share of points in a box from the origin, over boxes whose corners are points of a grid."""
    grid = np.linspace(0.02, 1, 50)
    below = (x[:, None] < grid).astype(float).T @ (y[:, None] < grid).astype(float)
    return float(np.abs(below / x.size - np.outer(grid, grid)).max())


def test_the_steps_are_powers_of_the_plastic_number():
    plastic = next(r.real for r in np.roots([1, 0, -1, -1]) if abs(r.imag) < 1e-12)
    assert pytest.approx(1 / plastic, abs=1e-15) == STEP_SEX
    assert pytest.approx(1 / plastic**2, abs=1e-15) == STEP_DEATH


@pytest.mark.parametrize("first", [0, 12_345, 50_000_000])
@pytest.mark.parametrize("size", [200, 2_000, 20_000])
def test_the_sequence_fills_the_square_evenly(first, size):
    """Luck would be off by about 1 / sqrt(size); the sequence by a few log(size) / size, also at large ids."""
    ids = np.arange(first, first + size)
    assert discrepancy(*points(ids)) < 1.5 * np.log(size) / size
    luck = np.random.default_rng(1).random((2, size))
    assert discrepancy(*luck) > 1.5 * np.log(size) / size


def chi_square_z(x: np.ndarray, y: np.ndarray) -> float:
    """Standard score of a chi-square test of independence on a 10 x 10 table."""
    table = np.histogram2d(x, y, bins=10, range=[[0, 1], [0, 1]])[0]
    wanted = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return float((((table - wanted) ** 2 / wanted).sum() - 81) / np.sqrt(162))


def test_relatives_do_not_share_their_numbers():
    """Null: numbers for death of two relatives are independent. 75,000 pairs of siblings, 109,000 of parent and
    child; correlation and table beyond 4.5 standard errors have a chance of 4 in 100,000 over all tests.
    Spouses are left out: both live at the wedding, which says something
    about either. Neighbouring ids, which relatives never are, fail."""
    c = build(PopulationSpec(scale=0.002, seed=1)).columns
    child = np.flatnonzero(c["mother"] >= 0)
    order = np.lexsort((child, c["mother"][child]))
    siblings = child[order]
    same = np.flatnonzero(np.diff(c["mother"][siblings]) == 0)
    pairs = {
        "siblings": (siblings[same], siblings[same + 1]),
        "mother and child": (c["mother"][child], child),
        "father and child": (c["father"][child], child),
    }
    for name, (a, b) in pairs.items():
        x, y = points(a.astype(np.int64))[1], points(b.astype(np.int64))[1]
        assert abs(np.corrcoef(x, y)[0, 1]) * np.sqrt(a.size) < 4.5, name
        assert abs(chi_square_z(x, y)) < 4.5, name
    neighbours = points(child)[1]
    assert abs(chi_square_z(neighbours[:-1], neighbours[1:])) > 100
