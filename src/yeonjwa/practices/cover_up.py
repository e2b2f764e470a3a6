"""Concealment: news of successful departures is kept from the public; families who talk by phone know better.

Successes hidden and a well-known departure not told (SuccessesHidden_DNK16, PublicNotTold_DNK16); meetings claim that
everybody is caught; an absence abroad is read as another flight (AbsenceReadAsFlight_DNK15). Mode: standing. Kin rule:
none. Visibility: hidden. Capacity: none told. Level, actual: the share of public news of success that is held back;
believed: the share of people who know nothing else. Assumed: that it touches no news by phone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_place
from yeonjwa.system.state import State

NAME = "cover_up"


def told(state: State) -> NDArray[np.float64]:
    """Share of public news of success that gets through, float64[PLACES, 2]."""
    return np.asarray(1 - by_place(state, NAME, "actual"))


def guessing(state: State) -> NDArray[np.float64]:
    """Share of departures that people guess although news of them is held back, float64[PLACES, 2].

    It is the share held back, among those who know that news is: what is told in public is not guessed as well.
    """
    return np.asarray((1 - by_place(state, NAME, "believed")) * by_place(state, NAME, "actual"))


__all__ = ["NAME", "guessing", "told"]
