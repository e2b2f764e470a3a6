"""Absence noticed, labels, and what is known, on a small prepared state."""

import numpy as np
from scipy import stats

from tests.departures.border_tools import alone, at, family, grown, in_china
from yeonjwa.departures import attempts, crossing, transit
from yeonjwa.population.country import FEMALE
from yeonjwa.practices import unit_leader_liability
from yeonjwa.system import away
from yeonjwa.system.register import ABROAD, where_of_place
from yeonjwa.units import detection

UNKNOWN = detection.UNKNOWN
ALWAYS = {"absence_noticed_daily": 1.0, "absence_noticed_hardship": 0.0}
NO_LABELS = {"label_bought": 0.0}


def test_who_is_caught_or_returned_is_known_at_once():
    system = at(2013, crossing_caught=40, absence_noticed_daily=0.0)
    people = grown(system, 20)
    crossing.cross(system, alone(people))
    cases = detection.notice(system)
    assert sorted(cases.person.tolist()) == people.tolist()
    assert len(detection.notice(system)) == 0

    system = at(2013, absence_noticed_daily=0.0, label_bought=1.0)
    rows = in_china(system, grown(system, 5))
    transit._hold(system, rows)
    system.state.month += 1
    away.send_back(system, rows, system.state.month + 6)
    assert len(detection.notice(system)) == 5


def test_nothing_is_noticed_at_chance_zero_and_all_at_one():
    system = at(2005, absence_noticed_daily=0.0)
    rows = in_china(system, grown(system, 30))
    assert len(detection.notice(system)) == 0
    system = at(2005, **ALWAYS, **NO_LABELS)
    rows = in_china(system, grown(system, 30))
    assert detection.notice(system).leaver.size == rows.size
    assert (system.state.leavers.known[rows] == system.state.month).all()
    assert (system.state.leavers.label[rows] == 3).all()


def test_who_died_in_china_is_missed_at_home_like_the_others():
    system = at(2005, **ALWAYS, **NO_LABELS)
    rows = in_china(system, grown(system, 3))
    system.state.kill(system.state.leavers.person[rows[:1]])
    transit.travel(system)
    system.state.month += 1
    assert detection.notice(system).leaver.size == rows.size


def test_the_chance_in_a_month_adds_thirty_days():
    # Null: 1 - (1 - p) ** 30 with p the daily chance at this hardship and vigilance; some 500 persons, false alarms 1 in 1000.
    system = at(2005, **NO_LABELS)
    rows = in_china(system, grown(system, 800))
    chance = detection.chance_of_notice(system, rows, np.zeros(rows.size, dtype=bool))
    known = len(detection.notice(system))
    assert stats.binomtest(known, rows.size, chance.mean()).pvalue > 0.001
    assert stats.binomtest(known, rows.size, chance.mean() / 1.3).pvalue < 0.001


def test_vigilance_raises_and_hunger_lowers_it_and_abroad_all_is_seen():
    system = at(2005)
    rows = in_china(system, grown(system, 10))
    none = np.zeros(rows.size, dtype=bool)
    usual = detection.chance_of_notice(system, rows, none)
    system.state.fields.vigilance[:] = 2.0
    assert (detection.chance_of_notice(system, rows, none) > usual).all()
    system.state.fields.vigilance[:] = 1.0
    system.state.fields.hardship += 0.5
    assert (detection.chance_of_notice(system, rows, none) < usual).all()
    system.state.leavers.place[rows] = ABROAD
    assert (detection.chance_of_notice(system, rows, none) > 0.999).all()


def test_a_family_on_file_is_noticed_by_the_next_day_where_leaders_are_liable():
    for without, sure in (((), True), (("unit_leader_liability",), False)):
        system = at(2016, without=without)
        rows = in_china(system, grown(system, 10))
        on = detection.chance_of_notice(system, rows, np.ones(rows.size, dtype=bool))
        off = detection.chance_of_notice(system, rows, np.zeros(rows.size, dtype=bool))
        assert ((on > off).all() and (on > 0.6).all()) if sure else (on == off).all()


def test_a_label_hides_until_it_is_uncovered():
    system = at(2005, **ALWAYS, label_bought=1.0, label_dead=1.0, lists_uncover_dead=0.0)
    rows = in_china(system, grown(system, 30))
    assert len(detection.notice(system)) == 0
    table = system.state.leavers
    assert (table.label[rows] == detection.DEAD).all()
    assert (table.known[rows] == UNKNOWN).all()
    assert system.state.ledger.yearly["label_bribes_usd"].sum() == 30 * system.state.figure("label_price")
    system.state.month += 1
    assert len(detection.notice(system)) == 0
    sure = at(2020, 6, **ALWAYS, label_bought=1.0, label_dead=0.0, lists_uncover_absent=1.0)
    rows = in_china(sure, grown(sure, 30))
    detection.notice(sure)
    assert len(detection.notice(sure)) == rows.size  # June 2020: every home is on a list


def test_without_lists_and_interception_no_label_is_uncovered():
    system = at(2014, without=("screening_lists", "phone_interception"), lists_uncover_absent=1.0, contact_uncovers=1.0)
    rows = in_china(system, grown(system, 30), label=detection.ABSENT)
    assert not detection.uncovered(system, rows).any()
    system = at(2014, lists_uncover_absent=1.0)
    rows = in_china(system, grown(system, 30), label=detection.ABSENT)
    assert detection.uncovered(system, rows).any()


def test_contact_found_out_uncovers_only_those_in_contact():
    system = at(2016, without=("screening_lists",), contact_uncovers=50.0)
    rows = in_china(system, grown(system, 10), label=detection.ABSENT)
    own = system.state.people.row_of[system.state.leavers.person[rows[:5]]]
    system.state.people.contact_until[own] = system.state.month + 6
    assert detection.uncovered(system, rows).tolist() == [True] * 5 + [False] * 5


def test_some_who_arrived_stay_unknown():
    system = at(2005, label_dead=1.0, lists_uncover_dead=0.0)
    rows = in_china(system, grown(system, 400))
    away.reach_south(system, rows)
    for _ in range(24):
        system.state.month += 1
        detection.notice(system)
    known = system.state.leavers.known[rows] < UNKNOWN
    assert 0.4 < known.mean() < 0.9
    # Neighbours see a success only where an absence was read as flight.
    told = [entry for entry in system.state.totals["seen"] if entry[5] == "success"]
    assert sum(entry[1].size for entry in told) == known.sum()


def test_the_second_of_a_family_brings_its_leader_before_a_session():
    system = at(2016, **ALWAYS, **NO_LABELS, leader_sanctioned=1.0)
    father, mother, _ = family(system)
    in_china(system, [father])
    first = detection.notice(system)
    assert first.person.tolist() == [father]
    assert system.state.ledger.yearly["minders_criticised"].sum() == 0
    system.state.month += 1
    in_china(system, [mother])
    second = detection.notice(system)
    assert second.person.tolist() == [mother]
    assert second.file.tolist() == first.file.tolist()
    minders = sum(system.state.ledger.yearly[name].sum() for name in ("minders_criticised", "minders_dismissed"))
    assert minders >= 1


def test_false_alarms_need_files_and_liability():
    system = at(2016, temporary_absence=1.0)
    detection.false_alarms(system)
    assert "false_alarms" not in system.state.ledger.yearly
    for without, alarms in (((), True), (("unit_leader_liability",), False)):
        system = at(2016, without=without, **ALWAYS, **NO_LABELS, temporary_absence=1.0)
        in_china(system, grown(system, 200))
        detection.notice(system)
        detection.notice(system)  # files are opened at the end of the first
        assert bool(system.state.ledger.yearly["false_alarms"].sum()) is alarms


def test_vigilance_returns_to_the_usual():
    system = at(2016)
    system.state.fields.vigilance[:] = 9.0
    for _ in range(120):
        detection._calm_down(system)
    assert np.allclose(system.state.fields.vigilance, 1.0, atol=1e-3)


def test_false_alarms_are_those_that_each_family_s_own_chance_gives():
    system = at(2014, temporary_absence=0.05)
    state, files = system.state, system.state.files
    files.add(
        400, keeper=np.arange(400), members=np.arange(400) % 9, place=np.arange(400) % 200, where=np.arange(400) % 5
    )
    for _ in range(6):
        level = unit_leader_liability.level(system, files.where, files.who)
        chance = 1 - (1 - 0.05 * level) ** files.members
        draw = state.luck.uniform("away for a day", files.keeper, state.month)
        before = state.ledger.yearly["false_alarms"].sum()
        detection.false_alarms(system)
        assert state.ledger.yearly["false_alarms"].sum() - before == (draw < chance).sum()
        state.month += 1


def test_the_stand_in_is_the_first_of_all_tries_who_fits():
    system = at(2014)
    state = system.state
    keys = grown(system, 60)
    places = state.place_of(keys)
    found = unit_leader_liability.stand_ins(system, keys, places, FEMALE, "leader of a unit")
    began = state.month // unit_leader_liability.TERM * unit_leader_liability.TERM
    ages = (round(12 * state.figure(f"unit_leader_age_{end}")) for end in ("min", "max"))
    first, last = attempts.of_age(state, began, *ages)
    kind = where_of_place()
    for key, place, met in zip(keys.tolist(), places.tolist(), found.tolist(), strict=True):
        draw = state.luck.uniform("who is the leader of a unit", key, began, 0, np.arange(48))
        people = first + (draw * (last - first)).astype(np.int64)
        fits = (state.columns["sex"][people] == FEMALE) & state.at_home(people)
        fits &= kind[state.place_of(people)] == kind[place]
        assert met == (people[fits][0] if fits.any() else -1)
    assert (found >= 0).sum() > 30
