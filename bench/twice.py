"""Time a whole run with twice the people and half the hazard of each: does cost follow events, or people?

    python bench/twice.py [--scale 1] [--times 2]

The larger country is of the scale given, the smaller of half of it. In the larger, the base hazard of leaving is halved,
and so is the scale by which the state's means are counted (officers, places in the camps, homes of the banished, the stock in
China of 1993): as many leave and as many are struck in both. The ceiling of the points, the fields per 100,000 residents
and everything that goes on among people (births, marriages, posts, terms of service) are left as they are. Runs of the two
alternate, in one process with warm kernels; a run is months and tables.
"""

from __future__ import annotations

import time

import numpy as np
from tools import TARGET_HEADS, country_and_scenario, options, show, target

from yeonjwa.population.country import Country
from yeonjwa.scenario import Scenario
from yeonjwa.system.run import System
from yeonjwa.system.tables import tables_of


def whole_run(country: Country, scenario: Scenario, is_halved: bool) -> tuple[float, float, int, int]:
    """(seconds of the months, seconds of the tables, who left or tried to, who was affected)."""
    began = time.perf_counter()
    system = System(country, scenario)
    if is_halved:
        system.deciding.fixed -= np.log(2)
        system.state.scale /= 2
    system.run()
    done = time.perf_counter()
    tables_of(system.state)
    return done - began, time.perf_counter() - done, len(system.state.leavers), len(system.state.people)


def main() -> None:
    """Run by turns and print the tables."""
    chosen = options(__doc__, times=2)
    whole_run(*country_and_scenario(0.002), False)  # kernels
    worlds = [country_and_scenario(chosen.scale / 2), country_and_scenario(chosen.scale)]
    found = [[whole_run(*world, k == 1) for k, world in enumerate(worlds)] for _ in range(chosen.times)]
    means = np.mean(found, axis=0)
    small, large = means
    rows = [
        [f"scale {scenario.population.scale:g}", f"{country.persons_ever:,}", f"{left:,.0f}", f"{struck:,.0f}", f"{m:.1f}", f"{t:.1f}"]
        for (country, scenario), (m, t, left, struck) in zip(worlds, means, strict=True)
    ]  # fmt: skip
    rows.append(["ratio", *(f"{b / a:.2f}" for a, b in (
        [c.persons_ever for c, _ in worlds], (small[2], large[2]), (small[3], large[3]), (small[0], large[0]), (small[1], large[1]),
    ))])  # fmt: skip
    show(("", "persons ever", "left or tried", "affected", "s of months", "s of tables"), rows)
    ratio = float(large[:2].sum() / small[:2].sum())
    what = "whole run, twice the people, base hazards halved"
    show(TARGET_HEADS, [target(what, 1.4, 1.2, ratio if chosen.scale == 1.0 else None)])


if __name__ == "__main__":
    main()
