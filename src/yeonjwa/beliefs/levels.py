"""Levels of a practice this month for each place and standing, as the fields hold them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.register import CADRE, ORDINARY, where_of_place
from yeonjwa.system.state import FIRST, State


def by_place(state: State, practice: str, series: str = "believed", month: int | None = None) -> NDArray[np.float64]:
    """Level (0 to 1) of a practice by place and standing, float64[PLACES, 2].

    series : one of ``catalogue.histories.SERIES``; month : index, this month if not given (before 1993 as in January 1993).
    """
    return spread_out(by_stratum(state, practice, series, month))


def by_stratum(state: State, practice: str, series: str = "believed", month: int | None = None) -> NDArray[np.float64]:
    """The same by kind of place and standing, float64[WHERE, 2]."""
    at = max((state.month if month is None else month) - FIRST, 0)
    return np.asarray(state.schedule.table(practice, series)[at])


def spread_out(strata: NDArray[np.float64]) -> NDArray[np.float64]:
    """A value of each stratum, float64[WHERE, 2], for the places of its kind: float64[PLACES, 2]."""
    return np.asarray(strata.take(where_of_place(), axis=0))


def both(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over the standings of each place or kind of place, of float64[n, 2]; NumPy's own along so short an axis takes five times as long."""
    return np.asarray(values[:, ORDINARY] + values[:, CADRE])


def higher(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The higher of the two."""
    return np.maximum(values[:, ORDINARY], values[:, CADRE])


__all__ = ["both", "by_place", "by_stratum", "higher", "spread_out"]
