"""Time who leaves, month by month: points thrown by block and dismissed by bounds, against scans of everybody.

    python bench/points.py [--scale 1] [--persons 25000000] [--hot 20000] [--months 348] [--sparse 24] [--dense 3]

A made-up country of that many people in 800 groups, with a personal factor each and 20,000 relatives of those who left,
whose hazards are hundreds of times higher. A few months are timed, one thread each, and extrapolated to all months. The
scans work out the same hazards in the same run; events of the two that read the same points must be identical.
``departures.py`` holds the search against scans of the model's own hazards, and has the targets.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray
from tools import options, show

from yeonjwa.departures.points import BLOCK, CEILING, GROUP, RAISED, LeavingPoints, leaves
from yeonjwa.draws import stream, uniform

GROUPS = 800
LARGEST_FACTOR = 4.0
FIRST_MONTH = 2340


@njit
def scan_drawing_for_each(key, month, code, factor, level, gone):
    """One keyed draw for everybody, against the chance to leave; the number of those who do, their ids in ``gone``."""
    found = 0
    for i in range(code.size):
        hazard = level[code[i] & GROUP] * factor[i]
        luck = uniform(key, i, month)
        if luck < hazard and luck < -np.expm1(-hazard):  # the chance is below the hazard: few need it worked out
            gone[found] = i
            found += 1
    return found


@njit
def scan_lowest(low, begin, code, factor, level, gone, found):
    """Everybody's hazard against the lowest point, of the ids from ``begin``."""
    for i in range(low.size):
        if low[i] < level[code[begin + i] & GROUP] * factor[begin + i]:
            gone[found] = begin + i
            found += 1
    return found


@njit
def scan_hazards(code, factor, level):
    """Only what any scan must do: work out everybody's hazard; how many exceed the ceiling."""
    over = 0
    for i in range(code.size):
        over += level[code[i] & GROUP] * factor[i] > CEILING
    return over


class MadeUp:
    """A country without kin: codes, personal factors and hot people, with three ways to find who leaves."""

    def __init__(self, persons: int, hot: int):
        rng = np.random.default_rng(1)
        self.luck = LeavingPoints.of(1, persons)
        self.key = stream(1, "leaving, one draw for each")
        self.code = rng.integers(1, GROUPS + 1, persons, dtype=np.uint16)
        self.factor = rng.uniform(0.25, LARGEST_FACTOR, persons).astype(np.float32)
        self.base = np.append(0, 10 ** rng.uniform(-6, -4.5, GROUPS))
        self.hot = np.sort(rng.choice(persons, hot, replace=False))
        self.code[self.hot] |= np.uint16(RAISED)
        self.factor[self.hot] *= rng.uniform(30, 1000, hot).astype(np.float32)
        self.gone = np.empty(persons // 50 + 1000, dtype=np.int64)
        self.drawn = self.looked_at = 0

    def level(self, month: int) -> NDArray[np.float64]:
        """Hazard of each group before personal factors."""
        return self.base * (1 + 0.5 * np.sin(2 * np.pi * month / 12))

    def sparse(self, month: int) -> NDArray[np.int64]:
        """By points and bounds; the exact hazards of few."""
        level = self.level(month)
        over = level[self.code[self.hot] & GROUP] * self.factor[self.hot]
        near = self.luck.candidates(month, self.code, level * LARGEST_FACTOR, self.hot, np.maximum(over, CEILING))
        self.drawn, self.looked_at = near.drawn, near.person.size
        return near.person[leaves(near, level[self.code[near.person] & GROUP] * self.factor[near.person])]

    def dense(self, month: int) -> NDArray[np.int64]:
        """By everybody's lowest point: the same points, everyone visited."""
        level, found = self.level(month), 0
        for first in range(0, self.luck.blocks, 16):
            low = self.luck.everybody(month, blocks=(first, min(first + 16, self.luck.blocks)))
            found = scan_lowest(low, first * BLOCK, self.code, self.factor, level, self.gone, found)
        return self.gone[:found].copy()

    def drawing(self, month: int) -> NDArray[np.int64]:
        """By one draw for everybody: the same hazards with luck of its own."""
        found = scan_drawing_for_each(self.key, month, self.code, self.factor, self.level(month), self.gone)
        return self.gone[:found].copy()

    def hazards(self, month: int) -> NDArray[np.int64]:
        """Everybody's hazard and no luck at all: what no scan can go below."""
        return np.array([scan_hazards(self.code, self.factor, self.level(month))])


def cpu_per_month(work: Callable[[int], NDArray[np.int64]], months: int) -> tuple[float, list[NDArray[np.int64]]]:
    """CPU seconds of a month (mean, after one that makes kernels and caches ready), and the results."""
    work(FIRST_MONTH - 1)
    began = time.process_time()
    results = [work(FIRST_MONTH + m) for m in range(months)]
    return (time.process_time() - began) / months, results


def main() -> None:
    """Print the times of each way, the check, and the targets."""
    chosen = options(__doc__, persons=25_000_000, hot=20_000, months=348, sparse=24, dense=3)
    persons, hot = int(chosen.persons * chosen.scale), max(int(chosen.hot * chosen.scale), 1)
    people = MadeUp(persons, hot)
    each = {
        "sparse: points and bounds": cpu_per_month(people.sparse, chosen.sparse),
        "dense: everybody's lowest point": cpu_per_month(people.dense, chosen.dense),
        "dense: one keyed draw for each": cpu_per_month(people.drawing, chosen.dense),
        "dense: hazards alone, no draw": cpu_per_month(people.hazards, chosen.dense),
    }
    rows = [
        [way, f"{1e3 * one:,.2f}", f"{chosen.months * one:,.1f}", f"{np.mean([r.size for r in results]):,.0f}"]
        for way, (one, results) in each.items()
    ]
    rows[-1][-1] = "-"
    show((f"{persons:,} people, {hot:,} hot", "CPU-ms/month", f"CPU-s/{chosen.months} months", "leave/month"), rows)
    (sparse, few), (dense, all_), (drawing, _), (hazards, _) = each.values()
    same = all(np.array_equal(a, b) for a, b in zip(few, all_, strict=False))
    print(
        f"{people.drawn:,} points in the last month, {people.looked_at:,} exact hazards. Times the sparse month: "
        f"everybody's point {dense / sparse:,.1f}, a draw for each {drawing / sparse:,.1f}, hazards alone {hazards / sparse:,.1f}."
    )
    print(f"Who leaves in the months that both looked at: {'identical' if same else 'DIFFERENT'}.\n")
    assert same


if __name__ == "__main__":
    main()
