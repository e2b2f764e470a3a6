"""Relatives farther than those on file: of them, only those whom a practice may strike are looked for.

Few practices reach so far, and there each strikes few. So the draws of these practices come first, against bounds on their chances:
to find out who of all the cousins lives, and to put them in order, costs more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_stratum
from yeonjwa.kinship.rules import KinRule
from yeonjwa.practices import case_kinds
from yeonjwa.practices.striking import after_departure, falling
from yeonjwa.system.kin import EVERYBODY, Lots
from yeonjwa.system.known import DEEPEST, FILED_CHON
from yeonjwa.system.register import ABROAD
from yeonjwa.system.state import State

PRACTICES = ("demotion", "loss_of_post")
"""Those that strike relatives beyond ``FILED_CHON`` after a departure; ``shared.drawn`` looks for all relatives for any other."""
CERTAIN = 2.0
MARGIN = 1 + 1e-9
"""For the order in which the factors of a chance are multiplied."""


def lots(state: State, leavers: NDArray[Any]) -> Lots:
    """Draws of ``PRACTICES`` after the departures of rows among the leavers; for those that somebody logs, everybody is looked for."""
    if state.luck.log is not None:
        return EVERYBODY
    f, table = state.figure, state.leavers
    deepest = KinRule.parse(DEEPEST).limit
    stratum = 2 * table.where[leavers] + table.who[leavers]
    most = case_kinds.of_cases(state, leavers) * (max(1.0, f("several_leavers_factor")) * MARGIN)
    bound = np.full((leavers.size, len(PRACTICES), deepest + 1), CERTAIN)
    for k, practice in enumerate(PRACTICES):
        strength = by_stratum(state, practice, "actual").take(stratum) * f(f"{practice}_chance") * most
        falls = falling(f(f"{practice}_per_chon"))[: deepest + 1]
        for chon in range(FILED_CHON + 1, deepest + 1):
            bound[:, k, chon] = strength * falls[chon:].max()
    # Of a crew, who is whose relative matters by itself (see ``known``).
    bound[table.place[leavers] == ABROAD] = CERTAIN
    return Lots(np.array([state.luck.key(after_departure(practice)) for practice in PRACTICES]), bound)


__all__ = ["PRACTICES", "lots"]
