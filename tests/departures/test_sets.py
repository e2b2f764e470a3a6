"""Whose relatives: left, in China, arrived, known."""

from itertools import pairwise

import numpy as np
import pytest

from yeonjwa.catalogue import figure
from yeonjwa.departures import sets
from yeonjwa.errors import InputError
from yeonjwa.months import NEVER, month_of


def test_who_left_is_in_china_until_arrival(placed):
    for year in (2000, 2009, 2020):
        month = sets.end_of(year)
        left, china, arrived = (sets.members(placed, name, month, 1) for name in ("left", "in-china", "arrived"))
        assert (left == (china | arrived)).all()
        assert not (china & arrived).any()


def test_nobody_is_known_before_leaving_and_some_never(placed):
    known = sets.known_months(placed, 1)
    assert (known >= placed.left_month).all()
    share = (known < NEVER).mean()
    # 343 people: standard error 2.5 points; 4.5 of them, false alarms below 1e-5.
    assert abs(share - figure("known_share").value) < 0.12


def test_the_known_at_a_smaller_share_are_among_those_at_a_larger(placed):
    months = [sets.known_months(placed, 1, share=share) for share in (0.4, None, 0.95)]
    counts = [(m < NEVER).sum() for m in months]
    assert counts == sorted(set(counts)), "and fewer"
    for fewer, more in pairwise(months):
        assert (fewer[fewer < NEVER] == more[fewer < NEVER]).all()


def test_time_indices_are_years_since_1949():
    months = np.array([month_of(1950), month_of(1998, 12), month_of(1940), NEVER], np.int16)
    assert sets.year_index(months).tolist() == [1, 49, 0, 255]
    assert sets.index_of_year(1998) == 49


def test_an_unknown_set_names_the_near_miss(placed):
    with pytest.raises(InputError, match="Did you mean 'arrived'"):
        sets.members(placed, "arived", 2600, 1)
    with pytest.raises(InputError, match="no month of entry"):
        sets.entry_months(placed, "in-china", 1)
