"""Time the building of countries at growing scales: wall, CPU, persons per CPU-second, peak memory, growth.

    python bench/build_country.py [--scale 1]

Each country is built and stored in a process and a cache folder of its own, after the kernels are ready. The speed of
SOCSIM, the kinship microsimulation nearest to this one, is about 5,000 persons per CPU-second.
"""

from __future__ import annotations

import math
import tempfile
import time

import numpy as np
from tools import TARGET_HEADS, Used, in_a_process, options, show, target

SCALES = (0.01, 0.1, 1.0)
SOCSIM_PERSONS_PER_CPU_SECOND = 5_000
READY = """
from yeonjwa.population.build import build
from yeonjwa.population.spec import PopulationSpec
build(PopulationSpec(scale=0.001))
"""
BUILD = """
import json, time
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.store import open_or_build
began, cpu = time.perf_counter(), time.process_time()
country = open_or_build(PopulationSpec(scale={scale}))
print(json.dumps({{
    "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu,
    "persons": country.persons_ever, "grown": country.manifest["build"]["seconds"],
}}))
"""


def built(scale: float) -> Used:
    """One build in a process and a cache of its own."""
    with tempfile.TemporaryDirectory() as cache:
        return in_a_process(BUILD.format(scale=scale), {"YEONJWA_CACHE": cache})


def plain_ratio() -> tuple[float, float]:
    """(persons per CPU-second of the kernel of lives, how many times the plain twin's), on the same people."""
    from yeonjwa.draws import stream
    from yeonjwa.months import month_of
    from yeonjwa.population import build, lives, plain
    from yeonjwa.population.nuptiality import nuptiality
    from yeonjwa.population.spec import PopulationSpec
    from yeonjwa.population.vital_rates import vital_rates

    spec = PopulationSpec()
    rates = vital_rates(spec)
    table = nuptiality(spec, rates, rates.first_year - build.FOUNDER_AGES, rates.last_year)
    keys = {name: stream(spec.seed, name) for name in ("life", "separated", "lost", "wedlock")}
    founders = rates.founders[0] / np.maximum(rates.founders.sum(axis=0), 1e-9)
    female = np.concatenate([founders[::-1], rates.female_fraction])

    def people(scale: float) -> tuple[np.ndarray, plain.LifeRates]:
        start, first = build._sizes(rates, scale)
        lost, separated = build._shares_lost(rates, first, start.size - 1)
        return start, plain.LifeRates(
            month_of(rates.first_year), female, rates.hazard, rates.first_year, rates.infant_first_month_share,
            lost, separated, lives.LOST_MONTH, table.entry_age_months, table.never, 0.5,
        )  # fmt: skip

    def kernel(start: np.ndarray, given: plain.LifeRates) -> float:
        columns = [np.empty(int(start[-1]), t) for t in ("i2", "u1", "i2", "i2", "i2", "i2", "u1")]
        began = time.process_time()
        lives.begin_lives(
            start, rates.first_year - build.FOUNDER_AGES, given.start_month, *keys.values(), given.female_fraction, given.hazard,
            given.first_year, given.first_month_share, given.lost_share, given.separated_share, given.lost_month,
            given.entry_age, given.never, given.factor_low, *columns,
        )  # fmt: skip
        return time.process_time() - began

    kernel(*people(0.00005))
    start, given = people(0.01)
    fast = int(start[-1]) / kernel(start, given)
    start, given = people(0.00005)
    began = time.process_time()
    first, everybody = [int(s) for s in start], range(int(start[-1]))
    for person in everybody:
        plain.life_plain(person, first, rates.first_year - build.FOUNDER_AGES, keys, given)
    return fast, fast * (time.process_time() - began) / len(everybody)


def main() -> None:
    """Build at each scale and print the tables."""
    largest = options(__doc__).scale
    scales = [s for s in SCALES if s < largest] + [largest]
    in_a_process(READY)
    # A tiny build more or less in the same time says how much is start of the program, and not people.
    base = built(0.001)
    rows, found = [], []
    for scale in scales:
        used = built(scale)
        persons, cpu = used.said["persons"], used.said["cpu"]
        found.append((scale, used))
        exponent = "-"
        if len(found) > 1:
            before = found[-2][1].said
            exponent = f"{math.log(cpu / before['cpu']) / math.log(persons / before['persons']):.2f}"
        rows.append([
            f"{scale:g}", f"{persons:,}", f"{used.said['seconds']:.1f}", f"{used.said['grown']:.1f}", f"{cpu:.1f}", f"{persons / cpu:,.0f}",
            f"{persons / cpu / SOCSIM_PERSONS_PER_CPU_SECOND:.0f}", f"{used.memory_bytes / 1e9:.2f}", exponent,
        ])  # fmt: skip
    print(
        f"At scale 0.001: {base.said['seconds']:.1f} s, {base.said['cpu']:.1f} CPU-s, {base.memory_bytes / 1e9:.2f} GB."
    )
    heads = (
        "scale",
        "persons ever",
        "s",
        "of it grown",
        "CPU-s",
        "persons/CPU-s",
        "x SOCSIM",
        "peak GB",
        "growth exponent",
    )
    show(heads, rows)
    fast, ratio = plain_ratio()
    print(f"Kernel of lives: {fast:,.0f} persons per CPU-s, {ratio:,.0f} times its plain twin in this run.\n")
    scale, used = found[-1]
    is_full = scale == 1.0
    show(TARGET_HEADS, [
        target("build at scale 1", 120, 45, used.said["seconds"] if is_full else None, " s"),
        target("its peak memory", 10, 5, used.memory_bytes / 1e9 if is_full else None, " GB"),
        target(
            f"persons per CPU-second against SOCSIM (scale {scale:g})", 100, 400,
            used.said["persons"] / used.said["cpu"] / SOCSIM_PERSONS_PER_CPU_SECOND, "x", more_is_better=True,
        ),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
