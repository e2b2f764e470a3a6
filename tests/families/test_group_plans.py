"""Who leaves together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.beliefs.small import grown_at_home, system_at
from yeonjwa.families import group_plans
from yeonjwa.families.posted import ABROAD, CADRE_ABROAD, HIGH, holders
from yeonjwa.months import month_of

EVERYBODY_GOES = {"join_spouse": -1.0, "join_child": 0.0, "join_parent": -2.0, "join_sibling": -2.0}


def plans_of(deciders, **scenario):
    system = system_at(**scenario)
    return system, group_plans.form(system, deciders)


@pytest.fixture(scope="module")
def deciders():
    return grown_at_home(system_at())[::11].astype(np.int64)


def check(plans, deciders):
    assert np.unique(plans.member).size == plans.member.size
    assert (np.diff(plans.position) >= 0).all()
    assert (np.diff(plans.deciders) > 0).all()
    assert np.isin(deciders, plans.member).all()
    assert (plans.sizes() >= 1).all()
    own = np.searchsorted(plans.member[np.argsort(plans.member)], plans.deciders)
    assert (plans.position[np.argsort(plans.member)][own] == np.arange(len(plans))).all()
    assert not plans.is_stopped.any()


def test_each_decider_is_in_one_plan_and_so_is_everybody_who_goes_along(deciders):
    _, plans = plans_of(deciders, figures=EVERYBODY_GOES)
    check(plans, deciders)
    assert (plans.sizes() > 1).any()


def test_most_leave_alone(deciders):
    _, plans = plans_of(deciders)
    sizes = plans.sizes()
    assert 0.6 < (sizes == 1).mean() < 0.95


def test_nobody_deciding_makes_no_plan():
    _, plans = plans_of(np.empty(0, dtype=np.int64))
    assert len(plans) == plans.member.size == 0


def test_only_those_at_home_in_the_same_place_go_along(deciders):
    system, plans = plans_of(deciders, figures=EVERYBODY_GOES)
    state = system.state
    along = ~np.isin(plans.member, deciders)
    assert (state.place_of(plans.member[along]) == state.place_of(plans.deciders[plans.position[along]])).mean() > 0.95
    assert state.at_home(plans.member).all()


def test_fear_for_relatives_makes_groups_larger_and_drops_nobody(deciders):
    members = []
    for punish in (0.0, 1.0, 3.0):
        system = system_at()
        system.state.fields.punish[:] = punish
        _, who = group_plans.relatives_along(system, deciders)
        members.append(set(who.tolist()))
    assert members[0] < members[1] < members[2]


def test_what_is_dear_or_watched_makes_groups_smaller_and_paid_for_crossings_larger(deciders):
    sizes = {}
    for name in ("plain", "dear", "watched", "funded"):
        system = system_at(figures=EVERYBODY_GOES)
        state = system.state
        state.fields.price[:] = 5000.0 if name in ("dear", "funded") else 0.0
        rows = state.rows(deciders)
        state.people.watch[rows] = 3 if name == "watched" else 0
        state.people.funded[rows] = name == "funded"
        sizes[name] = group_plans.relatives_along(system, deciders)[1].size
    assert sizes["dear"] < sizes["plain"]
    assert sizes["watched"] < sizes["plain"]
    assert sizes["funded"] > sizes["dear"]


def test_small_children_of_a_parent_go_all_or_none_but_for_both_parents(deciders):
    system = system_at(figures={**EVERYBODY_GOES, "join_spouse": -5.0})
    state = system.state
    plan, who = group_plans.relatives_along(system, deciders)
    c = state.columns
    small = state.age(who) < 16
    some = 0
    for k in np.unique(plan[small]).tolist():
        parent = deciders[k]
        children = np.flatnonzero((c["mother"] == parent) | (c["father"] == parent))
        children = children[state.at_home(children) & (state.age(children) < 16)]
        children = children[state.place_of(children) == state.place_of(np.array([parent]))[0]]
        mine = children[np.isin(children, who[plan == k])]
        assert mine.size in (0, children.size)
        some += mine.size > 1
    assert some > 0


pairs = st.integers(1, 8).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, 30)), max_size=25))
)


@settings(max_examples=200, deadline=None)
@given(pairs)
def test_plans_that_share_somebody_become_one_as_a_plain_search_finds(case):
    n, extra = case
    deciders = np.arange(n, dtype=np.int64) * 3
    plan = np.array([*range(n), *(p for p, _ in extra)], dtype=np.int64)
    member = np.array([*deciders.tolist(), *(m for _, m in extra)], dtype=np.int64)
    plans = group_plans.united(deciders, plan, member)
    check(plans, deciders)
    # Plain: plans are joined as long as any two of them share a member.
    groups = [({p}, {m for q, m in zip(plan.tolist(), member.tolist(), strict=True) if q == p}) for p in range(n)]
    merged = True
    while merged:
        merged = False
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if groups[a][1] & groups[b][1]:
                    groups[a] = (groups[a][0] | groups[b][0], groups[a][1] | groups[b][1])
                    del groups[b]
                    merged = True
                    break
            if merged:
                break
    expected = sorted((int(deciders[min(g[0])]), sorted(g[1])) for g in groups)
    got = [(int(d), sorted(plans.member[plans.position == k].tolist())) for k, d in enumerate(plans.deciders)]
    assert got == expected


def test_colleagues_of_one_post_and_month_go_along_and_others_are_not_asked():
    system = system_at(month_of(2012), persons=30_000, figures={"colleague_goes_along": 0.4})
    state = system.state
    table = holders(state)
    now = table.now(state, ABROAD)
    deciders = np.unique(table.person[now])
    plan, who = group_plans.colleagues_along(state, deciders)
    assert who.size > 0
    key = dict(
        zip(
            table.person[now].tolist(),
            zip(table.code[now].tolist(), table.start[now].tolist(), strict=True),
            strict=True,
        )
    )
    assert all(key[int(deciders[p])] == key[int(w)] and deciders[p] != w for p, w in zip(plan, who, strict=True))


def test_children_kept_at_home_cannot_leave_with_their_parents():
    from yeonjwa.practices import children_kept_home

    month = month_of(2018)
    kept = {}
    for without in ((), ("children_kept_home",)):
        system = system_at(month, persons=30_000, without=without)
        state = system.state
        table = holders(state)
        posted = table.person[table.now(state, CADRE_ABROAD)]
        kin, kind = system.deciding.close_kin(state, posted)
        at, slot = np.nonzero((kin >= 0) & (kind == 1))
        children = kin[at, slot].astype(np.int64)
        kept[without] = children_kept_home.are_kept(state, posted[at], children)
        young = state.age(children) < 18
        assert not kept[without][~young].any()
        assert young.any()
        state.month = month_of(2018, 12)
        children_kept_home.count(system)
        assert bool(state.ledger._of_year) == bool(kept[without].any())
    assert kept[()].any()
    assert not kept[("children_kept_home",)].any()


def test_the_youngest_child_is_the_last_of_those_born_and_living():
    from yeonjwa.practices import children_kept_home

    state = system_at(month_of(2018), persons=30_000).state
    parents = np.flatnonzero(state.age(np.arange(state.birth.size)) >= 16)
    found = children_kept_home.youngest_of(state, parents)
    mother, father = state.columns["mother"], state.columns["father"]
    for parent, youngest in list(zip(parents.tolist(), found.tolist(), strict=True))[::40]:
        children = np.flatnonzero((mother == parent) | (father == parent))
        children = children[state.lives(children)]
        assert youngest == (children[-1] if children.size else -1)


def test_holders_of_posts_are_those_whom_a_scan_of_all_terms_finds():
    state = system_at(month_of(2012), persons=30_000).state
    table = holders(state)
    for month in range(month_of(2009), month_of(2012) + 1, 6):
        state.month = month
        runs = (table.start <= month) & (table.end > month) & np.isin(table.code, HIGH)
        there = (state.post_now[table.person] == table.code) & state.at_home(table.person)
        assert table.now(state, HIGH).tolist() == np.flatnonzero(runs & there).tolist()
    now = table.now(state, HIGH)
    assert now.size >= 5
    for row in now.tolist():
        mates = now[(table.code[now] == table.code[row]) & (table.start[now] == table.start[row])]
        expected = np.concatenate([mates[mates > row], mates[mates < row]])
        assert table.colleagues(state, row).tolist() == table.person[expected].tolist()
        own = now[table.person[now] == table.person[row]]
        assert table.of_person(state, int(table.person[row]), HIGH).tolist() == own.tolist()


def test_an_age_is_completed_by_those_whose_years_say_so():
    state = system_at(month_of(2012)).state
    everybody = np.arange(state.birth.size)
    for month in (month_of(1995, 7), month_of(2012), month_of(2024, 12)):
        state.month = month
        for years in (0, 16, 18, 60):
            expected = state.age(everybody) >= years
            assert state.has_completed(everybody, years).tolist() == expected.tolist()


def test_close_kin_of_members_are_those_looked_up_anew(deciders):
    system = system_at(figures=EVERYBODY_GOES)
    close = system.deciding.close_kin(system.state, deciders)
    given, plans = (group_plans.form(system, deciders, *known) for known in ((close,), ()))
    assert given.member.tolist() == plans.member.tolist()
    some = np.arange(plans.member.size)[::3]
    is_decider = plans.member[some] == plans.deciders[plans.position[some]]
    assert 0 < is_decider.sum() < some.size
    expected = system.deciding.close_kin(system.state, plans.member[some])
    for found, of_it in zip(plans.close_kin_of(system, some), expected, strict=True):
        np.testing.assert_array_equal(found, of_it)


def test_each_holder_of_a_high_post_looks_round_in_one_month_of_several():
    system = system_at(month_of(2010))
    table = holders(system.state)
    for month in range(month_of(2010), month_of(2010) + 14):
        rows = table.in_term(month, HIGH)
        turn = np.floor(6 * table.look[rows]).astype(np.int64)
        assert sorted(table.looking_round(month, 6).tolist()) == sorted(rows[(month + turn) % 6 == 0].tolist())
