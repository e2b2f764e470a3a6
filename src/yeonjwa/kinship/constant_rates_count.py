"""Counts of living kin in a population under constant rates, with standard errors.

Focal are the people of one sex who pass an exact birthday in the last years of the run. Near kin are counted for all
of them, far kin, which take longer, for an even sample.

Kin of different Focal are the same people, so their counts are not independent. What they share hangs below the
ancestor at the top of the path, and in a population where births do not depend on each other the numbers below
different ancestors do not either. The standard error therefore takes the ancestors as clusters: with T_A the kin
counted through ancestor A and m_A those expected of as many paths, the variance of the total is the sum of
(T_A - m_A) ** 2. Descendants have Focal herself as the cluster.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.constant_rates import Population, Progress
from yeonjwa.kinship.rates import FEMALE, MALE
from yeonjwa.kinship.theory import MAX_CHON, kin_classes

TIERS = ((2, 2_000_000), (4, 200_000), (8, 20_000))
"""Up to which chon kin are counted for how many Focal at most (an even sample of those there are)."""

CHUNK = 1000


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
    """All classes at all ages, and how much of the ancestry was known.

    unknown_ancestors : float64[ages, 9], share of ancestors at each level up that are not known, because the path
    ended at a founder of the run.
    """

    counts: tuple[KinCount, ...]
    ages: tuple[int, ...]
    unknown_ancestors: NDArray[np.float64]

    def of(self, up: int, down: int, age: int) -> KinCount:
        """The count of one class at one age."""
        for count in self.counts:
            if (count.up, count.down, count.age) == (up, down, age):
                return count
        raise InputError(f"no kin ({up}, {down}) at age {age} was counted.")


def count_kin(
    population: Population,
    ages: Sequence[int],
    *,
    focal_sex: int = FEMALE,
    window: float | None = None,
    max_chon: int = MAX_CHON,
    tiers: Sequence[tuple[int, int]] = TIERS,
    threads: int | None = None,
    progress: Progress | None = None,
) -> KinCounts:
    """Mean living kin of those who pass each exact birthday in the last ``window`` years of the run.

    Parameters
    ----------
    ages : exact birthdays, years, 0 to 100.
    focal_sex : women (0) or men (1; only where both lines are simulated).
    window : years; default from the catalogue.
    max_chon : furthest degree.
    tiers : pairs (degree, number of Focal): kin up to that degree are counted for at most so many.

    Raises
    ------
    InputError
        The run is too short for an age, or nobody reached it.
    """
    from yeonjwa.catalogue.figures import figure

    window = figure("kin_window_years").value if window is None else window
    if focal_sex == MALE and population.line == "female":
        raise InputError("Focal cannot be a man in the female line, where only women are simulated.")
    check_ages(ages, population.years, window)
    focals_by_age = [_focals(population, age, window, focal_sex) for age in ages]
    used = [(min(reach, max_chon), most) for reach, most in tiers if reach < max_chon] + [(max_chon, tiers[-1][1])]
    if max_chon <= tiers[0][0]:
        used = [(max_chon, tiers[0][1])]
    report = progress or (lambda stage, share: None)
    weights = [reach**3 * min(most, f.size) for f in focals_by_age for reach, most in used]
    done = 0.0
    counts: list[KinCount] = []
    unknown = np.zeros((len(ages), MAX_CHON + 1))
    workers = threads or min(os.cpu_count() or 1, 8)
    for at, (age, focals) in enumerate(zip(ages, focals_by_age, strict=True)):
        below = 0
        for reach, most in used:
            chosen = focals
            if focals.size > most:
                chosen = focals[np.linspace(0, focals.size - 1, most).astype(np.int64)]
            weight = reach**3 * chosen.size / sum(weights)
            begun = done
            walk = _walk(population, chosen, age, reach, workers, lambda share, b=begun, w=weight: report("kin", min(b + w * share, 1.0)))
            done += weight
            counts += [_summary(walk, up, down, age) for up, down in kin_classes(reach) if up + down > below]
            unknown[at, below + 1 : reach + 1] = walk.unknown[below + 1 :]
            below = reach
    report("kin", 1.0)
    return KinCounts(tuple(counts), tuple(ages), unknown)


def check_ages(ages: Sequence[int], years: float, window: float | None = None) -> None:
    """Refuse ages that nobody can reach with known parents within the run."""
    from yeonjwa.catalogue.figures import figure

    window = figure("kin_window_years").value if window is None else window
    for age in ages:
        if not 0 <= age <= 100:
            raise InputError(f"--ages holds {age}; expected whole years from 0 to 100.")
    if not ages:
        raise InputError("--ages is empty; expected whole years such as 0,20,40,60.")
    if years <= max(ages) + window:
        raise InputError(
            f"--years is {years:g}, too short for Focal aged {max(ages)} born in the run; expected more than {max(ages) + window:g}, "
            f"and about 250 for third cousins."
        )


def _focals(population: Population, age: int, window: float, focal_sex: int) -> NDArray[np.int32]:
    birthday = population.born + age
    fits = (birthday > population.years - window) & (birthday <= population.years) & (population.died > birthday)
    fits &= population.sex == focal_sex
    fits[: population.founders] = False
    found = np.flatnonzero(fits).astype(np.int32)
    if not found.size:
        raise InputError(f"nobody passes the age of {age} in the last {window:g} years of the run; raise --persons or lower --ages.")
    return found


@dataclass(frozen=True)
class _Walk:
    reach: int
    focals: int
    living: NDArray[np.int64]  # sums over Focal, by up, down, sex
    squares: NDArray[np.float64]  # sum of squares of Focal's own descendants, by down
    apexes: NDArray[np.int32]
    through: NDArray[np.uint16]
    two_lines: bool
    unknown: NDArray[np.float64]


def _walk(population: Population, focals: NDArray[np.int32], age: int, reach: int, workers: int, report) -> _Walk:
    """Walk from all Focal in pieces; whole numbers only, so that the pieces add up the same in any order."""
    from yeonjwa.kinship.constant_rates_kernels import walk_kin

    two_lines = population.father.size > 0
    paths = (1 << reach) - 1 if two_lines else reach
    apexes = np.full((focals.size, paths, 2), -1, dtype=np.int32)
    through = np.zeros((focals.size, paths, reach + 2), dtype=np.uint16)

    def piece(begin: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        part = slice(begin, begin + CHUNK)
        room = 1 << 12
        while True:
            living = np.zeros((focals[part].size, reach + 1, reach + 1, 2), dtype=np.uint16)
            through[part] = 0
            found = walk_kin(
                focals[part], population.born[focals[part]] + age, population.born, population.died, population.mother,
                population.father, population.sex, population.first_child, population.first_fathered, population.fathered,
                reach, living, apexes[part], through[part], room,
            )  # fmt: skip
            if found[0] >= 0:
                break
            room *= 4
        own = living[:, 0].sum(axis=2, dtype=np.int64).astype(np.float64)
        return living.sum(axis=0, dtype=np.int64), (own**2).sum(axis=0), found

    total = np.zeros((reach + 1, reach + 1, 2), dtype=np.int64)
    squares = np.zeros(reach + 1)
    found = np.zeros(reach + 1, dtype=np.int64)
    starts = range(0, focals.size, CHUNK)
    with ThreadPoolExecutor(workers) as pool:
        for at, (living, own, ancestors) in enumerate(pool.map(piece, starts)):
            total += living
            squares += own
            found += ancestors
            report((at + 1) / len(starts))
    expected = focals.size * (2.0 ** np.arange(reach + 1) if two_lines else np.ones(reach + 1))
    unknown = 1 - found / expected
    unknown[0] = 0.0
    return _Walk(reach, focals.size, total, squares, apexes, through, two_lines, unknown)


def _summary(walk: _Walk, up: int, down: int, age: int) -> KinCount:
    """Mean and standard error of one class."""
    n = walk.focals
    female, male = (float(v) / n for v in walk.living[up, down])
    if up == 0:
        mean = female + male
        variance = max(walk.squares[down] / n - mean**2, 0.0) / n
    else:
        part = slice((1 << (up - 1)) - 1, (1 << up) - 1) if walk.two_lines else slice(up - 1, up)
        variance = _clustered(walk.apexes[:, part, 0], walk.through[:, part, down]) / n**2
        if down == 0 and walk.two_lines:
            variance += _clustered(walk.apexes[:, part, 1], walk.through[:, part, walk.reach + 1]) / n**2
    return KinCount(up, down, age, female, male, float(np.sqrt(variance)), n)


def _clustered(apex: NDArray[np.int32], kin: NDArray[np.uint16]) -> float:
    """Variance of a total over paths whose ancestors at the top are the clusters."""
    ids, values = apex.ravel(), kin.ravel()
    known = ids >= 0
    ids, values = ids[known], values[known].astype(np.float64)
    if not ids.size:
        return 0.0
    first = int(ids.min())
    paths = np.bincount(ids - first)
    total = np.bincount(ids - first, weights=values)
    residual = total - paths * (values.sum() / values.size)
    clusters = int(np.count_nonzero(paths))
    return float((residual**2).sum()) * clusters / max(clusters - 1, 1)


__all__ = ["TIERS", "KinCount", "KinCounts", "check_ages", "count_kin"]
