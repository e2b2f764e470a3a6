"""What a month ends with: stays, stocks, births, means, and the schedule with its dated switches."""

from __future__ import annotations

import numpy as np
import pytest

from tests.population.society_tools import with_society
from tests.system_tables.made_counts import strike
from yeonjwa.months import month_of
from yeonjwa.scenario import Scenario
from yeonjwa.system import observe
from yeonjwa.system.ledger import ANY, FIRST_YEAR, NOT_KIN, OWN_FILE, SELF, Ledger, kin_band
from yeonjwa.system.register import DETAINED, HOME, IN_CAMP
from yeonjwa.system.run import System
from yeonjwa.system.schedules import schedule_of
from yeonjwa.system.state import FIRST


@pytest.fixture
def system():
    country = with_society()
    return System(country, Scenario(departures="simulated", population=country.spec))


def living(state, month, count):
    """Adults who live through 2010 in the genealogy."""
    fits = (state.birth < month - 30 * 12) & (state.gone > month_of(2010))
    return np.flatnonzero(fits)[:count]


def months_noted(state):
    """Person-months by practice and person, as they are told to the ledger from now on."""
    found = {}

    def note(practice, persons, kin, stratum, sex, first_minor, months=0.0):
        for person, length in zip(persons, np.broadcast_to(months, np.shape(persons)), strict=True):
            found[practice, int(person)] = found.get((practice, int(person)), 0) + float(length)

    state.ledger.harm = note
    return found


def december(system, year):
    system.state.month = month_of(year, 12)
    observe.close(system)


def test_a_stay_over_two_years_counts_every_month_once(system):
    state = system.state
    state.month = month_of(2000, 3)
    person = living(state, state.month, 1)
    found = months_noted(state)
    state.move(person, DETAINED, month_of(2002, 6))
    for year in (2000, 2001):
        december(system, year)
    assert found == {("detention", int(person[0])): 10 + 12}
    state.month = month_of(2002, 6)
    state.move(person, HOME)
    assert found == {("detention", int(person[0])): 10 + 12 + 5}
    december(system, 2002)
    assert found == {("detention", int(person[0])): 27}


def test_who_dies_in_a_camp_counts_to_the_month_of_death_and_no_further(system):
    state = system.state
    state.month = month_of(2000, 3)
    killed, aged = living(state, state.month, 2)
    state.columns["death_month"] = state.columns["death_month"].copy()
    state.columns["death_month"][aged] = state.gone[aged] = month_of(2000, 10)
    found = months_noted(state)
    state.move(np.array([killed, aged]), IN_CAMP, month_of(2010))
    state.month = month_of(2000, 8)
    state.kill(np.array([killed]))
    december(system, 2000)
    december(system, 2001)
    assert found == {("three_generations", int(killed)): 5, ("three_generations", int(aged)): 7}


def test_stocks_hold_the_living_only(system):
    state = system.state
    state.month = month_of(2000, 3)
    people = living(state, state.month, 5)
    state.move(people, IN_CAMP)
    state.gone[people[0]] = state.people.gone[state.people.row_of[people[0]]] = month_of(2000, 5)
    december(system, 2000)
    assert state.ledger.yearly["stock_in_camps"][2000 - FIRST_YEAR] == 4


def test_means_are_weighted_with_residents(system):
    state = system.state
    state.fields.residents[:] = 0
    state.fields.residents[[0, 1], 0] = 300, 100
    state.fields.grievance[[0, 1], 0] = 1.0, 2.0
    december(system, 2000)
    record = observe.record_of(state)
    year = 2000 - FIRST_YEAR
    total = np.nansum(record.means["grievance"][year] * record.residents[year])
    assert total == pytest.approx(300 + 200)
    assert np.isnan(record.means["grievance"][year][record.residents[year] == 0]).all()


def test_everybody_struck_by_some_practice_is_counted_once_and_dread_is_none():
    ledger = Ledger(1.0)
    for month in range(month_of(1998), month_of(2004)):
        if month % 12 == 3:
            strike(ledger, "exile", [1, 2])
            strike(ledger, "watching", [2, 3], [2, 1], 5)
            for column, value in zip(ledger.exposed["dread"].columns(10), (1, 0, 0, 5), strict=True):
                column[9] = value
        ledger.close_month(month)
    assert ledger.people[ANY]["kin"][1].tolist() == [0, 3, 0, 0, 0, 0]
    assert ledger.people_of_year[ANY][5] == 3
    assert ledger.people["dread"]["kin"][1].sum() == 1


def test_who_left_and_is_on_file_is_nobodys_relative_there():
    assert kin_band([0, 2, 8, 9, 40, OWN_FILE]).tolist() == [1, 2, 4, NOT_KIN, NOT_KIN, SELF]


def test_a_dated_switch_puts_a_practice_out_for_its_months_both_included():
    scenario = Scenario(departures="simulated", off=(("watching", "2013-03", "2013-05"),))
    plain = schedule_of(Scenario(departures="simulated"))
    switched = schedule_of(scenario)
    for series in ("instructed", "actual", "believed"):
        here, usual = switched.table("watching", series), plain.table("watching", series)
        is_off = np.arange(len(here)) + FIRST
        is_off = (is_off >= month_of(2013, 3)) & (is_off <= month_of(2013, 5))
        assert not here[is_off].any()
        assert usual[is_off].any()
        assert np.array_equal(here[~is_off], usual[~is_off])
        assert switched.level("watching", series, month_of(2013, 4), "border", "ordinary") == 0
    assert np.array_equal(switched.table("watching", "formal"), plain.table("watching", "formal"))
    assert np.array_equal(switched.table("exile", "actual"), plain.table("exile", "actual"))


def test_observing_changes_nothing_that_happens(monkeypatch):
    country = with_society()
    scenario = Scenario(departures="simulated", population=country.spec)
    seen, unseen = System(country, scenario), System(country, scenario)
    for _ in range(80):
        seen.step()
    monkeypatch.setattr(observe, "close", lambda system: None)
    for _ in range(80):
        unseen.step()
    assert np.array_equal(seen.state.whereabouts, unseen.state.whereabouts)
    assert np.array_equal(seen.state.gone, unseen.state.gone)
    assert np.array_equal(seen.state.leavers.person, unseen.state.leavers.person)
