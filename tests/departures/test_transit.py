"""China and the way on, on a small prepared state. Chances of single decisions are set to 0 or 1 where they are not the point."""

import numpy as np
import pytest
from scipy import stats

from tests.departures.border_tools import at, family, grown, in_china
from yeonjwa.departures import transit
from yeonjwa.departures.dated import anchors
from yeonjwa.system.register import ABROAD, DETAINED, HELD_IN_CHINA, IN_CHINA, IN_SOUTH, ONWARD
from yeonjwa.system.state import CHINA, DEAD, FIRST, HELD, SENT_BACK, SETTLED, SOUTH


def everywhere(stem, value):
    """A dated path held level."""
    return {key: value for _, key in anchors(stem)}


QUIET = {**everywhere("china_arrest", 0.0), **everywhere("transit_onward_slow", 0.0), "settling": 0.0}


def months(system, number):
    """So many months of transit and nothing else."""
    for _ in range(number):
        system.state.month += 1
        transit.travel(system)


def test_nothing_happens_in_the_month_of_crossing():
    system = at(2005, transit_onward_fast=50.0, settling=50.0)
    system.state.fields.china = 50.0
    people = grown(system, 30)
    rows = in_china(system, people)
    system.state.month -= 1
    transit.travel(system)
    assert (system.state.leavers.stage[rows] == CHINA).all()


def test_certain_arrest_holds_everybody_and_then_hands_them_over():
    system = at(2005, **everywhere("china_handover", 1.0))
    system.state.fields.china = 50.0
    rows = in_china(system, grown(system, 30))
    state = system.state
    transit.travel(system)
    assert (state.leavers.stage[rows] == HELD).all()
    assert (state.whereabouts[state.leavers.person[rows]] == HELD_IN_CHINA).all()
    state.month += 1
    transit.travel(system)
    alive = state.lives(state.leavers.person[rows])
    assert (state.leavers.stage[rows[alive]] == SENT_BACK).all()
    assert (state.whereabouts[state.leavers.person[rows[alive]]] == DETAINED).all()
    assert (state.leavers.held[rows] == 1).all()
    assert state.ledger.yearly["returned_by_force"].sum() == alive.sum()


def test_nobody_is_handed_over_while_returns_are_halted():
    system = at(2021, **everywhere("china_handover", 0.0))
    system.state.fields.china = 50.0
    rows = in_china(system, grown(system, 30))
    months(system, 6)
    assert not (system.state.leavers.stage[rows] == SENT_BACK).any()


def test_contact_with_the_south_lengthens_detention():
    def longest(fast):
        system = at(2005, **everywhere("china_handover", 1.0), detention_contact_chance=1.0)
        rows = in_china(system, grown(system, 20), fast=fast)
        transit._hold(system, rows)
        months(system, 1)
        ends = [m for name, m in system.state.ends.lists() if name == "detained"]
        return max(ends) - system.state.month

    assert longest(fast=True) > 5 * longest(fast=False)


def test_who_goes_on_is_one_to_three_months_on_the_way_and_arrives():
    system = at(2008, **QUIET, transit_onward_fast=50.0, agents_chance=0.0)
    system.state.fields.china = 0.0
    rows = in_china(system, grown(system, 60), fast=True)
    state, table = system.state, system.state.leavers
    transit.travel(system)
    assert (state.whereabouts[table.person[rows]] == ONWARD).all()
    left = state.month
    months(system, 3)
    alive = state.lives(table.person[rows])
    assert (table.stage[rows[alive]] == SOUTH).all()
    assert (state.whereabouts[table.person[rows[alive]]] == IN_SOUTH).all()
    assert set((table.arrived[rows[alive]] - left).tolist()) == {1, 2, 3}
    assert state.ledger.yearly["arrivals"].sum() == alive.sum()


def test_closed_routes_let_nobody_arrive():
    system = at(2021, **QUIET, **everywhere("route_open", 0.0), transit_onward_fast=50.0)
    system.state.fields.china = 0.0
    in_china(system, grown(system, 60), fast=True)
    months(system, 12)
    assert system.state.ledger.yearly["arrivals"].sum() == 0


def test_the_settled_go_on_too_more_rarely():
    gone = {}
    for ratio in (0.0, 0.5, 1.0):
        figures = {"transit_onward_slow_2009": 0.3, "transit_onward_slow_2012": 0.3, "onward_settled": ratio}
        system = at(2010, china_arrest_2009=0.0, china_arrest_2012=0.0, settling=0.0, **figures)
        rows = in_china(system, grown(system, 400))
        system.state.leavers.stage[rows] = SETTLED
        gone[ratio] = int(transit.go_on(system, rows).sum())
    assert gone[0.0] == 0 < gone[0.5] < gone[1.0]


def test_funds_decide_who_goes_on_quickly_and_abroad_always_does():
    system = at(2000, transit_funded=1.0, **everywhere("transit_lucky", 0.0))
    rows = in_china(system, grown(system, 30))
    table = system.state.leavers
    table.funded[rows[:10]] = True
    table.place[rows[10]] = ABROAD
    transit._draw_ways(system, rows)
    assert table.fast[rows].tolist() == [True] * 11 + [False] * 19


def test_delays_have_two_humps():
    # Null: the share arriving within a year is that of the fast alone (all but a few) and of the slow alone (few), some 250 each.
    system = at(2004, **everywhere("china_arrest", 0.0), **everywhere("transit_onward_slow", 0.01), settling=0.0)
    system.state.fields.china = 0.0
    people = grown(system, 600)
    rows = in_china(system, people)
    system.state.leavers.fast[rows[::2]] = True
    months(system, 12)
    table = system.state.leavers
    fast, slow = rows[::2], rows[1::2]
    assert (table.stage[fast] == SOUTH).mean() > 0.8
    early = int((table.stage[slow] == SOUTH).sum())
    expected = 1 - np.exp(-0.01 * 10)
    assert stats.binomtest(early, slow.size, expected).pvalue > 0.001
    assert stats.binomtest(int((table.stage[fast] == SOUTH).sum()), fast.size, expected).pvalue < 1e-6


def test_arrests_have_the_hazard_of_the_field_and_the_settled_less():
    # Null: chance 1 - exp(-h) in a month; some 500 persons, false alarms 1 in 1000.
    system = at(2008)
    system.state.fields.china = 0.3
    rows = in_china(system, grown(system, 800))
    caught = transit.arrest(system, rows)
    assert stats.binomtest(int(caught.sum()), rows.size, 1 - np.exp(-0.3)).pvalue > 0.001
    assert stats.binomtest(int(caught.sum()), rows.size, 1 - np.exp(-0.2)).pvalue < 0.001
    other = at(2008)
    other.state.fields.china = 0.3
    rows = in_china(other, grown(other, 800), stage=SETTLED)
    assert transit.arrest(other, rows).sum() < caught.sum()


def test_a_group_shares_its_fate():
    system = at(2008)
    father, mother, children = family(system)
    rows = in_china(system, [father, mother, *children])
    system.state.leavers.group[rows] = father
    months(system, 60)
    stages = system.state.leavers.stage[rows]
    alive = system.state.lives(system.state.leavers.person[rows])
    assert len(set(stages[alive].tolist())) <= 1


def test_the_dead_are_not_carried_on():
    system = at(2008, **QUIET)
    system.state.fields.china = 0.0
    rows = in_china(system, grown(system, 200))
    gone = system.state.gone[system.state.leavers.person[rows]]
    months(system, int(np.median(gone)) - system.state.month)
    is_dead = gone <= system.state.month
    assert 0 < is_dead.sum() < rows.size
    assert (system.state.leavers.stage[rows] == np.where(is_dead, DEAD, CHINA)).all()
    assert (system.state.leavers.moved[rows[is_dead]] == gone[is_dead]).all()


def test_the_stock_of_1993_is_placed_if_asked_for():
    system = at(1993, china_stock_1993=300)
    assert system.state.month == FIRST
    transit.travel(system)
    assert (system.state.whereabouts == IN_CHINA).sum() == 300 * system.state.scale
    assert len(at(1993).state.leavers) == 0


def test_more_rewards_let_nobody_go_free():
    few, many = at(2017), at(2017)
    people = grown(few, 500)
    a, b = in_china(few, people), in_china(many, people)
    few.state.fields.china, many.state.fields.china = 0.1, 0.2
    first, second = transit.arrest(few, a), transit.arrest(many, b)
    assert not (first & ~second).any()
    assert second.sum() > first.sum()


@pytest.mark.parametrize("year", [2001, 2015])
def test_everybody_is_in_exactly_one_place(year):
    system = at(year)
    rows = in_china(system, grown(system, 300))
    for _ in range(24):
        months(system, 1)
        state, table = system.state, system.state.leavers
        alive = state.lives(table.person[rows])
        where = {CHINA: IN_CHINA, SETTLED: IN_CHINA, HELD: HELD_IN_CHINA, SOUTH: IN_SOUTH, SENT_BACK: DETAINED}
        for stage, whereabouts in where.items():
            those = rows[alive & (table.stage[rows] == stage)]
            assert (state.whereabouts[table.person[those]] == whereabouts).all()
