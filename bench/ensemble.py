"""Time an ensemble of 64 runs on 2 workers against 64 times one run by itself, halved.

    python bench/ensemble.py [--scale 0.01] [--runs 64] [--real 1]

Three kinds of run. One that only waits two seconds shows what the ensemble itself costs, whatever else the machine does:
processes that start, files, tables. A fixed amount of work on one core shows the same where both cores are busy; two bare
processes beside it show what the machine itself loses then. And, with --real 1, known departures placed in a country
of scale 0.01. One run by itself is bound to one core, since a real run would use both.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from tools import TARGET_HEADS, in_a_process, options, show, target

from yeonjwa import ensemble
from yeonjwa.outcome import Field, Outcome, Table
from yeonjwa.scenario import Scenario

REAL_SCALE = 0.01
WORKERS = 2
FIELDS = (
    Field("year", "dimension", "year", "reach.field.year"),
    Field("placed", "raw", "people", "reach.field.placed"),
)


def fixed_work(country: Any, scenario: Scenario) -> Outcome:
    """The same work whatever the scenario, on one core, and a table."""
    values = np.linspace(0, 1, 50_000)
    for _ in range(32_000):
        values = np.sqrt(values * values + 1e-9)
    return outcome(scenario)


def outcome(scenario: Scenario) -> Outcome:
    """A small table."""
    year = np.arange(1998, 2025)
    table = Table("arrivals", "reach.table.arrivals", FIELDS, {"year": year, "placed": year + scenario.seed})
    record = {"version": "0", "scenario": scenario.model_dump(mode="json"), "country": {}, "catalogue": {}}
    return Outcome({"arrivals": table}, record)


def waiting(country: Any, scenario: Scenario) -> Outcome:
    """Two seconds of nothing, and the same table."""
    time.sleep(2)
    return outcome(scenario)


@contextmanager
def one_core() -> Any:
    """Bind this process to one core, where the system lets one."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usable)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, usable)


def seconds_of_one(simulate: Any, country: Any, scenario: Scenario, times: int = 3) -> list[float]:
    """Seconds of each of some runs, everything loaded and compiled."""
    found = []
    with one_core():
        for seed in range(times + 1):
            began = time.perf_counter()
            simulate(country, scenario.model_copy(update={"seed": 1000 + seed}))
            found.append(time.perf_counter() - began)
    return found[1:]


def both_at_once(one: float, times: int = 8) -> list[str]:
    """A row of the table: two processes with nothing between them, which is the best that this machine now does."""
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from ensemble import loop; loop({times})"
    with ThreadPoolExecutor(WORKERS) as pool:
        used = [future.result().said for future in [pool.submit(in_a_process, code) for _ in range(WORKERS)]]
    whole = max(said["seconds"] for said in used)
    return ["two bare processes", f"{one:.2f}", f"{times * one:.1f}", f"{whole:.1f}", f"{whole / (times * one):.3f}"]


def loop(times: int) -> None:
    """Do the fixed work some times and print the seconds; for ``both_at_once``."""
    fixed_work(None, Scenario())
    began = time.perf_counter()
    for seed in range(times):
        fixed_work(None, Scenario(seed=seed))
    print(json.dumps({"seconds": time.perf_counter() - began}))


def measure(
    name: str, simulate: Any, country: Any, scenario: Scenario, runs: int, given: dict[str, Any]
) -> tuple[list[str], float]:
    """A row of the table, and the ratio. One run is timed before and after, since other work may share the machine."""
    ones = seconds_of_one(simulate, country, scenario)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        bank = ensemble.run(scenario, range(1, runs + 1), out=Path(folder) / "bank", workers=WORKERS, **given)
        whole = time.perf_counter() - began
        assert len(bank.finished()) == runs, bank.failed
    ones += seconds_of_one(simulate, country, scenario)
    one = float(np.mean(ones))
    ratio = whole / (runs * one / WORKERS)
    return [name, f"{one:.2f}", f"{runs * one / WORKERS:.1f}", f"{whole:.1f}", f"{ratio:.3f}"], ratio


def main() -> None:
    """Run and print the tables."""
    chosen = options(__doc__, runs=64, real=1)
    here = {"open_country": lambda spec: None, "simulate": "ensemble:fixed_work"}
    found = [
        measure("waiting", waiting, None, Scenario(), chosen.runs, {**here, "simulate": "ensemble:waiting"}),
        measure("fixed work", fixed_work, None, Scenario(), chosen.runs, here),
    ]
    if chosen.real:
        from yeonjwa.population import store
        from yeonjwa.simulate import simulate

        scenario = Scenario(departures="observed", population={"scale": min(chosen.scale, REAL_SCALE), "seed": 1})
        country = store.open_or_build(scenario.population)
        found.append(
            measure(
                f"known departures, scale {scenario.population.scale:g}", simulate, country, scenario, chosen.runs, {}
            )
        )
    bare = both_at_once(float(found[1][0][1]))
    show(("run", "one s", "expected s", "took s", "ratio"), [bare, *(row for row, _ in found)])
    is_target = chosen.runs == 64
    show(TARGET_HEADS, [
        target(f"64 runs on 2 workers against 64 x one / 2 ({row[0]})", 1.2, 1.05, ratio if is_target else None)
        for row, ratio in found
    ])  # fmt: skip


if __name__ == "__main__":
    main()
