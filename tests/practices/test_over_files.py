"""Kernels of the sweeps over family files against their slow twins."""

import numpy as np
import pytest

from tests.system.tools import live, toy_system
from yeonjwa.practices import sweeps
from yeonjwa.practices.harming import struck_members, write_struck_plain
from yeonjwa.practices.over_files import members_at_home, press_members, whose_turn
from yeonjwa.practices.pressing import move_on, move_on_plain
from yeonjwa.practices.watching import AS_BEFORE, tell_rows
from yeonjwa.system.plain import living_rows_plain
from yeonjwa.system.register import HOME, IN_EXILE, WHERE


@pytest.fixture(scope="module")
def system():
    """Three years of a toy country in which families become known."""
    made = toy_system(4_000, 3)
    for _ in live(made, 36, share=0.01):
        pass
    sweeps.learn_who_is_away(made)
    return made


@pytest.mark.parametrize("where", [HOME, IN_EXILE])
def test_living_members_of_files_are_those_of_the_slow_twin(system, where):
    state = system.state
    files = np.arange(len(state.files))[::-1]
    born = state.born_before(state.month - 200)
    found = state.files.living_rows_of(state.people, files, state.month, where, born)
    columns = state.people.as_dict() | state.files.as_dict()
    expected = living_rows_plain(files.tolist(), state.month, where, born, {k: v.tolist() for k, v in columns.items()})
    assert list(zip(*(part.tolist() for part in found), strict=True)) == expected
    assert files.size > 32
    assert 0 < len(expected) < state.files.members.sum()


def test_nobody_is_found_in_no_files(system):
    state = system.state
    found = state.files.living_rows_of(state.people, np.empty(0, dtype=np.int64), state.month, HOME, state.gone.size)
    assert [part.size for part in found] == [0, 0, 0]


def test_pressure_moves_beliefs_as_by_the_slow_twin(system):
    state = system.state
    people, draw = state.people, np.random.default_rng(5)
    rows = np.flatnonzero(draw.random(len(people)) < 0.5)[1:].astype(np.int32)
    for name in ("fear", "clemency", "grievance"):
        getattr(people, name)[:] = draw.normal(0.5, 0.8, len(people))
        getattr(people, f"{name}_month")[:] = state.month - draw.integers(0, 50, len(people))
    names = [f"{name}{end}" for name in ("fear", "clemency", "grievance") for end in ("", "_month")]
    before = {name: getattr(people, name).copy() for name in names}
    fear = draw.random(rows.size)
    move_on(state, rows, fear, 0.25, 0.3)
    found = {name: getattr(people, name).copy() for name in names}
    for name in names:
        getattr(people, name)[:] = before[name]
    move_on_plain(state, rows, fear, 0.25, 0.3)
    for name in names:
        np.testing.assert_array_equal(found[name], getattr(people, name))


def test_pressed_members_of_files_are_noted_and_moved_as_by_the_slow_twins(system):
    state, draw = system.state, np.random.default_rng(7)
    files = np.flatnonzero(draw.random(len(state.files)) < 0.8)
    fear = draw.random(files.size)
    at, rows, _ = members_at_home(system, files)
    names = [f"{name}{end}" for name in ("fear", "clemency", "grievance") for end in ("", "_month")]
    before = {name: getattr(state.people, name).copy() for name in names}
    press_members(system, "lure_visits", files, fear=fear, clemency=0.25, grievance=0.3)
    found = {name: getattr(state.people, name).copy() for name in names}
    for name in names:
        getattr(state.people, name)[:] = before[name]
    move_on_plain(state, rows, fear[at], 0.25, 0.3)
    for name in names:
        np.testing.assert_array_equal(found[name], getattr(state.people, name))
    struck = np.concatenate(state.ledger._of_year["lure_visits"])
    noted = zip(*(struck[name].tolist() for name in ("person", "kin", "stratum", "sex_age", "months")), strict=True)
    assert list(noted) == write_struck_plain(state, rows.tolist(), [])
    assert len(struck) > 32


def test_months_under_watch_are_noted_by_file_as_by_the_slow_twin(system):
    state = system.state
    rows = np.flatnonzero(state.people.file >= 0).astype(np.int32)
    months = (np.arange(len(state.files)) % 13).astype(np.int16)
    struck = struck_members(state, rows, months)
    noted = zip(*(struck[name].tolist() for name in ("person", "kin", "stratum", "sex_age", "months")), strict=True)
    assert list(noted) == write_struck_plain(state, rows.tolist(), months.tolist())
    assert len(set(struck["sex_age"].tolist())) == 4


def test_whose_turn_it_is_goes_by_the_level_of_the_stratum(system):
    state = system.state
    chance = np.linspace(0.0, 1.0, 2 * len(WHERE)).reshape(-1, 2)
    found = whose_turn(system, "turn of a family", chance)
    counted = np.flatnonzero(state.files.away > 0)
    of_each = chance[state.files.where[counted], state.files.who[counted]]
    expected = counted[state.luck.happens("turn of a family", state.files.keeper[counted], state.month, of_each)]
    assert found.tolist() == expected.tolist()
    assert 0 < found.size < counted.size


def test_members_are_watched_as_their_file_says_where_it_is_due(system):
    people, random = system.state.people, np.random.default_rng(6)
    of_file = random.integers(0, 4, len(system.state.files)).astype(np.uint8)
    is_due = random.random(of_file.size) < 0.6
    watch, first, last = np.full(len(people), 9, dtype=np.uint8), 5, len(people) - 3
    tell_rows(
        first, last, people.file, np.append(np.where(is_due, of_file, AS_BEFORE).astype(np.uint8), AS_BEFORE), watch
    )
    for row, file in enumerate(people.file.tolist()):
        is_told = first <= row < last and file >= 0 and is_due[file]
        assert watch[row] == (of_file[file] if is_told else 9)
    assert 0 < (watch < 9).sum() < (people.file >= 0).sum()
