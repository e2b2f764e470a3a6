"""Time the sweeps and walks of kinship on the country at the real size, and their plain twin on a small pedigree.

    python bench/least_chon.py [--scale 1] [--members 30000] [--focal 2000]

The country is the stored one of that scale; where none is stored, a made-up pedigree of its size. Prints wall and CPU
seconds, persons per CPU-second, and for the sweep the ratio to its plain twin, measured in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from tools import TARGET_HEADS, options, show, target

from yeonjwa.errors import StoreError
from yeonjwa.kinship import Pedigree, children_index, count_relatives, earliest_within, least_chon, least_chon_by_side
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.kinship.rules import KinRule
from yeonjwa.months import month_of
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.store import open_country

PERSONS_AT_REAL_SIZE = 58_500_000
MADE_UP_SMALL = 400
YEARS = 175  # from the founders to today, so that ids and years of birth run together
LEFT_IN = month_of(2005)


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


def world(scale: float) -> tuple[str, Pedigree, NDArray[np.bool_], NDArray[np.uint8], NDArray[np.int64]]:
    """(name, parents, who lives, sex, who may leave) of the stored country of a scale, or of a made-up pedigree."""
    try:
        country = open_country(PopulationSpec(scale=scale), verify=False)
    except StoreError:
        n = int(PERSONS_AT_REAL_SIZE * scale)
        lives, sex = np.arange(n) > 0.6 * n, (np.arange(n) & 1).astype(np.uint8)
        return "a made-up pedigree", Pedigree(*made_up_parents(n)), lives, sex, np.arange(int(0.6 * n), int(0.9 * n))
    lives, age = country.is_living(LEFT_IN), country.age_years(LEFT_IN)
    # Into memory first, so that the disk is not timed.
    parents = Pedigree(np.array(country.mother), np.array(country.father))
    return "the stored country", parents, lives, np.array(country.sex), np.flatnonzero(lives & (age >= 15) & (age < 60))


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds of one call."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def plain_ratio() -> tuple[float, float]:
    """(seconds to make the kernels ready, plain twin's seconds over the kernel's on the same small pedigree)."""
    small = made_up_parents(MADE_UP_SMALL)
    few = np.arange(300, 308)
    times = np.full(MADE_UP_SMALL, 255, dtype=np.uint8)
    times[few] = np.arange(8)
    everybody = np.ones(MADE_UP_SMALL, dtype=bool)
    # First calls compile, or load the compiled kernels from the cache.
    ready, _ = measured(
        lambda: (
            least_chon(*small, few),
            least_chon_by_side(*small, few),
            earliest_within(*small, times),
            count_relatives(small, few, everybody, everybody.astype(np.uint8)),
        )
    )
    twin = PlainKin(*small)
    _, plain = measured(lambda: twin.least_chon(few.tolist(), KinRule(8, 8)))
    rounds = 200
    _, fast = measured(lambda: [least_chon(*small, few) for _ in range(rounds)])
    return ready, plain / (fast / rounds)


def main() -> None:
    """Print the tables."""
    chosen = options(__doc__, members=30_000, focal=2_000)
    ready, ratio = plain_ratio()
    print(f"Kernels ready in {ready:.1f} s. Least chon of {MADE_UP_SMALL} persons: {ratio:,.0f} times its plain twin.")
    name, people, lives, sex, may_leave = world(chosen.scale)
    n = people.mother.size
    rng = np.random.default_rng(2)
    members = rng.choice(may_leave, max(int(chosen.members * chosen.scale), 1), replace=False)
    since = np.full(n, 255, dtype=np.uint8)
    since[members] = rng.integers(0, 27, members.size)
    mother, father = people.mother, people.father
    tasks: dict[str, Callable[[], object]] = {
        "least chon, cognatic:8": lambda: least_chon(mother, father, members),
        "least chon, agnatic:8": lambda: least_chon(mother, father, members, "agnatic:8"),
        "least chon by side, 6/4": lambda: least_chon_by_side(mother, father, members, "6/4"),
        "earliest within, cognatic": lambda: earliest_within(mother, father, since),
        "earliest within, agnatic": lambda: earliest_within(mother, father, since, agnatic=True),
        "children index": lambda: children_index(mother, father),
    }
    rows, wall = [], {}
    for task, work in tasks.items():
        wall[task], cpu = measured(work)
        rows.append([task, f"{wall[task]:.2f}", f"{cpu:.2f}", f"{n / max(cpu, 1e-9):,.0f} persons/CPU-s"])
    assert people.children is not None  # made once, outside of what is timed
    focal = rng.choice(may_leave, min(chosen.focal, may_leave.size), replace=False)
    for rule in ("cognatic:8", "cognatic:4"):
        took, cpu = measured(lambda rule=rule: count_relatives(people, focal, lives, sex, rule))
        rows.append(
            [f"count relatives, {rule}", f"{took:.2f}", f"{cpu:.2f}", f"{1000 * cpu / focal.size:.2f} CPU-ms/person"]
        )
    show((f"{name}, {n:,} persons, {members.size:,} who left", "s", "CPU-s", ""), rows)
    is_full = chosen.scale == 1.0
    least = wall["least chon, cognatic:8"]
    show(TARGET_HEADS, [target("least chon of everybody to 30,000, scale 1", 10, 2, least if is_full else None, " s")])


if __name__ == "__main__":
    main()
