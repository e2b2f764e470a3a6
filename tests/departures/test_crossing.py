"""Drivers, prices and crossing, on a small prepared state."""

import numpy as np
import pytest

from tests.departures.border_tools import alone, at, family, grown, stand_in, together
from yeonjwa.departures import crossing, drivers
from yeonjwa.departures.crossing import CAUGHT, THROUGH, WAS_SHOT
from yeonjwa.departures.dated import anchors, path
from yeonjwa.errors import InputError
from yeonjwa.practices import border_control
from yeonjwa.system.register import ABROAD, DETAINED, EXILED, HOME, IN_CAMPS, IN_CHINA, WHERE, where_of_place
from yeonjwa.system.state import CHINA, SHOT, STOPPED

# Drivers.


def test_a_dated_path_is_straight_between_its_figures_and_level_outside():
    system = at(1997, 7)
    assert path(system.state, "famine") == 1.0
    first, last = anchors("famine")[0], anchors("famine")[-1]
    assert path(system.state, "famine", first[0] - 6) == system.state.figure(first[1])
    assert path(system.state, "famine", last[0] + 99) == system.state.figure(last[1])
    (m0, k0), (m1, k1) = anchors("purge")[4:6]
    middle = path(system.state, "purge", (m0 + m1) // 2)
    share = ((m0 + m1) // 2 - m0) / (m1 - m0)
    assert middle == pytest.approx((1 - share) * system.state.figure(k0) + share * system.state.figure(k1))
    with pytest.raises(InputError, match="Did you mean"):
        anchors("famin")


def test_hardship_is_one_for_ordinary_people_in_the_worst_year():
    system = at(1997, 7)
    inland = np.flatnonzero(where_of_place() == WHERE.index("other"))
    west = inland[drivers.segment_of_place()[inland] == 0]
    west = west[west < 208]
    assert np.allclose(system.state.fields.hardship[west, 0], 1.0)
    months = [drivers.hardship(system.state)[west[0], 0] for system in (at(y) for y in (1994, 1997, 2005, 2021))]
    assert months[1] == max(months)
    assert all(0 < h < 1.1 for h in months)


def test_cadre_and_capital_lack_less_and_the_north_east_more():
    h = at(1997, 7).state.fields.hardship
    assert (h[:, 1] <= h[:, 0]).all()
    where = where_of_place()
    assert h[where == WHERE.index("capital"), 0].max() < 1.0 < h[drivers.segment_of_place() == 1, 0].min()
    assert h[ABROAD, 0] < h[IN_CAMPS, 0] < h[EXILED, 0]


def test_sealing_follows_its_dates():
    def sealed(year, month):
        return at(year, month).state.fields.sealed

    assert sealed(1995, 1) == 0.0
    assert sealed(2019, 12) < 0.5 < sealed(2020, 2) < sealed(2020, 9)
    assert sealed(2023, 9) < sealed(2023, 7)
    assert sealed(2024, 12) > 0.9


def test_purges_peak_after_2012():
    levels = {year: at(year, 7).state.fields.purge for year in (2005, 2012, 2014, 2019)}
    assert levels[2005] < levels[2012] < levels[2014] > levels[2019]


# Prices and adaptation.


def test_prices_are_of_the_order_that_the_press_gives():
    # Two orders of magnitude from a bribe of the 1990s to the sealed border; each within a factor of three.
    told = {1996: 45, 2006: 65, 2010: 2300, 2015: 7500, 2017: 13_000, 2023: 70_000}
    for year, usd in told.items():
        price = at(year, 7).state.fields.price.mean()
        assert usd / 3 < price < usd * 3, (year, price)


def test_price_rises_with_control_and_falls_with_arrears():
    system = at(2013)
    price = system.state.fields.price.copy()
    system.state.fields.control *= 1.2
    crossing.set_prices(system)
    assert (system.state.fields.price > price).all()
    system.state.fields.control /= 1.2
    system.state.fields.arrears += 0.3
    crossing.set_prices(system)
    assert (system.state.fields.price < price).all()


def test_control_wears_off_with_its_half_life_and_a_new_tightening_is_fresh():
    system = at(2013)
    fields = system.state.fields
    fields.sealed = 0.0
    limit, months = system.state.figure("wear_limit"), int(system.state.figure("wear_half_life"))
    for _ in range(months):
        border_control.wear(system)
    eta = np.log(2) / months
    assert fields.worn == pytest.approx(limit * (1 - (1 - eta) ** months))
    assert fields.worn == pytest.approx(limit / 2, rel=0.03)
    before, control = border_control.left_of_it(system), fields.control.copy()
    fields.control = control * 1.1
    border_control.wear(system)
    risen = border_control.left_of_it(system) - before
    assert (risen > 0.9 * 0.1 * control).all()  # nearly all of what was added bites at first


def test_low_control_and_sealing_do_not_wear():
    system = at(1995)
    border_control.wear(system)
    assert (system.state.fields.worn == 0).all()
    system = at(2022)
    system.state.fields.worn[:] = 0.4
    system.state.fields.sealed = 1.0
    assert np.allclose(border_control.left_of_it(system), system.state.fields.control)
    for _ in range(240):
        border_control.wear(system)
    assert (system.state.fields.worn < 0.01).all()


# Crossing.


def fates_of(system, number=400):
    people = grown(system, number)
    place = np.zeros(people.size, dtype=np.int64)
    return crossing.fates(system, people, place + 1, place + WHERE.index("border"), place)


def test_certain_capture_lets_nobody_through():
    fate, _ = fates_of(at(2013, crossing_caught=40))
    assert (fate == CAUGHT).all()
    system = at(2013)
    system.state.fields.sealed = 1.0
    fate, _ = fates_of(system)
    assert (fate != THROUGH).all()


def test_without_shooting_nobody_is_shot_and_with_it_more_than_before():
    assert (fates_of(at(2021, 1, without=("shooting_on_sight",), crossing_shot=-3))[0] != WAS_SHOT).all()
    shot = (fates_of(at(2021, 1, crossing_shot=-3))[0] == WAS_SHOT).sum()
    assert shot > 20
    # Switching it off changes nobody who would not have been shot: the same draw, the same others caught.
    with_it, accepted = fates_of(at(2017, 6, crossing_shot=-3))
    without, same = fates_of(at(2017, 6, without=("shooting_on_sight",), crossing_shot=-3))
    assert (accepted == same).all()
    spared = with_it != without
    assert (with_it[spared] != THROUGH).all()


def test_more_control_helps_nobody_through():
    easy, hard = at(2013), at(2013)
    hard.state.fields.control *= 1.3
    loose, _ = fates_of(easy)
    tight, _ = fates_of(hard)
    assert not ((tight == THROUGH) & (loose != THROUGH)).any()
    assert (tight == THROUGH).sum() < (loose == THROUGH).sum()


def test_a_border_that_nobody_guards_catches_nobody():
    for year in (1999, 2013, 2021):
        fate, _ = fates_of(at(year, without=("border_control", "shooting_on_sight")))
        assert (fate == THROUGH).all()


def test_at_every_reported_level_the_border_is_guarded_all_along():
    assert all(border_control.presence(at(year)) == 1.0 for year in (1993, 2003, 2013, 2023))
    assert border_control.presence(at(1993, border_control_manned=0.2)) == pytest.approx(0.5)


def test_a_family_crosses_together_and_all_columns_are_written():
    system = at(1999)
    father, mother, children = family(system)
    group = sorted([father, mother, *children])
    deciders = [father, *[p for p in group if p != father]]
    state = system.state
    place = state.place_of(np.array(deciders))
    system.state.fields.control[:] = 0.0
    crossing.cross(system, together(deciders))
    table = state.leavers
    assert len(table) == len(group)
    assert (table.group == father).all()
    assert len(set(table.stage.tolist())) == 1
    assert (table.place == place).all()
    assert (table.month == state.month).all()
    assert (table.sex == state.columns["sex"][table.person]).all()
    young = state.year - (state.birth[table.person] // 12 + 1800) < 16
    assert ((table.band == 255) == young).all()
    assert (state.people.leaver[state.people.row_of[table.person]] == np.arange(len(table))).all()


def test_those_through_are_in_china_and_those_caught_detained_by_the_rule_in_force():
    for year, months in ((2005, (1, 9)), (2015, (12, 66))):
        system = at(year)
        people = grown(system, 200)
        crossing.cross(system, alone(people))
        state, table = system.state, system.state.leavers
        assert (state.whereabouts[table.person[table.stage == CHINA]] == IN_CHINA).all()
        caught = table.person[table.stage == STOPPED]
        assert caught.size > 5
        assert (state.whereabouts[caught] == DETAINED).all()
        until = {p: m for (name, m), ids in state.ends.lists().items() if name == "detained" for p in ids}
        lengths = np.array([until[int(p)] - state.month for p in caught if int(p) in until])
        assert months[0] <= lengths.min()
        assert lengths.max() <= months[1]


def test_who_is_shot_dies_or_is_detained():
    system = at(2021, 1, crossing_shot=-3, without=("border_control",))
    system.state.fields.control[:], system.state.fields.sealed = 1.0, 1.0
    people = grown(system, 400)
    crossing.cross(system, alone(people))
    state, table = system.state, system.state.leavers
    shot = table.person[table.stage == SHOT]
    dead = ~state.lives(shot)
    assert 0 < dead.sum() < shot.size
    assert (state.whereabouts[shot[~dead]] == DETAINED).all()
    assert state.ledger.yearly["shot_dead"].sum() == dead.sum()


def test_stopped_plans_and_the_posted_do_not_meet_the_border():
    system = at(2013, crossing_caught=40)
    people = grown(system, 6)
    plans = alone(people)
    plans.is_stopped[:2] = True
    trader = people[-1]
    system.state.post_now[trader] = 7  # posted abroad as a trader
    system.state.recode(people)
    crossing.cross(system, plans)
    table = system.state.leavers
    assert table.person.tolist() == people[2:].tolist()
    assert table.stage[table.person == trader] == CHINA
    assert (table.stage[table.person != trader] == STOPPED).all()
    assert (system.state.whereabouts[people[:2]] == HOME).all()


def test_the_result_depends_neither_on_others_nor_on_their_order():
    people = grown(at(2010), 60)
    all_, some = at(2010), at(2010)
    crossing.cross(all_, alone(people))
    crossing.cross(some, alone(people[::7]))
    stage = dict(zip(all_.state.leavers.person.tolist(), all_.state.leavers.stage.tolist(), strict=True))
    for person, outcome in zip(some.state.leavers.person.tolist(), some.state.leavers.stage.tolist(), strict=True):
        assert stage[person] == outcome


def test_money_goes_to_the_ledger():
    system = at(2005)
    crossing.cross(system, alone(grown(system, 100)))
    yearly = system.state.ledger.yearly
    assert 0 < yearly["bribes_usd"].sum() < yearly["crossing_fees_usd"].sum()
    stand_in(system, 2006)
    assert yearly["fee_mean_usd"].sum() * 12 == pytest.approx(system.state.fields.price.mean(), rel=0.5)


def test_the_sum_of_bribes_rests_on_the_groups_that_paid_one():
    system = at(1999)
    crossing.cross(system, alone(grown(system, 200)))
    yearly = system.state.ledger.yearly
    paid = yearly["bribes_paid"].sum()
    assert 0 < paid < 200
    price = system.state.fields.price.mean() * system.state.figure("bribe_share")
    assert yearly["bribes_usd"].sum() == pytest.approx(paid * price, rel=0.5)
