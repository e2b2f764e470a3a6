"""Time an ensemble of 64 runs on 2 workers against 64 times one run by itself, halved.

    python bench/ensemble.py [--scale 0.1] [--runs 64]

Two kinds of run. One that only waits two seconds shows what the ensemble itself costs, whatever else the machine does: processes
that start, files, tables. The other is the simulation in a country of scale 0.1 (or less), long enough that the start of
the workers does not decide. One run by itself is bound to one core, since it would use both; it is timed before and after the
ensemble. Beside them, two bare processes that simulate with nothing between them: what the machine itself loses with both cores busy.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from tools import TARGET_HEADS, country_and_scenario, in_a_process, options, show, target

from yeonjwa import ensemble
from yeonjwa.outcome import Field, Outcome, Table
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate

LARGEST_SCALE = 0.1
WORKERS = 2
AROUND = 2  # runs by themselves before the ensemble, and after it
BARE = 4  # runs of each bare process
FIELDS = (
    Field("year", "dimension", "year", "reach.field.year"),
    Field("placed", "raw", "people", "reach.field.placed"),
)


def waiting(country: Any, scenario: Scenario) -> Outcome:
    """Two seconds of nothing, and a small table."""
    time.sleep(2)
    year = np.arange(1998, 2025)
    table = Table("arrivals", "reach.table.arrivals", FIELDS, {"year": year, "placed": year + scenario.seed})
    record = {"version": "0", "scenario": scenario.model_dump(mode="json"), "country": {}, "catalogue": {}}
    return Outcome({"arrivals": table}, record)


@contextmanager
def one_core(which: int = 0) -> Iterator[None]:
    """Bind this process to one core, where the system lets one."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    usable = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {usable[which % len(usable)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, usable)


def seconds_of_one(run: Callable[..., Any], country: Any, scenario: Scenario, first_seed: int) -> list[float]:
    """Seconds of each of some runs on one core, after one that loads and compiles everything."""
    found = []
    with one_core():
        for seed in range(first_seed, first_seed + AROUND + 1):
            began = time.perf_counter()
            run(country, scenario.model_copy(update={"seed": seed}))
            found.append(time.perf_counter() - began)
    return found[1:]


def loop(scale: float, core: int) -> None:
    """Simulate some times on one core and print the seconds; for ``both_at_once``."""
    country, scenario = country_and_scenario(scale)
    with one_core(core):
        simulate(country, scenario)
        began = time.perf_counter()
        for seed in range(BARE):
            simulate(country, scenario.model_copy(update={"seed": 2000 + seed}))
        print(json.dumps({"seconds": time.perf_counter() - began}))


def both_at_once(scale: float, one: float) -> list[str]:
    """A row of the table: processes with nothing between them, one on each core."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from ensemble import loop; loop({scale}, %d)"
    )
    with ThreadPoolExecutor(WORKERS) as pool:
        used = list(pool.map(in_a_process, (code % core for core in range(WORKERS))))
    whole = max(each.said["seconds"] for each in used)
    return ["two bare processes", f"{one:.2f}", f"{BARE * one:.1f}", f"{whole:.1f}", f"{whole / (BARE * one):.3f}"]


def measure(
    name: str, run: Callable[..., Any], country: Any, scenario: Scenario, runs: int, given: dict[str, Any]
) -> tuple[list[str], float, float]:
    """A row of the table, the ratio, and the seconds of one run."""
    ones = seconds_of_one(run, country, scenario, 1000)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        bank = ensemble.run(scenario, range(1, runs + 1), out=Path(folder) / "bank", workers=WORKERS, **given)
        whole = time.perf_counter() - began
        assert len(bank.finished()) == runs, bank.failed
    ones += seconds_of_one(run, country, scenario, 1100)
    one = float(np.mean(ones))
    expected = runs * one / WORKERS
    return [name, f"{one:.2f}", f"{expected:.1f}", f"{whole:.1f}", f"{whole / expected:.3f}"], whole / expected, one


def main() -> None:
    """Run and print the tables."""
    chosen = options(__doc__, runs=64)
    scale = min(chosen.scale, LARGEST_SCALE)
    here = {"open_country": lambda spec: None, "simulate": "ensemble:waiting"}
    country, scenario = country_and_scenario(scale)
    empty, bare_ratio, _ = measure("waiting", waiting, None, Scenario(), chosen.runs, here)
    whole, ratio, one = measure(f"simulated, scale {scale:g}", simulate, country, scenario, chosen.runs, {})
    show(("run", "one s", "expected s", "took s", "ratio"), [empty, both_at_once(scale, one), whole])
    is_target = chosen.runs == 64
    is_long = is_target and scale == LARGEST_SCALE
    show(TARGET_HEADS, [
        target("64 runs on 2 workers against 64 x one / 2 (waiting)", 1.2, 1.05, bare_ratio if is_target else None),
        target("64 runs on 2 workers against 64 x one / 2 (simulated)", 1.2, 1.05, ratio if is_long else None),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
