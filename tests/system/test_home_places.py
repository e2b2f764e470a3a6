"""Places of people, and who is told of: kernels against plain twins."""

import numpy as np

from tests.system.tools import listen, live, toy_system
from yeonjwa.departures.points import GROUP, RAISED
from yeonjwa.system import state as state_module
from yeonjwa.system.home_places import place_plain
from yeonjwa.system.register import is_cadre_post, place_of_group, where_of_place


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
            where, who = state.stratum_of(everybody)
            assert where.tolist() == where_of_place()[expected].tolist()
            assert who.tolist() == is_cadre_post()[state.post_now].astype(int).tolist()
            assert state.place_of(everybody[:6].reshape(2, 3)).tolist() == np.reshape(expected[:6], (2, 3)).tolist()
            assert set((state.code[everybody] & GROUP > 0).tolist()) == {False, True}


def test_those_whose_group_is_watched_are_told(monkeypatch):
    system = toy_system(3_000)
    calls = listen(monkeypatch, state_module, "recode")
    system.state.crowd.watched[1:RAISED:2] = True
    told = np.zeros(2, dtype=int)
    for _ in live(system, 12, share=0.01):
        for before, after, (entered, raised) in calls:
            group = after["codes"][before["persons"]]
            assert entered.tolist() == before["persons"][(group > 0) & before["watched"][group]].tolist()
            affected = before["persons"][group >= RAISED]
            assert raised.tolist() == before["row_of"][affected].tolist()
            told += entered.size, raised.size
        calls.clear()
    assert told.min() > 10
