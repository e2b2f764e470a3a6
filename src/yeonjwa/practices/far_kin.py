"""Relatives farther than those on file: of them, only those whom a practice may strike are looked for.

Few practices reach so far, and there each strikes few. So the draws of these practices come first, against bounds on their chances:
to find out who of all the cousins lives, and to put them in order, costs more. And since the first of them comes late among the
practices, they are looked for beside what comes before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_stratum
from yeonjwa.kinship.rules import KinRule
from yeonjwa.practices import case_kinds
from yeonjwa.practices.striking import after_departure, falling
from yeonjwa.system.kin import KinList, Lots
from yeonjwa.system.known import DEEPEST, FILED_CHON
from yeonjwa.system.state import State

PRACTICES = ("demotion", "loss_of_post")
"""Those that strike relatives beyond ``FILED_CHON`` after a departure; ``shared.drawn`` looks for all relatives for any other."""
DEEPEST_CHON = KinRule.parse(DEEPEST).limit
MARGIN = 1 + 1e-9
"""For the order in which the factors of a chance are multiplied."""


def look_for(state: State, leavers: NDArray[Any]) -> Callable[[], KinList] | None:
    """Begin to look, beside what follows, for relatives beyond ``FILED_CHON`` of rows among the leavers: all whom one of ``PRACTICES``
    strikes are on the list, which the function that is returned gives as often as asked. Some on it may die in the meantime.

    None if they can strike nobody, and where draws are logged: the log holds the draws of all of them, who are to be looked for then.
    """
    drawn = lots(state, leavers)
    if state.luck.log is not None or not drawn.bound.any():
        return None
    find = state.kin_aside(state.leavers.person[leavers], DEEPEST, drawn)

    @cache
    def found() -> KinList:
        kin = find()
        return kin.where(np.flatnonzero(kin.chon > FILED_CHON))

    return found


def lots(state: State, leavers: NDArray[Any]) -> Lots:
    """Draws of ``PRACTICES`` after the departures of rows among the leavers, for relatives beyond ``FILED_CHON``."""
    f, table = state.figure, state.leavers
    bound = np.zeros((leavers.size, len(PRACTICES), DEEPEST_CHON + 1))
    stratum = 2 * table.where[leavers] + table.who[leavers]
    most = case_kinds.of_cases(state, leavers) * (max(1.0, f("several_leavers_factor")) * MARGIN)
    for k, practice in enumerate(PRACTICES):
        strength = by_stratum(state, practice, "actual").take(stratum) * f(f"{practice}_chance") * most
        falls = falling(f(f"{practice}_per_chon"))[: DEEPEST_CHON + 1]
        # Those nearer too: who is met on a longer way as well must not be listed for it.
        for chon in range(DEEPEST_CHON + 1):
            bound[:, k, chon] = strength * falls[max(chon, FILED_CHON + 1) :].max()
    return Lots(np.array([state.luck.key(after_departure(practice)) for practice in PRACTICES]), bound)


__all__ = ["DEEPEST_CHON", "PRACTICES", "look_for", "lots"]
