"""Time the sweeps of kinship on a made-up pedigree of the size of the country, and their plain twin on a small one.

    python bench/least_chon.py [--persons 50000000] [--members 30000]

Prints one line per measurement: CPU seconds of one thread, persons per CPU-second, and for the kernels the ratio to
the plain twin on the same small pedigree, measured in the same run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from yeonjwa.kinship import Pedigree, children_index, count_relatives, earliest_within, least_chon, least_chon_by_side
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.kinship.rules import KinRule

YEARS = 175  # from the founders to today, so that ids and years of birth run together


def made_up_parents(persons: int, seed: int = 1) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Mothers about 27 years older, each with one husband a little older than she: mostly full siblings, local in ids."""
    rng = np.random.default_rng(seed)
    year = persons / YEARS
    mother = np.empty(persons, dtype=np.int32)
    father = np.empty(persons, dtype=np.int32)
    block = 1 << 20
    for begin in range(0, persons, block):
        ids = np.arange(begin, min(begin + block, persons))
        women = (ids - rng.normal(27, 6, ids.size).clip(16, 45) * year).astype(np.int64) & ~1
        men = (women - (women * 2654435761 % 1009 / 1009 * 6 * year).astype(np.int64) - 1) | 1
        founder = (men < 0) | (women < 0)
        mother[begin : begin + block] = np.where(founder, -1, women)
        father[begin : begin + block] = np.where(founder, -1, men)
    return mother, father


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the process for one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--persons", type=int, default=50_000_000)
    options.add_argument("--members", type=int, default=30_000)
    options.add_argument("--focal", type=int, default=2_000)
    chosen = options.parse_args()

    small = made_up_parents(400)
    few = np.arange(300, 308)
    times = np.full(400, 255, dtype=np.uint8)
    times[few] = np.arange(8)
    everybody = np.ones(400, dtype=bool)
    # First calls compile, or load the compiled kernels from the cache.
    compiling = seconds(
        lambda: (
            least_chon(*small, few),
            least_chon_by_side(*small, few),
            earliest_within(*small, times),
            count_relatives(small, few, everybody, everybody.astype(np.uint8)),
        )
    )
    print(f"kernels ready                {compiling:8.2f} CPU-s")
    twin = PlainKin(*small)
    plain = seconds(lambda: twin.least_chon(few.tolist(), KinRule(8, 8)))
    rounds = 200
    fast = seconds(lambda: [least_chon(*small, few) for _ in range(rounds)]) / rounds
    print(
        f"least chon, 400 persons      {fast:8.6f} CPU-s, plain twin {plain:.3f}: ratio {plain / max(fast, 1e-9):,.0f}"
    )

    n = chosen.persons
    mother, father = made_up_parents(n)
    rng = np.random.default_rng(2)
    members = rng.choice(np.arange(int(0.6 * n), int(0.9 * n)), min(chosen.members, n // 10), replace=False)
    since = np.full(n, 255, dtype=np.uint8)
    since[members] = rng.integers(0, 27, members.size)
    tasks: dict[str, Callable[[], object]] = {
        "least chon, cognatic:8": lambda: least_chon(mother, father, members),
        "least chon, agnatic:8": lambda: least_chon(mother, father, members, "agnatic:8"),
        "least chon by side, 6/4": lambda: least_chon_by_side(mother, father, members, "6/4"),
        "earliest within, cognatic": lambda: earliest_within(mother, father, since),
        "earliest within, agnatic": lambda: earliest_within(mother, father, since, agnatic=True),
        "children index": lambda: children_index(mother, father),
    }
    for name, task in tasks.items():
        used = seconds(task)
        print(f"{name:28} {used:8.2f} CPU-s, {n:,} persons: {n / max(used, 1e-9):,.0f} persons per CPU-second")
    people = Pedigree(mother, father)
    index_bytes = people.children.start.nbytes + people.children.child.nbytes
    living, sex = np.arange(n) > 0.6 * n, (np.arange(n) & 1).astype(np.uint8)
    focal = rng.choice(np.arange(int(0.8 * n), n), chosen.focal, replace=False)
    for rule in ("cognatic:8", "cognatic:4"):
        used = seconds(lambda rule=rule: count_relatives(people, focal, living, sex, rule))
        print(f"{'count relatives, ' + rule:28} {1000 * used / focal.size:8.3f} CPU-ms per focal person")
    print(f"children index               {index_bytes / n:8.1f} bytes per person")


if __name__ == "__main__":
    main()
