"""Places of people and what going and coming changes: kernels against plain twins."""

import numpy as np

from tests.system.tools import listen, live, toy_system
from yeonjwa.departures.points import GROUP
from yeonjwa.system import state as state_module
from yeonjwa.system.moving import go_to_plain, place_plain
from yeonjwa.system.register import place_of_group

SPELLS = ("away_since", "back_since", "away_before", "back_before")


def test_everybody_lives_where_the_plain_twin_says():
    system = toy_system(3_000)
    state = system.state
    for month in live(system, 30, share=0.01):
        if month % 15 == 0:
            everybody = np.arange(state.code.size)
            expected = [
                place_plain(person, month, int(state.code[person] & GROUP), place_of_group(), state.columns)
                for person in everybody.tolist()
            ]
            assert state.place_of(everybody).tolist() == expected
            assert state.place_of(everybody[:6].reshape(2, 3)).tolist() == np.reshape(expected[:6], (2, 3)).tolist()
            assert set((state.code[everybody] & GROUP > 0).tolist()) == {False, True}


def test_who_goes_and_comes_is_noted_as_the_plain_twin_does(monkeypatch):
    system = toy_system(3_000)
    calls = listen(monkeypatch, state_module, "go_to")
    left = back = 0
    for month in live(system, 40, share=0.01):
        for before, after, leaves in calls:
            there, gone = before["there"], []
            for person, row in zip(before["persons"].tolist(), before["rows"].tolist(), strict=True):
                was = int(before["whereabouts"][person])
                goes, spells = go_to_plain(there, month, was, [int(before[name][row]) for name in SPELLS])
                assert [int(after[name][row]) for name in SPELLS] == list(spells)
                assert after["whereabouts"][person] == after["of_row"][row] == there
                assert after["since"][row] == month
                kept = there == 0
                for name in ("post_now", "busy_until"):
                    assert after[name][person] == (before[name][person] if kept else 0)
                gone += [person] if goes else []
                back += not goes and list(spells)[1] == month
            assert leaves.tolist() == gone
            left += len(gone)
        calls.clear()
    assert min(left, back) > 20


def test_those_whose_group_is_watched_are_told(monkeypatch):
    system = toy_system(3_000)
    calls = listen(monkeypatch, state_module, "recode")
    system.state.crowd.watched[1:1000:7] = True
    told = 0
    for _ in live(system, 12, share=0.01):
        for before, after, (noted, _) in calls:
            group = after["codes"][before["persons"]]
            assert noted.tolist() == before["persons"][(group > 0) & before["watched"][group]].tolist()
            told += noted.size
        calls.clear()
    assert told > 20
