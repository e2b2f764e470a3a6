"""Time who leaves in a real month: the model's sparse search against dense scans of the same hazards.

    python bench/departures.py [--scale 1] [--months 12]

The system runs to the end of 2007; in each month of 2008, at the moment when people decide, the search that the model uses
and two dense scans are timed in turn, each in two threads. One scan works out everybody's whole hazard (every fourth month,
since it is slow). The other is as sparing as a scan can be: fear for kin only for those who would leave without it. All
three must find the same people. What the search prepares once a year falls in January and is in its mean.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from tools import TARGET_HEADS, country_and_scenario, options, show, target
from tools.dense_scan import leavers_by_scan

from yeonjwa.departures.deciding import Deciders
from yeonjwa.months import month_of
from yeonjwa.system.run import System
from yeonjwa.system.state import State

FIRST = month_of(2008)
Search = Callable[[], NDArray[np.int64]]


def main() -> None:
    """Run to the months, time each, print the tables."""
    chosen = options(__doc__, months=12)
    country, scenario = country_and_scenario(chosen.scale)
    system = System(country, scenario)
    sparse = system.deciding.leavers
    found: list[list[float]] = []
    alike: list[bool] = []
    left: list[int] = []

    def decide(state: State) -> Deciders:
        if state.month < FIRST - 1:
            return sparse(state)
        ways: tuple[Search, ...] = (
            lambda: leavers_by_scan(system, kin_of_everybody=False),
            lambda: leavers_by_scan(system, kin_of_everybody=True),
        )
        is_whole = state.month < FIRST or state.month % 4 == 0
        began = time.perf_counter()
        deciders = sparse(state)
        seconds = [time.perf_counter() - began]
        for way in ways if is_whole else ways[:1]:
            began = time.perf_counter()
            people = way()
            seconds.append(time.perf_counter() - began)
            if state.month >= FIRST:
                alike.append(np.array_equal(deciders.person, people))
        if state.month >= FIRST:  # the month before makes the scans ready
            found.append(seconds if is_whole else [*seconds, np.nan])
            left.append(deciders.person.size)
        return deciders

    system.deciding.leavers = decide  # type: ignore[method-assign]
    while system.state.month < FIRST + chosen.months - 1:
        system.step()
    state = system.state
    living = int(np.count_nonzero(state.code))
    each = np.nanmean(found, axis=0)
    names = ("sparse search of the model", "dense scan, kin of those who might leave", "dense scan, everybody's kin")
    rows = [[name, f"{1e3 * one:,.2f}", f"{one / each[0]:,.1f}"] for name, one in zip(names, each, strict=True)]
    show((f"{living:,} who could leave, {len(state.people):,} affected", "ms/month", "x sparse"), rows)
    print(f"Mean of {chosen.months} months from January 2008; {np.mean(left):,.0f} leave in each.")
    print(f"Who leaves, by each: {'identical' if all(alike) else 'DIFFERENT'}.\n")
    is_full = chosen.scale == 1.0
    show(TARGET_HEADS, [
        target("sparse against a dense scan of everybody's hazard", 5, 20, each[2] / each[0] if is_full else None, "x", True),
        target("sparse against the most sparing dense scan", 5, 20, each[1] / each[0] if is_full else None, "x", True),
    ])  # fmt: skip
    assert all(alike)


if __name__ == "__main__":
    main()
