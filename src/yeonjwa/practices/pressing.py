"""What pressure does to those who meet it, in one look at each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.beliefs.grievance import most
from yeonjwa.system.people import left_after
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 2_000


def move_on(state: State, rows: NDArray[Any], fear: Any, clemency: Any, grievance: float) -> None:
    """Beliefs of ``rows`` (each once) move the share ``fear``, ``clemency`` (0 to 1, for all or one each) of the way to 1; grievance
    adds up, to its bound."""
    people, f = state.people, state.figure
    fear, clemency = (np.zeros(rows.size) + step for step in (fear, clemency))
    left = [left_after(f(f"fading_{name}")) for name in ("fear", "clemency", "grievance")]

    def move_part(part: tuple[int, int]) -> None:
        of_it = slice(*part)
        move_rows(
            rows[of_it], state.month, fear[of_it], clemency[of_it], float(grievance), most(state, "grievance"), *left, people.records,
            people.clemency, people.clemency_month,
        )  # fmt: skip

    each(move_part, parts_of_range(0, rows.size, FEWEST_IN_A_THREAD))


@njit(cache=True, nogil=True)
def move_rows(
    rows, month, fear, clemency, anger, most_anger, fear_left, clemency_left, anger_left, people, hope, hope_month
):
    """Let fade and move the beliefs of ``rows`` (int32, each once) at ``month``.

    fear, clemency : float64 by row, see ``move_on``; anger : added to grievance, up to most_anger; *_left : float64, what is left
    after 0, 1, 2, ... months; people : records of the affected, hope, hope_month : their belief in pardon and its month.
    """
    for k in range(rows.size):
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


__all__ = ["move_on", "move_on_plain"]
