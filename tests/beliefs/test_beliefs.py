"""What people believe will follow from leaving."""

import numpy as np
import pytest

from tests.beliefs.small import system_at
from yeonjwa.beliefs import beliefs
from yeonjwa.months import month_of
from yeonjwa.system.register import PLACES

JANUARY = month_of(2010)


def believed(name, month=JANUARY, set_up=None, **scenario):
    system = system_at(month, **scenario)
    if set_up:
        set_up(system)
    return getattr(beliefs, name)(system.state)


def hear(kind, amount):
    def set_up(system):
        system.state.memory.heard = {
            k: np.full((PLACES, 2), amount * (k == kind)) for k in ("punishment", "shooting", "leniency")
        }

    return set_up


def rumour(name, amount):
    def set_up(system):
        getattr(system.state.fields, f"rumour_{name}")[:] = amount

    return set_up


def test_where_relatives_have_nothing_to_fear_nobody_believes_it():
    for name in ("believed_loss", "believed_anyway", "believed_clemency"):
        assert not believed(name, history="no-kin-consequence").any()


@pytest.mark.parametrize("practice", ["three_generations", "demotion", "loss_of_post", "raids", "exile", "watching"])
def test_a_practice_less_makes_people_fear_less_and_nobody_fear_more(practice):
    month = month_of(2016)
    change = believed("believed_loss", month, without=[practice]) - believed("believed_loss", month)
    assert (change <= 1e-12).all()
    assert (change < 0).any()


def test_what_is_done_does_not_matter_but_what_is_believed():
    """The history in which the harshness of 2012-16 is believed and not done differs from its mirror in belief alone."""
    system = system_at(month_of(2014))
    actual = {p: system.state.schedule.table(p, "actual") for p in beliefs.TIED}
    lag = system_at(month_of(2014), history="by-perception-lag")
    assert (beliefs.of_practices(lag.state) >= beliefs.of_practices(system.state) - 1e-12).all()
    assert any((lag.state.schedule.table(p, "actual") != actual[p]).any() for p in beliefs.TIED)


def test_rules_that_cannot_be_read_pull_belief_towards_what_is_feared_where_nothing_is_known():
    month = month_of(2016)
    readable = believed("believed_loss", month, without=["formal_rule"])
    unreadable = believed("believed_loss", month)
    feared = system_at().state.figure("loss_feared_where_nothing_is_known")
    assert (np.abs(unreadable - feared) < np.abs(readable - feared)).all()


def test_execution_is_believed_in_as_a_tail_of_the_camps():
    low = believed("believed_loss", figures={"believed_execution_chance": 0.0})
    high = believed("believed_loss", figures={"believed_execution_chance": 0.05})
    assert (high > low).all()
    off = {"without": ["three_generations"]}
    low = believed("believed_loss", figures={"believed_execution_chance": 0.0}, **off)
    high = believed("believed_loss", figures={"believed_execution_chance": 0.05}, **off)
    assert (high == low).all()


def test_punishment_heard_of_raises_and_leniency_seen_lowers_the_believed_loss():
    plain = believed("believed_loss")
    assert (believed("believed_loss", set_up=rumour("punish", 50.0)) > plain).all()
    assert (believed("believed_loss", set_up=hear("leniency", 5.0)) < plain).all()


def test_captures_raise_successes_lower_meetings_raise_the_believed_chance_of_capture():
    month = month_of(2014, 8)
    plain = believed("believed_capture", month)
    assert (believed("believed_capture", month, rumour("capture", 30.0)) > plain).all()
    assert (believed("believed_capture", month, rumour("success", 30.0)) < plain).all()
    assert (believed("believed_capture", month, without=["meeting_broadcast"]) < plain).all()
    assert (plain >= 0).all()
    assert (plain <= 1).all()


def test_guards_in_sight_raise_it_until_they_wear_off():
    def control(system):
        system.state.fields.control[:] = 1.0

    def worn(system):
        system.state.fields.control[:] = 1.0
        system.state.fields.worn[:] = 0.5

    plain, guarded, worn_off = (believed("believed_capture", set_up=s) for s in (None, control, worn))
    assert (guarded > worn_off).all()
    assert (worn_off > plain).all()


def test_pardon_is_believed_where_it_is_offered_and_punishment_breeds_doubt():
    month = month_of(2018)
    plain = believed("believed_clemency", month)
    assert (plain > 0).all()
    assert (believed("believed_clemency", month, rumour("punish", 20.0)) < plain).all()
    assert (believed("believed_clemency", month, without=["meeting_broadcast"]) <= plain).all()
    assert not believed("believed_clemency", month_of(2005)).any()


def test_beliefs_start_where_they_aim_and_then_move_by_a_share_each_month():
    system = system_at(month_of(2010))
    beliefs.learn(system)
    fields = system.state.fields
    assert np.allclose(fields.punish, beliefs.believed_loss(system.state))
    before = fields.punish.copy()
    system.state.fields.rumour_punish[:] = 100.0
    beliefs.learn(system)
    rate = system.state.figure("belief_rate")
    assert np.allclose(fields.punish, (1 - rate) * before + rate * beliefs.believed_loss(system.state))
