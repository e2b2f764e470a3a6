"""Whose file a leaver is put into: relatives share one, colleagues who leave abroad together do not."""

import numpy as np

from tests.practices.family import ID, NAMES, family_run
from yeonjwa.system.known import make_known
from yeonjwa.system.register import ABROAD


def left_together(names, *, place):
    """The named left in one group under the first of them, and all became known this month; the run and the file of each."""
    system = family_run({"demotion": 1.0}, {"demotion_chance": 1.0, "demotion_per_chon": 0.0})
    state = system.state
    ids = np.array([ID[name] for name in names])
    rows = state.leavers.add(ids.size, person=ids, group=ids[0], month=state.month, place=place)
    state.rows(ids)
    state.people.leaver[state.people.row_of[ids]] = rows
    make_known(system, rows)
    return system, dict(zip(names, state.leavers.file[rows].tolist(), strict=True))


def members(system, file):
    people = system.state.people
    return {NAMES[i] for i in people.person[(people.file == file) & (people.person >= 0)].tolist()}


def test_colleagues_who_leave_abroad_together_have_files_of_their_own():
    system, file = left_together(("ego", "neighbour"), place=ABROAD)
    assert file["ego"] != file["neighbour"]
    assert members(system, file["neighbour"]) == {"neighbour"}
    assert "neighbour" not in members(system, file["ego"])
    assert system.state.files.left.tolist() == [1, 1]


def test_relatives_who_leave_abroad_together_share_one_whoever_decided():
    system, file = left_together(("neighbour", "ego", "wife"), place=ABROAD)
    assert file["ego"] == file["wife"] != file["neighbour"]
    assert "sister" in members(system, file["ego"])
    _, file = left_together(("ego", "wife", "son"), place=ABROAD)
    assert len(set(file.values())) == 1


def test_those_who_cross_the_border_in_one_group_share_one_as_before():
    _, file = left_together(("ego", "neighbour"), place=196)
    assert len(set(file.values())) == 1
