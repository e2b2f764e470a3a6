"""Levels of a practice this month for each place and standing, as the fields hold them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.register import where_of_place
from yeonjwa.system.state import FIRST, State


def by_place(state: State, practice: str, series: str = "believed", month: int | None = None) -> NDArray[np.float64]:
    """Level (0 to 1) of a practice by place and standing, float64[PLACES, 2].

    series : one of ``catalogue.histories.SERIES``; month : index, this month if not given (before 1993 as in January 1993).
    """
    at = max((state.month if month is None else month) - FIRST, 0)
    return np.asarray(state.schedule.table(practice, series)[at][where_of_place()], dtype=np.float64)


__all__ = ["by_place"]
