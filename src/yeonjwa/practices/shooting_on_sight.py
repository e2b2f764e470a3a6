"""Shooting at the border.

Ordered without warning in 2016 (ShootOnSight_DNK16), again in 2020 for a zone; two people were shot in one month of
2016 (TwoShot_DNK16), and whether they died is not told. It strikes whoever attempts to leave, no relatives, and is
seen. With a level of 0 nobody is shot. The odds and the share that dies are assumed.

Mode: on an attempt. Kin rule: none. Visibility: public. Capacity: none told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices.shared import levels
from yeonjwa.system.ledger import SELF
from yeonjwa.system.run import System


def weight(system: System, where: Any, who: Any, control: NDArray[Any], accepted: NDArray[Any]) -> NDArray[np.float64]:
    """Weight of being shot against 1 for getting through, for each attempt; 0 where the level is 0."""
    f = system.state.figure
    level = levels(system, "shooting_on_sight", where, who)
    return np.asarray(
        level * np.exp(f("crossing_shot") + f("crossing_shot_control") * control - f("crossing_accepted") * accepted)
    )


def strike(
    system: System, persons: NDArray[Any], place: NDArray[Any], where: NDArray[Any], who: NDArray[Any]
) -> NDArray[np.bool_]:
    """Persons (ids) are shot: note it; bool[n], who of them dies (the caller sees to it)."""
    state = system.state
    state.harm("shooting_on_sight", persons, SELF, where=where, who=who)
    dies = state.luck.happens("dies of a shot at the border", persons, state.month, state.figure("shot_dies"))
    state.ledger.add("shot_leaving", state.year, persons.size)
    state.ledger.add("shot_dead", state.year, int(dies.sum()))
    if persons.size:
        loss = np.full(persons.size, state.figure("shot_loss"))
        state.totals.setdefault("seen", []).append(
            ("shooting_on_sight", place, who, loss, state.figure("shooting_heard"), "shooting")
        )
    return dies
