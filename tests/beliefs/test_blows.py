"""Blows on a circle: the kernels against their plain twins."""

from copy import deepcopy

import numpy as np
import pytest

from tests.beliefs.small import grown_at_home, system_at
from yeonjwa.beliefs import grievance
from yeonjwa.beliefs.blows_plain import felt_plain, taken_in_plain
from yeonjwa.system.register import DETAINED, HOME, IN_EXILE


def near(system, persons):
    """Ids and weights of the close kin of each person."""
    kin, kind = system.deciding.close_kin(system.state, persons)
    return [
        [(k, float(system.deciding.weight[what])) for k, what in zip(*of_one, strict=True) if k >= 0]
        for of_one in zip(kin.tolist(), kind.tolist(), strict=True)
    ]


@pytest.mark.parametrize("fewest", [2, grievance.FEWEST_STRUCK_IN_A_THREAD])
@pytest.mark.parametrize(("chon", "is_unjust"), [(1, True), (None, 0.3), (2, "each")])
def test_what_blows_leave_is_that_of_the_plain_twins(monkeypatch, fewest, chon, is_unjust):
    monkeypatch.setattr(grievance, "FEWEST_STRUCK_IN_A_THREAD", fewest)
    system = system_at()
    state, f = system.state, system.state.figure
    people = grown_at_home(system)
    struck = people[100:400:2]
    loss = np.linspace(0.1, 1.5, struck.size)
    unjust = np.linspace(0.0, 1.0, struck.size) if is_unjust == "each" else np.full(struck.size, float(is_unjust))
    state.files.add(3, where=[0, 2, 1], who=[0, 1, 0], members=1)
    rows = state.rows(people[::5])
    state.people.file[rows] = np.arange(rows.size) % 3
    grievance.strike(system, people[50:300:3], 1, 0.4)
    state.month += 7
    before = deepcopy(state.people)

    grievance.strike(system, struck, chon, loss, unjust if is_unjust == "each" else is_unjust)

    sums = felt_plain(struck.tolist(), near(system, struck), loss.tolist(), unjust.tolist())
    table, own = state.people, state.people.row_of
    assert len(sums) > struck.size
    for person in sorted(sums, key=lambda person: own[person]):
        row, (felt, anger) = int(own[person]), sums[person]
        if row >= len(before):
            before.add(1)
        added = {"grievance": f("grievance_of_kin") * anger}
        if chon is not None:
            added["fear"] = f("fear_of_kin_struck") * felt
        for name, value in taken_in_plain(before, row, state.month, added, f).items():
            assert getattr(table, name)[row] == value
            assert getattr(table, name + "_month")[row] == state.month
        if chon is None:
            assert table.fear[row] == before.fear[row]
    assert not table.slot.any()


def test_what_a_year_of_watch_leaves_is_that_of_the_plain_twin():
    system = system_at()
    state, f = system.state, system.state.figure
    people = grown_at_home(system)[:300]
    grievance.strike(system, people[::7], 1, np.linspace(0.1, 60.0, people[::7].size))
    state.month += 12 - state.month % 12
    rows = state.rows(people)
    table = state.people
    table.watch[rows] = np.arange(rows.size) % 4
    table.grievance[rows[:20]], table.grievance_month[rows[:20]] = f("grievance_most"), state.month - 1
    state.move(people[5::9], DETAINED)
    state.move(people[6::9], IN_EXILE)
    system.deciding.renew_bounds(state)
    before = deepcopy(table)

    grievance.feel(system)

    watched = [r for r in rows.tolist() if before.watch[r] and before.whereabouts[r] in (HOME, IN_EXILE)]
    assert 100 < len(watched) < 225
    left = sum((1 - grievance.forgotten(state)) ** month for month in range(12))
    for row in range(1, len(table)):
        amount = f("grievance_of_watch") * left * int(before.watch[row]) / 3
        if row in watched:
            assert (
                taken_in_plain(before, row, state.month, {"grievance": amount}, f)["grievance"] == table.grievance[row]
            )
        assert (table.grievance_month[row] == state.month) == (row in watched)
    assert (table.grievance[watched] == np.float32(f("grievance_most"))).any()
    assert np.concatenate(state.warm.noted).tolist() == sorted(watched)
