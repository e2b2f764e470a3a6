"""Going and coming: what changes for a leaver and for the relatives when somebody sets out, arrives, or is back.

Relatives within ``CHAIN`` count who of them is away and who is in the South; that is what draws others after them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.register import DETAINED, HELD_IN_CHINA, HOME, IN_CHINA, IN_SOUTH, ONWARD
from yeonjwa.system.run import System
from yeonjwa.system.state import CAME_BACK, CHINA, HELD, ONWARD_, SENT_BACK, SOUTH

CHAIN = "cognatic:3"
"""Relatives among whom departures draw one another, with the spouse (assumed)."""
STAGE_OF_WHEREABOUTS = {
    IN_CHINA: CHINA, HELD_IN_CHINA: HELD, ONWARD: ONWARD_, IN_SOUTH: SOUTH, DETAINED: SENT_BACK, HOME: CAME_BACK,
}  # fmt: skip


def set_out(system: System, leavers: NDArray[Any]) -> None:
    """Rows ``leavers`` (int64) have crossed into China this month: whereabouts, and the count among relatives."""
    state = system.state
    people = state.leavers.person[leavers].astype(np.int64)
    state.move(people, IN_CHINA)
    state.people.leaver[state.people.row_of[people]] = leavers
    state.leavers.stage[leavers], state.leavers.moved[leavers] = CHINA, state.month
    _count(system, people, left=1, south=0)


def reach_south(system: System, leavers: NDArray[Any]) -> None:
    """Rows ``leavers`` arrive in the South this month."""
    state = system.state
    people = state.leavers.person[leavers].astype(np.int64)
    state.move(people, IN_SOUTH)
    state.leavers.stage[leavers], state.leavers.moved[leavers] = SOUTH, state.month
    state.leavers.arrived[leavers] = state.month
    _count(system, people, left=0, south=1)


def change_stage(system: System, leavers: NDArray[Any], whereabouts: int) -> None:
    """Rows ``leavers`` go on, are held in China, or are free in China again; relatives still count them as away."""
    state = system.state
    state.move(state.leavers.person[leavers], whereabouts)
    state.leavers.stage[leavers], state.leavers.moved[leavers] = STAGE_OF_WHEREABOUTS[whereabouts], state.month


def send_back(system: System, leavers: NDArray[Any], until: Any) -> None:
    """Rows ``leavers`` are returned by force this month and detained in the North until the months ``until``."""
    state = system.state
    people = state.leavers.person[leavers].astype(np.int64)
    state.move(people, DETAINED, until)
    state.leavers.stage[leavers], state.leavers.moved[leavers] = SENT_BACK, state.month
    _count(system, people, left=-1, south=0)


def come_back(system: System, leavers: NDArray[Any], *, from_south: bool) -> None:
    """Rows ``leavers`` return home by themselves this month."""
    state = system.state
    people = state.leavers.person[leavers].astype(np.int64)
    state.move(people, HOME)
    state.leavers.stage[leavers], state.leavers.moved[leavers] = CAME_BACK, state.month
    _count(system, people, left=-1, south=-1 if from_south else 0)


def _count(system: System, people: NDArray[Any], *, left: int, south: int) -> None:
    """Add to the counts of relatives; who has none counted (born since) is left alone when they go down."""
    state = system.state
    kin = state.kin(people, CHAIN)
    if not len(kin):
        return
    if left > 0 or south > 0:
        rows = state.rows(kin.id)
    else:
        rows = state.people.row_of[kin.id]
        rows = rows[rows > 0]
    p = state.people
    for column, step in ((p.left, left), (p.south, south)):
        np.add.at(column, rows, step)
        column[rows] = np.maximum(column[rows], 0)
    p.funded[rows] = p.south[rows] > 0
    system.deciding.update_caps(state, rows)
