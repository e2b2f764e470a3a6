"""Dated paths: figures named by a stem and a date, with straight lines between them.

``sealed_2017`` holds for the middle of 2017, ``sealed_2020_08`` for August 2020; before the first and after the last the
path is level.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figures
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.months import month_of
from yeonjwa.system.state import LAST, State

MIDDLE = 7  # a year alone stands for its July
DATE = r"(\d{4})(?:_(\d{2}))?"
PATHS = {
    "famine": f"famine_{DATE}",
    "purge": f"purge_{DATE}",
    "pay_arrears": f"pay_arrears_{DATE}",
    "sealed": f"sealed_{DATE}",
    "crossing_price_base": f"crossing_price_base_{DATE}",
    "detention_deaths": f"detention_deaths_{DATE}",
    "china_arrest": f"china_arrest_{DATE}",
    "china_handover": f"china_handover_{DATE}",
    "china_home": f"china_home_{DATE}",
    "transit_lucky": f"transit_lucky_{DATE}",
    "transit_onward_slow": f"transit_onward_slow_{DATE}",
    "route_open": f"route_open_{DATE}",
}
"""Stem of each path, and the form of its figures' keys."""


@cache
def anchors(stem: str) -> tuple[tuple[int, str], ...]:
    """Month index and key of each figure of a path, in order of date."""
    if stem not in PATHS:
        raise InputError(f"dated path '{stem}' is not known. {did_you_mean(stem, PATHS)}")
    found = [(m, key) for key in figures() if (m := re.fullmatch(PATHS[stem], key))]
    return tuple(sorted((month_of(int(m[1]), int(m[2] or MIDDLE)), key) for m, key in found))


@lru_cache(maxsize=256)
def points(figure: Callable[[str], float], stem: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Month index and value of each figure of a path, in order of date, as the reader ``figure`` has them."""
    months = np.array([when for when, _ in anchors(stem)], dtype=np.int64)
    return months, np.array([figure(key) for _, key in anchors(stem)], dtype=np.float64)


@lru_cache(maxsize=256)
def _by_month(figure: Callable[[str], float], stem: str) -> list[float]:
    """Value of a dated path at each month index up to the end of the last run."""
    found: list[float] = np.interp(np.arange(LAST + 1), *points(figure, stem)).tolist()
    return found


def path(state: State, stem: str, month: int | None = None) -> float:
    """Value of a dated path at a month (by default the state's), with the scenario's figures."""
    return _by_month(state.figure, stem)[state.month if month is None else month]
