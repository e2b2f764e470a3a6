"""The life table cut into steps, as matrix kinship theory needs it.

Time and age advance in steps of ``1 / steps_per_year`` years. Focal is seen at exact ages; kin stand in age classes
one step wide, so that a class holds people spread over the step. Survival and births of a class follow from that:

- survival to the next class, ``P_a = L_{a+1} / L_a`` with ``L`` the person-years lived in the step;
- births of a class within the step, ``(f_a + P_a f_{a+1}) / 2`` per unit of time, because half of the time is spent in
  the next class;
- children live to the end of their step of birth with chance ``L_0``;
- a parent of age class ``a`` stands in the middle of it: the kin of the parent are those of the mean of Focal at the
  two ends of the class.

All four are right to second order in the step. The published matrices (Caswell 2019, equations 1 to 5) have a step of
one year, ``P_a = p_a``, births ``f_a`` that enter the first class at the end of the step, and the kin of a parent at
the lower end of the class; ``published_steps`` gives these, and the same recursion runs on either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import AGES, FEMALE, MALE, Rates

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """One step of time for people of each age class; S is 1 (women only) or 2 (women, men), A the number of classes.

    survive : float64[S, A], chance to stand in the next class one step later (the last class keeps its people).
    births : float64[S, A], births of both sexes per person of the class within the step.
    own_births : float64[S, A], births to Focal in the step that begins at exact age a.
    newborn : float64[S], living children of each sex at the end of the step, per birth.
    parents : float64[S, A], age classes of mothers (and fathers) at a birth; each row adds up to 1.
    parent_ages : float64[S, A], weights over Focal's exact ages that give the kin of a parent.
    """

    per_year: int
    survive: Floats
    births: Floats
    own_births: Floats
    newborn: Floats
    parents: Floats
    parent_ages: Floats

    @property
    def classes(self) -> int:
        """Number of age classes."""
        return self.survive.shape[1]


def years_lived(hazards: Floats, growth: float, per_year: int) -> Floats:
    """Person-years in each step of age, per birth, weighted by ``exp(-growth * age)``.

    Parameters
    ----------
    hazards : float64[101], deaths per year, constant within a year of age.

    Returns
    -------
    float64[101 * per_year]
        Exact integrals of ``exp(-growth a) l(a)`` over each step.
    """
    total = np.repeat(hazards + growth, per_year) / per_year
    start = np.exp(-np.concatenate([[0.0], np.cumsum(total)[:-1]]))
    small = np.abs(total) < 1e-8
    safe = np.where(small, 1.0, total)
    return start * np.where(small, 1.0 - total / 2, -np.expm1(-safe) / safe) / per_year


def growth_rate(rates: Rates) -> float:
    """Stable growth of the women, 1 / year: the root of Lotka's equation (bisection to 1e-14)."""
    hazard = rates.hazards()[FEMALE]
    daughters = rates.fx[FEMALE] * rates.female_fraction

    def excess(r: float) -> float:
        return float(daughters @ years_lived(hazard, r, 1)) - 1.0

    low, high = -0.3, 0.3
    if excess(low) < 0 or excess(high) > 0:
        raise InputError(
            "the rates give a growth of more than 30 % a year, up or down; no population lives so. Check fx and px."
        )
    while high - low > 1e-14:
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        if middle in (low, high) and high - low < 1e-13:
            break
    return (low + high) / 2


def male_factor(rates: Rates) -> float:
    """Factor on the men's fertility that makes them father as many children as women bear, in the stable population."""
    r = growth_rate(rates)
    men = (1 - rates.female_fraction) * years_lived(rates.hazards()[MALE], r, 1)
    fathered = float(rates.fx[MALE] @ men)
    if not fathered > 0:
        raise InputError(
            "no man lives to an age at which the rates let him father children; check px_male and fx_male."
        )
    return 1.0 / fathered


def survival_by_step(hazards: Floats, per_year: int) -> Floats:
    """float64[101 * per_year]: chance of a class to stand in the next one a step later (see the module's head)."""
    lived = years_lived(hazards, 0.0, per_year)
    chance = np.exp(-np.repeat(hazards, per_year) / per_year)
    # Where a class spans a change of hazard the ratio of years lived differs from the plain chance. Beyond age 100
    # the hazard stays constant; so few are left that the ratio of tiny numbers is not taken there.
    reach = lived[1:] > 1e-250
    chance[:-1][reach] = lived[1:][reach] / lived[:-1][reach]
    return chance


def births_by_step(fx: Floats, survive: Floats, per_year: int) -> tuple[Floats, Floats]:
    """(births of a class within the step, births to Focal from exact age a), each float64[101 * per_year]."""
    fine = np.repeat(fx, per_year) / per_year
    after = np.append(fine[1:], 0.0)
    return (fine + survive * after) / 2, fine


def exact_steps(rates: Rates, sexes: int, per_year: int = 4) -> Steps:
    """Steps of the stable population under constant rates; second order in the step.

    Parameters
    ----------
    sexes : 1 for women only, 2 for women and men (the men's fertility is scaled by ``male_factor``).
    """
    r = growth_rate(rates)
    hazards = rates.hazards()
    factors = (1.0, male_factor(rates) if sexes == 2 else 1.0)
    rows = []
    for sex in range(sexes):
        survive = survival_by_step(hazards[sex], per_year)
        births, own = births_by_step(rates.fx[sex] * factors[sex], survive, per_year)
        ages = years_lived(hazards[sex], r, per_year) * np.repeat(rates.fx[sex], per_year)
        rows.append((survive, births, own, ages / ages.sum()))
    survive, births, own, parents = (np.stack(column) for column in zip(*rows, strict=True))
    return Steps(per_year, survive, births, own, newborn_by_step(rates, sexes, per_year), parents, _centred(parents))


def newborn_by_step(rates: Rates, sexes: int, per_year: int) -> Floats:
    """float64[S]: living children of each sex at the end of the step of their birth, per birth."""
    alive = [years_lived(rates.hazards()[sex], 0.0, per_year)[0] * per_year for sex in range(sexes)]
    return np.array([rates.female_fraction, 1 - rates.female_fraction][:sexes]) * np.array(alive)


def published_steps(rates: Rates, sexes: int, male_scaling: bool = False) -> Steps:
    """The yearly matrices as published (Caswell 2019; Caswell 2022 for two sexes, men's fertility as given)."""
    daughters = rates.fx[FEMALE] * rates.female_fraction
    reach = np.concatenate([[1.0], np.cumprod(rates.px[FEMALE, :-1])])
    low, high = 0.5, 2.0
    for _ in range(200):  # sum of lambda**-(a + 1) l_a f_a = 1
        middle = (low + high) / 2
        low, high = (
            (middle, high) if float(daughters @ (reach * middle ** -np.arange(1.0, AGES + 1))) > 1 else (low, middle)
        )
    growth = (low + high) / 2
    fx = rates.fx[:sexes].copy()
    if male_scaling and sexes == 2:
        fx[MALE] *= male_factor(rates)
    alive = np.stack(
        [
            np.concatenate([[1.0], np.cumprod(rates.px[s, :-1])]) * growth ** -np.arange(float(AGES))
            for s in range(sexes)
        ]
    )
    parents = alive * fx
    parents /= parents.sum(axis=1, keepdims=True)
    fractions = np.array([rates.female_fraction, 1 - rates.female_fraction])[:sexes]
    return Steps(1, rates.px[:sexes].copy(), fx, fx, fractions, parents, parents)


def _centred(parents: Floats) -> Floats:
    """Weights over exact ages: half of each class at its lower, half at its upper end."""
    shifted = np.zeros_like(parents)
    shifted[:, 1:] = parents[:, :-1]
    return (parents + shifted) / 2
