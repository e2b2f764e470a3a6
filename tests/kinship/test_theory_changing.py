"""Kinship theory under rates that change: the constant case, a cohort by hand, refusals."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import read_rate_series, read_rates
from yeonjwa.kinship.theory import constant_kin, kin_classes
from yeonjwa.kinship.theory_changing import changing_kin, rates_by_year

DATA = Path(__file__).parents[1] / "data"
FRANCE = read_rates(DATA / "rates_FRA2012.csv")
KOREA = read_rate_series(DATA / "rates_PRK_annual.csv")


@pytest.mark.parametrize(("line", "sex"), [("female", 0), ("both", 0), ("both", 1)])
def test_rates_that_do_not_change_keep_the_stable_kin(line, sex):
    still = [replace(FRANCE, year=2000 + t) for t in range(30)]
    after = changing_kin(still, [2000, 2030], line, focal_sex=sex, max_chon=5)
    stable = constant_kin(FRANCE, line, focal_sex=sex, max_chon=5, per_year=1)
    for place in kin_classes(5):
        assert np.allclose(after[2000].kin[place], stable.kin[place])
        assert np.allclose(after[2030].kin[place], stable.kin[place], rtol=1e-3, atol=1e-6)


def test_daughters_of_a_cohort_follow_its_own_years():
    """Women aged 40 at the start of 2010 were x years old in the year 1970 + x; all terms written out."""
    theory = changing_kin(KOREA, [2010], "female", max_chon=2)[2010]
    expected = 0.0
    for x in range(40):
        year = KOREA[20 + x]
        hazards = [KOREA[20 + x + k].hazards()[0] for k in range(40 - x)]
        daughters = year.fx[0][x] * year.female_fraction
        # Born in the middle of the year: half a year at age 0, then half a year at each age of each later year.
        exposure = hazards[0][0] / 2 + sum((hazards[k][k - 1] + hazards[k][k]) / 2 for k in range(1, 40 - x))
        expected += daughters * np.exp(-exposure)
    assert theory.living(0, 1, 40)[0] == pytest.approx(expected, rel=2e-3)


def test_half_years_give_what_years_give():
    years = changing_kin(KOREA, [2000], "both", max_chon=4)[2000]
    halves = changing_kin(KOREA, [2000], "both", max_chon=4, per_year=2)[2000]
    for place in kin_classes(4):
        for age in (20, 40):
            if sum(halves.living(*place, age)) > 0.05:
                assert sum(years.living(*place, age)) == pytest.approx(sum(halves.living(*place, age)), rel=5e-3)


def test_a_country_gives_its_rates_as_arrays():
    px = np.stack([r.px.T for r in KOREA[:11]])
    fx = np.stack([r.fx[0] for r in KOREA[:11]])
    series = rates_by_year(px, fx, 1950, female_fraction=KOREA[0].female_fraction)
    found = changing_kin(series, [1960], "both", max_chon=3)[1960]
    expected = changing_kin(KOREA[:11], [1960], "both", max_chon=3)[1960]
    assert all(np.allclose(found.kin[place], expected.kin[place]) for place in kin_classes(3))
    with pytest.raises(InputError, match="expected \\(years, 101, 2\\)"):
        rates_by_year(px[:, :50], fx, 1950, female_fraction=0.49)


def test_gathered_births_raise_every_class_beside_the_direct_line_alike():
    plain = changing_kin(KOREA[:21], [1970], "both", max_chon=4)[1970]
    more = changing_kin(KOREA[:21], [1970], "both", max_chon=4, siblings=np.full(21, 1.25))[1970]
    for up, down in kin_classes(4):
        factor = 1.25 if up and down else 1.0
        assert np.allclose(more.kin[(up, down)], factor * plain.kin[(up, down)])
    only_later = np.where(np.arange(21) < 10, 1.0, 1.25)  # those born in 1960 or later have more siblings
    later = changing_kin(KOREA[:21], [1970], "both", max_chon=4, siblings=only_later)[1970]
    assert sum(later.living(1, 1, 5)) == pytest.approx(1.25 * sum(plain.living(1, 1, 5)))
    assert sum(later.living(1, 1, 15)) == pytest.approx(sum(plain.living(1, 1, 15)))
    with pytest.raises(InputError, match="one factor for each of 21 years"):
        changing_kin(KOREA[:21], [1970], siblings=np.ones(20))


@pytest.mark.parametrize(("years", "words"), [([1949], "outside"), ([2026], "outside")])
def test_years_outside_the_rates_are_refused(years, words):
    with pytest.raises(InputError, match=words):
        changing_kin(KOREA, years)


def test_gaps_between_years_are_refused():
    with pytest.raises(InputError, match="gap"):
        changing_kin([KOREA[0], KOREA[2]], [1950])
    with pytest.raises(InputError, match="gap"):
        changing_kin([FRANCE], [2012])
