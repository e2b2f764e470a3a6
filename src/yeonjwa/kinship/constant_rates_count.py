"""Counts of living kin in populations under constant rates, with standard errors.

Focal are the people of one sex who pass an exact birthday in the last years of the run. Near kin are counted for all
of them, far kin, which take longer, for an even sample.

Kin of different Focal are the same people, so the counts depend on each other in ways that no formula for one
population captures: cousins share apex, middle and lowest persons of their paths. The run is therefore made of
batches, populations that share nothing, and the standard error comes from the differences between them: for a mean
m = sum T_b / sum n_b over B batches, its square is B / (B - 1) * sum (T_b - m n_b) ** 2 / (sum n_b) ** 2. With
20 batches it is itself known to about 16 %.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.constant_rates import Population, run_size, simulate_population
from yeonjwa.kinship.rates import FEMALE, MALE, Rates
from yeonjwa.kinship.theory import MAX_CHON, kin_classes

TIERS = ((2, 2_000_000), (4, 200_000), (8, 20_000))
"""Up to which chon kin are counted for how many Focal at most at each age (an even sample of those there are)."""

MOST_BATCHES, FEWEST_BATCHES, FOUNDERS_PER_BATCH = 20, 5, 50


@dataclass(frozen=True)
class KinCount:
    """Mean number of living kin of one class at one age of Focal.

    standard_error is that of ``living``; ``focals`` is the number of people it rests on.
    """

    up: int
    down: int
    age: int
    living_female: float
    living_male: float
    standard_error: float
    focals: int

    @property
    def living(self) -> float:
        """Both sexes together."""
        return self.living_female + self.living_male


@dataclass(frozen=True)
class KinCounts:
    """All classes at all ages, with the size of the run and how much of the ancestry was known.

    unknown_ancestors : float64[ages, 9], share of ancestors at each level up that are not known, because the path
    ended at a founder of the run.
    """

    counts: tuple[KinCount, ...]
    ages: tuple[int, ...]
    unknown_ancestors: NDArray[np.float64]
    batches: int
    founders: int
    persons_ever: int
    living: int
    fatherless: int

    def of(self, up: int, down: int, age: int) -> KinCount:
        """The count of one class at one age."""
        for count in self.counts:
            if (count.up, count.down, count.age) == (up, down, age):
                return count
        raise InputError(f"no kin ({up}, {down}) at age {age} was counted.")


@dataclass(frozen=True)
class BatchSums:
    """Sums over Focal of one batch.

    living : int64[tier, age, up, down, sex]; focals : int64[tier, age]; ancestors : int64[tier, age, up], those known.
    """

    living: NDArray[np.int64]
    focals: NDArray[np.int64]
    ancestors: NDArray[np.int64]
    persons_ever: int
    living_at_end: int
    fatherless: int


def simulated_kin(
    rates: Rates,
    persons: int,
    years: float,
    ages: Sequence[int],
    *,
    line: str = "female",
    seed: int = 1,
    focal_sex: int = FEMALE,
    window: float | None = None,
    max_chon: int = MAX_CHON,
    tiers: Sequence[tuple[int, int]] = TIERS,
    threads: int | None = None,
    progress: Callable[[float, int], None] | None = None,
) -> KinCounts:
    """Mean living kin of those who pass each exact birthday in the last ``window`` years of a run.

    Parameters
    ----------
    persons : people living at the end, all batches together (women, in the female line).
    ages : exact birthdays, years, 0 to 100.
    focal_sex : women (0) or men (1; only where both lines are simulated).
    window : years; default from the catalogue.
    tiers : pairs (degree, number of Focal): kin up to that degree are counted for at most so many at each age.
    threads : batches at work at once; the result does not depend on it.
    progress : called with the share done and the people simulated so far.

    Raises
    ------
    InputError
        The run is impossible, too short for an age, too large, or nobody reached an age.
    """
    from yeonjwa.catalogue.figures import figure

    window = figure("kin_window_years").value if window is None else window
    size = run_size(rates, persons, years, line)
    if focal_sex == MALE and line == "female":
        raise InputError("Focal cannot be a man in the female line, where only women are simulated.")
    check_ages(ages, years, window)
    batches = min(MOST_BATCHES, max(FEWEST_BATCHES, size.founders // FOUNDERS_PER_BATCH))
    shares = [size.founders // batches + (b < size.founders % batches) for b in range(batches)]
    reaches = _reaches(tiers, max_chon, batches)
    made: list[BatchSums] = []

    def one(batch: int) -> BatchSums:
        population = simulate_population(rates, shares[batch], years, seed, line, batch)
        return count_batch(population, ages, focal_sex, window, reaches)

    workers = threads or min(os.cpu_count() or 1, 8)
    with ThreadPoolExecutor(workers) as pool:
        try:
            for sums in pool.map(one, range(batches)):
                made.append(sums)
                if progress:
                    progress(len(made) / batches, sum(m.persons_ever for m in made))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C: the batch at work ends, the others do not begin
            raise
    return _combine(made, tuple(ages), reaches, line, size.founders)


def check_ages(ages: Sequence[int], years: float, window: float | None = None) -> None:
    """Refuse ages that nobody can reach with known parents within the run."""
    from yeonjwa.catalogue.figures import figure

    window = figure("kin_window_years").value if window is None else window
    if not ages:
        raise InputError("option --ages is empty; expected whole years such as 0,20,40,60.")
    for age in ages:
        if not 0 <= age <= 100:
            raise InputError(f"option --ages holds {age}; expected whole years from 0 to 100.")
    if years <= max(ages) + window:
        raise InputError(
            f"option --years is {years:g}, too short for Focal aged {max(ages)} born in the run; expected more than {max(ages) + window:g}, "
            f"and about 250 for third cousins."
        )


def _reaches(tiers: Sequence[tuple[int, int]], max_chon: int, batches: int) -> list[tuple[int, int]]:
    """Tiers up to ``max_chon``, with the most Focal of one batch."""
    kept = [(reach, most) for reach, most in tiers if reach < max_chon]
    kept.append((max_chon, next((most for reach, most in tiers if reach >= max_chon), tiers[-1][1])))
    return [(reach, max(most // batches, 1)) for reach, most in kept]


def count_batch(
    population: Population, ages: Sequence[int], focal_sex: int, window: float, reaches: Sequence[tuple[int, int]]
) -> BatchSums:
    """Sums of living kin over the Focal of one population, for each tier and age."""
    from yeonjwa.kinship.constant_rates_kernels import walk_kin

    shape = (len(reaches), len(ages))
    living = np.zeros((*shape, MAX_CHON + 1, MAX_CHON + 1, 2), dtype=np.int64)
    focals = np.zeros(shape, dtype=np.int64)
    ancestors = np.zeros((*shape, MAX_CHON + 1), dtype=np.int64)
    for a, age in enumerate(ages):
        everyone = focals_at(population, age, window, focal_sex)
        for tier, (reach, most) in enumerate(reaches):
            chosen = everyone
            if everyone.size > most:
                chosen = everyone[np.linspace(0, everyone.size - 1, most).astype(np.int64)]
            room = 1 << 12
            while True:
                kin = np.zeros((reach + 1, reach + 1, 2), dtype=np.int64)
                found = np.zeros(reach + 1, dtype=np.int64)
                if walk_kin(
                    chosen, float(age), population.born, population.died, population.mother, population.father, population.sex,
                    population.first_child, population.first_fathered, population.fathered, reach, kin, found, room,
                ):  # fmt: skip
                    break
                room *= 4
            living[tier, a, : reach + 1, : reach + 1] = kin
            ancestors[tier, a, : reach + 1] = found
            focals[tier, a] = chosen.size
    return BatchSums(living, focals, ancestors, population.persons_ever, population.living, population.fatherless)


def focals_at(population: Population, age: int, window: float, focal_sex: int) -> NDArray[np.int32]:
    """int32[f]: people of one sex, born in the run, who pass the birthday in its last ``window`` years."""
    birthday = population.born + age
    fits = (birthday > population.years - window) & (birthday <= population.years) & (population.died > birthday)
    fits &= population.sex == focal_sex
    fits[: population.founders] = False
    return np.flatnonzero(fits).astype(np.int32)


def _combine(
    made: Sequence[BatchSums], ages: tuple[int, ...], reaches: Sequence[tuple[int, int]], line: str, founders: int
) -> KinCounts:
    living = np.stack([m.living for m in made]).astype(np.float64)
    focals = np.stack([m.focals for m in made]).astype(np.float64)
    ancestors = np.stack([m.ancestors for m in made]).sum(axis=0)
    batches = len(made)
    counts = []
    unknown = np.zeros((len(ages), MAX_CHON + 1))
    for a, age in enumerate(ages):
        nearer = 0
        for tier, (reach, _) in enumerate(reaches):
            n = focals[:, tier, a]
            if not n.sum():
                raise InputError(
                    f"nobody passes the age of {age} at the end of the run; raise --persons or lower --ages."
                )
            levels = np.arange(nearer + 1, reach + 1)
            per_focal = 2.0**levels if line == "both" else np.ones(levels.size)
            unknown[a, levels] = 1 - ancestors[tier, a, levels] / (n.sum() * per_focal)
            for up, down in kin_classes(reach):
                if up + down > nearer:
                    by_sex = living[:, tier, a, up, down]
                    mean = by_sex.sum(axis=0) / n.sum()
                    rest = by_sex.sum(axis=1) - mean.sum() * n
                    error = float(np.sqrt((rest**2).sum() * batches / (batches - 1))) / n.sum()
                    counts.append(
                        KinCount(up, down, age, float(mean[FEMALE]), float(mean[MALE]), float(error), int(n.sum()))
                    )
            nearer = reach
    return KinCounts(
        tuple(counts), ages, unknown, batches, founders, sum(m.persons_ever for m in made),
        sum(m.living_at_end for m in made), sum(m.fatherless for m in made),
    )  # fmt: skip


def unknown_ancestors(
    rates: Rates, years: float, age: int, line: str, window: float | None = None
) -> NDArray[np.float64]:
    """Expected share of ancestors at each level up (0 to 8) who are founders' parents, and so not known in the run.

    An ancestor u levels up is known if her child in the line was born in the run. The years from that birth to the end
    are taken as normal with the mean and variance of u - 1 generations; both lines are mixed evenly.
    """
    from math import erfc, sqrt

    from yeonjwa.catalogue.figures import figure
    from yeonjwa.kinship.theory import sexes_of
    from yeonjwa.kinship.theory_steps import exact_steps

    window = figure("kin_window_years").value if window is None else window
    steps = exact_steps(rates, sexes_of(line), 1)
    at = np.arange(steps.classes) + 0.5
    shares = steps.parents.mean(axis=0)
    mean = float(shares @ at)
    variance = float(shares @ (at - mean) ** 2)
    found = np.zeros(MAX_CHON + 1)
    for up in range(1, MAX_CHON + 1):
        back = age + window / 2 + (up - 1) * mean
        spread = sqrt((up - 1) * variance + window**2 / 12)
        found[up] = erfc((years - back) / spread / sqrt(2)) / 2
    return found


def years_for(rates: Rates, age: int, up: int, line: str, share: float = 0.001) -> int:
    """Years a run must last so that at most ``share`` of the ancestors ``up`` levels up are unknown at Focal's age."""
    years = age
    while unknown_ancestors(rates, years, age, line)[up] > share:
        years += 5
    return years
