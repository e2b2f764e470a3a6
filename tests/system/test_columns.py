"""Tables that grow: columns that stand together behave as those that stand alone."""

from copy import deepcopy

import numpy as np
import pytest

from yeonjwa.system.columns import Growing

COLUMNS = {"anger": ("float32", 0.0), "file": ("int32", -1), "month": ("int16", -1), "is_paid": ("bool", False)}


def table(together):
    return Growing(room=4, together=together, **COLUMNS)


@pytest.mark.parametrize("together", [(), ("anger", "month"), tuple(COLUMNS)])
def test_columns_are_the_same_wherever_they_stand(together):
    alone, other = table(()), table(together)
    rng = np.random.default_rng(1)
    for count in (3, 0, 40, 1):
        anger, month = rng.random(count).astype(np.float32), rng.integers(0, 400, count)
        for each in (alone, other):
            rows = each.add(count, anger=anger, month=month)
            each.file[rows[::2]] = 7
            each.anger[rows] += each.month[rows]
    assert len(other) == 44
    for name, column in alone.as_dict().items():
        np.testing.assert_array_equal(getattr(other, name), column)
        assert getattr(other, name).dtype == column.dtype
    assert other.records.dtype.names == (together or None) or not together
    for name in together:
        assert np.shares_memory(getattr(other, name), other.records)


def test_a_copy_stands_for_itself():
    one = table(("anger", "month"))
    one.add(3, anger=2.0)
    other = deepcopy(one)
    other.anger[:] = 5.0
    other.add(10)
    assert one.anger.tolist() == [2.0] * 3
    assert other.records["anger"].tolist() == [5.0] * 3 + [0.0] * 10
    assert other.month.tolist() == [-1] * 13


def test_no_such_column_is_said():
    with pytest.raises(KeyError, match="no such column: angr"):
        table(()).add(1, angr=1.0)
    with pytest.raises(AttributeError, match="no column 'angr'"):
        _ = table(("month",)).angr
