"""Coming home and being released, on a small prepared state."""

import numpy as np
import pytest
from scipy import stats

from tests.departures.border_tools import alone, at, grown, in_china
from tests.departures.test_transit import everywhere
from yeonjwa.departures import attempts, crossing, returning
from yeonjwa.practices import lighter_penalties_bargain as bargain
from yeonjwa.practices.shared import levels
from yeonjwa.system import away
from yeonjwa.system.register import DETAINED, HOME, IN_CAMP, IN_EXILE
from yeonjwa.system.state import CAME_BACK, CHINA, SOUTH


def in_the_south(system, persons, years=1):
    rows = in_china(system, persons)
    away.reach_south(system, rows)
    system.state.leavers.arrived[rows] -= 12 * years
    return rows


def test_those_whose_term_ends_are_home_and_others_stay():
    system = at(2005)
    state = system.state
    people = grown(system, 6)
    for person, whereabouts in zip(people, (DETAINED, IN_CAMP, IN_EXILE) * 2, strict=True):
        state.move(np.array([person]), whereabouts, state.month + (1 if person < people[3] else 2))
    state.month += 1
    returning.release(system)
    assert (state.whereabouts[people[:3]] == HOME).all()
    assert (state.whereabouts[people[3:]] != HOME).all()
    state.month += 1
    returning.release(system)
    assert (state.whereabouts[people] == HOME).all()


def test_who_was_taken_elsewhere_or_died_is_not_released():
    system = at(2005)
    state = system.state
    people = grown(system, 3)
    state.move(people, DETAINED, state.month + 1)
    state.move(people[:1], IN_CAMP)
    state.kill(people[1:2])
    state.month += 1
    returning.release(system)
    assert state.whereabouts[people].tolist() == [IN_CAMP, DETAINED, HOME]


def test_who_is_caught_comes_home_after_the_term_and_may_try_again():
    system = at(2005, crossing_caught=40)
    people = grown(system, 40)
    crossing.cross(system, alone(people))
    assert (system.state.whereabouts[people] == DETAINED).all()
    for _ in range(10):
        system.state.month += 1
        returning.come_home(system)
    alive = people[system.state.lives(people)]
    assert (system.state.whereabouts[alive] == HOME).all()
    crossing.cross(system, alone(alive))
    assert len(system.state.leavers) == people.size + alive.size


def test_deaths_in_detention_have_their_dated_chance_and_none_at_zero():
    # Null: chance 1 - exp(-h) in a month; some 500 persons, false alarms 1 in 1000.
    system = at(2005, **everywhere("detention_deaths", 0.2))
    people = grown(system, 800)
    system.state.move(people, DETAINED, system.state.month + 40)
    attempts.hold(system, people)
    attempts.die_in_detention(system)
    dead = int((~system.state.lives(people)).sum())
    assert stats.binomtest(dead, people.size, 1 - np.exp(-0.2)).pvalue > 0.001
    assert stats.binomtest(dead, people.size, 1 - np.exp(-0.3)).pvalue < 0.001
    system = at(2005, **everywhere("detention_deaths", 0.0))
    system.state.move(people, DETAINED, system.state.month + 40)
    attempts.hold(system, people)
    attempts.die_in_detention(system)
    assert system.state.lives(people).all()


def test_only_those_held_now_die_of_it():
    system = at(2005, **everywhere("detention_deaths", 50.0))
    people = grown(system, 10)
    system.state.move(people, DETAINED, system.state.month + 40)
    attempts.hold(system, people)
    system.state.move(people[:5], HOME)
    attempts.die_in_detention(system)
    assert system.state.lives(people).tolist() == [True] * 5 + [False] * 5


def test_many_go_home_from_china_at_first_and_nobody_through_a_sealed_border():
    system = at(1998)
    rows = in_china(system, grown(system, 800))
    returning.from_china(system)
    table = system.state.leavers
    assert 0.01 < (table.stage[rows] == CAME_BACK).mean() < 0.1
    back = table.person[rows[table.stage[rows] == CAME_BACK]]
    assert (system.state.whereabouts[back] == HOME).all()
    sealed = at(1998, **everywhere("china_home", 50.0))
    sealed.state.fields.sealed = 1.0
    rows = in_china(sealed, grown(sealed, 800))
    returning.from_china(sealed)
    assert (sealed.state.leavers.stage[rows] == CHINA).all()


def test_the_mean_hazard_of_return_from_the_south_is_that_of_the_reported_returns():
    # 28 in seven years among some 26,000, 1.5e-4 a year, under-counted; a person without contact or pressure has the base.
    system = at(2015)
    rows = in_the_south(system, grown(system, 200), years=6)
    yearly = 12 * returning.hazard_from_the_south(system, rows, np.ones(rows.size)).mean()
    assert 0.5e-4 < yearly < 4e-4


def test_contact_pressure_clemency_and_the_bargain_raise_it_and_years_lower_it():
    system = at(2016)
    state = system.state
    rows = in_the_south(system, grown(system, 20))
    relief = np.full(rows.size, 0.5)

    def hazard():
        return returning.hazard_from_the_south(system, rows, relief)

    base = hazard()
    own = state.people.row_of[state.leavers.person[rows]]
    state.people.contact_until[own] = state.month + 3
    contact = hazard()
    assert (contact > base).all()
    file = state.files.add(1, visited=state.month - 1)[0]
    state.leavers.file[rows] = file
    pressed = hazard()
    assert (pressed > contact).all()
    state.files.visited[file] = state.month - 20
    assert hazard() == pytest.approx(contact)
    state.fields.clemency[:] = 0.5
    pardon = hazard()
    assert (pardon > contact).all()
    relief += 0.5
    assert (hazard() > pardon).all()
    state.leavers.arrived[rows] -= 60
    assert (hazard() < pardon).all()


def banished_family(**given):
    """Fifty people in the South, each with a family on file of whom one member is in a camp and another banished."""
    system = at(2016, **given)
    state = system.state
    people = grown(system, 150)
    rows = in_the_south(system, people[:50])
    for person, kin in zip(rows, people[50:].reshape(-1, 2), strict=True):
        file = state.files.add(1, keeper=kin[0], opened=state.month, members=2, left=1)[0]
        own = state.rows(kin)
        state.files.first_row[file], state.people.next_of_file[own[0]] = own[0], own[1]
        state.people.file[own], state.people.chon[own] = file, (1, 2)
        state.leavers.file[person] = file
    state.move(people[50::2], IN_CAMP)
    state.move(people[51::2], IN_EXILE)
    state.fields.clemency[:] = 1.0
    return system, rows


def test_who_is_told_that_the_family_is_spared_more_returns_sooner():
    system, rows = banished_family()
    f = system.state.figure
    told = bargain.relief(system, rows)
    weight = np.exp(-np.array([1, 2]) / f("kin_weight_range"))
    level = levels(system, bargain.NAME, system.state.leavers.where[rows], system.state.leavers.who[rows])
    expected = (weight * [f("camp_loss"), f("exile_loss")]).sum() * level * f("bargain_lightens")
    assert told == pytest.approx(expected)
    assert (told > 0).all()
    most = bargain.most_relief(system, rows)
    assert (most >= told).all()
    assert (bargain.members_of_families(system, rows) == 2).all()
    assert (most <= bargain.most_relief_by_family(system, np.full(rows.size, 2))).all()
    hazard = returning.most_hazard_by_family(system)[2]
    assert (returning.hazard_from_the_south(system, rows, told) <= hazard).all()
    people = system.state.people
    system.state.fields.clemency[:] = 0.2
    for own in (-0.5, 0.0, 0.3, 2.0):
        people.add_to("clemency", people.row_of[system.state.leavers.person[rows[::2]]], own, system.state.month, 0.0)
        closer = returning.most_hazard_from_the_south(system, rows)
        assert (returning.hazard_from_the_south(system, rows, told) <= closer).all()
        assert (closer <= hazard).all()
    system.state.fields.clemency[:] = 1.0
    more, none = (returning.hazard_from_the_south(system, rows, r) for r in (told, np.zeros(rows.size)))
    assert more == pytest.approx(none * np.exp(f("returning_bargain") * told))


def test_without_the_bargain_nothing_is_told():
    system, rows = banished_family(without=(bargain.NAME,))
    assert not bargain.relief(system, rows).any()
    assert not bargain.most_relief(system, rows).any()
    assert not bargain.most_relief_by_family(system, np.arange(3)).any()


def test_who_returns_from_the_south_is_home_and_no_longer_counted_there():
    system = at(2016, returning_base=600.0)
    rows = in_the_south(system, grown(system, 20))
    returning.from_the_south(system)
    state, table = system.state, system.state.leavers
    assert (table.stage[rows] == CAME_BACK).all()
    assert (state.whereabouts[table.person[rows]] == HOME).all()
    assert (state.people.south == 0).all()


def test_thinning_by_the_greatest_relief_loses_nobody():
    (fast, rows), (slow, _) = (banished_family(returning_base=0.3, returning_bargain=1.5) for _ in range(2))
    persons = slow.state.leavers.person[rows].astype(np.int64)
    chance = 1 - np.exp(-returning.hazard_from_the_south(slow, rows, bargain.relief(slow, rows)))
    expected = slow.state.luck.uniform("goes back from the South", persons, slow.state.month) < chance
    returning.from_the_south(fast)
    assert ((fast.state.leavers.stage[rows] == CAME_BACK) == expected).all()
    assert 0 < expected.sum() < rows.size
    assert (fast.state.leavers.stage[rows][~expected] == SOUTH).all()
