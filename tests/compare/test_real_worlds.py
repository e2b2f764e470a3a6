"""Comparisons of worlds of the model itself, in a country of scale 0.01."""

import pytest

from yeonjwa.compare import compare
from yeonjwa.scenario import Scenario

POPULATION = {"scale": 0.01, "seed": 1}


@pytest.mark.verify
def test_without_consequence_for_relatives_fewer_relatives_are_harmed(tmp_path):
    a = Scenario(departures="simulated", population=POPULATION)
    b = Scenario(departures="simulated", history="no-kin-consequence", population=POPULATION)
    found = compare("reported", "no-kin-consequence", a, b, (1, 2), tmp_path, assumptions="shipped")
    assert not found.failed
    for period in ("1998-2003", "2004-2011", "2012-2019"):
        shown = {
            (row.name, row.band): row for row in found.rows
            if row.subject == "harm" and row.period == period and row.unit == "people" and not row.suppressed
        }  # fmt: skip
        for band in ("0-1", "2"):
            assert shown["any_practice", band].difference > 0
        assert shown["watching", "all"].b == 0
        assert shown["watching", "all"].direction == "more"


@pytest.mark.verify
def test_before_the_first_month_that_differs_worlds_are_the_same_in_everything(tmp_path):
    a = Scenario(departures="simulated", population=POPULATION)
    b = Scenario(
        departures="simulated",
        population=POPULATION,
        off=({"practice": "watching", "since": "2012-01", "until": "2024-12"},),
    )
    found = compare("reported", "off", a, b, (1,), tmp_path, assumptions="shipped")
    before = [row for row in found.rows if int(row.period[-4:]) <= 2011 and not row.suppressed]
    after = [row for row in found.rows if row.harm_period == "2012-2019" and not row.suppressed]
    assert len(before) > 100
    assert all(row.difference == 0 for row in before)
    assert any(row.difference != 0 for row in after)
