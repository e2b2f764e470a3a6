"""Two worlds under different practices share their luck: every draw that both make is the same, and a person who leaves in
one only had a point between the two hazards of that month."""

import numpy as np
import pytest

from tests.system.tools import of_country, toy_system
from yeonjwa.draws import uniforms
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.store import open_or_build
from yeonjwa.system.luck import Luck
from yeonjwa.system.state import FIRST

BUSY = {"leaving_base": 1e-3}
MONTHS = 60
OTHERS = {
    "no consequence for kin": {"history": "no-kin-consequence"},
    "no vetting and no camps": {"without": ("vetting", "three_generations")},
    "twice the fear for kin": {"figures": {**BUSY, "kin_fear_effect": 2.0}},
    "more leave": {"figures": {"leaving_base": 3e-3}},
}


class Noted(Luck):
    """Luck that notes every draw by its key."""

    def __init__(self, seed):
        super().__init__(seed, [])
        self.seen = {}

    def uniform(self, decision, person, month, other=0, attempt=0):
        draw = self.draw(decision, person, month, other, attempt)
        parts = np.broadcast_arrays(person, month, other, attempt, draw)
        for *key, number in zip(*(part.ravel().tolist() for part in parts), strict=True):
            self.seen[decision, *key] = number
        return draw

    def draw(self, *key):
        return super().uniform(*key)


class KeyedByOrder(Noted):
    """Broken on purpose: a draw depends on how many were made before."""

    made = 0

    def draw(self, decision, *key):
        shape = np.broadcast_shapes(*(np.shape(part) for part in key))
        size = int(np.prod(shape))
        self.made += size
        return uniforms(self.key(decision), np.arange(self.made - size, self.made)).reshape(shape)


class World:
    """A run that keeps, month by month, everybody's hazard and who decided to leave; and all draws."""

    def __init__(self, luck=Noted, **given):
        self.system = toy_system(4_000, **{"figures": BUSY, **given})
        state = self.system.state
        state.luck = luck(state.luck.seed)
        self.hazards, self.deciders, self.heights = [], [], []
        search = self.system.deciding.leavers

        def leavers(state):
            found = search(state)
            everybody = np.arange(state.gone.size)
            self.hazards.append(self.system.deciding.hazards(state, everybody, self.system.deciding.groups(state)))
            self.heights.append(state.points.everybody(state.month))
            self.deciders.append(found.person)
            return found

        self.system.deciding.leavers = leavers
        for _ in range(MONTHS):
            self.system.step()

    def outcomes(self):
        """Draw, chance and outcome of each decision by chance, by key and how often it was asked before."""
        found, asked = {}, {}
        for decision, person, month, other, attempt, draw, chance in self.system.state.luck.log:
            for row in zip(*(a.ravel().tolist() for a in (person, month, other, attempt, draw, chance)), strict=True):
                key = (decision, *row[:4])
                asked[key] = asked.get(key, 0) + 1
                found[*key, asked[key]] = row[4:]
        return found


@pytest.fixture(scope="module")
def reported():
    return World()


@pytest.fixture(scope="module", params=OTHERS.values(), ids=OTHERS)
def other(request):
    return World(**request.param)


def differing(one, two):
    """Keys that both worlds drew with different numbers, and how many keys they share."""
    shared = one.system.state.luck.seen.keys() & two.system.state.luck.seen.keys()
    return [k for k in shared if one.system.state.luck.seen[k] != two.system.state.luck.seen[k]], len(shared)


def test_every_draw_that_both_worlds_make_is_the_same(reported, other):
    wrong, shared = differing(reported, other)
    assert shared > 5_000
    assert not wrong


def test_what_happens_in_one_world_only_was_drawn_between_the_two_chances(reported, other):
    mine, theirs = reported.outcomes(), other.outcomes()
    differ = 0
    for key in mine.keys() & theirs.keys():
        (draw, chance), (draw_too, chance_too) = mine[key], theirs[key]
        if (draw < chance) != (draw_too < chance_too):
            differ += 1
            assert min(chance, chance_too) <= draw < max(chance, chance_too), key
    assert differ > 3


def test_who_leaves_in_one_world_only_has_a_point_between_the_two_hazards(reported, other):
    alone = 0
    pairs = zip(reported.hazards, other.hazards, reported.deciders, other.deciders, reported.heights, strict=True)
    for mine, theirs, left, left_too, height in pairs:
        for person in np.setxor1d(left, left_too):
            alone += 1
            low, high = sorted((mine[person], theirs[person]))
            assert low <= height[person] < high
        assert np.isin(np.intersect1d(left, left_too), np.flatnonzero(height < np.minimum(mine, theirs))).all()
    assert alone > 20
    assert sum(len(d) for d in reported.deciders) > 50


def test_births_go_on_and_some_do_not_happen_in_one_world_only(reported, other):
    one, two = (world.system.state for world in (reported, other))
    born = (one.birth >= FIRST) & (one.birth <= one.month)
    assert born.sum() > 100
    masked = [(s.gone == s.birth) & born for s in (one, two)]
    assert (masked[0] != masked[1]).any()


def test_a_draw_keyed_by_the_number_of_draws_before_is_found(reported):
    wrong, shared = differing(World(KeyedByOrder), World(KeyedByOrder, history="no-kin-consequence"))
    assert shared > 1_000
    assert len(wrong) > 0.5 * shared
    assert not differing(reported, World())[0]


def test_points_that_hang_on_the_order_of_people_are_found(reported, monkeypatch):
    from yeonjwa.departures.points import CEILING, Candidates, LeavingPoints

    def above(self, month, person, most, bound_of):
        height = CEILING - np.log1p(-uniforms(self.key_above, np.arange(person.size), month))
        bound = bound_of(np.arange(person.size))
        return Candidates(person.astype(np.int64), height, bound, 0).within(bound)

    monkeypatch.setattr(LeavingPoints, "above", above)
    worlds = [World(), World(figures={"leaving_base": 3e-3})]
    wrong = 0
    for mine, theirs, left, left_too, height in zip(
        *(w.hazards for w in worlds), *(w.deciders for w in worlds), worlds[0].heights, strict=True
    ):
        for person in np.setxor1d(left, left_too):
            low, high = sorted((mine[person], theirs[person]))
            wrong += not low <= height[person] < high
    assert wrong > 0


LOW = 0.02


@pytest.mark.verify
def test_who_leaves_in_one_history_only_lies_between_the_hazards_in_a_country_of_a_hundredth():
    """1993-2024 at the shipped figures: hazards are worked out anew for everybody whose lowest point is below 0.02."""
    country = open_or_build(PopulationSpec(scale=0.01), notice=lambda words: None)
    histories = ("reported", "no-kin-consequence")
    systems = [of_country(country, population={"scale": 0.01}, history=history) for history in histories]
    near, notes = {}, [[], []]
    for system, noted in zip(systems, notes, strict=True):
        note_the_near(system, near, noted)
    alone = shared = seen = 0
    for _ in range(384):
        for system in systems:
            system.step()
        height = near.pop(systems[0].state.month)[1]
        (ids, left, mine), (_, left_too, theirs) = notes[0].pop(), notes[1].pop()
        differ = np.setxor1d(left, left_too)
        at = np.flatnonzero(np.isin(ids, differ))
        assert (np.minimum(mine, theirs)[at] <= height[at]).all()
        assert (height[at] < np.maximum(mine, theirs)[at]).all()
        alone, seen, shared = alone + differ.size, seen + at.size, shared + np.intersect1d(left, left_too).size
    assert alone > 20
    assert shared > 20
    assert seen > 0.9 * alone


def note_the_near(system, near, noted):
    """Note of each month ids with a low point, who decides to leave, and the hazards of those ids; points are kept in ``near``."""
    search = system.deciding.leavers

    def leavers(state):
        if state.month not in near:
            height = state.points.everybody(state.month)
            ids = np.flatnonzero(height < LOW)
            near[state.month] = ids, height[ids]
        ids = near[state.month][0]
        found = search(state)
        noted.append((ids, found.person, system.deciding.hazards(state, ids, system.deciding.groups(state))))
        return found

    system.deciding.leavers = leavers
