"""Going and coming: what changes for a leaver and for the relatives when somebody sets out, arrives, or is back.

Relatives within ``CHAIN`` count who of them is away and who is in the South; that is what draws others after them. Who
counts somebody is written down at setting out, so that the same people count the return (who is born later counts nobody).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.register import DETAINED, HELD_IN_CHINA, HOME, IN_CHINA, IN_SOUTH, ONWARD
from yeonjwa.system.run import System
from yeonjwa.system.state import CAME_BACK, CHINA, HELD, ONWARD_, SENT_BACK, SOUTH, State

CHAIN = "cognatic:3"
"""Relatives among whom departures draw one another, with the spouse (assumed)."""
DEATH = "death abroad"
"""List (see ``ends``) of those who have crossed, by the month in which they die."""
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
    state.at_ends_of(state.gone[people], DEATH, people)
    _begin_circles(state, leavers, people)
    _count(system, leavers, left=1, south=0)


def reach_south(system: System, leavers: NDArray[Any]) -> None:
    """Rows ``leavers`` arrive in the South this month."""
    state = system.state
    people = state.leavers.person[leavers].astype(np.int64)
    state.move(people, IN_SOUTH)
    state.leavers.stage[leavers], state.leavers.moved[leavers] = SOUTH, state.month
    state.leavers.arrived[leavers] = state.month
    _count(system, leavers, left=0, south=1)


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
    _count(system, leavers, left=-1, south=0)


def come_back(system: System, leavers: NDArray[Any], *, from_south: bool) -> None:
    """Rows ``leavers`` return home by themselves this month."""
    state = system.state
    people = state.leavers.person[leavers].astype(np.int64)
    state.move(people, HOME)
    state.leavers.stage[leavers], state.leavers.moved[leavers] = CAME_BACK, state.month
    _count(system, leavers, left=-1, south=-1 if from_south else 0)


def _begin_circles(state: State, leavers: NDArray[Any], people: NDArray[Any]) -> None:
    """Write down who counts these departures: living relatives within ``CHAIN`` and the spouse, wherever they are."""
    kin = state.kin(people, CHAIN)
    end = len(state.circles) + np.cumsum(np.bincount(kin.position, minlength=people.size))
    start = np.append(len(state.circles), end[:-1])
    state.circles.add(len(kin), row=state.rows(kin.id))
    state.leavers.circle_start[leavers], state.leavers.circle_end[leavers] = start, end


def _count(system: System, leavers: NDArray[Any], *, left: int, south: int) -> None:
    """Add to the counts of the relatives of ``leavers`` (rows), who are those written down when they set out."""
    state = system.state
    p, table = state.people, state.leavers
    start, end = table.circle_start[leavers].astype(np.int64), table.circle_end[leavers].astype(np.int64)
    rows = count_in_circles(start, end, state.circles.row, left, south, p.left, p.south, p.funded)
    if rows.size:
        system.deciding.update_caps(state, rows)


@njit(cache=True, nogil=True)
def count_in_circles(start, end, circles, left, south, left_of, south_of, funded):
    """Add ``left`` and ``south`` to the counts of rows ``circles[start[k]:end[k]]`` for each k; returns those rows, int32."""
    size = 0
    for k in range(start.size):
        size += end[k] - start[k]
    rows = np.empty(size, dtype=np.int32)
    at = 0
    for k in range(start.size):
        for j in range(start[k], end[k]):
            if j + AHEAD < circles.size:
                ask_for(left_of, circles[j + AHEAD])  # south_of stands beside it
            row = circles[j]
            left_of[row] += left
            if south != 0:
                south_of[row] += south
                funded[row] = south_of[row] > 0
            rows[at] = row
            at += 1
    return rows
