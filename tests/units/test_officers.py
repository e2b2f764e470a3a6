"""Officers' time: what there is, what points draw it to, and what is told upward."""

import numpy as np
import pytest

from tests.practices.family import Levels, family_run
from yeonjwa.months import month_of
from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.practices import lure_visits, points, watching
from yeonjwa.units import officers
from yeonjwa.units.officers import BRIBE, CONSOLATION, RETURN, TASKS, TRACE

IN_FORCE = {"lure_visits": 1.0, "phone_interception": 1.0, "consolation": 1.0, "points": 1.0, "forced_calls": 1.0}


def stock_of_files(levels=IN_FORCE, figures=None, number: int = 3_000):
    """A run with families of all classes in two provinces, half of them good and half bad songbun, all with somebody in the South."""
    system = family_run(dict(levels), figures)
    system.state.scale = 1.0
    here = [int(np.flatnonzero(counties().province == p)[0]) for p in (8, 9)]
    system.state.files.add(
        number, keeper=np.arange(number) % 15, opened=system.state.month, place=np.resize(here, number), where=2,
        songbun=np.resize([0, 0, 2, 2], number), left=1, south=1,
    )  # fmt: skip
    return system


def share_on_core(system, months: int = 12) -> float:
    for _ in range(months):
        lure_visits.visit(system)
        system.state.month += 1
        officers.allot(system)
    hours = system.state.ledger.yearly
    core, hostile = hours["officer_hours_on_core"].sum(), hours["officer_hours_on_hostile"].sum()
    return float(core / (core + hostile))


def with_keepers_of_their_own(system):
    """Families are told apart by their keepers, whose number is that of the country; here any number will do."""
    system.state.files.keeper[:] = np.arange(len(system.state.files))
    return system


def test_tau_0_is_no_tournament():
    system = stock_of_files(figures={"points_tournament": 0.0})
    assert (points.tau(system) == 0).all()
    assert np.allclose(officers.shares(system), 1 / len(TASKS))


def test_without_the_practice_there_is_no_tournament_either():
    system = stock_of_files({**IN_FORCE, "points": 0.0})
    assert (points.tau(system) == 0).all()


def test_shares_of_the_hours_add_up_to_1_whatever_is_in_force():
    for levels in ({}, {"lure_visits": 0.5}, IN_FORCE):
        shares = officers.shares(stock_of_files(levels))
        assert np.allclose(shares.sum(axis=0), 1)
        assert (shares[CONSOLATION] > 0).all() == ("consolation" in levels)
        assert (shares[RETURN] > 0).all() == ("lure_visits" in levels)
        assert (shares[TRACE] > 0).all() == ("phone_interception" in levels)


def test_points_draw_hours_to_what_is_worth_most():
    flat, steep = (
        stock_of_files(figures={"points_tournament": tau, "officers_value_return": 400.0}) for tau in (0.0, 2.0)
    )
    with_families = [8, 9]
    assert (officers.shares(steep)[RETURN, with_families] > officers.shares(flat)[RETURN, with_families]).all()
    # Where no family has anybody in the South a return is worth nothing.
    assert (officers.shares(steep)[RETURN, :8] < officers.shares(flat)[RETURN, :8]).all()


def test_concentration_on_good_songbun_rises_with_the_tournament():
    # Visits are drawn family by family: some 3,000 families a year at half a visit a month or less; a share of 0.5 has a
    # standard error below 0.01, and the steps below are several times that.
    shares = []
    for tau in (0.0, 1.0, 4.0):
        system = with_keepers_of_their_own(stock_of_files(figures={"points_tournament": tau, "lure_prestige": 0.0}))
        shares.append(share_on_core(system))
    assert shares[0] == pytest.approx(0.5, abs=0.03)
    assert shares[0] + 0.05 < shares[1] < shares[2] - 0.05


def test_officers_are_spread_like_people_and_grow_with_the_country():
    system = stock_of_files(figures={"officers_on_families": 0.1})
    there = officers.officers(system)
    assert there.sum() == pytest.approx(5_000, abs=len(PROVINCES))
    people = np.bincount(counties().province, weights=counties().population)
    assert np.allclose(there / 5_000, people / people.sum(), atol=0.001)
    system.state.scale = 0.01
    assert officers.officers(system).sum() == pytest.approx(50, abs=len(PROVINCES))


def test_acts_never_take_more_hours_than_there_are():
    system = stock_of_files()
    found = officers.allot(system)
    f = system.state.figure
    spent = found.visits * f("lure_visit_hours") + found.calls * f("forced_call_hours")
    one_more = f("lure_visit_hours") + f("forced_call_hours")  # numbers of acts are rounded by a draw
    assert (spent <= found.hours[RETURN] + one_more).all()
    assert found.calls.sum() > 0
    assert np.allclose(
        found.hours.sum(axis=0) + found.watch_hours, officers.officers(system) * f("officer_hours_month")
    )


def test_no_calls_are_planned_where_none_are_forced():
    found = officers.allot(stock_of_files({**IN_FORCE, "forced_calls": 0.0}))
    assert found.calls.sum() == 0
    assert found.visits.sum() > 0


def test_calls_are_let_pass_as_far_as_hours_go_to_bribes():
    found = officers.allot(stock_of_files())
    assert np.allclose(found.let_pass, found.hours[BRIBE] / (found.hours[BRIBE] + found.hours[TRACE]))
    assert ((found.let_pass > 0) & (found.let_pass < 1)).all()


def test_more_is_reported_upward_than_was_done():
    system = stock_of_files()
    officers.report_upward(system, "lure_visits", 100)
    yearly = system.state.ledger.yearly
    assert yearly["lure_visits"].sum() == 100
    assert yearly["lure_visits_reported_upward"].sum() == pytest.approx(
        100 * (1 + system.state.figure("officers_over_reporting"))
    )


@pytest.mark.parametrize(("watch", "needed"), [(0, 0.0), (1, 2.0), (2, 4.5), (3, 7.0)])
def test_a_watched_family_needs_two_to_seven_officers(watch, needed):
    # Officers whose whole time it takes: each of the two to seven spends a few hours of a month on each of many families.
    system = stock_of_files({"watching": watch / watching.FULL}, {"watch_hours_family": 10.0}, number=20)
    system.state.month = month_of(2017, 12)
    officers.allot(system)
    yearly = system.state.ledger.yearly
    assert yearly["watch_officers_needed"].sum() == pytest.approx(needed)
    share = system.state.figure("officers_watch_share")
    assert yearly["watch_officers_available"].sum() == pytest.approx(share * officers.officers(system).sum())


def test_officers_stand_where_the_families_are_as_far_as_they_follow_them():
    system = stock_of_files(figures={"officers_follow_families": 1.0})
    assert (officers.officers(system) > 1).sum() == len(PROVINCES)  # nobody is away yet: they are spread like people
    system.state.files.away[:] = 1
    there = officers.officers(system)
    assert there.argsort()[-2:].tolist() in ([8, 9], [9, 8])
    assert there[[8, 9]].sum() == pytest.approx(5_000, abs=2)


def test_the_same_month_is_allotted_the_same_way_twice():
    one, two = (officers.allot(stock_of_files()) for _ in range(2))
    assert one.visits.tolist() == two.visits.tolist()
    assert one.hours.tolist() == two.hours.tolist()


def test_a_province_stands_at_the_level_of_where_its_people_live():
    system = stock_of_files()
    assert (points.by_province(system.state, "points") == 1).all()

    class BorderOnly(Levels):
        def table(self, practice, series):
            table = np.zeros((384, 5, 2))
            table[:, 2] = 1.0
            return table

    system.state.schedule = BorderOnly()
    level = points.by_province(system.state, "points")
    assert level[PROVINCES.index("Pyongyang")] == 0
    assert 0 < level[PROVINCES.index("Ryanggang")] <= 1
