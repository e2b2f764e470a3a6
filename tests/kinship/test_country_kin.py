"""Kin in the synthetic country: what is counted, and what is hidden."""

from dataclasses import replace

import numpy as np
import pytest

from tests.toy import toy_country
from yeonjwa.errors import InputError
from yeonjwa.kinship.country_kin import _row, kin_table
from yeonjwa.months import month_of


def test_parents_and_children_are_those_of_the_columns():
    country, month = toy_country(8000), month_of(2000, 7)
    living = country.is_living(month)
    rows = [r for r in kin_table(country, 2000, range(1, 60, 3)) if r.living is not None and r.up + r.down == 1]
    assert len(rows) > 10
    for row in rows:
        focal = np.flatnonzero(living & (country.age_years(month) == row.age) & (country.sex == row.sex))
        if row.up:
            kin = np.concatenate([country.mother[focal], country.father[focal]])
            expected = np.count_nonzero(living[kin[kin >= 0]])
        else:
            own = np.isin(country.mother, focal) | np.isin(country.father, focal)
            expected = np.count_nonzero(living & own)
        assert row.focals == focal.size >= 20
        assert row.living * row.focals == pytest.approx(expected)


def test_few_focal_persons_or_kin_are_hidden():
    many = np.array([500, 480])
    assert _row(1, 1, 0, 40, many, 0.1, 1000, 8).living == pytest.approx(0.98)
    assert _row(1, 1, 0, 40, many, 0.1, 19, 8).living is None
    assert _row(1, 1, 0, 40, np.array([9, 10]), 0.1, 1000, 8).living is None
    one_sided = _row(1, 1, 0, 40, np.array([500, 3]), 0.1, 1000, 8)
    assert one_sided.living == pytest.approx(0.503)
    assert one_sided.living_female is None
    assert one_sided.living_male is None


def test_small_countries_tell_nothing_beyond_six_chon(toy):
    small = replace(toy, spec=toy.spec.model_copy(update={"scale": 0.01}))
    rows = kin_table(small, 2000, [20])
    assert all(row.living is None for row in rows if row.up + row.down > 6)


@pytest.mark.parametrize(("year", "ages", "words"), [(1949, [20], "--year is 1949"), (2000, [-1], "--ages holds -1")])
def test_impossible_years_and_ages_are_refused(toy, year, ages, words):
    with pytest.raises(InputError, match=words):
        kin_table(toy, year, ages)
