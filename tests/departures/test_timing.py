"""The delay between leaving and arriving, and shares by year."""

import numpy as np
import pytest

from yeonjwa.catalogue import figure
from yeonjwa.departures.groups import CLUSTERINGS, family_unit_share, follower_share, unit_sizes
from yeonjwa.departures.timing import FAST_SHARES, SLOW_MEANS, between, delays, fast_delays
from yeonjwa.errors import InputError

PEOPLE = np.arange(20_000)


@pytest.mark.parametrize("year", [1990, 2004, 2009, 2023])
def test_the_mean_delay_is_that_of_the_mixture(year):
    """Null: mean delay = fast share x fast mean + slow share x slow mean. n = 20,000; tolerance 4.5 standard errors
    (false alarms below 1e-5) plus half a month of rounding and the cut at 25 years. A mixture with the shares swapped
    fails."""
    fast = float(between(FAST_SHARES, year))
    slow_mean, fast_mean = float(between(SLOW_MEANS, year)), figure("delay_fast_mean_years").value
    found = (delays(1, 0, PEOPLE, np.full(PEOPLE.size, year)) + 0.5) / 12
    slack = 4.5 * found.std() / np.sqrt(PEOPLE.size) + 0.05 + 0.01 * slow_mean
    expected = fast * fast_mean + (1 - fast) * slow_mean
    swapped = (1 - fast) * fast_mean + fast * slow_mean
    assert abs(found.mean() - expected) < slack
    assert abs(found.mean() - swapped) > slack


def test_the_delay_has_two_ways():
    months = delays(1, 0, PEOPLE, np.full(PEOPLE.size, 2004))
    by_year = np.bincount(months // 12)
    assert by_year[0] > 1.5 * by_year[1], "weeks to months"
    assert by_year[2] > 1.05 * by_year[1], "and years, with fewer in between"
    assert months.min() >= 0
    assert months.max() <= 25 * 12
    assert (fast_delays(1, 0, PEOPLE, np.full(PEOPLE.size, 2009)) / 12).mean() < 0.3


def test_a_delay_depends_on_person_and_year_alone():
    years = np.full(PEOPLE.size, 2009)
    whole = delays(1, 0, PEOPLE, years)
    order = np.random.default_rng(1).permutation(PEOPLE)
    assert (delays(1, 0, order, years) == whole[order]).all()
    assert (delays(1, 0, PEOPLE[500:600], years[:100]) == whole[500:600]).all()
    assert (delays(1, 1, PEOPLE, years) != whole).any()


def test_family_units_by_both_definitions():
    assert family_unit_share(2001) == pytest.approx(0.38)
    assert family_unit_share(2010) == pytest.approx(0.54)
    assert family_unit_share(2013) == pytest.approx(0.52)
    assert family_unit_share(2016) == family_unit_share(2024) == pytest.approx(0.44)
    assert {family_unit_share(year, "alone") for year in range(1990, 2025)} == {0.296}
    with pytest.raises(InputError, match="Did you mean 'units'"):
        family_unit_share(2001, "unit")


def test_clustering_orders_the_followers():
    low, central, high = (follower_share(2015, c) for c in CLUSTERINGS)
    assert (low, central, high) == pytest.approx((0.2, 0.5, 0.8))
    assert [follower_share(2003, c) for c in CLUSTERINGS] == pytest.approx([0.202] * 3)
    assert follower_share(1997) == 0
    with pytest.raises(InputError, match="Did you mean 'central'"):
        follower_share(2015, "centrall")


def test_family_units_count_two_to_four():
    sizes = np.bincount(unit_sizes(1, 0, PEOPLE, 2010), minlength=5) / PEOPLE.size
    assert sizes[:2].sum() == 0
    assert sizes[2:] == pytest.approx([0.55, 0.30, 0.15], abs=0.02)  # 5 standard errors
