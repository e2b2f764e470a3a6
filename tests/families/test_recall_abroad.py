"""Recall of those posted abroad when a close relative leaves."""

import numpy as np
import pytest

from tests.beliefs.small import leave, system_at
from yeonjwa.families.posted import ABROAD, holders
from yeonjwa.months import month_of
from yeonjwa.practices import recall_abroad
from yeonjwa.system.register import ABROAD as PLACE_ABROAD


def left_by_relatives(chon, **scenario):
    """Relatives at exactly ``chon`` of everybody posted abroad leave, and it becomes known."""
    system = system_at(month_of(2016), persons=30_000, **scenario)
    state = system.state
    table = holders(state)
    posted = np.unique(table.person[table.now(state, ABROAD)])
    kin = state.kin(posted, "cognatic:4")
    kin = kin.where((kin.chon == chon) & ~kin.is_affine & state.at_home(kin.id) & (state.age(kin.id) >= 16))
    theirs = np.setdiff1d(np.unique(kin.id), posted).astype(np.int64)
    cases = leave(system, theirs)
    return system, posted, cases


@pytest.mark.parametrize(("chon", "is_reached"), [(1, True), (2, True), (3, False)])
def test_only_close_relatives_of_who_left_are_called_home(chon, is_reached):
    system, posted, cases = left_by_relatives(chon)
    state = system.state
    recall_abroad.on_departure(system, cases)
    called = state.people.person[state.people.recalled_until >= 0]
    if is_reached:
        assert called.size > 0
        assert np.isin(called, posted).all()
    else:
        near = state.kin(posted, "cognatic:2")
        allowed = posted[np.unique(near.position[np.isin(near.id, cases.person)])]
        assert np.isin(called, allowed).all()


def test_who_is_called_is_drawn_to_flee_and_then_loses_the_post():
    system, _, cases = left_by_relatives(1)
    state = system.state
    before = {}
    recall_abroad.on_departure(system, cases)
    rows = np.flatnonzero(state.people.recalled_until >= 0)
    called = state.people.person[rows].astype(np.int64)
    assert (state.place_of(called) == PLACE_ABROAD).all()
    assert (system.deciding.raise_of(state, rows) >= state.figure("recall_effect")).all()
    before["harm"] = sum(r.size for r in state.ledger._of_year["recall_abroad"])
    assert before["harm"] == called.size
    recall_abroad.on_departure(system, cases)  # nobody is called twice
    assert sum(r.size for r in state.ledger._of_year["recall_abroad"]) == before["harm"]
    for _ in range(round(state.figure("recall_months"))):
        state.month += 1
        system.posts.serve(state)
    alive = state.lives(called)
    assert (state.post_now[called[alive]] == 0).all()
    assert (state.place_of(called[alive]) != PLACE_ABROAD).all()


def test_without_the_practice_nobody_is_called_and_nothing_is_written():
    system, _, cases = left_by_relatives(1, without=["recall_abroad"])
    state = system.state
    rows, codes = len(state.people), state.code.copy()
    recall_abroad.on_departure(system, cases)
    assert len(state.people) == rows
    assert (state.code == codes).all()
    assert not (state.people.recalled_until >= 0).any()
    assert "recall_abroad" not in state.ledger._of_year
    assert "seen" not in state.totals
