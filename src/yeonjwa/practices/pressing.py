"""What pressure does to those who meet it, in one look at each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.beliefs.grievance import most
from yeonjwa.practices.harming import struck_members
from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.people import left_after
from yeonjwa.system.register import HOME
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD, FEWEST_FILES_IN_A_THREAD = 2_000, 250


def move_on(state: State, rows: NDArray[Any], fear: Any, clemency: Any, grievance: float) -> None:
    """Beliefs of ``rows`` (each once) move the share ``fear``, ``clemency`` (0 to 1, for all or one each) of the way to 1; grievance
    adds up, to its bound."""
    fear, clemency = (np.zeros(rows.size) + step for step in (fear, clemency))
    of_all = _of_all(state)

    def move_part(part: tuple[int, int]) -> None:
        of_it = slice(*part)
        move_rows(rows[of_it], fear[of_it], clemency[of_it], float(grievance), *of_all)

    each(move_part, parts_of_range(0, rows.size, FEWEST_IN_A_THREAD))


def press_files(
    state: State, practice: str, files: NDArray[Any], youngest: int, fear: Any, clemency: Any, grievance: float
) -> list[NDArray[np.int32]]:
    """Members of ``files`` at home, of ``youngest`` years and more, are harmed by ``practice``, and their beliefs ``move_on``.

    fear, clemency : for all, or one for each of ``files``. Returns the rows of the members, in parts.
    """
    fear, clemency = (np.zeros(files.size) + step for step in (fear, clemency))
    born, of_all = state.born_before(state.month + 1 - 12 * youngest), _of_all(state)

    def press_part(part: tuple[int, int]) -> tuple[NDArray[np.int32], NDArray[Any]]:
        of_it = slice(*part)
        at, rows, _ = state.files.living_rows_of(state.people, files[of_it], state.month, HOME, born)
        move_rows(rows, fear[of_it].take(at), clemency[of_it].take(at), float(grievance), *of_all)
        return rows, struck_members(state, rows)

    parts = each(press_part, parts_of_range(0, files.size, FEWEST_FILES_IN_A_THREAD))
    for _, struck in parts:
        state.ledger.note(practice, struck)
    return [rows for rows, _ in parts]


def _of_all(state: State) -> tuple[Any, ...]:
    """What ``move_rows`` asks for whoever is pressed."""
    people, f = state.people, state.figure
    left = [left_after(f(f"fading_{name}")) for name in ("fear", "clemency", "grievance")]
    return state.month, most(state, "grievance"), *left, people.records, people.clemency, people.clemency_month


@njit(cache=True, nogil=True)
def move_rows(
    rows, fear, clemency, anger, month, most_anger, fear_left, clemency_left, anger_left, people, hope, hope_month
):
    """Let fade and move the beliefs of ``rows`` (int32, each once) at ``month``.

    fear, clemency : float64 by row, see ``move_on``; anger : added to grievance, up to most_anger; *_left : float64, what is left
    after 0, 1, 2, ... months; people : records of the affected, hope, hope_month : their belief in pardon and its month.
    """
    for k in range(rows.size):
        if k + AHEAD < rows.size:
            ask_for(people, rows[k + AHEAD])
            ask_for(hope, rows[k + AHEAD])
            ask_for(hope_month, rows[k + AHEAD])
        row = rows[k]
        one = people[row]
        now = one.fear * fear_left[month - one.fear_month]
        one.fear = now + fear[k] * (1.0 - min(max(now, 0.0), 1.0))
        now = hope[row] * clemency_left[month - hope_month[row]]
        hope[row] = now + clemency[k] * (1.0 - min(max(now, 0.0), 1.0))
        one.grievance = min(one.grievance * anger_left[month - one.grievance_month] + anger, most_anger)
        one.fear_month, one.grievance_month, hope_month[row] = month, month, month


def move_on_plain(state: State, rows: NDArray[Any], fear: Any, clemency: Any, grievance: float) -> None:
    """Slow twin of ``move_on``."""
    people, month, f = state.people, state.month, state.figure
    for name, share in (("fear", fear), ("clemency", clemency)):
        value, since = getattr(people, name), getattr(people, f"{name}_month")
        for row, step in zip(rows.tolist(), np.broadcast_to(share, rows.shape).tolist(), strict=True):
            now = float(value[row]) * float(left_after(f(f"fading_{name}"))[month - since[row]])
            value[row], since[row] = now + step * (1.0 - min(max(now, 0.0), 1.0)), month
    for row in rows.tolist():
        now = float(people.grievance[row]) * float(
            left_after(f("fading_grievance"))[month - people.grievance_month[row]]
        )
        people.grievance[row], people.grievance_month[row] = min(now + grievance, most(state, "grievance")), month


__all__ = ["move_on", "move_on_plain", "press_files"]
