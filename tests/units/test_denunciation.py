"""Reports of plans, on a small prepared state."""

import numpy as np
from scipy import stats

from tests.departures.border_tools import alone, at, family, grown, together
from yeonjwa.departures import crossing
from yeonjwa.system.register import DETAINED, HOME
from yeonjwa.system.state import STOPPED
from yeonjwa.units import denunciation

NO_FALSE = {"false_reports_base": 0.0}


def test_certain_reports_stop_every_plan_and_hold_its_members():
    system = at(2013, report_base=60.0, neighbours_aware=3.0, **NO_FALSE)
    father, mother, children = family(system)
    plans = denunciation.report(system, together([father, mother, *children]))
    assert plans.is_stopped.tolist() == [True]
    table = system.state.leavers
    assert sorted(table.person.tolist()) == sorted([father, mother, *children])
    assert (table.stage == STOPPED).all()
    assert (system.state.whereabouts[table.person] == DETAINED).all()
    crossing.cross(system, plans)
    assert len(table) == 2 + len(children)  # nobody of them is written down twice


def test_nobody_aware_nobody_reports():
    system = at(2017, neighbours_aware=0.0, relatives_aware=0.0, report_base=60.0, **NO_FALSE)
    people = grown(system, 100)
    plans = denunciation.report(system, alone(people))
    assert not plans.is_stopped.any()
    assert (system.state.whereabouts[people] == HOME).all()


def test_neighbours_report_with_their_chance():
    # Null: 1 - (1 - p) ** neighbours; some 500 plans whose relatives know nothing, false alarms 1 in 1000.
    system = at(2005, neighbours_aware=2.0, relatives_aware=0.0, report_base=-2.0, **NO_FALSE)
    plans = alone(grown(system, 800))
    stopped, _ = denunciation.told_on(system, plans)
    p = 1 / (1 + np.exp(2.0))
    assert stats.binomtest(int(stopped.sum()), stopped.size, 1 - (1 - p) ** 2).pvalue > 0.001
    assert stats.binomtest(int(stopped.sum()), stopped.size, p).pvalue < 0.001


def count(year=2017, without=(), grievance=0.0, **figures):
    system = at(year, without=without, **{"report_base": -2.0, **figures})
    system.state.fields.grievance[:] = grievance
    return denunciation.told_on(system, alone(grown(system, 800)))


def test_ties_and_grievance_lower_it_and_a_reward_raises_it():
    base, by_reward = count()
    assert not (count(report_tie=6.0)[0] & ~base).any()
    assert count(report_tie=6.0)[0].sum() < base.sum()
    assert count(grievance=1.0)[0].sum() < base.sum()
    without, none = count(without=("informer_bounty",))
    assert not (without & ~base).any()
    assert not none.any()
    assert without.sum() < base.sum()
    assert (by_reward == (base & ~without)).all()  # the harm of the reward is exactly what it added


def test_members_of_a_plan_do_not_report_it():
    system = at(2013, report_base=60.0, neighbours_aware=0.0, relatives_aware=1.0, **NO_FALSE)
    father, mother, children = family(system)
    kin, _ = system.deciding.close_kin(system.state, np.array([father]))
    everybody = sorted({father, mother, *children, *kin[kin >= 0].tolist()} - {father})
    there = [p for p in everybody if system.state.at_home(np.array([p]))[0]]
    stopped, _ = denunciation.told_on(system, together([father, *there]))
    assert not stopped.any()


def test_false_reports_hold_people_who_planned_nothing():
    system = at(2005, false_reports_base=1e5)
    system.state.fields.residents[:, 0] = 10.0
    denunciation.report(system, alone([]))
    held = np.flatnonzero(system.state.whereabouts == DETAINED)
    assert held.size > 20
    assert len(system.state.leavers) == 0
    reported = system.state.ledger.yearly["false_reports"].sum()
    assert held.size <= reported
    assert denunciation.informer_bounty.PRACTICE not in system.state.ledger._of_year  # no reward in 2005, no harm of it
    more = at(2017, false_reports_base=1e5)
    more.state.fields.residents[:, 0] = 10.0
    denunciation.report(more, alone([]))
    assert more.state.ledger.yearly["false_reports"].sum() > reported


def test_what_is_reported_does_not_depend_on_other_plans():
    people = grown(at(2017), 200)
    all_, _ = denunciation.told_on(at(2017, report_base=-1.0), alone(people))
    some, _ = denunciation.told_on(at(2017, report_base=-1.0), alone(people[::5]))
    assert (all_[::5] == some).all()
