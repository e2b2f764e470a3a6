"""Time the whole country from 1993 to 2024, month by month with every practice: seconds and peak memory.

    python bench/simulation.py [--scale 1]

The country is stored and its files are in memory, the kernels are compiled. The run is timed in a process of its own,
from the start of Python to the last table; the report is not drawn. Countries are kept where `yeonjwa run` keeps them
(`yeonjwa population list`).
"""

from __future__ import annotations

from tools import TARGET_HEADS, in_a_process, options, show, target

OPEN = """
from yeonjwa.population.store import open_or_build
from yeonjwa.scenario import Scenario
scenario = Scenario(departures="simulated", population={{"scale": {scale}, "seed": 1}})
country = open_or_build(scenario.population)
"""
SIMULATE = """
import json, time
began = time.perf_counter()
from yeonjwa.simulate import simulate
found = []
def say(stage, share=0.0, people=None):
    if [stage] != [name for name, _ in found[-1:]]:
        found.append((stage, time.perf_counter()))
outcome = simulate(country, scenario, say)
found.append(("", time.perf_counter()))
names = [name for name, _ in found]
times = [0.0] + [then - before for (_, before), (_, then) in zip(found, found[1:])]
print(json.dumps({{"ended": time.time(), "stages": list(zip(names, times[1:])), "persons": country.persons_ever, "tables": len(outcome.tables)}}))
"""


def main() -> None:
    """Make ready, run once, print the tables."""
    scale = options(__doc__).scale
    in_a_process((OPEN + SIMULATE).format(scale=0.001))  # compiles whatever is not compiled
    in_a_process(OPEN.format(scale=scale))  # builds, or reads every file to verify it
    used = in_a_process((OPEN + SIMULATE).format(scale=scale))
    stages = [[name, f"{seconds:.1f}"] for name, seconds in used.said["stages"]]
    whole = used.said["ended"] - used.began  # without the end of Python, which comes after the last table
    rest = whole - sum(seconds for _, seconds in used.said["stages"])
    show(
        (f"{used.said['persons']:,} persons ever, {used.said['tables']} tables", "s"),
        [["Python starts, the country is opened", f"{rest:.1f}"], *stages, ["in all", f"{whole:.1f}"]],
    )
    print(f"{used.cpu_seconds:.1f} CPU-s, {used.memory_bytes / 1e9:.2f} GB at the peak.\n")
    is_full = scale == 1.0
    show(TARGET_HEADS, [
        target("1993-2024 at scale 1, every practice", 30, 10, whole if is_full else None, " s"),
        target("its peak memory", 8, 4, used.memory_bytes / 1e9 if is_full else None, " GB"),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
