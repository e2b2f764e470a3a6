"""Vital rates: what WPP gives is kept, the pyramid of 1950 is met, and what follows for total fertility is plausible."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from yeonjwa.errors import InputError
from yeonjwa.population import famine, wpp, wpp2019
from yeonjwa.population.graduation import life_expectancy
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.vital_rates import (
    _base,
    _vital_rates,
    expected_population,
    projected_years,
    pyramid_1950,
    shares_leaving,
    vital_rates,
)

FIRST_MONTH = 0.42


def choices(name: str) -> tuple[str, ...]:
    return get_args(PopulationSpec.model_fields[name].annotation)


ALTERNATIVES = list(itertools.product(choices("rates"), choices("pre1950"), choices("famine")))


def rates_of(revision: str = "wpp2024", pre1950: str = "low_life_expectancy", course: str | None = None):
    return vital_rates(PopulationSpec(rates=revision, pre1950=pre1950, famine=course or revision))


def by_groups(people: np.ndarray) -> np.ndarray:
    """float64[2, 21], five-year ages 0-4 .. 95-99, 100+ from single ages."""
    return np.concatenate([people[:, :100].reshape(2, 20, 5).sum(axis=2), people[:, 100:].sum(axis=1)[:, None]], axis=1)


@pytest.mark.parametrize(("revision", "pre1950", "course"), ALTERNATIVES)
def test_each_alternative_is_finite_and_leads_to_the_pyramid_of_1950(revision, pre1950, course):
    rates = rates_of(revision, pre1950, course)
    for name in ("hazard", "births", "female_fraction", "fertility", "founders", "lost_before_1951", "separated"):
        values = getattr(rates, name)
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name
        assert not values.flags.writeable, name
    assert rates.hazard.shape == (176, 2, 110)
    assert (rates.hazard > 0).all()
    spec = PopulationSpec(rates=revision, pre1950=pre1950, famine=course)
    found = by_groups(expected_population(rates, [1950])[1950])
    np.testing.assert_allclose(found[:, :16], pyramid_1950(spec)[:, :16], rtol=1e-3)


@pytest.mark.parametrize(("revision", "pre1950"), list(itertools.product(choices("rates"), choices("pre1950"))))
def test_total_fertility_before_1950_is_plausible(revision, pre1950):
    rates = rates_of(revision, pre1950)
    decades = rates.notes["implied_tfr_by_decade"]
    print(revision, pre1950, decades)
    assert list(decades) == list(range(1850, 1950, 10))
    assert all(3.9 < tfr < 7.2 for tfr in decades.values())
    yearly = rates.implied_tfr[: 1950 - rates.first_year]
    assert yearly.min() > 3.5
    assert yearly.max() < 7.6


def test_a_country_of_real_size_holds_some_fifty_million_ever_born():
    assert 55e6 < rates_of().notes["persons_ever"] < 62e6
    assert 46e6 < rates_of(pre1950="as_1955").notes["persons_ever"] < 55e6


def test_without_the_losses_the_men_of_1950_are_too_many():
    # The check of the pyramid has teeth: the country without losses fails it, for young men by a fifth or more.
    rates = rates_of()
    without = replace(rates, lost_before_1951=np.zeros((2, 110)))
    ratio = by_groups(expected_population(without, [1950])[1950]) / pyramid_1950()
    assert (ratio[1, 3:7] > 1.2).all()
    assert np.abs(ratio[0, :12] - 1).max() < 0.001 + 0.01


def test_the_lost_are_mostly_young_men():
    for revision, pre1950 in itertools.product(choices("rates"), choices("pre1950")):
        notes = rates_of(revision, pre1950).notes
        assert 400_000 < notes["lost_before_1951_men_15_34"] < 600_000
        assert notes["lost_before_1951_women"] < 0.1 * notes["lost_before_1951_all"]
        lost = rates_of(revision, pre1950).lost_before_1951
        assert lost[1, 15:35].sum() > 0.5 * lost[:, 15:60].sum()


def test_those_who_went_south_are_the_net_migration_of_wpp():
    rates = rates_of()
    by_year = rates.separated.sum(axis=(1, 2))[100:]
    south = -wpp.annual("net_migration_thousand")
    np.testing.assert_allclose(by_year[:8], south[:8], rtol=1e-9)
    assert by_year.sum() == pytest.approx(693_968, abs=1)
    assert not rates.separated[:, :, :16].any()
    assert not rates.separated[:, :, 61:].any()
    assert not rates.separated[108:].any()


def test_shares_leaving_take_the_people_that_the_rates_say():
    rates = rates_of()
    lost, separated = shares_leaving(rates)
    assert lost.min() >= 0
    assert lost.max() < 0.7
    assert separated.max() < 0.05
    for y, year in projected_years(rates):
        if 1950 <= y <= 1957:
            there = year.mid.sum(axis=2)
            np.testing.assert_allclose(there * separated[y - 1950], rates.separated[y - 1850], rtol=1e-9, atol=1e-9)
            if y == 1950:
                taken = there * (1 - separated[0]) * lost
                np.testing.assert_allclose(taken[:, :96], rates.lost_before_1951[:, :96], rtol=1e-9, atol=1e-6)


def test_deaths_and_births_since_1951_are_those_of_wpp():
    rates = rates_of()
    np.testing.assert_allclose(rates.births[100:], wpp.annual("births_thousand"))
    deaths = np.array([year.deaths for y, year in projected_years(rates) if y > 1950])
    np.testing.assert_allclose(deaths, wpp.annual("deaths_thousand")[1:], rtol=1e-4)
    factors = np.array(list(rates.notes["deaths_factor"].values()))
    assert factors.size == 75
    assert 0.88 < factors.min() < factors.max() < 1.1


def test_the_deaths_of_1950_need_no_factor():
    rates = rates_of()
    deaths = next(year.deaths for y, year in projected_years(rates) if y == 1950)
    assert deaths == pytest.approx(wpp.annual("deaths_thousand")[0], rel=0.03)


@pytest.mark.parametrize("year", [1955, 1960, 1970, 1980, 1990, 2000, 2008, 2015, 2024])
def test_the_projection_agrees_with_the_reconstructed_pyramids(year):
    # The reconstruction spread the groups of 1950 evenly over single ages and kept the net migration since 1995.
    people = by_groups(expected_population(rates_of(), [year])[year])
    wanted = wpp.pyramids()[year]
    assert people.sum() == pytest.approx(wanted.sum(), rel=0.004)
    ratio = people / wanted
    print(year, np.round(100 * (ratio[:, :17] - 1), 1))
    assert np.abs(ratio[:, :11] - 1).max() < 0.015
    assert np.abs(ratio[:, :16] - 1).max() < 0.035


def test_wpp_2019_stays_near_its_own_totals():
    for y, year in projected_years(rates_of("wpp2019")):
        if y >= 1955 and y in wpp2019.mid_year_pyramids():
            wanted = wpp2019.mid_year_pyramids()[y].sum()
            assert year.mid.sum() == pytest.approx(wanted, rel=0.012), y


def test_the_course_of_the_nineties_is_taken_from_the_revision_named():
    own, mild = rates_of(), rates_of(course="wpp2019")
    changed = (own.hazard != mild.hazard).any(axis=(1, 2))
    assert [1850 + int(i) for i in np.nonzero(changed)[0]] == list(range(1990, 2006))
    np.testing.assert_array_equal(mild.hazard[1998 - 1850], wpp2019.hazards()[1998 - 1950])
    assert "wpp2019" in mild.notes["warnings"][0]
    assert "warnings" not in own.notes
    assert "warnings" not in rates_of("wpp2019").notes
    np.testing.assert_array_equal(own.births, mild.births)


@pytest.mark.parametrize("revision", choices("rates"))
def test_statistics_korea_s_points_are_met(revision):
    rates = rates_of(revision, course="statkorea")
    years, points = famine.statistics_korea_points()
    np.testing.assert_allclose(points, [[74.1, 66.5, 71.0], [67.0, 59.5, 64.1]])
    for sex in (0, 1):
        for year, point in zip(years, points[sex], strict=True):
            assert life_expectancy(rates.hazard[int(year) - 1850, sex], FIRST_MONTH) == pytest.approx(point, abs=1e-6)
        e0 = np.array([life_expectancy(rates.hazard[y - 1850, sex], FIRST_MONTH) for y in range(1993, 2009)])
        np.testing.assert_allclose(np.diff(e0[:6]), np.diff(e0[:6])[0], atol=1e-6)
        np.testing.assert_allclose(np.diff(e0[5:]), np.diff(e0[5:])[0], atol=1e-6)
        joined = np.array([life_expectancy(rates.hazard[y - 1850, sex], FIRST_MONTH) for y in range(1985, 2016)])
        assert np.abs(np.diff(joined)).max() < 2.0


def test_the_three_courses_differ_in_deaths_and_not_in_births():
    deaths = {}
    for course in choices("famine"):
        rates = rates_of(course=course)
        deaths[course] = sum(year.deaths for y, year in projected_years(rates) if 1995 <= y <= 2002)
    assert deaths["wpp2019"] < deaths["wpp2024"]
    assert len({round(d) for d in deaths.values()}) == 3


def test_the_rates_are_made_within_a_second():
    _base.cache_clear()
    _vital_rates.cache_clear()
    begun = time.process_time()
    rates_of("wpp2024", "as_1955", "statkorea")
    assert time.process_time() - begun < 1.0


def test_wrong_specs_and_years_are_refused():
    with pytest.raises(InputError, match="PopulationSpec"):
        vital_rates("wpp2024")
    with pytest.raises(ValueError, match="rates"):
        PopulationSpec(rates="wpp2022")
    with pytest.raises(InputError, match="1849"):
        expected_population(rates_of(), [1849])
    with pytest.raises(InputError, match="2026"):
        expected_population(rates_of(), [2026])
