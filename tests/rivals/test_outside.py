"""Figures from outside: form, room, and what rejects a history."""

import copy

import pytest

from tests.rivals.made import PUBLISHED, SCALE, outcome
from yeonjwa.catalogue.files import one
from yeonjwa.errors import InputError
from yeonjwa.rivals.outside import outside_figures, read_outside
from yeonjwa.rivals.statistics import MEASURES, counted_beside, is_rejected

FIGURES = outside_figures()
ARRIVALS = FIGURES["arrivals-2001-2012"]


def row(**change):
    content = copy.deepcopy(one("outside_figures")["figures"]["arrivals-2001-2012"])
    return {"x": {**content, **change}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"points": 0.1}, "exactly one of factor and points"),
        ({"factor": None, "points": 0.1}, "points are for a share"),
        ({"first": 2013}, "run backwards"),
        ({"sources": ["mou-arivals"]}, "Did you mean 'mou-arrivals'"),
        ({"colour": 1}, "x: colour"),
    ],
)
def test_a_figure_that_breaks_the_form_is_refused(change, reason):
    with pytest.raises(InputError, match=reason):
        read_outside(row(**change))


def test_every_statistic_is_counted_and_used():
    assert {figure.statistic for figure in FIGURES.values()} == set(MEASURES)


@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_can_be_counted_in_a_run_and_has_its_value_from_a_series(key):
    counted = counted_beside(FIGURES[key], [outcome(), outcome()], SCALE)
    low, high = counted.published
    assert 0 < low <= high
    middle, least, most = counted.estimate(FIGURES[key].statistic)
    assert least <= middle <= most


def test_room_is_a_factor_or_points_and_open_above_a_lower_bound():
    assert ARRIVALS.room(1000, 1000) == (500, 2000)
    assert FIGURES["alone-2009-2016"].room(0.5, 0.7) == pytest.approx((0.4, 0.8))
    assert FIGURES["women-2002-2019"].room(0.02, 0.95) == (0.0, 1.0)
    assert FIGURES["returns-2012-2018"].room(28, 28) == (14, float("inf"))


def at(arrivals: int):
    return counted_beside(ARRIVALS, [outcome(arrivals)], SCALE)


NEAR, FAR = at(round(PUBLISHED * SCALE)), at(round(4 * PUBLISHED * SCALE))


def test_a_history_is_rejected_only_if_it_lies_outside_at_every_point():
    assert not is_rejected(ARRIVALS, [NEAR, NEAR, NEAR])
    assert not is_rejected(ARRIVALS, [FAR, FAR, NEAR])
    assert is_rejected(ARRIVALS, [FAR, FAR, FAR])


def test_an_interval_that_touches_the_room_rejects_nothing():
    above = at(round(2.05 * PUBLISHED * SCALE))
    assert above.estimate("arrivals")[0] > 2 * 12 * PUBLISHED > above.estimate("arrivals")[1]
    assert not is_rejected(ARRIVALS, [above])


def test_what_could_not_be_counted_rejects_nothing():
    change = FIGURES["fall-after-2011"]
    assert not is_rejected(change, [counted_beside(change, [outcome(0)], SCALE)])


FITS = {"alone-2009-2016": {"alone": 0.6}, "price-2015": {"price": 9000.0}, "in-china-2006": {"in_china": 4000}}
FITS_NOT = {"alone-2009-2016": {"alone": 0.0}, "price-2015": {"price": 1e6}, "in-china-2006": {"in_china": 400_000}}


@pytest.mark.parametrize("key", FITS)
def test_figures_that_are_no_arrivals_can_reject_and_not_reject(key):
    near, far = (counted_beside(FIGURES[key], [outcome(**made[key])], SCALE) for made in (FITS, FITS_NOT))
    assert not is_rejected(FIGURES[key], [near])
    assert is_rejected(FIGURES[key], [far])


def test_no_return_at_a_small_scale_is_too_few_to_speak_against_a_lower_bound():
    figure = FIGURES["returns-2012-2018"]
    assert not is_rejected(figure, [counted_beside(figure, [outcome(returns=0)], SCALE)])
    assert is_rejected(figure, [counted_beside(figure, [outcome(returns=0)], 10.0)])
