"""What became of the one who left decides how hard the family is treated, and how much it is watched as far as officers have time."""

import numpy as np
import pytest

from tests.practices.family import family_run, harmed, leaves
from tests.units.test_officers import stock_of_files
from yeonjwa.months import month_of
from yeonjwa.practices import case_kinds, demotion, sweeps, watching
from yeonjwa.practices.over_files import province_of_place
from yeonjwa.system.state import CHINA, SENT_BACK, SHOT, SOUTH, STOPPED
from yeonjwa.units import officers

LONG_AGO = -12


def case_of(stage, *, fast=False, arrived=None, figures=None):
    """Share of the full treatment for a single case in which the leaver is at a stage."""
    system = family_run({}, figures)
    cases = leaves(system)
    table = system.state.leavers
    table.stage[cases.leaver], table.fast[cases.leaver] = stage, fast
    if arrived is not None:
        table.arrived[cases.leaver] = system.state.month + arrived
    return float(case_kinds.of_cases(system.state, cases.leaver)[0])


def test_families_of_the_caught_and_returned_meet_less_than_those_of_people_in_the_south():
    caught, shot, returned, missing = (case_of(stage) for stage in (STOPPED, SHOT, SENT_BACK, CHINA))
    assert caught == shot < missing
    assert returned < case_of(SENT_BACK, fast=True) < case_of(SOUTH, arrived=LONG_AGO) == 1.0
    assert case_of(SOUTH, arrived=0) == missing  # that somebody is there is learned some months later


@pytest.mark.parametrize(("stage", "is_struck"), [(STOPPED, False), (SENT_BACK, False), (CHINA, True)])
def test_a_share_of_0_spares_the_family_and_of_1_strikes_it_in_full(stage, is_struck):
    figures = {
        "demotion_chance": 1.0, "demotion_per_chon": 0.0, "families_of_caught": 0.0, "families_of_returned": 0.0, "families_of_missing": 1.0,
    }  # fmt: skip
    system = family_run({"demotion": 1.0}, figures)
    cases = leaves(system, south=False)
    system.state.leavers.stage[cases.leaver] = stage
    demotion.strike(system, cases)
    assert bool(harmed(system, "demotion")) == is_struck


def test_families_of_whom_nobody_is_away_are_watched_least():
    system = family_run({"watching": 1.0}, {"officers_on_families": 1.0, "watch_hours_family": 2.0})
    system.state.scale = 1.0
    leaves(system)
    files = np.array([0])
    system.state.month += 9  # January
    watch = {}
    for kind, south, away in (("south", 1, 1), ("missing", 0, 1), ("back", 0, 0)):
        system.state.files.south[:], system.state.files.away[:] = south, away
        watch[kind] = float(watching.wanted(system, files, case_kinds.of_files(system.state, files))[0])
    assert watch["south"] == watching.FULL > watch["missing"] > watch["back"] > 0


@pytest.mark.parametrize(("hours", "is_short"), [(2.0, False), (20.0, True)])
def test_where_officers_are_short_of_time_families_of_the_province_are_watched_less(hours, is_short):
    system = stock_of_files({"capacity_rationing": 1.0, "watching": 1.0}, {"watch_hours_family": hours})
    state = system.state
    state.files.away[:], state.files.keeper[:] = 1, np.arange(len(state.files)) % 15
    state.month = month_of(2018)
    watching.renew(system)
    spent = officers.watch_hours(system, state.files.watch.astype(float))
    there = officers.available(system).watch_hours
    by_province = np.bincount(province_of_place()[state.files.place], weights=spent, minlength=there.size)
    assert (state.files.watch.min() < watching.FULL) == is_short
    if not is_short:
        assert (state.files.watch == watching.FULL).all()
    else:
        # Fifteen keepers share their draws, so that the hours spent are near those there are, not equal.
        assert 0.6 < by_province.sum() / there[by_province > 0].sum() < 1.4


def test_a_family_on_file_later_in_the_year_is_watched_as_far_as_there_was_time_in_january():
    levels = {}
    for share in (1.0, 0.0):
        system = family_run({"watching": 1.0}, {"families_of_missing": 1.0})
        state = system.state
        january = state.month - state.month % 12
        state.totals["cuts"] = {("share:watching", january): np.full(officers.officers(system).size, share)}
        watching.begin(system, leaves(system))
        levels[share] = int(state.files.watch.max())
    assert levels == {1.0: watching.FULL, 0.0: 0}


def test_sweeps_of_a_january_watch_by_who_is_away():
    system = family_run(
        {"watching": 1.0}, {"officers_on_families": 1.0, "watch_hours_family": 2.0, "families_of_returned": 0.0}
    )
    system.state.scale = 1.0
    cases = leaves(system)
    watching.begin(system, cases)
    assert system.state.files.watch.max() > 0
    system.state.leavers.stage[cases.leaver] = SENT_BACK
    system.state.month += 9
    sweeps.go_over(system)
    assert system.state.files.watch.max() == 0
