"""Slow twins of the kernels of leaving, in plain Python, written from the definition; the tests compare the two."""

from __future__ import annotations

import bisect
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.points import LeavingPoints
from yeonjwa.departures.points_kernels import BLOCK, CEILING, GROUP
from yeonjwa.draws import uniform_pair_plain, uniform_plain


def all_points(luck: LeavingPoints, month: int) -> dict[int, list[float]]:
    """Every point below the ceiling by person, of those who have any, in the order in which they are thrown."""
    found: dict[int, list[float]] = {}
    for block in range(luck.blocks):
        ids = range(luck.persons)[block * BLOCK : (block + 1) * BLOCK]
        chances = luck.chances if len(ids) == BLOCK else luck.chances_end
        number = bisect.bisect_right(chances, uniform_plain(int(luck.key_number), block, month))
        for k in range(number):
            whom, height = uniform_pair_plain(int(luck.key_point), block, month, attempt=k)
            found.setdefault(ids[int(whom * len(ids))], []).append(height * CEILING)
    return found


def lowest_point(luck: LeavingPoints, person: int, month: int, below: dict[int, list[float]]) -> float:
    """The lowest point of a person; ``below`` is ``all_points`` of the month."""
    if person in below:
        return min(below[person])
    return CEILING - math.log1p(-uniform_plain(int(luck.key_above), person, month))


def members_above(code: NDArray[np.uint16], bound: NDArray[Any]) -> NDArray[np.int64]:
    """Ids, rising, of everyone who is there in a group whose bound exceeds the ceiling: whom the search finds unlisted."""
    return np.flatnonzero((bound > CEILING)[code & GROUP])


def hot_point_plain(luck: LeavingPoints, person: int, month: int, over: float) -> float | None:
    """The lowest point above the ceiling of one of the hot, if it lies below the bound, whose log exceeds that of the ceiling by
    ``over``; else None."""
    height = CEILING - math.log1p(-uniform_plain(int(luck.key_above), person, month))
    return height if height < CEILING * math.exp(over) else None
