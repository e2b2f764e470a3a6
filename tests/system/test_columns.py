"""Tables that grow: columns that stand together behave as those that stand alone."""

from copy import deepcopy

import numpy as np
import pytest

from yeonjwa.system.columns import FAR_AHEAD, Growing

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


@pytest.mark.parametrize("room", [4, 1 << 20])
def test_defaults_that_are_written_aside_stand_where_rows_are_added(room):
    one = Growing(room=room, together=("anger", "month"), **COLUMNS)
    copies, rows = [], 0
    for count in (FAR_AHEAD - 5, 9, FAR_AHEAD + 3, 1, 4 * FAR_AHEAD, 700, 2 * FAR_AHEAD):
        new = one.add(count, is_paid=True)
        assert (one.file[new] == -1).all()
        one.file[rows:] = 7  # what was written is not overwritten
        rows += count
        copies.append(deepcopy(one))
    for table_of in (one, *copies):
        before = len(table_of)
        table_of.add(50)
        assert (table_of.file[:before] == 7).all()
        assert (table_of.file[before:] == -1).all()
        assert (table_of.month == -1).all()
        assert table_of.is_paid.sum() == before


def test_no_such_column_is_said():
    with pytest.raises(KeyError, match="no such column: angr"):
        table(()).add(1, angr=1.0)
    with pytest.raises(AttributeError, match="no column 'angr'"):
        _ = table(("month",)).angr


def test_defaults_written_ahead_stand_in_all_rows_that_come_into_use():
    """Of a table with much room, ahead of use, by another thread; and by nobody once the table has moved to a larger place."""
    large, small = Growing(room=1 << 17, together=("anger", "month"), **COLUMNS), table(())
    rng = np.random.default_rng(1)
    for count in (1, 5_000, 3, 0, 90_000, 700, 60_000, 20_000):
        anger = rng.random(count).astype(np.float32)
        for each in (large, small):
            rows = each.add(count, anger=anger)
            each.file[rows[::2]] = 7
        copy = deepcopy(large)
        copy.add(9_000)
        assert (copy.file[-9_000:] == -1).all()
    for name, column in small.as_dict().items():
        np.testing.assert_array_equal(getattr(large, name), column)


def test_no_record_of_32_bytes_lies_in_two_lines_of_the_cache():
    one = Growing(room=4, together=tuple("abcd"), **dict.fromkeys("abcd", ("float64", 0.0)))
    for count in (3, 100):
        one.add(count)
        assert one.records.itemsize == 32
        assert one.records.ctypes.data % 64 == 0
    assert deepcopy(one).records.ctypes.data % 64 == 0
