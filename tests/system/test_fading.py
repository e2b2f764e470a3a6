"""What fades: values read and added to at a later month, against the plain twin."""

import numpy as np
import pytest

from yeonjwa.system.people import AffectedPeople, add_fading_plain, left_after

RATE, MONTH = 0.02, 1300


@pytest.fixture
def people():
    """A thousand rows with values of different months."""
    table = AffectedPeople(np.zeros(10_000, dtype=np.int32))
    table.add(1_000)
    rows = np.arange(len(table))
    for name in ("grievance", "clemency"):  # one stands in the records, the other alone
        getattr(table, name)[:] = (rows % 17) / 7
        getattr(table, name + "_month")[:] = MONTH - rows % 40
    return table


@pytest.mark.parametrize("name", ["grievance", "clemency"])
@pytest.mark.parametrize("amount", [0.3, np.linspace(-1, 1, 500)], ids=["for all", "one each"])
def test_what_is_added_to_fading_values_is_that_of_the_plain_twin(people, name, amount):
    rows = np.random.default_rng(1).permutation(len(people))[:500]
    value, since = getattr(people, name).copy(), getattr(people, name + "_month").copy()
    add_fading_plain(rows, np.zeros(500) + amount, MONTH, left_after(RATE), 1.5, value, since)
    people.add_to_each(name, rows, amount, MONTH, RATE, 1.5)
    assert np.array_equal(getattr(people, name), value)
    assert np.array_equal(getattr(people, name + "_month"), since)


def test_a_faded_value_is_its_closed_form_in_any_shape(people):
    rows = np.arange(900).reshape(30, 30)
    expected = people.clemency[rows] * np.exp(-RATE * (MONTH - people.clemency_month[rows].astype(float)))
    assert np.array_equal(people.faded("clemency", rows, MONTH, RATE), expected)
    assert people.faded("grievance", rows[:0], MONTH, RATE).shape == (0, 30)
