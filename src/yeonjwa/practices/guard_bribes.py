"""Bribes at the border: pay, bribes, and punishing guards afterwards.

Unpaid guards are said to take money more readily (UnpaidGuardsTakeBribes_DNK16), others fear to be punished for it even
after leaving the post; the two push acceptance opposite ways. As it is (actual), the level says how usual it is that
guards let people pass for money; as instructed, how far those who took money are punished. No relatives. Harm: guards
who are punished afterwards. The log odds are assumed.

Mode: on an attempt. Kin rule: none. Visibility: rumoured. Capacity: none told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.posts import CODE
from yeonjwa.practices.shared import levels
from yeonjwa.system.arrays import distinct
from yeonjwa.system.ledger import NOT_KIN
from yeonjwa.system.register import ORDINARY, WHERE
from yeonjwa.system.run import System

BORDER = WHERE.index("border")
TRIES = 6  # rows of vacancies looked at to find a guard in service
SERVES = 60  # months back in which a guard in service may have taken the post


def retro(system: System) -> float:
    """How far guards who took money are punished afterwards, 0 to 1."""
    return float(levels(system, "guard_bribes", BORDER, ORDINARY, "instructed"))


def acceptance(
    system: System, segment: NDArray[Any], where: Any, who: Any, control: NDArray[Any]
) -> NDArray[np.float64]:
    """Chance that a guard lets each plan pass for money: level / (1 + exp(-log odds))."""
    state, f = system.state, system.state.figure
    fields = state.fields
    odds = (
        f("bribe_base")
        + f("bribe_price") * np.log(np.maximum(fields.price[segment], 1.0) / f("guard_pay"))
        + f("bribe_arrears") * fields.arrears[segment]
        - f("bribe_retro") * retro(system)
        - f("bribe_control") * control
    )
    return np.asarray(levels(system, "guard_bribes", where, who) / (1 + np.exp(-odds)))


def punish(system: System, deciders: NDArray[Any]) -> NDArray[np.int64]:
    """Guards punished later for letting the plans of ``deciders`` (ids) pass; ids of those found in service."""
    state = system.state
    chance = retro(system) * state.figure("guard_punished")
    struck = deciders[state.luck.happens("a guard is punished for a bribe", deciders, state.month, chance)]
    state.ledger.add("guards_punished", state.year, struck.size)
    guards = in_service(system, struck)
    state.harm("guard_bribes", guards, NOT_KIN)
    return guards


def in_service(system: System, deciders: NDArray[Any]) -> NDArray[np.int64]:
    """A border guard in service for each of ``deciders``, found by a keyed draw among recent vacancies; fewer where
    none is found."""
    state, c = system.state, system.state.columns
    if not deciders.size or "vacancy_post" not in c:
        return np.empty(0, dtype=np.int64)
    if state.memory.guards is None:
        found = np.flatnonzero(c["vacancy_post"] == CODE["border_guard"])
        state.memory.guards = found, c["vacancy_month"][found].astype(np.int64)
    vacancies, months = state.memory.guards
    first, last = np.searchsorted(months, [state.month - SERVES, state.month + 1])
    if first == last:
        return np.empty(0, dtype=np.int64)
    draw = state.luck.uniform("which guard let them pass", deciders[:, None], state.month, 0, np.arange(TRIES))
    seats = vacancies[first + (draw * (last - first)).astype(np.int64)]
    people = c["vacancy_reserve"][seats].reshape(deciders.size, -1)
    serves = (
        (people >= 0)
        & (state.post_now[np.maximum(people, 0)] == CODE["border_guard"])
        & state.at_home(np.maximum(people, 0))
    )
    found = people[np.arange(deciders.size), serves.argmax(axis=1)]
    return distinct(found[serves.any(axis=1)]).astype(np.int64)
