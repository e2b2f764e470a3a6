"""Intervals over seeds, and what may be said of a difference."""

import numpy as np
import pytest

from yeonjwa.compare.judging import interval, over_histories, sign_of_sum
from yeonjwa.compare.rows import BACKFIRES, DETERS, FEWER, MORE, NO_INTERVAL, NO_SIGN, NOT_IDENTIFIED, UNCLEAR


def test_a_paired_interval_is_students():
    a, b = np.array([[3.0], [5.0], [4.0]]), np.array([[1.0], [2.0], [3.0]])
    low, high = interval(a, b, is_paired=True)
    # differences 2, 3, 1: mean 2, standard error 1/sqrt(3), t(0.975, 2) = 4.30265
    assert low[0] == pytest.approx(2 - 4.302653 / np.sqrt(3), abs=1e-5)
    assert high[0] == pytest.approx(2 + 4.302653 / np.sqrt(3), abs=1e-5)


def test_an_unpaired_interval_is_welchs():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(1)
    a, b = rng.normal(5, 1, (6, 1)), rng.normal(3, 4, (6, 1))
    low, high = interval(a, b, is_paired=False)
    expected = ttest_ind(a[:, 0], b[:, 0], equal_var=False).confidence_interval(0.95)
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high))


def test_one_run_has_no_interval_and_says_so():
    low, high = interval(np.ones((1, 2)), np.zeros((1, 2)), is_paired=True)
    assert np.isnan(low).all()
    assert np.isnan(high).all()
    assert over_histories(np.nan, np.nan, [1.0, 2.0]) == NO_INTERVAL


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Null: coverage 0.95 at 4 normal differences; 4000 samples, 5 standard errors: false alarm about 6e-7. An interval with
    the normal quantile in the place of Student's covers 0.85 and fails."""
    rng = np.random.default_rng(2)
    b = rng.normal(0, 3, (4, 4000))
    a = b + rng.normal(1, 2, (4, 4000))
    low, high = interval(a, b, is_paired=True)
    covered = ((low <= 1) & (high >= 1)).mean()
    error = 5 * np.sqrt(0.95 * 0.05 / 4000)
    assert abs(covered - 0.95) < error
    middle, half = (low + high) / 2, (high - low) / 2 * 1.96 / 3.182446
    assert abs(((middle - half <= 1) & (middle + half >= 1)).mean() - 0.95) > error


@pytest.mark.parametrize(
    ("low", "high", "at_points", "said", "sign"),
    [
        (-3, -1, [-2, -1, -5], FEWER, DETERS),
        (1, 3, [2, 1, 5], MORE, BACKFIRES),
        (-1, 3, [2, 1, 5], UNCLEAR, NO_SIGN),
        (0, 0, [0, 0, 0], UNCLEAR, NO_SIGN),
        (1, 3, [2, -1, 5], NOT_IDENTIFIED, NOT_IDENTIFIED),
        (1, 3, [2, 0, 5], NOT_IDENTIFIED, NOT_IDENTIFIED),
        (1, 3, None, NOT_IDENTIFIED, NOT_IDENTIFIED),
    ],
)
def test_a_direction_is_said_only_where_all_points_agree(low, high, at_points, said, sign):
    assert over_histories(low, high, at_points) == said
    assert sign_of_sum(low, high, at_points) == sign
