"""Single ages from five-year groups: totals are kept exactly, nothing is negative, WPP's own summaries come out."""

from __future__ import annotations

import numpy as np
import pytest

from yeonjwa.population import famine, wpp, wpp2019
from yeonjwa.population.back_projection import look_back
from yeonjwa.population.graduation import (
    GROUP_STARTS,
    between,
    group_hazards,
    life_expectancy,
    single_year_fertility,
    single_year_hazards,
)
from yeonjwa.population.projection import exposures, leavers, step, survival_from_birth, woman_years

FIRST_MONTH = 0.42


def test_five_year_survival_is_kept_exactly():
    rates = wpp.death_rates()
    for y in range(0, wpp.YEARS, 5):
        for sex in (0, 1):
            hazard = single_year_hazards(rates[y, sex], sex)
            groups = np.add.reduceat(hazard[:100], GROUP_STARTS[:21])
            np.testing.assert_allclose(groups, group_hazards(rates[y, sex], sex), rtol=1e-12)
            np.testing.assert_array_equal(hazard[100:], rates[y, sex, 21])
            assert (hazard > 0).all()


def test_the_hazard_has_no_steps_between_groups():
    # Graduation is there to take the steps out: spread evenly, the hazard would jump by the ratio of two groups' rates.
    hazard = wpp.hazards()[1990 - 1950, 0]
    even = np.repeat(wpp.death_rates()[1990 - 1950, 0, 2:21], 5)
    smooth, stepped = np.diff(np.log(hazard[30:95])), np.diff(np.log(even[25:90]))
    assert np.abs(smooth).max() < 0.6 * np.abs(stepped).max()
    assert (smooth > -0.02).all()


def test_a_flat_rate_stays_flat():
    flat = np.full(22, 0.02)
    np.testing.assert_allclose(single_year_hazards(flat, 0)[10:100], 0.02, rtol=1e-3)


def test_life_expectancy_is_that_of_wpp_2024():
    for sex, column in ((0, "e0F"), (1, "e0M")):
        own = np.array([life_expectancy(h[sex], FIRST_MONTH) for h in wpp.hazards()])
        assert np.abs(own - wpp.annual(column)).max() < 0.1


def test_life_expectancy_is_that_of_wpp_2019():
    own = np.array([[life_expectancy(h[sex], FIRST_MONTH) for sex in (0, 1)] for h in wpp2019.period_hazards()])
    assert np.abs(own - wpp2019.period_life_expectancy()).max() < 0.15


def test_life_expectancy_of_a_constant_hazard():
    assert life_expectancy(np.full(110, 0.05), 1 / 12) == pytest.approx(20.0, abs=0.1)


def test_total_fertility_is_that_of_wpp():
    fertility = wpp.fertility()
    np.testing.assert_allclose(fertility.sum(axis=1), wpp.annual("tfr"), rtol=1e-3)
    assert (fertility >= 0).all()
    assert not fertility[:, :10].any()
    assert not fertility[:, 55:].any()
    assert wpp2019.fertility()[2].sum() == pytest.approx(3.462, rel=1e-4)
    assert wpp2019.fertility()[-1].sum() == pytest.approx(1.91, rel=1e-4)


def test_fertility_keeps_each_group():
    groups = np.array([0.001, 0.05, 0.2, 0.22, 0.1, 0.05, 0.02, 0.003, 0.0])
    single = single_year_fertility(groups)
    np.testing.assert_allclose(single[10:55].reshape(9, 5).sum(axis=1), 5 * groups, rtol=1e-12)
    assert (single >= 0).all()


def test_sex_ratios_at_birth_are_those_of_the_revisions():
    np.testing.assert_allclose(wpp.revision().female_fraction, 1 / 2.06)
    np.testing.assert_allclose(wpp2019.revision((16, 60), FIRST_MONTH).female_fraction, 1 / 2.05)


def test_the_monotone_curve_keeps_its_increments():
    knots = np.array([0, 1, 5, 10])
    out = between(knots, np.array([0.0, 3.0, 3.0, 40.0]))
    np.testing.assert_allclose(np.add.reduceat(out, knots[:-1]), [3.0, 0.0, 37.0], atol=1e-12)
    assert (out >= 0).all()


def test_rates_of_calendar_years_are_means_of_the_periods_they_lie_in():
    periods = np.arange(14.0)
    years = wpp2019.by_year(periods)
    assert years[0] == 0.0  # 1950
    assert years[5] == 0.5  # 1955: half in either period
    assert years[6] == 1.0
    assert years[70] == 13.0  # 2020: held from mid-year on
    assert years[-1] == 13.0


def test_projection_agrees_with_a_month_by_month_walk():
    hazard = np.stack([wpp.hazards()[3, 0] * 1.5, wpp.hazards()[3, 1]])
    first, second = exposures(hazard, FIRST_MONTH)
    for sex, born, age_at_end in [
        (0, 0, 0),
        (1, 7, 0),
        (0, 11, 0),
        (1, 0, 1),
        (0, 5, 1),
        (1, 11, 1),
        (0, 3, 40),
        (1, 8, 109),
    ]:
        sums = [0.0, 0.0]
        for month in range(12):
            months_lived = 12 * age_at_end + month - born
            if months_lived < 0:
                continue
            age = months_lived // 12
            weight = 1 / 12 if age else (FIRST_MONTH if months_lived == 0 else (1 - FIRST_MONTH) / 11)
            sums[month // 6] += hazard[sex, age] * weight
        assert first[sex, age_at_end, born] == pytest.approx(sums[0], rel=1e-12)
        assert second[sex, age_at_end, born] == pytest.approx(sums[1], rel=1e-12)


def test_nobody_appears_or_vanishes_in_a_projected_year():
    hazard = wpp.hazards()[20]
    living = np.full((2, 110, 12), 5.0)
    there = step(living, np.zeros(2), hazard, np.zeros((2, 110)), FIRST_MONTH).mid
    leave = leavers(there, 300.0, (16, 60))
    assert leave.sum() == pytest.approx(300.0)
    assert not leave[:, :16].any()
    assert not leave[:, 61:].any()
    year = step(living, np.array([490.0, 510.0]), hazard, leave, FIRST_MONTH)
    assert year.end.sum() == pytest.approx(living.sum() + 1000.0 - 300.0 - year.deaths)
    assert not year.mid[:, 0, 6:].any()
    assert woman_years(year.mid).shape == (60,)


def test_constant_births_and_rates_give_back_the_births():
    # A stationary country looks back on its own past: births come out as they were, and nobody was lost.
    hazard = np.stack([wpp.hazards()[5, 0], wpp.hazards()[5, 1]])
    alive = survival_from_birth(hazard, FIRST_MONTH).mean(axis=2)
    sexes = np.array([0.49, 0.51])
    people = 1000.0 * sexes[:, None] * alive
    pyramid = np.concatenate(
        [people[:, :100].reshape(2, 20, 5).sum(axis=2), people[:, 100:].sum(axis=1)[:, None]], axis=1
    )
    past = look_back(pyramid, hazard, hazard, 1000.0, 0.49, 0.0, (16, 60), 1850, 1890, 1910, FIRST_MONTH)
    np.testing.assert_allclose(past.births, 1000.0, rtol=2e-3)
    assert past.growth == pytest.approx(0.0, abs=1e-4)
    assert past.lost.sum() < 0.002 * people.sum()
    np.testing.assert_allclose(past.founders[:, :60], people[:, :60], rtol=5e-3)


def test_a_hazard_is_scaled_to_the_life_expectancy_wanted():
    hazard = wpp.hazards()[50, 1]
    for wanted in (30.0, 59.5, 80.0):
        scaled = famine.scaled_to(hazard, wanted, FIRST_MONTH)
        assert life_expectancy(scaled, FIRST_MONTH) == pytest.approx(wanted, abs=1e-6)
        assert np.ptp(scaled / hazard) < 1e-9
