"""Rows of a span of months in columns of the country, against a look at every row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yeonjwa.system import calendar
from yeonjwa.system.calendar import OfMonths, Stretches

columns = st.lists(st.integers(2000, 2080), max_size=60).map(lambda months: np.array(months, dtype=np.int16))


@pytest.fixture(autouse=True, scope="module")
def short_stretches():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "STRETCH", 4)
        yield


@settings(max_examples=80, deadline=None)
@given(columns, st.integers(1990, 2090), st.integers(1, 30))
def test_a_slice_holds_all_rows_of_a_span_and_a_bound_all_that_have_begun(months, first, length):
    stretches = Stretches(months)
    rows = np.arange(months.size)
    wanted = rows[(months >= first) & (months < first + length)]
    held = rows[stretches.holding(first, first + length)]
    assert np.isin(wanted, held).all()
    assert (rows[months <= first] < stretches.begun(first)).all()


def test_in_a_column_nearly_in_order_little_is_looked_at():
    months = np.arange(2000, 2200).repeat(3).astype(np.int16)
    stretches = Stretches(months)
    held = stretches.holding(2048, 2060)
    assert 36 <= held.stop - held.start <= 36 + 2 * calendar.STRETCH
    assert stretches.begun(2047) - 144 <= calendar.STRETCH
    assert stretches.begun(2300) == months.size


@settings(max_examples=80, deadline=None)
@given(columns, st.lists(st.integers(1998, 2084), min_size=1, max_size=12))
def test_persons_of_each_month_are_found_in_order_of_their_rows(months, asked):
    persons = np.arange(100, 100 + months.size, dtype=np.int32)
    of_months = OfMonths(persons, months)
    for month in asked:
        assert of_months.of(month).tolist() == persons[months == month].tolist()
