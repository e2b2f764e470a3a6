"""Practices at the border, met by whoever of the family tries to leave; nobody is struck for being a relative."""

import numpy as np
import pytest

from tests.departures.border_tools import together
from tests.practices.family import (
    BORDER,
    ID,
    NAMES,
    affected,
    counted,
    dated,
    family_run,
    harm,
    harmed,
    ids,
    noted,
    rows,
    snapshot,
    those_at,
)
from yeonjwa.beliefs import grievance, news
from yeonjwa.departures import crossing, drivers
from yeonjwa.departures.deciding import segment_of_place
from yeonjwa.months import month_of
from yeonjwa.population.posts import CODE
from yeonjwa.practices import border_control, guard_bribes, movement_limits, shooting_on_sight
from yeonjwa.system.fields import SEGMENTS
from yeonjwa.system.register import DETAINED, IN_CHINA, WHERE
from yeonjwa.system.state import CHINA, SHOT, STOPPED

CERTAIN = 60.0
"""Log odds of what always happens."""
OF_BORDER = WHERE.index("border")
CAUGHT_IF_MANNED = {"crossing_caught": CERTAIN, "crossing_accepted": 0.0, **dated("sealed", 0.0)}
ALL_ARE_SHOT = {"crossing_shot": CERTAIN, "crossing_accepted": 0.0, "shot_dies": 1.0, **dated("sealed", 0.0)}
LET_PASS = {"bribe_base": CERTAIN, "crossing_caught": 20.0, "crossing_accepted": CERTAIN, **dated("sealed", 0.0)}
"""Whoever pays gets through, and nobody else."""
CLOSE_TO_EGO = {"father", "mother", "sister", "wife", "son"}
SEGMENT = segment_of_place()[BORDER]


def at_border(levels, figures=None, **given):
    """The family in a month, with the border as it is then."""
    system = family_run(levels, figures, **given)
    drivers.read(system)
    crossing.set_prices(system)
    return system


def try_to_leave(system, *names):
    """The named try to cross together, the first of them decides; what became of each attempt."""
    crossing.cross(system, together([ID[name] for name in names]))
    table = system.state.leavers
    return {NAMES[i]: stage for i, stage in zip(table.person.tolist(), table.stage.tolist(), strict=True)}


def seen(system):
    """Practice and kind of what neighbours saw, and where."""
    return [(entry[0], entry[5], np.unique(entry[1]).tolist()) for entry in system.state.totals.get("seen", [])]


# Control.


def test_whoever_tries_where_the_border_is_manned_is_caught_and_the_relatives_at_home_are_not():
    system = at_border({"border_control": 1.0}, CAUGHT_IF_MANNED)
    assert try_to_leave(system, "ego", "wife") == {"ego": STOPPED, "wife": STOPPED}
    assert noted(system, "border_control") == {"ego": "self", "wife": "self"}
    assert set(harm(system)) == {"border_control"}
    assert those_at(system, DETAINED) == {"ego", "wife"}
    assert counted(system, "caught_leaving") == 2
    assert seen(system) == [("border_control", "capture", [BORDER])]
    people = system.state.people
    assert (people.grievance[rows(system, "ego", "wife", "son", "mother", "father", "sister")] > 0).all()
    assert not people.fear.any()  # caught for an act of their own: nobody learns to fear for relatives
    assert affected(system).isdisjoint({"cousin", "uncle", "aunt", "neighbour"})


def test_where_no_control_stands_nobody_is_caught_whatever_the_odds_are():
    system = at_border({"border_control": 0.0}, {**CAUGHT_IF_MANNED, **dated("sealed", 1.0)})
    assert border_control.effort(system).tolist() == [0.0, 0.0]
    assert border_control.sealed(system) == border_control.presence(system) == 0.0
    before = snapshot(system)
    border_control.wear(system)
    assert snapshot(system) == before
    assert try_to_leave(system, "ego", "wife") == {"ego": CHINA, "wife": CHINA}
    assert those_at(system, IN_CHINA) == {"ego", "wife"}
    assert not harm(system)
    assert not seen(system)


def test_effort_is_the_level_times_what_each_segment_gets_and_barriers_stop_their_dated_share():
    for level in (0.5, 1.0):
        system = at_border({"border_control": level}, {**dated("sealed", 0.8), "border_control_manned": 1.0})
        shares = [system.state.figure(f"border_control_{name}") for name in SEGMENTS]
        assert border_control.effort(system).tolist() == [level * share for share in shares]
        assert border_control.sealed(system) == 0.8 * level
        assert border_control.presence(system) == level
        assert harm(system) == {}
    behind_barriers = at_border({"border_control": 1.0}, {"crossing_caught": -CERTAIN, **dated("sealed", 1.0)})
    assert try_to_leave(behind_barriers, "ego") == {"ego": STOPPED}


def test_control_wears_off_by_half_in_its_half_life_and_barriers_do_not():
    figures = {"wear_half_life": 12.0, "wear_limit": 0.4, "wear_base": 0.25}
    system = at_border({"border_control": 1.0}, {**figures, **dated("sealed", 0.0)})
    fields = system.state.fields
    for _ in range(12):
        border_control.wear(system)
    step = np.log(2) / 12
    np.testing.assert_allclose(fields.worn, 0.4 * (1 - (1 - step) ** 12))
    np.testing.assert_allclose(border_control.left_of_it(system), fields.control * (1 - fields.worn))
    worn = fields.worn.copy()
    fields.control = fields.control * 2  # tightened: what is worn off stays as it was, half of it as a share
    border_control.wear(system)
    np.testing.assert_allclose(fields.worn, worn / 2 + step * (0.4 - worn / 2))
    fields.sealed = 1.0
    np.testing.assert_array_equal(border_control.left_of_it(system), fields.control)


# Shooting.


@pytest.mark.parametrize(("dies", "left"), [(1.0, set()), (0.0, {"ego"})])
def test_who_is_shot_is_killed_or_detained_and_it_is_seen(dies, left):
    system = at_border({"shooting_on_sight": 1.0}, {**ALL_ARE_SHOT, "shot_dies": dies})
    assert try_to_leave(system, "ego") == {"ego": SHOT}
    state = system.state
    assert noted(system, "shooting_on_sight") == {"ego": "self"}
    assert set(harm(system)) == {"shooting_on_sight"}
    assert counted(system, "shot_leaving") == 1
    assert counted(system, "shot_dead") == dies
    assert {NAMES[i] for i in np.flatnonzero(state.gone == state.month)} == {"ego"} - left
    assert those_at(system, DETAINED) == left
    assert seen(system) == [("shooting_on_sight", "shooting", [BORDER])]
    people = state.people
    angered = {name for name in NAMES if people.grievance[rows(system, name)[0]] > 0}
    assert angered == CLOSE_TO_EGO | {"ego"}
    assert not people.fear.any()
    assert "neighbour" not in affected(system)


def test_without_orders_to_shoot_the_same_attempt_gets_through():
    system = at_border({"shooting_on_sight": 0.0}, ALL_ARE_SHOT)
    before = snapshot(system)
    weight = shooting_on_sight.weight(system, OF_BORDER, 0, np.array([1.0]), np.array([False]))
    assert weight.tolist() == [0.0]
    assert snapshot(system) == before
    assert try_to_leave(system, "ego") == {"ego": CHINA}
    assert not harm(system)


def test_the_weight_of_being_shot_is_the_level_times_its_odds():
    figures = {"crossing_shot": -1.0, "crossing_shot_control": 2.0, "crossing_accepted": 3.0}
    control, accepted = np.array([0.0, 0.5, 0.5]), np.array([False, False, True])
    for level in (0.5, 1.0):
        system = at_border({"shooting_on_sight": level}, figures)
        found = shooting_on_sight.weight(system, OF_BORDER, 0, control, accepted)
        np.testing.assert_allclose(found, level * np.exp([-1.0, 0.0, -3.0]))


# Bribes.


def with_a_guard_in_service(levels, figures):
    """The family at the border; the neighbour serves there as a guard since a month ago."""
    vacancy = (month_of(2014, 3), "border_guard", ["neighbour", "cousin"])
    system = at_border(levels, figures, vacancies=(vacancy,))
    system.state.post_now[ids("neighbour")] = CODE["border_guard"]
    system.state.recode(ids("neighbour"))
    return system


def test_who_pays_is_let_pass_and_a_guard_may_be_punished_for_it_later():
    levels = {"border_control": 1.0, "guard_bribes": 1.0}
    system = with_a_guard_in_service(levels, {**LET_PASS, "guard_punished": 1.0, "bribe_retro": 0.0})
    assert try_to_leave(system, "ego", "wife") == {"ego": CHINA, "wife": CHINA}
    assert noted(system, "guard_bribes") == {"neighbour": "not_kin"}
    assert set(harm(system)) == {"guard_bribes"}
    assert counted(system, "guards_punished") == counted(system, "bribes_paid") == 1
    price, share = system.state.fields.price[SEGMENT], system.state.figure("bribe_share")
    assert counted(system, "bribes_usd") == pytest.approx(2 * price * share)
    assert affected(system).isdisjoint({"cousin", "neighbour"})


def test_where_guards_are_not_punished_afterwards_none_is_harmed():
    levels = {"border_control": 1.0, "guard_bribes": 1.0, "guard_bribes instructed": 0.0}
    system = with_a_guard_in_service(levels, {**LET_PASS, "guard_punished": 1.0})
    assert try_to_leave(system, "ego") == {"ego": CHINA}
    assert counted(system, "bribes_paid") == 1
    assert not harm(system)


def test_where_guards_take_no_money_the_same_attempt_is_caught():
    system = with_a_guard_in_service({"border_control": 1.0, "guard_bribes": 0.0}, {**LET_PASS, "guard_punished": 1.0})
    before = snapshot(system)
    guard_bribes.punish(system, ids("ego"))
    assert snapshot(system) == before
    assert try_to_leave(system, "ego") == {"ego": STOPPED}
    assert counted(system, "bribes_paid") == 0
    assert not harmed(system, "guard_bribes")


def test_a_guard_accepts_with_the_level_times_the_logistic_of_price_arrears_punishment_and_control():
    figures = {"bribe_base": 0.5, "bribe_price": 0.4, "bribe_arrears": 2.0, "bribe_retro": 1.5, "bribe_control": 3.0}
    for level in (0.5, 1.0):
        system = at_border({"guard_bribes": level}, {**figures, "guard_pay": 20.0})
        fields = system.state.fields
        fields.price[:], fields.arrears[:] = 20.0 * np.e, 0.25
        odds = 0.5 + 0.4 + 2.0 * 0.25 - 1.5 * level - 3.0 * 0.1
        found = guard_bribes.acceptance(system, np.array([0]), OF_BORDER, 0, np.array([0.1]))
        np.testing.assert_allclose(found, level / (1 + np.exp(-odds)))


# Limits on movement.


def hazards(system):
    """Hazard of leaving of everybody in the family, by id."""
    system.deciding.renew_bounds(system.state)
    return system.deciding.hazards(system.state, np.arange(len(NAMES)), system.deciding.groups(system.state))


def test_limits_fall_on_all_alike_and_strike_nobody():
    free, limited = (at_border({"movement_limits": level}) for level in (0.0, 1.0))
    assert (free.state.fields.limits == 0).all()
    assert (limited.state.fields.limits == 1).all()
    before = hazards(free)
    assert {name for name in NAMES if before[ID[name]] > 0} == set(NAMES) - {"son"}
    np.testing.assert_allclose(hazards(limited), before * np.exp(-limited.state.figure("limits_effect")))
    for system in (free, limited):
        grievance.feel(system)
        assert not affected(system)
        assert not harm(system)
    anger = limited.state.fields.grievance - free.state.fields.grievance
    np.testing.assert_allclose(anger, limited.state.figure("grievance_of_limits"))


def test_limits_keep_news_among_those_who_live_there():
    reached = {}
    for level in (0.0, 1.0):
        system = at_border({"movement_limits": level})
        system.state.fields.residents[BORDER] = 10_000.0
        system.state.fields.rumour_punish[BORDER] = 10.0
        news.spread(system)
        reached[level] = np.flatnonzero(system.state.fields.rumour_punish).tolist()
    assert reached[1.0] == [BORDER]
    assert len(reached[0.0]) > 200


def test_limits_at_level_0_change_nothing():
    system = at_border({"movement_limits": 0.0})
    before = snapshot(system)
    assert not movement_limits.limits(system).any()
    assert snapshot(system) == before
