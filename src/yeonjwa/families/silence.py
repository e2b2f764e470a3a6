"""Silence: families keep from calling and from taking money, because of what they think is heard and what they fear would follow.

    P(silent) = 1 - exp(-restraint (believed listening) (1 + dread)),   dread = believed loss of the family

Families police their own steps (FamiliesWatchThemselves_DNK14), and believe more to be heard than is (ClaimedPhoneKnowledge_DNK14). Silence is the lived side of dread; it is counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_place
from yeonjwa.families.posted import standing
from yeonjwa.system.state import State


def chance_of_silence(state: State, persons: Any) -> NDArray[np.float64]:
    """Chance that each person lets a call of this month pass, float64[n]."""
    f, people = state.figure, state.people
    persons = np.asarray(persons, dtype=np.int64)
    place = state.place_of(persons)
    who = standing(state, persons)
    listening = by_place(state, "phone_interception")[place, who]
    own = people.faded("fear", people.row_of[persons], state.month, f("fading_fear"))
    dread = np.maximum(0.0, state.fields.punish[place, who] + own)
    return np.asarray(-np.expm1(-f("silence_of_dread") * listening * (1 + dread)))


__all__ = ["chance_of_silence"]
