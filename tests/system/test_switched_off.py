"""Every practice, switched off beside a world in which all are in force, changes nobody whom it cannot reach.

Both worlds share their luck and what stands beside the fields (``replay``), so that a difference can only pass from person to
person. It may begin with those whom the practice harms in either world; and with families on file and people who try to leave
this month where what it does to people is no harm of their own (it chooses, rations, watches, rewards, warns or consoles).
From there it passes on by the declared links alone.
"""

import numpy as np
import pytest

from tests.practices.family import Levels
from tests.system.replay import Links, Pair, who_differs
from tests.system.tools import alike, toy_system
from yeonjwa.catalogue.histories import levels

MONTHS = 6
IN_FORCE = dict.fromkeys(levels(), 1.0) | {"border_control": 0.4, "shooting_on_sight": 0.3}
"""At full strength but for the border, where somebody has to get through."""
BEYOND_HARM = (
    "capacity_rationing", "consolation", "guard_bribes", "informer_bounty", "lure_visits", "points", "private_persuasion",
    "screening_lists", "watching",
)  # fmt: skip
"""Practices that act on families on file and on attempts of the month without a harm of their own to everybody they touch."""


@pytest.fixture(scope="module")
def village():
    """A village four years on, with families on file and people away."""
    system = toy_system(6_000, figures={"leaving_base": 2e-3})
    for _ in range(48):
        system.step()
    return system


def harmed(system, practice, before):
    """Ids of those whom the practice was noted to harm since the ledger held ``before`` lists of the year."""
    lists = system.state.ledger._of_year.get(practice, [])
    return {person for part in lists[before:] for person in part["person"].tolist()}


def noted(system, practice):
    """Lists of harm by a practice so far this year; the ledger is emptied when a year is closed."""
    is_new_year = (system.state.month + 1) % 12 == 0
    return 0 if is_new_year else len(system.state.ledger._of_year.get(practice, []))


def on_file_or_trying(system):
    people, leavers = system.state.people, system.state.leavers
    trying = leavers.person[leavers.month == system.state.month]
    return set(people.person[people.file >= 0].tolist()) | set(trying.tolist())


def unexplained(village, practice, monkeypatch):
    """Whom a practice, switched off, changes within some months without a declared way to them; and how many it changes."""
    one, other = alike(village)
    one.state.schedule = Levels(**IN_FORCE)
    other.state.schedule = Levels(**(IN_FORCE | {practice: 0.0}))
    pair = Pair(monkeypatch, one, other)
    links = Links(pair)
    differ, strange = set(), set()
    for _ in range(MONTHS):
        before = {id(system): noted(system, practice) for system in (one, other)}
        pair.step()
        reached = set().union(*(harmed(system, practice, before[id(system)]) for system in (one, other)))
        if practice in BEYOND_HARM:
            reached |= on_file_or_trying(one) | on_file_or_trying(other)
        now = who_differs(one, other)
        strange |= links.unexplained(differ | reached, now - differ - reached)
        differ = now
    return strange, len(differ)


@pytest.fixture(scope="module")
def found(village):
    """For each practice whom it changes without a way to them, and how many it changes."""
    made = {}
    for practice in sorted(levels()):
        with pytest.MonkeyPatch.context() as patch:
            made[practice] = unexplained(village, practice, patch)
    return made


def test_a_practice_switched_off_changes_nobody_it_cannot_reach(found):
    assert {practice: strange for practice, (strange, _) in found.items() if strange} == {}


def test_most_practices_switched_off_change_somebody_and_not_half_of_the_village(village, found):
    living = int(village.state.lives(np.arange(village.state.gone.size)).sum())
    assert sum(0 < count < living / 2 for _, count in found.values()) > len(found) / 2


def test_a_practice_that_struck_a_stranger_would_be_seen(village, monkeypatch):
    """The test can fail: a demotion that also moves a stranger far from every leaver is found."""
    from yeonjwa.practices import demotion

    strike = demotion.strike

    def strikes_too_far(system, cases):
        strike(system, cases)
        state = system.state
        if state.schedule.table("demotion", "actual").any():
            free = np.flatnonzero(state.people.row_of == 0)
            free = free[state.at_home(free)]
            state.people.add_to("hardship", state.rows(free[:3]), 0.3, state.month, state.figure("fading_hardship"))

    monkeypatch.setattr(demotion, "strike", strikes_too_far)
    strange, _ = unexplained(village, "demotion", monkeypatch)
    assert strange
