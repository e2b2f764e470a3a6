"""A practice switched off changes nobody whom it cannot reach, and does nothing at all itself."""

import numpy as np
import pytest

from tests.system.places import fingerprint
from tests.system.replay import of_persons
from tests.system.tools import alike, toy_system
from yeonjwa.catalogue.histories import SERIES, levels, schedule
from yeonjwa.practices import (
    consolation,
    demotion,
    exile,
    forced_calls,
    labour_training,
    lighter_penalties_bargain,
    loss_of_party_membership,
    loss_of_post,
    lure_visits,
    media_narrative,
    private_persuasion,
    raids,
    re_vetting,
    recall_abroad,
    showpiece_families,
    three_generations,
    watching,
)
from yeonjwa.system.known import REGISTERED

BUSY = {"leaving_base": 2e-3}
STILL = {"leaving_base": 1e-300, "china_stock_1993": 0.0, "support_budget_usd": 0.0}
"""Nobody leaves; nor does anybody pay poor relatives for fear of what would follow if they left."""
PRACTICES = tuple(sorted(levels()))
DEEDS = {
    "three_generations": ((three_generations, "strike"),), "labour_training": ((labour_training, "strike"),),
    "demotion": ((demotion, "strike"),), "loss_of_party_membership": ((loss_of_party_membership, "strike"),),
    "loss_of_post": ((loss_of_post, "strike"),), "recall_abroad": ((recall_abroad, "on_departure"),),
    "raids": ((raids, "strike"),), "watching": ((watching, "begin"), (watching, "count")),
    "lighter_penalties_bargain": ((lighter_penalties_bargain, "keep"),), "exile": ((exile, "send"),),
    "lure_visits": ((lure_visits, "visit"),), "private_persuasion": ((private_persuasion, "persuade"),),
    "forced_calls": ((forced_calls, "call"),), "consolation": ((consolation, "give"),),
    "re_vetting": ((re_vetting, "examine"),), "showpiece_families": ((showpiece_families, "show"),),
    "media_narrative": ((media_narrative, "tell"),),
}  # fmt: skip
"""What each practice does in a month, where it is one function or two. Once a year watching ends where it is off."""


def first_month(practice):
    """Months from January 1993 until any series of a practice stands above 0."""
    tables = [schedule("reported").table(practice, series) for series in SERIES]
    return min((int(np.flatnonzero(t.any(axis=(1, 2)))[0]) for t in tables if t.any()), default=384)


LATER = tuple(p for p in PRACTICES if first_month(p) > 24)


@pytest.fixture(scope="module")
def two_years():
    system = toy_system(3_000, figures=BUSY)
    for _ in range(24):
        system.step()
    return fingerprint(system)


def test_some_practices_begin_late():
    assert len(LATER) >= 4


@pytest.mark.parametrize("practice", LATER)
def test_a_practice_switched_off_before_it_began_changes_nothing(two_years, practice):
    system = toy_system(3_000, figures=BUSY, without=(practice,))
    for _ in range(24):
        system.step()
    assert fingerprint(system) == two_years


@pytest.fixture(scope="module")
def nobody_left():
    system = toy_system(2_000, figures=STILL)
    for _ in range(12):
        system.step()
    return of_persons(system)


@pytest.mark.parametrize("practice", PRACTICES)
def test_where_nobody_ever_left_no_practice_changes_anybody(nobody_left, practice):
    system = toy_system(2_000, figures=STILL, without=(practice,))
    for _ in range(12):
        system.step()
    assert np.array_equal(of_persons(system), nobody_left)
    assert len(system.state.files) == 0


@pytest.fixture(scope="module")
def village():
    """A village two years on, with families on file."""
    system = toy_system(4_000, figures=BUSY)
    for _ in range(24):
        system.step()
    return system


@pytest.mark.parametrize("practice", DEEDS)
def test_a_practice_at_level_zero_does_nothing(village, monkeypatch, practice):
    with_it, without_it = alike(village)
    for system in (with_it, without_it):
        system.state.schedule = schedule("reported", without=(practice,))
    for _ in range(12):
        with_it.step()
    for module, name in DEEDS[practice]:
        monkeypatch.setattr(module, name, lambda *_: None)
    for _ in range(12):
        without_it.step()
    assert fingerprint(with_it) == fingerprint(without_it)
    assert len(with_it.state.files) > 5


def test_with_every_practice_off_none_harms_anybody_and_nobody_is_watched():
    system = toy_system(3_000, figures=BUSY, without=PRACTICES)
    for _ in range(60):
        system.step()
    state = system.state
    harmed = {name for name, tables in state.ledger.people.items() if tables["kin"].any()}
    assert not harmed & set(PRACTICES)
    assert not state.ledger.yearly["caught_leaving"].any()
    assert not state.people.watch.any()
    assert not (state.people.mark > REGISTERED).any()
    assert len(state.leavers) > 50
    assert len(state.files) > 5


@pytest.mark.parametrize("practice", ["three_generations", "demotion", "watching", "vetting"])
def test_a_practice_that_reaches_somebody_does_change_the_village(village, practice):
    as_reported, without = alike(village)
    without.state.schedule = schedule("reported", without=(practice,))
    for system in (as_reported, without):
        for _ in range(12):
            system.step()
    assert not np.array_equal(of_persons(as_reported), of_persons(without))
