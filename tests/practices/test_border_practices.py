"""The practices that are settings of the border: off means off, levels multiply, harm is what they add."""

import numpy as np
import pytest
from scipy import stats

from tests.departures.border_tools import at, grown, in_china
from yeonjwa.departures import transit
from yeonjwa.population.posts import CODE
from yeonjwa.practices import (
    agents_posing_as_helpers,
    border_control,
    china_rewards,
    guard_bribes,
    informer_bounty,
    movement_limits,
    screening_lists,
    shooting_on_sight,
    unit_leader_liability,
)
from yeonjwa.system.ledger import NOT_KIN, SELF
from yeonjwa.system.register import PLACES, WHERE

BORDER = WHERE.index("border")


def harmed(system, practice):
    """Kin bands of those harmed this year."""
    rows = system.state.ledger._of_year.get(practice, [])
    return np.concatenate([r["kin"] for r in rows]) if rows else np.empty(0)


def test_without_border_control_there_is_no_effort_and_nothing_is_sealed():
    system = at(2022, without=("border_control",))
    assert (border_control.effort(system) == 0).all()
    assert border_control.sealed(system) == 0
    assert border_control.sealed(at(2022)) > 0.9
    assert (border_control.effort(at(2013)) > border_control.effort(at(1995))).all()


def test_shooting_weighs_nothing_when_off_and_more_with_control():
    control, accepted = np.array([0.2, 0.8]), np.array([False, False])
    off = at(2021, without=("shooting_on_sight",))
    assert (shooting_on_sight.weight(off, BORDER, 0, control, accepted) == 0).all()
    weight = shooting_on_sight.weight(at(2021), BORDER, 0, control, accepted)
    assert 0 < weight[0] < weight[1]
    assert shooting_on_sight.weight(at(2021), BORDER, 0, control, ~accepted)[0] < weight[0]


def test_those_shot_are_harmed_themselves():
    system = at(2021, shot_dies=1.0)
    people = grown(system, 3)
    where, who = system.state.stratum_of(people)
    assert shooting_on_sight.strike(system, people, system.state.place_of(people), where, who).all()
    assert (harmed(system, "shooting_on_sight") == SELF).all()


def test_guards_accept_more_for_a_better_price_and_in_arrears_and_less_when_punished_or_controlled():
    segment, control = np.array([1]), np.array([0.3])

    def chance(system, control=control):
        return float(guard_bribes.acceptance(system, segment, BORDER, 0, control)[0])

    system = at(2010)
    base = chance(system)
    assert 0 < base < 1
    assert chance(system, control + 0.2) < base
    system.state.fields.price *= 3
    assert chance(system) > base
    system.state.fields.price /= 3
    system.state.fields.arrears += 0.3
    assert chance(system) > base
    assert chance(at(2010, without=("guard_bribes",))) == 0
    before, after = at(2011, 6), at(2012, 6)
    assert guard_bribes.retro(after) > guard_bribes.retro(before)


def test_guards_punished_are_guards_and_no_relatives():
    system = at(2013, guard_punished=50.0)
    state = system.state
    vacancies = np.flatnonzero(state.columns["vacancy_post"] == CODE["border_guard"])
    recent = vacancies[np.abs(state.columns["vacancy_month"][vacancies] - state.month) < 60]
    first = state.columns["vacancy_reserve"][recent, 0]
    state.post_now[first[first >= 0]] = CODE["border_guard"]
    guards = guard_bribes.punish(system, grown(system, 50))
    assert guards.size
    assert (state.post_now[guards] == CODE["border_guard"]).all()
    assert (harmed(system, "guard_bribes") == NOT_KIN).all()
    quiet = at(2013, guard_punished=0.0)
    assert guard_bribes.punish(quiet, grown(quiet, 50)).size == 0


def test_rewards_add_to_the_hazard_and_their_harm_is_what_they_add():
    system, without = at(2017, rewards_effect=3.0), at(2017, rewards_effect=3.0, without=("china_rewards",))
    assert china_rewards.hazard(without) == china_rewards.base(without) == china_rewards.base(system)
    assert china_rewards.hazard(system) > 2 * china_rewards.base(system)
    people = grown(system, 800)
    a, b = in_china(system, people), in_china(without, people)
    for _ in range(6):
        transit.arrest(system, a[system.state.leavers.stage[a] == 3])
        transit.arrest(without, b[without.state.leavers.stage[b] == 3])
        system.state.month += 1
        without.state.month += 1
    held = {s: s.state.leavers.held[r] > 0 for s, r in ((system, a), (without, b))}
    assert not (held[without] & ~held[system]).any()
    assert 0 < harmed(system, "china_rewards").size <= held[system].sum()
    assert harmed(without, "china_rewards").size == 0


def test_agents_catch_with_their_chance_and_none_when_off():
    # Null: chance = level * figure; some 500 persons, false alarms 1 in 1000.
    system = at(2016, agents_chance=0.5)
    people = grown(system, 800)
    where, who = system.state.stratum_of(people)
    level = system.state.schedule.level("agents_posing_as_helpers", "actual", system.state.month, "border", "ordinary")
    met = agents_posing_as_helpers.catch(system, people, people, where, who)
    assert stats.binomtest(int(met.sum()), met.size, 0.5 * level).pvalue > 0.001
    assert stats.binomtest(int(met.sum()), met.size, 0.35 * level).pvalue < 0.001
    off = at(2016, agents_chance=0.5, without=("agents_posing_as_helpers",))
    assert not agents_posing_as_helpers.catch(off, people, people, where, who).any()
    group = np.repeat(people[:10], 5)
    met = agents_posing_as_helpers.catch(system, group, people[:50], where[:50], who[:50])
    assert all(len(set(met[group == g].tolist())) == 1 for g in people[:10])


def test_the_bounty_is_believed_at_the_border_only_and_falls_later():
    system = at(2017)
    reward = informer_bounty.believed(system, np.arange(len(WHERE)), np.zeros(len(WHERE), dtype=int))
    assert reward[BORDER] > 0
    assert (np.delete(reward, BORDER) == 0).all()
    assert informer_bounty.paid(system, BORDER, 0) <= reward[BORDER]
    assert informer_bounty.in_incomes(at(2022), BORDER, 0) < informer_bounty.in_incomes(system, BORDER, 0)
    assert informer_bounty.believed(at(2017, without=("informer_bounty",)), BORDER, 0) == 0


def test_limits_have_the_level_of_each_place_and_standing():
    system = at(2021)
    limits = movement_limits.limits(system)
    assert limits.shape == (PLACES, 2)
    assert (limits[:208] == 1).all()
    assert (movement_limits.limits(at(2021, without=("movement_limits",))) == 0).all()
    assert (movement_limits.limits(at(2010)) < limits).all()


@pytest.mark.parametrize(("year", "level"), [((2012, 1), 0.15), ((2014, 3), 0.9), ((2020, 6), 1.0)])
def test_lists_uncover_in_pulses(year, level):
    system = at(*year, lists_uncover_absent=1.0)
    rows = in_china(system, grown(system, 400), label=screening_lists.ABSENT)
    border = system.state.leavers.where[rows] == BORDER
    found = screening_lists.uncovered(system, rows)[border]
    assert stats.binomtest(int(found.sum()), found.size, level).pvalue > 0.001


def test_sanctions_fall_on_minders_of_the_same_kind_of_place_always_the_same_ones():
    system = at(2016, leader_sanctioned=50.0, workplace_sanctioned=50.0)
    people = grown(system, 40)
    place = system.state.place_of(people)
    where, who = system.state.stratum_of(people)
    before = system.state.fields.vigilance.copy()
    system.state.fields.residents[:, 0] = 1000.0
    assert unit_leader_liability.sanction(system, people, place, where, who) == 2 * people.size
    assert (harmed(system, "unit_leader_liability") == NOT_KIN).all()
    assert (system.state.fields.vigilance[place] > before[place]).all()
    leaders = unit_leader_liability.stand_ins(system, people, place, 0, "leader of a unit")
    system.state.month += 1
    again = unit_leader_liability.stand_ins(system, people, place, 0, "leader of a unit")
    assert (leaders == again).mean() > 0.8
    found = leaders[leaders >= 0]
    assert (system.state.columns["sex"][found] == 0).all()
    assert (system.state.stratum_of(found)[0] == where[leaders >= 0]).all()


def test_without_liability_nobody_is_sanctioned():
    system = at(2016, without=("unit_leader_liability",))
    people = grown(system, 40)
    where, who = system.state.stratum_of(people)
    assert unit_leader_liability.sanction(system, people, system.state.place_of(people), where, who) == 0
    assert harmed(system, "unit_leader_liability").size == 0
