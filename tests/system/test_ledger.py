"""The ledger: one row for each person, whatever struck how often, against its plain twin."""

import numpy as np
import pytest

from yeonjwa.system.ledger import ROW, merge
from yeonjwa.system.plain import merge_plain


@pytest.mark.parametrize("seed", range(5))
def test_merged_rows_are_those_of_the_plain_twin(seed):
    rng = np.random.default_rng(seed)
    rows = np.empty(int(rng.integers(0, 400)), dtype=ROW)
    for name, most in (("person", 60), ("kin", 6), ("stratum", 10), ("sex_age", 4), ("months", 13)):
        rows[name] = rng.integers(0, most, rows.size)
    slot, out = np.zeros(60, dtype=np.int32), np.empty_like(rows)
    size = merge(rows, slot, out)
    assert out[:size].tolist() == merge_plain(rows.tolist())
    assert not slot.any()


def test_the_same_scratch_serves_again():
    rows = np.array([(3, 1, 0, 0, 2.0), (3, 0, 5, 1, 4.0)], dtype=ROW)
    slot, out = np.zeros(4, dtype=np.int32), np.empty_like(rows)
    for _ in range(2):
        assert merge(rows, slot, out) == 1
        assert out[0].tolist() == (3, 0, 0, 0, 6.0)
