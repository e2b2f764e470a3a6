"""Leaving month by month in a toy world: sparse and dense agree event by event, and paired worlds share their luck."""

from dataclasses import replace

import numpy as np
import pytest

from tests.departures.points_engine import START, Rules, World
from tests.toy import toy_country
from yeonjwa import draws
from yeonjwa.departures.points import CEILING, Candidates, LeavingPoints

RULES = {
    "all below the ceiling": Rules((0.0003, 0.0005, 0.0008, 0.0002)),
    "relatives above the ceiling": Rules((0.0004, 0.0006, 0.0009, 0.0003), kin=8.0),
    "relatives held back": Rules((0.0009, 0.0009, 0.0009, 0.0005), kin=0.3),
    "a group above the ceiling in season": Rules((0.0002, 0.0009, 0.0012, 0.0002), season=0.9, kin=3.0),
    "rumour lifts all": Rules((0.0003, 0.0006, 0.0006, 0.0003), rumour=0.4, kin=2.0),
    "few months left to anybody": Rules((0.001, 0.01, 0.3, 1.5), season=0.5, kin=5.0),
}
MONTHS = 72


@pytest.fixture(scope="module")
def village():
    return toy_country(5_000, 4)


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sparse_and_dense_worlds_have_the_same_events(village, rules, seed):
    luck = LeavingPoints.of(seed, village.persons_ever)
    sparse = World(village, rules, luck)
    events = sparse.run(MONTHS)
    assert events == World(village, rules, luck, "dense").run(MONTHS)
    assert len(events) > 20
    if rules.kin > 1:
        assert sparse.hot_seen > 0
        assert any(height > CEILING for _, _, height in events)


def test_the_plain_dense_world_has_the_same_events(toy):
    luck = LeavingPoints.of(5, toy.persons_ever)
    rules = Rules((0.002, 0.003, 0.004, 0.002), kin=6.0, rumour=0.2)
    events = World(toy, rules, luck).run(60)
    assert len(events) > 20
    assert events == World(toy, rules, luck, "plain").run(60)


class KeyedByOrder(LeavingPoints):
    """Broken on purpose: the points above the ceiling are keyed by place in the list of the hot, not by person."""

    def above(self, month, person, most, bound_of):
        at = np.arange(person.size)
        height = CEILING - np.log1p(-draws.uniforms(self.key_above, at, time=month))
        return Candidates(np.asarray(person), height, np.zeros(at.size) + most, 0).within(bound_of(at))


class ThinnedByOrder(LeavingPoints):
    """Broken on purpose: a right law, but each candidate's height is drawn anew, keyed by place in the list."""

    def candidates(self, *arguments):
        near = super().candidates(*arguments)
        anew = draws.uniforms(self.key_above, np.arange(near.person.size), time=arguments[0])
        top = np.where(near.bound > CEILING, 1 - np.exp(-near.bound), near.bound)
        return Candidates(
            near.person, np.where(near.bound > CEILING, -np.log1p(-anew * top), anew * top), near.bound, near.drawn
        )


LUCKS = {"right": LeavingPoints, "keyed by order": KeyedByOrder, "thinned by order": ThinnedByOrder}


def moved_outside(country, luck, rules, person, times):
    """Events of either world alone, of people whom a change of one person's hazard cannot reach; and all others.

    Fields are replayed from the first world. The change reaches that person, and the relatives of whomever it reached
    and who left in either world.
    """
    one, other = World(country, rules, luck), World(country, replace(rules, own={person: times}), luck)
    reached, outside, inside = {person}, set(), set()
    for month in range(START, START + MONTHS):
        level = one.level(month)
        events = [
            set(zip(gone.tolist(), [month] * gone.size, height.tolist(), strict=True))
            for gone, height in (one.step(month), other.step(month, level))
        ]
        differ = events[0] ^ events[1]
        outside |= {e for e in differ if e[0] not in reached}
        inside |= {e for e in differ if e[0] in reached}
        for gone, _, _ in events[0] | events[1]:
            if gone in reached:
                reached |= set(one.relatives(gone).tolist())
    return outside, inside


@pytest.mark.parametrize(
    ("name", "is_right"), [("right", True), ("keyed by order", False), ("thinned by order", False)]
)
def test_raising_one_hazard_changes_nobody_whom_it_cannot_reach(village, name, is_right):
    luck = LUCKS[name].of(6, village.persons_ever)
    rules = RULES["relatives above the ceiling"]
    adults = np.flatnonzero(village.is_living(START + MONTHS) & (village.birth_month < START - 240))[::60]
    found = [moved_outside(village, luck, rules, int(person), 400.0) for person in adults[:12]]
    assert sum(len(inside) for _, inside in found) > 10
    assert is_right == (not any(outside for outside, _ in found))


def test_raising_one_hazard_only_adds_or_hastens_that_persons_leaving(village):
    luck, rules = LeavingPoints.of(7, village.persons_ever), RULES["all below the ceiling"]
    before = World(village, rules, luck).run(MONTHS)
    added = 0
    for person in np.flatnonzero(village.is_living(START))[::150].tolist():
        after = World(village, replace(rules, own={person: 30.0}), luck).run(MONTHS)
        assert [e for e in after if e[0] != person] == [e for e in before if e[0] != person]
        then, now = ([e[1] for e in events if e[0] == person] for events in (before, after))
        assert not then or now <= then
        added += now != then
    assert added > 3


def between(country, luck, rules, other_rules):
    """(events of one world alone, those whose height does not lie between the two hazards of that person and month)."""
    worlds = [World(country, r, luck) for r in (rules, other_rules)]
    everybody = np.arange(country.persons_ever)
    alone = wrong = 0
    for month in range(START, START + MONTHS):
        hazards = [w.hazard(month, everybody, w.level(month)) for w in worlds]
        heights = [dict(zip(*(a.tolist() for a in w.step(month)), strict=True)) for w in worlds]
        for mine, theirs in ((0, 1), (1, 0)):
            for person in heights[mine].keys() - heights[theirs].keys():
                alone += 1
                # Whoever is not there has hazard 0.
                wrong += not hazards[theirs][person] <= heights[mine][person] < hazards[mine][person]
    return alone, wrong


@pytest.mark.parametrize(
    ("name", "is_right"), [("right", True), ("keyed by order", False), ("thinned by order", False)]
)
def test_who_leaves_in_one_world_only_has_a_height_between_the_two_hazards(village, name, is_right):
    luck = LUCKS[name].of(8, village.persons_ever)
    rules = RULES["relatives above the ceiling"]
    others = [replace(rules, kin=3.0), replace(rules, rumour=0.3), Rules((0.0001, 0.0012, 0.0009, 0.0006), kin=8.0)]
    found = [between(village, luck, rules, other) for other in others]
    assert all(alone > 30 for alone, _ in found)
    assert is_right == all(wrong == 0 for _, wrong in found)
    if not is_right:
        assert all(wrong > 0 for _, wrong in found)
