"""Draws of the schedule: other dates and levels within what the catalogue says that they may be off by."""

from itertools import pairwise

import numpy as np
import pytest

from yeonjwa.catalogue.drawn_windows import drawn
from yeonjwa.catalogue.histories import SERIES, histories, levels, schedule
from yeonjwa.catalogue.windows import FIRST_MONTH, LAST_MONTH, Window
from yeonjwa.months import month_of
from yeonjwa.scenario import Scenario
from yeonjwa.system.schedules import schedule_of

KIN = [name for name, file in levels().items() if file.touches == "relatives"]


def window(key, since, until, level=0.5, low=0.2, high=0.9, months=12, practice="watching") -> Window:
    return Window(
        practice=practice, key=key, series="actual", since=since, until=until, where="any", who="any", level=level, low=low,
        high=high, standing="assumed", uncertainty_months=months, why="Made up for a test of the draws.",
    )  # fmt: skip


ROW = (
    window("long", None, "2010-12", months=None),
    window("wave", "2011-01", "2011-02", months=1),
    window("after", "2011-03", "2019-12", months=24),
    window("sure", "2020-01", None, months=0),
)


def test_draw_0_is_the_schedule_as_it_stands():
    assert drawn(ROW, 0) == ROW
    for name in histories():
        for practice in levels():
            assert (schedule(name, draw=0).table(practice, "actual") == schedule(name).table(practice, "actual")).all()


@pytest.mark.parametrize("draw", range(1, 40))
def test_windows_that_meet_go_on_meeting_and_each_keeps_a_month(draw):
    found = drawn(ROW, draw)
    assert [w.key for w in found] == [w.key for w in ROW]
    for one, after in pairwise(found):
        assert one.last + 1 == after.first
    assert all(w.first <= w.last for w in found)
    assert (found[0].since, found[-1].until, found[-1].since) == (None, None, "2020-01")
    # The wave is dated to a month, so the window around it takes its dates, however unsure its own are.
    assert abs(found[1].first - ROW[1].first) <= 1
    assert abs(found[1].last - ROW[1].last) <= 1


@pytest.mark.parametrize("draw", [1, 2, 3, 1_000_000])
def test_every_window_of_the_catalogue_stays_within_what_it_may_be_off_by(draw):
    for file in levels().values():
        for before, after in zip(file.windows, drawn(file.windows, draw), strict=True):
            assert before.low <= after.level <= before.high
            assert FIRST_MONTH <= after.first <= after.last <= LAST_MONTH
            off_by = (
                np.inf if before.uncertainty_months is None else before.uncertainty_months
            )  # takes the dates of those it meets
            assert abs(after.first - before.first) <= off_by
            assert abs(after.last - before.last) <= off_by


def test_a_draw_rests_on_its_number_and_the_window_alone():
    assert drawn(ROW, 7) == drawn(ROW, 7) != drawn(ROW, 8)
    longer = (*ROW, window("elsewhere", "2015-01", "2015-12", practice="watching"))
    assert [w.level for w in drawn(longer, 7)][:4] == [w.level for w in drawn(ROW, 7)]
    worlds = [Scenario(departures="simulated", history=h, schedule_draw=5) for h in ("reported", "no-kin-consequence")]
    one, other = (schedule_of(world).table("border_control", "actual") for world in worlds)  # no practice on relatives
    assert (one == other).all()
    assert (one != schedule().table("border_control", "actual")).any()


def test_half_of_the_draws_lie_below_the_level_and_dates_are_spread_evenly():
    """Null: below, above and each of 25 months as likely as said. 4,000 draws; false alarms 1 in 10,000 (4 s.d. of a share)."""
    draws = 4000
    found = [drawn((window("one", "2010-01", None, 0.3, 0.2, 0.9),), draw)[0] for draw in range(1, draws + 1)]
    below = np.mean([w.level < 0.3 for w in found])
    assert abs(below - 0.5) < 4 * np.sqrt(0.25 / draws)
    months = np.bincount([w.first - month_of(2009, 1) for w in found], minlength=25)
    assert len(months) == 25
    assert (abs(months / draws - 1 / 25) < 4 * np.sqrt(1 / 25 / draws)).all()
    levels_above = np.array([w.level for w in found if w.level > 0.3])
    assert abs(levels_above.mean() - 0.6) < 4 * 0.6 / np.sqrt(12 * len(levels_above))


def test_what_is_off_stays_off_in_every_draw():
    none = schedule("no-kin-consequence", draw=3)
    assert not any(none.table(practice, series).any() for practice in KIN for series in SERIES)
    off = Scenario(
        departures="simulated",
        schedule_draw=3,
        without=("exile",),
        off=({"practice": "watching", "since": "2005-01", "until": "2006-12"},),
    )
    table = schedule_of(off)
    assert not table.table("exile", "actual").any()
    since = month_of(2005) - FIRST_MONTH
    assert not table.table("watching", "actual")[since : since + 24].any()
    assert table.table("watching", "actual")[since + 24 :].any()


def test_a_level_by_month_and_the_table_agree_in_a_draw():
    found = schedule(draw=11)
    for month in range(FIRST_MONTH, LAST_MONTH + 1, 17):
        for place, where in enumerate(("capital", "hub", "border", "other", "abroad")):
            level = found.level("watching", "actual", month, where, "ordinary")
            assert level == found.table("watching", "actual")[month - FIRST_MONTH, place, 0]
