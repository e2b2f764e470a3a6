"""Who leaves: the sparse search against everybody's hazard, and the hazard against the formula in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.population.society_tools import with_society
from tests.system.tools import live, of_country, toy_system
from yeonjwa.departures.deciding import Deciding
from yeonjwa.departures.deciding_plain import hazard_plain, stake_plain
from yeonjwa.departures.points import CEILING, GROUP, RAISED
from yeonjwa.departures.points_kernels import points_of_hot
from yeonjwa.departures.points_plain import hot_point_plain, members_above
from yeonjwa.departures.raising import CAP_MARGIN
from yeonjwa.departures.searching import own_bounds, within_own_bounds
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.store import open_or_build
from yeonjwa.system.fields import Fields
from yeonjwa.system.register import GROUPS, PLACES

FLAT = {
    f"leaving_region_{r}": 0.0
    for r in ("capital", "inland", "jagang", "south_hamgyong", "north_hamgyong", "ryanggang", "north_pyongan")
}
RULES = {
    "all below the ceiling": {
        "leaving_base": 8e-4,
        "chain_effect": 0.0,
        "grievance_effect": 0.0,
        "recall_effect": 0.0,
        **FLAT,
    },
    "relatives draw one another above it": {"leaving_base": 1e-3, "chain_effect": 4.0, **FLAT},
    "groups above it": {"leaving_base": 2e-3},
    "a paid crossing": {"leaving_base": 5e-3, "price_effect": 1.5, "funds_ordinary": 20.0, **FLAT},
    "anger and recall": {"leaving_base": 3e-4, "grievance_effect": 3.0, "recall_effect": 6.0, **FLAT},
    "fear for kin": {"leaving_base": 2e-3, "kin_fear_effect": 4.0, "own_loss_effect": 5.0, **FLAT},
    "nearly everybody": {"leaving_base": 0.05, **FLAT},
}


def shake(system, seed):
    """Fields of this month, and what befalls some people, by a draw of the test's own."""
    state = system.state
    rng = np.random.default_rng([seed, state.month])
    fields = state.fields
    for name in ("hardship", "grievance", "capture", "punish", "stay", "limits"):
        getattr(fields, name)[:] = rng.random((PLACES, 2))
    fields.price, fields.purge = rng.random(2) * 4000, rng.random()
    adults = np.flatnonzero((state.code & GROUP > 0) & state.lives(np.arange(state.code.size)))
    some = rng.choice(adults, max(5, adults.size // 300), replace=False)
    rows = state.rows(some)
    for name in ("grievance", "hardship", "fear", "inevitability"):
        state.people.add_to(name, rows, rng.normal(0.3, 0.6, rows.size), state.month, state.figure(f"fading_{name}"))
    state.people.contact_until[rows] = state.month + rng.integers(-1, 12, rows.size)
    state.people.recalled_until[rows[::3]] = state.month + rng.integers(-1, 6, rows[::3].size)
    state.people.watch[rows[1::2]] = rng.integers(0, 4, rows[1::2].size)
    system.deciding.update_caps(state, rows)


def watched(events, heights, seed, dense=False):
    """A ``decide`` that shakes the world, compares both searches, and notes who leaves with what lowest point."""

    def decide(system):
        state = system.state
        shake(system, seed)
        sparse = system.deciding.leavers_dense(state) if dense else system.deciding.leavers(state).person
        events.extend((person, state.month) for person in sparse.tolist())
        heights.extend(state.points.everybody(state.month)[sparse].tolist())
        return sparse

    return decide


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize(("seed", "persons"), [(1, 5_000), (2, 9_000), (3, 5_000)])
def test_sparse_and_dense_worlds_have_the_same_departures(rules, seed, persons):
    found = []
    for dense in (False, True):
        events, heights = [], []
        system = toy_system(persons, 5, figures=rules, seed=seed)
        for _ in live(system, 36, decide=watched(events, heights, seed, dense), seed=seed):
            pass
        people = system.state.people
        found.append((events, people.left.tolist(), people.south.tolist(), people.grievance.tolist()))
    assert found[0] == found[1]
    assert len(events) > 5
    assert min(heights) < CEILING
    if rules.get("chain_effect") != 0:
        assert max(heights) > CEILING


class UncappedRaise(Deciding):
    """Broken on purpose: whoever is angered, recalled or called from abroad is not said to exceed the group's bound."""

    def update_caps(self, state, rows):
        pass


class CapForgotten(Deciding):
    """Broken on purpose: the bound on a person's raise is half of what it should be."""

    def renew_bounds(self, state):
        super().renew_bounds(state)
        state.people.cap[:] *= 0.5


class GroupsTooLow(Deciding):
    """Broken on purpose: groups above the ceiling are searched as if they lay below it."""

    def leavers(self, state):
        keep, groups = self.groups, self.groups(state)
        groups.hazard = np.minimum(groups.hazard, CEILING)
        self.groups = lambda state: groups
        found = super().leavers(state)
        self.groups = keep
        return found


@pytest.mark.parametrize(
    ("broken", "rules"),
    [
        (UncappedRaise, "anger and recall"), (CapForgotten, "relatives draw one another above it"),
        (GroupsTooLow, "groups above it"),
    ],
)  # fmt: skip
def test_a_bound_that_is_too_low_loses_departures_or_is_noticed(broken, rules):
    system = toy_system(9_000, 5, figures=RULES[rules])
    system.deciding = broken(system.state)
    lost = []

    def decide(system):
        shake(system, 1)
        dense = system.deciding.leavers_dense(system.state)
        lost.append(
            is_noticed(system, "exceeds the bound") or set(system.deciding.leavers(system.state).person) != set(dense)
        )
        return dense

    for _ in live(system, 18, decide=decide):
        pass
    assert any(lost)


def test_bounds_are_the_raise_of_those_to_whom_something_happened_and_fall_as_it_fades():
    """Twin: ``raise_of``, the formula in NumPy. Bounds of others stay what they were, and no raise ever exceeds its bound."""
    system = toy_system(6_000, 5, figures=RULES["anger and recall"])
    state, people, seen = system.state, system.state.people, 0

    def decide(system):
        nonlocal seen
        shake(system, 1)
        noted = [*state.warm.noted, [0]]
        stale = np.setdiff1d(np.concatenate(noted), [0])
        before = people.cap.copy()
        system.deciding.renew_bounds(state)
        raised = system.deciding.raise_of(state, np.arange(len(people)))
        np.testing.assert_allclose(people.cap[stale], raised[stale] + CAP_MARGIN, rtol=1e-6)
        others = np.setdiff1d(np.arange(len(people)), stale)
        assert (people.cap[others] == before[others]).all()
        assert (people.cap >= raised)[1:].all()
        seen += stale.size
        return system.deciding.leavers(state).person

    for _ in live(system, 12, decide=decide):
        pass
    assert seen > 500


@pytest.mark.parametrize("near", [0.0005, 0.0015])
def test_the_crowd_holds_whoever_is_not_raised_in_groups_above_the_ceiling_month_by_month(near, monkeypatch):
    """Twin: a look at everybody. Groups rise above the ceiling and fall below it, and people come into them and go."""
    monkeypatch.setattr("yeonjwa.departures.crowd.NEAR", near)
    system = toy_system(6_000, 5)
    state, rng, seen = system.state, np.random.default_rng(3), 0
    for _ in live(system, 30):
        bound = np.append(0.0, rng.random(GROUPS) * CEILING * rng.choice([0.9, 1.2]))
        members = state.crowd.members(state.code, bound, 0, state.code.size)
        expected = members_above(state.code, bound)
        expected = expected[state.code[expected] < RAISED]  # the others are the warm
        assert np.isin(expected, members).all()
        seen += expected.size
    assert seen > 1000


@pytest.mark.parametrize(("margin", "far"), [(0.05, 0.1), (2.0, 0.5), (0.3, 9.0)])
def test_the_warm_hold_everyone_affected_whose_bound_exceeds_the_ceiling_month_by_month(margin, far, monkeypatch):
    """Twin: a look at all of the affected. What groups need rises and falls; people are struck, move, age and return."""
    monkeypatch.setattr("yeonjwa.departures.warm.MARGIN", margin)
    monkeypatch.setattr("yeonjwa.departures.warm.FAR", far)
    system = toy_system(6_000, 5, figures=RULES["anger and recall"])
    state, rng, seen, kept, below = system.state, np.random.default_rng(3), 0, 0, 0
    people = state.people
    for _ in live(system, 30):
        shake(system, 4)
        system.deciding.renew_bounds(state)
        need = np.append([[np.inf] * 2], rng.uniform(0.5, 3.0, (GROUPS, 1)) - [[0.0, 0.5]], axis=0)
        ids, above = state.warm.lists(need, people)
        warm = np.union1d(people.row_of[ids], above)
        assert warm.tolist() == np.flatnonzero(people.warmth).tolist()
        assert np.unique(ids).size == ids.size
        assert sorted(above.tolist()) == np.flatnonzero(people.warmth > 1).tolist()
        over = people.cap - need[people.code & GROUP, (people.south > 0).astype(np.int64)]
        hot = np.flatnonzero(over > 0)
        assert np.isin(hot, warm).all()
        assert (over[np.setdiff1d(warm, above)] <= far).all()
        kept, seen = kept + warm.size, seen + hot.size

        found = points_of_hot(state.points.key_above, state.month, warm, need, people.records, people.person)
        expected = {row: hot_point_plain(state.points, int(people.person[row]), state.month, over[row]) for row in hot}
        expected = {row: height for row, height in expected.items() if height is not None}
        assert sorted(found[0].tolist()) == list(expected)
        np.testing.assert_allclose(found[1], [expected[row] for row in found[0].tolist()], rtol=1e-12)
        below += len(expected)
    assert seen > 1000
    assert kept < 30 * len(people) / 2
    assert below > 10


def test_points_are_held_against_the_bound_of_each_in_the_kernel_as_in_numpy():
    """Twin: ``own_bounds``. Some are affected and some are not, kin in the South pay for a few, and many points lie near the bound."""
    system = toy_system(6_000, 5, figures=RULES["anger and recall"])
    state, people, rng, kept = system.state, system.state.people, np.random.default_rng(8), 0
    for _ in live(system, 6):
        shake(system, 4)
        system.deciding.renew_bounds(state)
        people.south[1::5] = 1
        people.funded[:] = people.south > 0
        bound, price = np.append(0.0, rng.random(GROUPS) * CEILING), np.append(0.0, rng.random(GROUPS))
        person = np.sort(rng.choice(state.code.size, 900, replace=False))
        own = own_bounds(people, people.row_of[person], state.code[person], bound, price)
        height = own * rng.uniform(0.5, 1.5, person.size)
        near, most = within_own_bounds(person, height, state.code, bound, price, people.row_of, people.records)
        assert near.tolist() == np.flatnonzero(height < own).tolist()
        np.testing.assert_allclose(most, own[near], rtol=1e-14)
        kept += near.size
    assert kept > 300


def test_whoever_gets_a_row_goes_over_from_the_crowd_to_the_warm():
    """In a group above the ceiling, everyone is in one of the two, even if nothing is said of them beyond their row."""
    system = toy_system(6_000, 5)
    state = system.state
    state.month += 1
    bound = np.append(0.0, np.full(GROUPS, 2 * CEILING))
    need = np.append([[np.inf] * 2], np.full((GROUPS, 2), np.log(0.5)), axis=0)
    present = np.flatnonzero(state.code & GROUP)

    def held():
        system.deciding.renew_bounds(state)
        crowd = state.crowd.members(state.code, bound, 0, state.code.size)
        warm, far = state.warm.lists(need, state.people)
        hot = np.union1d(warm, state.people.person[far])
        return np.union1d(crowd[state.code[crowd] < RAISED], hot), hot

    assert held()[1].size == 0
    state.rows(present[::7])
    both, hot = held()
    assert both.tolist() == present.tolist()
    assert hot.tolist() == present[::7].tolist()


def is_noticed(system, words):
    """Whether the search refuses to go on, because a hazard exceeds its bound."""
    try:
        system.deciding.leavers(system.state)
    except AssertionError as error:
        return words in str(error)
    return False


@pytest.mark.parametrize("rules", ["relatives draw one another above it", "a paid crossing", "fear for kin"])
def test_hazards_agree_with_the_formula_in_plain_python(rules):
    system = toy_system(5_000, 5, figures=RULES[rules])
    state = system.state
    for _ in live(system, 40, share=0.02):
        shake(system, 3)
    affected = state.people.person[1:].astype(np.int64)
    strangers = np.flatnonzero(state.people.row_of == 0)[::40]
    posted = np.flatnonzero(state.post_now > 0)
    persons = np.unique(np.concatenate([np.random.default_rng(1).choice(affected, 400), strangers, posted]))
    terms = system.deciding.groups(state)
    for with_kin in (True, False):
        got = system.deciding.hazards(state, persons, terms, with_kin=with_kin)
        expected = np.array([hazard_plain(state, int(p), with_kin=with_kin) for p in persons])
        assert ((got > 0) == (expected > 0)).all()
        np.testing.assert_allclose(got, expected, rtol=1e-12)
    living = persons[state.lives(persons)]
    stakes = np.array([stake_plain(state, int(p)) for p in living])
    np.testing.assert_allclose(system.deciding.stake(state, living), stakes, rtol=1e-12)
    rows = state.people.row_of[persons]
    assert state.people.funded[rows].sum() > 5
    assert (state.people.watch[rows] > 0).sum() > 5
    assert (got > CEILING).any()
    assert (expected == 0).any()
    assert len(set((state.code[persons] & GROUP).tolist())) > 100


def test_a_spouse_killed_by_a_practice_is_nobody_to_fear_for():
    system = toy_system(5_000, 5)
    state = system.state
    state.month += 1
    c = state.columns
    rows = np.flatnonzero((c["union_start"] < state.month) & (state.union_end > state.month + 12))
    for wife, husband in zip(c["union_wife"][rows[:20]].tolist(), c["union_husband"][rows[:20]].tolist(), strict=True):
        before = system.deciding.stake(state, [wife])
        state.kill([husband])
        np.testing.assert_allclose(before - system.deciding.stake(state, [wife]), 1.0)


def test_nobody_leaves_who_is_dead_away_held_or_a_child():
    system = toy_system(5_000, 5, figures=RULES["nearly everybody"])
    left = []

    def decide(system):
        state = system.state
        gone = system.deciding.leavers(state).person
        assert state.lives(gone).all()
        assert np.isin(state.whereabouts[gone], (0, 6)).all()
        assert (state.age(gone) >= 15).all()  # 16 in the calendar year
        left.append(gone.size)
        return gone

    for _ in live(system, 12, decide=decide):
        pass
    assert sum(left) > 500


figure_sets = st.fixed_dictionaries(
    {
        "chain_effect": st.floats(0, 5), "chain_weight_on_the_way": st.floats(0, 1), "contact_effect": st.floats(0, 3),
        "grievance_effect": st.floats(0, 4), "hardship_effect": st.floats(0, 4), "recall_effect": st.floats(0, 6),
        "fading_grievance": st.floats(0, 0.5), "fading_hardship": st.floats(0, 0.5), "price_effect": st.floats(0, 3),
    }
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(figures=figure_sets, seed=st.integers(0, 2**32 - 1), months=st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_what_was_once_bounded_stays_below_its_bound_however_many_months_pass(figures, seed, months):
    system = of_country(with_society(1_500, 5), figures=figures)
    state, rng = system.state, np.random.default_rng(seed)
    state.month += 1
    state.fields = Fields()
    rows = state.rows(rng.choice(1_500, 400, replace=False))
    people = state.people
    people.south[rows] = rng.integers(0, 5, rows.size)
    people.left[rows] = people.south[rows] + rng.integers(0, 9, rows.size)
    people.contact_until[rows] = state.month + rng.integers(-2, 40, rows.size)
    people.recalled_until[rows] = state.month + rng.integers(-2, 40, rows.size)
    for name in ("grievance", "hardship"):
        people.add_to(name, rows, rng.normal(0, 3, rows.size), state.month - int(rng.integers(0, 30)), 0.1)
    system.deciding.update_caps(state, rows)
    system.deciding.renew_bounds(state)
    cap = people.cap[rows].copy()
    assert (system.deciding.raise_of(state, rows) <= cap).all()
    for later in months:
        state.month += later
        assert (system.deciding.raise_of(state, rows) <= cap).all()
        assert (np.abs(people.cap[rows] - cap) == 0).all()
    with_relief = system.deciding.hazards(
        state, people.person[rows].astype(np.int64), system.deciding.groups(state), with_kin=False
    )
    terms = system.deciding.groups(state)
    code = state.code[people.person[rows]] & GROUP
    most = terms.hazard[code] * np.exp(cap.astype(np.float64) + people.funded[rows] * terms.price[code])
    assert (with_relief <= most).all()


def test_a_raise_behind_the_back_of_its_bound_is_noticed():
    system = toy_system(5_000, 5, figures={"leaving_base": 1e-3, **FLAT})
    state = system.state
    state.month += 1
    rows = state.rows(np.flatnonzero(state.code & GROUP > 0))
    system.deciding.renew_bounds(state)  # what is asked of whoever is new; nothing is noted from here on
    state.people.south[rows] = 30
    noticed = []
    for _ in range(30):
        noticed.append(is_noticed(system, "exceeds the bound"))
        state.month += 1
    assert any(noticed)


@pytest.mark.verify
@pytest.mark.parametrize("rules", ["all below the ceiling", "relatives draw one another above it", "groups above it"])
def test_sparse_and_dense_agree_in_a_country_of_a_hundredth(rules):
    country = open_or_build(PopulationSpec(scale=0.01), notice=lambda words: None)
    system = of_country(country, figures=RULES[rules], population={"scale": 0.01})
    left = 0

    def decide(system):
        nonlocal left
        shake(system, 2)
        sparse = system.deciding.leavers(system.state).person
        assert np.array_equal(sparse, system.deciding.leavers_dense(system.state))
        left += sparse.size
        return sparse[:2_000]

    for _ in live(system, 24, decide=decide, share=0.0002):
        pass
    assert left > 300
