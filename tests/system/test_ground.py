"""The memory that a run writes on: the genealogy's own ends, and zeros, whether or not another thread fills it."""

import numpy as np
import pytest

from tests.population.society_tools import with_society
from yeonjwa.system import ground
from yeonjwa.system.ground import Ground


@pytest.mark.parametrize("fewest_aside", [1, 1 << 40])
def test_it_holds_the_ends_of_the_genealogy_and_zeros(monkeypatch, fewest_aside):
    monkeypatch.setattr(ground, "FEWEST_ASIDE", fewest_aside)
    country = with_society(3_000, 5)
    c, laid = country.columns, Ground(country)
    laid.copied.result()
    laid.find_pages(100)
    np.testing.assert_array_equal(laid.gone, np.minimum(c["death_month"], c["separated_month"]))
    np.testing.assert_array_equal(laid.union_end, c["union_end"])
    assert not np.shares_memory(laid.union_end, c["union_end"])
    for array in (laid.row_of, laid.busy_until, laid.code, laid.post_now, laid.whereabouts, laid.nearest):
        assert array.size == country.persons_ever
        assert not array.any()
    assert np.shares_memory(laid.piece, laid.post_now)
