"""Published margins to cells, and real people to synthetic ones."""

import dataclasses

import numpy as np
import pytest

from yeonjwa.departures.arrivals_data import AGES, arrivals
from yeonjwa.departures.raking import counts_at, rake, raked_arrivals, worst_margin
from yeonjwa.population.places import PROVINCES_NOW


def test_the_margins_are_the_published_ones():
    data, cells = arrivals(), raked_arrivals()
    by_year = {int(y): cells[r].sum(axis=(1, 2)) for r, y in enumerate(data.last_year)}
    assert by_year[2009] == pytest.approx([2252, 662])
    assert by_year[2024] == pytest.approx([210, 26])
    assert cells.sum() == pytest.approx(34_314)
    assert cells[data.last_year <= 1998].sum(axis=(0, 2, 3)) == pytest.approx([116, 831])
    assert cells[(data.last_year >= 1999) & (data.last_year <= 2001)].sum() == pytest.approx(1043)
    # The split of a block by year is that of the totals, the same for both sexes.
    assert by_year[2001].sum() == pytest.approx(583)
    assert by_year[2001][0] / 583 == pytest.approx(478 / 1043)


def test_every_margin_is_kept_at_once():
    assert worst_margin(raked_arrivals(), arrivals()) < 1e-9


def test_home_provinces_follow_both_published_dates():
    data, cells = arrivals(), raked_arrivals()
    to_2016 = cells[data.last_year <= 2016].sum(axis=(0, 1, 2)) / cells[data.last_year <= 2016].sum()
    later = cells[data.last_year > 2016].sum(axis=(0, 1, 2)) / cells[data.last_year > 2016].sum()
    hamgyong, ryanggang = PROVINCES_NOW.index("North Hamgyong"), PROVINCES_NOW.index("Ryanggang")
    assert to_2016[hamgyong] > 0.6 > later[hamgyong]
    assert later[ryanggang] > 0.4 > 0.2 > to_2016[ryanggang]


def test_what_is_not_published_together_is_independent():
    """Within a year and sex, age says nothing about province."""
    cells = raked_arrivals()
    for row, sex in ((5, 0), (20, 1), (35, 0)):
        table = cells[row, sex] / cells[row, sex].sum()
        assert np.allclose(table, np.outer(table.sum(axis=1), table.sum(axis=0)))


def test_contradicting_margins_are_found():
    data = arrivals()
    wrong = dataclasses.replace(data, province_sex=data.province_sex * 1.1)
    with pytest.raises(AssertionError, match="contradict"):
        rake(wrong)


@pytest.mark.parametrize("scale", [1.0, 0.1, 0.01, 0.001])
def test_rounding_keeps_each_year_and_sex_within_one(scale):
    expected = raked_arrivals() * scale
    counts = counts_at(scale, 1)
    assert counts.shape == (36, 2, len(AGES), len(PROVINCES_NOW))
    assert np.abs(counts.sum(axis=(2, 3)) - expected.sum(axis=(2, 3))).max() < 1 + 1e-6
    assert np.abs(counts.sum(axis=(0, 2, 3)) - expected.sum(axis=(0, 2, 3))).max() <= 1
    assert (counts >= 0).all()


def test_rounding_is_right_on_average():
    """Null: every cell's mean over placings is its expectation. 200 placings; a cell's count is Bernoulli around its
    whole part, sd <= 0.5, so the sum over a province has |z| < 4.5 with false-alarm rate below 1e-4 over 11 provinces.
    Rounding to the nearest, a wrong model, fails: small cells would all be zero."""
    expected = raked_arrivals().sum(axis=(0, 1, 2)) * 0.001
    found = np.array([counts_at(0.001, 5, placing).sum(axis=(0, 1, 2)) for placing in range(200)])
    error = found.std(axis=0, ddof=1) / np.sqrt(200)
    assert (np.abs(found.mean(axis=0) - expected) < 4.5 * error + 1e-9).all()
    nearest = np.rint(raked_arrivals() * 0.001).sum(axis=(0, 1, 2))
    assert (np.abs(nearest - expected) > 4.5 * error).any()


def test_another_placing_or_seed_rounds_otherwise():
    assert (counts_at(0.01, 1, 0) == counts_at(0.01, 1, 0)).all()
    assert (counts_at(0.01, 1, 0) != counts_at(0.01, 1, 1)).any()
    assert (counts_at(0.01, 1, 0) != counts_at(0.01, 2, 0)).any()
