"""Grievance of the struck, of theirs and of onlookers."""

import numpy as np
import pytest

from tests.beliefs.small import grown_at_home, leave, system_at
from yeonjwa.beliefs import dread, grievance


def grievance_of(system, ids):
    state = system.state
    return state.people.faded("grievance", state.people.row_of[ids], state.month, state.figure("fading_grievance"))


def test_a_blow_is_felt_by_oneself_and_by_close_kin_by_degree():
    system = system_at()
    state = system.state
    person = grown_at_home(system)[200:201]
    kin, kind = system.deciding.close_kin(state, person)
    grievance.strike(system, person, 1, 0.6)
    gamma = state.figure("grievance_of_kin")
    assert grievance_of(system, person) == pytest.approx(gamma * 0.6)
    there = kin[0] >= 0
    expected = gamma * 0.6 * system.deciding.weight[kind[0, there]]
    assert np.allclose(grievance_of(system, kin[0, there]), expected, rtol=1e-5)
    others = np.setdiff1d(np.arange(state.country.persons_ever), np.append(kin[0, there], person))
    assert not state.people.row_of[others].any()


def test_grievance_saturates_however_often_one_is_struck():
    system = system_at(figures={"fading_grievance": 0.0075, "grievance_of_kin": 3.0})
    state, person = system.state, grown_at_home(system)[200:201]
    most = state.figure("grievance_most")
    for _ in range(24):
        grievance.strike(system, person, 1, 3.0)
        state.month += 1
    state.month -= 1
    assert grievance_of(system, person) == pytest.approx(most)
    assert state.people.grievance.max() <= most
    state.fields.hardship[:] = 50.0
    for _ in range(24):
        grievance.feel(system)
    assert state.fields.grievance.max() == most


def test_a_person_with_two_relatives_struck_feels_both():
    system = system_at()
    state = system.state
    people = grown_at_home(system)
    kin, kind = system.deciding.close_kin(state, people)
    row = int(np.flatnonzero((kin >= 0).sum(axis=1) >= 2)[0])
    grievance.strike(system, kin[row, :2].astype(np.int64), None, 1.0)
    expected = state.figure("grievance_of_kin") * system.deciding.weight[kind[row, :2]].sum()
    assert grievance_of(system, people[row : row + 1]) == pytest.approx(expected, rel=1e-5)


def test_what_is_seen_as_just_frightens_but_angers_nobody():
    system = system_at()
    person = grown_at_home(system)[200:201]
    grievance.strike(system, person, 1, 1.0, is_unjust=False)
    row = system.state.people.row_of[person]
    assert system.state.people.grievance[row] == 0
    assert system.state.people.fear[row] > 0
    assert system.state.people.inevitability[row] == 0


def test_who_is_struck_for_an_act_of_their_own_teaches_nobody_to_fear_for_relatives():
    system = system_at()
    person = grown_at_home(system)[200:201]
    grievance.strike(system, person, None, 1.0)
    assert (system.state.people.grievance > 0).sum() > 0
    assert not system.state.people.fear.any()


def test_a_struck_relative_raises_the_bound_of_the_hazard_so_that_no_departure_is_lost():
    system = system_at()
    state = system.state
    person = grown_at_home(system)[200:201]
    grievance.strike(system, person, 1, 2.0)
    rows = state.people.row_of[person]
    system.deciding.renew_bounds(state)
    assert state.people.cap[rows] >= system.deciding.raise_of(state, rows)


@pytest.mark.parametrize("act", [grievance.forced_call, grievance.minder])
def test_acts_that_anger_raise_and_gifts_lower_grievance(act):
    system = system_at()
    people = grown_at_home(system)[100:103]
    act(system, people)
    angry = grievance_of(system, people)
    assert (angry > 0).all()
    grievance.gift(system, people)
    assert (grievance_of(system, people) < angry).all()
    act(system, people[:0])


def test_the_field_forgets_a_share_each_month_and_settles():
    system = system_at(without=["movement_limits"])
    state = system.state
    state.fields.hardship[:] = 0.5
    for _ in range(400):
        grievance.feel(system)
    settled = state.figure("grievance_of_hardship") * 0.5 / grievance.forgotten(state)
    assert np.allclose(state.fields.grievance, settled, rtol=1e-4)


def test_purges_anger_the_elite_only():
    system = system_at(without=["movement_limits"])
    system.state.fields.purge = 1.0
    grievance.feel(system)
    felt = system.state.fields.grievance > 0
    assert felt[208].all()  # abroad
    assert felt[:, 1].sum() > 1
    assert not felt[:208, 0].any()


@pytest.mark.parametrize(("kind", "sign"), [("punishment", 1), ("shooting", 1), ("leniency", -1)])
def test_onlookers_are_angered_by_what_they_see_and_soothed_by_leniency(kind, sign):
    fields = []
    for amount in (0.0, 50.0):
        system = system_at()
        state = system.state
        state.fields.grievance[:] = 0.5
        state.memory.heard = {
            k: np.full_like(state.fields.grievance, amount * (k == kind))
            for k in ("punishment", "shooting", "leniency")
        }
        grievance.feel(system)
        fields.append(state.fields.grievance)
    assert (np.sign(fields[1] - fields[0]) == sign).all()


def test_dread_is_counted_in_december_for_families_that_fear_something():
    from yeonjwa.months import month_of

    counted = {}
    for history, month in (("reported", 12), ("reported", 11), ("no-kin-consequence", 12)):
        system = system_at(month_of(2010, month), history=history)
        leave(system, grown_at_home(system)[::200])
        system.state.fields.punish[:] = 0.3 if history == "reported" else 0.0
        dread.count(system)
        counted[history, month] = system.state.ledger.yearly["dread_person_months"].sum()
    assert counted["reported", 12] > 0
    assert counted["reported", 11] == counted["no-kin-consequence", 12] == 0


def test_watch_angers_once_a_year_what_a_year_of_it_leaves():
    system = system_at()
    state = system.state
    people = grown_at_home(system)[100:140]
    rows = state.rows(people)
    state.people.watch[rows] = 3
    grievance.feel(system)
    mu = grievance.forgotten(state)
    assert np.allclose(
        state.people.grievance[rows], state.figure("grievance_of_watch") * (1 - (1 - mu) ** 12) / mu, rtol=1e-5
    )
    state.month += 1
    grievance.feel(system)
    assert (state.people.grievance_month[rows] == state.month - 1).all()
