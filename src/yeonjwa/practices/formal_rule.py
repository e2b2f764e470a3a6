"""The written and the stated rule: treason on paper, unpublished Party principles, a doctrine that denies it all.

Three guises that contradict each other: rules the public cannot read (UnpublishedRules_RFA15), treason in law
(TreasonOnPaper_DNK15), and from June 2020 the statement that no family is to pay for one person
(NoFamilyPenalty_DNK20). Mode: standing. Kin rule: none settled. Visibility: mixed. Capacity: none. It strikes nobody.
What it does: where rules cannot be read, people expect what is feared where nothing is known (opacity). Assumed: how
much of the belief is so widened.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_place
from yeonjwa.system.state import State

NAME = "formal_rule"


def opacity(state: State) -> NDArray[np.float64]:
    """Weight of what is feared where nothing is known, against what is told of the practices, float64[PLACES, 2]."""
    return np.asarray(state.figure("opacity_of_rules") * by_place(state, NAME, "believed"))


__all__ = ["NAME", "opacity"]
