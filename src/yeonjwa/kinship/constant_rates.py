"""A population under constant rates, one person at a time, and the kin of those living in it.

The check of kinship theory needs people whose kin follow from the rates alone: women bear children at the rates of
their age, whatever happened before; there are no unions; in ``both`` the father of each birth is drawn among the men
living at that moment, by the fertility of their age. Time is continuous, hazards and fertility are constant within a
year of age, and Focal is looked at on exact birthdays, as in ``theory``. Siblings are counted through mothers, and
kin by path, both as the theory does.

The run begins with founders in the stable age distribution, as many as grow to the wanted number by its end. They
have no known parents, so it must last longer than the generations up to the furthest common ancestor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import FEMALE, MALE, Rates
from yeonjwa.kinship.theory import sexes_of
from yeonjwa.kinship.theory_steps import growth_rate, years_lived

FEWEST_FOUNDERS = 50
MOST_PERSONS = 250_000_000  # about 12 GB


@dataclass(frozen=True)
class Population:
    """Everyone who ever lived in a run, mothers before their children; the founders come first.

    born, died : float64[n], years since the start of the run. mother, father : int32[n], -1 for founders.
    sex : uint8[n]. first_child : int64[n + 1], rows of a woman's children. first_fathered, fathered : index of a man's.
    """

    line: str
    years: float
    founders: int
    born: NDArray[np.float64]
    died: NDArray[np.float64]
    mother: NDArray[np.int32]
    sex: NDArray[np.uint8]
    first_child: NDArray[np.int64]
    father: NDArray[np.int32]
    first_fathered: NDArray[np.int64]
    fathered: NDArray[np.int32]
    fatherless: int = 0

    @property
    def persons_ever(self) -> int:
        """Number of people, founders included."""
        return int(self.born.size)

    @property
    def living(self) -> int:
        """Number of people living at the end of the run."""
        return int(np.count_nonzero(self.died > self.years))


@dataclass(frozen=True)
class RunSize:
    """What a run will need: founders at its start, people ever born (expected), and memory in bytes."""

    founders: int
    persons_ever: int
    memory: int


def run_size(rates: Rates, persons: int, years: float, line: str) -> RunSize:
    """Size of a run that ends with ``persons`` living, or a refusal if it cannot be done."""
    sexes = sexes_of(line)
    if persons < 1:
        raise InputError(f"option --persons is {persons}; expected a whole number of at least 1.")
    if not 1 <= years <= 2000:
        raise InputError(f"option --years is {years:g}; expected 1 to 2000.")
    r = growth_rate(rates)
    founders = persons * np.exp(-r * years)
    total = _persons_ever(rates, founders, years, sexes)
    if total > MOST_PERSONS:
        raise InputError(
            f"the population changes by {r:+.2%} a year, so {persons:,} living after {years:g} years need {founders:,.0f} founders and "
            f"{total:,.0f} people ever born; expected at most {MOST_PERSONS:,}. Lower --persons or --years."
        )
    if founders < FEWEST_FOUNDERS:
        raise InputError(
            f"the population changes by {r:+.2%} a year, so {persons:,} living after {years:g} years come from {founders:.2g} founders; "
            f"expected at least {FEWEST_FOUNDERS}. Raise --persons to {int(np.ceil(FEWEST_FOUNDERS / founders * persons)):,} or lower --years."
        )
    return RunSize(round(founders), int(total), int(total * (50 if sexes == 2 else 40)))


def _persons_ever(rates: Rates, founders: float, years: float, sexes: int) -> float:
    """Founders and the births expected in the run, from the stable birth rate and growth."""
    r = growth_rate(rates)
    birth_rate = 1.0 / sum(alive.sum() for alive in _stable_shares(rates, sexes))  # per person and year
    grown = years if abs(r * years) < 1e-9 else np.expm1(r * years) / r
    return float(founders * (1 + birth_rate * grown))


def simulate_population(
    rates: Rates, founders: int, years: float, seed: int, line: str = "female", batch: int = 0
) -> Population:
    """Everyone born in ``years`` years under constant rates to so many founders and their descendants.

    In the female line only women live. ``batch`` numbers populations of one run that share nothing.
    """
    from yeonjwa.draws import stream
    from yeonjwa.kinship.constant_rates_kernels import children_by_father, draw_fathers, fill_population

    sexes = sexes_of(line)
    names = ("age at death", "births", "sex at birth", "father")
    keys = np.array([stream(seed, f"constant rates, batch {batch}: {name}") for name in names], dtype=np.uint64)
    hazard = rates.hazards()
    girls = 1.0 if sexes == 1 else rates.female_fraction
    fertility = rates.fx[FEMALE] * (rates.female_fraction if sexes == 1 else 1.0)
    founders_born, founders_sex = _founders(rates, founders, sexes)
    expected = _persons_ever(rates, founders, years, sexes)
    capacity = int(1.1 * expected + 40 * np.sqrt(expected)) + 1000
    n = -1
    while n < 0:
        born, died = np.empty(capacity), np.empty(capacity)
        mother, sex = np.full(capacity, -1, dtype=np.int32), np.empty(capacity, dtype=np.uint8)
        first_child = np.empty(capacity + 1, dtype=np.int64)
        born[:founders], sex[:founders] = founders_born, founders_sex
        n = fill_population(
            keys, founders, hazard, _summed(hazard), fertility, _summed(fertility), girls, float(years),
            born, died, mother, sex, first_child,
        )  # fmt: skip
        capacity *= 2  # by chance more people than expected: the same people again, with more room
    born, died, mother, sex, first_child = born[:n], died[:n], mother[:n], sex[:n], first_child[: n + 1]
    father, first_fathered, fathered = np.empty(0, np.int32), np.zeros(1, np.int64), np.empty(0, np.int32)
    fatherless = 0
    if sexes == 2:
        men = np.flatnonzero(sex == MALE).astype(np.int32)
        men = men[np.argsort(born[men], kind="stable")]
        fertile = np.flatnonzero(rates.fx[MALE])
        father = np.empty(n, dtype=np.int32)
        fatherless = draw_fathers(
            keys[3], men, born[men], died, born, founders, rates.fx[MALE],
            float(fertile[0]), float(fertile[-1] + 1), float(rates.fx[MALE].max()), father,
        )  # fmt: skip
        first_fathered = np.zeros(n + 1, dtype=np.int64)
        fathered = np.empty(int(np.count_nonzero(father >= 0)), dtype=np.int32)
        children_by_father(father, first_fathered, fathered)
    return Population(
        line,
        float(years),
        founders,
        born,
        died,
        mother,
        sex,
        first_child,
        father,
        first_fathered,
        fathered,
        int(fatherless),
    )


def _summed(rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of a yearly rate up to each exact age, along the last axis; begins with 0."""
    total = np.zeros_like(rate)
    total[..., 1:] = np.cumsum(rate, axis=-1)[..., :-1]
    return total


def _stable_shares(rates: Rates, sexes: int, per_year: int = 1) -> list[NDArray[np.float64]]:
    """People living by step of age and sex in the stable population, per birth (of those simulated) and year."""
    r = growth_rate(rates)
    shares = [rates.female_fraction, 1 - rates.female_fraction] if sexes == 2 else [1.0]
    return [shares[s] * years_lived(rates.hazards()[s], r, per_year) for s in range(sexes)]


def _founders(rates: Rates, founders: int, sexes: int) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Births (before time 0) and sexes of founders spread evenly over the stable age distribution: no luck in it."""
    per_year = 12
    shares = _stable_shares(rates, sexes, per_year)
    women = (
        founders if sexes == 1 else round(founders * shares[FEMALE].sum() / (shares[FEMALE].sum() + shares[MALE].sum()))
    )
    born, sex = [], []
    for s, many in ((FEMALE, women), (MALE, founders - women)):
        if many:
            reached = np.concatenate([[0.0], np.cumsum(shares[s])]) / shares[s].sum()
            born.append(-np.interp((np.arange(many) + 0.5) / many, reached, np.arange(reached.size) / per_year))
            sex.append(np.full(many, s, dtype=np.uint8))
    return np.concatenate(born), np.concatenate(sex)
