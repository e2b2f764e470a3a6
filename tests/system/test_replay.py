"""One family is struck in one of two worlds that share fields and capacities: whom it cannot reach stays bit-identical."""

import numpy as np
import pytest

from tests.system.replay import Links, Pair, who_differs
from tests.system.test_shared_luck import KeyedByOrder
from tests.system.tools import alike, toy_system
from yeonjwa.beliefs import grievance
from yeonjwa.system.register import IN_EXILE

RULES = {"leaving_base": 2e-3}
BEFORE, AFTER = 36, 18


def banish(system, file):
    """The members of a file are sent away for three years, and theirs feel it."""
    state = system.state
    _, rows = state.files.rows_of(state.people, [file])
    person = state.people.person[rows].astype(np.int64)
    person = np.sort(person[state.at_home(person)])
    state.move(person, IN_EXILE, state.month + 36)
    state.people.add_to("hardship", state.rows(person), 0.6, state.month, state.figure("fading_hardship"))
    grievance.strike(system, person, None, 0.5, True, is_avoidable=False)
    return set(person.tolist())


@pytest.fixture(scope="module")
def village():
    """A village three years on, with many families on file."""
    system = toy_system(8_000, figures=RULES)
    for _ in range(BEFORE):
        system.step()
    return system


def lived(pair, months, size=(3, 8), turn=0):
    """Months in step after one family was banished in the second world: persons who differ in the end, and those not reached."""
    other = pair.other
    state = other.state
    file, rows = state.files.rows_of(state.people, np.arange(len(state.files)))
    at_home = np.bincount(file, weights=state.at_home(state.people.person[rows]))
    banish(other, int(np.flatnonzero((at_home >= size[0]) & (at_home <= size[1]))[turn]))
    differ, outside = who_differs(pair.one, other), set()
    links = Links(pair)
    for _ in range(months):
        before = differ
        pair.step()
        differ = who_differs(pair.one, other)
        outside |= links.unexplained(before, differ - before)
    return differ, outside


@pytest.mark.parametrize(("size", "turn"), [((3, 8), 0), ((3, 8), 9), ((10, 40), 0), ((10, 40), 1)])
def test_a_difference_passes_only_along_declared_links(village, monkeypatch, size, turn):
    one, other = alike(village)
    assert not who_differs(one, other)
    pair = Pair(monkeypatch, one, other)
    differ, outside = lived(pair, AFTER, size, turn)
    assert not outside
    living = one.state.lives(np.arange(one.state.gone.size)).sum()
    assert 5 < len(differ) < living / 5
    for name, values in one.state.fields.copy().items():
        assert np.array_equal(values, other.state.fields.copy()[name])


def test_two_worlds_with_nothing_changed_stay_the_same_under_replay(village, monkeypatch):
    pair = Pair(monkeypatch, *alike(village))
    for _ in range(6):
        pair.step()
    assert not who_differs(pair.one, pair.other)
    assert len(pair.one.state.leavers) > 50


def test_a_draw_keyed_by_the_number_of_draws_before_reaches_strangers(village, monkeypatch):
    one, other = alike(village)
    for system in (one, other):
        system.state.luck = KeyedByOrder(system.state.luck.seed)
    _, outside = lived(Pair(monkeypatch, one, other), 12, (10, 40))
    assert len(outside) > 5  # nobody with keyed draws
