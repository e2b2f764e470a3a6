"""Meetings of people's units: the line that agents take at home is given out to everybody, every week at full strength.

Promises and threats in meetings (MeetingsSameLine_DNK14), "everybody is caught" (2014), rallies in 2020
(CampaignAgainstLeavers_DNK20). Mode: standing. Kin rule: none. Visibility: public. Capacity: none told. What it does:
raises the believed chance of capture and tells of pardon, both as far as officials are trusted. Assumed: one loudness
for all that is said; trust is one figure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_place
from yeonjwa.system.state import State

NAME = "meeting_broadcast"


def loudness(state: State) -> NDArray[np.float64]:
    """How much of what people hear in a month is said in meetings, 0 to 1, float64[PLACES, 2]."""
    return np.asarray(by_place(state, NAME, "actual"))


__all__ = ["NAME", "loudness"]
