"""Practices that fall on relatives for the posts they hold or would hold: vetting, recall, children kept at home."""

import numpy as np
import pytest

from tests.practices.family import (
    APRIL_2014,
    NAMES,
    affected,
    counted,
    family_run,
    harm,
    ids,
    leaves,
    noted,
    put_in_office,
    rows,
    snapshot,
)
from yeonjwa.departures.close_kin import CHILD
from yeonjwa.departures.stake import stakes
from yeonjwa.families import abroad, group_plans
from yeonjwa.months import month_of
from yeonjwa.population.posts import CODE
from yeonjwa.practices import children_kept_home, recall_abroad
from yeonjwa.system.register import ABROAD, WHERE

# Vetting.

BARS = {"vetting_finding_bars": 1.0}


def who_gets_it(post, *listed, leaver="ego", level=1.0, figures=None, mothers_side=None):
    """Who of those on the list gets a seat after somebody left, whom vetting was noted to bar, and the run."""
    vacancy = (APRIL_2014, post, listed)
    system = family_run({"vetting": level}, {**BARS, **(figures or {})}, vacancies=(vacancy,))
    if mothers_side is not None:
        system.posts.depth[1, CODE[post]] = mothers_side
    if leaver:
        leaves(system, leaver)
    system.posts.fill(system.state)
    holders = {NAMES[i] for i in np.flatnonzero(system.state.post_now == CODE[post])}
    return holders, noted(system, "vetting"), system


def test_relatives_within_the_depth_of_the_post_are_barred_and_the_next_on_the_list_takes_it():
    holders, barred, system = who_gets_it("administrator", "sister", "cousin", "maternal_uncle", "wife", "neighbour")
    # By blood: the spouse of whoever left is not barred.
    assert barred == {"sister": "2", "cousin": "3-4", "maternal_uncle": "3-4"}
    assert holders == {"wife"}
    assert counted(system, "vetting_failures") == 3
    assert set(harm(system)) == {"vetting"}
    assert "neighbour" not in affected(system)
    _, barred, _ = who_gets_it("administrator", "ego", "neighbour", leaver="cousin")
    assert barred == {"ego": "3-4"}


@pytest.mark.parametrize(
    ("post", "barred"), [("administrator", {}), ("official", {"cousin": "5-8"}), ("security_agent", {"cousin": "5-8"})]
)
def test_a_relative_of_5_chon_counts_for_posts_that_are_looked_into_deeper(post, barred):
    holders, found, _ = who_gets_it(post, "cousin", "neighbour", leaver="son")
    assert found == barred
    assert holders == ({"neighbour"} if barred else {"cousin"})


def test_each_side_has_its_own_depth():
    # Both uncles of ego are 3 chon from ego, so ego is 3 chon from each of them: on the father's and on the mother's side.
    for leaver, holders in (("uncle", {"neighbour"}), ("maternal_uncle", {"ego"})):
        assert who_gets_it("elite_cadre", "ego", "neighbour", leaver=leaver, mothers_side=2)[0] == holders
        assert who_gets_it("elite_cadre", "ego", "neighbour", leaver=leaver, mothers_side=3)[0] == {"neighbour"}


@pytest.mark.parametrize(("level", "bars"), [(0.0, 1.0), (1.0, 0.0)])
def test_where_a_finding_does_not_bar_the_post_goes_as_if_nobody_had_left(level, bars):
    figures = {"vetting_finding_bars": bars}
    holders, barred, system = who_gets_it("official", "cousin", "neighbour", level=level, figures=figures)
    untouched, _, _ = who_gets_it("official", "cousin", "neighbour", leaver=None)
    assert holders == untouched == {"cousin"}
    assert not barred
    assert counted(system, "vetting_failures") == 0
    assert not harm(system)


# Recall from abroad.

TRADER = CODE["trader_abroad"]
POSTED = ("father", "sister", "wife", "uncle", "cousin", "neighbour")
CALLED = {"father": "0-1", "sister": "2", "wife": "0-1"}
RECALLED = {"recall_chance": 1.0, "recall_months": 2.0, "families_of_missing": 1.0}


def with_posted(level, figures=None, *, post=TRADER, names=POSTED):
    """The named are posted abroad, with terms to run; somebody of the family at home leaves, and it is known."""
    term = (("grandmother", "trader_abroad", month_of(1993), month_of(1994)),)  # a country with posts
    system = family_run({"recall_abroad": level}, {**RECALLED, **(figures or {})}, terms=term)
    put_in_office(system, names, post)
    return system, leaves(system)


def test_the_posted_within_2_chon_are_called_home_and_nobody_farther_or_at_home():
    system, cases = with_posted(1.0)
    recall_abroad.on_departure(system, cases)
    state = system.state
    assert noted(system, "recall_abroad") == CALLED
    assert set(harm(system)) == {"recall_abroad"}
    assert counted(system, "recalled_from_abroad") == 3
    own = rows(system, *CALLED)
    assert (state.people.recalled_until[own] == state.month + 2).all()
    assert state.people.lost_post[own].all()
    assert (state.people.hardship[own] == np.float32(state.figure("recall_hardship"))).all()
    assert (state.people.fear[own] > 0).all()
    assert {NAMES[i] for i in state.people.person[state.people.recalled_until >= 0].tolist()} == set(CALLED)
    practice, place, who, loss, _, kind = state.totals["seen"][-1]
    assert (practice, kind, loss) == ("recall_abroad", "punishment", state.figure("recall_loss"))
    assert place.tolist() == [ABROAD] * 3  # colleagues see it
    assert who.tolist() == [1] * 3
    assert "neighbour" not in affected(system)


def test_they_keep_the_post_for_the_way_home_and_then_lose_it():
    system, cases = with_posted(1.0)
    recall_abroad.on_departure(system, cases)
    state = system.state
    for months in (1, 2):
        state.month += 1
        system.posts.serve(state)
        still = {NAMES[i] for i in np.flatnonzero(state.post_now == TRADER)}
        assert still == (set(POSTED) if months < 2 else set(POSTED) - set(CALLED))
    assert (state.place_of(ids(*CALLED)) != ABROAD).all()


def test_nobody_is_called_twice_and_a_worker_is_called_as_one():
    system, cases = with_posted(1.0, post=CODE["worker_abroad"], names=("father", "neighbour"))
    recall_abroad.on_departure(system, cases)
    assert system.state.totals["seen"][-1][2].tolist() == [0]
    recall_abroad.on_departure(system, leaves(system, "sister"))
    assert noted(system, "recall_abroad") == {"father": "0-1"}
    assert counted(system, "recalled_from_abroad") == 1


@pytest.mark.parametrize(("level", "chance"), [(0.0, 1.0), (1.0, 0.0)])
def test_at_level_or_chance_0_nobody_is_called_and_nothing_changes(level, chance):
    system, cases = with_posted(level, {"recall_chance": chance})
    before = snapshot(system)
    recall_abroad.on_departure(system, cases)
    assert snapshot(system) == before


def test_a_recall_of_cadre_does_not_call_workers():
    system, cases = with_posted(1.0, post=CODE["worker_abroad"])
    put_in_office(system, ("father",), TRADER)
    system.state.schedule.holds[:, 0] = False
    recall_abroad.on_departure(system, cases)
    assert set(noted(system, "recall_abroad")) == {"father"}


def test_relatives_with_posts_at_home_are_not_called():
    system, cases = with_posted(1.0, post=CODE["official"])
    before = snapshot(system)
    recall_abroad.on_departure(system, cases)
    assert snapshot(system) == before


# Children kept at home. In 1995 ego is 13, the sister 11, the cousin 9; father and uncle are posted.

JULY_1994, DECEMBER_1995 = month_of(1994, 7), month_of(1995, 12)
GO_ALONG = {"join_spouse": 60.0, "join_child": 60.0, "join_parent": -60.0, "join_sibling": -60.0}


def with_children(level, figures=None, *, post="official_abroad", month=DECEMBER_1995):
    """Father and uncle hold a post abroad since July 1994."""
    terms = tuple((name, post, JULY_1994, month_of(2010)) for name in ("father", "uncle"))
    system = family_run({"children_kept_home": level}, figures, month=month, terms=terms)
    put_in_office(system, ("father", "uncle"), CODE[post])
    return system


def test_of_the_children_of_the_posted_the_youngest_may_go_along_and_the_others_are_kept():
    system = with_children(1.0)
    state = system.state
    parents, children = ids("father", "father", "uncle"), ids("ego", "sister", "cousin")
    assert children_kept_home.youngest_of(state, parents).tolist() == ids("sister", "sister", "cousin").tolist()
    assert children_kept_home.are_kept(state, parents, children).tolist() == [True, False, False]
    children_kept_home.count(system)
    assert noted(system, "children_kept_home") == {"ego": "0-1"}
    assert noted(system, "children_kept_home", "months") == {"ego": 12.0}
    stratum = 2 * WHERE.index("abroad") + 1
    assert noted(system, "children_kept_home", "stratum") == {"ego": stratum}
    assert not affected(system)


def test_months_count_from_the_month_of_taking_the_post_and_once_a_year():
    system = with_children(1.0, month=month_of(1994, 12))
    children_kept_home.count(system)
    assert noted(system, "children_kept_home", "months") == {"ego": 6.0}
    in_spring = with_children(1.0, month=month_of(1995, 5))
    children_kept_home.count(in_spring)
    assert not harm(in_spring)


def test_a_child_kept_at_home_cannot_leave_with_its_parents_and_stays_within_reach(monkeypatch):
    # Spouse and children of whoever is posted live there too, but for those whom the rule keeps.
    monkeypatch.setattr(abroad, "lives_abroad_too", lambda state, posted, who, is_child: np.ones(who.shape, dtype=bool))
    only_children = np.array([float(kind == CHILD) for kind in range(4)])
    along, within_reach = {}, {}
    for level in (0.0, 1.0):
        system = with_children(level, GO_ALONG)
        father, state = ids("father"), system.state
        _, who = group_plans.relatives_along(system, father)
        along[level] = {NAMES[i] for i in who.tolist()}
        close = system.deciding.close_kin(state, father)
        within_reach[level] = stakes(state, father, close, only_children).tolist()
    assert along == {0.0: {"mother", "ego", "sister"}, 1.0: {"mother", "sister"}}
    assert within_reach == {0.0: [0.0], 1.0: [1.0]}


def test_the_grown_and_the_children_of_workers_are_not_kept():
    system = with_children(1.0, month=month_of(2000, 12))  # ego is 18
    workers = with_children(1.0, post="worker_abroad")
    for run in (system, workers):
        assert not children_kept_home.are_kept(run.state, ids("father"), ids("ego")).any()
        children_kept_home.count(run)
        assert not harm(run)


def test_at_level_0_no_child_is_kept_and_nothing_changes():
    system = with_children(0.0)
    before = snapshot(system)
    assert not children_kept_home.are_kept(system.state, ids("father"), ids("ego")).any()
    children_kept_home.count(system)
    assert snapshot(system) == before
